"""What organizers ask: who has not handed in, and how a week or a month was. Answers keep to the asker's scope."""

from datetime import date, timedelta
from typing import Any

from handlers import duties
from handlers.due import period_of, previous, say_day, say_period, week_of
from handlers.duties import binding, matter_name
from handlers.errors import UserError
from handlers.message import Reply
from handlers.reading import kind_of
from handlers.router import Command, Request
from handlers.scope import organized, unit_meant
from handlers.summary import Scope, summary
from handlers.understood import understood
from storage.tasks import Task
from storage.work import Work

_SHOWN = 20


def who_owes(request: Request, work: Work) -> Reply:
    """The branches in scope that have not done one kind in one period, or one task. Never in a group."""
    path = _path(request, work)
    words = request.rest or request.text
    kind = kind_of(str(request.meaning.slots.get("activity_type") or "")) or kind_of(words)
    task = None if kind else _task(work, path, str(request.meaning.slots.get("task") or words))
    values = _of_task(request, work, path, task) if task else _of_kind(request, work, path, kind or "主题党日", words)
    values["private"] = not request.message.in_group
    return Reply("who_owes", values, understood(request.meaning, intent="task_status"))


def _path(request: Request, work: Work) -> str:
    path = organized(request.speaker)
    named = request.meaning.slots.get("org") or request.meaning.slots.get("branch")
    if not named:
        return path
    return unit_meant(work, request.speaker, str(named), work.units.names(request.now)).path


def _task(work: Work, path: str, words: str) -> Task | None:
    for task in work.tasks.published():
        if task.title in words or (len(words) >= 2 and words.strip() in task.title):
            return task
    return None


def _of_kind(request: Request, work: Work, path: str, kind: str, words: str) -> dict[str, Any]:
    requirement = next((one for one in request.know.catalogue.duties() if kind in one.evidence), None)
    if requirement is None:
        raise UserError(f"没有“{kind}”的固定期限。可以问：谁还没交 本月主题党日")
    today = request.know.today(request.now)
    named = request.past_period(words)
    period = period_of(requirement.cadence or "monthly", min(named.last, today) if named else today)
    if named and named.first > today:
        raise UserError(f"{named.words}还没有到。")
    if begins := duties.before_records(work, period.last):
        raise UserError(
            f"活动从{say_day(begins, today)}起才在这里记，{say_period(period, today)}的我不知道，不能说谁没交。"
        )
    branches = work.units.branches_within(path)
    duties.ensure(work, request.know, branches, period.last if period.last < today else today, request.now)
    bound = [unit for unit in branches if binding(requirement, unit).binds]
    owed = {
        duty.unit_id
        for duty in work.duties.within(path, requirement=requirement.id, period=period.code)
        if duty.state == "open"
    }
    who = [unit.short for unit in bound if unit.id in owed]
    return {
        "what": f"{say_period(period, today)}{matter_name(requirement)}",
        "due": say_day(period.last, today),
        "overdue": period.last < today,
        "all": len(bound),
        "who": who[:_SHOWN],
        "count": len(who),
        "exempt": len(branches) - len(bound),
    }


def _of_task(request: Request, work: Work, path: str, task: Task) -> dict[str, Any]:
    today = request.know.today(request.now)
    all_ = work.duties.within(path, requirement=task.requirement)
    open_ = [duty for duty in all_ if duty.state == "open"]
    names = {unit.id: unit.short for unit in work.units.within(path)}
    return {
        "what": f"“{task.title}”",
        "due": say_day(task.due_on, today) if task.due_on else "",
        "overdue": bool(task.due_on and task.due_on < today),
        "all": len(all_),
        "who": [names[duty.unit_id] for duty in open_][:_SHOWN],
        "count": len(open_),
        "exempt": 0,
    }


def summed_up(request: Request, work: Work) -> Reply:
    """The summary on demand: this week, last week, this month."""
    today = request.know.today(request.now)
    words = f"{request.rest or request.text}{request.meaning.slots.get('period') or ''}"
    first, last, title = _span(words, today)
    scopes = scopes_of(request, work)
    private = not request.message.in_group
    values = summary(work, request.know, scopes, first, last, request.now, private=private)
    return Reply("summary", values | {"title": title}, understood(request.meaning, intent="summary"))


def scopes_of(request: Request, work: Work) -> Scope:
    path = _path(request, work)
    unit = work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1]))
    return Scope(path, unit.short)


def _span(words: str, today: date) -> tuple[date, date, str]:
    if "上" in words and "周" in words:
        monday, sunday, _ = week_of(today - timedelta(days=7))
        return monday, sunday, "上周小结"
    if "月" in words:
        period = period_of("monthly", today)
        if "上" in words:
            period = previous(period)
            return period.first, period.last, "上月小结"
        return period.first, period.last, "本月小结"
    monday, sunday, _ = week_of(today)
    return monday, sunday, "本周小结"


COMMANDS = (
    Command("谁还没交", "谁还没交 本月主题党日　谁还没交 三季度党课", "看哪些支部还没有完成", who_owes,
            aliases=("谁没交", "谁还没有交", "未交"), intents=("task_status",), organizer=True),
    Command("小结", "小结　上周小结　本月小结", "看一周或一月的情况", summed_up,
            aliases=("上周小结", "本周小结", "本月小结", "上月小结", "周小结"), intents=("summary",), organizer=True),
)  # fmt: skip
