"""The demo institution: an invented school to try the bot with, its roster, some months of history, tasks ahead.

Everything hangs from ``demo.toml``; dates are relative to the day it is loaded, so that there is always something
done, something missing and something due. It is the same for the same day.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from config.holidays import Workdays, YearUnknown
from config.roster import Roster, RosterChat, RosterPerson, RosterRole, RosterUnit
from config.themeday import WEEKDAYS, theme_day

MONTHS_BACK = 5
SETTLED_AFTER = 10
"""Days after which what was filed counts as accepted."""
VACATION = (2, 7, 8)
"""Months in which people meet online."""
TERM_DAY = 20
_LOADED = date(2026, 12, 1)


@dataclass(frozen=True, slots=True)
class DemoRecord:
    unit: str
    """The unit's key."""
    person: str
    """The key of the person who filed it."""
    kinds: tuple[str, ...]
    held_on: date
    start: str
    end: str | None
    place: str
    host: str
    recorder: str
    expected: int
    present: int
    absentees: tuple[tuple[str, str], ...]
    """Each with name and reason; always expected minus present of them."""
    topic: str
    filed_on: date
    state: Literal["accepted", "submitted", "returned"]


@dataclass(frozen=True, slots=True)
class DemoTask:
    title: str
    due: date
    recipient: str
    issuer: str
    level: str
    units: tuple[str, ...]
    """Keys of the units that owe it."""
    source: str
    """The invented notice's title."""
    quote: str
    """The sentence of it that sets the deadline."""


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files("config").joinpath("demo.toml").read_text("utf-8"))


def demo_roster(today: date = _LOADED) -> Roster:
    """The institution's units, people and groups; terms of office end some months after ``today``."""
    return Roster(
        name=_file()["name"],
        units=tuple(_unit(unit, today) for unit in _file()["unit"]),
        people=tuple(_person(key, person) for key, person in _file()["people"].items()),
        chats=tuple(
            RosterChat(chat["title"], chat["unit"], tuple(chat["purposes"]), id=key)
            for key, chat in _file()["chats"].items()
        ),
    )


def _unit(entry: Mapping[str, Any], today: date) -> RosterUnit:
    plain = {key: value for key, value in entry.items() if key not in ("term", "history", "aliases")}
    ends = _months_on(today, entry["term"]) if "term" in entry else None
    return RosterUnit(**plain, aliases=tuple(entry.get("aliases", ())), term_ends=ends)


def _person(key: str, entry: Mapping[str, Any]) -> RosterPerson:
    roles = (RosterRole(*role.split(":")) for role in entry["roles"])
    return RosterPerson(key, entry["name"], tuple(roles), wecom=key, dingtalk=key)


def _months_on(day: date, n: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, TERM_DAY)


def demo_tasks(today: date) -> tuple[DemoTask, ...]:
    """One-off deadlines in the next weeks, each on a working day."""
    return tuple(_task(entry, _DAYS.add(today, entry["workdays"])) for entry in _file()["task"])


def _task(entry: Mapping[str, Any], due: date) -> DemoTask:
    kinds = {
        "branches": ("branch", "direct_branch"),
        "second_level": ("general_branch", "college_committee", "direct_branch"),
    }[entry["to"]]
    return DemoTask(
        title=entry["title"],
        due=due,
        recipient=entry["recipient"],
        issuer=entry["issuer"],
        level="secondary" if entry["to"] == "second_level" else "branch",
        units=tuple(unit["key"] for unit in _file()["unit"] if unit["kind"] in kinds),
        source=entry["source"],
        quote=entry["quote"].format(f"{due.month}月{due.day}日"),
    )


def demo_history(today: date) -> tuple[DemoRecord, ...]:
    """What the branches have filed by ``today``, in the order in which they filed it."""
    branches = (unit for unit in _file()["unit"] if "history" in unit)
    records = [record for index, unit in enumerate(branches) for record in _Branch(unit, index, today).records()]
    return tuple(sorted(records, key=lambda record: (record.filed_on, record.held_on, record.unit)))


