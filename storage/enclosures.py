"""What goes out with words: a picture or a table, kept as what it shows until it is sent, then as bytes too.

The bytes are made when they are first sent and named by their hash; ``lodged`` is the number under which a platform
holds them, so that a repeat says the very same.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

import sqlalchemy as sa

from storage.tables import enclosures, lodged
from storage.upsert import insert_new

PICTURE, TABLE = "picture", "table"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """``name`` is what people call it, without an ending; ``content`` is all that is needed to make its bytes."""

    id: str
    kind: str
    name: str
    content: Mapping[str, Any]
    sha256: str | None
    size: int | None


_COLUMNS = (
    enclosures.c.id,
    enclosures.c.kind,
    enclosures.c.name,
    enclosures.c.content,
    enclosures.c.sha256,
    enclosures.c.size,
)


class Enclosures:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, key: str, *, kind: str, name: str, content: Mapping[str, Any], now: datetime) -> str:
        """Keep it, once per key; its id, which nobody can guess."""
        row = {"id": token_urlsafe(16), "key": key, "kind": kind, "name": name, "content": dict(content), "at": now}
        self._connection.execute(insert_new(self._connection, enclosures), row)
        return str(self._connection.execute(sa.select(enclosures.c.id).where(enclosures.c.key == key)).scalar_one())

    def get(self, enclosure_id: str) -> Enclosure | None:
        """None where it is not kept any more."""
        row = self._connection.execute(sa.select(*_COLUMNS).where(enclosures.c.id == enclosure_id)).one_or_none()
        return Enclosure(*row) if row else None

    def many(self, ids: Collection[str]) -> dict[str, Enclosure]:
        found = sa.select(*_COLUMNS).where(enclosures.c.id.in_(ids))
        return {row[0]: Enclosure(*row) for row in self._connection.execute(found)} if ids else {}

    def made(self, enclosure_id: str, sha256: str, size: int) -> None:
        """Its bytes are on disk. Who made them first has made them."""
        first = sa.and_(enclosures.c.id == enclosure_id, enclosures.c.sha256.is_(None))
        self._connection.execute(enclosures.update().where(first).values(sha256=sha256, size=size))

    def unmade(self, enclosure_id: str, sha256: str) -> None:
        """Those bytes are gone: they are to be made anew."""
        gone = sa.and_(enclosures.c.id == enclosure_id, enclosures.c.sha256 == sha256)
        self._connection.execute(enclosures.update().where(gone).values(sha256=None, size=None))

    # -- at the platforms -----------------------------------------------------------------------------------------

    def lodged_at(self, enclosure_id: str, channel: str, since: datetime) -> str | None:
        """The platform's number for it, if it was lodged there since then."""
        found = sa.select(lodged.c.reference).where(*_there(enclosure_id, channel), lodged.c.at >= since)
        return self._connection.execute(found).scalar()

    def lodge(self, enclosure_id: str, channel: str, reference: str, since: datetime, now: datetime) -> str:
        """The platform holds it under this number; where somebody was quicker, under theirs: the one that stands."""
        older = sa.and_(*_there(enclosure_id, channel), lodged.c.at < since)
        self._connection.execute(lodged.delete().where(older))
        row = {"enclosure_id": enclosure_id, "channel": channel, "reference": reference, "at": now}
        self._connection.execute(insert_new(self._connection, lodged), row)
        return str(self.lodged_at(enclosure_id, channel, since))

    def dislodge(self, enclosure_id: str, channel: str, reference: str) -> None:
        """The platform does not know the number any more."""
        gone = sa.and_(*_there(enclosure_id, channel), lodged.c.reference == reference)
        self._connection.execute(lodged.delete().where(gone))

    # -- letting go -----------------------------------------------------------------------------------------------

    def in_use(self, hashes: Collection[str]) -> set[str]:
        """Those of the hashes whose bytes must stay."""
        found = sa.select(enclosures.c.sha256).where(enclosures.c.sha256.in_(hashes))
        return {str(one) for one in self._connection.execute(found).scalars()}

    def forget_before(self, moment: datetime) -> None:
        old = sa.select(enclosures.c.id).where(enclosures.c.at < moment)
        self._connection.execute(lodged.delete().where(lodged.c.enclosure_id.in_(old)))
        self._connection.execute(enclosures.delete().where(enclosures.c.at < moment))


def _there(enclosure_id: str, channel: str) -> tuple[Any, Any]:
    return lodged.c.enclosure_id == enclosure_id, lodged.c.channel == channel
