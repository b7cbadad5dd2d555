"""What an organizer orders about deadlines, tasks and theme days. It looks like a correction, so it is asked first."""

import re
from datetime import timedelta
from typing import Any

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.dates import find_days
from handlers.reading.signature import unsigned
from handlers.reading.slots import days_ahead
from handlers.reading.theme_day_orders import theme_day_order
from handlers.reading.values import Context, Understanding
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold


def order(short: str, hidden: str, context: Context) -> Understanding | None:
    """The order, or None where the message is none. Who signed it when is no part of it."""
    short, hidden = unsigned(short), unsigned(hidden)
    moved = _moved(short, hidden, context)
    if moved:
        return moved
    day = theme_day_order(short, hidden, context)
    if day:
        return day
    if words.CHANGE_DEADLINE.search(hidden) and not words.QUESTION.search(hidden):
        return Understanding("change_deadline", slots=_deadline_slots(short, hidden, context))
    if words.CANCEL_TASK.search(hidden) and not words.QUESTION.search(hidden) and "记录" not in hidden:
        return Understanding("cancel_task", slots=_task_slots(short, context))
    return None


_MOVED = regex(
    r"(?:(?:那|请|好的?|还是|把)[ ,]*)*(?:(?:任务|截止)? *#?"
    r"(?P<task>(?<=任务) *#?\d{1,6}|)[ ]*的?(?:截止(?:时间|日期|日)?)?)"
    r"[ ]*(?:改|推迟|延期?|提前|顺延|调整?)(?:成|到|为|至|在)[ ]*(?P<day>[^,。;]{2,14}?)(?:前|之前|吧|截止|交)*[ 。!]*"
)


def _moved(short: str, hidden: str, context: Context) -> Understanding | None:
    """改成下周五 with nothing waiting, 任务 3 改到 下周五: only a deadline lies ahead, a record never does."""
    said = _MOVED.fullmatch(hidden) if not context.draft_open and not context.quote else None
    if said is None:
        return None
    days = [day for day in find_days(short, context.now, past=False) if day.date]
    if len(days) != 1 or days[0].date is None or days[0].date <= context.now.date():
        return None
    told = [day.date for day in find_days(short, context.now) if day.date]
    if told and told[0] <= context.now.date() and not said["task"]:
        return None  # 改成3号 may be the day of a record
    slots: dict[str, Any] = {"to": days[0].date.isoformat()}
    if said["task"]:
        slots["task"] = said["task"].strip(" #")
    return Understanding("change_deadline", slots=slots)


_TASK_OF_DEADLINE = regex(
    r"^(?:请)?(?:把|将)?(?P<task>[^,。;]{2,24}?)(?:[这那][个条]任务)?(?:的)?(?:截止|期限|"
    r"最晚|报送时间|上报时间|延期|推迟|顺延|延长)"
)
_TASK_CANCELLED = regex(
    r"(?:取消|撤销|作废|删除|删掉|撤掉)(?:掉)?(?P<task>[^,。;]{2,24}?)(?:的)?(?:这个|这条|那个|那条)?(?:任务|事项|通知)"
)
_NO_TASK = regex(r"[\d一二三四五六七八九十]+[月日号]|这[个条]|那[个条]|任务$|上次|通知$")


def _deadline_slots(short: str, hidden: str, context: Context) -> dict[str, Any]:
    days = [day for day in find_days(short, context.now) if day.date]
    slots: dict[str, Any] = {}
    turn = re.search(r"改|延|推迟|提前|调整|顺延|放宽|挪|宽限", hidden)
    cut = turn.start() if turn else len(hidden)
    before = [day for day in days if day.span[0] < cut]
    after = [day for day in find_days(short, context.now, past=False) if day.date and day.span[0] >= cut]
    if before:
        slots["date"] = before[0].date.isoformat()  # type: ignore[union-attr]
    if after and after[-1].date:
        to = after[-1].date
        bare = re.fullmatch(r" *(\d{1,2}) *[日号]", fold(after[-1].words))
        if before and before[0].date and bare:
            try:
                to = before[0].date.replace(day=int(bare[1]))  # 3月20号的截止改到25号: the same month
            except ValueError:
                to = after[-1].date
        slots["to"] = to.isoformat()
    moved = re.search(rf"(推迟|延后|延长|顺延|延期|提前|宽限)(?:了)?({NUMBER})(天|周)", fold(short))
    if moved and before and before[0].date and "to" not in slots:
        days_moved = (number(moved[2]) or 0) * (7 if moved[3] == "周" else 1) * (-1 if moved[1] == "提前" else 1)
        slots["to"] = (before[0].date + timedelta(days=days_moved)).isoformat()
    task = _TASK_OF_DEADLINE.search(fold(short))
    if task and not _NO_TASK.search(task["task"]):
        slots["task"] = short[slice(*task.span("task"))]
    numbered = re.search(r"任务 *#?(\d{1,6})(?! *月)", fold(short))
    if numbered:
        slots["task"] = numbered[1]
    if re.search(r"通知(?:一下|大家|各|他们|下去)|告诉|知会", hidden):
        slots["notify"] = True
    return slots


def _task_slots(short: str, context: Context) -> dict[str, Any]:
    task = _TASK_CANCELLED.search(fold(short))
    slots: dict[str, Any] = {}
    if task and not _NO_TASK.search(task["task"]):
        slots["task"] = short[slice(*task.span("task"))]
    days = days_ahead(short, context, past=True)
    if days:
        slots["date"] = days[0]
    short_number = re.search(r"任务 *#?(\d{1,6})(?! *月)", fold(short))
    if short_number:
        slots["task"] = short_number[1]
    return slots
