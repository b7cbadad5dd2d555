"""How days, moments and periods are said to people: short Chinese, the year only where it differs from today's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.due.periods import SPRING, Period

WEEKDAYS = "一二三四五六日"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def say_day(day: date, today: date) -> str:
    """``11月25日（周三）``."""
    return f"{_year(day, today)}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def say_moment(moment: datetime, today: date, zone: ZoneInfo = _SHANGHAI) -> str:
    """``11月25日（周三）09:00``, in local time."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(zone)
    return f"{say_day(local.date(), today)}{local:%H:%M}"


def say_span(days: int) -> str:
    """How far a day is, to stand after it: 就在今天, 就在明天, 还有3天, 已过2天."""
    if days < 0:
        return f"已过{-days}天"
    return ("就在今天", "就在明天")[days] if days < 2 else f"还有{days}天"


def say_period(period: Period, today: date) -> str:
    """``11月``, ``第四季度``, ``下半年``, ``秋季学期``, ``2026年``; with its year where that is not today's."""
    if period.cadence == "yearly":
        return f"{period.first.year}年"
    if period.cadence == "termly":
        term = "春季学期" if period.first.month == SPRING else "秋季学期"
        return _year(period.first, today) + term
    nth = period.last.month
    words = {
        "monthly": f"{nth}月",
        "quarterly": f"第{'一二三四'[nth // 3 - 1]}季度",
        "half_yearly": f"{'上下'[nth // 12]}半年",
    }
    return _year(period.first, today) + words[period.cadence]


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f"{day.year}年"
