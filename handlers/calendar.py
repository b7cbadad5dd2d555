"""Deadlines and theme days as events: of one branch, or of all below a unit with counts only.

Plain values; how a calendar file is written is bot/ical.py's matter. Nothing of a person is in them, and what is read
grows with the span, not with the years.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from config.catalogue import Requirement
from handlers.answers import source_of
from handlers.applies import applies, binding, on_vacation, window
from handlers.due import following, period_from, period_of, say_period
from handlers.due.periods import MONTHS
from handlers.duties import matter_name
from handlers.knowledge import Knowledge
from handlers.reading import clean
from handlers.theme_days import ThemeDays
from storage.duties import Count, Duty
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work

BACK, AHEAD = timedelta(days=31), timedelta(days=183)
_TITLE, _ABOUT = 120, 500
_BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_SEE = "在支部助手里发“还差什么”看详情。"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. ``at`` is local; without it the entry is of the whole day. ``uid`` is the same whenever it moves."""

    uid: str
    day: date
    title: str
    about: str
    at: time | None = None

    @property
    def place_in_time(self) -> str:
        return f"{self.day.isoformat()} {self.at or ''}".strip()


@dataclass(frozen=True, slots=True)
class Version:
    """How often an event has moved, and when it last became another."""

    sequence: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    name: str
    first: date
    last: date
    events: tuple[Event, ...]
    versions: Mapping[str, Version] = field(default_factory=dict)
    """Of events that have been shown before; empty where each is shown once."""


def calendar_of(work: Work, know: Knowledge, units: Sequence[Unit], first: date, last: date, now: datetime) -> Calendar:
    """Everything of these days: of a branch all its own, of any other unit one entry a matter for all below it."""
    found: dict[str, Event] = {}
    for unit in units:
        reader = _OfBranch(work, know, unit, first, last) if unit.is_branch else _OfScope(work, know, unit, first, last)
        found |= {event.uid: event for event in reader.events(know.today(now))}
    name = f"支部助手·{'、'.join(unit.short for unit in units)}"
    ordered = sorted(found.values(), key=lambda event: (event.day, event.at or time.min, event.uid))
    return Calendar(_plain(name, _TITLE), first, last, tuple(ordered))


def span(today: date) -> tuple[date, date]:
    """What a feed shows: the month before, and half a year ahead."""
    return today - BACK, today + AHEAD


class _Reader:
    """What both kinds of calendar are made of. One for each calendar: rules and days are worked out once."""

    def __init__(self, work: Work, know: Knowledge, unit: Unit, first: date, last: date) -> None:
        self.work, self.know, self.unit, self.first, self.last = work, know, unit, first, last
        begins = work.marks.get("begins_on")
        self.begins = date.fromisoformat(begins) if begins else None
        self.rules = {rule.id: rule for rule in know.catalogue.duties() if rule.cadence in MONTHS}
        self.task = cache(work.tasks.get)
        self.theme_days = ThemeDays(work, know)

    def coming(self, today: date) -> Iterator[tuple[Requirement, str, date]]:
        """(rule, period, last day) of what recurs and falls due in these days from now on."""
        for rule in self.rules.values():
            period = period_of(rule.cadence or "", today)
            while period.first <= self.last:
                _, due = window(rule, period)
                if self.first <= due <= self.last and due >= today:
                    yield rule, period.code, due
                period = following(period)

    def matter(self, requirement: str, period: str) -> tuple[str, str] | None:
        """What is due, in a few words, and where that stands; None for what nobody knows any more."""
        if requirement.startswith("task:"):
            task = self.task(int(requirement[5:]))
            return (task.title, _source(self.work, task)) if task and task.state == "published" else None
        rule = self.rules.get(requirement)
        return (f"{matter_name(rule)}（{_said(period)}）", source_of(rule)) if rule else None

    def theme_day(self, unit: Unit, month: date) -> date | None:
        """The unit's day for the month, where it falls in these days; None in a vacation that pauses it."""
        if on_vacation(period_of("monthly", month), self.know):
            return None
        day = self.theme_days.of(unit, month)
        return day if day and self.first <= day <= self.last else None

    def months(self) -> Iterator[date]:
        period = period_of("monthly", self.first)
        while period.first <= self.last:
            yield period.first
            period = following(period)

    def theme_source(self) -> str:
        rule = next((one for one in self.rules.values() if one.matter == "theme_day"), None)
        return _basis(source_of(rule)) if rule else ""


