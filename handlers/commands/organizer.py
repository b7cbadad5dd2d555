"""What organizers ask: who has not handed in, and how a week or a month was. Answers keep to the asker's scope."""

from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers import duties
from handlers.due import period_from, previous, say_day, say_period
from handlers.duties import matter_name
from handlers.levels import noun
from handlers.matters import Matter, begun_lately, list_shown, matter_meant, owing, remember, scope_path
from handlers.message import PICTURE, Reply
from handlers.overviews import owing_table, scope_of, sendable, short, span_meant
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.sheets import MANY, SHORT
from handlers.summary import ready, summary
from handlers.understood import understood
from storage.work import Work

JUST_OVER = timedelta(days=10)
_GREETED = (
    r"(?:(?:周|星期)[一二三四五六日天]|新的一周|早上?|上午|中午|下午|晚上|大家|各位|你|您|机器人|小布|支部通)*(?:好|早|嗨|哈喽|hello|hi)"
    r"[啊呀哇呢]?"
)
_SUMS_UP = regex(
    r"\d{1,2}月份?小结|[一二三四]季度小结|"
    rf"(?=.{{4,30}}$)(?:{_GREETED}|谢谢|辛苦了?|麻烦了?|请问)[,。! ]*"
    r"(?:请|麻烦|帮我|给我|来|发|看看?|出|要)*(?:一?下|[一个份]+)?(?:我们?)?"
    r"(?P<span>上上?周|本周|这周|上个?月|本月|这个?月|今天)?的?(?:周|月)?小结(?:一下)?[吧呢吗呀啊。!? ]*"
)


def who_owes(request: Request, work: Work) -> Reply:
    """The branches in scope that have not done one kind in one period, or one task. Never in a group."""
    path = scope_path(request, work)
    words = request.rest or request.text
    matter = matter_meant(request, work, path, words, usual="主题党日")
    found = owing(request, work, path, matter)
    today = request.know.today(request.now)
    named = matter.rule is None or request.past_period(words)
    private = not request.message.in_group
    who, more = short([unit.short for unit, _ in found.owed], SHORT, MANY)
    file = owing_table(request, work, matter, found) if more and private and sendable(request, work) else None
    values = {
        "what": matter.title,
        "due": say_day(matter.due, today) if matter.due else "",
        "overdue": bool(matter.due and matter.due < today),
        "all": found.all,
        "who": who,
        "count": len(found.owed),
        "exempt": found.exempt,
        "late": found.late,
        "excused": found.excused,
        "noun": noun(matter.task.level) if matter.task else "支部",
        "before": None if named else _left_behind(work, request, path, matter, today),
        "private": private,
        "file": file is not None,
    }
    remember(request, work, matter, path)
    return Reply("who_owes", values, understood(request.meaning, intent="task_status"), enclosed=file)


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
    """The summary on demand: this week or the last, a month, a quarter; with its picture."""
    greeted = _SUMS_UP.fullmatch(fold(request.text).strip())
    said = f"{greeted['span'] or ''}小结" if greeted and greeted["span"] is not None else request.text
    span = span_meant(request, work, f"{said}{request.meaning.slots.get('period') or ''}")
    scope = scope_of(request, work)
    ready(work, request.know, scope.path, span.last, request.now)
    found = summary(work, request.know, scope, span, request.now)
    picture = found.picture if sendable(request, work, PICTURE) else None
    values = found.for_a_group() if request.message.in_group else found.values
    list_shown(request, work, "小结", scope.path)
    return Reply("summary", values, understood(request.meaning, intent="summary"), enclosed=picture)


COMMANDS = (
    Command("谁还没交", "谁还没交 本月主题党日　谁还没交 三季度党课", "看哪些支部还没有完成", who_owes,
            aliases=("谁没交", "谁还没有交", "未交"), intents=("task_status",), organizer=True),
    Command("小结", "小结　上周小结　上月小结　上周小结 机械学院", "看一周或一月的情况", summed_up,
            aliases=("上周小结", "本周小结", "本月小结", "上月小结", "周小结", "月小结"), intents=("summary",),
            organizer=True,
            says=_SUMS_UP),
)  # fmt: skip
