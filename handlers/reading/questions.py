"""Questions, and the organizer's requests: which of the contract's intents, and about what."""

import re
from typing import Any

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.kinds import mentions
from handlers.reading.slots import asked_about, days_ahead
from handlers.reading.values import Context, Target, Understanding
from handlers.written.text import fold


def asked(short: str, said: str, context: Context) -> Understanding:
    """What is asked, or ``none``."""
    if words.HUMAN.fullmatch(said):
        return Understanding("help", slots={"topic": "人工"})
    intent = _which(said, context)
    if intent == "none":
        return Understanding("none", slots=_done_task(short, said, context))
    slots = _slots(intent, short, said, context)
    other = slots.get("branch", context.branch) != context.branch and not words.OWN.search(said)
    if other and (slots.pop("count", False) or (intent == "my_status" and not _LACKS.search(said))):
        intent = "task_status"  # another branch's state is an organizer's question
    return Understanding(intent, slots=slots, target=_record_asked(intent, short, context))


_OF_OTHERS = regex(r"谁|哪[些个几]{1,2}支部|哪家|(?:各|几个|多少个?)支部")
_LACKS = regex(
    r"(?:[差缺欠]|(?<![至最减不多])少)(?:着|了)?(?:什么|啥|哪些|哪几|几|多少)|(?:为什么|为啥|咋|怎么)[^,。;]{0,3}没"
)
"""教工一支部还差啥, 教工一支部为啥没交: what that branch lacks, by name."""
_WHY_NOT_DONE = regex(r"支部[^,。;]{0,8}(?:为什么|为啥|咋|怎么)[^,。;]{0,3}没有?(?:交|报|提交|上报|完成|开)")
_HANDED_IN = r"(?:交|报|上交|提交|上报|报送|递交|送)"
_DONE_TASK = regex(
    r"(?:(?:谢谢|多谢|好的?|收到|您好|你好|老师|书记|报告)[ ,。!]+)*(?:我们?|咱们?|本支部|我支部|我们支部|支部)?(?:的)?"
    r"(?:(?:今天|昨天|刚刚?|刚才|已经?)*把)?(?P<task>[^ ,。;!?了][^,。;!?了]{1,22}?)(?:我们?|咱们?|支部)?"
    r"(?:(?:也|都|已经?|刚刚?|刚才|今天|昨天|上午|下午|早就|全)*"
    rf"{_HANDED_IN}(?:上去|过去|给[^,。;]{{1,8}}|到[^,。;]{{1,8}}|齐|完|好)?了|已经?{_HANDED_IN})[ 。!]*"
)
_NO_TASK = regex(
    r"^(?:我们?|他们?|她们?|都|也|已|全|大家|各|刚|今天|昨天|谁|快|该|别|不|没)+$|没|未|不|谁|哪|别|快要|记得|"
    r"[汇回申举通播登填预转移外社成相打上提呈被]$"
)


def _done_task(short: str, said: str, context: Context) -> dict[str, Any]:
    """典型案例交了: the task that is said to be handed in; what it is called, whether there is one, others know."""
    match = _DONE_TASK.fullmatch(said)
    if match is None or _NO_TASK.search(match["task"]):
        return {}
    if words.HEARSAY.search(said) or words.PLAN.search(said) or words.QUESTION.search(said):
        return {}
    at = fold(short).find(said)
    task = short[at + match.start("task") : at + match.end("task")] if at >= 0 else match["task"]
    about = asked_about(short, context)
    unit = {key: about[key] for key in ("branch",) if key in about}
    task = task.replace(unit.get("branch", "\0"), "").strip(" 的")
    return {"done_task": task, **unit} if len(task) > 1 else {}


def _for_certain(said: str) -> str | None:
    """Whole sentences that leave no doubt, asked before the loose words of ``_ORDER``."""
    if words.HOW_TO_FILE.fullmatch(said):
        return "help"
    if words.HOW_WAS_THE_WEEK.fullmatch(said):
        return "summary"
    if words.OWN_TERM.fullmatch(said):
        return "term_expiry"
    if words.OWN_THEME_DAY.fullmatch(said) or words.WHAT_COMES.fullmatch(said):
        return "deadline"
    if _WHY_NOT_DONE.search(said):
        return "my_status"
    counted = words.COUNT_OF_OWN.search(said) and not _OTHERS.search(said)
    return "record_list" if counted and not (words.OWN.search(said) and mentions(said)) else None


