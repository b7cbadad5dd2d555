"""The fetching loop: lease a wish, fetch the file outside any transaction, look at it, keep it, then its row.

What a platform hands out is a stranger's file on its way through somebody else's store: nothing of it counts before
it has been looked at. What cannot be had is settled with its reason, and a tick tells the sender.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bot.bell import Bell
from bot.channels.channel import Channel, Fetching, NotFetched
from bot.clock import Clock
from bot.files import Files
from bot.intake import Taken, take
from bot.logs import log
from bot.metrics import FILES
from bot.pictures import Unfit
from config.failpoints import failpoint
from handlers.due import local_midnight
from handlers.files import label_of
from handlers.jobs.lost_files import HELD
from handlers.knowledge import Knowledge
from storage.attachments import EXPIRED, REFUSED
from storage.database import Database
from storage.wishes import Wish
from storage.work import Work

SHORTEST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
AT_ONCE = 3
"""Fetches under way together; each file is looked at in memory."""
IDLE = 1.0
"""Seconds between looks when nobody calls."""
SURE = 3
"""So often a platform must say that it knows no such file: stores agree with themselves only after a moment."""
WARNED = timedelta(hours=24)


class Media:
    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        know: Knowledge,
        files: Files,
        clock: Clock,
        kept: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._channels = {name: one for name, one in channels.items() if isinstance(one, Fetching)}
        self._know = know
        self._files = files
        self._clock = clock
        self._kept = kept
        self._bell = Bell()
        self._swept: date | None = None

    def wake(self) -> None:
        """Somebody has sent something: look now."""
        self._bell.ring()

    async def run(self) -> None:
        """Fetch until cancelled. One bad file or a lost database never ends the loop."""
        while True:
            try:
                if not await self.round():
                    await self.sweep()
                    await self._bell.rest(IDLE)
            except Exception:
                log().exception("media.failed")
                await self._bell.rest(IDLE)

    async def round(self) -> int:
        """Fetch what may be fetched now, a few at once; return how many wishes were taken."""
        if not self._channels:
            return 0
        taken = await self._database.run(self._claim)
        await asyncio.gather(*(self._handle(wish) for wish in taken))
        return len(taken)

    def _claim(self, work: Work) -> list[Wish]:
        found: list[Wish] = []
        while len(found) < AT_ONCE and (wish := work.wishes.claim(self._clock(), list(self._channels))):
            found.append(wish)
        return found

    # -- one file -------------------------------------------------------------------------------------------------

    async def _handle(self, wish: Wish) -> None:
        try:
            with self._files.incoming() as path:
                name = await self._fetch(wish, path)
                taken = await asyncio.to_thread(take, path, self._know.files)
                sha256, _ = await asyncio.to_thread(self._files.keep, path, self._clock())
            failpoint("media.before_row")
            await self._database.run(lambda work: self._keep(work, wish, taken, sha256, name))
            FILES.labels(wish.channel, "kept").inc()
            self._kept()
        except Unfit as unfit:
            await self._refuse(wish, unfit.why)
        except NotFetched as failed:
            if failed.too_large:
                await self._refuse(wish, "size")
            else:
                await self._later(wish, failed)
        except Exception:  # a full disk, a reader that stumbled: this one steps back and lets the others pass
            log().exception("file.failed", file=wish.file_id, channel=wish.channel)
            await self._later(wish, NotFetched("failed here"))

    async def _fetch(self, wish: Wish, path: Path) -> str:
        with path.open("wb") as file:
            write = _stumbling(file)
            name = await self._channels[wish.channel].fetch(wish.reference, write, self._know.files.max_bytes)
        return label_of(name)

    def _keep(self, work: Work, wish: Wish, taken: Taken, sha256: str, name: str) -> None:
        """The row, unless somebody has let the file go meanwhile, or its sender has sent too much in one day."""
        file = work.attachments.get(wish.file_id)
        if file is None:
            return
        day = local_midnight(self._know.today(file.at), self._know.zone)
        _, used = work.attachments.used(file.person_id, day)
        if used + taken.size > self._know.files.bytes_per_day:
            work.wishes.given_up(wish, REFUSED, "quota", self._clock())
            return
        label = "" if file.name else name
        work.wishes.fulfilled(wish, media_type=taken.media_type, size=taken.size, sha256=sha256, name=label)

    async def _refuse(self, wish: Wish, why: str) -> None:
        log().info("file.refused", file=wish.file_id, channel=wish.channel, why=why)
        FILES.labels(wish.channel, "refused").inc()
        now = self._clock()
        await self._database.run(lambda work: work.wishes.given_up(wish, REFUSED, why, now))

    async def _later(self, wish: Wish, failed: NotFetched) -> None:
        now = self._clock()
        age = now - wish.made_at
        if (failed.gone and wish.attempts >= SURE) or age >= HELD:
            log().info("file.expired", file=wish.file_id, channel=wish.channel, reason=failed.reason)
            FILES.labels(wish.channel, "expired").inc()
            await self._database.run(lambda work: work.wishes.given_up(wish, EXPIRED, "", now))
            return
        FILES.labels(wish.channel, "failed").inc()
        warn = age >= WARNED and not wish.warned
        told = log().warning if warn else log().info
        told(
            "file.failed",
            file=wish.file_id,
            channel=wish.channel,
            reason=failed.reason,
            hours=age // timedelta(hours=1),
        )
        next_at = now + (failed.after or _backoff(wish.attempts))
        warned_at = now if warn else None
        await self._database.run(lambda work: work.wishes.again(wish, next_at, failed.reason, warned_at=warned_at))

    # -- letting go -----------------------------------------------------------------------------------------------

    async def sweep(self) -> int:
        """Once a day: delete the bytes that no row refers to any more; how many files went."""
        now = self._clock()
        if self._swept == self._know.today(now):
            return 0
        self._swept = self._know.today(now)
        return await asyncio.to_thread(self._sweep, now)

    def _sweep(self, now: datetime) -> int:
        gone = 0
        for hashes in self._files.old(now):
            used = self._database.do(partial(_in_use, hashes, now - timedelta(days=1)))
            gone += sum(self._files.delete(sha256, now) for sha256 in hashes if sha256 not in used)
        if gone:
            log().info("files.deleted", count=gone)
        return gone


def _in_use(hashes: list[str], since: datetime, work: Work) -> set[str]:
    return work.attachments.in_use(hashes, since) | work.enclosures.in_use(hashes)


def _stumbling(file: BinaryIO) -> Callable[[bytes], object]:
    """Writes, with a failpoint after the first piece."""

    def write(piece: bytes) -> None:
        file.write(piece)
        failpoint("media.mid")

    return write


def _backoff(attempts: int) -> timedelta:
    """Full jitter, doubling from the shortest to the longest wait."""
    most = min(LONGEST, SHORTEST * 2 ** min(attempts, 12))
    return SHORTEST + timedelta(seconds=(most - SHORTEST).total_seconds() * random.random())  # noqa: S311 (spreads load, guards nothing)