class _Branch:
    """One branch's months: what it held, who was away, when it was filed, and what is missing on purpose."""

    def __init__(self, unit: Mapping[str, Any], index: int, today: date) -> None:
        self._unit, self._index, self._today = unit, index, today
        self._history: Mapping[str, Any] = unit["history"]
        self._members: int = unit["full_members"] + unit["probationary_members"]
        self._host: str = _file()["people"][self._history["filer"]]["name"]
        self._audience = _AUDIENCES.get(unit["branch_type"], "staff")

    def records(self) -> Iterator[DemoRecord]:
        yield from self._yearly()
        themes: list[DemoRecord] = []
        for back in range(-MONTHS_BACK, 1):
            year, month = divmod(self._today.year * 12 + self._today.month - 1 + back, 12)
            themes += self._theme(year, month + 1, back)
            yield from self._committee(year, month + 1, back)
            yield from self._groups(year, month + 1)
        if themes and self._history.get("returned"):
            themes[-1] = replace(themes[-1], state="returned")
        yield from themes

    def _theme(self, year: int, month: int, back: int) -> Iterator[DemoRecord]:
        topics = _file()["topics"]
        kinds, topic = ["主题党日", "集中学习"], topics[self._audience][month - 1]
        quarter, nth = divmod(month - 1, 3)
        if nth == self._index % 3:
            kinds, topic = [*kinds, "支部党员大会"], f"{topic}；{topics['meeting'].format('一二三四'[quarter])}"
        if nth == (self._index + 1) % 3:
            kinds, topic = [*kinds, "党课"], f"{topic}；{topics['lecture']}"
        yield from self._held(
            f"theme:{back}",
            theme_day(self._unit["theme_day"], year, month, _DAYS),
            ("14:30", "16:00"),
            kinds,
            topic,
            away=self._away(month, (self._index * 2 + month) % 3),
            place="线上会议" if month in VACATION else "",
        )

    def _committee(self, year: int, month: int, back: int) -> Iterator[DemoRecord]:
        if expected := self._history.get("committee"):
            topics = _file()["topics"]["committee"]
            yield from self._held(
                f"committee:{back}",
                theme_day(f"{1 + self._index % 2}-{('mon', 'tue')[self._index // 2 % 2]}", year, month, _DAYS),
                ("16:10", "17:00"),
                ["支委会"],
                topics[month % len(topics)],
                expected=expected,
            )

    def _groups(self, year: int, month: int) -> Iterator[DemoRecord]:
        topics = _file()["topics"]["group"]
        for nth, group in enumerate(self._history.get("groups", ())):
            yield from self._held(
                "group",
                theme_day(f"3-{('mon', 'tue')[nth]}", year, month, _DAYS),
                (("18:30", "19:15"), ("19:30", "20:15"))[nth],
                ["党小组会"],
                f"第{'一二'[nth]}党小组：{topics[(month + nth) % len(topics)]}",
                expected=(self._members + nth) // 2,
                away=self._away(month, (month + nth) % 2, group["members"]),
                people=(group["leader"], group["recorder"]),
            )

    def _yearly(self) -> Iterator[DemoRecord]:
        for year in (self._today.year, self._today.year - 1):
            day = theme_day(f"3-{WEEKDAYS[self._index % 5]}", year, 3, _DAYS)
            if day < self._today:
                topic = _file()["topics"]["year"].format(year - 1)
                yield from self._held("year:0", day, ("09:00", "11:30"), ["组织生活会", "民主评议党员"], topic)
                return

    def _held(
        self,
        what: str,
        day: date,
        hours: tuple[str, str],
        kinds: list[str],
        topic: str,
        *,
        expected: int = 0,
        away: tuple[tuple[str, str], ...] = (),
        people: tuple[str, str] | None = None,
        place: str = "",
    ) -> Iterator[DemoRecord]:
        """The record, if there is one: held before today, filed by today, and not one of the gaps."""
        held = _worked(day)
        filed = _DAYS.add(held, self._history.get("late", {}).get(what, (self._index + held.month) % 3))
        if what in self._history.get("gaps", ()) or held >= self._today or filed > self._today:
            return
        expected = expected or self._members
        host, recorder = people or (self._host, self._history["recorder"])
        yield DemoRecord(
            unit=self._unit["key"],
            person=self._history["filer"],
            kinds=tuple(kinds),
            held_on=held,
            start=hours[0],
            end=hours[1],
            place=place or self._history["place"],
            host=host,
            recorder=recorder,
            expected=expected,
            present=expected - len(away),
            absentees=away,
            topic=topic,
            filed_on=filed,
            state="submitted" if (self._today - filed).days < SETTLED_AFTER else "accepted",
        )

    def _away(self, month: int, count: int, among: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
        names, reasons = among or self._history["members"], _file()["reasons"][self._audience]
        turns = range(month, month + min(count, len(names)))
        return tuple((names[turn % len(names)], reasons[turn % len(reasons)]) for turn in turns)


_AUDIENCES = {"student": "student", "undergraduate": "student", "graduate": "student", "retired": "retired"}


class _Plausible(Workdays):
    """Working days that an invented history may guess at: a real deadline never does."""

    def is_workday(self, day: date) -> bool:
        try:
            return super().is_workday(day)
        except YearUnknown:
            return day.weekday() < 5 and not any(first <= (day.month, day.day) <= last for first, last in _FESTIVALS)


_FESTIVALS = (((1, 1), (1, 3)), ((5, 1), (5, 5)), ((10, 1), (10, 7)))
_DAYS = _Plausible()


def _worked(day: date) -> date:
    """The day itself, or the working day nearest after it, or before it where the month ends."""
    later = _DAYS.next(day)
    return later if later.month == day.month else _DAYS.add(day, -1)
