"""What stands behind the console's page: the same spine as every platform, and a clock that the demo may move."""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bot.clock import Clock, MovableClock
from bot.console_seam import ChatLine, ClockMoved, Event, FileLine, Line, NewLine, NoRoomLeft, PersonLine, PushLine
from bot.delivery import Delivery
from bot.enclosures import Enclosures
from bot.files import Files
from bot.hearing import Hearing
from bot.room_lines import (
    ENCLOSURE,
    NAME,
    chat_before,
    enclosure_line,
    exchange,
    file_line,
    groups_of,
    is_waiting,
    just_sent,
    last_words,
    members,
    person_line,
    push_line,
    pushed_since,
    seen_by,
    spoken_to_the_bot,
)
from handlers.admission import give_key, paths_of
from handlers.due import local_midnight
from handlers.files import may_open, refusal
from handlers.jobs import moments_between, tick
from handlers.knowledge import Knowledge
from handlers.message import Attachment, Message, Push
from handlers.render import Renderer
from handlers.scope import Speaker
from storage.attachments import KEPT, StoredFile
from storage.database import Database
from storage.enclosures import Enclosure
from storage.work import Work

LOOK_AHEAD = timedelta(days=45)
PATIENCE = 200
"""Looks, a hundredth of a second apart, in which a push that is under way should have arrived."""


