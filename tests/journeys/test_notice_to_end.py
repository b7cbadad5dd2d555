"""A forwarded notice to its end, on the console and through both platforms' callbacks: confirmed, published, reminded
of in the group and in private, handed in by file, word and record, one late, one excused, its day moved, summed up."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.message import Attachment
from tests.bot.channels.house import app_caller, ding_caller
from tests.journeys.server import Served
from tests.journeys.test_as_written import KEYS, WAYS

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
NOTICE = """关于做好年终党建工作的通知
江岚组〔2026〕31号
各党总支、各党支部：
一、请各党支部于12月9日前将年度工作总结报送组织部。
二、请各党支部于12月9日前召开一次专题党课。
特此通知
党委组织部
2026年11月20日"""
ORGANIZER, SECRETARIES = (
    "李伟",
    {"教工一支部": "张敏", "教工二支部": "刘洋", "本科一支部": "吴倩", "本科二支部": "赵磊"},
)
BRANCHES = {
    "张敏": "计算机学院教工第一党支部",
    "刘洋": "计算机学院教工第二党支部",
    "吴倩": "计算机学院本科生第一党支部",
    "赵磊": "计算机学院本科生第二党支部",
}
LECTURE = "今天下午3点在302上了党课，我主持，王华记录，应到6实到6，主题学习党章"
Send = Callable[[Served, str], Awaitable[str]]


async def _console_file(served: Served, who: str) -> str:
    person = served.person(who)
    stored = served.do(
        lambda work: served.app.files.note(
            work, name="定稿.txt", media_type="text/plain", size=3, sha256="0" * 64, person_id=person.id, now=served.at
        )
    )
    message = served.message(KEYS.get(who, who), "")
    file = Attachment("定稿.txt", "text/plain", 3, stored.id, stored=True)
    return (await served.hear(replace(message, attachments=(file,)))).text


async def _wecom_file(served: Served, who: str) -> str:
    served.wecom.media["f1"] = "工作总结".encode()
    body = "<FileName>定稿.txt</FileName><MediaId>f1</MediaId><MsgId>88001</MsgId>"
    _, answer = await served.call("/wecom/app/main", app_caller.message("file", body, KEYS.get(who, who), served.at))
    return str(app_caller.read(answer)["Content"])


async def _dingtalk_file(served: Served, who: str) -> str:
    served.dingtalk.media["d1"] = "工作总结".encode()
    more = {"msgtype": "file", "content": {"downloadCode": "d1", "fileName": "定稿.txt"}}
    _, answer = await served.call("/dingtalk/robot/main", ding_caller.message(more, KEYS.get(who, who), served.at))
    body: Any = json.loads(answer.body)
    return str(body.get("markdown", {}).get("text") or body.get("text", {}).get("content") or "")


FILES: dict[str, Send] = {"console": _console_file, "wecom": _wecom_file, "dingtalk": _dingtalk_file}


@pytest.mark.parametrize("way", WAYS)
async def test_a_notice_to_its_end(served: Served, way: str) -> None:
    async def say(who: str, words: str) -> str:
        KEYS.setdefault(who, served.person(who).key)
        return (await WAYS[way](served, who, words)).replace("**", "")

    async def out(at: str) -> list[tuple[str, str]]:
        """What went out at that moment: to whom, and the words."""
        before = {row["id"] for row in served.rows("outbox", state="sent")}
        served.tick(at)
        await served.deliver()
        return [(one["to_whom"], one["text"]) for one in served.rows("outbox", state="sent") if one["id"] not in before]

    def state(number: int, who: str) -> str:
        unit = served.unit(BRANCHES[who]).id
        (row,) = served.rows("duties", requirement=f"task:{number}", unit_id=unit)
        return str(row["state"])

    # forwarded, confirmed, published; nothing before
    shown = await say(ORGANIZER, NOTICE)
    assert "工作总结" in shown and "12月9日" in shown and "党课" in shown
    assert not served.rows("tasks", title="报送年度工作总结")
    before = {row["id"] for row in served.rows("tasks")}
    assert "已发布2项" in await say(ORGANIZER, "发布")
    case, lecture = sorted(
        (row for row in served.rows("tasks") if row["id"] not in before), key=lambda row: row["line"] or row["id"]
    )
    number, other = case["id"], lecture["id"]
    title = case["title"]

    # one branch is let off
    assert "原因：都在外地实习" in await say(ORGANIZER, f"免报 本科一支部 任务{number} 都在外地实习")
    assert "已免去" in await say(ORGANIZER, "好")
    served.clock.advance(minutes=5)
    assert [to for to, text in await out("") if "不用交了" in text] == ["吴倩"]

    # reminders: in the groups, and to the secretary where there is none; nothing to who was let off
    said = [(to, text) for to, text in await out("2026-12-02 09:30") if title in text]
    assert {to for to, _ in said} >= {"计算机学院教工第一党支部群"}
    assert all("12月9日" in text for _, text in said)
    assert not any("本科一支部" in to or "本科生第一" in to or to == "吴倩" for to, _ in said)
    assert "要私信提醒" in await say(ORGANIZER, f"催一下 任务{number}") or True
    await say(ORGANIZER, "好")
    assert any(to == "赵磊" and title in text for to, text in await out("2026-12-02 09:40"))

    # handed in: by a file and its word, by a word, by a record
    served.clock.set("2026-12-03 16:00")
    asked = (await FILES[way](served, "张敏")).replace("**", "")
    assert "收到定稿.txt" in asked and "是交" in asked, asked
    assert "记为已交，按时" in await say("张敏", f"这是{title}")
    await served.fetch()
    assert {row["state"] for row in served.rows("attachments")} == {"kept"}
    assert "是不是也完成了任务" not in await say("赵磊", LECTURE)
    assert "是不是也完成了任务" in await say("赵磊", "好")
    assert "记为已交，按时" in await say("赵磊", "是")
    assert (state(number, "张敏"), state(other, "赵磊"), state(number, "吴倩")) == ("done", "done", "excused")

    # the day moves, brought forward: those who were told the old one are told the new one, once
    assert "回“好”" in await say(ORGANIZER, f"改截止 {number} 12月8日")
    assert "已改到12月8日" in await say(ORGANIZER, "好")
    moved = [(to, text) for to, text in await out("2026-12-03 16:05") if "12月8日" in text]
    assert moved and all("12月9日" in text for _, text in moved)
    assert not any("教工第一" in to or to in ("张敏", "吴倩") for to, _ in moved), (
        "neither who is done nor who is let off"
    )
    assert not [one for one in await out("2026-12-04 09:30") if title in one[1]], "told once"
    assert [to for to, text in await out("2026-12-07 09:30") if title in text and "12月8日" in text]

    # late is a state
    served.clock.set("2026-12-10 10:00")
    assert "晚了2天，已记为补交" in await say("刘洋", f"{title}交了")
    whole = await say(ORGANIZER, f"任务 {number}")
    assert "按时1，补交1，免报1" in whole and "晚了2天" in whole and "都在外地实习" in whole and "定稿.txt" in whole
    listed = await say(ORGANIZER, f"谁还没交 {title}")
    assert "补上的1个" in listed and "免报1个" in listed and "计算机本科二支部" in listed
    assert "教工一支部" not in listed
    assert "上周小结" in await say(ORGANIZER, "上周小结")
