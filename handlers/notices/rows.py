"""A table's row as tasks: its work, its party, its time and to whom it goes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.holidays import Workdays
from config.patterns import regex
from handlers.notices.actors import Actor, actor_named, level_of
from handlers.notices.clock import time_at
from handlers.notices.days import whens
from handlers.notices.drafts import NO_DATE, Context, Draft, doubts_of, tell
from handlers.notices.tables import Cell, Row
from handlers.notices.values import Calendar
from handlers.notices.when import Frame, When
from handlers.notices.words import deliverable_in, kind_of_task, recipient_in, tidy


def row_tasks(row: Row, context: Context, made: Sequence[Draft], numbers: Mapping[str, int]) -> list[Draft]:
    """The tasks of one row; ``numbers`` tells which of ``made`` stands for the row of that number."""
    work, time = row.cells.get("task"), row.cells.get("time")
    if (time and _DONE.search(_folded(time))) or (work and _NOTHING.search(_folded(work))):
        return []  # 已交; 放假，无安排
    if not ({"task", "time"} & row.own) or (work is None and ("time" not in row.own or "actor" not in row.own)):
        return []
    dues = [one for one in whens(_time_words(time), context.frame) if not one.ignored] if time else []
    for cell in row.cells.values():
        if cell.par is row.par:
            tell(cell.par, cell.first, whens(_folded(cell), context.frame), context)
    base = _base(row, work, context)
    if work and (work.par is not row.par or (time and time.par is not row.par and "time" in row.own)):
        base = replace(base, par=work.par, first=work.first, last=work.last, mark=work.first)
    dues = _begun(_in_row(dues, row), row, context)
    if not dues:
        words = time.text if time else ""
        if follows := _WITH.search(_folded(time)) if time else None:
            return [_along(base, follows, made, numbers)]
        return [replace(base, doubts=(f"时间写的是“{words}”",) if words else (NO_DATE,))]
    assert time is not None
    mark = time.first if "time" in row.own and time.par is base.par else base.mark
    taken: tuple[str, ...] = (
        () if {"time", "hour"} & row.own or not row.ruled else (f"时间格是空的，按上一行的“{time.text}”算，请核对",)
    )
    taken += ("写的是预计的时间，请核对",) if work and _EXPECTED.search(_folded(work)) else ()
    return [replace(base, when=one, doubts=doubts_of(_folded(time), one) + taken, mark=mark) for one in dues[:3]]


_NOTHING = regex(
    r"(?:^|,) *(?:暂?无|没有?|不)(?:其他|统一|集中)?(?:安排|任务|活动|排)|"
    r"^ *(?:[^,。;]{0,4}(?:放假|调休|休息)|[—-]+|/|无) *(?:$|,)"
)
_DONE = regex(r"^ *(?:均|都|全部)?(?:已经?|刚)(?:交|报|完|办|开|做|收|送|发|结)")


def _base(row: Row, work: Cell | None, context: Context) -> Draft:
    """The row's task without its time; where no cell names the work, the heading above the table does."""
    heading = context.heading()
    said = work.text if work else (heading.words if heading else "") or context.matter
    title = tidy(_NUMBER.sub("", said)).split("。")[0]
    title = title if len(title) <= 40 else title[:39] + "…"
    paper, party, par = row.cells.get("paper"), _party(row, context), row.par
    thing = paper.text if paper else deliverable_in(said)
    kind = kind_of_task(title, " ".join(cell.text for cell in row.cells.values()))
    return Draft(
        title or said[:40], party if party.words else None, party.level, None, thing or None,
        _recipient(row), kind, par, 0, len(par.text), work.first if work and work.par is par else 0, (NO_DATE,),
    )  # fmt: skip


def _along(draft: Draft, follows: re.Match[str], made: Sequence[Draft], numbers: Mapping[str, int]) -> Draft:
    """随表3, 与年度计划一并交: the time is another row's, or another task's."""
    number = follows["no"]
    source = made[numbers[number]] if number in numbers else None
    if source is None:
        return replace(draft, follows=follows["what"] or number, doubts=())
    return replace(draft, when=source.when, doubts=source.doubts)


def _party(row: Row, context: Context) -> Actor:
    cell = row.cells.get("actor")
    if cell:
        named = actor_named(cell.text) or Actor(cell.text, level_of(cell.text) or context.party().level)
        return Actor(cell.text, level_of(cell.text) or named.level)
    return replace(context.party(), words="")


_NUMBER = regex(r"^\s*(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、)")


def _folded(cell: Cell) -> str:
    return cell.par.folded[cell.first : cell.last]


def _time_words(cell: Cell) -> str:
    """A cell's words as a time: 6.5 in a column of deadlines is a day."""
    words = _folded(cell)
    return words.rstrip() + "前" if _SHORT.fullmatch(words) else words


def _in_row(dues: Sequence[When], row: Row) -> list[When]:
    """With the hour of its own cell; 10月20日 会后 is one time."""
    dated = [one for one in dues if not one.open] or list(dues)
    hour = row.cells.get("hour")
    told = time_at(_folded(hour), 0, Frame(date.min, date.min, Calendar(), Workdays()))[0] if hour else None
    return [replace(one, time=one.time or told) for one in dated]


def _begun(dues: Sequence[When], row: Row, context: Context) -> list[When]:
    """开始时间 | 完成时间: the first column's day is when it starts."""
    cell = row.cells.get("start")
    starts = [one for one in whens(_time_words(cell), context.frame) if not one.ignored] if cell else []
    begin = (starts[0].start or starts[0].deadline) if starts else None
    return [replace(one, start=begin if begin and one.deadline and begin < one.deadline else one.start) for one in dues]


_EXPECTED = regex(r"预计|暂定|拟定|视情况")
_SHORT = regex(r" *(?:\d{1,2}[./-]\d{1,2}|20\d\d[01]\d[0-3]\d)(?: +(?:[上下]午)?\d{1,2}[:点](?:\d\d|半)?)? *")
_WITH = regex(
    r"^ *(?:随|与|和|同|连同)(?:(?:表|第|序号|附表|材料)? *(?P<no>\d{1,2}) *项?|(?P<what>[^,。;]{2,16}?))"
    r"(?:(?:一并|一起|同时|一同|一道|同步)[^,。;]{0,6})?$"
)


def _recipient(row: Row) -> str | None:
    """To whom a row's thing goes: its own column, else what the work or the note says."""
    contact = row.cells.get("contact")
    if contact and contact.text:
        return contact.text
    told = (row.cells[name] for name in ("task", "note", "paper", "time") if name in row.cells)
    return next((to for cell in told if (to := recipient_in(_folded(cell)))), None)
