"""The reading loop: lease a file that is to be read as a notice, read it in the child process, and promise its sender
the list, all in one unit. The row says that it is still to be read, so that no kill loses it.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.bell import Bell
from bot.clock import Clock
from bot.files import Files
from bot.logs import log
from bot.papers import PaperRefused, read_paper
from config.failpoints import failpoint
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.notices import Notice, read_notice
from handlers.papers import noticed, promise, unread
from handlers.render import Renderer
from storage.database import Database
from storage.readings import Reading
from storage.work import Work

IDLE = 5.0
"""Seconds between looks when nobody calls: another process may have fetched the file."""
MOST_ATTEMPTS = 3
LATER = timedelta(minutes=1)
_FAILED = "没能读出来。请把原文粘贴给我，或者另存为新文件再发。"
Settle = Callable[[Work], Reply | None]


class NoticeReader:
    def __init__(
        self,
        database: Database,
        know: Knowledge,
        renderer: Renderer,
        files: Files,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._know = know
        self._renderer = renderer
        self._files = files
        self._clock = clock
        self._promised = wake
        self._bell = Bell()

    def wake(self) -> None:
        """A file has come: look now."""
        self._bell.ring()

    async def run(self) -> None:
        """Read until cancelled. One bad file or a lost database never ends the loop."""
        while True:
            try:
                if not await self.round():
                    await self._bell.rest(IDLE)
            except Exception:
                log().exception("notices.failed")
                await self._bell.rest(IDLE)

    async def round(self) -> int:
        """Read one file, if there is one; how many that were."""
        reading = await self._database.run(lambda work: work.readings.claim(self._clock()))
        if reading is None:
            return 0
        settle = await asyncio.to_thread(self._read, reading)
        failpoint("notice.before_list")
        await self._database.run(lambda work: self._told(work, reading, settle))
        failpoint("notice.after_list")
        self._promised()
        return 1

    def at_once(self, person_id: int) -> str | None:
        """Read a file of this person's now, for whoever stands at the command line: what the answer is; None where none
        waits to be read."""
        reading = self._database.do(lambda work: work.readings.claim(self._clock(), person_id))
        if reading is None:
            return None
        settle = self._read(reading)
        reply = self._database.do(settle)
        return self._renderer.words(reply) if reply else ""

    def _told(self, work: Work, reading: Reading, settle: Settle) -> None:
        reply = settle(work)
        if reply:
            promise(work, self._know, self._renderer, reading, reply, self._clock())

    def _read(self, reading: Reading) -> Settle:
        """Outside any transaction: the file's text and what it asks; what is then to be done about it."""
        now, know = self._clock(), self._know
        try:
            text = read_paper(self._files.path(reading.sha256)).text
            notice: Notice = read_notice(text, know.today(now), workdays=know.workdays)
        except PaperRefused as refused:
            why = f"{refused}。" if not str(refused).endswith("。") else str(refused)
            log().info("notice.refused", reading=reading.id)
            return lambda work: unread(work, reading, why)
        except Exception:  # a full disk, a reader that stumbled: this one steps back and lets the others pass
            log().exception("notice.failed", reading=reading.id)
            if reading.attempts >= MOST_ATTEMPTS:
                return lambda work: unread(work, reading, _FAILED)
            return lambda work: work.readings.again(reading, now + LATER)
        return lambda work: noticed(work, know, reading, text, notice, now)
