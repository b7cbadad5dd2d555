"""Study hours as totals of a branch: what its records state, beside the figures that documents ask for.

A total of activities, never of a person: who sat through them is nobody's business here. Hours are counted where the
branch wrote them; a meeting's length is shown as length and not turned into hours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.catalogue import Catalogue, Requirement
from config.patterns import regex
from handlers.reading import fold
from handlers.written.numbers import NUMBER, number
from storage.records import COUNTING
from storage.units import Unit
from storage.work import Work

STUDY = ("集中学习", "党课", "主题党日")
FIGURES = (("member_hours", "党员"), ("secretary_hours", "书记"), ("committee_hours", "支委"))
MATTERS = ("study_hours", "activist_training")
_MOST_RECORDS = 1000
_HOURS = regex(rf"(?P<much>\d{{1,3}}(?:\.\d)?|{NUMBER})个?(?P<half>半)?(?:学时|课时)")
_TOTAL = regex(r"(?:共|合计|总计|计)[^\d,，。;；]{0,4}$")
_NOT_HELD = regex(
    r"(?:累计|全年|每年|不少于|不低于|至少|应|要|要求|目标|达到|还差|剩余?|已有|之前|计划)[^,，。;；]{0,6}$"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """``stated`` hours from ``stated_in`` records; ``minutes`` of ``timed`` others; ``unknown`` have neither."""

    stated: float = 0.0
    stated_in: int = 0
    minutes: int = 0
    timed: int = 0
    unknown: int = 0


def counted(work: Work, unit: Unit, first: date, last: date) -> Hours:
    """What the branch's counting records of these days add up to; one record counts once, however many its kinds."""
    found = [
        record.content
        for record in work.records.of_unit(unit.id, limit=_MOST_RECORDS, first=first, last=last)
        if record.state in COUNTING and set(record.content.get("kinds") or ()) & set(STUDY)
    ]
    return added_up(found)


def added_up(contents: Iterable[Mapping[str, Any]]) -> Hours:
    """The totals of these records' contents."""
    stated, minutes, unknown = [], [], 0
    for content in contents:
        hours = hours_in(_words(content))
        length = _length(content)
        if hours is not None:
            stated.append(hours)
        elif length:
            minutes.append(length)
        else:
            unknown += 1
    return Hours(sum(stated), len(stated), sum(minutes), len(minutes), unknown)


def hours_in(text: str) -> float | None:
    """The hours that the words state of this one activity: their sum, or the total where one is told.

    What is told of a year, a limit or an aim (累计12学时, 不少于32学时) is not of this activity.
    """
    folded = fold(text)
    parts = []
    for found in _HOURS.finditer(folded):
        before = folded[: found.start()]
        if _NOT_HELD.search(before):
            continue
        much = _number(found["much"]) + (0.5 if found["half"] else 0.0)
        if _TOTAL.search(before):
            return much
        parts.append(much)
    return sum(parts) if parts else None


def _number(words: str) -> float:
    return float(words) if words[0].isdecimal() else float(number(words) or 0)


def _words(content: Mapping[str, Any]) -> str:
    text, topic = str(content.get("text") or ""), str(content.get("topic") or "")
    return text if topic in text else f"{topic}。{text}"


def _length(content: Mapping[str, Any]) -> int:
    """Minutes from start to end; 0 where one of them is unknown."""
    start, end = content.get("start"), content.get("end")
    if not start or not end:
        return 0
    return max(0, _minutes(str(end)) - _minutes(str(start)))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def asked_for(catalogue: Catalogue, unit: Unit) -> list[Requirement]:
    """The entries that set a figure for such a unit: its members', and the activists'. Local before central."""
    found = [
        one
        for one in catalogue.requirements
        if one.matter in MATTERS and (not one.applies.unit_kinds or unit.kind in one.applies.unit_kinds)
    ]
    return sorted(found, key=lambda one: (MATTERS.index(one.matter), one.source.level == "central", one.order))


def figures(entries: Sequence[Requirement]) -> str:
    """``党员32学时、书记56学时、支委56学时、积极分子24学时``: each figure once, from the first entry that has it."""
    said: dict[str, Any] = {}
    for one in entries:
        for name, who in FIGURES if one.matter == MATTERS[0] else (("hours_min", "入党积极分子"),):
            if name in one.numbers:
                said.setdefault(who, one.numbers[name])
    return "、".join(f"{who}{much}学时" for who, much in said.items())


def plain(much: float) -> str:
    """``6`` or ``6.5``."""
    return f"{much:.1f}".removesuffix(".0")
