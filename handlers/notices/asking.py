"""Whether a date is asked for at all: a deadline mark, somebody asked, or something that is plainly to be done or held.

A sentence that only says what is so on a day would otherwise be taken for a task; so what has none of these is told
as no deadline, by its build and not by its subject.
"""

from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at, level_of
from handlers.notices.clauses import Span
from handlers.notices.drafts import Context
from handlers.notices.senders import above
from handlers.notices.tellings import ASKED
from handlers.notices.titles import MOVES
from handlers.notices.undated import STRONG
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD

_STATES, _HOPED, _BY_OTHERS = "只说明情况，没有要求", "目标，不是截止时间", "别人要做的事"


def unasked(sentence: str, when: When, actor: Actor | None, context: Context) -> str:
    """Why nothing is asked by this date; empty where something is, or may be."""
    first, last = _own(sentence, when)
    before, after = sentence[first : when.first], sentence[when.last : last].lstrip(" ,")
    label = sentence[max(0, first - 16) : first] if sentence[first - 1 : first] == ":" else ""
    asked = ASKED.search(before + "," + after) is not None
    if not asked and _HOPE.search(before) and not _GIVEN.search(after):
        return _HOPED
    if _told(before, after) or (not when.until and _told_by_day(label + before, after, sentence[last:], asked)):
        return _STATES
    if not asked and _TERM_TO.search(sentence, max(0, when.first - 40), when.first):
        return _STATES
    if when.form == "start" and when.deadline is None and not asked and not (actor and not above(actor.level, context)):
        return _STATES
    if when.form not in ("point", "window", "repeat") or _somebody(sentence, actor, context):
        return ""
    convenes = None if context.timed else _CONVENES.match(sentence)
    if convenes and convenes.start("held") > when.first:
        return ""
    if (_of_others(before, context) and not _UP.match(after)) or _by_others(before + after, context):
        return _BY_OTHERS
    if _JUDGED.search(sentence, max(0, when.first - _NEAR), when.first) and _ALL_BY.match(sentence, when.last):
        return _BY_OTHERS
    if not _ONE.match(after) and (when.until or when.suffixed or _SET.search(before)):
        return ""
    return "" if not _ONE.match(after) and _deed(before, label + after + _MIND.sub("", sentence[last:])) else _STATES


def _told(before: str, after: str) -> bool:
    """No task even where a deadline mark stands by it: a term, a limit of what counts, a pay-out, a line held."""
    counts = _LIMITS.search(before) is not None and _GAINED.match(after) is not None
    paid = before.strip() != "" and _PAID.match(after) is not None
    return (
        counts
        or paid
        or _NEVER_MIND.search(before) is not None
        or any((_TERM.search(before), _LINES.match(after), _WILL.match(after)))
    )


def _told_by_day(before: str, after: str, rest: str, asked: bool) -> bool:
    """What is so on that day, has been done, is to be known only, or needs nobody."""
    if _HEED.search(before):
        return True
    return not asked and any((_STATE.match(after), _SO_FAR.match(after), _SPARED.search(rest), _HOURS.search(before)))


def _own(sentence: str, when: When) -> tuple[int, int]:
    """The date's own stretch between two commas, and the one behind it where the date stands alone."""
    first = max(sentence.rfind(mark, 0, when.first) for mark in ",;:") + 1
    last = _next(sentence, when.last)
    return first, _next(sentence, last + 1) if not sentence[when.last : last].strip() else last


def _next(sentence: str, at: int) -> int:
    return min((found for mark in ",;" if (found := sentence.find(mark, at)) >= 0), default=len(sentence))


def _somebody(sentence: str, actor: Actor | None, context: Context) -> bool:
    """Whether the sentence asks somebody, or stands below one who is asked."""
    sentence = _MIND.sub("", _CALLS.sub("", sentence))
    label = context.heading()
    if label and label.about == "time" and label.par.folded.find(sentence) >= 0:
        return True
    if context.parties or ASKED.search(sentence) or _COME.search(sentence):
        return True
    return actor is not None and not above(actor.level, context)


