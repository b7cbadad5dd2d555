"""Which words can be a topic: without what hangs on at their ends, and none that only fill a sentence.

And what a heart-to-heart talk was about, where that is said: its subject may be kept, what was said in it may not.
"""

from config.patterns import regex
from handlers.reading.endings import words_end
from handlers.reading.kinds import mentions
from handlers.written.text import BLANK, fold

Span = tuple[int, int]

_QUOTED = regex(r"《[^《》\n]{1,80}》|“[^“”\n]{1,80}”|\"[^\"\n]{1,80}\"")
_QUOTE = regex(r"[ ]*(?:“(?P<a>[^“”\n]+)”|\"(?P<b>[^\"\n]+)\")")
_CLOSED = regex(
    rf"[ ,。;!?\n、()“{BLANK}]|$|的|主[题体]|活动|[微党]|为|开展|进行|[我由应实地时记全共缺请到在]|"
    rf"[\u4e00-\u9fff]{{2,3}}(?:主持|记录)|专题|系列"
)
"""Behind a quotation: it is the topic alone. Other words belong to it (“人工智能+”行动意见)."""
_AND = regex(
    r"(?:有|共)?[\d一二三四五两]+[个项条](?!月)[ :,]*|(?:还|都)?(?:叫做?|为|是|有|定为|如下)(?:[一1]个|这个)?|"
    r"就(?:是|叫|[一1]个)?|包括|:|\||-{1,2}|,(?=[“《])|"
    r"(?<=[一1]个),|\n(?=[ ]*(?:1|一、|\())|[ ]"
)
_NUMBERED = regex(r" *(?:1[.、,)]|一[、是]|第一|\(1\)|\(一\))")

_NO_TOPIC = regex(
    r"会议(?!精神|内容)|活动(?!方案|安排|计划|经费|室|阵地)|情况$|大家|我们?(?![国校院党省市区])|后(?!备|勤)|,|"
    r"[用的了是得过完和与及、]|丰富|充实|[详翔]实|精彩|生动|深刻|较|见|同上|略|附后|提出|认为|指出|强调|聚焦|紧扣|"
    r"简报|纪要|汇总|登记|小结|会(?=$|[,。:])|在(?![职校建读编册线])|由(?!来)|[^,。;]{0,8}?\d元|[室间厅馆楼站屋]|"
    r"中心|地[点方]|时间|"
    r"主持|记录|应到|实到|人员|"
    r"[去来]的|到|从[\d一二三四五六七八九十两]+点|不(?!忘)|没|很|挺|都|也|就(?!业)|[吗呢吧]|什么(?!是)|啥|哪|"
    r"怎么?样?(?:[了的办]|$)|明确|鲜明|突出|待定|无$|通过$|一下|[一两三四五六七八九十半\d几好]+个?(?:多?小时|钟头|"
    r"分钟|多?人|次|遍|多)|很久|半天|"
    r"(?:一下|内容|材料|文件|活动|工作|问题|事情?|下|起来|结束|完毕|精神|体会|意见|建议|环节|发言|感受|人选|名单|票|"
    r"结果|方式|形式|"
    r"电影|视频|党?课|微?党课|话|解|完|[ ,。的了])+$"
)
_SUBJECT_DID = regex(
    r"(?:小组成员|全体(?:党员|成员|支委)?|大家|党员们?|会议|支部|我们)?(?:一起|共同|集体|首先|先|认真)?(?:学习|传达|"
    r"讨论|研究|听取|审议|通报|观看|交流)了"
)
_TRAIL = regex(
    r"(?:这件?个?事|的?(?:事情|事儿|事|相关事宜|有关事宜)(?<!情况的事)|等(?:内容|议题|事项)?|[吧啊呢嘛哈了])$"
)
_DOCUMENT = regex(r"\([^()]*(?:\([^()]*\)[^()]*)?(?:号|页|发|分钟|党日|党课|会)[^()]*\)$")


def masked_quotes(folded: str) -> str:
    """The same text, in which nothing inside quotation marks is a sign or a word."""
    return _QUOTED.sub(lambda quoted: quoted[0][0] + "〇" * (len(quoted[0]) - 1), folded)


def quoted_alone(folded: str, first: int) -> tuple[Span, Span] | None:
    """The quotation that begins here and is the topic alone: its words, and the whole of it with its marks."""
    quote = _QUOTE.match(folded, first)
    if quote is None or not _CLOSED.match(folded, quote.end()):
        return None
    return quote.span("a" if quote["a"] else "b"), quote.span()


