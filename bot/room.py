"""What stands behind the console's page: the same spine as every platform, and a clock that the demo may move."""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bot.clock import Clock, MovableClock
from bot.console_seam import ChatLine, ClockMoved, Event, FileLine, Line, NewLine, PersonLine, PushLine, Side
from bot.delivery import Delivery
from bot.files import Files
from bot.hearing import Hearing
from handlers.jobs import moments_between, tick
from handlers.knowledge import Knowledge
from handlers.message import Attachment, Message, Push
from handlers.render import Renderer
from handlers.scope import ROLE_WORDS
from storage.attachments import StoredFile
from storage.chats import Chat
from storage.database import Database
from storage.inbox import Heard
from storage.outbox import Line as OutboxLine
from storage.people import Person
from storage.work import Work

NAME = "支部助手"
_ADDRESSED = (f"@{NAME}", f"＠{NAME}")
LOOK_AHEAD = timedelta(days=45)


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
        return [_person(one) for one in sorted(people, key=lambda one: (one.roles[0].unit.kind != "branch", one.id))]

    async def chats(self, person: int) -> Sequence[ChatLine]:
        return await self._database.run(lambda work: self._chats(work, person))

    def _chats(self, work: Work, person_id: int) -> list[ChatLine]:
        person = work.people.get(person_id)
        own = self._history(work, person_id, "", 1)
        found = [ChatLine("", NAME, "single", own[-1].text if own else "")]
        for chat in _groups(work, person):
            last = self._history(work, person_id, chat.external, 1)
            found.append(ChatLine(chat.external, chat.title, "group", last[-1].text if last else ""))
        return found

    async def history(self, person: int, chat: str, limit: int = 200) -> Sequence[Line]:
        return await self._database.run(lambda work: self._history(work, person, chat, limit))

    def _history(self, work: Work, person_id: int, chat: str, limit: int) -> list[Line]:
        person = work.people.get(person_id)
        lines = [_seen_by(person_id, speaker, line) for speaker, line in self._asides.get(chat, ())]
        heard = work.inbox.latest("console", chat, None if chat else person_id, limit)
        for one in heard:
            lines += _exchange(work, one, person_id)
        address = f"chat:{chat}" if chat else f"user:{person.key}"
        lines.extend(_line(row) for row in work.outbox.said("console", address, limit))
        return sorted(lines, key=lambda line: line.at)[-limit:]

    async def say(
        self, person: int, chat: str, text: str, quote: str, files: Sequence[str], *, key: str = ""
    ) -> Sequence[Line]:
        who, kept, title = await self._database.run(lambda work: _before(work, person, chat, files))
        addressed = not chat
        for name in _ADDRESSED:
            if chat and text.lstrip().startswith(name):
                addressed, text = True, text.lstrip()[len(name) :].lstrip(" \u2005\u00a0")
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
            attachments=tuple(Attachment(one.name, one.media_type, one.size, one.id) for one in kept),
        )
        await self._hearing.hear(message)
        lines = await self._database.run(lambda work: self._said(work, message, person, kept))
        self._tell(await self._database.run(lambda work: _members(work, chat, person)), chat, person, lines)
        return lines

    def _said(self, work: Work, message: Message, person: int, kept: Sequence[StoredFile]) -> list[Line]:
        """The person's line and its answer. What does not speak to the bot is kept only while the console runs."""
        heard = work.inbox.by_key(message.key)
        if heard is not None:
            return _exchange(work, heard, person)
        stamp = hashlib.sha256(message.key.encode()).hexdigest()[:16]
        who = work.people.get(person).name
        files = tuple(map(_file, kept))
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
                    queue.put_nowait(NewLine(chat, _seen_by(person, speaker, line)))

    async def keep(self, name: str, media_type: str, content: Path, size: int) -> FileLine:
        sha256, size = await asyncio.to_thread(self._files.keep, content)
        now = self._clock()

        def unit(work: Work) -> StoredFile:
            first = work.people.everybody()[0]
            return self._files.note(
                work, name=name, media_type=media_type, size=size, sha256=sha256, person_id=first.id, now=now
            )

        return _file(await self._database.run(unit))

    async def open_file(self, id: str) -> tuple[FileLine, Path]:
        file = await self._database.run(lambda work: work.attachments.get(id))
        if file is None:
            raise KeyError(id)
        return _file(file), self._files.path(file.sha256)

    async def move(self, to: datetime) -> Sequence[PushLine]:
        """Everything that falls due on the way is done at its own moment, in order."""
        assert self._movable is not None
        async with self._moving:
            before = await self._database.run(lambda work: work.outbox.newest_id())
            for moment in [*moments_between(self._know, self._clock(), to), to]:
                self._movable.move(moment)
                await self._database.run(
                    lambda work, at=moment: tick(work, self._know, self._renderer, at)  # type: ignore[misc]
                )
                while await self._delivery.round():
                    pass
            for queue in self._listeners:
                queue.put_nowait(ClockMoved(self._clock()))
            return await self._database.run(lambda work: _pushed(work, before))

    async def next_moment(self) -> datetime | None:
        now = self._clock()

        def unit(work: Work) -> datetime | None:
            for moment in moments_between(self._know, now, now + LOOK_AHEAD):
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
            lines = await self._database.run(lambda work, to=address, key=push.key: _just_sent(work, to, key))  # type: ignore[misc]
            people, chat, line = lines
            if line is None:
                continue
            for queue, person in list(self._listeners.items()):
                if person in people:
                    queue.put_nowait(NewLine(chat, line))


