"""Dates that are no deadline: of documents, of the past, of periods, of empty forms; and why, in a short sentence.

A date taken for a deadline wrongly reaches a whole group, so this part looks before anything is reckoned.
"""

import re

from config.patterns import regex
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION

_PAST_AFTER = regex(
    r" *\)?(?:(?:[上下]午|晚上?) *)?(?:,|在[^,。;]{0,8})?(?:(?:开会|会议|集体)?(?:研究|商定|议定|商议|"
    r"讨论)(?=[,;。])|[^,。;()]{0,6}?(?:已经?|均已|刚刚)|"
    r"[^,。;()]{0,14}?(?:召开|举行|举办|印发|下发|发布|修订|通过|出台|公布|颁布|审议通过|"
    r"研究通过|审定通过|研究同意|研究决定|成立|接收|转入|新任|新进)(?:了|的|过)|(?:修订|印发|发布|"
    r"颁布)(?=[)。,]|$)|(?:校?[党院])?(?:委|常委|会议|办公会)[^,。;]{0,8}(?:会议?|研究|审议|精神)"
    r"[^,。;]{0,6}(?:研究|审议|同意|通过|精神|决定)|[^,。;]{0,8}(?:会议|讲话|大会)(?:上|精神)|以来|"
    r"(?:的)?(?:学习|会议|活动)?记录(?!.{0,12}前)|[^,。;]{0,12}(?:讲话|指示|批示|文件|"
    r"通知|意见|要求))"
)
_STANDING, _HAD = regex(r"(?:贯穿|覆盖|坚持|持续) *$"), regex(r"已(?:经)?(?:于|在) *$")
_COME_TO = regex(r"(?:参加|出席|列席|观摩|旁听|收看|聆听)(?:于|在)? *$")
_THROUGH = regex(r"(?<![未需须应])(?:业|已)?经(?:由)? *$")
_DECIDED_ON = regex(r" *[^,。;]{0,14}(?:会|会议|批准|同意|研究|通过|审议|审定|授权)")
_ELIGIBLE = regex(
    r" *(?:及其?)?(?:之?前|以前|以后|之?后|底前|前后|以来)?(?:\(含\))?(?:确定|列为|入党|递交|"
    r"提交入党|取得|选举产生|入职|在册|成为|转入|发展|任职|到任|参加工作|出生|"
    r"形成|开展过|毕业|接收|报到入职)(?!情况|工作|培训|名单|计划|报告|请示|材料|报组|总结|"
    r"台账)(?=的|[^,。;]{0,14}?(?:的(?=同学|人员|党|积极分子|发展对象|对象|同志|申请人|案例|支部|,|"
    r"。|;|、|均|可|$)|者)|,且|[^,。;]{0,8}、[^,。;]{0,12}的)"
)
_SO_MANY = regex(r" *(?:之?前|以前|之?后|以后)的 *(?:\d+|[一二两三四五六七八九十]{1,3}) *(?:个|名|位|家)")
"""届满日在6月30日之前的22个: which ones."""
_OF_AGE = regex(r" *(?:之?前|以前|时)?(?:须|应|需|必须|已)?年?满 *\d{1,2} *周?岁")
_HEADLESS = regex(
    r" *(?:之?前|以前|之?后|以后|底前|间|期间|以来)?[^,。;:]{1,14}(?<![目的])的(?= *(?:[,、]|(?:均|都|一律|不|"
    r"可|仍|应当?|须|要|由|按|视|暂)(?!能|是)))"
)
_HAPPENED = regex(
    r" *(?:之?前|以前|之?后|以后|底前|间|期间|以来|份)?(?:[^,。;:的]{0,6})(?:送来|收到|发来|交来|报来|出具|报到|"
    r"到校|入校|退休|调离|离职|下发|"
    r"发放|发生|产生|到期|届满|"
    r"期满|失效|任职|参加工作|毕业|变动|变化|转来|移交来|印制|布置|批准|立项|获批|选出)过?的[^,。;]{1,}"
)
_GAP = regex(r"(?:之?前)?[ ]+\S")
_NOT_YET = regex(r" *(?:之?前|以前|底前)(?:仍|尚|还)?(?:未|没有?)[^,。;]{1,10}的[^,。;]{2,}")
_ASKED_BEFORE = regex(r"(?:请|须|应|务必|必须|要求)[^,。;]*$")
_AS_OF = regex(r"(?:截至|截止到?|截止至) *$")
_AS_OF_AFTER = regex(
    r" *(?:底|末)?(?:[,:]? *)(?:[^,。;]{0,12}(?:共有?|在册|现有|已有|累计|总数|人数|党员(?:共|数)|"
    r"为准)|[^,。;]{0,16}(?:达到?|满|仍|已|未|尚)[^,。;]{0,10}的|的?在册|的(?!工作|任务))"
)
_LABEL = regex(
    r"(?:(?:数据|统计|信息)截止点|(?:统计|考核|核算|评价)[^,。;]{0,4}(?:时点|期|截止时间|口径|时间|日期|时限|时段|区间)|"
    r"时间?截点|时点|考核(?:期|周期|年度)|起止(?:时间|"
    r"日期)|起讫(?:时间|日期)|项目(?:周期|期限)|评价期|执行期|周期|建设期|(?<![后交送报成改注理充纳复办写传收集的])期限(?!也?是)|"
    r"检查内容|内容包括|"
    r"填报口径|口径|统计范围|范围|任期|聘期|服务期|培育期|培养期|考察期|合同期|落款(?:时间|日期)?|"
    r"签字日期|出生(?:年月|日期)|"
    r"入党(?:时间|日期)|申报时间|填表(?:时间|日期)|填报日期|(?<!截止)(?<!报送)(?<!提交)(?<!上报)(?<!会议)(?<!考试)(?<!活动)(?<!培训)"
    r"(?<!报到)(?<!举办)(?<!召开)(?<!比赛)(?<!测试)(?<!赛)日期(?! *请)|"
    r"制表|往期|有效期|(?:更新|导出|打印|编制|制表)(?:时间|日期)|"
    r"报到证)(?:[^,。;\d]{0,6}?(?:为|是|包括|从|自|于|统一)?[写填]?)? *:? *\(? *$"
)
_LABEL_BEFORE_RANGE = regex(
    r"(?:周期|期限|建设期|有效期|执行期)[^,。;]{0,8}\(? *$|(?:数据|材料|记录|党费|台账|情况|"
    r"统计)(?:统计)?(?:范围|期间|区间|时段) *(?:为|是|:)? *$|往期 *\($"
)
_EFFECT = regex(r" *起,? *(?:正式)?(?:施行|实施|生效|废止|停止执行|执行以下|按以下)")
_VALID_TO = regex(r"(?:沿用|使用|执行|有效期?|保留|延续|(?<![不启采])用)(?:到|至) *$")
_NEVER = regex(r"(?:(?<!逾期)未|没有|不曾|从未)(?:曾)?[在于] *$")
_NOT_THEN = regex(
    r" *(?:[上下]午|全天|期间)?(?:前|之前|后|以后|内)?,? *(?:均|都|一律|暂时|将)?(?:暂停(?!报)|暂不|停止|"
    r"不(?!够|足|齐|全|少|超|得|晚|迟|低|定|要|含|用|必|能|参|计|占)|无法|闭馆|停用)"
)
_ITS_TIME = regex(r"(?:时间|日期)(?:须|应|需|必须|原则上|一般)*(?:在|为|于|安排在|介于)? *$")
_BETWEEN, _EXCEPT = regex(r" *(?:\([^()]{1,12}\))?(?:之间|区间)"), regex(r"[^()]{0,20}除外[^()]{0,6}\)")
_IS = regex(
    r" *(?:为|是)(?!止|期|截)(?!(?:本|各|全|所在)[^,。;]{1,6}[讲做办上开])"
    r"(?![^,。;]{0,12}(?:截止|最后期限|止|党日|学习日|活动日))[^,。;]{2,20}"
    r"(?:时间|日期|日|次|节点|纪念日|周年|周|宣传月|活动月|教育月|攻坚期|过渡期|整改期)"
)
_ANNOUNCES = regex(r"(?:发布|公布|预告|推送|通报|告知) *$")
_PAID_TO = regex(r"(?:[交缴收](?:清|纳|齐|够|足)?(?:党费)?|党费)[到至] *$")
_ATTRIBUTE = regex(r" *的(?!时间|提前|推迟)[^,。;]{2,}")
_NOT_IN = regex(r"(?:没|未|已)(?:有)?[报交参][^,。;]{0,4}$")
_DAY_OF = regex(r"(?:报到|选举|投票|放假|返校|校庆|毕业|开学|放榜)日(?:定|统一定)?(?:为|是|在|于) *$")
_SHOULD_HAVE = regex(r"(?:之?前|以前|底前|内)?(?:就|即)?(?:应当?|应该|须|必须|需要?)[^,。;的]{1,6}的[^,。;]{2,}")
_BASIS = regex(r"(?:按照?|以|依据|根据|参照|对照) *$")
_BASIS_OF = regex(
    r" *(?:份|底|末)?的?(?:实际|应发|实发|税后)?[^,。;]{0,6}(?:工资|收入|津贴|标准|名册|数据|报表|人数|基数|"
    r"在册|在编|情况|口径)"
)
_SINCE = regex(r" *(?:份|底|初|之?后)?以来")
_SUPPOSED = regex(r"(?:^|[,。;:])[ ]*(?:如果?|若|凡|对于|对|倘若?)[^,。;:]{0,14}$")
_UNDONE = regex(r"(?:之?前|以前)?[^,。;]{0,10}(?:不能|未|没有|无法|仍|尚|不)")
_MEANT = regex(r"是指|指的是|口径(?:为|是|:)")
_RULE = regex(r"(?:本|该|原)(?:办法|规定|细则|条例|制度|通知|方案|意见)[^。;]{0,12}$")
_CLOSE = regex(
    r" *(?:[上下]午|晚上?|凌晨|中午)?(?:\d{1,2} *[点时:] *\d{0,2}|零[点时]|零时零分|24时)? *(?:起|后|"
    r"之后)?,? *(?:系统|平台|"
    r"填报|报名|权限|通道|端口|届时)?[^,。;]{0,4}?(?:将|即|就)?(?:自动)?(?:关(?:闭|停|掉|表|[账帐库口]|了|系统|通道|问卷|接龙|$|,)|封[账帐库]|(?<=自动)封存|停用|停机|"
    r"下线|停止(?:受理|填报|修改|"
    r"录入|报名|提交|更新|维护)|"
    r"锁定|不再受理|(?:转为|改为|切换为|进入)只读|(?:停机|暂停)(?:升级|维护|服务))"
)
_CLOSE_BEFORE = regex(r"(?:系统|平台|通道|端口|网站|权限)(?:将|计划)?(?:于|在) *$")
_CLOSED = regex(r"[^,。;]{0,6}关闭")
CLOSES = "系统关闭的时间，以任务自己的时间为准"
_SUPERIOR = regex(
    r"(?:省|市|中央|教育部|上级|教工委|工委|教育厅|高校工委|学校党?委?)[^,。;]{0,16}?(?:要求|规定|"
    r"明确|部署)[^。;]{0,20}?(?:各高校|高校|各校|我校|学校|本校|我院)?[^,。;]{0,6}$"
)
_ABOVE = regex(
    r"(?:省里|市里|上级|省委[^,。;、]{0,8}|教育部|教育厅|市委[^,。;、]{0,8}|教工委)(?:也)?(?:将|拟|计划)(?:于|在)? *$"
)
_ABOVE_ENDS = regex(
    r"(?:省级|市级|国家级|全国|全省|全市|上级|省里|教育部|教育厅|教工委)[^,。;]{0,8}(?:截止|报送|上报|评选|"
    r"推荐)(?:时间|日期)?(?:为|是|:)? *$"
)
_BASED, _SO = regex(r"(?:根据|按照?|依据|遵照|结合)[^,。;]{0,6}$"), regex(r"请|所以|因此|为此")
_WE = regex(r"各高校|高校|各校|我校|学校|我[院社所系]|本校")
_OURS = regex(
    r"[^。;]{0,20},[^。;,]{0,4}(?:我[校院社所处部系]|我中心|学校|校内|各(?:学院|单位|支部|党支部|党总支|二级))[^。;,]{0,16}?"
    r"(?:提前|因此|相应)"
)
"""教工委要求12月25日前上报，各学院党总支的总结因此要提前到12月11日交."""
_BUSY = r"(?![^,。;\d]{0,6}(?:单位|支部|学院|总支|部门))"
"""原填报单位 is who they are."""
_OLD = regex(
    rf"(?:(?<!按)(?<!照)原(?:定|计划|截止|安排)[于在为]?|(?<!按)(?<!照)原(?![则单支党文件稿著始因有所籍工学]){_BUSY}[于在为]?|"
    rf"[由从]原(?:来的?|定)|[由从]原{_BUSY})[^,。;\d]{{0,12}}$"
)
_WRONG = regex(r"(?:[写印标]|误写|错写|误印|错印|误)[成为]了? *[“\"]?$")
_RIGHT = regex(r"[”\"]?,?[^,。;\d]{0,6}(?:实际|应该?[是为]|应改|正确|更正)")
_NEW = regex(r"(?:改|延期?|延长|调整?|变更|推迟|提前|顺延|挪)(?:到|至|为|在|成)于? *$")
"""原定明天的主题党日改到下周二: the day behind it is the new one."""
_MOVED_AFTER = regex(
    r" *(?:\([^)]*\))?(?:[^,。;\d]{0,14}?)"
    r"(?:顺延|延(?=[至到])|挪|延期|延长|推迟|调整|(?<![整补])(?:(?<!修)|(?<=[检维装]修))改(?!到位)|变更|更正|更改|订正|提前|"
    r"移)(?:至|到|为|在|于|成)"
)
_IF_RAIN = regex(r"(?:雨天|[遇下逢]雨|天气不好|天气原因)[^,。;\d]{0,6}(?:改|顺延|推迟|延)[期到至为在于]*$")
"""如遇雨改到13日."""
_GONE = regex(
    r"(?:[^,。;]{0,30}?)(?:取消|作废|(?<![办搞开去上弄])不[办搞开去上弄]了(?=$|[,。;!])|不用(?:再)?[交报]|不再(?:报送|召开|执行)|无需(?:再)?(?:报送|提交)|停止执行|不必)"
)
_LAST_TIME = regex(r"(?:上次|此前|前期|之前|原)(?:的)?(?:通知|要求)")


