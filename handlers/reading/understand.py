"""One message in, its meaning out. The order of the questions asked here is the product's judgement; the words are elsewhere.

A message is read at most so far (``record.LONGEST``), so that nobody's long text holds up the others.
"""

import re
from datetime import timedelta
from typing import Any

from handlers.reading import intents as words
from handlers.reading.corrections import filled, find_changes
from handlers.reading.dates import find_days
from handlers.reading.form import read_form
from handlers.reading.kinds import mentions
from handlers.reading.numbers import NUMBER, number
from handlers.reading.record import LONGEST, read_record
from handlers.reading.slots import asked_about, days_ahead
from handlers.reading.targets import find_target
from handlers.reading.text import clean, fold, hide_quoted
from handlers.reading.values import Change, Context, Target, Understanding

_LEAD = re.compile(r"^(?:[/#]?(?=[^\d])|(?:@\S{1,20} )|(?:你好|您好|请问|麻烦|劳驾|老师好|在吗|hi|Hi|hello)[,。! ~]*)+")
LAST = Target(last=True)


def understand(text: str, context: Context) -> Understanding:
    """What the message means. Never raises; what is not understood is ``none``."""
    text = clean(text)
    short = text[:LONGEST]
    folded = fold(short).strip()
    said = folded.lstrip("/").strip()
    if not said:
        return Understanding("none")
    plain = _plain(said, context)
    if plain:
        return plain
    if words.REFUSE.search(hide_quoted(folded)) and not _counted_report(folded):
        return Understanding("refuse", slots={"question": short}, flags=_private(folded, context))
    form = read_form(text, context)
    if form:
        return Understanding("submit_record", records=(form,), flags=form.flags)
    return _change(text, short, said, context) or _told(text, said, context) or _asked(short, said, context)


# ---- yes, no, small talk


def _plain(said: str, context: Context) -> Understanding | None:
    if words.NO.fullmatch(said):
        return Understanding("cancel_pending", no=True)
    if words.WRONG.fullmatch(said) and context.draft_open:
        return Understanding("amend", target=LAST)
    if words.YES.fullmatch(said) and not re.fullmatch(r"收[ ]*", said):
        return Understanding("none", yes=True)
    if words.THANKS.fullmatch(said):
        return Understanding("none")
    return None


def _counted_report(folded: str) -> bool:
    return len(words.COUNTED.findall(folded)) >= 2 and not re.search(r"凑|编|没开|虚构|伪造", folded)


def _private(folded: str, context: Context) -> tuple[str, ...]:
    sensitive = re.search(r"政审|政治审查|函调|谈话|谈心|评议|投了?(?:反对|赞成|弃权)|身份证|家庭情况|考核", folded)
    return ("privacy_group",) if context.in_group and sensitive else ()


# ---- an existing record


def _change(text: str, short: str, said: str, context: Context) -> Understanding | None:
    hidden = hide_quoted(said)
    task = _orders_change(short, hidden, context)
    if task:
        return task
    asking = words.QUESTION.search(hidden)
    report = len(words.COUNTED.findall(hidden)) >= 2 and mentions(hidden) and words.DONE.search(hidden)
    if words.RESTORE.search(hidden) and not asking:
        return Understanding("restore", target=find_target(short, context))
    if words.WITHDRAW.search(hidden) and not asking and not report:
        return Understanding("withdraw", target=find_target(short, context))
    if words.ATTACH.search(hidden) and not asking and not words.COUNTED.search(hidden):
        return Understanding("attach", target=find_target(short, context))
    if words.AMEND.search(hidden) and not asking and not report:
        changes, begins = find_changes(short, context)
        return _amended(changes, find_target(short, context, short[:begins]), context)
    if context.draft_open:
        return _answer(short, said, context)
    return None


def _amended(changes: tuple[Change, ...], target: Target, context: Context) -> Understanding:
    if context.draft_open and target.number is None and not target.quoted:
        target = LAST
    return Understanding("amend", target=target, changes=changes)


_BUT = re.compile(r"^(?:好|对|是|嗯|可以|行)的?[ ,。]*(?:但是?|不过|只是|就是|另外)?[ ,]*")