class _OfBranch(_Reader):
    def events(self, today: date) -> Iterator[Event]:
        kept = self.work.duties.on_days(self.unit.id, self.first, self.last)
        for duty in kept:
            if duty.state in ("open", "done", "late") and (event := self._duty(duty)):
                yield event
        known = {(duty.requirement, duty.period) for duty in kept}
        for rule, period, due in self.coming(today):
            bound = applies(rule, self.unit, period_from(period), self.know, self.begins).binds
            if bound and (rule.id, period) not in known:
                yield self._event(rule.id, period, due, None, *_titled(rule, period))
        yield from self._theme_days()

    def _duty(self, duty: Duty) -> Event | None:
        found = self.matter(duty.requirement, duty.period)
        if found is None:
            return None
        name, source = found
        return self._event(
            duty.requirement, duty.period, duty.due_on, duty.due_time, name, source, done=duty.state != "open"
        )

    def _event(
        self, requirement: str, period: str, due: date, at: str | None, name: str, source: str, done: bool = False
    ) -> Event:
        title = f"已完成：{name}" if done else f"{name}截止"
        about = _basis(source) + ("" if done else _SEE)
        return Event(_uid(requirement, period, self.unit), due, _plain(title, _TITLE), about, _time(at))

    def _theme_days(self) -> Iterator[Event]:
        about = f"开完写一句发给支部助手就记好了。{self.theme_source()}"
        for month in self.months():
            if day := self.theme_day(self.unit, month):
                yield Event(_uid("themeday", f"{month:%Y-%m}", self.unit), day, f"主题党日（{self.unit.short}）", about)


class _OfScope(_Reader):
    def events(self, today: date) -> Iterator[Event]:
        counts = self.work.duties.counted(self.unit.path, self.first, self.last)
        known: set[tuple[str, str]] = set()
        for count in counts:
            found = self.matter(count.requirement, count.period)
            if found:
                yield self._counted(count, *found, again=(count.requirement, count.period) in known)
            known.add((count.requirement, count.period))
        branches = self.work.units.branches_within(self.unit.path)
        bound = {rule.id: [one for one in branches if binding(rule, one).binds] for rule in self.rules.values()}
        for rule, period, due in self.coming(today):
            mine = bound[rule.id]
            if not mine or (rule.id, period) in known:
                continue
            if applies(rule, mine[0], period_from(period), self.know, self.begins).binds:
                name, source = _titled(rule, period)
                title = _plain(f"{name}截止：{len(mine)}个支部", _TITLE)
                yield Event(_uid(rule.id, period, self.unit), due, title, _basis(source))
        yield from self._theme_days(branches)

    def _counted(self, count: Count, name: str, source: str, again: bool) -> Event:
        """``again``: some branches have another day for the same matter, which is an entry of its own."""
        left = f"还差{count.open}个" if count.open else "都完成了"
        title = _plain(f"{name}截止：{count.all}个支部，{left}", _TITLE)
        period = f"{count.period}.{count.due_on}" if again else count.period
        uid = _uid(count.requirement, period, self.unit)
        return Event(uid, count.due_on, title, _basis(source), _time(count.due_time))

    def _theme_days(self, branches: Sequence[Unit]) -> Iterator[Event]:
        for day, count in self.theme_days.counted(branches, self.first, self.last).items():
            uid = _uid("themeday", day.isoformat(), self.unit)
            yield Event(uid, day, f"主题党日：{count}个支部", self.theme_source())


def versions_of(
    calendar: Calendar, shown: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Version], dict[str, Any]]:
    """Each event's version, from what was shown last; and what is to be kept as shown now.

    Who moved a deadline, and how, need not be known: what is shown another day than before has moved.
    """
    versions, kept = {}, {}
    for event in calendar.events:
        when, digest = event.place_in_time, sha256(f"{event.title}\n{event.about}".encode()).hexdigest()[:12]
        before = shown.get(event.uid)
        if before is None:
            sequence, modified = 0, now
        else:
            sequence = int(before[2]) + (before[0] != when)
            modified = datetime.fromisoformat(before[3]) if before[:2] == [when, digest] else now
        versions[event.uid] = Version(sequence, modified)
        kept[event.uid] = [when, digest, sequence, modified.isoformat()]
    return versions, kept


def _titled(rule: Requirement, period: str) -> tuple[str, str]:
    return f"{matter_name(rule)}（{_said(period)}）", source_of(rule)


def _said(period: str) -> str:
    found = period_from(period)
    return say_period(found, found.first)


def _source(work: Work, task: Task) -> str:
    """The document behind a task: its title alone, for a quoted line may name people; so may who gave it in chat."""
    document = task.source.split("：")[0]
    named = work.people.get(task.person_id).name in document
    return f"{work.units.get(task.unit_id).short}布置" if named else document


def _basis(source: str) -> str:
    return f"依据：{_plain(source, _ABOUT)}。" if source else ""


def _plain(words: str, most: int) -> str:
    """One line of text that shows as what it is."""
    line = " ".join(clean(words).translate(_BIDI).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _time(words: str | None) -> time | None:
    """The hour, where it is one (24:00 is none on a clock): the day alone is true as well."""
    try:
        return time.fromisoformat(words) if words else None
    except ValueError:
        return None


def _uid(requirement: str, period: str, unit: Unit) -> str:
    return f"{requirement.replace(':', '-')}.{period}.{unit.id}@zhibu"
