"""Another last day for a task, its end, or its coming back: shown first with whom it reaches. Who was told the old day
is told once."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers import filing, moving, pending
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, UserError
from handlers.levels import noun
from handlers.matters import Matter, remember, remembered, tasks_within
from handlers.message import Reply
from handlers.naming import named
from handlers.notice_kin import goes_with
from handlers.reading import find_days, fold
from handlers.reading.intents import THEME_DAY
from handlers.reading.signature import unsigned
from handlers.reading.task_orders import TaskOrder, read_task_order
from handlers.router import Command, Request
from handlers.scope import organized
from handlers.understood import understood
from storage.duties import Duty
from storage.tasks import Task
from storage.work import Work

_MOVE, _CANCEL, _RESTORE = "改截止", "取消任务", "恢复任务"
_SAYS = regex(
    r"(?:把|将)?(?P<what>[^\n。;!?]{2,40}?)(?:的?(?:截止|上报|报送)?(?:时间|日期|期限|日))?(?:就|先|都|再|统一|要|一律)*"
    r"(?:(?:延(?:期|长|后|迟)?|推(?:迟|后)?|顺延|宽限|放宽|提前|改|挪|缓)(?:到|至|成|为)"
    r"|改(?:一下)?截止(?:时间|日期|日)?(?:到|至|成|为|是)?)"
    r"[^。;!?\n]{2,24}(?:交|报|截止)?[。!吧了 ]*"
)
"""述职报告延到12月8日: of a task where one is plainly named."""
_SHOWN = 8


def move(request: Request, work: Work) -> Reply:
    """Understand which task and which day, and show both before anything changes."""
    task = _task(request, work, "改哪一项的截止？例如：改截止 典型案例 5月10日")
    _for_all(request, work, task)
    to = _new_day(request, task)
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
    if _ordered(request, "shift"):
        return bool(_called(request, work))
    said = _SAYS.fullmatch(_line(request))
    if not said or THEME_DAY.search(request.text) or _new_day(request) is None:
        return False
    return len(named(said["what"], _known(request, work))) == 1


def _for_all(request: Request, work: Work, task: Task) -> None:
    """Raises UserError where a single unit is named: a task's day is the same for everybody."""
    words = _line(request).replace(task.title, " ")
    names = sorted((name for name in work.units.names(request.now) if name.endswith("支部")), key=len, reverse=True)
    if _ordered(request, "shift") and (name := next((name for name in names if name in words), "")):
        raise UserError(
            f"截止日期是大家一起改的，不能只给{name}改。\n一起改发“改截止 {task.title} 日期”；"
            f"不要它交了发“免报 {name} {task.title} 原因”。"
        )


def takes_cancel(request: Request, work: Work) -> bool:
    """典型案例先不要了, where a task is called so; not while that very task waits to be published at all."""
    if not _ordered(request, "cancel"):
        return False
    request.look(work)
    return "draft" not in request.waiting and bool(_called(request, work))


def _line(request: Request) -> str:
    """The message without who signed it when."""
    return fold(unsigned(request.text)).strip()


def _ordered(request: Request, op: str) -> TaskOrder | None:
    said = read_task_order(_line(request))
    return said if said and said.op == op else None


def _called(request: Request, work: Work) -> list[Task]:
    """The tasks that an order calls by name; of several one's own."""
    said = read_task_order(_line(request))
    found = named(said.what, _known(request, work)) if said else []
    mine = {task.id for task in _mine(request, work)}
    return [one for one in found if one.id in mine] or found


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
        "along": [
            {"id": one.id, "title": one.title} for one in _mine(request, work) if to and goes_with(work, one, task)
        ],
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
    words += f"\n要恢复发“恢复任务 {task.id}”。"
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
    called = [] if found else _called(request, work)
    _refuse_others(work, [one for one in called if one in others][:1])
    found = found or called
    if not found:
        _refuse_others(work, [one for one in others if number and str(one.id) == number.lstrip("#")])
    found = found or [one for one in mine if one.title in words or (len(wanted) > 1 and wanted in one.title)]
    if not found:
        said = _SAYS.fullmatch(fold(unsigned(words)).strip())
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


# -- bringing back -----------------------------------------------------------------------------------------------------


