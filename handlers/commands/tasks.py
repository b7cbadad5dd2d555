"""One-off reporting deadlines: an organizer sets one in a line, sees whom it reaches, and publishes it with a yes;
a branch says that it has done its part."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers import files, filing, handed_in, pending
from handlers.due import say_day
from handlers.errors import NotFound, UserError
from handlers.handed_in import Owed
from handlers.levels import units_owing
from handlers.message import Reply
from handlers.notice_items import units_named
from handlers.publishing import publish
from handlers.reading import find_days, fold
from handlers.reading.task_orders import read_task_order
from handlers.reading.times import find_times
from handlers.router import Command, Request
from handlers.scope import organized, own_branch, unit_meant
from handlers.understood import understood
from storage.units import Unit
from storage.work import Work

_NAME = "任务"
_TO = regex(
    r"(?:报送?(?!送)|交给?|发给?|提交给?|送)\s*(?:到|至|给)?\s*([^\s，,。；;]{1,12}?(?:部|处|办公室|办|党委|总支|支部))"
)
_JUST_NOW = timedelta(hours=2)
_SHORT = 24
_NOISE = regex(r"^[\s，,。；;:：]+|[\s，,。；;:：]+$")


def create(request: Request, work: Work) -> Reply:
    """Understand the task and show whom it will reach. Nothing is sent before a yes."""
    path = organized(request.speaker)
    words = request.rest or request.text
    days = [day for day in find_days(words, request.local, past=False) if day.date and not day.flags]
    if len(days) != 1:
        raise UserError("请写清一个截止日期，例如：任务 典型案例 5月6日前报送组织部")
    today = request.know.today(request.now)
    due = days[0].date
    assert due is not None
    if due < today:
        raise UserError(f"{say_day(due, today)}已经过去了，请核对截止日期。")
    said = _audience(words)
    recipient, words_left = _TO.search(words), _to_nobody(words)
    title = _title(words_left, days[0].span, recipient)
    if not title:
        raise UserError("请写清要交什么，例如：任务 典型案例 5月6日前报送组织部")
    draft = {
        "title": title,
        "due_on": due.isoformat(),
        "time": find_times(fold(words)).start,
        "recipient": recipient.group(1) if recipient else None,
        "path": path,
        "words": words[:200],
    } | said
    return _asked(request, work, draft)


_AUDIENCE = regex(
    r"[,，、 ]*(?:(?P<how>只|仅|就|不|除了?)(?:给|发给?|要求?|限|针对)? *(?P<who>[^,，。;；\s\d]{2,20}?)"
    r"(?:以外|之外|外)?(?:交|报|就行)?(?=$|[,，。;；\s]|\d)"
    r"|(?:请|各|所有)?(?P<sort>(?:学生|教工|教师|本科生?|研究生|离退休)党?支部)(?=$|[,，。;；\s]|\d|于|在|请))"
)
"""只给学生支部; 不发给离退休支部; 除了教工二支部; 学生支部12月11日前交."""


def _audience(words: str) -> dict[str, str]:
    """Which of the branches are meant, where the words say so."""
    found = {}
    for match in _AUDIENCE.finditer(words):
        found["but" if match["how"] in ("不", "除", "除了") else "only"] = match["who"] or match["sort"]
    return found


def _to_nobody(words: str) -> str:
    """The words without whom it is for, as long as they were: places in them still hold."""
    return _AUDIENCE.sub(lambda match: "\0" * len(match[0]), words)


def _addressed(work: Work, draft: Mapping[str, Any]) -> Sequence[Unit]:
    """Whom the draft reaches. Raises UserError for a name that nobody here bears."""
    path = str(draft["path"])
    units = units_owing(work, path, str(draft.get("level") or "branch"))
    named = {
        how: {unit.id for unit in units_named(work, path, who)} for how in ("only", "but") if (who := draft.get(how))
    }
    for how, ids in named.items():
        if not ids:
            raise UserError(f"没有“{draft[how]}”这样的支部，请写支部名，或学生支部、教工支部。")
    only, but = named.get("only"), named.get("but", set())
    return [unit for unit in units if (only is None or unit.id in only) and unit.id not in but]


def _asked(request: Request, work: Work, draft: Mapping[str, Any]) -> Reply:
    """Show whom the task reaches, and wait for the yes."""
    filing.wait(request, work, {"command": _NAME, "draft": draft}, None)
    units = _addressed(work, draft)
    values = _shown(draft, units, request.know.today(request.now)) | {"chats": len(_groups(work, units))}
    slots = {"task": draft["title"]}
    meaning = understood(request.meaning, intent="create_task", confirm=True, hold=True, slots=slots)
    return Reply("task_shown", values, meaning)


def _title(words: str, span: tuple[int, int], recipient: re.Match[str] | None) -> str:
    kept = words[: span[0]] + "\0" + words[span[1] :]
    if recipient:
        kept = kept.replace(recipient.group(0), "\0")
    parts = [_NOISE.sub("", part) for part in re.split(r"\0|之?前|截止到?|于|请各?党?支部", kept)]
    return max((part for part in parts if part), key=len, default="")[:40]


def _shown(draft: Mapping[str, Any], units: Sequence[Unit], today: date) -> dict[str, Any]:
    due = date.fromisoformat(draft["due_on"])
    return {
        "title": draft["title"],
        "due": say_day(due, today) + (f" {draft['time']}" if draft.get("time") else ""),
        "left": (due - today).days,
        "recipient": draft["recipient"],
        "units": [unit.short for unit in units],
    }


def _groups(work: Work, units: Sequence[Unit]) -> list[int]:
    ids = {unit.id for unit in units}
    return [chat.id for chat in work.chats.meant_for("reminders") if chat.unit_id in ids]


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes publishes what was shown; no drops it."""
    draft = waiting["draft"]
    dropped = read_task_order(request.text)
    if filing.declined(request) or (dropped and dropped.op == "cancel" and dropped.what in draft["title"]):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有发布。"}, understood(request.meaning, intent="cancel_pending"))
    said = request.text.strip() in ("发布", "确认发布")
    if not (request.meaning.yes or said):
        changed = _corrected(request, draft)
        return _asked(request, work, {**draft, **changed}) if changed else None
    path = organized(request.speaker)
    if not str(draft["path"]).startswith(path):
        raise UserError("您的权限变了，请重新发一次。")
    if not said and not pending.fresh(request, waiting):
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, draft)
    units = _addressed(work, draft)
    task = publish(
        request,
        work,
        units,
        str(draft["path"]),
        title=draft["title"],
        due_on=date.fromisoformat(draft["due_on"]),
        due_time=draft.get("time"),
        recipient=draft["recipient"],
        deliverable=None,
        source=f"{request.speaker.person.name}：{draft['words']}",
    )
    filing.wait(request, work, {}, None)
    values = {"number": task.id, "title": task.title, "count": len(units)}
    return Reply("task_published", values, understood(request.meaning, intent="publish_notice"))


