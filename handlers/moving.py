"""A published task gets another last day, or ends: its duties, its moments, and those who were told the old day.

Shared by the commands that change one task in a sentence and that publish a later notice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.due import say_day
from handlers.hearers import groups, reachable
from handlers.knowledge import Knowledge
from handlers.message import Told
from handlers.router import Request
from storage.duties import Duty
from storage.outbox import Line
from storage.tasks import Task
from storage.work import Work


def reach(work: Work, task: Task, path: str = "/") -> tuple[list[Duty], list[Duty]]:
    """The open duties of the task at or under the path, and those of them whose units were told of its day before: by a
    reminder, or when it moved the last time."""
    open_ = [duty for duty in work.duties.within(path, requirement=task.requirement) if duty.state == "open"]
    reminded = {duty_id for duty_id, _ in work.duties.reminded([duty.id for duty in open_])} if open_ else set()
    told = {int(line.key.rsplit(":", 1)[-1]) for line in _moves(work, task)} if open_ else set()
    return open_, [duty for duty in open_ if duty.id in reminded or duty.unit_id in told]


def _moves(work: Work, task: Task) -> list[Line]:
    """What was said of its earlier moves; a piece of a long one bears its place behind a stroke."""
    return [line for line in work.outbox.keyed(f"moved:{task.id}:") if "/" not in line.key]


def moved(
    request: Request,
    work: Work,
    task: Task,
    to: date,
    told: Sequence[Duty],
    *,
    due_time: str | None = None,
    source: str = "",
    path: str = "",
) -> tuple[Told, ...]:
    """Another day for the task and everybody who owes it; what those who were told the old day are told. With a
    ``path`` only for the units there: another house's task is brought forward for one's own branches."""
    if path:
        work.duties.move_within(path, task.requirement, to, due_time)
    else:
        work.tasks.change(task.id, due_on=to, due_time=due_time)
        work.duties.move(task.requirement, to, due_time)
        work.duties.forget_reminders(task.requirement)
    work.audit.note(request.now, request.speaker.person.id, "task.moved", f"task:{task.id}", to=to.isoformat())
    today = request.know.today(request.now)
    values = {
        "title": task.title,
        "old": say_day(task.due_on, today) if task.due_on else "",
        "new": say_day(to, today),
        "source": source or f"{request.speaker.person.name}，{say_day(today, today)}通知",
    }
    nth = len({line.key.rsplit(":", 1)[0] for line in _moves(work, task)})
    return _tells(work, request.know, told, f"moved:{task.id}:{nth}:{to.isoformat()}", "task_moved_told", values)


def cancelled(request: Request, work: Work, task: Task, told: Sequence[Duty]) -> tuple[Told, ...]:
    """Nobody owes it any more; what those who were told of it are told."""
    tells = _tells(work, request.know, told, f"cancelled:{task.id}", "task_cancelled_told", {"title": task.title})
    work.tasks.change(task.id, state="cancelled")
    work.duties.drop_open(task.requirement, "任务已取消")
    work.audit.note(request.now, request.speaker.person.id, "task.cancelled", f"task:{task.id}")
    return tells


def _tells(
    work: Work, know: Knowledge, told: Sequence[Duty], key: str, template: str, values: Mapping[str, Any]
) -> tuple[Told, ...]:
    """A line to each unit: in its group, where it is reminded, else to who hears for it."""
    chats = groups(work)
    tells = []
    for duty in told:
        chat = chats.get(duty.unit_id)
        people = reachable(work, know, duty.unit_id)
        if chat or people:
            person = people[0][0].id if people else 0
            tells.append(Told(f"{key}:{duty.unit_id}", person, template, values, chat_id=chat.id if chat else None))
    return tuple(tells)
