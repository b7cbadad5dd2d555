"""Dates of what is so, was so, or is the writer's own affair: they tell, and ask nobody for anything.

A chat message, a report on an inspection and a set of minutes are full of them. Each family looks at the date's own
clause: who is its subject, what it says of the day, and whether anybody is asked there.
"""

from collections.abc import Callable

from config.patterns import regex
from handlers.notices.senders import SENDERS, WRITERS
from handlers.notices.when import When
from handlers.notices.words import ACTION

ASKED = regex(
    r"请(?!假|示|病|客)|务必|必须|一定要|(?<![响效供反对适])应(?!届|到)|(?<![急])需(?!求)|须|(?<![我纪主重摘提])要(?!求|点|"
    r"是|么)|"
    r"麻烦|记得|别忘|大家|各位|各(?![支党总][^,。;的]{0,3}的)[支党班学总组人]|"
    r"给我|[交报发传送转]我|跟我(?:说|讲)|告诉我|找我|之?前(?!期|天|段|面|者|述)|截止|为止"
)
"""Somebody is asked for something in this clause."""
_Tells = Callable[[str, str, str, When], bool]


def telling(sentence: str, when: When) -> str:
    """Why the date's clause only tells; empty where it asks, or may."""
    clause, before, after = _clause(sentence, when)
    if why := _before_clause(sentence[: when.first], before, sentence[when.last :]):
        return why
    return next((why for why, holds in _FAMILIES if holds(clause, before, after, when)), "")


def _before_clause(said: str, before: str, after: str) -> str:
    """What the words ahead of the date's own clause tell: a label, or whose next step it is."""
    if (_POSTED.match(said) and not ASKED.search(after)) or _CALLED.search(said):
        return "说明情况的时间，没有要求"
    if _STILL_OUT.match(after):
        return "过去的事"
    upper = _UPPER_STEP.match(said[: len(said) - len(before)])
    return SENDERS if upper and not ASKED.search(before) and _MAKES_KNOWN.match(after) else ""


_STILL_OUT = regex(
    r" *(?:之?前)?(?:应|要)?(?:报送|上报|提交|上交|[报交])的[^,。;]{2,40},[^。;请]{0,6}"
    r"(?:截至目前|截至今天|至今|目前|现在|还|仍)[^。;请]{0,60}(?:没有|没|未|差)"
)
"""要求13日报送的统计表，截至目前仍有7家没有反馈: it is told as gone by."""
_POSTED = regex(r"[\W\d一二三四五六七八九十]*公示(?:期限?|时间|日期|起止时间)[:为是 ]*$")
"""公示期：6月10日至6月16日."""
_CALLED = regex(
    r"(?:值班|举报|监督|咨询|信访|服务|受理)(?:电话|热线|邮箱|信箱)[^。;请报交]{0,30}(?:受理|接听|开放|服务)时间[^。;请报交]{0,30}$"
)
"""设专门值班电话，受理时间为工作日，截止到11月14日."""
_UPPER_STEP = regex(
    r" *(?:由|经)?(?:学?校)?(?:党委)?(?:组织部|宣传部|统战部|组织人事处|纪委|党校|学校|校党委|领导小组|评委会|常委会)"
    r"(?!报|送)[^。;请各]{2,30},$"
)
_MAKES_KNOWN = regex(
    r" *(?:左右|前后|之?前)?,?(?:在|面向)?(?:全校|校内|校园网|官网)?(?:公示|公布|表彰(?!大?会)|通报|印发|揭晓|授牌)"
)
"""组织部初审后提交常委会审定，6月12日左右全校公示."""


def _clause(sentence: str, when: When) -> tuple[str, str, str]:
    """The date's own stretch between two commas, what of it stands before the date, and what behind."""
    first = max(sentence.rfind(mark, 0, when.first) for mark in ",;:。") + 1
    last = min((at for mark in ",;。" if (at := sentence.find(mark, when.last)) >= 0), default=len(sentence))
    return sentence[first:last], sentence[first : when.first], sentence[when.last : last]


def _denied(clause: str, before: str, after: str, when: When) -> bool:
    """不是周四下午，是周五."""
    return _NOT.search(before) is not None


_NOT = regex(r"(?:不是|并非|不在|不到|没到|不必等到|不用等到) *(?:这?个?|原来的?)$")


def _in_turn(clause: str, before: str, after: str, when: When) -> bool:
    """12月由医学院、1月由法学院准备: who has which month."""
    return (_TURN.match(after) or _TURN_BEFORE.search(before)) is not None


