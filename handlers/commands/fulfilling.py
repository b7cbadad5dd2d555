"""What a task asked for is handed in: a file with its word, before or after it (phones send them one by one), or an
activity that was just filed. Which task a bare file is for is asked, never guessed."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.patterns import regex
from handlers import files, filing, handed_in
from handlers.due import say_day
from handlers.errors import UserError
from handlers.handed_in import Owed
from handlers.message import Reply
from handlers.naming import asks_for_paper
from handlers.pending import WAITS
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.understood import understood
from storage.work import Work

_NAME = handed_in.HAND_IN
_CAPTION = 30
"""Characters up to which words beside a file are tried as the name of what it is."""
_THIS_IS = regex(
    r"(?:交|上交|提交|报送?|附上?|附件是?|发(?:一下|个)?|上传|补交|补报)(?:一下|上)?(?P<a>[^,。;!?\n]{2,24})(?<!了)"
    r"|(?:这|以上|上面|上述|刚才|刚刚|前面)[^,。;!?\n]{0,8}?(?:就是|都是|是|为)(?P<b>[^,。;!?\n]{2,24}?)"
    r"(?:[,。!]*(?:请查收|请收|查收|收一下|您看看?|麻烦了?|谢谢))*[ 。!]*"
    r"|(?P<c>[^,。;!?\n]{2,24}?)(?:见附件|如附件|在这[里儿]?|来了|发(?:你|您|过来|上来|过去)了?)[ 。!]*"
)
_ACTIVITY = regex(r"应到|实到|主持|缺席|签到|现场|合影|活动照|(?:补|放|附|加)到|#?\d+号(?:记录)?$")
"""Words beside a file that tell of an activity."""
_YES = regex(r"(?:嗯+[, ]*)?(?:是的?|对的?|没错|就是(?:它|这个)?|算的?|完成了?|也完成了?|是这[个项])[呀啊吧 ,。!~]*")
"""A yes that can only be one: 好的 after a receipt is often mere thanks."""
_NO = regex(r"(?:不是的?|不算|没有?|不对|不是这个|都不是)[ ,。!吧]*")
_DOCUMENTS = ("application/", "text/")
_SHOWN = 5


# -- whether a message is one of these -------------------------------------------------------------------------------


def takes(request: Request, work: Work) -> bool:
    """A file for a task, or the word that says what the files here are."""
    if request.message.in_group and not request.message.attachments:
        return False
    said = fold(request.text).strip()
    if request.message.attachments:
        return not _ACTIVITY.search(said) and _wanted(request, work, said)
    return bool(_THIS_IS.fullmatch(said)) and not _ACTIVITY.search(said) and len(_named(request, work)) == 1


def _wanted(request: Request, work: Work, said: str) -> bool:
    if said:
        return len(said) <= _CAPTION and len(_named(request, work)) == 1
    request.look(work)
    return bool(_expected(request, work) or _lost(request, work) or _asked_about(request, work))


def _named(request: Request, work: Work) -> list[Owed]:
    """The tasks that the words name, or the file's own name: those open first, else those that stand."""
    units = handed_in.answers_for(request.speaker)
    if not units:
        return []
    said = _THIS_IS.fullmatch(fold(request.text).strip())
    words = next((one for one in said.groups() if one), "") if said else request.text
    for states in (("open",), handed_in.STANDING):
        if found := handed_in.meant(words, handed_in.owed(work, units, states)):
            return found
    return []


def _expected(request: Request, work: Work) -> Owed | None:
    """What was announced here and is to come now: 这是4月案例材料, and then the file."""
    question = request.question(_NAME)
    return handed_in.by_id(work, question["duties"][0]) if question.get("expecting") else None


def _lost(request: Request, work: Work) -> Owed | None:
    """What the sender was asked to send again."""
    duty = work.attachments.failed_for(request.speaker.person.id, request.now - WAITS)
    return handed_in.by_id(work, duty) if duty else None


def _asked_about(request: Request, work: Work) -> list[Owed]:
    """The tasks of which a bare file may be what was asked for; none while an activity is under way here."""
    question = request.question(_NAME)
    if question.get("done") and (one := handed_in.by_id(work, question["duties"][0])):
        return [one]
    among = [
        one
        for one in handed_in.owed(work, handed_in.answers_for(request.speaker))
        if asks_for_paper(one.task) and (one.unit.is_branch or not request.speaker.home())
    ]
    by_name = _by_file_name(request, among)
    if by_name:
        return by_name
    if _under_way(request, work) or not request.speaker.home():
        return []
    return among if len(among) == 1 or _are_documents(request) else []


def _by_file_name(request: Request, among: Sequence[Owed]) -> list[Owed]:
    found = [handed_in.meant(one.name.rsplit(".", 1)[0], among) for one in request.message.attachments if one.name]
    return found[0] if found and all(each == found[0] for each in found) and len(found[0]) == 1 else []


def _are_documents(request: Request) -> bool:
    return all(one.media_type.startswith(_DOCUMENTS) for one in request.message.attachments)


