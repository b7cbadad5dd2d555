"""How the matters of one scope stand: counted by the database, said in lines, and drawn as bars.

Who has not done something is named to organizers alone, in the roster's order; a group sees counts. No ranking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.due import period_from, say_day, say_period
from handlers.duties import matter_name
from handlers.knowledge import Knowledge
from handlers.message import PICTURE, Enclosed
from storage.tallies import Tally
from storage.units import Unit
from storage.work import Work

NAMED = 5
"""Units named in one line; more are counted."""
BARS = 8
"""Matters in one picture: so many can be read on a phone."""
AHEAD = timedelta(days=45)
"""How far ahead the picture looks."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A second-level organisation, or the whole school."""

    path: str
    name: str
    whole: bool = False
    """The whole school: who owes something is told by organisation there, not branch by branch."""

    @classmethod
    def of(cls, unit: Unit) -> "Scope":
        return cls(unit.path, unit.short, unit.kind == "committee")


def lines(
    work: Work, know: Knowledge, scope: Scope, tallies: Sequence[Tally], today: date, *, private: bool
) -> list[dict[str, Any]]:
    """A line's values for each matter, in the order given."""
    names = _names(work, scope, tallies) if private else {}
    found = []
    for one in tallies:
        who, more = names.get(_key(one), ([], False))
        found.append(
            {
                "name": title(work, know, one, today),
                "due": say_day(one.due_on, today),
                "day": say_day(one.due_on, today).split("（")[0],
                "all": one.owed,
                "done": one.done + one.late,
                "late": one.late,
                "excused": one.excused,
                "count": one.open,
                "unit": "个支部" if one.branches else "个单位",
                "none": one.open == one.owed > 1,
                "who": who,
                "more": more,
            }
        )
    return found


def _key(one: Tally) -> tuple[str, str, date]:
    return one.requirement, one.period, one.due_on


def _names(work: Work, scope: Scope, tallies: Sequence[Tally]) -> dict[Any, tuple[list[str], bool]]:
    """Who has not done each matter; of the whole school how many below each organisation, once they are many."""
    owing = [one for one in tallies if one.open]
    if not owing:
        return {}
    due = owing[0].due_on, max(one.due_on for one in owing)
    many = [one for one in owing if scope.whole and one.open > NAMED]
    few = {one.requirement for one in owing} - {one.requirement for one in many}
    found = {}
    if few:
        first = work.tallies.first_owing(scope.path, due, NAMED + 1, few)
        found = {key: (who[:NAMED], len(who) > NAMED) for key, who in first.items()}
    if many:
        below, keys = organizations(work, scope), {_key(one) for one in many}
        for key, counts in work.tallies.owing_by_parent(scope.path, due, {key[0] for key in keys}).items():
            if key in keys:
                said = [f"{below[parent]}{count}" for parent, count in counts if parent in below]
                found[key] = said[:NAMED], len(said) > NAMED
    return found


def organizations(work: Work, scope: Scope) -> dict[int, str]:
    """What the organisations of the scope are called, in the roster's order; what hangs from the school itself are
    its direct branches."""
    found = work.units.organizations_within(scope.path)
    return {unit.id: "直属支部" if unit.path == scope.path else unit.short for unit in found}


def title(work: Work, know: Knowledge, one: Tally, today: date) -> str:
    """What is asked, in a few words; with its period where that is not a month."""
    if one.requirement.startswith("task:"):
        task = work.tasks.get(int(one.requirement[5:]))
        return task.title if task else "任务"
    rule = know.catalogue.by_id(one.requirement)
    if rule is None:
        return "任务"
    period = "" if one.period == "once" or rule.cadence == "monthly" else say_period(period_from(one.period), today)
    return f"{period}{matter_name(rule)}"


def picture(
    work: Work, know: Knowledge, heading: str, note: str, tallies: Sequence[Tally], today: date
) -> Enclosed | None:
    """A bar for each matter, the nearest first: done, made up for, and of how many. None where there is nothing to
    draw, or only one branch to count."""
    shown = [one for one in tallies if one.owed > 1]
    if not shown:
        return None
    bars = [
        {
            "name": title(work, know, one, today),
            "due": f"{one.due_on.month}月{one.due_on.day}日",
            "done": one.done,
            "late": one.late,
            "all": one.owed,
        }
        for one in shown[:BARS]
    ]
    more = len(shown) - len(bars)
    content = {"title": heading, "note": note, "bars": bars, "more": f"另有{more}项没有画出" if more else ""}
    return Enclosed(PICTURE, heading, content)
