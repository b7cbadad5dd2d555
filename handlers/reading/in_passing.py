"""Who wrote it down, who talked and who lectured, as people say it in passing: 王华记的, 我找郑凯谈的, 我讲的."""

from config.patterns import regex
from handlers.reading.names import HAN, is_name
from handlers.reading.role_names import OFFICE, name_at_end
from handlers.written.text import BLANK

Span = tuple[int, int]

_NOTED = regex(
    rf"(?:^|[ ,。;:、\n{BLANK}持])(?:会议)?(?:由|是)?(?P<who>我|本人|[{HAN}×xX·•]{{2,10}}?)(?:同志|老师)?(?:来|自己|"
    rf"给|帮忙|帮着|负责)*"
    rf"(?:记的(?!是)|记下来的?|[做作写]的?(?:会议)?记录的?|(?:整理|写)的?(?:会议)?(?:记录|纪要)|执笔|"
    rf"记(?![得住录錄者载述账入号忆起到下叙仇性名念要过一事着])[了]?)"
)
_NOTED_AFTER = regex(
    rf"记录[ ]*(?:是|由|交给|让|请)?(?P<who>我|本人|[{HAN}·•]{{2,8}}?)(?:同志|老师)?(?:来)?[做作写弄记整]"
)
_NOT_NOTED = regex(r"[书登标笔日传游切忘补]$")


def noted(folded: str) -> list[tuple[bool, str, Span, int]]:
    """王华记的, 我记的, 王华记, 记录是王华做的: whether 记录 was named, who, where the name stands, where it ends."""
    if "记" not in folded and "执笔" not in folded:
        return []
    found = []
    for pattern in (_NOTED, _NOTED_AFTER):
        for match in pattern.finditer(folded):
            who, at = match["who"].replace("本人", "我"), 0
            if who != "我" and not is_name(who):
                named = name_at_end(who)
                if named is None or OFFICE.fullmatch(named[0]):
                    continue
                who, at = named
            if not _NOT_NOTED.search(who):
                span = (match.start("who") + at, match.end("who"))
                found.append((pattern is _NOTED_AFTER, who, span, match.end()))
    return found


_TALKS = rf"(?P<gap>[^,。;\n]{{0,24}}?)(?:(?:{BLANK}|[和跟与同找约给对])[^,。;\n]{{0,16}}?(?:谈|聊)|[找约]的)"
_I_TALKED = regex(rf"(?<![给对跟和找同与约替代])(?:我(?![们校院支家室办的])|本人){_TALKS}")
_TALKED_BY = regex(
    rf"(?:^|[ ,。;:\n由是点分半时{BLANK}])(?P<who>[{HAN}]{{2,4}}?)(?=(?:同志|书记|老师|自己|单独|专门)?{_TALKS})"
)


def talked_by(folded: str, sender: str) -> str | None:
    """Who had the talk, where it says so: 我找郑凯谈的, 林志远书记和冯雪谈话."""
    if "谈" not in folded and "聊" not in folded:
        return None
    if _I_TALKED.search(folded):
        return sender or None
    for match in _TALKED_BY.finditer(folded):
        for length in (3, 2):
            who = folded[match.start("who") :][:length]
            if is_name(who) and _TALKS_AFTER.match(folded, match.start("who") + length):
                return who
    return None


_TALKS_AFTER = regex(rf"(?:同志|书记|老师|自己|单独|专门)?(?=[ 在于昨今前上下和跟与同找约给对{BLANK}])")


_LECTURED = regex(
    r"(?:(?<![\u4e00-\u9fff])|(?<=课))(?:是|由)?(?:我|本人)(?:来|自己)?(?:给[^,。;]{1,6})?(?:主讲|讲的|上的|讲了|"
    r"上了|讲课|讲党课|上党课)"
)


def lectured_by_sender(folded: str) -> bool:
    """我讲的, 我主讲, 我上的: who gives a Party lecture hosts it. Of others it is not taken (they may be guests)."""
    return "我" in folded and bool(_LECTURED.search(folded))
