"""The week's summary: once, on Monday at half past eight or soon after; groups see counts, organizers see names."""

from collections import Counter
from datetime import date

import pytest

from storage.database import Database
from storage.pushes import Line
from storage.work import Work
from tests.fakes.house import House


def summaries(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.key.startswith("summary:")]


def test_on_monday_at_half_past_eight_and_not_before(house: House) -> None:
    assert summaries(house.tick("2026-11-23 08:29")) == []
    made = summaries(house.tick("2026-11-23 08:30"))
    assert {line.to_whom for line in made} >= {
        "李伟",
        "赵静",
        "王芳",
        "韩冰",
        "计算机学院党支部书记群",
        "基层党建工作群",
    }
    assert all("上周小结" in line.text and "11月16日—11月22日" in line.text for line in made)


def test_once_a_week_however_often_it_is_asked(house: House) -> None:
    assert summaries(house.tick("2026-11-23 08:30"))
    for at in ("2026-11-23 08:31", "2026-11-23 20:00", "2026-11-24 09:00", "2026-11-29 23:59"):
        assert summaries(house.tick(at)) == []
    assert summaries(house.tick("2026-11-30 08:30"))


def test_each_reader_gets_one(house: House) -> None:
    made = summaries(house.tick("2026-11-23 08:30"))
    assert max(Counter((line.address, line.text.split("（")[0]) for line in made).values()) == 1


def test_after_a_night_down_it_is_made_good_within_two_days(house: House) -> None:
    assert summaries(house.tick("2026-11-25 08:00"))


def test_after_more_than_two_days_it_is_not(house: House) -> None:
    assert summaries(house.tick("2026-11-25 08:31")) == []


def test_a_clock_that_jumps_back_a_week_and_forth_says_nothing_twice(house: House) -> None:
    for at in ("2026-11-23 08:30", "2026-11-30 08:30", "2026-11-23 09:00", "2026-11-30 09:00", "2026-11-16 09:00"):
        house.tick(at)
    keys = Counter(row["key"] for row in house.rows("outbox"))
    weeks = Counter(row["key"].split(":")[1] for row in house.rows("outbox") if row["key"].startswith("summary:"))
    assert max(keys.values()) == 1
    assert set(weeks) == {"2026-W48", "2026-W49"}


async def test_two_processes_make_one(house: House) -> None:
    other = House(house.app.settings, Database(house.app.settings.database), house.clock)
    house.clock.set("2026-11-23 08:30")
    one, two = house.tick(), other.tick()
    assert summaries(one) and not summaries(two)
    await other.close()


def test_the_week_before_the_installation_is_not_summed_up(house: House) -> None:
    """Installed on Friday the 20th: Monday the 16th's moment was before."""
    assert summaries(house.tick("2026-11-20 10:05")) == []
    assert summaries(house.tick("2026-11-18 10:05")) == []


def test_a_group_reads_counts_and_no_branch_s_name(house: House) -> None:
    branches = [unit.short for unit in house.do(lambda work: work.units.branches_within("/"))]
    made = summaries(house.tick("2026-11-23 08:30"))
    groups = [line for line in made if line.address.startswith("chat:")]
    assert groups
    for line in groups:
        rest = "\n".join(line.text.splitlines()[1:])  # the first line names the organisation itself
        assert not [short for short in branches if short in rest], line.text


def test_the_organizer_reads_who_owes_what_in_the_own_organisation_only(house: House) -> None:
    made = {line.to_whom: line.text for line in summaries(house.tick("2026-11-23 08:30"))}
    assert "计算机教工一支部" in made["李伟"] and "机械" not in made["李伟"]
    assert "机械教工二支部" in made["赵静"] and "计算机" not in made["赵静"]


def test_what_is_counted_is_what_was_filed(house: House) -> None:
    path = house.unit("计算机学院党总支").path
    found = house.do(lambda work: work.records.evidence_within(path, date(2026, 11, 16), date(2026, 11, 22)))
    count = sum(len(one) for one in found.values())
    text = {line.to_whom: line.text for line in summaries(house.tick("2026-11-23 08:30"))}["李伟"]
    assert f"共{count}次" in text


def test_pushes_that_failed_are_told_to_the_organizer(house: House) -> None:
    house.clock.set("2026-11-18 09:00")

    def fail(work: Work) -> None:
        now = house.clock()
        work.outbox.add(
            "x", channel="console", address="chat:demo-jsj", to_whom="群", text="t", now=now, expires_at=now
        )
        (parcel,) = work.outbox.claim(now, {"console": 20})
        work.outbox.bury(parcel, "why", "")

    house.do(fail)
    text = {line.to_whom: line.text for line in summaries(house.tick("2026-11-23 08:30"))}["王芳"]
    assert "失败1条" in text


@pytest.mark.parametrize("words", ["小结", "本周小结", "上周小结", "本月小结", "上月小结"])
async def test_the_organizer_can_ask_for_it(house: House, words: str) -> None:
    said = await house.say("李伟", words)
    assert "计算机党总支" in said and "记了活动" in said


async def test_asked_in_a_group_it_names_no_branch(house: House) -> None:
    branches = [unit.short for unit in house.do(lambda work: work.units.branches_within("/"))]
    for words in ("上周小结", "本月小结"):
        said = await house.say("王芳", words, "demo-school")
        assert "记了" in said
        assert not [short for short in branches if short in said]
