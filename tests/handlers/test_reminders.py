"""Reminders ask what is due, not what was missed: any number of ticks, tickers, restarts and clock jumps, one each."""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from handlers.due import end_of_day, period_of, say_day, theme_day
from handlers.jobs.instances import Timetable
from storage.database import Database
from storage.pushes import Line
from storage.work import Work
from tests.fakes.house import House, dump

JSJ1 = "计算机学院教工第一党支部群"


def told(lines: list[Line], to: str = JSJ1) -> list[str]:
    return [line.text for line in lines if line.to_whom == to]


def moments(house: House) -> Counter[tuple[str, str]]:
    """(state, step) of the moments that are settled."""
    return Counter((row["state"], row["step"]) for row in house.rows("reminders"))


async def file_theme_day(house: House, who: str = "张敏") -> None:
    await house.say(who, "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    assert "记好了" in await house.say(who, "好")


# -- which moments


def test_the_eve_of_the_theme_day_at_nine(house: House) -> None:
    assert told(house.tick("2026-11-24 08:59")) == []
    (eve,) = told(house.tick("2026-11-24 09:00"))
    assert "明天11月25日（周三）" in eve and "主题党日" in eve and "依据" in eve


def test_three_days_before_and_on_the_last_day(house: House) -> None:
    for at in ("2026-11-24 09:00", "2026-11-26 09:00"):
        house.tick(at)
    (before,) = told(house.tick("2026-11-27 09:00"))
    assert "11月30日（周一）" in before and "还有3天" in before and "主题党日" in before
    assert told(house.tick("2026-11-28 09:00")) == told(house.tick("2026-11-29 09:00")) == []
    (last,) = told(house.tick("2026-11-30 09:00"))
    assert "就是今天" in last


def test_a_task_seven_days_one_day_and_on_the_day(house: House) -> None:
    said = {}
    for day in range(20, 33):
        at = f"2026-11-{day} 09:30" if day <= 30 else f"2026-12-{day - 30:02} 09:30"
        texts = [text for text in told(house.tick(at)) if "典型案例" in text]
        if texts:
            said[at[5:10]] = texts
    assert list(said) == ["11-25", "12-01", "12-02"]
    assert "还有7天" in said["11-25"][0] and "还有1天" in said["12-01"][0] and "就是今天" in said["12-02"][0]


def test_a_moment_on_a_day_off_comes_on_the_working_day_before(house: House) -> None:
    """The task is due on Monday the 7th; the day before is a Sunday."""

    def unit(work: Work) -> int:
        now = house.clock()
        jsj1 = work.units.named("计算机学院教工第一党支部")[0]
        due_on = period_of("monthly", house.app.know.today(now)).last + timedelta(days=7)
        task = work.tasks.add(
            title="报表", due_on=due_on, due_time=None, recipient=None, deliverable=None, source="某通知",
            unit_id=jsj1.id, person_id=1, at=now,
        )  # fmt: skip
        row: dict[str, Any] = {"requirement": task.requirement, "unit_id": jsj1.id, "period": "once", "state": "open"}
        work.duties.add_new([{**row, "opens_on": task.due_on, "due_on": task.due_on, "made_at": now}])
        return task.id

    house.do(unit)
    days = []
    for day in range(20, 39):
        at = f"2026-11-{day} 10:00" if day <= 30 else f"2026-12-{day - 30:02} 10:00"
        days += [at[5:10] for text in told(house.tick(at)) if "报表" in text]
    assert days == ["11-30", "12-04", "12-07"]


def test_one_group_gets_one_message_for_all_that_is_due(house: House) -> None:
    lines = house.tick("2026-11-27 09:00")
    assert len(told(lines)) == 1
    assert max(Counter(line.address for line in lines).values()) == 1


def test_a_branch_without_a_group_is_told_through_its_secretary(house: House) -> None:
    assert "刘洋" in {line.to_whom for line in house.tick("2026-11-27 09:00")}


def test_nothing_is_said_of_what_is_done(house: House) -> None:
    lines = house.tick("2026-11-27 09:00")
    done = {row["id"] for row in house.rows("duties") if row["state"] != "open"}
    assert done
    about = {duty for row in house.rows("outbox") for duty, _ in row["about"]}
    assert lines and not about & done


async def test_what_is_done_after_the_promise_is_not_said_any_more(house: House) -> None:
    house.clock.set("2026-11-24 09:00")
    house.tick()
    await file_theme_day(house)
    await house.deliver()
    row = next(row for row in house.rows("outbox", to_whom=JSJ1))
    assert row["state"] == "dropped"


async def test_a_promise_about_two_of_which_one_is_done_meanwhile_says_only_what_is_true(house: House) -> None:
    """Night: the words wait until eight; the branch files one of the two before."""
    house.clock.set("2026-11-27 22:00")
    (words,) = told(house.tick())
    assert "主题党日" in words and "集中学习" in words
    await file_theme_day(house)
    house.clock.set("2026-11-28 08:00")
    await house.deliver()
    sent = [row["text"] for row in house.rows("outbox", to_whom=JSJ1, state="sent")]
    assert sent and all("- 主题党日" not in text for text in sent)


async def test_done_before_the_moment_there_is_no_reminder(house: House) -> None:
    await file_theme_day(house)
    assert told(house.tick("2026-11-24 09:00")) == []
    assert not any("主题党日，" in text or "- 主题党日" in text for text in told(house.tick("2026-11-27 09:00")))


async def test_withdrawn_again_the_next_moment_comes(house: House) -> None:
    await file_theme_day(house)
    house.tick("2026-11-27 09:00")
    await house.say("张敏", f"撤回 {house.newest_record().id}")
    assert any("主题党日" in text for text in told(house.tick("2026-11-30 09:00")))


def test_a_cancelled_task_is_not_reminded_of(house: House) -> None:
    task = house.rows("tasks")[0]
    house.do(lambda work: work.tasks.change(task["id"], state="cancelled"))
    house.do(lambda work: work.duties.drop_open(f"task:{task['id']}", "取消"))
    lines = house.tick("2026-11-25 09:00")
    assert not any(task["title"] in line.text for line in lines)


@pytest.mark.parametrize("rule", ["day-1", "1-tue", "workday-1"])
def test_a_theme_day_on_the_first_has_its_eve_in_the_month_before(house: House, rule: str) -> None:
    """December 2026 begins on a Tuesday: the eve is Monday, 30 November."""
    jsj1 = house.unit("计算机学院教工第一党支部")
    house.do(lambda work: work.units.change(jsj1.id, theme_day=rule))
    for day in (27, 28, 29):
        house.tick(f"2026-11-{day} 09:00")
    texts = told(house.tick("2026-11-30 09:00"))
    assert any("12月1日" in text and "主题党日" in text for text in texts)


def test_every_reminder_names_its_source(house: House) -> None:
    for day in range(24, 31):
        for line in house.tick(f"2026-11-{day} 09:00"):
            if not line.key.startswith("remind:"):
                continue
            assert "依据：" in line.text.splitlines()[-1] and len(line.text.splitlines()[-1]) > 8


def test_only_the_last_day_mentions_and_only_in_groups(house: House) -> None:
    for day in (24, 27, 30):
        for line in house.tick(f"2026-11-{day} 09:00"):
            mentions = next(row["mentions"] for row in house.rows("outbox", id=line.id))
            if day != 30 or not line.address.startswith("chat:"):
                assert mentions == []
    row = next(row for row in house.rows("outbox", to_whom=JSJ1) if "就是今天" in row["text"])
    assert row["mentions"] == ["zhangmin"]


# -- each once


def test_repeated_ticks_say_each_once(house: House) -> None:
    assert house.tick("2026-11-27 09:00")
    for _ in range(20):
        house.clock.advance(seconds=30)
        assert house.tick() == []


async def test_two_tickers_at_once_say_each_once(house: House) -> None:
    other = House(house.app.settings, Database(house.app.settings.database), house.clock)
    house.clock.set("2026-11-27 09:00")
    tickers = [one.scheduler() for one in (house, other) for _ in range(3)]
    await asyncio.gather(*(ticker.tick() for ticker in tickers))
    await asyncio.gather(*(ticker.tick() for ticker in tickers))
    rows = house.rows("outbox")
    assert rows and max(Counter(row["address"] for row in rows).values()) == 1
    assert max(Counter((row["duty_id"], row["step"]) for row in house.rows("reminders")).values()) == 1
    await other.close()


async def test_a_restart_between_any_two_ticks_changes_nothing(house: House) -> None:
    first = house.tick("2026-11-27 09:00")
    again = House(house.app.settings, Database(house.app.settings.database), house.clock)
    assert first and again.tick() == []
    await again.close()


def test_the_clock_may_jump_back_and_forth(house: House) -> None:
    for at in ("2026-11-24 09:00", "2026-11-27 09:05", "2026-11-20 08:00", "2026-11-27 09:00", "2026-10-01 00:00",
               "2026-11-30 09:00", "2026-11-23 09:00", "2026-11-30 09:01", "2026-11-24 09:00"):  # fmt: skip
        house.tick(at)
    keys = Counter((row["duty_id"], row["step"]) for row in house.rows("reminders"))
    assert max(keys.values()) == 1
    spoken = Counter(line for row in house.rows("outbox") for line in [(row["address"], row["text"])])
    assert max(spoken.values()) == 1


def test_a_tick_that_fails_takes_nothing_and_the_next_one_says_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("template")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.app.renderer), "words", broken)
        with pytest.raises(RuntimeError):
            house.tick("2026-11-27 09:00")
    assert house.rows("reminders") == [] and house.rows("outbox") == []
    assert house.tick() != []


