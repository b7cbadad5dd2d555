"""Times of day: HH:MM or nothing (contract rule 2).

1–6 without 上午 or 下午 is afternoon, and shown; an end is never invented.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest

from config.patterns import regex
from handlers.reading.kinds import mentions
from handlers.written.numbers import number
from handlers.written.text import BLANK
from handlers.written.typos import TAKEN_BACK

AMBIGUOUS, BACKWARDS = "ambiguous_time", "end_before_start"


@dataclass(frozen=True, slots=True)
class Times:
    start: str | None = None
    end: str | None = None
    shown: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Clock:
    part: str
    hour: int
    minute: int
    colon: bool
    words: str
    first: int
    last: int


_HOUR = r"\d{1,2}|[零一二两三四五六七八九十]{1,3}"
# 三点要求 is no time of day.
_NOT_POINTS = (
    r"(?![论评赞名]|一线|工?作?(?:要求|意见|建议|体会|希望|内容|措施|共识|思考|认识|感想|问题|启示|经验|"
    r"看法|不足|想法|任务|安排|心得|收获|原因|感受|方面))"
)
_PARTS = "凌晨|清晨|早上|早晨|早间|早|晨|上午|中午|午间|下午|午后|傍晚|晚上|晚间|晚|夜里|夜间|夜"
_LATE = ("下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜间", "夜")
_MINUTES = r"分(?![别析享党])"
_NO_MINUTE = r"(?![\d%.零一二三四五六七八九十])(?! *[人名个位票月号楼层室栋教项条块元])"
_MINUTE = (
    rf"半钟?|整|[一三13]刻钟?|过?(?:[0-5]?\d(?={_MINUTES})|[0-5]\d{_NO_MINUTE}|"
    rf"零?[一二三四五六七八九十]{{1,3}}(?={_MINUTES})|"
    rf"(?:零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?){_NO_MINUTE})"
)


def _part(side: int) -> str:
    return rf"(?P<part{side}>{_PARTS})?(?:的| )*(?:(?<=[午上间后晚])[,(][ ]?)?"


def _clock_pattern(side: int) -> str:
    return (
        rf"{_part(side)}(?<![\d#第])(?:(?P<h{side}>\d{{1,2}}) *: *(?P<m{side}>\d\d)(?!\d)|"
        rf"(?P<H{side}>{_HOUR}) *(?:点钟?|时(?![间候代])){_NOT_POINTS}(?: *(?P<M{side}>{_MINUTE}))?(?:{_MINUTES})?)"
    )


_ONE = regex(_clock_pattern(1))
_TO = (
    r"[ ,]{0,2}(?:开始|准时开始|左右|许|起|开)?[ ,]{0,2}(?:-{1,2}|至|"
    r"(?<![迟应实])(?:(?![点时])[\u4e00-\u9fff]){0,4}到) *"
)
_RANGE = regex(_clock_pattern(1) + _TO + _clock_pattern(2))
_SHARED = regex(
    rf"{_part(1)}(?<![\d.:/月年-])(?P<H1>{_HOUR})(?P<M1>半)? *(?:-{{1,2}}|至|到) *(?P<H2>{_HOUR}) "
    rf"*点(?P<M2>半)?{_NOT_POINTS}|"
    r"(?P<part3>上午|下午|晚上?)[ ]?(?P<h3>\d{1,2})-(?P<h4>\d{1,2})(?![\d.:/点时月日号人个]|-\d)"
)
# 1500-1630, 下午1430: four digits are hours only beside another four, a part of the day or a day.
_FOUR_RANGE = regex(
    r"(?<![\dA-Za-z-])(?!20[0-4]\d)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5][05]) *(?:-{1,2}|至|到) *"
    r"(?P<h2>[01]\d|2[0-3])(?P<m2>[0-5]\d)(?![\d-])"
)
_FOUR = regex(
    rf"(?:(?P<part>{_PARTS})[ ]?|(?<={BLANK})[ ,]{{0,2}}|(?:时间|开始)[ :]*)(?P<h>0[6-9]|1\d|2[0-2])(?P<m>[0-5][05])"
    r"(?![\dA-Za-z-]| *[室房号楼教会人名年])"
)
_BEFORE = regex(
    rf"{_part(1)}(?:差(?P<m>一刻|[五十]分|[1-9]\d?分|一刻钟)[钟]?(?:到|就)?(?P<h>{_HOUR})点(?:钟|整)?|"
    rf"(?P<h2>{_HOUR})点差(?P<m2>一刻|[五十]分|[1-9]\d?分))"
)
_EITHER = regex(
    r"(?:\d{1,2}|十)(?:多|来|几)(?=点)点|(?:[两一二三四五六七八九][三四五六七八九](?=点)|"
    rf"(?:{_HOUR})点?半? *(?:、|或者?|还是) *(?:{_HOUR}))点{_NOT_POINTS}"
)
_CLOCKED = regex(r"[点时:.半刻]|\d{4}|午 ?\d|晚上? ?\d")
_SAID = regex(r"(?:提|讲|谈|说|分享|强调|做到|明确|提出|汇报|突出|注意|抓好)了?$")
_NO_HOUR = regex(rf"(?:^|[^ ,。;:(\n{BLANK}从到至是于约在])$")
_ENDS = regex(
    r"[ ,]?(?:左右|许|钟|整|多)?(?:活动|会议|大会|党课|学习|全部|正式|准时|顺利|圆满|整个)*(?:就|才|宣布)*"
    r"(?:结束(?!时间|之?后)|散会(?!时间|之?后)|散场?(?!会)|解散|开完|办完|搞完|讲完|学完|完(?!善)|收(?![集缴看到取])|"
    r"闭会|下课)"
)
_UNTIL = regex(
    r"(?:(?:结束|散会)(?:时间)?|截[至止]|直到|[开忙讲学聊谈搞做弄续行]了?到|会议到|[ ,、]到|至)[ :为是于在]*$"
)
_STARTS = regex(
    r"[ ]?(?:准时|正式|左右|许|钟|整|准)*[就才]?(?:开始(?!\ufffc|讨论|投票|表决|交流|发言|参观|测评|座谈|自评|互评|"
    r"审议)|召开|开会|开课|开讲|开的|开了|起(?![草来])|举行|开展|开(?=[支党主组民]))"
)
_LABELLED = regex(r"(?:时间|开始)(?:为|是|在|:|[ ])*(?:\ufffc|[ ,()])*$")
_ASIDE = regex(
    r"(?:准时|统一|[从在由][^,。;\d]{1,10})?[ ]?(?:集合|出发|签到|到达|抵达|到了|发车|上车|报到|入场|返[回程校]|用餐|"
    r"就餐|吃饭|合影|前(?!往)|以?前到)"
)
_LASTED = regex(
    r"(?P<vague>约|近|快|大约|差不多|将近|大概|不到|超过)?(?P<n>\d{1,3}(?:\.5)?|"
    r"[一二两俩三四五六七八九十]{1,3})?个?(?P<half>半)?个?"
    r"(?P<unit>小时|钟头|分钟)(?:零?(?P<more>\d{1,2}|[一二三四五六七八九十]{1,3})分钟?)?(?P<about>左右|多|上下|不到)?"
)
_OF_ONE_PART = regex(r"(?:主讲|每[人位]|人均|平均|发言|视频|讲解|提问|[车路]程|自评|个人|分享|讨论)[^,。;]{0,8}$")
_LENGTH = regex("小时|钟头|分钟")
_DURATION = regex(r"(?:开了|历时|共计?|持续了?|用时|时长:?|进行了|上了|学了|搞了|办了|会期|全程|(?:^|[ ,。;])讲了)$")


def find_times(folded: str) -> Times:
    """Start and end as written; what was assumed is in ``shown``, what is not certain is flagged."""
    if not _CLOCKED.search(folded):
        return Times()
    either = _EITHER.search(folded)
    if either:
        return Times(flags=(AMBIGUOUS,), spans=(either.span(),))
    ranged = _RANGE.search(folded)
    if ranged and not _SAID.search(folded[: ranged.start()][-4:]) and not _begun_before(folded, ranged.start()):
        return _finish(_placed(_clock(ranged, 1), folded), _clock(ranged, 2), folded)
    shared = _SHARED.search(folded)
    if shared:
        return _shared(shared, folded)
    four = _FOUR_RANGE.search(folded)
    if four:
        first = _Clock("", int(four["h1"]), int(four["m1"]), True, four[0], four.start(), four.end())
        return _finish(first, replace(first, hour=int(four["h2"]), minute=int(four["m2"])), folded)
    return _from_single(folded)


def _begun_before(folded: str, at: int) -> bool:
    """下午3点开始。…4点到5点讨论: the range is a part of what began before it."""
    first = _ONE.search(folded, 0, at)
    return first is not None and (
        bool(_STARTS.match(folded, first.end())) or any(mark in folded[first.end() : at] for mark in "。\n")
    )


def _shared(match: re.Match[str], folded: str) -> Times:
    """下午2-4点: the first number borrows the unit of the second."""
    hours = number(match["H1"] or match["h3"]), number(match["H2"] or match["h4"])
    if hours[0] is None or hours[1] is None or (match["h3"] and not hours[0] < hours[1] <= 12):
        return Times(flags=(AMBIGUOUS,), spans=(match.span(),))
    part = match["part1"] or match["part3"] or ""
    first = _Clock(part, hours[0], 30 if match["M1"] else 0, False, match[0], match.start(), match.end())
    second = _Clock("", hours[1], 30 if match["M2"] else 0, False, match[0], match.start(), match.end())
    return _finish(_placed(first, folded), second, folded)


def _from_single(folded: str) -> Times:
    clocks = _not_taken_back([_placed(clock, folded) for clock in _clocks(folded)], folded)
    if not clocks:
        return Times()
    ends = [clock for clock in clocks if _ENDS.match(folded, clock.last) or _UNTIL.search(folded[: clock.first][-12:])]
    untold = [clock for clock in clocks if clock not in ends and not _UNTIL.search(folded[: clock.first][-12:])]
    starts = _the_start(untold, folded)
    if len(_different(starts)) > 1 or (starts and _ROUGHLY.match(folded, starts[0].last)):
        return Times(flags=(AMBIGUOUS,), spans=tuple((clock.first, clock.last) for clock in clocks))
    ends = [clock for clock in ends if not _ROUGHLY.match(folded, clock.last)]
    return _finish(starts[0] if starts else None, ends[-1] if ends else None, folded)


def _clocks(folded: str) -> list[_Clock]:
    found = [_to_the_hour(match) for match in _BEFORE.finditer(folded)] if "差" in folded else []
    for match in _ONE.finditer(folded):
        alone = match[0].rstrip("的 ") in ("一点", "1点")
        before = folded[: match.start()]
        if (
            match[0].startswith("一时")
            or _SAID.search(before[-4:])
            or (alone and before and _NO_HOUR.search(before[-1:]))
        ):
            continue  # 有一点要说
        if not any(clock.first <= match.start() < clock.last for clock in found):
            found.append(_clock(match, 1))
    if not found:
        four = _FOUR.search(folded)
        if four:
            hour, minute = int(four["h"]), int(four["m"])
            found.append(_Clock(four["part"] or "", hour, minute, False, four[0], four.start(), four.end()))
    return sorted(found, key=lambda clock: clock.first)


def _to_the_hour(match: re.Match[str]) -> _Clock:
    """差一刻四点."""
    minutes_early = match["m"] or match["m2"]
    early = 15 if "刻" in minutes_early else number(minutes_early.rstrip("分")) or 0
    hour = number(match["h"] or match["h2"])
    minutes = (99 if hour is None else hour) * 60 - early
    return _Clock(match["part1"] or "", minutes // 60, minutes % 60, False, match[0], *match.span())


def _not_taken_back(clocks: list[_Clock], folded: str) -> list[_Clock]:
    """下午3点，不对，是3点半: the later one counts."""
    return [
        clock
        for clock, after in zip_longest(clocks, clocks[1:])
        if after is None or after.first - clock.last > 16 or not TAKEN_BACK.search(folded, clock.last, after.first)
    ]


_ROUGHLY = regex(r"[ ]?(?:多(?!人|名|位|媒)|过一?点|出头)")


def _different(clocks: list[_Clock]) -> set[tuple[int, int]]:
    """The different moments among them: 15:00 and 下午3点 are one."""
    return {((_minutes(clock, []) or clock.hour * 60), clock.minute) for clock in clocks}


def _the_start(starts: list[_Clock], folded: str) -> list[_Clock]:
    """Among several hours: the one that is labelled, the one at which it began, or what the first sentence names."""
    if len(_different(starts)) < 2:
        return starts
    labelled = [clock for clock in starts if _LABELLED.search(folded[: clock.first][-14:])]
    begun = [clock for clock in starts if _STARTS.match(folded, clock.last)]
    for marked in (labelled, begun):
        if len(_different(marked)) == 1:
            return marked
    counts = Counter(clock.hour * 60 + clock.minute for clock in starts)
    again = [clock for clock in starts if counts[clock.hour * 60 + clock.minute] > 1]
    if len(_different(again)) == 1 and again[0] is starts[0]:
        return again  # 下午3:00主题党日：3:00集合，3:20参观
    held = [clock for clock in starts if not _ASIDE.match(folded, clock.last)]
    held = [clock for clock in held if not _PLANNED.search(folded[: clock.first][-14:])] or held
    held = [clock for clock in held if not _ASIDE.fullmatch(folded[: clock.first].rstrip(" :")[-2:])] or starts
    beside_the_day = _BESIDE_DAY.search(folded[: held[0].first][-4:])
    if beside_the_day and len({kind for kind, _, _ in mentions(folded)}) < 2:
        return held[:1]
    sentence = re.split(r"[。\n]", folded[held[0].first :])[0]
    return [clock for clock in held if clock.first < held[0].first + len(sentence)]


_BESIDE_DAY = regex(rf"{BLANK}[ ,的)]{{0,3}}$")
_PLANNED = regex(r"(?:原定|本来|定[在于]|通知|计划)[^,。;\d点]{0,10}$")
_PART_BEFORE = regex(rf"(?P<part>{_PARTS})(?![茶会报餐场班]|自习|继续)")


_HOURS_OF = {
    **dict.fromkeys(("下午", "午后", "傍晚"), (1, 2, 3, 4, 5, 6, 7, 12)),
    **dict.fromkeys(("晚上", "晚间", "晚", "夜里", "夜间", "夜"), (5, 6, 7, 8, 9, 10, 11)),
    **dict.fromkeys(("中午", "午间"), (11, 12, 1, 2)),
}
"""The hours that a part of the day said before can mean; beside the hour itself whatever was said holds."""


def _placed(clock: _Clock, folded: str) -> _Clock:
    """昨天晚上在线上开的，7点到8点: the part of the day that was said before holds for the hour."""
    if clock.part or clock.hour > 12:
        return clock
    begins = max(folded.rfind(mark, 0, clock.first) for mark in "。\n;")
    said = [found["part"] for found in _PART_BEFORE.finditer(folded, max(0, begins + 1), clock.first)]
    part = said[-1] if said else ""
    fits = clock.hour in _HOURS_OF.get(part, range(7, 13))
    return replace(clock, part=part) if part and fits else clock


def _clock(match: re.Match[str], side: int) -> _Clock:
    colon = match[f"h{side}"] is not None
    hour = number(match[f"h{side}"] or match[f"H{side}"])
    minute = _minute(match[f"m{side}"] if colon else match[f"M{side}"])
    first = min(match.start(name) for name in (f"part{side}", f"h{side}", f"H{side}") if match.start(name) >= 0)
    last = (
        match.start("part2") if side == 1 and "h2" in match.re.groupindex and match.start("part2") >= 0 else match.end()
    )
    if side == 1 and "h2" in match.re.groupindex:
        last = max(match.end(name) for name in ("h1", "m1", "H1", "M1"))
    hour = (
        99
        if hour is None
        or (colon and hour < 7 and match[f"h{side}"].startswith("0") and hour > 0 and not match[f"part{side}"])
        else hour
    )
    return _Clock(match[f"part{side}"] or "", hour, minute, colon, match.string[first:last], first, last)


def _minute(words: str | None) -> int:
    words = (words or "").rstrip("钟")
    if words in ("", "整"):
        return 0
    if words[-1] in "半刻":
        return 30 if words == "半" else 15 if words[0] in "一1" else 45
    value = number(words.lstrip("过").lstrip("零") or "零")
    return 99 if value is None else value


def _finish(start: _Clock | None, end: _Clock | None, folded: str) -> Times:
    spans = tuple({(clock.first, clock.last) for clock in (start, end) if clock})
    shown: list[str] = []
    sums: list[str] = []
    begins = _minutes(start, shown) if start else None
    ends = _minutes(_same_half(end, start, begins), shown) if end else None
    if (start and begins is None) or (end and ends is None):
        return Times(flags=(AMBIGUOUS,), spans=spans)
    if begins is not None and ends is None:
        ends = _lasted(folded, begins, sums)
    backwards = begins is not None and ends is not None and ends <= begins
    return Times(_written(begins), _written(ends), tuple(shown), tuple(sums), (BACKWARDS,) if backwards else (), spans)


def _same_half(end: _Clock, start: _Clock | None, begins: int | None) -> _Clock:
    """下午3点到5点: an end without a part of the day stays in the start's half."""
    if end.part or start is None or begins is None or end.hour >= 12:
        return end
    afternoon = start.part in _LATE
    later = begins >= 720 and (end.hour + 12) * 60 + end.minute > begins and not end.colon
    if afternoon or later or (start.part == "中午" and end.hour < 7):
        return replace(end, part="下午")
    return replace(end, part=start.part) if start.part and end.hour > 6 else end


