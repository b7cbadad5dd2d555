"""What is known of each file. The bytes lie outside the database, named by their hash, never by the user.

A file that a platform holds has its row at once (``wanted``) and its bytes later (``kept``); ``expired`` and
``refused`` are the ends at which the sender is told. ``gone``: nobody wants it any more, the bytes may be deleted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.tables import attachments, notices, readings, wishes

WANTED, KEPT, EXPIRED, REFUSED, DROPPED, GONE = "wanted", "kept", "expired", "refused", "dropped", "gone"
FAILED = (EXPIRED, REFUSED)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """``id`` is random and is what a link carries; ``name`` is what the person called it, shown and never used."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    person_id: int
    record_id: int | None
    at: datetime
    state: str = KEPT
    number: int = 0
    """Which file of its record it is; it keeps the number when another one goes."""
    channel: str = ""
    chat: str = ""
    """Where it was said: empty channel for a file that was sent ahead and not said yet."""
    address: str = ""
    why: str = ""
    """Of a refused one: ``size``, ``type`` … (:mod:`handlers.files` has the words)."""
    duty_id: int | None = None
    """The duty that it was handed in for: what a task asked for, and no record's."""


_COLUMNS = (
    attachments.c.id,
    attachments.c.name,
    attachments.c.media_type,
    attachments.c.size,
    attachments.c.sha256,
    attachments.c.person_id,
    attachments.c.record_id,
    attachments.c.at,
    attachments.c.state,
    attachments.c.number,
    attachments.c.channel,
    attachments.c.chat,
    attachments.c.address,
    attachments.c.why,
    attachments.c.duty_id,
)
_ALL = sa.select(*_COLUMNS)
_OF_NOTICE = sa.exists().where(notices.c.file_id == attachments.c.id)
"""The original of a published notice: it stays as long as the notice."""
_READ_AS_NOTICE = sa.exists().where(readings.c.file_id == attachments.c.id)


def _files(rows: Iterable[Any]) -> list[StoredFile]:
    return [StoredFile(*row) for row in rows]


