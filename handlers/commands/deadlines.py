"""What is still open for a branch, and by when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from config.holidays import YearUnknown
from config.patterns import regex
from handlers import duties, handed_in
from handlers.answers import entry, hours, looked_up
from handlers.due import Period, period_of, say_day, say_period, say_theme_day
from handlers.errors import NotFound
from handlers.message import TABLE, Reply
from handlers.notice_words import line_of
from handlers.reading import PeriodWords, find_period, fold, kind_of
from handlers.reading.intents import OWN_THEME_DAY
from handlers.router import Command, Request
from handlers.scope import organized, own_branch, unit_meant
from handlers.sheets import MANY, SHORT, deadlines_sheet
from handlers.standing import Scope
from handlers.summary import coming, ready
from handlers.theme_days import ThemeDays
from handlers.understood import understood
from handlers.ways import way_for
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

_RULE = regex(
    r"必须|是不是(?:都|要|得)|要不要|该不该|用不用|一定要|规定|(?:书记|支委|委员|党员)[^,。]{0,8}(?:每年|一年)"
)
"""Whether it must be held at all, and how often, is asked of the rule and not of the branch's own state."""
AHEAD = timedelta(days=45)
BACK = timedelta(days=45)
_FAR = timedelta(days=240)
"""A day so far ahead may well be the one that is just over: 上次通知里5月6号要交的, asked on the 7th."""
_KNOWN_AHEAD = timedelta(days=62)
"""So far ahead what recurs is worked out for a question."""
_AT_ONCE = 300
"""Branches for which that is done while somebody waits."""
_DAYS = 4
_STANDING = ("open", "done", "late", "excused")
_QUOTED = 60


def status(request: Request, work: Work) -> Reply:
    """What the branch has done and what it still owes in a period; this month unless another is named."""
    if not request.rest and _RULE.search(request.text) and (known := request.know.finder.find(request.text)).hits:
        answer = looked_up(known.hits, known.remark, request.know.catalogue.documents, request.text)
        return Reply("requirement", answer, understood(request.meaning))
    unit = _unit(request, work)
    today = request.know.today(request.now)
    period = request.past_period(request.rest or request.text)
    if "学时" in (request.rest or request.text) and not _RULE.search(request.text):
        values = hours(work, request.know.catalogue, unit, period, today)
        return Reply("hours", values, understood(request.meaning, intent="my_status"))
    first, last = (period.first, period.last) if period else _month(today)
    if begins := duties.before_records(work, last):
        return Reply("too_early", {"when": period.words if period else "", "begins": say_day(begins, today)})
    for day in _days_to_ensure(first, last, today):
        duties.ensure(work, request.know, [unit], day, request.now)
    kind = kind_of(str(request.meaning.slots.get("activity_type") or "")) or kind_of(request.rest)
    found = [duty for duty in work.duties.of_unit(unit.id, first, last) if _within(duty, first, last)]
    if kind:
        found = [duty for duty in found if _is(request, duty, kind)]
    open_, later, done = _parted(found, last)
    long = (last - first).days > 31
    values = {
        "unit": unit.short,
        "when": period.words if period else "这个月",
        "kind": kind or "",
        "open": [_line(request, work, duty, today, long=long) for duty in open_],
        "later": [_line(request, work, duty, today, long=long) for duty in later],
        "done": [_line(request, work, duty, today, long=long) for duty in done],
        "excused": [_line(request, work, one, today, long=long) for one in found if one.state == "excused"],
        "before": [] if period or kind else _left_behind(request, work, unit, first, today),
        "known": bool(found),
        "files": request.speaker.may_file_for(unit),
    }
    return Reply("status", values, understood(request.meaning, intent="my_status"))


def _left_behind(request: Request, work: Work, unit: Unit, first: date, today: date) -> list[dict[str, Any]]:
    """What fell due in the two months before and was never done: it can still be made up for."""
    begins = duties.before_records(work, first - timedelta(days=1))
    if begins:
        return []
    past = period_of("monthly", first - BACK).first
    found = [one for one in work.duties.of_unit(unit.id, past, first) if one.state == "open" and one.due_on < first]
    return [_line(request, work, duty, today, long=True) for duty in found if not duty.requirement.startswith("task:")]


