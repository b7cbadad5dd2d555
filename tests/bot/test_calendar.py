"""Private calendar feeds, as a phone reads them: parsed back by the icalendar library, asked over HTTP."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import bot.feeds
from bot.ical import written
from handlers.admission import places_of
from handlers.calendar import Calendar, Event, calendar_of, span, versions_of
from handlers.jobs.housekeeping import BLANK
from handlers.scope import Speaker
from tests.fakes.clock import local
from tests.fakes.house import House

Client = TestClient[web.Request, web.Application]
BRANCH = "计算机学院教工第一党支部"
HOSTILE = (
    "交材料;BEGIN:VALARM\r\nTRIGGER:-PT1M\r\nEND:VEVENT\nATTACH:http://evil.example/x",
    '逗号,分号;反斜杠\\换行\\n引号"冒号:',
    "\u202e倒着的\u2066字\x00\x07\ud800铃",
    "很长" * 400,
    "=cmd|'/c calc'!A1 <@all> [点我](http://evil.example) 👩‍👩‍👧",
)


@pytest_asyncio.fixture
async def client(house: House) -> AsyncIterator[Client]:
    served = web.Application()
    served.add_routes(house.app.feeds.routes())
    async with TestClient(TestServer(served)) as opened:
        yield opened


async def address(house: House, who: str = "张敏", words: str = "日历") -> str:
    """The path of the feed that the bot gives this person."""
    answer = await house.say(who, words)
    found = re.search(r"(/calendar/[0-9a-f]{64}\.ics)", answer)
    assert found, answer
    return found[1]


async def read(client: Client, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.content_type == "text/calendar" and answer.charset == "utf-8"
    return icalendar.Calendar.from_ical(await answer.read())


def events(calendar: Any) -> dict[str, Any]:
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def titled(calendar: Any, words: str) -> Any:
    (found,) = [one for one in calendar.walk("VEVENT") if words in one["SUMMARY"]]
    return found


def age(house: House) -> None:
    """Later than a feed is held in memory."""
    house.clock.now += bot.feeds.FRESH + timedelta(seconds=1)


# -- what is in it ----------------------------------------------------------------------------------------------------


async def test_a_secretary_sees_the_branch_s_deadlines_and_theme_days(house: House, client: Client) -> None:
    calendar = await read(client, await address(house))
    days = {str(one["SUMMARY"]): one["DTSTART"].dt for one in calendar.walk("VEVENT")}
    assert days["报送主题党日典型案例截止"] == date(2026, 12, 2)
    assert days["主题党日（计算机教工一支部）"] > date(2026, 5, 1)
    assert days["党课（第一季度）截止"] == date(2027, 3, 31)
    assert any(words.startswith("已完成：") for words in days)
    first, last = span(date(2026, 11, 20))
    assert all(first <= day <= last for day in days.values())
    theme_days = [
        one["DTSTART"].dt for one in calendar.walk("VEVENT") if str(one["SUMMARY"]).startswith("主题党日（计")
    ]
    assert len(theme_days) == 7 and all(day.weekday() == 2 for day in theme_days)


async def test_every_entry_says_its_source_and_nothing_of_a_person(house: House, client: Client) -> None:
    names = house.do(lambda work: [person.name for person in work.people.everybody()])
    for who in ("张敏", "李伟", "王芳"):
        answer = await client.get(await address(house, who))
        words = (await answer.text()).replace("\r\n ", "")
        assert not [name for name in names if name in words]
        for one in events(icalendar.Calendar.from_ical(words)).values():
            assert "依据：" in one["DESCRIPTION"]
            assert one["CLASS"] == "PRIVATE" and one["TRANSP"] == "TRANSPARENT" and one["STATUS"] == "CONFIRMED"
            assert not one.walk("VALARM")


async def test_an_organizer_sees_counts_and_no_copy_for_each_branch(house: House, client: Client) -> None:
    calendar = await read(client, await address(house, "李伟"))
    assert str(titled(calendar, "典型案例")["SUMMARY"]) == "报送主题党日典型案例截止：7个支部，还差7个"
    assert str(titled(calendar, "党课（第一季度）")["SUMMARY"]) == "党课（第一季度）截止：7个支部"
    shorts = house.do(lambda work: [unit.short for unit in work.units.everything() if unit.is_branch])
    assert not [one for one in calendar.walk("VEVENT") for short in shorts if short in one["SUMMARY"]]
    await house.say("张敏", "已完成 典型案例")
    age(house)
    assert "还差6个" in titled(await read(client, await address(house, "李伟", "日历 换一个")), "典型案例")["SUMMARY"]


async def test_who_told_a_task_in_chat_is_not_named(house: House, client: Client) -> None:
    await house.say("李伟", "任务 交工作总结 12月10日前报送党总支")
    assert "发" in await house.say("李伟", "好")
    assert "计算机党总支布置" in titled(await read(client, await address(house)), "工作总结")["DESCRIPTION"]


async def test_a_timed_deadline_is_told_in_local_time_with_its_zone(house: House, client: Client) -> None:
    def hour(work: Any) -> None:
        task = work.tasks.published()[0]
        work.duties.move(task.requirement, date(2026, 12, 3), "17:30", house.clock())

    house.do(hour)
    calendar = await read(client, await address(house))
    start = titled(calendar, "典型案例")["DTSTART"]
    assert start.params["TZID"] == "Asia/Shanghai"
    assert start.dt.replace(tzinfo=None) == datetime(2026, 12, 3, 17, 30)
    assert start.dt.utcoffset() == timedelta(hours=8)
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Shanghai"


# -- moved, done, cancelled -------------------------------------------------------------------------------------------


async def test_a_moved_deadline_keeps_its_uid_and_counts_its_moves(house: House, client: Client) -> None:
    path = await address(house)
    before = titled(await read(client, path), "典型案例")
    assert before["SEQUENCE"] == 0
    for move, day in ((1, date(2026, 12, 8)), (2, date(2026, 12, 4))):
        await house.say("王芳", f"改截止 报送主题党日典型案例 {day.month}月{day.day}日")
        await house.say("王芳", "好")
        age(house)
        after = titled(await read(client, path), "典型案例")
        assert after["UID"] == before["UID"] and after["DTSTART"].dt == day
        assert after["SEQUENCE"] == move
        assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
        before = after


async def test_what_is_done_says_so_and_has_not_moved(house: House, client: Client) -> None:
    path = await address(house)
    before = titled(await read(client, path), "典型案例")
    await house.say("张敏", "已完成 典型案例")
    age(house)
    after = titled(await read(client, path), "典型案例")
    assert str(after["SUMMARY"]) == "已完成：报送主题党日典型案例"
    assert after["UID"] == before["UID"] and after["SEQUENCE"] == 0
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


async def test_a_cancelled_task_is_gone(house: House, client: Client) -> None:
    path = await address(house)
    titled(await read(client, path), "典型案例")
    await house.say("王芳", "取消任务 报送主题党日典型案例")
    await house.say("王芳", "好")
    age(house)
    assert not [one for one in (await read(client, path)).walk("VEVENT") if "典型案例" in one["SUMMARY"]]


async def test_what_was_shown_is_kept_no_longer_than_it_is_shown(house: House, client: Client) -> None:
    path = await address(house)
    for month in ("2026-11-20", "2027-05-20", "2028-05-20"):
        house.clock.set(f"{month} 10:00")
        calendar = await read(client, path)
        (row,) = house.rows("feeds")
        assert row["shown"].keys() == events(calendar).keys()
        assert len(row["shown"]) < 60


# -- the address ------------------------------------------------------------------------------------------------------


async def test_unchanged_it_is_not_sent_again(house: House, client: Client) -> None:
    path = await address(house)
    first = await client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["X-Robots-Tag"].startswith("noindex") and "private" in first.headers["Cache-Control"]
    age(house)
    again = await client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert again.status == 304 and again.headers["ETag"] == tag and await again.read() == b""
    await house.say("张敏", "已完成 典型案例")
    age(house)
    changed = await client.get(path, headers={"If-None-Match": tag})
    assert changed.status == 200 and changed.headers["ETag"] != tag


async def test_asked_often_it_is_worked_out_once(house: House, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    real = bot.feeds.calendar_of
    monkeypatch.setattr(bot.feeds, "calendar_of", lambda *args: made.append(args) or real(*args))
    path = await address(house)
    for _ in range(5):
        assert (await client.get(path)).status == 200
    assert len(made) == 1


@pytest.mark.parametrize(
    "name",
    ["0" * 64 + ".ics", "0" * 64, "x.ics", "A" * 64 + ".ics", "%00.ics", "..%2f.ics", "党.ics", "0" * 9000 + ".ics"],
)
async def test_an_unknown_address_is_told_nothing(house: House, client: Client, name: str) -> None:
    answer = await client.get(f"/calendar/{name}")
    assert answer.status in (400, 404)
    assert answer.status == 400 or (await answer.read() == b"" and "noindex" in answer.headers["X-Robots-Tag"])


async def test_an_ended_address_and_a_replaced_one_lead_nowhere_at_once(house: House, client: Client) -> None:
    old = await address(house)
    assert (await client.get(old)).status == 200
    assert "还在用着" in await house.say("张敏", "日历")
    new = await address(house, "张敏", "日历 换一个")
    assert (await client.get(old)).status == 404 and (await client.get(new)).status == 200
    assert "已停用" in await house.say("张敏", "日历停用")
    assert (await client.get(new)).status == 404
    assert house.rows("feeds") == []


async def test_a_feed_ends_with_the_role(house: House, client: Client) -> None:
    path = await address(house)
    person = house.person("张敏")
    unit = house.unit(BRANCH)
    house.do(lambda work: work.people.dismiss(person.id, house.clock()))
    house.do(lambda work: work.people.appoint(person.id, unit.id, "member", house.clock()))
    assert (await client.get(path)).status == 404
    house.do(lambda work: work.people.appoint(person.id, unit.id, "secretary", house.clock()))
    assert (await client.get(path)).status == 404, "what ended stays ended"


async def test_a_roster_read_again_ends_nobody_s_feed(house: House, client: Client) -> None:
    path = await address(house)
    person = house.person("张敏")
    house.do(lambda work: work.people.dismiss(person.id, house.clock()))
    for role in person.roles:
        house.do(lambda work, one=role: work.people.appoint(person.id, one.unit.id, one.role, house.clock()))
    assert (await client.get(path)).status == 200


async def test_only_its_hash_is_kept_and_the_words_that_told_it_are_let_go(house: House, client: Client) -> None:
    token = (await address(house)).removeprefix("/calendar/").removesuffix(".ics")
    assert token not in str(house.rows("feeds")) and token not in str(house.rows("audit"))
    (heard,) = [row for row in house.rows("inbox") if token in row["reply"]]
    house.clock.now += timedelta(hours=2)
    house.tick()
    assert token not in str(house.rows("inbox")) + str(house.rows("outbox"))
    assert [row["reply"] for row in house.rows("inbox", id=heard["id"])] == [BLANK]


@pytest.mark.parametrize(
    "words", ["日历", "订阅日历", "怎么订阅党务日历", "我想订阅支部的日历", "把日历给我订阅一下", "要一个新的日历地址"]
)
async def test_it_is_asked_for_in_many_words(house: House, words: str) -> None:
    assert "/calendar/" in await house.say("李伟", words) or words.startswith("把")


async def test_in_a_group_it_says_to_ask_one_to_one(house: House) -> None:
    answer = await house.say("张敏", "日历", "demo-jsj-jg1")
    assert "一对一问我" in answer and "/calendar/" not in answer
    assert house.rows("feeds") == []


async def test_who_has_nothing_to_look_after_gets_none(house: House) -> None:
    member = next(
        person.name
        for person in house.do(lambda work: work.people.everybody())
        if {role.role for role in person.roles} == {"member"}
    )
    assert "书记、组织员和组织部" in await house.say(member, "日历")
    assert house.rows("feeds") == []


# -- writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_hostile_title_is_text_and_nothing_else(house: House, client: Client, title: str) -> None:
    def named(work: Any) -> None:
        work.tasks.change(work.tasks.published()[0].id, title=title.replace("\ud800", "").replace("\x00", ""))

    house.do(named)
    path = await address(house)
    body = await (await client.get(path)).read()
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body)
    calendar = icalendar.Calendar.from_ical(body)
    assert {one.name for one in calendar.walk()} <= {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
    assert not [one for one in calendar.walk("VEVENT") for name in one if name in ("ATTACH", "TRIGGER", "URL")]
    told = str(events(calendar)[f"task-1.once.{house.unit(BRANCH).id}@zhibu"]["SUMMARY"])
    assert "\n" not in told and not set("\u202e\u2066") & set(told) and len(told) <= 120


def test_words_with_every_sign_come_back_as_they_were(house: House) -> None:
    now = local("2026-11-20 10:00")
    words = '逗号,分号;反斜杠\\n 引号" 冒号: 👩‍👩‍👧 ＝'
    event = Event("a@zhibu", date(2026, 11, 30), words, words * 10)
    made = written(Calendar(words, date(2026, 11, 1), date(2026, 12, 1), (event,)), house.app.know.zone, now)
    (back,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert (str(back["SUMMARY"]), str(back["DESCRIPTION"])) == (words, words * 10)


def test_a_file_written_later_takes_the_earlier_one_s_place(house: House) -> None:
    event = Event("a@zhibu", date(2026, 11, 30), "截止", "")
    calendar = Calendar("一周", date(2026, 11, 23), date(2026, 11, 30), (event,))
    numbers = []
    for moment in ("2026-11-23 08:30", "2026-11-30 08:30"):
        made = icalendar.Calendar.from_ical(written(calendar, house.app.know.zone, local(moment)))
        numbers.append(made.walk("VEVENT")[0]["SEQUENCE"])
    assert numbers[0] < numbers[1]


def test_versions_count_moves_and_forget_what_is_gone() -> None:
    now = local("2026-11-20 10:00")
    first, last = date(2026, 11, 1), date(2026, 12, 31)

    def shown(before: dict[str, Any], *days: int) -> tuple[Any, dict[str, Any]]:
        made = tuple(Event(f"{n}@zhibu", date(2026, 11, day), "截止", "") for n, day in enumerate(days))
        return versions_of(Calendar("", first, last, made), before, now)

    _, kept = shown({}, 5, 6)
    versions, kept = shown(kept, 7, 6)
    assert [versions[f"{n}@zhibu"].sequence for n in range(2)] == [1, 0]
    _, kept = shown(kept, 7)
    assert kept.keys() == {"0@zhibu"}


def test_what_is_read_does_not_grow_with_the_years(house: House) -> None:
    """Ten years of duties beside it: the branch's calendar is the same, and asks for no more rows."""
    unit, speaker, today = house.unit(BRANCH), Speaker(house.person("张敏")), date(2026, 11, 20)
    know, now = house.app.know, house.clock()

    def made(work: Any) -> Calendar:
        return calendar_of(work, know, places_of(work, speaker), *span(today), now)

    before = house.do(made)
    rows = [
        {
            "requirement": f"old-{n}", "unit_id": unit.id, "period": "2016", "opens_on": date(2016, 1, 1),
            "due_on": date(2016, 1, 1) + timedelta(days=n), "state": "open", "made_at": now,
        }
        for n in range(3000)
    ]  # fmt: skip
    house.do(lambda work: work.duties.add_new(rows))
    assert house.do(made) == before
    assert len(house.do(lambda work: work.duties.on_days(unit.id, *span(today)))) < 40
