"""The engine, and the writer threads in which units of work run.

A unit of work is a plain function ``(work) -> value``. On SQLite one thread gathers the units that wait into one
commit, so that ``synchronous=FULL`` costs one flush for many; a unit that raises takes back itself and no other. A
unit may be run twice, so it keeps its hands off everything but its work. On PostgreSQL a few threads do the same.
Nothing is answered before the commit.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from config.failpoints import failpoint
from storage.copies import copy_for_rehearsal
from storage.work import Instead, Work

T = TypeVar("T")

_GATHER = 128
"""Units in one commit at the most: bounds what one slow neighbour can hold up."""
_TRIES = 5


class NotStored(Exception):
    """The storage failed: nothing of the unit is on disk, and nothing may be acknowledged."""


class Closed(NotStored):
    """The database was closed before this unit could run: nothing of it happened."""


class _Job:
    __slots__ = ("failed", "future", "loop", "unit", "value")

    def __init__(self, unit: Callable[[Work], Any], future: Any, loop: asyncio.AbstractEventLoop | None) -> None:
        self.unit = unit
        self.future = future
        self.loop = loop
        self.value: Any = None
        self.failed: BaseException | None = None


def make_engine(url: str) -> sa.Engine:
    """An engine whose connections are set up as reliability.md asks; transactions are begun by hand."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(
            url, poolclass=sa.pool.NullPool, connect_args={"check_same_thread": False, "timeout": 30}
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return sa.create_engine(
        url, poolclass=sa.pool.NullPool, connect_args={"options": "-c lock_timeout=10s -c statement_timeout=60s"}
    )


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file while it is in use."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to, pages=4096)


