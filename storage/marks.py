"""Small facts that outlive a restart: the last tick, what was installed."""

from typing import Any

import sqlalchemy as sa

from storage.tables import settings
from storage.upsert import put


class Marks:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Any:
        """The value, or None."""
        return self._connection.execute(sa.select(settings.c.value).where(settings.c.key == key)).scalar()

    def put(self, key: str, value: Any) -> None:
        put(self._connection, settings, {"key": key}, {"value": value})
