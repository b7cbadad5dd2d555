"""The year that a date without one is meant for, and the ends of months."""

import re
from calendar import monthrange
from datetime import date, timedelta

from handlers.written.numbers import number, year


def first_after(month: int, day: int, base: date) -> tuple[date | None, tuple[str, ...]]:
    """The first such day on or after the notice's own; in doubt where it has only just gone by."""
    for later in range(9):
        try:
            when = date(base.year + later, month, day)
        except ValueError:
            if month == 2 and day == 29:
                continue
            return None, ("没有这一天",)
        if when >= base:
            gone = base - when.replace(year=when.year - 1) if not (month == 2 and day == 29) else None
            doubt = gone is not None and gone < timedelta(200) and later > 0
            return when, ((f"{month}月{day}日在发文日之前，请核对年份",) if doubt else ())
    return None, ("没有这一天",)


def numbered(match: re.Match[str], today: date, when: date, *, exact: bool) -> tuple[date, tuple[str, ...]]:
    """下周二17号: the number counts; where it is another day than the weekday's a person must look."""
    days = (today + timedelta(step) for step in range(92))
    months = (int(match["nm"]),) if match["nm"] else range(13)
    told = next((day for day in days if day.day == int(match["n"]) and day.month in months), when)
    right = told == when if exact else told.weekday() == when.weekday()
    return told, () if right else (f"“{match[0]}”的日期和星期对不上",)


def written_year(match: re.Match[str], base: date) -> int | None:
    """The year that a match names; None where it names none."""
    if match["y"]:
        return year(
            re.sub("[○Oo0]", "〇", match["y"].replace(" ", ""))
            if match["y"][0] in "一二"
            else match["y"].replace(" ", "")
        )
    step = {"明": 1, "次": 1, "翌": 1, "来": 1, "去": -1, "上": -1}.get((match["yw"] or "")[:1], 0)
    return base.year + step if match["yw"] else None


def month_of(words: str) -> int | None:
    return 1 if words == "元" else number(words.replace(" ", ""))


def last_of(year_: int, month: int) -> date:
    return date(year_, month, monthrange(year_, month)[1])


def safe(year_: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year_, month or 0, day or 0)
    except (ValueError, OverflowError):
        return None