_TURN = regex(r"份? *由[^,。;、]{2,10}[、,] *\d{1,2} *月份? *由")
_TURN_BEFORE = regex(r"月份? *由[^,。;、]{2,10}[、,] *$")


def _done_by(clause: str, before: str, after: str, when: When) -> bool:
    """4月30日前已向上级报送, 5月14日被通报: it is told as done."""
    return _DONE_BY.match(after) is not None and not ASKED.search(before)


_DONE_BY = regex(r" *(?:之?前|上午|下午)?,?(?:就|均|都)?(?:已(?!知|阅|报到)|被)[^,。;]{2,}")


def _goes_on(clause: str, before: str, after: str, when: When) -> bool:
    """之后每周三同一时间接着练: more of what was told before."""
    return when.form == "repeat" and _THEREAFTER.search(before) is not None and _AGAIN.match(after) is not None


_THEREAFTER = regex(r"(?:^|[,;。])[ ]*(?:之后|此后|以后|往后|随后) *$")
_AGAIN = regex(r"[^,。;]{0,6}(?:接着|继续|照此|照旧|同样|同一时间|都是|还是|依次)")


def _of_a_state(clause: str, before: str, after: str, when: When) -> bool:
    """周四上午有人, 19日端午节, 30日关账: what is so on that day."""
    if when.until:
        return False
    return _STATE.match(after) is not None or (_STATE_AHEAD.search(before) is not None and not ASKED.search(clause))


_FEAST = r"(?:元旦|春节|除夕|元宵|清明|端午|中秋|国庆|重阳|劳动|教师|青年|儿童|妇女|建军|建党)节?"
_STATE = regex(
    rf" *(?:\([^()]{{1,6}}\))?(?:[上下]午|全天|晚上?|中午)?(?:是|为|正好|正值|恰逢|就是|逢)?"
    rf"(?:{_FEAST}(?!前|后|期|假期?前)|[^,。;]{{0,4}}(?:没人|无人|将至|临近|将近|来临|在即|有人(?!员)|不办公|不上班|正常上班|放假|休息|"
    rf"轮休|调休|补休|"
    r"关账|关帐|结账|封账|停电|停水|停网|检修|"
    r"(?:外出|出差|休假|请假|探亲|住院|不在|离岗)(?!的|须|需|应|要|请|前)|"
    r"闭馆|开馆|不开门|闭门))"
)
_STATE_AHEAD = regex(r"(?:开放|办公|营业|值班|上班|服务)时间[^,。;]{0,8}$")


def _of_the_writer(clause: str, before: str, after: str, when: When) -> bool:
    """我15、16号出差, 我6月12日寄出去的有底单: the writer's own affair."""
    if _MINE.search(before or after[:6]) is None or _TO_ME.search(clause):
        return False
    return not ASKED.search(after) or _I_REPORT.match(after) is not None


_MINE = regex(
    r"^[ ]*(?:PS|ps|另外?|因为?|由于|正好|本来|最近|述职那天|那天|当天|不过|但是?)?[ :]*(?:我|本人|"
    r"咱)(?!们?[校院部系处室支单班学社所])(?!们)"
)
_I_REPORT = regex(
    r" *(?:[上下]午|一早)?(?:之?前)?(?:就|也|还)?(?:要|得|须|必须)上?[报交送](?:到|给|至)?"
    r"(?:[省市校区部]|教育|组织|学校|学院|上级|上面)"
)
"""我这边4月23日要报市里."""
_TO_ME = regex(r"[给交报发传送转找]我|跟我|告诉我")


def _recalled(clause: str, before: str, after: str, when: When) -> bool:
    """去年是1月17日开的, 4月29日才录入, 5月22号发的那版: it has happened."""
    if when.form == "term":
        return _LONG_AGO.search(before) is not None  # 上学期第16周
    if when.until or when.form not in ("point", "window", "vague"):
        return False
    if before.endswith("上") and _OF_WEEK.match(clause, len(before)):
        return True  # 上周四的活动
    told = (
        _IN_ITS_COURSE.match(after)
        or _LONG_AGO.search(before)
        or _CLEFT.match(after)
        or _ONLY_THEN.match(after)
        or _THAT_ONE.match(after)
    )
    return told is not None and not _AHEAD.search(before)


