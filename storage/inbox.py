"""Messages seen, with what was answered: what makes a platform's repeat harmless."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import inbox
from storage.upsert import insert_as


@dataclass(frozen=True, slots=True)
class Heard:
    """One message and its stored reply."""

    id: int
    chat: str
    person_id: int | None
    text: str
    reply: str
    outcome: str
    beside: Mapping[str, Any]
    """What came with the words: the quoted text, the ids of files."""
    at: datetime


_COLUMNS = (
    inbox.c.id,
    inbox.c.chat,
    inbox.c.person_id,
    inbox.c.text,
    inbox.c.reply,
    inbox.c.outcome,
    inbox.c.beside,
    inbox.c.at,
)
_BY_KEY = sa.select(*_COLUMNS).where(inbox.c.key == sa.bindparam("key"))
_REPLY = Prepared(sa.select(inbox.c.reply).where(inbox.c.key == sa.bindparam("key")))
_GIVEN = [column.name for column in inbox.c if column.name != "id"]
_INSERT = Prepared(lambda name: insert_as(name, inbox).on_conflict_do_nothing().returning(inbox.c.id), columns=_GIVEN)


class AlreadyHeard(Exception):
    """Another process took this message between our look and our insert: look again for its stored words."""


def _heard(row: Any) -> Heard:
    values = (*row[:6], row[6] or {}, row[7])
    return Heard(*values)


class Inbox:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def answered(self, key: str) -> str | None:
        """The stored reply of a message seen before; None at first sight."""
        row = _REPLY.one(self._connection, {"key": key})
        return row[0] if row else None

    def keep(
        self,
        key: str,
        *,
        channel: str,
        chat: str,
        person_id: int | None,
        text: str,
        reply: str,
        outcome: str,
        at: datetime,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        """Remember the message and its reply. Raises :class:`AlreadyHeard` where another process was first."""
        row = {
            "key": key,
            "channel": channel,
            "chat": chat,
            "person_id": person_id,
            "text": text,
            "reply": reply,
            "outcome": outcome,
            "beside": dict(beside) if beside else None,
            "at": at,
        }
        if _INSERT.one(self._connection, row) is None:
            raise AlreadyHeard(key)

    def latest(self, channel: str, chat: str, person_id: int | None, limit: int) -> list[Heard]:
        """The newest messages of a chat (of one person's own chat where it is one-to-one), oldest first."""
        found = sa.select(*_COLUMNS).where(inbox.c.channel == channel, inbox.c.chat == chat)
        if person_id is not None:
            found = found.where(inbox.c.person_id == person_id)
        rows = self._connection.execute(found.order_by(inbox.c.id.desc()).limit(limit)).all()
        return [_heard(row) for row in reversed(rows)]

    def by_key(self, key: str) -> Heard | None:
        """One message by its key."""
        row = self._connection.execute(_BY_KEY, {"key": key}).one_or_none()
        return _heard(row) if row else None

    def blank(self, first: datetime, last: datetime, sign: str, words: str) -> None:
        """Other words for what was answered between these moments and holds this sign: a secret need not lie here."""
        told = sa.and_(inbox.c.at >= first, inbox.c.at < last, inbox.c.reply.contains(sign, autoescape=True))
        self._connection.execute(inbox.update().where(told).values(reply=words))

    def forget_before(self, moment: datetime, most: int = 5000) -> int:
        """Drop what was heard before the moment: repeats that old are refused at the door."""
        old = sa.select(inbox.c.id).where(inbox.c.at < moment).limit(most)
        return self._connection.execute(inbox.delete().where(inbox.c.id.in_(old))).rowcount
