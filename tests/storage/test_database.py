"""Units of work: whole or not at all, each apart from its neighbours, nothing answered before the commit."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

import storage.database
from config.failpoints import FaultInjected
from storage.database import Closed, Database, NotStored
from storage.work import Instead, Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def put(key: str, value: object = 1) -> Callable[[Work], str]:
    def unit(work: Work) -> str:
        work.marks.put(key, value)
        return key

    return unit


def failing(key: str) -> Callable[[Work], None]:
    def unit(work: Work) -> None:
        work.marks.put(key, 1)
        raise ValueError(key)

    return unit


def marks(database: Database) -> set[str]:
    return database.look(lambda work: {row[0] for row in work._connection.execute(sa.text("SELECT key FROM settings"))})


@contextmanager
def held(database: Database) -> Iterator[None]:
    """The writer stands still, so that what is handed in meanwhile is gathered into one commit."""
    busy, go = threading.Event(), threading.Event()

    def wait(work: Work) -> None:
        busy.set()
        assert go.wait(10)

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(database.do, wait)
        assert busy.wait(10)
        yield
        go.set()
        waiting.result(10)


@pytest.fixture
def alone(new_url: Callable[[str], str]) -> Iterator[Database]:
    """One writer thread on either engine: what waits is gathered."""
    opened = Database(new_url("migrated"), threads=1)
    yield opened
    opened.close()


def test_a_unit_s_value_comes_back_and_its_effect_stays(database: Database) -> None:
    assert database.do(put("a")) == "a"
    assert marks(database) == {"a"}


async def test_the_same_from_a_loop(database: Database) -> None:
    assert await database.run(put("a")) == "a"
    assert marks(database) == {"a"}


def test_a_unit_that_raises_is_taken_back_whole(database: Database) -> None:
    with pytest.raises(ValueError, match="bad"):
        database.do(failing("bad"))
    assert marks(database) == set()


async def test_one_failing_unit_of_a_hundred_harms_none_of_its_neighbours(alone: Database) -> None:
    with held(alone):
        units = [failing(f"bad{n}") if n % 10 == 3 else put(f"good{n}") for n in range(100)]
        waiting = [asyncio.ensure_future(alone.run(unit)) for unit in units]
        await asyncio.sleep(0)
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(one, ValueError) for one in done] == [n % 10 == 3 for n in range(100)]
    assert marks(alone) == {f"good{n}" for n in range(100) if n % 10 != 3}


async def test_a_broken_statement_harms_no_neighbour_either(alone: Database) -> None:
    def wrong(work: Work) -> None:
        work._connection.execute(sa.text("SELECT no_such_column FROM settings"))

    with held(alone):
        waiting = [asyncio.ensure_future(alone.run(unit)) for unit in (put("a"), wrong, put("b"))]
        await asyncio.sleep(0)
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert (first, third) == ("a", "b") and isinstance(second, sa.exc.DBAPIError)
    assert marks(alone) == {"a", "b"}


async def test_waiting_units_share_one_commit(alone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[str] = []
    monkeypatch.setattr(storage.database, "failpoint", commits.append)
    with held(alone):
        waiting = [asyncio.ensure_future(alone.run(put(f"k{n}"))) for n in range(50)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert commits.count("inbox.after_commit") == 2  # the one that held the writer, and all fifty


async def test_nothing_is_answered_before_the_commit(alone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bool, set[str]]] = []
    futures: list[asyncio.Future[str]] = []

    def watch(name: str) -> None:
        seen.append((name, any(future.done() for future in futures), marks(alone)))

    with held(alone):
        futures += [asyncio.ensure_future(alone.run(put(f"k{n}"))) for n in range(3)]
        await asyncio.sleep(0)
        monkeypatch.setattr(storage.database, "failpoint", watch)
    await asyncio.gather(*futures)
    before = [one for one in seen if one[0] == "inbox.before_commit"][-1]
    assert before[1:] == (False, set())
    after = [one for one in seen if one[0] == "inbox.after_commit"][-1]
    assert after[2] == {"k0", "k1", "k2"}


async def test_a_commit_that_fails_is_told_to_everybody_in_it(alone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(name: str) -> None:
        if name == "inbox.before_commit":
            raise FaultInjected(name)

    with monkeypatch.context() as patch:
        patch.setattr(storage.database, "failpoint", fault)
        done = await asyncio.gather(*(alone.run(put(f"k{n}")) for n in range(5)), return_exceptions=True)
    assert all(isinstance(one, NotStored) for one in done)
    assert marks(alone) == set()
    assert await alone.run(put("later")) == "later"
    assert marks(alone) == {"later"}


def test_a_unit_may_take_itself_back_and_have_another_run_in_its_place(database: Database) -> None:
    def unit(work: Work) -> str:
        work.marks.put("before", 1)
        raise Instead(put("instead"))

    assert database.do(unit) == "instead"
    assert marks(database) == {"instead"}


def test_the_one_in_its_place_may_be_replaced_and_may_fail_as_well(database: Database) -> None:
    def unit(work: Work) -> str:
        work.marks.put("first", 1)

        def second(work: Work) -> str:
            work.marks.put("second", 1)
            raise Instead(put("third"))

        raise Instead(second)

    assert database.do(unit) == "third"
    assert marks(database) == {"third"}

    def hopeless(work: Work) -> None:
        raise Instead(failing("fourth"))

    with pytest.raises(ValueError, match="fourth"):
        database.do(hopeless)
    assert marks(database) == {"third"}


def test_a_statement_that_the_database_refused_is_taken_back_with_its_unit(database: Database) -> None:
    def unit(work: Work) -> None:
        work.people.add("a", "甲")
        try:
            work.people.add("a", "乙")
        except IntegrityError:
            raise Instead(lambda work: work.people.add("b", "丙")) from None

    database.do(unit)
    assert [one.name for one in database.do(lambda work: work.people.everybody())] == ["丙"]


async def test_taking_oneself_back_harms_no_neighbour(alone: Database) -> None:
    def replaced(n: int) -> Callable[[Work], str]:
        def unit(work: Work) -> str:
            work.marks.put(f"no{n}", 1)
            raise Instead(put(f"yes{n}"))

        return unit

    with held(alone):
        units = [(put(f"plain{n}"), replaced(n), failing(f"bad{n}"))[n % 3] for n in range(30)]
        waiting = [asyncio.ensure_future(alone.run(unit)) for unit in units]
        await asyncio.sleep(0)
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert marks(alone) == {one for one in done if isinstance(one, str)}
    assert marks(alone) == {(f"plain{n}", f"yes{n}")[n % 3] for n in range(30) if n % 3 < 2}


def test_looking_leaves_nothing_behind(database: Database) -> None:
    def unit(work: Work) -> object:
        work.marks.put("rehearsed", 1)
        return work.marks.get("rehearsed")

    assert database.look(unit, writes=True) == 1
    assert marks(database) == set()


def test_looking_does_not_wait_for_a_writer(alone: Database) -> None:
    alone.do(put("a"))
    with held(alone):
        assert marks(alone) == {"a"}


def test_what_was_handed_in_is_finished_before_the_end(new_url: Callable[[str], str]) -> None:
    url = new_url("migrated")
    first = Database(url, threads=1)
    with ThreadPoolExecutor(8) as pool:
        with held(first):
            waiting = [pool.submit(first.do, put(f"k{n}")) for n in range(8)]
            while first._jobs.qsize() < 8:  # until all stand in the queue
                time.sleep(0)
            closing = threading.Thread(target=first.close)
            closing.start()
        assert {one.result(10) for one in waiting} == {f"k{n}" for n in range(8)}
    closing.join(10)
    second = Database(url)
    assert marks(second) == {f"k{n}" for n in range(8)}
    second.close()


async def test_after_the_end_nothing_is_taken_and_nothing_happens(database: Database) -> None:
    database.close()
    with pytest.raises(Closed):
        await database.run(put("a"))
    with pytest.raises(Closed):
        database.do(put("a"))


async def test_an_asker_who_went_away_disturbs_nobody(alone: Database) -> None:
    with held(alone):
        gone, stays = (asyncio.ensure_future(alone.run(put(key))) for key in ("gone", "stays"))
        await asyncio.sleep(0)
        gone.cancel()
    assert await stays == "stays"
    assert marks(alone) >= {"stays"}


def test_adding_one_from_many_threads_loses_none(new_url: Callable[[str], str]) -> None:
    url = new_url("migrated")
    both = [Database(url), Database(url)]
    both[0].do(put("count", 0))

    def add(work: Work) -> None:
        if not both[0].is_sqlite:  # SQLite has one writer at a time by itself
            work._connection.execute(sa.text("SELECT 1 FROM settings WHERE key = 'count' FOR UPDATE"))
        work.marks.put("count", work.marks.get("count") + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: both[n % 2].do(add), range(120)))
    assert both[0].do(lambda work: work.marks.get("count")) == 120
    for one in both:
        one.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_units_that_lock_each_other_out_both_happen(new_url: Callable[[str], str]) -> None:
    url = new_url("migrated")
    both = [Database(url, threads=1), Database(url, threads=1)]
    both[0].do(lambda work: (work.marks.put("a", 0), work.marks.put("b", 0)))
    meeting = threading.Barrier(2)
    first_time = [True, True]

    def crossing(me: int) -> Callable[[Work], None]:
        def unit(work: Work) -> None:
            work.marks.put("ab"[me], me + 1)
            if first_time[me]:
                first_time[me] = False
                meeting.wait(10)
            work.marks.put("ba"[me], me + 1)

        return unit

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda me: both[me].do(crossing(me)), (0, 1)))
    a, b = both[0].do(lambda work: (work.marks.get("a"), work.marks.get("b")))
    assert a == b != 0
    for one in both:
        one.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_lost_connection_fails_one_batch_and_heals_by_itself(new_url: Callable[[str], str]) -> None:
    url = new_url("migrated")
    hurt, surgeon = Database(url, threads=1), Database(url, threads=1)
    mine = hurt.do(lambda work: work._connection.execute(sa.text("SELECT pg_backend_pid()")).scalar())
    surgeon.do(lambda work: work._connection.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine}))
    for key in ("first", "second"):
        try:
            hurt.do(put(key))
        except Exception:
            continue
    assert hurt.do(put("third")) == "third"
    assert "third" in marks(surgeon)
    for one in (hurt, surgeon):
        one.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_sqlite_connection_is_set_up_for_keeping_promises(database: Database) -> None:
    def unit(work: Work) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [work._connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert database.do(unit) == ["wal", 2, 1, 30000]
    assert database.look(unit) == ["wal", 2, 1, 30000]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_every_postgresql_connection_waits_only_so_long(database: Database) -> None:
    def unit(work: Work) -> list[object]:
        return [
            work._connection.execute(sa.text(f"SHOW {one}")).scalar() for one in ("lock_timeout", "statement_timeout")
        ]

    assert database.do(unit) == ["10s", "1min"]
