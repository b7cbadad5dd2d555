"""Small facts that outlive a restart: the last tick, what was installed."""

from typing import Any

import sqlalchemy as sa

from storage.tables import settings


class Marks:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Any:
        """The value, or None."""
        return self._connection.execute(sa.select(settings.c.value).where(settings.c.key == key)).scalar()

    def put(self, key: str, value: Any) -> None:
        changed = settings.update().where(settings.c.key == key).values(value=value)
        if not self._connection.execute(changed).rowcount:
            self._connection.execute(settings.insert(), {"key": key, "value": value})
