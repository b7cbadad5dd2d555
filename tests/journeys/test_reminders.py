"""Beforehand and afterwards: a rehearsal foresees what days of real ticking then promise, and changes nothing."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.rehearsal import rehearsal
from bot.talking import rehearsed, ticked
from tests.fakes.clock import local
from tests.fakes.house import House, dump

Rows = list[dict[str, Any]]


def told(rows: Rows) -> list[tuple[str, str, str]]:
    return sorted((row["due"], row["to"], row["text"]) for row in rows)


HOURS = (0, 8, 8.5, 9, 12.5, 15, 21.75)


async def lived(house: House, first: str, last: str) -> Rows:
    """What days of ticking and sending really promise."""
    rows: Rows = []
    start = local(first)
    for day in range((local(last) - start).days + 1):
        for hour in HOURS:
            house.clock.now = start + timedelta(days=day, hours=hour)
            rows += ticked(house.app)
            await house.deliver()
    return rows


@pytest.mark.parametrize(
    ("first", "last", "engine"),
    [
        ("2026-11-23 00:00", "2026-12-03 23:59", "sqlite"),
        ("2026-11-23 00:00", "2026-12-03 23:59", "postgresql"),
        ("2026-11-28 00:00", "2027-01-04 23:59", "sqlite"),
    ],
    ids=["ten days", "ten days on PostgreSQL", "over two turns of the month"],
    indirect=["engine"],
)
async def test_a_rehearsal_foresees_what_real_days_then_promise(house: House, first: str, last: str) -> None:
    before = dump(house.database)
    foreseen = rehearsed(house.app, local(first), local(last), "")
    assert dump(house.database) == before
    assert len(foreseen) > 10
    assert told(foreseen) == told(await lived(house, first, last))


def test_rehearsing_twice_says_the_same(house: House) -> None:
    span = local("2026-11-23 00:00"), local("2026-12-03 23:59")
    assert told(rehearsed(house.app, *span, "")) == told(rehearsed(house.app, *span, ""))


def test_a_rehearsal_for_one_unit_is_its_part_of_the_whole(house: House) -> None:
    span = local("2026-11-23 00:00"), local("2026-12-03 23:59")
    whole = rehearsed(house.app, *span, "")
    part = rehearsed(house.app, *span, "计算机学院党总支")
    assert part and Counter(told(part)) <= Counter(told(whole))
    assert not any("机械" in row["to"] or "图书馆" in row["to"] for row in part)


async def test_a_rehearsal_disturbs_nobody_who_speaks_meanwhile(house: House) -> None:
    span = local("2026-11-23 00:00"), local("2026-12-03 23:59")
    rehearsal = asyncio.to_thread(rehearsed, house.app, *span, "")
    rows, *said = await asyncio.gather(rehearsal, *(house.say("张敏", "还差什么") for _ in range(20)))
    assert rows and all("计算机教工一支部" in one for one in said)


async def test_from_the_promise_to_the_chat(house: House) -> None:
    """The console as the platform: what was promised in a week is shown, each once."""
    shown: list[str] = []
    console: Any = house.app.delivery._channels["console"]
    send = console.send

    async def note(address: str, push: Any) -> None:
        shown.append(push.key)
        await send(address, push)

    console.send = note
    for day in range(23, 31):
        for at in ("08:30", "09:00", "15:00"):
            house.tick(f"2026-11-{day} {at}")
            await house.deliver()
    rows = house.rows("outbox")
    assert {row["state"] for row in rows} == {"sent"}
    assert sorted(shown) == sorted(row["key"] for row in rows), "each once"
    assert any(row["enclosure_id"] for row in rows), "with its picture"


def test_begun_before_its_span_a_rehearsal_makes_up_for_nothing_in_it(house: House) -> None:
    app, span = house.app, (local("2026-12-01 00:00"), local("2026-12-05 23:59"))
    lived, begun = (rehearsal(app.database, app.know, app.renderer, at, *span) for at in (house.clock(), span[0]))
    assert lived and not any("本应" in one.push.line.text for one in lived)
    assert any("本应" in one.push.line.text for one in begun)
    assert all(span[0] < one.push.line.next_at <= span[1] for one in lived)


def test_one_house_alone_is_rehearsed_as_within_the_whole(house: House) -> None:
    app, span = house.app, (local("2026-11-23 00:00"), local("2026-12-03 23:59"))
    path = house.unit("计算机学院党总支").path
    mine = {"李伟", "计算机学院党支部书记群", "计算机学院教工第一党支部群", "赵磊", "孙浩然"}

    def said(paths: tuple[str, ...]) -> list[tuple[str, str]]:
        found = rehearsal(app.database, app.know, app.renderer, house.clock(), *span, paths=paths)
        told = ((one.push.line.to_whom, one.push.line.text.split("推送：")[0]) for one in found)
        return sorted(one for one in told if one[0] in mine)

    before = dump(house.database)
    assert said((path,)) == said(("/",)) != []
    assert dump(house.database) == before