_OF_WEEK = regex(r"个?(?:周|星期|礼拜)")
_LONG_AGO = regex(
    r"(?:去年|前年|上一?年|往年|上学期|上学年|上个?月|上[次回届]|那[次回年]|当时|当年|此前|从前|以前|曾|原先|"
    r"之前)(?!的)[^,。;]{0,10}$"
)
_CLEFT = regex(r"[^,。;]{1,8}的(?=$|[,。;)]|那|有|是|都)")
_IN_ITS_COURSE = regex(
    r" *的[^,。;]{0,6}(?:抽查|检查|会议?|活动|测试|考试|巡察|督查|调研|座谈|评比|考核)(?:中|上|里)"
    r"(?=,|被|发现|指出|提出|反映|通报|强调|明确|已|[^,。;]{0,6}了)"
)
_ONLY_THEN = regex(r" *(?:[上下]午|晚上?)?才[^,。;]{1,12}(?=$|[,。;])")
_THAT_ONE = regex(r"[^,。;]{0,12}(?:的|发群里|群里)那(?!里|边|样|天)")
_AHEAD = regex(r"明年|下学期|将|拟|定于|定在|计划|安排在|争取|请|务必")


def _of_another_round(clause: str, before: str, after: str, when: When) -> bool:
    """来不及的等下一批（9月）, 优秀作品推荐参加6月20日全省评选: not of what is asked here."""
    return not when.until and _ANOTHER_ROUND.search(before) is not None


_ANOTHER_ROUND = regex(
    r"(?:下一?[批轮期])[^,。;]{0,6}$|(?:优秀|获奖|入选|入围|择优)[^,。;]{0,12}(?:将|推荐|选送|参加|"
    r"参评)[^,。;请]{0,4}$"
)


def _of_a_visit(clause: str, before: str, after: str, when: When) -> bool:
    """省里6月10日来检查, 12月中旬组织部要来看: others come."""
    if when.until:
        return False
    comes = _FROM_ABOVE.search(before) is not None and _COMES.match(after) is not None and not ASKED.search(before)
    return comes or bool(_THEY_COME.match(after) or _MAY_COME.match(after))


_FROM_ABOVE = regex(
    r"(?:[省市区校院部]里?|上级|学校|学院|组织部|教工委|教育厅|[检督巡考专][查导察核家]组|专家)[^,。;请各]{0,6}$"
)
_THEY_COME = regex(
    r" *(?:[上下]午)?(?:[省市区校院]里?|上级|学校|(?:校)?(?:党委)?组织部|教工委|教育厅|[检督巡考专][查导察核家]组|专家)"
    r"(?:的?[^,。;请各]{0,4})(?:要|会|将|派人)?来[^,。;请各]{0,6}(?:看|检查|督[查导]|调研|巡察|验收|指导|听|抽查|考核|查)"
)
_MAY_COME = regex(
    r" *(?:[省市]里|上级|[省市]委|教工委|教育厅|教育部|工委)[^,。;请各]{0,4}(?:可能|或将?|会|将|要)[^,。;请各]{0,8}"
    r"(?:检查|抽查|督[查导]|调研|巡察|验收|抽考|抽检|复核)"
)
"""4月1日前后省里可能电话抽查."""
_COMES = regex(
    r" *(?:就?[要会]|将|就)?(?:来|到|进|下)[^,。;请各]{0,8}(?:检查|督[查导]|调研|巡察|验收|指导|走访|评估|抽查|考核|查)"
)


def _hearsay(clause: str, before: str, after: str, when: When) -> bool:
    """学校说4月20号系统才开: what others said, and nobody is asked."""
    return _SAID.search(before) is not None and not ASKED.search(clause) and not when.until


_SAID = regex(r"(?:学校|学院|院里|校里|上面|上级|部里|老师|书记|[他她们]|通知上?|听|据|都|人家)说[^,。;]{0,8}$")


def _of_a_group(clause: str, before: str, after: str, when: When) -> bool:
    """（11月份到期的那几个）, 6月份检查反馈的3条问题: says which ones are meant."""
    opened = before.rfind("(") > before.rfind(")") if "(" in before else False
    if opened and _THAT_IS.search(before) and _WHICH.match(after):
        return True
    if when.until or when.form not in ("point", "window"):
        return False
    if opened and _WHICH.match(after) and not ASKED.search(after.partition(")")[0]):
        return True
    if _WHO_ARE.match(after):
        return True
    month = when.start is not None and when.deadline is not None and (when.deadline - when.start).days >= 26
    return month and _THOSE.match(after) is not None


