"""The rehearsal: what would go out in a span of days, worked out by the same jobs that will do it. Changes nothing.

It runs on a copy: what it promises there counts as sent, and the copy is thrown away.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.due import say_day
from handlers.jobs import moments_between, tick
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from storage.database import Database
from storage.pushes import Pushed
from storage.work import Work

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """One push that would go out, and the paths of the units whose duties it is about."""

    push: Pushed
    about: tuple[str, ...]


def _unwatched(done: int, of: int) -> None:
    return


def rehearsal(
    database: Database,
    know: Knowledge,
    renderer: Renderer,
    begin: datetime,
    first: datetime,
    last: datetime,
    progress: Progress = _unwatched,
    paths: Sequence[str] = ("/",),
) -> list[Planned]:
    """Every push between the two moments, in order. ``progress`` is told after each moment; what it raises ends it.

    The bot runs from ``begin`` on: where that lies before the span, what is said until then is not made up for in it.

    ``paths``: only what goes on under these. On the copy the rest of the institution is closed for that, so that one
    house of a city's is rehearsed as fast as if it were alone.
    """

    def unit(work: Work) -> list[Planned]:
        work.units.close_outside(paths, begin)
        before = work.pushes.newest_id()
        work.outbox.suppose_sent(begin)
        moments = list(moments_between(know, min(begin, first), last, work))
        for done, moment in enumerate(moments, 1):
            tick(work, know, renderer, moment)
            work.outbox.suppose_sent(moment)
            progress(done, len(moments))
        rows = [row for row in work.pushes.pushed_since(before) if first < row.line.next_at <= last]
        stand = _paths(work, rows)
        return [Planned(row, tuple(dict.fromkeys(stand[duty] for duty, _ in row.about))) for row in rows]

    return database.rehearse(unit, begin, paths)


def _paths(work: Work, rows: list[Pushed]) -> dict[int, str]:
    """The path of each duty's unit."""
    units = {unit.id: unit.path for unit in work.units.everything()}
    ids = sorted({duty_id for row in rows for duty_id, _ in row.about})
    found: dict[int, str] = {}
    for begin in range(0, len(ids), 5000):
        for duty in work.duties.many(ids[begin : begin + 5000]):
            found[duty.id] = units.get(duty.unit_id, "")
    return found


# -- on paper ---------------------------------------------------------------------------------------------------------

_NAMED = 6
"""Addressees named beside one text; more are counted."""


def by_day(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rehearsal as a person reads it: day by day, the same words to several told once, the counts at the end.

    ``rows`` as ``rehearse --json`` prints them.
    """
    days: dict[date, dict[tuple[str, bool, str], list[str]]] = {}
    for row in rows:
        at = datetime.fromisoformat(row["due"])
        heard = days.setdefault(at.date(), {}).setdefault((f"{at:%H:%M}", row["group"], row["text"]), [])
        heard.append(row["to"])
    parts = [_on_paper(day, heard) for day, heard in days.items()]
    return "\n\n".join([*parts, _counted(rows)])


def _on_paper(day: date, heard: Mapping[tuple[str, bool, str], list[str]]) -> str:
    count = sum(map(len, heard.values()))
    lines = [f"══ {day.year}年{say_day(day, day)}　{count}条"]
    for (at, group, text), to in sorted(heard.items(), key=lambda one: (one[0][0], not one[0][1])):
        named = "、".join(to[:_NAMED]) + (f"等{len(to)}{'个群' if group else '人'}" if len(to) > _NAMED else "")
        lines += ["", f"{at}　{'群里' if group else '一对一'}　{named}"]
        lines += [f"    {line}".rstrip() for line in text.replace("**", "").split("\n")]
    return "\n".join(lines)


def _counted(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "这段时间没有要发的。"
    groups = Counter(row["to"] for row in rows if row["group"])
    people = Counter(row["to"] for row in rows if not row["group"])
    lines = ["按现在的名单和进度推算，什么也没有真发；以后有人交了、改了期，会少发或改发。"]
    lines += [f"══ 共{len(rows)}条：群里{groups.total()}条，一对一{people.total()}条"]
    for words, found, measure in (("群里", groups, "个群"), ("一对一", people, "人")):
        if found:
            lines.append(f"{words}：发到{len(found)}{measure}，最多的{max(found.values())}条")
    return "\n".join(lines)
