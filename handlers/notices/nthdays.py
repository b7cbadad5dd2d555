"""10月最后一个星期三, 本月第二个周五: one day of one month, by its place among the days of the week."""

import re
from collections.abc import Iterator

from config.patterns import regex
from handlers.due import add_months, read_theme_day, theme_day
from handlers.notices.reckon import month_of
from handlers.notices.tokens import Token
from handlers.notices.when import Claims, Frame

_NTH = regex(
    r"(?:(?<![\d个几半零每一二三四五六七八九十])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) *月份?|"
    r"(?P<word>本|当|这个?|下个?|次)月)的?(?P<nth>最后一?个?|第[一二三四五1-5]个?)(?:周的?)?"
    r"(?:工作日|(?:星期|周|礼拜)[一二三四五六日天])"
)


def nth_days(folded: str, frame: Frame, claims: Claims) -> Iterator[Token]:
    """Every such day of a sentence that nothing else has claimed."""
    for match in _NTH.finditer(folded) if "月" in folded else ():
        if claims.free(*match.span()) and (token := _read(match, frame)):
            claims.take(*match.span())
            yield token


def _read(match: re.Match[str], frame: Frame) -> Token | None:
    rule = read_theme_day("每月" + match[0][match.start("nth") - match.start() :])
    month = month_of(match["m"]) if match["m"] else None
    if rule is None or (match["m"] and month is None):
        return None
    base = frame.base
    step = 0 if month else {"下": 1, "次": 1}.get(match["word"][:1], 0)
    if month:
        year = base.year + (month < base.month)
    else:
        first = add_months(base.replace(day=1), step)
        year, month = first.year, first.month
    day = theme_day(rule, year, month, frame.workdays)
    return Token("day", match.start(), match.end(), day, day, month=month)
