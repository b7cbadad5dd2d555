"""统计: how often each kind was held in a period, for one's organisations. Counts from records; no ranking (减负)."""

from handlers.matters import list_shown
from handlers.message import Reply
from handlers.overviews import counted, scope_of, sendable, short
from handlers.router import Command, Request
from handlers.sheets import MANY, SHORT
from handlers.understood import understood
from storage.work import Work

_SHORT = {"支部党员大会": "党员大会", "民主评议党员": "民主评议"}


def statistics(request: Request, work: Work) -> Reply:
    """How often, in how many branches, and branch by branch in the order of the roster."""
    found = counted(request, work, request.rest or request.text, scope_of(request, work))
    branches, held, kinds = found.branches, found.held, found.kinds
    private = not request.message.in_group
    lines, more = short(branches, SHORT, MANY) if private and len(branches) > 1 else ([], 0)
    today = request.know.today(request.now)
    file = found.table(work, today) if more and sendable(request, work) else None
    values = {
        "name": found.scope.name,
        "when": found.when,
        "branches": len(branches),
        "totals": [
            (kind, sum(count[kind] for count in held.values()), sum(bool(count[kind]) for count in held.values()))
            for kind in kinds
        ],
        "lines": [
            (unit.short, [(_SHORT.get(kind, kind), held[unit.id][kind]) for kind in kinds if held[unit.id][kind]])
            for unit in lines
        ],
        "more": more,
        "file": file is not None,
    }
    list_shown(request, work, "统计", found.scope.path)
    return Reply("statistics", values, understood(request.meaning, intent="statistics"), enclosed=file)


COMMANDS = (
    Command("统计", "统计 一季度三会一课　统计 本月", "各类活动开了多少次", statistics,
            aliases=("活动统计",), intents=("statistics",), organizer=True),
)  # fmt: skip