def takes_restore(request: Request, work: Work) -> bool:
    """恢复任务 典型案例, 典型案例还是要交: of a task that was cancelled."""
    return bool(_ordered(request, "restore")) and bool(_gone(request, work))


def _gone(request: Request, work: Work) -> list[Task]:
    """The cancelled tasks of one's own house that the words name; of one title the newest."""
    path, said = organized(request.speaker), _ordered(request, "restore")
    mine = [one for one in work.tasks.cancelled() if work.units.get(one.unit_id).path.startswith(path)]
    words = said.what if said else request.rest
    found = named(words, [(task, task) for task in mine]) if words else mine
    return list({one.title: one for one in reversed(found)}.values())


def restore(request: Request, work: Work) -> Reply:
    """Show what would be asked for again, and of whom."""
    found = _gone(request, work)
    if len(found) == 1:
        return _asked_back(request, work, found[0])
    lines = "\n".join(f"- {one.id} {one.title}" for one in found[:_SHOWN])
    if lines:
        raise NotFound(f"要恢复哪一项？例如：恢复任务 {found[0].id}\n{lines}")
    raise NotFound("没有取消过这样的任务。看正在收的，发：截止")


def _asked_back(request: Request, work: Work, task: Task) -> Reply:
    filing.wait(request, work, {"command": _RESTORE, "task": task.id}, None)
    today = request.know.today(request.now)
    gone, told = moving.dropped(work, task)
    values = {
        "title": task.title,
        "number": task.id,
        "due": say_day(task.due_on, today) if task.due_on else "",
        "over": bool(task.due_on and task.due_on < today),
        "open": len(gone),
        "tell": len(told),
        "noun": noun(task.level),
    }
    meaning = understood(request.meaning, intent="none", confirm=True, hold=True, slots={"task": task.title})
    return Reply("task_restore_shown", values, meaning)


def brought_back(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes brings it back; a no leaves it cancelled."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有恢复。"}, understood(request.meaning, intent="cancel_pending"))
    task = work.tasks.get(int(waiting["task"]))
    if not request.meaning.yes or task is None or task.state != "cancelled":
        return None
    if not pending.fresh(request, waiting):
        return _asked_back(request, work, task)
    path = organized(request.speaker)
    if not work.units.get(task.unit_id).path.startswith(path):
        raise NotAllowed("您的权限变了，请重新发一次。")
    tells = moving.restored(request, work, task)
    filing.wait(request, work, {}, None)
    remember(request, work, Matter(task.requirement, "once", f"“{task.title}”", task.due_on, task=task), path)
    words = f"任务“{task.title}”恢复了，照常提醒。" + (f"已告诉{len(tells)}处。" if tells else "")
    return Reply("said", {"words": words}, understood(request.meaning, intent="none"), tells=tells)


def _refuse_others(work: Work, tasks: list[Task]) -> None:
    """What another house published is that house's to change."""
    if tasks:
        house = work.units.get(tasks[0].unit_id).short
        raise NotAllowed(f"任务{tasks[0].id}“{tasks[0].title}”是{house}发布的，要改请找他们。")


def _new_day(request: Request, task: Task | None = None) -> date | None:
    """The day that is named, or so many days from the task's own. The day of a signature is none."""
    said = _ordered(request, "shift")
    if said and task:
        return task.due_on + timedelta(said.days) if task.due_on and said.days else None
    to = request.meaning.slots.get("to")
    if to:
        return date.fromisoformat(str(to))
    days = [
        day.date
        for day in find_days(unsigned(request.rest or request.text), request.local, past=False)
        if day.date and not day.flags
    ]
    return days[-1] if days else None


COMMANDS = (
    Command(_MOVE, "改截止 典型案例 5月10日", "改任务的截止日期，看过要告诉谁再改", move,
            aliases=("延期", "改期"), intents=("change_deadline",), resume=resume, organizer=True, takes=takes),
    Command(_CANCEL, "取消任务 3", "取消发布过的任务", cancel, aliases=("撤销任务", "作废任务", "删除任务"),
            intents=("cancel_task",), resume=resume, organizer=True, takes=takes_cancel),
    Command(_RESTORE, "恢复任务 典型案例", "取消了的任务恢复", restore, resume=brought_back, organizer=True,
            takes=takes_restore),
)  # fmt: skip
