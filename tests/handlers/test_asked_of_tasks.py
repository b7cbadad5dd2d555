"""典型案例交到哪: a task of that name that is open for the asker answers before any document does."""

import pytest

from tests.fakes.house import House
from tests.handlers.test_following import CASE, case, publish

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
OLD = "组织人事处"
"""What the document of 2022 says of its own 典型案例."""


@pytest.mark.parametrize(
    "words",
    [
        "典型案例交到哪",
        "典型案例交给谁？",
        "典型案例什么时候交",
        "请问典型案例几号前交啊",
        "典型案例截止时间",
        "典型案例材料要报给哪个部门",
    ],
)
@pytest.mark.parametrize("who", ["张敏", "李伟"])
async def test_an_open_task_answers_with_day_recipient_and_source(house: House, who: str, words: str) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    said = await house.say(who, words)
    assert f"任务{number}" in said and "12月6日" in said and "交给：组织部" in said and "> 依据：李伟" in said
    assert OLD not in said


async def test_several_of_the_name_are_answered_in_a_line_each(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    said = await house.say("张敏", "案例交给谁")
    assert f"任务{number} 典型案例：12月6日（周日）前，交组织部" in said and f"任务{case(house)} {CASE}：" in said
    assert "看其中一项发“任务" in said and OLD not in said


async def test_the_longer_name_is_the_closer(house: House) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    assert CASE in await house.say("张敏", "主题党日典型案例什么时候交")


async def test_what_is_done_answers_too_once_nothing_is_open(house: House) -> None:
    await house.say("张敏", "案例交了")
    said = await house.say("张敏", "案例什么时候交")
    assert CASE in said and "交了" in said and OLD not in said


@pytest.mark.parametrize("words", ["登记表交给谁", "转正申请什么时候交", "党课什么时候交", "还要交什么"])
async def test_what_no_task_bears_is_asked_of_all_else_as_before(house: House, words: str) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    assert "> 依据：李伟" not in await house.say("张敏", words)
