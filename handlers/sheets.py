"""Lists that are too long for a chat, as tables: what stands in them, in the roster's order, with source and day.

Plain values only; the workbook is made where it is sent (bot/workbooks.py), every text as text.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers.due import say_day
from handlers.knowledge import Knowledge
from handlers.message import TABLE, Enclosed
from handlers.standing import Scope, title
from storage.tallies import Tally
from storage.units import Unit
from storage.work import Work

MANY = 20
"""Lines from which a list is a table."""
SHORT = 10
"""Lines of such a list that are still said."""


def sheet(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], notes: Sequence[str]) -> Enclosed:
    """``notes`` stand above the table: of what, as of when, by which document."""
    content = {
        "title": name,
        "notes": [one for one in notes if one],
        "heads": list(heads),
        "rows": [list(row) for row in rows],
    }
    return Enclosed(TABLE, name, content)


def owing_sheet(work: Work, what: str, due: str, source: str, owed: Sequence[Unit], today: date) -> Enclosed:
    """Who has not done one matter."""
    above = {unit.id: unit.short for unit in work.units.organizations()}
    rows = [[n, above.get(unit.parent_id or 0, ""), unit.name, "未完成"] for n, unit in enumerate(owed, 1)]
    notes = [f"{what}，{due}" if due else what, f"依据：{source}" if source else "", _as_of(today)]
    return sheet(f"{what.strip('“”')}未完成名单", ("序号", "上级组织", "支部", "状态"), rows, notes)


def counted_sheet(
    work: Work, scope: str, when: str, kinds: Sequence[str], branches: Sequence[Unit], held: Any, today: date
) -> Enclosed:
    """How often each kind was held, branch by branch."""
    above = {unit.id: unit.short for unit in work.units.organizations()}
    rows = [
        [n, above.get(unit.parent_id or 0, ""), unit.name, *(held[unit.id][kind] for kind in kinds)]
        for n, unit in enumerate(branches, 1)
    ]
    notes = [f"{scope}{when}的活动次数，按各支部在这里的记录统计", _as_of(today)]
    return sheet(f"{scope}{when}活动统计", ("序号", "上级组织", "支部", *kinds), rows, notes)


def deadlines_sheet(scope: str, when: str, lines: Sequence[dict[str, Any]], today: date) -> Enclosed:
    """What falls due, matter by matter."""
    rows = [[n, one["due"], one["name"], one["all"], one["done"], one["count"]] for n, one in enumerate(lines, 1)]
    heads = ("序号", "截止", "事项", "要完成", "已完成", "未完成")
    return sheet(f"{scope}{when}截止", heads, rows, [f"{scope}{when}要交的", _as_of(today)])


def summary_sheet(work: Work, know: Knowledge, scope: Scope, name: str, due: Sequence[Tally], today: date) -> Enclosed:
    """Every branch of the scope that has not done something of these matters."""
    titles = {(one.requirement, one.period, one.due_on): title(work, know, one, today) for one in due}
    days = min(one.due_on for one in due), max(one.due_on for one in due)
    units = {unit.id: unit for unit in work.units.within(scope.path)}
    rows: list[list[Any]] = []
    for unit_id, short, matter in work.tallies.owing_units(scope.path, days):
        if matter in titles:
            unit = units.get(unit_id)
            parent = units.get(unit.parent_id or 0) if unit else None
            above, full = parent.short if parent else "", unit.name if unit else short
            rows.append([len(rows) + 1, above, full, titles[matter], say_day(matter[2], today), "未完成"])
    counts = [
        f"{titles[_key(one)]}：{one.owed}个，完成{one.done + one.late}，免报{one.excused}，未完成{one.open}"
        for one in due
    ]
    heads = ("序号", "上级组织", "支部", "事项", "截止", "状态")
    return sheet(f"{scope.name}{name}未完成名单", heads, rows, [*counts, _as_of(today)])


def _key(one: Tally) -> tuple[str, str, date]:
    return one.requirement, one.period, one.due_on


def _as_of(today: date) -> str:
    return f"截至{today.year}年{today.month}月{today.day}日；按花名册顺序，不是排名"
