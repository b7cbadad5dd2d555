"""Dates that a notice tells and that ask nothing of its readers: what led to it, who is meant, what others will do.

Looks at the whole sentence and the open heading; what a date's nearest words tell is in ``notdue``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.actors import actor_at
from handlers.notices.drafts import Context
from handlers.notices.notdue import moved_later
from handlers.notices.senders import SENDERS, clause_of, overseen
from handlers.notices.tellings import telling
from handlers.notices.when import When
from handlers.notices.words import ACTION

_HAND = regex(
    r"报送|上报|提交|报名|交至|交到|上交|发至|发送|送交|备案|缴|填报|上传|反馈|回执|报(?:学院|党|组织|"
    r"校|所)|投[给至到]"
)
_RELAYED = regex(
    r"(?:^|[,;:])[^,;。]{0,4}(?:接|据|根据|按照?|依据|遵照)[^,。;]{0,30}(?:省|市|中央|教育部|上级|工委|教育厅|国家)"
    r"[^,。;]{0,24}(?:通知|要求|部署|安排|文件|精神|计划)|"
    r"(?:^|[,;:])[^,。;]{0,4}(?:省|市委|中央|教育部|上级|工委|教育厅|国家)[^,。;]{2,30},[^,。;]{0,4}(?:要求|部署|明确|通知)"
)
_EVERYWHERE = regex(r"各高校|全省|全市|全国|全区|高校|各校|各地|我校|学校(?:须|应|要|于|在)")
_OWN = regex(r"请|各(?!高校|校|地|级)|所属|本(?:学院|院|支部|总支)|我院|同志")
_SCOPE = regex(r"条件|范围|对象|资格|标准|名额|比例|内容|要点|议题|议程|流程")
_CRITERIA = regex(
    r"(?:须|应|需|应当|必须)(?:满|具有|具备|为|是|从事|任|已)|仍在(?![^,。;]{0,10}[室楼厅馆场])|仍为|不得(?:参评|申报|推荐)|方可|(?:不|可以?)列入|"
    r"可(?:以)?(?:申请|申报|参加|参评)|不(?:再)?参(?:加|评)|(?:之后|以后|以来|以前|之前)(?:确定|列为|"
    r"入党|接收|转入|入职)"
)


_SUPERIORS = "上级的时间安排，不是本通知的截止时间"
TOLD_BEFORE = "原来的时间，以本通知为准"
OTHERS = (SENDERS, _SUPERIORS, "过去的事", "过去的日期", TOLD_BEFORE, "祝贺或感谢里的日期")
"""What somebody else does or did; the readers' part of the sentence begins behind it."""
_Reason = Callable[[str, When, Context], bool]


def background(sentence: str, when: When, context: Context) -> str:
    """Why this date of the sentence asks for nothing; empty where it does, or may."""
    return telling(sentence, when) or next((why for why, holds in _REASONS if holds(sentence, when, context)), "")


def narrated(sentence: str, found: Sequence[When]) -> list[When]:
    """2025年9月先后三次…，中秋节前收受…: what a sentence tells behind a day of the past is past as well."""
    past = next((one for one in found if _past(sentence, one)), None)
    if past is None or _TODAY.search(sentence, past.last):
        return list(found)
    return [
        one
        if one.ignored
        or one.first < past.last
        or (one.suffixed and not one.relative)
        or _NEW_DAY.search(sentence, max(0, one.first - 8), one.first)
        or _HAND.search(sentence, one.last)
        else replace(one, ignored="过去的事")
        for one in found
    ]


def _past(sentence: str, one: When) -> bool:
    if one.ignored in ("过去的日期", "过去的事", "早已开始的期间，不是截止时间"):
        return sentence[: one.first].count("(") == sentence[: one.first].count(")")
    return one.ignored.startswith("名称") and _THEN.match(sentence, one.last) is not None


_NEW_DAY = regex(r"(?:挪|改|调整?|延期?|推迟?|顺延)(?:到|至|在|成|为)了? *$")
_THEN = regex(r"[^,。;]{0,4}(?:曾|先后|已)")
_TODAY = regex(
    r"(?<![宴邀申聘])请(?!假)|须|应(?!届)|务必|(?<![主需重])要|需|各|拟|将|定[于在]|安排在|计划(?!内)|现[将就对在]|每"
)


