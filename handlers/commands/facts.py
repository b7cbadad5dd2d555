"""The facts of a unit, seen and set in chat: what its duties follow from.

Who keeps the branch's books sets them at once, with before and after; what an organizer sets for a branch, and what
was read from an ordinary sentence, is shown first and waits for a yes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from config.holidays import YearUnknown
from config.patterns import regex
from config.roster import MOST_MEMBERS, THEME_DAY_HINT
from handlers import duties, filing
from handlers.answers import say_fact
from handlers.day_moves import ask
from handlers.due import read_theme_day, say_day
from handlers.duties import binding, has_committee, matter_name
from handlers.errors import NotAllowed, Unclear, UserError
from handlers.message import Reply
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.scope import FILING, unit_meant
from handlers.theme_days import ThemeDays
from handlers.understood import understood
from storage.units import Unit
from storage.work import Work

SHOW, SET = "支部情况", "设置"
FACTS = {
    "full_members": "正式党员",
    "probationary_members": "预备党员",
    "has_committee": "支委会",
    "has_groups": "党小组",
    "term_ends": "届满日期",
    "theme_day": "主题党日",
    "graduates": "毕业生党员",
}
OF_BRANCHES = tuple(name for name in FACTS if name != "term_ends")
"""Facts that only a branch has."""
_LABELS = (
    ("full_members", r"正式党员(?:人?数|有)?"),
    ("probationary_members", r"预备党员(?:人?数|有)?"),
    ("has_committee", r"(?P<c>不设|没有|没|无|设有|设|有)?了?(?:有无)?(?:支委会|支部委员会)"),
    ("has_groups", r"(?P<g>不设|不分|没有|没|无|设有|设|有|分)?了?(?:有无)?党小组(?!会)"),
    ("graduates", r"(?P<b>没有|没|无|有)?(?:有无)?(?:毕业班|毕业生党员|毕业生|应届毕业生)"),
    ("term_ends", r"(?:任期)?届满(?:日期|时间|日)?|任期(?:到|至)?"),
    ("theme_day", r"(?:固定)?(?:主题)?党日(?:活动)?(?:日期|时间|日子)?"),
)
_LABEL = regex("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS))
_JOIN = regex(r"^[\s:,、;是为在到成定改设固于把]+|[\s:,、;。的]+$")
_YES, _NO = ("有", "设", "设有", "是", "分", "要"), ("无", "没有", "没", "不设", "否", "不分", "不是", "不要")
_DATE = regex(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SELF = regex(r"^(?:请|麻烦)?(?:把|将)?(?:我们|咱们?|本|我)?(?:的)?(?:支部)?(?:的)?$")
_WE = ("我们支部", "本支部", "我支部", "我们")
_CLAIMS = (
    *(f"{verb}{what}" for verb in ("不设", "没有", "有", "设", "设有") for what in ("支委会", "党小组")),
    *("不分党小组", "有毕业班", "没有毕业班", "有毕业生党员", "没有毕业生党员"),
)
_HOW = """请写明设什么，例如：
- 设置 正式党员 18
- 设置 主题党日 每月最后一个星期三
- 设置 届满日期 2027年6月1日
- 设置 不设支委会"""
CLAIMED = tuple(f"{who}{claim}{end}" for who in _WE for claim in _CLAIMS for end in ("", "。", "了"))
"""Whole sentences that state a fact; said so, they are settings."""


def show(request: Request, work: Work) -> Reply:
    """What is registered of a unit; with labels behind it, the same as setting them."""
    named, values = read(request.rest)
    if values:
        return _set(request, work, named, values, at_once=True)
    unit = _unit(request, work, named)
    today = request.know.today(request.now)
    facts = [
        {"name": word, "value": _fact(request, work, unit, name, today)}
        for name, word in FACTS.items()
        if unit.is_branch or name not in OF_BRANCHES
    ]
    branches = [] if unit.is_branch else work.units.branches_within(unit.path)
    values = {
        "unit": unit.short,
        "facts": facts,
        "branches": len(branches),
        "sets": _may_set(request, unit),
        "own": _keeps(request, unit),
        "name": unit.name,
    }
    return Reply("facts", values, understood(request.meaning, intent="none", slots={"branch": unit.name}))


def _fact(request: Request, work: Work, unit: Unit, name: str, today: date) -> str:
    said = say_fact(name, getattr(unit, name), today)
    if name == "has_committee" and unit.has_committee is None and (guessed := has_committee(unit)) is not None:
        return f"没有登记，按正式党员数算{'有' if guessed else '没有'}"
    if name == "theme_day" and unit.theme_day:
        try:
            day = ThemeDays(work, request.know).next(unit, today)
        except YearUnknown:
            return said
        return f"{said}，下一次{say_day(day, today)}" if day else said
    return said


def settings(request: Request, work: Work) -> Reply:
    """Set what is said after the command word, or what a sentence says of the theme day."""
    called = bool(request.rest)
    claimed = fold(request.text).strip() in {fold(one) for one in CLAIMED}
    if not called and {"to", "shift", "back", "ask"} & request.meaning.slots.keys():
        return ask(request, work)  # another day for one month is no fact of the branch
    named, values = read(request.rest or request.text)
    if not values:
        raise UserError(_HOW)
    return _set(request, work, named, values, at_once=called or claimed)


def read(words: str) -> tuple[str, dict[str, Any]]:
    """The unit that is named before the first label, and the facts that are set. Raises UserError for a bad value."""
    text = fold(words).strip()
    labels = list(_LABEL.finditer(text))
    if not labels:
        return text, {}
    values: dict[str, Any] = {}
    for found, following in zip(labels, [*labels[1:], None], strict=True):
        name = str(found.lastgroup if found.lastgroup in FACTS else next(one for one in FACTS if found[one]))
        claim = next((found[mark] for mark in ("c", "g", "b") if found[mark]), "")
        values |= _value(name, claim, text[found.end() : following.start() if following else len(text)])
    named = _JOIN.sub("", text[: labels[0].start()])
    named = re.sub(r"^(?:请|麻烦)?(?:把|将)", "", named)
    return ("" if _SELF.fullmatch(named) else named), values


def _value(name: str, claim: str, said: str) -> dict[str, Any]:
    """Nothing where only the label stands there: that is a question, no setting."""
    if name in ("has_committee", "has_groups", "graduates"):
        bare = said.strip(" :,、;。了")
        said = bare if bare in (*_YES, *_NO) else claim
        return {name: said in _YES} if said else {}
    said = _JOIN.sub("", said)
    if not said:
        return {}
    try:
        return {name: _READERS[name](said)}
    except ValueError:
        raise Unclear(f"“{FACTS[name]} {said[:30]}”看不懂，{_HINTS[name]}") from None


def _count(said: str) -> int:
    found = re.fullmatch(r"(\d{1,5})\s*[人名个]?", said)
    if not found or int(found[1]) > MOST_MEMBERS:
        raise ValueError(said)
    return int(found[1])


def _day(said: str) -> date:
    found = _DATE.fullmatch(said)
    if not found:
        raise ValueError(said)
    return date(*(int(part) for part in found.groups()))


def _rule(said: str) -> str:
    rule = read_theme_day(said)
    if rule is None:
        raise ValueError(said)
    return rule


_READERS: Mapping[str, Callable[[str], Any]] = {
    "full_members": _count,
    "probationary_members": _count,
    "term_ends": _day,
    "theme_day": _rule,
}
_HINTS = {
    "full_members": "请填整数，例如：设置 正式党员 18",
    "probationary_members": "请填整数，例如：设置 预备党员 2",
    "term_ends": "请写到日，例如：设置 届满日期 2027年6月1日",
    "theme_day": THEME_DAY_HINT,
}


def _unit(request: Request, work: Work, named: str) -> Unit:
    if named:
        return unit_meant(work, request.speaker, named, work.units.names(request.now))
    if home := request.speaker.home():
        return home
    if request.chat and request.chat.unit_id:
        return work.units.get(request.chat.unit_id)
    raise UserError("请写明支部，例如：支部情况 计算机学院教工第一党支部")


def _keeps(request: Request, unit: Unit) -> bool:
    """Whether the speaker keeps this unit's own books."""
    return any(role.role in FILING and role.unit.id == unit.id for role in request.speaker.person.roles)