def _seen_by(person: int, speaker: int, line: Line) -> Line:
    """A line that somebody said, from where this person sits."""
    return line if person == speaker or line.side == "bot" else replace(line, side="other")


def _exchange(work: Work, heard: Heard, person: int) -> list[Line]:
    """What was said, and what was answered, as this person sees it."""
    who = work.people.get(heard.person_id).name if heard.person_id else ""
    files = [file for id in heard.beside.get("files", ()) if (file := work.attachments.get(id))]
    text = f"@{NAME} {heard.text}" if heard.chat else heard.text
    quote = heard.beside.get("quote", "")
    side: Side = "me" if heard.person_id == person else "other"
    lines = [Line(f"i{heard.id}", side, who, text, heard.at, "said", tuple(map(_file, files)), quote)]
    if heard.reply:
        lines.append(Line(f"r{heard.id}", "bot", NAME, heard.reply, heard.at, "reply"))
    return lines


def _members(work: Work, chat: str, person: int) -> set[int]:
    """Who sits in the console's group; the person alone in a one-to-one chat."""
    if not chat:
        return {person}
    everybody = work.people.everybody()
    return {one.id for one in everybody if any(group.external == chat for group in _groups(work, one))}


def _person(person: Person) -> PersonLine:
    first = person.roles[0]
    word = ROLE_WORDS[first.role]
    if first.role in ("secretary", "deputy"):
        word = f"党支部{word}" if first.unit.is_branch else word
    return PersonLine(person.id, person.name, word, first.unit.name)


def _groups(work: Work, person: Person) -> list[Chat]:
    """The console's groups in which the person sits: of the own units, and of the unit just above."""
    mine = {role.unit.id for role in person.roles}
    above = {role.unit.parent_id for role in person.roles if role.role in ("secretary", "deputy")}
    below = [role.unit.path for role in person.roles if role.role == "organizer"]
    found = []
    for chat in work.chats.everything():
        if chat.channel != "console" or chat.unit_id is None:
            continue
        unit = work.units.get(chat.unit_id)
        if unit.id in mine or unit.id in above or any(unit.path.startswith(path) for path in below):
            found.append(chat)
    return found


def _before(work: Work, person_id: int, chat: str, files: Sequence[str]) -> tuple[Person, list[StoredFile], str]:
    kept = []
    for file_id in files:
        file = work.attachments.get(file_id)
        if file is None:
            raise KeyError(file_id)
        kept.append(file)
    known = work.chats.known("console", chat) if chat else None
    return work.people.get(person_id), kept, known.title if known else ""


def _file(file: StoredFile) -> FileLine:
    return FileLine(file.id, file.name, file.size, file.media_type)


def _pushed(work: Work, before: int) -> list[PushLine]:
    people = {person.key: person.id for person in work.people.everybody()}
    found = []
    for row in work.outbox.made_since(before):
        kind, _, name = row.address.partition(":")
        if row.channel != "console" or row.state != "sent":
            continue
        chat = name if kind == "chat" else ""
        person = people.get(name, 0) if kind == "user" else _member(work, name)
        found.append(PushLine(row.sent_at or row.made_at, row.to_whom, chat, row.text, person))
    return found


def _member(work: Work, chat: str) -> int:
    """Somebody who sits in the group: the secretary of its unit, or its organizer."""
    known = work.chats.known("console", chat)
    people = work.people.holding(known.unit_id, "secretary", "organizer") if known and known.unit_id else []
    return people[0].id if people else 0


def _just_sent(work: Work, address: str, key: str) -> tuple[set[int], str, Line | None]:
    rows = [row for row in work.outbox.said("console", address, 20) if row.key == key]
    kind, _, name = address.partition(":")
    if kind == "user":
        people = {person.id for person in work.people.named(name) if person.key == name}
        chat = ""
    else:
        chat = name
        people = _members(work, name, 0)
    if not rows:
        return people, chat, None
    return people, chat, _line(rows[-1])


def _line(row: OutboxLine) -> Line:
    return Line(f"o{row.id}", "bot", NAME, row.text, row.sent_at or row.made_at, "push")
