"""Sentences to tasks: who does what by when, with the party of the last heading and the time of the last stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at, actor_named, level_of
from handlers.notices.clauses import Span, clauses, groups, segments, sentences
from handlers.notices.days import loose, pending, tentative, whens
from handlers.notices.notdue import INTRO
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
    moves: bool = False
    """It takes the place of an earlier date: 延期至4月20日."""


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

    sectioned: bool = False
    """The notice has numbered sections."""

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
_ELECTRONIC = regex(
    r"^[ ,]*(?:同时|并|,)*(?:请)?(?:将)?(?:其)?(?:电子|纸质)(?:版|档|稿|材料|文档)[^,。;]{0,10}(?:同时|一并|发|报|送|电邮|至)|^[ ,]*同时(?:报|发|送)[^,。;]{0,4}(?:电子|纸质)"
)
_FOLLOWS = regex(
    r"(?:随|与|和|同|连同)(?P<what>[^,。;随与和同]{1,16}?)(?:一并|一起|同时|一同|一道)(?:报|送|交|提交|上报|发)"
)
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
    dues = _merged(sentence, [one for one in dues if not _idle(sentence, one)])
    if INTRO.search(sentence) or _announces(par, sentence, dues, context):
        for one in dues:
            _put_aside(par, first, replace(one, ignored="引言里的时间，各项任务另有时间"), context)
        return
    dues = _without_spans(par, sentence, first, dues, context)
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


def _without_spans(par: Paragraph, sentence: str, first: int, dues: Sequence[When], context: Context) -> list[When]:
    """12月4日前交台账（1-11月）: a stretch in brackets beside a deadline only says what it is of."""
    kept = []
    for one in dues:
        wrapped = sentence[: one.first].rstrip().endswith("(") and sentence[one.last :].lstrip().startswith(")")
        if wrapped and one.form == "window" and any(other.until and other is not one for other in dues):
            _put_aside(par, first, replace(one, ignored="括号里的期间，不是截止时间"), context)
        else:
            kept.append(one)
    return kept


def _announces(par: Paragraph, sentence: str, dues: Sequence[When], context: Context) -> bool:
    """The preamble says when the whole campaign runs; what is due stands in the sections below."""
    if (
        context.headings
        or not dues
        or not (regex_below.search(par.folded) or context.sectioned and regex_decided.search(sentence))
    ):
        return False
    if not all(one.form in ("window", "repeat") for one in dues):
        return False
    # A meeting of some days is told here and nowhere else; a campaign of weeks is not a task.
    longest = max((one.deadline - one.start).days if one.start and one.deadline else 0 for one in dues)
    return longest > 14 or not regex_meeting.search(sentence)


regex_decided = regex(r"定于|拟于|决定(?:于|在)")
regex_set = regex(r"时间[^,。;]{0,4}(?:在|为|是|:)|(?:应|须|要|请)?(?:安排|集中)在")
regex_below = regex(r"(?:如下|下列|以下)[^。]{0,12}[。:]|主要安排|通知如下")


def _merged(sentence: str, dues: Sequence[When]) -> list[When]:
    """Two words for one time: 每月主题党日（每月最后一个星期三）; 第7—8周，每周三."""
    merged: list[When] = []
    for one in dues:
        before = merged[-1] if merged else None
        if one.form == "again":
            if before:
                merged[-1] = replace(
                    before,
                    recurrence=one.recurrence,
                    last=max(before.last, one.last) if one.first - before.last < 2 else before.last,
                )
            continue
        if before and before.open and one.deadline and _gives_way(sentence, before, one):
            merged[-1] = one
            continue
        if (
            before
            and before.form == "start"
            and one.deadline
            and not one.start
            and not regex_party.search(sentence[before.last : one.first])
        ):
            merged[-1] = replace(one, start=before.start)
            continue
        if (
            before
            and before.form == "term"
            and before.open
            and one.form == "window"
            and sentence[before.last : one.first].strip() == "("
        ):
            merged[-1] = one
            continue
        if before and one.form == "repeat" and before.form == "window" and sentence[before.last : one.first].strip() == "(":
            merged[-1] = replace(before, recurrence=one.recurrence)
            continue
        if before and one.form == "repeat" and before.form in ("repeat", "term"):
            between = sentence[before.last : one.first]
            behind = sentence[one.last :]
            if before.form == "term" and len(between.strip(" ,")) < 2:
                merged[-1] = replace(before, last=one.last, recurrence=one.recurrence)
                continue
            named = (
                not ACTION.search(between) and len(between) < 8 and "次" not in before.recurrence
                if before.recurrence
                else False
            )
            if named or (before.open and not ACTION.search(behind)):
                merged[-1] = replace(one, first=before.first, last=one.last if named else before.last)
                continue
        merged.append(one)
    return merged


def _gives_way(sentence: str, before: When, one: When) -> bool:
    """放假前统计去向，1月16日前交表; 换届后的名单11月30日前报: the day that is written is the one that counts."""
    between = sentence[before.last : one.first]
    if before.form == "term" and one.form in ("point", "window"):
        return ";" not in between
    return before.form == "event" and one.until and one.form == "point" and not regex_comma.search(between)


regex_comma = regex(r"[,;、:]")
regex_party = regex(r"各|党|请|部|[;。]")


def _as_group(due: When, group: Sequence[When]) -> When:
    return replace(due, until=due.until or any(one.until for one in group))


def _idle(sentence: str, when: When) -> bool:
    """A rhythm or an event that asks for nothing: 按照每年一次的要求, 会后 alone."""
    if when.form == "vague" and when.open:
        return not ACTION.search(sentence[when.last :])
    if when.form == "event" and when.open and not ACTION.search(sentence[when.last :]):
        return not regex_set.search(sentence[: when.first])
    if when.form == "vague" and _IF.search(sentence[: when.first]):
        return True
    return when.form == "start" and not ACTION.search(sentence[when.last :][:24])


def _put_aside(par: Paragraph, first: int, when: When, context: Context) -> None:
    begin, end = first + when.first, first + when.last
    context.ignored.append(
        IgnoredDate(par.text[begin:end].strip(), par.lines[min(begin, len(par.lines) - 1)], when.ignored)
    )
    if when.ignored.startswith("原来的时间"):
        context.moved.append((when, par, (begin, end)))


# ---- sentences with a date


def _leading_deed(sentence: str, due: When, parts: Sequence[Span], context: Context) -> Span | None:
    """A deed of its own before a clause that only hangs on it: 召开评议会，会前3天报方案."""
    if context.stage() is None:
        return None
    own = next((first for first, last in parts if first <= due.first < last), 0)
    behind = ACTION.search(sentence[due.last :])
    if own == 0 or not behind or not (due.form == "event" and due.open or (due.relative and behind["do"])):
        return None
    before = sentence[:own]
    deed = ACTION.search(before)
    return (0, own) if deed and deed["do"] and len(before.strip()) > 6 else None


def _stage_deed(par: Paragraph, offset: int, piece: Span, context: Context) -> Iterator[Draft]:
    span = (offset + piece[0], offset + piece[1])
    yield from _undated(par, span, context, None, None, ())


def _dated(
    par: Paragraph, offset: int, piece: Span, group: Sequence[When], context: Context, party: Actor | None
) -> Draft | None:
    sentence = par.folded[offset:]
    first, last = piece
    text = par.text[offset + first : offset + last]
    actor = _actor(sentence, piece, group)
    known = actor or party or context.party()
    own = actor is not None or party is not None
    title, thing = _title(par, offset, piece, group, actor, context)
    if title is None:
        return None
    segment = sentence[first:last]
    recipient = recipient_in(segment)
    moves = regex_moves.search(sentence[first : group[0].first]) is not None
    if moves:
        title = _moved_title(par.text[offset + first : offset + group[0].first], context) or title
    heading = context.heading()
    kind = kind_of_task(title, text, heading.words if heading else "")
    return Draft(
        title, actor or party, known.level if own else level_by_deed(title, known, context), group[0], thing, recipient, kind, par, offset + first, offset + last, offset + group[0].first,
        moves=moves,
    )  # fmt: skip


regex_moves = regex(r"(?:延期|延长|顺延|推迟|推后|调整|变更|改|提前)(?:到|至|为|在|于)? *$")


def _moved_title(before: str, context: Context) -> str | None:
    """What was moved: the meeting that is named, the notice that is named, or what this notice is about."""
    meeting = regex_meets.search(before)
    if meeting:
        return _short(tidy(meeting[0]))
    named = matter_of(next(iter(re.findall("《([^《》]{4,60})》", before)), ""))
    return (
        named
        or re.sub(
            r"^(?:调整|延长|推迟|变更|更正)|(?:征集|报送|申报|填报|报名)?的?(?:截止|报送|申报|举办|召开)?(?:时间|日期)$",
            "",
            context.matter,
        )
        or None
    )


regex_meets = regex(r"[^\s,，。；;、\d]{0,12}(?:例会|会议|大会|培训班|座谈会|评审会|推进会|评议会|比赛|活动)")


def matter_of(title: str) -> str:
    """关于做好党费收缴工作的通知 → 党费收缴工作."""
    words = re.sub(r"[(（][^()（）]*[)）]$", "", re.sub(r"\s+", "", title))
    if not words:
        return ""
    match = regex_matter.search(words)
    return match["what"] if match else re.sub(r"(?:的)?(?:通知|方案|提示|要点|清单|安排|提醒)$", "", words)


regex_matter = regex(
    r"关于(?:进一步|认真|切实|扎实|集中)?(?:做好|规范|印发|转发)?(?P<what>.+?)(?:有关|相关)?(?:工作|事项|事宜)?(?:安排)?的?(?:预备|补充|紧急)?(?:通知|通报|方案|函|公告|实施方案)"
)


def _actor(sentence: str, piece: Span, group: Sequence[When]) -> Actor | None:
    """The party of the stretch: of the date's own clause or of one that leads to it."""
    first, last = piece
    deed = ACTION.search(sentence, group[-1].last, last)
    after = actor_at(sentence, group[-1].last, last)
    if after and deed and after.first > deed.start():
        after = None
    if after is None and (asked := regex_asked.search(sentence, group[-1].last, last)):
        after = actor_at(sentence, asked.start(), last)
    before = actor_at(sentence, first, group[0].first)
    named = None
    if not before:
        lead = re.sub(r"[于在请,: ]+$", "", sentence[first : group[0].first])
        named = actor_named(lead, 0) if len(lead) < 14 and not regex_decree.search(lead) else None
    return before or named or _in_event(sentence, group[0]) or after


