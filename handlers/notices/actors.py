"""Whose task it is, in the notice's own words, and on which of the five levels."""

from dataclasses import dataclass

from config.patterns import regex

_KIND = (
    r"(?:创建|候选|试点|样板|示范|参评|申报|立项|受检|被督查|被检查|获评|承办|结对|联建|入选|获批|拟换届|"
    r"新成立|教[工师]|学生|师生|本科生?|研究生|机关|离退休|毕业班|基层|联合|任期届满的?|所联系的?|所属|"
    r"下属|相关|有关|各(?:师生|教工|学生|本科生?|研究生)?)?"
)
_NTH = r"第?[一二三四五六七八九十\d]{1,2}(?=党?支部)"
_ROLE = r"(?:党建|党务|组织)?(?:信息员|联络员|统计员|联系人|管理员|经办人|填报人|秘书|干事)"
_BRANCH = (
    rf"(?:各|全体|所有|每个?|所在|本)?{_KIND}(?:{_NTH})?(?:各(?=党?支))?(?:党支部|支部(?!委员之)|支委会?|党小组)(?:委员会|"
    rf"支委会)?(?:的?书记(?!处)|"
    rf"支书|负责人|组织委员|宣传委员|纪检委员|班子(?:成员)?|委员|{_ROLE})?|支书|组织委员|宣传委员|支委班子|"
    r"各(?:实践|志愿服务?)?(?:团队|班级)|[贵你](?:党)?支部|(?:各|立项|获批)?(?:项目组|课题组|项目负责人)|"
    r"支部委员(?:之间、委员和党员)?之间|支部?班子(?:成员)?(?:之间、[^,。;]{1,12})?之间|"
    r"支委(?:之间、[^,。;]{1,12})?之间|"
    r"各?团支部|支部书记|(?:支部)?(?:书记|支书|支委|委员)们|各?班?团支书"
)
_SECOND = (
    r"各[^,。;:、各]{1,6}党组织(?:负责人|书记)?|"
    r"各党委(?!组织|办公|宣传|部门)(?:\(党总支\)|、党总支)?(?:书记|副书记|负责人|委员)?|"
    r"(?:各|全体|每个|所在|有关|相关)?(?:学院)?(?:二级(?:单位)?党组织|二级(?:单位)?党委|党校分校|"
    r"分党校|[贵你](?:总支|学院党委|院党委)|各?选举单位(?:党组织)?|"
    r"基层党组织|基层党委|基层单位|分党委|(?:直属)?党总支|总支|学院(?:\(部\)|"
    r"\(学部、?书院\))?(?:党委|党总支|党组织)|学院(?:党委)?办公室|学院(?=将|应|于|党)|"
    r"院\(?系?\)?级?党(?:组织|委|总支)|院系党组织|直属党支部|直属支部|机关党委|党工委|离退休党委|"
    r"附属单位党组织|二级学院)(?:[、,和及与](?:各)?(?:二级党组织|基层党委|分党委|(?:直属)?党总支|"
    r"直属党支部|直属支部|直属党委|机关党委|党工委|学院党委)){0,4}"
    r"(?!组织员|专职组织员)(?:\([^()]{2,16}\))?(?:负责同志|负责人|书记|委员|办公室|统计员|信息员|联络员|经办人)?|各(?:有关|相关|"
    r"责任|职能)?(?:单位|部门|学院|"
    r"院系|系部|系)(?!组织员|专职|党务秘书)"
)
_ORGANIZER = (
    r"(?:各|全体|所有)?(?:学院党委|学院|党总支|党委|各党总支|各二级党组织)?(?:专兼?职|"
    r"兼职)?组织员(?!工作室|队伍|会议|例会|培训|业务)|党务秘书|(?:专职|兼职)?党务(?:工作者|干部|工作人员)|"
    r"(?:入选)?(?:的)?工作室(?:负责人)?(?=应|"
    r"须|要|于|在|提交|按)"
)
_DEPT = (
    r"(?:学校|校|院)?(?:党委)?(?:组织人事处|组织人事部|组织部|组织科|党群工作部|党委办公室|宣传部|"
    r"统战部|纪委(?:办公室)?|学工部|党校(?!报名|分校|学员)|团委)|校党委|学校党委|院党委(?=将)|"
    r"(?:筹备|调研|督查|检查|考核|评审|验收|巡察|督导|专家)组(?=\d|将|拟|于|在|对|完成|组织|按|要|负责|根据)|"
    r"学校(?=将|拟|定于|组织|于)|我部|党务部|各?(?:高等学校|高校)(?:党委组织部|党委)?|被抽中的(?:学校|高校)"
)
_MEMBER = (
    r"(?:各位|全体|每[名位个]|所有|广大)(?:学生|教工|预备|正式|在职)?党员(?:本人|同志|干部)?(?!大?会|"
    r"活动|名册|信息|谈|的)|"
    r"(?:各|全体|每名|每个|所有|广大|各位)?(?:毕业生|流动|学生|教工|新生|预备|正式|新|"
    r"教师)?党员(?:本人|同志|干部)?(?=[^\w]|要|应|须|于|在|按|每|登录|撰写|提交|参加|完成|交|主动|"
    r"自觉|通过|持|个人|学习|$)|(?:每[名位个]|各位?)?(?:参训|参会|与会|全体|参赛)?(?:学员|选手|人员|"
    r"同志)(?=要|应|须|于|"
    r"在|提交|参加|按|请|完成|持|撰写|每|结合|认真|\d|$)|"
    r"(?:老?(?:同志|同学|党员)|积极分子|发展对象|毕业生|申请人|团员|学员)们|“[^“”]{1,8}党员”|"
    r"(?<=的)(?:同学|同志|党员|老师|教师|学员|人)(?=自己|本人|要|应|须|务必|抓紧|尽快|请|把|将|"
    r"[写填交报联跟找于在]|\d)|"
    r"各人(?=[^员才]|$)|人人(?=[^都有])|每[名位个](?:参训|参会|与会|参赛|新任)?(?:学员|选手|同志|同学|老师|教师|"
    r"委员|党员|人)|"
    r"(?:每名|各)?培养联系人|每人(?=[须要应需至均都限讲学]|撰|写|提交|完成|交|填|上交|准备)|全体(?=党员|毕业生)|"
    r"入党积极分子(?=要|应|须|于|在|提交|参加|按|完成|撰写)|发展对象(?=要|应|须|提交|参加|撰写)|"
    r"(?<![\u4e00-\u9fff“])(?:(?:毕业生|流动|离退休|新生|预备|正式|学生|教工|教师)?党员|学员|毕业生|选手|"
    r"参训人员|申请人|积极分子|"
    r"发展对象)(?:本人|同志)?(?=自(?!评|查|学|荐|述|愿|测)|[对将凭按要应须在于从向把每需到持先均都以通围结参]|\d|下?下?[周月]|$)|"
    r"(?<=由)(?:(?:毕业生|流动|预备|正式|学生|教工|教师)?党员|学员|毕业生|申请人|积极分子|发展对象)(?:本人|同志)?|"
    r"预备党员(?=要|应|须|提交|参加|撰写)|(?:由)?本人(?=提出|填写|提交)"
)
_TOLD = regex(
    rf"(?P<secondary>{_SECOND})|(?P<branch>{_BRANCH})|(?P<organizer>{_ORGANIZER})|"
    rf"(?P<org_dept>{_DEPT})|(?P<member>{_MEMBER})"
)
_DESCRIBED = regex(
    r"(?:^|[,;:。])[ ]*(?!如|若|对|由)[^,。;:]{0,14}(?:的|拟[^,。;:]{1,6}|届满|所在|新成立|未[^,。;:]{1,6})$"
)
_MUST = regex(
    r"(?!,? *(?:统一)?由)"
    r" *(?:\([^()]{1,20}\))?,? *(?:请|务必|须|应|要|由|必须|需|于|在|主动|自行|自收|可?凭|自己|本人|抓紧|尽快|"
    r"[把将跟找到去写填交报]|\d{1,2} *月|"
    r"每|分别|统一|原则上|$)"
)
_LEADS = regex(
    r"^[ ,;、:]*(?:(?:同时|另外?|此外|其中|并|而|以及|但|且|届时|随后|然后|请|望|拟?由|责成|要求|提醒)[ ,:]*){0,3}$"
)
_DOES = regex(
    r" *(?:要|应|须|需|可|将|请|分(?=组|头|批|片|工|别)|在|于|尽|及时|抓紧|立即|按|对|把|按|根据|结合|自行|统一|负责|"
    r"每|及|认真|务必|必须|依据|围绕|针对|逐|分别|严格|指定|原则上|通过|审核|审议|组织|召开|开展|完成|填|"
    r"报|提|制|上|汇总|推荐|撰写|形成|确定|研究|酝酿|"
    r"做好|拟|定|摸|核|收|登录|举|派|明确|建|更新|准备|落实|讨论|对照|择优|直接|向|从|利用|会同|"
    r"牵头|协助|督促|选派|交|将|所|办|讲|走|自|到|为|应当|逾期|先(?!锋|进)|公|反馈|下|发|通|评|受理|印|组|"
    r"收|返|就|现场|当场|依次|轮流|至少|不少于|均|都|全部|一律|指派|选派|安排|备案|审批|审定|批复|复审|把关|"
    r"普遍|广泛|"
    r"抽|写|当天|当日|随机|采取|采用|凭|见到|选|列|编|邀|带|帮|协同|参照|动员|指导|监督|广泛|主动|积极|共同|联合|"
    r"每人|人人|与(?=本|所|新|每|党员|入党|群众|预备|积极|发展|培养|青年)|"
    r"和(?=本|所|新|每|党员)|[与和、](?=组织委员|宣传委员|纪检委员|支委)|撰|进行|"
    r"提名|初审|录入|参加|学|观看|配合|清理|整理|梳理|总结|"
    r"\d|[一二三四五六七八九十]+月|本|下|次|,|:)"
)
_NOT_ACTOR = regex(
    r"(?:报|交|送|至|到|向|给|经|由原|发|报送|上报|提交|提请|会同|配合|支持|告知|通知|为|对|与|和|"
    r"及|的|所在|本|所属|一级|联系)$"
)


