"""Compares what was understood with what a case of the corpus says, field by field."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.reading import Context, RecordReading, Target, Understanding, understand
from tests.handlers.reading.corpus import Case

NOW = datetime(2026, 4, 8, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
BRANCHES = (
    *("计算机学院教工第一党支部", "教工一支部", "教工二支部", "软件工程系学生党支部", "研究生支部"),
    *("机械学院", "计算机学院"),
)

FACTS = ("kinds", "date", "start", "end", "expected", "present", "absentees", "observers", "votes")
WORDS = ("place", "host", "recorder", "topic", "branch")
MARKS = ("flags", "absent_none")


def context(**given: Any) -> Context:
    return Context(**{"now": NOW, "sender": "张敏", "branch": BRANCHES[0], "branches": BRANCHES} | given)


def read(text: str, **given: Any) -> Understanding:
    return understand(text, context(**given))


def the_record(text: str, **given: Any) -> RecordReading:
    """The only record of a message that must be a submission."""
    understood = read(text, **given)
    assert understood.intent == "submit_record", understood
    assert len(understood.records) == 1, understood
    return understood.records[0]


@dataclass
class Score:
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    harmful: list[str] = field(default_factory=list)
    """Wrong where something was said at all: a wrong fact, something filed that was none, an invention not refused."""

    def share(self, *names: str) -> float:
        return sum(self.right[name] for name in names) / max(1, sum(self.asked[name] for name in names))


def score(cases: tuple[Case, ...]) -> Score:
    result = Score()
    for case in cases:
        _score(case, understand(case.text, context(**case.context)), result)
    return result


def _score(case: Case, got: Understanding, result: Score) -> None:
    def compare(name: str, want: object, has: object) -> bool:
        result.asked[name] += 1
        result.right[name] += want == has
        if want != has:
            result.differences.append(f"{case.text!r}: {name}: {want!r}, understood {has!r}")
        return want == has

    compare("intent", case.intent, got.intent)
    if "submit_record" in (case.intent, got.intent) and case.intent != got.intent and got.intent == "submit_record":
        result.harmful.append(f"{case.text!r} was taken for a submission")
    if case.intent == "refuse" and got.intent != "refuse":
        result.harmful.append(f"{case.text!r} was not refused")
    if case.intent != "refuse":
        compare("slots", case.slots, got.slots)
    if case.target or case.intent in ("amend", "withdraw"):
        compare("target", case.target, _target(got.target))
    if case.changes or case.intent == "amend":
        changes = {(change.field, change.op, _plain(change.value)) for change in got.changes}
        compare("changes", {(name, op, _plain(value)) for name, op, value in case.changes}, changes)
    compare("yes and no", (case.yes, case.no), (got.yes, got.no))
    flags = {*case.flags, *(flag for record in case.records for flag in record.get("flags", ()))}
    compare("flags of the whole", flags, set(got.flags))
    compare("number of records", len(case.records), len(got.records))
    for wanted, record in zip(case.records, got.records, strict=False):
        has = _record(record)
        for name in (*FACTS, *WORDS, *MARKS):
            want = wanted.get(name, {"flags": (), "absent_none": False, "absentees": {}}.get(name))
            if want is None and has[name] is None:
                continue
            if not compare(name, want, has[name]) and name in FACTS and has[name]:
                result.harmful.append(f"{case.text!r}: {name} {has[name]!r} instead of {want!r}")


def _record(record: RecordReading) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(record, name) for name in (*FACTS, *WORDS, *MARKS)}
    values["date"] = record.date and record.date.isoformat()
    values["absentees"] = {absentee.name: absentee.reason for absentee in record.absentees}
    if record.votes:
        values["votes"] = {name: count for name, count in asdict(record.votes).items() if count is not None}
    return values


def _target(target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    names = ("number", "kind", "date", "last", "quoted")
    return {name: _plain(getattr(target, name)) for name in names if getattr(target, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return (value.name, value.reason) if hasattr(value, "reason") else value
