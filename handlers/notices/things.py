"""What a sentence is about: the event it names, the paper its deed goes with, and all that is handed in together.

Knows words only; what a task is called in the end is :mod:`handlers.notices.titles`'s.
"""

import re

from config.patterns import regex
from handlers.notices.phrases import answer
from handlers.notices.words import ACTION, deliverable_in, is_generic, tidy


def event_of(before: str, after: str) -> str:
    """组织生活会定了，3月6日晚七点，理学楼412，不能来的…: the meeting is what is held, whatever is told behind it."""
    told = _EVENT.fullmatch(before.rsplit(";", 1)[-1].rsplit("。", 1)[-1])
    if told is None or not (
        _KEPT.search(before) or _IS_HELD.match(after) or (_TELLS_MORE.match(after) and not _ASKS.search(after))
    ):
        return ""
    return "" if _DEED_OF.search(told["what"]) else tidy(told["what"])


_EVENT = regex(
    r"(?:.*[,:])?(?:但是?|不过)?(?P<what>[^,:()]{2,20}?(?:会|党课|党日(?:活动)?|仪式|典礼|讲座|培训班?|演出|考试|答辩|比赛|[初复决]赛))"
    r"(?:的?时间)?(?:已经?)?[要拟将就]?"
    r"(?:(?:定|排|选|约|改|挪|安排|放|开)(?:好|下来)?(?:[了在于到]|$)[^,:()]{0,14}|[在于])?[ ,、]*"
)
_KEPT = regex(r"(?:会|党课|党日)[要须应]?开在")
_IS_HELD = regex(r" *(?:召?开|举行) *(?:[,。;(]|$)")
_TELLS_MORE = regex(r" *(?:[,。;(]|$)")
_ASKS = regex(r"(?<![申邀聘恳])请(?!假)|务必|须|将|把|接龙|报名")
_DEED_OF = regex(r"的$|^(?:请|各)|前期|期间|参加|出席|结合|围绕|通过|根据")


def without_beside(before: str, after: str) -> tuple[str, str]:
    """填写自查表，6月18日前连同思想汇报交秘书: what goes along with the thing that is handed in is not that thing."""
    ahead = _BESIDE.sub("", before)
    return (ahead, _BESIDE.sub("", after)) if deliverable_in(ahead) else (before, after)


_GIVES = r"(?:放|送|交|发|寄|移交|提交|上交|传|(?<!汇)报(?!告|表))"
_BESIDE = regex(
    rf"(?:连同|随同)[^,。;]{{2,20}}?(?:一并|一起|一同|一道)?(?=[ 于]*$|{_GIVES})|"
    rf"^ *[与和同随][^,。;]{{2,20}}?(?:一并|一起|一同|一道)(?={_GIVES})"
)


CONDITION = regex(
    r"(?:^|(?<=[,;:]))[^,;:。将把《》—]{2,24}(?<![份年度期])的(?:,|$)|"
    r"^[前内 ]*(?:全部|均)?(?:完成|办结|落实|结束)(?:后|,|并)*$"
)
"""有问题的，报机关党委: whom or which case it concerns, and that it is done first, is nothing that is handed in."""
WHOLE = frozenset({"请假"})
"""Deeds that say all by themselves."""


def put_away(before: str, after: str) -> str:
    """工作手册、收缴本，周五前统一放到铁皮柜: what is put somewhere is handed in."""
    return (deliverable_in(before) or "") if _PUT.match(after) else ""


_PUT = regex(r"[ ,]*(?:请|都|统一|直接|一律|各自)*(?:放|投|塞|搁|摆)(?:到|在|进|入)")


def all_of(text: str, thing: str) -> str:
    """发展对象人选及测评结果, 五条摘录和2张照片: what is joined to the thing in front of it is handed in as well."""
    at = text.find(thing)
    join = _JOIN.search(text[:at]) if at > 0 else None
    if join is None:
        return thing
    lead = text[: join.start()]
    ahead = deliverable_in(lead)
    if ahead is None or is_generic(ahead) or not lead.endswith(ahead):
        plain = _PLAIN.search(lead)
        ahead = plain["what"] if plain and not ACTION.search(plain["what"]) else None
    whole = f"{ahead}{join[0]}{thing}" if ahead else thing
    return whole if len(whole) <= 30 else thing


_JOIN = regex(r"(?:和|以?及|与)$")
_PLAIN = regex(
    r"(?:^|[,将把送交报的])(?P<what>[^,。;:、的将把送交报]{2,14}(?:人选|摘录|照片|复印件|原件|数据|\d[份张篇]))$"
)


def made_in(words: str) -> list[str]:
    """针对认领的问题制定整改方案，经研究后…: what is made is what is handed in later, and not what it is about."""
    return [one["what"] for one in _MADE.finditer(words)]


_MADE = regex(r"(?:制定|制订|撰写|形成|填写|填报|起草|编制|列出)(?P<what>[^,。;:]{2,24})")


_HANDED_ON = regex(
    r"^ *[^,。;、后会]{2,6}后,?(?:再|统一|一并)*由[^,。;]{0,8}?(?:委员|书记|组长|支部|总支|党委|学院|组织员|秘书|专人)"
)
"""11月27日收回后由纪检委员归纳整理."""


def bare(text: str) -> str:
    """Without what stands in brackets, the mark of an item, and what is done on the way (汇总后, 签字盖章后)."""
    text = _HANDED_ON.sub("", text)
    return _PLACE.sub("", _ON_THE_WAY.sub(_thing_on_the_way, _MARK.sub("", BRACKET.sub("", answer(text)))))


def _thing_on_the_way(done: re.Match[str]) -> str:
    """验收结果汇总后报组织部: what is gathered is what is handed in."""
    return "" if done[0][0] in "经由" else deliverable_in(done[1]) or ""


_ON_THE_WAY = regex(
    r"(?:经|由)?((?:(?!经(?!费)|由)[^,。;、《》将把]){0,8}?)(?:汇总|审核|收齐|审定|签字|盖章|公章|填写完毕|审核通过|研究|整理|"
    r"同意|批准|审签|[加签]具[^,。;、]{0,4})[以之]?后,? *"
)


_PLACE = regex(r"在[^,。;在]{2,14}?(?=举行|举办|召开|进行|集合|集中|开班)")


BRACKET = regex(r"\([^()]*\)|^[^()]*\)")


_MARK = regex(r"^ *(?:\d{1,2}(?:[.、)]| +(?=[\u4e00-\u9fff]{4}))|[①-⑳❶-❿➀-➓⑴-⒇]|\d\ufe0f?\u20e3)")