def deadlines(request: Request, work: Work) -> Reply:
    """The next days that count for the branch, the nearest first."""
    if request.meaning.slots.get("date"):
        return _on_day(request, work, date.fromisoformat(str(request.meaning.slots["date"])))
    if answer := _own_theme_day(request, work) or _of_a_matter(request, work):
        return answer
    if request.speaker.organizes and not request.speaker.home() and not _named(request):
        return _in_scope(request, work)
    unit = _unit(request, work)
    today = request.know.today(request.now)
    period = find_period(request.rest or request.text, request.local)
    duties.ensure(work, request.know, [unit], today, request.now)
    counted = _made_ahead(request, work, [unit], period)
    last = period.last if period else today + AHEAD
    first = period.first if period else today
    falling = [
        duty
        for duty in work.duties.of_unit(unit.id, first, last)
        if duty.due_on <= last and (not period or duty.due_on >= first)
    ]
    found = [duty for duty in falling if duty.state == "open"]
    settled = [duty for duty in falling if period and duty.requirement.startswith("task:")]
    values = {
        "unit": unit.short,
        "when": period.words if period else "",
        "open": [_line(request, work, duty, today) for duty in found[:10]],
        "done": [_line(request, work, duty, today) for duty in settled if duty.state in ("done", "late")],
        "excused": [_line(request, work, duty, today) for duty in settled if duty.state == "excused"],
        "theme_day": _theme_day(request, work, unit, today),
        "uncounted": not counted,
    }
    return Reply("deadlines", values, understood(request.meaning, intent="deadline"))


def _own_theme_day(request: Request, work: Work) -> Reply | None:
    """主题党日是哪天: this branch's own day. Where none is set, what the rule says of it."""
    if not OWN_THEME_DAY.fullmatch(fold(request.text).strip()):
        return None
    unit, today = _maybe_unit(request, work), request.know.today(request.now)
    named = find_period(request.text, request.local)
    asked = period_of("monthly", named.first) if named and named.first.month == named.last.month else None
    if unit and unit.theme_day:
        values = {
            "unit": unit.short,
            "day": _theme_day(request, work, unit, today, asked),
            "when": say_period(asked, today) if asked else "",
            "rule": say_theme_day(unit.theme_day),
            "moved": _moved(request, work, unit, asked.first if asked else today, today),
        }
        return Reply("theme_day", values, understood(request.meaning, intent="deadline"))
    found = request.know.finder.find("主题党日")
    values = looked_up(found.hits, found.remark, request.know.catalogue.documents)
    unset = f"{unit.short}还没有登记固定的主题党日。登记请发：设置 主题党日 每月15日" if unit else None
    return Reply("requirement", values | {"remark": unset}, understood(request.meaning, intent="deadline"))


def _moved(request: Request, work: Work, unit: Unit, month: date, today: date) -> str:
    """Whether the month's day is another than the rule's, and who said so."""
    moved = ThemeDays(work, request.know).moved(unit, month)
    return f"{month.month}月由{work.people.get(moved.person_id).name}改到{say_day(moved.day, today)}" if moved else ""


def _maybe_unit(request: Request, work: Work) -> Unit | None:
    if request.speaker.home() or (request.chat and request.chat.unit_id) or _named(request):
        return _unit(request, work)
    return None


def _named(request: Request) -> str:
    return str(request.meaning.slots.get("branch") or _rest_unit(request) or "")


def _in_scope(request: Request, work: Work) -> Reply:
    """What falls due in all of an organizer's branches: how many still owe it, each with its day."""
    today = request.know.today(request.now)
    period = find_period(request.rest or request.text, request.local)
    first, last = (period.first, period.last) if period else (today, today + AHEAD)
    path = organized(request.speaker)
    ready(work, request.know, path, today, request.now)
    branches = work.units.branches_within(path)
    counted = (
        _made_ahead(request, work, branches, period) if len(branches) <= _AT_ONCE else not _lies_ahead(period, today)
    )
    scope = Scope.of(work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])))
    lines = coming(work, request.know, scope, first, last, today)
    when = period.words if period else "近期"
    long = len(lines) > MANY and not request.message.in_group
    file = deadlines_sheet(scope.name, when, lines, today) if long else None
    sent = bool(file and way_for(work, request.know, request.message, request.speaker.person.id, TABLE))
    values = {
        "when": when,
        "lines": lines[:SHORT] if long else lines,
        "more": len(lines) - SHORT if long else 0,
        "file": sent,
        "own": _own_level(request, work, first, last, today),
        "theme_days": _theme_days(request, branches, work, max(first, today), last) if period else [],
        "uncounted": not counted,
    }
    return Reply("deadlines_in_scope", values, understood(request.meaning, intent="deadline"), enclosed=file)


def _lies_ahead(period: PeriodWords | None, today: date) -> bool:
    return bool(period and period_of("monthly", period.last).first > today)


