"""What an organizer asks after: one kind of activity in one period, or one task; and who still owes it.

Shared by the lists, the chasing and the changing of deadlines, which do not know each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from config.requirement import Requirement
from handlers import duties, filing
from handlers.due import Period, period_from, period_of, say_day, say_period
from handlers.duties import binding, matter_name
from handlers.errors import UserError
from handlers.naming import named
from handlers.reading import kind_of
from handlers.router import Request
from handlers.scope import organized, unit_meant
from handlers.summary import ready
from storage.duties import Duty
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work

REMEMBERED = "谁还没交"
"""The command under which the matter asked after last is remembered in a chat: 催一下, 这条任务取消 mean it."""
AS_TABLE = "导出"
"""The command under which the list shown last is remembered: 发我表格 means it."""
_ABOUT_NOTHING = regex(
    r"谁|哪[些个几]*|支部|总支|学院|我们|他们|都|还|没有?|未|交|报|完成|提交|上报|做|开|齐|差|有|了|的|吗|呢|啊|是|请问|名单|情况|看看?|查一?下?|材料|东西|"
    r"催[一催办]?下?|私[信聊下]|提醒|一下|给|发|统一|各位|书记|把|请|帮我?|任务|截止|取消|通知|这[个条]|那[个条]|"
    r"本|这个?|上个?|下个?|今|去|年|月|季度|周|半|星期|到现在|目前|现在|[\d一二三四五六七八九十第号日]+|[\s,，。?？!！、]+"
)
"""What may stand beside the matter. Something that is left over is a matter nobody knows here."""
_ASKING = regex(
    r"^(?:请问|目前|现在|谁|哪[些个几]|支部|都|还|没有?|未|交|报|完成|提交|上报|了|的|催一下|\s)+|[了吗呢的?？。!！\s]+$"
)


_UNIT_FIRST = regex(
    r"(?:[上本这]?[个]?[周月]|\d{1,2}月(?:份)?)?\s*([^\s,，。]{1,14}?(?:学院|总支|党委|书院|支部))(?=$|[\s的,，上本这谁统小截]|\d{1,2}月)"
)
"""A unit named right behind a command word: 上周小结 机械学院."""


@dataclass(frozen=True, slots=True)
class Matter:
    """``requirement`` and ``period`` as duties bear them; ``title`` as people say it."""

    requirement: str
    period: str
    title: str
    due: date | None
    task: Task | None = None
    rule: Requirement | None = None


@dataclass(frozen=True, slots=True)
class Owing:
    """Who it binds, who still owes it, and how many it does not bind; of those who do not owe it any more, how many
    were late and how many have been let off."""

    all: int
    owed: tuple[tuple[Unit, Duty], ...]
    exempt: int = 0
    late: int = 0
    excused: int = 0


def scope_path(request: Request, work: Work) -> str:
    """The path that is asked after: the asker's own, or the unit named within it."""
    path = organized(request.speaker)
    slots, behind = request.meaning.slots, _UNIT_FIRST.match(request.rest)
    named = slots.get("org") or slots.get("branch") or (behind[1] if behind else "")
    if not named:
        return path
    return unit_meant(work, request.speaker, str(named), work.units.names(request.now)).path


def tasks_within(work: Work, path: str) -> list[Task]:
    """The tasks that reach these branches: published in their own house, or above it."""
    found = ((task, work.units.get(task.unit_id).path) for task in work.tasks.published())
    return [task for task, of in found if of.startswith(path) or path.startswith(of)]


def matter_meant(request: Request, work: Work, path: str, words: str, usual: str | None = None) -> Matter:
    """The matter that the words name: a kind, or a task; ``usual`` is the kind where they name none. Raises UserError
    with what there is."""
    slots = request.meaning.slots
    wanted = str(slots.get("task") or "")
    task = _by_title(work, path, wanted or words)
    kind = None if task else kind_of(str(slots.get("activity_type") or "")) or kind_of(words)
    task = task if task or kind else task_meant(work, path, wanted or words)
    if task is None and not kind and (wanted or _ABOUT_NOTHING.sub("", words)):
        raise UserError(_which(work, path, _ASKING.sub("", wanted or words)))
    if task:
        return Matter(task.requirement, "once", f"“{task.title}”", task.due_on, task=task)
    if not kind and (last := remembered(request, work, path)):
        return last
    if not (kind or usual):
        raise UserError("是哪一项？例如：催一下 本月主题党日；催一下 典型案例")
    return _of_kind(request, work, kind or usual or "", words)


def _by_title(work: Work, path: str, words: str) -> Task | None:
    """The task whose whole title was said: it counts before the activity that stands in the title."""
    return next((task for task in tasks_within(work, path) if len(task.title) > 2 and task.title in words), None)


def task_meant(work: Work, path: str, words: str) -> Task | None:
    """The task that the words name by its title or its number."""
    bare = words.strip().lstrip("#")
    for task in tasks_within(work, path):
        if task.title in words or (len(bare) >= 2 and bare in task.title) or bare == str(task.id):
            return task
    found = named(_ASKING.sub("", words), [(task, task) for task in tasks_within(work, path)])
    return found[0] if len(found) == 1 else None


