"""What it was about: the sender's own words after 主题, 议题, 研究了, 讲的是 …; never a summary, never a later speech.

The announced topic comes first: a label, 讲的是…, “…”主题党日; then what the meeting did (研究了…, 把…定了), until
somebody speaks; a bare quotation, title or activity (植树) last.
"""

import re
from collections.abc import Iterator

from config.patterns import regex
from handlers.reading.endings import words_end
from handlers.reading.kinds import mentions
from handlers.reading.people import name_at_end
from handlers.reading.text import BLANK, fold

Span = tuple[int, int]

_QUOTED = regex(r"《[^《》\n]{1,80}》|“[^“”\n]{1,80}”|\"[^\"\n]{1,80}\"")
_QUOTE = regex(r"[ ]*(?:“(?P<a>[^“”\n]+)”|\"(?P<b>[^\"\n]+)\")")
_TITLE = regex(r"《[^《》\n]+》(?:第[\d一二三四五六七八九十]+(?:[章节条卷讲册篇]|期(?:文章)?))?")

# ---- announced

_LABEL = regex(
    r"主题(?!党[日课团]|党员活动|教育|公园|班会|[日展]|活动|当日)(?:词|内容)?|"
    r"(?<![一二两三四五几\d][个项])议题(?![组目])|(?<!会)议程|题目|课题(?!组)|题[为叫](?=[“《\u4e00-\u9fff])"
)
_WEAK_LABEL = regex(
    r"(?:内容|篇目|书目|(?<=会议)事项|(?<=讨论)事项|(?<=研究)事项|(?<=主要)事项)(?=[ ]*(?:[:|为是有叫]|[就《“]|"
    r"[\u4e00-\u9fff]{3}))|(?:说|讲|学|议|聊|谈|做|干|讨论|研究)(?:了|的)(?:些?啥|些?什么)(?=[ :|是])|"
    r"(?:(?<=[,。; \n])|^)[议学讲研题](?=:)"
)
_AND = regex(
    r"(?:有|共)?[\d一二三四五两]+[个项条](?!月)[ :,]*|(?:还|都)?(?:叫做?|为|是|有|定为|如下)(?:[一1]个|这个)?|"
    r"就(?:是|叫|[一1]个)?|:|\||,(?=[“《])|"
    r"(?<=[一1]个),|\n(?=[ ]*(?:1|一、|\())|[ ]"
)
_WITH = regex(r"以[ ]*(?:“(?P<a>[^“”\n]+)”|(?P<b>[^,。;“”\n]{2,30}?))为(?:活动)?主?题(?!教)")
_AROUND = regex(
    r"围绕[着了]?[ ]*(?:“(?P<a>[^“”\n]+)”|(?P<b>[^,。;“”\n]{2,30}?))(?:这一?个?主题)?(?:开展|进行|展开|[作做]了|讨论|"
    r"学习|交流|谈|讲|$|,|。)"
)
_QUOTED_KIND = regex(
    r"“(?P<a>[^“”\n]{2,40})”[ ]*的?(?:为主题的?)?(?:系列|专题|特色)?(?:主[题体提]|[微党]党?课|党日|专题|学习|研讨|"
    r"实践|活动|讲座|报告会|组织生活)"
)
_VERB = (
    r"传达|学习(?!室|中心|基地|强国|教育|培训|[角园时]|空间|任务|材料|资料|小组)|研究(?![生所院室员部会]|中心)|"
    r"讨论(?![室区中])|审[议核查定批阅]|听取|部署(?!会)|布置|通报(?!会)|研讨(?![室会])|"
    r"商[讨议量定]|研[读判]|解读|酝酿|表决(?!权|票|情况|结果|[ :])|推选|选举|推荐|敲定|拟定|制定|修订|筹备|"
    r"领[学读](?!人|者|:)|诵读|朗读|共读|宣[讲读](?![团员会])|测评|评选|梳理|核对"
)
_OF_WHICH = regex(
    rf"(?:{_VERB}|交流|分享|汇报|座谈|[学讲聊谈议定审评选读念听看说])的(?:主要|就|还|都|主题|内容|题目|也)*(?:是|"
    rf"叫)(?:关于|有关)?[ :]*(?=[^,。; ])"
)

