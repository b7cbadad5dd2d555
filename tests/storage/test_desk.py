"""Keys that open once, sessions and feeds by their hashes, the delivery report's questions, on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.outbox import Outbox
from storage.people import Person
from storage.units import Unit
from storage.work import Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def house(database: Database) -> dict[str, Any]:
    """A school with two houses of a branch each, and a secretary in both branches."""

    def unit(work: Work) -> dict[str, Any]:
        root = work.units.add(None, kind="committee", name="校党委", short="校党委")
        found: dict[str, Any] = {"root": root}
        for name in ("甲", "乙"):
            house = work.units.add(root, kind="general_branch", name=f"{name}总支", short=name)
            branch = work.units.add(house, kind="branch", name=f"{name}支部", short=f"{name}支部")
            person = work.people.add(name, f"书记{name}")
            work.people.appoint(person, branch.id, "secretary", NOW)
            work.people.identify(person, "console", name)
            found |= {name: house, f"{name}支部": branch, f"书记{name}": work.people.get(person)}
        return found

    return database.do(unit)


def test_a_key_opens_once_whoever_comes_together(database: Database, house: dict[str, Any]) -> None:
    person: Person = house["书记甲"]
    database.do(lambda work: work.sessions.give_key("k", person.id, SOON))
    with ThreadPoolExecutor(8) as threads:
        use: Callable[[int], int | None] = lambda _: database.do(lambda work: work.sessions.use_key("k", NOW))  # noqa: E731
        found = list(threads.map(use, range(8)))
    assert sorted(found, key=bool) == [None] * 7 + [person.id]


def test_a_key_past_its_time_is_used_up_and_opens_nothing(database: Database, house: dict[str, Any]) -> None:
    person: Person = house["书记甲"]
    database.do(lambda work: work.sessions.give_key("k", person.id, SOON))
    assert database.do(lambda work: work.sessions.use_key("k", SOON)) is None
    assert database.do(lambda work: work.sessions.use_key("k", NOW)) is None


def test_sessions_and_keys_are_forgotten_by_their_age(database: Database, house: dict[str, Any]) -> None:
    person: Person = house["书记甲"]

    def unit(work: Work) -> None:
        work.sessions.give_key("k", person.id, SOON)
        for name, at in (("old", NOW - timedelta(days=2)), ("new", NOW)):
            work.sessions.begin(name, person.id, (("secretary", 3),), at)
        work.sessions.forget(NOW, NOW - timedelta(days=1))

    database.do(unit)
    assert database.do(lambda work: work.sessions.known("old")) is None
    kept = database.do(lambda work: work.sessions.known("new"))
    assert kept and (kept.person_id, kept.roles) == (person.id, (("secretary", 3),))
    database.do(lambda work: work.sessions.forget(SOON + timedelta(seconds=1), NOW))
    assert database.do(lambda work: work.sessions.use_key("k", NOW)) is None


def test_a_new_feed_ends_the_one_before(database: Database, house: dict[str, Any]) -> None:
    person: Person = house["书记甲"]
    for token in ("one", "two"):
        database.do(lambda work, token=token: work.feeds.add(token, person.id, (("secretary", 3),), NOW))  # type: ignore[misc]
    assert database.do(lambda work: work.feeds.known("one")) is None
    feed = database.do(lambda work: work.feeds.known("two"))
    assert feed is not None and feed == database.do(lambda work: work.feeds.of(person.id))
    database.do(lambda work: work.feeds.show(feed.id, {"a@zhibu": ["2026-11-30", "d", 1, "now"]}))
    shown = database.do(lambda work: work.feeds.known("two"))
    assert shown and shown.shown == {"a@zhibu": ["2026-11-30", "d", 1, "now"]}
    assert database.do(lambda work: work.feeds.end(person.id)) is True
    assert database.do(lambda work: work.feeds.end(person.id)) is False


def test_people_and_identities_are_found_by_where_they_serve(database: Database, house: dict[str, Any]) -> None:
    one, other = house["书记甲"], house["书记乙"]
    assert database.do(lambda work: [each.id for each in work.people.within(house["甲"].path)]) == [one.id]
    assert database.do(lambda work: [each.id for each in work.people.within("/")]) == [one.id, other.id]
    assert database.do(lambda work: work.people.identities("console")) == {one.id: "甲", other.id: "乙"}
    database.do(lambda work: work.people.dismiss(one.id, NOW))
    assert database.do(lambda work: work.people.within(house["甲"].path)) == []


def promised(outbox: Outbox, key: str, address: str, at: datetime = NOW) -> None:
    outbox.add(
        key, channel="c", address=address, to_whom=address, text="words", now=at, expires_at=at + timedelta(days=1)
    )


def test_a_report_has_what_went_to_these_destinations_and_no_conversation(database: Database) -> None:
    def unit(work: Work) -> tuple[list[str], dict[Any, int]]:
        for n, (key, address) in enumerate(
            [("remind:1", "a"), ("summary:1", "a"), ("remind:2", "b"), ("reply:x", "a"), ("private:x", "a")]
        ):
            promised(work.outbox, key, address, NOW + timedelta(minutes=n))
        promised(work.outbox, "remind:old", "a", NOW - timedelta(days=9))
        to, span = {("c", "a")}, (NOW, NOW + timedelta(hours=1))
        found = [one.line.key for one in work.pushes.pushed(to, *span, limit=10)]
        return found, work.pushes.tallied(to, *span)

    found, tally = database.do(unit)
    assert found == ["summary:1", "remind:1"]
    assert tally == {("c", "a", "waiting", "remind"): 1, ("c", "a", "waiting", "summary"): 1}
    nobody = database.do(lambda work: work.pushes.pushed((), NOW, SOON, limit=10))
    assert nobody == []


def test_a_report_asks_after_any_number_of_destinations(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.pushes._MANY", 3)

    def unit(work: Work) -> list[str]:
        for n in range(10):
            promised(work.outbox, f"remind:{n}", f"a{n}", NOW + timedelta(minutes=n))
        to = {("c", f"a{n}") for n in range(10)}
        return [one.line.key for one in work.pushes.pushed(to, NOW, NOW + timedelta(hours=1), limit=4)]

    assert database.do(unit) == ["remind:9", "remind:8", "remind:7", "remind:6"]


def test_only_a_row_at_rest_is_revived_and_once(database: Database) -> None:
    database.do(lambda work: promised(work.outbox, "remind:1", "a"))
    (number,) = database.do(lambda work: [line.id for line in work.pushes.made_since(0)])
    assert database.do(lambda work: work.outbox.revive(number, NOW)) is False
    (parcel,) = database.do(lambda work: work.outbox.claim(NOW, {"c": 20}))
    database.do(lambda work: work.outbox.bury(parcel, "errcode 1", "look"))
    database.do(lambda work: work.outbox.told_of([number], NOW))
    assert [database.do(lambda work: work.outbox.revive(number, SOON)) for _ in range(2)] == [True, False]
    row = database.do(lambda work: work.pushes.one(number))
    assert row and (row.line.state, row.line.next_at, row.line.sent_at, row.line.last_error) == (
        "waiting",
        SOON,
        None,
        None,
    )


def duty(unit: Unit, due: date, state: str = "open", **more: Any) -> dict[str, Any]:
    base = {"requirement": "r", "unit_id": unit.id, "period": f"{due}", "opens_on": due, "due_on": due, "state": state}
    return base | {"made_at": NOW} | more


def test_matters_are_counted_below_a_path(database: Database, house: dict[str, Any]) -> None:
    day = date(2026, 11, 30)
    rows = [
        duty(house["甲支部"], day), duty(house["乙支部"], day, "done"), duty(house["甲支部"], day + timedelta(days=40)),
        duty(house["甲支部"], day, "excused", requirement="s"),
    ]  # fmt: skip
    database.do(lambda work: work.duties.add_new(rows))
    span = (day - timedelta(days=1), day + timedelta(days=1))
    for path, counted in ((house["root"].path, (2, 1)), (house["甲"].path, (1, 1)), (house["乙"].path, (1, 0))):
        (found,) = database.do(lambda work, path=path: work.duties.counted(path, *span))  # type: ignore[misc]
        assert (found.requirement, found.due_on, found.all, found.open) == ("r", day, *counted)
    on = database.do(lambda work: work.duties.on_days(house["甲支部"].id, *span))
    assert [one.requirement for one in on] == ["r", "s"]


def test_missed_moments_are_told_where_they_were(database: Database, house: dict[str, Any]) -> None:
    def unit(work: Work) -> tuple[int, int]:
        work.duties.add_new([duty(house["甲支部"], date(2026, 11, 30))])
        (one,) = work.duties.on_days(house["甲支部"].id, date(2026, 11, 1), date(2026, 12, 1))
        work.duties.remind(one.id, "+0d", NOW, "skipped_stale", NOW)
        span = (NOW - timedelta(days=1), SOON)
        return tuple(len(work.duties.missed(house[name].path, *span, 10)) for name in ("甲", "乙"))  # type: ignore[return-value]

    assert database.do(unit) == (1, 0)


def test_a_rehearsal_s_copy_has_its_house_and_is_thrown_away(database: Database, house: dict[str, Any]) -> None:
    def fill(work: Work) -> None:
        work.duties.add_new([duty(house[f"{name}支部"], date(2026, 11, 30)) for name in "甲乙"])
        work.duties.add_new([duty(house["甲支部"], date(2020, 1, 1))])
        promised(work.outbox, "remind:1", "a")
        work.marks.put("begins_on", "2026-01-01")

    def rehearse(work: Work) -> tuple[int, int, Any]:
        work.units.close_outside((house["甲"].path,), NOW)
        work.outbox.suppose_sent(SOON)
        promised(work.outbox, "remind:2", "a")
        units = [unit.short for unit in work.units.everything()]
        found = len(work.duties.within("/")), len(work.pushes.made_since(0)), work.marks.get("begins_on")
        assert units == ["甲", "甲支部"]
        return found

    database.do(fill)
    assert database.rehearse(rehearse, NOW, (house["甲"].path,)) == (1, 2, "2026-01-01")
    assert [line.state for line in database.do(lambda work: work.pushes.made_since(0))] == ["waiting"]
    assert len(database.do(lambda work: work.units.everything())) == 5


def test_a_secret_is_blanked_where_it_was_said(database: Database) -> None:
    def unit(work: Work) -> list[str]:
        for key, reply, at in (("a", "see /calendar/1", NOW), ("b", "see 50%_", NOW), ("c", "/calendar/2", SOON)):
            work.inbox.keep(key, channel="c", chat="", person_id=None, text="", reply=reply, outcome="answered", at=at)
        work.inbox.blank(NOW - timedelta(hours=1), SOON, "/calendar/", "（不再保留）")
        work.outbox.blank(NOW - timedelta(hours=1), SOON, "/calendar/", "（不再保留）")
        return [work.inbox.answered(key) or "" for key in "abc"]

    assert database.do(unit) == ["（不再保留）", "see 50%_", "/calendar/2"]
