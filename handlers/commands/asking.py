"""Asking after what was published: a task by its number, the notice in its own words, what it says of a format.

Whatever is told of a notice is a line of it, with its number; nothing is put into other words.
"""

from typing import Any

from config.patterns import regex
from handlers import files, handed_in
from handlers.due import say_day
from handlers.errors import NotFound
from handlers.handed_in import Owed
from handlers.levels import SECOND_LEVEL, noun
from handlers.matters import tasks_within
from handlers.message import Reply
from handlers.naming import closeness, named
from handlers.notice_words import about, line_of, notices_for, on_format, title_of
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.understood import understood
from storage.duties import Duty
from storage.notices import Notice
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work

_SHOWN = 8
_LINES, _CHARACTERS = 40, 1200
"""How much of a notice is shown at once."""
_TASK = regex(
    r"(?:请问|看看?|查看?|查一?下)?[ ]*任务[ ]*#?(?P<n>\d{1,6})(?:号)?[ ]*"
    r"(?:是什么|是啥|什么情况|啥情况|情况|怎么样了?|进[度展](?:如何)?|"
    r"详情|内容|要求|说的?什么|交(?:得)?怎么样了?|呢)?[ 。?!]*"
)
_WHEN = r"(?:什么时候|啥时候|何时|几号|哪天|哪一天|几月几号|多久)"
_HAND = r"(?:上?交|上报|报送?|提交|发|送)"
_OF_TASK = regex(
    r"(?:请问|那个?|这个?|问一?下|我想问问?)*[ ,]*(?P<what>[^\n,，。?!;]{2,30}?)(?:的?(?:材料|文件|任务))?"
    r"(?:我们|支部|是|要|该|应该|得|需要|最[晚迟]|的)*"
    rf"(?:{_HAND}(?:给|到|至|往|去)?(?:谁|哪位|哪个?(?:里|儿|部门|单位|地方|处|邮箱|老师)?|什么地方|何处)"
    rf"|(?P<when>{_WHEN}(?:之?前)?(?:要|得|该)*(?:{_HAND}|截止|到期|收)?(?:齐|上去|给谁)?"
    rf"|(?:{_HAND}|截止)(?:的)?(?:(?:时间|日期|期限)(?:是|到)?(?:{_WHEN})?|(?:是|到)?{_WHEN})))"
    r"(?:啊|呀|呢|的|去)*[ 。?!]*"
)
"""典型案例交到哪; 典型案例什么时候交; 典型案例截止时间: of a task that bears the name, where there is one."""
_ASKS = regex(r"什么|啥|哪|谁|怎|吗|没|要不要|多少|格式|还差")
_CHOICES = 6
_WHOLE = regex(
    r"(?:请|麻烦)?(?:把|看看?|查看?|发|给我|发我|调出)?(?:一下)?(?P<what>[^,。?!\n]{0,16}?)的?通知的?(?:原文|全文|原件|原话)"
    r"(?:[ ]*(?:从)?第?[ ]*(?P<from>\d{1,4})[ ]*行?(?:起|开始)?)?"
    r"(?:发我|给我|发一?下|看看?|在哪|呢|怎么说的?|拿来)*[ 。?!]*"
)
_FORMAT = regex(
    r"(?:请问|那个?|这个?|通知里的?)?(?P<what>附件 *(?:\d{1,2}|[一二三四五六七八九十]{1,2})|[^,。?!\n]{2,14}?)"
    r"(?:的|是|用|要|有|按|交)*(?:什么|啥|哪种|怎样的?|怎么个|有没有|有无|有什么)(?:的)?"
    r"(?:格式|模板|样式|版式|样表|字体)(?:要求)?(?:的|吗|呢|啊)*[ 。?!]*"
    r"|(?P<first>附件 *(?:\d{1,2}|[一二三四五六七八九十]{1,2})|[^,。?!\n]{2,14}?)"
    r"的?(?:格式|模板|样式|版式)(?:要求)?(?:是)?(?:什么样?|怎么要求|怎样|如何|有要求吗|有没有要求|呢)?(?:的)?[ 。?!]*"
)


# -- a task --------------------------------------------------------------------------------------------------------


def takes_task(request: Request, work: Work) -> bool:
    return bool(_TASK.fullmatch(fold(request.text).strip())) or bool(_asked_of(request, work))


def _asked_of(request: Request, work: Work) -> list[Task]:
    """The tasks that a question names (典型案例交到哪): what is open for the asker comes before what is done."""
    said = _OF_TASK.fullmatch(fold(request.text).strip())
    if not said or _ASKS.search(said["what"]):
        return []
    standing = _standing(request, work)
    mine = [one.task for one in standing if one.duty.state == "open"]
    reach = request.speaker.reach()
    others = [one.task for one in standing] + (tasks_within(work, reach) if reach else [])
    for among in (mine, others):
        tasks = list({task.id: task for task in among}.values())
        if found := named(said["what"], [(task, task) for task in tasks]):
            return found
    return []


