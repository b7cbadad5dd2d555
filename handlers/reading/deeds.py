"""What a meeting did, and with what: 研究了…, 把…定了, 就…进行了讨论, as long as the meeting itself is told of.

Where somebody speaks, the topic is over: what is then discussed, proposed or demanded is the content.
"""

import re
from collections.abc import Iterator

from config.patterns import regex
from handlers.reading.endings import words_end
from handlers.reading.kinds import mentions
from handlers.reading.people import is_name, name_at_end
from handlers.reading.wording import Span, as_topic, is_listed, quoted_alone
from handlers.written.text import BLANK

VERB = (
    r"传达|学习(?!室|中心|基地|强国|教育|培训|[角园时]|空间|任务|材料|资料|小组)|研究(?![生所院室员部会]|中心)|"
    r"讨论(?![室区中])|审[议核查定批阅]|听取|部署(?!会)|布置|通报(?!会)|研讨(?![室会])|"
    r"商[讨议量定]|议定|(?:投票|表决|审议)通过|研[读判]|解读|酝酿|表决(?!权|票|情况|结果|[ :])|推选|选举|推荐|敲定|"
    r"拟定|制定|修订|筹备|"
    r"领[学读](?!人|者|:)|诵读|朗读|共读|宣[讲读](?![团员会])|评选|梳理|核对"
)
"""With these verbs an announced topic is an object."""
_DID = regex(
    rf"(?:{VERB})(?:[和与、并及]?(?:{VERB}|贯彻))*(?:了|过)?(?:一下|一遍|一次|下)?(?:[并和]?(?:一致|表决|"
    rf"投票)*(?:通过|同意|产生|选出)了?)?(?:关于|有关)?[ :]*(?=[^,。;的 了]|《|“)"
)
_DID_SHORT = regex(
    r"(?:(?P<twice>[学聊议讲说读看念捋理碰审排对盘])[了一](?P=twice)|过了?(?:一遍|一下|下)|"
    r"(?:(?<![大同中小上自教开科好文留转放入休升])学|(?<![演听宣座主])讲|聊|谈|(?<![会审商评建提协倡抗异热决])议|"
    r"(?<![决规一固稳肯约否假锁拟确商敲审选制签预])定|审|(?<![推竞])选|"
    r"(?<![阅朗宣领研诵共解])读|念|看|交流|分享|探讨)[了过](?:一下|一遍|下|一[堂场部次篇])?)(?:关于|"
    r"有关)?(?=[\u4e00-\u9fff《“\d])(?!时间|下来|心)"
)
_DOES = regex(
    r"(?:(?<=[,。; \n:])|^|(?<=主要)|(?<=重点)|(?<=一起)|(?<=会上)|(?<=大家)|(?<=先)|(?<=再))"
    r"(?:(?:主要|重点|着重|专门|先|再|还|又|就|接着|然后|会上|一起|共同|集体|大家|我们|带大家|带领大家|组织大家|"
    r"组织党员|认真|深入|集中){1,3})?"
    r"(?:学(?![院生校期年科术员者长位分时工部士历业籍弟妹姐费风联习好会完得过了的])|"
    r"讲(?![座台师堂课授解话义得者评完的了过]|党课|微党)|聊(?![天得过了的聊])|议(?![题程事案论员会定:了的])|"
    r"关于|有关|(?:宣布|公布|总结|回顾|汇报|确定|明确|落实|安排|筹划|谋划|策划|排查|征求|考察|核查|清点|收缴|启动|"
    r"学唱|对照|沟通|对接|协调|跟进|解决|细化|优化|完善|规划|统筹|盘点|摸排|探讨|分析|剖析|查摆|反思|检视|评估|评审|"
    r"核定|遴选|预审|复盘|演练|宣传|普及|讲述|阐释|解析)了?|分享(?!会|了|[,。; ])|交流(?!会|发言|讨论|学习|活动|了|"
    r"[,。; ])|看(?=红|电影|《|展|望)|"
    r"谈(?![话心判得过了的到起谈])|说(?=的是))(?=[\u4e00-\u9fff《“]{2})|"
    r"(?<=[,。; \n讲])讲(?:授|了)?[ ]*(?=《|“)|(?<=讲)(?:授|了|的)?[ ]*(?=《|“)|主讲[ :]*(?=《|“)|"
    r"(?<![致未没否])通过了?(?=[^,。;]{2,24}(?:方案|计划|名单|办法|决议|人选|报告|申请|材料|转正|党员)(?:[,。; ]|$))|"
    r"听了(?=[^,。;]{2,20}(?:讲座|报告|宣讲|故事|音乐会)(?:[,。; ]|$))|(?<=请)了?[^,。;]{2,12}?(?:来|"
    r"[给为]大家)*(?:讲授?|介绍|解读|宣讲|分享)[了的]?(?=[\u4e00-\u9fff《“]{2})(?![座台课话解授义]|党课|微党|报告)"
)
_WITH_VERB = regex(
    r"(?:观看|观摩|参观|重温|祭扫|瞻仰|缅怀|收看|收听|(?:(?<=[,。; \n织展院里])|^)(?:走进|走读|行走|追寻|打卡|重走|"
    r"寻访|"
    r"探访|体验|骑行|慰问|走访|清扫|打扫))了?(?=[\u4e00-\u9fff《“])|"
    r"升国?旗|(?:义务)?植树|扫墓|(?:义务|志愿)劳动|(?:(?<=开展)|(?<=进行)|(?<=开展了)|(?<=进行了))批评[与和]自我批评"
)
_TAKEN = regex(
    r"把(?P<what>[^,。;\n把]{2,30}?)(?:都|也|又|再|给|一起|一并|重新|大致|基本上?|初步|集体|认真){0,2}"
    r"(?:[定议过审学读看捋排顺理聊谈讲说对]|敲定|讨论|研究|布置|安排|梳理|核对|明确|通报|传达|商量|"
    r"部署)(?:了一?[定议过审学读看捋排顺理聊谈讲说对]|了?(?:一下|一遍|下来|出来|清楚|好|下)|了)(?=了?(?:[,。; \n]|$))"
)
_AROUND = regex(
    r"围[绕着][着了]?[ ]*(?:“(?P<a>[^“”\n]+)”|(?P<b>[^,。;“”\n]{2,30}?))(?:这一?个?主题)?(?:开展|进行|展开|[作做]了|"
    r"讨论|学习|交流|谈|讲|聊|$|,|。)|"
    r"(?:(?<=[,。; \n:])|^|(?<=会议)|(?<=会上)|(?<=大家))(?:就|对|针对)[ ]*(?:“(?P<c>[^“”\n]+)”|"
    r"(?P<d>(?![在是近地我这])[^,。;“”\n]{2,30}?))(?:进行|展开|开展|[作做]了|交换)(?=了|[\u4e00-\u9fff])|(?:聚焦|"
    r"紧扣)(?:“(?P<e>[^“”\n]+)”|(?P<f>[^,。;“”\n]{3,30}))"
)
_AND_DID = regex(rf"并(?:且|就|对)?(?=开展|进行|组织|交流|座谈|分享|[作做]|{VERB}|通过)")
_SEVERAL = regex(
    r"(?:以下|如下|下列)?[\d一二三四五六两几]+(?:件|项|个)(?:事情?|工作|议题|内容|事项|问题|方面)(?:的?(?:内容|"
    r"工作))?[ ,:]*(?=\S)|(?:以下|如下|下列)(?:议题|事项|内容)?[ :]*"
)
_BARE_ACT = regex(
    r"讨论|研究|学习|交流|研讨|发言|审议|表决|部署|分享|汇报|通报|案例|简报|座谈|心得|体会|材料|文件|精神"
)
_RECORD = regex(r"[应实]到|主持|记录|到齐|全到|缺席|请假|开了?[个次]?.?会")

