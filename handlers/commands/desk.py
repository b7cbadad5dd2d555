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

_AHEAD = regex(
    r"(?=.{4,30}$)(?:请问|看看?|查一?下|我想(?:看|知道))?(?:一下)?(?:下个?月|下周|下个?星期|明天|后天|这个?月|本月|接下来|之后|以后|后面)"
    r"(?:机器人|你|都|还)*"
    r"(?:会|要|将)(?:自动|给[^,。]{1,8}|在?群里)*(?:发|推送?|提醒)(?:些|哪些|的)*"
    r"(?:什么|啥|哪些|多少|几条|谁)(?:推送|提醒|消息|内容)?[呢啊吗。?! ]*|"
    r"(?:看看?|打开|怎么|如何|在哪|哪里)(?:看|能看|可以看)?(?:下个?月的?)?(?:推送)?预演[呢啊吗。?! ]*"
)


def page(request: Request, work: Work) -> Reply:
    """A fresh link; the one before opens nothing any more."""
    if request.message.in_group:
        raise NotPrivate("登录链接只给您一个人，请一对一问我：网页")
    require_place(request.speaker)
    address = require_address(request.know)
    key = give_key(work, request.speaker.person, request.now)
    return Reply("desk_link", {"url": f"{address}/desk/enter?key={key}"})


def rehearsing(request: Request, work: Work) -> Reply:
    """Where one sees what will go out: the page for the days to come; a notice that waits has its own (预演 there)."""
    require_place(request.speaker)
    at = "发“网页”打开后台，点“预演”，就能看到下个月每天发什么、发给谁"
    words = at if request.know.address else "服务器还没有设置对外地址，看不了网页；请管理员填好 server.public_url"
    days = "接下来要交什么，发“下个月要交的”"
    notice = "；通知先转给我，没发布之前回“预演”就能看" if request.speaker.organizes else ""
    return Reply("said", {"words": f"{words}。\n{days}{notice}。"})


COMMANDS = (
    Command("预演", "预演　下个月会发什么", "看接下来会发什么", rehearsing, aliases=("推送预演",), says=_AHEAD),
    Command("网页", "网页", "打开后台：预演下个月的推送，看推送情况", page,
            aliases=("打开后台", "后台", "打开网页", "管理页面", "网页版"), says=_SAYS),
)  # fmt: skip
