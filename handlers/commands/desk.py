"""网页: a link that opens the organizer's pages once."""

from config.patterns import regex
from handlers.admission import give_key, require_address, require_place
from handlers.errors import NotPrivate
from handlers.message import Reply
from handlers.router import Command, Request
from storage.work import Work

_SAYS = regex(
    r"(?:请|帮我|给我|我(?:想|要)|怎么|如何)*(?:打开|进入?|登录|登陆|上|看看?|去)(?:一下)?(?:组织员|管理|支部)?(?:的)?(?:网页|后台|页面|管理端)[吗呢吧。?!]*"
)


def page(request: Request, work: Work) -> Reply:
    """A fresh link; the one before opens nothing any more."""
    if request.message.in_group:
        raise NotPrivate("登录链接只给您一个人，请一对一问我：网页")
    require_place(request.speaker)
    address = require_address(request.know)
    key = give_key(work, request.speaker.person, request.now)
    return Reply("desk_link", {"url": f"{address}/desk/enter?key={key}"})


COMMANDS = (
    Command("网页", "网页", "打开后台：预演下个月的推送，看推送情况", page,
            aliases=("打开后台", "后台", "打开网页", "管理页面", "网页版"), says=_SAYS),
)  # fmt: skip
