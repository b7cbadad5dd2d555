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
from storage.attachments import StoredFile
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
_THE_FILE = regex(
    r"(?P<which>(?:那?第?[一二三四五1-5两](?:个|份|张)|(?:前|后|上|下)[一面]?那?(?:个|份|张|面的?)|最(?:后|前|早|新)(?:那|的)?一?(?:个|份|张)?|先发的|后发的"
    r"|[^,。;!?\n]{1,40}?))(?:文件|材料|附件)?(?:就是|是|为|属于|交|算)(?P<what>[^,。;!?\n]{2,24}?)(?:的|材料)?[ 。!]*"
)
"""第一个是典型案例, 总结.docx是工作总结: which of the files that wait is meant."""
_ALL = regex(r"(?:这?(?:些|两|三|几|\d)[个份张]?|都|全部?|一起)(?:文件|材料)?(?:都|全)?(?:是|交|算)|都是|全是|一起交")
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
    if _ACTIVITY.search(said):
        return False
    if _THIS_IS.fullmatch(said):
        found = _named(request, work)
        request.look(work)
        return len(found) == 1 or (len(found) > 1 and bool(files.waiting(request, work)))
    return _told_apart(request, work) is not None


def _told_apart(request: Request, work: Work) -> tuple[Owed, list[str]] | None:
    """第一个是典型案例; 甲.docx是典型案例, while several wait: the task, and which of them are for it."""
    said = _THE_FILE.fullmatch(fold(request.text).strip())
    if not said or len(request.text) > 2 * _CAPTION:
        return None
    request.look(work)
    held = files.in_order(work, files.waiting(request, work))
    which = files.called(held, said["which"])
    if not which:
        return None
    found = handed_in.fit(said["what"], _standing(request, work))
    return (found[0], [file.id for file in which]) if len(found) == 1 else None


def _standing(request: Request, work: Work) -> list[Owed]:
    return handed_in.owed(work, handed_in.answers_for(request.speaker), handed_in.STANDING)


def _wanted(request: Request, work: Work, said: str) -> bool:
    if said:
        return len(said) <= _CAPTION and bool(_named(request, work))
    request.look(work)
    return bool(_expected(request, work) or _lost(request, work) or _asked_about(request, work))


def _named(request: Request, work: Work) -> list[Owed]:
    """The tasks that the words name, or the file's own name: those open first, else those that stand."""
    units = handed_in.answers_for(request.speaker)
    if not units:
        return []
    said = _THIS_IS.fullmatch(fold(request.text).strip())
    words = next((one for one in said.groups() if one), "") if said else request.text
    return handed_in.fit(words, handed_in.owed(work, units, handed_in.STANDING))


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
    if not ids and (apart := _told_apart(request, work)):
        return _taken(request, work, *apart)
    named = _named(request, work) if request.text else []
    one = next(iter(named), None) if request.text else _expected(request, work) or _lost(request, work)
    held = files.waiting(request, work)
    if one is None:
        if not ids:
            raise UserError("交哪一项的材料？例如：先发文件，再写“这是典型案例”。")
        return _ask(request, work, _asked_about(request, work))
    if len(named) > 1 and (ids or held):
        return _ask(request, work, named)
    if not (ids or held):
        question = {"command": _NAME, "duties": [one.duty.id], "expecting": True, "passing": True}
        handed_in.ask(request, work, question)
        return Reply("task_file_awaited", {"title": one.task.title}, understood(request.meaning, intent="attach"))
    return _taken(request, work, one, _meant_of(request, work, one, [*held, *ids]))


def _meant_of(request: Request, work: Work, one: Owed, waiting: Sequence[str]) -> list[str]:
    """Which of the files that wait the words are about: those whose name says so, all where all were said, else those
    that came last."""
    own = [file.reference for file in request.message.attachments]
    held = files.in_order(work, waiting)
    if _ALL.search(fold(request.text)):
        return [file.id for file in held]
    if not own:
        among = _standing(request, work)
        by_name = [file.id for file in held if file.name and handed_in.fit(_stem(file.name), among) == [one]]
        if by_name:
            return by_name
    return files.last_batch(work, waiting, own)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _ask(request: Request, work: Work, among: Sequence[Owed]) -> Reply:
    """Keep the files, and ask which task they are for; an activity that is told next takes them just as well."""
    if request.message.attachments:
        files.hold(request, work)
        request.looked = False
        request.look(work)
    held = files.in_order(
        work, [*files.waiting(request, work), *(one.reference for one in request.message.attachments)]
    )
    own = [one.reference for one in request.message.attachments]
    now = files.last_batch(work, [file.id for file in held], own)
    named = own or now
    photo = bool(own) and not _are_documents(request) and not request.text
    question = {"command": _NAME, "duties": [one.duty.id for one in among], "passing": True, "photo": photo}
    handed_in.ask(request, work, question)
    values = {
        "names": [files.spoken(file) for file in held if file.id in named],
        "before": [files.spoken(file) for file in held if file.id not in now],
        "count": len(held),
        "tasks": [one.task.title for one in among[:_SHOWN]],
        "numbers": [one.task.id for one in among[:_SHOWN]],
        "photo": photo,
        "said": bool(request.text),
    }
    return Reply("task_file_asked", values, understood(request.meaning, intent="attach"))


def _taken(request: Request, work: Work, one: Owed, ids: Sequence[str]) -> Reply:
    filing.require_filing(request, one.unit)
    put = handed_in.take_files(request, work, one, ids)
    if one.duty.state not in handed_in.DONE:
        handed_in.settle(request, work, one, how=f"{request.speaker.person.name}{files.BY_FILE}")
    left = _still_wait(request, work, ids)
    slots = {"task": one.task.title}
    meaning = understood(request.meaning, intent="attach", slots=slots)
    values = handed_in.receipt(request, work, one, put)
    return Reply("task_done", values | {"waiting": [files.spoken(file) for file in left]}, meaning)


def _still_wait(request: Request, work: Work, taken: Sequence[str]) -> list[StoredFile]:
    """The files that nobody has said yet where they belong wait on, with the question about them; which they are."""
    request.look(work)
    question = request.question(filing.ATTACH)
    left = [file for file in files.in_order(work, files.waiting(request, work)) if file.id not in taken]
    handed_in.ask(request, work, {}, closes=(_NAME, filing.ATTACH))
    if not left:
        return []
    request.looked, request.answering = False, None
    held = {"command": filing.ATTACH, "files": [file.id for file in left], "since": question.get("since")}
    handed_in.ask(request, work, held)
    among = [one for one in handed_in.owed(work, handed_in.answers_for(request.speaker)) if asks_for_paper(one.task)]
    request.looked = False
    if among:
        handed_in.ask(
            request, work, {"command": _NAME, "duties": [one.duty.id for one in among], "passing": True, "photo": True}
        )
    return left


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
    found = among if len(among) == 1 and yes else handed_in.meant(_ALL.sub("", said), among)
    if len(found) != 1 or len(said) > _CAPTION:
        return None
    return _taken(request, work, found[0], held if _ALL.search(said) else files.last_batch(work, held))


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
