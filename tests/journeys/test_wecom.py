# ruff: noqa: E501 (what people say is not broken into lines)
"""As WeCom sees it: signed and encrypted callbacks in, our sealed answers out, pushes with everything that goes wrong."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import storage.database
from bot.channels.channel import Callback
from config.settings import WecomWebhook
from tests.bot.channels.house import WEBHOOK_KEY, app_caller, bot_caller
from tests.fakes.clock import FakeClock
from tests.fakes.faults import BROKEN, BUSY, CUT, GARBLED, LOST, RESET, errcode
from tests.fakes.house import dump
from tests.fakes.platforms import WECOM_SEND, WECOM_TOKEN, WECOM_WEBHOOK
from tests.journeys.server import Served, serving

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
APP, BOT = "/wecom/app/main", "/wecom/aibot/helper"
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
GROUP = "wrkSFfCgAAgroup"


async def say(served: Served, words: str, sender: str = "zhangmin", **more: Any) -> str:
    """To the app, one to one; what its sealed answer says."""
    status, answer = await served.call(APP, app_caller.text(sender, words, served.at, **more))
    assert status == 200
    return app_caller.read(answer)["Content"] if answer.body else ""


async def ask(served: Served, words: str, sender: str = "zhangmin", chat: str = GROUP, **more: Any) -> str:
    """To the smart bot, in a group; what its sealed answer says."""
    status, answer = await served.call(BOT, bot_caller.text(sender, f"@支部助手 {words}", served.at, chat, **more))
    assert status == 200
    return str(bot_caller.read(answer)["stream"]["content"]) if answer.body else ""


# -- the conversation


async def test_submit_correct_and_ask_through_the_app(served: Served) -> None:
    shown = await say(served, WHOLE)
    assert "草稿#" in shown and "实到：16" in shown and "**" not in shown
    filed = await say(served, "好")
    number = filed.split("#")[1].split(" ")[0].rstrip("*")
    assert "记好了" in filed and "主题党日已完成" in filed
    changed = await say(served, "刚才那条实到改成15，缺席加上王五事假")
    assert "16" in changed and "15" in changed and "王五" in changed
    record = served.record(int(number))
    assert (record.state, record.content["present"], record.version) == ("submitted", 15, 2)
    left = await say(served, "还差什么")
    assert "集中学习" in left and "- 主题党日" not in left
    asked = await say(served, "党课有什么要求")
    assert "党课" in asked and "依据：《" in asked


async def test_the_same_in_a_group_through_the_smart_bot(served: Served) -> None:
    bound = await ask(served, "绑定 计算机学院教工第一党支部 提醒 由 org 推送")
    assert "已绑定" in bound and "计算机学院教工第一党支部" in bound
    assert "草稿#" in await ask(served, WHOLE)
    assert "记好了" in await ask(served, "好")
    assert "集中学习" in await ask(served, "还差什么")
    assert "依据：《" in await ask(served, "党课有什么要求")


async def test_one_person_is_the_same_on_the_app_and_in_the_group(served: Served) -> None:
    await say(served, WHOLE)
    await say(served, "好")
    assert "- 主题党日" not in await ask(served, "还差什么")


async def test_a_question_in_one_place_is_not_answered_in_the_other(served: Served) -> None:
    await say(served, WHOLE)
    await ask(served, "好")
    assert served.newest_record().state == "draft"
    assert "记好了" in await say(served, "好")


async def test_an_unknown_sender_is_told_how_to_be_known_and_then_is(served: Served) -> None:
    assert "绑定码" in await say(served, WHOLE, "ZhangMinNew")
    code = (await say(served, "绑定码 张敏", "liwei")).split("：")[1][:8]
    assert "绑定好了，张敏" in await say(served, f"绑定 {code}", "ZhangMinNew")
    assert "计算机教工一支部" in await say(served, "还差什么", "ZhangMinNew")
    assert "绑定码" in await say(served, "还差什么", "zhangmin"), "the old id speaks for nobody any more"


async def test_user_ids_are_told_apart_by_case(served: Served) -> None:
    assert "绑定码" in await say(served, "还差什么", "ZHANGMIN")


# -- repeats


async def test_a_callback_repeated_four_times_has_one_effect_and_the_same_words(served: Served) -> None:
    callback = app_caller.text("zhangmin", WHOLE, served.at, id="778899")
    first = app_caller.read((await served.call(APP, callback))[1])["Content"]
    before = dump(served.database)
    for _ in range(3):
        status, answer = await served.call(APP, callback)
        assert (status, app_caller.read(answer)["Content"]) == (200, first)
    assert dump(served.database) == before


async def test_the_same_callback_a_hundred_times_at_once_has_one_effect(served: Served) -> None:
    records = len(served.rows("records"))
    callback = app_caller.text("zhangmin", WHOLE, served.at, id="778899")
    answers = await asyncio.gather(*(served.call(APP, callback) for _ in range(100)))
    assert {status for status, _ in answers} == {200}
    assert len({app_caller.read(answer)["Content"] for _, answer in answers}) == 1
    assert len(served.rows("records")) == records + 1


async def test_several_people_in_the_same_second_with_one_id_are_all_heard(served: Served) -> None:
    senders = ("zhangmin", "liuyang", "wuqian")
    answers = [await say(served, "还差什么", sender, id="1") for sender in senders]
    assert len(set(answers)) == 3


async def test_events_without_an_id_are_told_apart_by_their_content(served: Served) -> None:
    for sender in ("zhangmin", "liuyang", "zhangmin"):
        status, answer = await served.call(APP, app_caller.event("enter_agent", sender, served.at))
        assert status == 200
        assert "您好" in app_caller.read(answer)["Content"]
    assert len(served.rows("inbox")) == 2


# -- what is refused


def _flipped(callback: Callback, **query: str) -> Callback:
    return Callback(callback.method, {**callback.query, **query}, callback.headers, callback.body)


async def test_a_callback_that_is_not_the_platform_s_has_no_effect_and_learns_nothing(served: Served) -> None:
    good = app_caller.text("zhangmin", WHOLE, served.at)
    bad = {
        "signature": _flipped(good, msg_signature="0" * 40),
        "no signature": Callback("POST", {"timestamp": "1", "nonce": "2"}, {}, good.body),
        "timestamp": _flipped(good, timestamp="1"),
        "another body": Callback("POST", good.query, {}, good.body.replace(b"A", b"B")),
        "empty": Callback("POST", {}, {}, b""),
        "garbage": Callback("POST", good.query, {}, b"\x00\xff" * 50),
        "old": app_caller.text("zhangmin", WHOLE, served.at - timedelta(days=8)),
        "doctype": Callback("POST", good.query, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + good.body),
        "get": Callback("GET", {"msg_signature": "x", "timestamp": "1", "nonce": "1", "echostr": "x"}, {}),
        "the other's": bot_caller.text("zhangmin", WHOLE, served.at),
    }
    before = dump(served.database)
    for name, callback in bad.items():
        status, answer = await served.call(APP, callback)
        assert (status, answer.body) == (403, b""), name
    assert dump(served.database) == before


async def test_what_is_too_large_is_refused_unread(served: Served) -> None:
    good = app_caller.text("zhangmin", "x", served.at)
    before = dump(served.database)
    for size in (65537, 1_000_000):
        status, _ = await served.call(APP, Callback("POST", good.query, {}, b"<" * size))
        assert status == 413
    assert dump(served.database) == before


async def test_too_large_without_saying_so_is_refused_as_well(served: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 1000

    async with served.client.post(served.url + APP, data=endless()) as response:
        assert response.status == 413


async def test_the_platform_s_own_check_of_the_address_is_answered(served: Served) -> None:
    status, answer = await served.call(APP, app_caller.verification("4096", served.at.timestamp()))
    assert (status, answer.body) == (200, b"4096")
    status, answer = await served.call(BOT, bot_caller.verification("8192", served.at.timestamp()))
    assert (status, answer.body) == (200, b"8192")


async def test_other_paths_and_ways_are_not_there(served: Served) -> None:
    for path in ("/", "/wecom/app/other", "/wecom/app", "/desk/../etc"):
        assert (await served.get(path))[0] in (403, 404)


async def test_storage_that_fails_is_no_answer_and_the_platform_may_ask_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str) -> None:
        if name == "inbox.before_commit":
            raise sqlite3.OperationalError("database or disk is full")

    callback = app_caller.text("zhangmin", WHOLE, served.at)
    before = dump(served.database)
    with monkeypatch.context() as patch:
        patch.setattr(storage.database, "failpoint", full)
        status, _ = await served.call(APP, callback)
        assert status >= 500
    assert dump(served.database) == before
    status, answer = await served.call(APP, callback)
    assert status == 200 and "草稿#" in app_caller.read(answer)["Content"]


# -- pushes


@pytest_asyncio.fixture
async def pushing(new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock) -> AsyncIterator[Served]:
    """Every chat of the demo is the console's, but one: a webhook robot sits in 张敏's branch's group."""
    async with serving(new_url("demo"), tmp_path, clock) as house:
        robot = WecomWebhook(
            key=WEBHOOK_KEY, api_base=house.wecom.url, unit="计算机学院教工第一党支部", purposes=("reminders",)
        )
        house.do(
            lambda work: work.chats.bind(
                "console", "demo-jsj-jg1", title="群", unit_id=work.units.named(robot.unit)[0].id, purposes=("reminders",),
                push_channel="wecom.webhook.org", push_address=house.app.know.reach.robot("org").address,  # type: ignore[union-attr]
            )
        )  # fmt: skip
        yield house


