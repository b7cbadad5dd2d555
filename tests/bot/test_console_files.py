"""Files in and out of the console: typed by their bytes, owned by who sent them, under a quota, told in the record."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.room
from bot.console_files import FILE_LIMIT, safe_name
from tests.bot.desk import BRANCH, SENTENCE, Desk

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("签到.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("a.gif", b"GIF89a" + bytes(9), "image/gif"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("通知.pdf", b"%PDF-1.7\n", "application/octet-stream"),
        ("表.docx", zipped("word/document.xml"), "application/octet-stream"),
        ("表.xlsx", zipped("xl/workbook.xml"), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode(), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode("gb18030"), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode("utf-16"), "application/octet-stream"),
        ("page.html", b"<script>alert(1)</script>", "application/octet-stream"),
    ],
)
async def test_i12_a_file_is_taken_by_its_bytes_and_served_as_a_download(
    desk: Desk, name: str, content: bytes, served: str
) -> None:
    status, line = await desk.upload(name, content)
    assert (status, line["name"], line["size"]) == (200, name, len(content))
    answer = await desk.client.get(f"/console/files/{line['id']}")
    assert (answer.status, await answer.read()) == (200, content)
    assert answer.headers["Content-Type"] == served
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    sent = (await desk.say("", files=[line["id"]]))["messages"][0]["files"]
    assert sent == [{"id": line["id"], "name": name, "size": len(content), "image": served.startswith("image/")}]


async def test_other_kinds_of_file_are_refused(desk: Desk) -> None:
    for content in (
        b"",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04broken",
        zipped("evil.sh"),
        b"\x7fELF\x01",
        b"text\x00with nul",
        b"\x1b[31mred",
    ):
        status, told = await desk.upload("表.docx", content)
        assert status == 415, content
        assert "表.docx" in told["error"]


async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()

    async def pieces() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(FILE_LIMIT // 65536 + 2):
            yield b"a" * 65536
        yield b"\r\n--b--\r\n"

    headers = desk.ours(**{"Content-Type": "multipart/form-data; boundary=b"})
    answer = await desk.client.post(f"/console/api/files?person={desk.ids['张敏']}", data=pieces(), headers=headers)
    assert answer.status == 413
    assert list((tmp_path / "temp").iterdir()) == []
    assert not (tmp_path / "files").exists()


async def test_a_file_of_exactly_the_limit_is_taken(desk: Desk) -> None:
    status, line = await desk.upload("a.txt", b"a" * FILE_LIMIT)
    assert (status, line["size"]) == (200, FILE_LIMIT)


async def test_a_damaged_upload_is_refused(desk: Desk) -> None:
    headers = desk.ours(**{"Content-Type": "multipart/form-data; boundary=b"})
    for body in (b"", b"--b--\r\n", b"nonsense", b"--b\r\n\r\nx\r\n--b--\r\n", b"--b\r\nContent-Disp"):
        answer = await desk.client.post(f"/console/api/files?person={desk.ids['张敏']}", data=body, headers=headers)
        assert answer.status == 400, body
        assert (await answer.json())["error"]


async def test_a_file_of_another_field_or_id_or_of_nobody_is_refused(desk: Desk) -> None:
    assert (await desk.upload("a.txt", b"x", field="other"))[0] == 400
    assert (await desk.client.get("/console/files/nope")).status == 404
    for query in ("", "?person=", "?person=999"):
        answer = await desk.client.post(f"/console/api/files{query}", data=b"x", headers=desk.ours())
        assert answer.status == 404


async def test_a_file_belongs_to_who_sent_it_and_goes_with_their_words_alone(desk: Desk) -> None:
    _, line = await desk.upload("签到.png", PNG, who="周海涛")
    assert (await desk.say("现场照片", 404, files=[line["id"]]))["error"] == "附件不在了，请重新选择。"
    sent = await desk.say("现场照片", who="周海涛", chat=BRANCH, files=[line["id"]])
    assert sent["messages"][0]["files"][0]["name"] == "签到.png"
    seen = (await desk.state("张敏", BRANCH))["messages"][-1]
    assert (seen["who"], seen["files"][0]["id"]) == ("周海涛", line["id"])


async def test_the_quota_is_each_persons_own_and_said_in_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bot.room.QUOTA == 200 * 1024 * 1024
    megabyte = b"a" * 1024 * 1024
    monkeypatch.setattr(bot.room, "QUOTA", 2 * len(megabyte))
    assert (await desk.upload("1.txt", megabyte))[0] == 200
    assert (await desk.upload("2.txt", megabyte))[0] == 200
    status, told = await desk.upload("3.txt", b"a")
    assert (status, told["error"]) == (413, "放不下了：每人最多放 2 MB，您已经放了 2 MB。")
    assert (await desk.upload("3.txt", b"a", who="周海涛"))[0] == 200


async def test_photos_with_the_sentence_and_after_it_are_listed_in_the_record(desk: Desk) -> None:
    _, first = await desk.upload("签到.png", PNG)
    card = (await desk.say(SENTENCE, files=[first["id"]]))["messages"][-1]["text"]
    number = card.partition("#")[2][:3].strip()
    await desk.say("好")
    _, second = await desk.upload("合影.jpg", b"\xff\xd8\xff\xe0" + bytes(9))
    await desk.say("", files=[second["id"]])
    shown = (await desk.say(f"记录 {number}"))["messages"][-1]["text"]
    assert "附件：签到.png、合影.jpg" in shown


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\表.docx", "表.docx"),
        ("fdp\u202etxt.exe", "fdptxt.exe"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("", "文件"),
        ("...", "文件"),
        ("长" * 200 + ".docx", "长" * 75 + ".docx"),
    ],
)
def test_a_name_is_only_a_label(name: str, label: str) -> None:
    assert safe_name(name) == label