def _corrected(request: Request, draft: Mapping[str, Any]) -> dict[str, Any]:
    """What is said against the draft that was just shown: another day, or whom it is for. Empty where neither is."""
    if whom := _AUDIENCE.fullmatch(request.text.strip(" 。")):
        return _audience(whom[0])
    day = pending.another_day(request)
    if day is None:
        return {}
    if day < request.know.today(request.now):
        raise UserError(f"{say_day(day, request.know.today(request.now))}已经过去了，请核对截止日期。")
    return {"due_on": day.isoformat(), "time": find_times(fold(request.text)).start or draft.get("time")}


# -- the branch's side -------------------------------------------------------------------------------------------------


def done(request: Request, work: Work) -> Reply:
    """A word that a task is done: ``已完成 典型案例``, 典型案例昨天交了. Who said it when is kept with it."""
    units, words = _units(request, work), request.rest or ""
    among = handed_in.owed(work, units)
    wanted = _NOISE.sub("", words).lstrip("#")
    if several := _each(wanted, among):
        return _all_done(request, work, several)
    found = handed_in.meant(wanted, among) if wanted else among
    if not found:
        raise _nothing_open(request, work, units, wanted, among)
    if len(found) != 1:
        lines = "\n".join(f"- {one.task.id} {one.task.title}" for one in found)
        raise UserError(f"是哪一项？例如：已完成 {found[0].task.id}\n{lines}")
    one = found[0]
    day = handed_in.day_said(request, request.text.replace(one.task.title, ""))
    handed_in.settle(request, work, one, how=handed_in.how_by_words(request), day=day)
    handed_in.ask(request, work, {"command": handed_in.HAND_IN, "duties": [one.duty.id], "done": True, "passing": True})
    return Reply("task_done", handed_in.receipt(request, work, one), understood(request.meaning, slots=_task(one)))