def _answer(short: str, said: str, context: Context) -> Understanding | None:
    """Words that fill what the bot asked for: no new record, the one that waits."""
    if words.QUESTION.search(said) or words.PLAN.search(said):
        return None
    whole = mentions(said) and find_days(said, context.now) and len(words.COUNTED.findall(said)) >= 1
    if whole:
        return None
    agreed = _BUT.match(said)
    rest = short
    if agreed and len(agreed[0]) < len(said) and re.search(r"但|不过|只是|就是|另外", agreed[0]):
        changes, begins = find_changes(short[short.find(said[agreed.end()]) :], context)
        if changes:
            return Understanding("amend", target=LAST, changes=changes)
    reading = read_record(rest, context)
    changes = filled(reading, said)
    if not changes:
        return None
    return Understanding("amend", target=LAST, changes=changes, flags=reading.flags)


def _orders_change(short: str, hidden: str, context: Context) -> Understanding | None:
    """What an organizer orders about tasks and theme days. It looks like a correction, so it is asked first."""
    if words.THEME_DAY.search(hidden) and not words.QUESTION.search(hidden):
        if re.search(r"固定|每月|每个月|最后一个|第[一二三四]个?(?:周|星期)", hidden):
            return Understanding("change_theme_day", slots={"question": short})
        days = days_ahead(short[short.find("党日") :], context)
        if days and days[-1] >= context.now.date().isoformat() and not re.search(r"结束|开始|实到|地点", hidden):
            slots = {
                key: value for key, value in asked_about(short, context).items() if key in ("period", "org", "branch")
            }
            return Understanding("change_theme_day", slots=slots | {"to": days[-1]})
    if words.CHANGE_DEADLINE.search(hidden) and not words.QUESTION.search(hidden):
        return Understanding("change_deadline", slots=_deadline_slots(short, hidden, context))
    if words.CANCEL_TASK.search(hidden) and not words.QUESTION.search(hidden) and "记录" not in hidden:
        return Understanding("cancel_task", slots=_task_slots(short, context))
    return None


_TASK_OF_DEADLINE = re.compile(
    r"^(?:请)?(?:把|将)?(?P<task>[^,。;]{2,24}?)(?:[这那][个条]任务)?(?:的)?(?:截止|期限|最晚|报送时间|上报时间|延期|推迟|顺延|延长)"
)
_TASK_CANCELLED = re.compile(
    r"(?:取消|撤销|作废|删除|删掉|撤掉)(?:掉)?(?P<task>[^,。;]{2,24}?)(?:的)?(?:这个|这条|那个|那条)?(?:任务|事项|通知)"
)
_NO_TASK = re.compile(r"[\d一二三四五六七八九十]+[月日号]|这[个条]|那[个条]|任务$|上次|通知$")


def _deadline_slots(short: str, hidden: str, context: Context) -> dict[str, Any]:
    days = [day for day in find_days(short, context.now) if day.date]
    slots: dict[str, Any] = {}
    turn = re.search(r"改|延|推迟|提前|调整|顺延|放宽|挪|宽限", hidden)
    cut = turn.start() if turn else len(hidden)
    before = [day for day in days if day.span[0] < cut]
    after = [day for day in find_days(short, context.now, past=False) if day.date and day.span[0] >= cut]
    if before:
        slots["date"] = before[0].date.isoformat()  # type: ignore[union-attr]
    if after and after[-1].date:
        to = after[-1].date
        bare = re.fullmatch(r" *(\d{1,2}) *[日号]", fold(after[-1].words))
        if before and before[0].date and bare:
            try:
                to = before[0].date.replace(day=int(bare[1]))  # 3月20号的截止改到25号: the same month
            except ValueError:
                to = after[-1].date
        slots["to"] = to.isoformat()
    moved = re.search(rf"(推迟|延后|延长|顺延|延期|提前|宽限)(?:了)?({NUMBER})(天|周)", fold(short))
    if moved and before and before[0].date and "to" not in slots:
        days_moved = (number(moved[2]) or 0) * (7 if moved[3] == "周" else 1) * (-1 if moved[1] == "提前" else 1)
        slots["to"] = (before[0].date + timedelta(days=days_moved)).isoformat()
    task = _TASK_OF_DEADLINE.search(fold(short))
    if task and not _NO_TASK.search(task["task"]):
        slots["task"] = short[slice(*task.span("task"))]
    if re.search(r"通知(?:一下|大家|各|他们|下去)|告诉|知会", hidden):
        slots["notify"] = True
    return slots


