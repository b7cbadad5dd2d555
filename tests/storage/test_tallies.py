"""Counts made by the database: the same on both engines, of the scope alone, in the roster's order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.units import Unit
from storage.work import Work

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NOV = (date(2026, 11, 1), date(2026, 11, 30))


class School:
    """Two organisations with three branches each, one direct branch, and what they owe."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.units: dict[str, Unit] = {}
        database.do(self._build)

    def _build(self, work: Work) -> None:
        root = self._add(work, None, "校党委", "committee")
        for college in "甲乙":
            above = self._add(work, root, f"{college}总支", "general_branch")
            for number in "一二三":
                self._add(work, above, f"{college}{number}支部", "branch")
        self._add(work, root, "图书馆支部", "direct_branch")
        self.person = work.people.add("p", "某人")

    def _add(self, work: Work, parent: Unit | None, name: str, kind: str) -> Unit:
        self.units[name] = work.units.add(parent, kind=kind, name=name, short=name)
        return self.units[name]

    def path(self, name: str) -> str:
        return self.units[name].path

    def owe(self, name: str, state: str, requirement: str = "r1", due: date = NOV[1], **more: Any) -> None:
        row = {
            "requirement": requirement, "unit_id": self.units[name].id, "period": "2026-11", "opens_on": NOV[0],
            "due_on": due, "state": state, "made_at": NOW, **more,
        }  # fmt: skip
        self.database.do(lambda work: work.duties.add_new([row]))

    def held(self, name: str, day: date, *kinds: str, state: str = "submitted") -> None:
        content = {"kinds": list(kinds), "date": day.isoformat()}
        self.database.do(lambda work: work.records.add(self.units[name].id, self.person, content, NOW, state=state))


@pytest.fixture
def school(database: Database) -> School:
    return School(database)


def test_what_was_held_counts_records_branches_and_kinds(school: School) -> None:
    school.held("甲一支部", date(2026, 11, 3), "主题党日", "党课")
    school.held("甲一支部", date(2026, 11, 4), "党课")
    school.held("甲二支部", date(2026, 11, 30), "主题党日", state="accepted")
    school.held("乙一支部", date(2026, 11, 5), "党课")
    school.held("甲三支部", date(2026, 12, 1), "党课")
    school.held("甲三支部", date(2026, 11, 2), "党课", state="withdrawn")
    held = school.database.do(lambda work: work.tallies.held(school.path("甲总支"), *NOV))
    assert (held.records, held.branches, dict(held.kinds)) == (3, 2, {"党课": 2, "主题党日": 2})
    assert [count for _, count in held.kinds] == sorted((count for _, count in held.kinds), reverse=True)
    whole = school.database.do(lambda work: work.tallies.held(school.path("校党委"), *NOV))
    assert (whole.records, whole.branches) == (4, 3)


def test_nothing_held_is_nothing(school: School) -> None:
    held = school.database.do(lambda work: work.tallies.held(school.path("甲总支"), *NOV))
    assert (held.records, held.branches, held.kinds) == (0, 0, ())


def test_a_matter_is_counted_by_state(school: School) -> None:
    for name, state in (("甲一支部", "done"), ("甲二支部", "late"), ("甲三支部", "open"), ("乙一支部", "open"),
                        ("乙二支部", "excused"), ("乙三支部", "not_applicable"), ("图书馆支部", "done")):  # fmt: skip
        school.owe(name, state)
    (whole,) = school.database.do(lambda work: work.tallies.matters(school.path("校党委"), NOV, NOV[1]))
    assert (whole.done, whole.late, whole.open, whole.excused, whole.owed) == (2, 1, 2, 1, 5) and whole.branches
    (mine,) = school.database.do(lambda work: work.tallies.matters(school.path("乙总支"), NOV, NOV[1]))
    assert (mine.done, mine.late, mine.open, mine.excused, mine.owed) == (0, 0, 1, 1, 1)


def test_matters_come_the_nearest_first_and_only_those_of_the_days(school: School) -> None:
    school.owe("甲一支部", "open", "r2", date(2026, 11, 20))
    school.owe("甲一支部", "open", "r1", date(2026, 11, 30))
    school.owe("甲一支部", "open", "r3", date(2026, 12, 1))
    school.owe("甲一支部", "open", "r4", date(2026, 11, 30), opens_on=date(2026, 11, 29))
    found = school.database.do(lambda work: work.tallies.matters("/", NOV, date(2026, 11, 23)))
    assert [one.requirement for one in found] == ["r2", "r1"]


def test_what_is_asked_of_an_organisation_is_told_apart(school: School) -> None:
    school.owe("甲总支", "open")
    (one,) = school.database.do(lambda work: work.tallies.matters(school.path("甲总支"), NOV, NOV[1]))
    assert not one.branches