class Database:
    """Where units of work are handed in. Open it once; close it to finish what is in hand."""

    def __init__(self, url: str, *, threads: int | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        self.engine = make_engine(url)
        self._driver_errors = (DBAPIError, _driver_error(self.is_sqlite))
        self._begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        count = threads or (1 if self.is_sqlite else 3)
        self._threads = [threading.Thread(target=self._serve, name=f"writer-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Run the unit in a writer thread; return its value once it is committed, raise what it raised."""
        if self._closed:
            raise Closed
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(unit, future, loop))
        return await future

    def do(self, unit: Callable[[Work], T]) -> T:
        """The same for code without a loop: the command line, and the start."""
        if self._closed:
            raise Closed
        future: Future[T] = Future()
        self._jobs.put(_Job(unit, future, None))
        return future.result()

    def look(self, unit: Callable[[Work], T], *, writes: bool = False) -> T:
        """Run the unit on a connection of its own and take everything back: long reading, and rehearsals.

        Reading does not wait for writers. A unit that ``writes`` works on a copy of the embedded file, so that nobody
        waits for it either; on PostgreSQL on rows of its own, which nobody sees.
        """
        if writes and self.is_sqlite:
            return self._on_a_copy(unit)
        with self._connected(self.engine) as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                return unit(Work(connection))
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def rehearse(self, unit: Callable[[Work], T], now: datetime, paths: Sequence[str]) -> T:
        """Run the unit on a copy of what concerns the units at or under these paths, in a file of its own, which is
        thrown away: however long it runs, nobody waits for it and nothing of it is real."""
        with TemporaryDirectory(prefix="zhibu-rehearsal-") as folder:
            copy = make_engine(f"sqlite:///{folder}/copy.db")
            try:
                with self._connected(copy) as target:
                    # What is left behind is referred to all the same, and a lost copy is no loss.
                    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY"):
                        target.exec_driver_sql(f"PRAGMA {pragma}")
                    target.exec_driver_sql("BEGIN")
                    self._copied(target, now, paths)
                    return unit(Work(target))
            finally:
                copy.dispose()

    def _copied(self, target: sa.Connection, now: datetime, paths: Sequence[str]) -> None:
        with self._connected(self.engine) as source:
            source.exec_driver_sql("BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                copy_for_rehearsal(source, target, now, paths)
            finally:
                source.exec_driver_sql("ROLLBACK")

    def _on_a_copy(self, unit: Callable[[Work], T]) -> T:
        file = Path(self.url.removeprefix("sqlite:///"))
        with TemporaryDirectory(prefix=".rehearsal-", dir=file.parent) as folder:
            copy_sqlite(file, Path(folder) / "copy.db")
            engine = make_engine(f"sqlite:///{folder}/copy.db")
            try:
                with self._connected(engine) as connection:
                    connection.exec_driver_sql("BEGIN")
                    return unit(Work(connection))
            finally:
                engine.dispose()

    def close(self) -> None:
        """Finish the units that wait, then stop."""
        if self._closed:
            return
        self._closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout=30)
        self.engine.dispose()

    # -- in the writer threads ----------------------------------------------------------------------------------

    def _serve(self) -> None:
        connection: sa.Connection | None = None
        while True:
            first = self._jobs.get()
            if first is None:
                break
            jobs = [first, *self._waiting()]
            try:
                if connection is None or connection.invalidated or connection.closed:
                    connection = self._connected(self.engine)
                    work = Work(connection)
                self._commit_together(connection, work, jobs)
            except BaseException as error:  # a lost connection, a full disk: the thread must live on
                for job in jobs:
                    job.failed = job.failed or _not_stored(error)
                _drop(connection)
                connection = None
            _deliver(jobs)
        _drop(connection)

    @staticmethod
    def _connected(engine: sa.Engine) -> sa.Connection:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # SQLAlchemy must count itself in a transaction: else a statement that fails before it reaches the driver
        # makes it roll back ours.
        connection.begin()
        return connection

    def _waiting(self) -> list[_Job]:
        jobs: list[_Job] = []
        while len(jobs) < _GATHER:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs

    def _commit_together(self, connection: sa.Connection, work: Work, jobs: list[_Job]) -> None:
        """One transaction for all; tried again as a whole after a conflict with other processes."""
        for attempt in range(_TRIES):
            try:
                self._transaction(connection, work, jobs)
                return
            except self._driver_errors as error:
                _rollback(connection)
                if connection.invalidated or attempt == _TRIES - 1 or not _worth_another_try(error):
                    raise

    def _transaction(self, connection: sa.Connection, work: Work, jobs: list[_Job]) -> None:
        """Units seldom fail: they are first run without savepoints, which cost two statements each. If one raises,
        all is taken back and every unit is run again inside a savepoint of its own."""
        driver: Any = connection.connection.driver_connection
        driver.execute(self._begin)
        try:
            for job in jobs:
                job.failed = None
                job.value = job.unit(work)
        except Exception as error:
            if _conflict(error):
                raise
            driver.execute("ROLLBACK")
            work.forget()
            driver.execute(self._begin)
            self._apart(driver, work, jobs)
        failpoint("inbox.before_commit")
        driver.execute("COMMIT")
        failpoint("inbox.after_commit")

    def _apart(self, driver: Any, work: Work, jobs: list[_Job]) -> None:
        """Each unit in a savepoint: one that raises takes back itself and no other."""
        for job in jobs:
            job.failed = None
            driver.execute("SAVEPOINT unit")
            unit: Callable[[Work], Any] | None = job.unit
            while unit is not None:
                unit = self._attempt(driver, work, job, unit)
            driver.execute("RELEASE SAVEPOINT unit")

    def _attempt(self, driver: Any, work: Work, job: _Job, unit: Callable[[Work], Any]) -> Callable[[Work], Any] | None:
        """Run the unit of a job; where it takes itself back, that is done, and what it wants instead is returned."""
        try:
            job.value = unit(work)
            return None
        except Exception as error:
            if _conflict(error):
                raise
            driver.execute("ROLLBACK TO SAVEPOINT unit")
            work.forget()
            if isinstance(error, Instead):
                return error.unit
            raw = isinstance(error, self._driver_errors) and not isinstance(error, DBAPIError)
            job.failed = _not_stored(error) if raw else error
            return None


def _driver_error(is_sqlite: bool) -> type[Exception]:
    if is_sqlite:
        return sqlite3.Error
    import psycopg  # not needed, and not paid for at the start, where the embedded file is used

    return psycopg.Error


def _conflict(error: BaseException) -> bool:
    """A serialization failure or a deadlock: the whole transaction must be tried again."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) in ("40001", "40P01")


def _worth_another_try(error: BaseException) -> bool:
    return _conflict(error) or "database is locked" in str(error)


def _not_stored(error: BaseException) -> NotStored:
    """Our own word for a failure of the storage; the cause is kept for the log."""
    found = error if isinstance(error, NotStored) else NotStored(type(error).__name__)
    found.__cause__ = None if found is error else error
    return found


def _rollback(connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("ROLLBACK")
    except Exception:  # nothing was open, or the connection is gone: either way nothing is left to take back
        return


def _drop(connection: sa.Connection | None) -> None:
    if connection is not None:
        try:
            connection.invalidate()
            connection.close()
        except Exception:  # it is gone already
            return


def _deliver(jobs: list[_Job]) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.loop is None:
            _resolve(job)
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, mine in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve_all, mine)
        except RuntimeError:  # the loop was closed while the unit ran; its effect stands
            continue


def _resolve_all(jobs: list[_Job]) -> None:
    for job in jobs:
        if not job.future.done():
            _resolve(job)


def _resolve(job: _Job) -> None:
    if job.failed is not None:
        job.future.set_exception(job.failed)
    else:
        job.future.set_result(job.value)
