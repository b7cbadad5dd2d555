"""A forwarded notice becomes tasks: shown as a numbered list, mended and dropped by number, published on a yes.

Nothing is sent before that. What the reader is not sure of stands beside its line, and its source is kept.
"""

import re
from collections.abc import Mapping
from typing import Any

from config.patterns import regex
from handlers import edits, filing, pending
from handlers.due import say_day
from handlers.errors import UserError
from handlers.hearers import groups, reachable
from handlers.line_deeds import Edit
from handlers.list_mending import mend
from handlers.listing import NAME, again, begun, in_short, shown
from handlers.message import Reply
from handlers.notice_files import CERTAIN, answered, expected, just_sent, offered, wanted
from handlers.notices import read_notice
from handlers.phrases import cut
from handlers.reading import fold
from handlers.releasing import Released, in_words, released
from handlers.router import Command, Request
from handlers.scope import organized
from handlers.understood import understood
from storage.work import Work

_WHOLE = regex(r"全|所有|完整|后面")
_SHORTEST, _LONGEST = 20, 120
_OF_A_LIST = regex(
    r"\d|[一二三四五六七八九十][项条个、,. ]|第|全|都|所有|统统|那个|这个|那项|改|提前|推迟|晚|给|不要|去掉|叫|交"
)
_MOMENTS, _NAMES = 6, 3
_TITLE = 24
_ALL_MOMENTS, _ALL_NAMES = 40, 8
_MAKE = r"(?:建|新建|生成|转成|做成|整理成)(?:一?下)?(?:个|成)?任务"
_ASKED_FOR = regex(rf"(?:请|麻烦)?(?:帮忙|帮我|帮)?{_MAKE}[ 。!:：]*")
_TITLED = r"[^\n]{0,40}关于[^\n。]{2,80}(?:通知|方案|函|公告|安排|提示|提醒)[^\n]{0,12}"
_ADDRESSED = r"(?:[^\n]{0,80}\n){0,6}\s{0,3}(?:各|全体)[^\n。]{1,60}: {0,3}"
"""A pasted notice is known by its head, whatever it asks: its title, or whom it addresses on a line of their own."""
_NAMED = regex(r"^/?(?:通知|读通知|通知任务)[ :：]+")
_A_NOTICE = regex(
    r"通知|各(?:位|党|学院|二级|单位|支部|总支|基层)|〔\d{4}〕|支部[^。]{0,20}前|请[^。]{0,20}前[^。]{0,30}[报交填]"
)
_PUBLISH = regex(r"(?:确认|全部|就这样)?发布(?:吧|了)?[。! ]*")
_NONE = regex(r"(?:全部|全都|统统|一个|一项|都)都?(?:不要|不发|不用|取消)了?(?:发布?)?[吧。! ]*")
_REHEARSE = regex(
    r"(?:先)?(?:预演|演练|试发)(?:一?下)?[ ]*(?P<all>全部|全都|所有的?|完整的?|后面的?)?[吧。! ]*|"
    r"(?:看|查看)?(?:全部|所有|完整)的?预演[吧。! ]*|"
    r"(?:这些?|都)?(?:会|要|将)?(?:发|提醒)(?:给|到)(?:谁|哪些?人|哪些支部|哪里)[?。了呢 ]*|"
    r"(?:先)?(?:看看?|看一下)?(?:会|要|将)?发(?:些)?(?:什么|啥)(?:内容|提醒)?[?。呢 ]*|"
    r"(?:先)?看(?:看|一下)?(?:会)?(?:怎么|如何)(?:发|提醒)[?。 ]*"
)


def read(request: Request, work: Work) -> Reply:
    """Read the notice in the message and show what would become of it; or the file that came with it or before it."""
    path = organized(request.speaker)
    if _takes(request, work) and (reply := _mended(request, work)):
        return reply
    if reply := offered(request, work):
        return reply
    text = _NAMED.sub("", _ASKED_FOR.sub("", request.text)).strip()
    if len(text) < _SHORTEST or CERTAIN.fullmatch(fold(text)):
        sent = just_sent(request, work)
        return wanted(request, work, *sent) if sent else expected(request, work)
    return _listed(request, work, path, text)


def _mended(request: Request, work: Work) -> Reply | None:
    request.answering = request.question(NAME)
    return resume(request, work, request.answering)


