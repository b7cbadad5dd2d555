"""A published task gets another last day, or ends: its duties, its moments, what waits to be said, and those who were
told the old day. Shared by the commands that change a task in a sentence and that publish a later notice.

Told is what went out, or may have: a reminder that waits for the quiet hours to end told nobody anything yet. Everybody
is told of a day once, and only where they have been told another one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.due import local_midnight, say_day
from handlers.hearers import groups, reachable
from handlers.knowledge import Knowledge
from handlers.message import Told
from handlers.router import Request
from storage.duties import Duty
from storage.outbox import Spoken
from storage.tasks import Task
from storage.work import Work

_DROPPED = "任务已取消"
"""The note of a duty that went with its task."""


def reach(work: Work, task: Task, path: str = "/") -> tuple[list[Duty], list[Duty]]:
    """The open duties of the task at or under the path, and those of them whose units were told of a day before."""
    open_ = _open(work, task, path)
    out = _now_told(open_, _rows(work, task, open_))
    before = work.duties.told([duty.id for duty in open_])
    return open_, [duty for duty in open_ if duty.id in out or duty.id in before]


def days_told(request: Request, work: Work, task: Task, path: str = "/") -> dict[int, date]:
    """By duty, the last day that those who owe it were told; without those who heard of none."""
    open_ = _open(work, task, path)
    out = _now_told(open_, _rows(work, task, open_))
    before = work.duties.told([duty.id for duty in open_])
    days = {duty_id: request.know.today(moment) for duty_id, moment in before.items()}
    return days | {duty.id: duty.due_on for duty in open_ if duty.id in out}


def to_tell(told: Sequence[Duty], days: Mapping[int, date], to: date) -> list[Duty]:
    """Those of them who have not been told this very day."""
    return [duty for duty in told if days.get(duty.id) != to]


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
    """Another day for the task and everybody who owes it; what those are told who should be and do not know it yet.
    With a ``path`` only for the units there: another house's task is brought forward for one's own branches."""
    where = path or "/"
    open_ = _open(work, task, where)
    rows, days = _rows(work, task, open_), days_told(request, work, task, where)
    today = request.know.today(request.now)
    told = to_tell(told, days, to)
    for duty_id, day in days.items():
        work.duties.note_told(duty_id, local_midnight(day, request.know.zone), request.now)
    if path:
        work.duties.move_within(path, task.requirement, to, due_time, request.now)
    else:
        work.tasks.change(task.id, due_on=to, due_time=due_time)
        work.duties.move(task.requirement, to, due_time, request.now)
    _in_time_after_all(request, work, task, to, where)
    _carry_through(work, open_, rows, to, today)
    for duty_id in {*days, *(duty.id for duty in told)}:
        work.duties.known(duty_id, request.now)
    work.audit.note(request.now, request.speaker.person.id, "task.moved", f"task:{task.id}", to=to.isoformat())
    values = {
        "title": task.title,
        "new": say_day(to, today),
        "source": source or f"{request.speaker.person.name}，{say_day(today, today)}通知",
    }
    tells = []
    for duty in told:
        old = values | {"old": say_day(days.get(duty.id) or duty.due_on, today)}
        key = f"moved:{task.id}:{request.message.key}"
        tells.append(tell(work, request.know, duty, key, "task_moved_told", old, about=((duty.id, "moved"),)))
    return tuple(one for one in tells if one)


def cancelled(request: Request, work: Work, task: Task, told: Sequence[Duty]) -> tuple[Told, ...]:
    """Nobody owes it any more; what those who were told of it are told."""
    key, values = f"cancelled:{task.id}:{request.message.key}", {"title": task.title}
    tells = [tell(work, request.know, duty, key, "task_cancelled_told", values) for duty in told]
    weigh_again(work, _open(work, task, "/"))
    work.tasks.change(task.id, state="cancelled")
    work.duties.drop_open(task.requirement, _DROPPED)
    work.audit.note(request.now, request.speaker.person.id, "task.cancelled", f"task:{task.id}")
    return tuple(one for one in tells if one)


def dropped(work: Work, task: Task) -> tuple[list[Duty], list[Duty]]:
    """What was owed of a cancelled task until then, and those of whom it was told."""
    gone = [one for one in work.duties.within("/", requirement=task.requirement) if _went_with_it(one)]
    before = work.duties.told([duty.id for duty in gone])
    out = _now_told(gone, _rows(work, task, gone))
    return gone, [duty for duty in gone if duty.id in out or duty.id in before]


def _went_with_it(duty: Duty) -> bool:
    return duty.state == "not_applicable" and duty.note == _DROPPED


def restored(request: Request, work: Work, task: Task) -> tuple[Told, ...]:
    """A cancelled task stands again and is owed again; what those who had been told of it are told."""
    gone, told = dropped(work, task)
    today = request.know.today(request.now)
    values = {
        "title": task.title,
        "due": say_day(task.due_on, today) if task.due_on else "",
        "over": bool(task.due_on and task.due_on < today),
        "who": request.speaker.person.name,
    }
    key = f"restored:{task.id}:{request.message.key}"
    tells = [
        tell(work, request.know, duty, key, "task_restored_told", values, about=((duty.id, "back"),)) for duty in told
    ]
    work.tasks.change(task.id, state="published")
    for duty in gone:
        work.duties.settle(duty, "open", record_id=None, done_at=None)
        work.duties.begin_again(duty, request.now)
    for duty in told:
        work.duties.known(duty.id, request.now)
    work.audit.note(request.now, request.speaker.person.id, "task.restored", f"task:{task.id}")
    return tuple(one for one in tells if one)


def weigh_again(work: Work, duties: Sequence[Duty]) -> None:
    """Something else became of these duties: what waits about them is looked at anew before it goes out."""
    ids = {duty.id for duty in duties}
    since = min((duty.made_at for duty in duties), default=None)
    work.outbox.weigh_again([row.id for row in work.outbox.about(ids, since)] if since else [])


def tell(
    work: Work,
    know: Knowledge,
    duty: Duty,
    key: str,
    template: str,
    values: Mapping[str, Any],
    *,
    about: tuple[tuple[int, str], ...] = (),
) -> Told | None:
    """A line to the group where the branch is reminded, else to who answers for it; None where there is no way."""
    unit = work.units.get(duty.unit_id)
    chat = groups(work).get(unit.id) if unit.is_branch else None
    people = reachable(work, know, unit.id)
    if not (chat or people):
        return None
    person = people[0][0].id if people else 0
    return Told(f"{key}:{unit.id}", person, template, values, about, chat_id=chat.id if chat else None)


# -- who was told what -------------------------------------------------------------------------------------------------


def _open(work: Work, task: Task, path: str) -> list[Duty]:
    return [duty for duty in work.duties.within(path, requirement=task.requirement) if duty.state == "open"]


def _rows(work: Work, task: Task, duties: Sequence[Duty]) -> list[Spoken]:
    ids = {duty.id for duty in duties}
    return work.outbox.about(ids, task.at) if ids else []


def _now_told(duties: Sequence[Duty], rows: Sequence[Spoken]) -> set[int]:
    """The duties whose day, as it is now, was told. What was promised before the day moved last speaks of another
    day, whenever it went out; a duty begins anew when its day moves."""
    out: dict[int, list[Spoken]] = {}
    for row in rows:
        for duty_id, _ in row.about if row.out else ():
            out.setdefault(duty_id, []).append(row)
    return {duty.id for duty in duties if any(row.made_at >= duty.made_at for row in out.get(duty.id, ()))}


def _carry_through(work: Work, duties: Sequence[Duty], rows: Sequence[Spoken], to: date, today: date) -> None:
    """What waits is worded anew before it goes out; words about an earlier move need not be said any more, and a press
    names the new day."""
    work.outbox.take_back([row.id for row in rows if row.key.startswith("moved:")], "the day moved again")
    before = {duty.id: duty.due_on for duty in duties}
    for row in rows:
        if row.key.startswith("chase:") and not row.out:
            old = next(say_day(before[duty_id], today) for duty_id, _ in row.about if duty_id in before)
            words = row.text.replace(f"{old}已截止", f"{old}截止").replace(old, say_day(to, today))
            work.outbox.say_otherwise(row.id, words)
    work.outbox.weigh_again([row.id for row in rows])


def _in_time_after_all(request: Request, work: Work, task: Task, to: date, path: str) -> None:
    """Who handed in after the old day and before the new one is in time."""
    for duty in work.duties.within(path, requirement=task.requirement):
        if duty.state == "late" and duty.done_at and request.know.today(duty.done_at) <= to:
            work.duties.settle(duty, "done", record_id=duty.record_id, done_at=duty.done_at, note=duty.note)
