"""Who does what a date asks: the party of its own clause, of one that leads to it, or of those who come."""

import re
from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at, actor_leading, actor_named, level_of
from handlers.notices.clauses import Span, clauses
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD, deliverable_in


def doer(sentence: str, piece: Span, group: Sequence[When]) -> Actor | None:
    """The party of the stretch: of the date's own clause or of one that leads to it."""
    first, last = piece
    if _YOU.search(sentence, max(first, group[0].first - _NEAR), group[0].first):
        return None
    deed = ACTION.search(sentence, group[-1].last, last)
    after = actor_at(sentence, group[-1].last, last)
    led = _LEAD.match(sentence, group[-1].last, last)
    if after and group[-1].until and led and after.first >= led.end():
        after = None  # 4月底前全部补录到位，组织部5月复查
    if after and (after.first > deed.start() if deed else after.last >= last):
        after = None  # 周二下午 支委会: what is held, not who holds it
    if after is None and (asked := _ASKED.search(sentence, group[-1].last, last)):
        after = actor_at(sentence, asked.start(), last)
    own = max(sentence.rfind(mark, first, group[0].first) for mark in ",;") + 1
    near = after if after and after.first <= group[-1].last + 1 else None  # 6月26日前各支部把记录本送回
    before = (actor_at(sentence, own, group[0].first) if own > first else None) or near
    before = before or _last_named(sentence, first, group[0].first)
    named = None
    if not before:
        lead = re.sub(r"^[ ,]*请|[于在请,: ]+$", "", sentence[first : group[0].first])
        named = actor_named(lead, 0) if len(lead) < 14 and not _DECREE.search(lead) else None
    before = before or _by_name(sentence, first, group[0].first)
    found = before or named or _in_event(sentence, group[0]) or after or _owner(sentence, piece, group)
    found = found or _by_units(sentence, piece)
    return _who_comes(sentence, group[-1], last, found) or found


_NEAR = 8
_YOU = regex(r"(?:请|麻烦|拜托|辛苦)(?:大家|各位|你们)(?:于|在)? *$")
"""学校组织部要求3月20日前报送，请大家3月15日前发我: those who are addressed."""


def _last_named(sentence: str, first: int, last: int) -> Actor | None:
    """各支部建一人一档，由党委汇成台账，4月20日前上报: who acted last before the day."""
    begins = [first, *(at + 1 for at in range(first, last) if sentence[at] in ",;")]
    found = (actor_at(sentence, begin, last) for begin in (*reversed(begins[-5:]), first))
    return next((one for one in found if one), None)


def _by_name(sentence: str, first: int, last: int) -> Actor | None:
    """——外国语学院党总支，请于…补交: one party by its own name, that is asked."""
    asked = _NAMED_ONE.search(sentence[max(first, last - 40) : last])
    level = level_of(asked["who"]) if asked else None
    return Actor(asked["who"], level) if asked and level in ("branch", "secondary") else None


_NAMED_ONE = regex(
    r"(?:^|[—:;)-])[ —-]*(?P<who>(?![各请由经])[\u4e00-\u9fff]{3,12}(?:党总支|党委|党支部)),?"
    r"(?:请|务请|务必|须|应)(?:你们?)?[于在]? *$"
)


def _by_units(sentence: str, piece: Span) -> Actor | None:
    """以党支部为单位投稿，10月23日前上传: who hands it in."""
    units = _UNITS.search(sentence, *piece)
    level = level_of(units["who"]) if units else None
    return Actor(units["who"], level) if units and level in ("branch", "secondary") else None


_UNITS = regex(r"以(?P<who>(?:各|二级|基层|分|学院)*(?:党?支部|党总支|总支|党委|党组织|学院))为单位")


def _owner(sentence: str, piece: Span, group: Sequence[When]) -> Actor | None:
    """党支部书记述职报告12月12日前送组织员审阅: whose paper it is hands it in."""
    if not _HANDS.match(sentence, group[-1].last):
        return None
    things = [one.strip(" 于在") for one in re.split("[,;:]", sentence[piece[0] : group[0].first])]
    owners = (actor_leading(one) for one in reversed(things) if deliverable_in(one))
    return next((one for one in owners if one), None)


_HANDS = regex(r" *(?:统一|一并|直接)?(?:报送?|送|交|提交|上报|上交|发)(?!名)")
_LEAD = regex(r" *[^,。;:()\s]{3,}(?=[,;])")


def _who_comes(sentence: str, when: When, last: int, found: Actor | None) -> Actor | None:
    """学院党委召开述职评议会，全体支部书记现场述职: those who come are asked, not those who hold it."""
    if when.until or (found and found.level not in ("secondary", "org_dept")) or not HELD.search(sentence):
        return None
    for first, end in clauses(sentence[:last], ()):
        if first >= when.last and _COMING.search(sentence, first, end):
            actor = actor_at(sentence, first + (sentence[first] in ",:"), end)
            below = ("branch", "member", *(("organizer",) if found else ()))
            below += ("secondary",) if found and found.level == "org_dept" else ()
            if actor and actor.level in below:
                return actor
    return None


_COMING = regex(r"述职|参加|到会|出席|列席|观摩|汇报|发言|到场|旁听|聆听")


def _in_event(sentence: str, when: When) -> Actor | None:
    """党员返校后3天内: who comes back is who acts."""
    if not when.relative:
        return None
    actor = actor_at(sentence, when.first, when.last)
    return actor if actor and actor.first == when.first and _OWN.match(sentence, actor.last) else None


_OWN = regex(r"收到|接到|返校|返回|离校|毕业|领取|参加|完成|在|于")


_ASKED = regex(r"请(?=[^,。;]{2,24}?(?:参加|准备|做好|出席|到会))")


_DECREE = regex(r"经|督促|指导|协助|帮助|组织(?!员|部|人事)|研究|决定|根据|按照")