def why_not(folded: str, when: When, last: int, frame: Frame, *, said_year: bool, kind: str = "") -> str:
    """Why the date that ends at ``last`` is no deadline; empty where nothing speaks against it."""
    before, after = folded[max(0, when.first - 40) : when.first], folded[last : last + 60]
    for asked in (_changed, _of_a_state, _of_a_name, _of_the_past):
        why = asked(before, after, folded, when, frame)
        if why:
            return why
    if kind in ("month", "stretch") and _MONTHS.search(folded[:last][-6:]) and not when.until and _NAMED.match(after):
        return "名称里的月份，不是截止时间"
    announced = kind == "stretch" and _ANNOUNCES.search(before) is not None
    if kind in ("month", "part", "stretch") and not when.until and (_NAMED_TOO.match(after) or announced):
        return "名称里的时间段，不是截止时间"
    if kind == "month" and not when.suffixed and _PAID_TO.search(before):
        return "缴到哪个月，不是截止时间"
    if kind in ("month", "part") and not when.until and _ATTRIBUTE.match(after):
        return "名称里的时间，不是截止时间"
    if (
        kind == "month"
        and not when.until
        and not _AT.search(before)
        and not _MONTH_TIME.match(after)
        and not ACTION.match(after.lstrip(" 份的"))
    ):
        return "名称里的月份，不是截止时间"
    if (
        _PART_OF_YEAR.match(folded, max(0, last - 4))
        and not when.until
        and not _WITHIN.match(after)
        and not _DEED.match(after)
    ):
        return "名称里的时间段，不是截止时间"
    day = when.deadline or when.start
    if said_year and day and day < frame.base:
        return "过去的日期"
    return ""


