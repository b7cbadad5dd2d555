"""What it was about: the sender's own words after 主题, 议题, 研究了, 讲的是 …; never a summary, never a later speech.

The announced topic comes first: a label, 讲的是…, “…”主题党日; then what the meeting did (研究了…, 把…定了), until
somebody speaks; a bare quotation, title or activity (植树) last.
"""

from itertools import islice

from config.patterns import regex
from handlers.reading.deeds import VERB, done, is_told
from handlers.reading.kinds import mentions
from handlers.reading.people import is_name
from handlers.reading.rooms import place_end
from handlers.reading.wording import Span, labelled, masked_quotes
from handlers.written.text import BLANK

_TITLE = regex(r"《[^《》\n]+》(?:第[\d一二三四五六七八九十]+(?:[章节条卷讲册篇]|期(?:文章)?))?")
_QUOTE = regex(r"“(?P<a>[^“”\n]+)”|\"(?P<b>[^\"\n]+)\"")

# ---- announced

_LABEL = regex(
    r"主[提体](?=[ ]*:)|(?<![”〇])主题(?!党[日课团]|党员活动|教育|公园|班会|[日展]|活动|当日)(?:词|内容)?|"
    r"议题(?![组目])|(?<!会)议程|题目|课题(?!组)|题[为叫](?=[“《\u4e00-\u9fff])"
)
_WEAK_LABEL = regex(
    r"(?:内容|流程|篇目|书目|(?<=会议)事项|(?<=讨论)事项|(?<=研究)事项|(?<=主要)事项)(?=[ ]*(?:[:|为是有叫]|[就《“]|"
    r"[\u4e00-\u9fff]{3}))|(?:说|讲|学|议|聊|谈|做|干|讨论|研究)(?:了|的)(?:些?啥|些?什么)(?=[ :|是])|"
    r"(?:(?<=[,。; \n])|^)(?:[议学讲研题](?=:)|(?:主要|重点|就)(?=是(?!因|有|由|我|为了|说|在|线|大家|给|围|就|对))|"
    r"活动(?=[是为:](?!由|在|我)))"
)
_WITH = regex(r"以[ ]*(?:“(?P<a>[^“”\n]+)”|(?P<b>[^,。;“”\n]{2,30}?))为(?:活动)?主?题(?!教)")
_QUOTED_KIND = regex(
    r"“(?P<a>[^“”\n]{2,40})”[ ]*的?(?:为主题的?)?(?:系列|专题|特色)?(?:主[题体提]|[微党]党?课|党日|专题|学习|研讨|"
    r"实践|活动|讲座|报告会|组织生活)"
)
_OF_WHICH = regex(
    rf"(?:{VERB}|交流|分享|汇报|座谈|[学讲聊谈议定审评选读念听看说])的(?:主要|就|还|都|主题|内容|题目|也)*(?:是|"
    rf"叫)(?:关于|有关)?[ :]*(?=[^,。; ])"
)

# ---- what else may tell it

