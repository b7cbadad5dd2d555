"""What ``talk`` says to the bot is what a platform would have brought it."""

import pytest

from bot.talking import Talk
from tests.fakes.house import House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
GROUP = "计算机学院教工第一党支部群"


@pytest.mark.parametrize("words", ["@支部助手 还差什么", "＠支部助手还差什么", "还差什么 @支部助手", "还差什么"])
async def test_in_a_group_the_bot_may_be_called_by_its_name(house: House, words: str) -> None:
    said = Talk(house.app, "张敏", GROUP).say(words, [])
    assert said["understood"]["intent"] == "my_status"
    assert "计算机教工一支部" in said["reply"]
