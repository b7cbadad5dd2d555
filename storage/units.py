"""The organisation tree, any depth, and what is known of each node."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import units
from storage.upsert import new_id

BRANCHES = ("branch", "direct_branch")
SECOND_LEVEL = ("college_committee", "general_branch", "direct_branch")


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the tree. ``path`` is ``/1/4/17/``: its own id last."""

    id: int
    parent_id: int | None
    path: str
    kind: str
    name: str
    short: str
    aliases: tuple[str, ...]
    branch_type: str | None
    full_members: int | None
    probationary_members: int | None
    has_committee: bool | None
    has_groups: bool | None
    graduates: bool | None
    """Whether members graduate from it this year."""
    theme_day: str | None
    term_ends: date | None

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCHES

    @property
    def is_second_level(self) -> bool:
        return self.kind in SECOND_LEVEL

    def below(self, other: "Unit") -> bool:
        """Whether this unit is the other, or stands under it."""
        return self.path.startswith(other.path)


COLUMNS = (
    units.c.id,
    units.c.parent_id,
    units.c.path,
    units.c.kind,
    units.c.name,
    units.c.short,
    units.c.aliases,
    units.c.branch_type,
    units.c.full_members,
    units.c.probationary_members,
    units.c.has_committee,
    units.c.has_groups,
    units.c.graduates,
    units.c.theme_day,
    units.c.term_ends,
)

_OPEN = sa.select(*COLUMNS).where(units.c.closed_at.is_(None))
_BY_ID = Prepared(sa.select(*COLUMNS).where(units.c.id == sa.bindparam("id")))
_CLOSED = sa.select(*COLUMNS).where(units.c.closed_at.is_not(None)).order_by(units.c.closed_at.desc(), units.c.id)
_ALL = _OPEN.order_by(units.c.id)
_BELOW = _OPEN.where(units.c.path >= sa.bindparam("first"), units.c.path < sa.bindparam("beyond")).order_by(units.c.id)
_NAMED = _OPEN.where(sa.or_(units.c.name == sa.bindparam("name"), units.c.short == sa.bindparam("name")))


def within(paths: Sequence[str]) -> Any:
    """The condition that a unit stands at or under one of these paths."""
    # Paths end in "/"; "0" is the character after it.
    inside = (sa.and_(units.c.path >= path, units.c.path < path[:-1] + "0") for path in paths)
    return sa.or_(sa.false(), *inside)


def unit_of(row: Any) -> Unit:
    """The value of a row of :data:`COLUMNS`."""
    values = (*row[:6], tuple(row[6]), *row[7:15])
    return Unit(*values)


