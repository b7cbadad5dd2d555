"""Findings on a record when it arrives: R01–R09 of domain.md 3.3, each with one friendly sentence.

They report; they never declare a record good or bad. ``block`` holds the record until the sender has answered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from rapidfuzz import fuzz

from config.holidays import YearUnknown
from handlers.due import say_day
from handlers.duties import has_committee
from handlers.knowledge import Knowledge
from storage.records import Record
from storage.units import Unit

Severity = Literal["block", "warn", "hint"]
NEEDED = ("kind", "date", "start", "place", "host", "recorder", "expected", "present", "absentees", "topic")
"""What a whole record has, in the order in which it is asked for (design.md 5.1, rule 6)."""
FOR_TALKS = ("kind", "date", "start", "place", "host", "topic")
FORMAL = ("start", "place", "host", "recorder")
ALIKE = 92
"""From here two texts, numbers apart, are called alike (R08)."""


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
) -> list[Finding]:
    """Everything that is to be said about the record, in the order of the codes."""
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
    votes = content.get("votes")
    if not votes:
        return None
    eligible, present = votes.get("eligible"), votes.get("eligible_present")
    cast = [votes.get(name) for name in ("favour", "against", "abstain")]
    if eligible is not None and eligible == content.get("expected") and unit.probationary_members:
        return Finding("R03", "block", "有预备党员，应到有表决权人数不应等于应到人数，请核对")
    if eligible is not None and present is not None and present * 2 < eligible:
        return Finding("R03", "block", f"有表决权的应到{eligible}人、实到{present}人，不到半数，不能表决")
    if present is not None and sum(one or 0 for one in cast) > present:
        return Finding("R03", "block", "票数加起来超过了实到有表决权的人数，请核对")
    return None


def _r04(content: Mapping[str, Any], local: datetime) -> Finding | None:
    if not content.get("date"):
        return None
    day = date.fromisoformat(content["date"])
    if day > local.date():
        return Finding("R04", "block", f"{say_day(day, local.date())}还没有到，活动开过以后再记")
    if day == local.date() and (content.get("start") or "") > f"{local:%H:%M}":
        return Finding("R04", "block", f"今天{content['start']}还没有到，活动开过以后再记")
    return None


def _r05(content: Mapping[str, Any], unit: Unit) -> Finding | None:
    kinds = content.get("kinds") or ()
    if "支委会" in kinds and unit.is_branch and not has_committee(unit):
        return Finding("R05", "warn", "本支部不设支委会，请看看类型是否选对")
    if "党小组会" in kinds and unit.has_groups is False:
        return Finding("R05", "warn", "本支部没有划分党小组，请看看类型是否选对")
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
        if other.content.get("date") != content.get("date") and (
            fuzz.ratio(text, _bare(other.content.get("text") or ""), score_cutoff=ALIKE) >= ALIKE
        ):
            return Finding("R08", "warn", f"文字与#{other.id}几乎一样，请看看是否复制了上一次的")
    return None


def _bare(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


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
