"""The duty calculus: which requirement binds which unit in which period, why, and whether it is done.

A duty's state is a pure function of the requirement, the unit's facts and the records that count; what is stored is
only that function's last value, refreshed in the transaction that changes a record or a fact. Only what people decided
(excused) and what was no duty in its time (:data:`NOT_THEN`) is remembered besides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from config.catalogue import Requirement
from handlers.applies import applies, state_of, window
from handlers.applies import binding as binding
from handlers.applies import has_committee as has_committee
from handlers.due import Period, following, period_from, period_of, previous
from handlers.due.periods import MONTHS
from handlers.knowledge import Knowledge
from storage.duties import Duty
from storage.records import Evidence
from storage.units import Unit
from storage.work import Work

EXCUSED = "excused"
NOT_APPLICABLE = "not_applicable"
NOT_THEN = "当时还不适用"
"""Note of a period that was over before a fact made the requirement apply: nobody is blamed for it afterwards."""
GONE = "这项要求不再适用"
"""Note of a duty whose requirement is no longer in the catalogue, or no longer recurs."""
CLOSED = "支部已撤销"
"""Note of what was open when its branch was dissolved; it is open again should the branch be brought back."""
_LONGEST_BACK = timedelta(days=3 * 366)


# -- one duty ---------------------------------------------------------------------------------------------------------


def _state(
    work: Work,
    requirement: Requirement,
    unit: Unit,
    period: Period,
    evidence: Sequence[Evidence],
    know: Knowledge,
    begins: date | None,
    note: str | None = None,
) -> dict[str, Any]:
    """What is to be stored: a record that counts stands in any case, a gap only where the rule applied."""
    counting, due = _of_moved_day(work, requirement, unit, period, evidence)
    state = state_of(requirement, period, counting, know.zone, due)
    kept = note if note in (NOT_THEN, GONE, CLOSED) else None
    if state["state"] != "open":
        return state | {"note": kept}
    if kept:
        return state | {"state": NOT_APPLICABLE, "note": kept}
    bound = applies(requirement, unit, period, know, begins)
    if not bound.binds:
        return state | {"state": NOT_APPLICABLE, "note": bound.why}
    return state | {"note": None}


def _beyond(work: Work, requirement: Requirement, unit: Unit) -> dict[date, str]:
    """Theme days that were moved out of their month, with that month."""
    if requirement.matter != "theme_day":
        return {}
    moved = work.theme_days.of_unit(unit.id).values()
    return {one.day: one.period for one in moved if one.day not in period_from(one.period)}


def _of_moved_day(
    work: Work, requirement: Requirement, unit: Unit, period: Period, evidence: Sequence[Evidence]
) -> tuple[Sequence[Evidence], date | None]:
    """What counts for the period where a theme day was moved into another month, and the last day then: held on that
    day it is the old month's, and not the new one's."""
    beyond = _beyond(work, requirement, unit)
    if not beyond:
        return evidence, None
    mine = next((day for day, code in beyond.items() if code == period.code), None)
    own = [one for one in evidence if beyond.get(one.held_on, period.code) == period.code]
    lent = work.records.evidence(unit.id, mine, mine) if mine else []
    border = period.last if mine and mine > period.last else period.first
    return [*own, *(replace(one, held_on=border) for one in lent)], (max(mine, period.last) if mine else None)


def day_moved(work: Work, know: Knowledge, unit: Unit, code: str, now: datetime) -> list[Duty]:
    """The theme day of this month is another: its duty's last day and state, and those of the months beside it."""
    rule = next((one for one in know.catalogue.duties() if one.matter == "theme_day"), None)
    if rule is None or rule.cadence != "monthly":
        return []
    period, changed = period_from(code), []
    for each in (previous(period), period, following(period)):
        duty = work.duties.one(rule.id, unit.id, each.code)
        if duty is None:
            continue
        due = _window(work, rule, unit, each)[1]
        if due != duty.due_on:
            work.duties.move_one(duty.id, due)
        changed += _store(work, replace(duty, due_on=due), recomputed(work, know, unit, duty))
    return changed


def _window(work: Work, rule: Requirement, unit: Unit, period: Period) -> tuple[date, date]:
    """First and last day of the duty; a theme day that was moved past its month takes the last day along."""
    opens, due = window(rule, period)
    moved = [day for day, code in _beyond(work, rule, unit).items() if code == period.code]
    return min([opens, *moved]), max([due, *moved])