_ACTIVITY = regex(
    rf"(?:(?<=[,。;\n {BLANK}])|^)(?P<what>[\u4e00-\u9fff]{{0,10}}?(?:志愿服务|植树|劳动|祭扫|研学|慰问|清扫|大扫除|"
    rf"学雷锋|走访|拓展|竞赛|友谊赛|观影|朗诵|诵读会|知识竞答|升旗仪式)[\u4e00-\u9fff]{{0,6}}?)(?=的?主题党日|"
    rf"的?党日|[,。;\n ]|$)"
)
_KIND_WITH = regex(
    r"(?:开展|举行|举办|组织|搞|上|办|做|过)了?(?:一[次场堂节个期]|"
    r"[个场堂节次])?(?P<what>(?:(?!开展|举行|举办|组织|搞了|在)[\u4e00-\u9fff、]){3,20}?)的?(?:专题)?(?=主题党日|党课)"
)
_NO_KIND = regex(
    r"支部|全体|全院|党员(?:大|全|$)|小组|第|[\d月季年周暨和了在]|线[上下]|集中|大家|视频|扩大|主题|我们|组织|开|"
    r"本次|特色|生动|精彩|联合|专题|情况|同志|[上下]午|活动|[楼馆室厅会补报汇登请是有到]|参加|记录|老师|记一|填|你好|"
    r"领导|各位|请假|出差|缺|应|实|列席|讲课|主讲|辛苦|谢|[未没]通过|否决"
)
_SERVICE = regex(
    r"(?:(?<=[,。;\n 院园馆区村校站家])|^)(?P<what>(?:捡拾?|包|唱|种|修|缝|捐|义[诊卖]|骑|爬|拔|清[理洗]|擦|巡|陪|"
    r"看望|探望|帮|"
    r"为(?!期|主|止)|给(?!大家|您|你)|送|制作|绘制|健步)[\u4e00-\u9fff]{2,14})(?=[,。;\n ]|$)"
)
_HELD = regex(
    r"(?<![\u4e00-\u9fff])(?:我们|大家|支部)?(?:一起)?(?:开展|组织|进行|举行|举办)了?(?:一[次场])?(?P<what>(?!批评|"
    r"学习|讨论|交流|参观)[\u4e00-\u9fff]{3,14})(?=[,。;\n ]|$)"
)
_TITLE_LIKE = regex(
    rf"(?:(?<=[,。;\n {BLANK}])|^)(?P<what>(?:如何|怎样)[\u4e00-\u9fff]{{3,20}}|[\u4e00-\u9fff〇]{{0,14}}?(?:精神|"
    rf"党章|讲话|条例|准则|党史|思想|初心|使命|清风|廉洁|作风|八项规定|法治|"
    rf"先锋|红色|英烈|强国|振兴|担当|奋进|转正|换届|评优|推优|党费|保密|防诈|反诈|诚信|师德|家风|"
    rf"党性)[\u4e00-\u9fff]{{0,14}})(?=[,。;\n ]|$)"
)


def find_topic(folded: str) -> tuple[list[Span], list[Span]]:
    """Where the topic's words stand, and the stretches in which dates, numbers and kinds belong to the topic."""
    masked = masked_quotes(folded)
    for match in _LABEL.finditer(masked):
        span = labelled(folded, masked, match.end())
        if span:
            return [span], [span]
    for way in (_announced, done):
        spans = way(folded, masked)
        if spans:
            return spans, spans
    quoted = _QUOTE.search(folded)
    if quoted:
        return [quoted.span("a" if quoted["a"] else "b")], [quoted.span()]
    title = _TITLE.search(folded)
    spans = [title.span()] if title else _activity(masked)
    return spans, spans


def _announced(folded: str, masked: str) -> list[Span]:
    """讲的是…, 内容：…, 以…为主题, “…”主题党日: whichever comes first."""
    found: list[Span] = []
    for pattern in (_OF_WHICH, _WEAK_LABEL):
        spans = (labelled(folded, masked, match.end()) for match in islice(pattern.finditer(masked), 8))
        found += [span for span in spans if span][:1]
    for pattern in (_WITH, _QUOTED_KIND):
        match = pattern.search(folded)
        if match:
            found.append(match.span(next(name for name in pattern.groupindex if match[name])))
    return [min(found)] if found else []


def _activity(masked: str) -> list[Span]:
    """植树, 敬老院慰问, 清明祭英烈主题党日: an activity whose name is all that is said of it."""
    if not is_told(masked):
        return []
    outing = any(kind == "主题党日" for kind, _, _ in mentions(masked))
    for pattern in (_KIND_WITH, _ACTIVITY, _TITLE_LIKE, *((_SERVICE, _HELD) if outing else ())):
        for match in pattern.finditer(masked):
            words = match["what"]
            if not _NO_KIND.search(words) and not is_name(words) and place_end(words) < len(words):
                return [match.span("what")]
    return []


def topic_words(text: str, spans: list[Span]) -> str | None:
    """The topic as written; several are joined by a semicolon."""
    return "；".join(text[first:last] for first, last in spans) or None
