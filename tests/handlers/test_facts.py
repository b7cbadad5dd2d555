"""Facts of a unit, seen and set in chat; what follows for its duties; who may."""

import json
from datetime import date
from typing import Any

import pytest

from handlers.commands.facts import read
from handlers.errors import UserError
from storage.duties import Duty
from tests.fakes.house import House

MINE = "计算机学院教工第一党支部"
OTHER = "计算机学院教工第二党支部"


def duties_of(house: House, name: str) -> list[Duty]:
    unit = house.unit(name)
    return house.do(lambda work: work.duties.of_unit(unit.id, date.min, date.max))


def states(house: House, name: str, requirement: str = "jm22-branch-committee-meeting") -> dict[str, str]:
    return {duty.period: duty.state for duty in duties_of(house, name) if duty.requirement == requirement}


async def meaning(house: House, who: str, words: str, **more: Any) -> dict[str, Any]:
    return dict((await house.hear(house.message(who, words, **more))).understood)


@pytest.mark.parametrize(
    ("words", "unit", "facts"),
    [
        ("正式党员 18", "", {"full_members": 18}),
        ("正式党员数：18人", "", {"full_members": 18}),
        ("正式党员 18 预备党员 2", "", {"full_members": 18, "probationary_members": 2}),
        ("主题党日 每月最后一个星期三", "", {"theme_day": "last-wed"}),
        ("把教工一支部的主题党日改到每月最后一个周五", "教工一支部", {"theme_day": "last-fri"}),
        ("把我们支部的主题党日固定在每月25号", "", {"theme_day": "day-25"}),
        ("届满日期 2027年6月1日", "", {"term_ends": date(2027, 6, 1)}),
        ("届满 2027-06-01", "", {"term_ends": date(2027, 6, 1)}),
        ("我们支部不设支委会", "", {"has_committee": False}),
        ("支委会 有", "", {"has_committee": True}),
        ("支委会：无", "", {"has_committee": False}),
        ("没有党小组", "", {"has_groups": False}),
        ("党小组 有", "", {"has_groups": True}),
        ("有毕业班", "", {"graduates": True}),
        ("毕业生党员 无", "", {"graduates": False}),
        (f"{OTHER} 主题党日 每月第二个周四", OTHER, {"theme_day": "2-thu"}),
        (f"{OTHER} 正式党员 6 不设支委会", OTHER, {"full_members": 6, "has_committee": False}),
        (OTHER, OTHER, {}),
        ("主题党日", "", {}),
        ("", "", {}),
    ],
)
def test_settings_are_read_by_their_labels(words: str, unit: str, facts: dict[str, Any]) -> None:
    assert read(words) == (unit, facts)


@pytest.mark.parametrize(
    "words",
    [
        "正式党员 很多",
        "正式党员 99999",
        "预备党员 -1",
        "届满日期 2027年6月",
        "届满日期 2027年2月30日",
        "主题党日 有空就开",
    ],
)
def test_a_value_that_cannot_be_read_is_asked_for_again(words: str) -> None:
    with pytest.raises(UserError) as caught:
        read(words)
    assert "看不懂" in caught.value.words


async def test_everybody_of_the_branch_sees_its_facts(house: House) -> None:
    said = await house.say("张敏", "支部情况")
    for line in (
        "正式党员：17人",
        "预备党员：1人",
        "支委会：有",
        "党小组：没有",
        "主题党日：每月最后一个星期三，下一次11月25日",
    ):
        assert f"- {line}" in said
    assert "届满日期：2027年4月20日" in said and "毕业生党员：没有" in said and "设置 正式党员 18" in said
    assert "设置" not in await house.say("田甜", "支部情况"), "a member sees, and does not set"
    assert "没有找到您能查看的" in await house.say("张敏", f"支部情况 {OTHER}")
    assert "正式党员：14人" in await house.say("李伟", f"支部情况 {OTHER}")
    assert "下属党支部：7个" in await house.say("李伟", "支部情况 计算机学院党总支")


async def test_the_secretary_sets_and_sees_before_and_after(house: House) -> None:
    said = await house.say("张敏", "支部情况 正式党员 18")
    assert "- 正式党员：17人 → 18人" in said
    assert house.unit(MINE).full_members == 18
    (line,) = [row for row in house.rows("audit") if row["what"] == "unit.changed"]
    detail = line["detail"] if isinstance(line["detail"], dict) else json.loads(line["detail"])
    assert detail == {"full_members": {"from": 17, "to": 18}}
    assert "没有改动" in await house.say("张敏", "设置 正式党员 18")
    assert "- 主题党日：每月最后一个星期三 → 每月第二个星期五" in await house.say(
        "张敏", "设置 主题党日 每月第二个周五"
    )
    assert "→ 2027年6月1日（周二）" in await house.say("张敏", "设置 届满日期 2027年6月1日")
    unit = house.unit(MINE)
    assert (unit.theme_day, unit.term_ends) == ("2-fri", date(2027, 6, 1))