def _relayed(sentence: str, when: When, context: Context) -> bool:
    """接省委教育工委通知，4月至6月在全省高校开展…，要求各高校4月底前上报: the readers' own part comes after it."""
    led = _RELAYED.search(sentence, 0, when.first)
    if led is None:
        return False
    clause = sentence[led.end() : when.last + 24]
    return bool(_EVERYWHERE.search(clause)) and not _OWN.search(sentence, led.end(), when.first)


def _refused(sentence: str, when: When, context: Context) -> bool:
    """4月10日后不再受理."""
    return when.form == "start" and _REFUSED.match(sentence, when.last) is not None


_REFUSED = regex(
    r" *(?:\d{1,2}[:点]\d{0,2})?(?:起|后|之后|以后|开始)?,? *(?:将)?(?:不再|不予|停止|一律不|视为|关闭|截止受理)"
)


def _eligible(sentence: str, when: When, context: Context) -> bool:
    if _HAND.search(sentence) or "请" in sentence or _NEW_DAY.search(sentence, max(0, when.first - 8), when.first):
        return False
    if any(one.about == "scope" and _SCOPE.search(one.words) for one in context.headings):
        return not (when.until and ACTION.search(sentence, when.last) and actor_at(sentence))
    return not when.until and _CRITERIA.search(_behind(sentence, when)) is not None


def _behind(sentence: str, when: When) -> str:
    """What says of the date whom it concerns: not what stands behind something that is held then."""
    words = sentence[when.last : when.last + 24]
    return words.split(",")[0] if _TAKES_PLACE.match(words) else words


_TAKES_PLACE = regex(r"[^,。;]{0,16}(?:举行|召开|举办|开展|进行|开班|集合|参加(?!的)|报到(?!的))")


def _later(sentence: str, when: When, context: Context) -> bool:
    return _LATER.match(sentence, when.last) is not None


_LATER = regex(r"[^,。;]{0,8},? *(?:到时候?|届时|后续|之后|以后)(?:会|将)?(?:再|另)[^,。;]{0,6}通知")


def _made_known(sentence: str, when: When, context: Context) -> bool:
    """培训情况将于7月通报, 结果6月30日前公布: nobody here is asked to make it known."""
    own = clause_of(sentence, when)
    return _KNOWN.match(sentence, when.last) is not None and not _CALLED_ON.search(own) and not actor_at(own)


_KNOWN = regex(
    r" *(?:在[^,。;]{1,8})?(?:统一|予以|进行|集中)?(?:通报|公布|揭晓|颁奖|表彰|发布)(?:[^,。;]{0,6}结果)?(?=$|[,。;])"
)
_CALLED_ON = regex(r"请|须|应(?!届)|务必|需|各|要")


def _by_turns(sentence: str, when: When, context: Context) -> bool:
    """12月由医学院、1月由法学院的组织员准备: whose turn it is."""
    return when.form == "window" and not when.until and _TURN.search(sentence, max(0, when.first - 24)) is not None


_TURN = regex(r"\d月份?由[^,。;]{1,12}[、,;] *\d{1,2}月份?由")


def _lately(sentence: str, when: When, context: Context) -> bool:
    """3月20日省委召开视频会, in a notice of 30 March: just past, and nobody is asked."""
    before = any("发文日之前" in doubt for doubt in when.doubts)
    done = not when.until or _WENT.match(sentence, when.last)
    return before and bool(done) and not _TODAY.search(clause_of(sentence, when))


_WENT = regex(
    r"[^,。;]{0,8}(?:已|曾|均|都[^,。;]{1,8}了)|,?[^,。;请须]{0,14}(?:全部|均|都|陆续|按时|如期)"
    r"(?:报送|上报|提交|上交|完成|办结|交齐|开展)了"
)
"""7月3日前，各单位全部报送了统计表, in a report of 10 July."""


def _thanked(sentence: str, when: When, context: Context) -> bool:
    """祝贺…3月18日获奖，也谢谢…3月14日的支持."""
    said = _THANKS.search(sentence, 0, when.first)
    return said is not None and not _ASKS.search(sentence, said.end(), when.first)


_THANKS = regex(r"(?:^|[,:])[^,。;请]{0,6}(?:祝贺|恭喜|感谢|谢谢|祝愿|预祝|热烈欢迎|辛苦)")
_ASKS = regex(r"请|务必|须|应(?!届)|需|要求|麻烦|拟|将|定于|计划|记得|别忘")


