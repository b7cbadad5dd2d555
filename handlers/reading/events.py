"""Whether a message tells of activities that took place, and of how many (contract rule 9)."""

import re
from itertools import pairwise

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.dates import find_days
from handlers.reading.kinds import mentions
from handlers.reading.place import find_place
from handlers.reading.record import LONGEST, named_branch, read_record
from handlers.reading.talks import ahead
from handlers.reading.text import BLANK, fold, hide, hide_quoted
from handlers.reading.times import find_times
from handlers.reading.values import Context, Day, Understanding


def told(text: str, said: str, context: Context) -> Understanding | None:
    """The activities told of, or None where the message tells of none."""
    hidden = hide_quoted(said)
    days = find_days(hidden, context.now)
    today = context.now.date()
    past = any(day.flags or (day.date and day.date <= today) for day in days)
    before = any(day.date and day.date < today for day in days)
    future = any(day.date and day.date > today for day in days) and not past
    kind = bool(mentions(said)) or bool(re.search(r"[开了过个次]会(?!员)|会议|开会", hidden))
    if not words.is_report(hidden, kind, past, before, future) and not _only_named(said, days, context):
        return None
    records = tuple(read_record(part, context) for part in _parts(text, context))
    flags = tuple(dict.fromkeys(flag for record in records for flag in record.flags))
    return Understanding("submit_record", records=records, flags=flags)


_NOTHING_ELSE = regex(
    rf"(?:[ ,。、;:!的在了{BLANK}]|今天|我们|我|本|咱们?|党?支部|活动|会议|"
    r"补[记录]?一?[个条下]?|记一?[个条下]|补登|登记)*"
)
_LOOSE_DAY = regex(r"(?:周|星期|礼拜).|[\d一二三四五六七八九十]+[ ]*[日号]")


def _only_named(said: str, days: list[Day], context: Context) -> bool:
    """今天上午九点半 党小组会: a kind, one certain day that is over, perhaps a time and a place, and nothing else."""
    found = mentions(said)
    if len(days) != 1 or len(found) != 1 or len(said) > _SHORT:
        return False
    day = days[0]
    times = find_times(hide(said, day.span))
    if day.date is None or day.flags or times.flags or _LOOSE_DAY.fullmatch(fold(day.words).strip()):
        return False
    if ahead(day, said, context) or (day.date == context.now.date() and times.start is None):
        return False
    rest = named_branch(hide(said, day.span, *times.spans, found[0][1:]), context)[1]
    if times.start is None and "的" in rest:
        return False  # 昨天的支委会: spoken of, not told
    place = find_place(rest)[1]
    return _NOTHING_ELSE.fullmatch(hide(rest, place) if place else rest) is not None


_SHORT = 60
_BREAK = regex(r"[;；。，,\n]|(?:^|[,，\s])(?:\d{1,2}|[一二三四五])[.、．)）](?=\D)")


def _parts(text: str, context: Context) -> list[str]:
    """One message may tell of several activities: each part then has its own kind and its own day or count."""
    short = text[:LONGEST]
    cuts = [0, *(match.end() for match in _BREAK.finditer(short)), len(short)]
    pieces = [short[first:last] for first, last in pairwise(cuts) if short[first:last].strip()]
    groups: list[str] = []
    for piece in pieces:
        if groups and _begins_record(piece, context) and _begins_record(groups[-1], context):
            groups.append(piece)
        elif groups:
            groups[-1] += piece
        else:
            groups.append(piece)
    if len(groups) > 1:
        return [group.strip() for group in groups]
    return _counted_apart(pieces, context) or [text]


def _counted_apart(pieces: list[str], context: Context) -> list[str]:
    """今天开了支委会和党小组会，支委会应到5实到5，党小组会应到7实到6: one day, two activities with their own counts."""
    own = [index for index, piece in enumerate(pieces) if _has_own_count(fold(piece))]
    named = {mentions(fold(pieces[index]))[0][0] for index in own}
    if len(own) < 2 or len(named) != len(own):
        return []
    head = "".join(pieces[: own[0]])
    days = find_days("".join(pieces), context.now)
    if len(days) > 1 or (days and not find_days(head or pieces[0], context.now)):
        return []
    lead = f"{days[0].words}，" if days else ""
    cuts = [*own, len(pieces)]
    parts = ["".join(pieces[first:last]).strip(" ,，;；。\n") for first, last in pairwise(cuts)]
    return [part if find_days(part, context.now) else lead + part for part in parts]


def _has_own_count(folded: str) -> bool:
    return bool(mentions(folded)) and bool(re.search(r"应到[^,。;]{0,4}[\d一二三四五六七八九十]", folded))


def _begins_record(piece: str, context: Context) -> bool:
    folded = hide_quoted(fold(piece))
    own = re.split(r"研究|讨论|学习了|议题|主题(?!党)|传达|内容", folded)[0]
    return (
        bool(mentions(own))
        and bool(find_days(own, context.now))
        and bool(words.COUNTED.search(folded) or words.DONE.search(folded))
    )
