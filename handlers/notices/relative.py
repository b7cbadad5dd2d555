"""Days that hang on another: 收到通知后3个工作日内, 会前3天, 公示期满后5个工作日, “七一”前, 开学后一周内.

What the notice itself fixes is reckoned; what hangs on a meeting, a person or the school's calendar stays open.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from config.patterns import regex
from handlers.due import next_theme_day
from handlers.notices.feasts import feast
from handlers.notices.reckon import first_after
from handlers.notices.shifts import shifted
from handlers.notices.terms import project_year, school_week, term
from handlers.notices.when import Claims, Frame, When

_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十半]{1,3})"
_UNIT = r" *(?P<unit>个?工作日|天|日|个?周|个?星期|个月|年|个?小时)"
_STEP = r" *(?P<unit>个?工作日|天|个?周|个?星期|个月|个?小时)"
_IN = r"(?P<until>(?:之|以)?内|之?前)?"
_ARRIVED = (
    r"(?:请?(?:于|在|自|从)? *(?:收到|接到?|收悉)(?:本|该|此|学校)?(?:通知|文件|函)?(?:之?日)?(?:起|后)?(?:的)?,?|"
    r"(?:自|从|(?<![\u4e00-\u9fff])|(?<=请在)|(?<=请于))(?:本)?(?:通知|文件)?(?:发文|印发|下发|发布|发出)(?:之?日)?(?:起|后)(?:的)?)"
)
_EVENT = r"(?P<event>(?:[^,。;:、()\d\s]{0,14}?))"

_Reader = Callable[[re.Match[str], Frame], When | None]


def relatives(folded: str, frame: Frame, claims: Claims) -> Iterator[When]:
    for needs, pattern, read in _GRAMMAR:
        if not any(char in folded for char in needs):
            continue
        for match in pattern.finditer(folded):
            if not claims.free(*match.span()):
                continue
            when = read(match, frame)
            if when is None:
                continue
            claims.take(when.first, when.last)
            yield when


# ---- reckoning


def _when(match: re.Match[str], deadline: date | None, **more: object) -> When:
    doubts = tuple(str(one) for one in (more.pop("doubt", ""),) if one)
    words = re.sub(r"\s+", "", str(more.pop("words", "") or match[0])).strip(",请于在")
    until = bool(match.groupdict().get("until"))
    return When(
        match.start(),
        match.end(),
        deadline,
        relative=words,
        doubts=doubts,
        form="event",
        until=until,
        **more,  # type: ignore[arg-type]
    )


# ---- the notice's own day


def _arrived(match: re.Match[str], frame: Frame) -> When:
    if _ANOTHER.search(match.string[: match.start()]) and not _THIS_NOTICE.search(match[0]):
        return _when(match, None)  # 问题清单另发，收到后5个工作日内: of what comes later
    if _OF_THAT.search(match.string[max(0, match.start() - 40) : match.start()]) and not _THIS_NOTICE.search(match[0]):
        return _when(match, None)  # 对下级的更正单，收到后两个工作日内
    if _RECEIVER.search(match.string[: match.start()]) and not _THIS_NOTICE.search(match[0]):
        return _when(match, None)  # 支部收到后5个工作日内: what was handed in, not the notice
    base = frame.base if re.search("发文|印发|下发|发布|发出", match[0]) else frame.received
    day, doubt = shifted(frame, base, match["n"], match["unit"])
    return _when(match, day, doubt=doubt)


_RECEIVER = regex(
    r"(?:^|[,。;:])(?!请|各|全体|所有|每|我们|大家)[^,。;:]{0,10}(?:支部|总支|党委|委员|书记|"
    r"组织员|学院|部|办公室)$"
)
_OF_THAT = regex(r"(?:^|[,;:])[ ]*(?:对|凡|针对)[^。;:]{2,24},[^,。;]{0,4}$")
_ANOTHER = regex(r"收到的|另发|另行|清单|反馈|批复|意见|名单|函")
_THIS_NOTICE = regex(r"通知|文件|函|发文|印发|下发|发布|发出")


def _later(match: re.Match[str], frame: Frame) -> When | None:
    """两周后汇报, 三天内反馈: from today, where no other event is named."""
    before = match.string[: match.start()].rstrip(" ,在于")
    if before.endswith(("后", "之日起", "起")):
        return _when(match, None, words=re.split(r"[,。;:]", before)[-1] + match[0])
    if _SINCE.search(before):
        return _when(match, None)
    if after := _AFTER_EVENT.search(before):
        due, doubt = None, ""  # 活动结束后，各支部在一周内…
        if begin := _known(after["event"].removesuffix("后"), frame):
            due, doubt = shifted(frame, begin, match["n"], match["unit"])
            doubt = doubt or _reckoned(after["event"], begin, frame)
        return _when(match, due, doubt=doubt, words=f"{after['event']}{match[0].strip()}")
    day, doubt = shifted(frame, frame.received, match["n"], match["unit"])
    return _when(match, day, doubt=doubt or f"“{match[0].strip()}”从哪天算起，请核对")


_SINCE = regex(r"(?:^|[,;:])[^,。;:]{0,12}(?<![文知到])之日起[^,。;]{1,20}$")
"""反馈之日起10个工作日内提交方案，1个月内报送进展: from the same day."""
_AFTER_EVENT = regex(
    r"(?:^|[,;:])(?P<event>[^,。;:]{0,8}(?:结束|召开|开展|举办|完成|公示|返校|活动|会议?|通过|"
    r"批复|报到|到岗|入职|接收|转入|选举|表决|评审|考试|培训|答辩|结业|产生|当选|成立)[^,。;]{0,4}后|会后)(?:,[^。;]{0,30}|[^,。;:]{0,10})$"
)


def _at_once(match: re.Match[str], frame: Frame) -> When:
    return When(match.start(), match.end(), frame.received, doubts=(f"“{match[0]}”没有写日期，暂按当天",), form="vague")


# ---- events


def _known(event: str, frame: Frame) -> date | None:
    """The day of an event that the notice itself sets."""
    if not event:
        return None
    if "主题党日" in event:
        rule = frame.theme_day or frame.calendar.theme_day
        return next_theme_day(rule, frame.base, frame.workdays) if rule else None
    return _day_of(event, frame.events)


ITSELF = ""
"""The name of the event that the notice is about."""


def _day_of(event: str, events: Sequence[tuple[str, date]]) -> date | None:
    """The one day of what is called so: 表彰大会结束 is of 党员表彰大会, and 会 of what the notice itself is about."""
    core = _AROUND.sub("", event)
    if core in _ANYTHING:
        days = {day for name, day in events if name == ITSELF}
    elif _ELECTS.search(core):
        days = {day for name, day in events if _ELECTS.search(name)}
        days = days or {day for name, day in events if name.endswith("大会")}
    else:
        days = {day for name, day in events if core and name and (name.endswith(core) or core.endswith(name))}
    return days.pop() if len(days) == 1 else None


_ELECTS = regex(r"^(?!.*(?:名单|材料|候选)).*(?:选举|换届)")
_AROUND = regex(
    r"^[^\u4e00-\u9fff]+|^(?:本次|此次|该|每次|[在于])|^(?:召开|举行|举办)(?=.)|(?:召开|举行|举办|开展|开始|结束|完成)+$"
)
_ANYTHING = ("会", "会议", "开会", "活动", "培训", "学习")


def _reckoned(event: str, day: date, frame: Frame) -> str:
    """What people are told to look at where the event is not called by the whole of its name."""
    if "主题党日" in event or any(name and name in event and len(name) > 2 for name, _ in frame.events):
        return ""
    return f"“{event}”按{day.month}月{day.day}日算，请核对"


def _after(match: re.Match[str], frame: Frame) -> When | None:
    event = _event(match)
    of_month = match["until"] is None or match["until"].endswith("前")
    if event is None or (match["unit"].strip() == "日" and of_month and match["n"].isdigit()):
        return None  # 盖章后，20日送到; 核实后，26日前报: a day of the month
    day = _known(event, frame)
    monthly = "每月主题党日后" if "主题党日" in event else None
    first = match.end("event") - len(event)
    words = match.string[first : match.end()]
    span = {"words": words, "recurrence": monthly}
    if day is None:
        return _placed(_when(match, None, **span), first)
    due, doubt = shifted(frame, day, match["n"], match["unit"])
    return _placed(_when(match, due, doubt=doubt or _reckoned(event, day, frame), **span), first)


def _before(match: re.Match[str], frame: Frame) -> When | None:
    event = _event(match)
    if event is None:
        return None
    day, first = _known(event, frame), match.end("event") - len(event)
    words = match.string[first : match.end()]
    if day is None:
        return _placed(_when(match, None, words=words), first)
    due, doubt = shifted(frame, day, match["n"], match["unit"], -1)
    return _placed(_when(match, due, doubt=doubt or _reckoned(event, day, frame), words=words), first)


def _placed(when: When, first: int) -> When:
    return When(
        first,
        when.last,
        when.deadline,
        when.start,
        when.time,
        when.recurrence,
        when.relative,
        when.doubts,
        form="event",
        until=True,
    )


def _event(match: re.Match[str]) -> str | None:
    """The event's own words; None where the words before are no event (最后3天内)."""
    event: str = match["event"]
    led = _LED.match(event)
    event = event[led.end() :] if led and led.end() < len(event) else event
    if not event or _NO_EVENT.search(event):
        return None
    return event


