"""The name at the edge of a stretch of words: at its end (before 主持), at its beginning (behind 主持：).

Offices before a name (支部书记) and titles behind it (老师) are not part of it. Knows words only.
"""

from config.patterns import regex
from handlers.reading.names import DOT, HAN, TITLES, ends_of_name, is_name, may_be_name, titled_at

_OFFICE = (
    r"(?:(?:党?支部|党小组|党总支|学院|分党委|支委会|小组|系)?(?:党委|党总支|支部)?"
    r"(?:副书记|书记|組織委員|(?:组织|宣传|纪检|青年|统战|群工|学习|生活|文体|保密)?委员|支委|党小组组长|党小组长|"
    r"副组长|组长|组织员|副院长|院长|副主任|主任|副所长|所长|"
    r"部长|处长|科长|教授|老师|同志|辅导员|班长|党员|书記|教师))"
)
OFFICE = regex(_OFFICE)
_OFFICE_END = regex(rf"{_OFFICE}$")
_NO_OFFICE = ("同志", "老师", "教师", "党员", "教授")
_OWN_AT_END = regex(r"(?:我|本人)(?:自己|本人)?$")
_OWN_AT_START = regex(r"(?:我|本人)(?![们校院支家室])")
PLACE_END = regex(r"[楼室厅馆堂家园地心场院区校社线课会日议点分时半天午晚上下里边站村店所部处科系组员]$")


def name_at_end(words: str, *, bounded: bool = False) -> tuple[str, int] | None:
    """The name, 我, 王老师 or 书记 that ends the words, and where it begins."""
    own = _OWN_AT_END.search(words)
    if own:
        return "我", own.start()
    title = _TITLE_END.search(words)
    bare = words[: title.start()] if title else words
    for at in (len(bare) - 2, len(bare) - 1) if title else ():
        if at >= 0 and titled_at(words, at) == len(words) and not (at and is_name(bare[at - 1 :])):
            return words[at:], at
    dotted = _DOTTED_END.search(bare)
    if dotted:
        at = dotted.start() + _first_part(dotted["first"])
        return bare[at:], at
    office = _OFFICE_THEN.match(bare)
    if office and is_name(bare[office.end() :]):
        return bare[office.end() :], office.end()
    for length in (6, 5, 4, 3, 2):
        at = len(bare) - length
        if at >= 0 and is_name(bare[at:]) and (length < 4 or _long_name(bare[at:])):
            return bare[at:], at
    if bounded and 2 <= len(bare) <= 5 and may_be_name(bare) and not PLACE_END.search(bare):
        return bare, 0
    role = _OFFICE_END.search(words)
    return (role[0], role.start()) if role and role[0] not in _NO_OFFICE else None


def _long_name(words: str) -> bool:
    return any(end == len(words) for end in ends_of_name(words, 0))


def _first_part(words: str) -> int:
    """Where in 开的阿依古丽, which a dot follows, the name begins."""
    for at in range(len(words) - 1):
        if any(end == len(words) and end - at > 2 for end in ends_of_name(words, at)):
            return at
    return max(0, len(words) - 6)


_DOTTED_END = regex(rf"(?P<first>[{HAN}]{{1,12}})(?:{DOT}[{HAN}]{{1,6}})+$")
_TITLE_END = regex(rf"(?:{TITLES})$")
_OFFICE_THEN = regex(rf"(?:.*?{_OFFICE})+?(?=[{HAN}]{{2,4}}$)")


def name_at_start(words: str, *, told: bool = True) -> tuple[str, int] | None:
    """The name that begins the words (behind 主持人：), and where; ``told`` where a label leaves no doubt."""
    at = _past_office(words)
    if _OWN_AT_START.match(words, at):
        return "我", at
    whole = _RUN.match(words, at)
    if whole is None:
        return None
    run = whole[0]
    name = _known_name(run, told=told) or (_open_name(run) if told else None)
    if name:
        return name, at
    role = _ONLY_OFFICE.match(run)
    return (role[0], at) if role and role[0] not in _NO_OFFICE else None


def _past_office(words: str) -> int:
    office = _OFFICES.match(words)
    end = office.end() if office else 0
    named = end and end < len(words) and (words[end] == "我" or any(True for _ in ends_of_name(words, end)))
    return end if named else 0


def _known_name(run: str, *, told: bool) -> str | None:
    """The name of a known surname, or 王老师, with which the run begins."""
    bare = _TITLE_END.sub("", run)
    ends = sorted(set(ends_of_name(run, 0)), reverse=True)
    if any(_DOT.search(run[:end]) for end in ends):
        return run[: ends[0]]
    titled = titled_at(run, 0)
    if titled and not any(end > titled and end == len(run) for end in ends):
        return run[:titled]
    if is_name(bare) and (len(bare) < 4 or _long_name(bare)):
        return bare
    for end in ends:
        if _AFTER_NAME.match(run, end):
            return run[:end]
    if told and len(bare) <= 5 and may_be_name(bare):
        return bare
    return run[: min(ends, key=lambda end: (end > 3, end))] if ends else None


def _open_name(run: str) -> str | None:
    """A name of no known surname, where the next field begins behind it (speech has no stops)."""
    cut = _CUT.search(run)
    return run[: cut.start()] if cut and 2 <= cut.start() <= 5 and may_be_name(run[: cut.start()]) else None


_DOT = regex(DOT)
_ONLY_OFFICE = regex(rf"{_OFFICE}(?!会|员会|大会)")
_OFFICES = regex(rf"(?:{_OFFICE}[ ]?)+")
_RUN = regex(rf"[{HAN}×xX]+(?:{DOT}[{HAN}]+)*")
_CUT_WORDS = (
    r"记录|纪录|記錄|主持|召集|应到|应该|实到|實到|應到|会议|会上|地点|时间|缺席|请假|議題|议题|主题|出席|参加|学习|"
    r"学的|研究|讨论|内容|审议|传达|列席|参会|"
    r"到会|全体|没来|除|请|缺|共|来了|大家|同志|老师|和|与|及|了|担任|负责|承担|完成|兼|做|写|的|我"
)
_CUT = regex(_CUT_WORDS)
_AFTER_NAME = regex(rf"(?:{_CUT_WORDS}|{TITLES}|$)")