@dataclass(frozen=True, slots=True)
class Actor:
    words: str
    level: str
    first: int = 0
    last: int = 0


def actor_at(folded: str, start: int = 0, end: int | None = None) -> Actor | None:
    """The party that leads the clause; None where the clause names none as the one who acts."""
    part = folded[start:end]
    for match in _TOLD.finditer(part):
        before = part[: match.start()]
        if _DESCRIBED.search(before) and _MUST.match(part, match.end()):
            return _actor(match, start)  # 尚未归档的党支部，请务必…; 拟换届党支部须…
        does = _DOES.match(part, match.end()) or match.end() == len(part) or before.endswith(("由", "请"))
        if not _leads(before) or not does:
            continue
        return _actor(match, start)
    return None


def _leads(before: str) -> bool:
    """Only a connecting word stands before it, or a time, or a party."""
    tail = before[max(before.rfind(char) for char in ",;:。、") + 1 :] if before else ""
    return bool(_LEADS.match(tail)) or _BY.search(tail) is not None or _QUOTED.fullmatch(tail) is not None


_QUOTED = regex(r" *“[^“”]{1,12}”")


_BY = regex(r"(?:由|请|请各位|凡|以及|和|须由|应由|统一由|前|后|日|起|中旬|[上下]旬|底|月份?|期间|[上下]午|\)) *$")


