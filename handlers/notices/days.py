"""Everything in one sentence that tells a time, in order: deadlines, windows, rhythms, and dates that are none.

The parts of the grammar take their turn: what can be no date first, then rhythms, then days that hang on others, and
what is left is read day by day and joined to ranges.
"""

from dataclasses import replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.clock import time_at
from handlers.notices.never import hard, lengths
from handlers.notices.notdue import CLOSES, closes, eligible, gave_way, why_not
from handlers.notices.nthdays import nth_days
from handlers.notices.ranges import elided, joined
from handlers.notices.relative import relatives
from handlers.notices.repeats import repeats
from handlers.notices.shifts import moved_off_holidays
from handlers.notices.tokens import Token, tokens
from handlers.notices.when import Claims, Frame, When, rest_day

_OPEN = regex(r"(?:即日|自?(?:本)?(?:通知|文件|发文|方案)[^,。;]{0,5}之日|今日|现在)起? *(?:,)?(?:至|到|-+) *$")
_BEFORE = regex(
    r"(?P<prefix>截[止稿](?:时间|日期)?(?:为|是|:|至|到)? *|截至|最(?:迟|晚)(?:不(?:(?:晚|迟)于|超过)|于|在)?|"
    r"不(?:得)?(?:(?:晚|迟)于|超过)|务必(?:于|在)|限(?:于|在)?|于|在|至|到)? *$"
)
_AFTER = regex(
    r" *(?:\(含[^)]{0,6}\)|\(?含当[日天]\)?)? *(?P<suffix>之前|以前|前后|前|止|截止|为[止限]|截稿?(?=$|[,。;!) ])|之内|"
    r"内|期间|左右|起|开始|之后|以后|后(?!天|续|期|勤|备|台|门))?"
)
_AFTER_UNTIL = regex(r" *(?:\([^)]*\))? *(?:之?前|以前|截止|止)")
_LATER = regex(
    r"(?:[^,。;:、()\d点前起至到]|七一|五四){1,8}?(?=(?:[上下]午|晚上?|早上)? *(?:\d{1,2} *[:点]|"
    r"[一二两三四五六七八九十]{1,3}点))"
)
_TENTATIVE = regex(
    r"暂定|(?<![预特节条简节大合公制签纳履违契邀])约(?:在|于|为)|拟定?于|拟在|初定|初步定|预计|"
    r"(?<!按原)计划于|待定|另行通知|为准|大概|大约|估计|可能(?:在|于)?"
)
_ABOUT = regex(r"(?: *\d{1,2}[:点]\d{0,2})? *左右")
_SHIFT = regex(r"[逢遇](?:节?假日|周末|双休日|休息日)[^,。;]{0,8}?(?:顺延|提前|延后|推后)")
_LOOSE = regex(r"尽快|及时|适时|按期|尽早|择机|抓紧")
_PENDING = regex(
    r"(?:时间|日期|地点)?[^,。;]{0,8}(?:另行通知|另通知|(?:通知|安排|方案|办法|细则)(?:将|会)?(?:另发|另文|另函|"
    r"再发|随后发|稍后发)|待定|以[^,。;]{0,10}通知为准|自行确定|由[^,。;]{1,8}确定)"
)


def whens(folded: str, frame: Frame) -> list[When]:
    """Every stretch of the sentence that tells a time, in order and without overlap."""
    claims = Claims()
    found = [*hard(folded, claims), *repeats(folded, frame, claims)]
    nth = list(nth_days(folded, frame, claims))
    found += relatives(folded, frame, claims)
    found += lengths(folded, claims)
    spans = [*elided(folded, frame, claims), *nth]
    plain = tokens(folded, frame, claims)
    found += [
        _judged(folded, one, frame)
        for one in joined(folded, sorted(spans + plain, key=lambda token: token.first), frame)
    ]
    found = [_closed(folded, _names_day(folded, _changed(folded, _about_whom(folded, one))), frame) for one in found]
    found = _own_hour(folded, _with_hours(folded, _widest(found), frame), frame)
    example = _EXAMPLE.search(folded)
    found = [_exemplary(one, folded, example.start()) for one in found] if example else found
    shift = _SHIFT.search(folded)
    return [_checked(one, frame, shift.group() if shift else "") for one in found]


