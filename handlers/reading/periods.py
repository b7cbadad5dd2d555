"""Periods as people name them: 4月, 上个月, 二季度, 上半年, 今年, 本周. Pure; a period is never longer than a year."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

from config.patterns import regex
from handlers.reading.values import PeriodWords
from handlers.written.numbers import number
from handlers.written.text import fold

_YEAR = r"(?:(?P<year>20\d\d|前年|去年|今年|本年|明年)(?:年度?)?(?:的|第)? *)?"
_WEEK = regex(r"(?P<word>上上一?个?|上一?个?|本|这一?个?|当|下一?个?)(?:周|星期|礼拜)(?!的?[一二三四五六日天末])")
_QUARTER = regex(rf"{_YEAR}(?:(?P<word>上|本|这|当|下)一?个?季度?|第?(?P<quarter>[一二三四1-4])季度?)")
_HALF = regex(rf"{_YEAR}(?P<half>[上下])半年")
_MONTH_WORD = regex(r"(?P<word>上上个?|上一?个?|本|这一?个?|当|下一?个?)月(?!的? *[\d一二三四五六七八九十])")
_MONTH = regex(
    rf"{_YEAR}(?<![\d一二三四五六七八九十个])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?! *(?:\d|"
    rf"[一二三四五六七八九十]+[日号]))"
)
_WHOLE = regex(r"(?P<year>20\d\d|前年|去年|今年|本年|全年|明年)(?:年度?|度|(?! *[\d一二三四五六七八九十第]))")
_JOIN = regex(r" *(?:和|及|以及|跟|与|、|还有|加上?|到|至|-+|~) *(?=\S)")
_YEAR_LONG, _HALF_YEAR = timedelta(days=366), timedelta(days=184)
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "全年": 0, "明年": 1}


def find_period(text: str, now: datetime) -> PeriodWords | None:
    """The first period named, from the narrowest kind to the widest, with those of its kind that are joined to it
    (这个月和下个月); None when none is."""
    folded, today = fold(text), now.date()
    for pattern, read in (
        (_WEEK, _week),
        (_QUARTER, _quarter),
        (_HALF, _half),
        (_MONTH_WORD, _month_word),
        (_MONTH, _month),
        (_WHOLE, _whole),
    ):
        match = pattern.search(folded)
        if match:
            first, last, key = read(match, today)
            begin, end = match.span()
            while (join := _JOIN.match(folded, end)) and (match := pattern.match(folded, join.end())):
                _, until, until_key = _next(match, read, today, last)
                if not timedelta() < until - first < _YEAR_LONG:
                    break
                last, key, end = until, f"{key.partition('/')[0]}/{until_key}", match.end()
            return PeriodWords(first, last, text[begin:end], key)
    return None


def _next(
    match: re.Match[str], read: Callable[[re.Match[str], date], tuple[date, date, str]], today: date, last: date
) -> tuple[date, date, str]:
    """A period that is joined to one that ends on ``last``: 12月 behind 4月到 is the one that comes then."""
    said = match.groupdict()
    if said.get("word") or not (said.get("year") or "0").isdigit():
        return read(match, today)
    near = read(match, last)
    return near if near[1] > last else read(match, last + _HALF_YEAR)


def _steps(word: str) -> int:
    return -2 if word.startswith("上上") else {"上": -1, "下": 1}.get(word[:1], 0)


def _year(written: str | None, today: date) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdigit() else today.year + _YEARS[written]


def _week(match: re.Match[str], today: date) -> tuple[date, date, str]:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_steps(match["word"]))
    iso = monday.isocalendar()
    return monday, monday + timedelta(days=6), f"{iso.year}-W{iso.week:02d}"


def _months(first_year: int, month: int, count: int) -> tuple[date, date]:
    last = first_year * 12 + month + count - 2
    last_year, last_month = last // 12, last % 12 + 1
    return date(first_year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def _nearest(wanted: int, now: int, cycle: int, year: int) -> int:
    """The year whose part ``wanted`` is nearest to part ``now`` of this year; the past one where both are as near."""
    return min((year, year - 1, year + 1), key=lambda when: (abs((when - year) * cycle + wanted - now), when))


def _quarter(match: re.Match[str], today: date) -> tuple[date, date, str]:
    current = (today.month - 1) // 3
    if match["word"]:
        at = today.year * 4 + current + _steps(match["word"])
        year, quarter = at // 4, at % 4 + 1
    else:
        quarter = number(match["quarter"]) or 1
        year = _year(match["year"], today) or _nearest(quarter, current + 1, 4, today.year)
    return *_months(year, quarter * 3 - 2, 3), f"{year}-Q{quarter}"


def _half(match: re.Match[str], today: date) -> tuple[date, date, str]:
    year, half = _year(match["year"], today) or today.year, 1 if match["half"] == "上" else 2
    return *_months(year, half * 6 - 5, 6), f"{year}-H{half}"


def _month_word(match: re.Match[str], today: date) -> tuple[date, date, str]:
    at = today.year * 12 + today.month - 1 + _steps(match["word"])
    year, month = at // 12, at % 12 + 1
    return *_months(year, month, 1), f"{year}-{month:02d}"


def _month(match: re.Match[str], today: date) -> tuple[date, date, str]:
    month = number(match["month"]) or 1
    year = _year(match["year"], today) or _nearest(month, today.month, 12, today.year)
    return *_months(year, month, 1), f"{year}-{month:02d}"


def _whole(match: re.Match[str], today: date) -> tuple[date, date, str]:
    year = _year(match["year"], today) or today.year
    return date(year, 1, 1), date(year, 12, 31), str(year)
