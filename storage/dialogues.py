"""What is waiting for an answer in a chat, and which record was touched there last; for each person apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import dialogues
from storage.upsert import insert_as


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``waiting`` is empty where nothing waits."""

    waiting: Mapping[str, Any]
    record_id: int | None
    expires_at: datetime


_MINE = sa.and_(
    dialogues.c.person_id == sa.bindparam("p"),
    dialogues.c.channel == sa.bindparam("c"),
    dialogues.c.chat == sa.bindparam("k"),
)
_GET = Prepared(sa.select(dialogues.c.waiting, dialogues.c.record_id, dialogues.c.expires_at).where(_MINE))


def _put(name: str) -> Any:
    new = insert_as(name, dialogues)
    changed = {key: new.excluded[key] for key in ("waiting", "record_id", "expires_at")}
    return new.on_conflict_do_update(index_elements=["person_id", "channel", "chat"], set_=changed)


_PUT = Prepared(_put, columns=[column.name for column in dialogues.c])


class Dialogues:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, person_id: int, channel: str, chat: str) -> Dialogue | None:
        row = _GET.one(self._connection, {"p": person_id, "c": channel, "k": chat})
        return Dialogue(*row) if row else None

    def of_person(self, person_id: int) -> list[tuple[str, str, Dialogue]]:
        """All that waits for the person: channel, chat, and what."""
        columns = (dialogues.c.channel, dialogues.c.chat, dialogues.c.waiting)
        mine = sa.select(*columns, dialogues.c.record_id, dialogues.c.expires_at)
        rows = self._connection.execute(mine.where(dialogues.c.person_id == person_id))
        return [(row[0], row[1], Dialogue(*row[2:])) for row in rows if row[2]]

    def expired(self, first: datetime, last: datetime, limit: int) -> list[tuple[int, str, str, Dialogue]]:
        """Whose question ran out between these moments and is still there: person, channel, chat, and what waited."""
        columns = dialogues.c
        found = (
            sa.select(
                columns.person_id, columns.channel, columns.chat,
                columns.waiting, columns.record_id, columns.expires_at,
            )
            .where(columns.expires_at > first, columns.expires_at <= last)
            .order_by(columns.expires_at)
            .limit(limit)
        )  # fmt: skip
        rows = self._connection.execute(found)
        return [(row[0], row[1], row[2], Dialogue(*row[3:])) for row in rows if row[3]]

    def put(
        self,
        person_id: int,
        channel: str,
        chat: str,
        *,
        waiting: Mapping[str, Any],
        record_id: int | None,
        expires_at: datetime,
    ) -> None:
        keys = {"person_id": person_id, "channel": channel, "chat": chat}
        values = {"waiting": dict(waiting), "record_id": record_id, "expires_at": expires_at}
        _PUT.run(self._connection, keys | values)
