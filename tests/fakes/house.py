"""The whole bot as bot.app builds it, on one database, with a clock that stands still; and what tests ask of it."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.app import App, build
from bot.scheduler import Scheduler
from config.settings import Settings
from handlers.dispatch import Spoken
from handlers.jobs import tick
from handlers.message import Message
from storage.database import Database
from storage.people import Person
from storage.pushes import Line
from storage.records import Record
from storage.tables import metadata
from storage.units import Unit
from storage.work import Work
from tests.fakes.clock import FakeClock, local

T = TypeVar("T")
NOW = local("2026-11-20 10:00")
"""A Friday; the demo institution is loaded as of this moment."""
_numbers = itertools.count(1)


class House:
    """``app`` is real in every part; only the clock is held."""

    def __init__(self, settings: Settings, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.database = database
        self.app: App = build(settings, clock, database=database)

    # What people do

    async def hear(self, message: Message) -> Spoken:
        return await self.app.hearing.hear(message)

    async def say(self, who: str, words: str, chat: str = "", **more: Any) -> str:
        """What the bot answers; empty for silence."""
        return (await self.hear(self.message(who, words, chat, **more))).text

    def message(self, who: str, words: str, chat: str = "", **more: Any) -> Message:
        message = Message(
            channel="console",
            id=f"m{next(_numbers)}",
            sender=who,
            text=words,
            at=self.clock(),
            address=f"chat:{chat}" if chat else f"user:{who}",
            chat=chat,
        )
        return replace(message, **more)

    # What the clock does

    def tick(self, at: str = "") -> list[Line]:
        """What one tick promises."""
        if at:
            self.clock.set(at)

        def unit(work: Work) -> list[Line]:
            before = work.pushes.newest_id()
            tick(work, self.app.know, self.app.renderer, self.clock())
            return work.pushes.made_since(before)

        return self.do(unit)

    def scheduler(self) -> Scheduler:
        app = self.app
        return Scheduler(app.database, app.know, app.renderer, app.clock, app.delivery.wake)

    async def deliver(self) -> int:
        """Rounds of delivery until nothing may go out any more; how many rows were taken."""
        taken = 0
        while more := await self.app.delivery.round():
            taken += more
        return taken

    async def fetch(self) -> int:
        """Rounds of fetching until nothing may be fetched now; how many wishes were taken."""
        taken = 0
        while more := await self.app.media.round():
            taken += more
        return taken

    async def read(self) -> int:
        """Rounds of reading until no file waits to be read; how many were."""
        taken = 0
        while more := await self.app.reader.round():
            taken += more
        return taken

    # What tests look at

    def do(self, unit: Callable[[Work], T]) -> T:
        return self.database.do(unit)

    def person(self, name: str) -> Person:
        return self.do(lambda work: work.people.named(name))[0]

    def unit(self, name: str) -> Unit:
        return self.do(lambda work: work.units.named(name))[0]

    def record(self, number: int) -> Record:
        found = self.do(lambda work: work.records.get(number))
        assert found is not None
        return found

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """The table's rows as they lie in the database."""
        columns = metadata.tables[table]
        wanted = columns.select().where(*(columns.c[name] == value for name, value in where.items()))
        return self.do(lambda work: [dict(row._mapping) for row in work._connection.execute(wanted)])

    def newest_record(self) -> Record:
        return self.record(max(row["id"] for row in self.rows("records")))

    async def close(self) -> None:
        await self.app.close()


def dump(database: Database, *without: str) -> dict[str, list[Any]]:
    """Every row of every table, to tell whether anything changed."""

    def unit(work: Work) -> dict[str, list[Any]]:
        return {
            name: sorted(map(repr, work._connection.execute(sa.select(table))))
            for name, table in metadata.tables.items()
            if name not in without
        }

    return database.look(unit)


def demo_settings(url: str, folder: Path, **more: Any) -> Settings:
    return Settings(**{"database": url, "folder": folder, "demo": True, **more})


def fill_demo(url: str, at: datetime = NOW) -> None:
    """Load the demo institution as of a moment."""
    database = Database(url, threads=1)
    try:
        build(Settings(database=url, demo=True), FakeClock(at), database=database)
    finally:
        database.close()