def _which(said: str, context: Context) -> str:
    certain = _for_certain(said)
    if certain:
        return certain
    own = words.OWN.search(said)
    kind_or_period = bool(mentions(said)) or re.search(r"[月周年季度]|党费|材料|报告|清单|换届", said)
    for intent, pattern in _ORDER:
        if not pattern.search(said):
            continue
        if intent == "task_status" and (own or _LACKS.search(said)) and not _OF_OTHERS.search(said):
            return "my_status"
        if intent == "statistics" and own and words.MY_STATUS.search(said):
            return "my_status"
        if intent == "my_status" and not (kind_or_period or own or re.search(r"差|缺|待办|未完成|达标", said)):
            continue
        if intent in ("publish_notice", "remind", "create_task") and re.search(r"吗|了没|怎么|如何|[??]$", said):
            continue
        if intent == "remind" and words.PLAN.search(said) and not re.search(r"没|未|欠|逾期", said):
            return "none"
        if intent == "requirement" and words.PLAN.search(said) and not _REALLY_ASKS.search(said):
            continue  # 下周三想搞个党日，还没定谁主持
        if intent == "requirement" and (not _known_matter(said) or re.search(r"建议|想法|意见", said)):
            continue
        return intent
    return "none"


_REALLY_ASKS = regex(
    r"[?]|吗|呢|怎么|怎样|如何|要不要|需不需要|能不能|可不可以|多少|几|什么|多久|是否|行不行|可以|要求|规定"
)
_OTHERS = regex(r"各|每|谁|哪|全[院校]|学院|总支|算|够|达标|要|应该|必须|才")
_ORDER = (
    ("help", words.HELP),
    ("create_task", words.CREATE_TASK),
    ("publish_notice", words.PUBLISH),
    ("rule_reason", words.WHY),
    ("summary", words.SUMMARY),
    ("statistics", words.STATISTICS),
    ("term_expiry", words.TERM),
    ("remind", words.REMIND),
    ("notice_task", words.NOTICE),
    ("deadline", words.DEADLINE),
    ("task_status", words.TASK_STATUS),
    ("my_status", words.MY_STATUS),
    ("record_list", words.RECORDS),
    ("requirement", words.REQUIREMENT),
)


def _known_matter(said: str) -> bool:
    return bool(
        mentions(said)
        or re.search(
            r"党|支部|支委|组织|换届|预备|积极分子|发展对象|转正|列席|表决|会议记录|主持|记录人|三会一课", said
        )
        or said.startswith("要求")
    )


_NEEDS = {
    "help": ("activity_type",),
    "rule_reason": ("activity_type", "topic"),
    "summary": ("period", "org", "branch"),
    "create_task": (),
    "publish_notice": (),
    "term_expiry": ("period", "org"),
    "requirement": ("activity_type", "topic"),
    "notice_task": ("activity_type", "org"),
}
_EVERYTHING = ("activity_type", "period", "topic", "org", "branch")


def _for_certain_slots(intent: str, said: str) -> dict[str, Any]:
    if intent == "help" and words.HOW_TO_FILE.fullmatch(said):
        return {"topic": "提交"}
    if intent == "term_expiry" and words.OWN_TERM.fullmatch(said):
        return {"own": True}
    return {"count": True} if intent == "record_list" and words.COUNT_OF_OWN.search(said) else {}


def _slots(intent: str, short: str, said: str, context: Context) -> dict[str, Any]:
    about = asked_about(short, context)
    slots: dict[str, Any] = {key: about[key] for key in _NEEDS.get(intent, _EVERYTHING) if key in about}
    if slots.get("topic") == "党员":
        del slots["topic"]
    if intent == "requirement":
        slots["question"] = short.strip()
    elif intent == "help" and re.search(r"模[板版]|绑定", said):
        slots["topic"] = "绑定" if "绑定" in said else "模板"
    elif intent == "rule_reason":
        code = re.search(r"[Rr]\d\d", said)
        if code:
            slots["topic"] = code[0].upper()
    elif intent == "remind" and re.search(r"私[信聊下]|单独|一对一", said):
        slots["private"] = True
    elif intent == "notice_task":
        days = days_ahead(short, context)
        if days:
            slots["date"] = days[0]
    elif intent == "create_task":
        slots |= _new_task(short, context)
    return slots | _for_certain_slots(intent, said)


def _new_task(short: str, context: Context) -> dict[str, Any]:
    match = re.search(r"任务[ ]*[:：,，\s][ ]*(?P<task>.+)$", short, re.S)
    if not match:
        return {}
    days = days_ahead(match["task"], context)
    return {"task": match["task"].strip()} | ({"date": days[0]} if days else {})


def _record_asked(intent: str, short: str, context: Context) -> Target | None:
    if intent != "record_list":
        return None
    named = re.search(r"(?:记录|#|编号)[ :#]*(\d{1,9})(?! *[月年日个次])", fold(short))
    return Target(number=int(named[1])) if named else None
