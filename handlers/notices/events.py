"""The days that a notice sets for its own meetings: what 会后一周内, 大会当天 and 考试前3天 hang on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from config.patterns import regex
from handlers.notices.days import whens
from handlers.notices.paragraphs import Paragraph
from handlers.notices.relative import ITSELF
from handlers.notices.when import Frame

_MOST = 20
_KIND = (
    r"(?:(?<![社机学工协年])(?<!委员)会议?|(?<!不)考试|测试|(?:培训|轮训|研修|读书)班?|开班|讲座|党课|党日|活动|比赛|[初复决]赛|"
    r"答辩|仪式|典礼|参观|报到|宣誓|开学)"
)
_DAY = r"(?:20\d\d *年 *)?\d{1,2} *月 *\d{1,2} *[日号]"
_HOUR = r"(?: *\([^()]{1,8}\))?(?: *(?:[上下]午|晚上?|中午)? *(?:\d{1,2} *[:点时](?: *\d{1,2}分?|半|整)?)?)"
_SETS = r"(?:时间|日期)?(?:统一|初步|暂)?(?:拟?定[为在于]|拟[于在]|将[于在]|安排在|[改挪移调][到在至为]|[为是于在]|:)"
_BEHIND = regex(
    rf"(?<![\d至到~—–-])(?<!原定)(?<!原定于){_DAY}{_HOUR}[ \u3000]*(?:在[^,。;:]{{2,20}}?)?(?P<deed>召开|举行|举办)?"
    rf"(?P<name>[^,。;:()\d\u3000前后内]{{0,24}}?{_KIND})(?=[,。;:()\u3000 ]|$|结束|在)"
)
_AHEAD = regex(
    rf"(?P<name>[^,。;:()\d\u3000]{{0,24}}?(?:{_KIND}|选举|[\u4e00-\u9fff]{{2}}日))(?:\([^()]{{1,8}}\))?"
    rf"{_SETS} *{_DAY}(?! *[至到~—–-]){_HOUR}[^,。;]{{0,3}}"
)
_LABELLED = regex(
    r" *[\[(]?(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、])? *"
    r"(?P<name>会议|活动|培训|学习|考试|讲座|召开|举办|参观|比赛)?的?(?:时间|日期)[\])]? *[:▏| ] *"
)
_ALONE = regex(r"[^,。;:\d]{0,6}(?:会议|活动|培训|学习|考试|讲座|比赛)(?:时间|日期)[\])】]? *")
"""一、会议时间, and the day on the line below."""
_NAMED = regex(rf".*{_KIND}")


def events_in(found: Sequence[Paragraph], title: str, frame: Frame) -> tuple[tuple[str, date], ...]:
    """Days that the notice sets for a meeting: (党员)大会定于10月23日召开; 时间：10月23日, under a title that names it.

    Without a name where the notice is about that and nothing else: 会后, 活动结束后 is after it.
    """
    head = _NAMED.match("".join(title.split())[:_LINE])
    events: dict[tuple[str, date], None] = {}
    for par, below in zip(found, (*found[1:], None), strict=False):  # no text, no line
        words = f"{par.folded.rstrip()}:{below.folded}" if below and _ALONE.fullmatch(par.folded) else par.folded
        events |= dict.fromkeys(_told(words, head[0] if head else "", frame))
        if len(events) >= _MOST:
            break
    days = {day for _, day in events}
    if not any(name == ITSELF for name, _ in events) and (only := _only_meeting(found, events)):
        events[ITSELF, only] = None
    return tuple(one for one in events if one[0] != ITSELF or len(days) == 1)


def _only_meeting(found: Sequence[Paragraph], events: Mapping[tuple[str, date], None]) -> date | None:
    """The day of the one meeting of the notice, whatever its title names; none where another is spoken of."""
    met = {day: name for name, day in events if name.endswith(("会", "会议"))}
    if len(met) != 1:
        return None
    ((day, name),) = met.items()
    others = (one["name"] for par in found for one in _CONVENED.finditer(par.folded))
    return day if all(one in name or name in one for one in others) else None


_CONVENED = regex(r"(?:召开|举行|开好|开一次)(?P<name>[^,。;:()\d]{0,16}?(?<![社机学工协年])(?<!委员)会)(?![员议室])")


def _told(words: str, title: str, frame: Frame) -> Iterator[tuple[str, date]]:
    if label := _LABELLED.match(words):
        name = label["name"] if label["name"] not in (None, "召开", "举办") else ""
        if (name or title) and (day := _only_day(words[:_LINE], frame)):
            yield title + name, day
            yield ITSELF, day
        return
    if shown := _SHOWN.search(words):
        days = [one for one in whens(shown["days"], frame) if one.start and one.deadline]
        yield from ((name, days[0].deadline) for name in _SHOWN_NAMES if len(days) == 1 and days[0].deadline)
    for pattern in (_BEHIND, _AHEAD):
        for match in pattern.finditer(words):
            if day := _only_day(words[match.start() : match.end() + 2], frame):
                name = _DEED.sub("", match["name"])
                yield name, day
                if _kind(name) == _kind(title):
                    yield ITSELF, day


_SHOWN = regex(r"公示(?:期|时间)(?:为|是|:|从|自)? *(?P<days>(?:20\d\d *年 *)?\d{1,2} *月 *\d{1,2} *日?[^,。;]{1,16})")
_SHOWN_NAMES = ("公示", "公示期", "公示期满")
"""公示期为6月17日至6月21日, and 公示期满后3个工作日内 counts from its last day."""


def _kind(name: str) -> str:
    return name.removesuffix("议")[-1:]


def _only_day(words: str, frame: Frame) -> date | None:
    """定于10月23日 is a day to reckon from; 10月底前, 10月13日至31日 are none."""
    days = [one for one in whens(words, frame) if one.deadline and not one.ignored]
    if len(days) != 1 or days[0].form != "point" or days[0].until or days[0].start or days[0].doubts:
        return None
    return days[0].deadline


_LINE = 80
_DEED = regex(r"^.*(?:召开|举行|举办|开展|组织)")