def state(served: Served, channel: str = "wecom.webhook.org") -> list[tuple[str, int]]:
    return [(row["state"], row["attempts"]) for row in served.rows("outbox", channel=channel)]


async def pushed(served: Served, minutes: int = 40) -> None:
    """Let delivery work for so long, with the clock moving."""
    for _ in range(minutes * 4):
        await served.deliver()
        served.clock.advance(seconds=15)


async def test_a_reminder_reaches_the_group_and_the_secretaries(pushing: Served) -> None:
    pushing.tick("2026-11-30 09:00")
    await pushing.deliver()
    (text,) = pushing.wecom.texts(WEBHOOK_KEY)
    assert "就是今天" in text and "主题党日" in text
    shown = next(one for one in pushing.wecom.shown if one.destination == WEBHOOK_KEY)
    assert "zhangmin" in shown.mentions
    assert "刘洋" in {row["to_whom"] for row in pushing.rows("outbox", channel="wecom.app.main", state="sent")}
    assert any("就是今天" in one.text for one in pushing.wecom.shown if one.destination == "zhaolei")


@pytest.mark.parametrize(
    ("faults", "copies"),
    [
        ([BROKEN, BROKEN], 0),
        ([RESET], 0),
        ([LOST], 1),
        ([GARBLED], 1),
        ([CUT, BROKEN], 1),
        ([errcode(-1)] * 3, 0),
        ([errcode(45009)], 0),
        ([BUSY], 0),
    ],
    ids=["5xx", "reset", "answer lost", "garbled", "cut and 5xx", "-1", "45009", "429"],
)
async def test_a_push_arrives_whatever_went_wrong_at_first(pushing: Served, faults: list[Any], copies: int) -> None:
    pushing.wecom.faults[WECOM_WEBHOOK].extend(faults)
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing)
    texts = pushing.wecom.texts(WEBHOOK_KEY)
    assert 1 <= len(texts) <= 1 + copies
    assert len(set(texts)) == 1, "retries say the same, byte for byte"
    assert [one for one, _ in state(pushing)] == ["sent"]


