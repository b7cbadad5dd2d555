"""THE SEAM between the bot and a platform.

A channel turns the platform's bytes into :class:`~handlers.message.Message` and our words into the platform's
bytes. It knows no database, no command and no web framework: a recorded callback in, a value out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from handlers.message import Message, Push


@dataclass(frozen=True, slots=True)
class Callback:
    """What the platform called us with: the body's bytes untouched, header names in lower case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer to a callback (status 200)."""

    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Received:
    """A verified callback: what was said, and what is answered if the bot has nothing to say."""

    silent: Answer
    message: Message | None = None
    """None: a handshake, or an event that we skip."""
    token: Mapping[str, Any] = field(default_factory=dict)
    """What :meth:`Channel.answer` needs to wrap the reply: the channel's own business."""


class Refused(Exception):
    """The callback is not the platform's: forged, damaged, too old, for somebody else.

    The text names the failing step for the log (``signature``, ``receiver``, ``padding`` …) and holds nothing of
    the body and no secret. The caller is told nothing (HTTP 403).
    """


class NotSent(Exception):
    """The platform did not take the message.

    ``final``: trying again cannot help (bad robot, too long, moderated). ``ambiguous``: the request went out and
    the answer was never seen. ``after``: the platform asks this destination to pause that long. ``advice``: one
    Chinese line for the organizer: what to do. The text is for the log and holds no secret.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        ambiguous: bool = False,
        after: timedelta | None = None,
        advice: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.ambiguous = ambiguous
        self.after = after
        self.advice = advice


class NotFetched(Exception):
    """The platform did not hand out a file.

    ``gone``: it has it no more, or does not know it; asking again is of little use. ``too_large``: it is larger than
    was wanted. ``after``: the platform asks to pause that long. Neither: try again later. The text is for the log and
    holds no secret and no address.
    """

    def __init__(
        self, reason: str, *, gone: bool = False, too_large: bool = False, after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        self.too_large = too_large
        self.after = after


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages one destination takes in any sliding minute; delivery keeps to it."""

    per_minute: int = 20
    checks_copies: bool = False
    """The platform shows a push with the same key once: an ambiguous send may be tried again without fear."""


class Channel(Protocol):
    """A platform, as the rest of the bot sees it."""

    @property
    def name(self) -> str:
        """Its section in the settings, its column in the outbox: ``wecom.app.main``."""

    @property
    def path(self) -> str:
        """Its route, ``/wecom/app/main``; empty for a channel that is never called."""

    @property
    def family(self) -> str:
        """Whose user ids it speaks: ``wecom``, ``dingtalk``, ``console``. Identities hang from it."""

    @property
    def limits(self) -> Limits: ...

    def receive(self, callback: Callback, now: datetime) -> Received:
        """Verify, decrypt, normalise. Pure, no waiting. Raises :class:`Refused` and nothing else."""

    def answer(self, received: Received, text: str) -> Answer | None:
        """The reply wrapped as the platform wants it in the answer to its callback.

        None where the platform cannot carry it there (or not this much): the words then go through the outbox.
        A repeat wraps the stored words anew.
        """

    def parts(self, text: str) -> Sequence[str]:
        """The text in pieces that fit the platform's limit. Pure."""

    def address_of(self, chat: str, user: str) -> str:
        """The address of a group (``chat``) or else of a person, known by their platform ids; empty: cannot be."""

    def destination(self, address: str) -> str:
        """What the platform counts and pauses: the same for all addresses of one group or person. No secret."""

    async def send(self, address: str, push: Push) -> None:
        """Raises :class:`NotSent` and nothing else (a cancellation apart)."""

    async def close(self) -> None: ...


@runtime_checkable
class Connected(Protocol):
    """A channel that holds a connection open (smart-bot socket, DingTalk Stream) runs until it is cancelled."""

    async def run(self, heard: Callable[[Message], Awaitable[str]]) -> None:
        """Hand each message to ``heard``, which returns the reply's words once they are on disk, and say them."""


@runtime_checkable
class Fetching(Protocol):
    """A channel whose messages bring files that the platform keeps for a while."""

    async def fetch(self, reference: str, write: Callable[[bytes], object], limit: int) -> str:
        """Hand the file's bytes to ``write``, piece by piece, at most ``limit`` of them; ``reference`` is what
        ``receive`` put into the :class:`~handlers.message.Attachment`. Returns what the platform says the file is
        called, or nothing. Raises :class:`NotFetched` and nothing else, possibly in the midst of it.
        """


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture or a table in its bytes, ready to be sent. ``kind`` as in :mod:`handlers.message`."""

    kind: str
    name: str
    """Of our making, with its ending; people may see it."""
    media_type: str
    content: bytes


@runtime_checkable
class Showing(Protocol):
    """A channel that shows pictures in the chat, or hands files over."""

    @property
    def name(self) -> str: ...

    def takes(self, address: str) -> tuple[str, ...]:
        """The kinds of paper that can be sent to this address. Pure."""

    async def lodge(self, paper: Paper) -> str:
        """Leave it with the platform, where it asks for that; its number there, empty where the paper itself is sent.
        Nobody has seen anything yet, so the :class:`NotSent` that it may raise is never ambiguous."""

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        """Send it. A repeat with the same reference sends the same bytes. Raises :class:`NotSent`, and
        :class:`NotLodged` where the platform does not know the number any more."""


class NotLodged(Exception):
    """The platform knows no such number: lodge the paper anew. Nothing was shown."""


def unseen(error: NotSent) -> NotSent:
    """What went wrong before anybody could see anything: however it ended, it may be tried again."""
    return NotSent(error.reason, final=error.final, after=error.after, advice=error.advice)
