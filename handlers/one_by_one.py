"""Two matters in one message: the first that is understood is done, and of the other it is said that it was not.

Nothing of a message is dropped without a word. What belongs together (an activity and who was absent from it) is one
matter and stays whole.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.reading import Understanding, fold
from handlers.reading.intents import COUNTED
from handlers.router import Request, Router
from handlers.search import asks
from storage.work import Work

_LONGEST, _SHORT, _LINES = 200, 60, 3
"""What is longer is a text of its own: a notice, minutes."""
_AND = regex(
    r"(?:[,，。；;!！\n]\s*|\s+)(?:另外(?:还有)?(?:一?[件个]事)?|还有(?:一?[件个]事)?|对了|顺便(?:说一?下|问一?下)?|此外|再就是|再有)[\s,，:：]*"
)
_STOP = regex(r"[,，。；;!！\n]+\s*")
_ORDERS = ("change_theme_day", "change_deadline", "cancel_task", "remind")
"""Meanings that are a matter by themselves, wherever the words are cut."""
_MATTERS = (*_ORDERS, "submit_record", "create_task", "withdraw", "my_status", "task_status", "deadline", "summary")
_DONE = "已完成"
_SMALL = regex(r"(?:[你您]好|老师|书记|大家|早上?好?|辛苦了?|谢谢[您你]?|好的?|收到|嗯|是的?|[ ,，。!！])*")


def first_of(request: Request, work: Work, router: Router) -> list[str]:
    """Leave in the request only the first matter that is understood; the others, in the sender's words."""
    text = request.text
    if not 8 <= len(text) <= _LONGEST or text.count("\n") >= _LINES or request.message.attachments:
        return []
    if not _STOP.search(text) and not _AND.search(text):
        return []
    parts = _joined(request, work, router) or _run_on(request, work, router)
    if not parts:
        return []
    first, *others = parts
    request.text = first
    return [one for one in others if not _SMALL.fullmatch(fold(one))]


def _joined(request: Request, work: Work, router: Router) -> list[str]:
    """The parts that 另外 joins, the first that is understood at the head; none where they are one matter."""
    parts = [part.strip() for part in _AND.split(request.text) if part.strip()]
    if len(parts) < 2:
        return []
    matters = [_matter(request, work, router, part) for part in parts]
    known = [at for at, matter in enumerate(matters) if matter]
    if not known or {matters[at] for at in known} == {"submit_record"} or _whole(request, work, router):
        return []
    if len(known) == 1 and not _SMALL.fullmatch(fold(parts[0])):
        return []  # a remark beside it: 应到5实到4。另外王五病假
    first = known[0]
    return [parts[first], *(part for at, part in enumerate(parts) if at != first)]


def _run_on(request: Request, work: Work, router: Router) -> list[str]:
    """典型案例交了，下周三的主题党日改到周四: two plain matters with nothing but a stop between them."""
    text = request.text
    stops = list(_STOP.finditer(text))
    if len(text) > _SHORT or not 1 <= len(stops) <= 3 or COUNTED.search(fold(text)) or _whole(request, work, router):
        return []
    for stop in stops:
        first, second = text[: stop.start()].strip(), text[stop.end() :].strip()
        if min(len(first), len(second)) < 4:
            continue
        one = _matter(request, work, router, first)
        other = _matter(request, work, router, second) if one else ""
        plain = all(matter in _ORDERS or matter.startswith(":") for matter in (one, other))
        if plain and (one != other or one == f":{_DONE}"):
            return [first, second]
    return []


def _whole(request: Request, work: Work, router: Router) -> bool:
    """Whether the whole message is one sentence of a command's own: 我下周出差，有事找周海涛."""
    taker = router.taken(request, work)
    if taker:
        return taker.name != _DONE
    called = router.called(request.text, request.speaker.organizes)
    return bool(called and called[1] == fold(request.text).strip())


def _matter(request: Request, work: Work, router: Router, words: str) -> str:
    """Which matter the words are by themselves: an intent, or a command with a colon before it; empty for none."""
    probe = replace(request, text=words, rest="", meaning=Understanding("none"))
    taker = router.taken(probe, work)
    if taker:
        return f":{taker.name}"
    called = router.called(words, request.speaker.organizes)
    if called:
        # 提交 alone is an answer; a sentence of the command's own is a matter.
        return f":{called[0].name}" if called[1] else ""
    meaning = router.understand(probe, work)
    if meaning.intent in _MATTERS:
        return meaning.intent
    if meaning.slots.get("done_task"):
        return f":{_DONE}"
    known = meaning.intent == "requirement" and asks(words) and request.know.finder.find(words).hits
    return "requirement" if known else ""


def with_rest(text: str, parts: Sequence[str]) -> str:
    """The answer, with what is said of the rest."""
    if not parts:
        return text
    quoted = "、".join(f"“{re.sub(r'[。，,；;！!？?]+$', '', part)}”" for part in parts)
    return f"{text}\n\n{quoted}还没有办：我一次只办一件，请单独再发一次。".strip()