def _minutes(clock: _Clock, shown: list[str]) -> int | None:
    hour, part = clock.hour, clock.part
    if hour > 23 or clock.minute > 59:
        return None
    if part in _LATE:
        if hour == 12 and part not in ("下午", "午后"):
            return None  # 晚上12点: which day?
        hour += 12 if hour < 12 else 0
    elif part in ("中午", "午间"):
        hour += 12 if hour < 7 else 0
    elif part == "凌晨" and hour == 12:
        hour = 0
    elif not part and 1 <= hour <= 6:
        hour += 12
        shown.append(f"{clock.words.strip()}按下午{hour:02d}:{clock.minute:02d}")
    return hour * 60 + clock.minute


def _written(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _lasted(folded: str, begins: int, sums: list[str]) -> int | None:
    """开了一个半小时: a length that was said gives the end, as shown arithmetic. 快两个小时 does not."""
    if not _LENGTH.search(folded):
        return None
    for match in _LASTED.finditer(folded):
        vague = match["vague"] or match["about"] or not (match["n"] or match["half"])
        before = folded[: match.start()]
        if vague or not _DURATION.search(before[-5:]) or _OF_ONE_PART.search(before[-14:]):
            continue
        length = _length(match)
        ends = begins + length
        if length and ends < 24 * 60:
            sums.append(f"{_written(begins)}起{match[0]} → 结束{_written(ends)}")
            return ends
    return None


def _length(match: re.Match[str]) -> int:
    """Minutes of 一个半小时, 1.5小时, 1小时20分钟; 0 where the words are no number."""
    half = bool(match["half"]) or (match["n"] or "").endswith(".5")
    count = number((match["n"] or "0").removesuffix(".5"))
    more = number(match["more"]) if match["more"] else 0
    if count is None or more is None:
        return 0
    return count if match["unit"] == "分钟" else count * 60 + 30 * half + more
