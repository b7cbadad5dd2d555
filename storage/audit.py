"""Who did what when. Append only: nothing here changes or deletes a line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import audit


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

    def about(self, subject: str) -> list[Line]:
        """The lines about one thing, oldest first."""
        columns = (audit.c.at, audit.c.person_id, audit.c.what, audit.c.subject, audit.c.detail)
        found = sa.select(*columns).where(audit.c.subject == subject).order_by(audit.c.id)
        return [Line(*row) for row in self._connection.execute(found)]
