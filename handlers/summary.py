"""What a week (or a month) was: counted from the records, with what comes next. No ranking, no list of the late in
a group (减负)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import duties
from handlers.due import local_midnight, say_day
from handlers.knowledge import Knowledge
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

NEXT = timedelta(days=14)
NAMED = 5
"""Units named in one line; more are counted."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A second-level organisation, or the whole school."""

    path: str
    name: str


def summary(
    work: Work, know: Knowledge, scope: Scope, first: date, last: date, now: datetime, *, private: bool
) -> dict[str, Any]:
    """Template values; the duties of these days have been made. ``private``: for the organizer, who also sees which
    branch owes what."""
    today = know.today(now)
    branches = work.units.branches_within(scope.path)
    by_unit = work.records.evidence_within(scope.path, first, last)
    kinds = Counter(kind for found in by_unit.values() for one in found for kind in one.kinds)
    begin, end = local_midnight(first, know.zone), local_midnight(last + timedelta(days=1), know.zone)
    return {
        "name": scope.name,
        "span": f"{say_day(first, today).split('（')[0]}—{say_day(last, today).split('（')[0]}",
        "branches": len(branches),
        "active": len(by_unit),
        "records": sum(len(found) for found in by_unit.values()),
        "kinds": kinds.most_common(),
        "next": coming(work, know, branches, today, today + NEXT, today, private=private),
        "private": private,
        "sent": len(work.outbox.between(begin, end, "sent")) if private else 0,
        "failed": len(work.outbox.between(begin, end, "dead")) if private else 0,
        "skipped": len(work.duties.reminders_between(begin, end, "skipped_stale")) if private else 0,
    }


def for_a_group(values: dict[str, Any]) -> dict[str, Any]:
    """The same summary without what is for the organizer's eyes only."""
    lines = [line | {"who": [], "more": False} for line in values["next"]]
    return values | {"next": lines, "private": False, "sent": 0, "failed": 0, "skipped": 0}


def coming(
    work: Work,
    know: Knowledge,
    branches: list[Unit],
    first: date,
    last: date,
    today: date,
    *,
    private: bool = False,
) -> list[dict[str, Any]]:
    """What falls due in these days and is still owed, the nearest first. ``private``: with the branches' names."""
    mine = {unit.id: unit for unit in branches}
    path = duties.above(branches) if branches else "/"
    waiting: dict[tuple[date, str], list[Duty]] = {}
    for duty in work.duties.due_between(first, last, path=path):
        if duty.unit_id in mine:
            waiting.setdefault((duty.due_on, duty.requirement), []).append(duty)
    lines = []
    for (due_on, _), owed in sorted(waiting.items()):
        names = [mine[duty.unit_id].short for duty in owed]
        lines.append(
            {
                "name": duties.title_of(work, know, owed[0]),
                "due": say_day(due_on, today),
                "count": len(owed),
                "all": len(owed) == len(branches) > 1,
                "who": names[:NAMED] if private else [],
                "more": private and len(names) > NAMED,
            }
        )
    return lines