# ---- who speaks

_SPEECH = regex(
    r"(?:大家|与会|党员们?|同志们?|(?P<who>[\u4e00-\u9fff]{2,3})(?:同志|老师|书记)?)(?:先后|依次|分别|逐一|踊跃|积极|"
    r"(?:结合|"
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
_PARAGRAPH = 100


def is_told(masked: str) -> bool:
    """Whether some other fact of a record stands there: without one, words may be an answer or chatter."""
    return bool(mentions(masked) or _RECORD.search(masked))


def done(folded: str, masked: str) -> list[Span]:
    """研究了…; 通报了…, as long as the meeting itself is told of: what somebody said then is not the topic."""
    first_class: list[Span] = []
    others: list[Span] = []
    spoken = next((match.start() for match in _SPEECH.finditer(masked) if _speaks(match)), len(masked))
    lecture = any(kind == "党课" for kind, _, _ in mentions(masked)[:1])
    for span, begins, talks in sorted(_deeds(folded, masked)):
        if first_class and (begins < first_class[-1][1] or begins > spoken):
            continue
        if first_class and len(masked) > _PARAGRAPH and not _goes_on(masked, first_class[-1][1], begins):
            continue
        if not _by_somebody(masked, begins) or (lecture and talks):
            first_class.append(span)
        elif not talks and not others:
            others.append(span)
    if len(first_class) > 1:  # 围绕“四查四看”开展批评与自我批评: the way, not the topic
        first_class = [span for span in first_class if not masked.startswith("批评", span[0])] or first_class
    return first_class or others


def _deeds(folded: str, masked: str) -> Iterator[tuple[Span, int, bool]]:
    """Each verb's object, where its verb begins, and whether it is one person's to do (讲, 谈)."""
    told = is_told(masked)
    for pattern in (_DID, _DID_SHORT, _DOES, _WITH_VERB) if told else (_DID, _WITH_VERB):
        for match in pattern.finditer(masked):
            first = match.start() if pattern is _WITH_VERB else match.end()
            several = _SEVERAL.match(masked, first)
            first = several.end() if several else first
            listed = bool(several) and is_listed(masked, first)
            quote = quoted_alone(folded, first)
            end = quote[1][1] if quote else words_end(masked, max(first, match.end() - 1), listed=listed)
            more = _AND_DID.search(masked, first + 2, end)
            end = more.start() if more and not listed else end
            span = as_topic(masked, first, end) if masked[first : first + 1] != "(" or listed else None
            if span is None and pattern is _DID and _BARE_ACT.fullmatch(masked, match.end(), end):
                span = match.start(), end  # 学习讨论 without 学习 says nothing
            if span and pattern is _DID and _BARE_ACT.fullmatch(masked, *span):
                span = match.start(), span[1]
            if span and not _of_a_kind(masked, match.start(), first):
                yield span, match.start(), match[0][:1] in "讲谈聊说"
    for match in _TAKEN.finditer(masked):
        span = as_topic(masked, *match.span("what"))
        if span:
            yield span, match.start(), False
    around = _AROUND.search(folded) if told else None
    if (
        around
        and not _ALL.search(folded[: around.start()])
        and (around["a"] or not folded.startswith("批评", around.end()))
    ):
        yield around.span(next(name for name in "abcdef" if around[name])), around.start(), False


def _speaks(match: re.Match[str]) -> bool:
    """Whether it is a person who says: 吴敏建议, 大家表示; not 研究提出."""
    who = match["who"]
    return who is None or any(is_name(who[-length:]) for length in (2, 3) if len(who) >= length)


def _of_a_kind(masked: str, begins: int, first: int) -> bool:
    """集中学习 上周五…: the verb is the kind's name, and a blank behind it begins another fact."""
    return masked[first - 1] == " " and any(at <= begins < end for _, at, end in mentions(masked))


def _by_somebody(masked: str, at: int) -> bool:
    clause = re.split(rf"[ ,。;:!?\n{BLANK}]", masked[max(0, at - 14) : at])[-1]
    return bool(clause) and bool(_PERSON.search(clause) or (len(clause) < 5 and name_at_end(clause)))


def _goes_on(masked: str, last: int, begins: int) -> bool:
    """Whether a second deed is the same sentence's, or begins a sentence that tells of the meeting again."""
    between = masked[last:begins]
    cut = max(between.rfind(sign) for sign in "。!?\n")
    return cut < 0 or bool(_GOES_ON.match(between[cut + 1 :] + masked[begins : begins + 4]))
