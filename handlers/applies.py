"""Whether a requirement applies to a unit in a period, why, and what the records make of it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.catalogue import Applies, Requirement
from config.roster import BRANCH_TYPES, UNIT_KINDS
from handlers.due import Period, period_of
from handlers.knowledge import Knowledge
from storage.records import Evidence
from storage.units import Unit

COMMITTEE_FROM = 7
"""Full members from which a branch has a committee (支部条例 ch. 6, domain.md 2.2)."""
STUDENTS = ("undergraduate", "graduate")


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
    if rule.branch_types and not _of_type(unit, rule.branch_types):
        return Binding(False, "不是对这类支部的要求" if unit.branch_type else "还没有登记支部类型")
    for wanted, fact, word in (
        (rule.committee, has_committee(unit), "支委会"),
        (rule.groups, unit.has_groups, "党小组"),
        (rule.graduates, unit.graduates, "毕业生党员"),
    ):
        if wanted is not None and fact is not wanted:
            return Binding(False, _UNMET[word][2 if fact is None else int(fact)])
    members = unit.full_members
    if members is None and (rule.min_full_members is not None or rule.max_full_members is not None):
        return Binding(False, "还没有登记正式党员数")
    if rule.min_full_members is not None and (members or 0) < rule.min_full_members:
        return Binding(False, f"正式党员{members}人，不足{rule.min_full_members}人")
    if rule.max_full_members is not None and (members or 0) > rule.max_full_members:
        return Binding(False, f"正式党员{members}人，超过{rule.max_full_members}人")
    return Binding(True, _fact(rule, unit))


_UNMET = {
    "支委会": ("本支部不设支委会", "本支部设有支委会", "还没有登记是否设支委会"),
    "党小组": ("本支部没有划分党小组", "本支部设有党小组", "还没有登记有没有党小组"),
    "毕业生党员": ("本支部今年没有毕业生党员", "本支部今年有毕业生党员", "还没有登记有没有毕业生党员"),
}


def has_committee(unit: Unit) -> bool | None:
    """Whether the branch has a committee: as it said, else by its size; None where neither is known."""
    if unit.has_committee is not None or unit.full_members is None:
        return unit.has_committee
    return unit.full_members >= COMMITTEE_FROM


def _of_type(unit: Unit, types: Sequence[str]) -> bool:
    return unit.branch_type in types or ("student" in types and unit.branch_type in STUDENTS)


def _fact(rule: Applies, unit: Unit) -> str:
    """Every fact that a condition of the rule asked for."""
    members = f"正式党员{unit.full_members}人"
    facts = []
    if rule.committee is not None:
        size = f"（{members}）" if unit.full_members is not None else ""
        facts.append(f"本支部{'设' if rule.committee else '不设'}支委会{size}")
    if rule.groups is not None:
        facts.append("本支部设有党小组" if rule.groups else "本支部没有划分党小组")
    if rule.graduates is not None:
        facts.append(f"本支部今年{'有' if rule.graduates else '没有'}毕业生党员")
    if rule.branch_types:
        facts.append(f"本支部是{BRANCH_TYPES[unit.branch_type or '']}支部")
    if rule.committee is None and (rule.min_full_members is not None or rule.max_full_members is not None):
        facts.append(members)
    return "，".join(facts) or f"对每个{'党支部' if unit.is_branch else UNIT_KINDS[unit.kind]}的要求"


def state_of(
    requirement: Requirement, period: Period, evidence: Iterable[Evidence], local: Any, due: date | None = None
) -> dict[str, Any]:
    """The state that these records give, as :meth:`storage.duties.Duties.settle` takes it.

    ``local`` is the zone in which a submission's day is told; ``due`` the last day where it is not the rule's own.
    """
    counting = [
        one for one in evidence if one.held_on in period and any(kind in requirement.evidence for kind in one.kinds)
    ]
    if len(counting) < max(1, requirement.times):
        return {"state": "open", "record_id": None, "done_at": None}
    last = counting[max(1, requirement.times) - 1]
    late = last.submitted_at.astimezone(local).date() > (due or window(requirement, period)[1])
    return {"state": "late" if late else "done", "record_id": last.record_id, "done_at": last.submitted_at}


def window(requirement: Requirement, period: Period) -> tuple[date, date]:
    """The first and the last day of the duty: the period, or the months and the day of it that the rule names."""
    months = sorted(month for number in requirement.months if (month := period.month(number)))
    first, last = period.first, period.last
    if months:
        first = months[0]
        last = period_of("monthly", months[-1]).last
    if requirement.due:
        number, day = (int(part) for part in requirement.due.split("-")[-2:])
        if month := period.month(number):
            # A rule that says 29 February means the month's end in other years.
            last = min(month + timedelta(days=day - 1), period_of("monthly", month).last)
    return first, last


def applies(requirement: Requirement, unit: Unit, period: Period, know: Knowledge, begins: date | None) -> Binding:
    """Whether the requirement is a duty of the unit in this very period."""
    bound = binding(requirement, unit)
    if not bound.binds:
        return bound
    if on_vacation(period, know):
        return Binding(False, "假期里按学校规定不安排")
    if requirement.months and not any(period.month(one) for one in requirement.months):
        return Binding(False, "这段时间没有要求")
    if begins and period.last < begins:
        return Binding(False, "这之前的活动没有在这里记")
    return bound


def on_vacation(period: Period, know: Knowledge) -> bool:
    """Whether a month lies in a vacation in which the institution pauses monthly duties (domain.md 3.4)."""
    if know.rules.vacation != "pause" or period.cadence != "monthly":
        return False
    # One day of grace: a vacation that ends on 28 February ends with the month in a leap year too.
    spans = vacations_of(period.first.year, know)
    return any(first <= period.first and period.last <= last + timedelta(days=1) for first, last in spans)


def vacation_of(day: date, know: Knowledge) -> tuple[date, date] | None:
    """The first and the last day of the institution's vacation that holds this day."""
    found = (span for year in (day.year - 1, day.year) for span in vacations_of(year, know))
    return next(((first, last) for first, last in found if first <= day <= last), None)


def vacations_of(year: int, know: Knowledge) -> list[tuple[date, date]]:
    """The vacations that begin in a year. One may reach over the turn of the year."""
    found = []
    for first, last in know.rules.vacations:
        begins, ends = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        found.append((begins, ends if ends >= begins else ends.replace(year=year + 1)))
    return found
