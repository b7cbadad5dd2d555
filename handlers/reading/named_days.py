"""Days that are named by their place in the calendar: 清明前一天, 三月最后一天, 上个月最后一个周三, 节后第一个工作日.

Pure but for the State Council's working days; what those do not tell is no day.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

from config.holidays import Workdays, YearUnknown
from handlers.written.numbers import number

_DAY = timedelta(1)
_FIXED = {
    "元旦": (1, 1), "学雷锋": (3, 5), "雷锋": (3, 5), "三八": (3, 8), "妇女": (3, 8), "植树": (3, 12), "五一": (5, 1),
        "劳动": (5, 1),
    "五四": (5, 4), "青年": (5, 4), "六一": (6, 1), "儿童": (6, 1), "七一": (7, 1), "建党": (7, 1), "八一": (8, 1),
        "建军": (8, 1),
    "教师": (9, 10), "烈士纪念日": (9, 30), "十一": (10, 1), "国庆": (10, 1), "一二九": (12, 9), "公祭日": (12, 13),
}  # fmt: skip
# By the moon: as the almanac has them. Another year's are not known here, so they are asked for.
_MOON = {
    "春节": {2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26)},
    "端午": {2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28)},
    "中秋": {2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3)},
}
_OFF = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
"""The feasts that come with days off."""

_FEAST = (
    r"(?:(?P<of>前年|去年|今年|20\d\d年)的?)?(?P<feast>清明|元旦|春节|端午|中秋|国庆|"
    r"(?<![\d一二三四五六七八九十月])十一(?![月日号点人名个])|元宵|植树(?=节)|(?:学)?雷锋(?=日|纪念日)|"
    r"三八(?![路红线])|"
    r"妇女(?=节)|五一(?![路班])|劳动(?=节)|五四(?![路班])|青年(?=节)|六一|儿童(?=节)|七一(?![路班])|建党(?=节|日)|"
    r"八一(?=节|建军|前|当|那)|"
    r"建军(?=节)|教师(?=节)|烈士纪念日|一二九|公祭日)(?:劳动|青年|妇女|儿童|建党|建军|纪念)?(?:节|日)?"
)
_WORK = r"(?:个?工作日|[个]?上班(?:日|天|的?那天)|天(?:上班|开工|复工|上课)|天)"
_FIRST = r"(?:的?第一|首|头一?)"
_MONTH = (
    r"(?:(?P<year>前年|去年|今年|20\d\d年)的?)?(?P<month>(?<!\d)1[0-2]|(?<!\d)0?[1-9]|"
    r"(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九]))月份?|"
    r"(?P<word>上上个?|上个?|本|这个?|当|下个?)月份?"
)
_NTH = r"(?P<nth>最后一?个?|倒数第一个?|第[一二三四五1-5]个|首个|头一?个)"
_CALLED = r"(?:周|星期|礼拜)"

Reader = Callable[[re.Match[str], date, bool], date | None]
"""The day that the words mean, seen from today; True for what is told as past."""


@cache
def _workdays() -> Workdays:
    return Workdays()


def feast(name: str, year: int) -> date | None:
    """The feast's day in that year; None where it is not known here."""
    if name == "清明":
        return date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
    if name == "元宵":
        spring = feast("春节", year)
        return spring and spring + 14 * _DAY
    day = _FIXED.get(name) or _MOON.get(name, {}).get(year)
    return date(year, *day) if day else None


def _nearest(days: Iterator[date | None], today: date, past: bool) -> date | None:
    known = [day for day in days if day is not None]
    if not past:
        return min((day for day in known if day >= today), default=None)
    return min(known, key=lambda day: abs((day - today).days), default=None)


def _year(words: str, today: date) -> int:
    back = {"前年": -2, "去年": -1, "今年": 0}.get(words)
    return int(words[:4]) if back is None else today.year + back


def _feast_of(match: re.Match[str], today: date, past: bool) -> date | None:
    if match["of"]:
        return feast(match["feast"], _year(match["of"], today))
    years = (today.year - 1, today.year, today.year + (0 if past and today.month < 10 else 1))
    days = [day for year in years if (day := feast(match["feast"], year))]
    soon = [day for day in days if not past or day <= today + 60 * _DAY]
    return _nearest(iter(soon), today, past)


def _around(match: re.Match[str], today: date, past: bool) -> date | None:
    day = _feast_of(match, today, past)
    if day is None:
        return None
    return day - _DAY if match["before"] else day + _DAY if match["after"] else day


def _workday_beside(match: re.Match[str], today: date, past: bool) -> date | None:
    """清明假期后第一个工作日, 节前最后一个工作日: working days are the State Council's."""
    if re.search(r"节[以之]?后的?(?:第一|头一?|首)天$", match[0]):
        return None  # 清明节后第一天: the day after the feast, or the first that is worked?
    if match.groupdict().get("feast"):
        day = _feast_of(match, today, past)
    elif match["before"]:
        return None
    else:
        over = [day for name in _OFF for back in (0, 1) if (day := feast(name, today.year - back)) and day <= today]
        day = max((day for day in over if (today - day).days <= 25), default=None)
    try:
        return day and _workdays().add(day, -1 if match["before"] else 1)
    except YearUnknown:
        return None