_AT = regex(r"[于在自从至到-] *$|安排 *$|时间 *:? *$")
_MONTH_TIME = regex(
    r" *份?(?:$|[,。;:)、(至到-]|之?前|底|内|期间|左右|起|开始|以?后|各|全|由|拟|将|请|分|集中|至少|"
    r"每|再|统一|定期|适时|完成|计划|"
    r"要|应|须|前后|第|为(?!期|例|主|“|契)|自行|自主|各自|自选|择机|党(?:支部|总支|委)|学院|学校|组织|支部|原则|继续|持续|重点|专题|不少于|对|以|在|面向|"
    r"围绕|逐|认真|主要|就|利用|通过|结合)"
)
_MONTHS = regex(r"月份?$")
_PART_OF_YEAR = regex(r".{0,3}(?:季度|半年|全年|年底|年末)")
_WITHIN = regex(
    r" *(?:内|前|末|底)?(?:$|[,。;)、(:至到-]|之?前|完成|开展|组织|召开|举|进行|要|应|须|至少|集中|"
    r"各|由|实施|启动|将|对|全|每|分|再|拟|请|适时|适当|安排在|持续|内)"
)
_DEED = regex(r" *(?:建立|核查|核对|排查|摸排|报送|上报|收缴|收齐|召开|制定|填报|更新|清理|走访|慰问|讲授|上好)")
_NAMED = regex(
    r" *份?的(?:提前|推迟|[^,。;]{0,4}另)| *份?(?:[、和及]\d{1,2}月份?)?的?(?:党(?!总支|支部|委|"
    r"员)|例会|工作|会议|主题|党日|党费|考核|"
    r"[^,。;]{0,10}(?:例会|月会)|全部|情况|台账|记录|报表|组织生活|支部|“|学习(?:计划|记录|笔记|材料)|"
    r"活动(?:记录|安排|计划|"
    r"方案)|重点|提示|计划|三会|资料|材料|数据)"
)


