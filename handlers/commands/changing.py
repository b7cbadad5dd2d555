"""Another last day for a task, or its end: shown first with whom it reaches. Who was told the old day is told once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.patterns import regex
from handlers import filing, moving, pending
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, UserError
from handlers.levels import noun
from handlers.matters import Matter, remember, remembered, tasks_within
from handlers.message import Reply
from handlers.naming import named
from handlers.reading import find_days, fold
from handlers.reading.intents import THEME_DAY
from handlers.router import Command, Request
from handlers.scope import organized
from handlers.understood import understood
from storage.duties import Duty
from storage.tasks import Task
from storage.work import Work

_MOVE, _CANCEL = "改截止", "取消任务"
_SAYS = regex(
    r"(?:把|将)?(?P<what>[^\n。;!?]{2,40}?)(?:的?(?:截止|上报|报送)?(?:时间|日期|期限|日))?(?:就|先|都|再|统一|要|一律)*"
    r"(?:延(?:期|长|后|迟)?|推(?:迟|后)?|顺延|宽限|放宽|提前|改|挪)(?:到|至|成|为)"
    r"[^。;!?\n]{2,24}(?:交|报|截止)?[。!吧了 ]*"
)
"""述职报告延到12月8日: of a task where one is plainly named."""
_SHOWN = 8


def move(request: Request, work: Work) -> Reply:
    """Understand which task and which day, and show both before anything changes."""
    task = _task(request, work, "改哪一项的截止？例如：改截止 典型案例 5月10日")
    to = _new_day(request)
    today = request.know.today(request.now)
    if to is None:
        raise UserError(f"“{task.title}”改到哪一天？例如：改截止 {task.title} 5月10日")
    if to < today:
        raise UserError(f"{say_day(to, today)}已经过去了，请核对。")
    if to == task.due_on:
        raise UserError(f"“{task.title}”本来就是{say_day(to, today)}截止。")
    return _asked(request, work, task, {"to": to.isoformat(), "notify": bool(request.meaning.slots.get("notify"))})


def takes(request: Request, work: Work) -> bool:
    """Whether a task of the organizer's is named and given another day."""
    said = _SAYS.fullmatch(fold(request.text).strip())
    if not said or THEME_DAY.search(request.text) or _new_day(request) is None:
        return False
    return len(named(said["what"], _known(request, work))) == 1


def _known(request: Request, work: Work) -> list[tuple[Task, Task]]:
    """The tasks that reach the organizer's branches, those of the houses above among them."""
    return [(task, task) for task in tasks_within(work, organized(request.speaker))]


def cancel(request: Request, work: Work) -> Reply:
    """Show what would no longer be asked for, and of whom."""
    return _asked(request, work, _task(request, work, "要取消哪一项？例如：取消任务 3"), {})


def _asked(request: Request, work: Work, task: Task, change: Mapping[str, Any]) -> Reply:
    name, intent = (_MOVE, "change_deadline") if change else (_CANCEL, "cancel_task")
    filing.wait(request, work, {"command": name, "task": task.id, **change}, None)
    today = request.know.today(request.now)
    open_, told = moving.reach(work, task)
    to = date.fromisoformat(change["to"]) if change else None
    if to:
        days = moving.days_told(request, work, task)
        told = moving.to_tell(open_ if change.get("notify") else told, days, to)
    values = {
        "title": task.title,
        "old": say_day(task.due_on, today) if task.due_on else "没有定",
        "new": say_day(to, today) if to else "",
        "open": len(open_),
        "tell": len(told),
        "noun": noun(task.level),
    }
    slots = {"task": task.title, **({"to": change["to"]} if change else {})}
    meaning = understood(request.meaning, intent=intent, confirm=True, hold=True, slots=slots)
    return Reply("task_change_shown", values, meaning)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes changes it; a no leaves it."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    to = pending.another_day(request) if "to" in waiting and not request.meaning.yes else None
    if not (request.meaning.yes or to):
        return None
    task = next((one for one in _mine(request, work) if one.id == waiting["task"]), None)
    if task is None:
        filing.wait(request, work, {}, None)
        raise NotFound("这项任务已经不在了。")
    if to:
        return _shown_again(request, work, task, waiting, to)
    if not pending.fresh(request, waiting):
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, task, {key: waiting[key] for key in ("to", "notify") if key in waiting})
    open_, told = moving.reach(work, task)
    if "to" in waiting:
        return _moved(request, work, task, date.fromisoformat(waiting["to"]), open_ if waiting.get("notify") else told)
    return _cancelled(request, work, task, told)


