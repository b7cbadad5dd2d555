"""Pictures and tables on their way out: made in a thread when they are first sent, kept by their hash, lodged with a
platform once and shown to as many as are to see them.

Nothing is drawn in the event loop or inside a unit of work. What cannot be drawn here (no font) is left out: the words
have been said.
"""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from weakref import WeakValueDictionary

from bot.channels.channel import Channel, NotLodged, Paper, Showing
from bot.charts import draw
from bot.clock import Clock
from bot.files import Files
from bot.fonts import chinese_font
from bot.workbooks import write
from handlers.message import PICTURE, Push
from storage.database import Database
from storage.enclosures import Enclosure
from storage.outbox import Parcel
from storage.work import Work

LODGED = timedelta(days=2)
"""How long a platform's number is trusted: it lives for three days."""
_NAME = re.compile(r"[^\w（）()·“”—-]+")
_MADE = {
    "picture": ("png", "image/png"),
    "table": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class LeftOut(Exception):
    """It need not be sent, or cannot be shown there. The text is for the row."""


class Enclosures:
    def __init__(self, database: Database, files: Files, clock: Clock) -> None:
        self._database = database
        self._files = files
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Several chats get the same picture at once: it is drawn and lodged by the first of them."""

    async def send(self, channel: Channel, parcel: Parcel) -> None:
        """Hand a leased row's picture or table over. Raises :class:`LeftOut`, and what :meth:`Showing.show` does."""
        id = str(parcel.enclosure_id)
        enclosure = await self._database.run(lambda work: work.enclosures.get(id))
        if enclosure is None:
            raise LeftOut("not kept any more")
        if not isinstance(channel, Showing) or enclosure.kind not in channel.takes(parcel.address):
            raise LeftOut("this platform cannot show it there")
        push = Push(parcel.text, parcel.key, (), parcel.title)
        paper, reference = await self._ready(channel, id)
        try:
            await channel.show(parcel.address, paper, reference, push)
        except NotLodged:
            await self._database.run(lambda work: work.enclosures.dislodge(id, channel.name, reference))
            await channel.show(parcel.address, *await self._ready(channel, id), push)

    async def _ready(self, channel: Showing, id: str) -> tuple[Paper, str]:
        """Its bytes, and the platform's number for them."""
        async with self._turns.setdefault(id, asyncio.Lock()):
            enclosure = await self._database.run(lambda work: work.enclosures.get(id))
            if enclosure is None:
                raise LeftOut("not kept any more")
            paper = await self._paper(enclosure)
            return paper, await self._lodged(channel, enclosure, paper)

    async def _lodged(self, channel: Showing, enclosure: Enclosure, paper: Paper) -> str:
        """The platform's number for it. Kept before anything is shown, so that a repeat says the same."""
        since = self._clock() - LODGED
        known = await self._database.run(lambda work: work.enclosures.lodged_at(enclosure.id, channel.name, since))
        if known is not None:
            return known
        reference = await channel.lodge(paper)
        now = self._clock()
        return await self._database.run(
            lambda work: work.enclosures.lodge(enclosure.id, channel.name, reference, since, now)
        )

    async def _paper(self, enclosure: Enclosure) -> Paper:
        path = await self.path(enclosure)
        name, media_type = described(enclosure)
        return Paper(enclosure.kind, name, media_type, await asyncio.to_thread(path.read_bytes))

    async def path(self, enclosure: Enclosure) -> Path:
        """Where its bytes lie; they are made where they are not there yet, or not any more."""
        if enclosure.sha256 and self._files.path(enclosure.sha256).exists():
            return self._files.path(enclosure.sha256)
        sha256, size = await asyncio.to_thread(self._make, enclosure)
        id, before = enclosure.id, enclosure.sha256

        def unit(work: Work) -> Enclosure | None:
            if before:
                work.enclosures.unmade(id, before)
            work.enclosures.made(id, sha256, size)
            return work.enclosures.get(id)

        kept = await self._database.run(unit)
        if kept is None or kept.sha256 is None:
            raise LeftOut("not kept any more")
        return self._files.path(kept.sha256)

    def _make(self, enclosure: Enclosure) -> tuple[str, int]:
        if enclosure.kind == PICTURE:
            font = chinese_font()
            if font is None:
                raise LeftOut("no Chinese font on this machine")
            content = draw(enclosure.content, font)
        else:
            content = write(enclosure.content)
        with self._files.incoming() as path:
            path.write_bytes(content)
            return self._files.keep(path, self._clock())


def label(name: str) -> str:
    """A file's name of our making: what people call it, without any sign that a file's name or a header cannot bear."""
    return _NAME.sub("_", name).strip("_")[:60] or "附件"


def described(enclosure: Enclosure) -> tuple[str, str]:
    """The name under which it is handed out, and its type."""
    ending, media_type = _MADE[enclosure.kind]
    return f"{label(enclosure.name)}.{ending}", media_type
