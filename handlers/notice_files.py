"""A file that an organizer sends: whether it is a notice to be read, asked where that is not clear, and the row that
says that it is to be read. The bytes and the reading itself are the edge's affair.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from config.patterns import regex
from handlers import files, filing
from handlers.listing import NAME
from handlers.message import Attachment, Reply
from handlers.reading import fold
from handlers.router import Request
from handlers.scope import organized
from handlers.understood import understood
from storage.work import Work

PAPERS = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/plain",
)
_UNTOLD = "application/octet-stream"
_ENDING = regex(r"\.(?:docx?|pdf|xlsx?|txt|wps|docm|xlsm)$")
_LATELY = timedelta(days=1)
"""So long after a file came 读一下这个通知 may mean it."""
CERTAIN = regex(
    r".*(?:建|新建|生成|转成|做成|整理成|列出?|拆成|提取)(?:一?下|出)?(?:个|成)?(?:里面的?)?任务.*|"
    r".*(?:读|看|解析|识别|分析|处理)(?:取|一?下|一读|一看|看)?(?:这|那)?(?:个|份|封)?(?:新)?的?(?:通知|文件).*|"
    r"(?:这|以上|上面|刚才的?)(?:个|份)?(?:就?是)?(?:新的?)?通知.*|"
    r".*(?:有哪些|有什么|什么)(?:任务|要交的|要求).*|(?:转发)?通知[ 。!]*|读"
)
_NO = regex(r"(?:这个?)?(?:不是|不是通知|不读|不用读?|不要读?|别读)[了的吧]*")
_LOOKS_LIKE = regex(r"通知|方案|公告|部署|安排|工作要点|预通知|提醒")
_LOOKS_OTHER = regex(r"^附件|^附表|^附录|名单|花名册|台账|登记表|签到|案例|总结|纪要|记录|汇总表|讲稿|课件|简报")


def offered(request: Request, work: Work) -> Reply | None:
    """The message brings a file that may be a notice: it is put down to be read, or asked about; None where it is
    something else."""
    found = [one for one in request.message.attachments if _is_paper(one)]
    if not found or not request.speaker.organizes:
        return None
    request.look(work)
    words = fold(request.text).strip()
    certain = bool(CERTAIN.fullmatch(words)) or bool(request.question(NAME).get("expects"))
    if (words or request.message.in_group) and not certain:
        return None
    paper = next((one for one in found if _LOOKS_LIKE.search(one.name)), found[0])
    if not certain and not _clear(request, work, paper):
        return _asked(request, work, paper)
    return wanted(request, work, paper.reference, paper.name, others=len(request.message.attachments) - 1)


def wanted(request: Request, work: Work, file_id: str, name: str, *, others: int = 0) -> Reply:
    """The file is to be read; the list comes when it has been."""
    message = request.message
    organized(request.speaker)
    work.readings.want(
        file_id,
        person_id=request.speaker.person.id,
        channel=message.channel,
        chat=message.chat,
        address=message.address,
        words=request.text[:200],
        now=request.now,
    )
    request.look(work)
    if request.question(NAME).get("expects") or request.question(NAME).get("ask"):
        filing.wait(request, work, {}, None, closes=(NAME,))
    left = f"一次读一份，另外{others}个文件没有读。" if others > 0 else ""
    words = f"收到{_called(name)}，正在读，读完把任务列给您。{left}"
    return Reply("said", {"words": words}, understood(request.meaning, intent="publish_notice"))


def _called(name: str) -> str:
    return f"《{name.rsplit('.', 1)[0]}》" if name else "文件"


def just_sent(request: Request, work: Work) -> tuple[str, str] | None:
    """The paper that the person sent here last and that nothing has taken: its id and its name."""
    here = (request.message.channel, request.message.chat)
    came = work.attachments.unclaimed(request.speaker.person.id, *here, request.now - _LATELY)
    found = [one for one in came if _is_paper(Attachment(one.name, one.media_type, one.size, one.id, stored=True))]
    return (found[-1].id, found[-1].name) if found else None


def expected(request: Request, work: Work) -> Reply:
    """Nothing to read came with the words: the next file or text is the notice."""
    filing.wait(request, work, {"command": NAME, "expects": True}, None)
    words = "好，把通知发给我：Word、PDF、Excel、txt 文件都行，也可以直接粘贴原文。"
    return Reply("said", {"words": words}, understood(request.meaning, intent="publish_notice"))


def _asked(request: Request, work: Work, paper: Attachment) -> Reply:
    """It may be a record's attachment as well: it waits for either."""
    files.hold(request, work)
    filing.wait(request, work, {"command": NAME, "ask": paper.reference, "name": paper.name}, None)
    words = (
        f"收到{_called(paper.name)}。这是通知，要我读出任务吗？要就回“读”。\n"
        "是活动的材料，就接着写那次活动，或者回“补到 12”这样的编号。"
    )
    return Reply("said", {"words": words}, understood(request.meaning, intent="publish_notice", hold=True))


def answered(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The answer to the question whether it is a notice."""
    words = fold(request.text).strip(" 。!")
    if request.meaning.yes or CERTAIN.fullmatch(words):
        filing.wait(request, work, {}, None, closes=(filing.ATTACH,))
        return wanted(request, work, str(waiting["ask"]), str(waiting["name"]))
    if request.meaning.no or _NO.fullmatch(words):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好，没有读。它是哪次活动的？写那次活动，或回“补到 12”这样的编号。"})
    return None


def _is_paper(one: Attachment) -> bool:
    if one.media_type in PAPERS:
        return True
    return one.media_type == _UNTOLD and (not one.name or bool(_ENDING.search(one.name.lower())))


def _clear(request: Request, work: Work, paper: Attachment) -> bool:
    """Whether a bare file can only be a notice: by its name, or because its sender keeps no branch's records and
    nothing here waits for a file."""
    if _LOOKS_OTHER.search(paper.name):
        return False
    if _LOOKS_LIKE.search(paper.name):
        return True
    others = [one for one in request.questions() if one.get("command") != NAME and not one.get("passing")]
    return not request.speaker.files and not others
