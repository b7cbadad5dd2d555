"""Sentences to tasks: who does what by when, with the party of the last heading and the time of the last stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at, actor_named, level_of
from handlers.notices.clauses import Span, clauses, groups, segments, sentences
from handlers.notices.days import loose, pending, tentative, whens
from handlers.notices.paragraphs import Paragraph
from handlers.notices.structure import Heading
from handlers.notices.values import IgnoredDate
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION, deliverable_in, is_generic, kind_of_task, recipient_in, tidy

NO_DATE = "没有写截止时间"


@dataclass(frozen=True, slots=True)
class Draft:
    """A task on its way, with the place of its words."""

    title: str
    actor: Actor | None
    level: str
    when: When | None
    deliverable: str | None
    recipient: str | None
    kind: str
    par: Paragraph
    first: int
    last: int
    mark: int
    """Where in the paragraph the date, or the deed, stands."""
    doubts: tuple[str, ...] = ()
    hard: bool = False
    follows: str | None = None
    """随…一并: whose date it takes over."""
    weak: bool = False
    """Made of a heading alone."""


@dataclass(slots=True)
class Context:
    """What the reader knows where it stands in the text."""

    frame: Frame
    actor: Actor
    """The addressee."""
    matter: str
    """What the notice is about, from its title."""
    headings: list[Heading] = field(default_factory=list)
    stages: dict[int, When] = field(default_factory=dict)
    """Time of an open heading, by depth."""
    parties: dict[int, Actor] = field(default_factory=dict)
    last_actor: Actor | None = None
    """The party of the sentence before, within one paragraph."""
    ignored: list[IgnoredDate] = field(default_factory=list)
    moved: list[tuple[When, Paragraph, Span]] = field(default_factory=list)

    def party(self) -> Actor:
        if self.last_actor:
            return self.last_actor
        depth = max(self.parties, default=None)
        return self.parties[depth] if depth is not None else self.actor

    def stage(self) -> When | None:
        depth = max(self.stages, default=None)
        return self.stages[depth] if depth is not None else None

    def heading(self) -> Heading | None:
        return self.headings[-1] if self.headings else None

    def about(self) -> str:
        """requirements or scope if any open heading is that."""
        kinds = [one.about for one in self.headings]
        return next((kind for kind in ("requirements", "scope") if kind in kinds), kinds[-1] if kinds else "")


def read_paragraph(par: Paragraph, start: int, context: Context) -> list[Draft]:
    """The tasks of one paragraph, from ``start`` on."""
    made: list[Draft] = []
    context.last_actor = None
    for first, last in sentences(par.folded, start):
        found = list(_sentence(par, (first, last), context, made))
        made += found
        if regex_hard.search(par.folded[first:last]):
            made = [replace(one, hard=True) for one in made]
    return made


regex_hard = regex(r"逾期|过期不候|不予受理|视为放弃|截止后不再")
_ELECTRONIC = regex(r"^[ ,]*(?:同时|并|,)*(?:请)?(?:将)?(?:其)?(?:电子|纸质)(?:版|档|稿|材料|文档)[^,。;]{0,10}(?:同时|一并|发|报|送|电邮|至)|^[ ,]*同时(?:报|发|送)[^,。;]{0,4}(?:电子|纸质)")
_FOLLOWS = regex(r"(?:随|与|和|同|连同)(?P<what>[^,。;随与和同]{1,16}?)(?:一并|一起|同时|一同|一道)(?:报|送|交|提交|上报|发)")
_IF = regex(r"^[ ,]*(?:如|若|如遇|如有|遇|对于|凡|因故|确因|确需|无法)")
_NOT_ASKED = regex(
    r"不得|严禁|不予|不再|不用|无需|不必|不收|可以?直接|可以?自|可列|可继续|不作|可酌情|原则上不|将(?:对|作为|纳入|予以|择优|适时|根据|按|通报|视)|纳入|作为[^,。;]{0,12}(?:依据|参考|内容|指标)|统一安排|予以通报|联系人|咨询|未尽事宜|由[^,。;]{1,8}解释|请勿|已[^,。;]{0,4}的"
)
_ATTITUDE = regex(
    r"高度重视|提高(?:思想|政治)?认识|加强(?:组织)?领导|认真组织|精心|切实|确保|坚持|严格|充分|深刻|压实|落实责任|把握|强化|注重|突出|防止|弘扬|营造|抓好|抓实|统筹|要(?:以|把|用|有|做到)|真实|准确|围绕(?!.{0,20}(?:召开|开展|组织|上传|撰写|讲))|鼓励|支持|深化|完善|健全|发挥|提升|推动|进一步|高质量|高标准"
)
_STRONG = regex(
    r"报送|上报|提交|报(?:所在|学院|党委|组织|分党|党总支|二级|学校|校|基层)|交(?:所在|学院|至|到|给|回)|备案|填写|填报|上传|录入|发至|发送|汇总|归档|缴|召开|举办|举行|开展一?次|组织一?次|撰写|形成|制定|列出|建立|核对|核实|审核|观看|完成|办理|考察|更新|评议|谈话|走访|摸排|排查|自查|整改|公示|提名|推荐|逐一|组织党员|集中学习|培训|收齐|报到|转接|讲|清理"
)


def _sentence(par: Paragraph, span: Span, context: Context, made: Sequence[Draft]) -> Iterator[Draft]:
    first, last = span
    sentence = par.folded[first:last]
    found = whens(sentence, context.frame)
    for one in found:
        if one.ignored:
            _put_aside(par, first, one, context)
    dues = [one for one in found if not one.ignored]
    if _ELECTRONIC.search(sentence) and made and not dues:
        return
    follows = _FOLLOWS.search(sentence)
    dues = [one for one in dues if not _idle(sentence, one)]
    if not dues:
        closing = next((one for one in found if one.ignored.startswith("系统关闭")), None)
        yield from _undated(par, span, context, follows["what"] if follows else None, closing, made)
        return
    parts = clauses(sentence, dues)
    due_groups = groups(sentence, dues)
    spans = segments(sentence, due_groups, parts)
    lead = _leading_deed(sentence, due_groups[0][0], parts, context)
    if lead is not None:
        yield from _stage_deed(par, first, lead, context)
        spans[0] = (lead[1], spans[0][1])
    party: Actor | None = None
    for group, piece in zip(due_groups, spans, strict=True):
        draft = _dated(par, first, piece, group, context, party)
        if draft is None:
            continue
        party = draft.actor or party
        for due in group:
            mark = first + due.first
            yield replace(draft, when=_as_group(due, group), mark=mark, doubts=_doubts(sentence, due))
        context.last_actor = draft.actor or context.last_actor


def _as_group(due: When, group: Sequence[When]) -> When:
    return replace(due, until=due.until or any(one.until for one in group))


def _idle(sentence: str, when: When) -> bool:
    """A rhythm or an event that asks for nothing: 按照每年一次的要求, 会后 alone."""
    if when.form == "vague" and when.open:
        return not ACTION.search(sentence[when.last :])
    if when.form == "event" and when.open and not ACTION.search(sentence[when.last :]):
        return True
    if when.form == "vague" and _IF.search(sentence[: when.first]):
        return True
    return when.form == "start" and not ACTION.search(sentence[when.last :][:24])


def _put_aside(par: Paragraph, first: int, when: When, context: Context) -> None:
    begin, end = first + when.first, first + when.last
    context.ignored.append(IgnoredDate(par.text[begin:end].strip(), par.lines[min(begin, len(par.lines) - 1)], when.ignored))
    if when.ignored.startswith("原来的时间"):
        context.moved.append((when, par, (begin, end)))


# ---- sentences with a date


def _leading_deed(sentence: str, due: When, parts: Sequence[Span], context: Context) -> Span | None:
    """A deed of its own before a clause that only hangs on it: 召开评议会，会前3天报方案."""
    if due.form != "event" or not due.open or context.stage() is None:
        return None
    own = next((first for first, last in parts if first <= due.first < last), 0)
    if own == 0 or not ACTION.search(sentence[due.last :]):
        return None
    before = sentence[:own]
    deed = ACTION.search(before)
    return (0, own) if deed and deed["do"] and len(before.strip()) > 6 else None


def _stage_deed(par: Paragraph, offset: int, piece: Span, context: Context) -> Iterator[Draft]:
    span = (offset + piece[0], offset + piece[1])
    yield from _undated(par, span, context, None, None, ())


def _dated(par: Paragraph, offset: int, piece: Span, group: Sequence[When], context: Context, party: Actor | None) -> Draft | None:
    sentence = par.folded[offset:]
    first, last = piece
    text = par.text[offset + first : offset + last]
    actor = _actor(sentence, piece, group)
    known = actor or party or context.party()
    title, thing = _title(par, offset, piece, group, actor, context)
    if title is None:
        return None
    segment = sentence[first:last]
    recipient = recipient_in(segment)
    heading = context.heading()
    kind = kind_of_task(title, text, heading.words if heading else "")
    return Draft(
        title, actor or party, known.level, group[0], thing, recipient, kind, par, offset + first, offset + last, offset + group[0].first
    )


def _actor(sentence: str, piece: Span, group: Sequence[When]) -> Actor | None:
    """The party of the stretch: of the date's own clause or of one that leads to it."""
    first, last = piece
    after = actor_at(sentence, group[-1].last, last)
    before = actor_at(sentence, first, group[0].first)
    named = None
    if not before:
        named = actor_named(re.sub(r"[于在请,: ]+$", "", sentence[first : group[0].first])) if group[0].first - first < 14 else None
    return before or (named if named else None) or after


