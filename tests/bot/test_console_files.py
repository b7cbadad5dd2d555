"""Files in and out of the console: typed by their bytes, owned by who sent them, under a quota, told in the record."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.console_files import safe_name
from config.settings import FileRules
from tests.bot.console_page import ABOVE, BRANCH, SENTENCE, Desk, Open
from tests.fakes.pictures import MAKER, archive, picture, plain, png_of

PNG, JPEG = plain("PNG"), plain("JPEG")
FILE_LIMIT = FileRules().max_bytes


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("签到.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.gif", plain("GIF"), "image/gif"),
        ("a.webp", plain("WEBP"), "image/webp"),
        ("通知.pdf", b"%PDF-1.7\n", "application/octet-stream"),
        ("表.docx", archive("word/document.xml"), "application/octet-stream"),
        ("表.xlsx", archive("xl/workbook.xml"), "application/octet-stream"),
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
    answer = await desk.get_file(line["id"])
    assert (answer.status, await answer.read()) == (200, content)
    assert answer.headers["Content-Type"] == served
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    ours = "照片" if served.startswith("image/") else "文件"
    told = unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])
    assert told.split(".")[0] == ours and told.split(".")[1] in (name.split(".")[1], "txt")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    sent = (await desk.say("", files=[line["id"]]))["messages"][0]["files"]
    assert sent == [{"id": line["id"], "name": name, "size": len(content), "image": served.startswith("image/")}]


async def test_other_kinds_of_file_are_refused(desk: Desk) -> None:
    for content in (
        b"",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04broken",
        archive("evil.sh"),
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
    assert (await desk.get_file("nope")).status == 404
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


async def test_what_the_camera_wrote_is_not_kept_and_bombs_are_refused(desk: Desk) -> None:
    _, line = await desk.upload("合影.jpg", picture("JPEG", 6))
    kept = await (await desk.get_file(line["id"])).read()
    assert MAKER.encode() not in kept and len(kept) == line["size"]
    status, told = await desk.upload("大.png", png_of(30_000, 30_000))
    assert (status, told["error"]) == (415, "“大.png”的像素太大（超过40百万），请缩小后再发一次。")


async def test_the_quota_is_each_persons_own_for_a_day_and_said_in_one_line(open_desk: Open) -> None:
    desk = await open_desk(files=FileRules(per_day=3, megabytes_per_day=2))
    megabyte = b"a" * 1024 * 1024
    assert (await desk.upload("1.txt", megabyte))[0] == 200
    assert (await desk.upload("2.txt", megabyte))[0] == 200
    told = (413, {"error": "这个文件没有收下：每人每天最多3个、2 MB，请明天再发一次。"})
    assert await desk.upload("3.txt", b"a") == told
    for _ in range(3):
        assert (await desk.upload("3.txt", b"a", who="周海涛"))[0] == 200
    assert await desk.upload("3.txt", b"a", who="周海涛") == told
    await desk.post("clock", {"by": "P1D"})
    assert (await desk.upload("3.txt", b"a"))[0] == 200


async def test_photos_with_the_sentence_and_after_it_are_listed_in_the_record(desk: Desk) -> None:
    _, first = await desk.upload("签到.png", PNG)
    card = (await desk.say(SENTENCE, files=[first["id"]]))["messages"][-1]["text"]
    number = card.partition("#")[2][:3].strip()
    await desk.say("好")
    _, second = await desk.upload("合影.jpg", JPEG)
    await desk.say("", files=[second["id"]])
    shown = (await desk.say(f"记录 {number}"))["messages"][-1]["text"]
    assert "附件：照片1.png（签到.png）、照片2.jpg（合影.jpg）" in shown


async def test_a_file_is_served_to_its_sender_and_to_who_may_see_its_record_and_to_nobody_else(desk: Desk) -> None:
    _, line = await desk.upload("签到.png", PNG)
    assert [await desk.opens(who, line["id"]) for who in ("张敏", "周海涛", "李伟")] == [True, False, False]
    await desk.say(SENTENCE, files=[line["id"]])
    seen = {who: await desk.opens(who, line["id"]) for who in ("张敏", "周海涛", "李伟", "王芳", "刘洋", "赵磊")}
    assert seen == {"张敏": True, "周海涛": True, "李伟": True, "王芳": True, "刘洋": False, "赵磊": False}
    await desk.say("删掉照片1")
    assert [await desk.opens(who, line["id"]) for who in ("张敏", "周海涛", "李伟")] == [True, False, False]


async def test_no_and_not_there_look_the_same(desk: Desk) -> None:
    _, line = await desk.upload("签到.png", PNG)
    answers = [
        await desk.client.get(f"/console/files/{id}{query}")
        for id, query in (
            (line["id"], f"?person={desk.ids['李伟']}"),
            ("nope", f"?person={desk.ids['李伟']}"),
            (line["id"], ""),
            (line["id"], "?person="),
            (line["id"], "?person=999999"),
            (line["id"], f"?person={'9' * 30}"),
            (line["id"], "?person=1%20OR%201"),
        )
    ]
    assert {(answer.status, await answer.text()) for answer in answers} == {(404, "这个文件不在了。\n")}
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


async def test_what_is_said_in_a_group_is_seen_by_who_sits_in_it(desk: Desk) -> None:
    for words in ("看看这个", "@支部助手 看看这个"):
        _, line = await desk.upload("签到.png", PNG, who="周海涛")
        await desk.say(words, who="周海涛", chat=BRANCH, files=[line["id"]])
        assert await desk.opens("张敏", line["id"]), words
        assert not await desk.opens("刘洋", line["id"]), words
    assert ABOVE != BRANCH


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