# -- late, stale, quiet


def test_late_but_still_of_use_it_is_said_once_and_says_so(house: House) -> None:
    (late,) = told(house.tick("2026-11-24 15:00"))
    assert "本应11月24日（周二）09:00提醒" in late
    assert told(house.tick("2026-11-24 15:01")) == []


def test_half_an_hour_late_is_not_worth_a_word(house: House) -> None:
    (text,) = told(house.tick("2026-11-24 09:20"))
    assert "本应" not in text


def test_of_several_missed_moments_only_the_newest_is_said(house: House) -> None:
    texts = told(house.tick("2026-11-30 10:00"))
    assert len(texts) == 1 and "就是今天" in texts[0] and "还有3天" not in texts[0]
    assert moments(house)["superseded", "-3d"] > 0


def test_past_its_use_it_is_laid_aside_and_not_said(house: House) -> None:
    lines = house.tick("2026-12-05 10:00")
    said = [line.text for line in lines if line.key.startswith("remind:")]
    assert not any("11月30日" in text or "11月25日" in text for text in said)
    states = moments(house)
    assert states["skipped_stale", "+0d"] > 0 and states["skipped_stale", "eve"] > 0


def test_what_was_laid_aside_is_listed_in_one_notice_to_the_organizer(house: House) -> None:
    lines = house.tick("2026-12-05 10:00")
    told_of = [line for line in lines if "错过" in line.text]
    assert {"李伟", "赵静"} <= {line.to_whom for line in told_of}
    assert max(Counter(line.to_whom for line in told_of).values()) == 1
    assert house.tick("2026-12-05 10:01") == []


