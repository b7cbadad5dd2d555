"""主题党日改期: the answer to a move that was shown. The order itself is a sentence (intent change_theme_day)."""

from config.patterns import regex
from handlers import filing
from handlers.day_moves import NAME, ask, just_moved, offer_back, resume
from handlers.errors import UserError
from handlers.message import Reply
from handlers.reading import Context, fold, understand
from handlers.router import Command, Request
from handlers.understood import understood
from storage.work import Work

_AS_BEFORE = regex(
    r"(?:算了|哎|唉|那|不好意思|抱歉|还|就|我们|领导说|说错了|弄错了|搞错了)*(?:吧)?[,。 ]*"
    r"(?:还是|就|那|我们|日子|时间|把)*[, ]*"
    r"(?:改回(?:来|去|原来的?(?:那天|日子|时间)?|原样)?|(?:换|调|挪|变)回(?:来|去|原来的?(?:那天|日子|时间)?)|"
    r"(?:用|按|照|在|恢复(?:成|到|为)?)*(?:原来|原先|之前|原定)的?(?:那天|那个?日子|日子|时间|日期|安排)|恢复原[样来状]|"
    r"(?:刚才|刚刚|上次)?(?:的)?(?:改期|改动|那个)?(?:撤销|取消|不算|作废)(?:改期|改动))(?:开|办)?"
    r"(?:就|比较|最)?[吧了好啦行呢。!~ ]*"
)


def move(request: Request, work: Work) -> Reply:
    """With the command's name in front, the rest is read as the sentence would be; 改回来 is of what was moved last."""
    if _takes(request, work):
        return _back(request, work)
    said = request.rest if "党日" in request.rest else f"主题党日改到{request.rest}"
    request.meaning = understand(said, Context(now=request.local, sender=request.speaker.person.name,
                                               branches=tuple(work.units.names(request.now))))  # fmt: skip
    if request.meaning.intent != "change_theme_day" or "question" in request.meaning.slots:
        raise UserError("改到哪一天？例如：主题党日改到下周四；教工一支部11月主题党日改到28号；主题党日改回来")
    return ask(request, work)


def _takes(request: Request, work: Work) -> bool:
    """算了还是原来那天, after the speaker has moved a day or while that is being asked."""
    if len(request.text) > 24 or not _AS_BEFORE.fullmatch(fold(request.text).strip()):
        return False
    request.look(work)
    if open_ := request.questions():
        return open_[0].get("command") == NAME and bool(open_[0].get("to"))
    return just_moved(request, work) is not None


def _back(request: Request, work: Work) -> Reply:
    if request.questions():
        request.answering = request.questions()[0]
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    last = just_moved(request, work)
    assert last is not None
    return offer_back(request, work, *last)


COMMANDS = (
    Command(NAME, "我们这个月主题党日改到下周四　教工一支部11月主题党日改到28号　主题党日改回来",
            "只改一个月的主题党日，提醒跟着走", move, aliases=("党日改期",), resume=resume, takes=_takes),
)  # fmt: skip