_LED = regex(
    r"[日号](?=.)|.*(?:支部|总支|党委|学院|单位|组织员|书记)(?=(?:会议?|活动|培训)$)|.*(?<![关对至由等])于(?=.)|.*在(?=会议?$|活动$|大会$|培训$|考试$)|.*?(?:须|应|要|需|务必|请|党支部|各支部)(?:当|必须|至少)?(?:在|于)"
)
"""拟换届党支部须在…: who must, and not what happens."""


_NO_EVENT = regex(
    r"^(?:名(?!单|册)|位|项(?!目)|条(?!例)|批(?!复|准)|个|人)|[月年周号度旬]$|^(?:最|然|以|之|今|此|前|先|背|落|"
    r"不)?$|最$|^每$|^[各请]$|每月$|^至少"
)


def _edge(match: re.Match[str], frame: Frame) -> When | None:
    """会前, 会后, 离校前, 活动开展前: an event without a number."""
    whole = _LAST_WORDS.search(match.string[max(0, match.end("event") - 16) : match.end("event")])
    day = _known(match["event"], frame) or (_known(whole[0], frame) if whole else None)
    side = match["side"]
    day = None if side == "前" and match["event"] in _ANYTHING else day
    due = None
    if day is not None:
        due = day + timedelta({"前": -1, "次日": 1}.get(side, 0)) if side in ("前", "当日", "当天", "次日") else None
    return When(match.start(), match.end(), due, relative=match[0].strip(), form="event", until="前" in side)


