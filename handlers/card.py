"""A record as a short card: one line a field, in an order that its numbers keep, so that 3 改成15 names a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.due import say_day

_LABELS = {
    "when": "时间",
    "place": "地点",
    "host": "主持",
    "recorder": "记录",
    "expected": "应到",
    "present": "实到",
    "observers": "列席",
    "absentees": "缺席",
    "votes": "表决",
    "topic": "主题",
}
_SPOKEN = {"recorder": "记录人"}
"""What the reader takes for the field, where the card says it shorter."""
_BALLOTS = (("favour", "赞成"), ("against", "反对"), ("abstain", "弃权"))


@dataclass(frozen=True, slots=True)
class Line:
    field: str
    label: str
    words: str


def lines(content: Mapping[str, Any], today: date) -> list[Line]:
    """What the record says, a line each; what nobody said has none."""
    found = ((name, _words(name, content, today)) for name in _LABELS)
    return [Line(name, _LABELS[name], words) for name, words in found if words]


def spoken(content: Mapping[str, Any], today: date) -> list[str]:
    """The fields' names as the reader knows them, in the order of the card's numbers."""
    return [_SPOKEN.get(line.field, line.label) for line in lines(content, today)]


def _words(name: str, content: Mapping[str, Any], today: date) -> str:
    if name == "when":
        return _when(content, today)
    value = content.get(name)
    if name == "absentees":
        return "、".join(
            f"{one['name']}（{one['reason']}）" if one.get("reason") else one["name"] for one in value or ()
        )
    if name == "votes":
        return vote_words(value or {})
    return "" if value is None else str(value)


def _when(content: Mapping[str, Any], today: date) -> str:
    day, start, end = content.get("date"), content.get("start"), content.get("end")
    if not day and not start:
        return ""
    hours = f"{start or ''}{f'—{end}' if end else ''}"
    return (say_day(date.fromisoformat(day), today) if day else "日期没写，") + hours


def vote_words(votes: Mapping[str, Any]) -> str:
    """有表决权应到17、实到16，赞成16、反对0: what of it was said."""
    base = [
        f"{word}{votes[name]}" for name, word in (("eligible", "应到"), ("eligible_present", "实到")) if votes.get(name)
    ]
    cast = [f"{word}{votes[name]}" for name, word in _BALLOTS if votes.get(name) is not None]
    said = [f"有表决权{'、'.join(base)}"] if base else []
    return "，".join([*said, "、".join(cast)] if cast else said)
