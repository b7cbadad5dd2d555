"""What hostile and damaged roster files come to: a clear line, in bounded memory."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from config.demo import demo_roster
from config.roster import Roster
from handlers.roster import RosterError, read_roster, write_template
from handlers.roster.columns import SHEETS


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "roster.xlsx"
    write_template(file, demo_roster())
    return file


def problems(file: Path) -> list[str]:
    with pytest.raises(RosterError) as refused:
        read_roster(file)
    return refused.value.problems


def rewritten(file: Path, change: Callable[[str, bytes], bytes], add: dict[str, bytes] | None = None) -> Path:
    """The same workbook with its parts changed."""
    with zipfile.ZipFile(file) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()} | (add or {})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return file


def into_sheet(content: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, old: (
        old.replace(b"</sheetData>", content + b"</sheetData>") if name.endswith("sheet1.xml") else old
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 Excel"),
        (b"\xef\xbb\xbfname,kind\n", "不是 Excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, ".xls"),
        (b"PK\x03\x04" + b"\0" * 100, "不是 Excel"),
        (b"x" * (5 << 20) + b"y", "文件太大"),
    ],
)
def test_what_is_no_xlsx_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file.xlsx").write_bytes(content)
    assert words in problems(tmp_path / "file.xlsx")[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.xlsx") == ["找不到文件 none.xlsx"]


def test_another_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "file.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "已经损坏" in problems(tmp_path / "file.xlsx")[0]


def test_a_zip_bomb_is_refused_unopened(template: Path) -> None:
    file = rewritten(template, lambda _, old: old, {"xl/media/zero.bin": b"\0" * (40 << 20)})
    assert file.stat().st_size < 100_000
    assert "展开后太大" in problems(file)[0]


def test_macros_are_refused(template: Path) -> None:
    assert "宏" in problems(rewritten(template, lambda _, old: old, {"xl/vbaProject.bin": b"x"}))[0]


def test_document_types_are_refused(template: Path) -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'

    def change(name: str, old: bytes) -> bytes:
        return old.replace(b"<worksheet", laughs + b"<worksheet") if name.endswith("sheet1.xml") else old

    assert "文档类型" in problems(rewritten(template, change))[0]


def test_a_cached_formula_is_not_taken_for_a_value(template: Path) -> None:
    row = '<row r="90"><c r="C90" t="str"><f>1+1</f><v>某支部</v></c></row>'.encode()
    assert problems(rewritten(template, into_sheet(row)))[0] == (
        "《组织》第90行：“名称”是公式或错误值，请改成直接填写的值"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a row far away", b'<row r="99999999999"><c r="C99999999999"><v>1</v></c></row>'),
        ("too many rows", b"".join(b'<row r="%d"><c r="C%d"><v>1</v></c></row>' % (n, n) for n in range(90, 3100))),
        ("too many cells", b'<row r="90">' + b"<c/>" * 200_000 + b"</row>"),
        ("too many marks", b"".join(b"<x%d/>" % n for n in range(70_000))),
        ("too deep", b"<x>" * 100 + b"</x>" * 100),
    ],
)
def test_sheets_too_large_are_refused_in_bounded_memory(template: Path, name: str, content: bytes) -> None:
    file = rewritten(template, into_sheet(content))
    tracemalloc.start()
    try:
        assert problems(file), name
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


def test_a_part_under_a_false_name_is_counted_too(template: Path) -> None:
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 200_000 + b"</cellXfs></styleSheet>"
    file = rewritten(template, lambda _, old: old, {"xl/media/picture.png": styles})
    assert "太复杂" in problems(file)[0]


GOOD = io.BytesIO()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_roster_or_a_list_of_problems(tmp_path: Path, data: st.DataObject) -> None:
    file = tmp_path / "damaged.xlsx"
    if not GOOD.getvalue():
        write_template(file, demo_roster())
        GOOD.write(file.read_bytes())
    with zipfile.ZipFile(GOOD) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        victim = data.draw(st.sampled_from(names))
        for name in names:
            content = bytearray(old.read(name))
            if name == victim:
                for _ in range(data.draw(st.integers(1, 4))):
                    at = data.draw(st.integers(0, len(content) - 1))
                    content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=3))
            new.writestr(name, bytes(content))
    try:
        assert isinstance(read_roster(file), Roster)
    except RosterError as refused:
        assert refused.problems


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.lists(st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans(), max_size=15)))
def test_any_cells_are_a_roster_or_a_list_of_problems(tmp_path: Path, rows: list[list[Any]]) -> None:
    book = Workbook()
    for sheet in SHEETS:
        worksheet = book.create_sheet(sheet.title)
        worksheet.append([column.title for column in sheet.columns])
        for row in rows:
            worksheet.append([one if not isinstance(one, str) or one.isprintable() else "?" for one in row])
    book.save(tmp_path / "any.xlsx")
    try:
        assert isinstance(read_roster(tmp_path / "any.xlsx"), Roster)
    except RosterError as refused:
        assert refused.problems
