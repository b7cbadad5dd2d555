"""Which reminder plan holds for a unit, put together from what is said nearest to it, and since when it holds.

Nearest first: the unit's own row, those of the organisations above it, the institution's settings, as shipped.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

from config.plans import DUTY, KINDS, SHIPPED, TASK, TERM, THEME_DAY, Plan
from handlers.knowledge import Knowledge
from storage.plans import PlanRow
from storage.units import Unit
from storage.work import Work

ALL = "all"
"""Kind of a row that speaks for every kind: the hour, days off, quiet hours, vacations."""
OVERDUE = "overdue"
_SEEN = "plans_seen"
SHIPPED_SOURCE, SCHOOL = "默认", "学校设置"


@dataclass(frozen=True, slots=True)
class Settled:
    """A plan with nothing left open."""

    days: tuple[int, ...]
    months: tuple[int, ...]
    at: time
    to: tuple[str, ...]
    day_off: str
    follow_up: str
    vacation: str
    quiet_from: time
    quiet_until: time
    since: datetime | None
    """Moments up to here are not made up for: the plan was another then."""


class Plans:
    """Make one for a run: few units have rows of their own, the others share one plan for each kind."""

    def __init__(self, work: Work, know: Knowledge, instead: Iterable[PlanRow] = ()) -> None:
        """``instead``: rows as they would be, to see what they would make."""
        self._know = know
        self._rows: dict[int, dict[str, PlanRow]] = {}
        for row in [*work.plans.everything(), *instead]:
            self._rows.setdefault(row.unit_id, {})[row.kind] = row
        self._shorts = {id: work.units.get(id).short for id in self._rows}
        self._seen: Mapping[str, Any] = work.marks.get(_SEEN) or {}
        self._settled = cache(self._put_together)

    def of(self, unit: Unit, kind: str) -> Settled:
        return self._settled(self._above(unit), kind)

    def sources(self, unit: Unit, kind: str) -> dict[str, str]:
        """Where each value comes from, as people are told (Chinese)."""
        return {name: source for name, (_, source) in self._values(self._above(unit), kind).items()}

    def since_overdue(self) -> datetime | None:
        """From when the house's rule on what is overdue holds."""
        return self._since(OVERDUE)

    def all_settled(self, only: str = "") -> Iterator[Settled]:
        """Every plan (of this kind) that can hold for anybody."""
        chains: set[tuple[int, ...]] = {(), *((id,) for id in self._rows)}
        for kind in {only} if only else {*KINDS, *self._know.reminders.plan}:
            for chain in chains:
                yield self._settled(chain, kind)

    def _above(self, unit: Unit) -> tuple[int, ...]:
        """The unit and those above it that say something themselves, the nearest first."""
        if not self._rows:
            return ()
        return tuple(id for id in reversed([int(part) for part in unit.path.split("/") if part]) if id in self._rows)

    def _put_together(self, above: tuple[int, ...], kind: str) -> Settled:
        values = {name: value for name, (value, _) in self._values(above, kind).items()}
        rows = [row for id in above for row in self._rows[id].values() if row.kind in (kind, ALL)]
        moments = [row.changed_at for row in rows] + ([since] if (since := self._since(kind)) else [])
        return Settled(**values, since=max(moments, default=None))

    def _values(self, above: tuple[int, ...], kind: str) -> dict[str, tuple[Any, str]]:
        """Each value with where it comes from."""
        found: dict[str, tuple[Any, str]] = {}
        for plan, source in self._levels(above, kind):
            for name in Plan.model_fields:
                value = getattr(plan, name)
                if value is not None:
                    found.setdefault(name, (value, source))
        return {name: found.get(name, ((), SHIPPED_SOURCE)) for name in Plan.model_fields}

    def _levels(self, above: tuple[int, ...], kind: str) -> Iterator[tuple[Plan, str]]:
        for id in above:
            for of in (kind, ALL):
                if row := self._rows[id].get(of):
                    yield Plan.model_validate(row.plan), f"{self._shorts[id]}设置"
        yield from _of_the_house(self._know, kind)

    def _since(self, kind: str) -> datetime | None:
        _, since = self._seen.get(kind) or (None, None)
        return datetime.fromisoformat(since) if since else None


def _of_the_house(know: Knowledge, kind: str) -> Iterator[tuple[Plan, str]]:
    """What the settings say, then what is shipped. A kind that is a requirement's matter is a duty besides."""
    general = (kind,) if kind in KINDS else (kind, DUTY)
    for one in general:
        if plan := know.reminders.plan.get(one):
            yield plan, SCHOOL
    settings, rules = know.reminders, know.rules
    said: dict[str, tuple[object, bool]] = {
        "at": (settings.at, "at" in settings.model_fields_set),
        "day_off": (settings.day_off, "day_off" in settings.model_fields_set),
        "quiet_from": (settings.quiet_from, "quiet_from" in settings.model_fields_set),
        "quiet_until": (settings.quiet_until, "quiet_until" in settings.model_fields_set),
        "vacation": (rules.vacation, "vacation" in rules.model_fields_set),
    }
    for own, source in ((True, SCHOOL), (False, SHIPPED_SOURCE)):
        yield Plan.model_validate({name: value for name, (value, set_) in said.items() if set_ is own}), source
    yield SHIPPED[general[-1]], SHIPPED_SOURCE
    yield Plan(follow_up="off"), SHIPPED_SOURCE


def note_settings(work: Work, know: Knowledge) -> None:
    """Keep since when the settings' plans are as they are: what was due before a change, and was not then, is not
    sent after it. It counts from the last tick: what fell due while the bot stood still is made good by the new."""
    seen: Mapping[str, Any] = work.marks.get(_SEEN) or {}
    since = work.marks.get("last_tick") if seen else None
    now = {kind: _print_of(know, kind) for kind in (*KINDS, *know.reminders.plan, OVERDUE)}
    noted = {
        kind: seen[kind] if kind in seen and seen[kind][0] == print_ else [print_, since]
        for kind, print_ in now.items()
    }
    if noted != seen:
        work.marks.put(_SEEN, noted)


def _print_of(know: Knowledge, kind: str) -> str:
    """What tells one plan of the settings from another."""
    settings = know.reminders
    if kind == OVERDUE:
        return f"{settings.overdue_after} {settings.escalate_after} {settings.at}"
    found: dict[str, Any] = {}
    for plan, _ in _of_the_house(know, kind):
        found = {name: getattr(plan, name) for name in plan.model_fields_set if getattr(plan, name) is not None} | found
    return repr(sorted((name, str(value)) for name, value in found.items() if not name.startswith("quiet")))


def hours(know: Knowledge, work: Work | None) -> set[time]:
    """Every local hour at which some plan speaks: of the settings, and where ``work`` is given of the units."""
    plans = [*know.reminders.plan.values()]
    if work:
        plans += [Plan.model_validate(row.plan) for row in work.plans.everything()]
    evening = {know.reminders.evening} if any(one.follow_up == "evening" for one in plans) else set()
    return evening | {hour for one in plans for hour in (one.at, one.quiet_until) if hour}


def farthest(plans: Plans, kind: str = "") -> int:
    """How many days ahead of its day something (of this kind) may be told of, at most."""
    return max((day for one in plans.all_settled(kind) for day in one.days), default=0)


__all__ = ["ALL", "DUTY", "TASK", "TERM", "THEME_DAY", "Plans", "Settled", "farthest", "hours", "note_settings"]
