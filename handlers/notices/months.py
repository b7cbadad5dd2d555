"""The month that bare days are of: a line of its own (【四月】), or the head of their line (4月：)."""

from dataclasses import dataclass
from datetime import date

from config.patterns import regex
from handlers.notices.when import Frame
from handlers.written.numbers import number

_M = r"(?:(?P<y>20\d\d) *年)? *(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) *月份?"
_LINE = regex(
    rf" *(?:[一二三四五六七八九十]{{1,3}}、|\([一二三四五六七八九十]{{1,3}}\)|\d{{1,2}}[.、])?[^\w\s]* *{_M}"
    r"(?:的?(?:重点|主要)?(?:工作|安排|任务|事项|活动|计划))?"
    r" *(?:,|[^\w\s,。;、至到~-]*)(?:$|(?<=[^\w\s]))"
)


@dataclass(frozen=True, slots=True)
class Month:
    first: date | None
    """From when its days are counted; None where there is no such month."""
    own: bool
    """It leads its line, and is of no other: 4月：10日前交方案."""


def month_line(line: str, frame: Frame) -> Month | None:
    """The month that the (folded) line names for itself, or for what stands below it."""
    words = line.rstrip()
    named = _LINE.match(words)
    if named is None:
        return None
    first = _first(named["y"], named["m"], frame)
    return Month(max(first, frame.base) if first else None, named.end() < len(words))


def _first(year: str | None, month: str, frame: Frame) -> date | None:
    told = number(month) or 0
    if not 1 <= told <= 12:
        return None
    return date(int(year) if year else frame.base.year + (told < frame.base.month), told, 1)
