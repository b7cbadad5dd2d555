"""Messages seen: once each, with the words that were answered; also between two processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.inbox import AlreadyHeard
from storage.work import Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def keep(key: str, reply: str = "words", at: datetime = NOW, **more: object) -> Callable[[Work], None]:
    def unit(work: Work) -> None:
        values = {"channel": "c", "chat": "", "person_id": None, "text": "said", "outcome": "answered", **more}
        work.inbox.keep(key, reply=reply, at=at, **values)  # type: ignore[arg-type]

    return unit


@pytest.fixture
def two(new_url: Callable[[str], str]) -> Iterator[tuple[Database, Database]]:
    url = new_url("migrated")
    both = Database(url), Database(url)
    yield both
    for one in both:
        one.close()


def test_at_first_sight_there_is_no_answer_and_then_there_is(database: Database) -> None:
    assert database.do(lambda work: work.inbox.answered("k")) is None
    database.do(keep("k", "the words"))
    assert database.do(lambda work: work.inbox.answered("k")) == "the words"


def test_silence_is_remembered_as_an_answer_too(database: Database) -> None:
    database.do(keep("k", ""))
    assert database.do(lambda work: work.inbox.answered("k")) == ""


def test_a_second_keeping_says_that_it_was_heard_and_changes_nothing(database: Database) -> None:
    database.do(keep("k", "first"))

    def both(work: Work) -> None:
        work.marks.put("effect", 1)
        keep("k", "second")(work)

    with pytest.raises(AlreadyHeard):
        database.do(both)
    assert database.do(lambda work: (work.inbox.answered("k"), work.marks.get("effect"))) == ("first", None)


def test_of_two_processes_that_hear_the_same_one_acts_and_both_say_the_same(two: tuple[Database, Database]) -> None:
    def hear(n: int) -> str:
        def unit(work: Work) -> str:
            stored = work.inbox.answered("same")
            if stored is not None:
                return stored
            work.marks.put(f"effect{n}", 1)
            keep("same", f"answer {n}")(work)
            return f"answer {n}"

        try:
            return two[n % 2].do(unit)
        except AlreadyHeard:
            return two[n % 2].do(unit)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(hear, range(16)))
    assert len(answers) == 1
    effects = [n for n in range(16) if two[0].do(lambda work, n=n: work.marks.get(f"effect{n}"))]
    assert answers == {f"answer {effects[0]}"} and len(effects) == 1


def test_keys_are_told_apart_byte_by_byte(database: Database) -> None:
    keys = [
        "c:Wang:1",
        "c:wang:1",
        "c:Wang:11",
        "c:Wang: 1",
        "c:Ｗang:1",
        "c:wa%g:1",
        "c:wa_g:1",
        "c:wäng:1",
        "c:wa\u0308ng:1",
    ]
    for key in keys:
        database.do(keep(key, f"to {key}"))
    assert [database.do(lambda work, key=key: work.inbox.answered(key)) for key in keys] == [
        f"to {key}" for key in keys
    ]


def test_a_person_s_own_chat_is_not_another_s(database: Database) -> None:
    people = [database.do(lambda work, n=n: work.people.add(f"p{n}", f"人{n}")) for n in range(2)]
    for n, person in enumerate(people):
        database.do(keep(f"single{n}", person_id=person, text=f"private {n}"))
        database.do(keep(f"group{n}", person_id=person, chat="g", text=f"public {n}"))
    own = database.do(lambda work: work.inbox.latest("c", "", people[0], 10))
    group = database.do(lambda work: work.inbox.latest("c", "g", None, 10))
    assert [one.text for one in own] == ["private 0"]
    assert [one.text for one in group] == ["public 0", "public 1"]


def test_only_the_newest_are_told_and_the_oldest_of_them_first(database: Database) -> None:
    for n in range(6):
        database.do(keep(f"k{n}", text=f"t{n}"))
    assert [one.text for one in database.do(lambda work: work.inbox.latest("c", "", None, 3))] == ["t3", "t4", "t5"]


def test_what_is_old_is_forgotten_a_little_at_a_time(database: Database) -> None:
    for n in range(5):
        database.do(keep(f"old{n}", at=NOW - timedelta(days=31)))
    database.do(keep("new"))
    assert database.do(lambda work: work.inbox.forget_before(NOW - timedelta(days=30), most=3)) == 3
    assert database.do(lambda work: work.inbox.forget_before(NOW - timedelta(days=30), most=3)) == 2
    assert database.do(lambda work: work.inbox.answered("new")) == "words"


@pytest.mark.parametrize("text", ["表情👨‍👩‍👧", "\u202e反", "a\tb\nc", "'; DROP TABLE inbox; --", "%_\\", "x" * 5000])
def test_texts_come_back_as_they_went_in(database: Database, text: str) -> None:
    database.do(keep("k", text, text=text))
    (heard,) = database.do(lambda work: work.inbox.latest("c", "", None, 1))
    assert (heard.text, heard.reply, heard.at) == (text, text, NOW)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        database.do(keep("k", at=datetime(2026, 11, 20)))
