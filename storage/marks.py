"""Small facts that outlive a restart: the last tick, what was installed."""

from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import settings
from storage.upsert import put

_GET = Prepared(sa.select(settings.c.value).where(settings.c.key == sa.bindparam("key")))


class Marks:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Any:
        """The value, or None."""
        row = _GET.one(self._connection, {"key": key})
        return row[0] if row else None

    def put(self, key: str, value: Any) -> None:
        put(self._connection, settings, {"key": key}, {"value": value})
