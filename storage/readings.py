"""Notices on their way to a list: the row says that a file is still to be read, so that no kill loses it; leased by
one reader at a time. Afterwards it keeps the text until the notice is published or let go.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from storage.attachments import KEPT
from storage.attachments import WANTED as COMING
from storage.tables import attachments, readings
from storage.upsert import inserted, new_id

WANTED, READ, UNREAD, LOST = "wanted", "read", "unread", "lost"
"""``unread``: it cannot be read, and its sender was told why; ``lost``: the file itself never came."""
LEASE = timedelta(minutes=2)
"""Longer than a child may read, with its loading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``file_id`` is None for a text that was pasted. ``words`` is what was said with the file."""

    id: int
    file_id: str | None
    person_id: int
    channel: str
    chat: str
    address: str
    words: str
    text: str
    state: str
    attempts: int
    at: datetime
    token: str | None = None
    sha256: str = ""
    """Under which the file's bytes lie."""


_COLUMNS = (
    readings.c.id,
    readings.c.file_id,
    readings.c.person_id,
    readings.c.channel,
    readings.c.chat,
    readings.c.address,
    readings.c.words,
    readings.c.text,
    readings.c.state,
    readings.c.attempts,
    readings.c.at,
    readings.c.lease_token,
    sa.func.coalesce(
        sa.select(attachments.c.sha256).where(attachments.c.id == readings.c.file_id).scalar_subquery(), ""
    ).label("sha256"),
)


class Readings:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def want(
        self, file_id: str, *, person_id: int, channel: str, chat: str, address: str, words: str, now: datetime
    ) -> bool:
        """This file is to be read for this person; False where it is, or was, already."""
        row = {
            "file_id": file_id, "person_id": person_id, "channel": channel, "chat": chat, "address": address,
            "words": words, "text": "", "state": WANTED, "attempts": 0, "at": now, "next_at": now,
        }  # fmt: skip
        return inserted(self._connection, readings, row)

    def pasted(self, text: str, *, person_id: int, channel: str, chat: str, now: datetime) -> int:
        """Keep the text that somebody pasted, for when it is published; its number."""
        row = {
            "file_id": None, "person_id": person_id, "channel": channel, "chat": chat, "address": "",
            "words": "", "text": text, "state": READ, "attempts": 0, "at": now, "next_at": now,
        }  # fmt: skip
        return new_id(self._connection.execute(readings.insert(), row))

    def get(self, reading_id: int) -> Reading | None:
        return self._one(readings.c.id == reading_id)

    def of_file(self, file_id: str) -> Reading | None:
        return self._one(readings.c.file_id == file_id)

    def claim(self, now: datetime, person_id: int | None = None) -> Reading | None:
        """Lease the next file whose bytes are there; of this person, where one is named."""
        free = sa.or_(readings.c.lease_until.is_(None), readings.c.lease_until <= now)
        chosen = (
            sa.select(readings.c.id)
            .join(attachments, attachments.c.id == readings.c.file_id)
            .where(readings.c.state == WANTED, readings.c.next_at <= now, free, attachments.c.state == KEPT)
            .where(readings.c.person_id == person_id if person_id else sa.true())
            .order_by(readings.c.next_at, readings.c.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=readings)
            .scalar_subquery()
        )
        token = uuid4().hex
        taken = (
            readings.update()
            .where(readings.c.id == chosen)
            .values(lease_until=now + LEASE, lease_token=token, attempts=readings.c.attempts + 1)
            .returning(*_COLUMNS)
        )
        row = self._connection.execute(taken).one_or_none()
        return Reading(*row) if row else None

    def settled(self, reading: Reading, state: str, text: str = "") -> bool:
        """It was read, or cannot be; False where the lease is another's by now."""
        done = readings.update().where(self._ours(reading))
        done = done.values(state=state, text=text, lease_until=None, lease_token=None)
        return self._connection.execute(done).rowcount == 1

    def again(self, reading: Reading, next_at: datetime) -> None:
        """We failed: try again then."""
        later = readings.update().where(self._ours(reading))
        self._connection.execute(later.values(next_at=next_at, lease_until=None, lease_token=None))

    def lose(self) -> None:
        """What waits for a file that will not come waits no longer; the file's own end is told elsewhere."""
        gone = sa.select(attachments.c.id).where(attachments.c.state.not_in((COMING, KEPT)))
        lost = readings.update().where(readings.c.state == WANTED, readings.c.file_id.in_(gone))
        self._connection.execute(lost.values(state=LOST))

    def forget_before(self, moment: datetime) -> None:
        self._connection.execute(readings.delete().where(readings.c.at < moment))

    def _one(self, wanted: Any) -> Reading | None:
        row = self._connection.execute(sa.select(*_COLUMNS).where(wanted)).one_or_none()
        return Reading(*row) if row else None

    @staticmethod
    def _ours(reading: Reading) -> Any:
        mine = readings.c.lease_token == reading.token
        return sa.and_(readings.c.id == reading.id, mine, readings.c.state == WANTED)
