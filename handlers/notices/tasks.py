"""Sentences to tasks: who does what by when, with the party of the last heading and the time of the last stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from config.patterns import regex
from handlers.notices.actors import Actor
from handlers.notices.asking import holds_something, unasked
from handlers.notices.background import OTHERS, TOLD_BEFORE, above, background, narrated
from handlers.notices.clauses import Span, clauses, groups, segments, sentences
from handlers.notices.days import whens
from handlers.notices.doers import doer
from handlers.notices.drafts import Context, Draft, doubts_of, level_by_deed, put_aside
from handlers.notices.dues import announces, idle, without_spans
from handlers.notices.joins import merged
from handlers.notices.naming import named
from handlers.notices.notdue import INTRO
from handlers.notices.opened import SYSTEM, opened
from handlers.notices.paragraphs import Paragraph
from handlers.notices.titles import MOVES, short
from handlers.notices.undated import undated
from handlers.notices.values import IgnoredDate
from handlers.notices.weighing import DOUBT, weigh
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD, kind_of_task, recipient_in


def read_paragraph(par: Paragraph, start: int, context: Context) -> list[Draft]:
    """The tasks of one paragraph, from ``start`` on."""
    made: list[Draft] = []
    context.last_actor = context.open = None
    for first, last in sentences(par.folded, start):
        context.seen = ()
        context.aside.clear()
        found = list(_sentence(par, (first, last), context, made))
        found, likely = weigh(par, first, par.folded[first:last], found, context)
        made += found
        made += (one for when in likely for one in _taken_up(par, first, par.folded[first:last], when, context))
        if _HARD.search(par.folded[first:last]):
            made = [replace(one, hard=True) for one in made]
    return made


def _taken_up(par: Paragraph, first: int, sentence: str, when: When, context: Context) -> Iterator[Draft]:
    """The task of a date that no rule took for one, and that is likely to be one: for people to look at."""
    dues = [replace(one, ignored="") for one in context.seen if one.deadline]
    due_groups = groups(sentence, dues)
    for group, piece in zip(due_groups, segments(sentence, due_groups, clauses(sentence, dues)), strict=True):
        own = [one for one in group if one.first == when.first]
        draft = _dated(par, first, piece, own, context, None, likely=True) if own else None
        if draft:
            begin, end = first + when.first, first + when.last
            told = IgnoredDate(par.text[begin:end].strip(), par.lines[begin], when.ignored or context.aside[begin])
            context.ignored = [one for one in context.ignored if one != told]
            yield replace(draft, mark=begin, doubts=(*doubts_of(sentence, own[0]), DOUBT), weighed=True)


_SAME = regex(r" *(?:各?(?:党总支|分党委|学院党委|党委|二级党组织)|汇总|审核)[^,。;]{0,8}(?:汇总|审核|收齐)")
_HARD = regex(r"逾期|过期不候|不予受理|视为放弃|截止后不再")


_ELECTRONIC = regex(
    r"^[ ,]*(?:(?:同时|并)[ ,]*){0,2}(?:请)?(?:将)?(?:其)?(?:电子|纸质)(?:版|档|稿|材料|"
    r"文档)[^,。;]{0,10}(?:同时|一并|发|报|送|电邮|至)|^[ ,]*同时(?:报|发|送)[^,。;]{0,4}(?:电子|"
    r"纸质)"
)


_FOLLOWS = regex(
    r"(?:随|与|和|跟|同|连同)(?:上述|前述|以上|该|上面的?)?(?P<what>[^,。;随与和同]{1,16}?)"
    r"(?:一并|一起|同时|一同|一道|一块儿?|同日|同步|同期)(?:报|送|交|寄|递|"
    r"提交|上报|上交|上缴|发|进行|开展|召开)|"
    r"随(?:上述|前述|以上|该)?(?P<with>[^,。;随与和同]{2,12}?)(?:报送|提交|上交|上报|交来|报来|寄送|附上|送达)"
)


def _sentence(par: Paragraph, span: Span, context: Context, made: Sequence[Draft]) -> Iterator[Draft]:
    first, last = span
    sentence = par.folded[first:last]
    if (along := _ALONG_TAIL.search(sentence)) and _has_day(sentence[: along.start()], context):
        own = list(_sentence(par, (first, first + along.start()), context, made))
        yield from own
        if own and own[-1].when:
            draft = _along(par, (first + along.start() + 1, last), along["thing"], own[-1])
            elsewhere = len(along["with"]) > 2 and along["with"] not in sentence[: along.start()]
            yield replace(draft, follows=along["with"], doubts=()) if elsewhere else draft
        return
    context.carried = None if not _SAME.match(sentence) else context.carried
    found = _times(par, span, context, made)
    why = _told_aside(sentence, made, found, context)
    ends = [one.first for one in found[1:]] + [len(sentence)]
    dues = [
        one
        for one, end in zip(found, ends[: len(found)], strict=True)
        if not one.ignored and not idle(sentence, one, end)
    ]
    dues = merged(sentence, dues)
    if not why and announces(par, first, sentence, dues, context):
        why = _INTRODUCED
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
    found = _same_days(sentence, whens(sentence, context.frame), context, made)
    found = sorted([*found, *_stretch(sentence, context)], key=lambda one: one.first)
    found = context.seen = narrated(sentence, opened(sentence, [_put_back(sentence, one, context) for one in found]))
    for one in found:
        if one.ignored:
            put_aside(par, span[0], one, context)
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


def _told_aside(sentence: str, made: Sequence[Draft], found: Sequence[When], context: Context) -> str:
    """Why the whole sentence asks for nothing: it leads to what follows, or tells an exception."""
    if _told_nowhere_else(sentence, found, context):
        return ""
    if context.about() == "story" and not (_BINDS.search(sentence) and ACTION.search(sentence)):
        return "情况说明里的时间，不是截止时间"
    if _NOT_OURS.search(sentence):
        return "与这里的人无关"
    if _PETITION.search(sentence):
        return "请示里的时间"
    if _EXCEPTING.match(sentence) and made and made[-1].when and made[-1].when.recurrence:
        return "例外的时间，写在上一项里"
    leads = sentence.rstrip().endswith(":") and not ACTION.search(sentence)
    return _INTRODUCED if leads or INTRO.search(sentence) else ""


def _told_nowhere_else(sentence: str, found: Sequence[When], context: Context) -> bool:
    """定于10月29日至30日举办轮训班，有关安排如下: the days of what is held stand here and in no line of their own."""
    days = [one for one in found if not one.ignored and one.deadline and one.form in ("point", "window")]
    if context.timed or len(days) != 1 or _SETS.search(sentence) is None:
        return False
    return days[0].start is None or (days[0].deadline - days[0].start).days <= 7  # type: ignore[operator]


_BINDS = regex(r"请|务必|必须|(?<!必)须|应于|限(?:于|期)|要(?:于|在)|整改(?:时限|期限|完成)")
"""What asks even where only a state of things is told."""
_SETS = regex(r"(?:定于|定在|拟于|将于|决定于)[^,。;]{4,24}?(?:举办|召开|举行)")
_NOT_OURS = regex(
    r"与[^,。;]{0,6}无关|不涉及(?:支部|各|我)|不[用必需](?:支部|大家|各支部)?(?:参加|来人|到场)(?![^,。;]*的)"
)
_PETITION = regex(r"经[^,。;]{2,16}研究,[ ]*拟于")
_INTRODUCED = "引言里的时间，各项任务另有时间"


def _without_dates(
    par: Paragraph, span: Span, context: Context, made: Sequence[Draft], found: Sequence[When]
) -> Iterator[Draft]:
    """A sentence that has no time of its own: what goes along with the one before, else a deed without a date."""
    sentence = par.folded[slice(*span)]
    if _ELECTRONIC.search(sentence) and made:
        return
    along = _ALONG.fullmatch(sentence) if made and made[-1].when else None
    if along:
        yield _along(par, span, along["thing"], made[-1])
        return
    if (also := _ALSO.match(sentence)) and made and made[-1].when:
        yield _along(par, span, also["thing"], made[-1])
        return
    follows = _FOLLOWS.search(sentence)
    what = (follows["what"] or follows["with"]) if follows else None
    yield from undated(par, span, context, what, _closing(sentence, found), made)


_ASKED_NEXT = regex(r"请|须|应(?!届)|务必|需|要(?!求)|登录")
_EXCEPTING = regex(r" *(?:其中|但)[,:]? *\d{1,2} *月")


def _same_days(sentence: str, found: Sequence[When], context: Context, made: Sequence[Draft]) -> list[When]:
    """当天, 当日 are the day that was told last, 次日 the one behind it; where none was, nobody can say which."""
    told = context.stage() or (made[-1].when if made else None)
    days: list[When] = []
    for one in found:
        if _THAT_DAY.match(sentence, one.first) and one.form == "point" and not one.ignored:
            own = _ON_ARRIVAL.search(sentence[: one.first])
            day = told.deadline if told and not own else None
            day = day + timedelta(1) if day and sentence[one.first] in "次翌第" else day
            doubts = one.doubts if day else (*one.doubts, f"“{sentence[one.first : one.last]}”是哪一天，请核对")
            one = replace(one, deadline=day, doubts=doubts)
        elif one.deadline and one.ignored in ("", "说明那是什么日子"):
            told = one
        days.append(one)
    return days


def _stretch(sentence: str, context: Context) -> Iterator[When]:
    """在此期间 is the time of the heading."""
    told, stage = _MEANWHILE.search(sentence), context.stage()
    if told and stage and stage.start:
        yield replace(stage, first=told.start(), last=told.end())


_MEANWHILE = regex(r"(?:在|于)(?:此|这一?|该|上述)(?:期间|阶段|时段|段?时间)内?")
_ON_ARRIVAL = regex(r"(?:见到|收到|接到|发现|遇有)[^,。;]{1,12}$")
_THAT_DAY = regex(r"当[天日]|[次翌同]日|第二天")


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
_ALONG = regex(
    r" *(?P<thing>[^,。;随与和同]{2,20}?)(?:也)?(?:同时|一并|一同|一起|一块儿?|一道|顺带)"
    r"(?:报送?|提交|上报|上交|交|附上?)[^,。;()]{0,6}(?:\([^()]*\))?"
)


_ALSO = regex(
    r" *同时(?:请)?(?:报送?|提交|上报|上交|推荐|附上?)(?P<thing>[^,。;\d]{2,18}?)(?:作为?[^,。;]{0,8})?(?=[,。;]|$)"
)
_ALONG_TAIL = regex(
    r",(?:同时)?(?P<thing>[^,。;\d随与和同跟]{2,14}?)(?:随|与|同|和|跟|连同)(?P<with>[^,。;\d]{1,14}?)"
    r"(?:一并|一起|一同|一道|同时|一块儿?)(?:报送?|提交|上报|上交|交|发|送)[^,。;\d]{0,8}$"
)
"""汇总表于4月14日前报，工作小结随汇总表一并报送: two things, one day."""


def _has_day(words: str, context: Context) -> bool:
    return any(one.deadline and not one.ignored for one in whens(words, context.frame))


def _along(par: Paragraph, span: Span, thing: str, source: Draft) -> Draft:
    """带班组织员1名同时报: with what was asked just before."""
    title = short(f"报送{thing.strip()}")
    return replace(
        source, title=title, deliverable=None, par=par, first=span[0], last=span[1], mark=span[0], kind=source.kind
    )


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
    return closing if closing and ACTION.search(sentence[: closing.first]) else None


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
        for due in group:
            mark = first + due.first
            yield replace(draft, when=_as_group(due, group), mark=mark, doubts=doubts_of(sentence, due))
        context.last_actor = context.next_actor(draft.actor)


def _as_group(due: When, group: Sequence[When]) -> When:
    return replace(due, until=due.until or any(one.until for one in group))


def _leading_deed(sentence: str, due: When, parts: Sequence[Span], context: Context) -> Span | None:
    """A deed of its own before a clause that only hangs on it: 召开评议会，会前3天报方案."""
    if context.stage() is None:
        return None
    own = next((first for first, last in parts if first <= due.first < last), 0)
    behind = ACTION.search(sentence[due.last :])
    if own == 0 or not behind or not ((due.form == "event" and due.open) or (due.relative and behind["do"])):
        return None
    before = sentence[:own]
    deed = ACTION.search(before)
    return (0, own) if deed and deed["do"] and len(before.strip()) > 6 else None


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
    actor = doer(sentence, piece, group)
    known = actor or party or context.party()
    own = actor is not None or party is not None
    if not likely and not holds_something(sentence, piece, group, context):
        return None
    title, thing = named(par, offset, piece, group, actor, context)
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
    vague = not ACTION.search(segment) and title == short(context.matter)
    return Draft(title, actor or party, level, group[0], thing, recipient, kind, *place, vague=vague, moves=moves)


def _hosts(sentence: str, actor: Actor, when: When, context: Context) -> bool:
    """学院党委定于4月24日召开分享会, to 各党支部: the host is not who is asked."""
    if when.until or not above(actor.level, context) or actor.last > when.first:
        return False
    return _HOSTING.match(sentence, actor.last) is not None and HELD.search(sentence, when.last) is not None


_HOSTING = regex(r" *(?:研究)?(?:决定|定于|定在|拟|将|计划)")


_COMES = regex(
    r"培训|考试|考核$|测试|上课|入场|签到|会议|开班|报到|集合|讲座|研修|授课|[开大例]会|到会|参会|参训|会(?=$|[,。;(])"
)
