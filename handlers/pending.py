"""What waits for an answer: whether a yes can be meant for it, and what else may be said to it.

Bare words carry out what reaches others only right after it was shown; a remark in between lays it aside.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers.reading import find_days, fold
from handlers.router import Request
from storage.work import Work

WAITS = timedelta(days=3)
"""How long a draft or a question waits for its answer."""
LATELY = timedelta(hours=3)
"""So long after it was shown a bare yes is meant for it."""
_ASIDE = "aside"
"""Marks a question after which something else was said."""
_BESIDE_A_DAY = regex(
    r"(?:等等|不对|错了|说错了|那|就|还是|应该|该|截止|日期|时间|改|换|延期?|推迟|提前|成|到|为|是|之?前|以前|交|吧|了|好|"
    r"[上下]午|中午|晚上|\d{1,2}[点:](?:半|\d{1,2}分?)?|[ ,。!])*"
)
"""What may stand beside the day: a sentence that tells of something on a day is no other day for what was shown."""


def fresh(request: Request, waiting: Mapping[str, Any]) -> bool:
    """Whether a yes can be meant for this: it was shown last, lately, and nothing else was said since. What reaches
    others is else shown once more before it is done."""
    asked_at = request.dialogue.expires_at - WAITS if request.dialogue else request.now
    top = request.questions()[0] is waiting
    return top and not waiting.get(_ASIDE) and request.now - asked_at <= LATELY


def asked_anew(waiting: Mapping[str, Any]) -> dict[str, Any]:
    """The question as it is asked now: what was said after it last time is over."""
    return {name: value for name, value in waiting.items() if name != _ASIDE}


def put_aside(request: Request, work: Work) -> None:
    """Something else was said than an answer to what waits here."""
    if request.answering is not None or request.asked or not (request.looked or request.speaker.organizes):
        return
    request.look(work)
    waiting, message = request.waiting, request.message
    if not waiting or waiting.get(_ASIDE) or request.dialogue is None:
        return
    known = request.dialogue
    work.dialogues.put(
        request.speaker.person.id, message.channel, message.chat,
        waiting={**waiting, _ASIDE: True}, record_id=known.record_id, expires_at=known.expires_at,
    )  # fmt: skip


def another_day(request: Request) -> date | None:
    """The day, where the message says nothing else: 不对，是12月18号, in answer to what was just shown."""
    days = [day for day in find_days(request.text, request.local, past=False) if day.date and not day.flags]
    if len(days) != 1:
        return None
    first, last = days[0].span
    beside = fold(request.text[:first] + request.text[last:])
    return days[0].date if _BESIDE_A_DAY.fullmatch(beside) else None
