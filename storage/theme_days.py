"""Theme days that were moved for one month. No row: the branch's own rule says the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import theme_days
from storage.upsert import put


@dataclass(frozen=True, slots=True)
class MovedDay:
    """The day of one unit in one month (``2026-11``), and who decided it."""

    unit_id: int
    period: str
    day: date
    person_id: int
    at: datetime


_COLUMNS = (
    theme_days.c.unit_id,
    theme_days.c.period,
    theme_days.c.day,
    theme_days.c.person_id,
    theme_days.c.at,
)
_OF_UNIT = Prepared(sa.select(*_COLUMNS).where(theme_days.c.unit_id == sa.bindparam("unit")))
_OF_PERIOD = Prepared(sa.select(*_COLUMNS).where(theme_days.c.period == sa.bindparam("period")))


def _moved(row: Any) -> MovedDay:
    return MovedDay(*row)


class ThemeDays:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of_unit(self, unit_id: int) -> dict[str, MovedDay]:
        """The unit's moved days, by month; a handful in all its years."""
        return {row[1]: _moved(row) for row in _OF_UNIT.rows(self._connection, {"unit": unit_id})}

    def of_period(self, period: str) -> list[MovedDay]:
        """What was moved in this month (``2026-11``), of all units."""
        return [_moved(row) for row in _OF_PERIOD.rows(self._connection, {"period": period})]

    def move(self, unit_ids: Sequence[int], period: str, day: date, person_id: int, now: datetime) -> None:
        """From now on this is the units' day in that month."""
        for unit_id in unit_ids:
            values = {"day": day, "person_id": person_id, "at": now}
            put(self._connection, theme_days, {"unit_id": unit_id, "period": period}, values)

    def move_back(self, unit_ids: Sequence[int], period: str) -> None:
        """The rule says the day again."""
        mine = sa.and_(theme_days.c.unit_id.in_(list(unit_ids)), theme_days.c.period == period)
        self._connection.execute(theme_days.delete().where(mine))
