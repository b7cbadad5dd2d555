"""What is known of each stored file. The bytes lie outside the database, named by their hash, never by the user."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.tables import attachments


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


_COLUMNS = (
    attachments.c.id,
    attachments.c.name,
    attachments.c.media_type,
    attachments.c.size,
    attachments.c.sha256,
    attachments.c.person_id,
    attachments.c.record_id,
    attachments.c.at,
)


class Attachments:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, file: StoredFile) -> None:
        names = [column.name for column in _COLUMNS]
        self._connection.execute(attachments.insert(), {name: getattr(file, name) for name in names})

    def get(self, file_id: str) -> StoredFile | None:
        row = self._connection.execute(sa.select(*_COLUMNS).where(attachments.c.id == file_id)).one_or_none()
        return StoredFile(*row) if row else None

    def of_record(self, record_id: int) -> list[StoredFile]:
        found = sa.select(*_COLUMNS).where(attachments.c.record_id == record_id).order_by(attachments.c.at)
        return [StoredFile(*row) for row in self._connection.execute(found)]

    def attach(self, file_id: str, record_id: int) -> None:
        self._connection.execute(attachments.update().where(attachments.c.id == file_id).values(record_id=record_id))
