"""A table's row as tasks: its work, its party, its time and to whom it goes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.holidays import Workdays
from config.patterns import regex
from handlers.notices.actors import Actor, actor_named, level_of
from handlers.notices.clock import time_at
from handlers.notices.days import whens
from handlers.notices.drafts import NO_DATE, Context, Draft, doubts_of, tell
from handlers.notices.months import month_line
from handlers.notices.paragraphs import Paragraph
from handlers.notices.tables import Cell, Row, cells_of
from handlers.notices.tasks import read_paragraph
from handlers.notices.values import Calendar
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION, deliverable_in, kind_of_task, recipient_in, tidy
from handlers.written.text import fold


def row_tasks(row: Row, context: Context, made: Sequence[Draft], numbers: Mapping[str, int]) -> list[Draft]:
    """The tasks of one row; ``numbers`` tells which of ``made`` stands for the row of that number."""
    work, time = row.cells.get("task"), row.cells.get("time")
    if (time and _DONE.search(_folded(time))) or (work and _NOTHING.search(_folded(work))):
        return []  # 已交; 放假，无安排; 待定
    if any(_TO_KNOW.fullmatch(cell.text) for cell in (*row.cells.values(), *cells_of(row.par))):
        set_aside(row, _ONLY_TOLD, context)
        return []
    if context.ticked and any(_TICK.search(row.cells[kind].text) for kind in row.own & {"task", "state"}):
        set_aside(row, "写明已经完成", context)
        return []
    if "state" in row.own and _OVER.fullmatch(row.cells["state"].text):
        set_aside(row, "写明已经完成", context)
        return []
    if not ({"task", "time"} & row.own) or (work is None and ("time" not in row.own or "actor" not in row.own)):
        return []
    frame = _of_month(row, context.frame)
    frame = replace(frame, received=context.week) if context.week else frame
    whole = row.cells.get("month") if time and _WHOLE.fullmatch(time.text) else None
    dues = _in_note(_of_week(time, frame, context) or _times(whole or time, frame) if time else [], row, frame)
    for cell in row.cells.values():
        if cell.par is row.par:
            tell(cell.par, cell.first, whens(_folded(cell), context.frame), context)
    base = _base(row, work, context)
    if work and (work.par is not row.par or (time and time.par is not row.par and "time" in row.own)):
        base = replace(base, par=work.par, first=work.first, last=work.last, mark=work.first)
    dues = _begun(_in_row(_in_work(dues, work, frame), row), row, context)
    if not dues:
        words = time.text if time else ""
        if follows := (_WITH.search(_folded(time)) or _AS.match(_folded(time))) if time else None:
            return [_along(base, follows, made, numbers)]
        return [replace(base, doubts=(f"时间写的是“{words}”",) if words else (NO_DATE,))]
    assert time is not None
    mark = time.first if "time" in row.own and time.par is base.par else base.mark
    taken: tuple[str, ...] = () if {"time", "hour"} & row.own else (f"时间格是空的，按上一行的“{time.text}”算，请核对",)
    taken += ("写的是预计的时间，请核对",) if work and _EXPECTED.search(_folded(work)) else ()
    named = zip(dues[:3], _as_many(base, work, dues), strict=False)
    due = [replace(one, when=at, doubts=doubts_of(_folded(time), at) + taken, mark=mark) for at, one in named]
    return [*due, *_held(row, base, dues[-1], frame)]


def _as_many(base: Draft, work: Cell | None, dues: Sequence[When]) -> list[Draft]:
    """慰问困难党员；收齐党费 | 30日前；20日前: to each work its day."""
    works = [tidy(_NUMBER.sub("", one)) for one in _PARTS.split(work.text)] if work else []
    if len(works) < 2 or len(works) != len(dues) or not all(works):
        return [base] * len(dues)
    return [replace(base, title=one, deliverable=deliverable_in(one), kind=kind_of_task(one, one)) for one in works]


_PARTS = regex(r"[；;]")


def _held(row: Row, base: Draft, due: When, frame: Frame) -> Iterator[Draft]:
    """时间 | 报名截止: what is held behind that day has a day of its own."""
    cell = row.cells.get("held") if "held" in row.own else None
    if cell is None:
        return
    for one in _times(cell, frame):
        begin = one.start or (one.deadline if one.form == "point" else None)
        if begin and one.deadline and due.deadline and begin > due.deadline:
            yield replace(base, when=one, doubts=doubts_of(cell.text, one))


def set_aside(row: Row, why: str, context: Context) -> None:
    """The days of a row that asks for nothing are told."""
    for cell in row.cells.values():
        if cell.par is row.par:
            found = whens(_folded(cell), context.frame)
            tell(cell.par, cell.first, [replace(one, ignored=one.ignored or why) for one in found], context)


def lecture(row: Row) -> bool:
    """One hour of a course, and no examination at its end."""
    return {"task", "speaker"} <= set(row.cells) and _EXAMINES.search(row.cells["task"].text) is None


_EXAMINES = regex(r"考试|考核|测试|测验|答辩|结业")
_OVER = regex(
    r"(?:已经?|均已)(?:全部|按期|如期)?(?:完成|办结|销号|整改|报送|提交|落实)(?:到位|完毕|完成)?|"
    r"(?:全部)?完成|销号|100 ?[%％]"
)
_ONLY_TOLD = "写明不用办理，只供了解"
_TO_KNOW = regex(
    r"(?:仅|只)?供?(?:各?支部)?(?:了解|知晓|知悉|参考)(?:即可|就行)?|"
    r"(?:[无不](?:需|须|必)|不用)(?:(?:各|本|我)?(?:党?支部|单位|部门|总支|学院|党委|党员))?(?:再|另行?|单独)?"
    r"(?:办理?|处理|管|报送?|上报|填报|提交|交|准备|参加|做)?(?:材料)?"
)
_NOTHING = regex(
    r"(?:^|,) *(?:暂?无|没有?|不)(?:其他|统一|集中|固定)?(?:安排|任务|活动|排)|"
    r"^ *(?:[^,。;]{0,4}(?:放假|调休|休息)|[—-]+|/|无) *(?:$|,)|"
    r"^ *(?:内容|主题|事项|安排)*(?:暂|尚)?(?:待定|未定|另定|另发|待通知|(?:另行|再行?)(?:通知|安排|定)) *$"
)
_TICK = regex(r"[√✓✔]")
TICKED = regex(
    r"(?:已办|已完成|办完)[^。;；]{0,12}[√✓✔][^。;；]{0,4}(?:标|表示)|[√✓✔][^。;；]{0,6}(?:表示|为|即)[^。;；]{0,4}(?:已办|已完成)"
)
"""注：已办完者以“√”标记: and a row that bears it is done."""
_DONE = regex(r"^ *(?:均|都|全部)?(?:已经?|刚)(?:交|报|完|办|开|做|收|送|发|结)")


def asked_beside(row: Row, context: Context) -> list[Draft]:
    """What a row's remark asks for on a day of its own: 红歌会 | 6月24日 | 6月17日前报节目单."""
    made: list[Draft] = []
    times = _times(row.cells["time"], context.frame) if "time" in row.cells else []
    week = bool(times) and not any(one.deadline for one in times)
    for kind in {"note", "more"} & row.own:
        cell = row.cells[kind]
        if week and _DAY_ALONE.fullmatch(_folded(cell)):
            continue  # it is the row's own
        told = whens(_folded(cell), context.frame)
        if not any(one.deadline and one.form in ("point", "window") for one in told) or not ACTION.search(
            _folded(cell)
        ):
            continue
        first, last = cell.first, cell.last
        part = Paragraph(cell.text, _folded(cell), cell.par.at[first:last], cell.par.lines[first:last])
        made += [one for one in read_paragraph(part, 0, context) if one.when]
    party = _party(row, context)
    return [replace(one, actor=party, level=party.level) if one.actor is None and party.words else one for one in made]


