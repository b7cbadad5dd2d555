"""Private calendar feeds: who reads which, and what each has shown. Of an address only the hash is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import feeds

Held = tuple[tuple[str, int], ...]
"""Roles with their units' ids, as they were when something was given out for them."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One address, given to a person for the roles held then. ``shown`` has each event's last version by its UID."""

    id: int
    person_id: int
    roles: Held
    shown: Mapping[str, Any]
    made_at: datetime


_COLUMNS = (feeds.c.id, feeds.c.person_id, feeds.c.roles, feeds.c.shown, feeds.c.made_at)
_BY_HASH = Prepared(sa.select(*_COLUMNS).where(feeds.c.token_hash == sa.bindparam("hash")))
_OF = Prepared(sa.select(*_COLUMNS).where(feeds.c.person_id == sa.bindparam("person")).order_by(feeds.c.id.desc()))


def held_of(value: list[list[Any]]) -> Held:
    return tuple((str(role), int(unit)) for role, unit in value)


def _feed(row: tuple[Any, ...] | None) -> Feed | None:
    return Feed(row[0], row[1], held_of(row[2]), row[3], row[4]) if row else None


class Feeds:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, token_hash: str, person_id: int, roles: Held, now: datetime) -> None:
        """A new address for the person; the one before leads nowhere from now on."""
        self.end(person_id)
        row = {
            "token_hash": token_hash,
            "person_id": person_id,
            "roles": [list(one) for one in roles],
            "shown": {},
            "made_at": now,
        }
        self._connection.execute(feeds.insert(), row)

    def end(self, person_id: int) -> bool:
        """Whether there was one."""
        return self._connection.execute(feeds.delete().where(feeds.c.person_id == person_id)).rowcount > 0

    def of(self, person_id: int) -> Feed | None:
        return _feed(_OF.one(self._connection, {"person": person_id}))

    def known(self, token_hash: str) -> Feed | None:
        """The feed of this address's hash."""
        return _feed(_BY_HASH.one(self._connection, {"hash": token_hash}))

    def show(self, feed_id: int, shown: Mapping[str, Any]) -> None:
        """Keep what the feed has shown."""
        self._connection.execute(feeds.update().where(feeds.c.id == feed_id).values(shown=dict(shown)))
