"""A theme day moved for one month: asked once, carried through, and put back."""

from datetime import date

import pytest

from bot.talking import rehearsed
from handlers.theme_days import ThemeDays
from tests.fakes.clock import local
from tests.fakes.house import House

MINE, GROUP = "计算机教工一支部", "计算机学院教工第一党支部群"


def told(house: House, to: str = GROUP, state: str = "") -> list[str]:
    return [row["text"] for row in house.rows("outbox", to_whom=to) if state in ("", row["state"])]


def day_of(house: House, name: str = MINE, month: date = date(2026, 11, 1)) -> date | None:
    unit = house.unit(name)
    return house.do(lambda work: ThemeDays(work, house.app.know).of(unit, month))


async def moved(house: House, words: str, who: str = "张敏") -> str:
    assert "没问题回“好”" in await house.say(who, words)
    return await house.say(who, "好")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("我们这个月主题党日改到下周四", date(2026, 11, 26)),
        ("这个月主题党日我们改到周五了，27号", date(2026, 11, 27)),
        ("党日改周四", date(2026, 11, 26)),
        ("主题党日推迟一天", date(2026, 11, 26)),
        ("本月主题党日提前两天", date(2026, 11, 23)),
        ("我们这个月主题党日不在25号，改27号", date(2026, 11, 27)),
        ("主题党日顺延到下周一", date(2026, 11, 23)),
        ("党日改27", date(2026, 11, 27)),
        ("主题党日改到下周四，地点不变", date(2026, 11, 26)),
    ],
)
async def test_a_secretary_moves_the_own_day_and_no_organizer_is_bothered(house: House, words: str, day: date) -> None:
    shown = await house.say("张敏", words)
    assert "11月25日（周三）" in shown and f"**11月{day.day}日" in shown and "工作日" in shown
    assert day_of(house) == date(2026, 11, 25), "nothing before the yes"
    assert "改好了" in await house.say("张敏", "好")
    assert day_of(house) == day
    # Nobody had heard of the old day; of a Monday the group would be told on the Friday before, which is over.
    assert bool(house.rows("outbox")) == (day == date(2026, 11, 23))


async def test_everything_that_tells_of_the_day_tells_of_the_new_one(house: House) -> None:
    await moved(house, "我们这个月主题党日改到下周四")
    asked = await house.say("张敏", "主题党日哪天")
    assert "11月26日（周四）" in asked and "11月由张敏改到" in asked
    assert "下一个主题党日：11月26日" in await house.say("张敏", "截止")
    assert "下一次11月26日" in await house.say("张敏", "支部情况")
    house.tick("2026-11-24 09:00")
    assert not told(house)
    house.tick("2026-11-25 09:00")
    (eve,) = told(house)
    assert "明天11月26日（周四）" in eve
    assert not [text for text in told(house) if "11月25日" in text]


async def test_another_month_keeps_the_rule(house: House) -> None:
    await moved(house, "我们这个月主题党日改到下周四")
    assert day_of(house, month=date(2026, 12, 1)) == date(2026, 12, 30)
    assert house.unit(MINE).theme_day == "last-wed"


async def test_an_eve_promised_and_not_sent_is_dropped(house: House) -> None:
    house.clock.set("2026-11-24 09:00")
    house.tick()
    said = await moved(house, "主题党日改到27号")
    assert "还没发，不发了" in said
    await house.deliver()
    assert told(house, state="sent") == [] and len(told(house, state="dropped")) == 1
    house.tick("2026-11-26 09:00")
    assert ["明天11月27日" in text for text in told(house, state="waiting")] == [True]


async def test_who_was_told_the_old_day_is_told_the_new_one_once(house: House) -> None:
    house.clock.set("2026-11-24 09:00")
    house.tick()
    await house.deliver()
    assert "已告诉“计算机学院教工第一党支部群”" in await moved(house, "主题党日改到27号")
    await house.deliver()
    assert [text for text in told(house) if "改到**11月27日（周五）**（原定11月25日（周三））" in text]
    assert "已告诉" in await moved(house, "主题党日改到30号")
    assert len([text for text in told(house) if "请大家留意" in text]) == 2


