"""Photos and files as people meet them: what they are called, which record takes them, and who may open them.

The bytes are the edge's business. A file's row is there as soon as its message is; what a platform holds is wished
for in the same unit of work, and a loop in bot/ fetches it.
"""

import secrets
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from config.patterns import regex
from config.settings import FileRules
from handlers import filing
from handlers.due import local_midnight
from handlers.errors import Unclear, UserError
from handlers.knowledge import Knowledge
from handlers.message import Attachment, Message
from handlers.reading import clean, fold
from handlers.router import Request
from handlers.scope import Speaker
from storage.attachments import FAILED, KEPT, WANTED, StoredFile
from storage.work import Work

KINDS = "图片（JPG、PNG、GIF、WebP）、PDF、Word（docx）、Excel（xlsx）、PPT（pptx）和文本（txt）"
WHY = {
    "empty": "是空的，请检查后再发一次",
    "size": "超过{0.max_megabytes} MB，请压缩后再发一次",
    "type": "不是我能收的种类（只收" + KINDS + "），请转成其中一种再发一次",
    "old": "是旧格式（doc、xls、wps）或加了密码，我打不开。请另存为docx、xlsx或pdf，去掉密码再发一次",
    "pixels": "的像素太大（超过{0.max_megapixels}百万），请缩小后再发一次",
    "damaged": "打不开，请再发一次",
    "packed": "解压出来太大，请另存一份再发一次",
    "quota": "没有收下：每人每天最多{0.per_day}个、{0.megabytes_per_day} MB，请明天再发一次",
}
"""What is said of a file that cannot be taken, to stand after its name."""
MOMENT = timedelta(minutes=15)
"""So long a bare photo belongs to the record that was under way, and a wrong one is the one just sent."""
BY_FILE = "交了文件"
"""How the note of a task ends that nothing but a file stands for."""
_SLACK = timedelta(minutes=1)
"""Photos that are sent together arrive one by one, and not in order."""
_LABEL = 80
_QUOTED = 500
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "text/plain": ".txt",
}


# -- names ------------------------------------------------------------------------------------------------------------


def label_of(name: str) -> str:
    """What somebody calls a file, fit to be shown: no folders, no control, format or direction characters, short."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 8:
        clean = stem[: _LABEL - len(ending) - 1] + dot + ending
    return clean[:_LABEL]


def name_of(file: StoredFile) -> str:
    """Our own name: ``照片1.jpg``. No ending before the bytes have said what they are."""
    word = "照片" if file.media_type.startswith("image/") else "文件"
    ending = _ENDINGS.get(file.media_type, "") if file.state == KEPT else ""
    return f"{word}{file.number or ''}{ending}"


def shown(file: StoredFile) -> str:
    """Our name, and what its sender calls it beside."""
    return f"{name_of(file)}（{file.name}）" if file.name else name_of(file)


def listed(work: Work, record_id: int) -> list[str]:
    """The record's files, one by one, with what there is to be known of them."""
    notes = {WANTED: "，正在接收", KEPT: ""}
    return [
        shown(file) + notes.get(file.state, "，没收到，请再发一次") for file in work.attachments.of_record(record_id)
    ]


def refusal(why: str, rules: FileRules) -> str:
    return WHY[why].format(rules)


# -- coming in --------------------------------------------------------------------------------------------------------


def arrived(work: Work, message: Message, speaker: Speaker, now: datetime, know: Knowledge) -> Message:
    """The message with a row for each of its files: those that a platform holds are wished for. Raises UserError."""
    files = [one for one in message.attachments if not one.media_type.startswith(("audio/", "video/"))]
    if message.attachments and not files and not message.text.strip():
        if message.attachments[0].media_type.startswith("audio/"):
            raise UserError("语音我还听不懂，请打字发给我，或者用输入法的语音输入。")
        raise UserError("视频我收不下，请发照片，或者截几张图发给我。")
    # A voice message that comes written down is its words; the sound is not kept.
    fresh = [one for one in files if not one.stored]
    if fresh:
        count, size = work.attachments.used(speaker.person.id, local_midnight(know.today(now), know.zone))
        if count + len(fresh) > know.files.per_day or size >= know.files.bytes_per_day:
            raise TooMany(f"这{len(fresh)}个文件{refusal('quota', know.files)}。")
    work.attachments.said([one.reference for one in files if one.stored], message.channel, message.chat)
    kept = tuple(one if one.stored else _wished(work, message, one, speaker, now) for one in files)
    return replace(message, attachments=kept)


class TooMany(UserError):
    """More files in a day than one person may send."""


def _wished(work: Work, message: Message, one: Attachment, speaker: Speaker, now: datetime) -> Attachment:
    file = StoredFile(
        id=secrets.token_urlsafe(16),
        name=label_of(one.name),
        media_type=one.media_type,
        size=0,
        sha256="",
        person_id=speaker.person.id,
        record_id=None,
        at=now,
        state=WANTED,
        channel=message.channel,
        chat=message.chat,
        address=message.address,
    )
    work.attachments.add(file)
    work.wishes.add(file, one.reference)
    return replace(one, name=file.name, reference=file.id, stored=True)


def beside(message: Message) -> dict[str, Any]:
    """What came with the words, for whoever shows the conversation again."""
    found: dict[str, Any] = {}
    if message.quote:
        found["quote"] = clean(message.quote)[:_QUOTED]
    kept = [one.reference for one in message.attachments if one.stored]
    if kept:
        found["files"] = kept
    return found


# -- where they belong ------------------------------------------------------------------------------------------------


