"""What was said and is to be said, looked at: for reports, for rehearsals, and for whoever may not say it twice."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Line:
    """An outbox row as people may see it."""

    id: int
    key: str
    channel: str
    address: str
    to_whom: str
    title: str
    text: str
    state: str
    next_at: datetime
    last_error: str | None
    advice: str | None
    sent_at: datetime | None
    made_at: datetime
    enclosure_id: str | None = None
    then_id: str | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A row as the delivery report tells of it."""

    line: Line
    about: tuple[tuple[int, str], ...]
    expires_at: datetime


CONVERSATION = ("reply:", "private:")
"""Keys of answers to what a person said: their own affair, and in no report."""
SHOWN = ("sent", "waiting", "dead", "dropped")
"""States that a report tells of: the pieces of a split row stand for it."""
_MANY = 5000
"""Destinations in one statement."""
_LINE = (
    outbox.c.id,
    outbox.c.key,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.to_whom,
    outbox.c.title,
    outbox.c.text,
    outbox.c.state,
    outbox.c.next_at,
    outbox.c.last_error,
    outbox.c.advice,
    outbox.c.sent_at,
    outbox.c.made_at,
    outbox.c.enclosure_id,
    outbox.c.then_id,
)
_OF_LATE = 50_000
"""Rows among which a reminder that may still matter is looked for."""
_PUSHED = (*_LINE, outbox.c.about, outbox.c.expires_at)


def _line(row: Any) -> Line:
    return Line(*row)


def _pushed(row: Any) -> Pushed:
    return Pushed(_line(row[:-2]), pairs(row[-2]), row[-1])


def pairs(about: list[list[Any]]) -> tuple[tuple[int, str], ...]:
    """(duty, step) as a row keeps what it is about."""
    return tuple((int(duty_id), str(step)) for duty_id, step in about)


