"""The rule of a monthly theme Party day, as the roster keeps it: its grammar, and the day it means in a month.

It stands in config because a roster's value needs it; people's words for it are read in ``handlers.due``.

``day-25`` the 25th (or the month's last day) · ``last-wed`` the last Wednesday · ``2-fri`` the second Friday ·
``workday-3`` the third State Council working day · ``workday-last`` the last one.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from config.holidays import Workdays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_RULE = re.compile(
    r"day-(?P<day>[1-9]|[12]\d|3[01])"
    rf"|(?P<nth>last|[1-5])-(?P<weekday>{'|'.join(WEEKDAYS)})"
    r"|workday-(?P<workday>last|[1-9]|1\d|2[0-3])"
)


def is_rule(rule: str) -> bool:
    return _RULE.fullmatch(rule) is not None


def theme_day(rule: str, year: int, month: int, workdays: Workdays | None = None) -> date:
    """The rule's day in a month; where the month has no such day (31st, fifth Friday), the last one that it has.

    Raises ValueError for an unknown rule, and YearUnknown where working days of an unknown year are asked for.
    """
    found = _RULE.fullmatch(rule)
    if not found:
        raise ValueError(f"unknown theme day rule: {rule!r}")
    if found["day"]:
        return date(year, month, min(int(found["day"]), monthrange(year, month)[1]))
    days = [date(year, month, 1) + timedelta(n) for n in range(monthrange(year, month)[1])]
    if found["weekday"]:
        wanted = WEEKDAYS.index(found["weekday"])
        return _pick([day for day in days if day.weekday() == wanted], found["nth"])
    calendar = workdays or Workdays()
    return _pick([day for day in days if calendar.is_workday(day)], found["workday"])


def _pick(days: list[date], nth: str) -> date:
    return days[-1] if nth == "last" else days[min(int(nth), len(days)) - 1]