def _task_slots(short: str, context: Context) -> dict[str, Any]:
    task = _TASK_CANCELLED.search(fold(short))
    slots: dict[str, Any] = {}
    if task and not _NO_TASK.search(task["task"]):
        slots["task"] = short[slice(*task.span("task"))]
    days = days_ahead(short, context, past=True)
    if days:
        slots["date"] = days[0]
    short_number = re.search(r"任务 *#?(\d{1,6})(?! *月)", fold(short))
    if short_number:
        slots["task"] = short_number[1]
    return slots


# ---- a new record


def _told(text: str, said: str, context: Context) -> Understanding | None:
    hidden = hide_quoted(said)
    days = find_days(hidden, context.now)
    today = context.now.date()
    past = any(day.flags or (day.date and day.date <= today) for day in days)
    before = any(day.date and day.date < today for day in days)
    future = any(day.date and day.date > today for day in days) and not past
    kind = bool(mentions(said)) or bool(re.search(r"[开了过个次]会(?!员)|会议|开会", hidden))
    if not words.is_report(hidden, kind, past, before, future):
        return None
    records = tuple(read_record(part, context) for part in _parts(text, context))
    flags = tuple(dict.fromkeys(flag for record in records for flag in record.flags if flag == "privacy_group"))
    return Understanding("submit_record", records=records, flags=flags)


_BREAK = re.compile(r"[;；。，,\n]|(?:^|[,，\s])(?:\d{1,2}|[一二三四五])[.、．)）](?=\D)")


def _parts(text: str, context: Context) -> list[str]:
    """One message may tell of several activities: each part then has its own kind and its own day or count."""
    short = text[:LONGEST]
    cuts = [0, *(match.end() for match in _BREAK.finditer(short)), len(short)]
    pieces = [short[first:last] for first, last in zip(cuts, cuts[1:], strict=False) if short[first:last].strip()]
    groups: list[str] = []
    for piece in pieces:
        if groups and _begins_record(piece, context) and _begins_record(groups[-1], context):
            groups.append(piece)
        elif groups:
            groups[-1] += piece
        else:
            groups.append(piece)
    if len(groups) > 1:
        return [group.strip() for group in groups]
    return _counted_apart(pieces, context) or [text]


def _counted_apart(pieces: list[str], context: Context) -> list[str]:
    """今天开了支委会和党小组会，支委会应到5实到5，党小组会应到7实到6: one day, two activities with their own counts."""
    own = [index for index, piece in enumerate(pieces) if _has_own_count(fold(piece))]
    named = {mentions(fold(pieces[index]))[0][0] for index in own}
    if len(own) < 2 or len(named) != len(own):
        return []
    head = "".join(pieces[: own[0]])
    days = find_days("".join(pieces), context.now)
    if len(days) > 1 or (days and not find_days(head or pieces[0], context.now)):
        return []
    lead = f"{days[0].words}，" if days else ""
    cuts = [*own, len(pieces)]
    parts = ["".join(pieces[first:last]).strip(" ,，;；。\n") for first, last in zip(cuts, cuts[1:], strict=False)]
    return [part if find_days(part, context.now) else lead + part for part in parts]


def _has_own_count(folded: str) -> bool:
    return bool(mentions(folded)) and bool(re.search(r"应到[^,。;]{0,4}[\d一二三四五六七八九十]", folded))


def _begins_record(piece: str, context: Context) -> bool:
    folded = hide_quoted(fold(piece))
    own = re.split(r"研究|讨论|学习了|议题|主题(?!党)|传达|内容", folded)[0]
    return (
        bool(mentions(own))
        and bool(find_days(own, context.now))
        and bool(words.COUNTED.search(folded) or words.DONE.search(folded))
    )


# ---- questions and the organizer's orders


def _asked(short: str, said: str, context: Context) -> Understanding:
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
        if intent == "task_status" and own and not re.search(r"谁|哪[些个几家]|哪家", said):
            return "my_status"
        if intent == "statistics" and own and words.MY_STATUS.search(said):
            return "my_status"
        if intent == "my_status" and not (kind_or_period or own or re.search(r"差|缺|待办|未完成|达标", said)):
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
