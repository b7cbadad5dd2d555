"""What comes again and again: 每月25日前, 每季度末, 每年6月、12月; its first day is on or after the notice."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.due import add_months, next_theme_day, read_theme_day
from handlers.notices.reckon import last_of
from handlers.notices.tokens import WEEKDAYS
from handlers.notices.when import Claims, Frame, When
from handlers.written.numbers import number

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_UP = r"(?P<until>之?前|以前|内)?"
_TIMES = rf"(?:[^,。;每]{{0,12}}?(?:不少于|至少|不得少于)?[^,。;每前]{{0,8}}?{_N}[次天回])?"

_Reader = Callable[[re.Match[str], Frame], When]


def repeats(folded: str, frame: Frame, claims: Claims) -> Iterator[When]:
    """Every rhythm of a sentence, with the exceptions that follow it."""
    if not _ANY.search(folded):
        return
    for pattern, read in _GRAMMAR:
        for match in pattern.finditer(folded):
            if not claims.free(*match.span()):
                continue
            claims.take(*match.span())
            if _RATE.match(folded, match.end()):
                yield When(match.start(), match.end(), ignored="金额或比例，不是截止时间")
                continue
            about = _ABOUT.match(folded, match.end())
            if about:
                claims.take(match.end(), about.end())
                yield _said_of(match, about)
                continue
            begun = _from_month(folded, match.start(), frame)
            yield _with_exceptions(folded, _before_deed(match, read(match, begun)), claims)


def _from_month(folded: str, at: int, frame: Frame) -> Frame:
    """自9月份起，每月最后一个工作日; 从12月2日起，每周二: the first is September's, and on or after that day."""
    told = list(_FROM.finditer(folded, max(0, at - 60), at))
    said = told[-1] if told else None
    month = number(said["m"]) if said else None
    if said is None or not month or not 1 <= month <= 12:
        return frame
    base = frame.base
    year = int(said["y"]) if said["y"] else base.year + (said["next"] is not None or month < base.month)
    day = min(int(said["d"] or 1), last_of(year, month).day)
    return replace(frame, base=max(base, date(year, month, max(day, 1))))


_FROM = regex(
    r"(?:自|从|于)? *(?:(?P<y>20\d\d) *年|(?P<next>明年|次年))? *(?P<m>1[0-2]|\d|"
    r"[一二三四五六七八九十]{1,2}) *月份?(?: *(?P<d>\d{1,2}) *[日号])?(?:\([^()]{1,6}\))?(?:起|开始|以后)"
)
_ANY = regex(r"每|季度的?[末首]月|次月|双周|隔周|逐月|按月|[上下](?:半年)?[、和及][上下]?半年")
_RATE = regex(r" *(?:不超过|不低于|约|按)? *\d+(?:\.\d+)? *(?:元|%|万元|角)")
_ABOUT = regex(r"[^,。;“”]{0,16}(?:的要求|”|都一样|都要|均?按此|均如此|照此|以此类推|同此)|度(?!的?最)")
_ALSO = regex(r"都|按此|如此|照此|以此类推|同此")
_EXCEPT = regex(r"[^。;]{0,40}?[,(] *其中[,:]?(?P<what>[^。;,]{0,30}?(?:当月|于|在|可|提前)[^。;,)]{0,24})")
_DATES = regex(r"\d{1,2} *月|\d{1,2} *日")


def _before_deed(match: re.Match[str], when: When) -> When:
    """每半年公示党费1次: the deed inside is the task's; the time ends before it."""
    short = _CADENCE.match(match[0])
    if not short or not match[0].endswith(("次", "回")):
        return when
    return replace(when, last=match.start() + short.end())


_CADENCE = regex(r"每(?:1|一)?个?(?:季度?|半年|学期|两周|双周|年|周|月)")


def _said_of(match: re.Match[str], about: re.Match[str]) -> When:
    """每月都一样 gives the date before it a rhythm; 按照“每年一次”的要求 only tells of one."""
    if _ALSO.search(about[0]):
        return When(match.start(), about.end(), recurrence=match[0], form="again")
    return When(match.start(), match.end(), ignored="引用的要求，不是截止时间")


def _with_exceptions(folded: str, when: When, claims: Claims) -> When:
    match = _EXCEPT.match(folded, when.last)
    if not match or not _DATES.search(match["what"]):
        return when
    claims.take(match.start("what"), match.end("what"))
    return replace(when, recurrence=f"{when.recurrence}（{match['what'].strip()}）")