async def test_whether_it_was_held_is_asked_after_the_new_day(house: House) -> None:
    await moved(house, "主题党日改到27号")
    house.tick("2026-11-26 09:30")
    assert not [text for text in told(house, "张敏") if "开了吗" in text]
    house.tick("2026-11-30 09:30")
    (asked,) = [text for text in told(house, "张敏") if "开了吗" in text]
    assert "11月27日（周五）" in asked


async def test_put_back_the_day_is_reminded_as_if_nothing_had_been(house: House) -> None:
    house.clock.set("2026-11-24 08:00")
    await moved(house, "主题党日改到27号")
    assert "改回**11月25日（周三）**" in await moved(house, "主题党日改回来")
    assert not house.rows("theme_days")
    house.tick("2026-11-24 09:00")
    assert "明天11月25日" in told(house)[-1]
    assert "没有改过" in await house.say("张敏", "主题党日改回来")


async def test_taken_back_unsaid_and_put_back_it_is_said_in_time(house: House) -> None:
    house.clock.set("2026-11-24 07:00")
    house.clock.set("2026-11-24 09:00")
    house.tick()
    await moved(house, "主题党日改到30号")
    await moved(house, "主题党日改回来")
    house.tick("2026-11-24 09:05")
    await house.deliver()
    assert ["明天11月25日" in text for text in told(house, state="sent") if "主题党日。" in text].count(True) >= 1


async def test_a_day_whose_eve_is_over_is_told_at_once_and_not_as_late(house: House) -> None:
    said = await moved(house, "主题党日改到今天")
    assert "已告诉" in said
    house.tick("2026-11-20 10:30")
    assert len(told(house)) == 1 and "请大家留意" in told(house)[0]


