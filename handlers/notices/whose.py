"""Whose task it is: learned, as what :mod:`handlers.notices.weighing` weighs is.

A notice to the second level asks members to a lecture, branches for their meetings and its addressees for a report,
and often names none of them, or one who only passes the matter on. What is done, who is named and to whom the notice
goes tell it together; the rules' answer is one sign of them.
"""

import math
from collections.abc import Iterator, Sequence

from config.patterns import regex
from handlers.notices import weighing
from handlers.notices.actors import Actor, actor_named, level_of
from handlers.notices.drafts import BY_HEADING, Draft
from handlers.notices.fixed import CHAT
from handlers.notices.paragraphs import Paragraph
from handlers.notices.signs import BIAS, grams, shape
from handlers.notices.structure import SIGNED, Outline, depth_of
from handlers.notices.words import ACTION

LEVELS = ("branch", "secondary", "organizer", "org_dept", "member")
CLOSE = 1.0
"""So many log odds are not enough to go against what the rules say."""
_QUOTE, _HEAD, _PARTY, _NAME = 100, 30, 20, 12


def level_of_task(draft: Draft, addressed: Actor, told: Outline) -> str:
    """The likeliest of ``LEVELS``; the rules' own answer where that is nearly as likely, or a heading is the party."""
    if draft.actor is None and draft.named == BY_HEADING:
        return draft.level
    signs, known = level_signs(draft, addressed, told), weighing.weights()
    odds = {level: round(math.fsum(known[level].get(sign, 0.0) for sign in signs), 6) for level in LEVELS}
    likeliest = max(LEVELS, key=lambda level: odds[level])
    return likeliest if odds[likeliest] - odds[draft.level] > CLOSE else draft.level


def level_signs(draft: Draft, addressed: Actor, told: Outline) -> frozenset[str]:
    named = f"named:{draft.actor.level}" if draft.actor else f"named {draft.named}"
    facts = (f"to:{addressed.level}{' by name' if addressed.words else ''}", f"kind:{draft.kind}")
    both = (f"{named}&{one}" for one in (*facts, f"said:{draft.level}"))
    said = f"said:{draft.level}"
    return frozenset((BIAS, named, said, *facts, *both, f"{said}&{facts[0]}", *_signs(draft, addressed, told)))


def _signs(draft: Draft, addressed: Actor, told: Outline) -> Iterator[str]:
    when, party = draft.when, draft.actor.words if draft.actor else ""
    if when:
        yield f"form:{when.form}{' until' if when.until else ''}{' hour' if when.time else ''}"
    yield from grams("t", f"^{shape(draft.title)}$", 2, 3)
    yield from grams("q", shape(draft.par.folded[draft.first : draft.last][:_QUOTE]), 2, 3)
    yield from grams("before", shape(draft.par.folded[max(0, draft.first - _HEAD) : draft.first]), 2, 2)
    yield from grams("n", shape((told.title or "")[:_HEAD]), 2, 3)
    yield from grams("a", (told.addressees or addressed.words)[:_HEAD], 2, 2)
    yield from grams("from", (told.issuer or "")[-_NAME:], 2, 2)
    yield from grams("party", f"^{shape(party[:_PARTY])}$" if party else "", 1, 3)
    yield from grams("r", (draft.recipient or "")[:_NAME], 2, 2)


_UNITS = regex(r"党组织|单位|部门|党委|总支|学院|院系")
_GREETS = regex(r" *(?:@|各位?|全体|致|亲爱的|尊敬的|所有)")


_VOCATIVE = regex(
    r" *(?:[\[(【]? *|(?:大家|各位)?[早晚上中下午]{1,2}好[,!]) *"
    r"[^,。:;\d]{0,14}?(?P<group>(?:申请人|积极分子|发展对象|毕业生|预备党员|党员|学员|支书|支部书记|组织员|党务秘书))"
    r"(?:[们之][^,。:;]?|小|工作|通知)*群(?=提醒|通知|公告|[^\u4e00-\u9fff]|$)|"
    r" *(?:各位|亲爱的)?(?P<people>(?:老师|们|[、和及])*(?:同学|党员|学员)们"
    r"(?:老师|同学|同志|党员|们|[、和及]){0,6})[,!:]"
)
"""【发展对象通知群】, 晚上好，入党申请人小群提醒, 老师们同学们，…: who reads it."""


_SPOKEN = regex(r" *(?:[\[(【][^\[\]()【】]{2,16}[\])】]|@所有人) *(?P<whom>(?:各|全体)[^,。:;]{2,16})[,:!]")
"""【组织部 陈静】各校组织员，几件事: who speaks, and to whom."""
_MEETS = regex(r"(?P<who>组织员|(?:党?支部|党总支)书记|支书)(?:工作)?例会")
"""组织员例会纪要: what those agreed on who met."""
_CALLED = regex(r"^\s*@所有人\s*|[,，:：。！!].*$")
"""@所有人 各位支书，几件事：are 各位支书."""


def addressee(told: Outline, found: Sequence[Paragraph]) -> Actor:
    """Whose tasks they are where a sentence names nobody."""
    if told.addressees:
        level = level_of(told.addressees)
        return Actor(told.addressees, level or ("secondary" if _UNITS.search(told.addressees) else "branch"))
    for par, zone in list(zip(found, told.zones, strict=True))[:4]:
        if (
            zone != SIGNED
            and len(par.text) <= 40
            and (level := level_of(par.folded))
            and not par.folded.strip().endswith(("通知", "文件"))
            and (actor_named(par.folded, 6) or _GREETS.match(par.folded))
            and depth_of(par)[0] == 0
            and not CHAT.search(par.folded)
        ):
            # A line that is nothing but the name of who is addressed.
            named = actor_named(par.folded, 6)
            return Actor(_CALLED.sub("", par.text).strip() if named and not ACTION.search(par.folded) else "", level)
    spoken = next(filter(None, (_SPOKEN.match(par.folded) for par in found[:2])), None)
    if spoken and (level := level_of(spoken["whom"])):
        return Actor(spoken["whom"], level)
    if found and (met := _MEETS.search(found[0].folded[:40])) and (level := level_of(met["who"])):
        return Actor("", level)
    called = next(filter(None, (_VOCATIVE.match(par.folded) for par in found[:2])), None)
    if called and (level := level_of(called[called.lastgroup or 0])):
        return Actor("", level)
    return Actor("", "branch")
