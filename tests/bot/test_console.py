"""The console over the real bot with its demo school: what a person sees and says, the clock, what arrives live.

Only the clock is held.
"""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import running
from bot.clock import wall
from bot.console import Console
from config.settings import Console as ConsoleSettings
from tests.bot.console_page import ABOVE, BRANCH, SENTENCE, Desk, Open, Scan
from tests.fakes.house import dump

MONDAY = "2026-11-23T08:30:00+08:00"
"""When the demo school's next push goes out: the week's summary."""


LOST = ("没有找到", "没有听懂", "不清楚", "请写明", "名下没有", "只有组织员", "出错")
"""Words of an answer that leads nowhere."""


# What a person sees


async def test_the_page_is_drawn_by_the_server_with_nothing_inline(desk: Desk) -> None:
    await desk.say("</script><script>alert(1)</script>党课")
    answer = await desk.client.get(f"/console?person={desk.ids['张敏']}")
    page = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    for tag, attributes in Scan(page).tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/json"


async def test_the_page_opens_for_whoever_is_asked_for_and_else_for_a_secretary(desk: Desk) -> None:
    for query, name in (
        (f"person={desk.ids['李伟']}&chat={ABOVE}", "李伟"),
        (f"person={desk.ids['何静']}&chat={BRANCH}", "何静"),
        ("person=999", "张敏"),
        ("", "张敏"),
    ):
        page = await (await desk.client.get(f"/console?{query}")).text()
        assert f"我是 {name}" in page


async def test_the_page_opens_for_everybody_whether_their_unit_has_a_group_or_not(desk: Desk) -> None:
    kinds = {}
    for one in (await desk.state())["people"]:
        page = await desk.client.get(f"/console?person={one['id']}")
        assert page.status == 200
        assert f"我是 {one['name']}" in await page.text()
        seen = await desk.state(one["name"])
        assert seen["suggestions"]
        kinds[one["name"]] = [chat["kind"] for chat in seen["chats"]]
    assert kinds["何静"] == ["single"]
    assert kinds["张敏"] == ["single", "group", "group"]


async def test_without_people_the_page_says_what_to_do(open_desk: Open) -> None:
    desk = await open_desk("migrated", demo=False, console=ConsoleSettings(enabled=True))
    answer = await desk.client.get("/console")
    assert (answer.status, "花名册" in await answer.text()) == (503, True)


async def test_the_state_has_all_that_the_page_shows(desk: Desk) -> None:
    await desk.say("党课有什么要求", quote="上面那句")
    seen = await desk.state()
    assert seen["clock"] == "2026-11-20T14:06:00+08:00"
    assert seen["movable"] is True
    assert seen["people"][0] | {"face": 0} == {
        "id": desk.ids["张敏"], "name": "张敏", "role": "党支部书记", "unit": "计算机学院教工第一党支部", "face": 0,
        "desk": True,
    }  # fmt: skip
    assert [one["id"] for one in seen["chats"]] == ["", ABOVE, BRANCH]
    mine, reply = seen["messages"]
    assert (mine["side"], mine["kind"], mine["text"], mine["quote"]) == ("me", "said", "党课有什么要求", "上面那句")
    assert (reply["side"], reply["kind"], reply["who"]) == ("bot", "reply", "支部助手")
    assert "<strong>党课</strong>" in reply["html"]
    assert mine["stamp"] == "11月20日 周五 14:06"


@pytest.mark.parametrize(
    ("who", "chat"),
    [("张敏", ""), ("周海涛", ""), ("林晓燕", ""), ("田甜", ""), ("李伟", ""), ("王芳", ""), ("陈国平", ""),
     ("张敏", BRANCH), ("田甜", BRANCH), ("李伟", BRANCH), ("李伟", ABOVE), ("陈国平", ABOVE), ("王芳", "demo-school")],
)  # fmt: skip
async def test_every_suggestion_is_understood_from_whom_it_is_offered_to(desk: Desk, who: str, chat: str) -> None:
    """Each is one that works today: nothing is refused, not found, or not understood."""
    for words in (await desk.state(who, chat))["suggestions"]:
        assert words.startswith("@支部助手 ") is bool(chat)
        reply = (await desk.say(words, who=who, chat=chat))["messages"][-1]
        assert reply["kind"] == "reply", words
        heard = desk.app.database.do(lambda work: work.inbox.latest("console", chat, None, 1))
        assert heard[-1].reply == reply["text"]
        assert not any(no in reply["text"] for no in LOST), (words, reply["text"])


