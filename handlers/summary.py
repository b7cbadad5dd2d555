"""What a week (or a month) was: counted from the records, with what comes next. No ranking, no list of the late in
a group (减负)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import duties
from handlers.due import local_midnight, period_of, say_day, say_moment
from handlers.knowledge import Knowledge
from handlers.message import Enclosed
from handlers.overdue import overdue_days
from handlers.pushed import Pushed, by_dingtalk, told
from handlers.standing import AHEAD, Scope, lines, organizations, picture, title
from storage.tallies import Tally
from storage.work import Work

NEXT = timedelta(days=14)
LISTED = 12
"""Branches with what they owe, in one month's summary."""
MADE = "duties_made"
"""The mark that the duties of a past month are there, for the scope that was looked at last."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are summed up. ``title``: 上周小结. ``long``: a month or more; what comes next is no part of it."""

    first: date
    last: date
    title: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Template values, with and without what is for the organizer alone; and the picture for either."""

    values: dict[str, Any]
    picture: Enclosed | None

    def for_a_group(self) -> dict[str, Any]:
        bare = {"who": [], "more": False}
        return self.values | {
            "next": [line | bare for line in self.values["next"]],
            "due": [line | bare for line in self.values["due"]],
            "owing": [], "owing_more": 0, "overdue": [], "private": False, "pushed": None, "dingtalk": 0,
        }  # fmt: skip


def ready(work: Work, know: Knowledge, path: str, last: date, now: datetime) -> None:
    """Make the duties of the period that ends then, where no tick has made them yet."""
    today = know.today(now)
    day = min(today, last)
    if work.marks.get("duties_day") == today.isoformat() and today - day <= timedelta(days=14):
        return
    made = f"{path} {period_of('monthly', day).code} {today.isoformat()}"
    if work.marks.get(MADE) != made and duties.before_records(work, last) is None:
        duties.ensure(work, know, work.units.branches_within(path), day, now)
        work.marks.put(MADE, made)


def summary(
    work: Work, know: Knowledge, scope: Scope, span: Span, now: datetime, *, of_all: Pushed | None = None
) -> Summary:
    """Everything, for the organizer; the duties of these days have been made. ``of_all``: what was pushed in them,
    where that has been read already."""
    today = know.today(now)
    held = work.tallies.held(scope.path, span.first, span.last)
    horizon = span.last if span.long else max(span.last, today + AHEAD)
    matters = work.tallies.matters(scope.path, (span.first, horizon), max(span.last, today))
    due = [one for one in matters if one.due_on <= span.last and (span.long or one.due_on < today)]
    following = [] if span.long else [one for one in matters if today <= one.due_on <= today + NEXT and one.open]
    # Asked for on a later day: what fell due since those days ended is in neither list.
    since = [one for one in matters if span.last < one.due_on < today and one.open]
    old = [] if span.long else [*_overdue(work, know, scope, span, today), *since]
    branches = work.units.count_branches(scope.path)
    owing, more = _owing(work, know, scope, due, today) if span.long else ([], 0)
    days = f"{_short(span.first, today)}—{_short(span.last, today)}"
    begin, end = local_midnight(span.first, know.zone), local_midnight(span.last + timedelta(days=1), know.zone)
    values = {
        "name": scope.name, "title": span.title, "span": days, "long": span.long, "over": span.last < today,
        "branches": branches, "active": held.branches, "records": held.records, "kinds": held.kinds,
        "several": sum(count for _, count in held.kinds) > held.records,
        "due": lines(work, know, scope, due, today, private=not span.long),
        "next": lines(work, know, scope, following, today, private=True),
        "overdue": lines(work, know, scope, old, today, private=True),
        "owing": owing, "owing_more": more, "private": True,
        "pushed": told(work, know, scope, of_all, begin, end),
        "dingtalk": _this_month(work, know, today, now) if scope.whole else 0,
    }  # fmt: skip
    return Summary(values, _picture(work, know, scope, span, branches, matters, now))


def _overdue(work: Work, know: Knowledge, scope: Scope, span: Span, today: date) -> list[Tally]:
    """What was due before these days and is overdue for so long that the organizer is to be told."""
    days = overdue_days(know, today)
    last = min(days[1], span.first - timedelta(days=1)) if days else today
    return [one for one in work.tallies.matters(scope.path, (days[0], last), today) if one.open] if days else []


def _short(day: date, today: date) -> str:
    return say_day(day, today).split("（")[0]


def _picture(
    work: Work, know: Knowledge, scope: Scope, span: Span, branches: int, matters: list[Tally], now: datetime
) -> Enclosed | None:
    today = know.today(now)
    at = say_moment(now, today, know.zone).split("（")[0] + now.astimezone(know.zone).strftime(" %H:%M")
    note = f"{branches}个支部，截至{at}\n数字是“完成的/要完成的”支部数"
    heading = f"{scope.name}{span.title}" if len(scope.name) < 12 else f"{scope.name[:11]}…{span.title}"
    return picture(work, know, heading, note, matters, today)


def _this_month(work: Work, know: Knowledge, today: date, now: datetime) -> int:
    first = local_midnight(period_of("monthly", today).first, know.zone)
    return by_dingtalk(work, first, now + timedelta(seconds=1))


def _owing(
    work: Work, know: Knowledge, scope: Scope, due: list[Tally], today: date
) -> tuple[list[dict[str, Any]], int]:
    """Who still owes what of these matters, in the roster's order: by branch, of the whole school by organisation."""
    names = {(one.requirement, one.period, one.due_on): title(work, know, one, today) for one in due if one.open}
    if not names:
        return [], 0
    days = min(one.due_on for one in due), max(one.due_on for one in due)
    if scope.whole and sum(one.open for one in due) > LISTED:
        found = _by_organization(work, scope, days, names)
    else:
        by_unit: dict[int, dict[str, Any]] = {}
        for unit, short, matter in work.tallies.owing_units(scope.path, days):
            if matter in names:
                by_unit.setdefault(unit, {"who": short, "what": []})["what"].append(names[matter])
        found = list(by_unit.values())
    return found[:LISTED], max(0, len(found) - LISTED)


def _by_organization(
    work: Work, scope: Scope, days: tuple[date, date], names: dict[tuple[str, str, date], str]
) -> list[dict[str, Any]]:
    below = organizations(work, scope)
    found: dict[int, dict[str, Any]] = {id: {"who": short, "what": []} for id, short in below.items()}
    for matter, counts in work.tallies.owing_by_parent(scope.path, days, {matter[0] for matter in names}).items():
        for parent, count in counts:
            if parent in found and matter in names:
                found[parent]["what"].append(f"{names[matter]}{count}个")
    return [one for one in found.values() if one["what"]]


def coming(
    work: Work, know: Knowledge, scope: Scope, first: date, last: date, today: date, *, private: bool = False
) -> list[dict[str, Any]]:
    """What falls due in these days and is still owed, the nearest first. ``private``: with names."""
    found = [one for one in work.tallies.matters(scope.path, (first, last), last) if one.open]
    return lines(work, know, scope, found, today, private=private)
