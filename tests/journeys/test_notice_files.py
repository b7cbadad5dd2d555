"""A notice as a file, as the platforms bring it: read in the child process, listed in the sender's chat, mended and
published there; what cannot be read is told with what to do."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.papers import PaperRefused
from bot.talking import NoSuch, Talk
from config.settings import FileRules
from tests.bot.channels.house import app_caller, ding_caller
from tests.bot.papers.made import as_docx, as_xlsx, paragraph, word
from tests.fakes.clock import FakeClock
from tests.fakes.pictures import picture
from tests.journeys.server import Served, serving

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
APP, DING = "/wecom/app/main", "/dingtalk/robot/main"
NOTICE = """关于做好年终有关工作的通知
江岚组〔2026〕31号
各党支部：
一、请各党支部于12月5日前将工作亮点报送组织部。
二、各学生党支部12月10日前上报毕业生党员去向表。
党委组织部
2026年11月18日"""
TABLE = """序号	工作任务	责任单位	完成时间
1	报送工作亮点	各党支部	12月5日
2	上报毕业生党员去向表	各学生党支部	12月10日"""
NAME = "关于做好年终有关工作的通知.docx"


async def say(served: Served, words: str, sender: str = "liwei") -> str:
    status, answer = await served.call(APP, app_caller.text(sender, words, served.at))
    assert status == 200
    return app_caller.read(answer)["Content"] if answer.body else ""


async def send(served: Served, media_id: str, content: bytes, name: str = NAME, sender: str = "liwei") -> str:
    """A file to the app, by its callback; what the sealed answer says."""
    served.wecom.media[media_id] = content
    body = f"<MediaId>{media_id}</MediaId><FileName>{name}</FileName><MsgId>77{media_id[1:]}</MsgId>"
    status, answer = await served.call(APP, app_caller.message("file", body, sender, served.at))
    assert status == 200
    return app_caller.read(answer)["Content"] if answer.body else ""


async def ding(served: Served, sender: str = "liwei", **more: Any) -> str:
    status, answer = await served.call(DING, ding_caller.message(more, sender, served.at))
    assert status == 200
    body = json.loads(answer.body)
    return str(body.get("markdown", {}).get("text") or body.get("text", {}).get("content") or "")


def listed(served: Served) -> list[str]:
    return [row["text"] for row in served.rows("outbox") if row["key"].startswith("notice:")]


async def fetched(served: Served) -> None:
    await served.fetch()
    await served.read()
    await served.deliver()


@pytest.mark.parametrize(("make", "name"), [(as_docx, NAME), (as_docx, ""), (lambda _: as_xlsx(TABLE), "任务.xlsx")])
async def test_wecom_a_forwarded_file_becomes_a_list_and_is_published(
    served: Served, make: Callable[[str], bytes], name: str
) -> None:
    assert "正在读" in await send(served, "m1", make(NOTICE), name)
    assert listed(served) == [] and served.rows("readings")[0]["state"] == "wanted"
    await fetched(served)
    (words,) = listed(served)
    assert "有2项" in words and "报送工作亮点，12月5日" in words and "只给学生支部" in words
    assert any("工作亮点" in shown.text for shown in served.wecom.shown), "it reached the sender"
    assert "12月8日" in await say(served, "1 改到12月8日，2 不要")
    assert "已发布1项" in await say(served, "发布")
    (task,) = [row for row in served.rows("tasks") if "亮点" in row["title"]]
    (notice,) = served.rows("notices")
    assert task["notice_id"] == notice["id"] and notice["file_id"] == served.rows("attachments")[0]["id"]


async def test_dingtalk_a_forwarded_file_becomes_a_list(served: Served) -> None:
    served.dingtalk.media["code1"] = as_docx(NOTICE)
    said = await ding(served, msgtype="file", content={"downloadCode": "code1", "fileName": NAME})
    assert "收到《关于做好年终有关工作的通知》，正在读" in said
    await fetched(served)
    assert "有2项" in listed(served)[0]
    assert "已发布2项" in await ding(served, msgtype="text", text={"content": "发布"})
    assert len(served.rows("notices")) == 1


async def test_the_callback_again_and_the_reader_again_make_one_list(served: Served) -> None:
    served.wecom.media["m1"] = as_docx(NOTICE)
    body = f"<MediaId>m1</MediaId><FileName>{NAME}</FileName><MsgId>771</MsgId>"
    callback = app_caller.message("file", body, "liwei", served.at)
    for _ in range(2):
        await served.call(APP, callback)
    await fetched(served)
    await fetched(served)
    assert len(listed(served)) == 1 and [row["state"] for row in served.rows("readings")] == ["read"]


async def test_the_original_stays_as_long_as_its_notice(served: Served, tmp_path: Path) -> None:
    await send(served, "m1", as_docx(NOTICE))
    await fetched(served)
    await say(served, "发布")
    await send(served, "m2", as_docx(NOTICE.replace("31号", "32号").replace("工作亮点", "活动计划")))
    await fetched(served)
    for _ in range(45):
        served.clock.advance(days=1)
        served.tick()
        await served.app.media.sweep()
    (left,) = served.rows("attachments")
    assert left["id"] == served.rows("notices")[0]["file_id"] and left["state"] == "kept"
    assert (tmp_path / "files" / left["sha256"][:2] / left["sha256"]).exists()
    assert served.rows("readings") == []


async def test_words_before_or_after_the_file_make_it_certain(served: Served) -> None:
    assert "把通知发给我" in await say(served, "帮忙建任务")
    assert "正在读" in await send(served, "m1", as_docx(NOTICE), "附件1.docx")
    await fetched(served)
    assert "有2项" in listed(served)[0]
    await say(served, "取消")
    assert "要我读出任务吗" in await send(served, "m2", as_docx(NOTICE), "附件2 名单.docx")
    assert "正在读" in await say(served, "读一下这个通知")
    await fetched(served)
    assert len(listed(served)) == 2


async def test_what_is_not_clear_is_asked(served: Served) -> None:
    assert "要我读出任务吗" in await send(served, "m1", as_docx(NOTICE), "登记表.docx")
    assert "没有读" in await say(served, "不是")
    await fetched(served)
    assert listed(served) == []


async def test_a_secretarys_file_is_no_notice(served: Served) -> None:
    said = await send(served, "m1", as_docx(NOTICE), sender="zhangmin")
    assert "是交“报送主题党日典型案例”的吗" in said and served.rows("readings") == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (word(paragraph("大家周末愉快。")), "通知.docx", "没有找到要交的事项"),
        (word(paragraph("")), "通知.docx", "文件里没有文字"),
        (b"%PDF-1.4\n%%EOF", "通知.pdf", "请重新导出再发"),
        (b"PK\x03\x04broken", "通知.docx", "不是我能收的种类"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "通知.doc", "旧格式（doc、xls、wps）或加了密码"),
    ],
    ids=["none", "empty", "broken", "no office file", "old"],
)
async def test_what_cannot_be_read_is_told_with_what_to_do(
    served: Served, content: bytes, name: str, words: str
) -> None:
    assert "正在读" in await send(served, "m1", content, name)
    await fetched(served)
    told = [row["text"] for row in served.rows("outbox")] + [
        one.text for one in served.tick() if one.key.startswith("file:")
    ]
    assert len(told) == 1 and words in told[0] and "哪次活动" not in told[0]


async def test_a_scan_and_a_reader_that_stumbles(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> Any:
        raise PaperRefused("这是扫描件（图片），没有文字，请发有文字的版本或直接粘贴正文")

    monkeypatch.setattr("bot.notice_reader.read_paper", refuse)
    await send(served, "m1", as_docx(NOTICE))
    await fetched(served)
    assert listed(served) == ["这是扫描件（图片），没有文字，请发有文字的版本或直接粘贴正文。"]

    def stumble(_: Path) -> Any:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("bot.notice_reader.read_paper", stumble)
    await send(served, "m2", as_docx(NOTICE))
    for _ in range(3):
        await fetched(served)
        assert await served.read() == 0
        served.clock.advance(minutes=2)
    assert len(listed(served)) == 2 and "把原文粘贴给我" in listed(served)[1]


async def test_a_bare_yes_that_crosses_the_list_publishes_nothing(served: Served) -> None:
    before = len(served.rows("tasks"))
    await send(served, "m1", as_docx(NOTICE))
    await say(served, "任务 支部手册 12月20日前报送组织部")
    await fetched(served)
    assert "有2项" in await say(served, "好"), "the list came in between: it is shown once more"
    assert len(served.rows("tasks")) == before
    assert "已发布2项" in await say(served, "好")


async def test_at_the_command_line_the_list_is_the_answer(served: Served, tmp_path: Path) -> None:
    paper = tmp_path / NAME
    paper.write_bytes(as_docx(NOTICE))
    talk = Talk(served.app, "李伟", "")
    heard = await asyncio.to_thread(talk.say, "", [paper])
    assert "有2项" in heard["reply"] and heard["understood"]["intent"] == "publish_notice"
    assert "已发布2项" in (await asyncio.to_thread(talk.say, "发布", []))["reply"]
    old = tmp_path / "a.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(NoSuch, match="旧格式"):
        await asyncio.to_thread(talk.say, "", [old])


async def test_photos_of_organizers_stay_photos(served: Served) -> None:
    served.wecom.media["m1"] = picture()
    body = "<PicUrl>http://p</PicUrl><MediaId>m1</MediaId><MsgId>9911</MsgId>"
    _, answer = await served.call(APP, app_caller.message("image", body, "liwei", served.at))
    assert "是哪次活动的" in app_caller.read(answer)["Content"] and served.rows("readings") == []


async def test_a_hundred_megabytes_are_refused(new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock) -> None:
    async with serving(new_url("demo"), tmp_path, clock, files=FileRules(max_megabytes=1)) as served:
        await send(served, "m1", as_docx(NOTICE) + bytes(2 << 20))
        await fetched(served)
        (told,) = [one.text for one in served.tick() if one.key.startswith("file:")]
        assert "超过1 MB" in told and "把通知原文粘贴给我" in told