def in_month(row: Row, made: list[Draft], beside: list[Draft], context: Context) -> list[Draft]:
    """9月 | 师德师风 | 9月16日看影片: the row's days are those that its cells tell, and its month is none."""
    month = made[0].when if len(made) == 1 else None
    if (
        month is None
        or month.form != "window"
        or month.deadline is None
        or not _BARE_MONTH.fullmatch(_folded(row.cells["time"]))
    ):
        return [*made, *beside]
    title, last = made[0].title, month.deadline
    told = [one for one in _days_of(row, context) if _in(one[1].deadline, last)]
    near = [one for one in beside if one.when and _in(one.when.deadline, last)]
    own = [
        replace(made[0], title=f"{title}：{words}", when=when, doubts=doubts_of(words, when))
        for words, when in told
        if not any(one.when and one.when.deadline == when.deadline for one in near)
    ]
    if not own and (not near or all(_handed_in(one) for one in near)):
        return [*made, *beside]  # 红歌会 | 6月17日前报节目单: a paper for what is on in that month
    far = [one for one in beside if one not in near]
    return [*own, *(replace(one, title=_of_theme(title, one.title)) for one in near), *far]


_BARE_MONTH = regex(r" *(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]) *月份? *")


def _handed_in(one: Draft) -> bool:
    return any(deed["hand"] for deed in ACTION.finditer(one.title))


