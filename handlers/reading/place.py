"""Where it was: 地点：…, 在…开, or a bare piece that can only be a place. The sender's words, nothing else."""

import re

from config.patterns import regex
from handlers.reading.text import BLANK

_NOUN = (
    r"(?:教学楼|实验楼|行政楼|综合楼|办公楼|宿舍楼|图书馆|会议室|活动室|办公室|报告厅|"
    r"学术厅|多功能厅|展览馆|纪念馆|博物馆|校史馆|党史馆|体育馆|文化馆|阶梯教室|教室|"
    r"礼堂|食堂|讲堂|党员之家|之家|陵园|基地|中心|广场|书院|校区|操场|公园|社区|故居|旧址|"
    r"遗址|线上|腾讯会议|钉钉会议|钉钉|飞书|企业微信|"
    r"[Zz]oom|ZOOM|楼|室|厅|馆|堂|座|实验室|学院|医院|村|机房|站|工作室|展厅|影院|剧院|酒店|厂|公司|园区|路\d+号)"
)
_TAIL = (
    r"(?:[A-Za-z]?座|[东西南北]区)?(?:[一二三四五六七八九十\d]{1,2}楼|[一二三四五六七八九十\d]{1,2}层)?[A-Za-z]?-?(?:\d{1,4}(?:-\d{1,4})?)?(?:会议室|"
    r"室|教室|报告厅|办公室|活动室)?(?:\([^()]{2,12}\))?"
)
_PIECE = regex(
    rf"[\u4e00-\u9fffA-Za-z\d]{{0,14}}?{_NOUN}{_TAIL}|[A-Za-z]?\d{{3,4}}(?:室|教室|会议室|"
    rf"办公室)?|[\u4e00-\u9fff]{{1,2}}[楼教]\d{{3,4}}"
)
# A place ends in a number or in one of these; a look at one character is cheaper than the whole pattern.
_MAYBE = regex(r"[\dmM楼馆室厅堂家园地心场院区社居址上议钉书信座村站店厂司]")
_LABEL = regex(r"(?:(?:会议|活动)?地点|会场|场地|会址|地址)(?:设?在|为|是|:|[ ])*")
_STOP = regex(
    rf"[,。;!?\n “”、{BLANK}]|(?:主持|记录(?!室)|应到|实到|时间|议题|主题|缺席|请假|参加|出席|应参加|我主持|由)|$"
)  # fmt: skip
_AT = regex(
    r"(?<![现所正存])(?:在(?!外[^语国贸事]|会上|讨|此|场|岗|职|线学|于|学习上|校生|京|"
    r"家[休中]|[上中下]午|校外)|于(?!是|\d|今|昨|前|上|本))"
)
_VERB = regex(
    r"(?:隆重)?(?:召开|搞|弄|办[的了]|举行|举办|开展|开设|组织|进行|集中|集合|参观|学习|"
    r"观看|举办|上(?=党|了|微|专|的|$|"
    r"\ufffc)|开(?=了|的|会|过|支|党|主|组|民|完|始|$|\ufffc)|\ufffc|[,。;!?\n ]|由|我主|主持|$)"
)
_WENT = regex(
    r"(?:前往|赴|到|去|走进)了?"
    r"(?P<place>[\u4e00-\u9fffA-Za-z\d]{2,20}?)(?=开展|参观|举行|召开|学习|进行|过|[,。;\n ]|$)"
)
_SCHEDULE = regex(
    r"了|给|大家|我们|主持|记录|应到|实到|学习|研究|讨论|工作|主题|请假|缺席|参加|党课|支委|报送|计划|支部"
)

_ROOMS = regex(r"工作室|学习(?:室|中心|基地)|党支部(?:活动室|会议室)|记录室|讨论室")


def find_place(folded: str) -> tuple[str | None, tuple[int, int] | None]:
    """The place and its span. ``folded`` has the parts that were read already blanked."""
    for match in _LABEL.finditer(folded):
        span = _until(folded, match.end(), _STOP)
        if span[1] > span[0]:
            return folded[slice(*span)], span
    for match in _AT.finditer(folded):
        span = _until(folded, match.end(), _VERB)
        if _is_place(folded[slice(*span)]):
            return folded[slice(*span)], span
    for match in _WENT.finditer(folded):
        if re.search(rf"{_NOUN}$", match["place"]):
            return match["place"], match.span("place")
    return _bare(folded)


def _until(folded: str, first: int, stop: re.Pattern[str]) -> tuple[int, int]:
    end = stop.search(folded, first, first + 40)
    last = end.start() if end else min(len(folded), first + 40)
    if folded[first:last].count("(") > folded[first:last].count(")"):
        closing = folded.find(")", last, first + 40)
        last = closing + 1 if closing > 0 else folded.find("(", first)
    while last > first and folded[last - 1] in "() ":
        if folded[last - 1] == ")" and "(" in folded[first:last]:
            break
        last -= 1
    return first, last


def _is_place(words: str) -> bool:
    if not 1 < len(words) <= 24 or _SCHEDULE.search(
        re.sub(r"工作室|学习(?:室|中心|基地)|党支部(?:活动室|会议室)", "", words)
    ):
        return False
    return bool(_PIECE.fullmatch(words) or re.search(rf"{_NOUN}$|{_NOUN}\(|\d$|[A-Za-z\u4e00-\u9fff]\d{{2,4}}", words))


def _bare(folded: str) -> tuple[str | None, tuple[int, int] | None]:
    """A piece between separators that is a place by its whole form: 图书馆报告厅, 3号楼201, 305."""
    online: tuple[str | None, tuple[int, int] | None] = (None, None)
    for match in re.finditer(rf"[^ ,。;:!?\n、“”{BLANK}]+", folded):
        words = match[0]
        first = match.start() + len(words) - len(words.lstrip(")的"))
        words = words.lstrip(")的")
        if (
            2 <= len(words) <= 24
            and _MAYBE.search(words)
            and _PIECE.fullmatch(words)
            and not _SCHEDULE.search(_ROOMS.sub("", words))
        ):
            if words not in ("线上", "网上"):
                return words, (first, match.end())
            online = words, (first, match.end())  # unless the platform is named too
    return online