def actor_named(folded: str, most: int = 14) -> Actor | None:
    """The party of a table's cell or a heading: the whole of it is a name, but for ``most`` characters."""
    text = folded.strip(" :,;。")
    for match in _TOLD.finditer(text):
        if match.start() <= 8 and len(text) - match.end() <= most:
            return Actor(text, match.lastgroup or "branch", 0, len(text))
    return None


def actor_leading(folded: str) -> Actor | None:
    """The party whose name the words begin with: 党支部书记述职报告."""
    match = _TOLD.match(folded)
    return _actor(match, 0) if match else None


def level_of(folded: str) -> str | None:
    """The level that an address names first; 各党总支、直属党支部 is the second level, 各党支部 a branch's."""
    if _PEOPLE.search(folded):
        return "member"
    whose = _WHOSE.match(folded)
    match = _TOLD.search(folded, whose.end() if whose else 0)
    if not match:
        return None
    return match.lastgroup


_PEOPLE = regex(
    r"^[ @]*(?!.*(?:支部|总支|党委|组织(?![发人])|单位|学院|小组)[^,:。]{0,6}[、,和及])(?:[^,:。]*[^支、])?"
    r"(?:党员|同学|学员|积极分子|发展对象|申请人|毕业生|教师|学生|新生)(?:们|本人|自己|同志|同学|老师|[、和及与](?=各?位?[发入积毕党学教新预]))*"
    r" *[:,!。]? *$|"
    r"(?:支部|学院|小组|班)的?(?:各位|全体|所有)?的?(?:老?(?:同志|同学|党员|老师)|"
    r"积极分子)们? *[:,!。]?$"
)
"""离退休第二党支部的老同志们：are its members."""
_WHOSE = regex(r"[^各、,]{2,16}?(?:党委|总支|党工委|学院|研究生院)(?=(?:各|所属|下属)[^、,]{0,6}支部)")
"""研究生院党委各党支部 are branches."""


def _actor(match, offset: int) -> Actor:  # type: ignore[no-untyped-def]
    return Actor(match[0].strip(), match.lastgroup or "branch", offset + match.start(), offset + match.end())


def receives(folded: str, at: int) -> bool:
    """Whether the words before this place make what follows the one who receives."""
    return _NOT_ACTOR.search(folded[max(0, at - 4) : at]) is not None
