"""Heart-to-heart talks that somebody tells of: what was said in them is not kept, so they are recognised early.

A talk told in few words is a record all the same (its day and place are asked for). Knows words, days and times only.
"""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.dates import find_days
from handlers.reading.kinds import mentions
from handlers.reading.record import LONGEST, TALK, read_record, with_missing
from handlers.reading.times import find_times
from handlers.reading.values import Context, Day, RecordReading, Understanding
from handlers.reading.wording import talk_subject
from handlers.written.text import fold, hide, hide_quoted

_WITH = r"(?:(?<!共)和|(?<!参)与|跟|(?<!不)同(?![志学事意时])|找|对|约|给)(?P<who>[^,。;!?\n]{1,14}?)"
_TALKED = (
    r"(?:谈[心新]谈[话化花]|谈[了过完]?(?:一?次|个|一)?[话心](?!得)|谈了谈|"
    r"谈[了过](?=[一1]次|[他她近家]|思想|$|[,。;!\n]))"
)
_NOT_A_THING = (
    r"(?!的?(?:记录|照片|附件|材料|签到|内容|要求|制度|时间|次数|通知|方案|计划|情况|"
    r"表|函|室|提纲|要点|技巧|方法|精神))"
)
_SOMEBODY = regex(rf"{_WITH}(?:做了?|作了?|进行了?|开展了?|一起)?(?:[一1]次)?{_TALKED}{_NOT_A_THING}")
_TALK = regex(
    rf"(?:谈[心新]谈[话化花]|谈[了过完](?:一?次|个)?[话心]|谈心(?=[了过完,。;!\n ]|$)|"
    rf"(?:进行|开展|完成|做)了?[^,。;]{{0,4}}谈话){_NOT_A_THING}"
)
_NOT_DONE = regex(
    r"(?<![主重必])要(?!好)|准备|打算|计划|(?<!思)想(?!法)|应该|应当|需|必须|记得|可以|明天|后天|下周|下个?月|下次|将|安排|建议|"
    r"没|未|(?<!分)别|不|拟|如果|等(?=[我他她有忙开下])|再(?!次)|定期|每(?![位个名])|经常|怎|咋|什么|啥|吗|[??]|几(?![位个名])|哪|"
    r"多久|多少|是否|谁|能(?!力)|会议记录|模[板版]|^要求|^截止|^查|^看|[那这上]一?条"
)
_STUDIED = regex(r"学习|传达|总书记|习近平|主席|座谈")
_ITS_CONTENT = regex(
    r"(?:(?<=[,。;!\n ])|^)(?:他|她|其|对方|说|主要|反映|内容)[^。\n]*|(?:主要)?[聊谈]的(?:主要|就|都)?是[^。\n]*"
)
_PRIVATE = regex(
    r"谈[心新]谈[话化花]|谈[了过完]?(?:一?次|个)?[话心](?!得)|谈了谈|[跟和找同与][^,。;]{1,10}(?:谈了|聊了)"
)


def private(said: str) -> bool:
    """Whether the words may tell of a talk with somebody. Asking for the rules of talks counts too: better too much."""
    return "谈" in said and bool(_PRIVATE.search(said))


def talk_told(text: str, said: str, context: Context) -> Understanding | None:
    """The talk that the sender tells of having had, or None. ``said`` is the folded text."""
    if "谈" not in said:
        return None
    hidden = hide_quoted(said)
    somebody = _SOMEBODY.search(hidden)
    match = somebody or (None if context.draft_open else _TALK.search(hidden))
    if match is None or _STUDIED.search(hidden[: match.end()]):
        return None
    if somebody and somebody["who"].endswith("的") and not mentions(somebody[0]):
        return None  # a talk between others, as one reads of it
    head = hidden[: match.end()] + re.split(r"[,。;!\n]", hidden[match.end() :])[0]
    if mentions(hidden[match.end() :]) and words.COUNTED.search(hidden):
        return None  # another activity is told beside it, with its counts
    if not _was_held(head, hidden, bool(somebody), context):
        return None
    record = _without_content(text, match.span("who") if somebody else (0, 0), context)
    return Understanding("submit_record", records=(record,), flags=record.flags)


def _was_held(head: str, hidden: str, somebody: bool, context: Context) -> bool:
    """Only what stands before the talk's own words and beside them counts: what follows is its content."""
    if _NOT_DONE.search(head) or words.HEARSAY.search(head) or words.NEVER.search(head):
        return False
    if any(pattern.search(head) for pattern in (words.AMEND, words.WITHDRAW, words.RESTORE, words.ATTACH)):
        return False
    named = mentions(head)
    if named and named[0][0] != TALK:
        return False  # 支委会研究了和预备党员谈话: the committee's meeting is told
    days = find_days(head, context.now)
    if any(ahead(day, head, context) for day in days):
        return False
    return somebody or bool(days) or bool(re.search(r"[了过完]|已", head)) or _as_a_form(hidden, context)


_BETWEEN = regex(r"谈话人(?!员|数)|谈话对象")


def _as_a_form(hidden: str, context: Context) -> bool:
    """谈心谈话，4月3日，谈话人张敏，谈话对象李强: told as on a form, and not of a day to come."""
    days = find_days(hidden, context.now) if _BETWEEN.search(hidden) else []
    return bool(days) and not any(ahead(day, hidden, context) for day in days)


def ahead(day: Day, folded: str, context: Context) -> bool:
    """Whether the day, with the hour that the words say, is still to come."""
    if day.date is None or day.date < context.now.date():
        return False
    start = find_times(hide(folded, day.span)).start
    return day.date > context.now.date() or (start is not None and start > f"{context.now:%H:%M}")


def _without_content(text: str, who: tuple[int, int], context: Context) -> RecordReading:
    """The record of facts alone: 他最近住院 is neither a place nor an absence, and with whom is no field of it."""
    short = text[:LONGEST]
    content = [match.span() for match in _ITS_CONTENT.finditer(fold(short))]
    subject = talk_subject(short)
    record = read_record(hide(short, (max(0, who[0] - 1), who[1]), *content), context)
    flags = tuple(dict.fromkeys((*record.flags, *(("privacy_group",) if context.in_group else ()))))
    if record.kinds != (TALK,):
        record = replace(record, kinds=(TALK,), topic=None)
    if subject and record.topic is None:
        record = replace(record, topic=subject)
    return with_missing(replace(record, text=text, absentees=(), absent_none=False, flags=flags))