_NAMED_TOO = regex(
    r" *[、和及] *(?:(?:1[0-2]|\d)月份?|[上下]半年|[一二三四]季度)的?"
    r"(?:党费|学习|活动|材料|记录|台账|情况|工作|报告|计划|总结)"
)
"""上半年、下半年党费."""


def _changed(before: str, after: str, folded: str, when: When, frame: Frame) -> str:
    if (_LAST_TIME.search(folded) and _GONE.match(after)) or (_GONE.match(after) and not _moved_first(after)):
        return "原来的时间，已取消"
    if moved_later(folded, when):
        return ""  # what it was for is still to be read
    if _IF_RAIN.search(before):
        return "只在改期时才用的时间"
    if _LATE.search(before):
        return ""
    old = _OLD.search(before) and not (_NEW.search(before) or _STANDS.match(after))
    if old or _MOVED_AFTER.match(after) or (_WRONG.search(before) and _RIGHT.match(after)):
        return "原来的时间，已改"
    if _ABOVE.search(before) or _ABOVE_ENDS.search(before):
        return "上级的时间安排，不是本校的截止时间"
    superior = _SUPERIOR.search(before)
    if superior and "," in superior[0] and _BASED.search(before[: superior.start()]):
        return ""  # 根据学校部署，我院1月19日至1月30日召开
    if superior and (_WE.search(before) or _OURS.match(after)) and not (_SO.search(superior[0]) or _NEW.search(before)):
        return "上级对学校的要求，以本通知的时间为准"
    return ""


