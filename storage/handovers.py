"""Offices that change hands on a day to come. What is done or called off stays, for whoever asks later."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.tables import handovers
from storage.upsert import new_id


@dataclass(frozen=True, slots=True)
class Handover:
    """``op``: replace, add or remove. ``old_id`` gives the office up, ``new_id`` takes it, or ``name`` does: somebody
    whom nobody knows yet. ``by_id`` said so."""

    id: int
    unit_id: int
    role: str
    op: str
    old_id: int | None
    new_id: int | None
    name: str
    on_day: date
    by_id: int
    at: datetime
    done_at: datetime | None
    ended_at: datetime | None


_COLUMNS = tuple(handovers.c[name] for name in Handover.__dataclass_fields__)
_OPEN = (
    sa.select(*_COLUMNS)
    .where(handovers.c.done_at.is_(None), handovers.c.ended_at.is_(None))
    .order_by(handovers.c.on_day, handovers.c.id)
)


class Handovers:
    """Those that are still ahead."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> int:
        """``values`` are the columns but the number and how it ended."""
        return new_id(self._connection.execute(handovers.insert(), values))

    def of_unit(self, unit_id: int) -> list[Handover]:
        return [Handover(*row) for row in self._connection.execute(_OPEN.where(handovers.c.unit_id == unit_id))]

    def due(self, day: date) -> list[Handover]:
        """Those whose day has come."""
        return [Handover(*row) for row in self._connection.execute(_OPEN.where(handovers.c.on_day <= day))]

    def close(self, handover_id: int, now: datetime, *, done: bool) -> None:
        """It took place, or it does not any more."""
        values = {"done_at": now} if done else {"ended_at": now}
        self._connection.execute(handovers.update().where(handovers.c.id == handover_id).values(**values))