def _each(words: str, among: Sequence[Owed]) -> list[Owed]:
    """典型案例和党费收缴表: each of the tasks named one after the other; none where it is one name."""
    said = _SAYS_DONE.fullmatch(fold(words).strip())
    found = [handed_in.meant(part, among) for part in _JOINED.split(said["task"] if said else words) if part.strip()]
    ones = {one[0].duty.id: one[0] for one in found if len(one) == 1}
    return list(ones.values()) if len(found) > 1 and len(ones) == len(found) else []


def _all_done(request: Request, work: Work, several: Sequence[Owed]) -> Reply:
    day = handed_in.day_said(request, request.text)
    states = [handed_in.settle(request, work, one, how=handed_in.how_by_words(request), day=day) for one in several]
    handed_in.ask(request, work, {}, closes=(handed_in.HAND_IN,))
    words = f"收到，{'、'.join(f'“{one.task.title}”' for one in several)}都记为已交"
    words += "，过了截止的记为补交。" if "late" in states else "。"
    words += f"\n弄错了发“撤回 {several[0].task.title}”这样。"
    return Reply("said", {"words": words}, understood(request.meaning, slots=_task(several[0])))


_JOINED = regex(r"[、和与及跟]|以及")
_SAYS_DONE = regex(
    r"(?:(?:谢谢|好的?|收到|您好|你好|老师|书记|报告)[ ,。!]+)*(?P<task>[^\n。;!?]{2,40}?)(?:我们?|咱们?|支部)?"
    r"(?:也|都|已经?|刚刚?|刚才|今天|昨天|前天|上午|下午|早就|全|就)*"
    r"(?:(?:写|做|弄|填|准备|整理)(?:好|完)了?[,，、 ]*)?"
    r"(?:也|都|已经?|刚刚?|刚才|今天|昨天|前天|上午|下午|早就|全|就)*"
    r"(?:(?:交|报|上交|提交|上报|报送|递交|送|发)(?:上去|过去|给[^,。;]{1,8}|到[^,。;]{1,8}|齐|完|好|过)?了"
    r"|已经?(?:交|报|上交|上报|报送)|(?:交|报|上交|上报|报送|提交|送)[给到][^,。;]{1,8})[ 。!]*"
)


_NOT_DONE = regex(r"没|未|谁|别|记得|吗|哪")


def _says_done(request: Request, work: Work) -> bool:
    """年度工作总结交了 is of the task, whatever else the words of its title can mean."""
    said = _SAYS_DONE.fullmatch(fold(request.text).strip())
    if not said or _NOT_DONE.search(said[0]):
        return False
    among = handed_in.owed(work, handed_in.answers_for(request.speaker))
    return len(handed_in.meant(said["task"], among)) == 1 or bool(_each(said["task"], among))


def undo(request: Request, work: Work) -> Reply:
    """What was handed in by mistake is open again, and is reminded of again."""
    one: Owed | None = _to_undo(request, work)
    added: Sequence[str] = ()
    if one is None:
        one, added = _slipped(request, work)
    if one is None:
        raise NotFound("没有找到可以撤回的任务。看看已交的，发：还差什么")
    if added:
        return _files_back(request, work, one, added)
    if one.duty.state not in handed_in.DONE:
        raise UserError(f"“{one.task.title}”{handed_in.state_words(request, work, one)}，不用撤回。")
    filing.require_filing(request, one.unit)
    names = handed_in.reopen(request, work, one)
    handed_in.ask(request, work, {}, closes=(handed_in.HAND_IN,))
    today = request.know.today(request.now)
    values = {
        "title": one.task.title,
        "unit": one.unit.short,
        "due": say_day(one.duty.due_on, today),
        "over": one.duty.due_on < today,
        "files": names,
    }
    return Reply("task_undone", values, understood(request.meaning, intent="withdraw", slots=_task(one)))


