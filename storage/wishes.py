"""Files that a platform holds and that are to be fetched: leased by one fetcher at a time, in the outbox's shape.

A wish lives as long as there is something to be done for it; its end is a state of the file's own row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from storage.attachments import EXPIRED, KEPT, WANTED, StoredFile
from storage.tables import attachments, wishes

LEASE = timedelta(minutes=5)
"""Longer than any fetch with its checks may take."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A leased row: what is needed to fetch the file and to settle it."""

    file_id: str
    channel: str
    reference: str
    """The platform's own; it may open the file to whoever knows it, so it is neither logged nor kept afterwards."""
    attempts: int
    made_at: datetime
    warned: bool
    token: str


class Wishes:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, file: StoredFile, reference: str) -> None:
        """The wish for a file whose row is there, ``wanted``."""
        row = {
            "file_id": file.id,
            "channel": file.channel,
            "reference": reference,
            "attempts": 0,
            "made_at": file.at,
            "next_at": file.at,
        }
        self._connection.execute(wishes.insert(), row)

    def claim(self, now: datetime, channels: Collection[str]) -> Wish | None:
        """Lease the next wish whose time has come, of these channels."""
        free = sa.or_(wishes.c.lease_until.is_(None), wishes.c.lease_until <= now)
        chosen = (
            sa.select(wishes.c.file_id)
            .where(wishes.c.next_at <= now, free, wishes.c.channel.in_(channels))
            .order_by(wishes.c.next_at, wishes.c.file_id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        token = uuid4().hex
        taken = (
            wishes.update()
            .where(wishes.c.file_id == chosen)
            .values(lease_until=now + LEASE, lease_token=token, attempts=wishes.c.attempts + 1)
            .returning(
                wishes.c.file_id,
                wishes.c.channel,
                wishes.c.reference,
                wishes.c.attempts,
                wishes.c.made_at,
                wishes.c.warned_at,
            )
        )
        row = self._connection.execute(taken).one_or_none()
        if row is None:
            return None
        values: Any = (*row[:5], row[5] is not None, token)
        return Wish(*values)

    def fulfilled(self, wish: Wish, *, media_type: str, size: int, sha256: str, name: str) -> bool:
        """The bytes are on disk, if the lease is still ours. ``name`` is a label, where the platform told one."""
        named = {"name": name} if name else {}
        return self._settle(wish, state=KEPT, media_type=media_type, size=size, sha256=sha256, address="", **named)

    def given_up(self, wish: Wish, state: str, why: str, now: datetime) -> bool:
        """It will not come: expired or refused. The sender is told by a tick."""
        return self._settle(wish, state=state, why=why, ended_at=now)

    def again(self, wish: Wish, next_at: datetime, error: str, *, warned_at: datetime | None = None) -> None:
        """It could not be fetched: try again then."""
        values: dict[str, Any] = {"warned_at": warned_at} if warned_at else {}
        self._connection.execute(
            wishes.update()
            .where(self._ours(wish))
            .values(next_at=next_at, last_error=error, lease_until=None, lease_token=None, **values)
        )

    def expire(self, before: datetime, now: datetime) -> None:
        """What nobody has fetched for so long that the platform has it no more (its channel may have gone)."""
        idle = sa.or_(wishes.c.lease_until.is_(None), wishes.c.lease_until <= now)
        old = sa.select(wishes.c.file_id).where(wishes.c.made_at < before, idle)
        ids = list(self._connection.execute(old).scalars())
        if ids:
            over = attachments.update().where(attachments.c.id.in_(ids), attachments.c.state == WANTED)
            self._connection.execute(over.values(state=EXPIRED, ended_at=now))
            self._connection.execute(wishes.delete().where(wishes.c.file_id.in_(ids)))

    def oldest(self) -> datetime | None:
        """Since when the oldest one waits."""
        return self._connection.execute(sa.select(sa.func.min(wishes.c.made_at))).scalar()

    def _settle(self, wish: Wish, **values: Any) -> bool:
        if self._connection.execute(wishes.delete().where(self._ours(wish))).rowcount != 1:
            return False
        self._connection.execute(attachments.update().where(attachments.c.id == wish.file_id).values(**values))
        return True

    @staticmethod
    def _ours(wish: Wish) -> Any:
        return sa.and_(wishes.c.file_id == wish.file_id, wishes.c.lease_token == wish.token)