def _under_way(request: Request, work: Work) -> bool:
    """Whether a file belongs to an activity more likely: one was touched a moment ago, or a photo of one was lost."""
    dialogue = request.dialogue
    if work.attachments.asked_again(request.speaker.person.id, request.now - WAITS):
        return True
    if dialogue is None or dialogue.record_id is None:
        return False
    return request.now - (dialogue.expires_at - WAITS) <= files.MOMENT


# -- taking ------------------------------------------------------------------------------------------------------------


def hand_in(request: Request, work: Work) -> Reply:
    """Take the files for the task that was named; ask where only the files speak; wait where only the words do."""
    request.look(work)
    ids = [one.reference for one in request.message.attachments]
    one = next(iter(_named(request, work)), None) if request.text else _expected(request, work) or _lost(request, work)
    held = files.waiting(request, work)
    if one is None:
        if not ids:
            raise UserError("交哪一项的材料？例如：先发文件，再写“这是典型案例”。")
        return _ask(request, work, _asked_about(request, work))
    if not (ids or held):
        question = {"command": _NAME, "duties": [one.duty.id], "expecting": True, "passing": True}
        handed_in.ask(request, work, question)
        return Reply("task_file_awaited", {"title": one.task.title}, understood(request.meaning, intent="attach"))
    return _taken(request, work, one, [*held, *ids])


def _ask(request: Request, work: Work, among: Sequence[Owed]) -> Reply:
    """Keep the files, and ask which task they are for; an activity that is told next takes them just as well."""
    names = [
        one.name or ("照片" if one.media_type.startswith("image/") else "文件") for one in request.message.attachments
    ]
    count = files.hold(request, work)
    question = {"command": _NAME, "duties": [one.duty.id for one in among], "passing": True}
    question["photo"] = not _are_documents(request)
    request.looked = False
    handed_in.ask(request, work, question)
    values = {
        "names": names,
        "count": count,
        "tasks": [one.task.title for one in among[:_SHOWN]],
        "numbers": [one.task.id for one in among[:_SHOWN]],
        "photo": not _are_documents(request),
    }
    return Reply("task_file_asked", values, understood(request.meaning, intent="attach"))


def _taken(request: Request, work: Work, one: Owed, ids: Sequence[str]) -> Reply:
    filing.require_filing(request, one.unit)
    put = handed_in.take_files(request, work, one, ids)
    if one.duty.state not in handed_in.DONE:
        handed_in.settle(request, work, one, how=f"{request.speaker.person.name}{files.BY_FILE}")
    handed_in.ask(request, work, {}, closes=(_NAME, filing.ATTACH))
    slots = {"task": one.task.title}
    meaning = understood(request.meaning, intent="attach", slots=slots)
    return Reply("task_done", handed_in.receipt(request, work, one, put), meaning)


# -- the answer to what was asked --------------------------------------------------------------------------------------


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes, or which of them; a no leaves files and tasks as they are."""
    said = fold(request.text).strip()
    among = [one for number in waiting["duties"] if (one := handed_in.by_id(work, number))]
    if waiting.get("record"):
        return _by_record(request, work, waiting, among, said)
    held = files.waiting(request, work)
    if not held or not among or waiting.get("expecting"):
        return None
    if _NO.fullmatch(said):
        handed_in.ask(request, work, {}, closes=())
        return Reply(
            "files_waiting", {"names": [f"{len(held)}个文件"], "count": len(held)}, understood(request.meaning)
        )
    yes = _YES.fullmatch(said) or (request.meaning.yes and not waiting.get("photo"))
    found = among if len(among) == 1 and yes else handed_in.meant(said, among)
    return _taken(request, work, found[0], held) if len(found) == 1 and len(said) <= _CAPTION else None


def _by_record(
    request: Request, work: Work, waiting: Mapping[str, Any], among: Sequence[Owed], said: str
) -> Reply | None:
    record = work.records.get(waiting["record"])
    if not among or among[0].duty.state != "open" or record is None or record.held_on is None:
        return None
    if _NO.fullmatch(said):
        handed_in.ask(request, work, {})
        return Reply("said", {"words": f"好的，“{among[0].task.title}”还算没交。"}, understood(request.meaning))
    if not _YES.fullmatch(said) or record.state not in ("submitted", "accepted"):
        return None
    one = among[0]
    filing.require_filing(request, one.unit)
    day = say_day(record.held_on, request.know.today(request.now))
    how = f"{request.speaker.person.name}：{day}的活动#{record.id}"
    handed_in.settle(request, work, one, how=how, day=record.held_on, record_id=record.id)
    handed_in.ask(request, work, {})
    meaning = understood(request.meaning, intent="none", slots={"task": one.task.title})
    return Reply("task_done", handed_in.receipt(request, work, one), meaning)


COMMANDS = (
    Command(_NAME, "发文件，写上“这是典型案例”（文件和话分开发也行）", "交任务要的材料", hand_in,
            aliases=("交文件",), resume=resume, takes=takes),
)  # fmt: skip
