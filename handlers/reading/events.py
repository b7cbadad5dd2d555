"""Whether a message tells of activities that took place, and of how many (contract rule 9)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.branch import named_branch
from handlers.reading.counts import find_counts
from handlers.reading.dates import find_days
from handlers.reading.form import read_form
from handlers.reading.heads import find_heads
from handlers.reading.kinds import mentions
from handlers.reading.place import find_place
from handlers.reading.record import LONGEST, read_record, with_missing
from handlers.reading.talks import ahead
from handlers.reading.times import find_times
from handlers.reading.values import Context, Day, RecordReading, Understanding
from handlers.written.text import BLANK, fold, hide, hide_quoted


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
    records = tuple(
        read_form(part, context) or _on_its_day(read_record(part, context), part, context)
        for part in several(text, context)
    )
    flags = tuple(dict.fromkeys(flag for record in records for flag in record.flags))
    return Understanding("submit_record", records=records, flags=flags)


_OVER = regex(r"[召开办搞上做弄学谈讲](?:了|过|完|毕|的)|(?:举行|举办|开展|组织|进行|完成|学习)(?:了|过|完)|散会|结束")
_JUST_NOW = regex(r"刚(?:刚|才)?(?:召?开|办|搞|上|做|学|谈|讲)(?:完|了|过)|刚(?:刚|才)?(?:结束|散会)|散会了")
_SOME_DAY = regex(
    r"[那当某][一]?[天日晚]|[上前][几些]?个?(?:周|星期|礼拜|月|次|回|阵)|前[几些两]天|月[初底末中]|最近|近期|前阵|那次|(?:周|星期|礼拜)[一二三四五六日天末]|"
    r"\d *[月日号](?!楼)|[一二三四五六七八九十] *[月日号]"
)
"""Says that it was on a day, which is not said for certain."""


def _on_its_day(record: RecordReading, text: str, context: Context) -> RecordReading:
    """上午9点在302开了…, told of as over, without a day: it was today, as long as that hour is over."""
    words_ = hide_quoted(fold(text))
    if record.date or record.flags or find_days(words_, context.now) or _SOME_DAY.search(words_):
        return record
    begun = record.start is not None and record.start <= f"{context.now:%H:%M}" and _OVER.search(words_)
    if not (begun or (record.start is None and _JUST_NOW.search(words_))):
        return record
    shown = (*record.shown, "没写哪天，按今天")
    return with_missing(replace(record, date=context.now.date(), shown=shown))


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
_BREAK = regex(r"[;；。，,\n]|(?:^|[,，\s])(?:\d{1,2}|[一二三四五])[.、．)]）](?=\D)")
# Finer, for what is told in one day: 两个会：2点支委会…；3点半党员大会, 先开…然后开….
_STEP = regex(
    r"[;；。，,\n]|(?<!\d)[:：]|(?=[①-⑳])|(?:^|(?<=[,，\s]))(?:\d{1,2}|[一二三四五])[.、．)）](?=\D)|"
    r"(?<!优)(?=先(?:是|后)?(?:召?开|上|搞|办|进行|学|过|组织|举行))|(?=另外|还有(?!\S{0,6}(?:请假|没来|列席|缺席))|"
    r"然后|紧接着|(?<!紧)接着(?!又)|随后|后来|完了(?:又|再|接着)|之后(?:又|再)|再(?:召开|开了|开的))"
)


def several(text: str, context: Context) -> list[str]:
    """The parts of the message that tell of one activity each; the whole where it tells of one."""
    short = text[:LONGEST]
    if len(mentions(hide_quoted(fold(short)))) < 2:
        return [text]
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
    return _counted_apart(short, context) or [text]


_COUNTED = regex(r"[ :]*(?:应|实到|到会|(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个人名位])")
_OPENS = regex(
    rf"(?:[ \d.、)）(①-⑳:：,，;；。\-\n{BLANK}【“]|[是为由的了又再先后也还于到至点时分~]|(?:第)?[一二三四五六](?:段|"
    rf"场|次|个|项|部分|是|来)?|首先|其次|另外|还有|然后|接着|紧接着|随后|之后|后来|完了|"
    r"今天|上午|下午|中午|晚上|晚|早上|我们?|咱们?|本|支部|会议|活动|内容|名称|事项|类型|召?开|举行|举办|组织|进行|"
    r"开展|上|搞|办|过|个|次|堂|分别|各|同时|会|在\S{2,10}?)*"
)


def _counted_apart(short: str, context: Context) -> list[str]:
    """支委会应到5实到5，党小组会应到7实到6: two activities with their own counts. What was said for both, both have."""
    folded = hide_quoted(fold(short))
    if len({kind for kind, _, _ in mentions(folded)}) < 2:
        return []
    steps = {0, *(match.end() for match in _STEP.finditer(short)), len(short)}
    for _, first, last in mentions(folded):
        begins = max(step for step in steps if step <= first)
        if _COUNTED.match(folded, last) and not _is_opening(folded[begins:first], context):
            steps.add(first)  # …支委会应到五实到五党员大会应到十八…
    cuts = sorted(steps)
    parts = _with_counts(short, list(_starts(short, cuts, context)))
    if len(parts) < 2:
        return []
    tail = _TAIL.search(short, parts[-1][0])
    end = tail.start() if tail else len(short)
    closing = f"，{short[end:].strip(' ,，;；。—-')}" if tail else ""
    told = [_NEXT_NUMBER.sub("", short[first : min(last, end)]).strip(" ,，;；。\n-—") for first, last, _ in parts]
    header = short[: parts[0][0]]
    shared = find_days(header, context.now) or find_days(told[0], context.now)
    whole = []
    for part, (_, _, kind) in zip(told, parts, strict=True):
        lead = _for_all(header, kind)
        if find_days(part, context.now):
            lead = hide(lead, *(day.span for day in find_days(lead, context.now))).replace(BLANK, "")
        elif shared and not find_days(lead, context.now):
            lead = f"{shared[0].words}，{lead}"  # 昨天开了支委会…，党小组会…: one day for both
        whole.append((lead + part + closing).strip(" ,，\n"))
    return whole


def _is_opening(words: str, context: Context) -> bool:
    bare = hide(words, *(day.span for day in find_days(words, context.now)))
    return _OPENS.fullmatch(hide(bare, *find_times(bare).spans)) is not None


def _starts(short: str, cuts: list[int], context: Context) -> Iterator[tuple[int, str]]:
    """Where a piece begins that names a kind, with nothing but a moment before it."""
    for first, end in pairwise(cuts):
        piece = hide_quoted(fold(short[first:end]))
        own = re.split(_SUBJECT, piece)[0]
        found = mentions(own)
        if not found:
            continue
        if _is_opening(own[: found[0][1]], context):
            yield first, found[0][0]


def _with_counts(short: str, starts: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """The stretches that have counts of their own, each up to the next of another kind."""
    parts: list[tuple[int, int, str]] = []
    told = ""
    for (first, kind), (last, _) in pairwise([*starts, (len(short), "")]):
        counts = find_counts(hide_quoted(fold(short[first:last])))
        planned = counts.present is None and words.PLAN.search(fold(short[first:last]))
        if kind != told and not planned and (counts.expected, counts.present) != (None, None):
            parts.append((first, last, kind))
            told = kind
        elif parts:
            parts[-1] = parts[-1][0], last, parts[-1][2]
    return parts


_NEXT_NUMBER = regex(r"(?:^|(?<=[\s,，。;；]))(?:\d|[一二三四五]|[①-⑳])[.、．)）]?\s*$")
_TAIL = regex(
    r"(?:[,，;；。\n ]|[-—]{1,2}|(?=[两三几俩](?:个|次|场)(?:会议?|活动)[都均]))[ ]*(?:(?:[这以]?[两三几俩](?:个|次|"
    r"场|项)?(?:会议|活动|会)?|地点|主持人?|记录人?|以上|会议)[ ]*)?(?:也)?(?:都|均|皆)(?:是|由|在|为)"
    r"(?![^,，。;；]{0,6}(?:到|齐|来|假|差))[^。\n]{2,60}[。]?\s*$"
)


def _for_all(header: str, kind: str) -> str:
    """What stands before the first activity and holds for this one: no names of kinds, no counts, no other's hour."""
    kept = []
    for piece in re.split(r"(?<=[，,;；。、\n])|(?<=会)(?=\d{1,2}[点:：]|[一二两三四五六七八九十]{1,3}点)", header):
        folded = fold(piece)
        found = mentions(folded)
        if find_heads(folded).said() or (len({one for one, _, _ in found}) == 1 and found[0][0] != kind):
            continue
        for _, first, last in reversed(found):
            piece = piece[:first] + "会" + piece[last:]
        kept.append(re.sub(r"会(?:[、和与及跟]+会)+", "会", piece))
    header = _NEXT_NUMBER.sub("", "".join(kept)).strip(" ,，;；。:：\n")
    return f"{header}，" if header else ""


_SUBJECT = r"研究|讨论|学习了|议题|主题(?!党)|传达|内容[是为:]|审议|听取"


def _begins_record(piece: str, context: Context) -> bool:
    folded = hide_quoted(fold(piece))
    own = re.split(_SUBJECT, folded)[0]
    return (
        bool(mentions(own))
        and bool(find_days(own, context.now))
        and bool(words.COUNTED.search(folded) or words.DONE.search(folded))
    )
