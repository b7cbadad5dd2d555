"""Theme days moved, absences, mutes, dissolved units, offices: on both engines what is told apart stays apart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.people import STAND_IN
from storage.units import Unit
from storage.work import Work
from tests.storage.test_institution import tree

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def units(database: Database) -> dict[str, Unit]:
    return database.do(tree)


@pytest.fixture
def person(database: Database) -> int:
    return database.do(lambda work: work.people.add("zhang", "张"))


def test_a_theme_day_is_moved_anew_and_back(database: Database, units: dict[str, Unit], person: int) -> None:
    def unit(work: Work) -> None:
        ids = [units["a1"].id, units["a2"].id]
        for day in (27, 28):
            work.theme_days.move(ids, "2026-11", date(2026, 11, day), person, NOW)
        work.theme_days.move(ids[:1], "2026-12", date(2026, 12, 1), person, NOW)
        assert {one.unit_id: one.day.day for one in work.theme_days.of_period("2026-11")} == {ids[0]: 28, ids[1]: 28}
        assert list(work.theme_days.of_unit(ids[0])) == ["2026-11", "2026-12"]
        work.theme_days.move_back(ids, "2026-11")
        assert work.theme_days.of_period("2026-11") == []
        assert list(work.theme_days.of_unit(ids[0])) == ["2026-12"]

    database.do(unit)


def test_an_absence_begins_and_ends_once(database: Database, units: dict[str, Unit], person: int) -> None:
    def unit(work: Work) -> None:
        other = work.people.add("wang", "王")
        made = work.absences.add(
            unit_id=units["a1"].id, person_id=person, stand_in_id=other, since=date(2026, 11, 23),
            until=date(2026, 11, 29), copied=False, by_id=person, now=NOW,
        )  # fmt: skip
        assert work.absences.running(units["a1"].id) == [] == work.absences.beginning(date(2026, 11, 22))
        (due,) = work.absences.beginning(date(2026, 11, 23))
        work.absences.begin(due.id, NOW)
        (running,) = work.absences.running(units["a1"].id)
        assert date(2026, 11, 29) in running and date(2026, 11, 30) not in running
        assert work.absences.of_person(other) == work.absences.of_person(person) == [running]
        assert work.absences.over(date(2026, 11, 29)) == [] and work.absences.over(date(2026, 11, 30)) == [running]
        assert work.absences.end(made, NOW) and not work.absences.end(made, NOW)
        assert work.absences.open() == [] == work.absences.running(units["a1"].id)

    database.do(unit)


def test_a_mute_holds_until_its_moment_and_notes_each_thing_once(database: Database, person: int) -> None:
    def unit(work: Work) -> None:
        chat = work.chats.bind(
            "c", "g", title="群", unit_id=None, purposes=("reminders",), push_channel="c", push_address="g"
        )
        made = work.mutes.begin(chat.id, NOW + timedelta(days=1), person, NOW)
        assert work.mutes.begin(chat.id, NOW + timedelta(days=2), person, NOW) == made
        assert work.mutes.withhold(made, "k", "支部提醒", "张", NOW)
        assert not work.mutes.withhold(made, "k", "支部提醒", "张", NOW)
        assert [(one.what, one.to_whom) for one in work.mutes.kept_from(made)] == [("支部提醒", "张")]
        assert work.mutes.over(NOW + timedelta(days=1)) == []
        assert [one.id for one in work.mutes.over(NOW + timedelta(days=2))] == [made]
        assert work.mutes.end(made, NOW) and not work.mutes.end(made, NOW)
        assert work.mutes.of_chat(chat.id) is None

    database.do(unit)


def test_a_dissolved_unit_takes_what_is_below_along_and_back(database: Database, units: dict[str, Unit]) -> None:
    def unit(work: Work) -> None:
        work.units.close(work.units.get(units["a1g"].id), NOW - timedelta(days=9))
        work.units.close(units["a1"], NOW)
        assert {one.short for one in work.units.closed()} == {"a1", "a1g"}
        assert "a1" not in work.units.names(NOW) and units["a1"].id in work.units.closed_names()["a1"]
        work.units.reopen(units["a1"])
        assert [one.short for one in work.units.closed()] == ["a1g"], "dissolved before, it stays so"
        assert [one.short for one in work.units.below(units["a1"].path)] == ["a1", "a1g"]

    database.do(unit)


def test_one_office_ends_and_the_others_stay(database: Database, units: dict[str, Unit], person: int) -> None:
    def unit(work: Work) -> None:
        here = units["a1"].id
        for role in ("secretary", "committee_member", STAND_IN):
            work.people.appoint(person, here, role, NOW)
        later = NOW + timedelta(hours=1)
        work.people.relieve(person, here, "secretary", later)
        assert [role.role for role in work.people.get(person).roles] == ["committee_member", STAND_IN]
        assert work.people.relieved_at(here, later) == [(person, "secretary")]
        assert (person, STAND_IN) in work.people.appointed_at(here, NOW)
        work.people.dismiss(person, later)
        assert [role.role for role in work.people.get(person).roles] == [STAND_IN]

    database.do(unit)


def test_a_waiting_word_goes_to_somebody_else_or_nowhere(database: Database) -> None:
    def unit(work: Work) -> None:
        for key in ("remind:1", "remind:2"):
            work.outbox.add(
                key, channel="c", address="a", to_whom="张", text="t", now=NOW, expires_at=NOW + timedelta(days=1),
                about=((7, "eve"),), mentions=("x",),
            )  # fmt: skip
        (one, about), (two, _) = work.pushes.waiting_for("c", "a", NOW)
        assert about == ((7, "eve"),)
        assert work.outbox.readdress(one.id, channel="c", address="b", lane="", to_whom="王", text="u", mentions=())
        assert work.outbox.call_off(two.id, "why") and not work.outbox.call_off(two.id, "why")
        assert work.pushes.waiting_for("c", "a", NOW) == []
        ((moved, _),) = work.pushes.waiting_for("c", "b", NOW)
        assert (moved.to_whom, moved.text) == ("王", "u")
        assert [state for _, state in work.pushes.reminding()] == ["waiting", "dropped"]
        (taken,) = work.outbox.claim(NOW, {"c": 20}, 1)
        assert taken.mentions == () and work.pushes.waiting_for("c", "b", NOW) == []
        assert [state for _, state in work.pushes.reminding()] == ["leased", "dropped"]

    database.do(unit)


def test_an_office_that_changes_hands_later_is_open_until_it_did_or_was_called_off(
    database: Database, units: dict[str, Unit], person: int
) -> None:
    def unit(work: Work) -> None:
        other = work.people.add("wang", "王")
        rows = [
            work.handovers.add(
                unit_id=units["a1"].id, role="secretary", op="replace", old_id=person, new_id=other, name="",
                on_day=date(2026, 12, day), by_id=person, at=NOW,
            )
            for day in (1, 2)
        ]  # fmt: skip
        assert [one.id for one in work.handovers.of_unit(units["a1"].id)] == rows
        assert [one.id for one in work.handovers.due(date(2026, 12, 1))] == rows[:1]
        work.handovers.close(rows[0], NOW, done=True)
        work.handovers.close(rows[1], NOW, done=False)
        assert work.handovers.of_unit(units["a1"].id) == [] == work.handovers.due(date(2027, 1, 1))

    database.do(unit)
