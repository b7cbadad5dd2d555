"""Notices that were read and confirmed: their text, where it came from, and the file as it was sent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import notices
from storage.upsert import new_id


@dataclass(frozen=True, slots=True)
class Notice:
    """``text`` is what its tasks' lines count in; ``number`` and ``issuer`` are empty where it bears none."""

    id: int
    title: str
    number: str
    issuer: str
    dated: date | None
    text: str
    file_id: str | None
    unit_id: int
    person_id: int
    at: datetime


_COLUMNS = (
    notices.c.id,
    notices.c.title,
    notices.c.number,
    notices.c.issuer,
    notices.c.dated,
    notices.c.text,
    notices.c.file_id,
    notices.c.unit_id,
    notices.c.person_id,
    notices.c.at,
)

_BY_ID = Prepared(sa.select(*_COLUMNS).where(notices.c.id == sa.bindparam("id")))
_NEWEST = Prepared(
    sa.select(*_COLUMNS)
    .where(notices.c.unit_id == sa.bindparam("unit"))
    .order_by(notices.c.id.desc())
    .limit(sa.bindparam("most"))
)


class Notices:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> Notice:
        """Keep a notice. ``values`` are the columns but the id."""
        found = self.get(new_id(self._connection.execute(notices.insert(), values)))
        assert found is not None
        return found

    def get(self, notice_id: int) -> Notice | None:
        row = _BY_ID.one(self._connection, {"id": notice_id})
        return Notice(*row) if row else None

    def newest(self, unit_id: int, most: int) -> list[Notice]:
        """The notices that this unit's organizers have published, the newest first."""
        return [Notice(*row) for row in _NEWEST.rows(self._connection, {"unit": unit_id, "most": most})]
