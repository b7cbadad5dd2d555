"""Feasts and their holidays as notices name them: “七一”前, 国庆节后一周内, 清明节后第一个工作日."""

import re
from dataclasses import replace
from datetime import date, timedelta

from handlers.notices.shifts import shifted
from handlers.notices.when import Frame, When, last_workday, rest_day, workday
from handlers.written.numbers import number

_FEASTS = {
    "七一": (7, 1),
    "教师": (9, 10),
    "三八": (3, 8),
    "八一": (8, 1),
    "五四": (5, 4),
    "五一": (5, 1),
    "十一": (10, 1),
    "国庆": (10, 1),
    "元旦": (1, 1),
}


_MOVABLE = {"清明": (4, 4, 6), "端午": (5, 28, 30), "中秋": (9, 8, 35), "春节": (1, 20, 35)}


def feast(match: re.Match[str], frame: Frame) -> When:
    if match["feast"] != "节":
        return _of_feast(match, match["feast"], frame)
    name = frame.feast or _next_holiday(frame)
    when, (first, _) = _of_feast(match, name, frame), _holiday(name, frame)
    near = first is not None and (first - frame.base).days <= _NEAR
    return when if near else replace(when, doubts=(*when.doubts, f"“节”按{name}算，请核对"))


_NEAR = 31
"""节后 is said of a feast that everybody has in mind."""


def _of_feast(match: re.Match[str], name: str, frame: Frame) -> When:
    side, many = match["side"], match["n"]
    first, last = _holiday(name, frame)
    words = match[0]
    if first and last is None and side == "前" and not many:
        doubt = f"{name}放假的安排还没有公布，先按{first.month}月{first.day}日算"
        eve = last_workday(frame, first - timedelta(1))
        return When(match.start(), match.end(), eve, relative=words, doubts=(doubt,), form="point", until=True)
    if first is None or last is None:
        return When(match.start(), match.end(), relative=words, doubts=(f"不知道{name}放假的日子",), form="term")
    if side.startswith("当"):
        return When(match.start(), match.end(), first, relative=words, form="point")
    if side == "前后":
        begin, end = first - timedelta(7), first + timedelta(6)
        return When(match.start(), match.end(), end, begin, doubts=(f"“{words}”没有写明哪一天",), form="window")
    if "前" in side and not many and match["ends"]:
        return When(match.start(), match.end(), last, relative=words, form="point", until=True)
    if "前" in side and not many:
        # A feast is a day, a holiday begins when nobody works: its eve is the last working day.
        holiday = match["holiday"] or name in ("国庆", "春节", "元旦", "清明", "端午", "中秋")
        day = last_workday(frame, first - timedelta(1)) if holiday else first - timedelta(1)
        return When(match.start(), match.end(), day, relative=words, form="point", until=True)
    if "前" in side:
        due, doubt = shifted(frame, first, many, match["unit"], -1)
        return When(
            match.start(), match.end(), due, relative=words, doubts=(doubt,) if doubt else (), form="point", until=True
        )
    begin = last + timedelta(1)
    if match["nth"]:
        due, doubt = workday(frame, last, number(match["nth"]) or 1)
        return When(
            match.start(), match.end(), due, relative=words, doubts=(doubt,) if doubt else (), form="point", until=True
        )
    if many:
        due, doubt = shifted(frame, last, many, match["unit"])
        return When(
            match.start(),
            match.end(),
            due,
            begin,
            relative=words,
            doubts=(doubt,) if doubt else (),
            form="window",
            until=True,
        )
    return When(match.start(), match.end(), None, begin, relative=words, form="start")


def _next_holiday(frame: Frame) -> str:
    """节后, and no word of which: the one that comes next."""
    begins = {first: name for name in _DAYS_OFF if (first := _holiday(name, frame)[0])}
    return begins[min(begins)] if begins else "节"


_DAYS_OFF = ("国庆", "元旦", "清明", "五一", "端午", "中秋", "春节")


def _holiday(name: str, frame: Frame) -> tuple[date | None, date | None]:
    """First and last day off of the next such feast; the feast itself where it is no holiday."""
    for year in (frame.base.year, frame.base.year + 1):
        day = _feast_day(name, year, frame)
        if day is None or day < frame.base:
            continue
        if name in ("七一", "五四", "教师", "三八", "八一"):
            return day, day
        if not frame.workdays.knows(year):
            return (day, None) if name in _FEASTS else (None, None)
        last = day
        while rest_day(frame, last + timedelta(1)):
            last += timedelta(1)
        return day, last
    return None, None


def _feast_day(name: str, year: int, frame: Frame) -> date | None:
    if name in _FEASTS:
        return date(year, *_FEASTS[name])
    month, day, width = _MOVABLE.get(name, (1, 1, 0))
    if not frame.workdays.knows(year):
        return None
    if name == "清明":
        day_ = date(year, 4, 4)
        return day_ if rest_day(frame, day_) else date(year, 4, 5)
    at, found = date(year, month, day), None
    for step in range(width):
        when = at + timedelta(step)
        # A weekday off is the feast's; a weekend before it belongs to it where it is worked elsewhere.
        if when.weekday() < 5 and rest_day(frame, when) and (name != "中秋" or when < date(year, 10, 1)):
            found = when
            break
    return found
