"""One message through the spine, whoever brought it: a callback, the console, the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.logs import log
from bot.metrics import MESSAGES
from config.failpoints import failpoint
from handlers.dispatch import Dispatcher, Spoken
from handlers.message import Message
from storage.database import Database, NotStored
from storage.inbox import AlreadyHeard
from storage.work import Work

Carries = Callable[[str], bool]


def _always(text: str) -> bool:
    return True


class Hearing:
    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        clock: Clock,
        wake: Callable[[], None],
        channels: tuple[str, ...] = (),
    ) -> None:
        self.clock = clock
        self._database = database
        self._dispatcher = dispatcher
        self._wake = wake
        self._channels = channels

    async def hear(self, message: Message, carries: Carries = _always) -> Spoken:
        """What is answered, once it is on disk. Raises storage's own failures: nothing was acknowledged then."""
        now = self.clock()

        def unit(work: Work) -> Spoken:
            return self._dispatcher.handle(work, message, now, carries)

        try:
            spoken = await self._database.run(unit)
        except AlreadyHeard:
            spoken = await self._database.run(unit)
        except (NotStored, SQLAlchemyError):
            raise
        except Exception:
            log().exception("message.failed", key=message.key)
            spoken = await self._database.run(lambda work: self._dispatcher.excuse(work, message, now))
        failpoint("handler.after_commit")
        MESSAGES.labels(message.channel, "repeat" if spoken.repeat else spoken.outcome).inc()
        if spoken.outcome == "answered" and not spoken.repeat:
            log().debug("message", key=message.key)  # the counters tell of these; the log of what is out of the way
        else:
            log().info("message", key=message.key, outcome=spoken.outcome, repeat=spoken.repeat)
        if spoken.queued or spoken.follows or message.attachments:
            self._wake()
        return spoken

    async def state(self) -> dict[str, Any]:
        """How the bot is: age of the last tick, the oldest waiting push and the oldest file not fetched yet in seconds,
        rows waiting and dead."""
        now = self.clock()
        return await self._database.run(lambda work: _state(work, now, self._channels))


def _state(work: Work, now: datetime, channels: tuple[str, ...]) -> dict[str, Any]:
    last = work.marks.get("last_tick")
    oldest = work.pushes.next_waiting(channels)
    counts = work.pushes.counts()
    wished = work.wishes.oldest()
    return {
        "tick_age": (now - datetime.fromisoformat(last)).total_seconds() if last else None,
        "oldest_age": max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        "file_age": max(0.0, (now - wished).total_seconds()) if wished else 0.0,
        "waiting": counts.get("waiting", 0),
        "dead": counts.get("dead", 0),
    }