def _made_ahead(request: Request, work: Work, units: Sequence[Unit], period: PeriodWords | None) -> bool:
    """Make what recurs in the days asked for where they lie ahead; whether all that falls due then is known."""
    today = request.know.today(request.now)
    if period and _lies_ahead(period, today):
        if period.last > today + _KNOWN_AHEAD:
            return False
        duties.ensure(work, request.know, units, period.last, request.now)
    return True


def _theme_days(request: Request, branches: Sequence[Unit], work: Work, first: date, last: date) -> list[str]:
    """The theme days still to come in the days asked for, each with its branches' number."""
    today = request.know.today(request.now)
    days = ThemeDays(work, request.know).counted(branches, first, last)
    if len(days) > _DAYS:
        return [f"{sum(days.values())}个支部，从{say_day(min(days), today)}到{say_day(max(days), today)}"]
    return [f"{say_day(day, today)}{count}个支部" for day, count in days.items()]


def _own_level(request: Request, work: Work, first: date, last: date, today: date) -> list[dict[str, Any]]:
    """What the speaker's own second-level organisation still has to hand in."""
    owed = handed_in.owed(work, [unit for unit in handed_in.answers_for(request.speaker) if not unit.is_branch])
    return [_line(request, work, one.duty, today) for one in owed if first <= one.duty.due_on <= last]


def _of_a_matter(request: Request, work: Work) -> Reply | None:
    """A question about one thing in a document (工作室什么时候申报), not about all that the branch owes.

    What the branch itself has to hand in of that name stands before what the document says.
    """
    if request.rest or kind_of(request.text):
        return None
    found = request.know.finder.find(_WHEN.sub("", request.text))
    if not found.hits:
        found = request.know.finder.find(request.text)
    if not found.hits or _EVERYTHING.fullmatch(request.text):
        return None
    names = [word for one in found.hits[:1] for word in (one.title, *one.synonyms) if len(word) >= 3]
    unit, today = request.speaker.home(), request.know.today(request.now)
    owed = work.duties.of_unit(unit.id, today, today + AHEAD) if unit else []
    lines = [
        _line(request, work, duty, today)
        for duty in owed
        if duty.requirement.startswith("task:") and duty.state == "open"
    ]
    lines = [line for line in lines if any(name in line["name"] for name in names)]
    if lines:
        values = {"day": "", "unit": unit.short if unit else "", "lines": lines}
        values["entries"] = [entry(one) for one in found.hits[:1]]
        return Reply("on_matter", values, understood(request.meaning, intent="deadline"))
    values = looked_up(found.hits, found.remark, request.know.catalogue.documents, request.text)
    return Reply("requirement", values, understood(request.meaning))


_WHEN = regex(
    r"什么时候|何时|几号|哪天|最晚|最迟|截止(?:时间|日期)?|(?:要|该)?(?:上?交|报)(?:些)?(?:什么|哪些)?(?:材料)?|[?？。]"
)
_EVERYTHING = regex(
    r"(?:我们|支部|本支部|请问|最近|近期|这个?|本|下个?|上个?|月|周|季度|年|今|明|有|还|要|该|需要|得|什么|哪些|啥|交|报|做|的|了"
    r"|材料|任务|东西|截止|日期|时间|呢|吗|到期|\d+|[一二三四五六七八九十]+|号|日|[?？。,，\s])+"
)


def _on_day(request: Request, work: Work, day: date) -> Reply:
    """What is to be handed in on one day: the branch's own, and what a document in the catalogue asks for then."""
    today = request.know.today(request.now)
    unit = request.speaker.home()
    last_year = _years_before(day, 1)
    days = [day] if last_year is None or day - today < _FAR else [day, last_year]
    owed = [duty for one in days for duty in _owed_on(request, work, one)]
    days = [owed[0].due_on] if owed else days
    values = {
        "day": say_day(days[0], today),
        "unit": unit.short if unit else "",
        "lines": [_line(request, work, duty, today) for duty in owed],
        "entries": _asked_for_on(request, days[0]),
    }
    return Reply("on_day", values, understood(request.meaning))


def _asked_for_on(request: Request, day: date) -> list[dict[str, Any]]:
    """What the documents in the catalogue ask for on this day of the year."""
    named = f"{day.month}月{day.day}日"
    hits = [one for one in request.know.finder.find(request.text).hits if named in f"{one.answer}{one.details}"]
    return [entry(one) for one in hits[:2]]