def _gone(sentence: str, when: When, context: Context) -> bool:
    """A day that has only just gone by and that nothing asks for is told as past, not as next year's."""
    if when.form in ("event", "term") and _DONE.match(sentence, when.last):
        return True
    if when.until or when.form not in ("point", "window"):
        return False
    if (_WAS.match(sentence, when.last) or _TOLD.search(sentence)) and not _ASKS.search(sentence):
        return True
    near = clause_of(sentence, when)
    if len(near.strip()) - (when.last - when.first) < 2:
        near += sentence[when.last :].lstrip(" ,").partition(",")[0]
    return any("在发文日之前" in doubt for doubt in when.doubts) and not _ASKS.search(near)


_TOLD = regex(
    r"(?<!不)曾|先后|其间|共收到|累计|获批|获评|脱颖而出|取得[^,。;]{0,8}(?:成绩|成效|进展)|圆满|顺利(?:结束|"
    r"完成|举行|闭幕)"
)


def _in_stages(sentence: str, when: When, context: Context) -> bool:
    """自9月上旬起，至11月中旬止，分为三个阶段: when the whole of it runs."""
    return when.form in ("window", "start") and _STAGES.match(sentence, when.last) is not None


_STAGES = regex(
    r"[^。;请]{0,24}分(?:为|成)?[^,。;]{0,24}(?:阶段|步骤?|环节|批次?)(?:进行|推进|实施|开展|"
    r"组织)?(?=$|[,。;])"
)
_DONE = regex(r"[ ,]*[^,。;]{0,6}已(?!发展|确定)")
_WAS = regex(
    r" *(?:\([^()]*\))?,? *[^,。;]{0,24}?(?:参加|反馈|召开|举行|举办|开展|听取|传达|学习|审议|通过|"
    r"完成|下发|印发|收到|进行|组织|获得|拿到|取得)了"
)


def _leads_in(sentence: str, when: When, context: Context) -> bool:
    """仪式6月25日举行，宿舍清退自6月28日开始, above the first section: what the readers should know, and no task."""
    if not context.sectioned or context.headings or when.until or when.form in ("repeat", "event", "term"):
        return False
    if _TIME_LABEL.search(sentence, max(0, when.first - 8), when.first):
        return False
    return not (_ASKS.search(sentence) or actor_at(sentence) or _HAND.search(sentence))


_TIME_LABEL = regex(r"(?:时间|日期) *[:\])】]* *$")
"""时间：9月17日15:00, above the first section: when people come."""


def _told_before(sentence: str, when: When, context: Context) -> bool:
    """前期下发的通知要求3月27日前报送; 5月11日的《通知》中写明，须于5月20日前交, in a notice that changes it."""
    before = sentence[: when.first]
    wrote = _WROTE.search(before) is not None and _CHANGES.search(context.title) is not None
    return wrote or moved_later(sentence, when) or _TOLD_BEFORE.search(before) is not None


_WROTE = regex(
    r"(?:印发|下发|发布|发出|发)的[^。;]{0,50}(?:》|通知|文件|方案)(?:中|里|上)?"
    r"(?:写明|写的是|写了|载明|规定|要求|明确)[^。;]{0,30}$"
)
_CHANGES = regex(
    r"更正|勘误|延期|改期|推迟|顺延|(?:时间|日期|期限)[^,。;]{0,6}(?:调整|变更)|"
    r"(?:调整|变更|延长)[^,。;]{0,24}(?:时间|日期|期限)"
)
_TOLD_BEFORE = regex(
    r"(?:前期|此前|之前|上次|上周[一二三四五六日]?|前不久|先前)(?:所|我们|已)?(?:下发|印发|发布|通知|"
    r"要求|布置|转发)[^,。;]*$"
)


def _instead(sentence: str, when: When, context: Context) -> bool:
    """因天气原因不能举行的，顺延至4月3日: a day that counts only if the other one fails."""
    return bool(_IF_NOT.search(sentence, 0, when.first)) and not _WAS_SET.search(sentence, 0, when.first)


_WAS_SET = regex(r"原(?:定|计划|通知)|现(?:延|改|调|推|顺|定)")
_IF_NOT = regex(
    r"(?:^|[,;])[ ]*(?:如|若|因|遇|倘若|万一)[^。;请]{0,20}(?:不能|无法|天气|下雨|雨天|特殊|冲突|变化|变动)"
    r"[^。;请]{0,16}(?:顺延|延期|改|推迟|推后|另)"
)