class Attachments:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, file: StoredFile) -> None:
        names = [column.name for column in _COLUMNS]
        self._connection.execute(attachments.insert(), {name: getattr(file, name) for name in names})

    def get(self, file_id: str) -> StoredFile | None:
        row = self._connection.execute(_ALL.where(attachments.c.id == file_id)).one_or_none()
        return StoredFile(*row) if row else None

    def of_record(self, record_id: int) -> list[StoredFile]:
        """In the order of their numbers; those that did not arrive are among them until they are sent again."""
        found = _ALL.where(attachments.c.record_id == record_id).order_by(attachments.c.number, attachments.c.at)
        return _files(self._connection.execute(found))

    def of_duties(self, duty_ids: Collection[int]) -> list[StoredFile]:
        """What was handed in for these duties, each duty's in the order of their numbers."""
        found = _ALL.where(attachments.c.duty_id.in_(duty_ids))
        return _files(self._connection.execute(found.order_by(attachments.c.duty_id, attachments.c.number)))

    # -- where a file belongs -------------------------------------------------------------------------------------

    def attach(self, file_id: str, record_id: int) -> None:
        """Put the file to the record, as its next one; where it is there already, nothing changes."""
        others = attachments.alias()
        last = sa.select(sa.func.coalesce(sa.func.max(others.c.number), 0)).where(others.c.record_id == record_id)
        elsewhere = sa.or_(attachments.c.record_id.is_(None), attachments.c.record_id != record_id)
        self._connection.execute(
            attachments.update()
            .where(attachments.c.id == file_id, elsewhere)
            .values(record_id=record_id, duty_id=None, number=last.scalar_subquery() + 1, let_go_at=None)
        )

    def hand_in(self, file_id: str, duty_id: int) -> None:
        """Put the file to the duty that asked for it, as its next one; where it is there already, nothing changes."""
        others = attachments.alias()
        last = sa.select(sa.func.coalesce(sa.func.max(others.c.number), 0)).where(others.c.duty_id == duty_id)
        elsewhere = sa.or_(attachments.c.duty_id.is_(None), attachments.c.duty_id != duty_id)
        self._connection.execute(
            attachments.update()
            .where(attachments.c.id == file_id, elsewhere)
            .values(record_id=None, duty_id=duty_id, number=last.scalar_subquery() + 1, let_go_at=None)
        )

    def let_go(self, file_ids: Collection[str], now: datetime) -> None:
        """Nobody wants these: they belong to no record, and what has not been fetched is not fetched any more."""
        mine = attachments.c.id.in_(file_ids)
        self._connection.execute(wishes.delete().where(wishes.c.file_id.in_(file_ids)))
        state = sa.case((attachments.c.state == WANTED, DROPPED), else_=attachments.c.state)
        self._connection.execute(
            attachments.update()
            .where(mine)
            .values(record_id=None, duty_id=None, number=0, state=state, let_go_at=now, address="")
        )

    def said(self, file_ids: Collection[str], channel: str, chat: str) -> None:
        """Files that were sent ahead have been said here."""
        if file_ids:
            here = attachments.update().where(attachments.c.id.in_(file_ids))
            self._connection.execute(here.values(channel=channel, chat=chat))

    def unclaimed(self, person_id: int, channel: str, chat: str, since: datetime) -> list[StoredFile]:
        """What the person has said here since then and no record or duty has taken."""
        found = _ALL.where(
            attachments.c.person_id == person_id,
            attachments.c.at >= since,
            attachments.c.channel == channel,
            attachments.c.chat == chat,
            attachments.c.record_id.is_(None),
            attachments.c.duty_id.is_(None),
            attachments.c.let_go_at.is_(None),
            attachments.c.state.in_((WANTED, KEPT)),
            ~_READ_AS_NOTICE,
        )
        return _files(self._connection.execute(found.order_by(attachments.c.at, attachments.c.id)))

    def used(self, person_id: int, since: datetime) -> tuple[int, int]:
        """How many files of the person came since then, and how many bytes they have."""
        found = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(attachments.c.size), 0)).where(
            attachments.c.person_id == person_id, attachments.c.at >= since
        )
        row = self._connection.execute(found).one()
        return int(row[0]), int(row[1])

    # -- what did not arrive --------------------------------------------------------------------------------------

    def untold(self, limit: int = 200) -> list[StoredFile]:
        """What did not arrive and whose sender has not been told, oldest first."""
        found = _ALL.where(
            attachments.c.state.in_(FAILED), attachments.c.told_at.is_(None), attachments.c.let_go_at.is_(None)
        )
        return _files(self._connection.execute(found.order_by(attachments.c.at, attachments.c.id).limit(limit)))

    def told(self, file_ids: Collection[str], now: datetime) -> bool:
        """Their sender is told by this unit; False where another process was first."""
        mine = sa.and_(attachments.c.id.in_(file_ids), attachments.c.told_at.is_(None))
        return self._connection.execute(attachments.update().where(mine).values(told_at=now)).rowcount == len(file_ids)

    def asked_again(self, person_id: int, since: datetime) -> tuple[int, datetime] | None:
        """The record for which the person was asked to send a file again, and when; the newest such request."""
        found = (
            sa.select(attachments.c.record_id, attachments.c.told_at)
            .where(
                attachments.c.person_id == person_id,
                attachments.c.state.in_(FAILED),
                attachments.c.told_at >= since,
                attachments.c.record_id.is_not(None),
            )
            .order_by(attachments.c.told_at.desc())
            .limit(1)
        )
        row = self._connection.execute(found).one_or_none()
        return (row[0], row[1]) if row else None

    def failed_for(self, person_id: int, since: datetime) -> int | None:
        """The duty for which the person was asked to send a file again; the newest such request."""
        found = (
            sa.select(attachments.c.duty_id)
            .where(
                attachments.c.person_id == person_id,
                attachments.c.state.in_(FAILED),
                attachments.c.told_at >= since,
                attachments.c.duty_id.is_not(None),
            )
            .order_by(attachments.c.told_at.desc())
            .limit(1)
        )
        return self._connection.execute(found).scalar()

    def failed_of(self, record_id: int, person_id: int) -> list[str]:
        """The person's files for this record that did not arrive."""
        mine = (attachments.c.record_id == record_id, attachments.c.person_id == person_id)
        found = sa.select(attachments.c.id).where(*mine, attachments.c.state.in_(FAILED))
        return list(self._connection.execute(found).scalars())

    # -- letting go -----------------------------------------------------------------------------------------------

    def mark_gone(self, before: datetime, now: datetime) -> int:
        """Mark what no record and no duty has wanted since then; its bytes may be deleted a while later."""
        settled = attachments.c.state.in_((KEPT, EXPIRED, REFUSED, DROPPED))
        since = sa.func.coalesce(attachments.c.let_go_at, attachments.c.at)
        unwanted = sa.and_(attachments.c.record_id.is_(None), attachments.c.duty_id.is_(None))
        old = sa.and_(unwanted, settled, since < before, ~_OF_NOTICE, ~_READ_AS_NOTICE)
        return self._connection.execute(attachments.update().where(old).values(state=GONE, ended_at=now)).rowcount

    def in_use(self, hashes: Collection[str], since: datetime) -> set[str]:
        """Those of the hashes whose bytes must stay: of a kept file, or of one that went after this moment (a backup
        that has begun before may still list it)."""
        lately = sa.and_(attachments.c.state == GONE, attachments.c.ended_at >= since)
        found = sa.select(attachments.c.sha256).where(
            attachments.c.sha256.in_(hashes), sa.or_(attachments.c.state == KEPT, lately)
        )
        return set(self._connection.execute(found).scalars())

    def forget_gone(self, before: datetime) -> None:
        old = sa.and_(attachments.c.state == GONE, attachments.c.ended_at < before)
        self._connection.execute(attachments.delete().where(old))
