"""Platform conversations that are bound to a unit, with what each is for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.tables import chats, units
from storage.upsert import put


@dataclass(frozen=True, slots=True)
class Chat:
    """A group. ``push_channel`` and ``push_address`` say how it is reached unprompted; they may differ from where
    it is heard (a smart bot hears the group, a webhook robot speaks in it). Empty: it cannot be reached."""

    id: int
    channel: str
    external: str
    title: str
    unit_id: int | None
    purposes: tuple[str, ...]
    push_channel: str
    push_address: str


_COLUMNS = (
    chats.c.id,
    chats.c.channel,
    chats.c.external,
    chats.c.title,
    chats.c.unit_id,
    chats.c.purposes,
    chats.c.push_channel,
    chats.c.push_address,
)
_ALL = sa.select(*_COLUMNS).order_by(chats.c.id)
_ONE = sa.select(*_COLUMNS).where(chats.c.channel == sa.bindparam("c"), chats.c.external == sa.bindparam("e"))


def _chat(row: Any) -> Chat:
    values = (*row[:5], tuple(row[5]), *row[6:])
    return Chat(*values)


class Chats:
    """The groups that the bot knows."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def known(self, channel: str, external: str) -> Chat | None:
        row = self._connection.execute(_ONE, {"c": channel, "e": external}).one_or_none()
        return _chat(row) if row else None

    def everything(self) -> list[Chat]:
        return [_chat(row) for row in self._connection.execute(_ALL)]

    def within(self, path: str) -> list[Chat]:
        """The chats that are bound to a unit at or under the path."""
        below = units.c.path >= path, units.c.path < path[:-1] + "0"
        found = sa.select(*_COLUMNS).join(units, units.c.id == chats.c.unit_id).where(*below).order_by(chats.c.id)
        return [_chat(row) for row in self._connection.execute(found)]

    def of_units(self, unit_ids: Collection[int]) -> list[Chat]:
        """The chats that are bound to these units."""
        found = sa.select(*_COLUMNS).where(chats.c.unit_id.in_(unit_ids)).order_by(chats.c.id)
        return [_chat(row) for row in self._connection.execute(found)]

    def get(self, chat_id: int) -> Chat | None:
        row = self._connection.execute(sa.select(*_COLUMNS).where(chats.c.id == chat_id)).one_or_none()
        return _chat(row) if row else None

    def meant_for(self, purpose: str) -> list[Chat]:
        """The bound chats that are for this and can be reached."""
        return [
            chat
            for chat in self.everything()
            if purpose in chat.purposes and chat.unit_id is not None and chat.push_channel
        ]

    def bind(
        self,
        channel: str,
        external: str,
        *,
        title: str,
        unit_id: int | None,
        purposes: tuple[str, ...],
        push_channel: str,
        push_address: str,
    ) -> Chat:
        """Bind the chat, or bind it anew."""
        values = {
            "title": title,
            "unit_id": unit_id,
            "purposes": list(purposes),
            "push_channel": push_channel,
            "push_address": push_address,
        }
        put(self._connection, chats, {"channel": channel, "external": external}, values)
        bound = self.known(channel, external)
        assert bound is not None
        return bound
