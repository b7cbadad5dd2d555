"""推送情况: what was sent in a span of days, what waits, what failed and why; one to one."""

from datetime import date, timedelta

from config.patterns import regex
from handlers.admission import require_place
from handlers.due import period_of, previous, say_day, say_moment, week_of
from handlers.errors import NotPrivate
from handlers.message import Reply
from handlers.pushes import STATES, Sending, reach_of, sendings, tallies
from handlers.reading import find_days, fold
from handlers.router import Command, Request
from storage.work import Work

_SHOWN = 6
_MOST = 200
_WHEN = (
    r"(?:今天|昨天|前天|上上?周|这周|本周|上个?星期|这个?星期|最近|这几天|上个?月|这个?月|本月|\d{1,2}月\d{1,2}[日号])?"
)
_SAYS = regex(
    rf"(?:查|看|查看|看看|请问|帮我看看?|我想看)?(?:一下)?{_WHEN}(?:都|一共|机器人|你|总共)*"
    r"(?:(?:给[^,。]{1,10})?发(?:了|过)(?:些|哪些|多少|几条|什么)+(?:推送|提醒|消息|通知)*|"
    r"(?:有)?(?:哪些|哪几条|多少|什么|几条)?(?:推送|提醒|消息|通知)?(?:没有?|未)(?:发出去?|送到|送达|发成功?|发到)(?:的)?(?:有?哪些|哪几条|多少|推送|提醒|消息)*|"
    r"(?:推送|发送|送达)(?:的)?(?:情况|结果|记录|报告)(?:怎么样|如何)?|(?:推送|提醒)(?:都)?(?:发出去|送到|发)了?(?:没有?|吗))[了吗呢啊。?!]*"
)
_FAILED = regex(r"没有?(?:发|送)|未(?:发|送)|失败")
_WEEK, _MONTH = regex(r"周|星期"), regex(r"个?月(?!\d)")


def pushes(request: Request, work: Work) -> Reply:
    """What went out in the asker's reach, with what did not and why."""
    if request.message.in_group:
        raise NotPrivate("推送情况请一对一问我。")
    require_place(request.speaker)
    words = fold(request.rest or request.text)
    today = request.know.today(request.now)
    first, last = _span(request, words, today)
    reach = reach_of(work, request.know, request.speaker)
    counted = tallies(work, request.know, reach, first, last)
    failed = [
        one
        for state in ("dead", "missed")
        for one in sendings(work, request.know, reach, first, last, request.now, state=state, limit=_MOST)
    ]
    waiting = sendings(work, request.know, reach, first, last, request.now, state="waiting", limit=_MOST)
    values = {
        "span": _said(first, last, today),
        "asked": bool(_FAILED.search(words)),
        "sent": counted["states"].get("sent", 0),
        "groups": counted["groups"],
        "kinds": counted["kinds"],
        "dropped": counted["states"].get("dropped", 0),
        "waiting": len(waiting),
        "retried": sum(bool(one.why) for one in waiting),
        "failed": [_line(request, one, today) for one in failed[:_SHOWN]],
        "more": max(0, len(failed) - _SHOWN),
        "count": len(failed),
        "again": any(one.again for one in failed) and request.speaker.organizes,
        "organizes": request.speaker.organizes,
    }
    return Reply("pushes", values)


def _span(request: Request, words: str, today: date) -> tuple[date, date]:
    """The days that the words name; the last seven where they name none."""
    days = [one.date for one in find_days(words, request.local) if one.date]
    if days and not (_WEEK.search(words) or _MONTH.search(words)):
        return min(days), max(days)
    if _WEEK.search(words):
        monday, _, _ = week_of(today - timedelta(days=7 * words.count("上")))
        return monday, monday + timedelta(days=6)
    if _MONTH.search(words):
        period = period_of("monthly", today)
        period = previous(period) if "上" in words else period
        return period.first, period.last
    return today - timedelta(days=6), today


def _said(first: date, last: date, today: date) -> str:
    begin, end = (say_day(day, today).split("（")[0] for day in (first, last))
    return begin if first == last else f"{begin}—{end}"


def _line(request: Request, one: Sending, today: date) -> dict[str, str]:
    at = say_moment(one.at, today, request.know.zone)
    return {"at": at, "to": one.to, "kind": one.kind, "state": STATES[one.state], "why": one.why.rstrip("。")}


COMMANDS = (
    Command("推送情况", "推送情况　上周发了什么　哪些没发出去", "看发了哪些、哪些没发出去、为什么", pushes,
            aliases=("推送报告", "发送情况"), says=_SAYS),
)  # fmt: skip