async def test_a_limit_pauses_this_robot_and_not_the_app(pushing: Served) -> None:
    pushing.wecom.faults[WECOM_WEBHOOK].append(errcode(45009))
    pushing.tick("2026-11-27 09:00")
    await pushing.deliver()
    assert pushing.wecom.texts(WEBHOOK_KEY) == []
    assert state(pushing) == [("waiting", 0)]
    assert len([one for one in pushing.wecom.shown if one.destination != WEBHOOK_KEY]) >= 10
    asked = len(pushing.wecom.bodies(WECOM_WEBHOOK))
    pushing.clock.advance(seconds=59)
    await pushing.deliver()
    assert len(pushing.wecom.bodies(WECOM_WEBHOOK)) == asked, "not one call during the pause"
    pushing.clock.advance(seconds=30)
    await pushing.deliver()
    assert len(pushing.wecom.texts(WEBHOOK_KEY)) == 1


async def test_a_dead_robot_is_told_to_the_organizer_by_another_route_once_an_hour(pushing: Served) -> None:
    pushing.wecom.faults[WECOM_WEBHOOK].extend([errcode(93000)] * 5)
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing, 30)
    assert state(pushing) == [("dead", 1)]
    told = [one for one in pushing.wecom.texts("liwei") if "没有发出去" in one]
    assert len(told) == 1
    assert "机器人" in told[0] and WEBHOOK_KEY not in told[0]


