"""A stretch of days that lies ahead: 下周, 11月20号到30号, 明天起三天, 到月底. Words only; the day it is said is given."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.patterns import regex
from handlers.reading.dates import find_days
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

_WEEKDAY = r"(?:这|本|下下?)?个?(?:周|星期|礼拜)[一二三四五六日天](?!的?前)"
_DAY = (
    rf"(?:(?:今年|明年|20\d\d年)?\d{{1,2}}月\d{{1,2}}[日号]?|\d{{1,2}}[./]\d{{1,2}}(?![\d.])|\d{{1,2}}[日号]|今天|明天|后天|大后天|今日|明日|{_WEEKDAY}|"
    r"(?:今年|明年)?(?:这个?|本|下个?|\d{1,2})?月(?:底|末)|[今明]?年底)"
)
_LEAD = r"(?:从|自)?[ ]*"
_FROM_TO = regex(
    rf"{_LEAD}(?P<a>{_DAY}|\d{{1,2}})[ ]*(?:开始|起)?[^,。;到至\d]{{0,6}}(?:直?到|至|-)[ ]*(?P<b>{_DAY}|\d{{1,2}}[日号])(?:为?止|前)?"
)
_FOR = regex(
    rf"(?:{_LEAD}(?P<a>{_DAY})[ ]*(?:开始|起|后)?[,， ]*(?P<gap>[\u4e00-\u9fff]{{0,6}}?))?(?:大概|约)?(?P<n>{NUMBER}|半|几)(?:(?P<unit>天|日(?!号)|个?周|个?星期|个?礼拜)|个(?P<month>月))"
    r"(?!号|[一二三四五六日])(?:左右|时间)?"
)
_PAIR = regex(rf"(?P<a>{_DAY})(?:、|和|,|跟)?[ ]*(?P<b>{_DAY})(?:两天)?")
_UNTIL = regex(rf"(?:直?到|至)[ ]*(?P<b>{_DAY})(?:为?止|前)?")
_WEEK = regex(r"(?P<which>这|本|下下?)个?(?:周|星期|礼拜)(?:的?整?[一]?周)?(?![一二三四五六日天末])")
_WEEKEND = regex(r"(?P<which>这|本|下)?个?周末")
_MONTH = regex(r"(?P<which>这个?|本|下个?)月(?![底末初中]|\d)|(?P<nth>\d{1,2})月份?(?![\d底末初中]| *\d)")
_ONE = regex(rf"{_LEAD}(?P<a>{_DAY})(?P<open>开始|起)?(?:[上下中]午|晚上|全天|一天)?")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Both days included; ``until`` None where only the beginning was said. ``at`` where it stands in the text."""

    since: date
    until: date | None
    at: tuple[int, int]


def find_ahead(text: str, now: datetime) -> Ahead | None:
    """The first stretch of days named, seen from now; None where there is none. A single day is a stretch of one."""
    folded, today = fold(text), now.date()
    for pattern, read in (
        (_FROM_TO, _from_to), (_PAIR, _pair), (_FOR, _for), (_UNTIL, _until), (_WEEK, _week), (_WEEKEND, _weekend), (_ONE, _one),
        (_MONTH, _month),
    ):  # fmt: skip
        found = pattern.search(folded)
        span = read(found, now) if found else None
        if found and span:
            return Ahead(max(span[0], today) if span[1] is None or span[1] >= today else span[0], span[1], found.span())
    return None


_BARE_WEEKDAY = regex(r"(?<![这本下个上前每])(?:周|星期|礼拜)[一二三四五六日天]")


def one_week(text: str) -> str:
    """我下周出差，周一到周五: the weekdays are the week's that is named, wherever it stands."""
    week = _WEEK.search(text)
    days = _BARE_WEEKDAY.search(text)
    if not (week and days) or len(_WEEK.findall(text)) > 1:
        return text
    text = text[: days.start()] + week["which"] + text[days.start() :]
    first = week.start() + (len(week["which"]) if days.start() < week.start() else 0)
    return text[:first] + text[first + len(week[0]) :]


