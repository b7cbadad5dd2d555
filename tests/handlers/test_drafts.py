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


TWO = (
    "昨天下午2点在301开了支委会，我主持，应到5实到5，研究发展对象名单\n"
    "昨天下午4点在302开了主题党日，我主持，应到18实到18，学习党章"
)


async def test_what_two_activities_lack_is_filled_in_for_both_or_for_the_one_that_is_named(house: House) -> None:
    said = await house.say("张敏", TWO)
    assert said.count("草稿#") == 2 and "记录人" in said
    said = await house.say("张敏", "王华记录")
    assert said.count("记录：王华") == 2 and "回“好”，我一起提交" in said
    said = await house.say("张敏", "第1个实到改成4，李强出差")
    assert "实到：4" in said and "实到：18" in said and "李强（出差）" in said
    said = await house.say("张敏", "主题党日地点改成报告厅")
    assert "地点：报告厅" in said and "地点：301" in said
    said = await house.say("张敏", "好")
    assert said.count("记好了") == 2


async def test_one_of_two_is_dropped_by_its_place(house: House) -> None:
    await house.say("张敏", TWO)
    await house.say("张敏", "王华记录")
    said = await house.say("张敏", "第二个不要了")
    assert said.count("草稿#") == 1 and "支委会" in said and "主题党日" not in said
    assert (await house.say("张敏", "好")).count("记好了") == 1


async def test_a_number_that_two_lack_is_asked_for_again(house: House) -> None:
    await house.say(
        "张敏", TWO.replace("，应到5实到5", "").replace("，应到18实到18", "").replace("我主持", "我主持，王华记录")
    )
    said = await house.say("张敏", "应到18实到18")
    assert said.count("应到：18") != 2
    said = await house.say("张敏", "支委会应到5实到5")
    assert "应到：5" in said
    said = await house.say("张敏", "后面那个应到18实到18")
    assert "应到：18" in said and "回“好”" in said
