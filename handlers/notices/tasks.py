"""Sentences to tasks: who does what by when, with the party of the last heading and the time of the last stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.actors import Actor
from handlers.notices.along import ELECTRONIC, SAME_TIME, TAIL, along, also, besides, follows, with_meeting
from handlers.notices.asking import holds_something, unasked
from handlers.notices.background import OTHERS, TOLD_BEFORE, background, narrated
from handlers.notices.clauses import Span, clauses, groups, segments, sentences
from handlers.notices.days import whens
from handlers.notices.doers import doer
from handlers.notices.drafts import Context, Draft, doubts_of, level_by_deed, put_aside
from handlers.notices.dues import announces, idle, without_spans
from handlers.notices.fixed import person_at
from handlers.notices.joins import merged
from handlers.notices.leading import INTRODUCED, told_aside
from handlers.notices.naming import named
from handlers.notices.notdue import gave_way
from handlers.notices.opened import SYSTEM, opened
from handlers.notices.paragraphs import Paragraph
from handlers.notices.sameday import at_its_end, at_the_hour, day_before, of_month, same_days
from handlers.notices.senders import above, sender_goes_on
from handlers.notices.series import days_of_one, one_of_series
from handlers.notices.tellings import ASKED
from handlers.notices.titles import MOVES, fallback, matter_of, short
from handlers.notices.undated import undated
from handlers.notices.values import IgnoredDate
from handlers.notices.weighing import ASKED_UNDATED, DOUBT, FIRM, NOTHING, as_likely, likely_without_date, weigh
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD, kind_of_task, recipient_in, tidy


def read_paragraph(par: Paragraph, start: int, context: Context) -> list[Draft]:
    """The tasks of one paragraph, from ``start`` on."""
    made: list[Draft] = []
    context.last_actor = context.open = None
    for first, last in sentences(par.folded, start):
        context.seen = ()
        context.aside.clear()
        told = list(_sentence(par, (first, last), context, made))
        found, likely = weigh(par, first, par.folded[first:last], told, context)
        found += besides(par, (first, last), found)
        days = _not_named(likely, found, context)
        found += (one for when in days for one in _taken_up(par, first, par.folded[first:last], when, context))
        nothing = not (found or likely)
        if one_of := one_of_series(par.folded[first:last], first, made, found):
            made[-1], found = one_of, []
        made += found
        if nothing and not any(why.startswith(FIRM) for why in context.aside.values()):
            made += asked_without_date(par, (first, last), context)
        if _HARD.search(par.folded[first:last]):
            made = [replace(one, hard=True) for one in made]
    return made


def _not_named(likely: Sequence[When], made: Sequence[Draft], context: Context) -> list[When]:
    """上半年党费6月12日前结算: which dues they are is no day to act on beside the one that is."""
    days = [one.when for one in made if one.when and one.when.deadline]
    days += [one for one in (*context.seen, *likely) if one.deadline and not one.ignored]
    days += [one for one in likely if not one.ignored.startswith(_NAMES)]
    return [one for one in likely if not (days and one.ignored.startswith(_NAMES))]


_NAMES = "名称里的"


def _taken_up(par: Paragraph, first: int, sentence: str, when: When, context: Context) -> Iterator[Draft]:
    """The task of a date that no rule took for one, and that is likely to be one: for people to look at."""
    if gave_way(sentence, when) and any(one.first > when.first and one.deadline for one in context.seen):
        return  # 由3月27日延期至4月20日: the new day stands beside it
    new = [one for one in context.seen if one.first == when.first or not one.ignored.startswith("原来的时间")]
    dues = [replace(one, ignored="") for one in new if one.deadline]
    due_groups = groups(sentence, dues)
    for group, piece in zip(due_groups, segments(sentence, due_groups, clauses(sentence, dues)), strict=True):
        own = [one for one in group if one.first == when.first]
        draft = _dated(par, first, piece, own, context, None, likely=True) if own else None
        if draft:
            begin, end = first + when.first, first + when.last
            told = IgnoredDate(par.text[begin:end].strip(), par.lines[begin], when.ignored or context.aside[begin])
            context.ignored = [one for one in context.ignored if one != told]
            context.moved = [one for one in context.moved if one[1:] != (par, (begin, end))]
            yield replace(draft, mark=begin, doubts=(*doubts_of(sentence, own[0]), DOUBT), weighed=True)


def asked_without_date(par: Paragraph, span: Span, context: Context) -> Iterator[Draft]:
    """The task of a sentence that no rule took for one, and that is likely to be one: for people to look at."""
    if context.about() == "story" and not ASKED.search(par.folded[slice(*span)]):
        return  # 主要问题：个别支部事后补记
    if _SPARED.search(par.folded, *span) and not ASKED.search(par.folded, *span):
        return
    likely = likely_without_date(par, span, NOTHING, context)
    if likely >= ASKED_UNDATED and context.weighed is None:
        for draft in undated(par, span, context, follows(par.folded[slice(*span)]), None, (), likely=True):
            yield as_likely(replace(draft, doubts=(*draft.doubts, DOUBT), guessed=True), likely, context)


_SPARED = regex(
    r"(?:不需要?|无需|无须|不用|不必|不要)(?:再|另行?|自行)*(?:上报|报送?|提交|上?交|重新?填|填报|制作|派人|管)"
)
"""谈话记录由支部保管，不需上报."""
_SAME = regex(r" *(?:各?(?:党总支|分党委|学院党委|党委|二级党组织)|汇总|审核)[^,。;]{0,8}(?:汇总|审核|收齐)")
_HARD = regex(r"逾期|过期不候|不予受理|视为放弃|截止后不再")


def _sentence(par: Paragraph, span: Span, context: Context, made: Sequence[Draft]) -> Iterator[Draft]:
    first, last = span
    sentence = par.folded[first:last]
    if (tail := TAIL.search(sentence)) and _has_day(sentence[: tail.start()], context):
        own = list(_sentence(par, (first, first + tail.start()), context, made))
        yield from own
        if own and own[-1].when:
            draft = along(par, (first + tail.start() + 1, last), tail["thing"], own[-1])
            beside = tail["with"] or tail["by"]
            elsewhere = len(beside) > 2 and beside not in sentence[: tail.start()]
            yield replace(draft, follows=beside, doubts=()) if elsewhere else draft
        return
    context.carried = None if not _SAME.match(sentence) else context.carried
    found = _times(par, span, context, made)
    why = told_aside(sentence, made, found, context)
    ends = [one.first for one in found[1:]] + [len(sentence)]
    dues = [
        one
        for one, end in zip(found, ends[: len(found)], strict=True)
        if not one.ignored and not idle(sentence, one, end)
    ]
    dues = merged(sentence, dues)
    told = {one.first: one for one in dues}
    context.seen = [told.get(one.first, one) if not one.ignored else one for one in context.seen]
    if not why and announces(par, first, sentence, dues, context):
        why = INTRODUCED
    if why:
        for one in dues:
            put_aside(par, first, replace(one, ignored=why), context)
        return
    dues = without_spans(par, sentence, first, dues, context)
    others = [one for one in found if one.ignored in OTHERS]
    _note_others(par, span, others, context)
    if len(dues) == 1 and _opens_system(par, span, dues[0]):
        context.open = dues[0]  # 平台11月17日开放，11月23日关闭。党员均须登录作答
        return
    if dues:
        begin = max((_clause_end(sentence, one) for one in others if one.last <= dues[0].first), default=0)
        yield from _dated_ones(par, first, sentence, dues, context, min(begin, dues[0].first))
    elif _own_part(sentence, [one for one in found if one in others or one.ignored.startswith("上级")]):
        yield from _without_dates(par, span, context, made, found)


def _times(par: Paragraph, span: Span, context: Context, made: Sequence[Draft]) -> list[When]:
    """Every time of the sentence; those that ask for nothing are put aside."""
    sentence = par.folded[slice(*span)]
    above = context.stage() or (made[-1].when if made else None)
    told = of_month(sentence, above, context) or at_the_hour(sentence, context.frame)
    found = same_days(sentence, told, above, context)
    found = [at_its_end(sentence, one, context.stage()) for one in day_before(sentence, found, context.frame)]
    found = sorted([*found, *_stretch(sentence, context)], key=lambda one: one.first)
    found = narrated(sentence, opened(sentence, [_put_back(sentence, one, context) for one in found]))
    found = context.seen = sender_goes_on(sentence, found)
    for one in found:
        if one.ignored:
            put_aside(par, span[0], one, context)
        elif one.form == "point" and one.deadline and not one.until:
            context.told = one
    return found


def _note_others(par: Paragraph, span: Span, others: Sequence[When], context: Context) -> None:
    """What somebody else does, or an earlier notice asked, is remembered for what follows."""
    for one in (one for one in others if one.ignored == TOLD_BEFORE):
        draft = _dated(par, span[0], (0, span[1] - span[0]), [replace(one, ignored="")], context, None)
        context.superseded += [draft] if draft else []
    for heading in context.headings[-1:] if others else ():
        heading.aside = True


def _opens_system(par: Paragraph, span: Span, due: When) -> bool:
    """Whether the sentence only tells when a system is open, and the next one asks for something there."""
    lead = re.sub(r"\([^()]*\)", "", par.folded[span[0] : span[0] + due.first])
    named = SYSTEM.fullmatch(lead.strip(" 将于在自"))
    return named is not None and _ASKED_NEXT.search(par.folded, span[1]) is not None


def _without_dates(
    par: Paragraph, span: Span, context: Context, made: Sequence[Draft], found: Sequence[When]
) -> Iterator[Draft]:
    """A sentence that has no time of its own: what goes along with the one before, else a deed without a date."""
    sentence = par.folded[slice(*span)]
    if ELECTRONIC.search(sentence) and made:
        return
    if one_more := also(par, span, made):
        yield one_more
        return
    what = follows(sentence)
    closing = _closing(sentence, found)
    asked = closing is not None and ASKED.search(sentence[: closing.first]) is not None
    yield from undated(par, span, context, what, closing, made, likely=asked or what == SAME_TIME)


_ASKED_NEXT = regex(r"请|须|应(?!届)|务必|需|要(?!求)|登录")


def _stretch(sentence: str, context: Context) -> Iterator[When]:
    """在此期间 is the time of the heading."""
    told, stage = _MEANWHILE.search(sentence), context.stage()
    if told and stage and stage.start:
        yield replace(stage, first=told.start(), last=told.end())


_MEANWHILE = regex(r"(?:在|于)(?:此|这一?|该|上述)(?:期间|阶段|时段|段?时间)内?")


def _put_back(sentence: str, one: When, context: Context) -> When:
    """The same, put aside where the whole sentence shows that it asks for nothing."""
    if one.ignored or one.form == "again":
        return one
    begin = max(0, one.first - _FAR)
    why = background(
        sentence[begin : one.last + _FAR], replace(one, first=one.first - begin, last=one.last - begin), context
    )
    return replace(one, ignored=why) if why else one


_FAR = 400
"""No sentence that a person wrote is longer on either side of a date."""


def _has_day(words: str, context: Context) -> bool:
    return any(one.deadline and not one.ignored for one in whens(words, context.frame))


def _own_part(sentence: str, others: Sequence[When]) -> bool:
    """Whether the readers are asked for something behind what others do."""
    return not others or _OWN_PART.search(sentence, max(one.last for one in others)) is not None


_OWN_PART = regex(
    r"请(?![^,。;]{0,8}(?:注意|知悉|知晓|关注|留意)[:]? *$)|"
    r"(?<!请)各(?:党|支部|学院|总支|分党委|单位)|须|务必"
)


def _clause_end(sentence: str, when: When) -> int:
    at = sentence.find(",", when.last)
    return at + 1 if at >= 0 else len(sentence)


def _closing(sentence: str, found: Sequence[When]) -> When | None:
    """When the system closes, where something is asked for before that: the only day that such a sentence has."""
    closing = next((one for one in found if one.ignored.startswith("系统关闭")), None)
    return closing if closing and _USES.search(sentence[: closing.first]) else None


_USES = regex(rf"{ACTION.pattern}|登录|核一?[遍下查]|[核查]对|[填报录补传]")


def _dated_ones(
    par: Paragraph, first: int, sentence: str, dues: Sequence[When], context: Context, begin: int
) -> Iterator[Draft]:
    parts = clauses(sentence, dues)
    due_groups = groups(sentence, dues)
    spans = segments(sentence, due_groups, parts)
    spans[0] = (begin, spans[0][1])
    lead = _leading_deed(sentence, due_groups[0][0], parts, context)
    leads: list[Draft] = []
    if lead is not None:
        leads = list(_stage_deed(par, first, lead, context))
        spans[0] = (lead[1], spans[0][1])
    made = list(_dated_pieces(par, first, sentence, (due_groups, spans), context))
    yield from (one for one in leads if all(one.title != other.title for other in made))  # 谈心谈话，元旦前谈完
    yield from made


def _dated_pieces(
    par: Paragraph, first: int, sentence: str, pieces: tuple[list[list[When]], list[Span]], context: Context
) -> Iterator[Draft]:
    party: Actor | None = None
    for group, piece in zip(*pieces, strict=True):
        draft = _dated(par, first, piece, group, context, party)
        if draft is None:
            for due in group:
                put_aside(par, first, replace(due, ignored="没看出这一天要做什么，请核对"), context)
            continue
        if why := unasked(sentence, _as_group(group[0], group), draft.actor or party, context):
            for due in group:
                put_aside(par, first, replace(due, ignored=why), context)
            continue
        context.carried = draft.deliverable or context.carried
        party = draft.actor or party
        for due in days_of_one(sentence, group):
            one = replace(draft, when=_as_group(due, group), mark=first + due.first, doubts=doubts_of(sentence, due))
            yield with_meeting(par, (first + piece[0], first + piece[1]), one)
        context.last_actor = context.next_actor(draft.actor)


def _as_group(due: When, group: Sequence[When]) -> When:
    return replace(due, until=due.until or any(one.until for one in group))


def _leading_deed(sentence: str, due: When, parts: Sequence[Span], context: Context) -> Span | None:
    """A deed of its own before a clause that only hangs on it: 召开评议会，会前3天报方案."""
    if context.stage() is None:
        return None
    own = next((first for first, last in parts if first <= due.first < last), 0)
    behind, hangs = ACTION.search(sentence[due.last :]), due.form == "event" and due.open
    if own == 0 or not ((hangs and (behind or _TELLS.search(sentence, due.last))) or (due.relative and behind)):
        return None
    if behind and not hangs and not behind["do"]:
        return None
    before = sentence[:own]
    deed = ACTION.search(before)
    return (0, own) if deed and deed["do"] and len(before.strip()) > 6 else None


_TELLS = regex(r"告[诉知]|知会|通知|说一声")
"""召开组织生活会，会前一周把时间告诉总支."""


def _stage_deed(par: Paragraph, offset: int, piece: Span, context: Context) -> Iterator[Draft]:
    span = (offset + piece[0], offset + piece[1])
    yield from undated(par, span, context, None, None, ())


def _dated(
    par: Paragraph, offset: int, piece: Span, group: Sequence[When], context: Context, party: Actor | None,
    *, likely: bool = False,
) -> Draft | None:  # fmt: skip
    sentence = par.folded[offset:]
    first, last = piece
    text = par.text[offset + first : offset + last]
    actor = doer(sentence, piece, group) or person_at(sentence[first : group[0].first], context.people)
    known = actor or party or context.party()
    own = actor is not None or party is not None
    if not likely and not holds_something(sentence, piece, group, context):
        return None
    title, thing = named(par, offset, piece, group, actor, context)
    if title is None and likely:
        title = _some_title(sentence[first : group[0].first], context)
    if title is None:
        return None
    segment = sentence[first:last]
    recipient, heading = recipient_in(segment), context.heading()
    moves = MOVES.search(sentence[first : group[0].first]) is not None
    kind = kind_of_task(title, text, heading.words if heading else "")
    level = known.level if own else level_by_deed(title, known, context)
    come = context.attendees
    if actor and _hosts(sentence, actor, group[0], context):
        actor, own, known = None, False, context.actor
        level = level_by_deed(title, known, context)
    if come and not own and not group[0].until and _COMES.search(f"{title}{segment}"):
        actor, level = come, come.level
    place = (par, offset + first, offset + last, offset + group[0].first)
    vague = (moves or not ACTION.search(segment)) and title == short(context.matter)
    return Draft(title, actor or party, level, group[0], thing, recipient, kind, *place, vague=vague, moves=moves)


def _some_title(before: str, context: Context) -> str | None:
    """下次支委会：4月1日 is called by the label, 时间：4月1日 by what the notice is about."""
    words = tidy(before.strip(" :(,;"))
    if 2 < len(words) <= 20 and not _LABEL.fullmatch(words):
        return short(words)
    return fallback(context, "") or short(matter_of(context.title)[:40]) or None


_LABEL = regex(r"[^,。;]{0,6}(?:时间|日期|地点|安排)")


def _hosts(sentence: str, actor: Actor, when: When, context: Context) -> bool:
    """学院党委定于4月24日召开分享会, to 各党支部: the host is not who is asked."""
    if when.until or not above(actor.level, context) or actor.last > when.first:
        return False
    return _HOSTING.match(sentence, actor.last) is not None and HELD.search(sentence, when.last) is not None


_HOSTING = regex(r" *(?:研究)?(?:决定|定于|定在|拟|将|计划)")


_COMES = regex(
    r"培训|考试|考核$|测试|上课|入场|签到|会议|开班|报到|集合|讲座|研修|授课|[开大例]会|到会|参会|参训|会(?=$|[,。;(])"
)