_UNDO = regex(
    r"(?:撤回|撤销|取消|收回)[ ,:]*(?!#?\d+(?:号|条|$))(?P<named>[^\n]{1,40}?)"
    r"(?:的?(?:提交|上交|已交|已完成|材料|文件))?[ 。!]*"
    r"|(?P<still>[^\n]{0,30}?(?:还没有?|没有?|未)(?:交|报|上交|报送|完成|提交)"
    r"[^\n]{0,12}(?:[弄搞记说点发写]错|误点|误发)[^\n]{0,12})"
    r"|(?P<wrong>[^\n]{0,12}(?:[弄搞记说点发写]错|误点|误发)[^\n]{0,24}"
    r"(?:还没有?|没有?|未)(?:交|报|上交|报送|完成|提交)[^\n]{0,6})"
)
"""撤回 典型案例; 还没交，刚才弄错了; 刚才说错了，典型案例还没交."""


_SLIP = regex(
    r"(?:(?:对不起|抱歉|不好意思|哎呀?|啊|呀|等等|不对|糟了)[ ,。!]*)*"
    r"(?:我|刚才|刚刚|这[个次份条]|上一?[条个次份]|那[个条份]|的)*"
    r"(?:(?:[交发报记填弄搞点传送]|上交|提交|上报|上传|误[交发点报])错?(?:文件|材料|东西|表|群|人|地方)?了[ ,。!]*"
    r"(?:请|帮我|给我|麻烦|把它|我|先|要|想|快)*"
    r"(?P<back>(?:撤[了回销掉]?|收回|取消|作废|删[了掉除])(?:来|了|吧|一下|掉|它|下)*)?"
    r"|(?:请|帮我|把)*(?:撤回|撤销|撤[了掉])(?:我|一下|吧|了)*(?:刚才|刚刚|上一?[个条份])?"
    r"(?:我)?(?:交|发|报)?(?:的|了|那[个条份])*(?:任务|材料|文件)?)[ 。!]*"
)
"""交错了，撤了; 发错了，撤回; 撤回刚才交的: no name, so the last thing that was handed in."""
_WRONG = regex("错|误|撤")
_FILED = ("task.done", "task.file", "record.submitted")


def _slipped(request: Request, work: Work) -> tuple[Owed | None, Sequence[str]]:
    """The task that this person handed in last, if nothing else was filed since; with the files alone, where it had
    been handed in before they came. None while an activity waits for its answer: that is meant then."""
    said = fold(request.text).strip()
    if len(said) > _SHORT or not (_SLIP.fullmatch(said) and _WRONG.search(said)):
        return None, ()
    request.look(work)
    if request.waiting.get("command") in (filing.SUBMIT, filing.ATTACH):
        return None, ()
    last = work.audit.last_of(request.speaker.person.id, _FILED, request.now - _JUST_NOW)
    if last is None or not last.subject.startswith("task:"):
        return None, ()
    done_ = handed_in.owed(work, _units(request, work), handed_in.DONE)
    one = next(
        (one for one in done_ if one.task.requirement == last.subject and one.unit.id == last.detail.get("unit")), None
    )
    return one, (last.detail.get("files", ()) if last.what == "task.file" else ())


def _files_back(request: Request, work: Work, one: Owed, ids: Sequence[str]) -> Reply:
    """The files that were added last go; the task stays handed in."""
    filing.require_filing(request, one.unit)
    gone = [file for file in work.attachments.of_duties([one.duty.id]) if file.id in ids]
    work.attachments.let_go([file.id for file in gone], request.now)
    hashes = {files.name_of(file): file.sha256 for file in gone}
    detail = {"unit": one.unit.id, "files": hashes}
    work.audit.note(request.now, request.speaker.person.id, "task.file_gone", f"task:{one.task.id}", **detail)
    handed_in.ask(request, work, {}, closes=(handed_in.HAND_IN,))
    names = "、".join(files.shown(file) for file in gone) or "刚才的文件"
    title = one.task.title
    words = f"好的，{names}撤回了；**{title}**先前已经交了，还算已交。\n要整个改回未交，发“撤回 {title}”。"
    return Reply("said", {"words": words}, understood(request.meaning, intent="withdraw", slots=_task(one)))


