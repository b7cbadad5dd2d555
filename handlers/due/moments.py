"""From a due date to the moments at which something is said: offsets, the local hour, the quiet hours."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.patterns import regex

_OFFSET = regex(r"([+-]?\d{1,4})d(?:[ @]([01]?\d|2[0-3]):([0-5]\d))?", re.ASCII)
_NINE = time(9)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from the due date (negative: before it), at a local hour."""

    days: int
    at: time


def read_offset(words: str, at: time = _NINE) -> Offset:
    """``-1d``, ``0d``, ``+3d``, ``-1d 17:00``; without an hour, ``at``. Raises ValueError for anything else."""
    found = _OFFSET.fullmatch(words.strip())
    if not found:
        raise ValueError(f"not an offset: {words!r}")
    return Offset(int(found[1]), time(int(found[2]), int(found[3])) if found[2] else at)


def moments(due: date, offsets: Sequence[int], at: time, zone: ZoneInfo) -> list[tuple[int, datetime]]:
    """Each offset (in days, negative before) with its aware UTC moment, in order of time, each offset once."""
    return [(days, _utc(due + timedelta(days), at, zone)) for days in sorted(set(offsets))]


def out_of_quiet(moment: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """The same moment, or the end of the quiet hours that it falls in. From equal to until: there are none."""
    local = _aware(moment).astimezone(zone)
    now = local.time()
    over_midnight = quiet_from > quiet_until
    quiet = (now >= quiet_from or now < quiet_until) if over_midnight else quiet_from <= now < quiet_until
    if not quiet:
        return moment
    day = local.date() + timedelta(over_midnight and now >= quiet_from)
    # The fold is kept: in the second pass of a repeated hour the end must not lie in the first one.
    return datetime.combine(day, quiet_until.replace(fold=local.fold), zone).astimezone(UTC)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return _utc(day, time.min, zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a local day, in UTC: who hands in on the day itself is in time."""
    return _utc(day, time.max, zone)


def week_of(day: date) -> tuple[date, date, str]:
    """Monday and Sunday of the day's week, and the week's ISO code (``2026-W15``)."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(weekday - 1)
    return monday, monday + timedelta(6), f"{year:04}-W{week:02}"


def add_months(day: date, n: int) -> date:
    """Calendar months later (earlier): 15 March + 3 is 15 June; a day that the month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment
