"""Why somebody was absent: which words can be a reason, how surely, and the sender's own words without 请假 and 没来.

Closed words stand for themselves (出差, 病假); others open a reason that goes on (去市里开会, 家里老人住院).
"""

from config.patterns import regex
from handlers.written.numbers import NUMBER
from handlers.written.text import BLANK

_LEAVE = (
    r"(?:请了?的?|休了?的?)?(?:病|事|产|婚|丧|年休?|公|私|探亲|陪产|产检|陪护|护理|育儿|哺乳|工伤|调休|补休|孕|流产|"
    r"保胎|公休|生育|寒|暑)假"
)
_ILL = (
    "因病|生病|病了|病重|病倒|患病|重病|大病|住院|住着院|做?手术|开刀|体检|复查|复诊|看病|看牙|就医|就诊|陪护|陪诊|"
    "陪床|发高?烧|发热|高烧|重?感冒|流感|"
    "咳嗽|头[疼痛晕]|胃[疼痛]|肚子[疼痛]|拉肚子|腹泻|骨折|扭伤|崴脚|崴了脚|摔伤|受伤|养伤|养病|康复|身体(?:不适|"
    "不舒服|抱恙|原因|欠佳|不好|有恙)|不舒服|"
    "不适|怀孕|孕检|产检|待产|坐月子|生孩子|生小孩|生娃|生二胎|分娩|隔离|输液|打点滴|过敏|肺炎|新冠|阳了|中暑|"
    "牙[疼痛]|拔牙|腰[疼痛扭]|陪产|保胎|孕期|哺乳期|产后|"
    "出车祸|请病"
)
_AWAY = (
    "因公外出|因公出差|因公出国|外出公干|出差|公出|公差|公干|因公|因私|因事|因故|外出|在外|出国|出境|外派|公派|访学|"
    "援[疆藏青非滇]|挂职|借调|支教|驻村|扶贫|轮岗|"
    "访问|流动(?:党员)?|奔丧|探亲|返乡|省亲|休假|调休|补休|轮休|年休|公休|请假|缺席|旅游|出游|度假|实习"
)
_HOME = (
    "家里?中?临?时?有(?:急|要)?事|家中?里?(?:急|私)?事|(?:临时)?有(?:私|急|要|公)?事(?!迹|业)|(?:私|急)事|"
    "另有(?:公务|任务|安排|要事|公干|会议|事)|"
    "有(?:紧急|临时|其他|别的|重要|公务|接待|教学)?(?:任务|公务|安排|接待)|临时(?:有)?(?:任务|公务|工作|安排)|"
    "家里?有?老人(?:生病|住院|过世|去世)|走不开|脱不开身|赶不[回过及]来?|来不[了及]|"
    "没赶[上回]来?|堵车|没空|没时间|失联|联系不上|年老体弱|行动不便|腿脚不便|高龄|年迈|工作冲突|时间冲突|课程冲突|"
    "与?课?冲突|"
    "办理?丧事|亲属?去世|亲人去世|婚礼|搬家"
)
_WORK = (
    "带?考试|监考|巡考|阅卷|改卷|评卷|批卷|命题|出题|答辩|带队|带学生|带实习|带班|值班|加班|夜班|招生|调研|考察|实验|"
    "参?开会|有会|评审|评标|比赛|竞赛|参赛|"
    "面试|复试|上课|有(?:早|晚|夜)?课|授课|代课|听课|讲课|听讲座|做讲座|开讲座|有讲座|培训|进修|读博|读研|考研|考博|"
    "挂号|找工作|答疑|开标|"
    "录课|排课|调课|毕设|跑项目|做项目|项目验收|"
    "在职读博|脱产学习|外出学习|党校培训|党校学习|家长会|毕业答辩|开题|中期检查|评估|巡察|督导|支医|义诊|门诊|出诊|"
    "坐诊|写论文|回家|回老家|在家|公务|结婚|订婚"
)
STRONG = rf"(?:{_LEAVE}|{_ILL}|{_AWAY}|{_HOME})"
WEAK = rf"(?:{_WORK})"
_ABSENT = (
    r"(?:(?:履行|办理?)了?(?:好)?(?:请假)?手续|请假手续|请了?个?假(?!期|制|条)|请的假|缺席|缺勤|没有?来(?!得及)|"
    r"没来成|没到会?|没在|不在(?=$)|没能?(?:来|到|参加|去|"
    r"出席|参会|赶到|到场)(?:成|会议|会|活动|了)?|"
    r"未能?(?:来|到会|到场|到|参加|出席|参会|前来|与会|参与)(?:成|本次|此次|会议|会|活动)*|不能来|不能参加|"
    r"无法(?:参加|出席|到会|到场|来)(?:会议)?|来不了|没法来|没参加上?)"
)
_BEFORE = regex(
    rf"(?:[ ,:]|以上|上述|(?:书面|口头|电话|微信|提前|事先|事前|按程序|按规定|向(?:党?支部|书记|组织|"
    rf"学院))(?=[请履办报])|今天|昨天|[上下]午(?!茶)|晚上|[\d一二三四五六七八九十两]{{1,2}}(?:点半?|:\d\d)|也|均|都|"
    rf"皆|"
    rf"全部?|另(?!有)|已经?|目前|现在|眼下|当[天时晚日](?!在)|那天|临时(?=出差|外出|开会)|突然|主要|原因|理由|事由|"
    rf"缘由|"
    rf"是因为|是因(?![公病事私故])|因为|由于|因(?![公病事私故])|因(?=公派|公出(?![差国])|公假|病假|事假)|"
    rf"[是为系](?!期|了|人|国|学习|其)|"
    rf"说|还(?!乡|款)|仍|一直|正好|恰好|刚好|"
    rf"正在?|需?要(?=[\u4e00-\u9fff]{{2}})|(?<![必急])需|得(?=去|带|陪|上|在)|"
    rf"[他她它]?们?(?:俩|两个?人?|二人|[他她]们)|[他她](?=[\u4e00-\u9fff])|(?:{NUMBER})(?:个|位|名)?(?:人|老师|"
    rf"同志)?(?=[均都因在去请病出])|"
    rf"因?(?:本人|自己|个人)(?=有|身|家|临)|{_ABSENT}(?=(?![会场席议]|加(?!班))[\u4e00-\u9fff,: ])|在(?=赶|忙着?|陪|"
    rf"照顾|写|准备|参加|带(?=学|毕|实|队|孩)|(?:{STRONG}|"
    rf"{WEAK})(?:中|了)?$|出差|休|住院|监考|上课(?!堂)|开会|值班|加班|实习|调研|答辩|带队|隔离))"
)
_AFTER = regex(
    rf"(?:[ ,:]|而|所以|故|于是|就|{_ABSENT}|都?没(?:来|到|去)|不在$|了|啦|呢|吧|的|去了|情况|缘故|原因|中|等(?:原因|"
    rf"事由|事)?|期间|所致|向支部|已报备|已经?)$"
)
_EXACT = regex(rf"(?:{STRONG}|{WEAK})(?:了|中|去了|未归|在外|在家|在京|期间|没回来|没回|未回)?(?:{_ABSENT})?了?")
_STRONG_HEAD = regex(rf"{STRONG}|{_ABSENT}")
_WEAK_HEAD = regex(WEAK)
_OPEN_HEAD = regex(
    r"学[院校](?=临|组织|要|让|通知|会|接|检)|考(?!虑|察|核|验|评|试)|写(?!了|的|下|好|出)|做(?=胃镜|肠镜|检查|核磁|"
    r"彩超|B超|透析|化疗|理疗|针灸|评委|裁判)|"
    r"丈母娘|老丈人|叔叔|伯父|伯母|姑姑|姑妈|姨妈|舅舅|舅妈|姐姐|哥哥|弟弟|妹妹|侄|外甥|宝宝|二宝|大宝|二胎|小朋友|"
    r"男朋友|女朋友|对象生|长辈|老母|老父|双亲|"
    r"膝盖|嗓子|喉咙|眼|鼻|耳|胳膊|手腕|手指|手臂|肩|颈椎|腰椎|胃|肠|肾|肝|胆|肺|心脏|皮肤|血糖|脚踝|关节|韧带|阑尾|"
    r"结石|甲状腺|视网膜|白内障|"
    r"气管|支气管|扁桃体|荨麻疹|带状疱疹|湿疹|高血压|低血糖|偏头痛|心绞痛|孕吐|"
    r"当(?=裁判|评委|志愿|考官|监考|伴|面试|嘉宾)|听(?=课|讲|报告)|看(?=病|护|望|房|牙|医|眼|孩|小|家|实验|考场)|拔|"
    r"跑(?=材料|步|项目|手续|业务|医院)|"
    r"备考|备战|备课|调试|迎新|军训|出庭|竞聘|应聘|求职|报到|报名|体测|睡过|睡着|忘[了记]|记错|记混|迷路|相亲|约了|"
    r"修(?=车|电|理|手机)|租房|"
    r"买(?=房|票|药|材料)|领(?=证|奖|孩)|取(?=证|报告|药|件)|交(?=材料|论文|房)|拿(?=药|报告|材料|证)|帮(?=忙|厨|家|"
    r"孩|学|同|朋)|授(?!予)|教(?=课|学)|"
    r"讲(?=课|座|学)|开车|骑车|喝喜|吃(?=喜|席|坏)|过(?=生日|寿|敏)|检查|抢修|施工|录(?=课|像|视频)|拍(?=摄|片|照|"
    r"视频)|采(?=样|购|访|集)|"
    r"排练|彩排|演出|训练|支援|帮扶|蹲点|对接|洽谈|谈(?=项目|合作)|陪同|会见|拜访|走访|走亲|探(?=视|望|病|班)|"
    r"守(?=孝|灵|夜)|误(?=机|车|了)|晚点|"
    r"手机|电脑|电动车|电瓶车|汽车|地铁|公交|大巴|台风|暴雨|大雪|大雾|封路|限行|停电|停水|漏水|水管|暖气|煤气|小区|"
    r"物业|快递|疫苗|核酸|"
    r"论文(?=返|修|盲|送|评|截)|课程|教学|科研|实验室|实验(?=课|设|数|走|没)|项目(?=[中结验申评答汇检])|基金|答疑|"
    r"招聘|就业|宣讲|校外|院外|外校|外单位|兄弟院校|"
    r"研究生|本科生|留学生|新生|毕业生|学生(?=[出生住打有突家])|长期|"
    r"因(?!此|为此)|由于|在(?!会上|会议|场|座|发言|讨论|岗|此|线|我们|支部|职党)|去(?!年|除)|赴|到(?!会|齐|了?\d|场|"
    r"期|[了达位]|[一二三四五六七八九十])|回(?!答|应|顾|收|复|忆|望)|前往|飞|陪|带(?!头|来|领)|送(?!了)|接(?!受|着|"
    r"收|待了)|"
    r"照顾|照看|照料|看护|护理|参加(?!人|了?会议$|会议$|者|党(?:日|课|小组|员|支部|的)|工作)|参与(?!了|人|讨论)|"
    r"出席(?!会议$|人|会$)|"
    r"指导(?!意|我|大|支)|组织(?!委|部|学|生活|员|大)|忙|赶(?!紧|上)|做(?!了|好|出|表|报)|办(?!公|法|好)|处理|"
    r"上(?!级|述|台|传|报|半|周|个|海?次|午)|给(?!大|我|予)|"
    r"为(?:学生|孩子|家)|代表(?:学院|学校|系里|单位|支部)(?:参|出|去|外)|随(?!后|即)|跟(?:团|岗|队|课|着)|被(?:抽|借|"
    r"派|安排|学|隔)|有(?=.{0,6}(?:课|会|事|任务|考|工作|安排|活动|训练|比赛|实验|项目|手术|约|答辩|讲座|航班|检查|"
    r"评估|测试|培训|约会|客人|外宾|接待))|"
    r"没(?:赶|买|抢|回|空|时间)|腿|脚(?!踏)|腰|牙|头(?=疼|痛|晕)|眼睛|身体(?!力)|血压|心脏|嗓子|"
    r"年纪|年事|年岁|孩子|小孩|娃|女儿|儿子|孙子|孙女|外孙|父亲|母亲|父母|爸|妈|爱人|妻子|丈夫|老公|老婆|媳妇|岳父|"
    r"岳母|公公|婆婆|奶奶|爷爷|外公|外婆|姥|家里|家中|家人|家属|家庭|家(?=[有长])|老家|老人|亲属|亲戚|亲人|"
    r"车(?=坏|限|抛)|航班|火车|飞机|高铁|路上|单位(?=有|安|加|开|派)|学[院校](?=有|安|派|开|另)|院里|系里|校里|"
    r"课题组|课题|国[外内]|外地|异地|海外|境外|省外|市外|京外|党校|"
    r"打(?:疫苗|官司|点|针|比赛)|学(?:车|驾)|考(?:驾|编|证|博|研|公|教)|写(?:论文|本子|材料|标书|基金)|改(?:卷|论文|"
    r"作业|本子)|批改|讲座|申报|准备(?:答|考|论|课|材|比)|进(?:修|组|京|藏|疆)|下(?:乡|基层|厂|企业|县)|"
    r"驻(?!足|点)|值(?!得)|轮(?=值|休|岗)|复习|喂奶|倒班|早班|晚班|中班|野外|田间|下地|采样|出海|出野外|入院|转院|"
    r"入职|离职|退休|旅|培养|支援|承担|主持(?=考|面|答|其)|担任|临时|突发|突然|急性|疑似|痛风|中风|确诊|高反|晕|伤|"
    r"痔|术后|"
    r"结婚|婚|丧|守孝|吊唁|扫墓|祭祖|祭扫|上坟|过年|买房|装修|验房|搬|办证|签证|毕业(?=答|典|设|实)|实习(?=单|期)|"
    r"论文|答辩|开题|调(?=研|休|课)|评(?=审|标|估|职)|国培|集训|军训|团建|拓展|比赛|大赛|年会|论坛|学术会|研讨会|"
    r"会议冲|另一"
)
_KNOWN_END = regex(rf"(?:{STRONG}|{WEAK})(?:了|中)?$")
STORY = regex(
    r"提出|表示|指出|认为|建议|介绍|汇报了?|发言|领学|宣读|主讲|谈了|谈到|谈体会|强调|传达|带领|作了|做了(?!手术)|"
    r"分享|列席|旁听|主持|记录|当选|牵头|同意|"
    r"通过了|说明了|补充|总结|点评|领誓|回顾|讲了|代表支委会|分别介绍|代为"
)
# Where in speech without stops the next thing begins.
_NEXT_FIELD = regex(
    r"(?:主要|重点|然后|接着|随后|一起|共同|集体|认真)+(?:是|就)?(?=学|讨|研|审|传|听|围)|(?:学习|会议|活动|党课|"
    r"本次)?(?:主题|议题|议程|内容|题目)|主持|记录|纪录|应到|实到|应该到|实际到|地点|时间[是为:]|会议(?=内容|由|主|"
    r"地|时|记|是|结|开|讨|研|审)|我(?=[主讲们是来记])|本人主|"
    r"学习?的(?=[是就]|《)|(?<![校外地京国市省院所去])学习?了|讨论(?=的|了|通)|研究[的了]|审议|讲的|说的是|商量|"
    r"议的是|传达|通报|其[他余它](?:人|的|同志|党员|都|全|委员|\d)|其余|别人|别的人|剩下|大家|全部|"
    r"都到(?=[了齐会场。,]|$)|"
    r"别的(?:都|人|同志|全)|(?:上午|下午|晚上)[\d一二两三四五六七八九十]{1,2}点|会上|活动(?=是|内|主|由|时|地|从|在|"
    r"结)|(?<![加席听上讲备])(?:党员大会|支委会|党课|主题党日)|列席"
)
STRONG_WORD, WEAK_WORD, OPEN_WORD = 3, 2, 1


