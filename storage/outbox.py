"""Words to be said: leased by one sender at a time, kept until they are sent, dead or no longer wanted."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.pushes import pairs
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
    values: Any = (*row[:8], tuple(row[8]), pairs(row[9]), *row[10:], token)
    return Parcel(*values)


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
        rows = [(row, pairs(row.about)) for row in self._connection.execute(found)]
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

    def revive(self, row_id: int, next_at: datetime) -> bool:
        """Let a row that was laid to rest try again, under its own key; False where it is not at rest any more."""
        dead = sa.and_(outbox.c.id == row_id, outbox.c.state == "dead")
        fresh = {"state": "waiting", "attempts": 0, "doubts": 0, "next_at": next_at, "sent_at": None}
        fresh |= {"last_error": None, "advice": None}
        return self._connection.execute(outbox.update().where(dead).values(**fresh)).rowcount == 1

    def alone(self) -> None:
        """Wait until no other process tells of dead rows; SQLite's one writer is alone anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLAIMS + 1)))

    def told_of(self, ids: list[int], now: datetime) -> None:
        """These dead rows were told: a dead row's ``sent_at`` is when."""
        self._connection.execute(outbox.update().where(outbox.c.id.in_(ids)).values(sent_at=now))

    def blank(self, first: datetime, last: datetime, sign: str, words: str) -> None:
        """Other words for what was sent between these moments and holds this sign: a secret need not lie here."""
        told = sa.and_(outbox.c.state == "sent", outbox.c.next_at >= first, outbox.c.next_at < last)
        self._connection.execute(
            outbox.update().where(told, outbox.c.text.contains(sign, autoescape=True)).values(text=words)
        )

    def forget_sendings_before(self, moment: datetime) -> None:
        self._connection.execute(sendings.delete().where(sendings.c.at < moment))