def _in_event(sentence: str, when: When) -> Actor | None:
    """党员返校后3天内: who comes back is who acts."""
    if not when.relative:
        return None
    actor = actor_at(sentence, when.first, when.last)
    return actor if actor and actor.first == when.first and regex_own.match(sentence, actor.last) else None


regex_own = regex(r"收到|接到|返校|返回|离校|毕业|领取|参加|完成|在|于")
regex_asked = regex(r"请(?=[^,。;]{2,24}?(?:参加|准备|做好|出席|到会))")
regex_decree = regex(r"经|督促|指导|协助|帮助|组织(?!员|部|人事)|研究|决定|根据|按照")


def _title(
    par: Paragraph, offset: int, piece: Span, group: Sequence[When], actor: Actor | None, context: Context
) -> tuple[str | None, str | None]:
    """What is to be done, in the sentence's words, and the thing that is handed in."""
    sentence, first, last = par.folded[offset:], *piece
    raw_before = _bare(_without(sentence[first : group[0].first], actor, first))
    raw_after = _bare(_without(sentence[group[-1].last : last], actor, group[-1].last))
    deed = ACTION.search(raw_after)
    batch = regex_batch.search(raw_before)
    if batch:
        named = context.headings[-1].words if context.headings and context.headings[-1].about == "work" else ""
        named = context.matter or clean_heading(re.sub(r"[(（].*", "", named)) or tidy(re.split("[(（,，:：]", raw_before)[0])
        return _short(f"{named}（{batch[0]}）"), None
    hand = next((one for one in ACTION.finditer(raw_after) if one["hand"]), None)
    if deed and not deed["hand"] and hand and (recipient_in(raw_after[hand.start() :]) or deliverable_in(raw_after)):
        done, thing = tidy(_clause(raw_after, deed.start())), None
        handed, thing = _handed(raw_before, raw_after, hand, context)
        if hand.start() < deed.start() + len(_clause(raw_after, deed.start())):
            return handed, thing
        if not regex_times.sub("", ACTION.sub("", done)).strip():
            done = tidy(_last_clause(raw_before)) + done
        return (_short(f"{done}，{handed}") if handed and 3 < len(done) <= 18 else handed), thing
    if deed and deed["hand"] and len(raw_after[: deed.start()].strip(" ,将把统一由")) <= 40:
        return _handed(raw_before, raw_after, deed, context)
    if deed:
        clause = _clause(raw_after, deed.start())
        words = tidy(clause)
        thing = deliverable_in(raw_after)
        if words and len(words) > 3 and len(regex_times.sub("", ACTION.sub("", words))) > 1:
            return _short(words), thing
        if not regex_times.sub("", ACTION.sub("", words + _last_clause(raw_before))).strip(" ,;自行统一分别"):
            return _fallback(context, words), thing
        subject = tidy(regex_object.sub("", _last_clause(raw_before)))
        return (_short(f"{subject}{words}") if subject else _fallback(context, words)), thing or deliverable_in(
            raw_before
        )
    words = tidy(regex_planned.sub("", regex_label.sub("", _last_clause(raw_before))))
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


