"""Two dates that are one stretch: 6月8日至11日, 5月22-24日, 10月17、18日, 下周二（17号）."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.reckon import first_after, last_of, month_of, written_year
from handlers.notices.tokens import Token, elisions
from handlers.notices.when import Claims, Frame
from handlers.written.numbers import number

_SEP = regex(r" *(?:上午|下午|晚)?(?:\d{1,2}[:点]\d{0,2})? *(?:-+|至|到) *(?:次年|当年)?")
_LIST = regex(r" *(?:、|和|及|与|,) *")
_AFTER_UNTIL = regex(r" *(?:\([^)]*\))? *(?:之?前|以前|截止|止)")


def elided(folded: str, frame: Frame, claims: Claims) -> list[Token]:
    """5月22-24日, 4-6月, 10月17、18日: one unit written for two."""
    found = []
    for match in elisions(folded):
        month, said = month_of(match["m"]), written_year(match, frame.base)
        if month is None or not claims.free(*match.span()):
            continue
        token = _elided_days(match, month, said, frame) if match["d"] else _elided_months(match, month, said, frame)
        if token:
            claims.take(token.first, token.last)
            found.append(token)
    return found


def _elided_days(match, month: int, said: int | None, frame: Frame) -> Token | None:  # type: ignore[no-untyped-def]
    one, two = number(match["d"].replace(" ", "")), number(match["d2"].replace(" ", ""))
    if one is None or two is None or two <= one:
        return None
    if match["sep"] in "、和" and two != one + 1:
        return None
    begin, doubts = (_day(said, month, one), ()) if said else first_after(month, one, frame.base)
    end = begin and _day(begin.year, month, two)
    if begin is None or end is None:
        return None
    return Token("stretch", match.start(), match.end(), begin, end, said is not None, month, doubts)


def _elided_months(match, month: int, said: int | None, frame: Frame) -> Token | None:  # type: ignore[no-untyped-def]
    until = month_of(match["m2"])
    if until is None:
        return None
    year = said if said is not None else frame.base.year + (until < frame.base.month and until >= month)
    end = last_of(year + (until < month), until)
    return Token("stretch", match.start(), match.end(), date(year, month, 1), end, said is not None, month)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def joined(folded: str, found: Sequence[Token], frame: Frame) -> list[Token]:
    """Neighbours with 至 or a dash between them are one stretch; the second borrows year and month from the first."""
    both: list[Token] = []
    told: Token | None = None
    """The last day that was written with its month."""
    for token in found:
        before = both[-1] if both else None
        if _BARE_DAY.match(folded[token.first : token.last]):
            token = _of_month_told(told, token, frame)
        elif token.kind == "day" and token.month and not token.doubts:
            told = token
        if before is not None:
            before, token = _begun(before, token, folded, frame)
            token = _borrowed(before, token, folded)
            between = folded[before.last : token.first]
            if before.kind in ("day", "list") and before.begin and token.kind == "day" and _LIST.fullmatch(between):
                token = _same_month(before, token, folded)
            if between.strip() == "(" and (same := _same_day(before, token, folded)):
                both[-1] = same
                continue
            if _next_to(before, token, between) or _in_list(before, token, folded, len(both)):
                both[-1] = replace(before, kind="list", last=token.last, end=token.begin)
                continue
            if before.begin and token.end and _SEP.fullmatch(between) and before.begin <= token.end:
                doubts = before.doubts + token.doubts
                both[-1] = Token(
                    "stretch",
                    before.first,
                    token.last,
                    before.begin,
                    token.end,
                    before.year or token.year,
                    before.month,
                    doubts,
                )
                continue
        both.append(token)
    return both


def _of_month_told(told: Token | None, token: Token, frame: Frame) -> Token:
    """11月10日讨论接收，12日前报批: a bare day behind a day with its month is of that month."""
    if told is None or not (told.begin and token.begin) or token.kind != "day" or told.begin < frame.base:
        return token
    when = _day(told.begin.year, told.begin.month, token.begin.day)
    return replace(token, begin=when, end=when, month=told.month) if when and when >= frame.base else token


def _same_day(before: Token, token: Token, folded: str) -> Token | None:
    """下周二(17号), 11月17日(下周二): one day told twice; where the two differ a person must look."""
    closed = _CLOSING.match(folded, token.last)
    if closed is None or before.kind != "day" or token.kind != "day" or not (before.begin and token.begin):
        return None
    told = before if before.month else token
    doubts = before.doubts + token.doubts
    bare = _WEEKDAY_ALONE.fullmatch(folded[before.first : before.last].strip())
    if before.begin != token.begin and not (bare and before.begin.weekday() == token.begin.weekday()):
        days = [f"{one.month}月{one.day}日" for one in (before.begin, token.begin)]
        doubts += (f"两处日期不一致：{days[0]}和{days[1]}",)
    return replace(told, first=before.first, last=closed.end(), doubts=doubts)


_CLOSING = regex(r" *\)")
_WEEKDAY_ALONE = regex(r"(?:周|星期|礼拜)[一二三四五六日天]")


def _same_month(before: Token, token: Token, folded: str) -> Token:
    """10月17日、18日: a bare day in a list is of the month before it."""
    if not (before.begin and token.begin and _BARE_DAY.match(folded[token.first : token.last])):
        return token
    when = _day(before.begin.year, before.begin.month, token.begin.day)
    return replace(token, begin=when, end=when, month=before.month) if when and when > before.begin else token


def _next_to(before: Token, token: Token, between: str) -> bool:
    """10月17日、18日: two days that follow one another are one stretch."""
    if (
        before.kind != "day"
        or token.kind != "day"
        or not before.begin
        or not token.begin
        or between.strip() not in ("、", "和", "与", "及", "-")
    ):
        return False
    return (
        token.begin.day == (before.begin + timedelta(1)).day and before.month in (token.month, None)
    ) or token.begin == before.begin + timedelta(1)


def _in_list(before: Token, token: Token, folded: str, count: int) -> bool:
    """4月18日、19日、25日 are the days of one thing; 6月8日、18日前 are two deadlines; 8日、11日两天 is one again."""
    between = folded[before.last : token.first]
    together = _TOGETHER.match(folded, token.last) and _LIST.fullmatch(between) and token.kind == "day"
    if together and before.kind in ("day", "list") and before.begin and token.begin and before.begin < token.begin:
        return True
    if before.kind != "list" or token.kind != "day" or not (before.end and token.begin and before.end < token.begin):
        return False
    return _LIST.fullmatch(between) is not None and not _AFTER_UNTIL.match(folded, token.last)


_TOGETHER = regex(
    r"(?: *(?:、|和|与|及) *\d{1,2} *[日号]){0,5} *[两三四五\d] *(?:天(?![前内后])|个(?:[上下]午|半天|全天|晚上))"
)


def _begun(before: Token, token: Token, folded: str, frame: Frame) -> tuple[Token, Token]:
    """3月1日至3月20日 in a notice of 10 March: the stretch has begun, it is not next year's."""
    if not before.doubts or before.year or not before.begin or not _SEP.fullmatch(folded[before.last : token.first]):
        return before, token
    month = before.month if _BARE_DAY.match(folded[token.first : token.last]) else token.month
    if month is None or token.end is None:
        return before, token
    ends = _day(before.begin.year - 1, month, token.end.day)
    if ends is None or ends < frame.base:
        return before, token
    return replace(_in_year(before, before.begin.year - 1), year=True), replace(
        token, begin=ends, end=ends, year=True, doubts=()
    )


def _borrowed(before: Token, token: Token, folded: str) -> Token:
    """6月8日至11日, 2026年9月至2027年1月, 12月20日-1月5日: the second is the first such day on or after the first."""
    between = folded[before.last : token.first]
    if before.begin is None or token.end is None or token.year:
        return token
    ranged, listed = _SEP.fullmatch(between), _LIST.fullmatch(between) and before.year
    if not (ranged or listed) or token.begin is None:
        return token
    if token.kind == "day" and _BARE_DAY.match(folded[token.first : token.last]):
        when = _day(before.begin.year, before.begin.month, token.begin.day)
        return replace(token, begin=when, end=when) if when and when >= before.begin else token
    if token.kind in ("day", "month", "part") and token.month:
        year = before.begin.year + (token.month < before.begin.month)
        return _in_year(token, year)
    return token


_BARE_DAY = regex(r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3}) *[日号]")


def _in_year(token: Token, year: int) -> Token:
    assert token.begin and token.end and token.month
    begin = _day(year, token.month, token.begin.day)
    end = (
        last_of(year, token.month)
        if token.end == last_of(token.end.year, token.end.month)
        else _day(year, token.month, token.end.day)
    )
    return replace(token, begin=begin, end=end, doubts=()) if begin and end else token