def _widest(found: list[When]) -> list[When]:
    """In order, without what was read as a part of a longer one: 4号,周日 has the weekday already."""
    kept: list[When] = []
    for one in sorted(found, key=lambda when: (when.first, -when.last)):
        if not kept or one.last > kept[-1].last or (one.first, one.last) == (kept[-1].first, kept[-1].last):
            kept.append(one)
    return kept


def _with_hours(folded: str, found: list[When], frame: Frame) -> list[When]:
    """5月28日18:30举行，选手17:30前签到: an hour alone is of the day before it."""
    if len(found) == 0 or not _HOUR.search(folded):
        return found
    more: list[When] = []
    for match in _HOUR.finditer(folded, found[0].last):
        if any(one.first < match.end() and match.start() < one.last for one in found):
            continue
        if _SEATED.match(folded, match.end()):
            continue  # 14:00召开，请于13:50前入座
        day = next((one for one in reversed(found) if one.last <= match.start()), None)
        time, _ = time_at(folded, match.start(), frame)
        if time and day and day.form == "point" and day.deadline and day.time and not day.ignored and not day.until:
            more.append(replace(day, first=match.start(), last=match.end(), time=time, until=True))
    return sorted([*found, *more], key=lambda one: one.first)


def _own_hour(folded: str, found: list[When], frame: Frame) -> list[When]:
    """10月30日组织参观，上午8点20分在东门集合: where one day is told, the first hour behind it is that day's."""
    told = [one for one in found if not one.ignored]
    if len(told) != 1 or told[0].form != "point" or told[0].time or told[0].until or not told[0].deadline:
        return found
    hour = _LONE_HOUR.search(folded, told[0].last)
    if hour is None or any(one.first < hour.end() and hour.start() < one.last for one in found):
        return found
    part = _PART.search(folded[told[0].last - 2 : told[0].last + 2]) if not hour["part"] else None
    time, _ = time_at((part[0] if part else "") + hour[0].lstrip(" ,(、:"), 0, frame)
    return [replace(one, time=time) if one is told[0] and time else one for one in found]


_LONE_HOUR = regex(
    r"(?:(?<=[,(、:])|(?<=时间))(?:为|是|在|于)? *(?P<part>[上下中]午|早上|晚上?)? *"
    r"(?:\d{1,2} *: *\d\d|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})[点时](?!间|段|限|代|候)(?:半|\d{1,2}分?)?)"
    r"(?! *(?:之?前|截|止|关|-))"
)
_PART = regex(r"[上下]午|晚上?")


def _exemplary(when: When, folded: str, given: int) -> When:
    """例如6月24日开出的，应在9月22日前交: an example asks for nothing; what stands behind its bracket may."""
    if folded.rfind("(", 0, given) > folded.rfind(")", 0, given) and 0 <= folded.find(")", given) < when.first:
        return when
    return replace(when, deadline=None, ignored="举例的日期") if given < when.first and not when.ignored else when


_EXAMPLE = regex(r"例如|比如|譬如|举例")
_SEATED = regex(r"[^,。;]{0,14}?(?:入场|候场|入座|就座|落座|就位|列队)")
_HOUR = regex(r"(?<![\d:])\d{1,2}[:点]\d\d(?:之?前)")


def _about_whom(folded: str, when: When) -> When:
    hangs = when.form in ("event", "term") or when.relative is not None
    if hangs and not when.ignored and eligible(folded, when.last):
        return replace(when, ignored="说的是哪些人，不是截止时间")
    return when


def _names_day(folded: str, when: When) -> When:
    """每月最后一个星期三为“党费日”: what the day is called."""
    named = when.form == "repeat" and not when.ignored and _NAMED_DAY.match(folded, when.last)
    return replace(when, ignored="说明那是什么日子") if named else when