class Units:
    """The open units."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._names: tuple[datetime, dict[str, list[int]]] | None = None

    def get(self, unit_id: int) -> Unit:
        row = _BY_ID.one(self._connection, {"id": unit_id})
        if row is None:
            raise KeyError(unit_id)
        return unit_of(row)

    def everything(self) -> list[Unit]:
        return [unit_of(row) for row in self._connection.execute(_ALL)]

    def within(self, path: str) -> list[Unit]:
        """The unit at this path and all under it."""
        # Paths end in "/"; "0" is the character after it.
        found = self._connection.execute(_BELOW, {"first": path, "beyond": path[:-1] + "0"})
        return [unit_of(row) for row in found]

    def branches_within(self, path: str) -> list[Unit]:
        return [unit for unit in self.within(path) if unit.is_branch]

    def count_branches(self, path: str) -> int:
        """How many branches stand at or under the path."""
        found = sa.select(sa.func.count()).where(
            units.c.path >= path,
            units.c.path < path[:-1] + "0",
            units.c.closed_at.is_(None),
            units.c.kind.in_(BRANCHES),
        )
        return int(self._connection.execute(found).scalar_one())

    def organizations(self) -> list[Unit]:
        """Every unit that is more than a branch; and the branches that hang from the school itself."""
        return [unit_of(row) for row in self._connection.execute(_ALL.where(units.c.kind.not_in(("branch", "group"))))]

    def organizations_within(self, path: str) -> list[Unit]:
        """The units at or under the path that have others below them, and no branches, in the roster's order."""
        found = _BELOW.where(units.c.kind.not_in(("branch", "group")))
        return [unit_of(row) for row in self._connection.execute(found, {"first": path, "beyond": path[:-1] + "0"})]

    def named(self, name: str) -> list[Unit]:
        """Units of exactly this name or short name."""
        return [unit_of(row) for row in self._connection.execute(_NAMED, {"name": name})]

    def closed(self) -> list[Unit]:
        """Those that were dissolved, the latest first."""
        found = self._connection.execute(_CLOSED)
        return [unit_of(row) for row in found]

    def closed_names(self) -> dict[str, list[int]]:
        """What the dissolved ones were called, as :meth:`names` tells of the open ones."""
        found: dict[str, list[int]] = {}
        for unit in self.closed():
            for name in dict.fromkeys((unit.name, unit.short, *unit.aliases)):
                found.setdefault(name, []).append(unit.id)
        return found

    def below(self, path: str) -> list[Unit]:
        """The unit at this path and all under it, dissolved or not."""
        mine = sa.and_(units.c.path >= path, units.c.path < path[:-1] + "0")
        return [unit_of(row) for row in self._connection.execute(sa.select(*COLUMNS).where(mine))]

    def closed_at(self, unit_id: int) -> datetime | None:
        """When the unit was dissolved; None for an open one."""
        return self._connection.execute(sa.select(units.c.closed_at).where(units.c.id == unit_id)).scalar()

    def close(self, unit: Unit, now: datetime) -> None:
        """Dissolve the unit with everything under it."""
        ids = [one.id for one in self.within(unit.path)]
        self._connection.execute(units.update().where(units.c.id.in_(ids)).values(closed_at=now))
        self._names = None

    def reopen(self, unit: Unit) -> None:
        """Take the dissolving back, for what was dissolved together with it."""
        at = self.closed_at(unit.id)
        mine = sa.and_(units.c.path >= unit.path, units.c.path < unit.path[:-1] + "0", units.c.closed_at == at)
        self._connection.execute(units.update().where(mine).values(closed_at=None))
        self._names = None

    def names(self, now: datetime) -> dict[str, list[int]]:
        """Every name, short name and alias with the ids that bear it.

        Kept in memory for a minute: it only helps to recognise names, rights are always asked of the database.
        """
        if self._names is None or not 0 <= (now - self._names[0]).total_seconds() < 60:
            found: dict[str, list[int]] = {}
            for unit in self.everything():
                for name in dict.fromkeys((unit.name, unit.short, *unit.aliases)):
                    found.setdefault(name, []).append(unit.id)
            self._names = (now, found)
        return self._names[1]

    def forget(self) -> None:
        """Read the names anew when they are asked for."""
        self._names = None

    def add(self, parent: Unit | None, **values: Any) -> Unit:
        """Add a unit under its parent. ``values`` are the columns but id, parent_id and path."""
        values.setdefault("aliases", [])
        made = self._connection.execute(
            units.insert(), {**values, "parent_id": parent.id if parent else None, "path": f"?{values['name']}"}
        )
        unit_id = new_id(made)
        path = f"{parent.path if parent else '/'}{unit_id}/"
        self._connection.execute(units.update().where(units.c.id == unit_id).values(path=path))
        self._names = None
        return self.get(unit_id)

    def change(self, unit_id: int, **values: Any) -> Unit:
        """Set facts of a unit."""
        self._connection.execute(units.update().where(units.c.id == unit_id).values(**values))
        self._names = None
        return self.get(unit_id)

    def close_outside(self, paths: Sequence[str], now: datetime) -> None:
        """Close every unit that stands under none of these paths."""
        self._connection.execute(units.update().where(~within(paths)).values(closed_at=now))
        self._names = None

    def move(self, unit: Unit, parent: Unit | None) -> None:
        """Put the unit, with everything under it, under another parent."""
        path = f"{parent.path if parent else '/'}{unit.id}/"
        for one in self.within(unit.path):
            moved = path + one.path[len(unit.path) :]
            self._connection.execute(units.update().where(units.c.id == one.id).values(path=moved))
        self._connection.execute(
            units.update().where(units.c.id == unit.id).values(parent_id=parent.id if parent else None)
        )
        self._names = None
