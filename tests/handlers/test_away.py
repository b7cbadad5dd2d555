"""A secretary is away and somebody of the branch stands in: asked, shown, with rights and private lines, and over."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.reading.away import read_away
from tests.fakes.house import House

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
REPORT = "昨天下午3点在301开了支委会，张敏主持，王华记录，应到5实到5，主题学习"


def told(house: House, to: str, piece: str = "") -> list[str]:
    return [row["text"] for row in house.rows("outbox", to_whom=to) if piece in row["text"]]


async def arranged(house: House, words: str, who: str = "张敏") -> str:
    assert "没问题回“好”" in await house.say(who, words)
    return await house.say(who, "好")


@pytest.mark.parametrize(
    ("words", "since", "until", "name"),
    [
        ("我下周请假，王华代办", "11-23", "11-29", "王华"),
        ("11月20号到30号请假，让王华代我", "11-20", "11-30", "王华"),
        ("王华代办到月底", "11-20", "11-30", "王华"),
        ("我出差三天，周海涛替我", "11-20", "11-22", "周海涛"),
        ("我明天到下周三不在，支部的事找周海涛", "11-21", "11-25", "周海涛"),
        ("11.23-11.27出差，周海涛代办", "11-23", "11-27", "周海涛"),
        ("下周一到周五请假，周海涛帮我代办", "11-23", "11-27", "周海涛"),
        ("从明天开始请假两周，林晓燕代", "11-21", "12-04", "林晓燕"),
        ("下周我去北京出差，支部的事请周海涛代办", "11-23", "11-29", "周海涛"),
        ("我12月要去挂职，周海涛代办到年底", "12-01", "12-31", "周海涛"),
        ("代办 周海涛 到月底", "11-20", "11-30", "周海涛"),
        ("我下周请假", "11-23", "11-29", ""),
        ("我请3天假，周海涛代", "11-20", "11-22", "周海涛"),
        ("周四周五我不在，海涛代办", "11-26", "11-27", "海涛"),
        ("我下周出差，周一到周五，有事找周海涛", "11-23", "11-27", "周海涛"),
        ("周一到周五我不在，有事找周海涛，下周出差", "11-23", "11-27", "周海涛"),
        ("有事找周海涛，我下周出差，周一至周五", "11-23", "11-27", "周海涛"),
        ("下周我要出差（周一至周五），有什么事请找周海涛", "11-23", "11-27", "周海涛"),
        ("我下下周出差，周三周四，有问题找周海涛老师", "12-02", "12-03", "周海涛"),
        ("12月1日到5日请假，由周海涛代办", "12-01", "12-05", "周海涛"),
        ("由周海涛代办，12月1-5日我请假", "12-01", "12-05", "周海涛"),
        ("请假12月1号—5号，周海涛代", "12-01", "12-05", "周海涛"),
        ("我12月1日到12月5日出差，期间支部工作由周海涛代办", "12-01", "12-05", "周海涛"),
    ],
)
def test_the_days_and_the_name_are_read(words: str, since: str, until: str, name: str) -> None:
    away = read_away(words, NOW)
    assert away and away.since and away.until
    assert (f"{away.since:%m-%d}", f"{away.until:%m-%d}", away.stand_in) == (since, until, name)


@pytest.mark.parametrize(
    "words",
    [
        REPORT,
        "王五请假",
        "缺席张三，请假",
        "李四出差，王五病假",
        "主题党日我请假，王华代我主持",
        "我下周请假怎么办",
        "张三下周请假",
        "有事找周海涛",
        "我上周请假，周海涛代办",
        "我请假",
        "张敏回来了",
    ],
)
def test_who_was_absent_from_an_activity_is_another_matter(words: str) -> None:
    assert read_away(words, NOW) is None


async def test_the_stand_in_is_told_at_once_and_acts_on_the_days_only(house: House) -> None:
    shown = await house.say("张敏", "我下周请假，田甜代办")
    assert "**11月23日（周一）—11月29日（周日）**" in shown and "党员" in shown and not house.rows("absences")
    assert "已私信告诉田甜" in await house.say("张敏", "好")
    (word,) = told(house, "田甜")
    assert "张敏请您代办" in word and "主题党日（11月30日（周一）截止）" in word
    assert "没有为计算机教工一支部记录的权限" in await house.say("田甜", REPORT)
    house.tick("2026-11-24 10:00")
    assert "草稿#" in await house.say("田甜", REPORT)
    assert "记好了" in await house.say("田甜", "好")
    assert house.newest_record().person_id == house.person("田甜").id
    house.clock.set("2026-11-30 00:01")
    assert "没有为计算机教工一支部记录的权限" in await house.say("田甜", REPORT.replace("昨天", "前天"))


async def test_whom_to_turn_to_is_who_stands_in(house: House) -> None:
    shown = await house.say("张敏", "我下周出差，周一到周五，有事找周海涛")
    assert "请**周海涛**（副书记）代办" in shown and "**11月23日（周一）—11月27日（周五）**" in shown


async def test_private_lines_go_to_the_stand_in_and_back(house: House) -> None:
    await arranged(house, "我下周请假，何静代办", "刘洋")
    house.tick("2026-11-25 09:00")
    assert told(house, "何静", "典型案例，交") and not told(house, "刘洋", "典型案例，交")
    house.tick("2026-11-30 00:05")
    assert "结束了，提醒照旧发给您" in told(house, "刘洋")[-1] and "辛苦您" in told(house, "何静")[-1]
    house.tick("2026-11-30 00:06")
    assert len(told(house, "刘洋", "提醒照旧发给您")) == 1
    house.tick("2026-12-01 09:00")
    assert told(house, "刘洋", "典型案例，交") and len(told(house, "何静", "典型案例，交")) == 1


async def test_who_wants_the_lines_too_gets_them(house: House) -> None:
    await house.say("刘洋", "我下周请假，何静代办")
    assert "您照样收提醒" in await house.say("刘洋", "也发我")
    await house.say("刘洋", "好")
    house.tick("2026-11-25 09:00")
    assert told(house, "何静", "典型案例，交") and told(house, "刘洋", "典型案例，交")


async def test_what_was_promised_at_night_goes_to_who_stands_in_by_then(house: House) -> None:
    house.clock.set("2026-11-25 22:30")
    house.tick()
    assert told(house, "刘洋", "典型案例")
    await arranged(house, "我明天到周五请假，何静代办", "刘洋")
    assert told(house, "刘洋", "典型案例，交"), "today the secretary is still here"
    house.clock.set("2026-11-26 00:01")
    house.tick()
    assert not told(house, "刘洋", "典型案例，交") and told(house, "何静", "典型案例，交")


async def test_back_early_ends_it_with_a_word_to_the_other(house: House) -> None:
    await arranged(house, "周海涛代办到月底")
    assert "代办计算机教工一支部到此结束" in await house.say("张敏", "我回来了")
    assert "代办结束了" in told(house, "周海涛")[-1]
    assert not [row for row in house.rows("roles", role="stand_in") if row["until"] is None]
    assert "现在没有代办" in await house.say("张敏", "我回来了")


async def test_the_stand_in_may_hand_it_back(house: House) -> None:
    await arranged(house, "周海涛代办到月底")
    assert "现在没有代办" in await house.say("周海涛", "我回来了"), "the stand-in is not who was away"
    assert "辛苦您" in await house.say("周海涛", "不用我代办了")
    assert "提醒照旧发给您" in told(house, "张敏")[-1]


async def test_what_is_not_said_is_asked_for_together(house: House) -> None:
    asked = await house.say("张敏", "我要请假，海涛代办")
    assert "哪几天" in asked and "谁来代办" not in asked
    shown = await house.say("张敏", "到月底")
    assert "周海涛" in shown and "11月30日" in shown
    assert "没有设代办" in await house.say("张敏", "算了")
    assert "谁来代办" in await house.say("张敏", "我下周请假")
    assert "**周海涛**（副书记）" in await house.say("张敏", "周海涛")
    assert "**林晓燕**（支委）" in await house.say("张敏", "还是林晓燕吧")
    assert not house.rows("absences")


async def test_somebody_unknown_cannot_stand_in_and_it_is_said_how(house: House) -> None:
    said = await house.say("张敏", "我下周请假，王华代办")
    assert "增加党员王华" in said and "绑定码 王华" in said and "周海涛" in said
    assert "同一个人" in await house.say("张敏", "我下周请假，张敏代办")


async def test_an_organizer_arranges_it_for_a_branch(house: House) -> None:
    said = await arranged(house, "教工二支部刘洋下周请假，由何静代办", "李伟")
    assert "何静和刘洋" in said and told(house, "刘洋", "李伟已安排")
    assert "没有找到" in await house.say("李伟", "机械教工一支部下周由朱琳代办")
    assert "安排取消了" in await house.say("李伟", "结束刘洋的代办")
    assert told(house, "何静", "不用准备了")


@pytest.mark.parametrize(("who", "words"), [("周海涛", "提醒都是发给书记"), ("田甜", "跟支部书记说一声")])
async def test_leave_of_others_needs_no_stand_in(house: House, who: str, words: str) -> None:
    assert words in await house.say(who, "我下周请假")


async def test_a_new_arrangement_takes_the_place_of_the_old(house: House) -> None:
    await arranged(house, "我下周请假，周海涛代办")
    assert "周海涛代办就不算了" in await house.say("张敏", "我下周请假，林晓燕代办")
    await house.say("张敏", "好")
    assert len([row for row in house.rows("absences") if row["ended_at"] is None]) == 1
    assert "不用准备了" in told(house, "周海涛")[-1]
