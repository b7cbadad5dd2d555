"""Groups that asked not to be reminded for a while, and what was kept from them meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.tables import mutes, withheld
from storage.upsert import inserted, new_id


@dataclass(frozen=True, slots=True)
class Mute:
    """``until``: None where nobody said how long."""

    id: int
    chat_id: int
    until: datetime | None
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that was not said in the group, and who was told instead (empty: nobody)."""

    what: str
    to_whom: str


_COLUMNS = (mutes.c.id, mutes.c.chat_id, mutes.c.until, mutes.c.person_id, mutes.c.at)
_OPEN = sa.select(*_COLUMNS).where(mutes.c.ended_at.is_(None)).order_by(mutes.c.id)


def _mute(row: Any) -> Mute:
    return Mute(*row)


class Mutes:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def open(self) -> list[Mute]:
        return [_mute(row) for row in self._connection.execute(_OPEN)]

    def of_chat(self, chat_id: int) -> Mute | None:
        row = self._connection.execute(_OPEN.where(mutes.c.chat_id == chat_id)).first()
        return _mute(row) if row else None

    def over(self, now: datetime) -> list[Mute]:
        """Those whose time is up, and that nobody has ended yet."""
        return [_mute(row) for row in self._connection.execute(_OPEN.where(mutes.c.until <= now))]

    def begin(self, chat_id: int, until: datetime | None, person_id: int, now: datetime) -> int:
        """Mute the chat, or say anew until when."""
        known = self.of_chat(chat_id)
        if known:
            self._connection.execute(mutes.update().where(mutes.c.id == known.id).values(until=until))
            return known.id
        row = {"chat_id": chat_id, "until": until, "person_id": person_id, "at": now}
        return new_id(self._connection.execute(mutes.insert(), row))

    def end(self, mute_id: int, now: datetime) -> bool:
        """End it; False where it had ended before."""
        mine = sa.and_(mutes.c.id == mute_id, mutes.c.ended_at.is_(None))
        return self._connection.execute(mutes.update().where(mine).values(ended_at=now)).rowcount == 1

    def withhold(self, mute_id: int, key: str, what: str, to_whom: str, now: datetime) -> bool:
        """Keep in mind that this was not said in the group; False where it was noted before."""
        row = {"mute_id": mute_id, "key": key, "what": what, "to_whom": to_whom, "at": now}
        return inserted(self._connection, withheld, row)

    def kept_from(self, mute_id: int) -> list[Withheld]:
        """What the group was not told, oldest first."""
        mine = sa.select(withheld.c.what, withheld.c.to_whom).where(withheld.c.mute_id == mute_id)
        return [Withheld(*row) for row in self._connection.execute(mine.order_by(withheld.c.id))]