def is_listed(masked: str, first: int) -> bool:
    """Whether a numbered list begins here: 1.… 2.…, 一是…；二是…."""
    return bool(_NUMBERED.match(masked, first))


def labelled(folded: str, masked: str, first: int) -> Span | None:
    """What stands behind a label: a quotation, a list, or words up to where the next fact begins."""
    label = first
    while joined := _AND.match(masked, first):
        first = joined.end()
    quote = quoted_alone(folded, first)
    if quote:
        return quote[0]
    if masked[first : first + 1] in (",", "。", ";", "的", "\n", "") or (
        first == label and masked[first] in "了和与及、)"
    ):
        return None
    told = _SUBJECT_DID.match(masked, first)
    first = told.end() if told else first
    listed = is_listed(masked, first)
    return as_topic(masked, first, words_end(masked, first, listed=listed, paired=True))


def as_topic(masked: str, first: int, last: int) -> Span | None:
    """The words without what hangs on at their ends; None where they can be no topic."""
    while first < last and masked[first] in " :,":
        first += 1
    document = _DOCUMENT.search(masked, first, last)
    if document and document.start() > first:
        last = document.start()
    while last > first and masked[last - 1] in " ,;。)、":
        if masked[last - 1] == ")" and "(" in masked[first:last]:
            break
        last -= 1
    kind = next((at for _, at, _ in mentions(masked) if first < at < last and masked[at - 1] == "的"), None)
    last = kind - 1 if kind else last
    if kind and masked[last - 1] in "讲上开":
        return None  # 刘书记讲的党课
    hanging = _TRAIL.search(masked, first, last)
    if hanging and hanging.start() - first > 1:
        last = hanging.start()
    if last - first < 2 or _NO_TOPIC.match(masked[first:last]):
        return None
    if any(at <= first and last <= end for _, at, end in mentions(masked)):
        return None
    return first, last


# ---- talks

_SUBJECT_OF_TALK = regex(
    r"(?:事由|缘由)(?=[ ]*[:|是为])|(?:主要|重点|着重)(?:是)?(?:聊|谈|交流|沟通)(?:了[聊谈]|了|的)?(?:一下)?(?:是|"
    r"就是)?|(?:聊|谈|交流|"
    r"沟通)的(?:主要|就|都|内容|主题)*是|(?<=[,。; ])主要是(?![因他她])|围绕[着了]?(?=[^,。;]{2,16}(?:开展|进行|谈|"
    r"聊|交流|$|[,。;]))"
)
_SUBJECT = regex(
    r"(?!.*(?:家[庭里人]|婚|恋|分手|病|抑郁|心理|情绪|健康|身体|孕|孩子|[父母爸妈夫妻]|老[公婆]|债|钱|贷|房|处分|"
    r"违[纪规法]|举报|信访|矛盾|纠纷|离职|退学|宗教|信仰|死|癌|手术|吵|赌|"
    r"说|觉得|希望|[不没被哭太很]|因为|由于|(?<!思)想(?!法)))[\u4e00-\u9fff、和及与]{2,16}"
    r"(?<=压力|情况|问题|顾虑|状态|动态|进展|规划|发展|适应|培养|考察|工作|评聘|评审|转正|入党|关系|安排|计划|想法|"
    r"困惑|教学|科研|就业|毕业|结果|动机|认识|思想|学业|转岗|晋升|职称|换届|推荐|分工|职责|任务|作风|建议|意见|聘期|"
    r"申报|论文|项目|课题|打算|表现|要求|融入|成长|调整|变动|改进|提升|准备|落实|建设)"
)
_PRONOUN = regex(r"(?:他|她|他们|她们|对方|其)(?:自己)?的?(?=[\u4e00-\u9fff]{2})")
_HELD_ABOUT = regex(r"(?:开展|进行|[谈聊]了?|交流)[^,。;]{0,6}$")


def talk_subject(text: str) -> str | None:
    """What a talk was about, where that is said (主要聊职称评聘的顾虑) and no more than a subject: no content."""
    folded = fold(text)
    for match in _SUBJECT_OF_TALK.finditer(folded):
        span = labelled(folded, folded, match.end())
        if span is None:
            continue
        first, last = span
        own = _PRONOUN.match(folded, first, last)
        first = own.end() if own else first
        way = _HELD_ABOUT.search(folded, first, last)
        last = way.start() if way else last
        if _SUBJECT.fullmatch(folded, first, last):
            return text[first:last]
    return None
