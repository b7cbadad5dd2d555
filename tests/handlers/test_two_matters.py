"""Two matters in one message: the first is done, of the other it is said that it was not and how to send it."""

import pytest

from tests.fakes.house import House
from tests.handlers.test_following import CASE, case, duty, publish

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ONE = "今天上午8点在302开了支委会，应到3实到3，我主持，周海涛记录，主题学习"
REST = "还没有办：我一次只办一件，请单独再发一次。"


@pytest.mark.parametrize(
    ("words", "done", "left"),
    [
        ("典型案例交了。另外下周三的主题党日改到周四", "**典型案例**记为已交", "“下周三的主题党日改到周四”"),
        ("下周三的主题党日改到周四，另外典型案例交了", "主题党日从", "“典型案例交了”"),
        ("典型案例交了，下周三的主题党日改到周四。", "**典型案例**记为已交", "“下周三的主题党日改到周四”"),
        ("典型案例交了，党费收缴表也交了", "**典型案例**记为已交", "“党费收缴表也交了”"),
        ("典型案例交了，对了，党课有什么要求？", "**典型案例**记为已交", "“党课有什么要求”"),
        (f"{ONE}。另外典型案例交了", "草稿#", "“典型案例交了”"),
        ("典型案例交了。另外我下周出差，有事找周海涛", "**典型案例**记为已交", "“我下周出差，有事找周海涛”"),
        ("典型案例交了，还有党费收缴表交了，另外还差什么", "**典型案例**记为已交", "“党费收缴表交了”、“还差什么”"),
    ],
)  # fmt: skip
async def test_the_first_is_done_and_the_rest_is_named(house: House, words: str, done: str, left: str) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    await publish(house, "党费收缴表 12月8日前报送组织部")
    said = await house.say("张敏", words)
    assert done in said and said.endswith(f"{left}{REST}")


async def test_an_organizers_two_orders_are_shown_one_by_one(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    said = await house.say("李伟", "典型案例缓两天，另外催一下主题党日案例")
    assert "要把**典型案例**的截止" in said and said.endswith(f"“催一下主题党日案例”{REST}")
    await house.say("李伟", "是")
    assert str(duty(house, number)["due_on"]) == "2026-12-08"


@pytest.mark.parametrize(
    "words",
    [
        ONE.replace("应到3实到3", "应到3实到2") + "。另外林晓燕请假",
        "我下周出差，周一到周五，有事找周海涛",
        "您好，另外案例交了",
        "案例交了，谢谢老师",
        "教工一支部的案例，昨天交了",
    ],
)
async def test_what_is_one_matter_stays_whole(house: House, words: str) -> None:
    assert "还没有办" not in await house.say("张敏", words)


async def test_a_remark_beside_a_record_is_part_of_it(house: House) -> None:
    said = await house.say("张敏", ONE.replace("应到3实到3", "应到3实到2") + "。另外林晓燕请假")
    assert "林晓燕（请假）" in said


@pytest.mark.parametrize("words", ["典型案例、党费收缴表都交了", "典型案例和党费收缴表昨天都交了"])
async def test_several_tasks_named_in_a_row_are_all_handed_in(house: House, words: str) -> None:
    first = await publish(house, "典型案例 12月6日前报送组织部")
    second = await publish(house, "党费收缴表 12月8日前报送组织部")
    said = await house.say("张敏", words)
    assert "“典型案例”、“党费收缴表”都记为已交" in said
    assert [duty(house, one)["state"] for one in (first, second, case(house))] == ["done", "done", "open"]


async def test_the_whole_message_is_kept_with_what_was_answered(house: House) -> None:
    words = "案例交了。另外下周三的主题党日改到周四"
    said = await house.say("张敏", words)
    assert CASE in said
    assert [row["text"] for row in house.rows("inbox")][-1] == words
