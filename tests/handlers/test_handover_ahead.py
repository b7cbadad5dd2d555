"""An office changes hands on a day to come: shown with the day, nothing before it, everything on it, called off."""

import pytest

from handlers.reading.offices import read_call_off
from tests.fakes.house import House
from tests.handlers.test_handover import MINE, REPORT, roles, told

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
WORDS = "教工一支部书记从12月1日起换成周海涛"


async def planned(house: House, words: str = WORDS) -> str:
    shown = await house.say("李伟", words)
    assert "**12月1日（周二）**起" in shown and "没问题回“好”" in shown
    return await house.say("李伟", "是")


@pytest.mark.parametrize(
    "words",
    [
        WORDS, "12月1日起教工一支部书记由周海涛接任", "从12月1号起，教工一支部书记换成周海涛",
        "教工一支部书记12月1号开始换成周海涛",
        "下个月起教工一支部书记由周海涛接任", "教工一支部书记自12.1起由张敏换成周海涛",
    ],
)  # fmt: skip
async def test_nothing_changes_before_the_day_and_everything_on_it(house: House, words: str) -> None:
    said = await planned(house, words)
    assert "记下了" in said and "取消计算机教工一支部换书记" in said
    house.tick("2026-11-30 23:50")
    assert ("secretary", MINE) in roles(house, "张敏") and not told(house, "周海涛")
    house.tick("2026-12-01 00:01")
    assert roles(house, "周海涛") == {("secretary", MINE)} and roles(house, "张敏") == {("member", MINE)}
    assert "您现在是" in told(house, "周海涛")[0] and "谢谢" in told(house, "张敏")[-1]
    assert any("今天起计算机教工一支部的书记是周海涛" in one for one in told(house, "李伟"))
    house.tick("2026-12-01 00:02")
    assert len([one for one in told(house, "周海涛") if "您现在是" in one]) == 1


async def test_the_day_may_be_said_after_the_change_was_shown(house: House) -> None:
    for words in ("从12月1日起", "从12月1号起换成周海涛"):
        assert "要把" in await house.say("李伟", "教工一支部书记换成周海涛")
        assert "**12月1日（周二）**起" in await house.say("李伟", words)
        assert "记下了" in await house.say("李伟", "好")
    assert len([row for row in house.rows("handovers") if row["ended_at"] is None]) == 1
    assert "是哪个支部的" in await house.say("李伟", "从12月1号起换成何静")


@pytest.mark.parametrize(
    "words", ["取消教工一支部换书记", "教工一支部书记不换了", "取消换书记", "教工一支部先不换书记了", "书记不换了"]
)
async def test_it_is_called_off_before_its_day(house: House, words: str) -> None:
    await planned(house)
    said = await house.say("李伟", words)
    assert "取消了，现在的任职不变" in said
    house.tick("2026-12-01 00:01")
    assert ("secretary", MINE) in roles(house, "张敏")
    assert "没有等着换的" in await house.say("李伟", "取消教工一支部换书记")


async def test_a_later_change_takes_its_place(house: House) -> None:
    await planned(house)
    assert "先前定的12月1日（周二）的变动就不算了" in await house.say("李伟", "教工一支部书记换成林晓燕")
    await house.say("李伟", "好")
    house.tick("2026-12-01 00:01")
    assert roles(house, "林晓燕") == {("secretary", MINE)}


async def test_who_holds_it_already_by_then_is_not_told_twice(house: House) -> None:
    await planned(house)
    unit, person, now = house.unit("计算机学院教工第一党支部").id, house.person("周海涛").id, house.clock()
    house.do(lambda work: work.people.appoint(person, unit, "secretary", now))
    house.tick("2026-12-01 00:01")
    assert not any("您现在是" in one for one in told(house, "周海涛"))


async def test_a_newcomer_is_made_on_the_day(house: House) -> None:
    await planned(house, "12月1日起教工一支部书记由王华接任")
    assert not house.do(lambda work: work.people.named("王华"))
    house.tick("2026-12-01 00:01")
    assert roles(house, "王华") == {("secretary", MINE)}
    assert any("今天起计算机教工一支部的书记是王华" in one for one in told(house, "李伟"))


async def test_a_dissolved_branch_changes_nothing(house: House) -> None:
    await planned(house)
    unit = house.unit("计算机学院教工第一党支部")
    house.do(lambda work: work.units.close(unit, house.clock()))
    house.tick("2026-12-01 00:01")
    assert not any("今天起" in one for one in told(house, "李伟"))


async def test_a_day_that_is_over_means_at_once(house: House) -> None:
    assert "11月1日（周日）已经到了，您确认后马上改" in await house.say("李伟", "从11月1日起教工一支部书记换成周海涛")
    assert "改好了" in await house.say("李伟", "好") and roles(house, "周海涛") == {("secretary", MINE)}


async def test_who_may_not_is_told_who_can_and_what_to_send(house: House) -> None:
    for words in ("从12月1号起换成何静", "12月1号起书记由何静接任"):
        assert "计算机教工一支部书记从12月1号起换成何静" in await house.say("张敏", words)
    assert "由组织员或组织部来改" in await house.say("张敏", "取消换书记")


async def test_other_words_are_no_change_of_office(house: House) -> None:
    assert read_call_off("不换了") is None and read_call_off("算了") is None
    assert "草稿#" in await house.say("张敏", REPORT)
    assert "何静" in await house.say("张敏", "主持换成何静")
