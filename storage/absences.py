"""Who is away from an office for some days, and who stands in. What is over stays, for whoever asks later."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import absences
from storage.upsert import new_id


@dataclass(frozen=True, slots=True)
class Absence:
    """From ``since`` to ``until``, both days included. ``by_id`` said so: the person, or an organizer. ``copied``: the
    absent one hears beside the stand-in. ``begun_at`` is when the stand-in began to hear."""

    id: int
    unit_id: int
    person_id: int
    stand_in_id: int
    since: date
    until: date
    copied: bool
    by_id: int
    at: datetime
    begun_at: datetime | None
    ended_at: datetime | None

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


_COLUMNS = tuple(absences.c[name] for name in Absence.__dataclass_fields__)
_OPEN = sa.select(*_COLUMNS).where(absences.c.ended_at.is_(None)).order_by(absences.c.id)
_RUNNING = Prepared(_OPEN.where(absences.c.unit_id == sa.bindparam("unit"), absences.c.begun_at.is_not(None)))


def _absence(row: Any) -> Absence:
    return Absence(*row)


class Absences:
    """Those that have not ended: running, or still ahead."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def open(self) -> list[Absence]:
        return [_absence(row) for row in self._connection.execute(_OPEN)]

    def of_unit(self, unit_id: int) -> list[Absence]:
        found = self._connection.execute(_OPEN.where(absences.c.unit_id == unit_id))
        return [_absence(row) for row in found]

    def of_person(self, person_id: int) -> list[Absence]:
        """Where the person is away, or stands in."""
        mine = sa.or_(absences.c.person_id == person_id, absences.c.stand_in_id == person_id)
        return [_absence(row) for row in self._connection.execute(_OPEN.where(mine))]

    def running(self, unit_id: int) -> list[Absence]:
        """Those of the unit that have begun."""
        return [Absence(*row) for row in _RUNNING.rows(self._connection, {"unit": unit_id})]

    def over(self, day: date) -> list[Absence]:
        """Those whose last day lies before this one, and that nobody has ended yet."""
        return [_absence(row) for row in self._connection.execute(_OPEN.where(absences.c.until < day))]

    def beginning(self, day: date) -> list[Absence]:
        """Those whose first day has come, and that have not begun yet."""
        due = _OPEN.where(absences.c.since <= day, absences.c.begun_at.is_(None))
        return [_absence(row) for row in self._connection.execute(due)]

    def add(
        self,
        *,
        unit_id: int,
        person_id: int,
        stand_in_id: int,
        since: date,
        until: date,
        copied: bool,
        by_id: int,
        now: datetime,
    ) -> int:
        row = {"unit_id": unit_id, "person_id": person_id, "stand_in_id": stand_in_id, "since": since, "until": until}
        made = self._connection.execute(absences.insert(), {**row, "copied": copied, "by_id": by_id, "at": now})
        return new_id(made)

    def begin(self, absence_id: int, now: datetime) -> None:
        """From now on the stand-in hears."""
        self._connection.execute(absences.update().where(absences.c.id == absence_id).values(begun_at=now))

    def end(self, absence_id: int, now: datetime) -> bool:
        """End it; False where it had ended before."""
        mine = sa.and_(absences.c.id == absence_id, absences.c.ended_at.is_(None))
        return self._connection.execute(absences.update().where(mine).values(ended_at=now)).rowcount == 1