def _undoes(request: Request, work: Work) -> bool:
    try:
        return _to_undo(request, work) is not None or _slipped(request, work)[0] is not None
    except UserError:  # a unit that is named and cannot be spoken for: not said of a task
        return False


def _to_undo(request: Request, work: Work) -> Owed | None:
    """The task that is said to have been handed in by mistake: by name, or the one just handed in."""
    said = _UNDO.fullmatch(fold(request.text).strip())
    if not said:
        return None
    done_ = handed_in.owed(work, _units(request, work), handed_in.DONE)
    words = said["named"] or said["still"] or said["wrong"]
    found = handed_in.meant(words, done_)
    if not found and said["named"]:
        found = handed_in.meant(words, handed_in.owed(work, _units(request, work), handed_in.STANDING))
    elif not found:
        since = request.now - _JUST_NOW
        found = [one for one in done_ if one.duty.done_at and one.duty.done_at >= since][-1:]
    return found[0] if len(found) == 1 else None


def _units(request: Request, work: Work) -> list[Unit]:
    """For whom the speaker hands in: the own organisations, or the branch named within reach."""
    own = handed_in.answers_for(request.speaker)
    named = request.meaning.slots.get("branch") or (_named_branch(request, work) if request.speaker.organizes else "")
    if not named:
        return own
    unit = unit_meant(work, request.speaker, str(named), work.units.names(request.now))
    filing.require_filing(request, unit)
    return [unit]


def _named_branch(request: Request, work: Work) -> str:
    """An organizer may speak for a branch: 教工一支部典型案例交了."""
    names = sorted(work.units.names(request.now), key=len, reverse=True)
    return next((name for name in names if name.endswith("支部") and name in request.text), "")


def _nothing_open(request: Request, work: Work, units: Sequence[Unit], wanted: str, among: Sequence[Owed]) -> UserError:
    """Why nothing is to be marked: done already, not theirs, or nothing is owed at all."""
    standing = handed_in.owed(work, units, handed_in.STANDING)
    settled = handed_in.meant(wanted, standing) if wanted else []
    if settled and settled[0].duty.state != "open":
        one = settled[0]
        state = handed_in.state_words(request, work, one)
        return UserError(f"“{one.task.title}”已经有了：{state}。弄错了发“撤回 {one.task.title}”。")
    if among:
        lines = "\n".join(f"- {one.task.id} {one.task.title}" for one in among)
        return NotFound(f"是哪一项？例如：已完成 {among[0].task.id}\n{lines}")
    if not units and request.speaker.organizes:
        return NotFound("替支部记请写明支部，例如：已完成 教工一支部 典型案例")
    if request.speaker.organizes and not request.speaker.home():
        return NotFound("本级没有待交的任务。替支部记请写明支部，例如：已完成 教工一支部 典型案例")
    own_branch(request.speaker)
    return NotFound("本支部没有待交的一次性任务。固定活动请直接写一句话来记。")


def _task(one: Owed) -> dict[str, str]:
    return {"task": one.task.title}


COMMANDS = (
    Command(_NAME, "任务 典型案例 5月6日前报送组织部", "发布一项有截止日期的任务，确认后才会提醒", create,
            aliases=("新任务", "发布任务", "建任务"), intents=("create_task",), resume=resume, organizer=True),
    Command("已完成", "已完成 典型案例　典型案例昨天交了", "告诉我一项任务已经交了", done,
            aliases=("已交", "交了", "已报送", "已上报", "已报", "报上去了", "交上去了"), takes=_says_done),
    Command("撤回任务", "撤回 典型案例　还没交，刚才弄错了", "任务记错了已交，改回未交", undo, takes=_undoes),
)  # fmt: skip
