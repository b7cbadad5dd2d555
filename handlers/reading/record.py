"""One activity from one message: the parts are read one after the other, and what was read is hidden from the next.

Knows the sender's name and the units that may be named; no storage. Nothing is filled in that was not said.
"""

import re
from dataclasses import replace
from datetime import date

from config.patterns import regex
from handlers.reading import counts as counting
from handlers.reading.dates import AMBIGUOUS, find_days, is_loose
from handlers.reading.kinds import Mention, kinds_of_event, mentions
from handlers.reading.people import host_and_recorder, lectured_by_sender, read_absentees, talked_by
from handlers.reading.place import find_place
from handlers.reading.text import fold, hide, hide_quoted
from handlers.reading.times import find_times
from handlers.reading.topic import find_topic, topic_words
from handlers.reading.values import NEEDED, NOT_FOR_TALKS, Context, Day, RecordReading
from handlers.reading.wording import talk_subject

TALK, LECTURE = "谈心谈话", "党课"
LONGEST = 1200
"""Only so much of a message is read closely; a record's facts stand at its beginning."""


def read_record(text: str, context: Context) -> RecordReading:
    """The activity that the message tells, whatever it tells of it."""
    folded = fold(text)[:LONGEST]
    topics, inside = find_topic(folded)
    rest = hide(folded, *inside)
    rest = hide_quoted(rest)
    branch, rest = named_branch(rest, context)
    days = [day for day in find_days(rest, context.now) if rest[: day.span[0]].rstrip(" ")[-2:] not in ("不是", "并非")]
    when, flags, shown = _one_day(days, context.now.date())
    if not days and inside:
        when, flags, shown = _one_day(find_days(hide_quoted(folded), context.now), context.now.date())
    rest = hide(rest, *(day.span for day in days))
    found = mentions(rest) or mentions(hide(folded, *inside)) or mentions(folded)
    kinds = kinds_of_event(rest, found)
    host, recorder, spans = host_and_recorder(rest, context.sender)
    if host is None and kinds in ((), (LECTURE,)) and lectured_by_sender(rest):
        host = context.sender or None
    if host is None and kinds == (TALK,):
        host = talked_by(rest, context.sender)
    counts = counting.find_counts(rest)
    times = find_times(hide(rest, *_number_spans(rest)))
    absentees, told = read_absentees(hide(rest, *spans), counts.away, hide(folded, *spans))
    if any(first < end and start < last for first, last in told for start, end in inside):
        topics, inside = find_topic(hide(folded, *told))  # 去党校学习三个月 is why somebody was absent
    counting.finish(counts, len(absentees), counting.all_but_named(rest))
    left = hide(rest, *times.spans, *spans, *_spans(found, rest))
    place, _ = find_place(left, topic_known=bool(topics), quoted=hide(folded, *inside))
    talk = kinds == (TALK,)
    all_there = counts.nobody_absent or (counts.expected is not None and counts.expected == counts.present)
    reading = RecordReading(
        kinds=kinds,
        branch=branch,
        date=when,
        start=times.start,
        end=times.end,
        place=_own_words(text, folded, place),
        host=host,
        recorder=recorder,
        expected=counts.expected,
        present=counts.present,
        absentees=absentees,
        absent_none=all_there and not absentees,
        observers=counts.observers,
        topic=talk_subject(text) if talk and _is_content(folded, topics) else topic_words(text, topics),
        text=text,
        votes=counts.votes,
        sums=(*counts.sums, *times.sums),
        shown=(*shown, *times.shown),
        flags=(*flags, *times.flags, *(("privacy_group",) if talk and context.in_group else ())),
    )
    return with_missing(reading)


def with_missing(reading: RecordReading) -> RecordReading:
    """The reading with what it lacks (contract rule 6), in the order in which it is asked for."""
    there = {
        "kind": reading.kinds,
        "absentees": reading.absentees or reading.absent_none,
        **{name: getattr(reading, name) is not None for name in NEEDED if name not in ("kind", "absentees")},
    }
    excused = NOT_FOR_TALKS if reading.kinds == (TALK,) else frozenset()
    return replace(reading, missing=tuple(name for name in NEEDED if not there[name] and name not in excused))


