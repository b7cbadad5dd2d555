"""Two words for one time: 每月主题党日（每月最后一个星期三）, 第7—8周，每周三, 3月第一周（3月2日—3月8日）."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.series import of_series
from handlers.notices.when import When
from handlers.notices.words import ACTION

_Join = Callable[[str, When, When], When | None]
"""What stands for both the time before and the one at hand; None where they are two."""


def merged(sentence: str, dues: Sequence[When]) -> list[When]:
    """The times of a sentence, each told once."""
    told: list[When] = []
    for one in dues:
        both = next((found for join in _JOINS if (found := join(sentence, told[-1], one))), None) if told else None
        if both is not None:
            told[-1] = both
        elif one.form != "again":
            told.append(one)
    return told


def _again(sentence: str, before: When, one: When) -> When | None:
    """5月25日前完成，以后每月均按此时间."""
    if one.form != "again":
        return None
    last = max(before.last, one.last) if one.first - before.last < 2 else before.last
    return replace(before, recurrence=one.recurrence, last=last)


def _given_way(sentence: str, before: When, one: When) -> When | None:
    """放假前统计去向，1月16日前交表; 换届后的名单11月30日前报: the day that is written is the one that counts."""
    between = sentence[before.last : one.first]
    if not before.open or not one.deadline:
        return None
    if before.form == "term" and one.form in ("point", "window"):
        return one if ";" not in between else None
    near = not _MARK.search(between) or (_LEADS.match(between) and not ACTION.search(between))
    return one if before.form == "event" and one.until and one.form == "point" and near else None


_MARK = regex(r"[,;、:]")
_LEADS = regex(r",[^,;:]{0,40}, *$")
"""会后，各支部将汇总表连同照片，1月31日前交到412: the event only says that it is later."""


def _same_deed(sentence: str, before: When, one: When) -> When | None:
    """到新单位报到后把回执寄回，9月30日前务必完成: the day behind it is of the deed that hangs on the event."""
    if before.form != "event" or not before.open or one.form != "point" or not one.until:
        return None
    alone = _ALONE.fullmatch(sentence, before.last, one.first) and _DONE_BY_THEN.match(sentence, one.last)
    return replace(one, doubts=one.doubts) if alone else None


_ALONE = regex(r"[^,。;:]{2,30},(?:最[迟晚]|务必|统一|全部)?[于在]? *")
_DONE_BY_THEN = regex(
    r" *(?:务必|必须|都要|要|须|全部|一律|统一|均)*(?:完成|办完|办好|办妥|办结|寄到|搞定|到位)?(?=$|[,。;!])"
)


def _bound(sentence: str, before: When, one: When) -> When | None:
    """报告会后开展一次研讨，时间自定，但不得迟于10月17日; 上半年讲一次党课，6月15日前讲完: until when it is done."""
    if one.form != "point" or not one.deadline:
        return None
    ends = (before.deadline - one.deadline).days if before.deadline else -1
    inside = before.form == "window" and not before.until and ends >= 0
    inside = inside and (before.start is None or before.start <= one.deadline)
    if not (before.open or before.form == "term" or inside or (before.relative and 0 <= ends < _NEAR)):
        return None
    between = sentence[before.last : one.first]
    lead, till = _BOUND_LEAD.search(between), _TILL_THEN.match(sentence, one.last)
    until = one.until or (lead and lead["last"]) or (till and till["till"])
    if not (lead and till and until and ";" not in between and ACTION.search(between)):
        return None
    if ACTION.search(sentence, till.end()):
        return None  # 3月20日前，报送学习计划: a deed of its own
    return replace(one, first=before.first, last=before.last, until=True)


_NEAR = 7
"""五一假期前报我，29号为限: so near the feast, the day is of the same deed."""
_BOUND_LEAD = regex(
    r",(?:时间[^,。;]{0,4}自[定行][^,。;]{0,4},)?(?:但|且)?(?:务必|统一|全部|均|都)?"
    r"(?P<last>最[迟晚](?:不[得要能可]?(?:超过|[晚迟]于))?|不[得要能可]?(?:[晚迟]于|超过))?[于在为]? *$"
)
_TILL_THEN = regex(
    r" *(?:中午|[上下]午|晚上?|下班)? *(?P<till>为限|截?止|之?前)?(?:务必|必须|都要|要|须|全部|一律|统一|均)*"
    r"(?:完成|办[完好妥结]|到位|[讲开谈做交看学走访查报填]完)?(?=$|[,。;!])"
)


def _day_of_rhythm(sentence: str, before: When, one: When) -> When | None:
    """每月主题党日当天: one time of every month."""
    near = before.form == "repeat" and one.form == "event" and not sentence[before.last : one.first].strip(" 的")
    return replace(before, last=one.last) if near and "当" in (one.relative or sentence[one.first : one.last]) else None


def _begun(sentence: str, before: When, one: When) -> When | None:
    """4月20日开始，5月15日截止."""
    if before.form != "start" or not one.deadline:
        return None
    if not _TILL.search(sentence[before.last : one.first]) and _PARTY.search(sentence[before.last : one.first]):
        return None
    if one.start and not _STARTS.match(sentence, before.last):
        return None
    return replace(one, first=before.first, start=before.start, form="window")


_TILL = regex(r",? *(?:至|到|直至) *$")
"""6月18日起由各党委发起，至6月26日全部完成."""
_STARTS = regex(r"[^,。;]{0,6},? *(?:至|到)")
_PARTY = regex(r"各|党|请|部|[;。]")


def _first_of_series(sentence: str, before: When, one: When) -> When | None:
    """每季度末报送，首次于3月31日; 每半年分析一次，报告分别于6月20日、12月20日前报送."""
    between = sentence[before.last : one.first]
    if before.form != "repeat":
        return None
    if one.form == "repeat" and _ITS_TIME.search(between):
        return one  # 每半年汇报一次，时间为每年6月、12月
    if one.form == "point" and _MOVED.search(between):
        return replace(one, time=one.time or before.time, recurrence=before.recurrence)
    if _FIRST.search(between) or (one.form == "point" and _EACH.search(between)):
        return replace(one, recurrence=before.recurrence)
    return None


_ITS_TIME = regex(r",[^,。;]{0,6}(?:时间|日期)[^,。;\d]{0,4}(?:为|是|在|:) *$")
_MOVED = regex(r",[^。;]{0,16}(?:改|调整?|顺延|提前|推迟|延期?)[到在至为]+ *$")
"""每月第一个周三召开，10月因假期改在10月14日."""
_FIRST = regex(r"(?:首次|首期|第一次|首批|本次|今年|本[月周季])[^,。;\d]{0,8}$")
_EACH = regex(r"分别[于在]? *$")


def _in_brackets(sentence: str, before: When, one: When) -> When | None:
    """第7—8周（4月13日—4月24日）, 3月第一周（3月2日—3月8日）, 5月至6月（每周三）."""
    between = sentence[before.last : one.first].strip()
    if (
        before.form == "repeat"
        and one.form != "repeat"
        and _NAMES_TIMES.search(between)
        and _CLOSED.match(sentence, one.last)
    ):
        return replace(one, first=before.first, recurrence=before.recurrence) if one.form == "window" else before
    if before.recurrence and between in ("、", "和", "及") and _CLOSED.match(sentence, one.last):
        return before
    if between != "(":
        return None
    if before.form == "term" and before.open and one.form == "window":
        return one
    if before.doubts and not one.doubts and one.deadline:
        return one
    if one.form == "window" and one.deadline == before.deadline and before.start is None:
        return replace(one, until=True)  # 元旦前（12月29日至31日）
    return replace(before, recurrence=one.recurrence) if one.form == "repeat" and before.form == "window" else None


_NAMES_TIMES = regex(r"\((?:放在|安排在|一般(?:在|为)|分别(?:在|于)|即|如|为|在|于)?(?:[^()]{0,10}[、和及])?$")
_CLOSED = regex(r"[^()]{0,12}\)")


def _again_later(sentence: str, before: When, one: When) -> When | None:
    """10月9日前报首次进展，之后每两周报一次: the first time and the rhythm."""
    if one.form != "repeat" or before.form != "point" or not before.deadline or before.recurrence:
        return None
    behind = _AFTERWARDS.search(sentence[before.last : one.first])
    return replace(before, recurrence=one.recurrence) if behind else None


_AFTERWARDS = regex(r"[,;]? *(?:之后|此后|以后|其后|后续|随后)[^,。;\d]{0,4}$")


def _weekday_of_window(sentence: str, before: When, one: When) -> When | None:
    """11月2日至13日，安排在周三下午: which of its days is open."""
    return before if before.form == "window" and _WEEKDAY.match(sentence[one.first : one.last]) else None


_WEEKDAY = regex(r"(?:周|星期)[一二三四五六日天]")


def _rhythm_of(sentence: str, before: When, one: When) -> When | None:
    """每月主题党日（每月最后一个星期三）."""
    if one.form == "repeat" and before.form == "window" and one.first - before.last < 2:
        return replace(before, last=one.last, recurrence=one.recurrence)  # 3月至5月每月开展1次
    if one.form != "repeat" or before.form not in ("repeat", "term"):
        return None
    between = sentence[before.last : one.first]
    if before.form == "term" and len(between.strip(" ,")) < 2:
        return replace(before, last=one.last, recurrence=one.recurrence)
    short = not ACTION.search(between) and len(between) < 8
    named = bool(before.recurrence) and short and "次" not in (before.recurrence or "")
    if named or (before.open and not ACTION.search(sentence, one.last)):
        return replace(one, first=before.first, last=one.last if named else before.last)
    return None


def _exception(sentence: str, before: When, one: When) -> When | None:
    """每月第一个周三召开例会，10月因假期改在10月14日: the first of the series is on that day."""
    if before.form != "repeat" or not before.deadline or not one.deadline or one.form != "point":
        return None
    if before.deadline.month != one.deadline.month or not _MOVED_ONE.search(sentence[before.last : one.first]):
        return None
    return replace(before, deadline=one.deadline, time=one.time or before.time)


_MOVED_ONE = regex(
    r"(?:月份?|本月|当月|这个月|这次)[^,。;]{0,10}(?:[改挪移调][在到至为]|调整[到至为]|"
    r"提前[到至]?|推迟[到至]|顺延[到至])于? *$"
)


def _either(sentence: str, before: When, one: When) -> When | None:
    """12月22日下午，备选24日下午; 9月29日收看，也可在9月30日至10月15日点播: one deed, and people look."""
    if not (before.deadline and one.deadline) or before.form not in ("point", "window") or before.until:
        return None
    between = sentence[before.last : one.first]
    if before.deadline == one.deadline and before.form == one.form and not one.until and not between.strip(" ,"):
        return replace(one, first=before.first, time=one.time or before.time)
    doubt = "还写了另一个可以的时间，请核对"
    return replace(before, doubts=(*before.doubts, doubt)) if _OR.search(between) else None


_OR = regex(r"(?:,[^,。;]{0,16}也可以?[在于]? *$|,? *(?:备选|或者?)(?:在|于|为|是)? *$|^ *还是 *$)")


def _of_a_day(sentence: str, before: When, one: When) -> When | None:
    """10月8日收假后三天内: the day is the event's, and the event's day is not the deadline."""
    if one.form != "event" or not one.open or before.form != "point" or before.until or one.first > before.last:
        return None
    words = sentence[before.first : one.last].replace(" ", "")
    return replace(one, first=before.first, relative=words)


_JOINS: tuple[_Join, ...] = (
    *(
        _again,
        _given_way,
        _bound,
        _same_deed,
        _day_of_rhythm,
        _begun,
        _first_of_series,
        of_series,
        _in_brackets,
        _again_later,
        _weekday_of_window,
        _rhythm_of,
        _of_a_day,
        _either,
        _exception,
    ),
)