_STANDS = regex(r"[^。;]{0,14}?(?:不变|照常|照旧|不[作做]?[更变改]|没有?变|仍然?有效)")
"""原通知中答辩的时间（12月17日）不作改动."""
_LATE = regex(r"(?:错过了?|逾期|超过|过了|晚于|赶不上) *$")
"""错过10月16日推优的同学顺延至春季: who is late is put off, and the day stands."""


def gave_way(folded: str, when: When) -> bool:
    """Whether another time has taken the place of this one: 由每月5日前调整为每月20日前."""
    return _MOVED_AFTER.match(folded, when.last) is not None or moved_later(folded, when)


def moved_later(folded: str, when: When) -> bool:
    """邮件里要求11月10日前交，因模板有调整，截止时间顺延到11月17日; 原文“3月31日前报送”，现顺延至4月8日."""
    before = folded[max(0, when.first - _NEAR) : when.first]
    told = _TOLD_THEN.search(before) and _MOVED_LATER.match(folded, when.last)
    return bool(told or (_QUOTE.search(before) and _QUOTED_WRONG.match(folded, when.last)))


_TOLD_THEN = regex(
    r"(?:通知|邮件|文件|群里|此前|之前|上次|前期|昨天|日前)[^。;]{0,12}(?:要求|规定|说|定|写|讲)[^,。;]{0,6}$"
)
_NEAR, _QUOTE = 60, regex(r"[“\"][^“”\"]{0,40}$")
_QUOTED_WRONG = regex(
    r"[^“”\"。;]{0,40}[”\"][^。;]{0,24}?(?:(?:顺延|延期|延长|推迟|调整|变更|更正|订正|改)(?:到|至|为)|"
    r"(?:有误|错误|误)[^。;]{0,14}(?:应为|应是|是|为))|[^“”\"。;]{0,40}[”\"] *现?(?:应|更正|改|订正)为"
)
_MOVED_LATER = regex(
    r"[^。;]{0,48}?(?:时间|日期|期限|时限)(?:统一|一律|相应|均|都)?"
    r"(?:顺延|延期|延长|推迟|放宽|调整|变更|提前|改)(?:到|至|为)"
)


