"""What a message means, as plain frozen values. They know no storage, no platform and no wording of replies."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INTENTS = (
    *("submit_record", "amend", "withdraw", "attach", "restore", "cancel_pending"),
    *("requirement", "deadline", "my_status", "record_list", "notice_task", "help", "rule_reason"),
    *("task_status", "remind", "summary", "statistics", "change_deadline", "cancel_task", "term_expiry"),
    *("publish_notice", "create_task", "change_theme_day", "none", "refuse"),
)
"""Every intent of the contract (design.md 5.1), and no other."""

NEEDED = ("kind", "date", "start", "place", "host", "recorder", "expected", "present", "absentees", "topic")
"""What a whole record has, in the order in which it is asked for (contract rule 6)."""

NOT_FOR_TALKS = frozenset({"recorder", "expected", "present", "absentees"})
"""What a heart-to-heart talk does not need (contract rule 6)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader may know besides the words: the moment, and who speaks where."""

    now: datetime.datetime
    """Aware, in the local zone."""
    sender: str = ""
    """The sender's name: 我 as host means them."""
    branch: str = ""
    """The name of the sender's branch."""
    branches: tuple[str, ...] = ()
    """Names and short names of units that may be named."""
    people: tuple[str, ...] = ()
    """Names of those who belong to the sender's branch."""
    in_group: bool = False
    quote: str = ""
    """The text of the message that this one quotes."""
    draft_open: bool = False
    """A question, a draft or a confirmation is waiting in this chat."""
    card: tuple[str, ...] = ()
    """The fields of the card shown last, in the order of their numbers: 3 改成15."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """The content of the record that a remark would be about: the draft that waits, or the one touched last."""


@dataclass(frozen=True, slots=True)
class Absentee:
    name: str
    reason: str | None = None
    """The sender's own words; None when none was given."""


@dataclass(frozen=True, slots=True)
class Votes:
    eligible: int | None = None
    eligible_present: int | None = None
    favour: int | None = None
    against: int | None = None
    abstain: int | None = None


@dataclass(frozen=True, slots=True)
class RecordReading:
    """One activity as one message tells it. Nothing in it was not said, except sums, and those are shown."""

    kinds: tuple[str, ...] = ()
    branch: str | None = None
    """As named; None when the sender named none."""
    date: datetime.date | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    host: str | None = None
    recorder: str | None = None
    expected: int | None = None
    present: int | None = None
    absentees: tuple[Absentee, ...] = ()
    absent_none: bool = False
    """Nobody was absent: said so, or as many came as should."""
    observers: int | None = None
    topic: str | None = None
    text: str = ""
    """The message's own words."""
    votes: Votes | None = None
    sums: tuple[str, ...] = ()
    """Arithmetic that was done, to be shown: 应到20缺2 → 实到18."""
    shown: tuple[str, ...] = ()
    """Assumptions, to be shown: 3点按下午15:00."""
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Which existing record or task is meant. Everything open means: nothing was named."""

    number: int | None = None
    kind: str | None = None
    date: datetime.date | None = None
    last: bool = False
    """刚才那条: the last one touched in this chat."""
    quoted: bool = False
    """The message quotes another; ``number`` is the short number found in the quote, if any."""


@dataclass(frozen=True, slots=True)
class Change:
    """``to`` replaces what stood there, ``set`` fills an empty field, ``add`` and ``remove`` are for lists.

    ``value`` has the field's own type: date, "HH:MM", int, str, a tuple of kinds; an ``Absentee`` to add, set or
    replace (a tuple of them for ``to``/``set``), and a plain name to remove.
    """

    field: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Understanding:
    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    records: tuple[RecordReading, ...] = ()
    target: Target | None = None
    changes: tuple[Change, ...] = ()
    flags: tuple[str, ...] = ()
    yes: bool = False
    """Nothing but 好, 是, 对, 确认 …"""
    no: bool = False
    """Nothing but 取消, 算了, 不用了, 不要 …"""
    private: bool = False
    """The words tell of a talk with somebody: they are not to be kept, whatever they were taken for."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day as written. ``date`` is None where the words do not say one day for certain; ``flags`` say why."""

    date: datetime.date | None
    span: tuple[int, int]
    words: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodWords:
    first: datetime.date
    last: datetime.date
    words: str
    key: str
    """2026-04, 2026-Q2, 2026-H1, 2026, 2026-W15; from one to the other where several are joined: 2026-04/2026-05."""
