"""The school's own calendar: 放假前, 开学后一周内, 第7—8周. Without it a person is asked, and nothing is reckoned."""

import re
from datetime import timedelta

from config.patterns import regex
from handlers.notices.shifts import shifted
from handlers.notices.tokens import WEEKDAYS
from handlers.notices.when import Frame, When
from handlers.written.numbers import number


def project_year(match: re.Match[str], frame: Frame) -> When:
    words = re.sub(r"\s+", "", match[0])
    return When(
        match.start(),
        match.end(),
        relative=words,
        doubts=("要看是哪一年评审，没有算日期",),
        form="term",
        until=bool(match["until"]),
    )


_WITHIN_TERM = regex(r" *(?:$|[,。;]|完成|开展|组织|召开|举|进行|要|应|须|至少|集中)")


def term(match: re.Match[str], frame: Frame) -> When | None:
    words = re.sub(r"\s+", "", match[0])
    if words in ("本学期", "这学期", "在本学期") and not _WITHIN_TERM.match(match.string, match.end()):
        return None
    begins, ends = frame.calendar.term_begins, frame.calendar.term_ends
    opening = "开学" in words or "新学期" in words
    due = start = None
    doubt = "要看校历，没有算日期"
    if opening and begins and begins >= frame.base - timedelta(60):
        many, unit = (match["n"], match["unit"]) if match["n"] else ("1", "周")
        moved, doubt = shifted(frame, begins, many, unit)
        due, start = moved - timedelta(1) if moved else None, begins
    elif not opening and ends:
        due, doubt = ends, ""
    doubts = (doubt,) if doubt else ()
    return When(
        match.start(),
        match.end(),
        due,
        start,
        relative=words,
        doubts=doubts,
        form="term",
        until="前" in words or "内" in words,
    )


def school_week(match: re.Match[str], frame: Frame) -> When:
    begins = frame.calendar.term_begins
    words = re.sub(r"\s+", "", match[0])
    one = number(match["a"])
    two = number(match["b"]) if match["b"] else one
    if not begins or not one or not two:
        return When(
            match.start(),
            match.end(),
            relative=words,
            doubts=("要看校历，没有算日期",),
            form="term",
            until=bool(match["until"]),
        )
    monday = begins + timedelta(weeks=one - 1)
    if match["w"]:
        day = monday + timedelta(WEEKDAYS.index(match["w"].replace("天", "日")))
        return When(match.start(), match.end(), day, relative=words, form="term", until=bool(match["until"]))
    friday = begins + timedelta(weeks=two - 1, days=4)
    return When(match.start(), match.end(), friday, monday, relative=words, form="term", until=bool(match["until"]))