# ---- done

_DID = regex(
    rf"(?:{_VERB})(?:[和与、并及]?(?:{_VERB}|贯彻))*(?:了|过)?(?:一下|一遍|一次|下)?(?:[并和]?(?:一致|表决|"
    rf"投票)*(?:通过|同意)了?)?(?:关于|有关)?[ :]*(?=[^,。;的 了]|《|“)"
)
_DID_SHORT = regex(
    r"(?:(?P<twice>[学聊议讲说读看念捋理])[了一](?P=twice)|"
    r"(?:(?<![大同中小上自教开科好文留转放入休升])学|(?<![演听宣座主])讲|聊|谈|(?<![会审商评建提协倡抗异热决])议|"
    r"(?<![决规一固稳肯约否假锁拟确商敲审选制签预])定|审|(?<![推竞])选|"
    r"(?<![阅朗宣领研诵共解])读|念|看)[了过](?:一下|一遍|下|一[堂场部次篇])?)(?:关于|"
    r"有关)?(?=[\u4e00-\u9fff《“\d])(?!时间|下来|心)"
)
_DOES = regex(
    r"(?:(?<=[,。; \n:])|^|(?<=主要)|(?<=重点)|(?<=一起)|(?<=会上)|(?<=大家)|(?<=先)|(?<=再))"
    r"(?:(?:主要|重点|着重|专门|先|再|还|又|就|接着|然后|会上|一起|共同|集体|大家|我们|带大家|带领大家|组织大家|"
    r"组织党员|认真|深入|集中){1,3})?"
    r"(?:学(?![院生校期年科术员者长位分时工部士历业籍弟妹姐费风联习好会完得过了的])|"
    r"讲(?![座台师堂课党授解话义得者评完的了过])|聊(?![天得过了的聊])|议(?![题程事案论员会定:了的])|"
    r"分享(?!会|了|[,。; ])|交流(?!会|发言|讨论|学习|活动|了|[,。; ])|看(?=红|电影|《|展|望)|"
    r"谈(?![话心判得过了的到起谈])|说(?=的是))(?=[\u4e00-\u9fff《“]{2})|"
    r"(?<=[,。; \n讲])讲(?:授|了)?[ ]*(?=《|“)|(?<=讲)(?:授|了|的)?[ ]*(?=《|“)|主讲[ :]*(?=《|“)"
)
_WITH_VERB = regex(
    r"(?:观看|观摩|参观|重温|祭扫|瞻仰|缅怀|收看|收听|慰问|走访|清扫|打扫|(?:(?<=[,。; \n])|^)(?:走进|打卡|重走|寻访|"
    r"探访|体验|骑行))了?(?=[\u4e00-\u9fff《“])|"
    r"升国?旗|(?:义务)?植树|扫墓|(?:义务|志愿)劳动|(?:(?<=开展)|(?<=进行)|(?<=开展了)|(?<=进行了))批评[与和]自我批评"
)
_AND_DID = regex(rf"并(?:且|就|对)?(?=开展|进行|组织|[作做]|{_VERB}|通过)")
_TAKEN = regex(
    r"把(?P<what>[^,。;\n把]{2,30}?)(?:都|也|又|再|给|一起|一并|重新|大致|基本上?|初步|集体|认真){0,2}"
    r"(?:[定议过审学读看捋排顺理聊谈讲说对]|敲定|讨论|研究|布置|安排|梳理|核对|明确|通报|传达|商量|"
    r"部署)(?:了一?[定议过审学读看捋排顺理聊谈讲说对]|了?(?:一下|一遍|下来|出来|清楚|好|下)|了)(?=了?(?:[,。; \n]|$))"
)
_BARE_ACT = regex(r"讨论|研究|学习|交流|研讨|发言|审议|表决|部署|分享|汇报|座谈|心得|体会|材料|文件|精神")
_NO_TOPIC = regex(
    r"会议(?!精神|内容)|活动(?!方案|安排|计划|经费|室|阵地)|情况$|大家|我们?(?![国校院党省市区])|后(?!备|勤)|,|"
    r"[用的了是得过完]|在(?![职校建读编册线])|由(?!来)|室|中心|地[点方]|时间|主持|记录|应到|实到|人员|"
    r"[去来]的|到|从[\d一二三四五六七八九十两]+点|不(?!忘)|没|很|挺|都|也|就(?!业)|[吗呢吧]|什么(?!是)|啥|哪|"
    r"怎么?样?(?:[了的办]|$)|明确|鲜明|突出|待定|无$|通过$|一下|[一两三四五六七八九十半\d几好]+个?(?:多?小时|钟头|"
    r"分钟|多?人|次|遍|多)|很久|半天|"
    r"(?:一下|内容|材料|文件|活动|工作|问题|事情?|下|起来|结束|完毕|精神|体会|意见|建议|环节|发言|票|结果|方式|形式|"
    r"电影|视频|党?课|微?党课|话|解|完|[ ,。的了])+$"
)
_TRAIL = regex(
    r"(?:这件?个?事|的?(?:事情|事儿|事|相关事宜|有关事宜)(?<!情况的事)|等(?:内容|议题|事项)?|[吧啊呢嘛哈了])$"
)
_DOCUMENT = regex(r"\([^()]*(?:\([^()]*\)[^()]*)?(?:号|页|发|分钟)[^()]*\)$")
_PRONOUN = regex(r"(?:他|她|他们|她们|对方|其)(?:自己)?的?(?=[\u4e00-\u9fff]{2})")