def _excused(sentence: str, when: When, context: Context) -> bool:
    """因故不能参会的，会前向书记请假."""
    if _LEAVE.search(sentence[: when.first]):
        return True
    return when.form in ("event", "vague") and _EXCUSE.search(sentence) is not None


_LEAVE = regex(r"(?:^|[,;:。])[ ]*(?:确需|如需|需)?请假(?:者|的|人员)?(?:需|须|应|请)[^。;]{0,24}$")
_EXCUSE = regex(r"(?:不能|无法|因故|确有)[^。;]{0,24}请假|请假(?:手续|的|须|需|应|请|条)")


def _objects(sentence: str, when: When, context: Context) -> bool:
    """如有异议，请于5月26日前反映: only who objects."""
    said = _OBJECTION.search(sentence[: when.first])
    return said is not None and _TURN_TO.search(sentence, when.last) is not None


_TURN_TO = regex(r"联系|说|反映|反馈|提出|告|咨询|沟通|打电话|找|汇报|书面|来函|来信")
_OBJECTION = regex(
    r"(?:^|[,;:])[^,。;]{0,14}(?:如|若|凡)?有(?:任何|什么|其他)?(?:异议|疑问|问题|困难|不同意见|"
    r"不明白|不清楚)的?[^。;]{0,8}$"
)


def _allowed(sentence: str, when: When, context: Context) -> bool:
    """可于4月8日前撤回, 寒假期间可先行线上学习: one may."""
    if "可自收到" in sentence or _MAY_LATER.search(sentence[: when.first]):
        return True
    if _HAVE_TO.search(sentence) or when.until:
        return _MAY_BACK.search(clause_of(sentence, when)) is not None
    return _MAY.search(sentence, when.first, when.last + 30) is not None


_MAY = regex(r"(?<![许认尽])可(?:以)?(?:先行|自收到|向|采取|适当|提前|延长|继续|合并|适时|随时|酌情)")
_MAY_LATER = regex(
    r"可(?:以|酌情|适当)*(?:延长|延期|推迟|顺延|放宽|延后|推后),?但?最[迟晚长]不得?(?:超过|[晚迟]于) *$|"
    r"(?:确需|如需|需要|因故|特殊|原因|确有)[^。;]{0,40}可(?:以|酌情|适当|再)?(?:延长|延期|推迟|"
    r"顺延|放宽|延后|推后|延)(?:至|到) *$"
)
_MAY_BACK = regex(r"可(?:以)?[^,。;]{0,14}(?:撤回|修改|补充|更换)")
_HAVE_TO = regex(r"请|须|务必|必须|应(?!届)")


def _asked_about(sentence: str, when: When, context: Context) -> bool:
    """4月15日主题党日是否按要求开展: what is looked at."""
    return not when.until and "是否" in sentence[when.last :]


def _on_grounds(sentence: str, when: When, context: Context) -> bool:
    """根据上级“十一”前摸底的要求，…: what is done is told behind it, and so is its own day."""
    before, after = sentence[max(0, when.first - 24) : when.first], sentence[when.last : when.last + 24]
    return _GROUNDS.search(before) is not None and _DEMAND.match(after) is not None


_GROUNDS = regex(r"(?:根据|按照|依据|遵照)[^,。;]{0,12}$")
_DEMAND = regex(r"[”\"]?(?:之?前|以前)?[^,。;]{1,12}(?:要求|精神|部署|通知|规定),(?=[^。]*\S)")


_REASONS: tuple[tuple[str, _Reason], ...] = (
    (_SUPERIORS, _relayed),
    ("过了时间的说明，不是截止时间", _refused),
    ("资格条件里的日期", _eligible),
    ("以后另行通知的事", _later),
    ("祝贺或感谢里的日期", _thanked),
    (TOLD_BEFORE, _told_before),
    ("过去的事", _gone),
    ("整项工作的起止时间", _in_stages),
    ("背景里的日期，不是截止时间", _leads_in),
    (SENDERS, overseen),
    ("备用的时间", _instead),
    ("请假的说明", _excused),
    ("有异议时的说明", _objects),
    (SENDERS, _made_known),
    ("轮流的分工，不是截止时间", _by_turns),
    ("过去的事", _lately),
    (_SUPERIORS, _on_grounds),
    ("可以做，不是要求", _allowed),
    ("检查的内容，不是截止时间", _asked_about),
)