async def test_a_record_of_any_day_of_the_month_counts_and_nothing_is_scolded(house: House) -> None:
    await moved(house, "主题党日改到27号")
    house.clock.set("2026-11-26 17:00")
    shown = await house.say("张敏", "今天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    assert "27" not in shown
    assert "主题党日已完成" in await house.say("张敏", "好")
    assert "已经记过了" in await house.say("张敏", "主题党日改到30号")


async def test_a_day_beyond_its_month_counts_for_the_month_it_was_moved_from(house: House) -> None:
    shown = await house.say("张敏", "11月主题党日改到12月2号")
    assert "已不在11月里" in shown
    await house.say("张敏", "好")
    rule = next(one.id for one in house.app.know.catalogue.duties() if one.matter == "theme_day")
    unit = house.unit(MINE).id
    (november,) = house.rows("duties", requirement=rule, unit_id=unit, period="2026-11")
    assert november["due_on"] == date(2026, 12, 2)
    house.clock.set("2026-12-02 17:00")
    house.tick()
    await house.say("张敏", "今天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    assert "11月主题党日已完成" in await house.say("张敏", "好")
    states = {row["period"]: row["state"] for row in house.rows("duties", requirement=rule, unit_id=unit)}
    assert states["2026-11"] == "done" and states["2026-12"] == "open"


async def test_an_organizer_moves_one_a_sort_or_all_and_the_branches_are_told(house: House) -> None:
    shown = await house.say("李伟", "学生支部这个月主题党日统一改到下周五")
    assert "计算机研究生一支部" not in shown.split("：")[0] and "告诉" in shown
    await house.say("李伟", "算了")
    shown = await house.say("李伟", "把各支部11月的主题党日改到30号")
    assert "4个支部" in shown and "已经开过的3个支部不动" in shown
    assert "已告诉4处" in await house.say("李伟", "好")
    assert all("（原定" in row["text"] and "李伟" in row["text"] for row in house.rows("outbox"))
    assert day_of(house) == date(2026, 11, 30)
    await moved(house, "教工一支部11月的主题党日改到28号", "李伟")
    assert day_of(house) == date(2026, 11, 28)
    assert day_of(house, "计算机研究生一支部") == date(2026, 11, 30)


async def test_a_bare_day_is_of_the_month_that_is_named(house: House) -> None:
    assert "**12月25日（周五）**" in await house.say("李伟", "教工支部12月主题党日统一改到25号")
    await house.say("李伟", "好")
    assert "12月主题党日" not in await house.say("张敏", "主题党日哪天")
    asked = await house.say("张敏", "12月主题党日哪天")
    assert "12月的主题党日：12月25日（周五）" in asked and "12月由李伟改到" in asked


async def test_whose_right_it_is_not_cannot_move_it(house: House) -> None:
    assert "没有找到" in await house.say("张敏", "教工二支部主题党日改到28号")
    assert "来改" in await house.say("田甜", "主题党日改到28号")
    assert "没有找到" in await house.say("李伟", "机械学院各支部11月主题党日改到28号")
    assert "要改哪个支部的" in await house.say("李伟", "主题党日改到28号")
    assert not house.rows("theme_days")


async def test_slips_are_asked_about(house: House) -> None:
    assert "已经过去了" in await house.say("张敏", "主题党日改到上周五了")
    assert "本来就是" in await house.say("张敏", "主题党日改到25号")
    other = await house.say("张敏", "24号的主题党日改到27号")
    assert "11月25日（周三），不是11月24日" in other and "改到26号" in other
    assert "改到哪一天" in await house.say("张敏", "这个月主题党日推迟")
    assert "**11月29日（周日）**" in (shown := await house.say("张敏", "29号"))
    assert "周末" in shown
    assert "**11月27日（周五）**" in await house.say("张敏", "27号吧")
    assert "没有改" in await house.say("张敏", "不改了"), "which files a draft, and here says no"
    assert not house.rows("theme_days")


async def test_something_asked_in_between_is_shown_once_more(house: House) -> None:
    await house.say("张敏", "主题党日改到27号")
    await house.say("张敏", "前天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    assert "记好了" in await house.say("张敏", "好")
    assert day_of(house) == date(2026, 11, 25)
    assert "改好了" in await house.say("张敏", "好")
    assert day_of(house) == date(2026, 11, 27)


async def test_every_move_is_in_the_audit(house: House) -> None:
    await moved(house, "主题党日改到27号")
    unit = house.unit(MINE).id
    lines = [one for one in house.do(lambda work: work.audit.about(f"unit:{unit}")) if one.what == "theme_day.moved"]
    assert [(one.detail["was"], one.detail["to"]) for one in lines] == [("2026-11-25", "2026-11-27")]
    assert lines[0].person_id == house.person("张敏").id


async def test_a_rehearsal_shows_the_new_day(house: House) -> None:
    await moved(house, "主题党日改到27号")
    rows = rehearsed(house.app, local("2026-11-20 12:00"), local("2026-11-30 23:00"), "计算机学院教工第一党支部")
    days = [row["due"][5:10] for row in rows if "的主题党日。" in row["text"]]
    assert days == ["11-26"]


@pytest.mark.parametrize(
    "words", ["算了还是原来那天", "改回来", "还是按原来的日子吧", "不好意思，还是改回原来那天", "换回来吧"]
)
async def test_as_before_puts_back_what_was_moved_last(house: House, words: str) -> None:
    await moved(house, "我们这个月主题党日改到下周四")
    shown = await house.say("张敏", words)
    assert "11月25日" in shown and "没问题回“好”" in shown and day_of(house) == date(2026, 11, 26)
    assert "改回" in await house.say("张敏", "好") and day_of(house) == date(2026, 11, 25)
    assert "没问题回“好”" not in await house.say("张敏", words), "nothing is moved any more"


async def test_as_before_while_it_is_asked_moves_nothing(house: House) -> None:
    assert "没问题回“好”" in await house.say("张敏", "我们这个月主题党日改到下周四")
    assert "没有改" in await house.say("张敏", "算了还是原来那天") and day_of(house) == date(2026, 11, 25)


async def test_as_before_of_an_organizer_is_of_all_branches_moved_at_once(house: House) -> None:
    await moved(house, "学生支部11月主题党日改到28号", "李伟")
    assert "要把3个支部11月的主题党日改回各自原来的日子" in await house.say("李伟", "改回来")