# ---- who speaks

_SPEECH = regex(
    r"(?:大家|与会|党员们?|同志们?|[\u4e00-\u9fff]{2,3}(?:同志|老师|书记)?)(?:先后|依次|分别|逐一|踊跃|积极|(?:结合|"
    r"围绕|联系|就)[^,。;]{2,14})?"
    r"(?:指出|表示|强调|认为|建议|提[出到]|谈到|谈了|询问|原文领学|领学了?文件|[交表][流态]发言|作了?发言)|"
    r"会议(?:强调|要求|指出|认为|决定|明确|商定)|[交表][流态]发言"
)
_PERSON = regex(
    r"(?:书记|支书|组长|委员|老师|教授|同志|院长|主任|我|他|她|专家|辅导员|馆长|讲解员|"
    r"代表)(?:[给为带领向][^,。;]{0,4}大家|对|就|还|又|也|再|先|主要|详细|在?会上)?$"
)
_ALL = regex(r"(?:大家|与会[^,。;]{0,4}|党员们?)$")
_GOES_ON = regex(r"会议|会上|大会|还|并|同时|随后|最后|其次|再|又|[一二三四五]是|第[一二三四五]|[\d(]")
_PARAGRAPH = 150


def find_topic(folded: str) -> tuple[list[Span], list[Span]]:
    """Where the topic's words stand, and the stretches in which dates, numbers and kinds belong to the topic."""
    masked = _QUOTED.sub(lambda quoted: quoted[0][0] + "〇" * (len(quoted[0]) - 1), folded)
    for match in _LABEL.finditer(masked):
        span = _labelled(folded, masked, match.end())
        if span:
            return [span], [span]
    for way in (_announced, _done):
        spans = way(folded, masked)
        if spans:
            return spans, spans
    quoted = _QUOTE.search(folded)
    if quoted:
        return [quoted.span("a" if quoted["a"] else "b")], [quoted.span()]
    title = _TITLE.search(folded)
    spans = [title.span()] if title else _activity(masked)
    return spans, spans


# ---- announced


def _labelled(folded: str, masked: str, first: int) -> Span | None:
    """What stands behind a label: a quotation, a list, or words up to where the next fact begins."""
    label = first
    while joined := _AND.match(masked, first):
        first = joined.end()
    quote = _QUOTE.match(folded, first)
    if quote:
        return quote.span("a" if quote["a"] else "b")
    if masked[first : first + 1] in (",", "。", ";", "的", "\n", "") or (
        first == label and masked[first] in "了和与及、)"
    ):
        return None
    listed = bool(_NUMBERED.match(masked, first))
    return _topic(masked, first, words_end(masked, first, listed=listed, paired=True))