def _title(par: Paragraph, offset: int, piece: Span, group: Sequence[When], actor: Actor | None, context: Context) -> tuple[str | None, str | None]:
    """What is to be done, in the sentence's words, and the thing that is handed in."""
    sentence, first, last = par.folded[offset:], *piece
    before = _without(sentence[first : group[0].first], actor, first)
    after = _without(sentence[group[-1].last : last], actor, group[-1].last)
    raw_before, raw_after = before, after
    deed = ACTION.search(raw_after)
    if deed and deed["hand"] and len(raw_after[: deed.start()].strip(" ,将把统一由")) <= 40:
        return _handed(raw_before, raw_after, deed, context)
    if deed:
        clause = _clause(raw_after, deed.start())
        words = tidy(clause)
        thing = deliverable_in(raw_after)
        if words and len(words) > 3:
            return _short(words), thing
        subject = tidy(regex_object.sub("", _last_clause(raw_before)))
        return (_short(f"{subject}{words}") if subject else _fallback(context, words)), thing or deliverable_in(raw_before)
    words = tidy(regex_label.sub("", _last_clause(raw_before)))
    thing = deliverable_in(raw_before)
    deed = ACTION.search(words)
    rest = tidy(raw_after.strip())
    if not words and rest and not regex_noise.match(rest) and context.stage() is None and not deed:
        return _short(rest), deliverable_in(rest)
    if deed and len(words) > 3:
        return _short(words), thing
    if words and len(words) >= 2 and not regex_noise.match(words):
        return _short(words), thing
    return _fallback(context, words), thing


