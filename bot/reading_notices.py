"""What ``zhibu notice read`` does: a file to its text, the text to a notice, the notice to lines for a person."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.papers import Child, PaperRefused
from config.holidays import HolidaysError, Workdays
from handlers.due import say_day
from handlers.notices import Notice, Task, read_notice


class Unread(Exception):
    """The notice cannot be read; the text is for the person who asked."""


def heard(file: Path, child: Child | None) -> str:
    """The text of a file by a child that waits for it, or of standard input without one. Raises Unread."""
    if child is None:
        return sys.stdin.read()
    try:
        return child.read(file).text
    except PaperRefused as refused:
        raise Unread(f"{file.name}：{refused}") from None


def noticed(words: str, day: date, holidays: Path | None) -> Notice:
    """The notice as it is understood, by the institution's own working days. Raises Unread."""
    try:
        return read_notice(words, day, workdays=Workdays(holidays))
    except HolidaysError as error:
        raise Unread(str(error)) from None


def as_lines(notice: Notice, today: date) -> Iterator[str]:
    """Head, tasks with their source, and the dates that are none."""
    yield notice.title or "（没有标题）"
    for name, value in (("发文", notice.issuer), ("文号", notice.number), ("主送", notice.addressees)):
        if value:
            yield f"{name}：{value}"
    yield f"任务 {len(notice.tasks)} 项" if notice.tasks else "没有读到任务。"
    for number, task in enumerate(notice.tasks, 1):
        yield f"{number}. {task.title}　{_due(task, today)}"
        party = task.responsible or "（未写明）"
        yield f"   {party}" + (f" → {task.recipient}" if task.recipient else "")
        yield f"   > 第{task.line}行：{_joined(task.quote)}"
        if task.needs_review:
            yield f"   请核对：{task.why}"
    if notice.ignored_dates:
        yield "不是截止时间的日期：" + "；".join(
            f"{one.text}（第{one.line}行，{one.why}）" for one in notice.ignored_dates
        )


def _joined(quote: str) -> str:
    """A quotation on one line: what a page broke is one word again."""
    return re.sub(r"\s*\n\s*", "", quote).replace("\t", " | ")


def _due(task: Task, today: date) -> str:
    if task.recurrence:
        first = f"，下一次{say_day(task.deadline, today)}" if task.deadline else ""
        return task.recurrence + first
    if task.deadline is None:
        return task.relative or (f"{say_day(task.start, today)}起" if task.start else "没有日期")
    begin = f"{say_day(task.start, today)}至" if task.start and task.start != task.deadline else ""
    return begin + say_day(task.deadline, today) + (task.time or "") + ("" if begin else "前")
