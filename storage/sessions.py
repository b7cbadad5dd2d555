"""Who is at the organizer's pages: keys that open the door once, and sessions. Only hashes of both are kept."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.feeds import Held, held_of
from storage.prepared import Prepared
from storage.tables import keys, sessions


@dataclass(frozen=True, slots=True)
class Session:
    """``roles`` as they were at the login."""

    person_id: int
    roles: Held
    made_at: datetime
    seen_at: datetime


_BY_HASH = Prepared(
    sa.select(sessions.c.person_id, sessions.c.roles, sessions.c.made_at, sessions.c.seen_at).where(
        sessions.c.id_hash == sa.bindparam("hash")
    )
)


class Sessions:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    # -- keys -----------------------------------------------------------------------------------------------------

    def give_key(self, key_hash: str, person_id: int, expires_at: datetime) -> None:
        """A key for the person; an older one opens nothing any more."""
        self._connection.execute(keys.delete().where(keys.c.person_id == person_id))
        self._connection.execute(
            keys.insert(), {"key_hash": key_hash, "person_id": person_id, "expires_at": expires_at}
        )

    def use_key(self, key_hash: str, now: datetime) -> int | None:
        """Whose unexpired key this is; it is used up, for whoever comes second too."""
        used = keys.delete().where(keys.c.key_hash == key_hash).returning(keys.c.person_id, keys.c.expires_at)
        row = self._connection.execute(used).one_or_none()
        return row.person_id if row and row.expires_at > now else None

    # -- sessions -------------------------------------------------------------------------------------------------

    def begin(self, id_hash: str, person_id: int, roles: Held, now: datetime) -> None:
        row = {
            "id_hash": id_hash,
            "person_id": person_id,
            "roles": [list(one) for one in roles],
            "made_at": now,
            "seen_at": now,
        }
        self._connection.execute(sessions.insert(), row)

    def known(self, id_hash: str) -> Session | None:
        row = _BY_HASH.one(self._connection, {"hash": id_hash})
        return Session(row[0], held_of(row[1]), row[2], row[3]) if row else None

    def seen(self, id_hash: str, now: datetime) -> None:
        self._connection.execute(sessions.update().where(sessions.c.id_hash == id_hash).values(seen_at=now))

    def end(self, id_hash: str) -> None:
        self._connection.execute(sessions.delete().where(sessions.c.id_hash == id_hash))

    def forget(self, now: datetime, unseen_since: datetime) -> None:
        """Keys past their time, and sessions that nobody has used since then."""
        self._connection.execute(keys.delete().where(keys.c.expires_at < now))
        self._connection.execute(sessions.delete().where(sessions.c.seen_at < unseen_since))