_SEVERAL = regex(
    r"(?:以下|如下|下列)?[\d一二三四五六两几]+(?:件|项|个)(?:事情?|工作|议题|内容|事项|问题|方面)(?:的?(?:内容|"
    r"工作))?[ ,:]*(?=\S)|(?:以下|如下|下列)(?:议题|事项|内容)?[ :]*"
)
_NUMBERED = regex(r" *(?:1[.、,)]|一[、是]|第一|\(1\)|\(一\))")


def _topic(masked: str, first: int, last: int) -> Span | None:
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


def _announced(folded: str, masked: str) -> list[Span]:
    """讲的是…, 内容：…, 以…为主题, “…”主题党日: whichever comes first."""
    found: list[Span] = []
    for pattern in (_OF_WHICH, _WEAK_LABEL):
        spans = (_labelled(folded, masked, match.end()) for match in pattern.finditer(masked))
        found += [span for span in spans if span][:1]
    for pattern in (_WITH, _QUOTED_KIND):
        match = pattern.search(folded)
        if match:
            found.append(match.span(next(name for name in pattern.groupindex if match[name])))
    return [min(found)] if found else []


# ---- done


def _done(folded: str, masked: str) -> list[Span]:
    """研究了…; 通报了…, as long as the meeting itself is told of: what somebody said then is not the topic."""
    first_class: list[Span] = []
    others: list[Span] = []
    silence = _SPEECH.search(masked)
    spoken = silence.start() if silence else len(masked)
    lecture = any(kind == "党课" for kind, _, _ in mentions(masked)[:1])
    for span, begins, talks in sorted(_deeds(folded, masked)):
        if first_class and (span[0] < first_class[-1][1] or begins > spoken):
            continue
        if first_class and len(masked) > _PARAGRAPH and not _goes_on(masked, first_class[-1][1], begins):
            continue
        if not _by_somebody(masked, begins) or (lecture and talks):
            first_class.append(span)
        elif not talks and not others:
            others.append(span)
    return first_class or others


def _deeds(folded: str, masked: str) -> Iterator[tuple[Span, int, bool]]:
    """Each verb's object, where its verb begins, and whether it is one person's to do (讲, 谈)."""
    for pattern in (_DID, _DID_SHORT, _DOES, _WITH_VERB):
        for match in pattern.finditer(masked):
            first = match.start() if pattern is _WITH_VERB else match.end()
            several = _SEVERAL.match(masked, first)
            first = several.end() if several else first
            listed = bool(several and _NUMBERED.match(masked, first))
            quote = _QUOTE.match(folded, first)
            end = quote.end() if quote else words_end(masked, max(first, match.end() - 1), listed=listed)
            more = _AND_DID.search(masked, first + 2, end)
            end = more.start() if more and not listed else end
            span = _topic(masked, first, end)
            if span is None and pattern is _DID and _BARE_ACT.fullmatch(masked, match.end(), end):
                span = match.start(), end  # 学习讨论 without 学习 says nothing
            if span and pattern is _DID and _BARE_ACT.fullmatch(masked, *span):
                span = match.start(), span[1]
            if span:
                yield span, match.start(), match[0][:1] in "讲谈聊说"
    for match in _TAKEN.finditer(masked):
        span = _topic(masked, *match.span("what"))
        if span:
            yield span, match.start(), False
    around = _AROUND.search(folded)
    if around and not _ALL.search(folded[: around.start()]) and not folded.startswith("批评", around.end()):
        yield around.span("a" if around["a"] else "b"), around.start(), False


def _by_somebody(masked: str, at: int) -> bool:
    clause = re.split(rf"[ ,。;:!?\n{BLANK}]", masked[max(0, at - 14) : at])[-1]
    return bool(clause) and bool(_PERSON.search(clause) or (len(clause) < 5 and name_at_end(clause)))


