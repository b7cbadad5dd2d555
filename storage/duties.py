"""Duties: requirement × unit × period. Every state can be computed again from the records (handlers/duties.py)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.tables import duties, reminders, units
from storage.upsert import insert_new, inserted, put


@dataclass(frozen=True, slots=True)
class Duty:
    """``state``: open, done, late (done after the day), excused, not_applicable. An open duty past its day is
    overdue; that needs no state, so that no clock has to turn it."""

    id: int
    requirement: str
    unit_id: int
    period: str
    opens_on: date
    due_on: date
    due_time: str | None
    state: str
    record_id: int | None
    note: str | None
    done_at: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """One matter over many units: how many it binds, and how many still owe it."""

    requirement: str
    period: str
    due_on: date
    due_time: str | None
    all: int
    open: int


_TOLD = "told"
"""The step of the row that keeps which day was told before it moved."""
_NEW = "new"
"""The step at which a task is made known."""
_MANY = 500
"""Ids in one statement."""
_COLUMNS = (
    duties.c.id,
    duties.c.requirement,
    duties.c.unit_id,
    duties.c.period,
    duties.c.opens_on,
    duties.c.due_on,
    duties.c.due_time,
    duties.c.state,
    duties.c.record_id,
    duties.c.note,
    duties.c.done_at,
    duties.c.made_at,
)
_OF_UNIT = Prepared(
    sa.select(*_COLUMNS)
    .where(duties.c.unit_id == sa.bindparam("unit"), duties.c.opens_on <= sa.bindparam("last"))
    .where(sa.or_(duties.c.due_on >= sa.bindparam("first"), duties.c.state == "open"))
    .order_by(duties.c.due_on, duties.c.requirement)
)
_ONE = Prepared(
    sa.select(*_COLUMNS).where(
        duties.c.requirement == sa.bindparam("requirement"),
        duties.c.unit_id == sa.bindparam("unit"),
        duties.c.period == sa.bindparam("period"),
    )
)
_ON_DAYS = Prepared(
    sa.select(*_COLUMNS)
    .where(
        duties.c.unit_id == sa.bindparam("unit"),
        duties.c.due_on >= sa.bindparam("first"),
        duties.c.due_on <= sa.bindparam("last"),
    )
    .order_by(duties.c.due_on, duties.c.id)
)
_SETTLE = Prepared(
    duties.update()
    .where(duties.c.id == sa.bindparam("which"))
    .values(
        state=sa.bindparam("state_"),
        record_id=sa.bindparam("record_"),
        done_at=sa.bindparam("done_"),
        note=sa.bindparam("note_"),
    )
)


def _duty(row: Any) -> Duty:
    return Duty(*row)


class Duties:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add_new(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert the duties that are not there yet; the others stay as they are."""
        new = [dict(row) for row in rows]
        if new:
            self._connection.execute(insert_new(self._connection, duties), new)

    def of_unit(self, unit_id: int, first: date, last: date) -> list[Duty]:
        """The unit's duties that run within these days, and older ones that are still open."""
        found = _OF_UNIT.rows(self._connection, {"unit": unit_id, "first": first, "last": last})
        return [_duty(row) for row in found]

    def of_units(self, unit_ids: Sequence[int], periods: Sequence[str]) -> list[Duty]:
        """The duties of these units in these periods."""
        found: list[Duty] = []
        for begin in range(0, len(unit_ids), _MANY):
            some = unit_ids[begin : begin + _MANY]
            wanted = sa.select(*_COLUMNS).where(duties.c.unit_id.in_(some), duties.c.period.in_(periods))
            found += [_duty(row) for row in self._connection.execute(wanted)]
        return found

    def noted(self, unit_ids: Sequence[int], note: str) -> list[Duty]:
        """The duties of these units that bear this note."""
        wanted = sa.select(*_COLUMNS).where(duties.c.unit_id.in_(list(unit_ids)), duties.c.note == note)
        return [_duty(row) for row in self._connection.execute(wanted)]

    def one_off(self, unit_ids: Sequence[int], states: Sequence[str]) -> list[Duty]:
        """The units' duties of one-off tasks in these states, the nearest day first."""
        found = (
            sa.select(*_COLUMNS)
            .where(duties.c.unit_id.in_(unit_ids), duties.c.period == "once", duties.c.state.in_(states))
            .order_by(duties.c.due_on, duties.c.id)
        )
        return [_duty(row) for row in self._connection.execute(found)]

    def of_record(self, record_id: int) -> list[Duty]:
        """The one-off duties for which this record stands, or stood."""
        found = sa.select(*_COLUMNS).where(duties.c.record_id == record_id, duties.c.period == "once")
        return [_duty(row) for row in self._connection.execute(found.order_by(duties.c.id))]

    def one(self, requirement: str, unit_id: int, period: str) -> Duty | None:
        row = _ONE.one(self._connection, {"requirement": requirement, "unit": unit_id, "period": period})
        return _duty(row) if row else None

    def many(self, ids: Iterable[int]) -> list[Duty]:
        found = sa.select(*_COLUMNS).where(duties.c.id.in_(list(ids)))
        return [_duty(row) for row in self._connection.execute(found)]

    def within(self, path: str, *, requirement: str | None = None, period: str | None = None) -> list[Duty]:
        """Duties of all open units at or under the path."""
        found = (
            sa.select(*_COLUMNS)
            .join(units, units.c.id == duties.c.unit_id)
            .where(units.c.path >= path, units.c.path < path[:-1] + "0", units.c.closed_at.is_(None))
            .order_by(duties.c.due_on, duties.c.unit_id)
        )
        if requirement:
            found = found.where(duties.c.requirement == requirement)
        if period:
            found = found.where(duties.c.period == period)
        return [_duty(row) for row in self._connection.execute(found)]

    def due_between(
        self, first: date, last: date, *, states: tuple[str, ...] = ("open",), path: str = "/"
    ) -> list[Duty]:
        """Duties of the units at or under the path whose day falls in these days."""
        found = (
            sa.select(*_COLUMNS)
            .join(units, units.c.id == duties.c.unit_id)
            .where(duties.c.due_on >= first, duties.c.due_on <= last, duties.c.state.in_(states))
            .where(units.c.closed_at.is_(None), units.c.path >= path, units.c.path < path[:-1] + "0")
            .order_by(duties.c.due_on, duties.c.id)
        )
        return [_duty(row) for row in self._connection.execute(found)]

    def open_of(self, unit_ids: Sequence[int], first: date, last: date) -> list[Duty]:
        """The open duties of these units whose day falls in these days."""
        found: list[Duty] = []
        for begin in range(0, len(unit_ids), _MANY):
            wanted = sa.select(*_COLUMNS).where(
                duties.c.unit_id.in_(unit_ids[begin : begin + _MANY]),
                duties.c.due_on >= first,
                duties.c.due_on <= last,
                duties.c.state == "open",
            )
            found += [_duty(row) for row in self._connection.execute(wanted.order_by(duties.c.due_on, duties.c.id))]
        return found

    def on_days(self, unit_id: int, first: date, last: date) -> list[Duty]:
        """The unit's duties whose day falls in these days, whatever their state."""
        return [_duty(row) for row in _ON_DAYS.rows(self._connection, {"unit": unit_id, "first": first, "last": last})]

    def counted(self, path: str, first: date, last: date) -> list[Count]:
        """How the units at or under the path stand in each matter that falls due in these days."""
        group = (duties.c.requirement, duties.c.period, duties.c.due_on, duties.c.due_time)
        still = sa.func.sum(sa.case((duties.c.state == "open", 1), else_=0))
        found = (
            sa.select(*group, sa.func.count(), still)
            .join(units, units.c.id == duties.c.unit_id)
            .where(duties.c.due_on >= first, duties.c.due_on <= last, duties.c.state.in_(("open", "done", "late")))
            .where(units.c.closed_at.is_(None), units.c.path >= path, units.c.path < path[:-1] + "0")
            .group_by(*group)
            .order_by(*(duties.c.due_on, duties.c.requirement, duties.c.period))
        )
        return [
            Count(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in self._connection.execute(found)
        ]

    def open_among(self, ids: Iterable[int]) -> int:
        """How many of these are still open."""
        count = sa.select(sa.func.count()).where(duties.c.id.in_(list(ids)), duties.c.state == "open")
        return int(self._connection.execute(count).scalar_one())

    def settle(
        self, duty: Duty, state: str, *, record_id: int | None, done_at: datetime | None, note: str | None = None
    ) -> None:
        """Set the state and what stands for it."""
        _SETTLE.run(
            self._connection, {"which": duty.id, "state_": state, "record_": record_id, "done_": done_at, "note_": note}
        )

    def move(self, requirement: str, due_on: date, due_time: str | None, now: datetime) -> None:
        """Another last day for every duty of a one-off requirement. Those that are open begin anew: their moments may
        come again, but of those that the new day would have had before now nobody is reminded."""
        mine = duties.c.requirement == requirement
        self._connection.execute(duties.update().where(mine).values(due_on=due_on, due_time=due_time))
        self._begin_anew(sa.and_(mine, duties.c.state == "open"), now)

    def move_within(self, path: str, requirement: str, due_on: date, due_time: str | None, now: datetime) -> None:
        """The same for the open duties of the units at or under the path alone."""
        here = sa.select(units.c.id).where(units.c.path >= path, units.c.path < path[:-1] + "0")
        mine = sa.and_(duties.c.requirement == requirement, duties.c.state == "open", duties.c.unit_id.in_(here))
        self._connection.execute(duties.update().where(mine).values(due_on=due_on, due_time=due_time))
        self._begin_anew(mine, now)

    def begin_again(self, duty: Duty, now: datetime) -> None:
        """It is owed from now on: moments before now are over."""
        self._begin_anew(duties.c.id == duty.id, now)

    def known(self, duty_id: int, now: datetime) -> None:
        """Who owes it has been told of it otherwise: that it is new need not be said."""
        self.remind(duty_id, _NEW, now, "superseded", now)

    def _begin_anew(self, mine: Any, now: datetime) -> None:
        """Which day was told stays known."""
        self._connection.execute(duties.update().where(mine).values(made_at=now))
        moments = reminders.c.duty_id.in_(sa.select(duties.c.id).where(mine))
        self._connection.execute(reminders.delete().where(moments, reminders.c.step != _TOLD))

    def move_one(self, duty_id: int, due_on: date) -> None:
        """Another last day for one duty; its moments may come again."""
        self._connection.execute(duties.update().where(duties.c.id == duty_id).values(due_on=due_on))
        self._connection.execute(reminders.delete().where(reminders.c.duty_id == duty_id))

    def drop_open(self, requirement: str, note: str) -> None:
        """The requirement is gone: what was open no longer applies."""
        gone = duties.update().where(duties.c.requirement == requirement, duties.c.state == "open")
        self._connection.execute(gone.values(state="not_applicable", note=note))

    # -- reminders: one row for each moment of each duty (I6) -----------------------------------------------------

    def reminded(self, duty_ids: Iterable[int]) -> set[tuple[int, str]]:
        """Which steps of these duties have their row already."""
        found = sa.select(reminders.c.duty_id, reminders.c.step).where(reminders.c.duty_id.in_(list(duty_ids)))
        return {(row[0], row[1]) for row in self._connection.execute(found)}

    def promised_since(self, duty_ids: Iterable[int], first: datetime) -> set[int]:
        """Those of these duties of which something was promised since then."""
        found = sa.select(reminders.c.duty_id).where(
            reminders.c.duty_id.in_(list(duty_ids)), reminders.c.state == "promised", reminders.c.at >= first
        )
        return {row[0] for row in self._connection.execute(found)}

    def remind(self, duty_id: int, step: str, due_at: datetime, state: str, now: datetime) -> bool:
        """Take this moment of this duty; False where it was taken before."""
        row = {"duty_id": duty_id, "step": step, "due_at": due_at, "state": state, "at": now}
        return inserted(self._connection, reminders, row)

    def wait_with(self, duty_id: int, step: str, due_at: datetime, until: datetime) -> bool:
        """Take this moment, to be said together with something else, or by itself from then on."""
        row = {"duty_id": duty_id, "step": step, "due_at": due_at, "state": "waiting", "at": until}
        return inserted(self._connection, reminders, row)

    def waiting(self, until: datetime | None = None, unit_ids: Sequence[int] = ()) -> list[tuple[Duty, str, datetime]]:
        """The moments that wait, of open duties: those whose time has come, or all of these units."""
        found = (
            sa.select(*_COLUMNS, reminders.c.step, reminders.c.at)
            .join(duties, duties.c.id == reminders.c.duty_id)
            .where(reminders.c.state == "waiting", duties.c.state == "open")
        )
        if until is not None:
            found = found.where(reminders.c.at <= until)
        if unit_ids:
            found = found.where(duties.c.unit_id.in_(unit_ids))
        return [(_duty(row[:-2]), row[-2], row[-1]) for row in self._connection.execute(found)]

    def release(self, duty_id: int, step: str, state: str, now: datetime) -> bool:
        """Settle a moment that waited; False where it does not wait (any more)."""
        mine = sa.and_(reminders.c.duty_id == duty_id, reminders.c.step == step, reminders.c.state == "waiting")
        changed = self._connection.execute(reminders.update().where(mine).values(state=state, at=now))
        return changed.rowcount == 1

    def told(self, duty_ids: Iterable[int]) -> dict[int, datetime]:
        """Which day (its first moment) people were told last, before the day that holds now, where it moved."""
        found = sa.select(reminders.c.duty_id, reminders.c.due_at).where(
            reminders.c.duty_id.in_(list(duty_ids)), reminders.c.step == _TOLD
        )
        return {row[0]: row[1] for row in self._connection.execute(found)}

    def note_told(self, duty_id: int, day: datetime, now: datetime) -> None:
        """Keep which day was told, now that another one holds."""
        put(
            self._connection,
            reminders,
            {"duty_id": duty_id, "step": _TOLD},
            {"due_at": day, "state": _TOLD, "at": now},
        )

    def forget_moment(self, duty_id: int, step: str) -> None:
        """What was promised of this moment was taken back unsaid: it may come again."""
        mine = sa.and_(reminders.c.duty_id == duty_id, reminders.c.step == step)
        self._connection.execute(reminders.delete().where(mine))

    def missed(self, path: str, first: datetime, last: datetime, limit: int) -> list[tuple[Duty, datetime]]:
        """Duties of the units at or under the path with the moments that nobody was there to tell of, by when that was
        seen; the newest first."""
        found = (
            sa.select(*_COLUMNS, reminders.c.due_at)
            .join(reminders, reminders.c.duty_id == duties.c.id)
            .join(units, units.c.id == duties.c.unit_id)
            .where(reminders.c.state == "skipped_stale", reminders.c.at >= first, reminders.c.at < last)
            .where(units.c.path >= path, units.c.path < path[:-1] + "0")
            .order_by(reminders.c.at.desc(), reminders.c.id.desc())
            .limit(limit)
        )
        return [(_duty(row[:-1]), row[-1]) for row in self._connection.execute(found)]

    def reminders_between(self, first: datetime, last: datetime, state: str) -> list[tuple[int, str, datetime]]:
        """(duty, step, due) of the moments in this state, by when they were settled."""
        found = sa.select(reminders.c.duty_id, reminders.c.step, reminders.c.due_at).where(
            reminders.c.at >= first, reminders.c.at < last, reminders.c.state == state
        )
        return [(row[0], row[1], row[2]) for row in self._connection.execute(found)]
