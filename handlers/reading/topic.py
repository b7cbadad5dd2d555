"""What it was about: the sender's own words after 主题, 议题, 研究了 …; never a summary."""

import re

from config.patterns import regex
from handlers.reading.text import BLANK

_FIELD = (
    r"主持(?:人|$|[\u4e00-\u9fff×]{2,3}[ ,。;]|[ :])|(?:[\u4e00-\u9fff×]{2,3})主持|记录人|"
    r"记录[ :]|[\u4e00-\u9fff×]{2,3}记录|应到|实到|应参加|实参加|应出席|(?:会议|活动)?地点|"
    r"时间[ :是为]|缺席|请假[ :\d]|参加人员|列席|全体党员|到会"
)
_END = regex(rf"[。!?\n,;{BLANK}]| (?={_FIELD})|{_FIELD}|$")
_END_OF_LIST = regex(rf"[。!?\n{BLANK}](?! *\d)|[,; ](?={_FIELD})|{_FIELD}|$")
_QUOTE = regex(r"[ ]*(?:“(?P<a>[^“”\n]+)”|\"(?P<b>[^\"\n]+)\")")
_LABEL = regex(
    r"(?:学习|会议|活动|党日|党课|研讨|本次)?(?:主题(?!党日|党课|党团|党员活动|教育|公园|班会|日|活动)|议题|"
    r"议程|内容|题目|课题)(?:内容)?(?:有[\d一二三四五两]+[个项条][ :,]*|"
    r"为|是|叫|有|:|[ ])*(?=[^,。;的,]|“)"
)
_WITH = regex(
    r"以[ ]*(?:“(?P<a>[^“”\n]+)”|(?P<b>[^,。;“”\n]{2,30}?))为(?:活动)?主题|围绕[ ]*(?:“(?P<c>[^“”\n]+)”|"
    r"(?P<d>[^,。;“”\n]{2,30}?))(?:开展|进行|展开|讨论|学习|谈|$|,|。)"
)
_VERB = regex(
    r"(?:(?:传达|学习(?!室|中心|基地|强国|教育|培训)|研究(?!生|所|院|室|员|部)|讨论(?!室)|"
    r"审议|听取|审核|部署|通报|研讨|"
    r"商讨|商议|研读|解读|酝酿|表决(?!权)|推选|选举)(?:和|与|、|并|及)?){1,3}"
    r"了?(?:关于)?[ :]*(?=[^,。;的 ]|《)|(?P<keep>(?:观看|参观|重温|祭扫|瞻仰)了?(?=[\u4e00-\u9fff《“]))|"
    r"开展了?(?=批评与自我批评)|"
    r"(?<=[,。; ])讲了?(?=[\u4e00-\u9fff《“])(?!党课|微党课|课|话|得|的|授|师|解|完)|"
    r"(?<=讲)(?:授|了|的是|的)?[ ]*(?=《|“)|(?<=谈)了?(?=谈)|谈了谈|(?<=主讲)[ :]*(?=《|"
    r"“)"
)
_BARE_ACT = regex(r"讨论|研究|学习|交流|研讨|发言|审议|表决|部署|分享|汇报|座谈|心得|体会|材料|文件|精神")
_NUMBERED = regex(r" *(?:1[.、,)]|一[、是]|第一|①|\(1\)|\(一\))")
_TITLE = regex(r"《[^《》\n]+》")

Span = tuple[int, int]


def find_topic(folded: str) -> tuple[list[Span], list[Span]]:
    """Where the topic's words stand, and the stretches in which dates, numbers and kinds belong to the topic."""
    for match in _LABEL.finditer(folded):
        span = _labelled(folded, match.end())
        if span[1] - span[0] > 1:
            return [span], [span]
    within = _WITH.search(folded)
    if within:
        name = next(name for name in "abcd" if within[name])
        return [within.span(name)], [within.span(name)]
    spans: list[Span] = []
    for match in _VERB.finditer(folded):
        if spans and match.start() < spans[-1][1]:
            continue
        span = _trim(folded, match.start() if match["keep"] else match.end(), _until(folded, match.end(), _END))
        if _BARE_ACT.fullmatch(folded, *span):
            span = match.start(), span[1]  # 学习讨论 without 学习 says nothing
        if span[1] - span[0] > 1 and not re.match(r"会议|活动|情况$|大家|后|,", folded[slice(*span)]):
            spans.append(span)
    if spans:
        return spans, spans
    quoted = _QUOTE.search(folded)
    if quoted:
        return [quoted.span("a" if quoted["a"] else "b")], [quoted.span()]
    title = _TITLE.search(folded)
    return ([title.span()], [title.span()]) if title else ([], [])


def _labelled(folded: str, first: int) -> Span:
    quote = _QUOTE.match(folded, first)
    if quote:
        return quote.span("a" if quote["a"] else "b")
    end = _until(folded, first, _END_OF_LIST if _NUMBERED.match(folded, first) else _END)
    return _trim(folded, first, end)


def _until(folded: str, first: int, end: re.Pattern[str]) -> int:
    match = end.search(folded, first)
    return match.start() if match else len(folded)


def _trim(folded: str, first: int, last: int) -> Span:
    while last > first and folded[last - 1] in " ,;。)、":
        if folded[last - 1] == ")" and "(" in folded[first:last]:
            break
        last -= 1
    while first < last and folded[first] in " :,":
        first += 1
    return first, last


def topic_words(text: str, spans: list[Span]) -> str | None:
    """The topic as written; several are joined by a semicolon."""
    return "；".join(text[first:last] for first, last in spans) or None
