"""Words to be said: leased by one sender at a time, kept until they are sent, dead or no longer wanted."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import Moment, outbox, pauses, sendings
from storage.upsert import insert_new, inserted, put

URGENT, NORMAL, DIGEST = 0, 1, 2
FOLLOWS = "/file"
"""Ends the key of a picture or table that follows words."""
LEASE = timedelta(seconds=60)
"""Longer than any send may take: the clients give up after 10 seconds."""
WINDOW = timedelta(seconds=65)
"""A sliding minute at the platform, with room for what is still on its way."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A leased row: what delivery needs to send it and to mark it."""

    id: int
    key: str
    channel: str
    address: str
    lane: str
    """The destination that the platform counts by; one may have several addresses."""
    to_whom: str
    title: str
    text: str
    mentions: tuple[str, ...]
    about: tuple[tuple[int, str], ...]
    """Duties and the moments of theirs that this reminds of; where none is open any more it need not be said."""
    attempts: int
    doubts: int
    """How often the request went out and the answer was never seen."""
    made_at: datetime
    expires_at: datetime
    enclosure_id: str | None
    """The picture or table that this row hands over; its text says so for whoever reads the row."""
    then_id: str | None
    """What is to follow the words, once they are out."""
    token: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of a row that was about duties. ``out``: somebody has heard it, or may have; else it still waits and
    nobody holds it."""

    id: int
    key: str
    about: tuple[tuple[int, str], ...]
    out: bool
    text: str
    made_at: datetime


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

_PARCEL = (
    outbox.c.id,
    outbox.c.key,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.lane,
    outbox.c.to_whom,
    outbox.c.title,
    outbox.c.text,
    outbox.c.mentions,
    outbox.c.about,
    outbox.c.attempts,
    outbox.c.doubts,
    outbox.c.made_at,
    outbox.c.expires_at,
    outbox.c.enclosure_id,
    outbox.c.then_id,
)
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
_CLAIMS = 0x7A68
"""Key of PostgreSQL's advisory lock: claims are taken one after another, so that two processes cannot both take
the twentieth place in a minute."""


_FREE = sa.and_(
    outbox.c.state == "waiting",
    sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= sa.bindparam("now", type_=Moment)),
)
_TAKEN = (
    sa.select(sendings.c.channel, sendings.c.lane, sa.func.count())
    .where(sendings.c.at > sa.bindparam("since", type_=Moment))
    .where(sendings.c.lane.in_(sa.bindparam("lanes", expanding=True)))
    .group_by(sendings.c.channel, sendings.c.lane)
)
_LEASE = (
    outbox.update()
    .where(outbox.c.id.in_(sa.bindparam("which", expanding=True)), _FREE)
    .values(
        lease_until=sa.bindparam("until", type_=Moment),
        lease_token=sa.bindparam("token"),
        attempts=outbox.c.attempts + 1,
    )
    .returning(*_PARCEL)
)


_SENT = Prepared(
    outbox.update()
    .where(outbox.c.id == sa.bindparam("which"), outbox.c.lease_token == sa.bindparam("token"))
    .where(outbox.c.state == "waiting")
    .values(state="sent", sent_at=sa.bindparam("at"), last_error=None, lease_until=None, lease_token=None)
)


@cache
def _ready_for(limits: tuple[tuple[str, int], ...]) -> sa.Select[Any]:
    now, since = sa.bindparam("now", type_=Moment), sa.bindparam("since", type_=Moment)
    full = (
        sa.select(sendings.c.channel, sendings.c.lane)
        .where(sendings.c.at > since)
        .group_by(sendings.c.channel, sendings.c.lane)
        .having(sa.func.count() >= sa.case(dict(limits), value=sendings.c.channel, else_=20))
    )
    paused = sa.select(pauses.c.channel, pauses.c.lane).where(pauses.c.until > now)
    destination = sa.tuple_(outbox.c.channel, outbox.c.lane)
    return (
        sa.select(outbox.c.id, outbox.c.channel, outbox.c.lane)
        .where(_FREE, outbox.c.next_at <= now, outbox.c.channel.in_([name for name, _ in limits]))
        .where(destination.not_in(full), destination.not_in(paused))
        .order_by(outbox.c.urgency, outbox.c.next_at, outbox.c.id)
        .limit(sa.bindparam("most"))
    )


def _ready(limits: Mapping[str, int]) -> sa.Select[Any]:
    """What may go out, the most urgent first; made once for a process's channels."""
    return _ready_for(tuple(sorted(limits.items())))