def _of_the_days_off(match: re.Match[str], today: date, past: bool) -> date | None:
    day = _feast_of(match, today, past)
    if day is None:
        return None
    try:
        before = _workdays().add(day, -1)
        after = _workdays().add(day, 1)
    except YearUnknown:
        return None
    if match["last"]:
        return after - _DAY
    found = before + (number(match["count"]) or 0) * _DAY if match["count"] else before + _DAY
    return found if found < after else None


def _in_months(match: re.Match[str], today: date, past: bool, pick: Callable[[int, int], date | None]) -> date | None:
    word = match["word"]
    if word:
        back = -2 if word.startswith("上上") else {"上": -1, "下": 1}.get(word[:1], 0)
        months = today.year * 12 + today.month - 1 + back
        return pick(months // 12, months % 12 + 1)
    month = number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    if match["year"]:
        return pick(_year(match["year"], today), month)
    return _nearest((pick(year, month) for year in (today.year - 1, today.year, today.year + 1)), today, past)


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _DAY


def _edge(match: re.Match[str], today: date, past: bool) -> date | None:
    """三月最后一天, 本月第一天."""
    return _in_months(match, today, past, lambda y, m: _last_of(y, m) if match["last"] else date(y, m, 1))


def _nth_weekday(match: re.Match[str], today: date, past: bool) -> date | None:
    weekday = 6 if match["day"] in "天日7" else (number(match["day"]) or 1) - 1
    return _in_months(match, today, past, lambda y, m: _nth(y, m, match["nth"], lambda day: day.weekday() == weekday))


def _nth_workday(match: re.Match[str], today: date, past: bool) -> date | None:
    def pick(year: int, month: int) -> date | None:
        try:
            return _nth(year, month, match["nth"], _workdays().is_workday)
        except YearUnknown:
            return None

    return _in_months(match, today, past, pick)


def _nth(year: int, month: int, nth: str, fits: Callable[[date], bool]) -> date | None:
    last = _last_of(year, month)
    days = [day for n in range(1, last.day + 1) if fits(day := date(year, month, n))]
    at = -1 if nth.startswith(("最后", "倒数")) else 0 if nth[0] in "首头" else (number(nth[1]) or 1) - 1
    return days[at] if at < len(days) else None


def _never(match: re.Match[str], today: date, past: bool) -> date | None:
    return None


NAMED: tuple[tuple[str, str, Reader], ...] = (
    # One of these characters must stand in the text. A day that is not known makes the words ambiguous.
    (
        "节假清元春端中国五七八",
        rf"(?:{_FEAST}(?:小?长?假期?|放假)?|(?<![环细章情])节|(?<![请放休病事产])假期?|放假|收假|长假)(?:结束|回来|"
        rf"过)?(?P<before>(?!))?[以之]?(?:后|完|回来)"
        rf"(?:的?(?:返校|上班|开工|复工))?{_FIRST}{_WORK}",
        _workday_beside,
    ),
    (
        "节假清元春端中国五七八",
        rf"(?:{_FEAST}(?:小?长?假期?|放假)?|(?<![环细章情])节|(?<![请病事产])假期?|放假|长假)[以之]?(?P<before>前)的?"
        r"最后(?:一?个?工作日|一?个?上班日|一天)",
        _workday_beside,
    ),
    (
        "假",
        rf"{_FEAST}(?:小?长?假期?|放假)(?<=[假期])的?(?:第(?P<count>[一二三四五六七1-7])[天日]|头一?天|"
        rf"(?P<last>最后一?天|末日))",
        _of_the_days_off,
    ),
    ("假", rf"{_FEAST}(?:小?长?假期?|放假)(?P<before>前)(?:的?[一1头][天日]|夕)", _workday_beside),
    (
        "天日午早晚点",
        rf"{_FEAST}的?(?:(?P<before>的?前[一1][天日]|头天|前日)|(?P<after>后[一1][天日]|第二天|次日|隔天)|"
        r"(?:当[天日]|那[一]?天|这[一]?天|正日子?|(?=[上下中]午|早上|晚上|早|晚|\d{1,2}[点:])))",
        _around,
    ),
    (
        "月",
        rf"(?:{_MONTH})的?(?:(?P<last>最后一天|最末一天|末一天|倒数第一天)|第一天|头一天)",
        _edge,
    ),
    ("周星礼", rf"(?:{_MONTH})的?(?:里|内)?的?{_NTH}的?{_CALLED}(?P<day>[一二三四五六日天1-7])", _nth_weekday),
    ("月", rf"(?:{_MONTH})的?{_NTH}工作日", _nth_workday),
    ("周星礼", rf"第(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})个?{_CALLED}的?{_CALLED}[一二三四五六日天1-7]", _never),
    (
        "月",
        rf"(?:{_MONTH})的?(?:第[一二三四五1-5]个?|最后一?个?|首|头一?个?)(?:周|星期|"
        rf"礼拜)(?:的?{_CALLED}[一二三四五六日天1-7]|末)?",
        _never,
    ),
)
