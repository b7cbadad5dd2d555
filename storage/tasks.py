"""One-off requirements: what a notice or an organizer asks of whom by when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import tasks
from storage.upsert import new_id


@dataclass(frozen=True, slots=True)
class Task:
    """Its duties bear the requirement ``task:ID`` and the period ``once``. ``source`` is never empty. ``level`` and
    ``kind`` are the notice reader's (design.md 5)."""

    id: int
    title: str
    due_on: date | None
    due_time: str | None
    recipient: str | None
    deliverable: str | None
    source: str
    unit_id: int
    person_id: int
    state: str
    at: datetime
    notice_id: int | None = None
    line: int | None = None
    """Where it stands in its notice: the 1-based line of the notice's text."""
    level: str = "branch"
    kind: str = "other"
    opens_on: date | None = None

    @property
    def requirement(self) -> str:
        return f"task:{self.id}"


_COLUMNS = (
    tasks.c.id,
    tasks.c.title,
    tasks.c.due_on,
    tasks.c.due_time,
    tasks.c.recipient,
    tasks.c.deliverable,
    tasks.c.source,
    tasks.c.unit_id,
    tasks.c.person_id,
    tasks.c.state,
    tasks.c.at,
    tasks.c.notice_id,
    tasks.c.line,
    tasks.c.level,
    tasks.c.kind,
    tasks.c.opens_on,
)


_PUBLISHED = Prepared(sa.select(*_COLUMNS).where(tasks.c.state == "published").order_by(tasks.c.due_on, tasks.c.id))
_BY_ID = Prepared(sa.select(*_COLUMNS).where(tasks.c.id == sa.bindparam("id")))


class Tasks:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> Task:
        """Add a published task. ``values`` are the columns but id and state; those of the notice may be left out."""
        made = self._connection.execute(tasks.insert(), {**values, "state": "published"})
        found = self.get(new_id(made))
        assert found is not None
        return found

    def get(self, task_id: int) -> Task | None:
        row = _BY_ID.one(self._connection, {"id": task_id})
        return Task(*row) if row else None

    def published(self) -> list[Task]:
        """Every task that stands, the nearest day first."""
        return [Task(*row) for row in _PUBLISHED.rows(self._connection, {})]

    def cancelled(self, limit: int = 50) -> list[Task]:
        """What was taken back, the newest first."""
        found = sa.select(*_COLUMNS).where(tasks.c.state == "cancelled").order_by(tasks.c.id.desc()).limit(limit)
        return [Task(*row) for row in self._connection.execute(found)]

    def change(self, task_id: int, **values: Any) -> None:
        self._connection.execute(tasks.update().where(tasks.c.id == task_id).values(**values))
