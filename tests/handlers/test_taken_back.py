"""交错了，撤了: without a name it is the last thing that this person filed, a task's or a record."""

import pytest

from tests.fakes.house import House
from tests.handlers.test_files import WHOLE
from tests.handlers.test_following import CASE, JSJ1, case, duty, paper, send

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    "words", ["交错了，撤了", "发错了，撤回", "不好意思交错了", "撤回刚才交的", "弄错了 撤一下", "传错文件了，撤回吧"]
)
@pytest.mark.parametrize("done", ["案例交了", "案例昨天交了"])
async def test_a_slip_takes_back_what_was_just_handed_in(house: House, done: str, words: str) -> None:
    await house.say("张敏", done)
    said = await house.say("张敏", words)
    assert CASE in said and "改回还没交" in said
    assert duty(house, case(house))["state"] == "open"


async def test_a_file_that_was_handed_in_goes_with_it(house: House) -> None:
    await send(house, "这是案例材料", **paper("案例.docx"))
    said = await house.say("张敏", "发错了，撤回")
    assert "改回还没交" in said and "案例.docx" in said
    assert duty(house, case(house))["state"] == "open"


async def test_a_file_that_came_later_goes_alone(house: House) -> None:
    await house.say("张敏", "案例交了")
    await send(house, "这是案例材料", **paper("错.docx"))
    said = await house.say("张敏", "发错了，撤回")
    assert "错.docx" in said and "还算已交" in said
    assert duty(house, case(house))["state"] == "done"


async def test_right_after_a_record_it_is_the_record(house: House) -> None:
    await house.say("张敏", "案例交了")
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    said = await house.say("张敏", "发错了，撤回")
    assert "已撤回 **#" in said
    assert house.newest_record().state == "withdrawn"
    assert duty(house, case(house))["state"] == "done"


async def test_a_draft_that_waits_is_meant_before_what_was_filed(house: House) -> None:
    await house.say("张敏", "案例交了")
    await house.say("张敏", WHOLE)
    await house.say("张敏", "弄错了，撤了")
    assert house.newest_record().state == "withdrawn"
    assert duty(house, case(house))["state"] == "done"


async def test_another_day_it_is_nobodys_last_deed(house: House) -> None:
    await house.say("张敏", "案例交了")
    house.clock.set("2026-11-21 10:00")
    assert "改回" not in await house.say("张敏", "交错了，撤了")
    assert duty(house, case(house))["state"] == "done"


async def test_what_somebody_else_handed_in_is_not_taken_back(house: House) -> None:
    await house.say("张敏", "案例交了")
    assert "改回" not in await house.say("周海涛", "交错了，撤了")
    assert duty(house, case(house), JSJ1)["state"] == "done"
