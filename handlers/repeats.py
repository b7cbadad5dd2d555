"""The days of what a notice asks for again and again: 每月25日前, 每季度末. Pure."""

import calendar
from datetime import date, timedelta

from config.patterns import regex

MOST = 24
"""Occurrences that are published at once; whoever wants more says so next year."""
_STEPS = (
    (regex(r"每季度?|每个季度|按季"), 3),
    (regex(r"每半年|每学期"), 6),
    (regex(r"每年|每学年|年度"), 12),
    (regex(r"每个?月|按月|逐月"), 1),
)
_WEEKLY = regex(r"每周|每个?星期|每个?礼拜")
_END = regex(r"[底末]|最后一天|最后1天")


def days_until(words: str, first: date, last: date) -> list[date]:
    """The days from the first on, up to and with the last; only the first where the rhythm is not one of ours."""
    if _WEEKLY.search(words):
        return [first + timedelta(days=7 * n) for n in range(MOST) if first + timedelta(days=7 * n) <= last]
    months = next((months for pattern, months in _STEPS if pattern.search(words)), 0)
    if not months:
        return [first]
    at_end = bool(_END.search(words)) and first.day >= 28
    found = (_later(first, months * n, at_end) for n in range(MOST))
    return [day for day in found if day <= last]


def _later(day: date, months: int, at_end: bool) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, longest if at_end else min(day.day, longest))