def _day(words: str, now: datetime) -> date | None:
    if end := re.fullmatch(r"(?:今年|(?P<year>明年))?(这个?|本|下个?|\d{1,2})?月(?:底|末)", words):
        first = now.date().replace(day=1)
        if (which := end[2]) and which.isdigit():
            if not 1 <= int(which) <= 12:
                return None
            first = first.replace(month=int(which))
            first = first if first >= now.date().replace(day=1) else first.replace(year=first.year + 1)
        elif which and which.startswith("下"):
            first = _months_on(first, 1)
        if end["year"]:
            first = first.replace(year=now.year + 1)
        return _months_on(first, 1) - timedelta(1)
    if words.endswith("年底"):
        return date(now.year + (words[0] == "明"), 12, 31)
    if re.fullmatch(r"\d{1,2}[./]\d{1,2}", words):
        words = re.sub("[./]", "月", words) + "日"
    elif re.fullmatch(r"\d{1,2}月\d{1,2}", words):
        words += "日"
    days = [day for day in find_days(words, now, past=False) if day.date and not day.flags]
    return days[0].date if days else None


Span = tuple[date, date | None]


def _from_to(found: re.Match[str], now: datetime) -> Span | None:
    """11月20号到30号: the second day follows the first, in its month where none is named."""
    a, b = found["a"], found["b"]
    last = _day(b, now)
    if a.isdigit():
        a += "号"
    since = _day(a, now)
    if since is None or last is None:
        return None
    if bare := re.fullmatch(r"(\d{1,2})[日号]", b):
        months = (since, _months_on(since.replace(day=1), 1))
        last = next((day for one in months if (day := _in_month(one, int(bare[1]))) and day >= since), last)
    elif re.fullmatch(_WEEKDAY_BARE, b) and last < since:
        last += timedelta(7)
    if last < since:
        # 11月18号到25号, said on the 20th: the first day lies behind us, not a year ahead.
        back = since.replace(year=since.year - 1) if (since - now.date()).days > 300 else None
        return (back, last) if back else None
    if (since - now.date()).days > 300 and re.match(r"\d{1,2}月", a):
        return None
    return since, last


_WEEKDAY_BARE = r"(?:周|星期|礼拜)[一二三四五六日天]"


def _in_month(day: date, number_: int) -> date | None:
    try:
        return day.replace(day=number_)
    except ValueError:
        return None


def _for(found: re.Match[str], now: datetime) -> Span | None:
    if found["n"] == "几" or (found["gap"] and not re.fullmatch("请假|休假|出差|外出|不在|请|休", found["gap"])):
        return None
    since = _day(found["a"], now) if found["a"] else now.date()
    many, unit = (0 if found["n"] == "半" else number(found["n"]) or 0), (found["unit"] or found["month"]).lstrip("个")
    if since is None:
        return None
    if unit == "月":
        last = since + timedelta(14) if found["n"] == "半" else _months_on(since, many) - timedelta(1)
    elif found["n"] == "半":
        last = since
    else:
        last = since + timedelta(many * (1 if unit in "天日" else 7) - 1)
    return (since, last) if last >= since else None


def _pair(found: re.Match[str], now: datetime) -> Span | None:
    """周四周五: two days in a row are a stretch; of 周一和周四 only the beginning is sure."""
    since, last = _day(found["a"], now), _day(found["b"], now)
    if since and last and re.fullmatch(_WEEKDAY_BARE, found["b"]):
        last = since + timedelta((last.weekday() - since.weekday()) % 7)
    if since is None or last is None:
        return None
    return since, last if last - since == timedelta(1) else None


def _until(found: re.Match[str], now: datetime) -> Span | None:
    last = _day(found["b"], now)
    if last == now.date() and re.fullmatch(_WEEKDAY_BARE, found["b"]):
        last += timedelta(7)  # 到周五, said on a Friday
    return (now.date(), last) if last else None


def _week(found: re.Match[str], now: datetime) -> Span | None:
    monday = now.date() - timedelta(now.weekday()) + timedelta(7 * found["which"].count("下"))
    return monday, monday + timedelta(6)


def _weekend(found: re.Match[str], now: datetime) -> Span | None:
    saturday = now.date() - timedelta(now.weekday()) + timedelta(5 + 7 * (found["which"] == "下"))
    return saturday, saturday + timedelta(1)


def _month(found: re.Match[str], now: datetime) -> Span | None:
    first = now.date().replace(day=1)
    if found["nth"]:
        if not 1 <= int(found["nth"]) <= 12:
            return None
        first = first.replace(month=int(found["nth"]))
        first = first if first >= now.date().replace(day=1) else first.replace(year=first.year + 1)
    elif found["which"].startswith("下"):
        first = _months_on(first, 1)
    return first, _months_on(first, 1) - timedelta(1)


def _one(found: re.Match[str], now: datetime) -> Span | None:
    day = _day(found["a"], now)
    return (day, None if found["open"] else day) if day else None


def _months_on(day: date, n: int) -> date:
    """The same day some months on, or the last one that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
