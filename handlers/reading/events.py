"""Whether a message tells of activities that took place, and of how many (contract rule 9)."""

import re
from itertools import pairwise

from handlers.reading import intents as words
from handlers.reading.dates import find_days
from handlers.reading.kinds import mentions
from handlers.reading.record import LONGEST, read_record
from handlers.reading.text import fold, hide_quoted
from handlers.reading.values import Context, Understanding


def told(text: str, said: str, context: Context) -> Understanding | None:
    """The activities told of, or None where the message tells of none."""
    hidden = hide_quoted(said)
    days = find_days(hidden, context.now)
    today = context.now.date()
    past = any(day.flags or (day.date and day.date <= today) for day in days)
    before = any(day.date and day.date < today for day in days)
    future = any(day.date and day.date > today for day in days) and not past
    kind = bool(mentions(said)) or bool(re.search(r"[开了过个次]会(?!员)|会议|开会", hidden))
    if not words.is_report(hidden, kind, past, before, future):
        return None
    records = tuple(read_record(part, context) for part in _parts(text, context))
    flags = tuple(dict.fromkeys(flag for record in records for flag in record.flags))
    return Understanding("submit_record", records=records, flags=flags)


_BREAK = re.compile(r"[;；。，,\n]|(?:^|[,，\s])(?:\d{1,2}|[一二三四五])[.、．)）](?=\D)")


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