async def test_unread_counts_what_came_after_the_last_look(desk: Desk) -> None:
    await desk.say("下午见", who="周海涛", chat=BRANCH)
    await desk.say("@支部助手 党课有什么要求", who="周海涛", chat=BRANCH)

    async def unread() -> list[int]:
        return [one["unread"] for one in (await desk.state())["chats"]]

    await desk.post("clock", {"next": True})
    assert await unread() == [0, 2, 0]  # what was there before the start was read; the push and its picture were not
    lines = (await desk.state("张敏", ABOVE))["messages"]
    assert [line["kind"] for line in lines] == ["push", "push"]
    assert await unread() == [0, 0, 0]
    await desk.say("又一句", who="周海涛", chat=BRANCH)
    assert await unread() == [0, 0, 1]
    last = (await desk.state("周海涛", BRANCH))["messages"][-1]["id"]
    await desk.post("read", {"person": desk.ids["张敏"], "chat": BRANCH, "id": last})
    assert await unread() == [0, 0, 0]


@pytest.mark.parametrize(
    ("who", "chat"), [("99", ""), ("", ""), ("x", ""), ("张敏", "nope"), ("何静", BRANCH), ("张敏", "demo-jx")]
)
async def test_a_person_or_chat_that_is_not_there_or_not_ones_own_is_not_found(desk: Desk, who: str, chat: str) -> None:
    query = {"person": str(desk.ids.get(who, who)), "chat": chat}
    answer = await desk.client.get("/console/api/state", params=query)
    assert answer.status == 404
    assert "error" in await answer.json()


# Saying


async def test_a_sentence_becomes_a_card_and_a_yes_files_it(desk: Desk) -> None:
    lines = (await desk.say(SENTENCE))["messages"]
    assert [line["side"] for line in lines] == ["me", "bot"]
    assert '<ul class="fields">' in lines[1]["html"]
    await desk.say("好")
    records = desk.app.database.do(
        lambda work: work.records.of_unit(work.units.named("计算机学院教工第一党支部")[0].id, limit=1)
    )
    assert (records[0].state, records[0].content["present"]) == ("submitted", 16)


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("@支部助手 党课有什么要求", True),
        ("＠支部助手党课有什么要求", True),
        ("请问 @支部助手 党课有什么要求", True),
        ("党课有什么要求", False),
        ("支部助手挺好用的", False),
    ],
)
async def test_in_a_group_only_a_mention_is_answered(desk: Desk, words: str, answered: bool) -> None:
    lines = (await desk.say(words, chat=BRANCH))["messages"]
    assert [line["side"] for line in lines] == ["me", "bot"][: 1 + answered]
    assert ("**党课**" in lines[-1]["text"]) is answered
    other = (await desk.state("周海涛", BRANCH))["messages"]
    assert [line["side"] for line in other] == ["other", "bot"][: 1 + answered]