def _listed(request: Request, work: Work, path: str, text: str) -> Reply:
    notice = read_notice(text, request.know.today(request.now), workdays=request.know.workdays)
    message = request.message
    reading = work.readings.pasted(
        text, person_id=request.speaker.person.id, channel=message.channel, chat=message.chat, now=request.now
    )
    return begun(request, work, path, notice, reading)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """A number mends or drops its line; 发布 or a yes publishes what is left; a no drops all."""
    if "ask" in waiting:
        return answered(request, work, waiting)
    if "expects" in waiting:
        return _came(request, work)
    text = request.text.strip()
    if request.meaning.no or request.meaning.intent == "cancel_pending" or _NONE.fullmatch(fold(text)):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，一项也没有发布。"}, understood(request.meaning, intent="cancel_pending"))
    if not str(waiting["path"]).startswith(organized(request.speaker)):
        raise UserError("您的权限变了，请重新发一次通知。")
    said = bool(_PUBLISH.fullmatch(text))
    if request.meaning.yes or said:
        return _answered(request, work, waiting, said=said)
    if _REHEARSE.fullmatch(fold(text)):
        return _rehearsed(request, work, waiting, whole=bool(_WHOLE.search(text)))
    found = _edits(request, waiting)
    if not found:
        return _about_a_line(request, waiting)
    items = [dict(one) for one in waiting["items"]]
    told = [words for edit in found if (words := mend(request, work, waiting, items, edit))]
    if items == list(waiting["items"]) and told:
        return Reply("said", {"words": "\n".join(told)}, _held(request))
    news = "\n".join([*told, "改好了，现在是："])
    return shown(request, work, {**waiting, "items": items}, news=news, brief=True)


def _edits(request: Request, waiting: Mapping[str, Any]) -> list[Edit]:
    titles = [str(one["title"]) for one in waiting["items"]]
    return edits.edits(request.text, len(titles), request.local, titles)


def _held(request: Request) -> dict[str, Any]:
    return understood(request.meaning, intent="publish_notice", confirm=True, hold=True)


def _about_a_line(request: Request, waiting: Mapping[str, Any]) -> Reply | None:
    """Words that begin with a line's number are about the list, also where they are not understood."""
    line, count = edits.line_meant(request.text), len(waiting["items"])
    if not line or request.questions()[0] is not waiting:
        return None
    if line > count:
        return Reply("said", {"words": f"这份通知的清单只有{count}项，没有第{line}项。"}, _held(request))
    words = (
        f"第{line}项现在是：{in_short(request, waiting['items'][line - 1])}。\n没看懂要怎么改，什么也没改。可以写：\n"
        f"“{line} 改到12月8日”“{line} 提前两天”“{line} 标题改成…”\n"
        f"“{line} 只给学生支部”“{line} 交给…”“{line} 不要”"
    )
    return Reply("said", {"words": words}, _held(request))


def _takes(request: Request, work: Work) -> bool:
    """While a list waits on top, what speaks of its lines is its own: 恢复2 is no record's."""
    text = fold(request.text).strip()
    if len(text) > _LONGEST or request.message.attachments or not (_OF_A_LIST.search(text) or _REHEARSE.match(text)):
        return False
    request.look(work)
    waiting = request.question(NAME)
    if not waiting.get("items") or not request.speaker.organizes:
        return False
    if _REHEARSE.fullmatch(text):
        return True
    on_top = request.questions()[0] is waiting
    return on_top and bool(_edits(request, waiting) or (edits.line_meant(text) and not text.isdigit()))


def _came(request: Request, work: Work) -> Reply | None:
    """The notice that was waited for; None where the message is something else."""
    if len(request.text) < _SHORTEST or request.message.attachments or not _A_NOTICE.search(fold(request.text)):
        return None
    return _listed(request, work, organized(request.speaker), request.text)


def _answered(request: Request, work: Work, waiting: Mapping[str, Any], *, said: bool) -> Reply:
    """A yes counts for what was shown last: after something else, or where others published meanwhile, the list is
    shown once more."""
    crossed = bool(waiting.get("late")) and len(request.questions()) > 1
    if not said and (not pending.fresh(request, waiting) or crossed):
        return shown(request, work, {**waiting, "late": False})
    now = again(request, work, waiting)
    if now["items"] != waiting["items"]:
        return shown(request, work, now, news="刚刚有人发布了其中的一些，您再看一眼：", brief=True)
    return _published(request, work, waiting)


