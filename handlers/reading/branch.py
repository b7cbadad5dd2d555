"""The branch whose activity a message says it was. 我们支部 names none, and a guest's branch is none."""

import re

from config.patterns import regex
from handlers.reading.values import Context
from handlers.written.text import fold, hide

_NO_BRANCH = regex(r"(?:学院|书院|总支|党委|(?<!支)部|处|组)$")
_WITH = regex(
    r"(?:和|与|跟|同|联合|会同|携手|邀请?|请|来自|请来|在|到|去|赴|走进|前往|及|兄弟支部)[ ]*(?:[了来]|我们?[ ]?)?$"
)
_WITH_US = regex(r"[ ]*(?:[、和与跟同及]|联合|会同|携手)(?:我们?|咱们?|本|我们的)(?:党?支部)?")
_ITS = regex(
    r"(?:的|那边的?|党支部的)?(?:党员)?(?:活动室|会议室|办公室|书记[\u4e00-\u9fff]{2,3}(?:列席|应邀|来|讲|介绍|分享|"
    r"作|指导|到会)|[^,。;\n]{0,10}(?:列席|旁听|观摩|应邀))|来了|的?(?:\d{1,3}|"
    r"[一二两三四五六七八九十]{1,3})[名位个][^,。;\n]{0,8}(?:一起|也|共同|列席|旁听|应邀|观摩)|"
    r"的(?:\d{1,3}[名位个])?(?:同学|同志|老师|党员们?)"
)
_SORT = (
    r"(?:教工|教师|职工|学生|本科生?|研究生|博士生?|硕士生?|博硕|机关|行政|离退休|退休|实验室?|系|所|室|中心|处|科|"
    r"班|级|专业|学院|书院|团队|课题组|教研室|社区|管理|联合|混合|功能型|临时)"
)
_NUMBERED = r"第?[一二三四五六七八九十\d]{1,3}"
_NAME = regex(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z\d]{{0,14}}?(?:{_SORT}{_NUMBERED}|{_SORT}|(?:党|第){_NUMBERED}|{_NUMBERED})党?支部)"
    r"(?!书记|大会|党员大?会|委员|会议|召集)"
)
_MAY_FOLLOW = regex(r"(?:^|[ ,。:;、\n\ufffc()]|记录一下|登记|补录|报一下|[日号天点时分半晚上午])$")
_NOT_NAMED = regex(
    r"我|本|各|咱|他|你|哪|这|那|全体|今天|昨天|上周|[月日号点]|召开|开了|在|由|组织|补|现将|对|的有|与会|另外|下午|"
    r"上午|晚上|所有|每个|两个|周[一二三四五六日末]|星期|礼拜"
)
_JOINING = regex(r"联合(?!党?支部)|会同|携手|邀请|[和与跟同请在到去]|来自")
_LEAD = regex(
    r"^(?:记录一下|登记一下?|补录一?下?|报一下|汇报一?下?|现将|另外|还有|关于|[上下中]午|晚上?|早上?|大家好|各位)+"
)


def named_branch(folded: str, context: Context) -> tuple[str | None, str]:
    """The branch that the message names and the text without it; the first that is not merely with us there."""
    known, folded = _known(folded, context)
    if known:
        return known, folded
    if "支部" not in folded:
        return None, folded
    at = 0
    while match := _NAME.search(folded, at):
        at = match.start() + 1
        lead = _LEAD.match(match["name"])
        first = match.start() + (lead.end() if lead else 0)
        name = folded[first : match.end("name")]
        if _JOINING.match(name):
            at = match.end()
            continue
        if (
            re.match(r"\d{1,2}(?!\d)", name)
            or _NOT_NAMED.search(name)
            or len(name) < 4
            or not (lead or _MAY_FOLLOW.search(folded[:first]))
        ):
            continue
        if _of_others(folded, first, match.end("name")):
            at = match.end()
            continue
        return name, hide(folded, (first, match.end("name")))
    return None, folded


def _known(folded: str, context: Context) -> tuple[str | None, str]:
    """Of the names known here the leftmost, the longest where two begin together."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(context.branches, key=len, reverse=True):
        at = folded.find(fold(name)) if name and not _NO_BRANCH.search(name) else -1
        while at >= 0:
            if not any(first < at + len(name) and at < last for first, last, _ in found):
                found.append((at, at + len(name), name))
            at = folded.find(fold(name), at + 1)
    named = None
    for first, last, name in sorted(found):
        if named is None and not _of_others(folded, first, last):
            named = name
    return named, hide(folded, *((first, last) for first, last, _ in found))


def _of_others(folded: str, first: int, last: int) -> bool:
    """和教工二支部联合, 教工二支部和我们: the record is the sender's own branch's."""
    return bool(_WITH.search(folded[:first][-8:]) or _WITH_US.match(folded, last) or _ITS.match(folded, last))
