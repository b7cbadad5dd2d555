"""A theme day moved for one month, or put back: whose, to when, what follows; shown first, done on a yes.

Shared by the sentence that orders it (commands/facts.py reads the fixed day from the same words) and its answer.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from config.holidays import YearUnknown
from config.patterns import regex
from handlers import duties, filing, pending
from handlers.due import Period, period_from, period_of, previous, say_day, say_period
from handlers.errors import UserError
from handlers.hearers import groups, reachable
from handlers.message import Reply, Told
from handlers.reading import find_days, fold
from handlers.router import Request
from handlers.scope import organized, unit_meant
from handlers.theme_days import ThemeDays
from handlers.understood import understood
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

NAME = "主题党日改期"
_SHOWN = 8
_JUST = timedelta(days=1)
_FAR = timedelta(days=31)
"""A day further from its month than this is a slip."""
_EVERY = regex(r"(?:各个?|所有的?|全部的?|全体|每个|全院|全校|下面|下属)(?:的)?(?:[\u4e00-\u9fff]{0,6})支部|统一")
_SORTS = {
    "教工": ("staff",),
    "教师": ("staff",),
    "本科": ("undergraduate",),
    "研究生": ("graduate",),
    "学生": ("undergraduate", "graduate", "student"),
    "离退休": ("retired",),
    "机关": ("admin",),
    "联合": ("joint",),
}
_SORT = regex(rf"(?P<sort>{'|'.join(_SORTS)})生?(?:的)?(?:各|所有|全部)?(?:党)?支部")
_TO_A_DAY = regex(r"(?:改|挪|换|调|推迟|提前|延)(?:期|整)?(?:到|至|成|为)")
_BARE = regex(r"(?:那|就|还是|改[成到为]?|到|是|应该是|说错了)*[, ]*[^,。]{2,12}?(?:吧|了|好了)*[ 。!]*")


def ask(request: Request, work: Work) -> Reply:
    """What the message orders of the theme day, shown."""
    slots = request.meaning.slots
    if len(_TO_A_DAY.findall(fold(request.text))) > 1:
        raise UserError("一次改一个日子，请分开说。例如：教工一支部12月主题党日改到16号")
    units = _units(request, work)
    period = _period(request, work, units)
    if slots.get("back"):
        return _shown(request, work, units, period, None)
    _refuse_other_day(request, ThemeDays(work, request.know), units, period)
    to = _to(request, work, units, period)
    if to is None:
        waiting = {"command": NAME, "units": [unit.id for unit in units], "period": period.code, "to": "?"}
        filing.wait(request, work, waiting, None)
        words = f"{_whose(units)}{period.last.month}月的主题党日改到哪一天？回我一个日子就行，例如：27号"
        return Reply("said", {"words": words}, understood(request.meaning, intent="change_theme_day", hold=True))
    return _shown(request, work, units, period, to)


def just_moved(request: Request, work: Work) -> tuple[list[Unit], Period] | None:
    """What the speaker moved last, within a day: the units of one move and its month."""
    this = period_of("monthly", request.know.today(request.now))
    near = (previous(this), this, period_of("monthly", this.last + timedelta(days=1)))
    mine = [one for period in near for one in work.theme_days.of_period(period.code)
            if one.person_id == request.speaker.person.id and request.now - one.at <= _JUST]  # fmt: skip
    if not mine:
        return None
    last = max(mine, key=lambda one: one.at)
    together = [one.unit_id for one in mine if (one.at, one.period) == (last.at, last.period)]
    return [work.units.get(unit_id) for unit_id in together], period_from(last.period)


def offer_back(request: Request, work: Work, units: list[Unit], period: Period) -> Reply:
    """The move of these units undone, shown."""
    return _shown(request, work, _required(request, units), period, None)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes does it, no leaves it, another day is shown instead."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    units = [work.units.get(unit_id) for unit_id in waiting["units"]]
    period = period_from(waiting["period"])
    if not request.meaning.yes:
        day = _another_day(request)
        return _shown(request, work, units, period, day) if day else None
    if waiting["to"] == "?":
        return Reply("said", {"words": "改到哪一天？例如：27号"}, understood(request.meaning))
    _require(request, units)
    to = date.fromisoformat(waiting["to"]) if waiting["to"] else None
    if not pending.fresh(request, waiting):
        # Something else was asked in between: it is shown once more before the yes counts.
        return _shown(request, work, units, period, to)
    return _done(request, work, units, period, to)


def _another_day(request: Request) -> date | None:
    if request.meaning.intent == "change_theme_day" or not _BARE.fullmatch(fold(request.text)):
        return None
    days = [day for day in find_days(request.text, request.local, past=False) if day.date and not day.flags]
    return days[0].date if len(days) == 1 else None


# -- whose, which month, which day ------------------------------------------------------------------------------------


def _units(request: Request, work: Work) -> list[Unit]:
    slots, words, speaker = request.meaning.slots, fold(request.text), request.speaker
    named = str(slots.get("branch") or slots.get("org") or "")
    sort = _SORT.search(words)
    exact = [one for one in work.units.named(named) if speaker.may_see(one)] if named else []
    if speaker.organizes and (_EVERY.search(words) or (sort and not exact and not _names_one(request, work, named))):
        org = unit_meant(work, speaker, str(slots["org"]), work.units.names(request.now)) if slots.get("org") else None
        found = work.units.branches_within(org.path if org else organized(speaker))
        types = _SORTS[sort["sort"]] if sort else ()
        found = [unit for unit in found if not types or unit.branch_type in types]
        if not found:
            raise UserError(f"您这里没有{sort[0] if sort else '支部'}。")
        return _required(request, found)
    if named:
        unit = unit_meant(work, speaker, named, work.units.names(request.now))
        return _required(request, [unit] if unit.is_branch else work.units.branches_within(unit.path))
    if home := speaker.home():
        return _required(request, [home])
    if request.chat and request.chat.unit_id and work.units.get(request.chat.unit_id).is_branch:
        return _required(request, [work.units.get(request.chat.unit_id)])
    raise UserError(
        "要改哪个支部的？例如：教工一支部11月主题党日改到28号；学生支部11月主题党日改到28号；各支部11月主题党日改到28号"
    )


def _names_one(request: Request, work: Work, named: str) -> bool:
    ids = work.units.names(request.now).get(named, ())
    return any(request.speaker.may_see(work.units.get(one)) for one in ids)


def _required(request: Request, units: list[Unit]) -> list[Unit]:
    _require(request, units)
    return units


def _require(request: Request, units: Sequence[Unit]) -> None:
    for unit in units:
        filing.require_setting(request, unit)


def _period(request: Request, work: Work, units: Sequence[Unit]) -> Period:
    """The month that is meant: the one named; else that of the theme day which comes next; where one was moved, and is
    to be put back, that one."""
    slots, today = request.meaning.slots, request.know.today(request.now)
    named = str(slots.get("period") or "")
    if regex(r"\d{4}-\d\d").fullmatch(named):
        return period_from(named)
    this = period_of("monthly", today)
    days, unit = ThemeDays(work, request.know), units[0]
    if slots.get("back"):
        near = (this, period_of("monthly", this.last + timedelta(days=1)), previous(this))
        return max(near, key=lambda one: sum(days.moved(each, one.first) is not None for each in units))
    to = date.fromisoformat(str(slots["to"])) if slots.get("to") else None
    if to and to in this:
        return this
    over = days.of(unit, this.first)
    done = _state(request, work, unit, this) in ("done", "late")
    return period_of("monthly", to or this.last + timedelta(1)) if done or not over or over < today else this


def _to(request: Request, work: Work, units: Sequence[Unit], period: Period) -> date | None:
    slots = request.meaning.slots
    if slots.get("to"):
        return date.fromisoformat(str(slots["to"]))
    if not slots.get("shift"):
        return None
    old = {ThemeDays(work, request.know).of(unit, period.first) for unit in units} - {None}
    if len(old) != 1:
        raise UserError("各支部的日子不一样，请写明改到哪一天，例如：各支部11月主题党日改到28号")
    return next(day for day in old if day) + timedelta(days=int(slots["shift"]))


# -- shown ------------------------------------------------------------------------------------------------------------


def _shown(request: Request, work: Work, units: Sequence[Unit], period: Period, to: date | None) -> Reply:
    today, days = request.know.today(request.now), ThemeDays(work, request.know)
    month = say_period(period, today)
    open_ = [unit for unit in units if _state(request, work, unit, period) not in ("done", "late")]
    if to is None:
        open_ = [unit for unit in units if days.moved(unit, period.first)]
        if not open_:
            raise UserError(f"{_whose(units)}{month}的主题党日没有改过日子。{_now(days, units, period, today)}")
    elif not open_:
        raise UserError(f"{_whose(units)}{month}的主题党日已经记过了，不用改。")
    else:
        _refuse_slips(units, days, period, to, today)
    values = _values(request, work, open_, period, to)
    values |= {"done": len(units) - len(open_) if to else 0, "named": [unit.short for unit in open_][:_SHOWN]}
    waiting = {"command": NAME, "units": [unit.id for unit in open_], "period": period.code}
    filing.wait(request, work, waiting | {"to": to.isoformat() if to else ""}, None)
    slots = {"period": period.code, "to": values["day"].isoformat() if values["day"] else None}
    if len(units) == 1:
        slots["branch"] = units[0].name
    meaning = understood(request.meaning, intent="change_theme_day", slots=slots, confirm=True, hold=True)
    return Reply("theme_day_move_shown", values, meaning)


def _refuse_other_day(request: Request, days: ThemeDays, units: Sequence[Unit], period: Period) -> None:
    """下周三的主题党日改到周四, where the theme day is this Wednesday: neither day may be guessed."""
    words = fold(request.text)
    moves = _MOVES.search(words)
    named = find_days(words[: moves.start()], request.local, past=False) if moves else []
    said = next((day.date for day in named if day.date and not day.flags), None)
    own = {day for unit in units if (day := days.of(unit, period.first))}
    if said and own and said not in own:
        today, first = request.know.today(request.now), min(own)
        whose = f"{_whose(units)}{say_period(period, today)}的主题党日"
        raise UserError(
            f"{whose}是{say_day(first, today)}，不是{say_day(said, today)}。"
            f"要改它，写明改到几号就行，例如：主题党日改到{(first + timedelta(days=1)).day}号"
        )


_MOVES = regex(r"改|挪|换|调|推迟|提前|延")


def _refuse_slips(units: Sequence[Unit], days: ThemeDays, period: Period, to: date, today: date) -> None:
    said, month = say_day(to, today), say_period(period, today)
    if to < today:
        raise UserError(f"{said}已经过去了。要是那天开过了，直接写一句发我就能记，日期写实际那天，照算。")
    if not period.first - _FAR <= to <= period.last + _FAR:
        raise UserError(f"{said}离{month}太远了，请核对。要改别的月，例如：12月主题党日改到18号")
    if all(days.of(unit, period.first) == to for unit in units):
        raise UserError(f"{_whose(units)}{month}的主题党日本来就是{said}，不用改。")


def _values(request: Request, work: Work, units: Sequence[Unit], period: Period, to: date | None) -> dict[str, Any]:
    """What is said before and after: the old day and the new one of the first unit stand for a single branch."""
    today, days, first = request.know.today(request.now), ThemeDays(work, request.know), units[0]
    day = to or days.by_rule(first, period.first)
    old = days.of(first, period.first)
    at = _eve(request, work, first, day) if day else None
    return {
        "unit": first.short,
        "count": len(units),
        "month": say_period(period, today),
        "back": to is None,
        "old": say_day(old, today) if old else "没有登记",
        "day": day,
        "new": say_day(day, today) if day else "没有登记固定日子",
        "kind": _kind_of_day(request, day) if day else "",
        "inside": day is None or day in period,
        "next_month": day is not None and day > period.last,
        "eve": f"{at.month}月{at.day}日{at:%H:%M}" if at else "",
        "tell": len(_tells(request, work, units, period, to)),
        "where": _where(request, work, first) if len(units) == 1 else "",
    }


def _now(days: ThemeDays, units: Sequence[Unit], period: Period, today: date) -> str:
    day = days.of(units[0], period.first) if len(units) == 1 else None
    return f"现在是{say_day(day, today)}。" if day else ""


def _whose(units: Sequence[Unit]) -> str:
    return units[0].short if len(units) == 1 else f"{len(units)}个支部"


def _kind_of_day(request: Request, day: date) -> str:
    try:
        worked = request.know.workdays.is_workday(day)
    except YearUnknown:
        return "那年的放假安排还没有公布，是不是工作日请您留意"
    if day.weekday() < 5:
        return "是工作日" if worked else "是法定节假日，放假"
    return "是调休上班日" if worked else "是周末，不是工作日"


def _eve(request: Request, work: Work, unit: Unit, day: date) -> datetime | None:
    """When the unit will be told of this day beforehand; None where that moment lies behind us."""
    ahead = [moment for moment in request.eves(work, unit, day) if moment > request.now]
    return max(ahead).astimezone(request.know.zone) if ahead else None


def _where(request: Request, work: Work, unit: Unit) -> str:
    chat = groups(work).get(unit.id)
    if chat and not work.mutes.of_chat(chat.id):
        return f"发到“{chat.title}”"
    people = [person.name for person, _ in reachable(work, request.know, unit.id)]
    return f"私信{'、'.join(people)}" if people else "但现在没有能提醒到的群或人"


# -- done -------------------------------------------------------------------------------------------------------------


def _done(request: Request, work: Work, units: Sequence[Unit], period: Period, to: date | None) -> Reply:
    values = _values(request, work, units, period, to)
    tells = _tells(request, work, units, period, to)
    dropped = _take_back(request, work, units, period)
    speaker, days = request.speaker.person.id, ThemeDays(work, request.know)
    was = {unit.id: days.of(unit, period.first) for unit in units}
    ids = [unit.id for unit in units]
    if to:
        work.theme_days.move(ids, period.code, to, speaker, request.now)
    else:
        work.theme_days.move_back(ids, period.code)
    if to and to < period.first:
        # Brought forward into an earlier month, it is told of there.
        duties.ensure(work, request.know, units, period.first, request.now)
    for unit in units:
        duties.day_moved(work, request.know, unit, period.code, request.now)
        old = was[unit.id]
        detail = {"period": period.code, "was": old and old.isoformat(), "to": to and to.isoformat()}
        work.audit.note(request.now, speaker, "theme_day.moved", f"unit:{unit.id}", **detail)
    filing.wait(request, work, {}, None)
    slots = {"period": period.code, "to": values["day"].isoformat() if values["day"] else None}
    meaning = understood(request.meaning, intent="change_theme_day", slots=slots)
    told = len(tells) if len(units) > 1 or not tells else values["where"].removeprefix("发到").removeprefix("私信")
    return Reply("theme_day_moved", values | {"dropped": dropped, "told": told}, meaning, tells=tells)


def _tells(request: Request, work: Work, units: Sequence[Unit], period: Period, to: date | None) -> tuple[Told, ...]:
    """Who must hear of it now: whoever was told the old day, whoever no eve will reach, and every branch for which
    somebody else decided."""
    own, today, days = request.speaker.home(), request.know.today(request.now), ThemeDays(work, request.know)
    chats, tells = groups(work), []
    for unit in units:
        day, old = to or days.by_rule(unit, period.first), days.of(unit, period.first)
        late = day is not None and _eve(request, work, unit, day) is None
        mine = own is not None and own.id == unit.id
        if mine and not late and not _knows_the_old(request, work, unit, period):
            continue
        chat = chats.get(unit.id)
        people = [] if chat else [one.id for one, _ in reachable(work, request.know, unit.id)]
        values = {
            "unit": unit.short,
            "month": say_period(period, today),
            "new": say_day(day, today) if day else "",
            "old": say_day(old, today) if old else "",
            "back": to is None,
            "by": request.speaker.person.name,
            "said": say_day(today, today),
        }
        for person in [0] if chat else people:
            if person == request.speaker.person.id:
                continue
            key = f"theme_day:{unit.id}:{period.code}:{request.message.key}:{person}"
            tells.append(Told(key, person, "theme_day_moved_told", values, chat_id=chat.id if chat else None))
    return tuple(tells)


def _knows_the_old(request: Request, work: Work, unit: Unit, period: Period) -> bool:
    """Whether the branch was told of the day that holds now: by its eve, or by an earlier move."""
    if work.pushes.keyed(f"theme_day:{unit.id}:{period.code}:"):
        return True
    duty = _duty(request, work, unit, period)
    return bool(duty and any(state in ("sent", "leased") for _, _, state in _eves(work, [duty])))


def _eves(work: Work, owed: Sequence[Duty]) -> list[tuple[int, str, str]]:
    """(duty, step, state) of the eves that were promised for these duties: is it out already?"""
    reminded = work.duties.reminded([duty.id for duty in owed]) if owed else set()
    taken = {(id, step) for id, step in reminded if step.startswith(("eve", "asked"))}
    if not taken:
        return []
    return [(*pair, state) for about, state in work.pushes.reminding() for pair in about if pair in taken]


def _take_back(request: Request, work: Work, units: Sequence[Unit], period: Period) -> int:
    """Eves of the old day that were promised and are not out yet: they are not sent (jobs/reminders.retell), and may
    come again should the day be put back."""
    owed = [duty for unit in units if (duty := _duty(request, work, unit, period))]
    # What asks whether the old day was held is meant too.
    waiting = [(id, step) for id, step, state in _eves(work, owed) if state == "waiting"]
    for id, step in waiting:
        work.duties.forget_moment(id, step)
    return len(waiting)


def _duty(request: Request, work: Work, unit: Unit, period: Period) -> Duty | None:
    rule = next((one for one in request.know.catalogue.duties() if one.matter == "theme_day"), None)
    return work.duties.one(rule.id, unit.id, period.code) if rule else None


def _state(request: Request, work: Work, unit: Unit, period: Period) -> str:
    duty = _duty(request, work, unit, period)
    return duty.state if duty else "open"