def _parcel(row: Any, token: str) -> Parcel:
    values: Any = (*row[:8], tuple(row[8]), _pairs(row[9]), *row[10:], token)
    return Parcel(*values)


def _line(row: Any) -> Line:
    return Line(*row)


def _pushed(row: Any) -> Pushed:
    return Pushed(_line(row[:-2]), _pairs(row[-2]), row[-1])


def _pairs(about: list[list[Any]]) -> tuple[tuple[int, str], ...]:
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


class Outbox:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(
        self,
        key: str,
        *,
        channel: str,
        address: str,
        to_whom: str,
        text: str,
        lane: str = "",
        now: datetime,
        expires_at: datetime,
        title: str = "",
        mentions: tuple[str, ...] = (),
        about: tuple[tuple[int, str], ...] = (),
        urgency: int = NORMAL,
        next_at: datetime | None = None,
        enclosure_id: str | None = None,
        then_id: str | None = None,
    ) -> bool:
        """Promise to say this, once per key; False where it was promised before. With ``enclosure_id`` it is that
        picture or table which is handed over; ``then_id`` follows the words."""
        row = {
            "key": key,
            "channel": channel,
            "address": address,
            "lane": lane or address,
            "to_whom": to_whom,
            "urgency": urgency,
            "title": title,
            "text": text,
            "mentions": list(mentions),
            "about": [list(one) for one in about],
            "state": "waiting",
            "attempts": 0,
            "doubts": 0,
            "made_at": now,
            "next_at": next_at or now,
            "expires_at": expires_at,
            "enclosure_id": enclosure_id,
            "then_id": then_id,
        }
        return inserted(self._connection, outbox, row)

    # -- the sender's side ----------------------------------------------------------------------------------------

    def claim(self, now: datetime, limits: Mapping[str, int], most: int = 1) -> list[Parcel]:
        """Lease the next rows whose time has come and whose destination has room in its sliding minute.

        ``limits`` has each channel's messages a minute and destination; a row of any other channel is left alone.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLAIMS)))
        known = {"now": now, "since": now - WINDOW}
        found = self._connection.execute(_ready(limits), {**known, "most": most}).all()
        chosen = self._with_room(found, limits, known) if len(found) > 1 else [row.id for row in found]
        if not chosen:
            return []
        token = uuid4().hex
        rows = self._connection.execute(
            _LEASE, {"which": chosen, "now": now, "until": now + LEASE, "token": token}
        ).all()
        self._connection.execute(
            sendings.insert(), [{"channel": row.channel, "lane": row.lane, "at": now} for row in rows]
        )
        by_id = {row.id: _parcel(row, token) for row in rows}
        return [by_id[which] for which in chosen if which in by_id]

    def _with_room(self, found: Sequence[Any], limits: Mapping[str, int], known: Mapping[str, Any]) -> list[int]:
        """Of these rows, those that fit into their destinations' minute together."""
        lanes = {"lanes": sorted({row.lane for row in found})}
        taken = Counter({(row[0], row[1]): row[2] for row in self._connection.execute(_TAKEN, {**known, **lanes})})
        chosen = []
        for row in found:
            taken[row.channel, row.lane] += 1
            if taken[row.channel, row.lane] <= limits[row.channel]:
                chosen.append(row.id)
        return chosen

    def sent(self, parcel: Parcel, now: datetime) -> bool:
        """Mark it sent, if the lease is still ours."""
        return _SENT.run(self._connection, {"which": parcel.id, "token": parcel.token, "at": now}) == 1

    def follow(self, parcel: Parcel, text: str, now: datetime) -> bool:
        """The words are out: promise what is to follow them, to the same destination. ``text`` names it."""
        return self.add(
            f"{parcel.key}{FOLLOWS}",
            channel=parcel.channel,
            address=parcel.address,
            lane=parcel.lane,
            to_whom=parcel.to_whom,
            title=parcel.title,
            text=text,
            urgency=DIGEST,
            now=now,
            expires_at=parcel.expires_at,
            enclosure_id=parcel.then_id,
        )

    def again(
        self, parcel: Parcel, next_at: datetime, error: str, *, doubt: bool = False, refund: bool = False
    ) -> bool:
        """It could not be sent: try again then. ``refund``: this attempt does not count."""
        return self._mark(
            parcel,
            next_at=next_at,
            last_error=error,
            doubts=parcel.doubts + int(doubt),
            attempts=parcel.attempts - int(refund),
        )

    def reword(self, parcel: Parcel, text: str) -> None:
        """Other words for a row that nobody has been sent yet."""
        mine = sa.and_(outbox.c.id == parcel.id, outbox.c.lease_token == parcel.token)
        self._connection.execute(outbox.update().where(mine).values(text=text))

    def suppose_sent(self, now: datetime) -> None:
        """What may go out by now counts as sent: for rehearsals, where nothing is delivered."""
        ready = sa.and_(outbox.c.state == "waiting", outbox.c.next_at <= now)
        self._connection.execute(outbox.update().where(ready).values(state="sent", sent_at=now))

    def bury_expired(self, before: datetime, error: str) -> None:
        """Lay to rest what nobody claims: its platform is gone from the settings."""
        over = sa.and_(outbox.c.state == "waiting", outbox.c.expires_at < before)
        self._connection.execute(outbox.update().where(over).values(state="dead", last_error=error))

    def bury(self, parcel: Parcel, error: str, advice: str) -> bool:
        """It cannot be sent; an organizer is told (P4)."""
        return self._mark(parcel, state="dead", last_error=error, advice=advice)

    def drop(self, parcel: Parcel, why: str) -> bool:
        """It need not be said any more."""
        return self._mark(parcel, state="dropped", last_error=why)

    def split(self, parcel: Parcel, pieces: list[str]) -> bool:
        """Put the pieces in the row's place, in order, under keys of their own (``…/1``, ``…/2``)."""
        if not self._mark(parcel, state="split"):
            return False
        row = self._connection.execute(sa.select(outbox).where(outbox.c.id == parcel.id)).one()._mapping
        kept = {name: row[name] for name in row if name not in ("id", "key", "text", "state", "attempts")}
        for number, piece in enumerate(pieces, 1):
            last = {} if number == len(pieces) else {"then_id": None}
            values = {**kept, "key": f"{parcel.key}/{number}", "text": piece, "state": "waiting", "attempts": 0, **last}
            self._connection.execute(insert_new(self._connection, outbox), values)
        return True

    def _mark(self, parcel: Parcel, **values: Any) -> bool:
        mine = sa.and_(outbox.c.id == parcel.id, outbox.c.lease_token == parcel.token, outbox.c.state == "waiting")
        changed = outbox.update().where(mine).values(**values, lease_until=None, lease_token=None)
        return self._connection.execute(changed).rowcount == 1

    def pause(self, channel: str, lane: str, until: datetime) -> None:
        """The platform asked this destination to wait."""
        put(self._connection, pauses, {"channel": channel, "lane": lane}, {"until": until})

    # -- when what was promised about duties is no longer so ----------------------------------------------------------

    def about(self, duty_ids: Collection[int], since: datetime) -> list[Spoken]:
        """The rows about any of these duties, made since then; without those that were dropped, are dead, or were
        parted (their parts stand for them)."""
        found = (
            sa.select(outbox)
            .where(outbox.c.made_at >= since, outbox.c.state.in_(("waiting", "sent")))
            .where(sa.cast(outbox.c.about, sa.Text) != "[]")
            .order_by(outbox.c.id)
        )
        rows = [(row, _pairs(row.about)) for row in self._connection.execute(found)]
        return [
            Spoken(
                row.id,
                row.key,
                about,
                row.state == "sent" or row.doubts > 0 or row.lease_token is not None,
                row.text,
                row.made_at,
            )
            for row, about in rows
            if any(duty_id in duty_ids for duty_id, _ in about)
        ]

    def weigh_again(self, ids: Collection[int]) -> None:
        """These rows wait as if nobody had tried them: before they go out it is asked once more what of them holds."""
        self._connection.execute(outbox.update().where(self._idle(ids)).values(attempts=0))

    def take_back(self, ids: Collection[int], why: str) -> None:
        """These rows need not be said any more, as far as nobody is saying them just now."""
        self._connection.execute(outbox.update().where(self._idle(ids)).values(state="dropped", last_error=why))

    def say_otherwise(self, row_id: int, text: str) -> None:
        """Other words for a row that nobody is saying just now."""
        self._connection.execute(outbox.update().where(self._idle((row_id,))).values(text=text))

    @staticmethod
    def _idle(ids: Collection[int]) -> Any:
        return sa.and_(outbox.c.id.in_(ids), outbox.c.state == "waiting", outbox.c.lease_token.is_(None))

    # -- looking --------------------------------------------------------------------------------------------------

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
            (_pairs(row[0]), "leased" if row[1] == "waiting" and row[2] is not None else row[1])
            for row in self._connection.execute(found)
        ]

    def waiting_for(self, channel: str, address: str, now: datetime) -> list[tuple[Line, tuple[tuple[int, str], ...]]]:
        """What waits to go to one destination and is not on its way, with what it is about."""
        mine = sa.select(*_LINE, outbox.c.about).where(outbox.c.channel == channel, outbox.c.address == address)
        idle = sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
        rows = self._connection.execute(mine.where(outbox.c.state == "waiting", idle).order_by(outbox.c.id))
        return [(_line(row[:-1]), _pairs(row[-1])) for row in rows]

    def readdress(
        self, line_id: int, *, channel: str, address: str, lane: str, to_whom: str, text: str, mentions: tuple[str, ...]
    ) -> bool:
        """Send it to somebody else instead; False where it went out meanwhile."""
        values = {"channel": channel, "address": address, "lane": lane or address, "to_whom": to_whom, "text": text}
        mine = sa.and_(outbox.c.id == line_id, outbox.c.state == "waiting")
        changed = outbox.update().where(mine).values(**values, mentions=list(mentions))
        return self._connection.execute(changed).rowcount == 1

    def call_off(self, line_id: int, why: str) -> bool:
        """It is not said to anybody; False where it went out meanwhile."""
        mine = sa.and_(outbox.c.id == line_id, outbox.c.state == "waiting")
        return (
            self._connection.execute(outbox.update().where(mine).values(state="dropped", last_error=why)).rowcount == 1
        )

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

    def revive(self, row_id: int, next_at: datetime) -> bool:
        """Let a row that was laid to rest try again, under its own key; False where it is not at rest any more."""
        dead = sa.and_(outbox.c.id == row_id, outbox.c.state == "dead")
        fresh = {"state": "waiting", "attempts": 0, "doubts": 0, "next_at": next_at, "sent_at": None}
        fresh |= {"last_error": None, "advice": None}
        return self._connection.execute(outbox.update().where(dead).values(**fresh)).rowcount == 1

    def next_waiting(self, channels: tuple[str, ...]) -> datetime | None:
        """When the next row wants to go out."""
        found = sa.select(sa.func.min(outbox.c.next_at)).where(
            outbox.c.state == "waiting", outbox.c.channel.in_(channels)
        )
        return self._connection.execute(found).scalar()

    def alone(self) -> None:
        """Wait until no other process tells of dead rows; SQLite's one writer is alone anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLAIMS + 1)))

    def told_of(self, ids: list[int], now: datetime) -> None:
        """These dead rows were told: a dead row's ``sent_at`` is when."""
        self._connection.execute(outbox.update().where(outbox.c.id.in_(ids)).values(sent_at=now))

    def dead_untold(self, limit: int = 50) -> list[tuple[Line, tuple[tuple[int, str], ...]]]:
        """Rows laid to rest that nobody was told of, each with what it was about, oldest first."""
        found = (
            sa.select(*_LINE, outbox.c.about)
            .where(outbox.c.state == "dead", outbox.c.sent_at.is_(None))
            .order_by(outbox.c.id)
            .limit(limit)
        )
        return [(_line(row[:-1]), _pairs(row[-1])) for row in self._connection.execute(found)]

    def counts(self) -> dict[str, int]:
        """Rows waiting and dead."""
        found = (
            sa.select(outbox.c.state, sa.func.count())
            .where(outbox.c.state.in_(("waiting", "dead")))
            .group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in self._connection.execute(found)}

    def blank(self, first: datetime, last: datetime, sign: str, words: str) -> None:
        """Other words for what was sent between these moments and holds this sign: a secret need not lie here."""
        told = sa.and_(outbox.c.state == "sent", outbox.c.next_at >= first, outbox.c.next_at < last)
        self._connection.execute(
            outbox.update().where(told, outbox.c.text.contains(sign, autoescape=True)).values(text=words)
        )

    def forget_sendings_before(self, moment: datetime) -> None:
        self._connection.execute(sendings.delete().where(sendings.c.at < moment))
