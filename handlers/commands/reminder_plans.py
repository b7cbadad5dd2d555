"""提醒设置: the reminder plan of a unit in words, with where each value comes from; an organizer changes it.

What is set reaches others from then on: it is shown with whom it will reach, and waits for a yes.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from config.patterns import regex
from config.plans import KINDS, TERM, Plan, misfit
from handlers import filing, pending
from handlers.errors import NotAllowed, UserError
from handlers.message import Reply
from handlers.plan_sentences import SAYS, in_words
from handlers.plan_words import KINDS as SAID
from handlers.plan_words import Unread, read_plan, say_general, say_plan
from handlers.plans import ALL, Plans
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.scope import unit_meant
from handlers.understood import understood
from storage.plans import PlanRow
from storage.units import Unit
from storage.work import Work

_NAME = "提醒设置"
_ALIASES = ("提醒计划", "提醒规则", "设置提醒")
_HOW = "例如：提醒设置 任务 提前10天、3天、当天8点半"
_ASKED_WHEN = r"(?:几点|什么时候|何时|哪天|周几|星期几)"
_SUMMARIES = regex(
    rf"(?=.{{4,30}}$)(?=.*小结)(?=.*(?:{_ASKED_WHEN}|[改换调挪]))(?:请问|请|麻烦|能不能|可以|把|将)*"
    r"(?:每周|每月|每个月)?的?(?:周|月)?小结(?:的)?(?:时间|推送)?[ ,]*"
    rf"(?:是|都|一般|能不能|可以|请|在|会|改|换|调|挪|成|到|为|整|{_ASKED_WHEN}|每?周[一二三四五六日天]|每?(?:个)?月|"
    r"星期[一二三四五六日天]|每天|早上|上午|中午|下午|晚上|[\d一二三四五六七八九十]+[点时号日]|半|\d{1,2}:\d\d|"
    r"钟|发送?|推送?|出|来|[ ,])+[的吗呢啊吧了。?! ]*|"
    rf"(?:每周|每月|周|月|小结)*{_ASKED_WHEN}(?:会|能)?(?:发|推送?|出)(?:每周|每月|周|月)?的?小结[吗呢啊吧。?! ]*"
)


class _Said:
    """The sentences that are the command's: a plan without its name, and when the summaries come."""

    def fullmatch(self, string: str) -> object:
        return SAYS.fullmatch(string) or _SUMMARIES.fullmatch(string)


_GENERAL = ("at", "day_off", "quiet_from", "quiet_until", "vacation")


def plans(request: Request, work: Work) -> Reply:
    """Show the plan; with words behind it, show what it would be and wait for the yes."""
    said = fold(request.rest)
    if "小结" in said:
        return _of_summaries(request)
    words, more = in_words(said) if SAYS.fullmatch(said) else (said, False)
    try:
        named, kind, plan = read_plan(words)
    except Unread as unread:
        raise UserError(f"“{unread}”看不懂。{_HOW}；看现在的设置只发“{_NAME}”。") from None
    unit = _unit(request, work, named)
    if plan == {}:
        return _shown(request, work, unit)
    _require(request, unit)
    if plan and kind == ALL and not set(plan) <= set(_GENERAL):
        raise UserError(_which_kind(words))
    return _asked(request, work, unit, kind, _with_more(request, work, unit, kind, plan) if more and plan else plan)


def _which_kind(words: str) -> str:
    named = "\n".join(f"{_NAME} {name} {words}" for name in ("任务", "主题党日", "固定活动"))
    return f"是哪一项的提醒？请发其中一句：\n{named}"


def _with_more(request: Request, work: Work, unit: Unit, kind: str, plan: dict[str, Any]) -> dict[str, Any]:
    """再提醒一次: beside the days that hold already."""
    now = Plans(work, request.know).of(unit, kind)
    held = {"days": now.days, "months": now.months}
    return {
        name: sorted({*held[name], *value}, reverse=True) if name in held else value for name, value in plan.items()
    }


def _of_summaries(request: Request) -> Reply:
    """When the summaries come: for the whole house, by its settings."""
    settings = request.know.reminders
    weekly = f"周小结每周{'一二三四五六日'[settings.summary_weekday - 1]}{settings.summary_at:%H:%M}发"
    days = {"off": "月小结没有开", "first_working_day": "月小结每月第一个工作日发"}
    monthly = days.get(str(settings.monthly)) or f"月小结每月{settings.monthly}日发"
    words = (
        f"{weekly}，{monthly}，全校一个时间。要改请管理员改配置 reminders 里的 summary_weekday、summary_at、monthly。"
    )
    return Reply("said", {"words": f"{words}\n想现在看，发“小结”。"}, understood(request.meaning))


def _unit(request: Request, work: Work, named: str) -> Unit:
    if named:
        return unit_meant(work, request.speaker, named, work.units.names(request.now))
    reach = request.speaker.reach()
    if reach:
        return work.units.get(int(reach.rstrip("/").rsplit("/", 1)[-1]))
    if home := request.speaker.home():
        return home
    raise UserError(f"请写明支部，例如：{_NAME} 计算机学院教工第一党支部")


def _require(request: Request, unit: Unit) -> None:
    reach = request.speaker.reach()
    if reach is None or not unit.path.startswith(reach):
        raise NotAllowed(f"{unit.short}的提醒由它的组织员来设。看现在的设置发“{_NAME}”。")


