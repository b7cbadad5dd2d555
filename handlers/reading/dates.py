"""Days as people write them in chat (contract rule 1). A day that is not certain is None with a flag, never a guess.

Pure: text and the moment in, days out. A hand-made grammar because general libraries answer wrong days instead of none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from config.patterns import regex
from handlers.reading.named_days import NAMED
from handlers.reading.named_days import Reader as NamedReader
from handlers.reading.values import Day
from handlers.written.numbers import NUMBER, number, year
from handlers.written.text import fold

MISMATCH, AMBIGUOUS, INVALID = "weekday_mismatch", "ambiguous_date", "invalid_date"


@dataclass(frozen=True, slots=True)
class _Found:
    how: str
    """calendar, bare (a day of the month), relative (昨天), week (上周三), weekday (周三), vague, just (刚才)."""
    when: date | None
    first: int
    last: int
    flags: tuple[str, ...] = ()
    weekday: int | None = None


_MOST = 50
"""Nobody means more days than this in one message; the rest is not looked at."""

Reader = Callable[[re.Match[str], date, bool], _Found | None]


def find_days(text: str, now: datetime, *, past: bool = True) -> list[Day]:
    """Every day written in the text, in order.

    ``past`` is for reports: a month and day without a year is the nearest, a bare weekday the last one. Otherwise
    (plans, tasks) both are the first on or after today.
    """
    folded = fold(text)
    found: list[_Found] = []
    taken: list[tuple[int, int]] = []
    here = set(folded)
    for one_of, pattern, read in _GRAMMAR:
        if one_of.isdisjoint(here):
            continue
        for match in pattern.finditer(folded):
            if any(match.start() < last and first < match.end() for first, last in taken):
                continue
            day = read(match, now.date(), past)
            if day is not None:
                found.append(day)
                taken.append((day.first, day.last))
            if len(taken) > _MOST:
                break
    found = _without_needless_just(found, now.date())
    found.sort(key=lambda day: day.first)
    return [_finished(day, text, now.date(), past) for day in _joined(folded, found)]


def is_loose(words: str) -> bool:
    """Words that never mean one day: 前几天, 最近, 上周, 月底. A certain day beside them is the one that counts."""
    return _LOOSE_WORDS.fullmatch(fold(words).strip()) is not None


def _without_needless_just(found: list[_Found], today: date) -> list[_Found]:
    """昨天刚开完: 刚 says the day only where no other word says it; a day ahead (研究4月20日的方案) is no such word."""
    if any(day.how != "just" and (day.when is None or day.when <= today) for day in found):
        return [day for day in found if day.how != "just"]
    return found


# ---- one day beside another: 4月8日（周四）, 上周五4月3日, 4月3日或4日

_BESIDE = regex(r"[ ,]{0,2}[(]?[ ]*(?:即|也就是)?[ ]*")
_CHOICE = regex(r"[ ]*(?:或者?|还是|、|至|到|-|和|与)[ ]*")


def _joined(folded: str, found: list[_Found]) -> Iterator[_Found]:
    waiting: _Found | None = None
    for day in found:
        if waiting is None:
            waiting = day
            continue
        between = folded[waiting.last : day.first]
        if _BESIDE.fullmatch(between):
            waiting = _same_day(waiting, day)
        elif _CHOICE.fullmatch(between) and "vague" not in (waiting.how, day.how):
            waiting = replace(waiting, when=None, last=day.last, flags=(AMBIGUOUS,), how="calendar")
        else:
            yield waiting
            waiting = day
    if waiting is not None:
        yield waiting


def _same_day(one: _Found, other: _Found) -> _Found:
    """Two words for one day. A weekday that disagrees is flagged, and the date stays as said."""
    if other.how == "vague" or one.how == "vague":
        return replace(other if one.how == "vague" else one, first=one.first, last=other.last)
    sure = one if one.how in ("calendar", "bare") or other.how in ("week", "weekday") else other
    second = other if sure is one else one
    whole = replace(sure, first=one.first, last=other.last)
    if sure.when is None:
        return whole
    agrees = sure.when.weekday() == second.weekday if second.how == "weekday" else second.when in (None, sure.when)
    if agrees:
        return whole
    if second.how in ("weekday", "week"):
        return replace(whole, flags=(MISMATCH,))
    return replace(whole, when=None, flags=(AMBIGUOUS,))


def _finished(day: _Found, text: str, today: date, past: bool) -> Day:
    when, flags = day.when, day.flags
    if day.how == "weekday" and day.weekday is not None and when is None and not flags:
        away = (today.weekday() - day.weekday) % 7 if past else (day.weekday - today.weekday()) % 7
        if past and away == 0:
            flags = (AMBIGUOUS,)  # today or a week ago: only the sender knows
        else:
            when = today - timedelta(days=away) if past else today + timedelta(days=away)
    return Day(when, (day.first, day.last), text[day.first : day.last], flags)


# ---- the grammar, first match wins


def _calendar(match: re.Match[str], first_year: int, month: int | None, day: int | None) -> _Found | None:
    if month is None or day is None:
        return None
    try:
        return _Found("calendar", date(first_year, month, day), match.start(), match.end())
    except ValueError:
        return _Found("calendar", None, match.start(), match.end(), (INVALID,))


def _full(match: re.Match[str], today: date, past: bool) -> _Found | None:
    written = year(match["year"].replace(" ", ""))
    if written is None or not 1921 <= written <= 2100:
        return None
    return _calendar(match, written, number(match["month"]), number(match["day"].replace(" ", "")))


def _year_word(match: re.Match[str], today: date, past: bool) -> _Found | None:
    years = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
    return _calendar(match, today.year + years[match["year"]], number(match["month"]), number(match["day"]))


def nearest(month: int, day: int, today: date, past: bool) -> date | None:
    """The nearest such day to today (reports), or the first on or after it; None if this year has no such day."""
    try:
        date(today.year, month, day)
    except ValueError:
        return None
    days = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(candidate, month, day))
        except ValueError:
            continue
    if past:
        return min(days, key=lambda when: abs((when - today).days))
    return next(when for when in days if when >= today)


def _month_day(match: re.Match[str], today: date, past: bool) -> _Found | None:
    month, day = number(match["month"]), number(match["day"].replace(" ", ""))
    if month is None or day is None:
        return None
    when = nearest(month, day, today, past)
    return _Found("calendar", when, match.start(), match.end(), () if when else (INVALID,))


def _dotted(match: re.Match[str], today: date, past: bool) -> _Found | None:
    """26.4.7, 260407: two digits are a year only where it is about this one."""
    written, month, day = year(match["year"]), int(match["month"]), int(match["day"])
    if written is None or abs(written - today.year) > 2 or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _calendar(match, written, month, day)


def _digits(match: re.Match[str], today: date, past: bool) -> _Found | None:
    """0403 as a day; 0830 beside a morning is an hour, and the patterns leave it alone."""
    month, day = int(match["month"] or match["month2"]), int(match["day"] or match["day2"])
    when = nearest(month, day, today, past)
    return _Found("calendar", when, match.start(), match.end()) if when else None


def _named(read: NamedReader) -> Reader:
    def found(match: re.Match[str], today: date, past: bool) -> _Found | None:
        when = read(match, today, past)
        return _Found("relative", when, match.start(), match.end(), () if when else (AMBIGUOUS,))

    return found


def _short(match: re.Match[str], today: date, past: bool) -> _Found | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31) or _OF_PEOPLE.search(match.string[: match.start()][-10:]):
        return None  # 16/18 is a count, not a day
    return _month_day(match, today, past)


_OF_PEOPLE = regex(r"(?:[到参与]会|[到参]加?|出勤|出席|人数|到场|[应实]到)(?:人数|情况|率)?[ :为是(]*$")


def _month_word(match: re.Match[str], today: date, past: bool) -> _Found | None:
    word = match["word"]
    back = -1 if word.startswith("上") else 1 if word.startswith(("下", "次")) else 0
    if word.startswith("上上"):
        back = -2
    months = today.year * 12 + today.month - 1 + back
    return _calendar(match, months // 12, months % 12 + 1, number(match["day"].replace(" ", "")))


_RELATIVE = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}


def _relative(match: re.Match[str], today: date, past: bool) -> _Found | None:
    return _Found("relative", today + timedelta(days=_RELATIVE[match["word"]]), match.start(), match.end())


def _just(match: re.Match[str], today: date, past: bool) -> _Found | None:
    return _Found("just", today, match.start(), match.end()) if past else None


def _days_ago(match: re.Match[str], today: date, past: bool) -> _Found | None:
    days = number(match["count"])
    if days is None:
        return None
    if match["count"] == "两":
        return _Found("vague", None, match.start(), match.end(), (AMBIGUOUS,))  # 两天前 is as loose as 前两天
    return _Found(
        "relative", today + timedelta(days=-days if "前" in match["side"] else days), match.start(), match.end()
    )


def _week(match: re.Match[str], today: date, past: bool) -> _Found | None:
    word, day = match["word"], match["day"]
    weeks = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}[word.rstrip("一个")]
    if day == "末":
        return _Found("vague", None, match.start(), match.end(), (AMBIGUOUS,))
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    weekday = _weekday(day)
    return _Found("week", monday + timedelta(days=weekday), match.start(), match.end(), weekday=weekday)


def _weekday(char: str) -> int:
    return 6 if char in "天日7" else "一二三四五六".index(char) if char in "一二三四五六" else int(char) - 1


def _bare_weekday(match: re.Match[str], today: date, past: bool) -> _Found | None:
    if match["day"] == "末":
        return _Found("vague", None, match.start(), match.end(), (AMBIGUOUS,))
    return _Found("weekday", None, match.start(), match.end(), weekday=_weekday(match["day"]))


def _day_only(match: re.Match[str], today: date, past: bool) -> _Found | None:
    day = number(match["day"])
    if day is None or not 1 <= day <= 31:
        return None
    months = today.year * 12 + today.month - 1
    for step in (0, -1, -2) if past else (0, 1, 2):
        try:
            when = date((months + step) // 12, (months + step) % 12 + 1, day)
        except ValueError:
            continue
        if (when <= today) if past else (when >= today):
            return _Found("bare", when, match.start(), match.end())
    return None


def _vague(match: re.Match[str], today: date, past: bool) -> _Found | None:
    return _Found("vague", None, match.start(), match.end(), (AMBIGUOUS,))


_CN = "[一二两三四五六七八九十廿卅]"
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = rf"(?P<day>\d{{1,2}}|\d \d(?= *[日号])|{_CN}{{1,3}})"
_UNITS = (
    r"[-届期卷章条款次元万亿千公斤吨倍折楼室栋层级班票%]|点(?!名)|时(?!间)|人(?![数员])|名(?!称)|个(?!人)|位(?!于)|"
    r"课(?![程堂])|"
    r"米(?!兰)|度(?!假)|年(?!度)|月(?!度)|季(?!度)|周(?![一二三四五六日末天])|教室|小时|分钟|分(?![党会析享])|学时|"
    r"以[上下内]|分之|左右"
)
_NOT_A_COUNT = rf"(?![\d.:/%一二三四五六七八九十]| *(?:{_UNITS}))"

_YEAR = r"(?P<year>\d{4}|\d\d(?= *年)|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2}(?=年))"
# 周四4月1日, but not 三十一月
_FREE = r"(?<![农阴旧]历)(?<!\d)(?:(?<=[周期拜][一二三四五六日天])|(?<![一二三四五六七八九十]))"
_WEEKS = r"(?<!上)(?P<word>上上一?个?|上一?个?|本|这一?个?|下下一?个?|(?<![报说记补登告写发回填通汇]一)(?<![报说记补])下一?个?)"
_CALLED = r"(?:周|星期|礼拜)"
_SHORTLY = r"(?<![\dA-Za-z./%第-])(?<!\d:)(?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?!\d)"
_NO_NUMBER = r"(?![楼线院馆室码门机员公令文内记召] *)(?! *(?:记录|那条|这条|教|会议室|报|[A-Za-z]?\d{3}))"
_PART = r"(?:上午|中午|下午|早上?|晚上?|傍晚|午后|凌晨)"
_LOOSE = (
    rf"(?:上上一?个?|上一?个?|本|这一?个?){_CALLED}|前[几两些][天日]子?|这[几两]天|前一?[段阵](?:时间|子)?|"
    rf"[最不]久前|最近|近日|近期|那天|"
    rf"好?几天(?:以|之)?前|[两三四五六七][三四五六七八]天(?:以|之)?前|[一二两三几]?个?(?:多|半)?个?(?:月|"
    rf"{_CALLED})(?:以|之)?前(?![段往来])|上[回次](?=开|的|那)|"
    rf"(?:{NUMBER}月|上个?月|本月|这个?月|月)(?:[底初末]|[上中下]旬)"
)

# 刚才那条 is a record, 陈刚 a person: only what was held a moment ago makes 刚 a day.
_HELD = r"(?:[召开上讲搞办学谈弄做]|举[行办]|组织|结束|散会|主持|参加|进行|完成|下课)"
_JUST = (
    rf"(?:刚刚|(?<!刚)刚才)(?![那这报交撤记录填写发说问忘漏]|提交|的那|上[一传]条?|给你)"
    rf"(?=$|[^,。;]{{0,16}}(?:{_HELD}|谈|[会课]|党日|学习))|"
    rf"(?:(?<![^,。;:!\n 我们咱部家才天午晚会课日点半])|(?<=[上中下]午)|(?<=早上)|"
    rf"(?<=今早))刚(?=(?:{_HELD})[^,。;]{{0,8}}?[完了过毕束散]|[开上搞办]的(?!那))"
)

_LOOSE_WORDS = regex(rf"(?:{_LOOSE})|.*末")

_WRITTEN: tuple[tuple[str, str, Reader], ...] = (
    # One of these characters must stand in the text before the pattern is tried at all.
    *((one_of, pattern, _named(read)) for one_of, pattern, read in NAMED),
    ("年-/.", rf"(?<!\d){_YEAR} *[-年/.] *{_MONTH} *[-月/.] *{_DAY}(?:(?!\d) *[日号]?)", _full),
    ("2", r"(?<!\d)(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)", _full),
    ("年", rf"(?P<year>前年|去年|今年|本年|明年)的? *{_MONTH} *月 *{_DAY}(?!\d) *[日号]?", _year_word),
    ("月", rf"(?P<word>上上个?|上个?|本|这个?|当|下个?|次)月份?的? *{_DAY}(?: *[日号]|{_NOT_A_COUNT})", _month_word),
    ("月", rf"{_FREE}{_MONTH} *月份?的? *{_DAY} *[日号]", _month_day),
    ("月", rf"{_FREE}{_MONTH} *月份?的? *{_DAY}{_NOT_A_COUNT}", _month_day),
    (
        "./-",
        r"(?<![\dA-Za-z./%第-])(?P<year>[23]\d)(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d./-])",
        _dotted,
    ),
    (
        "23",
        r"(?<![\dA-Za-z#号-])(?P<year>[23]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])",
        _dotted,
    ),
    (
        "01",
        # 0403下午, 0403 15:00; without more only where no meeting begins at such an hour.
        rf"(?<![\dA-Za-z.:/#-])(?<!号)(?P<month>0[1-9]|1[0-2](?=\d\d[ ,]*{_PART} *(?:\d|[一二两三四五六七八九十])))"
        rf"(?P<day>0[1-9]|[12]\d|3[01])(?=[ ,]*(?:{_PART}|周[一二三四五六日]|[(]?(?:周|星期)|\d{{1,2}}[点:]|[日号]))|"
        r"(?:(?<=^)|(?<=\n)|(?<=[期间]:)|(?<=[期间]: ))(?P<month2>0[1-6])(?P<day2>0[1-9]|[12]\d|3[01])"
        r"(?=[ ,]|[\u4e00-\u9fff])(?![会教]?[议室])",
        _digits,
    ),
    (
        "./-",
        rf"{_SHORTLY}(?<![午晚早夜]\d[.]\d\d)(?<![午晚早夜]\d\d[.]\d\d)(?: *[日号])?{_NOT_A_COUNT}(?![-A-Za-z])",
        _short,
    ),
    (
        "前昨今明后",
        r"(?P<word>大前|(?<![之以此目节会日提年])前|昨|今|明|大后|(?<![然以之])后)"
        r"(?:天(?!气)|日(?!头)|儿个?|(?=早|晚|夜|晨|午|上午|下午|中午|傍晚))",
        _relative,
    ),
    ("天", rf"(?P<count>{NUMBER})天(?P<side>前|以前|之前|后|以后|之后)", _days_ago),
    ("周星礼", rf"{_WEEKS}{_CALLED}的?{_CALLED}?(?P<day>[一二三四五六日天末](?!次)|[1-7](?![次\d]))", _week),
    (
        "周星礼",
        rf"(?:(?<![一二两三四每第几双单个上下\d])|(?<=[报说记补登告写发回填通汇]一下)|(?<=[报说记补]下)){_CALLED}(?P<day>[一二三四五六日天末]|"
        rf"[1-7](?=[上下早晚中(]))(?![次年鸣])",
        _bare_weekday,
    ),
    ("周星礼天段阵近久月末回次", _LOOSE, _vague),
    ("刚", _JUST, _just),
    (
        "日号",
        rf"(?<!\d\))(?<![\d月份第#.一二两三四五六七八九十廿卅]) *(?P<day>\d{{1,2}}|{_CN}{{1,3}}) *[日号]{_NO_NUMBER}",
        _day_only,
    ),
)
_GRAMMAR = tuple((frozenset(one_of), regex(pattern), read) for one_of, pattern, read in _WRITTEN)
