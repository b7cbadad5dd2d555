"""Findings on a record when it arrives: R01–R14 of domain.md 3.3, each with one friendly sentence.

They report; they never declare a record good or bad. ``block`` holds the record until the sender has answered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from rapidfuzz import fuzz

from config.holidays import YearUnknown
from config.patterns import regex
from handlers import hints
from handlers.due import say_day
from handlers.duties import has_committee
from handlers.knowledge import Knowledge
from handlers.reading import fold
from handlers.votes import objection
from handlers.written.numbers import number
from storage.records import Record
from storage.units import Unit

Severity = Literal["block", "warn", "hint"]
NEEDED = ("kind", "date", "start", "place", "host", "recorder", "expected", "present", "absentees", "topic")
"""What a whole record has, in the order in which it is asked for (design.md 5.1, rule 6)."""
FOR_TALKS = ("kind", "date", "start", "place", "host", "topic")
FORMAL = ("start", "place", "host", "recorder")
ALIKE = 92
"""From here two texts, numbers apart, are called alike (R08)."""
COMPARED = 150
"""Characters from which the text alone tells a copy (R08)."""
_HINTS = (("R10", hints.vague), ("R11", hints.leisure), ("R12", hints.dues))
FORMAL_MEETINGS = {"支部党员大会", "支委会", "组织生活会", "民主评议党员"}
"""What the secretary or a member of the committee chairs."""
_NOT_A_MEMBER = r"(?:预备党员|(?:入党)?积极分子|发展对象|(?:入党)?申请人|群众)"


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    severity: Severity
    words: str


def missing(content: Mapping[str, Any]) -> list[str]:
    """Which of the needed fields nobody has said yet."""
    kinds = content.get("kinds") or ()
    needed = FOR_TALKS if list(kinds) == ["谈心谈话"] else NEEDED
    return [name for name in needed if not _said(content, name)]


def _said(content: Mapping[str, Any], name: str) -> bool:
    if name == "kind":
        return bool(content.get("kinds"))
    if name == "absentees":
        return bool(content.get("absentees") or content.get("absent_none") or _absent(content) in (None, 0))
    return content.get(name) is not None


def _absent(content: Mapping[str, Any]) -> int | None:
    """How many were absent by the numbers; None where they do not say."""
    if content.get("expected") is None or content.get("present") is None:
        return None
    return int(content["expected"]) - int(content["present"])


def findings(
    content: Mapping[str, Any],
    unit: Unit,
    know: Knowledge,
    now: datetime,
    *,
    same_day: Sequence[Record] = (),
    earlier: Sequence[Record] = (),
    host: str = "",
    asked_for: str = "",
) -> list[Finding]:
    """Everything that is to be said about the record, in the order of the codes. ``host``: what the roster says of the
    host at this branch, a role; ``asked_for``: what a notice asks to be attached, and is not."""
    local = now.astimezone(know.zone)
    found: list[Finding | None] = [
        _r01(content),
        *_r02_r07(content),
        _r03(content, unit),
        _r04(content, local),
        _r05(content, unit),
        _r06(content, same_day),
        _r08(content, earlier),
        _r09(content, know, local.date()),
        *(Finding(code, "hint", words) for code, look in _HINTS if (words := look(content))),
        _r13(content, host),
        _r14(asked_for),
    ]
    return sorted((one for one in found if one), key=lambda one: one.code)


def _r01(content: Mapping[str, Any]) -> Finding | None:
    lacking = [name for name in missing(content) if name in FORMAL]
    if not lacking:
        return None
    words = {"start": "时间", "place": "地点", "host": "主持人", "recorder": "记录人"}
    return Finding("R01", "block", f"还没有{'、'.join(words[name] for name in lacking)}")


def _r02_r07(content: Mapping[str, Any]) -> list[Finding]:
    absent, named = _absent(content), content.get("absentees") or ()
    if absent is None:
        return []
    twice = [one["name"] for one in named if one["name"] in (content.get("host"), content.get("recorder"))]
    if twice:
        return [Finding("R02", "block", f"{'、'.join(twice)}又在缺席里，又是主持或记录，请核对")]
    if absent < 0:
        return [Finding("R02", "block", f"实到{content['present']}比应到{content['expected']}多，请核对人数")]
    if named and len(named) != absent:
        return [
            Finding(
                "R02",
                "block",
                f"应到{content['expected']}、实到{content['present']}，缺席应为{absent}人，写了{len(named)}人",
            )
        ]
    if absent and not named:
        return [Finding("R07", "warn", f"有{absent}人缺席，请补上姓名和原因")]
    silent = [one["name"] for one in named if not one.get("reason")]
    return [Finding("R07", "warn", f"{'、'.join(silent)}缺席没有写原因")] if silent else []


def _r03(content: Mapping[str, Any], unit: Unit) -> Finding | None:
    words = objection(content, unit)
    return Finding("R03", "block", words) if words else None


def _r04(content: Mapping[str, Any], local: datetime) -> Finding | None:
    if not content.get("date"):
        return None
    day = date.fromisoformat(content["date"])
    if day > local.date():
        return Finding("R04", "block", f"{say_day(day, local.date())}还没有到，活动开过以后再记")
    if day == local.date() and (content.get("start") or "") > f"{local:%H:%M}":
        return Finding("R04", "block", f"今天{content['start']}还没有到，活动开过以后再记")
    return _other_period(content, day)


_COUNTED_FOR = regex(
    r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?P<of>月(?:份)?|季度)的?(?:党?支部)?(?:主题党日|党员大会|支委会|党小组会|党课|三会一课|集中学习)"
)


def _other_period(content: Mapping[str, Any], day: date) -> Finding | None:
    """补3月主题党日, held in April: it would count for another month than it says."""
    for match in _COUNTED_FOR.finditer(fold(content.get("text") or "")):
        said = number(match["n"])
        months = (
            range(1, 13) if said is None else [said] if match["of"] != "季度" else range(said * 3 - 2, said * 3 + 1)
        )
        if day.month not in months:
            words = f"说的是{match['n']}{match['of']}的活动，日期却是{day.month}月{day.day}日，请核对"
            return Finding("R04", "block", words)
    return None


def _r05(content: Mapping[str, Any], unit: Unit) -> Finding | None:
    kinds = content.get("kinds") or ()
    if "支委会" in kinds and unit.is_branch and not has_committee(unit):
        return Finding("R05", "warn", "本支部不设支委会，请看看类型是否选对")
    if "党小组会" in kinds and unit.has_groups is False:
        return Finding("R05", "warn", "本支部没有划分党小组，请看看类型是否选对")
    everybody = (unit.full_members or 0) + (unit.probationary_members or 0)
    if "党小组会" in kinds and everybody and (content.get("expected") or 0) >= everybody:
        return Finding("R05", "warn", "应到的是全体党员，党小组会一般只有本组党员，请看看类型是否选对")
    return None


def _r06(content: Mapping[str, Any], same_day: Sequence[Record]) -> Finding | None:
    for other in same_day:
        if _overlap(content, other.content):
            return Finding(
                "R06", "warn", f"与#{other.id}{'、'.join(other.content['kinds'])}时间重叠，请看看是否同一次活动"
            )
    return None


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if not (one.get("start") and other.get("start")):
        return False
    first, second = sorted((one, other), key=lambda each: str(each["start"]))
    return bool(first["start"] == second["start"] or (first.get("end") and first["end"] > second["start"]))


def _r08(content: Mapping[str, Any], earlier: Sequence[Record]) -> Finding | None:
    text = _bare(content.get("text") or "")
    if len(text) < 30:
        return None
    for other in earlier:
        if other.content.get("date") == content.get("date"):
            continue
        # One sentence of facts is like the next by nature: there the topic has to be the same too.
        if len(text) < COMPARED and other.content.get("topic") != content.get("topic"):
            continue
        if fuzz.ratio(text, _bare(other.content.get("text") or ""), score_cutoff=ALIKE) >= ALIKE:
            return Finding("R08", "warn", f"文字与#{other.id}几乎一样，请看看是否复制了上一次的")
    return None


def _bare(text: str) -> str:
    return re.sub(r"[\d\s一二三四五六七八九十]+", "", text)


def _r09(content: Mapping[str, Any], know: Knowledge, today: date) -> Finding | None:
    if not content.get("date") or not is_late(content, know, today):
        return None
    limit = know.rules.late_after_working_days
    return Finding("R09", "warn", f"超过{limit}个工作日补记，会如实标为“补记”")


def is_late(content: Mapping[str, Any], know: Knowledge, today: date) -> bool:
    """Whether the record is written up later than the institution's limit. Unknown holidays are never guessed."""
    held = date.fromisoformat(content["date"])
    if held >= today:
        return False
    try:
        return know.workdays.add(held, know.rules.late_after_working_days + 1) <= today
    except YearUnknown:
        return False


def _r13(content: Mapping[str, Any], host: str) -> Finding | None:
    name = content.get("host")
    if not name or not FORMAL_MEETINGS & set(content.get("kinds") or ()):
        return None
    told = fold(content.get("text") or "")
    described = re.search(rf"({_NOT_A_MEMBER})[ ]*{re.escape(name)}", told)
    if described:
        return Finding("R13", "warn", f"{name}是{described[1]}，一般由书记或支委主持，请核对")
    return Finding("R13", "warn", f"{name}不是本支部的书记或支委，请核对主持人") if host == "member" else None


def _r14(asked_for: str) -> Finding | None:
    return Finding("R14", "warn", f"{asked_for}，提交后把照片或文件发过来就行") if asked_for else None