def _moved_first(after: str) -> bool:
    return bool(_MOVED_AFTER.match(after)) or not _GONE.match(after[:24])


def closes(folded: str, last: int) -> bool:
    """Whether the date that ends at ``last`` is when a system closes."""
    return _CLOSE.match(folded[last : last + _NEAR]) is not None


def eligible(folded: str, last: int) -> bool:
    """寒假前已参加培训的: says whom it concerns, not when something is due."""
    return any(one.match(folded, last) for one in (_ELIGIBLE, _HAS_BEEN, _SINCE, _OF_A_MEETING, _WHO_GO))


_OF_A_MEETING = regex(
    r"(?:之?前|之?后|内|期间)?(?:拟|将)?(?:召开|举行|举办|开展|进行|组织|下发|印发|发布)的[^,。;]{2,}"
)


_WHO_GO = regex(r"(?:之?前|之?后|内|期间)?(?!.{0,12}[交报发送])[^,。;:]{3,12}(?<!目)的(?=,)")
"""清明前各支部去烈士陵园的，."""
_HAS_BEEN = regex(r"(?:之?前|以前|底前)?(?:均|都|仍|尚|还)?(?:已经?|未|没有?|尚未)[^,。;]{0,12}的(?!党支部,|支部,|,)")


def _as_of(before: str, after: str, when: When) -> bool:
    """截至2月28日共有…, 截至4月30日仍在岗; but 报名截至3月28日."""
    said = _AS_OF.search(before)
    if said is None:
        return False
    if _AS_OF_AFTER.match(after) or _FIGURES.search(before[: said.start()]):
        return True
    if said[0].startswith("截止") and _ALONE.match(after):
        return False  # 政审材料由组织委员送审，截止11月20日
    own = _OWN_PART.match(after)[0] if said[0].startswith("截至") else after  # type: ignore[index]
    return not when.suffixed and not _OPEN_UNTIL.search(before[: said.start()]) and not _HANDED.search(own)


_ALONE = regex(r" *(?:[上下]午|晚上?)?(?:\d{1,2}[:点时]\d{0,2}分?|零[点时])? *(?:$|[,。;)])")
_FIGURES = regex(r"(?:数据|统计|人数|名册|情况|信息)(?:均|都|一律)?(?:为|以)?$")
_OPEN_UNTIL = regex(
    r"(?:报名|征集|申报|投稿|报送|提交|填报|缴纳|收缴|上交|反馈|受理|接收|时间|日期|期限|活动|征订|"
    r"投票|上报|学习|作答|答题|来稿|收稿|收件|录入|上传|修改|报[^,。;]{2,8}(?:备案|审核|审批|汇总),)[^,。;]{0,6}$"
)
_OWN_PART = regex(r",?[^,。;]*")
_HANDED = regex(r"报(?!告|考|名)|[交送寄](?!流|别)|提交|填|完成|上传|发(?:至|到|给|我)")


