"""What an organizer says of a task that is out, in whatever words: shown with whom it reaches, done on a yes."""

import pytest

from tests.fakes.house import House
from tests.handlers.test_following import CASE, GROUP, duty, publish, told

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def state(house: House, number: int) -> str:
    (row,) = house.rows("tasks", id=number)
    return str(row["state"])


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("典型案例缓两天", "2026-12-08"), ("典型案例延期一周", "2026-12-13"), ("把典型案例往后推3天吧", "2026-12-09"),
        ("典型案例提前一天", "2026-12-05"), ("典型案例晚两天交", "2026-12-08"), ("那个案例宽限两天", "2026-12-08"),
        ("各支部：典型案例报送时间由12月6日改为12月12日。\n李伟 11.24", "2026-12-12"),
        ("典型案例改到12月9日\n李伟\n11月24日", "2026-12-09"), ("典型案例改到12月9日。李伟 2026.11.24", "2026-12-09"),
        ("典型案例改截止12月10日。李伟 11月24日", "2026-12-10"),
    ],
)  # fmt: skip
async def test_another_day_is_shown_with_whom_it_reaches(house: House, words: str, day: str) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    shown = await house.say("李伟", words)
    assert "要把**典型案例**的截止从12月6日" in shown and "7个支部" in shown
    assert str(duty(house, number)["due_on"]) == "2026-12-06"
    assert "已改到" in await house.say("李伟", "是")
    assert str(duty(house, number)["due_on"]) == day


@pytest.mark.parametrize("words", ["典型案例缓一缓", "典型案例缓几天", "典型案例延期"])
async def test_a_day_that_is_left_open_is_asked_for(house: House, words: str) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    assert "改到哪一天" in await house.say("李伟", words)


@pytest.mark.parametrize(
    "words",
    [
        "典型案例先不要了",
        "撤销任务 典型案例",
        "那个案例不用交了",
        "典型案例取消",
        "作废任务 典型案例",
        "典型案例不收了吧",
    ],
)
async def test_a_task_is_called_off_and_brought_back(house: House, words: str) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    shown = await house.say("李伟", words)
    assert "要取消任务**典型案例**" in shown and "7个支部" in shown and state(house, number) == "published"
    assert "已取消" in await house.say("李伟", "是") and state(house, number) == "cancelled"
    assert duty(house, number)["state"] == "not_applicable"
    shown = await house.say("李伟", "恢复任务 典型案例")
    assert "要恢复任务**典型案例**" in shown and "7个支部重新要交" in shown and "不另发通知" in shown
    assert state(house, number) == "cancelled"
    assert "恢复了" in await house.say("李伟", "是") and state(house, number) == "published"
    assert duty(house, number)["state"] == "open"
    assert "记为已交" in await house.say("张敏", "典型案例交了")


@pytest.mark.parametrize("words", ["恢复任务 3", "典型案例还是要交", "恢复 典型案例", "典型案例不取消了"])
async def test_who_was_told_of_a_task_is_told_that_it_ended_and_that_it_is_back(house: House, words: str) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    assert number == 3
    house.tick("2026-11-29 09:30")
    await house.deliver()
    for again in (1, 2):
        await house.say("李伟", "取消任务 典型案例")
        await house.say("李伟", "好")
        assert "会告诉" in await house.say("李伟", words)
        assert "已告诉" in await house.say("李伟", "好")
        lines = told(house, GROUP)
        assert sum("取消了，不用交了" in one for one in lines) == again
        assert sum("**典型案例**恢复了，还是要交，12月6日（周日）截止" in one for one in lines) == again


async def test_a_no_leaves_it_as_it_is(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    await house.say("李伟", "典型案例先不要了")
    assert "没有改" in await house.say("李伟", "不取消了")
    await house.say("李伟", "取消任务 典型案例")
    await house.say("李伟", "是")
    await house.say("李伟", "恢复任务 典型案例")
    assert "没有恢复" in await house.say("李伟", "算了") and state(house, number) == "cancelled"


async def test_what_is_another_houses_is_refused_with_its_name(house: House) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    for words in (f"{CASE}缓两天", f"{CASE}不要了", f"撤销任务 {CASE}"):
        assert "校党委发布的" in await house.say("李伟", words)


async def test_one_branch_gets_no_day_of_its_own(house: House) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    said = await house.say("李伟", "教工一支部典型案例缓两天")
    assert "不能只给教工一支部改" in said and "免报 教工一支部 典型案例" in said
    assert "要免去**计算机教工一支部**" in await house.say("李伟", "教工一支部典型案例不用交了")


async def test_of_several_that_fit_one_is_asked_for(house: House) -> None:
    await publish(house, "典型案例 12月6日前报送组织部")
    await publish(house, "优秀案例 12月7日前报送组织部")
    said = await house.say("李伟", "案例先不要了")
    assert "要取消哪一项" in said and "典型案例" in said and "优秀案例" in said


async def test_the_draft_of_a_task_is_dropped_by_its_name_too(house: House) -> None:
    await house.say("李伟", "任务 总结 12月6日前报送组织部")
    assert "没有发布" in await house.say("李伟", "总结不要了")


async def test_a_secretary_orders_nothing(house: House) -> None:
    number = await publish(house, "典型案例 12月6日前报送组织部")
    for words in ("典型案例缓两天", "典型案例先不要了"):
        await house.say("张敏", words)
        await house.say("张敏", "是")
    assert (state(house, number), str(duty(house, number)["due_on"])) == ("published", "2026-12-06")
