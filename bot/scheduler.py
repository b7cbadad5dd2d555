"""APScheduler's only use: it ticks. What is due is asked of the database, so a missed tick loses nothing."""

from collections.abc import Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.logs import log
from config.failpoints import failpoint
from handlers.jobs import step
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from storage.database import Database

EVERY = 30
"""Seconds between ticks."""


class Scheduler:
    def __init__(
        self, database: Database, know: Knowledge, renderer: Renderer, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._know = know
        self._renderer = renderer
        self._clock = clock
        self._wake = wake
        self._ticker = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Tick at once, then every half minute."""
        self._ticker.add_job(
            self.tick, "interval", seconds=EVERY, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._ticker.start()

    def stop(self) -> None:
        self._ticker.shutdown(wait=False)

    async def tick(self) -> int:
        """Promise what is due; return how many messages that made."""
        now, made, more = self._clock(), 0, True
        while more:
            try:
                also, more = await self._database.run(lambda work: step(work, self._know, self._renderer, now))
            except Exception:
                log().exception("tick.failed")
                return made
            failpoint("tick.after_commit")
            made += also
            if also:
                self._wake()
        return made