regex_object = regex(r"^(?:将|把)")
regex_label = regex(r"^(?:.{0,6}(?:时间|期限|日期|截止)(?:为|:|是)?|时间)$")
regex_noise = regex(r"^(?:共|为期|地点|具体|时间|截止|截至|期间|上午|下午|前后?|起|止|含|在|[\d:\-\s,、()天周一二三四五六日]+$|[本这]|届时)")


def _without(text: str, actor: Actor | None, offset: int) -> str:
    if actor and actor.last > actor.first:
        first, last = actor.first - offset, actor.last - offset
        if 0 <= first < last <= len(text) + 1:
            text = text[:first] + text[last:]
    return regex_prep.sub("", text)


regex_prep = regex(r"[(,、 ]*(?:请|须|应|并|拟|将|定|务必|最迟|原则上|统一|分别|截止(?:时间|日期)?(?:为|是|:)?)*(?:于|在|自|从|到|至)?[ (]*$")


def _handed(before: str, after: str, deed, context: Context) -> tuple[str | None, str | None]:  # type: ignore[no-untyped-def]
    """Something is handed in: the verb, and the thing behind it or before it."""
    verb = deed["hand"]
    verb = {"报": "报送", "交": "上交", "送": "报送", "发至": "发送", "发到": "发送", "发我": "发送", "发给": "发送", "交至": "上交", "交到": "上交", "送至": "报送", "交给": "上交"}.get(verb, verb)
    behind = regex_recipient.sub("", _clause(after, deed.end()))
    held = after[: deed.start()]
    for text in (held, behind, before, after[deed.end() :]):
        thing = deliverable_in(text)
        if thing and not is_generic(thing):
            return _short(f"{verb}{thing}"), thing
    subject = tidy(regex_object.sub("", _last_clause(before)))
    obj = tidy(regex_object.sub("", held)) or (tidy(behind) if not recipient_in(after) or len(behind) > 2 else "")
    if obj and len(obj) > 1 and not regex_noise.match(obj) and not is_generic(obj):
        return _short(obj if ACTION.search(obj) else f"{verb}{obj}"), deliverable_in(after)
    if subject and len(subject) > 1 and not regex_noise.match(subject) and not is_generic(subject):
        return _short(f"{subject}，{verb}" if ACTION.search(subject) else f"{verb}{subject}"), deliverable_in(before)
    return _fallback(context, f"{verb}{obj or subject}"), deliverable_in(before) or deliverable_in(after)


