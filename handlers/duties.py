"""The duty calculus: which requirement binds which unit in which period, why, and whether it is done.

A duty's state is a pure function of the requirement, the unit's facts and the records that count; what is stored is
only that function's last value, refreshed in the transaction that changes a record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.catalogue import Requirement
from handlers.due import Period, period_from, period_of
from handlers.knowledge import Knowledge
from storage.duties import Duty
from storage.records import Evidence
from storage.units import Unit
from storage.work import Work

SETTLED_BY_PEOPLE = ("excused", "not_applicable")
COMMITTEE_FROM = 7
"""Full members from which a branch has a committee (支部条例 ch. 6, domain.md 2.2)."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Whether a requirement binds a unit, and the fact that makes it so (Chinese)."""

    binds: bool
    why: str


def binding(requirement: Requirement, unit: Unit) -> Binding:
    """Whether the requirement applies to the unit. An unknown fact never makes a duty."""
    rule = requirement.applies
    if rule.unit_kinds and unit.kind not in rule.unit_kinds:
        return Binding(False, "不是对这一级组织的要求")
    if rule.branch_types and unit.branch_type not in rule.branch_types:
        return Binding(False, "不是对这类支部的要求")
    if rule.committee is not None and has_committee(unit) is not rule.committee:
        return Binding(False, "本支部不设支委会" if rule.committee else "本支部设有支委会")
    if rule.groups is not None and bool(unit.has_groups) is not rule.groups:
        return Binding(False, "本支部没有划分党小组" if rule.groups else "本支部设有党小组")
    if rule.min_full_members is not None and (unit.full_members or 0) < rule.min_full_members:
        return Binding(False, f"正式党员不足{rule.min_full_members}人")
    if rule.max_full_members is not None and (unit.full_members or 0) > rule.max_full_members:
        return Binding(False, f"正式党员超过{rule.max_full_members}人")
    return Binding(True, _fact(requirement, unit))


def has_committee(unit: Unit) -> bool:
    """Whether the branch has a committee: as it said, else by its size; unknown counts as none."""
    if unit.has_committee is not None:
        return unit.has_committee
    return (unit.full_members or 0) >= COMMITTEE_FROM


def _fact(requirement: Requirement, unit: Unit) -> str:
    if requirement.applies.committee:
        members = f"（正式党员{unit.full_members}人）" if unit.full_members is not None else ""
        return f"本支部设支委会{members}"
    if requirement.applies.groups:
        return "本支部设有党小组"
    return "对每个党支部的要求"


def state_of(requirement: Requirement, period: Period, evidence: Iterable[Evidence], local: Any) -> dict[str, Any]:
    """The state that these records give, as :meth:`storage.duties.Duties.settle` takes it.

    ``local`` is the zone in which a submission's day is told.
    """
    counting = [
        one for one in evidence if one.held_on in period and any(kind in requirement.evidence for kind in one.kinds)
    ]
    if len(counting) < max(1, requirement.times):
        return {"state": "open", "record_id": None, "done_at": None}
    last = counting[max(1, requirement.times) - 1]
    late = last.submitted_at.astimezone(local).date() > period.last
    return {"state": "late" if late else "done", "record_id": last.record_id, "done_at": last.submitted_at}


def ensure(work: Work, know: Knowledge, units: Sequence[Unit], day: date, now: datetime) -> None:
    """Make the duties of the periods that hold this day, where they are missing, and settle them from the records."""
    wanted = [
        (requirement, unit, period_of(requirement.cadence or "", day))
        for requirement in know.catalogue.duties()
        for unit in units
        if binding(requirement, unit).binds
    ]
    wanted = [one for one in wanted if not on_vacation(one[2], know)]
    if not wanted:
        return
    there = (
        {
            (duty.requirement, duty.unit_id, duty.period)
            for unit in units
            for duty in work.duties.of_unit(unit.id, day, day)
        }
        if len(units) == 1
        else _there(work, wanted)
    )
    missing = [one for one in wanted if (one[0].id, one[1].id, one[2].code) not in there]
    if not missing:
        return
    work.duties.add_new(_row(requirement, unit, period, now) for requirement, unit, period in missing)
    for requirement, unit, period in missing:
        _settle(work, know, requirement, unit, period)


def before_records(work: Work, last: date) -> date | None:
    """The day from which activities are kept here, where the span that ends on ``last`` lies before it.

    What was done earlier nobody told the bot: it says so and calls nothing missing.
    """
    begins = work.marks.get("begins_on")
    day = date.fromisoformat(begins) if begins else None
    return day if day and last < day else None


def on_vacation(period: Period, know: Knowledge) -> bool:
    """Whether a month lies in a vacation in which the institution pauses monthly duties (domain.md 3.4)."""
    if know.rules.vacation != "pause" or period.cadence != "monthly":
        return False
    year = period.first.year
    spans = (
        (date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}"))
        for first, last in know.rules.vacations
    )
    # One day of grace: a vacation that ends on 28 February ends with the month in a leap year too.
    return any(first <= period.first and period.last <= last + timedelta(days=1) for first, last in spans)


def _there(work: Work, wanted: Sequence[tuple[Requirement, Unit, Period]]) -> set[tuple[str, int, str]]:
    return {
        (duty.requirement, duty.unit_id, duty.period)
        for requirement, code in {(requirement.id, period.code) for requirement, _, period in wanted}
        for duty in work.duties.within("/", requirement=requirement, period=code)
    }


def _row(requirement: Requirement, unit: Unit, period: Period, now: datetime) -> dict[str, Any]:
    return {
        "requirement": requirement.id,
        "unit_id": unit.id,
        "period": period.code,
        "opens_on": period.first,
        "due_on": period.last,
        "state": "open",
        "made_at": now,
    }


def refresh(work: Work, know: Knowledge, unit: Unit, touched: Iterable[tuple[str, date]], now: datetime) -> list[Duty]:
    """Settle the duties that these (kind, day) pairs bear on; return those whose state changed, as they are now."""
    pairs = set(touched)
    changed: list[Duty] = []
    for requirement in know.catalogue.duties():
        days = [day for kind, day in pairs if kind in requirement.evidence]
        if not days or not binding(requirement, unit).binds:
            continue
        for period in {period_of(requirement.cadence or "", day) for day in days}:
            if work.duties.one(requirement.id, unit.id, period.code) is None:
                work.duties.add_new([_row(requirement, unit, period, now)])
            changed += _settle(work, know, requirement, unit, period)
    return changed


def _settle(work: Work, know: Knowledge, requirement: Requirement, unit: Unit, period: Period) -> list[Duty]:
    duty = work.duties.one(requirement.id, unit.id, period.code)
    if duty is None or duty.state in SETTLED_BY_PEOPLE:
        return []
    state = state_of(requirement, period, work.records.evidence(unit.id, period.first, period.last), know.zone)
    if (duty.state, duty.record_id) == (state["state"], state["record_id"]):
        return []
    work.duties.settle(duty, **state)
    after = work.duties.one(requirement.id, unit.id, period.code)
    return [after] if after else []


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