def test_in_the_quiet_hours_the_words_wait_until_morning(house: House) -> None:
    house.clock.set("2026-11-24 22:00")
    (line,) = [one for one in house.tick() if one.to_whom == JSJ1]
    assert line.next_at.astimezone(house.app.know.zone).isoformat() == "2026-11-25T08:00:00+08:00"
    assert "今天11月25日" in line.text


def test_what_would_only_come_out_after_its_use_is_laid_aside_at_once(house: House) -> None:
    house.tick("2026-11-27 09:00")
    lines = house.tick("2026-11-30 22:00")
    assert not [line for line in lines if line.key.startswith("remind:") and "11月30日（周一）**截止" in line.text]
    assert moments(house)["skipped_stale", "+0d"] > 0


def test_nothing_is_said_for_the_time_before_the_installation(house: House) -> None:
    """Installed on 20 November at ten: nothing whose moment was before."""
    for _ in range(3):
        house.tick("2026-11-20 10:01")
    installed = house.clock()
    for row in house.rows("reminders"):
        assert row["due_at"] > installed - timedelta(minutes=1)
    assert house.rows("outbox") == []


def test_an_outage_over_the_turn_of_a_month_loses_no_moment_of_the_new_one(house: House) -> None:
    """Down from 27 November to 3 December; the branch's theme day is the 4th: its eve is today."""
    jx = house.unit("机械工程学院教工第二党支部")  # the first Friday
    house.tick("2026-11-27 12:00")
    lines = house.tick("2026-12-03 11:00")
    assert any("12月4日" in line.text and jx.short in line.text for line in lines)


