"""Counts over everything under one path, made by the database: summaries of a school of thousands of branches are read
from these and never from its rows. Counts only; no ranking is made of them (design.md 2)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.records import COUNTING
from storage.tables import duties, outbox, records, reminders, units
from storage.units import BRANCHES


@dataclass(frozen=True, slots=True)
class Held:
    """What was recorded in some days: how many records, of how many branches, and how often each kind."""

    records: int
    branches: int
    kinds: tuple[tuple[str, int], ...]
    """The most frequent first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one matter of one period stands: a count for each state. What does not apply is not among them."""

    requirement: str
    period: str
    due_on: date
    done: int
    late: int
    excused: int
    open: int
    branches: bool
    """Whether all who are counted are branches."""

    @property
    def owed(self) -> int:
        """Of how many it is asked: who is excused is not."""
        return self.done + self.late + self.open


Matter = tuple[str, str, date]
"""Requirement, period and last day: what tells two tallies apart."""
Span = tuple[date, date]


class Tallies:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def held(self, path: str, first: date, last: date) -> Held:
        """The records that count, held in these days at or under the path."""
        mine = (
            records.c.held_on >= first,
            records.c.held_on <= last,
            records.c.state.in_(COUNTING),
            *_under(path),
        )
        joined = records.join(units, units.c.id == records.c.unit_id)
        by_kinds = sa.select(records.c.kinds, sa.func.count()).select_from(joined).where(*mine)
        counted: Counter[str] = Counter()
        total = 0
        for kinds, count in self._connection.execute(by_kinds.group_by(records.c.kinds)):
            total += count
            counted.update(dict.fromkeys([kind for kind in kinds.split("|") if kind], count))
        apart = sa.select(sa.func.count(sa.distinct(records.c.unit_id))).select_from(joined).where(*mine)
        ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return Held(total, int(self._connection.execute(apart).scalar_one()) if total else 0, tuple(ordered))

    def matters(self, path: str, due: Span, open_by: date) -> list[Tally]:
        """Each matter that falls due in these days and runs already on ``open_by``, the nearest first."""
        state = duties.c.state
        found = (
            sa.select(
                duties.c.requirement,
                duties.c.period,
                duties.c.due_on,
                *(sa.func.sum(sa.case((state == one, 1), else_=0)) for one in ("done", "late", "excused", "open")),
                sa.func.min(sa.case((units.c.kind.in_(BRANCHES), 1), else_=0)),
            )
            .select_from(duties.join(units, units.c.id == duties.c.unit_id))
            .where(*_due(path, due), state != "not_applicable", duties.c.opens_on <= open_by)
            .group_by(duties.c.due_on, duties.c.requirement, duties.c.period)
            .order_by(duties.c.due_on, duties.c.requirement, duties.c.period)
        )
        return [
            Tally(*row[:3], int(row[3]), int(row[4]), int(row[5]), int(row[6]), bool(row[7]))
            for row in self._connection.execute(found)
        ]

    def first_owing(self, path: str, due: Span, most: int, requirements: Collection[str]) -> dict[Matter, list[str]]:
        """Who has not done what falls due in these days: of each matter the first few, in the roster's order."""
        place = sa.func.row_number().over(
            partition_by=(duties.c.requirement, duties.c.period, duties.c.due_on), order_by=units.c.id
        )
        ranked = (
            sa.select(duties.c.requirement, duties.c.period, duties.c.due_on, units.c.short, place.label("place"))
            .select_from(duties.join(units, units.c.id == duties.c.unit_id))
            .where(*_due(path, due), duties.c.state == "open", duties.c.requirement.in_(requirements))
            .subquery()
        )
        wanted = sa.select(*ranked.c).where(ranked.c.place <= most).order_by(ranked.c.place)
        found: dict[Matter, list[str]] = {}
        for requirement, period, due_on, short, _ in self._connection.execute(wanted):
            found.setdefault((requirement, period, due_on), []).append(short)
        return found

    def owing_by_parent(
        self, path: str, due: Span, requirements: Collection[str]
    ) -> dict[Matter, list[tuple[int, int]]]:
        """How many below each organisation have not done what falls due in these days: (organisation, count), in the
        roster's order."""
        matter = (duties.c.requirement, duties.c.period, duties.c.due_on)
        found = (
            sa.select(*matter, units.c.parent_id, sa.func.count())
            .select_from(duties.join(units, units.c.id == duties.c.unit_id))
            .where(*_due(path, due), duties.c.state == "open", duties.c.requirement.in_(requirements))
            .group_by(duties.c.due_on, duties.c.requirement, duties.c.period, units.c.parent_id)
            .order_by(units.c.parent_id)
        )
        by_matter: dict[Matter, list[tuple[int, int]]] = {}
        for requirement, period, due_on, parent, count in self._connection.execute(found):
            by_matter.setdefault((requirement, period, due_on), []).append((int(parent or 0), int(count)))
        return by_matter

    def owing_units(self, path: str, due: Span) -> list[tuple[int, str, Matter]]:
        """Who has not done what: (unit, its short name, matter), in the roster's order."""
        found = (
            sa.select(units.c.id, units.c.short, duties.c.requirement, duties.c.period, duties.c.due_on)
            .select_from(duties.join(units, units.c.id == duties.c.unit_id))
            .where(*_due(path, due), duties.c.state == "open")
            .order_by(units.c.id, duties.c.due_on, duties.c.requirement)
        )
        return [(row[0], row[1], (row[2], row[3], row[4])) for row in self._connection.execute(found)]

    # -- what was said --------------------------------------------------------------------------------------------

    def pushed(self, first: datetime, last: datetime) -> dict[tuple[str, str], Counter[str]]:
        """Of the words that were promised in this span: how many of each destination are in which state. What people
        were answered is not among them; a picture or a table belongs to its words."""
        found = (
            sa.select(outbox.c.channel, outbox.c.address, outbox.c.state, sa.func.count())
            .where(*_said(first, last), outbox.c.enclosure_id.is_(None))
            .group_by(outbox.c.channel, outbox.c.address, outbox.c.state)
        )
        tally: dict[tuple[str, str], Counter[str]] = {}
        for channel, address, state, count in self._connection.execute(found):
            tally.setdefault((channel, address), Counter())[state] += count
        return tally

    def pushed_by(self, first: datetime, last: datetime, *, all_calls: bool = False) -> dict[str, Counter[str]]:
        """The same by channel, of everybody. ``all_calls``: with what went out beside the words, as platforms count."""
        found = sa.select(outbox.c.channel, outbox.c.state, sa.func.count()).where(*_said(first, last))
        found = found if all_calls else found.where(outbox.c.enclosure_id.is_(None))
        found = found.group_by(outbox.c.channel, outbox.c.state)
        tally: dict[str, Counter[str]] = {}
        for channel, state, count in self._connection.execute(found):
            tally.setdefault(channel, Counter())[state] += count
        return tally

    def missed(self, path: str, first: datetime, last: datetime) -> int:
        """Moments that were laid aside in this span because nobody was there to tell of them in time."""
        found = (
            sa.select(sa.func.count())
            .select_from(
                reminders.join(duties, duties.c.id == reminders.c.duty_id).join(units, units.c.id == duties.c.unit_id)
            )
            .where(
                reminders.c.state == "skipped_stale",
                reminders.c.at >= first,
                reminders.c.at < last,
                *_under(path),
            )
        )
        return int(self._connection.execute(found).scalar_one())


def _said(first: datetime, last: datetime) -> tuple[Any, ...]:
    return outbox.c.made_at >= first, outbox.c.made_at < last, outbox.c.key.not_like("reply:%")


def _under(path: str) -> tuple[Any, ...]:
    return units.c.path >= path, units.c.path < path[:-1] + "0", units.c.closed_at.is_(None)


def _due(path: str, due: Span) -> tuple[Any, ...]:
    return duties.c.due_on >= due[0], duties.c.due_on <= due[1], *_under(path)
