"""Terms of office: whose end is near or over, and how many years a term has by which document."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from config.patterns import regex
from config.roster import UNIT_KINDS
from handlers.answers import looked_up, term_rules
from handlers.due import add_months, say_day
from handlers.message import Reply
from handlers.reading import find_period, fold
from handlers.router import Command, Request
from handlers.scope import own_branch, unit_meant
from handlers.understood import understood
from handlers.written.numbers import NUMBER, number
from storage.units import Unit
from storage.work import Work

MONTHS = 6
"""How far ahead the superior looks where nothing is said (支部条例: it reminds 6 months ahead)."""
WITH_TERM = ("committee", "college_committee", "general_branch", "direct_branch", "branch")
_SHOWN = 12
_RULE = regex(r"几年|多少年|多长时间|多久|提前|延期|推迟|怎么|流程|多少人|几个人")
"""Asked in these words it is the rule that is wanted, not whose term ends."""
_MONTHS = regex(rf"(?P<n>{NUMBER})个?月(?!份|\d)|(?P<half>半年)|(?P<years>{NUMBER})年(?:内|之内|以内)")

_SAYS = regex(
    rf"(?=.{{4,30}}$)(?:请问|看看|查一?下|我想看|帮我看看?)?(?:(?:下|这|本)个?(?:月|季度?)|[今明]年(?:年底|上半年|下半年)?|[上下]半年|年底前?|"
    rf"{NUMBER}个?月(?:之?内|以内)?|半年(?:之?内|以内)?|最近|近期|快要?)(?:里|内)?(?:要|该|会|有|将|即将|应该|需要|都)*"
    r"(?:(?:谁|哪[些个几]|几个)(?:支部|总支|单位)?(?:要|该|会)*)?"
    r"(?:到期(?:要|该|应)?(?:换届)?|届满(?:要|该|应)?(?:换届)?|(?:该|要|应)?换届)(?:选举)?(?:的|了)?"
    r"(?:有?(?:哪[些个几]|谁|多少|几个))?[吗呢啊。?! ]*"
)


def terms(request: Request, work: Work) -> Reply:
    """For organizers the units in reach, nearest first, overdue ones apart; for a branch its own."""
    words = request.rest or request.text
    if not request.rest and _RULE.search(words) and (found := request.know.finder.find(words)).hits:
        values = looked_up(found.hits, found.remark, request.know.catalogue.documents, words)
        return Reply("requirement", values, understood(request.meaning, intent="requirement"))
    named = str(request.meaning.slots.get("branch") or request.meaning.slots.get("org") or "") or _named(request.rest)
    if named:
        unit = unit_meant(work, request.speaker, named, work.units.names(request.now))
        reach = request.speaker.reach()
        whole = not unit.is_branch and reach is not None and unit.path.startswith(reach) and not _of_itself(words)
        return _of_many(request, work, unit.path, unit.short, words) if whole else _of_one(request, unit)
    reach = request.speaker.reach()
    if reach is None or (request.speaker.home() and re.search("我们|本支部|咱", words)):
        return _of_one(request, own_branch(request.speaker))
    above = work.units.get(int(reach.rstrip("/").rsplit("/", 1)[-1]))
    return _of_many(request, work, reach, above.short, words)


def _named(rest: str) -> str:
    """A unit behind the command word: 换届 计算机学院教工第一党支部."""
    words = _MONTHS.sub("", fold(rest)).strip(" 内以前后的")
    return words if re.search(r"支部$|总支$|党委$", words) and not re.match(r"哪|有|的|到期", words) else ""


def _of_itself(words: str) -> bool:
    """Whether the unit's own term is asked for, not those of the branches below."""
    return bool(re.search(r"什么时候|何时|哪年|哪天|几时", words))


def _of_one(request: Request, unit: Unit) -> Reply:
    today = request.know.today(request.now)
    rules = term_rules(request.know.catalogue, unit.kind)
    values = {
        "unit": unit.short,
        "kind": UNIT_KINDS[unit.kind],
        "ends": _end(unit, today) if unit.term_ends else None,
        "rules": rules,
        "conflict": len({one["years"] for one in rules}) > 1,
        "files": request.speaker.may_file_for(unit),
    }
    return Reply("term", values, understood(request.meaning, intent="term_expiry"))


def _of_many(request: Request, work: Work, path: str, scope: str, words: str) -> Reply:
    today = request.know.today(request.now)
    first, last, when = span(words, request, today)
    units = [unit for unit in work.units.within(path) if unit.kind in WITH_TERM]
    ends = sorted((unit for unit in units if unit.term_ends), key=lambda unit: unit.term_ends or date.max)
    near = [unit for unit in ends if unit.term_ends and max(first, today) <= unit.term_ends <= last]
    over = [unit for unit in ends if unit.term_ends and unit.term_ends < today]
    kinds = dict.fromkeys(unit.kind for unit in (*over, *near))
    values = {
        "scope": scope,
        "when": when,
        "near": [_end(unit, today) for unit in near[:_SHOWN]],
        "near_count": len(near),
        "over": [_end(unit, today) for unit in over[:_SHOWN]],
        "over_count": len(over),
        "unknown": len(units) - len(ends),
        "private": not request.message.in_group,
        "rules": _rules(request, list(kinds)),
    }
    return Reply("terms", values, understood(request.meaning, intent="term_expiry"))


def _rules(request: Request, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """One line for each kind of unit that is shown: the years, and where documents differ both with their source."""
    shown: list[dict[str, Any]] = []
    for kind in kinds:
        rules = term_rules(request.know.catalogue, kind)
        years = {one["years"] for one in rules}
        told = rules if len(years) > 1 else rules[:1]
        if told and told not in [one["rules"] for one in shown]:
            shown.append({"kind": UNIT_KINDS[kind], "rules": told, "conflict": len(years) > 1})
    return shown


def _end(unit: Unit, today: date) -> dict[str, Any]:
    assert unit.term_ends is not None
    days = (unit.term_ends - today).days
    return {"unit": unit.short, "day": say_day(unit.term_ends, today), "over": days < 0, "left": _distance(days)}


def _distance(days: int) -> str:
    if days < 0:
        return f"已超期{_long(-days)}"
    return "就在今天" if days == 0 else f"还有{_long(days)}"


def _long(days: int) -> str:
    return f"{days}天" if days < 60 else f"{round(days / 30.4)}个月"


def span(words: str, request: Request, today: date) -> tuple[date, date, str]:
    """The days that the words name, and how they are called: 6个月, 下个月, 今年; half a year where nothing is said."""
    if found := _MONTHS.search(fold(words)):
        months = (
            6 if found["half"] else (number(found["n"] or found["years"]) or MONTHS) * (12 if found["years"] else 1)
        )
        months = max(1, min(months, 120))
        return today, add_months(today, months), f"{months}个月内"
    if period := find_period(words, request.local):
        return period.first, period.last, period.words
    return today, add_months(today, MONTHS), f"{MONTHS}个月内"


COMMANDS = (
    Command("换届", "换届　换届 6个月　下个月到期换届的支部", "看届满日期和快到期的支部", terms,
            aliases=("届满", "任期"), intents=("term_expiry",), says=_SAYS),
)  # fmt: skip