def _shown_again(request: Request, work: Work, task: Task, waiting: Mapping[str, Any], to: date) -> Reply:
    """不对，是12月18号: another day than the one that was shown."""
    today = request.know.today(request.now)
    if to < today:
        raise UserError(f"{say_day(to, today)}已经过去了，请核对。")
    return _asked(request, work, task, {"to": to.isoformat(), "notify": waiting.get("notify")})


def _moved(request: Request, work: Work, task: Task, to: date, told: list[Duty]) -> Reply:
    tells = moving.moved(request, work, task, to, told, due_time=task.due_time)
    filing.wait(request, work, {}, None)
    path = organized(request.speaker)
    remember(request, work, Matter(task.requirement, "once", f"“{task.title}”", to, task=task), path)
    words = f"“{task.title}”已改到{say_day(to, request.know.today(request.now))}截止，之后按新日期提醒。" + (
        f"已告诉{len(tells)}处。" if tells else ""
    )
    return Reply("said", {"words": words}, understood(request.meaning, intent="change_deadline"), tells=tells)


def _cancelled(request: Request, work: Work, task: Task, told: list[Duty]) -> Reply:
    tells = moving.cancelled(request, work, task, told)
    filing.wait(request, work, {}, None)
    words = f"已取消任务“{task.title}”，不再提醒。" + (f"已告诉{len(tells)}处。" if tells else "")
    return Reply("said", {"words": words}, understood(request.meaning, intent="cancel_task"), tells=tells)


def _mine(request: Request, work: Work) -> list[Task]:
    path = organized(request.speaker)
    return [one for one in work.tasks.published() if work.units.get(one.unit_id).path.startswith(path)]


def _task(request: Request, work: Work, ask: str) -> Task:
    """The task that the words name: by number, title or day; the one spoken of last; or the only one there is."""
    mine = _mine(request, work)
    slots, words = request.meaning.slots, request.rest or request.text
    wanted = str(slots.get("task") or "").strip(" #“”")
    number = wanted if wanted.isdigit() else next((word for word in words.split() if word.lstrip("#").isdigit()), "")
    found = [one for one in mine if number and str(one.id) == number.lstrip("#")]
    others = [task for task, _ in _known(request, work) if task not in mine]
    if not found:
        _refuse_others(work, [one for one in others if number and str(one.id) == number.lstrip("#")])
    found = found or [one for one in mine if one.title in words or (len(wanted) > 1 and wanted in one.title)]
    if not found:
        said = _SAYS.fullmatch(fold(words).strip())
        found = named(said["what"] if said else words, _known(request, work))
        _refuse_others(work, [one for one in found if one in others][:1])
    if not found and slots.get("date"):
        found = [one for one in mine if one.due_on and one.due_on.isoformat()[5:] == str(slots["date"])[5:]]
    if not found and not wanted:
        last = remembered(request, work, organized(request.speaker))
        found = [one for one in mine if last and one.requirement == last.requirement] or (
            mine if len(mine) == 1 else []
        )
    if len(found) == 1:
        return found[0]
    today = request.know.today(request.now)
    lines = "\n".join(
        f"- {one.id} {one.title}{f'（{say_day(one.due_on, today)}截止）' if one.due_on else ''}"
        for one in (found or mine)[:_SHOWN]
    )
    raise NotFound(f"{ask}\n{lines}" if lines else "现在没有发布中的任务。")


def _refuse_others(work: Work, tasks: list[Task]) -> None:
    """What another house published is that house's to change."""
    if tasks:
        house = work.units.get(tasks[0].unit_id).short
        raise NotAllowed(f"任务{tasks[0].id}“{tasks[0].title}”是{house}发布的，要改请找他们。")


def _new_day(request: Request) -> date | None:
    to = request.meaning.slots.get("to")
    if to:
        return date.fromisoformat(str(to))
    days = [
        day.date
        for day in find_days(request.rest or request.text, request.local, past=False)
        if day.date and not day.flags
    ]
    return days[-1] if days else None


COMMANDS = (
    Command(_MOVE, "改截止 典型案例 5月10日", "改任务的截止日期，看过要告诉谁再改", move,
            aliases=("延期", "改期"), intents=("change_deadline",), resume=resume, organizer=True, takes=takes),
    Command(_CANCEL, "取消任务 3", "取消发布过的任务", cancel, intents=("cancel_task",), resume=resume, organizer=True),
)  # fmt: skip