def recomputed(work: Work, know: Knowledge, unit: Unit, duty: Duty) -> dict[str, Any]:
    """What a stored duty's state must be, from the catalogue, the unit's facts and the records alone."""
    kept = {"state": duty.state, "record_id": duty.record_id, "done_at": duty.done_at, "note": duty.note}
    if duty.state == EXCUSED or duty.period == "once":
        return kept
    requirement = next((one for one in know.catalogue.duties() if one.id == duty.requirement), None)
    if requirement is None:
        return kept if duty.state != "open" else kept | {"state": NOT_APPLICABLE, "note": GONE}
    period = period_from(duty.period)
    evidence = work.records.evidence(unit.id, period.first, period.last)
    return _state(work, requirement, unit, period, evidence, know, _begins(work), duty.note)


def excuse(work: Work, duty: Duty, why: str) -> None:
    """A person decides that it need not be done. It stays so until :func:`settle_again`."""
    if duty.note == NOT_THEN:
        return
    work.duties.settle(duty, EXCUSED, record_id=None, done_at=None, note=why)


def settle_again(work: Work, know: Knowledge, unit: Unit, duty: Duty) -> None:
    """Take back what a person decided: the records speak again."""
    work.duties.settle(duty, "open", record_id=None, done_at=None)
    opened = work.duties.one(duty.requirement, duty.unit_id, duty.period)
    if opened:
        _store(work, opened, recomputed(work, know, unit, opened))


def _store(work: Work, duty: Duty, state: Mapping[str, Any]) -> list[Duty]:
    """Keep the state where it is another than the stored one; the duty as it is then."""
    if (duty.state, duty.record_id, duty.done_at, duty.note) == tuple(
        state[name] for name in ("state", "record_id", "done_at", "note")
    ):
        return []
    work.duties.settle(duty, **state)
    return [replace(duty, **state)]


# -- many duties -------------------------------------------------------------------------------------------------------

Key = tuple[str, int, str]


def ensure(work: Work, know: Knowledge, units: Sequence[Unit], day: date, now: datetime) -> None:
    """Make the duties of the periods that hold this day, where they are missing, and settle them from the records.

    What stands there and no longer applies (a fact, a rule or the catalogue changed) is no open duty afterwards.
    """
    if not units:
        return
    begins = _begins(work)
    rules = {one.id: one for one in know.catalogue.duties()}
    periods = {
        cadence: period_of(cadence, day) for cadence in {one.cadence or "" for one in rules.values()} & MONTHS.keys()
    }
    wanted = {
        (rule.id, unit.id, period.code): (rule, unit, period)
        for rule in rules.values()
        if (period := periods.get(rule.cadence or ""))
        for unit in units
        if applies(rule, unit, period, know, begins).binds
    }
    there = _there(work, units, [period.code for period in periods.values()], day)
    missing = [one for key, one in wanted.items() if key not in there]
    idle = [duty for key, duty in there.items() if key in wanted and duty.state == NOT_APPLICABLE]
    evidence = _Evidences(
        work, units, [one[2] for one in missing], sorted({kind for one in missing for kind in one[0].evidence})
    )
    work.duties.add_new(
        _row(work, rule, unit, period, now, _state(work, rule, unit, period, evidence(unit, period), know, begins))
        for rule, unit, period in missing
    )
    by_id = {unit.id: unit for unit in units}
    gone = [duty for key, duty in there.items() if duty.state == "open" and duty.period != "once" and key not in wanted]
    for duty in (*idle, *gone):
        # Back in the catalogue: what had gone with its rule is weighed anew, in the periods that run.
        fresh = replace(duty, note=None) if duty.note == GONE else duty
        _store(work, duty, recomputed(work, know, by_id[duty.unit_id], fresh))
    for id in {duty.requirement for duty in gone} - rules.keys():
        work.duties.drop_open(id, GONE)


def _there(work: Work, units: Sequence[Unit], codes: Sequence[str], day: date) -> dict[Key, Duty]:
    """The units' duties of these periods; for a single unit in one question."""
    if len(units) == 1:
        found = work.duties.of_unit(units[0].id, day, day)
    else:
        found = work.duties.of_units([unit.id for unit in units], codes)
    return {(one.requirement, one.unit_id, one.period): one for one in found if one.period in codes}


class _Evidences:
    """The records of many units, asked for once for each period."""

    def __init__(self, work: Work, units: Sequence[Unit], periods: Iterable[Period], kinds: Sequence[str] = ()) -> None:
        self._found: dict[str, Mapping[int, Sequence[Evidence]]] = {}
        for period in set(periods):
            self._found[period.code] = (
                {units[0].id: work.records.evidence(units[0].id, period.first, period.last)}
                if len(units) == 1
                else work.records.evidence_within(above(units), period.first, period.last, kinds)
            )

    def __call__(self, unit: Unit, period: Period) -> Sequence[Evidence]:
        return self._found[period.code].get(unit.id, ())


def above(units: Sequence[Unit]) -> str:
    """The path under which all of them stand."""
    lowest, highest = min(unit.path for unit in units), max(unit.path for unit in units)
    shared = next((at for at, (a, b) in enumerate(zip(lowest, highest, strict=False)) if a != b), len(lowest))
    return lowest[: lowest[:shared].rindex("/") + 1]