def view(request: Request, work: Work) -> Reply:
    """A task: what, whom to, by when, in which words it was asked; one's own state, for an organizer everybody's."""
    found = _TASK.fullmatch(fold(request.text).strip())
    asked = [] if found else _asked_of(request, work)
    if len(asked) > 1:
        return _which(request, asked)
    task = work.tasks.get(int(found["n"])) if found else next(iter(asked), None)
    own = [one for one in _standing(request, work) if task and one.task.id == task.id] if task else []
    within = _within(request, work, task) if task else []
    if task is None or not (own or within):
        raise NotFound(f"没有找到您能查看的任务{found['n'] if found else ''}。要看有哪些，发：截止")
    today = request.know.today(request.now)
    quoted = line_of(work, task)
    values = {
        "number": task.id,
        "title": task.title,
        "cancelled": task.state != "published",
        "whom": "各党总支、党委" if task.level in SECOND_LEVEL else "各党支部",
        "due": say_day(task.due_on, today) if task.due_on else "没有定",
        "time": task.due_time,
        "left": (task.due_on - today).days if task.due_on else 0,
        "recipient": task.recipient,
        "deliverable": task.deliverable,
        "source": task.source.split("：")[0],
        "quote": quoted.words if quoted else task.source.partition("：")[2],
        "own": [(one.unit.short, handed_in.state_words(request, work, one)) for one in own],
        "open": any(one.duty.state == "open" for one in own),
        "noun": noun(task.level),
        "counts": _counts(within) if within else None,
        "lines": [] if request.message.in_group else _by_state(request, work, task, within),
    }
    return Reply("task_view", values, understood(request.meaning, intent=_intent(request), slots={"task": task.title}))


def _intent(request: Request) -> str:
    said = _OF_TASK.fullmatch(fold(request.text).strip())
    return "deadline" if said and said["when"] else "notice_task"


def _which(request: Request, tasks: list[Task]) -> Reply:
    """Several bear the name: the answer for each in a line, and how to see the whole of one."""
    today = request.know.today(request.now)
    lines = [
        f"- 任务{one.id} {one.title}：{f'{say_day(one.due_on, today)}前' if one.due_on else '日子没有定'}"
        + (f"，交{one.recipient}" if one.recipient else "")
        for one in tasks[:_CHOICES]
    ]
    more = f"\n还有{len(tasks) - _CHOICES}项，发“截止”看。" if len(tasks) > _CHOICES else ""
    words = f"有{len(tasks)}项任务叫这个：\n" + "\n".join(lines) + f"{more}\n看其中一项发“任务 {tasks[0].id}”。"
    return Reply("said", {"words": words}, understood(request.meaning, intent=_intent(request)))


def _standing(request: Request, work: Work) -> list[Owed]:
    units = [*handed_in.answers_for(request.speaker)]
    units += [role.unit for role in request.speaker.person.roles if role.unit.is_branch]
    return handed_in.owed(work, list({unit.id: unit for unit in units}.values()), handed_in.STANDING)


def _within(request: Request, work: Work, task: Task) -> list[tuple[Unit, Duty]]:
    """The task's duties among those whom the speaker organizes."""
    reach = request.speaker.reach()
    found = work.duties.within(reach, requirement=task.requirement) if reach else []
    units = {unit.id: unit for unit in work.units.within(reach)} if reach and found else {}
    return [(units[one.unit_id], one) for one in found if one.unit_id in units]


def _counts(within: list[tuple[Unit, Duty]]) -> dict[str, int]:
    return {state: sum(duty.state == state for _, duty in within) for state in handed_in.STANDING} | {
        "all": len(within)
    }


def _by_state(
    request: Request, work: Work, task: Task, within: list[tuple[Unit, Duty]]
) -> list[tuple[str, list[str], int]]:
    """Names for the organizer alone: who has not, who was late and by how much, who was let off and why, whose files
    there are."""
    papers: dict[int, list[str]] = {}
    kept = work.attachments.of_duties([duty.id for _, duty in within]) if within else []
    for file in files.present(kept):
        papers.setdefault(file.duty_id or 0, []).append(files.shown(file))
    groups = {
        "没交": [unit.short for unit, duty in within if duty.state == "open"],
        "补交": [f"{unit.short}（{_late(request, duty)}）" for unit, duty in within if duty.state == "late"],
        "免报": [f"{unit.short}（{duty.note}）" for unit, duty in within if duty.state == "excused"],
        "收到文件": [f"{unit.short}：{'、'.join(papers[duty.id])}" for unit, duty in within if duty.id in papers],
    }
    return [(name, lines[:_SHOWN], max(0, len(lines) - _SHOWN)) for name, lines in groups.items() if lines]


