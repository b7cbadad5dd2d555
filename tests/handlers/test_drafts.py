"""Drafts that wait: they expire with a word, come back, and several in one message are filled in one by one."""

from tests.fakes.house import House

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"


async def test_a_draft_that_nobody_answered_expires_with_a_word_and_can_be_taken_up_again(house: House) -> None:
    await house.say("张敏", WHOLE)
    number = house.newest_record().id
    assert not [line for line in house.tick("2026-11-23 09:30") if "没有确认" in line.text]
    told = [line for line in house.tick("2026-11-23 11:30") if "没有确认" in line.text]
    assert [line.to_whom for line in told] == ["张敏"] and f"恢复 {number}" in told[0].text
    assert not [line for line in house.tick("2026-11-23 12:30") if "没有确认" in line.text]
    assert "记好了" not in await house.say("张敏", "好")
    assert "回“好”" in await house.say("张敏", f"恢复 {number}")
    assert "记好了" in await house.say("张敏", "好")


async def test_what_was_filed_or_dropped_does_not_expire(house: House) -> None:
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    await house.say("周海涛", WHOLE)
    await house.say("周海涛", "取消")
    assert not [line for line in house.tick("2026-11-23 11:30") if "没有确认" in line.text]
