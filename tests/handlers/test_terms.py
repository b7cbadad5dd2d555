"""Terms of office: the nearest first, what is over said so, and the years by each document."""

from datetime import date
from typing import Any

import pytest

from tests.fakes.house import House


async def told(house: House, who: str, words: str, **more: Any) -> tuple[str, dict[str, Any]]:
    spoken = await house.hear(house.message(who, words, **more))
    return spoken.text, dict(spoken.understood)


def ends(house: House, name: str, day: date | None) -> None:
    unit = house.unit(name)
    house.do(lambda work: work.units.change(unit.id, term_ends=day))


async def test_an_organizer_sees_the_units_in_reach_nearest_first(house: House) -> None:
    said, tell = await told(house, "李伟", "换届")
    assert tell["intent"] == "term_expiry"
    assert "**计算机党总支**6个月内届满的有2个" in said
    assert said.index("计算机研究生二支部：2027年2月20日（周六），还有3个月") < said.index(
        "计算机教工一支部：2027年4月20日"
    )
    assert "机械" not in said, "not in reach"
    wider, _ = await told(house, "李伟", "换届 12个月")
    assert "12个月内届满的有4个" in wider


async def test_what_is_over_is_said_so(house: House) -> None:
    ends(house, "计算机学院离退休党支部", date(2026, 9, 30))
    ends(house, "计算机学院教工第二党支部", None)
    said, _ = await told(house, "李伟", "换届 6个月")
    assert "已超期的有1个：\n- 计算机离退休支部：9月30日（周三），已超期51天" in said
    assert "另有1个没有登记届满日期" in said


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("下个月到期换届的支部", "下个月没有届满的"),
        ("今年有哪些支部要换届", "今年没有届满的"),
        ("换届 一年内", "12个月内届满的有4个"),
        ("换届 半年", "6个月内届满的有2个"),
    ],
)
async def test_the_span_is_the_one_that_is_named(house: House, words: str, count: str) -> None:
    said, tell = await told(house, "李伟", words)
    assert count in said and tell["intent"] == "term_expiry"


async def test_a_general_branch_has_two_figures_each_with_its_source(house: House) -> None:
    said, _ = await told(house, "李伟", "计算机党总支什么时候换届")
    assert "党总支每届5年（本地）" in said and "党总支每届3年（中央）" in said
    assert "《关于党的基层组织任期的意见》" in said and "附件2（一）" in said and "按学校的批复执行" in said
    whole, _ = await told(house, "王芳", "换届 36个月")
    assert "党总支每届5年（本地）" in whole and "党总支每届3年（中央）" in whole
    assert "党支部每届3年" in whole


async def test_a_secretary_sees_the_own_branch(house: House) -> None:
    for words in ("换届", "我们支部什么时候换届", "下个月到期换届的支部"):
        said, tell = await told(house, "张敏", words)
        assert "**计算机教工一支部**2027年4月20日（周二）届满，还有5个月" in said, words
        assert "党支部每届3年" in said and "中央规定相同" in said and tell["intent"] == "term_expiry"
        assert "研究生" not in said
    ends(house, "计算机学院教工第一党支部", None)
    said, _ = await told(house, "张敏", "换届")
    assert "还没有登记届满日期" in said and "设置 届满日期" in said


async def test_how_many_years_is_a_question_about_the_rule(house: House) -> None:
    said, tell = await told(house, "张敏", "支部几年换届")
    assert tell["intent"] == "requirement" and "每届3年" in said and "届满" not in said.split("\n")[0]


async def test_a_group_hears_counts_and_no_names(house: House) -> None:
    ends(house, "计算机学院离退休党支部", date(2026, 9, 30))
    said, _ = await told(house, "李伟", "换届", chat="demo-jsj")
    assert "6个月内届满的有2个。" in said and "已超期的有1个。" in said and "单独聊" in said
    assert "研究生二支部" not in said and "离退休" not in said


async def test_other_peoples_units_stay_unseen(house: House) -> None:
    said, _ = await told(house, "赵静", "换届 计算机学院教工第一党支部")
    assert "没有找到您能查看的" in said
