"""统计: how often each kind was held in a period, for one's organisations. Counts from records; no ranking (减负)."""

from collections import Counter
from typing import Any

from handlers.due import Period, period_from, period_of, say_period
from handlers.errors import UserError
from handlers.matters import scope_path
from handlers.message import Reply
from handlers.reading import KINDS, UMBRELLAS, fold
from handlers.reading.kinds import mentions
from handlers.router import Command, Request
from handlers.understood import understood
from storage.work import Work

_SHOWN = 15
_SHORT = {"支部党员大会": "党员大会", "民主评议党员": "民主评议"}


def counted(request: Request, work: Work) -> Reply:
    """How often, in how many branches, and branch by branch in the order of the roster."""
    path = scope_path(request, work)
    words = request.rest or request.text
    today = request.know.today(request.now)
    named = request.past_period(words)
    first, last = (named.first, min(named.last, today)) if named else _month(today)
    if first > today:
        raise UserError(f"{named.words if named else ''}还没有到。")
    kinds = _kinds(words)
    branches = work.units.branches_within(path)
    by_unit = work.records.evidence_within(path, first, last, kinds)
    held = {unit.id: Counter(kind for one in by_unit.get(unit.id, ()) for kind in one.kinds) for unit in branches}
    shown = [kind for kind in kinds or KINDS if any(count[kind] for count in held.values()) or kind in kinds]
    private = not request.message.in_group
    values = {
        "name": work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])).short,
        "when": named.words if named else say_period(_period(today), today),
        "branches": len(branches),
        "totals": [
            (kind, sum(count[kind] for count in held.values()), sum(bool(count[kind]) for count in held.values()))
            for kind in shown
        ],
        "lines": [
            (unit.short, [(_SHORT.get(kind, kind), held[unit.id][kind]) for kind in shown if held[unit.id][kind]])
            for unit in branches[:_SHOWN]
        ]
        if private and len(branches) > 1
        else [],
        "more": max(0, len(branches) - _SHOWN) if private else 0,
    }
    return Reply("statistics", values, understood(request.meaning, intent="statistics"))


def _month(today: Any) -> tuple[Any, Any]:
    period = _period(today)
    return period.first, today


def _period(today: Any) -> Period:
    return period_from(period_of("monthly", today).code)


def _kinds(words: str) -> tuple[str, ...]:
    folded = fold(words)
    umbrella = next((kinds for name, kinds in UMBRELLAS.items() if name in folded), ())
    return umbrella or tuple(dict.fromkeys(kind for kind, *_ in mentions(folded)))


COMMANDS = (
    Command("统计", "统计 一季度三会一课　统计 本月", "各类活动开了多少次", counted,
            aliases=("活动统计",), intents=("statistics",), organizer=True),
)  # fmt: skip