_THAT_IS = regex(r"\((?:即|也就是|指|就是)[^()]{0,6}$")
_WHICH = regex(r"[^()]{0,14}的[^(),]{0,8}\)")
_WHO_ARE = regex(
    r" *\)?[^,。;于在]{0,8}(?<!进行)(?<!开展)的"
    r"(?:同志|人员|人|党员|老师|同学|学生|干部)(?!大会|会议|[证信])"
)
_THOSE = regex(r" *份?(?!的)[^,。;请于在前各]{2,12}的(?!时间|时候|同时|通知|要求|[,。;]|$)")


def _ends_something(clause: str, before: str, after: str, when: When) -> bool:
    """从5月起“学习心得”栏不再填: what falls away asks for nothing."""
    return when.form == "start" and when.deadline is None and _FALLS_AWAY.search(after) is not None


_FALLS_AWAY = regex(r"不再|不用|无需|不需|不必|取消|停止|停用|废止|作废|免[交填报]|改为线上|不收|不要求")


def _spared(clause: str, before: str, after: str, when: When) -> bool:
    """本周无须报送纸质材料: nothing is to be done then."""
    said = _NEEDLESS.match(after)
    return said is not None and not ASKED.search(after, said.end())


_NEEDLESS = regex(
    r" *(?:各?(?:党?支部|单位|学院|总支))?(?:均|都|一律|暂时?)?(?:无[须需]|不用|不必|不需要?|免予?)再?"
    r"(?:报|上?[交传]|填|提交|开展|召开)(?![^,。;]*的)"
)


def _issued(clause: str, before: str, after: str, when: When) -> bool:
    """（12月1日发）, 2026.4.9整理: the day on which the paper was made."""
    return not when.until and _MADE.match(after) is not None and not ACTION.search(before)


_MADE = regex(r" *(?:印?发|发出|编|编制|编印|整理|制|制表|更新|修订|起草|版|稿|记|记录|拟稿)(?=$|[,。;)])")


def _counted(clause: str, before: str, after: str, when: When) -> bool:
    """4月22日那一课有27人旁听: what was seen there."""
    told = _COUNTED.match(after) if not when.until and when.form in ("point", "window") else None
    return told is not None and not _AIMED.search(clause) and not ASKED.search(clause)


_COUNTED = regex(r"[^,。;]{0,16}(?:(?<!没)有|共有?|达|来了|到了|同学)[^,。;]{0,12}?\d+ *(?:余)?(?:人|名|位|%)")
_AIMED = regex(r"少于|至少|以上|不超过|不得|以内|为期|地点")


def _of_this_word(clause: str, before: str, after: str, when: When) -> bool:
    """五一前最后一次通知: which one of the writer's messages it is."""
    return _THIS_WORD.match(after) is not None


_THIS_WORD = regex(
    r" *的?(?:最后|第[一二三四五]|又|再)一?[次遍回]?(?:通知|提醒|提示|催促|催办|催报|推送|强调)(?=$|[,。;:!])"
)


def _encouraged(clause: str, before: str, after: str, when: When) -> bool:
    """提倡有条件的支部在放假前召开: who likes. 鼓励…于3月20日前完成 is still a day for those who do."""
    likes = _WHO_LIKES.search(before) or (not when.suffixed and _ENCOURAGED.search(before))
    return bool(likes) and _GIVEN_IN.search(after) is None


_WHO_LIKES = regex(r"(?:提倡|倡导|鼓励有条件)[^,。;请须]{0,16}$")
_ENCOURAGED = regex(r"(?<![为了])鼓励[^,。;请须]{0,16}$|有条件的[^,。;请须]{0,10}可以?[^,。;请须]{0,8}$")
_GIVEN_IN = regex(r"报送|上报|提交|报名|投稿|[交报发送传]")


_FAMILIES: tuple[tuple[str, _Tells], ...] = (
    ("说明不是这一天", _denied),
    ("过去的事", _done_by),
    ("轮流的安排，没有要求", _in_turn),
    ("接着的安排，写在上一项里", _goes_on),
    ("说明那一天的情况，没有要求", _of_a_state),
    (WRITERS, _of_the_writer),
    ("过去的事", _recalled),
    ("以后或别处的安排", _of_another_round),
    ("别人来的日子，没有要求", _of_a_visit),
    ("转述的话，没有要求", _hearsay),
    ("说的是哪些，不是截止时间", _of_a_group),
    ("不再要求的事", _ends_something),
    ("不用做的事", _spared),
    ("成文的日期", _issued),
    ("过去的事", _counted),
    ("说的是这次通知，没有要求", _of_this_word),
    ("提倡的事，不是要求", _encouraged),
)
