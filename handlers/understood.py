"""What ``talk --json`` tells of a message: the contract's ``understood`` object (design.md 5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from handlers.reading import Change, RecordReading, Target, Understanding

FIELDS = ("kinds", "branch", "date", "start", "end", "place", "host", "recorder", "expected", "present")


def understood(
    meaning: Understanding,
    *,
    records: Sequence[Mapping[str, Any]] | None = None,
    target: int | None = None,
    changes: Mapping[str, Any] | None = None,
    flags: Sequence[str] = (),
    hold: bool = False,
    confirm: bool = False,
    intent: str | None = None,
    slots: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The object, from the reader's meaning and what the command made of it."""
    return {
        "intent": intent or meaning.intent,
        "slots": {key: _plain(value) for key, value in {**meaning.slots, **(slots or {})}.items()},
        "records": list(records) if records is not None else [_reading(one) for one in meaning.records],
        "target": _target(meaning.target, target),
        "changes": dict(changes) if changes is not None else _changes(meaning.changes),
        "flags": list(dict.fromkeys([*meaning.flags, *flags, *(f for one in meaning.records for f in one.flags)])),
        "hold": hold,
        "confirm": confirm,
    }


def told(content: Mapping[str, Any], missing: Sequence[str], findings: Sequence[str]) -> dict[str, Any]:
    """One entry of ``records``."""
    return {
        **{name: content.get(name) for name in FIELDS},
        "kinds": list(content.get("kinds") or ()),
        "absentees": list(content.get("absentees") or ()),
        "topic": content.get("topic"),
        "missing": list(missing),
        "findings": list(findings),
    }


def _reading(reading: RecordReading) -> dict[str, Any]:
    return told(content_of(reading), reading.missing, ())


def content_of(reading: RecordReading) -> dict[str, Any]:
    """The record's content as it is stored: only what was said, plain values."""
    content: dict[str, Any] = {
        "kinds": list(reading.kinds),
        "branch": reading.branch,
        "date": reading.date.isoformat() if reading.date else None,
        "start": reading.start,
        "end": reading.end,
        "place": reading.place,
        "host": reading.host,
        "recorder": reading.recorder,
        "expected": reading.expected,
        "present": reading.present,
        "absentees": [{"name": one.name, "reason": one.reason} for one in reading.absentees],
        "absent_none": reading.absent_none,
        "observers": reading.observers,
        "topic": reading.topic,
        # What was talked about in a talk is not kept (contract rule 6).
        "text": "" if "谈心谈话" in reading.kinds else reading.text,
        "votes": asdict(reading.votes) if reading.votes else None,
    }
    return content


def _target(target: Target | None, number: int | None) -> Any:
    if number is not None:
        return number
    if target is None:
        return None
    return {key: _plain(value) for key, value in asdict(target).items() if value not in (None, False)} or None


def _changes(changes: Sequence[Change]) -> dict[str, Any]:
    return {change.field: {"to" if change.op == "to" else change.op: _plain(change.value)} for change in changes}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(inner) for key, inner in asdict(value).items()}
    return value
