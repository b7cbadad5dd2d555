"""日历: a private address to which a phone's calendar subscribes. Given once, in the person's own chat."""

from config.patterns import regex
from handlers.admission import give_feed, require_address, require_place
from handlers.due import say_day
from handlers.errors import NotPrivate
from handlers.message import Reply
from handlers.router import Command, Request
from storage.work import Work

_END = regex(r"停用|停掉|停了|取消|退订|关闭?|关掉|删除?|删掉|不要了?|不用了?|作废|注销")
_ANEW = regex(r"换|重新|新的?|再[要给发来]|更换|泄露|丢")
_SAYS = regex(
    r"(?:请|帮我|发?给我|我(?:想|要)|怎么|如何|能不能|可以|把)*(?:订阅|添加|加|同步|要|换|停用|取消|退订|关闭|停掉|更换)(?:一?[个下]|一个新的?|掉)*"
    r"(?:我的|支部的?|党务|工作|截止|手机)*日历(?:订阅|地址|链接)?(?:换一?个|停用|取消)?[吗呢吧了。?!]*"
    r"|(?:我的|支部的?|党务|工作)?日历(?:订阅|地址|链接)?(?:要|给我|请|帮我)*(?:换|停用?|取消|关|退订|不要|不用)[一个掉了吧地址。!]*"
)


def calendar(request: Request, work: Work) -> Reply:
    """Give, replace or end the person's own address; one that is there is told of and not shown again."""
    if request.message.in_group:
        raise NotPrivate("日历地址只给您一个人，请一对一问我：日历")
    require_place(request.speaker)
    person, words = request.speaker.person, request.rest or request.text
    known = work.feeds.of(person.id)
    today = request.know.today(request.now)
    since = say_day(request.know.today(known.made_at), today) if known else ""
    if _END.search(words):
        work.feeds.end(person.id)
        if known:
            work.audit.note(request.now, person.id, "feed.ended", f"person:{person.id}")
        return Reply("calendar_ended", {"known": known is not None})
    if known and not _ANEW.search(words):
        return Reply("calendar_known", {"since": since})
    address = require_address(request.know)
    token = give_feed(work, person, request.now)
    values = {
        "url": f"{address}/calendar/{token}.ics",
        "anew": known is not None,
        "organizes": request.speaker.organizes,
    }
    return Reply("calendar_given", values)


COMMANDS = (
    Command("日历", "日历　日历 换一个　日历 停用", "要一个日历订阅地址，截止日和主题党日自动进手机日历", calendar,
            aliases=("订阅日历", "日历订阅", "手机日历"), says=_SAYS),
)  # fmt: skip