def _shown(request: Request, work: Work, unit: Unit) -> Reply:
    known = Plans(work, request.know)
    lines = [
        {"name": SAID[kind], "words": say_plan(kind, known.of(unit, kind)), "source": _source(known, unit, kind)}
        for kind in KINDS
    ]
    settings = request.know.reminders
    values = {
        "unit": unit.short,
        "lines": lines,
        "general": say_general(known.of(unit, KINDS[0])),
        "general_source": _source(known, unit, ALL),
        "overdue": settings.overdue_after,
        "escalate": settings.escalate_after,
        "most": settings.group_most,
        "sets": request.speaker.reach() is not None,
    }
    return Reply("plans", values, understood(request.meaning))


def _source(known: Plans, unit: Unit, kind: str) -> str:
    """Where the kind's own values come from, the nearest first; in a bracket only what is not as shipped."""
    sources = known.sources(unit, KINDS[0] if kind == ALL else kind)
    names = _GENERAL[1:] if kind == ALL else ("months" if kind == TERM else "days", "at", "to", "follow_up")
    found = list(dict.fromkeys(sources[name] for name in names if name in sources))
    return "、".join(one for one in found if one != "默认") or "默认"


def _asked(request: Request, work: Work, unit: Unit, kind: str, plan: dict[str, Any] | None) -> Reply:
    """What it would be, for whom; nothing is changed before the yes."""
    rows = _rows(request, work, unit, kind, plan)
    before, after = Plans(work, request.know), Plans(work, request.know, rows)
    kinds = [one for one in KINDS if kind in (ALL, one)]
    lines = [
        {"name": SAID[one], "before": say_plan(one, before.of(unit, one)), "after": say_plan(one, after.of(unit, one))}
        for one in kinds
    ]
    general = say_general(before.of(unit, kinds[0])), say_general(after.of(unit, kinds[0]))
    lines.append({"name": "各项", "before": general[0], "after": general[1]})
    changed = [line for line in lines if line["before"] != line["after"]]
    if not changed:
        return Reply("said", {"words": f"{unit.short}本来就是这样设置的，没有改动。"}, understood(request.meaning))
    filing.wait(request, work, {"command": _NAME, "unit": unit.id, "kind": kind, "plan": plan}, None)
    branches = len(work.units.branches_within(unit.path))
    values = {"unit": unit.short, "branches": branches, "is_branch": unit.is_branch, "changes": changed}
    return Reply("plans_shown", values, understood(request.meaning, confirm=True, hold=True))


def _rows(request: Request, work: Work, unit: Unit, kind: str, plan: Mapping[str, Any] | None) -> list[PlanRow]:
    """The unit's rows as they would be. Raises UserError for what cannot be meant."""
    own = {row.kind: dict(row.plan) for row in work.plans.everything() if row.unit_id == unit.id}
    if plan is None:
        wanted: dict[str, dict[str, Any]] = {one: {} for one in ([kind] if kind != ALL else own)}
    else:
        wanted = {kind: _both_ends(request, work, unit, kind, {**own.get(kind, {}), **plan})}
    for one, values in wanted.items():
        try:
            problem = misfit(one, Plan.model_validate(values))
        except ValidationError:
            problem = "最多提前180天，换届最多提前24个月"
        if problem:
            raise UserError(f"{problem}。{_HOW}")
    person = request.speaker.person.id
    return [PlanRow(unit.id, one, values, person, request.now) for one, values in wanted.items()]


def _both_ends(request: Request, work: Work, unit: Unit, kind: str, plan: dict[str, Any]) -> dict[str, Any]:
    """Where one end of the quiet hours is said, the other stays as it is."""
    if ("quiet_from" in plan) == ("quiet_until" in plan):
        return plan
    now = Plans(work, request.know).of(unit, KINDS[0] if kind == ALL else kind)
    ends = {"quiet_from": f"{now.quiet_from:%H:%M}", "quiet_until": f"{now.quiet_until:%H:%M}"}
    return ends | plan


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes sets it; a no leaves it."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    if fold(request.text).strip() in (_NAME, *_ALIASES):
        return _shown(request, work, _unit(request, work, ""))
    if not request.meaning.yes:
        return None
    unit = work.units.get(int(waiting["unit"]))
    _require(request, unit)
    if not pending.fresh(request, waiting):
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, unit, str(waiting["kind"]), waiting["plan"])
    for row in _rows(request, work, unit, str(waiting["kind"]), waiting["plan"]):
        work.plans.put(row)
        work.audit.note(
            request.now, row.person_id, "plan.changed", f"unit:{unit.id}", kind=row.kind, plan=dict(row.plan)
        )
    filing.wait(request, work, {}, None)
    words = f"设好了，{unit.short}从下一次提醒起按新的来；已经过去的不补发。看全部设置发“{_NAME}”。"
    return Reply("said", {"words": words}, understood(request.meaning))


COMMANDS = (
    Command(_NAME, "提醒设置　提醒设置 任务 提前10天、3天、当天8点半", "看什么时候提醒谁；组织员可以改", plans,
            aliases=_ALIASES, resume=resume, says=_Said()),
)  # fmt: skip
