"""As DingTalk sees it: signed callbacks in, words in the answer, pushes to groups, people and a webhook robot."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import Callback
from tests.bot.channels.house import app_caller, ding_caller
from tests.fakes.faults import BROKEN, LOST, RESET, errcode
from tests.fakes.house import dump
from tests.fakes.platforms import DINGTALK_GROUP, DINGTALK_PEOPLE
from tests.journeys.server import Served

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
PATH = "/dingtalk/robot/main"
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
GROUP = "cidGROUP=="


def words(body: Any) -> str:
    return str(body.get("markdown", {}).get("text") or body.get("text", {}).get("content") or "")


async def say(served: Served, text: str, sender: str = "zhangmin", chat: str = "", **more: Any) -> str:
    status, answer = await served.call(PATH, ding_caller.text(sender, text, served.at, chat, **more))
    assert status == 200
    return words(json.loads(answer.body)) if answer.body else ""


def unbind(served: Served) -> None:
    """The demo's own group of the branch goes, the one under test stays."""
    nothing: dict[str, Any] = {"title": "x", "unit_id": None, "purposes": (), "push_channel": "", "push_address": ""}
    served.do(lambda work: work.chats.bind("console", "demo-jsj-jg1", **nothing))


async def test_the_conversation_one_to_one(served: Served) -> None:
    assert "草稿#" in await say(served, WHOLE)
    assert "记好了" in await say(served, "好")
    changed = await say(served, "刚才那条实到改成15，缺席加上王五事假")
    assert "16" in changed and "15" in changed
    assert "集中学习" in await say(served, "还差什么")
    assert "依据：《" in await say(served, "党课有什么要求")
    record = served.newest_record()
    assert (record.state, record.content["present"]) == ("submitted", 15)


async def test_the_conversation_in_a_group(served: Served) -> None:
    assert "已绑定" in await say(served, "绑定 计算机学院教工第一党支部 提醒", chat=GROUP)
    assert "草稿#" in await say(served, WHOLE, chat=GROUP)
    assert "记好了" in await say(served, "好", chat=GROUP)
    assert "- 主题党日" not in await say(served, "还差什么", chat=GROUP)


async def test_one_person_on_both_platforms_is_one_person(served: Served) -> None:
    await say(served, WHOLE)
    await say(served, "好")
    _, answer = await served.call("/wecom/app/main", app_caller.text("zhangmin", "还差什么", served.at))
    assert "- 主题党日" not in app_caller.read(answer)["Content"]


async def test_a_bound_group_gets_its_reminders_through_the_robot(served: Served) -> None:
    await say(served, "绑定 计算机学院教工第一党支部 提醒", chat=GROUP)
    unbind(served)
    served.tick("2026-11-27 09:00")
    await served.deliver()
    (text,) = served.dingtalk.texts(GROUP)
    assert "11月30日" in text and "主题党日" in text


@pytest.mark.parametrize(
    "faults", [[BROKEN], [RESET], [errcode(-1)], [BROKEN, RESET, BROKEN]], ids=["5xx", "reset", "-1", "all"]
)
async def test_a_group_push_arrives_whatever_went_wrong_at_first(served: Served, faults: list[Any]) -> None:
    await say(served, "绑定 计算机学院教工第一党支部 提醒", chat=GROUP)
    unbind(served)
    served.dingtalk.faults[DINGTALK_GROUP].extend(faults)
    served.tick("2026-11-27 09:00")
    for _ in range(60):
        await served.deliver()
        served.clock.advance(seconds=30)
    assert len(served.dingtalk.texts(GROUP)) == 1


async def test_an_answer_that_was_lost_makes_one_copy_at_the_most(served: Served) -> None:
    await say(served, "绑定 计算机学院教工第一党支部 提醒", chat=GROUP)
    unbind(served)
    served.dingtalk.faults[DINGTALK_GROUP].extend([LOST])
    served.tick("2026-11-27 09:00")
    for _ in range(60):
        await served.deliver()
        served.clock.advance(seconds=30)
    assert 1 <= len(served.dingtalk.texts(GROUP)) <= 2
    assert len(set(served.dingtalk.texts(GROUP))) == 1


async def test_a_callback_with_a_bad_signature_has_no_effect_and_learns_nothing(served: Served) -> None:
    good = ding_caller.text("zhangmin", WHOLE, served.at)
    old = ding_caller.text("zhangmin", WHOLE, served.at - timedelta(hours=2))
    bad = {
        "no headers": Callback("POST", {}, {}, good.body),
        "wrong sign": Callback("POST", {}, {**good.headers, "sign": "AAAA"}, good.body),
        "moved time": Callback(
            "POST", {}, {**good.headers, "timestamp": str(int(good.headers["timestamp"]) + 1)}, good.body
        ),
        "old": old,
        "get": Callback("GET", {}, {}, b""),
    }
    before = dump(served.database)
    for name, callback in bad.items():
        status, answer = await served.call(PATH, callback)
        assert (status, answer.body) == (403, b""), name
    assert dump(served.database) == before


async def test_too_large_is_refused(served: Served) -> None:
    good = ding_caller.text("zhangmin", "x", served.at)
    assert (await served.call(PATH, Callback("POST", {}, good.headers, b"{" * 70000)))[0] == 413


async def test_a_repeated_callback_has_one_effect_and_the_same_words(served: Served) -> None:
    callback = ding_caller.text("zhangmin", WHOLE, served.at, id="msgSAME==")
    answers = await asyncio.gather(*(served.call(PATH, callback) for _ in range(20)))
    assert len({answer.body for _, answer in answers}) == 1
    again = ding_caller.text("zhangmin", WHOLE, served.at + timedelta(minutes=5), id="msgSAME==")
    served.clock.advance(minutes=5)
    assert (await served.call(PATH, again))[1].body == answers[0][1].body
    assert len(served.rows("records", state="draft")) == 1


async def test_an_unknown_sender_is_told_how_to_be_known(served: Served) -> None:
    assert "绑定码" in await say(served, "还差什么", "stranger")
    assert served.rows("records", state="draft") == []


async def test_the_secretaries_are_reached_one_to_one_where_dingtalk_is_all_there_is(served: Served) -> None:
    def only_dingtalk(work: Any) -> None:
        for person in work.people.everybody():
            work.people.identify(person.id, "wecom", f"nowhere {person.id}")

    served.do(only_dingtalk)
    served.tick("2026-11-27 09:00")
    for _ in range(10):
        await served.deliver()
        served.clock.advance(seconds=70)
    assert "liuyang" in {one.destination for one in served.dingtalk.shown}
    assert served.dingtalk.bodies(DINGTALK_PEOPLE)
