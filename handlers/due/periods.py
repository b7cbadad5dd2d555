"""The periods that duties are counted in: a month, a quarter, a half-year, a year, a school term; each with a code
that is stored.

A term here is the half of a school year with its vacation: February to July, August to January. So every day is in
one, wherever a school's own first lesson lies; what rests in the vacation is the institution's own rule.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from config.patterns import regex

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12, "termly": 6}
"""How many months one period of a cadence has."""

SPRING, AUTUMN = 2, 8
"""The months in which the terms begin."""
_CODE = regex(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])|T([12])))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    first: date
    last: date
    code: str
    """``2026-11``, ``2026-Q4``, ``2026-H2``, ``2026-T2`` (from August 2026 to January 2027) or ``2026``."""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def cadence(self) -> str:
        if "T" in self.code:
            return "termly"
        return {1: "monthly", 3: "quarterly", 6: "half_yearly", 12: "yearly"}[self.last.month - self.first.month + 1]

    def month(self, number: int) -> date | None:
        """The first day of this month of the year, where the period has it."""
        year = self.first.year + (number < self.first.month)
        day = date(year, number, 1)
        return day if day in self else None


def period_of(cadence: str, day: date) -> Period:
    """The period of that cadence which the day falls in. Raises ValueError for an unknown cadence."""
    if cadence not in MONTHS:
        raise ValueError(f"unknown cadence: {cadence!r}")
    if cadence == "termly":
        return _term(day.year - (day.month < SPRING), 2 if day.month >= AUTUMN or day.month < SPRING else 1)
    length = MONTHS[cadence]
    return _period(day.year, (day.month - 1) // length, length)


def period_from(code: str) -> Period:
    """The period of a stored code. Raises ValueError for what is none."""
    found = _CODE.fullmatch(code)
    if not found or found[1] == "0000":
        raise ValueError(f"not a period: {code!r}")
    year, month, quarter, half, term = found.groups()
    if term:
        return _term(int(year), int(term))
    for nth, length in ((month, 1), (quarter, 3), (half, 6)):
        if nth:
            return _period(int(year), int(nth) - 1, length)
    return _period(int(year), 0, 12)


def previous(period: Period) -> Period:
    return period_of(period.cadence, period.first - timedelta(1))


def following(period: Period) -> Period:
    return period_of(period.cadence, period.last + timedelta(1))


def _term(year: int, nth: int) -> Period:
    if nth == 1:
        return Period(date(year, SPRING, 1), date(year, AUTUMN, 1) - timedelta(1), f"{year:04}-T1")
    return Period(date(year, AUTUMN, 1), date(year + 1, SPRING, 1) - timedelta(1), f"{year:04}-T2")


def _period(year: int, index: int, length: int) -> Period:
    last = (index + 1) * length
    code = {1: f"{year:04}-{last:02}", 3: f"{year:04}-Q{index + 1}", 6: f"{year:04}-H{index + 1}", 12: f"{year:04}"}
    return Period(date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1]), code[length])
