"""10月最后一个星期三, 本月第二个周五: one day of one month, by its place among the days of the week."""

import re
from collections.abc import Iterator
from datetime import date

from config.patterns import regex
from handlers.due import add_months, read_theme_day, theme_day
from handlers.notices.reckon import first_after, month_of, written_year
from handlers.notices.tokens import Token
from handlers.notices.when import Claims, Frame

_NTH = regex(
    r"(?:(?:(?P<y>20\d\d) *年|(?P<yw>今年|本年度?|明年|次年|来年|去年)的?)? *"
    r"(?<![\d个几半零每一二三四五六七八九十])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) *月份?|"
    r"(?<!下)(?P<word>本|当|这个?|下个?|次)月)的?(?P<nth>最后一?个?|第[一二三四五1-5]个?)(?:周的?)?"
    r"(?:工作日|(?:星期|周|礼拜)[一二三四五六日天])(?!的?前一[天日])"
)
_ONE_OF_MORE = regex(r"[、至到和及~—–-] *$")
"""3月至6月第一个星期三: of each of them, or of the last?"""


def nth_days(folded: str, frame: Frame, claims: Claims) -> Iterator[Token]:
    """Every such day of a sentence that nothing else has claimed."""
    for match in _NTH.finditer(folded) if "月" in folded else ():
        if claims.free(*match.span()) and (token := _read(match, frame)):
            claims.take(*match.span())
            yield token


def _read(match: re.Match[str], frame: Frame) -> Token | None:
    place = match[0][match.start("nth") - match.start() :]
    rule, first = read_theme_day(f"每月{place}"), _month(match, frame)
    if rule is None or first is None or _ONE_OF_MORE.search(match.string[max(0, match.start() - 3) : match.start()]):
        return None
    day = theme_day(rule, first.year, first.month, frame.workdays)
    said = match["y"] or match["yw"] or match["word"]
    _, doubts = first_after(day.month, day.day, frame.base) if not said else (None, ())
    if day < frame.base:
        doubts = (f"“{match[0].strip()}”已经过去，请核对",)
    if place[1:2] in "五5" and place[:1] == "第" and _in_month(day) != 5:
        return Token("day", match.start(), match.end(), None, None, month=first.month, doubts=("没有这一天",))
    return Token("day", match.start(), match.end(), day, day, year=bool(said), month=day.month, doubts=doubts)


def _month(match: re.Match[str], frame: Frame) -> date | None:
    """The first day of the month; the coming one where no year is told."""
    base = frame.base.replace(day=1)
    if match["word"]:
        return add_months(base, {"下": 1, "次": 1}.get(match["word"][:1], 0))
    month = month_of(match["m"])
    if month is None:
        return None
    said = written_year(match, frame.base)
    return date(said if said is not None else base.year + (month < base.month), month, 1)


def _in_month(day: date) -> int:
    """Which of its weekday's days in the month it is."""
    return (day.day - 1) // 7 + 1