_LAST_WORDS = regex(r"[^,。;:、()\d\s]{2,16}$")


def _ahead(match: re.Match[str], frame: Frame) -> When:
    """提前3天告知, 须提前1个月报: ahead of what the sentence is about."""
    return _when(match, None)


def _counted(match: re.Match[str], frame: Frame) -> When | None:
    """自4月20日起三天内签署."""
    begin, doubts = first_after(int(match["m"]), int(match["d"]), frame.base)
    if begin is None:
        return None
    due, doubt = shifted(frame, begin, match["n"], match["unit"])
    told = (*doubts, doubt) if doubt else doubts
    return When(match.start(), match.end(), due, begin, doubts=told, form="window", until=True)


_FEAST = (
    r"[“\"]?(?P<feast>七一|教师(?=节)|三八(?=[”节妇前])|八一(?=[”建前])|五四|五一|十一|国庆|清明|端午|"
    r"中秋|元旦|春节|(?<!重在)(?<!存在)(?<!旨在)(?<=[于在])节(?=前(?!夕|后))|"
    r"(?:(?<![\u4e00-\u9fff”])|(?<=[于在]))节(?=后的?第?(?:\d|[一二两三四五])个?(?:工作日|周|天)))[”\"]?(?:节|"
    r"劳动节)?(?P<holiday>长?假期?|放假|小长假)?(?P<ends>结束|收假)?"
)
_WRITTEN: tuple[tuple[str, str, _Reader], ...] = (
    (
        "前后当",
        rf"{_FEAST}(?:以|之)?(?P<side>前后|前|后|当[天日](?!不|暂|停|闭|放|休))(?:(?:的)?第?(?P<nth>[一二三四五1-5首])个?工作日(?!之?内)|(?:的)?{_N}{_UNIT}{_IN})?",
        feast,
    ),
    (
        "学",
        r"(?:新学期)?(?:(?<![召展])开学(?!院|习|术|校|员|生|第一课|典礼)(?:之?后|初|第一周|之初|前)?|"
        rf"新学期(?:初|开始|第一周))(?:{_N}{_UNIT}{_IN})?",
        term,
    ),
    (
        "年",
        r"(?:评审|申报|考核|立项|验收|建设)(?:次)?年(?:度)?(?:的)? *\d{1,2} *月(?: *\d{1,2} *日|底|"
        r"[上中下]旬)?(?: *[-至到] *\d{1,2} *月(?: *\d{1,2} *日|底)?)?(?P<until>之?前)?",
        project_year,
    ),
    (
        "第周",
        r"(?<!月)(?<!月的)(?<!月份)第 *(?P<a>\d{1,2}|"
        r"[一二三四五六七八九十]{1,3}) *(?:周? *[-至到、] *第? *(?P<b>\d{1,2}|"
        r"[一二三四五六七八九十]{1,3}))? *(?:教学)?周(?:的?(?:星期|"
        r"周)(?P<w>[一二三四五六日天]))?(?P<until>之?前|内)?",
        school_week,
    ),
    (
        "假学期",
        r"(?:[寒暑]假(?:(?:放假)?(?:之?前|期间|后|结束|内|里)|(?=[,。;(]|$))|放假(?:之?前)|(?:本|"
        r"这)?学期(?:结束)?(?:期?[末初]|内|"
        r"结束)(?:之?前)?|期末(?:之?前)?|(?:在)?本学期(?:内)?)(?P<n>)?(?P<unit>)?",
        term,
    ),
    ("通知文印发收到接", rf"{_ARRIVED} *{_N}{_UNIT}{_IN}", _arrived),
    ("前", rf"(?:任期届满|预备期满|任期期满|预备期届满){_IN[:-1]} *{_N}{_UNIT}", _ahead),
    ("前", rf"(?P<event>任期届满|预备期满|任期期满)(?:之)?前(?: *{_N}{_UNIT})?", _ahead),
    ("前", rf"(?:每次)?(?:召开)?{_EVENT}(?:召开|举行|开展)?(?:之)?前 *{_N}{_UNIT}(?!前)", _before),
    ("前", rf"(?:召开|举行)?{_EVENT} *{_N}{_STEP}(?:之|以)?前", _before),
    ("提前", rf"(?:须|应|要|至少)?提前(?:至少)? *{_N}{_UNIT}", _ahead),
    (
        "起内",
        rf"(?:自|从|于)? *(?P<m>1[0-2]|[1-9]) *月 *(?P<d>[12]\d|3[01]|[1-9]) *[日号]起,? *{_N}{_UNIT}(?:之|以)?内",
        _counted,
    ),
    ("起后", rf"(?:自|从|于|在)(?P<event>[^,。;:]{{1,16}}?)(?:之日|之后|后)(?:起)? *(?:的)?{_N}{_UNIT}{_IN}", _after),
    ("后内", rf"{_EVENT}(?:结束|之日起|之日|以)?(?:之)?后(?:的)?(?:起)?,? *{_N}{_UNIT}{_IN}", _after),
    ("起", rf"{_EVENT}之日起 *{_N}{_UNIT}{_IN}", _after),
    (
        "内",
        r"(?P<event>[^,。;:、()\d\s]{1,10}?(?:下达|公布|通过|结束|开出|返校|到校|报到|批准|获批|到账|完)) *"
        rf"{_N}{_UNIT}(?P<until>(?:之|以)?内)",
        _after,
    ),
    (
        "后内",
        rf"(?:^|(?<=[,。;:请在于])|(?<=[支总]部)|(?<=党委)|(?<=总支)|(?<=单位)|(?<=学院))"
        rf" *{_N}{_UNIT}(?P<until>(?:之|以)?内|(?:之|"
        rf"以)?后)(?=[^,。;]{{0,2}}[^,。;的])(?!均?有效|(?:一律)?不(?:得|再|予|可|能))",
        _later,
    ),
    (
        "内",
        rf"(?<![每近共满达前后超续\d一二三四五六七八九十第不]){_N}{_STEP}(?P<until>(?:之|"
        r"以)?内)(?=[^,。;的]{0,10}(?:整改|报|交|完成|反馈|提交|上传|办|回复|补))",
        _later,
    ),
    (
        "前后",
        r"(?P<event>(?<![散学工协商员])会|离校|毕业离校|报到|活动(?:开展|结束)?|培训(?:结束)?|换届(?:选举)?|"
        r"大会(?:召开)?|党员大会(?:召开)?|会议(?:召开|结束)?|公示(?:结束|期满)|届满|开会)(?:之|"
        r"以)?(?P<side>前|后)(?!的|期|台|勤|续|述|面|夕|果|半篇)",
        _edge,
    ),
    (
        "次当",
        r"(?P<event>活动|会议?|培训|大会|党日|考试|测试|开班|结业|报到|答辩|比赛|[\u4e00-\u9fff]{2,3}日)(?:结束)?(?P<side>次日|当日|当天)",
        _edge,
    ),
    ("立即刻", r"(?:立即|即刻|立刻|马上)(?=[^,。;的]{0,4}(?:报|交|提交|反馈|上报|发送|回复|上传))", _at_once),
)
_GRAMMAR = tuple((needs, regex(pattern), read) for needs, pattern, read in _WRITTEN)