def put(request: Request, work: Work, record_id: int, ids: Collection[str]) -> list[StoredFile]:
    """Put these files to the record; what had not arrived for it is thereby made good."""
    person = request.speaker.person.id
    for file_id in ids:
        work.attachments.attach(file_id, record_id)
    work.attachments.let_go(work.attachments.failed_of(record_id, person), request.now)
    work.audit.note(request.now, person, "record.attached", f"record:{record_id}", files=list(ids))
    return [file for file in work.attachments.of_record(record_id) if file.id in ids]


def waiting(request: Request, work: Work) -> list[str]:
    """Files that came before what they belong to. Asked of the files too: several photos sent at once may each not
    have seen the other's question."""
    question = request.question(filing.ATTACH)
    if not question:
        return []
    since = datetime.fromisoformat(question["since"]) if question.get("since") else request.now
    here = (request.message.channel, request.message.chat)
    came = work.attachments.unclaimed(request.speaker.person.id, *here, since)
    own = {one.reference for one in request.message.attachments}
    return [one for one in dict.fromkeys((*question["files"], *(file.id for file in came))) if one not in own]


def in_order(work: Work, ids: Iterable[str]) -> list[StoredFile]:
    """Those of the files that belong nowhere yet, as they came."""
    found = [file for id in dict.fromkeys(ids) if (file := work.attachments.get(id))]
    return sorted((file for file in found if not (file.record_id or file.duty_id)), key=lambda file: file.at)


def spoken(file: StoredFile) -> str:
    """What the sender calls it, else what it is."""
    return file.name or ("照片" if file.media_type.startswith("image/") else "文件")


_NTH = regex(r"那?第?(?P<n>[一二三四五1-5两])(?:个|份|张)")
_LAST = regex(r"最后.*|最新.*|后发的|(?:后|下)[一面]?那?(?:个|份|张|面的?)")
_FIRST = regex(r"最前.*|最早.*|先发的|(?:前|上)[一面]?那?(?:个|份|张|面的?)")


def called(held: Sequence[StoredFile], words: str) -> list[StoredFile]:
    """Which of these are meant by 第一个, 后面那个 or their own name; none where nothing is."""
    if len(held) > 1 and (nth := _NTH.fullmatch(words)):
        at = "一二三四五".find(nth["n"]) if nth["n"] in "一二三四五" else int(nth["n"].replace("两", "2")) - 1
        return list(held[at : at + 1])
    if len(held) > 1 and _LAST.fullmatch(words):
        return list(held[-1:])
    if len(held) > 1 and _FIRST.fullmatch(words):
        return list(held[:1])
    said = fold(words).lower()
    return [file for file in held if file.name and said in (fold(file.name).lower(), _stem(file.name))]


def _stem(name: str) -> str:
    return fold(name).lower().rpartition(".")[0]


def last_batch(work: Work, ids: Collection[str], own: Collection[str] = ()) -> list[str]:
    """Of the files that wait those that came last: ``own``, which came with these very words; the photos that were sent
    together arrive one by one, but a document stands for itself."""
    batch: list[StoredFile] = []
    for file in reversed(in_order(work, ids)):
        together = batch and file.media_type.startswith("image/") and batch[-1].at - file.at <= _SLACK
        if file.id in own or not batch or (together and batch[-1].media_type.startswith("image/")):
            batch.append(file)
        else:
            break
    return [file.id for file in reversed(batch)]


def hold(request: Request, work: Work) -> int:
    """Keep the files of this message for what is said next; how many wait by now."""
    request.looked = False  # this message may have left a question of its own, which waits on beneath
    request.look(work)
    before = waiting(request, work)
    since = request.question(filing.ATTACH).get("since") or (request.now - _SLACK).isoformat()
    files = [*before, *(one.reference for one in request.message.attachments)]
    filing.wait(request, work, {"command": filing.ATTACH, "files": files, "since": since}, None)
    return len(files)


def meant(files: list[StoredFile], which: Mapping[str, Any], number: int, now: datetime) -> list[StoredFile]:
    """Which of the record's files are to go. Raises Unclear, with the choice."""
    if not files:
        raise Unclear(f"#{number}里没有照片或文件。")
    wanted = list(which.get("numbers") or ())
    if wanted:
        found = [file for file in files if file.number in wanted]
        if len(found) == len(set(wanted)):
            return found
    elif which.get("all") or len(files) == 1:
        return files
    elif which.get("last"):
        newest = max(file.at for file in files)
        found = [file for file in files if file.at == newest]
        if now - newest <= MOMENT:
            return found
    names = "、".join(shown(file) for file in files)
    raise Unclear(f"#{number}现有{names}。要去掉哪一个？请写明，例如“删掉照片{files[-1].number}”。")


def present(files: Iterable[StoredFile]) -> list[StoredFile]:
    """Without those that did not arrive."""
    return [file for file in files if file.state not in FAILED]


# -- who may open them ------------------------------------------------------------------------------------------------


def may_open(work: Work, speaker: Speaker, file: StoredFile) -> bool:
    """Who sent it, and who may see the record, or the organisation's duty, that it belongs to; nobody else."""
    if file.state != KEPT:
        return False
    if file.person_id == speaker.person.id:
        return True
    if file.duty_id is not None:
        duty = next(iter(work.duties.many([file.duty_id])), None)
        return duty is not None and speaker.may_see(work.units.get(duty.unit_id))
    record = work.records.get(file.record_id) if file.record_id is not None else None
    return record is not None and speaker.may_see(work.units.get(record.unit_id))