def _may_set(request: Request, unit: Unit) -> bool:
    return request.speaker.may_file_for(unit)


def _set(request: Request, work: Work, named: str, values: Mapping[str, Any], *, at_once: bool) -> Reply:
    unit = _unit(request, work, named)
    _require(request, unit, values)
    changes = {name: value for name, value in values.items() if getattr(unit, name) != value}
    if not changes:
        words = f"{unit.short}本来就是这样登记的，没有改动。"
        return Reply("said", {"words": words}, understood(request.meaning, intent=_intent(values)))
    if at_once and _keeps(request, unit):
        return _apply(request, work, unit, changes)
    dialogue = request.look(work)
    stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
    waiting = {"command": SET, "unit": unit.id, "facts": stored}
    filing.wait(request, work, waiting, dialogue.record_id if dialogue else None)
    meaning = understood(
        request.meaning,
        intent=_intent(values),
        slots={"branch" if unit.is_branch else "org": unit.name},
        changes=_told(unit, changes),
        hold=True,
        confirm=True,
    )
    return Reply("facts_shown", _lines(request, unit, changes) | _effects(request, unit, changes), meaning)


def _require(request: Request, unit: Unit, values: Mapping[str, Any]) -> None:
    if not _may_set(request, unit):
        raise NotAllowed(f"{unit.short}的情况由它的书记、支委或组织员来改。", flags=("other_branch_permission",))
    if not unit.is_branch and any(name in OF_BRANCHES for name in values):
        raise UserError(f"{unit.short}不是党支部，只能设置届满日期。")