_NAMED_DAY = regex(
    r" *(?:确?定为|设为|为|是)(?:[^,。;“”\"]{0,10}[“\"])?(?![^,。;]{0,8}党日)[^,。;“”\"]{1,8}日[”\"]?(?=$|[,。;])"
)


def _changed(folded: str, when: When) -> When:
    """由次月5日前调整为当月20日前: a rhythm that was changed, too, is the old one."""
    if when.form != "repeat" or when.ignored:
        return when
    if closes(folded, when.last):
        return replace(when, ignored=CLOSES)  # 平台每月7日零点自动封存
    return replace(when, ignored="原来的时间，已改") if gave_way(folded, when) else when


def pending(folded: str) -> str | None:
    """另行通知, 时间待定: the words that leave a time open."""
    found = _PENDING.search(folded)
    return found.group().strip() if found else None


def _judged(folded: str, token: Token, frame: Frame) -> When:
    """A date with its hour, its 前 or 截止, and the reasons for which it is no deadline."""
    if token.kind == "lost" and (eligible(folded, token.last) or folded.startswith("以来", token.last)):
        return When(token.first, token.last, ignored="资格条件里的日期")
    if token.kind == "lost":
        return When(token.first, token.last, doubts=token.doubts, form="vague")
    if token.begin is None or token.end is None:
        return When(token.first, token.last, doubts=token.doubts or ("日期不对",), form="vague")
    first = token.first
    prefix = _BEFORE.search(folded[max(0, first - 14) : first])
    time, last = time_at(folded, token.last, frame)
    if time is None and not _AFTER_UNTIL.match(folded, last) and (later := _LATER.match(folded, last)):
        time, _ = time_at(folded, later.end(), frame)
    last = bracket.end() if (bracket := _ASIDE.match(folded, last)) else last
    after = _AFTER.match(folded, last)
    suffix = (after and after["suffix"]) or ""
    if token.kind == "day" and (feast := _FEAST_OF.match(folded, last)):
        suffix, after, last = feast["side"], None, feast.end()  # 9月3日抗战胜利纪念日前后
    said = ((prefix and prefix["prefix"]) or "").strip()
    suffixed = suffix in ("前", "之前", "以前", "止", "为止", "为限") or suffix.startswith("截")
    until = suffixed or suffix in ("内", "之内") or said.startswith(("截", "最", "不", "限"))
    until = until or (token.kind in ("month", "part") and folded[token.last - 1] == "内")
    until = until or _FINISH.match(folded, last) is not None
    until = until or (said in ("至", "到") and _TO_FINISH.match(folded, last) is not None)
    end = after.end() if after and (suffix or after.group().strip()) else last
    when = When(
        first,
        end,
        token.end,
        _start(token),
        time,
        doubts=token.doubts,
        form="window" if _start(token) else "point",
        until=until,
        suffixed=suffixed,
    )
    opened = _OPEN.search(folded[max(0, first - 20) : first])
    if opened:
        when = replace(when, start=frame.base, first=first - len(opened.group()), form="window", until=True)
    when = _by_suffix(folded, when, token, suffix)
    if (
        when.start
        and when.deadline
        and when.start < frame.base
        and (token.kind in ("month", "part") or _WHOLE.match(folded, token.first))
    ):
        when = replace(when, start=None)
    why = why_not(folded, when, token.last, frame, said_year=token.year, kind=token.kind)
    if why:
        return replace(when, first=token.first, last=max(token.last, token.first + 1), ignored=why)
    return when


_ASIDE = regex(r" *\([^()\d]{2,12}\)(?= *(?:之?前|以前|截止|止))")
"""9月20日（调休工作日）前."""
_FEAST_OF = regex(r"[\u4e00-\u9fff]{1,8}?(?:纪念日|周年)(?P<side>前后)")
_FINISH = regex(r" *(?:全部|基本|务必|力争|要|须|应)?(?:收工|收尾|收官|扫尾|见底|清零|销号|交卷|完毕|完工|完结|办结)")
_TO_FINISH = regex(r",? *(?:全部|基本|须|应|要)?完成")
"""至9月25日，完成逐人联系."""
_WHOLE = regex(r".{0,6}(?:季度|半年)")


