"""Activity records, every version of each kept.

``content`` is the record as it was understood (design.md 5.1: kinds, date, start, end, place, host, recorder,
expected, present, absentees, observers, topic, votes, text). States: draft → submitted → (returned ↔ submitted) →
accepted, or withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import record_versions, records, units

NEWEST = 10
"""So many of a branch's newest records are read to compare a new one with."""
COUNTING = ("submitted", "accepted")
"""The states in which a record fulfils a duty."""


class Conflict(Exception):
    """Somebody else changed the record in between: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Record:
    """``id`` is the short number that people see."""

    id: int
    unit_id: int
    person_id: int
    state: str
    version: int
    held_on: date | None
    content: dict[str, Any]
    created_at: datetime
    submitted_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    person_id: int
    at: datetime
    state: str
    content: dict[str, Any]
    words: str


_COLUMNS = (
    records.c.id,
    records.c.unit_id,
    records.c.person_id,
    records.c.state,
    records.c.version,
    records.c.held_on,
    records.c.content,
    records.c.created_at,
    records.c.submitted_at,
    records.c.late,
)
_BY_ID = Prepared(sa.select(*_COLUMNS).where(records.c.id == sa.bindparam("id")))
# Spelled out: an IN list is only written when it is executed, and these are compiled once.
_COUNTS = sa.or_(*(records.c.state == state for state in COUNTING))
_NEWEST = Prepared(
    sa.select(*_COLUMNS)
    .where(records.c.unit_id == sa.bindparam("unit"), _COUNTS)
    .order_by(records.c.held_on.desc(), records.c.id.desc())
    .limit(NEWEST)
)
_SAME_DAY = Prepared(
    sa.select(*_COLUMNS).where(
        records.c.unit_id == sa.bindparam("unit"),
        records.c.held_on == sa.bindparam("day"),
        _COUNTS,
    )
)
_EVIDENCE = Prepared(
    sa.select(records.c.id, records.c.held_on, records.c.kinds, records.c.submitted_at)
    .where(
        records.c.unit_id == sa.bindparam("unit"),
        records.c.held_on >= sa.bindparam("first"),
        records.c.held_on <= sa.bindparam("last"),
        _COUNTS,
    )
    .order_by(records.c.held_on, records.c.id)
)
_INSERT = Prepared(
    records.insert().returning(records.c.id), columns=[column.name for column in records.c if column.name != "id"]
)
_VERSION = Prepared(record_versions.insert(), columns=[column.name for column in record_versions.c])
_UPDATE = Prepared(
    records.update()
    .where(records.c.id == sa.bindparam("which"), records.c.version == sa.bindparam("seen"))
    .values(
        state=sa.bindparam("state_"),
        version=sa.bindparam("version_"),
        held_on=sa.bindparam("held_on_"),
        starts=sa.bindparam("starts_"),
        kinds=sa.bindparam("kinds_"),
        content=sa.bindparam("content_"),
        submitted_at=sa.bindparam("submitted_at_"),
        late=sa.bindparam("late_"),
    )
)


def _record(row: Any) -> Record:
    return Record(*row)


def _packed(kinds: Sequence[str]) -> str:
    """Kinds in one text that LIKE finds each of: ``|主题党日|党课|``."""
    return f"|{'|'.join(kinds)}|"


def _unpacked(kinds: str) -> tuple[str, ...]:
    return tuple(kinds.strip("|").split("|")) if kinds.strip("|") else ()


def _day(content: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(content["date"]) if content.get("date") else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the duty calculus needs of a record that counts."""

    record_id: int
    held_on: date
    kinds: tuple[str, ...]
    submitted_at: datetime


