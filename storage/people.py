"""People, their roles at units, and the platform identities that hang from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import identities, inbox, invitations, people, roles, units
from storage.units import COLUMNS, Unit, unit_of
from storage.upsert import new_id

STAND_IN = "stand_in"
"""The role of somebody who acts for an absent secretary. It counts on the days of the absence only
(storage/absences.py): the row says where to look."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role at a unit: secretary, deputy, committee_member, organizer, department, member or stand_in."""

    role: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the bot knows, with the roles in force."""

    id: int
    key: str
    name: str
    roles: tuple[Role, ...]


_HELD = (
    sa.select(people.c.id, people.c.key, people.c.name, roles.c.role, *COLUMNS)
    .select_from(people)
    .outerjoin(roles, sa.and_(roles.c.person_id == people.c.id, roles.c.until.is_(None)))
    .outerjoin(units, sa.and_(units.c.id == roles.c.unit_id, units.c.closed_at.is_(None)))
    .order_by(people.c.id, roles.c.id)
)
_BY_ID = _HELD.where(people.c.id == sa.bindparam("id"))
_BY_NAME = _HELD.where(sa.or_(people.c.name == sa.bindparam("name"), people.c.key == sa.bindparam("name")))
_BY_IDENTITY = _HELD.where(
    people.c.id
    == sa.select(identities.c.person_id)
    .where(identities.c.family == sa.bindparam("family"), identities.c.external == sa.bindparam("external"))
    .scalar_subquery()
)
_AT = _HELD.where(roles.c.unit_id == sa.bindparam("unit"))
_here = roles.alias("here")
_place = units.alias("place")
_WITHIN = _HELD.where(
    people.c.id.in_(
        sa.select(_here.c.person_id)
        .join(_place, _place.c.id == _here.c.unit_id)
        .where(_here.c.until.is_(None), _place.c.path >= sa.bindparam("first"), _place.c.path < sa.bindparam("beyond"))
    )
)
_EXTERNAL = sa.select(identities.c.external).where(
    identities.c.person_id == sa.bindparam("person"), identities.c.family == sa.bindparam("family")
)


_NOBODY = sa.select(sa.literal(1).label("here")).subquery()
_ARRIVING = Prepared(
    sa.select(
        sa.select(inbox.c.reply).where(inbox.c.key == sa.bindparam("key")).scalar_subquery(),
        people.c.id,
        people.c.key,
        people.c.name,
        roles.c.role,
        *COLUMNS,
    )
    .select_from(_NOBODY)
    .outerjoin(
        identities,
        sa.and_(identities.c.family == sa.bindparam("family"), identities.c.external == sa.bindparam("external")),
    )
    .outerjoin(people, people.c.id == identities.c.person_id)
    .outerjoin(roles, sa.and_(roles.c.person_id == people.c.id, roles.c.until.is_(None)))
    .outerjoin(units, sa.and_(units.c.id == roles.c.unit_id, units.c.closed_at.is_(None)))
    .order_by(roles.c.id)
)


class People:
    """Everybody who may speak."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, person_id: int) -> Person:
        return self._read(_BY_ID, id=person_id)[0]

    def arriving(self, key: str, family: str, external: str) -> tuple[str | None, Person | None]:
        """The door of every message, in one statement: what was answered to this key before (None at first sight),
        and who the sender is (None for a stranger)."""
        rows = _ARRIVING.rows(self._connection, {"key": key, "family": family, "external": external})
        found = _gathered(row[1:] for row in rows if row[1] is not None)
        return rows[0][0], found[0] if found else None

    def known_as(self, family: str, external: str) -> Person | None:
        """Who speaks with this platform id; None for a stranger."""
        found = self._read(_BY_IDENTITY, family=family, external=external)
        return found[0] if found else None

    def named(self, name: str) -> list[Person]:
        """People of exactly this name or key."""
        return self._read(_BY_NAME, name=name)

    def everybody(self) -> list[Person]:
        return self._read(_HELD)

    def holding(self, unit_id: int, *kinds: str) -> list[Person]:
        """Those who hold one of these roles at the unit; any role where none is named."""
        return [
            person
            for person in self._read(_AT, unit=unit_id)
            if not kinds or any(role.role in kinds for role in person.roles)
        ]

    def identities_within(self, path: str) -> list[tuple[str, str]]:
        """The platform ids (family, id) of all who hold a role at or under the path."""
        found = (
            sa.select(identities.c.family, identities.c.external)
            .join(roles, sa.and_(roles.c.person_id == identities.c.person_id, roles.c.until.is_(None)))
            .join(units, units.c.id == roles.c.unit_id)
            .where(units.c.path >= path, units.c.path < path[:-1] + "0", units.c.closed_at.is_(None))
        )
        return [(row[0], row[1]) for row in self._connection.execute(found.distinct())]

    def identity(self, person_id: int, family: str) -> str | None:
        """The person's id on a platform."""
        return self._connection.execute(_EXTERNAL, {"person": person_id, "family": family}).scalar()

    def within(self, path: str) -> list[Person]:
        """Those who hold a role at a unit at or under the path, each with all roles held."""
        return self._read(_WITHIN, first=path, beyond=path[:-1] + "0")

    def identities(self, family: str) -> dict[int, str]:
        """Everybody's id on a platform, by person."""
        found = sa.select(identities.c.person_id, identities.c.external).where(identities.c.family == family)
        return {row[0]: row[1] for row in self._connection.execute(found)}

    def add(self, key: str, name: str) -> int:
        made = self._connection.execute(people.insert(), {"key": key, "name": name})
        return new_id(made)

    def rekey(self, person_id: int, key: str) -> None:
        """From now on the person bears this key: who was made in chat is found in the roster."""
        self._connection.execute(people.update().where(people.c.id == person_id).values(key=key))

    def rename(self, person_id: int, name: str) -> None:
        self._connection.execute(people.update().where(people.c.id == person_id).values(name=name))

    def appoint(self, person_id: int, unit_id: int, role: str, now: datetime) -> None:
        self._connection.execute(
            roles.insert(), {"person_id": person_id, "unit_id": unit_id, "role": role, "since": now}
        )

    def dismiss(self, person_id: int, now: datetime) -> None:
        """End all roles of the person, but not their standing in for somebody."""
        held = sa.and_(roles.c.person_id == person_id, roles.c.until.is_(None), roles.c.role != STAND_IN)
        self._connection.execute(roles.update().where(held).values(until=now))

    def relieve(self, person_id: int, unit_id: int, role: str, now: datetime) -> None:
        """End one role of the person at one unit."""
        held = sa.and_(roles.c.person_id == person_id, roles.c.unit_id == unit_id, roles.c.role == role)
        self._connection.execute(roles.update().where(held, roles.c.until.is_(None)).values(until=now))

    def relieved_at(self, unit_id: int, moment: datetime) -> list[tuple[int, str]]:
        """(person, role) of those whose role at the unit ended at this very moment."""
        ended = sa.select(roles.c.person_id, roles.c.role).where(roles.c.unit_id == unit_id, roles.c.until == moment)
        return [(row[0], row[1]) for row in self._connection.execute(ended.order_by(roles.c.id))]

    def appointed_at(self, unit_id: int, moment: datetime) -> list[tuple[int, str]]:
        """(person, role) of those whose role at the unit, still held, began at this very moment."""
        began = sa.select(roles.c.person_id, roles.c.role).where(roles.c.unit_id == unit_id, roles.c.since == moment)
        return [(row[0], row[1]) for row in self._connection.execute(began.where(roles.c.until.is_(None)))]

    def identify(self, person_id: int, family: str, external: str) -> None:
        """From now on this platform id speaks for the person; an earlier holder of the id loses it."""
        self._connection.execute(
            identities.delete().where(
                identities.c.family == family,
                sa.or_(identities.c.external == external, identities.c.person_id == person_id),
            )
        )
        self._connection.execute(identities.insert(), {"person_id": person_id, "family": family, "external": external})

    def invite(self, person_id: int, code_hash: str, expires_at: datetime) -> None:
        """Keep a one-time code (only its hash) with which the person may claim an identity."""
        self._connection.execute(invitations.delete().where(invitations.c.person_id == person_id))
        self._connection.execute(
            invitations.insert(), {"code_hash": code_hash, "person_id": person_id, "expires_at": expires_at}
        )

    def redeem(self, code_hash: str, now: datetime) -> int | None:
        """The person whose unexpired code this is; the code is used up."""
        held = sa.select(invitations.c.person_id).where(
            invitations.c.code_hash == code_hash, invitations.c.expires_at > now
        )
        person_id = self._connection.execute(held).scalar()
        self._connection.execute(invitations.delete().where(invitations.c.code_hash == code_hash))
        return person_id

    def _read(self, statement: sa.Select[Any], **values: Any) -> list[Person]:
        return _gathered(self._connection.execute(statement, values))


def _gathered(rows: Iterable[Any]) -> list[Person]:
    """People from rows of person × role held."""
    found: dict[int, tuple[Any, list[Role]]] = {}
    for row in rows:
        _, held = found.setdefault(row[0], (row, []))
        if row[3] is not None and row[4] is not None:
            held.append(Role(row[3], unit_of(row[4:])))
    return [Person(row[0], row[1], row[2], tuple(held)) for row, held in found.values()]