def _of_a_state(before: str, after: str, folded: str, when: When, frame: Frame) -> str:
    if _as_of(before, after, when):
        return "统计时点，不是截止时间"
    if _LABEL.search(before) or (when.start and _LABEL_BEFORE_RANGE.search(before)):
        return "时点、期间或填表日期，不是截止时间"
    if _CLOSE.match(after) or (_CLOSE_BEFORE.search(before) and _CLOSED.match(after)):
        return CLOSES
    if _NEVER.search(before):
        return "资格条件里的日期"
    if _VALID_TO.search(before):
        return "用到那一天，不是截止时间"
    if _NOT_THEN.match(folded, when.last):
        return "说明那时不办什么，不是截止时间"
    if when.form == "window" and _BETWEEN.match(after) and _ITS_TIME.search(before):
        return "说明的范围，不是截止时间"
    if _EFFECT.match(after) or (after.lstrip().startswith("起") and _RULE.search(before)):
        return "开始施行的日子，不是截止时间"
    told = (
        _ELIGIBLE.match(after)
        or _SO_MANY.match(after)
        or _OF_AGE.match(after)
        or _NOT_YET.match(after)
        or _HAPPENED.match(after)
    )
    label = not before.strip() and when.until and _GAP.match(after)
    if (told and not label) or (_HEADLESS.match(after) and not _ASKED_BEFORE.search(before)):
        return "资格条件里的日期"
    if _SUPPOSED.search(before) and _UNDONE.match(after):
        return "条件里的日期，不是截止时间"
    return ""


def _of_a_name(before: str, after: str, folded: str, when: When, frame: Frame) -> str:
    """Dates that only say which one is meant, or what day it is."""
    if _EXCEPT.match(after) and before.rfind("(") > before.rfind(")"):
        return "除外的情形"
    if _IS.match(after):
        return "说明那是什么日子"
    if when.start and (frame.base - when.start).days > 45 and not when.until and when.form == "window":
        return "早已开始的期间，不是截止时间"
    if _NOT_IN.search(before) and "的" in after[:14]:
        return "名称里的日期"
    if _SINCE.match(after):
        return "时间段的起点，不是截止时间"
    if _DAY_OF.search(before) and not when.until:
        return "说明那是什么日子"
    if _SHOULD_HAVE.match(after):
        return "名称里的时间，不是截止时间"
    if _MEANT.search(folded):
        return "名词解释里的日期"
    if _BASIS.search(before) and _BASIS_OF.match(after) and not when.suffixed:
        return "计算依据里的时间，不是截止时间"
    return ""


def _of_the_past(before: str, after: str, folded: str, when: When, frame: Frame) -> str:
    if _HAD.search(before):
        return "过去的事"
    if when.until:
        return ""
    if _STANDING.search(before):
        return "长期要求，不是截止时间"
    if _THROUGH.search(before) and _DECIDED_ON.match(after):
        return "过去的事"
    past = _PAST_AFTER.match(after)
    if (
        past
        and not _COME_TO.search(before)
        and not re.search(r"前|拟|将|计划|定于|应|须", past[0])
        and not re.search(r"(?:定于|拟于|计划于|将于|拟定于) *$", before)
    ):
        day = when.deadline or when.start
        ahead = bool(when.time and day and 0 < (day - frame.base).days < 60)
        done = past[0].lstrip(" )").startswith(("已", "均已", "刚")) or "了" in past[0]
        if done or (past[0].endswith("的") and not ahead):
            return "过去的事"
        if day and (day <= frame.base or ((day - frame.base).days > 290 and not frame.coming)):
            return "过去的事"
        if before.rstrip().endswith("经"):
            return "过去的事"
    return ""
