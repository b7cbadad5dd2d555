"""What hostile, locked, old and broken files come to: a short sentence, soon, and a child that is gone."""

import io
import random
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers import PaperRefused, limits, read_bytes, read_paper, sandbox
from tests.bot.papers.made import W, as_docx, as_xlsx, paragraph, word, zipped
from tests.runaway import RUNAWAY

TEXT = "各党支部：\n名单5月6日前报送。"


def refused(content: bytes) -> str:
    with pytest.raises(PaperRefused) as told:
        read_bytes(content)
    return str(told.value)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.docx"
    with big.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(PaperRefused, match="太大"):
        read_paper(big)


def test_a_zip_bomb_is_refused_by_what_it_promises_and_by_what_it_gives() -> None:
    bomb = word("<w:p/>", footer1="<a>" + "\0" * (80 << 20))
    assert refused(bomb) == limits.TOO_MUCH
    assert refused(_lying(bomb)) in (limits.TOO_MUCH, limits.BROKEN)


def _lying(content: bytes) -> bytes:
    """The same archive, whose directory says that every part is small."""
    out = bytearray(content)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", out, at + 24, 100)
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "xl/vbaProject.bin"])
def test_macros_are_refused(name: str) -> None:
    made = as_docx(TEXT) if name.startswith("word") else as_xlsx(TEXT)
    assert refused(with_part(made, name, b"x")) == limits.MACROS


def test_old_and_locked_files_are_refused_with_what_to_do() -> None:
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600) == limits.OLD
    locked = bytearray(as_docx(TEXT))
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(locked)) == limits.LOCKED


def test_a_locked_pdf_is_refused(printed: Callable[[str], bytes]) -> None:
    plain = printed(f"<p>{TEXT}</p>")
    locked = plain.replace(b"trailer\n<<", b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O(a)/U(a)/P -4>>", 1)
    assert refused(locked) == limits.LOCKED


def test_a_scanned_page_is_refused_with_a_word(printed: Callable[[str], bytes]) -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    assert "扫描" in refused(printed(f'<img style="width:90%" src="data:image/png;base64,{pixel}">'))


@pytest.mark.parametrize(
    "xml",
    [
        f'<!DOCTYPE a [<!ENTITY x "xx">]><w:document xmlns:w="{W}"><w:body><w:p>&x;</w:p></w:body></w:document>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
        "<a><b></a>",
        "not xml",
        "",
    ],
)
def test_entities_and_broken_xml_are_refused(xml: str) -> None:
    assert refused(zipped({"word/document.xml": xml})) == limits.BROKEN


def test_a_document_type_in_another_encoding_is_refused_too() -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "x">]><a>&x;</a>'
    assert refused(zipped({"word/document.xml": xml.encode("utf-16")})) == limits.BROKEN


def test_endless_depth_and_endless_elements_are_refused() -> None:
    assert refused(word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000)) == limits.TOO_MUCH
    assert refused(word("<w:p/>" * (2 * limits.MOST_NODES + 1))) == limits.TOO_MUCH
    assert refused(word("<w:p/>" * (limits.MOST_NODES + 1))) in (limits.TOO_MUCH, limits.SLOW)


def test_tables_in_tables_without_end_stop() -> None:
    inner = paragraph("底")
    for _ in range(12):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert refused(word(inner)) == limits.EMPTY


def test_a_page_that_unpacks_without_end_is_refused() -> None:
    stream = zlib.compress(b"0 0 m " * (60 << 20), 9)
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    body += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (len(stream), stream)
    body += b"trailer<</Root 1 0 R>>\n"
    assert refused(body) in (limits.TOO_MUCH, limits.SLOW, limits.BROKEN)


def test_a_child_that_falls_silent_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A child that only listens and never speaks, in the place of the one that reads.
    silent = tmp_path / "bot" / "papers"
    silent.mkdir(parents=True)
    (tmp_path / "bot" / "__init__.py").write_text("")
    (silent / "__init__.py").write_text("")
    (silent / "child.py").write_text("import sys, time\nsys.stdin.buffer.read()\nwhile True: time.sleep(60)\n")
    monkeypatch.setattr(sandbox, "_ROOT", tmp_path)
    monkeypatch.setattr(sandbox, "SECONDS_SILENT", 0.2)
    monkeypatch.setattr(sandbox, "SECONDS_TO_START", 0.2)
    assert refused(TEXT.encode()) == limits.SLOW


def test_a_child_that_dies_is_told_as_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert refused(TEXT.encode()) == limits.BROKEN


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 4000, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"PK\x03\x04rest", b"%PDF-1.7 rest"]
)
def test_what_is_nothing_of_the_kind_is_refused(content: bytes) -> None:
    assert refused(content) in (limits.EMPTY, limits.UNKNOWN, limits.BROKEN)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([as_docx(TEXT), as_xlsx(TEXT), TEXT.encode("gb18030")]))
def test_a_damaged_file_gives_text_or_a_sentence(seed: int, content: bytes) -> None:
    damaged = bytearray(content)
    chance = random.Random(seed)
    for _ in range(30):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    try:
        read_bytes(bytes(damaged))
    except PaperRefused as told:
        assert str(told) in vars(limits).values()


def test_hostile_files_are_refused_soon() -> None:
    began = time.process_time()
    refused(word("<w:p/>", footer1="<a>" + "\0" * (80 << 20)))
    assert time.process_time() - began < RUNAWAY