regex_recipient = regex(r"^(?:至|到|给|往)?(?:所在|学校|校|学院)?(?:党委)?(?:组织人事处|组织部|宣传部|党总支|学院党委|二级党组织|分党委|党支部|办公室|组织科|邮箱)+")


def _clause(text: str, at: int) -> str:
    end = re.search(r"[,;。:(]", text[at + 1 :])
    return text[at : at + 1 + end.start()] if end else text[at:]


def _last_clause(text: str) -> str:
    parts = [part for part in re.split(r"[,;。:]", text) if part.strip(" ()（）")]
    return parts[-1] if parts else ""


def _short(words: str) -> str:
    words = re.sub(r"\s+", "", words)
    return words if len(words) <= 40 else words[:39] + "…"


def _fallback(context: Context, words: str) -> str | None:
    """The heading's words, or what the notice is about, where the sentence has no object of its own."""
    heading = next((one for one in reversed(context.headings) if one.about == "work" and one.words), None)
    if heading:
        return _short(clean_heading(heading.words))
    if context.matter:
        return _short(context.matter)
    return _short(words) if words else None


def clean_heading(words: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]是|[(（][^()（）]*[)）]$|阶段$", "", words).strip(" ，,。：:")


def _doubts(sentence: str, when: When) -> tuple[str, ...]:
    doubts = list(when.doubts)
    around = sentence[max(0, when.first - 12) : when.last + 26]
    if tentative(around) and when.form in ("point", "window"):
        doubts.append("时间是暂定的，请核对")
    if when.deadline is None and not when.doubts:
        if when.relative:
            doubts.append(f"“{when.relative}”要等那一天确定")
        elif when.start is None:
            doubts.append(NO_DATE)
        else:
            doubts.append("只有开始时间，没有截止时间")
    return tuple(doubts)


# ---- sentences without a date


def _undated(
    par: Paragraph, span: Span, context: Context, follows: str | None, closing: When | None, made: Sequence[Draft]
) -> Iterator[Draft]:
    first, last = span
    sentence = par.folded[first:last]
    stage, open_time = context.stage(), pending(sentence)
    deed = ACTION.search(sentence)
    actor = actor_at(sentence)
    if actor:
        context.last_actor = replace(actor)
    if open_time and made and not follows and len(sentence.replace(open_time, "").strip(" ,")) < 8:
        return
    if not deed or not _asks(sentence, actor, context, bool(stage or follows or closing)):
        return
    title, thing = _undated_title(sentence, deed, actor, context)
    if not title:
        return
    when = stage
    doubts: tuple[str, ...] = ()
    if closing and not stage:
        day = closing.deadline or closing.start
        if day and (closing.time in ("00:00", None) and "24" not in sentence):
            day -= timedelta(1)
        when = When(closing.first, closing.last, day, form="point", until=True)
        doubts = ("按系统关闭的时间推算",)
    elif stage is None:
        doubts = (f"时间未定：{open_time}" if open_time else NO_DATE,)
        if follows:
            doubts = ()
    else:
        doubts = _doubts(sentence, stage)
    known = actor or context.party()
    heading = context.heading()
    kind = kind_of_task(title, sentence, heading.words if heading else "")
    mark = first + deed.start()
    yield Draft(title, actor, known.level, when, thing, recipient_in(sentence), kind, par, first, last, mark, doubts, follows=follows)


