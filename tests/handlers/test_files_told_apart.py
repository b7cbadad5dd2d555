"""Several files wait, and each message's words are about one of them; none is filed where nobody said it belongs."""

import pytest

from tests.fakes.house import House
from tests.handlers.test_following import CASE, case, duty, paper, publish, send

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def handed_in(house: House, number: int) -> list[str]:
    which = duty(house, number)["id"]
    return [row["name"] for row in house.rows("attachments", duty_id=which)]


async def two(house: House, first: str = "甲.docx", second: str = "乙.docx") -> tuple[int, int]:
    """Two tasks, and two files that wait."""
    numbers = (
        await publish(house, "典型案例 12月6日前报送组织部"),
        await publish(house, "党费收缴表 12月8日前报送组织部"),
    )
    await send(house, **paper(first))
    asked = await send(house, **paper(second))
    assert f"又收到{second}；前面的{first}也还在等" in asked
    return numbers


@pytest.mark.parametrize("answers", [("这是党费收缴表", "这是典型案例"), ("4", "3"), ("党费收缴表", "典型案例")])
async def test_words_that_name_no_file_are_about_the_last_one(house: House, answers: tuple[str, str]) -> None:
    cases, dues = await two(house)
    said = await house.say("张敏", answers[0])
    assert "乙.docx" in said.split("\n")[0] and "**党费收缴表**" in said and "甲.docx还在等" in said
    assert handed_in(house, dues) == ["乙.docx"] and handed_in(house, cases) == []
    said = await house.say("张敏", answers[1])
    assert "甲.docx" in said and "**典型案例**记为已交" in said and "还在等" not in said
    assert handed_in(house, dues) == ["乙.docx"] and handed_in(house, cases) == ["甲.docx"]


@pytest.mark.parametrize("words", ["第一个是典型案例", "前面那个是典型案例", "甲是典型案例", "甲.docx是典型案例的"])
async def test_words_that_name_a_file_are_about_it(house: House, words: str) -> None:
    cases, dues = await two(house)
    assert "乙.docx还在等" in await house.say("张敏", words)
    assert (handed_in(house, cases), handed_in(house, dues)) == (["甲.docx"], [])
    await house.say("张敏", "这是党费收缴表")
    assert handed_in(house, dues) == ["乙.docx"]


async def test_a_file_that_bears_the_tasks_name_is_the_one(house: House) -> None:
    cases, dues = await two(house, "党费收缴表11月.docx", "乙.docx")
    await house.say("张敏", "这是党费收缴表")
    assert (handed_in(house, dues), handed_in(house, cases)) == (["党费收缴表11月.docx"], [])


@pytest.mark.parametrize("words", ["这两个都是典型案例", "都是 3", "都是典型案例"])
async def test_all_are_meant_where_that_is_said(house: House, words: str) -> None:
    cases, _ = await two(house)
    assert "还在等" not in await house.say("张敏", words)
    assert handed_in(house, cases) == ["甲.docx", "乙.docx"]


async def test_words_that_come_with_a_file_are_about_that_file(house: House) -> None:
    cases, dues = await two(house)
    said = await send(house, "这是党费收缴表", **paper("丙.docx"))
    assert "丙.docx" in said.split("\n")[0] and "甲.docx、乙.docx还在等" in said
    assert (handed_in(house, dues), handed_in(house, cases)) == (["丙.docx"], [])


@pytest.mark.parametrize("words", ["这是支部典型案例", "这是案例", "案例材料"])
async def test_where_two_tasks_fit_they_are_listed_by_number(house: House, words: str) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    asked = await send(house, words, **paper("甲.docx"))
    assert f"- {number} 典型案例" in asked and f"- {case(house)} {CASE}" in asked and "回编号" in asked
    assert handed_in(house, number) == [] == handed_in(house, case(house))
    assert "**典型案例**记为已交" in await house.say("张敏", str(number))
    assert handed_in(house, number) == ["甲.docx"]


async def test_a_file_alone_and_then_words_that_fit_two(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    await send(house, **paper("甲.docx"))
    assert f"- {number} 典型案例" in await house.say("张敏", "这是支部典型案例")
    await house.say("张敏", str(number))
    assert handed_in(house, number) == ["甲.docx"]


async def test_the_very_title_is_no_question(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    for name in ("甲.docx", "乙.docx"):
        assert "**典型案例**记为已交" in await send(house, "这是典型案例材料", **paper(name))
    assert handed_in(house, number) == ["甲.docx", "乙.docx"]