def _start(token: Token) -> date | None:
    return None if token.end_only or token.begin == token.end else token.begin


def _by_suffix(folded: str, when: When, token: Token, suffix: str) -> When:
    assert token.begin and token.end
    words = folded[token.first : token.last].strip()
    if suffix == "前后" or suffix == "左右":
        span = timedelta(6 if suffix == "前后" else 3)
        doubts = (*when.doubts, f"“{words}{suffix}”没有写明哪一天")
        if token.kind == "day":
            return replace(when, doubts=doubts, until=False)
        return replace(
            when, start=token.begin - span, deadline=token.end + span, doubts=doubts, form="window", until=False
        )
    if (
        when.time
        and token.kind == "day"
        and (suffix == "开始" or (suffix == "起" and _MEETS_FROM.match(folded, when.last)))
    ):
        return when  # 4月18日上午9点开始: a moment to be there
    if suffix in ("起", "开始", "后", "之后", "以后"):
        return replace(when, start=token.begin, deadline=None, form="start", until=False)
    if (
        suffix in ("前", "之前", "以前")
        and token.kind in ("part", "month")
        and not token.end_only
        and not _OPENED.search(folded[: token.first][-3:])
    ):
        if token.kind == "month":
            return replace(
                when,
                start=None,
                deadline=token.begin - timedelta(1),
                doubts=(*when.doubts, f"“{words}前”是否含{words}本身，请核对"),
            )
        return replace(
            when,
            start=token.begin - timedelta(1),
            deadline=token.end,
            doubts=(*when.doubts, f"“{words}前”没有写明哪一天"),
        )
    if (
        suffix == "之前"
        and token.kind == "day"
        and when.time is None
        and not _PART_OF_DAY.match(folded, token.last)
        and _WEEKDAY_ONLY.search(words)
    ):
        return replace(when, doubts=(*when.doubts, f"“{words}之前”含不含{words}，请核对"))
    return when


_MEETS_FROM = regex(r",? *(?:地点|在|于|[^,。;]{0,16}?(?:召开|举行|举办|开会|集中))")
"""5月27日14:00起，地点经管楼: people come then; 起停用系统 is no such moment."""
_PART_OF_DAY = regex(r" *(?:[上下中]午|早|晚|傍晚|下班)")
_OPENED = regex(r"[至到-] *$")
_WEEKDAY_ONLY = regex(r"^(?:下下?|本|这)?个?(?:周|星期)[一二三四五六日天]$")


def _closed(folded: str, when: When, frame: Frame) -> When:
    """The hour after a rhythm or an event: 每月25日17:00前, 下周四上午9:00."""
    if when.ignored or when.time or when.form not in ("repeat", "event", "term"):
        return when
    time, last = time_at(folded, when.last, frame)
    after = _UNTIL.match(folded, last)
    end = after.end() if after else last
    return replace(when, time=time, last=end, until=when.until or bool(after)) if time or after else when


_UNTIL = regex(r" *(?:之前|以前|前|止|截止)")


def _checked(when: When, frame: Frame, shift: str) -> When:
    """Days off are said, and moved only where the text says so."""
    if when.ignored or when.deadline is None:
        return when
    day = when.deadline
    if when.relative and day < frame.received and not when.recurrence:
        pass
    if shift and rest_day(frame, day):
        return replace(when, deadline=moved_off_holidays(frame, day, shift))
    doubts = list(when.doubts)
    if not when.recurrence and when.form == "point" and when.until and rest_day(frame, day):
        doubts.append(f"{day.month}月{day.day}日是休息日")
    if not when.recurrence and day < frame.received and day >= frame.base:
        doubts.append("这一天已经过了")
    return replace(when, doubts=tuple(dict.fromkeys(doubts)))


def tentative(before: str, after: str) -> bool:
    """暂定4月21日, 4月21日左右: what stands right around a date."""
    return _TENTATIVE.search(before + "|" + after) is not None or _ABOUT.match(after) is not None


def loose(folded: str) -> bool:
    return _LOOSE.search(folded) is not None
