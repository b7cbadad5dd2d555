"""Who did what when. Append only: nothing here changes or deletes a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import audit

_NEWEST = 5000
"""Lines that are looked through for what one person did last: more are not written in the hours that it is asked of."""


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    person_id: int | None
    what: str
    subject: str
    detail: dict[str, Any]


_INSERT = Prepared(audit.insert(), columns=[column.name for column in audit.c if column.name != "id"])


class Audit:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def note(self, at: datetime, person_id: int | None, what: str, subject: str, **detail: Any) -> None:
        """Add a line. ``what`` is a verb ("record.submitted"), ``subject`` the thing ("record:12")."""
        _INSERT.run(
            self._connection, {"at": at, "person_id": person_id, "what": what, "subject": subject, "detail": detail}
        )

    def last_of(self, person_id: int, whats: Sequence[str], since: datetime) -> Line | None:
        """The newest line of these that somebody wrote since then; looked for among the newest lines of all only."""
        newest = sa.select(sa.func.max(audit.c.id) - _NEWEST).scalar_subquery()
        columns = (audit.c.at, audit.c.person_id, audit.c.what, audit.c.subject, audit.c.detail)
        found = (
            sa.select(*columns)
            .where(audit.c.id > newest, audit.c.person_id == person_id, audit.c.what.in_(whats), audit.c.at >= since)
            .order_by(audit.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(found).first()
        return Line(*row) if row else None

    def about(self, subject: str) -> list[Line]:
        """The lines about one thing, oldest first."""
        columns = (audit.c.at, audit.c.person_id, audit.c.what, audit.c.subject, audit.c.detail)
        found = sa.select(*columns).where(audit.c.subject == subject).order_by(audit.c.id)
        return [Line(*row) for row in self._connection.execute(found)]