def _intent(values: Mapping[str, Any]) -> str:
    return "change_theme_day" if "theme_day" in values else "none"


def _told(unit: Unit, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"from": _plain(getattr(unit, name)), "to": _plain(value)} for name, value in changes.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _lines(request: Request, unit: Unit, changes: Mapping[str, Any]) -> dict[str, Any]:
    today = request.know.today(request.now)
    return {
        "unit": unit.short,
        "changes": [
            {
                "name": FACTS[name],
                "before": say_fact(name, getattr(unit, name), today),
                "after": say_fact(name, value, today),
            }
            for name, value in changes.items()
        ],
    }


def _effects(request: Request, unit: Unit, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Which duties come and go with these facts."""
    after = replace(unit, **changes)
    rules = request.know.catalogue.duties()
    was = {rule.id for rule in rules if binding(rule, unit).binds}
    now = {rule.id for rule in rules if binding(rule, after).binds}
    return {
        "comes": [matter_name(rule) for rule in rules if rule.id in now - was],
        "goes": [matter_name(rule) for rule in rules if rule.id in was - now],
    }


def _apply(request: Request, work: Work, unit: Unit, changes: Mapping[str, Any]) -> Reply:
    values = _lines(request, unit, changes) | _effects(request, unit, changes)
    after = work.units.change(unit.id, **changes)
    told = _told(unit, changes)
    work.audit.note(request.now, request.speaker.person.id, "unit.changed", f"unit:{unit.id}", **told)
    duties.refit(work, request.know, unit, after, request.now)
    meaning = understood(request.meaning, intent=_intent(changes), slots={"branch": unit.name}, changes=told)
    return Reply("facts_set", values, meaning)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes sets what was shown; no leaves everything as it is."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改动。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
    unit = work.units.get(int(waiting["unit"]))
    _require(request, unit, waiting["facts"])
    filing.wait(request, work, {}, None)
    values = dict(waiting["facts"])
    if "term_ends" in values:
        values["term_ends"] = date.fromisoformat(values["term_ends"])
    changes = {name: value for name, value in values.items() if getattr(unit, name) != value}
    if not changes:
        words = f"{unit.short}已经是这样登记的，没有改动。"
        return Reply("said", {"words": words}, understood(request.meaning))
    return _apply(request, work, unit, changes)


COMMANDS = (
    Command(SHOW, "支部情况　支部情况 正式党员 18", "看本支部登记的人数、支委会、届满日期等", show,
            aliases=("本支部情况", "支部信息", "支部基本情况", "我们支部情况")),
    Command(SET, "设置 主题党日 每月最后一个星期三　设置 届满日期 2027年6月1日　设置 不设支委会", "改登记的情况",
            settings, aliases=CLAIMED, intents=("change_theme_day",), resume=resume),
)  # fmt: skip
