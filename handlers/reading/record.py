"""One activity from one message: the parts are read one after the other, and what was read is hidden from the next.

Knows the sender's name and the units that may be named; no storage. Nothing is filled in that was not said.
"""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.reading import counts as counting
from handlers.reading.branch import named_branch
from handlers.reading.dates import find_days
from handlers.reading.event_day import event_day
from handlers.reading.kinds import Mention, kinds_of_event, mentions
from handlers.reading.people import host_and_recorder, lectured_by_sender, read_absentees, talked_by
from handlers.reading.place import find_place
from handlers.reading.run_together import parted, put_back, runs, untold
from handlers.reading.times import find_times
from handlers.reading.topic import find_topic, topic_words
from handlers.reading.values import NEEDED, NOT_FOR_TALKS, Absentee, Context, RecordReading
from handlers.reading.wording import talk_subject
from handlers.written.text import fold, hide, hide_quoted

TALK, LECTURE = "谈心谈话", "党课"
LONGEST = 1200
"""Only so much of a message is read closely; a record's facts stand at its beginning."""


def read_record(text: str, context: Context) -> RecordReading:
    """The activity that the message tells, whatever it tells of it."""
    folded = fold(text)[:LONGEST]
    topics, inside = _no_days(folded, *find_topic(folded), context)
    rest = hide(folded, *inside)
    rest = hide_quoted(rest)
    branch, rest = named_branch(rest, context)
    days = [day for day in find_days(rest, context.now) if rest[: day.span[0]].rstrip(" ")[-2:] not in ("不是", "并非")]
    when, flags, shown = event_day(days, rest, context.now.date())
    if not days and inside:
        whole = hide_quoted(folded)
        when, flags, shown = event_day(find_days(whole, context.now), whole, context.now.date())
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
    absentees, told, unclear = _absent(hide(rest, *spans), hide(folded, *spans), counts.away, context)
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
        host=_own_words(text, folded, host),
        recorder=_own_words(text, folded, recorder),
        expected=counts.expected,
        present=counts.present,
        absentees=tuple(_as_typed(text, folded, one) for one in absentees),
        absent_none=all_there and not absentees,
        observers=counts.observers,
        topic=talk_subject(text) if talk and _is_content(folded, topics) else topic_words(text, topics),
        text=text,
        votes=counts.votes,
        sums=(*counts.sums, *times.sums),
        shown=(*shown, *times.shown),
        flags=(*flags, *times.flags, *unclear, *(("privacy_group",) if talk and context.in_group else ())),
    )
    return with_missing(reading)


def _absent(
    rest: str, own: str, away: int | None, context: Context
) -> tuple[tuple[Absentee, ...], list[tuple[int, int]], tuple[str, ...]]:
    """The absent, where they are told of, and a flag where names run together and nobody can tell them apart."""
    found = runs(rest, context.people, away)
    absentees, told = read_absentees(parted(rest, found), away, parted(own, found))
    absentees, unclear = untold(rest, absentees, found)
    return absentees, put_back(told, found), (("ambiguous_names",) if unclear else ())


def with_missing(reading: RecordReading) -> RecordReading:
    """The reading with what it lacks (contract rule 6), in the order in which it is asked for."""
    there = {
        "kind": reading.kinds,
        "absentees": reading.absentees or reading.absent_none,
        **{name: getattr(reading, name) is not None for name in NEEDED if name not in ("kind", "absentees")},
    }
    excused = NOT_FOR_TALKS if reading.kinds == (TALK,) else frozenset()
    return replace(reading, missing=tuple(name for name in NEEDED if not there[name] and name not in excused))


_NUMBERED = regex(r"\d{1,4}号?楼")


def _number_spans(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _NUMBERED.finditer(folded)]


def _spans(found: tuple[Mention, ...], rest: str) -> list[tuple[int, int]]:
    return [(first, last) for _, first, last in found]


def _own_words(text: str, folded: str, words: str | None) -> str | None:
    at = folded.find(words) if words else -1
    return text[at : at + len(words)] if words and at >= 0 else words


def _no_days(
    folded: str, topics: list[tuple[int, int]], inside: list[tuple[int, int]], context: Context
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """集中学习登记：4月3日…: what begins with a day and an hour is no topic."""
    wrong = {
        span
        for span in inside
        if any(
            day.date and day.span[0] <= 4 and _HOUR.match(head, day.span[1])
            for head in [folded[span[0] : span[0] + 40]]
            for day in find_days(head[:24], context.now)
        )
    }
    if not wrong:
        return topics, inside
    return [span for span in topics if span not in wrong], [span for span in inside if span not in wrong]


_HOUR = regex(
    r"[ ,]{0,2}(?:早上?|上午|中午|下午|晚上?)?[ ]?(?:\d{1,2}[:点]|\d{4}|[一二两三四五六七八九十]{1,3}点|$|[,;])"
)


def _as_typed(text: str, folded: str, one: Absentee) -> Absentee:
    name = _own_words(text, folded, one.name) or one.name
    return replace(one, name=name, reason=_own_words(text, folded, one.reason))


def _is_content(folded: str, topics: list[tuple[int, int]]) -> bool:
    """A talk's subject may be kept where it is labelled as such; what was said in it is not (contract rule 6)."""
    return not any(re.search(r"(?:主题|议题|题目)(?:为|是|:|[ ])*$", folded[:first]) for first, _ in topics)