async def test_a_token_that_expired_is_fetched_once_for_all(pushing: Served) -> None:
    pushing.tick("2026-11-24 09:00")
    await pushing.deliver()
    given = pushing.wecom.tokens_given
    pushing.wecom.expire_token()
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing, 5)
    assert pushing.wecom.tokens_given == given + 1
    assert not [
        row for row in pushing.rows("outbox") if row["state"] == "waiting" and row["channel"] == "wecom.app.main"
    ]


async def test_an_app_push_whose_answer_was_lost_is_shown_once(pushing: Served) -> None:
    """The platform's own duplicate check: the same bytes within half an hour are shown once."""
    pushing.wecom.faults[WECOM_SEND].extend([LOST] * 3)
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing)
    by_person: dict[tuple[str, str], int] = {}
    for one in pushing.wecom.shown:
        by_person[one.destination, one.text] = by_person.get((one.destination, one.text), 0) + 1
    assert max(by_person.values()) == 1
    assert {row["state"] for row in pushing.rows("outbox", channel="wecom.app.main")} == {"sent"}


async def test_no_token_to_be_had_keeps_the_words_until_there_is_one(pushing: Served) -> None:
    app: Any = next(channel for channel in pushing.app.channels if channel.name == "wecom.app.main")
    app._token._clock = lambda: pushing.clock().timestamp()  # its rest is counted in the machine's time
    pushing.wecom.faults[WECOM_TOKEN].extend([BROKEN] * 12)
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing, 180)
    assert {row["state"] for row in pushing.rows("outbox", channel="wecom.app.main")} == {"sent"}
    assert len(pushing.wecom.heard) < 400, "no storm"


async def test_in_any_minute_no_robot_gets_more_than_twenty(pushing: Served) -> None:
    now = pushing.clock()
    address = pushing.app.know.reach.robot("org").address  # type: ignore[union-attr]
    lane = pushing.app.know.reach.robot("org").lane  # type: ignore[union-attr]

    for n in range(60):
        pushing.do(
            lambda work, n=n: work.outbox.add(
                f"k{n}", channel="wecom.webhook.org", address=address, lane=lane, to_whom="群", text=f"第{n}条", now=now,
                expires_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
    await pushed(pushing, 6)
    assert len(pushing.wecom.texts(WEBHOOK_KEY)) == 60
    assert pushing.wecom.most_in_a_minute(WEBHOOK_KEY) <= 20


async def test_no_answer_and_no_row_of_the_errors_holds_a_secret(pushing: Served) -> None:
    pushing.wecom.faults[WECOM_WEBHOOK].extend([errcode(93000), RESET])
    pushing.tick("2026-11-27 09:00")
    await pushed(pushing, 3)
    rows = dump(pushing.database)
    assert not [one for table in rows.values() for one in table if "canary" in one]


# -- how the bot is


async def test_it_says_how_it_is(served: Served) -> None:
    assert (await served.get("/healthz"))[0] == 200
    status, body = await served.get("/readyz")
    assert status == 503 and "scheduler" in body, "it never ticked"
    served.tick()
    assert (await served.get("/readyz"))[0] == 200
    served.clock.advance(minutes=4)
    assert (await served.get("/readyz"))[0] == 503
    served.tick()
    now = served.clock()
    served.do(
        lambda work: work.outbox.add(
            "old",
            channel="console",
            address="user:x",
            to_whom="x",
            text="t",
            now=now,
            expires_at=now + timedelta(hours=1),
        )
    )
    served.clock.advance(minutes=4)
    served.tick()
    status, body = await served.get("/readyz")
    assert status == 503 and "outbox" in body


async def test_the_figures_can_be_read(served: Served) -> None:
    await say(served, "还差什么")
    status, body = await served.get("/metrics")
    assert status == 200
    assert 'zhibu_messages_total{channel="wecom.app.main",outcome="answered"}' in body
    assert "canary" not in body and "张敏" not in body