def _asks(sentence: str, actor: Actor | None, context: Context, timed: bool) -> bool:
    """Whether a sentence without a date asks for a deed, and not for an attitude."""
    if _NOT_ASKED.search(sentence) or _IF.search(sentence):
        return False
    strong = _STRONG.search(sentence)
    handed = recipient_in(sentence) is not None
    if timed:
        return bool(strong) and (context.about() != "requirements" or handed or "一并" in sentence)
    if context.about() in ("scope",):
        return False
    if context.about() == "requirements":
        return handed and bool(strong) and (actor is not None or pending(sentence) is not None or loose(sentence)) and not _ATTITUDE.search(sentence)
    if pending(sentence) and ACTION.search(sentence) and regex_meeting.search(sentence):
        return True
    return bool(strong) and (handed or "请" in sentence) and actor is not None and not _ATTITUDE.search(sentence)


regex_meeting = regex(r"召开|举行|举办|会议|开会")


def _undated_title(sentence: str, deed, actor: Actor | None, context: Context) -> tuple[str | None, str | None]:  # type: ignore[no-untyped-def]
    body = _without(sentence, actor, 0)
    hand = next((one for one in ACTION.finditer(body) if one["hand"]), None)
    thing = deliverable_in(body)
    if hand and thing and not is_generic(thing):
        return _handed(body[: hand.start()], body[hand.start() :], ACTION.match(body, hand.start()) and ACTION.search(body[hand.start() :]), context)
    strong = _STRONG.search(body)
    clause = _clause(body, max(0, _clause_start(body, strong.start() if strong else 0)))
    words = tidy(clause)
    return (_short(words) if len(words) > 2 else _fallback(context, words)), thing


def _clause_start(text: str, at: int) -> int:
    return max(text.rfind(char, 0, at) for char in ",;:") + 1


# ---- headings


def heading_task(heading: Heading, context: Context) -> Draft | None:
    """A work item whose text made no task: the item itself is one."""
    words = clean_heading(heading.words)
    if heading.about != "work" or len(words) < 3 or _NOT_ASKED.search(words):
        return None
    stage = context.stages.get(heading.depth)
    deed = ACTION.search(words)
    if stage is None and not deed and not regex_named.search(words):
        return None
    if stage is None and _ATTITUDE.search(words) and not regex_firm.search(words):
        return None
    body = heading.par.folded[heading.last :]
    actor = next((found for begin, end in sentences(body) if (found := actor_at(body, begin, end))), None)
    known = actor or context.party()
    doubts = _doubts(heading.par.folded, stage) if stage else (NO_DATE,)
    kind = kind_of_task(words, "", "")
    if kind in ("other", "report"):
        kind = kind_of_task(words, body[:80], "")
    return Draft(
        _short(words), actor, known.level, stage, None, recipient_in(body), kind, heading.par, heading.first, max(heading.last, heading.first + 1),
        heading.first, doubts, weak=True,
    )  # fmt: skip


regex_named = regex(r"(?:考察|学习|活动|会议?|党课|党日|教育|培训|检查|评选|征集|计划|谈话|党费|上传|填报|更新|核对|征文|慰问|培育|创建|工程)$")
regex_firm = regex(r"推进.{2,30}(?:工程|建设|创建|整改)|讲|开展|召开|组织|制定|举办|完成|抓好.{1,10}(?:填报|报送|收缴)")


def stage_of(heading: Heading, frame: Frame) -> tuple[When | None, str]:
    """The time that a heading gives to all below it: （一）自查阶段（3月16日—4月3日）."""
    words = heading.par.folded[heading.first : heading.last]
    found = [one for one in whens(words, frame) if not one.ignored and one.form in ("point", "window", "term", "repeat")]
    if len(found) != 1 or actor_at(words):
        return None, ""
    deed = ACTION.search(words[found[0].last :])
    if deed and not words.rstrip(" 。:").endswith(")"):
        return None, ""
    return found[0], words


def party_of(heading: Heading) -> Actor | None:
    """A heading that is a party's name: （一）各党支部."""
    words = re.sub(r"(?:的)?(?:主要)?(?:工作)?(?:任务|职责|要求|方面|工作|层面)$", "", heading.words)
    actor = actor_named(words) if 2 < len(words) <= 20 else None
    if actor is None or ACTION.search(words):
        return None
    level = level_of(words)
    return Actor(actor.words, level or actor.level)


def as_date(when: When | None) -> date | None:
    return when.deadline if when else None
