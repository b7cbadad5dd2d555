"""People's words for a monthly theme day, to the rule that the roster keeps and back, and the next such day."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from config.holidays import Workdays
from config.patterns import regex
from config.themeday import WEEKDAYS, is_rule, theme_day
from handlers.due.moments import add_months
from handlers.due.words import WEEKDAYS as SAID

_DIGITS = "一二三四五六七八九"
_NUMBER = rf"\d{{1,2}}|[{_DIGITS}十]{{1,3}}"
_ORDINAL = rf"(?:(?P<last>最后|最末|倒数第[一1])[一1]?个?|(?<!倒数)第(?P<nth>{_NUMBER})个?|(?P<first>首)个)"
_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]|[1-7](?!\d))"
# "第一周周五" means the first Friday; the second week's Friday may be the second or the third: not read.
_PATTERNS = (
    regex(rf"{_ORDINAL}(?P<worked>工作日)"),
    regex(rf"(?:{_ORDINAL}|(?P<week>第[一1]周|首周|最后一?周)的?){_WEEKDAY}"),
    regex(r"(?P<whole>最后[一1]?)[天日]"),
    # "5月25日" is a day of one year; "每月25日", "25号" are a rule.
    regex(rf"(?<![\d{_DIGITS}十第个./-])(?<!\d月)(?<![{_DIGITS}十]月)(?P<day>{_NUMBER})[日号](?!楼|会议室)"),
)
_MOVED = regex(r".*(?:改|调整?|换|定|移|挪|变更)(?:到|为|成|在|至|于)", re.DOTALL)
_UNIT = regex(rf"第(?:{_NUMBER})(?:党?支部|党?小组|党总支)")
_NOT_MONTHLY = regex(r"季度|每年|半年|双月|隔月|每两|双周|单周|每周|每天|固定[一1]天|不|别")
_WINDOW_AFTER = regex(r"(?:之|以)?[前后]|左右|起|至|到|[-—–~、和或及]")
_WINDOW_BEFORE = regex(r"[-—–~至到、和或及]$")


def read_theme_day(words: str) -> str | None:
    """The rule in the words (每月最后一个星期三, 第二个周五, 每月25号); None if not exactly one is said.

    "改到…" may stand before it. A window (25日前, 25—28日), several days and other rhythms than monthly are not read.
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words[:200]))
    text = _UNIT.sub("", _MOVED.sub("", text))
    if _NOT_MONTHLY.search(text) or len(re.findall(rf"第(?:{_NUMBER})", text)) > 1:
        return None
    rules = set(_rules(text))
    return rules.pop() if len(rules) == 1 else None


def _rules(text: str) -> Iterator[str | None]:
    """The rule of each day named; None for one that is only the border of a window."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            window = _WINDOW_AFTER.match(text, found.end()) or _WINDOW_BEFORE.search(text[: found.start()])
            rule = _rule(found.groupdict())
            yield rule if not window and is_rule(rule) else None


def _rule(found: dict[str, str | None]) -> str:
    if found.get("whole"):
        return "day-31"
    if day := found.get("day"):
        return f"day-{_number(day)}"
    if week := found.get("week"):
        nth = "last" if week.startswith("最后") else "1"
    elif found["last"]:
        nth = "last"
    else:
        nth = str(1 if found["first"] else _number(found["nth"] or ""))
    if found.get("worked"):
        return f"workday-{nth}"
    said = found["weekday"] or ""
    return f"{nth}-{WEEKDAYS[int(said) - 1 if said.isdigit() else SAID.index(said.replace('天', '日'))]}"


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS.find(ones) + 1 if len(ones) == 1 else 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)


def say_theme_day(rule: str) -> str:
    """每月25日, 每月最后一个星期三, 每月第三个工作日. Raises ValueError for an unknown rule."""
    if not is_rule(rule):
        raise ValueError(f"unknown theme day rule: {rule!r}")
    kind, which = rule.split("-")
    if kind == "day":
        return "每月最后一天" if which == "31" else f"每月{which}日"
    nth, what = (which, "工作日") if kind == "workday" else (kind, f"星期{SAID[WEEKDAYS.index(which)]}")
    return f"每月最后一个{what}" if nth == "last" else f"每月第{_chinese(int(nth))}个{what}"


def _chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十") + (_DIGITS[ones - 1] if ones else "")


def next_theme_day(rule: str, day: date, workdays: Workdays | None = None) -> date:
    """The first theme day on or after a day."""
    this = theme_day(rule, day.year, day.month, workdays)
    if this >= day:
        return this
    later = add_months(day.replace(day=1), 1)
    return theme_day(rule, later.year, later.month, workdays)