def _made(
    match: re.Match[str], deadline: date | None, *, start: date | None = None, doubt: str = "", words: str = ""
) -> When:
    until = bool(match.groupdict().get("until"))
    said = re.sub(r"\s+", "", words or match[0]).rstrip(",:")
    return When(
        match.start(),
        match.end(),
        deadline,
        start,
        recurrence=said,
        doubts=(doubt,) if doubt else (),
        form="repeat",
        until=until,
    )


def _month_day(match: re.Match[str], frame: Frame) -> When:
    day = number(match["d"].replace(" ", ""))
    return _made(match, _next_day(day, frame.base))


def _next_day(day: int | None, base: date) -> date | None:
    if day is None or not 1 <= day <= 31:
        return None
    for step in range(3):
        month = add_months(base.replace(day=1), step)
        when = min(
            last_of(month.year, month.month),
            date(month.year, month.month, min(day, 28)) + timedelta(day - min(day, 28)),
        )
        if when >= base:
            return when
    return None


def _next_month_day(match: re.Match[str], frame: Frame) -> When:
    day = number(match["d"].replace(" ", ""))
    following = add_months(frame.base.replace(day=1), 1)
    return _made(match, _next_day(day, following), words=match[0] if "每" in match[0] else f"每月（{match[0]}）")


def _month_rule(match: re.Match[str], frame: Frame) -> When:
    """每月最后一个星期三, 每月第二个星期五, 每月最后一个工作日, 每月第一周星期五."""
    rule = read_theme_day(match[0].removesuffix(match["until"] or ""))
    if rule is None:
        return _made(match, None, doubt="不知道是哪一天")
    return _made(match, next_theme_day(rule, frame.base, frame.workdays))


def _month_end(match: re.Match[str], frame: Frame) -> When:
    return _made(match, last_of(frame.base.year, frame.base.month))


def _own_day(match: re.Match[str], frame: Frame) -> When:
    return _made(match, None, doubt="每月固定的日子由各支部自己定")


def _by_the_end(match: re.Match[str], end: date) -> When:
    """Where only the rhythm is said, as in 每季度一次, its period's last day is the reader's own: people look. Not so
    half a year, of which the reference (domain.md section 5, row 79) says the day."""
    return _made(match, end, doubt="原文没有写是哪一天，先按这一期的最后一天")


def _monthly(match: re.Match[str], frame: Frame) -> When:
    return _by_the_end(match, last_of(frame.base.year, frame.base.month))