class BotRoom:
    """See :class:`bot.console_seam.Room` for what each method promises."""

    def __init__(
        self,
        database: Database,
        hearing: Hearing,
        delivery: Delivery,
        know: Knowledge,
        renderer: Renderer,
        files: Files,
        enclosures: Enclosures,
        clock: Clock,
        movable: MovableClock | None,
        lines: "asyncio.Queue[tuple[str, Push]]",
    ) -> None:
        self._database = database
        self._hearing = hearing
        self._delivery = delivery
        self._know = know
        self._renderer = renderer
        self._files = files
        self._enclosures = enclosures
        self._clock = clock
        self._movable = movable
        self._lines = lines
        self._listeners: dict[asyncio.Queue[Event], int] = {}
        self._asides: dict[str, deque[tuple[int, Line]]] = {}
        self._moving = asyncio.Lock()
        self.movable = movable is not None

    def now(self) -> datetime:
        return self._clock()

    async def people(self) -> Sequence[PersonLine]:
        people = await self._database.run(lambda work: [one for one in work.people.everybody() if one.roles])
        # A branch's people first: whoever opens the page is to meet a secretary's day.
        return [
            person_line(one) for one in sorted(people, key=lambda one: (one.roles[0].unit.kind != "branch", one.id))
        ]

    async def chats(self, person: int) -> Sequence[ChatLine]:
        return await self._database.run(lambda work: self._chats(work, person))

    def _chats(self, work: Work, person_id: int) -> list[ChatLine]:
        person = work.people.get(person_id)
        own = self._history(work, person_id, "", 1)
        found = [ChatLine("", NAME, "single", last_words(own))]
        for chat in groups_of(work, person):
            last = self._history(work, person_id, chat.external, 1)
            found.append(ChatLine(chat.external, chat.title, "group", last_words(last)))
        return found

    async def history(self, person: int, chat: str, limit: int = 200) -> Sequence[Line]:
        return await self._database.run(lambda work: self._history(work, person, chat, limit))

    def _history(self, work: Work, person_id: int, chat: str, limit: int) -> list[Line]:
        person = work.people.get(person_id)
        lines = [seen_by(person_id, speaker, line) for speaker, line in self._asides.get(chat, ())]
        heard = work.inbox.latest("console", chat, None if chat else person_id, limit)
        for one in heard:
            lines += exchange(work, one, person_id)
        address = f"chat:{chat}" if chat else f"user:{person.key}"
        lines.extend(push_line(work, row) for row in work.pushes.said("console", address, limit))
        return sorted(lines, key=lambda line: line.at)[-limit:]

    async def say(
        self, person: int, chat: str, text: str, quote: str, files: Sequence[str], *, key: str = ""
    ) -> Sequence[Line]:
        who, kept, title = await self._database.run(lambda work: chat_before(work, person, chat, files))
        addressed, text = spoken_to_the_bot(text) if chat else (True, text)
        message = Message(
            channel="console",
            id=key or uuid4().hex,
            sender=who.key,
            text=text,
            at=self._clock(),
            address=f"chat:{chat}" if chat else f"user:{who.key}",
            chat=chat,
            chat_title=title,
            addressed=addressed,
            quote=quote,
            attachments=tuple(Attachment(one.name, one.media_type, one.size, one.id, stored=True) for one in kept),
        )
        await self._hearing.hear(message)
        lines = await self._database.run(lambda work: self._said(work, message, person, kept))
        self._tell(await self._database.run(lambda work: members(work, chat, person)), chat, person, lines)
        return lines

    def _said(self, work: Work, message: Message, person: int, kept: Sequence[StoredFile]) -> list[Line]:
        """The person's line and its answer. What does not speak to the bot is kept only while the console runs."""
        heard = work.inbox.by_key(message.key)
        if heard is not None:
            return exchange(work, heard, person)
        stamp = hashlib.sha256(message.key.encode()).hexdigest()[:16]
        who = work.people.get(person).name
        files = tuple(map(file_line, kept))
        line = Line(f"u{stamp}", "me", who, message.text, message.at, "said", files, message.quote)
        asides = self._asides.setdefault(message.chat, deque(maxlen=200))
        if all(one.id != line.id for _, one in asides):
            asides.append((person, line))
        return [line]

    def _tell(self, people: set[int], chat: str, speaker: int, lines: Sequence[Line]) -> None:
        """To everybody in the chat who has the page open, the speaker's other windows too."""
        for queue, person in self._listeners.items():
            if person in people:
                for line in lines:
                    queue.put_nowait(NewLine(chat, seen_by(person, speaker, line)))

    async def keep(self, person: int, name: str, media_type: str, content: Path, size: int) -> FileLine:
        now = self._clock()
        await self._database.run(lambda work: self._require_room(work, person, size, now))
        sha256, size = await asyncio.to_thread(self._files.keep, content, now)

        def unit(work: Work) -> StoredFile:
            self._require_room(work, person, size, now)
            return self._files.note(
                work, name=name, media_type=media_type, size=size, sha256=sha256, person_id=person, now=now
            )

        return file_line(await self._database.run(unit))

    def _require_room(self, work: Work, person: int, size: int, now: datetime) -> None:
        """Raises :class:`NoRoomLeft`."""
        rules = self._know.files
        count, used = work.attachments.used(person, local_midnight(self._know.today(now), self._know.zone))
        if count >= rules.per_day or used + size > rules.bytes_per_day:
            raise NoRoomLeft(f"这个文件{refusal('quota', rules)}。")

    async def open_file(self, id: str, person: int) -> tuple[FileLine, Path]:
        if id.startswith(ENCLOSURE):
            enclosure = await self._database.run(lambda work: self._enclosed(work, id.removeprefix(ENCLOSURE), person))
            return enclosure_line(enclosure), await self._enclosures.path(enclosure)
        file = await self._database.run(lambda work: self._opened(work, id, person))
        return file_line(file), self._files.path(file.sha256)

    def _enclosed(self, work: Work, id: str, person_id: int) -> Enclosure:
        """What was sent to this person, or into a group where they sit."""
        enclosure, known = work.enclosures.get(id), {one.id: one for one in work.people.everybody()}
        person = known.get(person_id)
        if enclosure is None or person is None:
            raise KeyError(id)
        addresses = [f"user:{person.key}", *(f"chat:{chat.external}" for chat in groups_of(work, person))]
        if not work.pushes.handed(id, "console", addresses):
            raise KeyError(id)
        return enclosure

    def _opened(self, work: Work, id: str, person_id: int) -> StoredFile:
        """The file, for who may open it, and for who sits in the group where it was said and nobody filed it yet."""
        file = work.attachments.get(id)
        known = {one.id: one for one in work.people.everybody()}
        person = known.get(person_id)
        if file is None or person is None or file.state != KEPT:
            raise KeyError(id)
        said = file.chat if file.channel == "console" else ""
        asides = {
            chat for chat, lines in self._asides.items() for _, line in lines if id in {one.id for one in line.files}
        }
        groups = {chat.external for chat in groups_of(work, person)}
        seen = file.record_id is None and file.duty_id is None and bool(groups & {said, *asides})
        if not seen and not may_open(work, Speaker(person), file):
            raise KeyError(id)
        return file

    async def desk_key(self, person: int) -> str | None:
        now = self._clock()

        def unit(work: Work) -> str | None:
            who = work.people.get(person)
            return give_key(work, who, now) if paths_of(Speaker(who)) else None

        return await self._database.run(unit)

    async def move(self, to: datetime) -> Sequence[PushLine]:
        """Everything that falls due on the way is done at its own moment, in order. Each is a unit of its own, so that
        whoever asks something meanwhile waits for one moment, not for all."""
        assert self._movable is not None
        async with self._moving:
            before = await self._database.run(lambda work: work.pushes.newest_id())
            for moment in [*moments_between(self._know, self._clock(), to), to]:
                self._movable.move(moment)
                await self._database.run(
                    lambda work, at=moment: tick(work, self._know, self._renderer, at)  # type: ignore[misc]
                )
                await self._delivered(before, moment)
                for queue in self._listeners:
                    queue.put_nowait(ClockMoved(moment))
            return await self._database.run(lambda work: pushed_since(work, before))

    async def _delivered(self, before: int, at: datetime) -> None:
        """Send what is due now. Delivery's own loop may have some of it in hand: that is waited for, within reason."""
        while await self._delivery.round():
            pass
        for _ in range(PATIENCE):
            if not await self._database.run(lambda work: is_waiting(work, before, at)):
                return
            await asyncio.sleep(0.01)

    async def next_moment(self) -> datetime | None:
        now = self._clock()

        def unit(work: Work) -> datetime | None:
            for moment in moments_between(self._know, now, now + LOOK_AHEAD, work):
                if tick(work, self._know, self._renderer, moment):
                    return moment
            return None

        return await asyncio.to_thread(self._database.look, unit, writes=True)

    async def listen(self, person: int) -> AsyncIterator[Event]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._listeners[queue] = person
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.pop(queue, None)

    async def relay(self) -> None:
        """Pass what delivery hands to the console on to whoever has the page open."""
        while True:
            address, push = await self._lines.get()
            if not self._listeners:
                continue
            lines = await self._database.run(lambda work, to=address, key=push.key: just_sent(work, to, key))  # type: ignore[misc]
            people, chat, line = lines
            if line is None:
                continue
            for queue, person in list(self._listeners.items()):
                if person in people:
                    queue.put_nowait(NewLine(chat, line))
