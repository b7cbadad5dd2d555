"""A group wants no reminders for a while, or again: 静音到周五; 这个群先别提醒了; 恢复提醒."""

from dataclasses import dataclass
from datetime import date, datetime

from config.patterns import regex
from handlers.reading.intents import QUESTION
from handlers.reading.spans import find_ahead
from handlers.written.text import BLANK, fold, hide

_OFF = regex(
    r"静音|免打扰|(?:先|暂时|请)?(?:别|不要)(?:再)?(?:在|往)群里(?:发|说|推)(?!提醒|通知|消息|推送)|(?:先|暂时|请)?(?:别|不要|不用|甭|勿)(?:再|老)?(?:往|在)?(?:这个|本)?(?:群里?)?(?:里)?(?:给我们)?(?:再)?(?:发|推送?)?(?:提醒|推送|通知|消息)|"
    r"(?:暂停|停止|停|关闭|关掉|关)(?:一下|了)?(?:本群|群里?)?(?:的)?(?:提醒|推送|通知)"
)
_ON = regex(
    r"(?:在|把)?(?P<who>[\u4e00-\u9fff\d]{2,24}?群)?(?:的)?(?:本群|这个群|群里?)?(?:可以)?(?:恢复|打开|开启|重新|继续|取消|解除|结束|关闭)(?:本群|这个群|群里?)?(?:的)?"
    r"(?:提醒|推送|静音|免打扰)(?:吧|了|。|!| )*|(?:本群|这个群|群里)?可以(?:再|继续|重新)?(?:提醒|推送)了[。! ]*"
)
_FILLER = regex(
    r"本群|这个?群里?|群里?|我们|大家|先|暂时|请|一下|吧|了|的|从|起|开始|都|再|把|将|给|设置?|设为|在|,|，|。|!| |期间|考试周?|放假|这段时间|这几天|里"
)
_WHERE = regex(r"(?P<who>(?!这个|本)[\u4e00-\u9fff\d]{2,24}?(?:支部|总支|党委|直属|工作|书记)(?:的)?群)(?:里)?")


@dataclass(frozen=True, slots=True)
class Muting:
    """``on``: reminders again. ``until``: the last day without them; None where nobody said. ``chat``: a name."""

    on: bool
    until: date | None = None
    chat: str = ""


def read_muting(text: str, now: datetime) -> Muting | None:
    """What is said of a group's reminders; None for any other message."""
    folded = fold(text).strip().replace("@所有人", "")
    if not 2 <= len(folded) <= 40 or "\n" in folded or QUESTION.search(folded):
        return None
    if on := _ON.fullmatch(folded):
        return Muting(True, chat=on["who"] or "")
    off = _OFF.search(folded)
    if off is None:
        return None
    rest = hide(folded, off.span())
    where = _WHERE.search(rest)
    if where:
        rest = hide(rest, where.span())
    span = find_ahead(rest, now)
    if span:
        rest = hide(rest, span.at)
    if _FILLER.sub("", rest.replace(BLANK, "")):
        return None
    return Muting(False, (span.until or span.since) if span else None, where["who"] if where else "")