def _some(to: Collection[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    ordered = sorted(to)
    for begin in range(0, len(ordered), _MANY):
        yield ordered[begin : begin + _MANY]


def _reported(some: list[tuple[str, str]], first: datetime, last: datetime, states: Sequence[str]) -> list[Any]:
    return [
        outbox.c.state.in_(states),
        outbox.c.next_at >= first,
        outbox.c.next_at < last,
        sa.tuple_(outbox.c.channel, outbox.c.address).in_(some),
        *(~outbox.c.key.startswith(prefix) for prefix in CONVERSATION),
    ]


class Pushes:
    """The outbox's rows as reports and people see them. Nothing here changes a row."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def made_since(self, last_id: int) -> list[Line]:
        """Rows added after this one, in the order of their adding."""
        found = sa.select(*_LINE).where(outbox.c.id > last_id).order_by(outbox.c.id)
        return [_line(row) for row in self._connection.execute(found)]

    def pushed_since(self, last_id: int) -> list[Pushed]:
        """The same with what each is about."""
        found = sa.select(*_PUSHED).where(outbox.c.id > last_id).order_by(outbox.c.id)
        return [_pushed(row) for row in self._connection.execute(found)]

    def newest_id(self) -> int:
        return int(self._connection.execute(sa.select(sa.func.max(outbox.c.id))).scalar() or 0)

    def said(self, channel: str, address: str, limit: int) -> list[Line]:
        """The newest sent rows of one destination, oldest first."""
        mine = sa.select(*_LINE).where(
            outbox.c.channel == channel, outbox.c.address == address, outbox.c.state == "sent"
        )
        rows = self._connection.execute(mine.order_by(outbox.c.id.desc()).limit(limit)).all()
        return [_line(row) for row in reversed(rows)]

    def keyed(self, prefix: str) -> list[Line]:
        """The rows whose key begins like this, oldest first."""
        found = sa.select(*_LINE).where(outbox.c.key.startswith(prefix, autoescape=True)).order_by(outbox.c.id)
        return [_line(row) for row in self._connection.execute(found)]

    def keys_since(self, prefix: str, first: datetime) -> list[str]:
        """The keys that begin like this (it ends in a colon), of what was promised since then and not dropped."""
        mine = sa.and_(outbox.c.key >= prefix, outbox.c.key < f"{prefix[:-1]};")
        found = sa.select(outbox.c.key).where(mine, outbox.c.made_at >= first, outbox.c.state != "dropped")
        return [row[0] for row in self._connection.execute(found)]

    def reminding(self) -> list[tuple[tuple[tuple[int, str], ...], str]]:
        """What the reminders of late are about, each with its state; one that is on its way counts as sent."""
        newest = sa.select(sa.func.max(outbox.c.id)).scalar_subquery()
        found = sa.select(outbox.c.about, outbox.c.state, outbox.c.lease_until).where(
            outbox.c.key.startswith("remind:"), outbox.c.id > newest - _OF_LATE
        )
        return [
            (pairs(row[0]), "leased" if row[1] == "waiting" and row[2] is not None else row[1])
            for row in self._connection.execute(found)
        ]

    def waiting_for(self, channel: str, address: str, now: datetime) -> list[tuple[Line, tuple[tuple[int, str], ...]]]:
        """What waits to go to one destination and is not on its way, with what it is about."""
        mine = sa.select(*_LINE, outbox.c.about).where(outbox.c.channel == channel, outbox.c.address == address)
        idle = sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
        rows = self._connection.execute(mine.where(outbox.c.state == "waiting", idle).order_by(outbox.c.id))
        return [(_line(row[:-1]), pairs(row[-1])) for row in rows]

    def handed(self, enclosure_id: str, channel: str, addresses: Collection[str]) -> bool:
        """Whether this picture or table was sent to one of these destinations."""
        there = sa.select(outbox.c.id).where(
            outbox.c.channel == channel,
            outbox.c.address.in_(addresses),
            outbox.c.enclosure_id == enclosure_id,
            outbox.c.state == "sent",
        )
        return self._connection.execute(there.limit(1)).first() is not None

    def promised(self, key: str) -> bool:
        """Whether this was promised already."""
        return self._connection.execute(sa.select(outbox.c.id).where(outbox.c.key == key)).first() is not None

    def between(self, first: datetime, last: datetime, state: str) -> list[Line]:
        """Rows in this state that were made in this span."""
        found = sa.select(*_LINE).where(outbox.c.state == state, outbox.c.made_at >= first, outbox.c.made_at < last)
        return [_line(row) for row in self._connection.execute(found.order_by(outbox.c.id))]

    def pushed(
        self,
        to: Collection[tuple[str, str]],
        first: datetime,
        last: datetime,
        *,
        states: Sequence[str] = SHOWN,
        limit: int,
    ) -> list[Pushed]:
        """What went, or was to go, to these destinations between these moments, the newest first."""
        found: list[Pushed] = []
        for some in _some(to):
            rows = sa.select(*_PUSHED).where(*_reported(some, first, last, states))
            rows = rows.order_by(outbox.c.next_at.desc(), outbox.c.id.desc()).limit(limit)
            found += [_pushed(row) for row in self._connection.execute(rows)]
        found.sort(key=lambda one: (one.line.next_at, one.line.id), reverse=True)
        return found[:limit]

    def tallied(
        self, to: Collection[tuple[str, str]], first: datetime, last: datetime
    ) -> dict[tuple[str, str, str, str], int]:
        """How many rows went to each (channel, address) in each state, with the first word of the key: its kind."""
        found: dict[tuple[str, str, str, str], int] = {}
        kind = sa.func.substr(outbox.c.key, 1, 12)
        for some in _some(to):
            group = (outbox.c.channel, outbox.c.address, outbox.c.state, kind)
            rows = sa.select(*group, sa.func.count()).where(*_reported(some, first, last, SHOWN)).group_by(*group)
            for channel, address, state, begins, count in self._connection.execute(rows):
                key = (channel, address, state, begins.split(":")[0])
                found[key] = found.get(key, 0) + int(count)
        return found

    def one(self, row_id: int) -> Pushed | None:
        row = self._connection.execute(sa.select(*_PUSHED).where(outbox.c.id == row_id)).one_or_none()
        return _pushed(row) if row else None

    def next_waiting(self, channels: tuple[str, ...]) -> datetime | None:
        """When the next row wants to go out."""
        found = sa.select(sa.func.min(outbox.c.next_at)).where(
            outbox.c.state == "waiting", outbox.c.channel.in_(channels)
        )
        return self._connection.execute(found).scalar()

    def dead_untold(self, limit: int = 50) -> list[tuple[Line, tuple[tuple[int, str], ...]]]:
        """Rows laid to rest that nobody was told of, each with what it was about, oldest first."""
        found = (
            sa.select(*_LINE, outbox.c.about)
            .where(outbox.c.state == "dead", outbox.c.sent_at.is_(None))
            .order_by(outbox.c.id)
            .limit(limit)
        )
        return [(_line(row[:-1]), pairs(row[-1])) for row in self._connection.execute(found)]

    def counts(self) -> dict[str, int]:
        """Rows waiting and dead."""
        found = (
            sa.select(outbox.c.state, sa.func.count())
            .where(outbox.c.state.in_(("waiting", "dead")))
            .group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in self._connection.execute(found)}