def _owed_on(request: Request, work: Work, day: date) -> list[Duty]:
    """What falls due on this very day: one's own, and for an organizer each task that was published, once."""
    units = [unit for unit in (request.speaker.home(), *handed_in.answers_for(request.speaker)) if unit]
    found = [
        duty
        for unit in {unit.id: unit for unit in units}.values()
        for duty in work.duties.of_unit(unit.id, day, day)
        if duty.due_on == day
    ]
    reach = request.speaker.reach()
    below = work.duties.due_between(day, day, states=_STANDING, path=reach) if reach else []
    tasks = {duty.requirement: duty for duty in below if duty.requirement.startswith("task:")}
    known = {duty.requirement for duty in found}
    return [*found, *(duty for requirement, duty in tasks.items() if requirement not in known)]


def _years_before(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return None


def _unit(request: Request, work: Work) -> Unit:
    named = _named(request)
    if named:
        return unit_meant(work, request.speaker, named, work.units.names(request.now))
    if request.chat and request.chat.unit_id and not request.speaker.home():
        unit = work.units.get(request.chat.unit_id)
        if unit.is_branch:
            return unit
    if request.speaker.organizes and not request.speaker.home():
        raise NotFound("请写明支部，例如：还差什么 教工第一党支部；看所有支部请发：谁还没交 本月主题党日")
    return own_branch(request.speaker)


def _rest_unit(request: Request) -> str:
    return request.rest if request.rest.endswith(("支部", "总支", "党委")) else ""


def _days_to_ensure(first: date, last: date, today: date) -> list[date]:
    """A day in each month of the span up to now: the duties of all its periods are there then."""
    until = max(first, min(last, today))
    days, day = [], first
    while day <= until:
        days.append(day)
        day = period_of("monthly", day).last + timedelta(days=1)
    return days


def _month(today: date) -> tuple[date, date]:
    period = period_of("monthly", today)
    return period.first, period.last


def _within(duty: Duty, first: date, last: date) -> bool:
    return duty.opens_on <= last and duty.due_on >= first


def _parted(found: list[Duty], last: date) -> tuple[list[Duty], list[Duty], list[Duty]]:
    """What is owed within the span, what falls due after it, and what is done."""
    open_ = [one for one in found if one.state == "open"]
    return (
        [one for one in open_ if one.due_on <= last],
        [one for one in open_ if one.due_on > last],
        [one for one in found if one.state in ("done", "late")],
    )


def _is(request: Request, duty: Duty, kind: str) -> bool:
    requirement = request.know.catalogue.by_id(duty.requirement)
    return bool(requirement and kind in requirement.evidence)


def _line(request: Request, work: Work, duty: Duty, today: date, *, long: bool = False) -> dict[str, Any]:
    requirement = request.know.catalogue.by_id(duty.requirement)
    task = work.tasks.get(int(duty.requirement[5:])) if duty.requirement.startswith("task:") else None
    period = duties.period_words(duty)
    return {
        "name": duties.matter_name(requirement) if requirement else duties.title_of(work, request.know, duty),
        "period": say_period(period, today)
        if period and requirement and (long or requirement.cadence != "monthly")
        else "",
        "due": say_day(duty.due_on, today),
        "time": duty.due_time,
        "overdue": duty.state == "open" and duty.due_on < today,
        "left": (duty.due_on - today).days,
        "record": duty.record_id,
        "late": duty.state == "late",
        "recipient": task.recipient if task else None,
        "task": task.id if task else None,
        "done": duty.state in ("done", "late"),
        "excused": duty.note if duty.state == "excused" else "",
        "source": task.source.split("：")[0] if task else "",
        "quote": quoted.words[:_QUOTED] if (quoted := line_of(work, task) if task else None) else "",
        "reach": request.speaker.reach() is not None and not request.speaker.home() and task is not None,
    }


def _theme_day(request: Request, work: Work, unit: Unit, today: date, month: Period | None = None) -> str:
    days = ThemeDays(work, request.know)
    try:
        day = days.of(unit, month.first) if month else days.next(unit, today)
    except YearUnknown as error:
        return f"{say_theme_day(unit.theme_day or '')}（{error.year}年的放假安排还没有收录，到时候再定）"
    return say_day(day, today) if day else ""


COMMANDS = (
    Command("还差什么", "还差什么　还差什么 10月　我们这个月还差什么", "看本支部还差哪些、哪些已完成", status,
            aliases=("差什么", "完成情况", "还差啥"), intents=("my_status",)),
    Command("截止", "截止　截止 本月", "看近期要交的和日期", deadlines,
            aliases=("截止日期", "期限", "近期任务"), intents=("deadline", "notice_task")),
)  # fmt: skip