def _row(
    work: Work, requirement: Requirement, unit: Unit, period: Period, now: datetime, state: Mapping[str, Any]
) -> dict[str, Any]:
    opens, due = _window(work, requirement, unit, period)
    return {
        "requirement": requirement.id,
        "unit_id": unit.id,
        "period": period.code,
        "opens_on": opens,
        "due_on": due,
        "made_at": now,
        **state,
    }


def refresh(work: Work, know: Knowledge, unit: Unit, touched: Iterable[tuple[str, date]], now: datetime) -> list[Duty]:
    """Settle the duties that these (kind, day) pairs bear on; return those whose state changed, as they are now."""
    pairs = set(touched)
    begins = _begins(work)
    changed: list[Duty] = []
    for rule in know.catalogue.duties():
        days = [day for kind, day in pairs if kind in rule.evidence]
        if rule.cadence not in MONTHS:
            continue
        lent = {period_from(code) for day, code in _beyond(work, rule, unit).items() if day in days} if days else set()
        for period in {period_of(rule.cadence, day) for day in days} | lent:
            changed += _refreshed(work, know, unit, rule, period, begins, now)
    return changed


def _refreshed(
    work: Work, know: Knowledge, unit: Unit, rule: Requirement, period: Period, begins: date | None, now: datetime
) -> list[Duty]:
    evidence = work.records.evidence(unit.id, period.first, period.last)
    duty = work.duties.one(rule.id, unit.id, period.code)
    if duty:
        return (
            []
            if duty.state == EXCUSED
            else _store(work, duty, _state(work, rule, unit, period, evidence, know, begins, duty.note))
        )
    state = _state(work, rule, unit, period, evidence, know, begins)
    if state["state"] == NOT_APPLICABLE or not binding(rule, unit).binds:
        return []
    work.duties.add_new([_row(work, rule, unit, period, now, state)])
    made = work.duties.one(rule.id, unit.id, period.code)
    return [made] if made and made.state != "open" else []


def refit(work: Work, know: Knowledge, before: Unit, after: Unit, now: datetime) -> list[Duty]:
    """The unit's facts changed: every duty anew. Those whose state changed, as they are now.

    What did not apply until now is no duty of the periods that are over; what applied is known, should it come back.
    """
    today = know.today(now)
    rules = know.catalogue.duties()
    was = {rule.id for rule in rules if binding(rule, before).binds}
    comes = [rule for rule in rules if rule.id not in was and binding(rule, after).binds]
    if any(rule.id in was and not binding(rule, after).binds for rule in rules):
        for period in _over(work, "monthly", today):
            ensure(work, know, [before], period.first, now)
    for rule in comes:
        state = {"state": NOT_APPLICABLE, "record_id": None, "done_at": None, "note": NOT_THEN}
        over = _over(work, rule.cadence or "", today)
        work.duties.add_new(_row(work, rule, after, period, now, state) for period in over)
    changed: list[Duty] = []
    for duty in work.duties.of_unit(after.id, date.min, date.max):
        changed += _store(work, duty, recomputed(work, know, after, duty))
    ensure(work, know, [after], today, now)
    return changed


def _over(work: Work, cadence: str, today: date) -> list[Period]:
    """The periods since records are kept that were over before today."""
    begins = _begins(work) or today - timedelta(days=366)
    period = period_of(cadence, max(begins, today - _LONGEST_BACK))
    found = []
    while period.last < today:
        found.append(period)
        period = following(period)
    return found


def _begins(work: Work) -> date | None:
    begins = work.marks.get("begins_on")
    return date.fromisoformat(begins) if begins else None


def before_records(work: Work, last: date) -> date | None:
    """The day from which activities are kept here, where the span that ends on ``last`` lies before it.

    What was done earlier nobody told the bot: it says so and calls nothing missing.
    """
    day = _begins(work)
    return day if day and last < day else None


# -- words -------------------------------------------------------------------------------------------------------------


def title_of(work: Work, know: Knowledge, duty: Duty) -> str:
    """What the duty asks, in a few words: a matter's name, or a task's title."""
    if duty.requirement.startswith("task:"):
        task = work.tasks.get(int(duty.requirement[5:]))
        return task.title if task else "任务"
    requirement = know.catalogue.by_id(duty.requirement)
    return matter_name(requirement) if requirement else "任务"


def matter_name(requirement: Requirement) -> str:
    """The short name of a duty's matter: its activity kind where it has just one."""
    return requirement.evidence[0] if requirement.evidence else requirement.title


def period_words(duty: Duty) -> Period | None:
    """The duty's period; None for a one-off."""
    return None if duty.period == "once" else period_from(duty.period)