def _in(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)


def _of_theme(theme: str, title: str) -> str:
    return title if len(theme) + len(title) > 36 or title in theme or theme in title else f"{theme}：{title}"


def _days_of(row: Row, context: Context) -> Iterator[tuple[str, When]]:
    """The days that the row's other cells tell, each with what is said of it."""
    for cell in (row.cells[kind] for kind in ("note", "more", "paper") if kind in row.own):
        for one in whens(_folded(cell), context.frame):
            words = _CLAUSE.match(cell.text, one.last)[0].strip()  # type: ignore[index]
            if one.deadline and not one.ignored and one.form == "point" and words and not one.until:
                yield words, one


_CLAUSE = regex(r"[^,，。;；]*")


def _of_month(row: Row, frame: Frame) -> Frame:
    """月份 | … | 时间: a bare day is of the month in its own column."""
    cell = row.cells.get("month") or row.cells.get("held")
    named = month_line(fold(cell.text), frame) if cell else None
    return replace(frame, month=named.first) if named else frame


def _base(row: Row, work: Cell | None, context: Context) -> Draft:
    """The row's task without its time; where no cell names the work, the heading above the table does."""
    heading = context.heading()
    said = work.text if work else (heading.words if heading else "") or context.matter
    title = tidy(_NUMBER.sub("", said)).split("。")[0]
    title = title if len(title) <= 40 else title[:39] + "…"
    paper, party, par = row.cells.get("paper"), _party(row, context), row.par
    thing = paper.text if paper else deliverable_in(said)
    kind = kind_of_task(title, " ".join(cell.text for cell in row.cells.values()))
    kind = "rectification" if kind == "other" and "problem" in row.cells else kind
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
    if cell is None and "speaker" in row.cells:
        return context.attendees or Actor("", "member")
    if cell:
        named = actor_named(cell.text) or Actor(cell.text, level_of(cell.text) or context.party().level)
        return Actor(cell.text, level_of(cell.text) or named.level)
    return replace(context.party(), words="")


_NUMBER = regex(r"^\s*(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、)")


def _folded(cell: Cell) -> str:
    return cell.par.folded[cell.first : cell.last]


def _times(cell: Cell, frame: Frame) -> list[When]:
    """The cell's times; two days of the week are one stretch: 周六、周日."""
    if days := _WEEKDAYS.fullmatch(_folded(cell)):
        ends = [one for day in days.groups() if day for one in whens(f"本{day}", frame)]
        return [replace(ends[-1], start=ends[0].deadline, form="window")] if len(ends) > 1 else ends
    return [one for one in whens(_time_words(cell), frame) if not one.ignored]


def _in_work(dues: list[When], work: Cell | None, frame: Frame) -> list[When]:
    """12月 | 自查报告（12月11日前报）: the day that the work tells, where its column has but the stretch around it."""
    if work and len(dues) == 1 and dues[0].form == "repeat" and (series := _day_of_series(dues[0], work, frame)):
        return [series]
    last = dues[0].deadline if len(dues) == 1 and dues[0].form == "window" else None
    if work is None or last is None:
        return dues
    begin = dues[0].start or last.replace(day=1)
    own = replace(frame, month=max(begin, frame.base)) if (last - begin).days < 31 else frame
    told = [one for one in whens(_folded(work), own) if not one.ignored and one.form in _DAYS and one.deadline]
    within = [one for one in told if one.deadline and begin <= (one.start or one.deadline) <= one.deadline <= last]
    if not told:
        return dues
    if not within or len(within) < len(told) or len({one.deadline for one in within}) > 1:
        return [replace(dues[0], doubts=(*dues[0].doubts, "内容里还写了日期，请核对"))]
    day = within[-1]
    start = day.start or (dues[0].start if day.until else None)
    return [replace(day, start=start, doubts=(*day.doubts, *dues[0].doubts))]


_DAYS = ("point", "window")


def _day_of_series(series: When, work: Cell, frame: Frame) -> When | None:
    """每月 | 25日前收齐党费: which day of the rhythm it is."""
    day = _BARE_DAY.match(_folded(work))
    if day is None or not _MONTHLY.fullmatch(series.recurrence or ""):
        return None
    told = [one for one in whens(f"每月{day[0].strip()}", frame) if one.form == "repeat" and not one.ignored]
    return told[0] if len(told) == 1 else None


_MONTHLY = regex(r"[每逐按]月")
_BARE_DAY = regex(r" *\d{1,2}[日号](?:之?前|以前)?")


