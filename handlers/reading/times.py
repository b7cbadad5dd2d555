"""Times of day: HH:MM or nothing (contract rule 2).

1–6 without 上午 or 下午 is afternoon, and shown; an end is never invented.
"""

import re
from dataclasses import dataclass

from config.patterns import regex
from handlers.reading.numbers import number

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
    r"(?!工?作?(?:要求|意见|建议|体会|希望|内容|措施|共识|思考|认识|感想|问题|启示|经验|"
    r"看法|不足|想法|任务|安排|心得|收获|原因|感受|方面))"
)


def _part(side: int) -> str:
    return rf"(?P<part{side}>凌晨|清晨|早上|早晨|早|上午|中午|午间|下午|午后|傍晚|晚上|晚间|晚|夜里|夜)?的? *"


def _clock_pattern(side: int) -> str:
    minutes = r"半|整|[一三]刻|过?[零\d一二三四五六七八九十]{1,3}(?=分|[^\d人名个位票月]|$)"
    return (
        rf"{_part(side)}(?<![\d#第])(?:(?P<h{side}>\d{{1,2}}) *: *(?P<m{side}>\d\d)(?!\d)|"
        rf"(?P<H{side}>{_HOUR}) *(?:点钟?|时(?![间候代])){_NOT_POINTS}(?: *(?P<M{side}>{minutes}))?分?)"
    )


_ONE = regex(_clock_pattern(1))
_TO = r" *(?:-{1,2}|至|到) *"
_RANGE = regex(_clock_pattern(1) + _TO + _clock_pattern(2))
_SHARED = regex(rf"{_part(1)}(?<![\d.:/月年-])(?P<H1>{_HOUR}){_TO}(?P<H2>{_HOUR}) *点(?P<M2>半)?{_NOT_POINTS}")
_EITHER = regex(
    r"(?:[两一二三四五六七八九][三四五六七八九](?=点)|"
    rf"(?:{_HOUR})点?半? *(?:、|或者?|还是) *(?:{_HOUR}))点{_NOT_POINTS}"
)
_CLOCKED = regex("[点时:.半刻]")
_SAID = regex(r"(?:提|讲|谈|说|分享|强调|做到|明确|提出)了?$")
_ENDS = regex(r"[ ,]?(?:左右)?(?:就|才)?(?:结束|散会|散|完|收)")
_STARTS = regex(r"[ ]?(?:准时|正式|左右)?(?:开始|召开|开会|开的|开了)")
_LASTED = regex(
    r"(?P<vague>约|近|快|大约|差不多|将近|大概|不到)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,2})?个?(?P<half>半)?个?(?P<unit>小时|"
    r"钟头|分钟)"
)
_LENGTH = regex("小时|钟头|分钟")
_DURATION = regex(r"(?:开了|历时|共计?|持续了?|用时|时长:?|进行了|上了|学了)$")


def find_times(folded: str) -> Times:
    """Start and end as written; what was assumed is in ``shown``, what is not certain is flagged."""
    if not _CLOCKED.search(folded):
        return Times()
    either = _EITHER.search(folded)
    if either:
        return Times(flags=(AMBIGUOUS,), spans=(either.span(),))
    ranged = _RANGE.search(folded)
    if ranged and not _SAID.search(folded[: ranged.start()][-4:]):
        return _finish(_clock(ranged, 1), _clock(ranged, 2), folded)
    shared = _SHARED.search(folded)
    if shared:
        return _shared(shared, folded)
    return _from_single(folded)


def _shared(match: re.Match[str], folded: str) -> Times:
    """下午2-4点: the first number borrows the unit of the second."""
    hours = number(match["H1"]), number(match["H2"])
    if hours[0] is None or hours[1] is None:
        return Times(flags=(AMBIGUOUS,), spans=(match.span(),))
    part = match["part1"] or ""
    first = _Clock(part, hours[0], 0, False, match[0], match.start(), match.end())
    second = _Clock("", hours[1], 30 if match["M2"] else 0, False, match[0], match.start(), match.end())
    return _finish(first, second, folded)


def _from_single(folded: str) -> Times:
    clocks = [_clock(match, 1) for match in _ONE.finditer(folded) if not _SAID.search(folded[: match.start()][-4:])]
    if not clocks:
        return Times()
    ends = [clock for clock in clocks if _ENDS.match(folded, clock.last)]
    starts = [clock for clock in clocks if clock not in ends]
    if len({(clock.part, clock.hour, clock.minute) for clock in starts}) > 1:
        marked = [clock for clock in starts if _STARTS.match(folded, clock.last)]
        if len(marked) != 1:
            return Times(flags=(AMBIGUOUS,), spans=tuple((clock.first, clock.last) for clock in clocks))
        starts = marked
    return _finish(starts[0] if starts else None, ends[0] if ends else None, folded)


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
    if not words or words == "整":
        return 0
    if words in ("半", "一刻", "三刻"):
        return {"半": 30, "一刻": 15, "三刻": 45}[words]
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
    afternoon = start.part in ("下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜")
    later = begins >= 720 and (end.hour + 12) * 60 + end.minute > begins and not end.colon
    if afternoon or later or (start.part == "中午" and end.hour < 7):
        return _Clock("下午", *(getattr(end, name) for name in ("hour", "minute", "colon", "words", "first", "last")))
    if start.part and end.hour > 6:
        return _Clock(
            start.part, *(getattr(end, name) for name in ("hour", "minute", "colon", "words", "first", "last"))
        )
    return end


def _minutes(clock: _Clock, shown: list[str]) -> int | None:
    hour, part = clock.hour, clock.part
    if hour > 23 or clock.minute > 59:
        return None
    if part in ("下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜"):
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
        if match["vague"] or not (match["n"] or match["half"]) or not _DURATION.search(folded[: match.start()][-4:]):
            continue
        count = number(match["n"]) if match["n"] else 0
        if count is None:
            continue
        length = count if match["unit"] == "分钟" else count * 60 + (30 if match["half"] else 0)
        ends = begins + length
        if length and ends < 24 * 60:
            sums.append(f"{_written(begins)}起{match[0]} → 结束{_written(ends)}")
            return ends
    return None
