"""What a dated task is called in the end: the sentence's own words where they say it, else those that lead to them."""

from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at
from handlers.notices.clauses import Span
from handlers.notices.days import whens
from handlers.notices.drafts import Context
from handlers.notices.opened import SYSTEM
from handlers.notices.paragraphs import Paragraph
from handlers.notices.phrases import VOID
from handlers.notices.structure import Heading
from handlers.notices.titles import (
    MOVES,
    Title,
    clean_heading,
    fallback,
    labelled,
    moved_title,
    of_what,
    otherwise,
    short,
    title_of,
)  # fmt: skip
from handlers.notices.when import When
from handlers.notices.words import ACTION, deliverable_in, tidy


def named(
    par: Paragraph, offset: int, piece: Span, group: Sequence[When], actor: Actor | None, context: Context
) -> Title:
    """The title of what is due, and the thing that is handed in; no title where nothing is said."""
    first, day = piece[0], group[0].first
    title, thing = title_of(par, offset, piece, group, actor, context)
    if title is None:
        return None, None
    if first > 0 and not _own_title(title, context):
        title = _led(par, offset, first, context) or title
    if group[0].form == "window" and SYSTEM.match(title):
        title = _led(par, offset + first, day - first, context) or fallback(context, "") or title
    elif _BARE.fullmatch(title):
        title = _led(par, offset, day, context) or title
    if MOVES.search(par.folded[offset + first : offset + day]):
        title = moved_title(par.text[offset + first : offset + day], context) or title
        title = (_named_before(par.text[:offset]) or title) if _MOVE.fullmatch(title) else title
        wrong = _WRITTEN.search(par.folded[offset + first : offset + day])
        title = short(tidy(wrong["what"])) if wrong else title
    if VOID.fullmatch(title):
        begin, end = offset + first, offset + piece[1]
        title = otherwise(par.folded[begin:end], day - first, group[-1].last - first, context) or title
    if not title:
        return fallback(context, tidy(par.folded[offset + first : offset + piece[1]])), thing
    title = of_what(title, par, offset + first, offset + day) if not context.matter else title
    if context.matter and offset + first == 0 and _TIME_LABEL.match(par.folded) and not ACTION.search(title):
        return short(context.matter), thing  # 时间：7月9日上午9:00，会期半天
    heading = context.heading()
    own = heading and (heading.par is par or _ENDS.search(clean_heading(heading.words)))
    if heading and own and _of_item(par.folded[offset:], piece, group, thing, heading, context):
        given = paper_of(heading)
        deed = ACTION.search(heading.words)
        return (f"报送{given}" if given and not deed else short(clean_heading(heading.words))), given
    return labelled(title, heading, par), thing


_WRITTEN = regex(r"(?P<what>[^,。;:]{2,20}?)的?(?:截止|完成|报送)?(?:日期?|时间|期限)?(?:误|错)?[写印][成为]")
"""支部自查的截止日写成了11月7日，实际应该是11月14日: what the right day is of."""


def _named_before(words: str) -> str:
    """“共建日”改期啦！…挪到5月10日: what is moved is what the sentence before names."""
    told = _QUOTED.findall(words[-_NEAR:])
    return short(told[-1]) if told else ""


_NEAR = 80
_QUOTED = regex(r"“([^“”]{2,20})”")
_MOVE = regex(r"(?:挪|改|调|移|推|延|换|提前|推迟|顺延|改期|延期)+")


def paper_of(heading: Heading) -> str | None:
    """What the item's own words name to be handed in: 理论学习中心组2026年学习计划."""
    words = clean_heading(heading.words)
    return deliverable_in(words) or (words if len(words) <= 30 and _ENDS.search(words) else None)


_TIME_LABEL = regex(r" *(?:会议|活动|召开|培训|学习|举办)?(?:时间|日期) *:")
_ENDS = regex(r"(?:[表册单稿函]|报告|总结|材料|记录|台账|方案|计划|案例|名单|请示|心得|论文)$")
_BARE = regex(r"(?:全部|全都|都|均|务必|一律|逐一|普遍|基本)*[谈查看学走核做办补读聊访](?:到|完|好|遍|毕|齐|清|过)?")


def _of_item(
    sentence: str, piece: Span, group: Sequence[When], thing: str | None, heading: Heading, context: Context
) -> bool:
    """核对底册。支部逐项核对，书记签字，12月9日前交回: the item's own words say what it is that goes back."""
    item = heading.about == "work" and not heading.made and 2 < len(clean_heading(heading.words)) <= 24
    if not item or heading.words[-1:] in ":：":
        return False
    own = max(sentence.rfind(mark, 0, group[0].first) for mark in ",;:") + 1
    deed = ACTION.search(sentence, group[-1].last, piece[1])
    if (
        group[0].relative
        or deed is None
        or not deed["hand"]
        or sentence[own : group[0].first].strip(" 于在请")
        or context.carried
    ):
        return False
    return not _PAPER.search(thing or "") and deliverable_in(sentence[group[-1].last : piece[1]]) is None


_PAPER = regex(
    r"[表册单稿函证]|书(?!记)|报告|总结|材料|记录|台账|方案|计划|案例|》|请示|笔记|心得|论文|照片|党费|视频|作品"
)


def _own_title(title: str, context: Context) -> bool:
    """Whether the sentence's own words gave the title, and not a heading's or the notice's."""
    return title != fallback(context, "")


def _led(par: Paragraph, offset: int, last: int, context: Context) -> str | None:
    """支部至少开展1次主题党日，…，6月15日之前办结: the deed with which the sentence began."""
    lead = tidy(par.folded[offset : offset + last].split(",")[0])
    deeds = list(ACTION.finditer(lead))
    if not deeds or any(not one.ignored for one in whens(lead, context.frame)):
        return None
    actor = actor_at(lead)
    lead = lead[actor.last :] if actor and actor.first == 0 else lead
    if len(lead) > 24:
        lead = deeds[-1].string[deeds[-1].start() :]  # 请各支部书记同本支部的青年教师逐一谈心
    words = tidy(lead)
    return short(words) if 1 < len(words) <= 24 and words[-1] != "后" else None
