"""One-off reporting deadlines: an organizer sets one in a line, sees whom it reaches, and publishes it with a yes;
a branch says that it has done its part."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.patterns import regex
from handlers import filing
from handlers.due import say_day
from handlers.errors import NotFound, UserError
from handlers.message import Reply
from handlers.publishing import publish
from handlers.reading import find_days
from handlers.router import Command, Request
from handlers.scope import organized, own_branch
from handlers.understood import understood
from storage.units import Unit
from storage.work import Work

_NAME = "任务"
_TO = regex(
    r"(?:报送?(?!送)|交给?|发给?|提交给?|送)\s*(?:到|至|给)?\s*([^\s，,。；;]{1,12}?(?:部|处|办公室|办|党委|总支|支部))"
)
_NOISE = regex(r"^[\s，,。；;:：]+|[\s，,。；;:：]+$")


def create(request: Request, work: Work) -> Reply:
    """Understand the task and show whom it will reach. Nothing is sent before a yes."""
    path = organized(request.speaker)
    words = request.rest or request.text
    days = [day for day in find_days(words, request.local, past=False) if day.date and not day.flags]
    if len(days) != 1:
        raise UserError("请写清一个截止日期，例如：任务 典型案例 5月6日前报送组织部")
    today = request.know.today(request.now)
    due = days[0].date
    assert due is not None
    if due < today:
        raise UserError(f"{say_day(due, today)}已经过去了，请核对截止日期。")
    recipient = _TO.search(words)
    title = _title(words, days[0].span, recipient)
    if not title:
        raise UserError("请写清要交什么，例如：任务 典型案例 5月6日前报送组织部")
    draft = {
        "title": title,
        "due_on": due.isoformat(),
        "recipient": recipient.group(1) if recipient else None,
        "path": path,
        "words": words[:200],
    }
    return _asked(request, work, draft)


def _asked(request: Request, work: Work, draft: Mapping[str, Any]) -> Reply:
    """Show whom the task reaches, and wait for the yes."""
    filing.wait(request, work, {"command": _NAME, "draft": draft}, None)
    units = work.units.branches_within(str(draft["path"]))
    values = _shown(draft, units, request.know.today(request.now)) | {"chats": len(_groups(work, units))}
    slots = {"task": draft["title"]}
    meaning = understood(request.meaning, intent="create_task", confirm=True, hold=True, slots=slots)
    return Reply("task_shown", values, meaning)


def _title(words: str, span: tuple[int, int], recipient: re.Match[str] | None) -> str:
    kept = words[: span[0]] + "\0" + words[span[1] :]
    if recipient:
        kept = kept.replace(recipient.group(0), "\0")
    parts = [_NOISE.sub("", part) for part in re.split(r"\0|之?前|截止到?|于|请各?党?支部", kept)]
    return max((part for part in parts if part), key=len, default="")[:40]


def _shown(draft: Mapping[str, Any], units: Sequence[Unit], today: date) -> dict[str, Any]:
    due = date.fromisoformat(draft["due_on"])
    return {
        "title": draft["title"],
        "due": say_day(due, today),
        "left": (due - today).days,
        "recipient": draft["recipient"],
        "units": [unit.short for unit in units],
    }


def _groups(work: Work, units: Sequence[Unit]) -> list[int]:
    ids = {unit.id for unit in units}
    return [chat.id for chat in work.chats.meant_for("reminders") if chat.unit_id in ids]


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes publishes what was shown; no drops it."""
    draft = waiting["draft"]
    if request.meaning.no or request.meaning.intent == "cancel_pending":
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有发布。"}, understood(request.meaning, intent="cancel_pending"))
    said = request.text.strip() in ("发布", "确认发布")
    if not (request.meaning.yes or said):
        return None
    path = organized(request.speaker)
    if not str(draft["path"]).startswith(path):
        raise UserError("您的权限变了，请重新发一次。")
    if not said and request.questions()[0] is not waiting:
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, draft)
    units = work.units.branches_within(str(draft["path"]))
    task = publish(
        request,
        work,
        units,
        str(draft["path"]),
        title=draft["title"],
        due_on=date.fromisoformat(draft["due_on"]),
        due_time=None,
        recipient=draft["recipient"],
        deliverable=None,
        source=f"{request.speaker.person.name}：{draft['words']}",
    )
    filing.wait(request, work, {}, None)
    values = {"number": task.id, "title": task.title, "count": len(units)}
    return Reply("task_published", values, understood(request.meaning, intent="publish_notice"))


def done(request: Request, work: Work) -> Reply:
    """The branch says that a one-off task is done: ``已完成 典型案例``."""
    unit = own_branch(request.speaker)
    filing.require_filing(request, unit)
    owed = [
        (task, duty)
        for task in work.tasks.published()
        if (duty := work.duties.one(task.requirement, unit.id, "once")) and duty.state == "open"
    ]
    wanted = _NOISE.sub("", request.rest).lstrip("#")
    named = [
        one
        for one in owed
        if not wanted or wanted == str(one[0].id) or wanted in one[0].title or one[0].title in wanted
    ]
    if not owed:
        raise NotFound("本支部没有待交的一次性任务。固定活动请直接写一句话来记。")
    if len(named) != 1:
        lines = "\n".join(f"- {task.id} {task.title}" for task, _ in named or owed)
        raise UserError(f"是哪一项？例如：已完成 {(named or owed)[0][0].id}\n{lines}")
    task, duty = named[0]
    today = request.know.today(request.now)
    late = duty.due_on < today
    work.duties.settle(
        duty, "late" if late else "done", record_id=None, done_at=request.now, note=request.speaker.person.name
    )
    work.audit.note(request.now, request.speaker.person.id, "task.done", f"task:{task.id}", unit=unit.id)
    return Reply("task_done", {"title": task.title, "late": late, "due": say_day(duty.due_on, today)})


COMMANDS = (
    Command(_NAME, "任务 典型案例 5月6日前报送组织部", "发布一项有截止日期的任务，确认后才会提醒", create,
            aliases=("新任务", "发布任务", "建任务"), intents=("create_task",), resume=resume, organizer=True),
    Command("已完成", "已完成 典型案例", "告诉我一项任务已经交了", done, aliases=("已交", "交了", "已报送")),
)  # fmt: skip