def test_a_closed_branch_is_counted_nowhere(school: School) -> None:
    school.owe("甲一支部", "open")
    school.held("甲一支部", NOV[0], "党课")
    school.database.do(lambda work: work.units.change(school.units["甲一支部"].id, closed_at=NOW))
    path = school.path("甲总支")
    assert school.database.do(lambda work: work.tallies.matters(path, NOV, NOV[1])) == []
    assert school.database.do(lambda work: work.tallies.held(path, *NOV)).records == 0
    assert school.database.do(lambda work: work.tallies.owing_units(path, NOV)) == []
    assert school.database.do(lambda work: work.units.count_branches(path)) == 2


def test_the_first_few_who_owe_in_the_roster_s_order(school: School) -> None:
    for name in ("乙三支部", "甲二支部", "甲三支部", "乙一支部"):
        school.owe(name, "open")
    school.owe("甲一支部", "done")
    found = school.database.do(lambda work: work.tallies.first_owing("/", NOV, 3, ["r1"]))
    assert list(found.values()) == [["甲二支部", "甲三支部", "乙一支部"]]


def test_how_many_owe_below_each_organisation(school: School) -> None:
    for name in ("乙三支部", "甲二支部", "甲三支部", "图书馆支部"):
        school.owe(name, "open")
    (counts,) = school.database.do(lambda work: work.tallies.owing_by_parent("/", NOV, ["r1"])).values()
    names = {unit.id: name for name, unit in school.units.items()}
    assert [(names[unit], count) for unit, count in counts] == [("校党委", 1), ("甲总支", 2), ("乙总支", 1)]


def test_who_owes_what_by_branch(school: School) -> None:
    school.owe("甲二支部", "open", "r1")
    school.owe("甲二支部", "open", "r0", date(2026, 11, 20))
    school.owe("甲一支部", "open", "r1")
    found = school.database.do(lambda work: work.tallies.owing_units(school.path("甲总支"), NOV))
    assert [(short, matter[0]) for _, short, matter in found] == [
        ("甲一支部", "r1"),
        ("甲二支部", "r0"),
        ("甲二支部", "r1"),
    ]


def test_what_was_pushed_by_destination_without_answers(school: School) -> None:
    def unit(work: Work) -> None:
        for key, address, at in (("a", "x", NOW), ("b", "x", NOW), ("reply:c", "x", NOW), ("d", "y", NOW),
                                 ("e", "x", NOW + timedelta(days=8))):  # fmt: skip
            work.outbox.add(key, channel="w", address=address, to_whom="", text="t", now=at, expires_at=at)
        (parcel,) = work.outbox.claim(NOW, {"w": 20})
        work.outbox.bury(parcel, "why", "")

    school.database.do(unit)
    found = school.database.do(lambda work: work.tallies.pushed(NOW - timedelta(days=7), NOW + timedelta(days=7)))
    assert {key: dict(states) for key, states in found.items()} == {
        ("w", "x"): {"waiting": 1, "dead": 1},
        ("w", "y"): {"waiting": 1},
    }


def test_missed_moments_of_the_scope(school: School) -> None:
    for name in ("甲一支部", "乙一支部"):
        school.owe(name, "open")

    def unit(work: Work) -> None:
        for duty in work.duties.within("/"):
            work.duties.remind(duty.id, "-1d", NOW, "skipped_stale", NOW)
            work.duties.remind(duty.id, "+0d", NOW, "promised", NOW)

    school.database.do(unit)
    days = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert school.database.do(lambda work: work.tallies.missed(school.path("校党委"), *days)) == 2
    assert school.database.do(lambda work: work.tallies.missed(school.path("甲总支"), *days)) == 1


def test_who_is_reached_within_a_scope(school: School) -> None:
    def unit(work: Work) -> None:
        for number, name in enumerate(("甲一支部", "乙一支部", "甲总支")):
            person = work.people.add(f"k{number}", name)
            work.people.appoint(person, school.units[name].id, "secretary", NOW)
            work.people.identify(person, "wecom", f"id{number}")
        work.chats.bind("w", "g", title="甲群", unit_id=school.units["甲二支部"].id, purposes=("reminders",),
                        push_channel="w", push_address="g")  # fmt: skip

    school.database.do(unit)
    path = school.path("甲总支")
    assert sorted(school.database.do(lambda work: work.people.identities_within(path))) == [
        ("wecom", "id0"),
        ("wecom", "id2"),
    ]
    assert [chat.title for chat in school.database.do(lambda work: work.chats.within(path))] == ["甲群"]
    assert school.database.do(lambda work: work.chats.within(school.path("乙总支"))) == []