def beyond_reason(text: str, first: int, last: int) -> int:
    """Where the words about something else begin (学的是…, 主题…), at most ``last``."""
    found = _NEXT_FIELD.search(text, first, last)
    last = found.start() if found else last
    verb = _TOPIC_BEGINS.search(text, first, last + 1)
    if verb and not _ELSEWHERE.search(text, first, verb.start()):
        return verb.start()
    return last


# 没来学习…: what was read as the topic begins behind the verb; 去党校学习… is the reason.
_TOPIC_BEGINS = regex(rf"(?:学习|讨论|研究|审议|传达|听取|观看|通报|部署|参观)(?=[{BLANK}《])")
_ELSEWHERE = regex(r"(?:去|在|赴|到|参加|外出|脱产|进修|因|校|院|馆|带学生)[^,。]{0,10}$")


def ends_at_word(text: str, first: int, last: int) -> bool:
    return bool(_KNOWN_END.search(text, first, last))


def is_whole(text: str, first: int, last: int) -> bool:
    """Whether a reason can end here although words go on: at a known word, or after three characters of its own."""
    core, end = bounds(text, first, last)
    return core >= end or end - core > 2 or bool(_KNOWN_END.search(text, core, end))


def rank(text: str, first: int, last: int) -> int:
    """How surely the words say why somebody was absent: 5 exactly a known reason, 4 … 1, and 0 for none."""
    if _NOT_EXCUSED.match(text, first, last):
        return 4
    core, end = bounds(text, first, last)
    if core >= end:
        return 5 if _STRONG_HEAD.match(text, first, last) or _ABSENT_ANYWHERE.search(text, first, last) else 0
    if _EXACT.fullmatch(text, core, end):
        return 5 if _STRONG_HEAD.match(text, core, end) else 4
    away = end < last and bool(_ABSENT_ANYWHERE.search(text, end, last))
    said_so = away or bool(_ABSENT_ANYWHERE.search(text, first, core))
    if STORY.search(text, first, last) and not said_so:
        return 0
    if _STRONG_HEAD.match(text, core, end):
        return 4 if said_so else 3
    opened = _WEAK_HEAD.match(text, core, end) or _OPEN_HEAD.match(text, core, end) or core > first
    if said_so:
        return 3 if opened or _OPEN_HEAD.match(text, first, last) else 1
    if _WEAK_HEAD.match(text, core, end):
        return 2
    if not (_OPEN_HEAD.match(text, core, end) or _OPEN_HEAD.match(text, first, end)):
        return 0
    return 2 if _KNOWN_END.search(text, core, end) else 1