async def test_the_same_key_again_counts_once_and_is_answered_the_same(desk: Desk) -> None:
    first = await desk.say(SENTENCE, key="k1")
    before = dump(desk.app.database)
    assert await desk.say(SENTENCE, key="k1") == first
    assert dump(desk.app.database) == before
    aside = await desk.say("大家好", chat=BRANCH, key="k2")
    assert await desk.say("大家好", chat=BRANCH, key="k2") == aside
    assert len((await desk.state("张敏", BRANCH))["messages"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 400),
        ({"text": " \n"}, 400),
        ({"text": "长" * 20_001}, 413),
        ({"text": 5}, 400),
        ({"text": "x", "quote": []}, 400),
        ({"text": "x", "files": "f1"}, 400),
        ({"text": "x", "files": [1]}, 400),
        ({"text": "x", "files": ["f"] * 10}, 400),
        ({"text": "x", "files": ["f-unknown"]}, 404),
        ({"text": "x", "person": 777}, 404),
        ({"text": "x", "person": None}, 404),
        ({"text": "x", "chat": [BRANCH]}, 404),
    ],
)
async def test_a_bad_message_is_refused_with_a_line_for_the_person(
    desk: Desk, body: dict[str, Any], status: int
) -> None:
    before = dump(desk.app.database)
    told = await desk.post("say", {"person": desk.ids["张敏"], "chat": ""} | body, status)
    assert told["error"]
    assert dump(desk.app.database) == before


# The clock


async def test_the_clock_goes_to_the_next_reminder_and_tells_what_was_sent(desk: Desk) -> None:
    told = await desk.post("clock", {"next": True})
    assert told["clock"] == MONDAY
    assert told["count"] == len(told["pushed"])
    group = next(one for one in told["pushed"] if one["chat"] == ABOVE)
    single = next(one for one in told["pushed"] if one["to"] == "李伟")
    assert (group["to"], group["stamp"]) == ("计算机学院党支部书记群", "11月23日 周一 08:30")
    assert group["html"].startswith('<p class="title">') or group["html"].startswith("<p><strong>")
    assert (single["chat"], single["person"]) == ("", desk.ids["李伟"])
    assert "计算机教工一支部" in single["text"]
    assert "计算机教工一支部" not in group["text"]


async def test_whoever_a_push_is_shown_as_may_read_it_in_its_chat(desk: Desk) -> None:
    told = await desk.post("clock", {"by": "P11D"})
    names = {id: name for name, id in desk.ids.items()}
    assert {one["chat"] for one in told["pushed"]} >= {"", ABOVE, BRANCH, "demo-school"}
    for one in told["pushed"]:
        lines = (await desk.state(names[one["person"]], one["chat"]))["messages"]
        assert one["text"] in [line["text"] for line in lines]


@pytest.mark.parametrize(
    ("body", "clock"),
    [
        ({"by": "PT1H"}, "2026-11-20T15:06:00+08:00"),
        ({"by": "P1DT30M"}, "2026-11-21T14:36:00+08:00"),
        ({"to": "2026-11-21T09:00"}, "2026-11-21T09:00:00+08:00"),
        ({"to": "2026-11-21T01:00:00Z"}, "2026-11-21T09:00:00+08:00"),
    ],
)
async def test_the_clock_moves_by_a_span_or_to_a_moment(desk: Desk, body: Any, clock: str) -> None:
    assert (await desk.post("clock", body))["clock"] == clock


BAD_MOVES: list[Any] = (
    [{}, {"by": ""}, {"by": "P"}, {"by": "PT"}, {"by": "PT0H"}, {"by": "-PT1H"}, {"by": "1 hour"}, {"by": 5},
     {"to": "yesterday"}, {"to": "2026-11-20T14:06"}, {"to": "2020-01-01T00:00"}, {"to": "2036-01-01T00:00"},
     {"to": 5}, {"next": False}]
)  # fmt: skip


async def test_the_clock_goes_only_forward_and_only_by_what_it_understands(desk: Desk) -> None:
    for body in BAD_MOVES:
        assert (await desk.post("clock", body, 400))["error"]
    assert (await desk.state())["clock"] == "2026-11-20T14:06:00+08:00"


async def test_nothing_in_sight_is_said(open_desk: Open) -> None:
    desk = await open_desk("migrated", demo=False, console=ConsoleSettings(enabled=True))
    assert "没有" in (await desk.post("clock", {"next": True}, 409))["error"]


async def test_looking_for_the_next_reminder_changes_nothing(desk: Desk) -> None:
    before = dump(desk.app.database)
    found = await desk.room.next_moment()
    assert found and found.isoformat() == "2026-11-23T00:30:00+00:00"
    assert dump(desk.app.database) == before