regex_batch = regex(r"第[一二三四五1-5]批(?:次)?(?=\W*$)")
regex_object = regex(r"^(?:将|把)")
regex_times = regex(r"(?:至少|不少于|不得少于)?(?:\d{1,2}|[一二两三四])(?:次|回|天)|[一般原则上]")
regex_planned = regex(r"(?:原则上)?(?:拟|统一)?(?:安排|定|集中)$")
regex_label = regex(r"^(?:.{0,6}(?:时间|期限|日期|截止)(?:为|:|是)?|时间)$")
regex_noise = regex(
    r"^(?:共|为期|地点|具体|时间|截止|截至|期间|上午|下午|前后?|起|止|含|在|[\d:\-\s,、()天周一二三四五六日]+$|[本这]|届时)"
)


def _bare(text: str) -> str:
    """Without what stands in brackets, and without the mark of an item."""
    return regex_mark.sub("", regex_bracket.sub("", text))


regex_bracket = regex(r"\([^()]*\)|^[^()]*\)")
regex_mark = regex(r"^ *(?:\d{1,2}[.、)]|[①-⑳])")


def _without(text: str, actor: Actor | None, offset: int) -> str:
    if actor and actor.last > actor.first:
        first, last = actor.first - offset, actor.last - offset
        if 0 <= first < last <= len(text) + 1:
            text = text[:first] + text[last:]
    return regex_prep.sub("", text)


