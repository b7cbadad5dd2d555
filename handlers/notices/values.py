"""What a notice asks, as plain frozen values. They know no storage, no platform and no wording of replies."""

import datetime
from dataclasses import dataclass
from typing import Any

LEVELS = ("branch", "secondary", "organizer", "org_dept", "member")
"""Whose task it is: a branch, a second-level organisation, an organizer, the school's department, each member."""

KINDS = (
    *("study", "meeting", "activity", "report", "registration", "training", "development", "dues", "transfer"),
    *("election", "appraisal", "publicity", "data", "rectification", "conversation", "plan", "other"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that a notice asks of somebody. What the text does not say for certain is None, or ``needs_review``."""

    title: str
    responsible: str | None
    """The party in the notice's own words; None where only the addressee could be meant."""
    responsible_level: str
    deadline: datetime.date | None
    """The last day that is in time; for what recurs the first such day."""
    time: str | None
    """``HH:MM`` on that day."""
    start: datetime.date | None
    recurrence: str | None
    """The rhythm in the notice's own words: 每月25日前."""
    relative: str | None
    """The reckoning in the notice's own words, where the day hangs on another one: 会后5个工作日内."""
    deliverable: str | None
    recipient: str | None
    kind: str
    line: int
    """1-based line of the text in which the date (without one: the task) stands."""
    quote: str
    """A stretch of the text as it is, line breaks included."""
    needs_review: bool
    why: str
    """What a person must look at; empty where nothing is in doubt."""
    hard: bool = False
    """Lateness has a consequence (逾期不予受理)."""

    def to_json(self) -> dict[str, Any]:
        """The contract's form (design.md 5)."""
        return {
            "title": self.title,
            "responsible": self.responsible,
            "responsible_level": self.responsible_level,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "time": self.time,
            "start": self.start.isoformat() if self.start else None,
            "recurrence": self.recurrence,
            "relative": self.relative,
            "deliverable": self.deliverable,
            "recipient": self.recipient,
            "kind": self.kind,
            "line": self.line,
            "quote": self.quote,
            "needs_review": self.needs_review,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class IgnoredDate:
    """A date that was seen and is no deadline, and why."""

    text: str
    line: int
    why: str

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "line": self.line, "why": self.why}


@dataclass(frozen=True, slots=True)
class Change:
    """An earlier deadline that this notice moves (``new``) or takes back (``new`` is None)."""

    old: datetime.date | None
    new: datetime.date | None
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Notice:
    title: str | None
    issuer: str | None
    number: str | None
    date: datetime.date | None
    """The day written in the notice itself; None where it bears none."""
    addressees: str | None
    tasks: tuple[Task, ...]
    ignored_dates: tuple[IgnoredDate, ...]
    changes: tuple[Change, ...] = ()
    cut: bool = False
    """The text was too long: only its beginning was read."""

    def to_json(self) -> dict[str, Any]:
        """The contract's form (design.md 5): tasks and ignored dates, nothing else."""
        return {
            "tasks": [task.to_json() for task in self.tasks],
            "ignored_dates": [one.to_json() for one in self.ignored_dates],
        }


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a school may have told: without it such days stay open, and a person is asked."""

    closing: str | None = None
    """When the office closes (``17:30``): the hour of 下班前."""
    term_begins: datetime.date | None = None
    """Monday of the first teaching week: 开学, 第7周."""
    term_ends: datetime.date | None = None
    """The last day before the vacation: 放假前, 学期末."""
    theme_day: str | None = None
    """The rule of the theme day (``last-wed``), where the notice itself names none."""