def _of_others(before: str, context: Context) -> bool:
    """党校3月30日开班, 学校党代会将于6月中旬召开, 活动室4月15日前装修: it happens, whoever hears of it."""
    subject = _LINK.sub("", before).strip()
    level = level_of(subject)
    over = (
        level and above(level, context) and not subject.startswith("各") and subject not in context.actor.words
    )  # 各责任单位: they are the readers
    return bool(_ABOVE.match(subject) or over or _FIXED.search(subject))


def _by_others(clause: str, context: Context) -> bool:
    """由财务处统一更换, 由学工部更换."""
    by = _BY.search(clause)
    level = level_of(by[1][:6]) if by else None
    return _OFFICE.search(clause) is not None or (level is not None and above(level, context))


def _deed(before: str, after: str) -> bool:
    """4月20日交材料, 材料4月20日交来, 6月10日，合唱排练: a bare deed, a thing handed in, an event."""
    subject = _LINK.sub("", before).strip()
    if not subject and _LISTED.match(after):
        return True
    subject = _BODY.sub("", subject) or subject
    if subject and _GIVEN_OUT.match(after):
        return False
    event = HELD.search(subject) or ACTION.search(subject) or ACTION.match(after.strip()) or level_of(subject)
    if subject and not _PAPER.search(subject) and (not event or _PLACE.search(subject)):
        return False
    return ACTION.search(after) is not None or HELD.search(subject + after) is not None


def holds_something(sentence: str, piece: Span, group: Sequence[When], context: Context) -> bool:
    """A date needs a deed, a thing that is held, a 前, or a label that says what it is: else it only stands there."""
    first, last = piece
    if any(one.until or one.form == "repeat" for one in group):
        return True
    before, after = sentence[first : group[0].first], sentence[group[-1].last : last]
    told = before + after
    if not any(one.doubts for one in group) and _leads(sentence, first, group[0]):
        return True
    if _MEETS_NEXT.search(before):
        return True
    if MOVES.search(before) or _BIDS.search(told) or _PLEASE.search(before):
        return True
    if _SOFT.search(told) and not STRONG.search(told):
        return False
    if ACTION.search(told) or HELD.search(told) or (_LABELS.search(before) and not told.strip().isdigit()):
        return True
    heading = context.heading()
    if heading is None or heading.about == "scope":
        return False
    return (heading.about == "time" and context.matter != "") or HELD.search(heading.words) is not None


_MEETS_NEXT = regex(r"(?:下次|下一次|本次|下期)[^,。;:]{0,8}(?:会议?|党课|党日)(?:时间)?(?:[定在于为是: ]|安排)*$")
"""下次例会10月13日，同一地点."""
_NEVER_MIND = regex(r"(?:不用|不必|无须|无需|别)(?:再)?(?:去)?管 *$")
"""大家不用管24号那个时间."""
_CONVENES = regex(
    r"(?:经[^,。;]{1,12},)?[^,。;]{2,12}(?:研究)?(?:决定|定)[于在][^,。;]{0,40}?(?P<held>召开|举行|举办)"
    r"[^。;]{0,60}?(?:如下|参加|出席|到会)"
)
"""学院党委定于3月18日召开研讨会，有关事项通知如下: what the notice is about, where no line tells its time again."""
_BIDS = regex(r"放宽|宽限|赶在|务必|必须|一定要|记得|别忘")


def _leads(sentence: str, first: int, when: When) -> bool:
    """各支部书记3月18日下午来308: a party right before the day is asked, whatever the verb."""
    own = max(sentence.rfind(mark, first, when.first) for mark in ",;:") + 1
    actor = actor_at(sentence, max(own, first), when.first)
    return actor is not None and actor.last >= when.first - 1 and actor.level in ("branch", "organizer", "member")


_PLEASE = regex(r"(?:^|[,;:])[^,;:]{0,8}(?:请|须|务请|麻烦)[^,。;:]{0,12}$")
_SOFT = regex(r"坚持|引导|保持|注重|关注|弘扬|珍惜|再接再厉|继续")
_LABELS = regex(r"(?:时间|日期|期限|截止|时限|安排)[^,。;]{0,6}$|:[^,。;]*$")


