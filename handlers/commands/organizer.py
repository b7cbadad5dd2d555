"""What organizers ask: who has not handed in, and how a week or a month was. Answers keep to the asker's scope."""

from datetime import date, timedelta
from typing import Any

from handlers import duties
from handlers.due import period_from, period_of, previous, say_day, say_period, week_of
from handlers.duties import matter_name
from handlers.matters import Matter, begun_lately, matter_meant, owing, remember, scope_path
from handlers.message import Reply
from handlers.router import Command, Request
from handlers.summary import Scope, summary
from handlers.understood import understood
from storage.work import Work

_SHOWN = 20
JUST_OVER = timedelta(days=10)


def who_owes(request: Request, work: Work) -> Reply:
    """The branches in scope that have not done one kind in one period, or one task. Never in a group."""
    path = scope_path(request, work)
    words = request.rest or request.text
    matter = matter_meant(request, work, path, words, usual="主题党日")
    found = owing(request, work, path, matter)
    today = request.know.today(request.now)
    named = matter.rule is None or request.past_period(words)
    values = {
        "what": matter.title,
        "due": say_day(matter.due, today) if matter.due else "",
        "overdue": bool(matter.due and matter.due < today),
        "all": found.all,
        "who": [unit.short for unit, _ in found.owed][:_SHOWN],
        "count": len(found.owed),
        "exempt": found.exempt,
        "before": None if named else _left_behind(work, request, path, matter, today),
        "private": not request.message.in_group,
    }
    remember(request, work, matter)
    return Reply("who_owes", values, understood(request.meaning, intent="task_status"))


def _left_behind(work: Work, request: Request, path: str, matter: Matter, today: date) -> dict[str, Any] | None:
    """What the period that is just over still lacks: on the first days of a new one that is the question."""
    if matter.rule is None or not begun_lately(today, matter, JUST_OVER):
        return None
    over = previous(period_from(matter.period))
    if duties.before_records(work, over.last):
        return None
    found = work.duties.within(path, requirement=matter.requirement, period=over.code)
    count = sum(duty.state == "open" for duty in found)
    return {"what": f"{say_period(over, today)}{matter_name(matter.rule)}", "count": count} if count else None


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
    path = scope_path(request, work)
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
