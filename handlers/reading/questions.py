"""Questions, and the organizer's requests: which of the contract's intents, and about what."""

import re
from typing import Any

from handlers.reading import intents as words
from handlers.reading.kinds import mentions
from handlers.reading.slots import asked_about, days_ahead
from handlers.reading.text import fold
from handlers.reading.values import Context, Target, Understanding


def asked(short: str, said: str, context: Context) -> Understanding:
    """What is asked, or ``none``."""
    intent = _which(said, context)
    if intent == "none":
        return Understanding("none")
    slots = _slots(intent, short, said, context)
    if intent == "my_status" and slots.get("branch", context.branch) != context.branch and not words.OWN.search(said):
        intent = "task_status"  # another branch's state is an organizer's question
    return Understanding(intent, slots=slots, target=_record_asked(intent, short, context))


def _which(said: str, context: Context) -> str:
    own = words.OWN.search(said)
    kind_or_period = bool(mentions(said)) or re.search(r"[月周年季度]|党费|材料|报告|清单|换届", said)
    for intent, pattern in _ORDER:
        if not pattern.search(said):
            continue
        if intent == "task_status" and own and not re.search(r"谁|哪[些个几]{1,2}支部|哪家", said):
            return "my_status"
        if intent == "statistics" and own and words.MY_STATUS.search(said):
            return "my_status"
        if intent == "my_status" and not (kind_or_period or own or re.search(r"差|缺|待办|未完成|达标", said)):
            continue
        if intent in ("publish_notice", "remind", "create_task") and re.search(r"吗|了没|怎么|如何|[??]$", said):
            continue
        if intent == "remind" and words.PLAN.search(said) and not re.search(r"没|未|欠|逾期", said):
            return "none"
        if intent == "requirement" and (not _known_matter(said) or re.search(r"建议|想法|意见", said)):
            continue
        return intent
    return "none"


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
    return slots


def _new_task(short: str, context: Context) -> dict[str, Any]:
    match = re.search(r"任务[ ]*[:：,，][ ]*(?P<task>.+)$", short, re.S)
    if not match:
        return {}
    days = days_ahead(match["task"], context)
    return {"task": match["task"].strip()} | ({"date": days[0]} if days else {})


def _record_asked(intent: str, short: str, context: Context) -> Target | None:
    if intent != "record_list":
        return None
    named = re.search(r"(?:记录|#|编号)[ :#]*(\d{1,9})(?! *[月年日个次])", fold(short))
    return Target(number=int(named[1])) if named else None