def owing(request: Request, work: Work, path: str, matter: Matter) -> Owing:
    """Who owes the matter at or under the path, as of now."""
    units = {unit.id: unit for unit in work.units.within(path)}
    found = work.duties.within(path, requirement=matter.requirement, period=matter.period)
    if matter.rule is None:
        owed = tuple((units[one.unit_id], one) for one in found if one.state == "open")
        return Owing(len(found), owed, 0, *_states(found))
    today = request.know.today(request.now)
    branches = [unit for unit in units.values() if unit.is_branch]
    last = period_from(matter.period).last
    ready(work, request.know, path, last if last < today else today, request.now)
    found = work.duties.within(path, requirement=matter.requirement, period=matter.period)
    bound = {unit.id for unit in branches if binding(matter.rule, unit).binds}
    owed = tuple((units[one.unit_id], one) for one in found if one.state == "open" and one.unit_id in bound)
    return Owing(len(bound), owed, len(branches) - len(bound), *_states([one for one in found if one.unit_id in bound]))


def _states(found: Sequence[Duty]) -> tuple[int, int]:
    return sum(one.state == "late" for one in found), sum(one.state == "excused" for one in found)


def remember(request: Request, work: Work, matter: Matter, path: str = "") -> None:
    """Keep in mind what was asked after, and under which path: the next message may mean it without naming it."""
    waiting = {"command": REMEMBERED, "about": told_apart(matter), "path": path, "passing": True}
    filing.wait(request, work, waiting, None)


def list_shown(request: Request, work: Work, which: str, path: str) -> None:
    """Keep in mind which list was shown, of whom: 发我表格 means it. The record touched last stays that."""
    request.look(work)
    record = request.dialogue.record_id if request.dialogue else None
    words = request.rest or request.text if which != "小结" else request.text
    waiting = {"command": AS_TABLE, "list": which, "words": words, "path": path, "passing": True}
    filing.wait(request, work, waiting, record)


def remembered(request: Request, work: Work, path: str) -> Matter | None:
    """What was asked after last in this chat, if it is still there."""
    request.look(work)
    return known_again(request, work, path, request.question(REMEMBERED).get("about") or {})


def told_apart(matter: Matter) -> dict[str, str]:
    """What a dialogue keeps of a matter."""
    due = matter.due.isoformat() if matter.due else ""
    return {"requirement": matter.requirement, "period": matter.period, "title": matter.title, "due": due}


def known_again(request: Request, work: Work, path: str, about: Mapping[str, Any]) -> Matter | None:
    """The matter that a dialogue kept, as it is now; None where it is gone."""
    code = str(about.get("requirement") or "")
    if code.startswith("task:"):
        task = next((one for one in tasks_within(work, path) if one.requirement == code), None)
        return Matter(code, "once", f"“{task.title}”", task.due_on, task=task) if task else None
    rule = next((one for one in request.know.catalogue.duties() if one.id == code), None)
    due = date.fromisoformat(about["due"]) if about.get("due") else None
    return Matter(code, about["period"], about["title"], due, rule=rule) if rule else None


def _of_kind(request: Request, work: Work, kind: str, words: str) -> Matter:
    requirement = next((one for one in request.know.catalogue.duties() if kind in one.evidence), None)
    if requirement is None:
        raise UserError(f"没有“{kind}”的固定期限。可以问：谁还没交 本月主题党日")
    today = request.know.today(request.now)
    named = request.past_period(words)
    period = period_of(requirement.cadence or "monthly", min(named.last, today) if named else today)
    if named and named.first > today:
        raise UserError(f"{named.words}还没有到。")
    return of_rule(request, work, requirement, period)


def of_rule(request: Request, work: Work, rule: Requirement, period: Period) -> Matter:
    """The rule's matter in one period. Raises UserError for a time before records were kept here."""
    today = request.know.today(request.now)
    if begins := duties.before_records(work, period.last):
        raise UserError(
            f"活动从{say_day(begins, today)}起才在这里记，{say_period(period, today)}的我不知道，不能说谁没交。"
        )
    title = f"{say_period(period, today)}{matter_name(rule)}"
    return Matter(rule.id, period.code, title, period.last, rule=rule)


def begun_lately(today: date, matter: Matter, within: timedelta) -> bool:
    """Whether the matter's period began only just now."""
    return matter.rule is not None and today <= period_from(matter.period).first + within


def _which(work: Work, path: str, unknown: str) -> str:
    """What is asked where no task, or more than one, answers to the words."""
    found = named(unknown, [(task, task) for task in tasks_within(work, path)])
    if len(found) > 1:
        lines = "\n".join(f"- {task.id} {task.title}" for task in found[:6])
        return f"是哪一项？写上编号再说一次，例如：谁还没交 {found[0].id}\n{lines}"
    titles = [task.title for task in tasks_within(work, path)][:6]
    known = f"正在收的任务：{'、'.join(titles)}；" if titles else ""
    return f"没有叫“{unknown[:20]}”的任务。{known}活动可以问：谁还没交 本月主题党日"