def _late(request: Request, duty: Duty) -> str:
    day = request.know.today(duty.done_at) if duty.done_at else duty.due_on
    return f"晚了{max(1, (day - duty.due_on).days)}天"


# -- the notice itself -------------------------------------------------------------------------------------------------


def takes_whole(request: Request, work: Work) -> bool:
    return bool(_WHOLE.fullmatch(fold(request.text).strip()))


def whole(request: Request, work: Work) -> Reply:
    """The notice's own lines, from the one that is asked for."""
    said = _WHOLE.fullmatch(fold(request.text).strip())
    notice = _notice(request, work, said["what"] if said else "")
    lines = notice.text.splitlines()
    first = max(1, int(said["from"])) if said and said["from"] else 1
    shown: list[str] = []
    for one in lines[first - 1 : first - 1 + _LINES]:
        if sum(map(len, shown)) + len(one) > _CHARACTERS and shown:
            break
        shown.append(one.strip()[:_CHARACTERS])
    if not shown:
        raise NotFound(f"{title_of(notice)}一共{len(lines)}行。")
    file = work.attachments.get(notice.file_id) if notice.file_id else None
    last = first + len(shown) - 1
    values = {
        "title": title_of(notice),
        "lines": [one for one in shown if one],
        "file": file.name or files.name_of(file) if file else "",
        "all": len(lines),
        "first": first,
        "next": last + 1 if last < len(lines) else 0,
    }
    return Reply("notice_whole", values, understood(request.meaning, intent="notice_task"))


def _notice(request: Request, work: Work, what: str) -> Notice:
    """The notice that the words name; else the newest."""
    found = _notices(request, work)
    if not found:
        raise NotFound("还没有按通知发布的任务，没有原文可看。要看文件规定，发：原文 支委会")
    named = [one for one in found if len(what) > 1 and (what in one.title or what in one.number)]
    if not named and len(what) > 1:
        tasks = [task for task in work.tasks.published() if task.notice_id and closeness(what, task)]
        named = [one for one in found if one.id in {task.notice_id for task in tasks}]
    return (named or found)[0]


def _notices(request: Request, work: Work) -> list[Notice]:
    own = [one.id for one in handed_in.answers_for(request.speaker)]
    own += [role.unit.id for role in request.speaker.person.roles if role.unit.is_branch]
    return notices_for(work, request.speaker, list(dict.fromkeys(own)))


# -- a format ----------------------------------------------------------------------------------------------------------


def takes_format(request: Request, work: Work) -> bool:
    """附件1什么格式 is of the notice; 登记表什么格式 is, where a notice speaks of it."""
    said = _FORMAT.fullmatch(fold(request.text).strip())
    if not said:
        return False
    what = _what(said["what"] or said["first"])
    return "附件" in what or any(about(one, what)[0] for one in _notices(request, work))


def _what(words: str) -> str:
    return words.strip(" 的").removeprefix("上次通知里").removeprefix("通知里").strip(" 的") or words


def format_of(request: Request, work: Work) -> Reply:
    """The lines of the notice that speak of it; where none says anything of a format, that is said."""
    said = _FORMAT.fullmatch(fold(request.text).strip())
    what = _what((said["what"] or said["first"]) if said else request.text)
    found = _notices(request, work)
    if not found:
        raise NotFound("还没有按通知发布的任务，不知道是哪份附件。请把通知转给组织员发布，或者直接问组织员。")
    hits = [(one, *about(one, what)) for one in found]
    notice, lines, formal = next(
        (hit for hit in hits if hit[2]), next((hit for hit in hits if hit[1]), (found[0], [], False))
    )
    values: dict[str, Any] = {
        "what": what,
        "title": title_of(notice),
        "lines": [(one.number, one.words) for one in lines],
        "formal": formal,
        "general": [(one.number, one.words) for one in on_format(notice)] if not formal else [],
    }
    return Reply("notice_format", values, understood(request.meaning, intent="notice_task"))


COMMANDS = (
    Command("看任务", "任务 3　任务3交得怎么样了", "看一项任务的要求和进度", view, takes=takes_task),
    Command("通知原文", "通知原文　那个通知原文 41行起", "看发布任务的通知原话", whole, takes=takes_whole),
    Command("附件格式", "附件1什么格式　登记表什么格式", "看通知里对格式怎么说", format_of, takes=takes_format),
)  # fmt: skip