async def test_duties_follow_the_facts_in_the_same_breath(house: House) -> None:
    name = "机械工程学院本科生第一党支部"  # 支委会 is missing there, in this month and the last
    await house.say("谢雨桐", "还差什么 10月")
    before = states(house, name)
    assert (before["2026-10"], before["2026-11"]) == ("open", "open")
    said = await house.say("谢雨桐", "我们支部不设支委会")
    assert "支委会：有 → 没有" in said and "不用再开了：支委会" in said
    assert set(states(house, name).values()) <= {"not_applicable", "done", "late"}
    (gone,) = [duty for duty in duties_of(house, name) if (duty.state, duty.period) == ("not_applicable", "2026-11")]
    assert gone.note == "本支部不设支委会"
    assert "支委会" not in await house.say("谢雨桐", "还差什么")
    assert "从现在起要开：支委会" in await house.say("谢雨桐", "设置 支委会 有")
    assert states(house, name).items() >= before.items(), "they come back"


async def test_what_comes_to_apply_begins_now(house: House) -> None:
    name = "计算机学院本科生第二党支部"  # six full members, no committee
    await house.say("赵磊", "设置 支委会 有")
    assert "支委会" in await house.say("赵磊", "还差什么")
    assert "支委会" not in await house.say("赵磊", "还差什么 10月")
    assert {period for period, state in states(house, name).items() if state == "open"} == {"2026-11"}


async def test_another_branchs_facts_wait_for_the_organizers_yes(house: House) -> None:
    tell = await meaning(house, "李伟", f"设置 {OTHER} 主题党日 每月最后一个周五")
    assert (tell["intent"], tell["confirm"], tell["hold"]) == ("change_theme_day", True, True)
    assert tell["slots"]["branch"] == OTHER
    assert tell["changes"] == {"theme_day": {"from": "3-thu", "to": "last-fri"}}
    assert house.unit(OTHER).theme_day == "3-thu", "nothing before the yes"
    assert "每月第三个星期四 → 每月最后一个星期五" in await house.say("李伟", "好的")
    assert house.unit(OTHER).theme_day == "last-fri"
    await house.say("李伟", f"设置 {OTHER} 正式党员 6")
    assert "没有改动" in await house.say("李伟", "取消")
    assert house.unit(OTHER).full_members == 14


async def test_a_sentence_about_the_theme_day_is_shown_first(house: House) -> None:
    tell = await meaning(house, "李伟", "把教工一支部的主题党日改到每月最后一个周五")
    assert (tell["intent"], tell["confirm"], tell["slots"]["branch"]) == ("change_theme_day", True, MINE)
    await house.say("李伟", "好")
    assert house.unit(MINE).theme_day == "last-fri"
    own = await meaning(house, "张敏", "我们支部的主题党日改到每月最后一个周四")
    assert own["confirm"] and house.unit(MINE).theme_day == "last-fri"
    await house.say("张敏", "好")
    assert house.unit(MINE).theme_day == "last-thu"


async def test_one_months_other_day_is_no_fact(house: House) -> None:
    said = await house.say("张敏", "本月主题党日改到11月27日")
    assert "**11月27日（周五）**" in said and "没问题回“好”" in said
    await house.say("张敏", "好")
    assert house.unit(MINE).theme_day == "last-wed"


@pytest.mark.parametrize(
    ("who", "words", "told"),
    [
        ("田甜", "设置 正式党员 3", "由它的书记、支委或组织员来改"),
        ("张敏", f"设置 {OTHER} 正式党员 3", "没有找到您能查看的"),
        ("赵静", f"设置 {OTHER} 正式党员 3", "没有找到您能查看的"),
        ("李伟", "设置 计算机学院党总支 正式党员 3", "不是党支部"),
        ("张敏", "设置", "请写明设什么"),
        ("李伟", "支部情况", "请写明支部"),
    ],
)
async def test_who_may_not_and_what_cannot_be(house: House, who: str, words: str, told: str) -> None:
    units = house.do(lambda work: work.units.everything())
    assert told in await house.say(who, words)
    assert house.do(lambda work: work.units.everything()) == units


async def test_the_yes_counts_only_while_the_right_lasts(house: House) -> None:
    await house.say("李伟", f"设置 {OTHER} 正式党员 6")
    organizer = house.person("李伟")
    house.do(lambda work: work.people.dismiss(organizer.id, house.clock()))
    await house.say("李伟", "好")
    assert house.unit(OTHER).full_members == 14
