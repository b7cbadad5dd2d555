"""Files and wishes on both databases: one fetcher at a time, nothing twice, numbers that stay, bytes that stay."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.attachments import EXPIRED, KEPT, REFUSED, WANTED, StoredFile
from storage.database import Database
from storage.wishes import LEASE, Wish
from storage.work import Work
from tests.fakes.house import NOW

CHANNEL = "wecom.app.main"


def filled(work: Work) -> tuple[int, list[int]]:
    """One person and two records."""
    person = work.people.add("k", "n")
    unit = work.units.add(None, kind="branch", name="支部", short="支部")
    return person, [work.records.add(unit.id, person, {"kinds": []}, NOW).id for _ in range(2)]


@pytest.fixture
def person(database: Database) -> int:
    return database.do(lambda work: filled(work)[0])


@pytest.fixture
def records(database: Database, person: int) -> list[int]:
    rows = database.do(lambda work: work._connection.exec_driver_sql("SELECT id FROM records ORDER BY id").all())
    return [row[0] for row in rows]


def file(person: int, id: str = "f1", **more: object) -> StoredFile:
    made = StoredFile(id, "", "image/jpeg", 10, "h", person, None, NOW)
    return replace(made, **more)  # type: ignore[arg-type]


def wish(database: Database, person: int, *ids: str) -> None:
    def unit(work: Work) -> None:
        for id in ids:
            wanted = file(person, id, state=WANTED, channel=CHANNEL, sha256="", size=0, address="a")
            work.attachments.add(wanted)
            work.wishes.add(wanted, f"ref-{id}")

    database.do(unit)


def claim(database: Database, after: timedelta = timedelta(0)) -> Wish | None:
    return database.do(lambda work: work.wishes.claim(NOW + after, [CHANNEL, "other"]))


def state(database: Database, id: str = "f1") -> str:
    found = database.do(lambda work: work.attachments.get(id))
    assert found is not None
    return found.state


def keep(work: Work, one: Wish) -> bool:
    return work.wishes.fulfilled(one, media_type="image/png", size=7, sha256="hh", name="")


def test_a_wish_is_leased_to_one_and_free_again_when_the_lease_is_over(database: Database, person: int) -> None:
    wish(database, person, "f1")
    first = claim(database)
    assert first and (first.reference, first.attempts, first.warned) == ("ref-f1", 1, False)
    assert claim(database) is None and claim(database, LEASE - timedelta(seconds=1)) is None
    second = claim(database, LEASE)
    assert second and second.attempts == 2 and second.token != first.token
    assert not database.do(lambda work: keep(work, first)), "the first one's lease is over"
    assert database.do(lambda work: keep(work, second))
    kept = database.do(lambda work: work.attachments.get("f1"))
    assert kept and (kept.state, kept.size, kept.sha256, kept.media_type, kept.address) == (
        KEPT, 7, "hh", "image/png", "",
    )  # fmt: skip
    assert claim(database, timedelta(days=1)) is None


def test_many_who_claim_at_once_get_each_wish_once(database: Database, person: int) -> None:
    names = [f"f{n:02}" for n in range(40)]
    wish(database, person, *names)
    others = [Database(database.url) for _ in range(2)] if not database.is_sqlite else []
    found: list[str] = []

    def take(one: Database) -> None:
        while taken := one.do(lambda work: work.wishes.claim(NOW, [CHANNEL])):
            found.append(taken.file_id)

    threads = [threading.Thread(target=take, args=(one,)) for one in (database, database, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.close()
    assert sorted(found) == names


def test_another_channels_wish_is_left_alone(database: Database, person: int) -> None:
    wish(database, person, "f1")
    assert database.do(lambda work: work.wishes.claim(NOW, ["console"])) is None


def test_what_failed_waits_for_its_time(database: Database, person: int) -> None:
    wish(database, person, "f1")
    one = claim(database)
    assert one
    later = NOW + timedelta(minutes=3)
    database.do(lambda work: work.wishes.again(one, later, "HTTP 502", warned_at=NOW))
    assert claim(database, timedelta(minutes=2)) is None
    again = claim(database, timedelta(minutes=3))
    assert again and again.warned and again.attempts == 2


def test_what_is_given_up_is_told_once(database: Database, person: int) -> None:
    wish(database, person, "f1", "f2")
    for ending in (EXPIRED, REFUSED):
        one = claim(database)
        assert one and database.do(lambda work, it=one, how=ending: work.wishes.given_up(it, how, "type", NOW))
    assert [one.id for one in database.do(lambda work: work.attachments.untold())] == ["f1", "f2"]
    assert database.do(lambda work: work.attachments.told(["f1", "f2"], NOW))
    assert not database.do(lambda work: work.attachments.told(["f1", "f2"], NOW))
    assert database.do(lambda work: work.attachments.untold()) == []


def test_only_what_nobody_has_in_hand_expires(database: Database, person: int) -> None:
    wish(database, person, "f1", "f2")
    claim(database)
    database.do(lambda work: work.wishes.expire(NOW + timedelta(seconds=1), NOW + timedelta(seconds=1)))
    assert [state(database, id) for id in ("f1", "f2")] == [WANTED, EXPIRED]


def test_numbers_are_a_records_own_and_stay_when_another_goes(
    database: Database, person: int, records: list[int]
) -> None:
    first, second = records

    def unit(work: Work) -> None:
        for n in range(4):
            work.attachments.add(file(person, f"f{n}"))
            work.attachments.attach(f"f{n}", first)
        work.attachments.attach("f1", first)
        work.attachments.let_go(["f1"], NOW)
        work.attachments.attach("f3", second)

    database.do(unit)

    def numbers(record: int) -> list[tuple[str, int]]:
        return [(one.id, one.number) for one in database.do(lambda work: work.attachments.of_record(record))]

    assert numbers(first) == [("f0", 1), ("f2", 3)]
    assert numbers(second) == [("f3", 1)]
    database.do(lambda work: work.attachments.attach("f1", first))
    assert numbers(first) == [("f0", 1), ("f2", 3), ("f1", 4)]


def test_what_waits_for_its_record_is_the_persons_own_in_this_chat(
    database: Database, person: int, records: list[int]
) -> None:
    here = {"channel": CHANNEL, "chat": "", "at": NOW}

    def unit(work: Work) -> list[str]:
        for id, more in {
            "mine": {}, "elsewhere": {"chat": "g"}, "sent ahead": {"channel": ""}, "lost": {"state": EXPIRED},
            "early": {"at": NOW - timedelta(minutes=2)}, "taken": {}, "let go": {},
        }.items():  # fmt: skip
            work.attachments.add(file(person, id, **{**here, **more}))
        work.attachments.attach("taken", records[0])
        work.attachments.let_go(["let go"], NOW)
        return [one.id for one in work.attachments.unclaimed(person, CHANNEL, "", NOW - timedelta(minutes=1))]

    assert database.do(unit) == ["mine"]


def test_what_a_person_has_sent_today_is_counted_with_what_was_let_go(database: Database, person: int) -> None:
    def unit(work: Work) -> None:
        work.attachments.add(file(person, "old", at=NOW - timedelta(days=1)))
        work.attachments.add(file(person, "new", size=5))
        work.attachments.add(file(person, "gone", size=6))
        work.attachments.let_go(["gone"], NOW)

    database.do(unit)
    assert database.do(lambda work: work.attachments.used(person, NOW)) == (2, 11)
    assert database.do(lambda work: work.attachments.used(person + 1, NOW)) == (0, 0)


def test_what_is_marked_gone_and_what_its_bytes_are_still_for(
    database: Database, person: int, records: list[int]
) -> None:
    def unit(work: Work) -> None:
        work.attachments.add(file(person, "filed", sha256="a"))
        work.attachments.attach("filed", records[0])
        work.attachments.add(file(person, "loose", sha256="b"))
        work.attachments.add(file(person, "same", sha256="a"))

    database.do(unit)
    wish(database, person, "wanted")
    late = NOW + timedelta(days=30)
    assert database.do(lambda work: work.attachments.mark_gone(NOW, late)) == 0
    assert database.do(lambda work: work.attachments.mark_gone(NOW + timedelta(seconds=1), late)) == 2
    assert [state(database, id) for id in ("filed", "loose", "same", "wanted")] == [KEPT, "gone", "gone", WANTED]
    hashes = ["a", "b", "c"]
    assert database.do(lambda work: work.attachments.in_use(hashes, late)) == {"a", "b"}
    assert database.do(lambda work: work.attachments.in_use(hashes, late + timedelta(seconds=1))) == {"a"}
    database.do(lambda work: work.attachments.forget_gone(late + timedelta(seconds=1)))
    assert database.do(lambda work: work.attachments.get("loose")) is None
    assert database.do(lambda work: work.attachments.get("filed")) is not None
