"""主题党日改到28号: the day of one month moved, moved by some days, or put back. A fixed day (每月25号) is another
matter, and what was held is a report."""

from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.dates import find_days
from handlers.reading.slots import asked_about
from handlers.reading.values import Context, Understanding
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

_FIXED = regex(r"固定|每月|每个月|最后一个|第[一二三四]个?(?:周|星期)")
_RECORD = regex(r"结束|开始|实到|应到|地点(?!不变|照旧|没变|还是)|主持|记录[^在]|\d点|点半|[上下]午|晚上|\d:\d\d")
_DAY = r"(?:党日(?:活动)?(?:的)?(?:日期|时间|日子)?)"
_WHO = r"(?:我们|咱们?|支部|大家|都|就|统一|临时|先|再|又|这次|这个月|本月|要|想|得|给|帮我|请|往[前后]|时间)"
_MOVED = regex(
    rf"{_DAY}[ ]*{_WHO}*[ ]*(?:不在[^,。;]{{2,8}}[,。 ]*(?:了)?[, ]*)?{_WHO}*"
    r"(?:改期|改|调整?|挪|换|推迟|延后|延期|顺延|提前|定|放)[ ]*(?:了)?(?:到|至|在|为|成|期)*[ ]*"
    r"(?=今|明|后天|大后|下|这|本|周|星期|礼拜|\d|[一二三四五六七八九十]{1,3}[月日号]|月底|上周|昨)"
)
_BACK = regex(
    rf"{_DAY}?[^,。;]{{0,10}}?(?:(?:改|调|换|恢复)(?:成|到|为)?(?:回来|回去|回|原来|原定|原样|老日子)|还是(?:按|照)?(?:原来|老|原定|平时)|照旧|"
    r"(?:取消|撤销)(?:改期|变动)|(?:不改期?|不调整?)了)(?:的)?(?:日子|日期|时间|那天)?(?:了|吧|来|开|办|搞)*[ 。!]*$"
)
_SHIFTED = regex(
    rf"{_DAY}[^,。;]{{0,8}}?(?P<way>推迟|延后|延期|顺延|往后(?:推|延|挪)?|提前|往前(?:提|挪)?)(?:了)?(?P<n>{NUMBER})[ ]*个?"
    r"(?P<unit>天|日|周|星期|礼拜)(?:开|举行|搞|办|进行)?[了吧。! ]*$"
)
_SOME_DAY = regex(
    rf"{_DAY}[ ]*{_WHO}*(?:因故|因为?[^,。;]{{1,8}})?[ ]*(?:要|需要?|得|想)?(?:(?:推迟|延期|延后|改期|顺延|提前|改天|改时间|换个?时间|换一天|改一天)(?:了|吧|开|举行)?"
    r"|(?:改|调|挪|推迟|延期|延后|放|定|换|提前|顺延)(?:到|至|在)?(?:了)?(?:这个?月|本月|下个?月)?(?:月底|月末|月中|月初|底|下下?周|这周|本周|周末|过几天|改天|以后))[ 。!了吧]*"
)
"""It is to be another day, and nobody said which."""


def theme_day_order(short: str, hidden: str, context: Context) -> Understanding | None:
    """``to`` the new day, ``shift`` days, ``back``, or ``ask`` which day; None where the message is no such order."""
    at = hidden.find("党日")
    if at < 0 or words.QUESTION.search(hidden):
        return None
    if words.THEME_DAY.search(hidden) and _FIXED.search(hidden):
        return Understanding("change_theme_day", slots={"question": short})
    if _FIXED.search(hidden) or _RECORD.search(hidden):
        return None
    slots: dict[str, Any] = {
        key: value for key, value in asked_about(short, context).items() if key in ("period", "org", "branch")
    }
    if _BACK.search(hidden[at:]):
        return Understanding("change_theme_day", slots=slots | {"back": True})
    shifted = _SHIFTED.search(hidden[at:])
    if shifted:
        many = (number(shifted["n"]) or 0) * (1 if shifted["unit"] in "天日" else 7)
        back = shifted["way"].startswith(("提前", "往前"))
        return Understanding("change_theme_day", slots=slots | {"shift": -many if back else many})
    if _SOME_DAY.fullmatch(hidden[at:]):
        return Understanding("change_theme_day", slots=slots | {"ask": True})
    moved = _MOVED.search(hidden[at:])
    if not (moved or words.THEME_DAY.search(hidden)):
        return None
    to = _day(short[at + moved.end() if moved else at :], context, str(slots.get("period") or ""))
    if to is None or (to < context.now.date() and words.DONE.search(hidden)):
        return None
    return Understanding("change_theme_day", slots=slots | {"to": to.isoformat()})


_BARE = regex(r"(\d{1,2})[日号]?[ 了吧。!]*")
_WEEKDAY = regex(r"(?:周|星期|礼拜)[一二三四五六日天]")
_BEHIND = regex(r"[上昨前]|月")


def _day(after: str, context: Context, period: str) -> date | None:
    """The day behind the verb: a bare number in the month that is named, else the next such day; one that lies behind
    us only where the words say so (上周五, 昨天, 11月13号)."""
    today = context.now.date()
    if number_ := _BARE.fullmatch(fold(after).strip()):
        return _numbered(int(number_[1]), today, period)
    ahead = [day for day in find_days(after, context.now, past=False) if day.date and not day.flags]
    told = [day for day in find_days(after, context.now) if day.date and not day.flags]
    if not ahead or ahead[-1].date is None:
        return told[-1].date if told else None
    words = fold(ahead[-1].words).strip()
    if number_ := _BARE.fullmatch(words):
        return _numbered(int(number_[1]), today, period) or ahead[-1].date
    if told and told[-1].date and not _WEEKDAY.fullmatch(words):
        near = told[-1].date
        if (today - near).days in range(1, 60) and _BEHIND.search(fold(told[-1].words)):
            return near
    return ahead[-1].date


def _numbered(day: int, today: date, period: str) -> date | None:
    """27号: of the month named, else of this month where it lies ahead, else of the next."""
    months = [today.replace(day=1), (today.replace(day=1) + timedelta(31)).replace(day=1)]
    if regex(r"\d{4}-\d\d").fullmatch(period):
        months = [date.fromisoformat(f"{period}-01")]
    for month in months:
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if found >= today or len(months) == 1:
            return found
    return None