def _published(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    done = released(request, work, waiting)
    if not (done.published or done.changed):
        raise UserError("没有可以发布的事项：都去掉了，或者还没有日期。")
    filing.wait(request, work, {}, None)
    values = in_words(done, request.know.today(request.now))
    return Reply(
        "notice_published", values, understood(request.meaning, intent="publish_notice"), tells=tuple(done.tells)
    )


def _rehearsed(request: Request, work: Work, waiting: Mapping[str, Any], *, whole: bool) -> Reply:
    """What 发布 would send, when and to whom, by the reminders' own code; it is taken back, and the list waits on."""
    shown(request, work, waiting)
    assert request.foresee is not None
    with work.supposed():
        done = released(request, work, waiting)
        ahead = request.foresee(work, [task for task, _ in done.published]) if done.published else ()
    if not (done.published or done.changed):
        raise UserError("没有可以发布的事项：都去掉了，或者还没有日期。")
    zone, today = request.know.zone, request.know.today(request.now)
    moments, names = (_ALL_MOMENTS, _ALL_NAMES) if whole else (_MOMENTS, _NAMES)
    values = {
        "moments": [
            {
                "at": f"{say_day(one.at.astimezone(zone).date(), today)}{one.at.astimezone(zone):%H:%M}",
                "groups": one.groups,
                "people": one.people,
                "titles": [cut(title, _TITLE) for title in one.titles[:names]],
                "titles_all": len(one.titles),
            }
            for one in ahead[:moments]
        ],
        "more": len(ahead) - moments,
        "whole": whole,
        "first": ahead[0].words.split("\n") if ahead and not whole else [],
        "lost": _lost(request, work, done)[:_NAMES],
        "told": len(done.tells),
        "changed": in_words(done, today)["changed"],
    }
    meaning = understood(request.meaning, intent="publish_notice", confirm=True, hold=True)
    return Reply("notice_rehearsed", values, meaning)


def _lost(request: Request, work: Work, done: Released) -> list[str]:
    """The units for which nobody would hear: their organizer does then."""
    units = {unit.id: unit for _, owing in done.published for unit in owing}
    heard = groups(work)
    return [
        unit.short for unit in units.values() if unit.id not in heard and not reachable(work, request.know, unit.id)
    ]


COMMANDS = (
    Command(
        NAME,
        "把通知的文件转发给我（Word、PDF、Excel），或粘贴原文，写上“帮忙建任务”",
        "读出通知里的任务和期限，确认后发布",
        read,
        aliases=("读通知", "通知任务"),
        intents=("publish_notice",),
        resume=resume,
        organizer=True,
        says=regex(
            rf"(?=.{{60}})(?:{_TITLED}|{_ADDRESSED})\n.*|(?=.*\n).*(?:帮忙|帮我|帮){_MAKE}.*|"
            r"(?=.{40})(?=.*(?:通知|各党?总?支部|各单位|各位书记))(?=.*(?:前|截止|之内|底|日)[^。]{0,16}(?:报|交|完成|反馈|填))"
            r"(?:.*(?:建任务|特此通知|〔\d{4}〕|各[^。]{0,12}支部[ ]*[:,]|请各[^。]{0,8}支部|关于[^。]{2,40}通知).*)|"
            r"(?:请|麻烦|帮忙|帮我|帮|你)*(?:读|看|解析|识别)(?:取|一?下|一读|一看|看)?(?:这|那|刚才的?|上面的?)?(?:个|份)?通知"
            r"(?:(?:里|中)?(?:有)?(?:哪些|什么)任务|,?(?:帮我|帮忙)?建(?:个|成)?任务)?[吧。!? ]*|"
            rf"(?:请|麻烦)?(?:帮忙|帮我|帮){_MAKE}[ 。!]*|"
            r"(?:这|以上|上面|刚才)(?:个|份)?是?(?:新的?)?通知[,。 ]*"
            r"(?:请|麻烦|帮忙|帮我|帮)*(?:读|看|建)(?:一?下|个)?(?:任务)?[吧。! ]*",
            re.DOTALL,
        ),
        file=offered,
        takes=_takes,
    ),
)