regex_prep = regex(
    r"[(,、 ]*(?:请|须|应|并|拟|将|定|务必|最迟|需要|一般|原则上|统一|分别|截止(?:时间|日期)?(?:为|是|:)?)*(?:于|在|自|从|到|至)?[ (]*$"
)


def _handed(before: str, after: str, deed, context: Context) -> tuple[str | None, str | None]:  # type: ignore[no-untyped-def]
    """Something is handed in: the verb, and the thing behind it or before it."""
    verb = deed["hand"]
    verb = {
        "报": "报送",
        "交": "上交",
        "送": "报送",
        "发至": "发送",
        "发到": "发送",
        "发我": "发送",
        "发给": "发送",
        "交至": "上交",
        "交到": "上交",
        "送至": "报送",
        "交给": "上交",
    }.get(verb, verb)
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
        joined = f"{subject}，{verb}" if ACTION.search(subject) and len(subject) > 10 else f"{verb}{subject}"
        return _short(joined), deliverable_in(before)
    return _fallback(context, f"{verb}{obj or subject}"), deliverable_in(before) or deliverable_in(after)


regex_recipient = regex(
    r"^(?:至|到|给|往)?(?:所在|学校|校|学院)?(?:党委)?(?:组织人事处|组织部|宣传部|党总支|学院党委|二级党组织|分党委|党支部|办公室|组织科|邮箱)+"
)


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
    timed = next((re.sub(r"(?:时间|安排|日程|地点|、)+$", "", one.words) for one in reversed(context.headings)), "")
    if len(timed) > 1:
        return _short(timed)
    return _short(words) if words else None


def clean_heading(words: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]是|[(（][^()（）]*[)）]$|阶段$", "", words).strip(" ，,。：:")


def _doubts(sentence: str, when: When) -> tuple[str, ...]:
    doubts = list(when.doubts)
    around = sentence[max(0, when.first - 12) : when.last + 26]
    later = pending(sentence[when.last :]) if when.time is None else None
    if (tentative(around) or later) and when.form in ("point", "window"):
        doubts.append(f"原文写明：{later}" if later else "时间是暂定的，请核对")
    if when.deadline is None and not when.doubts:
        if when.relative:
            doubts.append(f"“{when.relative}”要等那一天确定")
        elif when.start is None:
            doubts.append(NO_DATE)
        else:
            doubts.append("只有开始时间，没有截止时间")
    return tuple(doubts)


def level_by_deed(title: str, known: Actor, context: Context) -> str:
    """A branch's own deeds are a branch's where no party is named, whoever the notice is addressed to."""
    if (
        known.level == "secondary"
        and not context.parties
        and context.last_actor is None
        and regex_branch_deed.search(title)
    ):
        return "branch"
    heading = context.heading()
    if (
        known.level == "secondary"
        and context.last_actor is None
        and heading
        and regex_branch_deed.search(heading.words)
        and not regex_higher.search(heading.words)
    ):
        return "branch"
    return known.level