_LISTED = regex(
    r"(?:\([一二三四五六日周]{1,2}\))? {2,}(?=\S)|(?:\([一二三四五六日周]{1,2}\))? *[^\w\s,。;()至到-](?=[^\s\d])"
)
"""15-19日    测评表发放: a day that stands as a label before what is on then."""
_CALLS = regex(r"^[ @]*(?:各位|全体|大家|亲爱的)[^,:。]{0,12}[,:]")
"""各位书记: is whom the writer speaks to, and asks nothing yet."""
_ONE = regex(r" *的[^,。;]*$")
"""4月12日的航班: says which one."""
_WILL = regex(r" *(?:之?前|以前)? *会(?=把|给|将|有|到|来|发|出|公|由|在|下|统一|陆续|反馈|通知|推|寄|转)")
_NEAR, _JUDGED = 16, regex(r"[初复终网]评|评审|评选|审核|答辩")
_ALL_BY = regex(r"[^。;]{0,40},(?:均|都|全部)由(?:组委会|评委|专家|评审|我部|学校|组织部|主办|承办)")
"""初评4月下旬，复评5月8日，均由组委会进行."""
_UP = regex(r" *(?:报(?!告)|上报|提交|呈报)")
_PAID = regex(r" *(?:打[到入]|拨付|到账|下达|颁发|发放[到至])")
_BODY = regex(r"(?:学生|委员|工|协|理事|常委|研究生)会$")
_GIVEN_OUT = regex(r" *(?:由[^,。;]{2,8})?(?:统一)?(?:下达|公布|发放|颁发|发布|揭晓|拨付|下发|选出|打到|打入|到位)")
_BY = regex(r"(?<![经报交送])由([^,。;各]{2,12})")
_HEED = regex(r"(?:关注|知悉|注意|留意|转告|知晓|了解)(?:一下)?[:,]? *$")
_SPARED = regex(
    r",[^,。;]{0,6}(?:无[须需]|不用|不必)(?:再|另|你们)?(?:派人|操作|准备|来人|管|处理|动|理会|做|参[与加])"
)
_MIND = regex(r"请(?:大家|各位)?(?:相互|互相)?(?:避开|错开|绕行|知悉|注意|留意|转告|谅解|理解|放心)[^,。;]*")
_HOPE = regex(r"力争|争取|有望|预计|预期|力求|计划用|目标(?:是|为)|希望能?(?:在|于)? *$")
_GIVEN = regex(r"报(?!告)|[交发送填给]|提交|上传")
_STATE = regex(
    r"(?: *[-至到] *(?:次日|凌晨)?\d{1,2}[:点]\d{0,2})? *(?:\([^()]*\))?(?:全天|凌晨|[上下]午|晚上?|中午)? *"
    r"(?:\d{1,2}[:点]\d{0,2}(?: *[-至到] *(?:次日)?\d{1,2}[:点]\d{0,2})?)?"
    r"(?:起|止|后)?,?(?:将|即|仍|还|又|均|都|全部|正式|自动|免费|统一|对外|顺利|如期)*"
    r"(?:任期|聘期|预备期|合同|期限|有效期)?"
    r"(?:照常|照旧|开放|停[用机电水网办业播运]|关[闭停]|到期|届满|期满|结束|结业(?!考|典|仪|式|会|测)|闭幕|放假|"
    r"上线|下线|生效|恢复|启用|挂牌|到账|到任|上任|搬[到至]|迁[至到入]|维护|升级|揭晓|出结果|失效|作废|复课|返航|"
    r"(?:从|自)[^,。;]{1,8}(?:出发|发车)|服务(?!$)|营业|办公|"
    r"有(?:雨|雪|风|课|考试|其他|事)|[^,。;]{0,10}(?:总体|整体|基本)?(?:良好|平稳|不错|较好|稳定)|"
    r"(?:正?是|为)(?![^,。;]{0,12}(?:党日|学习日|活动日))[^,。;]{2,12}(?:月|日|周|年|节|季|周年)(?=$|,))"
)
_TERM = regex(
    r"[考预任聘服试公实合挂展有过][^,。;()]{0,3}期(?:间|限)?(?:均|都|也|将|为|从|自|到|至|满|是)*[^,。;()]{0,2}$"
)
_TERM_TO = regex(r"(?:任期|聘期|有效期|服务期)[^。;]{0,24},[^,。;]{0,4}[到至] *$")
"""任期与本届支委会一致，即至2027年11月止."""
_LIMITS = regex(r"(?:限|仅限|应为|须为|均为|以|指) *$")
_GAINED = regex(
    r"(?:之?间|期间|以?来|之?前|之?后|以[前后])?(?:所|新)?(?:取得|获得|形成|发表|立项|发生|产生|入职|任职|入党|列为|确定|缴纳)"
)
_LINES = regex(r"[^。;]{0,24}以[^,。;]{2,16}为(?:主[线题]|重点|抓手|契机|目标|核心|引领|统领|牵引|根本)")
_HOURS = regex(r"(?:值班|开放|办公(?!室)|营业|接待|服务|借阅|开门)(?:时间)?(?:平时|一般|是|为|:|在)*[^,。;]{0,4}$")
_SO_FAR = regex(
    r"[^,。;]{0,10}(?:已(?:经|被|由|于|预)?(?![知阅])|均已|业经|刚刚)[^,。;]{1,}"
    r"|[^,。;请须]{0,12}(?:讲|开|办|做|给|去|来|获|升|有|通过|发|完|收|进行|举行|召开|批准)了"
    r"|[^,。;]{0,4}可以?(?:在|到|从|随时)?[^,。;]{0,6}(?:查|看到|回看|下载|使用)"
)
_OFFICE = regex(
    r"(?<![经报交送])由[^,。;各]{0,10}?(?:[^好去]处|后勤|公司|工会|图书馆|中心|厂家?|银行|学校|物业|技术人员|管理员|"
    r"团委|学工部|保卫部|校医院|体育部|组委会|主办方)(?=[^,。;]{0,6}"
    r"(?:统一|负责|集中|安排|更换|处理|发放|代|办|完成|维护|组织|录入|做))"
)
_SET = regex(
    r"(?:定[于在为到]?|约[在为于]|首次[于在]?|安排[在于到]|拟于|将于|改[到至为在]|调[到至整]+[到至为]?|延期?[到至]|推迟?[到至]|提前[到至]|(?:宽限|放宽)[到至]|限|时间|日期|为)"
    r"(?:是|为|:|改)? *$"
)
_ABOVE = regex(
    r"(?:.*(?:考察|检查|巡察|督[导查]|调研|评审|专家|审计|宣讲)[组团]$)|(?:.*[,:])?(?:由|经)?(?:学校|校党委|省|市[委里级]|全[国省市]|教育[部厅]|国家|上级|教工委|中央)"
)
_FIXED = regex(r"(?:室|厅|馆|楼|班车|经费|食堂|账户|专户|网站)$")
_LINK = regex(r"^[\d\s日号()一二三四五六周至到-]+$|(?:将|拟|须|在|于|从|自|,|:|\(|-|、| )+$|^(?:[^\w(]|\d{1,2}[.、)])+")
_PAPER = regex(
    r"(?:表|名单|材料|总结|方案|报告|计划|稿|清单|台账|回执|记录|手册|照片|小结|请示|简报|案例|意见|情况|党费|书|"
    r"证明|课件|作品|汇总|鉴定|函|件|本|册|汇报|心得|袋|盒|票|作业|问卷|笔记|音频|视频|截图|电子版|纸质版|信息|数据)[)”]?$"
)
_PLACE = regex(
    r"(?:室|厅|馆|楼|平台|系统|车|栏目?|网站?|软件|账号|账户|专户|经费|成绩|食堂|中心|之家|基地|期|店|点|教室)$"
)
_COME = regex(
    r"参加|出席|到会|到场|列席|带[好上来]|自带|携带|每人|每个?支部|由[^,。;]{2,12}(?:负责|承办|牵头|组织)|都[要来]|别|不要|不得|没变|不变|不是[^,。;]*,是"
)