def test_an_outage_over_the_eve_in_a_new_month_is_made_good(house: House) -> None:
    """Down from 27 November, back on 4 December at eight: the eve was yesterday, the day is today."""
    jx = house.unit("机械工程学院教工第二党支部")
    house.tick("2026-11-27 12:00")
    lines = house.tick("2026-12-04 08:05")
    assert any("12月4日" in line.text and jx.short in line.text for line in lines)


# -- a year


def simulate(house: House, hours: tuple[float, ...]) -> tuple[list[object], int]:
    """A year of ticks at these hours with days of outage and clock jumps; the open moments that nobody settled."""
    start = house.clock()
    day, missing = 0, []
    while day < 366:
        for hour in hours:
            house.clock.now = start + timedelta(days=day, hours=hour - 10)
            house.tick()
        if day % 50 == 20:
            house.clock.now = start + timedelta(days=day - 3)
            house.tick()
        day += 3 if day % 90 == 45 else 1
    know, last = house.app.know, house.clock()
    units = {unit.id: unit for unit in house.do(lambda work: work.units.everything())}
    settled = {(row["duty_id"], row["step"]) for row in house.rows("reminders")}
    timetable = house.do(lambda work: Timetable(work, know))
    for duty in house.do(lambda work: work.duties.within("/")):
        missing += [
            (duty.requirement, duty.period, one.unit.short, one.step, one.due_at)
            for one in timetable.instances(duty, units[duty.unit_id])
            if duty.state == "open" and start < one.due_at <= last and (duty.id, one.step) not in settled
        ]
    assert len(settled) == len(house.rows("reminders")), "none twice"
    return missing, len(settled)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_simulated_year_of_twenty_branches_misses_none_and_doubles_none(house: House) -> None:
    missing, settled = simulate(house, (9.0,))
    assert missing == [] and settled > 500


@pytest.mark.nightly
def test_a_simulated_year_with_three_ticks_a_day_misses_none_and_doubles_none(house: House) -> None:
    missing, settled = simulate(house, (8.6, 9.0, 14.0))
    assert missing == [] and settled > 500


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("months", [3, pytest.param(10, marks=pytest.mark.nightly)])
def test_no_branch_is_without_its_theme_day_eve(house: House, months: int) -> None:
    """Counted from the calendar and not from the duties: an eve each month for each branch that nobody filed for."""
    know, start = house.app.know, house.clock()
    for day in range(45 + 31 * months):
        house.clock.now = start + timedelta(days=day, hours=-1)  # nine o'clock
        house.tick()
    said = Counter(
        found.groups()
        for row in house.rows("outbox")
        if row["key"].startswith("remind:")
        for found in re.finditer(r"(\d{1,2}月\d{1,2}日（周.）)\**是(.+?)的主题党日", row["text"])
    )
    assert max(said.values()) == 1
    for unit in house.do(lambda work: work.units.branches_within("/")):
        for month in range(1, months + 1):
            held = (
                theme_day(unit.theme_day or "", 2027, month, know.workdays)
                if "workday" not in (unit.theme_day or "")
                else None
            )
            if held is None:
                continue
            assert end_of_day(held, know.zone) > start
            assert said[say_day(held, held), unit.short] == 1, (unit.short, held)


async def test_asking_changes_no_promise(house: House) -> None:
    house.tick("2026-11-27 09:00")
    before = dump(house.database, "inbox", "dialogues", "audit", "duties")
    for words in ("还差什么", "截止", "我的记录", "党课有什么要求"):
        await house.say("张敏", words)
    assert dump(house.database, "inbox", "dialogues", "audit", "duties") == before
