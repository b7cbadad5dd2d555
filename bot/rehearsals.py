"""Rehearsals for the organizer's pages: one at a time beside the server, kept for a while, their progress told.

What lies in the asker's reach is rehearsed; who looks after the same units shares it.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.logs import log
from bot.rehearsal import Planned, rehearsal
from handlers.due import end_of_day, local_midnight
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from storage.database import Database

FRESH = timedelta(minutes=10)
KEPT = 8


class Ended(Exception):
    """The server is going down."""


@dataclass(slots=True)
class Run:
    """One rehearsal: under way, done (``planned``) or failed."""

    paths: tuple[str, ...]
    first: date
    last: date
    at: datetime
    done: int = 0
    of: int = 0
    planned: list[Planned] | None = None
    failed: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def stale(self, now: datetime) -> bool:
        return self.ready.is_set() and (self.failed or not timedelta(0) <= now - self.at < FRESH)


class Rehearsals:
    def __init__(self, database: Database, know: Knowledge, renderer: Renderer, clock: Clock) -> None:
        self._database = database
        self._know = know
        self._renderer = renderer
        self._clock = clock
        self._runs: dict[tuple[tuple[str, ...], date], Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._ending = False

    async def of(self, paths: tuple[str, ...], first: date, last: date, patience: float, *, anew: bool = False) -> Run:
        """The rehearsal of these days, begun now where there is none; as far as it is after so many seconds."""
        run = self._runs.get((paths, first))
        if run is None or run.stale(self._clock()) or (anew and run.ready.is_set()):
            run = self._runs[paths, first] = Run(paths, first, last, self._clock())
            task = asyncio.ensure_future(self._rehearse(run))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            self._forget()
        try:
            async with asyncio.timeout(patience):
                await run.ready.wait()
        except TimeoutError:
            pass
        return run

    def _forget(self) -> None:
        over = [key for key, run in self._runs.items() if run.ready.is_set()]
        for key in over[: max(0, len(self._runs) - KEPT)]:
            del self._runs[key]

    async def close(self, _: object = None) -> None:
        """End what is under way: at its next moment it stops."""
        self._ending = True
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _rehearse(self, run: Run) -> None:
        zone = self._know.zone
        begin, end = local_midnight(run.first, zone), end_of_day(run.last, zone)

        def progress(done: int, of: int) -> None:
            if self._ending:
                raise Ended
            run.done, run.of = done, of

        try:
            async with self._turn:
                run.at = self._clock()
                span = max(begin, run.at), end
                work = (self._database, self._know, self._renderer, run.at, *span, progress, run.paths)
                run.planned = await asyncio.to_thread(rehearsal, *work)
        except Ended:
            run.failed = True
        except Exception:
            log().exception("rehearsal.failed")
            run.failed = True
        finally:
            run.ready.set()


def month_of(words: str, today: date, ahead: int) -> tuple[date, date]:
    """First and last day of the month that is named (``2026-12``), if it is this one or one of the next; else of this
    one."""
    months = [today.replace(day=1)]
    while len(months) < ahead:
        months.append(next_month(months[-1]))
    first = next((month for month in months if f"{month:%Y-%m}" == words), months[0])
    return first, next_month(first) - timedelta(days=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
