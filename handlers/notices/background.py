"""Dates that a notice tells and that ask nothing of its readers: what led to it, who is meant, what others will do.

Looks at the whole sentence and the open heading; what a date's nearest words tell is in ``notdue``.
"""

from config.patterns import regex
from handlers.notices.actors import actor_at
from handlers.notices.drafts import Context
from handlers.notices.when import When
from handlers.notices.words import ACTION

_HAND = regex(r"报送|上报|提交|报名|交至|交到|上交|发至|发送|送交|备案|缴|填报|上传|反馈|回执|报(?:学院|党|组织|校|所)")
_RELAYED = regex(
    r"(?:^|[,;:])[^,;。]{0,4}(?:接|据|根据|按照?|依据|遵照)[^,。;]{0,30}(?:省|市|中央|教育部|上级|工委|教育厅|国家)"
    r"[^,。;]{0,24}(?:通知|要求|部署|安排|文件|精神|计划)"
)
_EVERYWHERE = regex(r"各高校|全省|全市|全国|全区|高校|各校|各地|我校|学校(?:须|应|要|于|在)")
_OWN = regex(r"请|各(?!高校|校|地|级)|所属|本(?:学院|院|支部|总支)|我院|同志")
_SCOPE = regex(r"条件|范围|对象|资格|标准|名额|比例")
_CRITERIA = regex(
    r"(?:须|应|需|应当|必须)(?:满|具有|具备|为|是|从事|任|已)|仍在|仍为|不得(?:参评|申报|推荐)|方可|(?:不|可以?)列入|"
    r"可(?:以)?(?:申请|申报|参加|参评)|不(?:再)?参(?:加|评)|(?:之后|以后|以来|以前|之前)(?:确定|列为|入党|接收|转入|入职)"
)


def background(sentence: str, when: When, context: Context) -> str:
    """Why this date of the sentence asks for nothing; empty where it does, or may."""
    before, after = sentence[: when.first], sentence[when.last :]
    if _relayed(before, when, sentence):
        return "上级的时间安排，不是本通知的截止时间"
    if _refused(before, after, when):
        return "过了时间的说明，不是截止时间"
    if _eligible(sentence, when, context):
        return "资格条件里的日期"
    if _later(after):
        return "以后另行通知的事"
    return ""


def _relayed(before: str, when: When, sentence: str) -> bool:
    """接省委教育工委通知，4月至6月在全省高校开展…，要求各高校4月底前上报: the readers' own part comes after it."""
    led = _RELAYED.search(before)
    if led is None:
        return False
    clause = sentence[led.end() : when.last + 24]
    return bool(_EVERYWHERE.search(clause)) and not _OWN.search(before, led.end())


_REFUSED = regex(r" *(?:\d{1,2}[:点]\d{0,2})?(?:起|后|之后|以后|开始)?,? *(?:将)?(?:不再|不予|停止|一律不|视为|关闭|截止受理)")


def _refused(before: str, after: str, when: When) -> bool:
    """4月10日后不再受理."""
    return when.form == "start" and _REFUSED.match(after) is not None


def _eligible(sentence: str, when: When, context: Context) -> bool:
    if _HAND.search(sentence) or "请" in sentence:
        return False
    heading = context.heading()
    if heading and heading.about == "scope" and _SCOPE.search(heading.words):
        return not (when.until and ACTION.search(sentence, when.last) and actor_at(sentence))
    return not when.until and _CRITERIA.search(sentence, when.last, when.last + 24) is not None


_LATER = regex(r"[^,。;]{0,8},? *(?:到时候?|届时|后续|之后|以后)(?:会|将)?(?:再|另)[^,。;]{0,6}通知")


def _later(after: str) -> bool:
    return _LATER.match(after) is not None