def _time_words(cell: Cell) -> str:
    """A cell's words as a time: 6.5 in a column of deadlines is a day."""
    words = _folded(cell)
    return words.rstrip() + "前" if _SHORT.fullmatch(words) else words


def _of_week(cell: Cell, frame: Frame, context: Context) -> list[When]:
    """四, in the plan of one week: its Thursday; elsewhere it may be the fourth week, or month."""
    day = _WEEKDAY.fullmatch(_folded(cell)) if context.week else None
    return [one for one in whens(f"本周{day[1]}", frame) if not one.ignored] if day else []


def _in_note(dues: list[When], row: Row, frame: Frame) -> list[When]:
    """第10周 | 收集材料 | 5月13日前收齐: the remark tells the day of what has but a week of school."""
    note = row.cells["note"] if "note" in row.own else None
    if note is None or not dues or any(one.deadline for one in dues) or not _DAY_ALONE.fullmatch(_folded(note)):
        return dues
    return [one for one in whens(_folded(note), frame) if one.deadline and not one.ignored] or dues


_DAY_ALONE = regex(r" *\d{1,2} *月 *\d{1,2} *[日号](?:之?前|以前|截止)(?:收齐|完成|上?交|报送?|提交|上报)?[。 ]*")


def _in_row(dues: Sequence[When], row: Row) -> list[When]:
    """With the hour of its own cell; 10月20日 会后 is one time."""
    dated = [one for one in dues if not one.open] or list(dues)
    hour = row.cells.get("hour")
    told = time_at(_folded(hour), 0, _NO_FRAME)[0] if hour else None
    told = told or (_hour_of(row) if any(one.form == "point" for one in dated) else None)
    return [replace(one, time=one.time or told) for one in dated]


def _hour_of(row: Row) -> str | None:
    """周三 | 14:30 理论学习: the hour that the work tells, where it tells one and no day."""
    work = row.cells.get("task")
    words = _folded(work) if work else ""
    hours = list(_CLOCK.finditer(words))
    return time_at(words, hours[0].start(), _NO_FRAME)[0] if len(hours) == 1 and not _DATE.search(words) else None


_CLOCK = regex(r"(?<![\d:])(?:[上下]午|晚上?)?\d{1,2}:\d\d(?: *- *\d{1,2}:\d\d)?(?![\d:])")
_DATE = regex(r"\d *[月日号]")
_NO_FRAME = Frame(date.min, date.min, Calendar(), Workdays())


def _begun(dues: Sequence[When], row: Row, context: Context) -> list[When]:
    """开始时间 | 完成时间: the first column's day is when it starts."""
    cell = row.cells.get("start")
    starts = [one for one in whens(_time_words(cell), context.frame) if not one.ignored] if cell else []
    begin = (starts[0].start or starts[0].deadline) if starts else None
    return [replace(one, start=begin if begin and one.deadline and begin < one.deadline else one.start) for one in dues]


_EXPECTED = regex(r"预计|暂定|拟定(?=于|在|时间|\d)|视情况")
_WEEKDAYS = regex(
    r" *((?:周|星期)[一二三四五六日天])(?:[,、至到~-]+((?:周|星期)[一二三四五六日天]))? *(?:[上下]午|晚上?)? *"
)
_WEEKDAY = regex(r" *([一二三四五六日天]) *")
_WHOLE = regex(r"(?:全|当|本|整个?)月内?|月内")
_SHORT = regex(r" *(?:\d{1,2}[./-]\d{1,2}|20\d\d[01]\d[0-3]\d)(?: +(?:[上下]午)?\d{1,2}[:点](?:\d\d|半)?)? *")
_WITH = regex(
    r"^ *(?:随|与|和|同|连同)(?:(?:表|第|序号|附表|材料)? *(?P<no>\d{1,2}) *项?|(?P<what>[^,。;]{2,16}?))"
    r"(?:(?:一并|一起|同时|一同|一道|同步)[^,。;]{0,6})?$"
)

_AS = regex(
    r" *(?:时间|时限)?(?:[同与按]第?|第)(?:序号)? *(?P<no>\d{1,2}) *[项条](?:相同|一致|一样|办理)?(?P<what>) *$"
)
"""同第1项."""


def _recipient(row: Row) -> str | None:
    """To whom a row's thing goes: its own column, else what the work or the note says."""
    contact = row.cells.get("contact")
    if contact and contact.text:
        return contact.text
    told = (row.cells[name] for name in ("task", "note", "more", "paper", "time") if name in row.cells)
    return next((to for cell in told if (to := recipient_in(_folded(cell)))), None)
