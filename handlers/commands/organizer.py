"""What organizers ask: who has not handed in, and how a week or a month was. Answers keep to the asker's scope."""

from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from config.requirement import Requirement
from handlers import duties
from handlers.due import Period, period_of, previous, say_day, say_period, week_of
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
JUST_OVER = timedelta(days=10)


def who_owes(request: Request, work: Work) -> Reply:
    """The branches in scope that have not done one kind in one period, or one task. Never in a group."""
    path = _path(request, work)
    words = request.rest or request.text
    kind = kind_of(str(request.meaning.slots.get("activity_type") or "")) or kind_of(words)
    task = None if kind else _task(work, path, str(request.meaning.slots.get("task") or words))
    if not (kind or task) and _ABOUT_NOTHING.sub("", words):
        raise UserError(_no_such(work, path, _ASKING.sub("", words)))
    values = _of_task(request, work, path, task) if task else _of_kind(request, work, path, kind or "主题党日", words)
    values["private"] = not request.message.in_group
    return Reply("who_owes", values, understood(request.meaning, intent="task_status"))


_ABOUT_NOTHING = regex(
    r"谁|哪[些个几]*|支部|总支|学院|我们|他们|都|还|没有?|未|交|报|完成|提交|上报|做|开|齐|差|有|了|的|吗|呢|啊|是|请问|名单|情况|看看?|查一?下?|材料|东西"
    r"|本|这个?|上个?|下个?|今|去|年|月|季度|周|半|星期|到现在|目前|现在|[\d一二三四五六七八九十第号日]+|[\s,，。?？!！、]+"
)
"""What may stand beside the matter. Something that is left over is a matter nobody knows here."""


_ASKING = regex(
    r"^(?:请问|目前|现在|谁|哪[些个几]|支部|都|还|没有?|未|交|报|完成|提交|上报|了|的|\s)+|[了吗呢的?？。!！\s]+$"
)


def _no_such(work: Work, path: str, unknown: str) -> str:
    titles = [task.title for task in _tasks(work, path)][:6]
    known = f"正在收的任务：{'、'.join(titles)}；" if titles else ""
    return f"没有叫“{unknown[:20]}”的任务。{known}活动可以问：谁还没交 本月主题党日"


def _path(request: Request, work: Work) -> str:
    path = organized(request.speaker)
    named = request.meaning.slots.get("org") or request.meaning.slots.get("branch")
    if not named:
        return path
    return unit_meant(work, request.speaker, str(named), work.units.names(request.now)).path


def _task(work: Work, path: str, words: str) -> Task | None:
    for task in _tasks(work, path):
        if task.title in words or (len(words) >= 2 and words.strip() in task.title):
            return task
    return None


def _tasks(work: Work, path: str) -> list[Task]:
    """The tasks that reach these branches: published in their own house, or above it."""
    found = ((task, work.units.get(task.unit_id).path) for task in work.tasks.published())
    return [task for task, of in found if of.startswith(path) or path.startswith(of)]


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
        "before": None if named else _left_behind(work, request, path, requirement, period, today),
    }


def _left_behind(
    work: Work, request: Request, path: str, requirement: Requirement, period: Period, today: date
) -> dict[str, Any] | None:
    """What the period that is just over still lacks: on the first days of a new one that is the question."""
    if today > period.first + JUST_OVER or duties.before_records(work, period.first - timedelta(days=1)):
        return None
    over = previous(period)
    found = work.duties.within(path, requirement=requirement.id, period=over.code)
    count = sum(duty.state == "open" for duty in found)
    what = f"{say_period(over, today)}{matter_name(requirement)}"
    return {"what": what, "count": count} if count else None


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
        "before": None,
    }


def summed_up(request: Request, work: Work) -> Reply:
    """The summary on demand: this week, last week, this month."""
    today = request.know.today(request.now)
    words = f"{request.rest or request.text}{request.meaning.slots.get('period') or ''}"
    first, last, title = _span(words, today)
    scopes = scopes_of(request, work)
    branches = work.units.branches_within(scopes.path)
    duties.ensure(work, request.know, branches, min(today, last), request.now)
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