_ABSENT_ANYWHERE = regex(_ABSENT)


def opens(text: str, at: int) -> bool:
    """Whether words that say why begin here, whatever name they could be: 高反, 车坏."""
    return any(head.match(text, at) for head in (_STRONG_HEAD, _WEAK_HEAD, _OPEN_HEAD))


def bounds(text: str, first: int, last: int) -> tuple[int, int]:
    """The shortest stretch that is the reason itself; an empty one where there is nothing but 请假 or 没来."""
    if _NOT_EXCUSED.match(text, first, last):
        return last, last
    while first < last:
        before = _BEFORE.match(text, first, last)
        if before is None or before.end() == first:
            break
        first = before.end()
    while last > first:
        after = _AFTER.search(text, max(first, last - 14), last)
        if after is None or _KEEPS.search(text, max(first, last - 4), last):
            break
        last = after.start()
    asked = _ASKED_LEAVE.match(text, first, last)
    return (asked.end() if asked else first), last


_NOT_EXCUSED = regex(
    r"(?:也|都)?[没未]有?(?:请假|说明?(?:原因|理由|为什么))|无故|无缘无故|(?:具体)?原因(?:不明|未知|不详|待补|没说|"
    r"不清楚|未说明)|(?:还)?不(?:知道|清楚|详)?(?:是)?(?:为什么|为啥|什么原因|原因)"
)
_KEEPS = regex(
    r"(?:病|阳|没|崴|断|坏|伤|晕|丢|哑|忘|记|肿|堵|晚|扭|闪|破|过头)了$|(?:身体|个人|特殊|家庭|工作|健康)原因$|家中$|"
    r"期中$|高中$|国中$|初中$|手中$|"
    r"途中$|路中$"
)
_ASKED_LEAVE = regex(r"请了?的?是?(?=[病事产婚公年丧探陪育])")


def reason_of(text: str, own: str, first: int, last: int) -> str | None:
    """The reason in the sender's ``own`` words; 请假 where only that was said, None for a mere 没来."""
    core, end = bounds(text, first, last)
    if core < end:
        return own[core:end]
    return "请假" if not _NOT_EXCUSED.match(text, first, last) and "假" in text[first:last] else None


def says_nothing(text: str, first: int, last: int) -> bool:
    """Whether the words only say that somebody was absent, so that a reason said elsewhere may hold: 没来, not 没请"
    "假."""
    core, end = bounds(text, first, last)
    return core >= end and not _NOT_EXCUSED.match(text, first, last)
