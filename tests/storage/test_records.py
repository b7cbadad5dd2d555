"""Records: every version kept, the second writer told, only what counts counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.records import Conflict, Record
from storage.work import Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def ids(database: Database) -> tuple[int, int]:
    """A branch and a person."""

    def unit(work: Work) -> tuple[int, int]:
        return work.units.add(None, kind="branch", name="一支部", short="一").id, work.people.add("p", "甲")

    return database.do(unit)


@pytest.fixture
def add(database: Database, ids: tuple[int, int]) -> Callable[..., Record]:
    def make(day: str | None = "2026-11-18", kinds: tuple[str, ...] = ("主题党日",), **more: Any) -> Record:
        content = {"kinds": list(kinds), "date": day, "start": "15:00", "topic": "学党章", "present": 16}
        values = {"state": "submitted", **more}
        return database.do(lambda work: work.records.add(*ids, content, values.pop("at", NOW), **values))

    return make


def test_a_draft_becomes_a_record_with_its_first_version(database: Database, add: Callable[..., Record]) -> None:
    draft = add(state="draft")
    assert (draft.state, draft.version, draft.submitted_at) == ("draft", 0, None)
    assert database.do(lambda work: work.records.versions(draft.id)) == []
    filed = database.do(lambda work: work.records.change(draft, draft.person_id, NOW, state="submitted", words="好"))
    assert (filed.state, filed.version, filed.submitted_at) == ("submitted", 1, NOW)
    (version,) = database.do(lambda work: work.records.versions(draft.id))
    assert (version.version, version.words, version.content) == (1, "好", draft.content)
    assert database.do(lambda work: work.records.get(draft.id)) == filed


def test_every_version_is_kept_and_the_time_of_filing_stays(database: Database, add: Callable[..., Record]) -> None:
    record = add()
    for present in (15, 14, 13):
        content = {**record.content, "present": present}
        later = NOW + timedelta(hours=present)
        record = database.do(
            lambda work, r=record, c=content, at=later: work.records.change(r, r.person_id, at, content=c, words="改")
        )
    versions = database.do(lambda work: work.records.versions(record.id))
    assert [one.content["present"] for one in versions] == [16, 15, 14, 13]
    assert [one.version for one in versions] == [1, 2, 3, 4]
    assert record.submitted_at == NOW


def test_the_second_of_two_writers_gets_a_conflict_and_changes_nothing(
    database: Database, add: Callable[..., Record]
) -> None:
    seen = add()
    database.do(lambda work: work.records.change(seen, seen.person_id, NOW, content={**seen.content, "present": 15}))
    with pytest.raises(Conflict):
        database.do(lambda work: work.records.change(seen, seen.person_id, NOW, content={**seen.content, "present": 9}))
    after = database.do(lambda work: work.records.get(seen.id))
    assert after is not None and after.content["present"] == 15
    assert len(database.do(lambda work: work.records.versions(seen.id))) == 2


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_processes_changing_one_record_do_not_overwrite_each_other(
    database: Database, add: Callable[..., Record]
) -> None:
    seen, other = add(), Database(database.url)
    won = 0
    for one, present in ((database, 15), (other, 14)):
        content = {**seen.content, "present": present}
        try:
            one.do(lambda work, c=content: work.records.change(seen, seen.person_id, NOW, content=c))
            won += 1
        except Conflict:
            continue
    other.close()
    assert won == 1


def test_withdrawing_and_bringing_back_keeps_the_content(database: Database, add: Callable[..., Record]) -> None:
    record = add()
    gone = database.do(lambda work: work.records.change(record, record.person_id, NOW, state="withdrawn"))
    back = database.do(lambda work: work.records.change(gone, record.person_id, NOW, state="submitted"))
    assert back.content == record.content and back.version == 3
    assert [one.state for one in database.do(lambda work: work.records.versions(record.id))] == [
        "submitted", "withdrawn", "submitted",
    ]  # fmt: skip


def test_only_what_was_filed_and_stands_is_evidence(database: Database, add: Callable[..., Record]) -> None:
    counted = {add(state=state).id for state in ("submitted", "accepted")}
    for state in ("draft", "returned", "withdrawn"):
        add(state=state)
    unit_id = add().unit_id
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    found = database.do(lambda work: work.records.evidence(unit_id, first, last))
    assert counted < {one.record_id for one in found} and len(found) == 3
    path = database.do(lambda work: work.units.get(unit_id)).path
    assert database.do(lambda work: work.records.evidence_within(path, first, last)) == {unit_id: found}


def test_evidence_keeps_to_its_days_and_comes_in_order(database: Database, add: Callable[..., Record]) -> None:
    for day in ("2026-11-30", "2026-10-31", "2026-11-01", "2026-12-01", None):
        add(day)
    unit_id = add("2026-11-15", ("主题党日", "党课")).unit_id
    found = database.do(lambda work: work.records.evidence(unit_id, date(2026, 11, 1), date(2026, 11, 30)))
    assert [one.held_on.day for one in found] == [1, 15, 30]
    assert found[1].kinds == ("主题党日", "党课")


def test_a_kind_is_found_whole_and_never_as_a_part_of_another(database: Database, add: Callable[..., Record]) -> None:
    add(kinds=("民主评议党员", "组织生活会"))
    unit_id = add(kinds=("党课",)).unit_id
    for kind, count in (("党课", 1), ("组织生活会", 1), ("党员", 0), ("%", 0), ("党_", 0), ("组织生活", 0)):
        found = database.do(lambda work, k=kind: work.records.of_unit(unit_id, limit=9, kind=k))
        assert len(found) == count, kind


def test_the_list_has_the_newest_first_and_no_withdrawn_ones(database: Database, add: Callable[..., Record]) -> None:
    wanted = [add("2026-11-10").id, add("2026-11-12").id, add("2026-11-11", state="returned").id]
    unit_id = add("2026-11-13", state="withdrawn").unit_id
    found = database.do(lambda work: work.records.of_unit(unit_id, limit=9))
    assert [one.id for one in found] == [wanted[1], wanted[2], wanted[0]]
    assert len(database.do(lambda work: work.records.of_unit(unit_id, limit=2))) == 2


def test_what_was_held_on_a_day_is_found_by_the_day(database: Database, add: Callable[..., Record]) -> None:
    record = add("2026-11-10")
    add("2026-11-11")
    found = database.do(lambda work: work.records.on_day(record.unit_id, date(2026, 11, 10)))
    assert [one.id for one in found] == [record.id]


def test_a_number_that_nobody_has_is_nothing(database: Database) -> None:
    assert database.do(lambda work: work.records.get(999_999_999)) is None