async def test_a_real_clock_is_not_moved(open_desk: Open) -> None:
    desk = await open_desk(clock=wall)
    assert "真实时间" in (await desk.post("clock", {"by": "PT1H"}, 409))["error"]
    assert "不能拨动" in await (await desk.client.get("/console")).text()


async def test_days_pass_with_their_progress_told_and_nobody_kept_waiting(desk: Desk) -> None:
    heard = desk.room.listen(desk.ids["张敏"])
    coming = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    moving = asyncio.ensure_future(desk.post("clock", {"by": "P10D"}))
    answers, days = 0, set()
    while not moving.done():
        answers += len((await desk.say("截止"))["messages"])
        while coming.done():
            event: Any = coming.result()
            days.add(getattr(event, "now", desk.room.now()).date())
            coming = asyncio.ensure_future(anext(heard))
            await asyncio.sleep(0)
    assert (await moving)["count"] > 20
    assert len(days) > 8
    assert answers > 15  # one waits for a moment's work at the most, never for all of it
    coming.cancel()


# Live


async def event(stream: Any) -> tuple[str, Any]:
    name = ""
    while line := (await asyncio.wait_for(stream.readline(), 5)).decode().rstrip("\n"):
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))
    return await event(stream)


async def test_messages_and_the_clock_arrive_live_for_who_may_see_them(desk: Desk) -> None:
    async with desk.client.get(f"/console/api/events?person={desk.ids['张敏']}") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        await desk.say("只有我和机器人", who="李伟")
        await desk.say("大家好", who="周海涛", chat=BRANCH)
        name, value = await event(answer.content)
        assert (name, value["chat"], value["message"]["text"]) == ("message", BRANCH, "大家好")
        assert value["message"]["side"] == "other"
        await desk.post("clock", {"by": "PT1H"})
        assert await event(answer.content) == ("clock", {"clock": "2026-11-20T15:06:00+08:00"})


async def test_a_push_arrives_live_in_its_group_while_every_loop_runs(desk: Desk) -> None:
    async with (
        running(desk.app),
        desk.client.get(f"/console/api/events?person={desk.ids['张敏']}") as answer,
    ):
        told = await desk.post("clock", {"next": True})
        assert [one["chat"] for one in told["pushed"]].count(ABOVE) == 1
        name, value = await event(answer.content)
        while name != "message":
            name, value = await event(answer.content)
        assert (value["chat"], value["message"]["kind"]) == (ABOVE, "push")
        await desk.client.close()


async def test_a_quiet_stream_beats_and_a_stream_left_is_let_go(desk: Desk) -> None:
    console = Console(desk.room, desk.app.settings, heartbeat=0.01)
    app = web.Application()
    app.add_routes(console.routes())
    app.on_shutdown.append(console.close)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(f"/console/api/events?person={desk.ids['张敏']}")
        assert await answer.content.readline() == b"retry: 2000\n"
        assert [await answer.content.readline() for _ in range(3)][1] == b": still here\n"
        assert len(desk.room._listeners) == 1
        answer.close()
        async with asyncio.timeout(5):
            while desk.room._listeners:
                await asyncio.sleep(0)


async def test_a_shutdown_ends_open_streams_at_once(desk: Desk) -> None:
    answer = await desk.client.get(f"/console/api/events?person={desk.ids['张敏']}")
    await answer.content.readline()
    async with asyncio.timeout(5):
        await desk.client.server.close()
    assert not desk.room._listeners


# Static files


async def test_static_files_are_served_once_and_nothing_else_is(desk: Desk) -> None:
    first = await desk.client.get("/console/static/console.css")
    assert (first.status, first.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    again = await desk.client.get("/console/static/console.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    for name in ("page.html.j2", "..%2fconsole.py", "nope.js", "%2e%2e"):
        assert (await desk.client.get(f"/console/static/{name}")).status == 404
