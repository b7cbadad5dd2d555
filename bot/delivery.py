"""The delivery loop: lease an outbox row, send it outside any transaction, mark it with the lease.

Retries send the same bytes. A platform's limit pauses that destination only. What cannot be sent is laid to rest
with its reason, and an organizer is told (P4).
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.bell import Bell
from bot.channels.channel import Channel, NotLodged, NotSent
from bot.clock import Clock
from bot.enclosures import Enclosures, LeftOut
from bot.logs import log
from bot.metrics import PUSHES
from config.failpoints import failpoint
from handlers.jobs.reminders import retell
from handlers.jobs.undelivered import tell_undelivered
from handlers.knowledge import Knowledge
from handlers.message import Enclosed, Push
from handlers.render import Renderer
from storage.database import Database
from storage.outbox import Parcel
from storage.work import Work

SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=30)
IN_DOUBT = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""When a send whose answer was never seen is tried again; then it is laid to rest (at most one extra copy each)."""
AT_ONCE = 16
"""Sends under way together."""
IDLE = 1.0
"""Seconds between looks when nobody calls."""
EXPIRED = "过了有效时间还没有发出"


class Delivery:
    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        know: Knowledge,
        renderer: Renderer,
        clock: Clock,
        enclosures: Enclosures,
    ) -> None:
        self._database = database
        self._enclosures = enclosures
        self._channels = channels
        self._limits = {name: channel.limits.per_minute for name, channel in channels.items()}
        self._know = know
        self._renderer = renderer
        self._clock = clock
        self._bell = Bell()

    def wake(self) -> None:
        """Something was promised: look now."""
        self._bell.ring()

    async def run(self) -> None:
        """Deliver until cancelled. One bad row or a lost database never ends the loop."""
        while True:
            try:
                if not await self.round():
                    await self._bell.rest(IDLE)
            except Exception:
                log().exception("delivery.failed")
                await self._bell.rest(IDLE)

    async def round(self) -> int:
        """Send what may go out now, a few at once; return how many rows were taken."""
        parcels = await self._database.run(lambda work: work.outbox.claim(self._clock(), self._limits, AT_ONCE))
        await asyncio.gather(*(self._handle(parcel) for parcel in parcels))
        return len(parcels)

    async def _handle(self, parcel: Parcel) -> None:
        failpoint("outbox.after_lease")
        now = self._clock()
        if now >= parcel.expires_at:
            await self._database.run(lambda work: self._bury(work, parcel, EXPIRED, ""))
            return
        if parcel.enclosure_id is not None:
            await self._hand_over(parcel)
            return
        if parcel.about and (parcel.attempts == 1 or not parcel.doubts):
            told = await self._database.run(lambda work: self._retold(work, parcel, now))
            if told is None:
                return
            parcel = replace(parcel, text=told)
        channel = self._channels[parcel.channel]
        pieces = list(channel.parts(parcel.text))
        if len(pieces) > 1:
            await self._database.run(lambda work: work.outbox.split(parcel, pieces))
            return
        try:
            await channel.send(parcel.address, Push(parcel.text, parcel.key, parcel.mentions, parcel.title))
        except NotSent as error:
            await self._failed(parcel, error)
            return
        await self._out(parcel)

    async def _hand_over(self, parcel: Parcel) -> None:
        """A row that is a picture or a table. The words before it are out; where it cannot be shown they suffice."""
        try:
            await self._enclosures.send(self._channels[parcel.channel], parcel)
        except LeftOut as why:
            log().info("enclosure.left_out", key=parcel.key, channel=parcel.channel, why=str(why))
            await self._database.run(lambda work, why=str(why): work.outbox.drop(parcel, why))  # type: ignore[misc]
        except NotLodged:
            await self._failed(parcel, NotSent("the platform does not find what it was given"))
        except NotSent as error:
            await self._failed(parcel, error)
        else:
            await self._out(parcel)

    async def _out(self, parcel: Parcel) -> None:
        failpoint("outbox.after_send")
        await self._database.run(lambda work: self._sent(work, parcel))
        failpoint("outbox.after_mark")
        PUSHES.labels(parcel.channel, "sent").inc()

    def _sent(self, work: Work, parcel: Parcel) -> None:
        """Mark it; what is to follow the words is promised with the mark, once."""
        now = self._clock()
        if not work.outbox.sent(parcel, now) or parcel.then_id is None:
            return
        enclosure = work.enclosures.get(parcel.then_id)
        if enclosure:
            work.outbox.follow(parcel, Enclosed(enclosure.kind, enclosure.name, {}).words, now)

    def _retold(self, work: Work, parcel: Parcel, now: datetime) -> str | None:
        """The words that are still true; None where there are none left, and the row is dropped. Once a copy may have
        arrived they stay: a retry sends the same bytes."""
        text = retell(work, self._know, self._renderer, parcel, now)
        if text is None:
            work.outbox.drop(parcel, "done meanwhile")
        elif text != parcel.text:
            work.outbox.reword(parcel, text)
        return text

    async def _failed(self, parcel: Parcel, error: NotSent) -> None:
        now = self._clock()
        log().warning("push.failed", key=parcel.key, channel=parcel.channel, reason=error.reason, final=error.final)
        PUSHES.labels(parcel.channel, "failed").inc()
        # Where the platform shows one key once, a repeat after a lost answer is no copy: the usual waits do.
        doubtful = error.ambiguous and not self._channels[parcel.channel].limits.checks_copies
        doubts = parcel.doubts + int(doubtful)
        if error.final or doubts > len(IN_DOUBT):
            await self._database.run(lambda work: self._bury(work, parcel, error.reason, error.advice))
            return
        if error.after is not None:
            until = now + error.after
            await self._database.run(lambda work: self._pause(work, parcel, until, error.reason))
            return
        wait = IN_DOUBT[doubts - 1] if doubtful else _backoff(parcel.attempts)
        await self._database.run(lambda work: work.outbox.again(parcel, now + wait, error.reason, doubt=doubtful))

    @staticmethod
    def _pause(work: Work, parcel: Parcel, until: datetime, reason: str) -> None:
        work.outbox.pause(parcel.channel, parcel.lane, until)
        work.outbox.again(parcel, until, reason, refund=True)

    def _bury(self, work: Work, parcel: Parcel, reason: str, advice: str) -> None:
        """Laid to rest, and told; where somebody was told within the hour, a later tick tells of this one too."""
        if work.outbox.bury(parcel, reason, advice):
            tell_undelivered(work, self._know, self._renderer, self._clock())


def _backoff(attempts: int) -> timedelta:
    """Full jitter, doubling from the shortest to the longest wait."""
    most = min(LONGEST, SHORTEST * 2 ** min(attempts, 12))
    return SHORTEST + timedelta(seconds=(most - SHORTEST).total_seconds() * random.random())  # noqa: S311 (spreads load, guards nothing)