def named_branch(folded: str, context: Context) -> tuple[str | None, str]:
    """The branch that the message names, longest name first, and the text without it. 我们支部 names none."""
    for name in sorted(context.branches, key=len, reverse=True):
        at = folded.find(fold(name)) if name and not _NO_BRANCH.search(name) else -1
        if at >= 0:
            if _TOGETHER.search(folded):
                return None, hide(folded, (at, at + len(name)))  # with another branch: it is the sender's own record
            return name, hide(folded, (at, at + len(name)))
    if "支部" not in folded:
        return None, folded
    for numbered in _NUMBERED_BRANCH.finditer(folded):
        if not _NO_NAME.search(numbered["name"]) and not _TOGETHER_WITH.search(folded[: numbered.start("name")]):
            return numbered["name"], hide(folded, numbered.span("name"))
    at = 0
    while match := _UNKNOWN_BRANCH.search(folded, at):
        if not _NO_NAME.search(match["name"]):
            return match["name"], hide(folded, match.span("name"))
        at = match.start() + 1
    return None, folded


_NO_BRANCH = regex(r"(?:学院|书院|总支|党委|部|处|组)$")
_TOGETHER = regex(r"(?:和|与|跟|同|联合)(?:我们|我)支部|(?:我们|我)支部(?:和|与|跟|同|联合)")
_UNKNOWN_BRANCH = regex(
    r"(?:^|[ ,。:;\n]|记录一下|登记|补录|报一下)"
    r"(?P<name>[\u4e00-\u9fffA-Za-z\d]{1,14}?(?:第?[一二三四五六七八九十\d]{1,3})?党?支部)"
    r"(?!书记|大会|党员大?会|委员|会议|于|[ ]*主题)"
)
# Right after a day or a time only a name with a number is a branch's: 下午3点教工第二党支部在301….
_NUMBERED_BRANCH = regex(
    r"(?<=[日号天点时分半晚上午])[ ]*(?P<name>[\u4e00-\u9fffA-Za-z]{0,12}?第?[一二三四五六七八九十\d]{1,3}党?支部)"
    r"(?!书记|大会|党员大?会|委员|会议)"
)
_TOGETHER_WITH = regex(r"(?:和|与|跟|同|联合)$")
_NO_NAME = regex(r"我|本|各|咱|他|你|哪|这|那|全体|今天|昨天|上周|[月日号点]|召开|开了|在|由|^党支部$|^支部$|组织|补")


def _one_day(days: list[Day], today: date) -> tuple[date | None, tuple[str, ...], tuple[str, ...]]:
    """The activity's day among the days of the message: the only one, or none with a flag."""
    certain = [day for day in days if day.date or not is_loose(day.words)] or days
    if not certain:
        return None, (), ()
    if len({(day.date, day.flags) for day in certain}) > 1:
        return None, (AMBIGUOUS,), ()
    day = certain[0]
    if day.date is None:
        return None, day.flags, ()
    words = fold(day.words).strip()
    loose = re.fullmatch(r"(?:\d{1,2}|[一二三四五六七八九十]+)[ ]*[日号]|(?:周|星期|礼拜).", words)
    other_year = day.date.year != today.year and not re.search(rf"年|{day.date.year}", words)
    shown = (f"{words}按{day.date.isoformat()}",) if loose or other_year else ()
    return day.date, day.flags, shown


_NUMBERED = regex(r"\d{1,4}号?楼")


def _number_spans(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _NUMBERED.finditer(folded)]


def _spans(found: tuple[Mention, ...], rest: str) -> list[tuple[int, int]]:
    return [(first, last) for _, first, last in found]


def _own_words(text: str, folded: str, words: str | None) -> str | None:
    at = folded.find(words) if words else -1
    return text[at : at + len(words)] if words and at >= 0 else words


def _is_content(folded: str, topics: list[tuple[int, int]]) -> bool:
    """A talk's subject may be kept where it is labelled as such; what was said in it is not (contract rule 6)."""
    return not any(re.search(r"(?:主题|议题|题目)(?:为|是|:|[ ])*$", folded[:first]) for first, _ in topics)
