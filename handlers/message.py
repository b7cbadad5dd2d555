"""The values that cross the seams: what a person said, and what the bot says.

They know no platform, no database and no template engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: where the channel keeps it, never its content."""

    name: str
    media_type: str
    size: int
    reference: str
    """Opaque to all but the channel that wrote it; of a ``stored`` one the id of its row."""
    stored: bool = False
    """It has its row already: sent ahead (console, command line), or put in by dispatch."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person said on one platform, verified and normalised by the channel."""

    channel: str
    """The channel's name: ``console``, ``wecom.app.main``, ``dingtalk.robot.main`` …"""
    id: str
    """The platform's message id; a rich event key where the platform gives none (reliability I4)."""
    sender: str
    """The platform's raw id of the person, byte-exact."""
    text: str
    at: datetime
    """When the person sent it, aware, as far as the platform says; else when it was received."""
    address: str = ""
    """Where a later reply goes. Opaque to all but the channel that wrote it."""
    chat: str = ""
    """The platform's id of the group, byte-exact; empty in a one-to-one chat."""
    chat_title: str = ""
    addressed: bool = True
    """False for a group message that does not speak to the bot: it gets silence."""
    quote: str = ""
    """The text of the message that this one quotes."""
    attachments: tuple[Attachment, ...] = ()
    event: str = ""
    """Empty for what a person said; ``enter`` for somebody opening the chat; else an event that we skip."""

    @property
    def key(self) -> str:
        """What makes a repeat a repeat: channel, sender and message id (reliability I4)."""
        return f"{self.channel}:{self.sender}:{self.id}"

    @property
    def in_group(self) -> bool:
        return bool(self.chat)


@dataclass(frozen=True, slots=True)
class Told:
    """What another person is to be told one to one because of this message: promised in the same unit of work."""

    key: str
    """Unique per promise."""
    person_id: int
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    about: tuple[tuple[int, str], ...] = ()
    """Duties (with a step) without which it is not worth saying any more."""
    chat_id: int | None = None
    """The group to tell instead of the person, where what they were told before was told there."""


PICTURE, TABLE = "picture", "table"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What is to go out with words: a picture (:mod:`handlers.charts`) or a table (:mod:`handlers.sheets`)."""

    kind: str
    name: str
    """What people call it, without an ending."""
    content: Mapping[str, Any]
    """All that is shown, as plain values; its bytes are made where it is sent."""

    @property
    def words(self) -> str:
        """What stands for it where only words can stand."""
        return f"[{'图片' if self.kind == PICTURE else '表格'} {self.name}]"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers: a template's name and plain values for it."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    understood: Mapping[str, Any] = field(default_factory=dict)
    """What was understood, as ``talk --json`` shows it (design.md 5.1)."""
    record: tuple[int, str] | None = None
    """The record that this reply is about: its number and its state."""
    tells: tuple[Told, ...] = ()
    brief: str = ""
    """The template for a group: there it is short, and the whole goes one to one where the person can be reached."""
    enclosed: Enclosed | None = None
    """What goes out after the words, where it can: a picture to the same chat, a table to the person alone."""


@dataclass(frozen=True, slots=True)
class Push:
    """Finished words for one destination, as a channel is asked to send them."""

    text: str
    """In the house's small markup: **bold**, lines that start with ``- ``, ``> `` or a number, line breaks.
    User text in it was defused by the renderer; nothing in it mentions, links or formats."""
    key: str = ""
    """Unique per promise; a platform's own duplicate check may use it."""
    mentions: tuple[str, ...] = ()
    """Platform ids of people to be notified by name. The only way in which a mention comes to be (I11)."""
    title: str = ""
    """For platforms that show one in the chat list."""


SILENCE = Reply("")
"""Nothing is said: a group message that does not address the bot."""