def _goes_on(masked: str, last: int, begins: int) -> bool:
    """Whether a second deed is the same sentence's, or begins a sentence that tells of the meeting again."""
    between = masked[last:begins]
    cut = max(between.rfind(sign) for sign in "。!?\n")
    return cut < 0 or bool(_GOES_ON.match(between[cut + 1 :] + masked[begins : begins + 4]))


# ---- what else may tell it

_ACTIVITY = regex(
    rf"(?:(?<=[,。;\n {BLANK}])|^)(?P<what>[\u4e00-\u9fff]{{0,10}}?(?:志愿服务|植树|劳动|祭扫|研学|慰问|清扫|大扫除|"
    rf"学雷锋|走访|拓展|竞赛|友谊赛|观影|朗诵|诵读会|知识竞答|升旗仪式)[\u4e00-\u9fff]{{0,6}}?)(?=的?主题党日|"
    rf"的?党日|[,。;\n ]|$)"
)
_KIND_WITH = regex(
    r"(?:开展|举行|举办|组织|搞|上|办|做|过)了?(?:一[次场堂节个期]|"
    r"[个场堂节次])?(?P<what>[\u4e00-\u9fff、]{3,20}?)的?(?:专题)?(?=主题党日|党课)"
)
_NO_KIND = regex(
    r"支部|全体|全院|党员(?:大|全|$)|小组|第|[\d月季年周暨和了在]|线[上下]|集中|大家|视频|扩大|主题|我们|组织|开|"
    r"本次|特色|生动|精彩|联合|专题|情况|同志|[上下]午|活动|[楼馆室厅会补报汇登请是有到]|参加|记录|老师|记一|填"
)


def _activity(masked: str) -> list[Span]:
    """植树, 敬老院慰问, 清明祭英烈主题党日: an activity whose name is all that is said of it."""
    for pattern in (_KIND_WITH, _ACTIVITY):
        for match in pattern.finditer(masked):
            if not _NO_KIND.search(match["what"]):
                return [match.span("what")]
    return []


# ---- talks

_SUBJECT_OF_TALK = regex(
    r"(?:事由|缘由)(?=[ ]*[:|是为])|(?:主要|重点|着重)(?:是)?(?:聊|谈|交流|沟通)(?:了|的)?(?:是|就是)?|(?:聊|谈|交流|"
    r"沟通)的(?:主要|就|都|内容|主题)*是|围绕[着了]?(?=[^,。;]{2,16}(?:开展|进行|谈|聊|交流|$|[,。;]))"
)
_SUBJECT = regex(
    r"(?!.*(?:家[庭里人]|婚|恋|分手|病|抑郁|心理|情绪|健康|身体|孕|孩子|[父母爸妈夫妻]|老[公婆]|债|钱|贷|房|处分|"
    r"违[纪规法]|举报|信访|矛盾|纠纷|离职|退学|宗教|信仰|死|癌|手术|吵|赌|"
    r"说|觉得|希望|[不没被哭太很]|因为|由于|(?<!思)想(?!法)))[\u4e00-\u9fff、和及与]{2,16}"
    r"(?<=压力|情况|问题|顾虑|状态|动态|进展|规划|发展|适应|培养|考察|工作|评聘|评审|转正|入党|关系|安排|计划|想法|"
    r"困惑|教学|科研|就业|毕业|结果|动机|认识|思想|学业|转岗|晋升|职称|换届|推荐|分工|职责|任务|作风|建议|意见|聘期|"
    r"申报|论文|项目|课题|打算|表现|要求|融入|成长)"
)


def talk_subject(text: str) -> str | None:
    """What a talk was about, where that is said (主要聊职称评聘的顾虑) and no more than a subject: its content is not kept."""
    folded = fold(text)
    for match in _SUBJECT_OF_TALK.finditer(folded):
        span = _labelled(folded, folded, match.end())
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


_HELD_ABOUT = regex(r"(?:开展|进行|[谈聊]了?|交流)[^,。;]{0,6}$")


def topic_words(text: str, spans: list[Span]) -> str | None:
    """The topic as written; several are joined by a semicolon."""
    return "；".join(text[first:last] for first, last in spans) or None
