"""The periods that duties are counted in: a month, a quarter, a half-year, a year; each with a code that is stored."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from config.patterns import regex

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
"""How many months one period of a cadence has."""

_CODE = regex(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    first: date
    last: date
    code: str
    """``2026-11``, ``2026-Q4``, ``2026-H2`` or ``2026``."""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def cadence(self) -> str:
        return {1: "monthly", 3: "quarterly", 6: "half_yearly", 12: "yearly"}[self.last.month - self.first.month + 1]


def period_of(cadence: str, day: date) -> Period:
    """The period of that cadence which the day falls in. Raises ValueError for an unknown cadence."""
    if cadence not in MONTHS:
        raise ValueError(f"unknown cadence: {cadence!r}")
    length = MONTHS[cadence]
    return _period(day.year, (day.month - 1) // length, length)


def period_from(code: str) -> Period:
    """The period of a stored code. Raises ValueError for what is none."""
    found = _CODE.fullmatch(code)
    if not found or found[1] == "0000":
        raise ValueError(f"not a period: {code!r}")
    year, month, quarter, half = found.groups()
    for nth, length in ((month, 1), (quarter, 3), (half, 6)):
        if nth:
            return _period(int(year), int(nth) - 1, length)
    return _period(int(year), 0, 12)


def previous(period: Period) -> Period:
    return period_of(period.cadence, period.first - timedelta(1))


def following(period: Period) -> Period:
    return period_of(period.cadence, period.last + timedelta(1))


def _period(year: int, index: int, length: int) -> Period:
    last = (index + 1) * length
    code = {1: f"{year:04}-{last:02}", 3: f"{year:04}-Q{index + 1}", 6: f"{year:04}-H{index + 1}", 12: f"{year:04}"}
    return Period(date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1]), code[length])
