"""THE SEAM between the console's page and what stands behind it: plain values, and the Room that hands them out.

The page knows no database and no dispatcher; the Room knows no HTTP and no HTML.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

Side = Literal["me", "bot", "other"]
Kind = Literal["said", "reply", "push"]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody whom the visitor may be."""

    id: int
    name: str
    role: str
    """In Chinese, as shown: 党支部书记."""
    unit: str


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One conversation in the list of a person."""

    id: str
    """Empty: the one-to-one chat with the bot."""
    title: str
    kind: Literal["group", "single"]
    last: str = ""
    """The newest line's text, for the list."""
    members: int = 0
    """How many people are in the group; 0 where nobody counted."""


@dataclass(frozen=True, slots=True)
class FileLine:
    id: str
    """Random; and still the room asks who wants it."""
    name: str
    """What its sender calls it."""
    size: int
    media_type: str = "application/octet-stream"
    ours: str = "file"
    """The name under which it is handed out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the person asked about sees it."""

    id: str
    """Unique in its chat and for ever the same: the page tells repeats by it."""
    side: Side
    who: str
    text: str
    """House markup where the bot speaks, plain text where a person does."""
    at: datetime
    kind: Kind
    files: tuple[FileLine, ...] = ()
    quote: str = ""
    """The words that this message quotes."""


@dataclass(frozen=True, slots=True)
class PushLine:
    """One push that moving the clock has sent."""

    at: datetime
    to: str
    """The addressee in words: a group's title or a person's name."""
    chat: str
    text: str
    person: int = 0
    """Whom the visitor must be to read it in its chat; 0: whoever looks already may."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A message has arrived in one of the listener's chats."""

    chat: str
    line: Line


@dataclass(frozen=True, slots=True)
class ClockMoved:
    now: datetime


Event = NewLine | ClockMoved


class NoRoomLeft(Exception):
    """The person has sent as much as one may. The text says so, for the person."""


class Room(Protocol):
    """What the console is a window to. Moments are aware; ``person`` is a :class:`PersonLine`'s id.

    A file id that is not known raises KeyError; so does a person or chat that is not, though the console asks
    only for chats that :meth:`chats` has listed for that person.
    """

    movable: bool
    """Whether the clock may be moved: only in the demo, with no real platform connected."""

    def now(self) -> datetime: ...

    async def people(self) -> Sequence[PersonLine]: ...

    async def chats(self, person: int) -> Sequence[ChatLine]: ...

    async def history(self, person: int, chat: str, limit: int = 200) -> Sequence[Line]:
        """The newest lines, oldest first."""
        ...

    async def say(
        self, person: int, chat: str, text: str, quote: str, files: Sequence[str], *, key: str = ""
    ) -> Sequence[Line]:
        """Take one message, and answer what it has brought about in this chat: the person's own line first, then
        the replies.

        ``key`` is the page's own id of the message: said again with the same key (the answer was lost, the person
        pressed 重试) it is not counted twice, and the same lines are answered. In a group the bot is addressed by
        ``@支部助手`` anywhere in the words; without it the answer is the person's own line alone.
        """
        ...

    async def keep(self, person: int, name: str, media_type: str, content: Path, size: int) -> FileLine:
        """Keep a file that this person sends ahead; only they can put it to a message. ``content`` is a temporary
        file that the Room may move away; what is left of it afterwards is deleted. ``media_type`` was read from the
        bytes, never from what the visitor claimed. Raises :class:`NoRoomLeft`."""
        ...

    async def open_file(self, id: str, person: int) -> tuple[FileLine, Path]:
        """Raises KeyError where there is no such file, or none for this person."""
        ...

    async def desk_key(self, person: int) -> str | None:
        """A key to the organizer's pages for this person; None for who has none to look at."""
        ...

    async def move(self, to: datetime) -> Sequence[PushLine]:
        """Set the clock forward, having done everything due in between, in order; answers what was sent. Whoever
        listens hears of every moment on the way."""
        ...

    async def next_moment(self) -> datetime | None:
        """When the next push would go out; None if nothing is in sight."""
        ...

    def listen(self, person: int) -> AsyncIterator[Event]:
        """What happens from the first step of the iteration on. Closed by ``aclose`` where the iterator has it."""
        ...