def _quarter_end(base: date) -> date:
    return last_of(base.year, (base.month - 1) // 3 * 3 + 3)


def _quarter_ends(match: re.Match[str], frame: Frame) -> When:
    return _made(match, _quarter_end(frame.base))


def _quarterly(match: re.Match[str], frame: Frame) -> When:
    return _by_the_end(match, _quarter_end(frame.base))


def _quarter_day(match: re.Match[str], frame: Frame) -> When:
    """每季度首月10日前, 每季度末月25日前."""
    day, offset = number(match["d"]), 0 if match["which"] in ("首", "第一个") else 2
    first = date(frame.base.year, (frame.base.month - 1) // 3 * 3 + 1, 1)
    for step in (0, 3):
        month = add_months(first, step + offset)
        when = month + timedelta((day or 1) - 1)
        if when >= frame.base:
            return _made(match, when)
    return _made(match, None)


def _half_yearly(match: re.Match[str], frame: Frame) -> When:
    return _made(match, last_of(frame.base.year, 6 if frame.base.month <= 6 else 12))


def _yearly(match: re.Match[str], frame: Frame) -> When:
    return _by_the_end(match, date(frame.base.year, 12, 31))


def _months_of_year(match: re.Match[str], frame: Frame) -> When:
    """每年6月、12月; 每年9月; 每年3月底前."""
    months = sorted({m for words in _MONTHS.findall(match["months"]) if (m := number(words)) and 1 <= m <= 12})
    if not months:
        return _made(match, None)
    base = frame.base
    later = [month for month in months if month >= base.month]
    at = date(base.year, later[0], 1) if later else date(base.year + 1, months[0], 1)
    day = number(match["d"]) if match["d"] else None
    if day and 1 <= day <= 28 + 3 * (at.month != 2):
        return _made(match, _next_year_day(months, day, base))
    part = next((end for name, end in _TENDAYS if name in match[0]), None)
    if part:
        return _made(match, at.replace(day=part))
    end = last_of(at.year, at.month)
    return _made(match, end, start=at if len(months) == 1 and not match["until"] else None)


_TENDAYS = (("上旬", 10), ("中旬", 20))


def _next_year_day(months: list[int], day: int, base: date) -> date | None:
    days = [
        last_of(year, m) if day > last_of(year, m).day else date(year, m, day)
        for year in (base.year, base.year + 1)
        for m in months
    ]
    return min((one for one in days if one >= base), default=None)


_MONTHS = regex(r"\d{1,2}|[一二三四五六七八九十]{1,2}")


def _weekly(match: re.Match[str], frame: Frame) -> When:
    if not match["w"]:
        end = frame.base + timedelta(6 - frame.base.weekday())
        return _by_the_end(match, end)
    at = WEEKDAYS.index(match["w"].replace("天", "日"))
    return _made(match, frame.base + timedelta((at - frame.base.weekday()) % 7))


def _fortnightly(match: re.Match[str], frame: Frame) -> When:
    return _made(match, None, doubt="隔周进行，要知道第一次是哪天")


def _termly(match: re.Match[str], frame: Frame) -> When:
    ends = frame.calendar.term_ends
    if ends and "初" not in match[0]:
        return _made(match, ends)
    return _made(match, None, doubt="要看校历")


_WRITTEN: tuple[tuple[str, _Reader], ...] = (
    (
        rf"每逢?个?月的?(?:的)?(?P<nth>最后一?个?|第{_N}个?|首个?)(?:周的?)?(?:工作日|(?:星期|周|"
        rf"礼拜)[一二三四五六日天]){_UP}",
        _month_rule,
    ),
    (r"每逢?个?月(?:相对)?固定(?:在)?[1一]天", _own_day),
    (rf"每逢?个?月的? *(?P<d>{_N}) *[日号]{_UP}", _month_day),
    (rf"(?:每逢?个?月的?|每月)?次月的? *(?P<d>{_N}) *[日号]{_UP}", _next_month_day),
    (rf"每逢?个?月的?(?:月)?[底末]{_UP}", _month_end),
    (
        r"(?:每逢?个?季度?|(?<![一二三四1-4本下上第个])季度)的?(?P<which>首|第一个|末|最后一?个?)月(?:份)?的?"
        rf" *(?P<d>{_N}) *[日号]{_UP}",
        _quarter_day,
    ),
    (rf"每逢?个?季度?[末底]{_UP}", _quarter_ends),
    (
        rf"每(?:1|一)?年的?(?P<months>(?:{_N}月份?[、和及,与或 ]{{0,2}}){{1,4}})(?:的? *(?P<d>{_N})"
        rf" *[日号]|[底末初]|[上中下]旬)?{_UP}",
        _months_of_year,
    ),
    (rf"每逢?个?季度?{_TIMES}{_UP}(?![^,。;]{{0,3}}平均)", _quarterly),
    (rf"每(?:1|一)?个?半年{_TIMES}{_UP}", _half_yearly),
    (rf"每逢?个?学期(?:初|末|期末|开学)?{_TIMES}{_UP}", _termly),
    (
        rf"(?:每两周|每2周|每双周|双周|隔周|每隔一周)的?(?:(?:的?(?:星期|周))?[一二三四五六日天](?:上午|下午)?)?{_TIMES}",
        _fortnightly,
    ),
    (rf"每逢?个?(?:周|星期)(?P<w>[一二三四五六日天])?{_UP}(?![岁转])", _weekly),
    (rf"每逢?个?月(?!度){_TIMES}{_UP}", _monthly),
    (rf"每年(?! *(?:第?[一二三四1-4]季度|[“\"]?[五七]一)){_TIMES}{_UP}", _yearly),
    (
        rf"上(?:半年)?[、和及]下半年(?:各|都|均)?(?:至少|不少于)?(?:{_N}[次回篇节堂])?{_UP}(?!的?(?:党费|材料|报告|总结|记录|台账|情况))",
        _half_yearly,
    ),
    (
        r"(?<!讲清)(?<!讲明)(?<!说明)(?<!强调)(?:逐月|按月)(?!比对|核对|检查|核查|对照|梳理|比较)(?=[^,。;]{0,4}(?:报|交|上传|更新|公示|缴|收))",
        _monthly,
    ),
)
_GRAMMAR = tuple((regex(pattern), read) for pattern, read in _WRITTEN)
