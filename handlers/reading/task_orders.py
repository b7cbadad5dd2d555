"""What an organizer says of a task that is out: 典型案例缓两天, 典型案例先不要了, 恢复任务 典型案例. Words only: whether a
task bears the name is asked of the tasks."""

from dataclasses import dataclass

from config.patterns import regex
from handlers.reading.intents import QUESTION
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

_LONGEST = 60
_BEFORE = r"(?:(?:那(?![个项份条])|请|好的?|算了|不对|麻烦|帮我?|还是|把|将|各支部|大家|通知|的)[ ,:]*)*"
_SOFT = r"(?:就|先|都|再|统一|要|一律|可以|能|往后|向后|往前|暂时|暂|也|还是|全部|的)*"
_END = r"(?:吧|了|啊|哈|哦|的|[ 。!,]|谢谢|就行|就好|好了|可以了)*"
_LATER = r"(?:往?后?(?:缓|推(?:迟|后)?|拖|放)|延(?:期|后|迟|长)?|顺延|推(?:迟|后)|宽限|放宽|晚)"
_WHAT = r"(?P<what>[^\n。;!?,]{2,40}?)"
_SHIFT = regex(
    rf"{_BEFORE}{_WHAT}(?:的?(?:(?:截止|上报|报送)?(?:时间|日期|期限|日)|截止))?{_SOFT}(?:(?P<later>{_LATER})|(?P<sooner>提前|提早|早))"
    rf"(?:上)?(?:了)?(?:(?P<n>{NUMBER})个?(?P<unit>天|日|周|星期|礼拜)|(?P<open>几天|一缓|缓|一下|一点|一些|些天|一段时间|$))"
    rf"(?:再)?(?:交|报|收|截止)?{_END}"
)
_OFF = (
    r"(?:不要了|不用了|不收了|不用(?:再)?(?:上?交|报|做|写|弄)了?|不必(?:再)?(?:上?交|报)了?|不(?:上?交|报|做|弄|搞)了|"
    r"取消了?|作废了?|撤[了销掉]+|停了|算了)"
)
_CANCEL = regex(
    rf"{_BEFORE}(?:(?:取消|撤销|撤掉|作废|删除|删掉|不要)(?:掉)?(?:这个|那个|这项|那项|一下)?任务[ :,]*(?P<named>[^\n。;!?,]{{1,40}}?)"
    rf"|{_WHAT}(?:这个|那个|这项|那项)?(?:任务)?{_SOFT}{_OFF}){_END}"
)
_RESTORE = regex(
    rf"{_BEFORE}(?:(?:恢复|还原|重新发布|取消撤销)(?:一下)?(?P<task>任务)?[ :,]*(?P<named>(?![ #\d])[^\n。;!?,]{{2,40}}?|(?<=任务)#?\d+|(?<=任务[ :,])#?\d+)"
    rf"|{_WHAT}(?:这个|那个|这项|那项)?(?:任务)?(?:还是要(?:上?交|报|收)|恢复|不取消了|还要收)){_END}"
)


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """``op``: shift, cancel or restore; ``what`` as it was called. ``days`` to shift it by; None where that was left
    open."""

    op: str
    what: str
    days: int | None = None


def read_task_order(text: str) -> TaskOrder | None:
    """The order; None for any other message."""
    folded = fold(text).strip()
    if not 4 <= len(folded) <= _LONGEST or QUESTION.search(folded.replace("几天", "")):
        return None
    if shift := _SHIFT.fullmatch(folded):
        return TaskOrder("shift", shift["what"], _days(shift["n"], shift["unit"], bool(shift["sooner"])))
    if back := _RESTORE.fullmatch(folded):
        return TaskOrder("restore", back["named"] or back["what"])
    if off := _CANCEL.fullmatch(folded):
        return TaskOrder("cancel", off["named"] or off["what"])
    return None


def _days(count: str | None, unit: str | None, sooner: bool) -> int | None:
    value = number(count) if count else None
    return None if not value else value * (1 if unit in ("天", "日") else 7) * (-1 if sooner else 1)