class Records:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(
        self,
        unit_id: int,
        person_id: int,
        content: Mapping[str, Any],
        now: datetime,
        *,
        state: str = "draft",
        words: str = "",
        late: bool = False,
    ) -> Record:
        """A new record. A draft keeps no version until it is filed."""
        submitted_at = None if state == "draft" else now
        version = 0 if state == "draft" else 1
        row = {
            "unit_id": unit_id,
            "person_id": person_id,
            "state": state,
            "version": version,
            "held_on": _day(content),
            "starts": content.get("start"),
            "kinds": _packed(content.get("kinds") or ()),
            "content": dict(content),
            "created_at": now,
            "submitted_at": submitted_at,
            "late": late,
        }
        made = _INSERT.one(self._connection, row)
        assert made is not None
        record = Record(
            made[0],
            unit_id,
            person_id,
            state,
            version,
            _day(content),
            dict(content),
            now,
            submitted_at,
            late,
        )
        if state != "draft":
            self._keep_version(record, person_id, now, words)
        return record

    def change(
        self,
        record: Record,
        person_id: int,
        now: datetime,
        *,
        content: Mapping[str, Any] | None = None,
        state: str | None = None,
        late: bool | None = None,
        words: str = "",
    ) -> Record:
        """A next version of the record as it was read. Raises :class:`Conflict` if it moved on meanwhile."""
        after = dict(content if content is not None else record.content)
        state = state or record.state
        filed = record.submitted_at or (now if state not in ("draft", "withdrawn") else None)
        changed = Record(
            record.id,
            record.unit_id,
            record.person_id,
            state,
            record.version + 1,
            _day(after),
            after,
            record.created_at,
            filed,
            record.late if late is None else late,
        )
        done = _UPDATE.run(
            self._connection,
            {
                "which": record.id,
                "seen": record.version,
                "state_": state,
                "version_": changed.version,
                "held_on_": changed.held_on,
                "starts_": after.get("start"),
                "kinds_": _packed(after.get("kinds") or ()),
                "content_": after,
                "submitted_at_": filed,
                "late_": changed.late,
            },
        )
        if done != 1:
            raise Conflict(record.id)
        if state != "draft":
            self._keep_version(changed, person_id, now, words)
        return changed

    def get(self, record_id: int) -> Record | None:
        row = _BY_ID.one(self._connection, {"id": record_id})
        return _record(row) if row else None

    def versions(self, record_id: int) -> list[Version]:
        """Every version, oldest first."""
        columns = (
            record_versions.c.version,
            record_versions.c.person_id,
            record_versions.c.at,
            record_versions.c.state,
            record_versions.c.content,
            record_versions.c.words,
        )
        found = sa.select(*columns).where(record_versions.c.record_id == record_id).order_by(columns[0])
        return [Version(*row) for row in self._connection.execute(found)]

    def of_unit(
        self,
        unit_id: int,
        *,
        limit: int,
        kind: str | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> list[Record]:
        """The unit's newest filed records, newest first; withdrawn ones are left out."""
        found = sa.select(*_COLUMNS).where(records.c.unit_id == unit_id, records.c.state.in_((*COUNTING, "returned")))
        if kind:
            found = found.where(records.c.kinds.contains(f"|{kind}|", autoescape=True))
        if first:
            found = found.where(records.c.held_on >= first)
        if last:
            found = found.where(records.c.held_on <= last)
        ordered = found.order_by(records.c.held_on.desc(), records.c.id.desc()).limit(limit)
        return [_record(row) for row in self._connection.execute(ordered)]

    def drafts(self, unit_id: int, since: datetime) -> list[Record]:
        """What was told of the unit's activities since then and never filed, oldest first."""
        mine = sa.select(*_COLUMNS).where(records.c.unit_id == unit_id, records.c.state == "draft")
        found = self._connection.execute(mine.where(records.c.created_at >= since).order_by(records.c.id))
        return [_record(row) for row in found]

    def awaiting(self, path: str, limit: int) -> list[Record]:
        """Filed records at or under the path that nobody has reviewed, the oldest first."""
        found = (
            sa.select(*_COLUMNS)
            .join(units, units.c.id == records.c.unit_id)
            .where(records.c.state == "submitted", units.c.path >= path, units.c.path < path[:-1] + "0")
            .order_by(records.c.submitted_at, records.c.id)
            .limit(limit)
        )
        return [_record(row) for row in self._connection.execute(found)]

    def newest(self, unit_id: int) -> list[Record]:
        """The unit's ten newest records that count, newest first."""
        return [_record(row) for row in _NEWEST.rows(self._connection, {"unit": unit_id})]

    def on_day(self, unit_id: int, day: date) -> list[Record]:
        """What the unit has filed for this day."""
        return [_record(row) for row in _SAME_DAY.rows(self._connection, {"unit": unit_id, "day": day})]

    def evidence(self, unit_id: int, first: date, last: date) -> list[Evidence]:
        """The unit's counting records held in these days, oldest first."""
        found = _EVIDENCE.rows(self._connection, {"unit": unit_id, "first": first, "last": last})
        return [Evidence(row[0], row[1], _unpacked(row[2]), row[3]) for row in found]

    def evidence_within(
        self, path: str, first: date, last: date, kinds: Sequence[str] = ()
    ) -> dict[int, list[Evidence]]:
        """The same for every unit at or under the path, by unit; of these kinds only, where any is named."""
        of_kind = sa.or_(sa.false(), *(records.c.kinds.contains(f"|{kind}|", autoescape=True) for kind in kinds))
        found = (
            sa.select(records.c.unit_id, records.c.id, records.c.held_on, records.c.kinds, records.c.submitted_at)
            .join(units, units.c.id == records.c.unit_id)
            .where(
                records.c.held_on >= first,
                records.c.held_on <= last,
                records.c.state.in_(COUNTING),
                units.c.path >= path,
                units.c.path < path[:-1] + "0",
            )
            .where(of_kind if kinds else sa.true())
            .order_by(records.c.held_on, records.c.id)
        )
        by_unit: dict[int, list[Evidence]] = {}
        for row in self._connection.execute(found):
            by_unit.setdefault(row[0], []).append(Evidence(row[1], row[2], _unpacked(row[3]), row[4]))
        return by_unit

    def _keep_version(self, record: Record, person_id: int, now: datetime, words: str) -> None:
        _VERSION.run(
            self._connection,
            {
                "record_id": record.id,
                "version": record.version,
                "person_id": person_id,
                "at": now,
                "state": record.state,
                "content": record.content,
                "words": words,
            },
        )