regex_branch_deed = regex(
    r"组织生活会(?!.{0,8}(?:工作|安排表|督导))|主题党日|支委会|党员大会|支部大会|党小组会|民主评议党员(?!.{0,4}(?:结果|汇总))"
)
regex_higher = regex(r"报送|汇总|督导|指导|总结|材料")


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
    if not title or regex_empty.fullmatch(title):
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
    level = known.level if actor else level_by_deed(title, known, context)
    yield Draft(
        title, actor, level, when, thing, recipient_in(sentence), kind, par, first, last, mark, doubts, follows=follows
    )


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
        return (
            handed
            and bool(strong)
            and (actor is not None or pending(sentence) is not None or loose(sentence))
            and not _ATTITUDE.search(sentence)
        )
    if pending(sentence) and ACTION.search(sentence) and regex_meeting.search(sentence):
        return True
    return bool(strong) and (handed or "请" in sentence) and actor is not None and not _ATTITUDE.search(sentence)


regex_empty = regex(
    r"(?:认真|按时|对照|如期|抓紧|及时|遵照|全面|贯彻|按要求|抓好)*(?:完成|执行|落实|做好|贯彻|报送|开展|准备|安排)?(?:各项|有关|相关)?(?:工作|任务)?"
)
regex_meeting = regex(r"召开|举行|举办|会议|开会")


def _undated_title(sentence: str, deed, actor: Actor | None, context: Context) -> tuple[str | None, str | None]:  # type: ignore[no-untyped-def]
    body = _without(sentence, actor, 0)
    hand = next((one for one in ACTION.finditer(body) if one["hand"]), None)
    thing = deliverable_in(body)
    if hand and thing and not is_generic(thing):
        return _handed(
            body[: hand.start()],
            body[hand.start() :],
            ACTION.match(body, hand.start()) and ACTION.search(body[hand.start() :]),
            context,
        )
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
    if regex_article.match(heading.par.folded) or INTRO.search(words):
        return None
    if heading.about != "work" or len(words) < 3 or _NOT_ASKED.search(words):
        return None
    stage = context.stages.get(heading.depth)
    deed = ACTION.search(words)
    if deed and deed.start() > 4 and len(words) > 14 and not regex_named.search(words):
        deed = None
    body = heading.par.folded[heading.last :] + heading.below
    if (
        stage is None
        and not deed
        and not (regex_named.search(words) and (_STRONG.search(body) or not body.strip(" 。")))
    ):
        return None
    if stage is None and _ATTITUDE.search(words) and not regex_firm.search(words):
        return None
    actor = next((found for begin, end in sentences(body) if (found := actor_at(body, begin, end))), None)
    known = actor or context.party()
    doubts = _doubts(heading.par.folded, stage) if stage else (NO_DATE,)
    kind = kind_of_task(words, "", "")
    if kind in ("other", "report"):
        kind = kind_of_task(words, body[:80], "")
    return Draft(
        _short(words), actor, known.level if actor else level_by_deed(words + heading.words, known, context), stage, None, recipient_in(body), kind, heading.par, heading.first, max(heading.last, heading.first + 1),
        heading.first, doubts,
    )  # fmt: skip


regex_article = regex(r" *第[^ ]{1,4}[条章]")
regex_named = regex(
    r"(?:考察|学习|活动|会议?|党课|党日|教育|培训|检查|评选|征集|计划|谈话|党费|上传|填报|更新|核对|征文|慰问|培育|创建|工程)$"
)
regex_firm = regex(r"推进.{2,30}(?:工程|建设|创建|整改)|讲|开展|召开|组织|制定|举办|完成|抓好.{1,10}(?:填报|报送|收缴)")


def stage_of(heading: Heading, frame: Frame) -> When | None:
    """The time that a heading gives to all below it: （一）自查阶段（3月16日—4月3日）."""
    words = heading.par.folded[heading.first : heading.last]
    found = [
        one for one in whens(words, frame) if not one.ignored and one.form in ("point", "window", "term", "repeat")
    ]
    if len(found) != 1 or actor_at(words):
        return None
    deed = ACTION.search(words[found[0].last :])
    if deed and not words.rstrip(" 。:").endswith(")"):
        return None
    return found[0]


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
