"""Whether two notices, or two tasks, are the same matter: one office's notice and another's of it, or the same one
forwarded again. Words and dates only, pure; what follows from it is the list's affair.
"""

import re
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from config.patterns import regex

NEAR = 10
"""Days between the deadlines of one thing that two offices ask for."""
SEASON = 90
"""Days after which a notice of the same title is the next year's, or the next round's."""
_ALIKE, _ALIKE_THERE = 88, 72
"""How like two titles must be; less within notices that are the same matter anyway."""
_SIGNS = r"[《》“”\"'\s，。、：:（）()]"
_FRAME = regex(
    r"^(?:转发|印发|关于)+|(?:的)?(?:通知|公告|函|提醒|补充通知|预通知)$|校内|我校|全校|认真|切实|做好|有关|相关|工作|"
    + _SIGNS
)
_VERBS = "报送|上报|提交|递交|上交|填报|填写|完成|汇总|推荐|申报|反馈|开展|组织|做好|报|交|填"
_DEED = regex(
    rf"^(?:请|并|及时|延期|推迟|提前|按时|再次|重新)*(?:{_VERBS})+(?:本?支部)?|"
    rf"(?:的)?(?:报送|上报|提交|填报|推荐|申报|汇总)?工作$|的|材料$|{_SIGNS}"
)
_GENERAL = frozenset(
    (
        *("", "总结", "工作总结", "报告", "情况", "情况报告", "台账", "计划", "工作计划", "名单", "汇总表", "登记表"),
        *("表", "附件", "信息", "记录", "主题党日", "党课", "会议"),
    )
)
"""What any notice may ask for: not the same thing because it is called the same."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a notice is known by."""

    title: str
    number: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Thing:
    """What a task is known by."""

    title: str
    deliverable: str
    due: date | None
    level: str = "branch"


def same_notice(one: Head, other: Head) -> bool:
    """Whether both are of the same matter: by number, or by title within a season."""
    if one.number and other.number and _bare(one.number) == _bare(other.number):
        return True
    if one.on and other.on and abs((one.on - other.on).days) > SEASON:
        return False
    return _alike(_core(one.title, _FRAME), _core(other.title, _FRAME), _ALIKE)


def same_thing(one: Thing, other: Thing, *, within_one: bool) -> bool:
    """Whether both ask for the same. ``within_one``: their notices are the same matter; elsewhere their days must be
    near."""
    if within_one and one.title == other.title:
        return True
    if one.level != other.level:
        return False
    if not within_one and (one.due is None or other.due is None or abs((one.due - other.due).days) > NEAR):
        return False
    bound = _ALIKE_THERE if within_one else _ALIKE
    names = [(one.title, other.title)]
    if one.deliverable and other.deliverable:
        names.append((one.deliverable, other.deliverable))
    return any(_alike(_core(a, _DEED), _core(b, _DEED), bound, within=within_one) for a, b in names)


def speaks_of(words: str, other: Thing) -> bool:
    """Whether the words of a change are about this task."""
    named = [_core(name, _DEED) for name in (other.title, other.deliverable) if name]
    here = _core(words, _DEED)
    return any(len(name) >= 2 and (name in here or fuzz.partial_ratio(name, here) >= _ALIKE) for name in named)


def _core(words: str, without: re.Pattern[str]) -> str:
    before = None
    while before != words:
        before, words = words, without.sub("", words)
    return words


def _bare(number: str) -> str:
    return re.sub(r"[\s〔〕\[\]（）()【】]", "", number)


def _alike(one: str, other: str, bound: int, *, within: bool = False) -> bool:
    """Names of the same thing: the years and numbers in them are the same, the rest nearly."""
    if not one or not other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if one == other:
        return within or (len(one) > 1 and one not in _GENERAL)
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and short in long and (within or short not in _GENERAL):
        return True
    return len(short) >= 4 and fuzz.ratio(one, other) >= bound
