"""Looking up what documents ask, always with the source; and why a duty is a branch's own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue import Requirement
from handlers import filing
from handlers.answers import entry
from handlers.duties import binding, matter_name
from handlers.message import Reply
from handlers.reading import kind_of
from handlers.router import Command, Request
from handlers.understood import understood
from storage.work import Work

_NAME = "要求"
_FILLER = re.compile(r"^(请问|问一下|想问问?|查一?下|我想知道)+|(呢|吗|啊|呀)?[?？。!！~]*$")


def look_up(request: Request, work: Work) -> Reply:
    """The number first, then who, when, evidence, recipient; then the source."""
    question = (request.rest or str(request.meaning.slots.get("question") or "") or request.text).strip()
    if not _FILLER.sub("", question) or question in ("要求", "依据", "规定"):
        return Reply("requirement_how", {})
    found = request.know.finder.find(question)
    meaning = understood(request.meaning, intent="requirement", slots={"question": question})
    if found.choices:
        _offer(request, work, found.choices)
        return Reply("requirement_choose", {"choices": [_choice(one) for one in found.choices]}, meaning)
    if not found.hits:
        _offer(request, work, found.nearest[:4])
        return Reply(
            "requirement_none", {"question": question, "nearest": [one.title for one in found.nearest[:4]]}, meaning
        )
    return Reply("requirement", _values(found.hits, found.remark), meaning)


def _values(hits: Sequence[Requirement], remark: str | None) -> dict[str, Any]:
    return {"entries": [entry(one) for one in hits[:2]], "remark": remark}


def _choice(one: Requirement) -> dict[str, str]:
    return {"title": one.title, "source": f"{one.source.document}{one.source.section}"}


def _offer(request: Request, work: Work, entries: Sequence[Requirement]) -> None:
    if entries:
        dialogue = work.dialogues.get(request.speaker.person.id, request.message.channel, request.message.chat)
        touched = dialogue.record_id if dialogue else None
        filing.wait(request, work, {"command": _NAME, "entries": [one.id for one in entries]}, touched)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """A number picks one of the entries that were offered."""
    picked = re.fullmatch(r"第?([1-9一二三四五])[个条项]?", request.text.strip())
    if not picked:
        return None
    index = "一二三四五".find(picked.group(1)) if not picked.group(1).isdecimal() else int(picked.group(1)) - 1
    if index >= len(waiting["entries"]):
        return None
    picked_entry = request.know.catalogue.by_id(waiting["entries"][index])
    if picked_entry is None:
        return None
    return Reply("requirement", _values((picked_entry,), None), understood(request.meaning, intent="requirement"))


def why(request: Request, work: Work) -> Reply:
    """Which rule makes this a duty of the branch, where it stands, and the fact that makes it apply."""
    words = request.rest or request.text
    kind = kind_of(str(request.meaning.slots.get("activity_type") or "")) or kind_of(words)
    rule = next((one for one in request.know.catalogue.duties() if kind in one.evidence), None) if kind else None
    if rule is None:
        return look_up(request, work)
    unit = request.speaker.home()
    bound = binding(rule, unit) if unit else None
    values = entry(rule) | {
        "name": matter_name(rule),
        "unit": unit.short if unit else "",
        "binds": bound.binds if bound else None,
        "why": bound.why if bound else "",
    }
    return Reply("why", values, understood(request.meaning, intent="rule_reason"))


COMMANDS = (
    Command(_NAME, "要求 党课　或直接问：党课有什么要求、支委会多久开一次", "查要求和出处", look_up,
            aliases=("查要求", "规定", "查询要求"), intents=("requirement",), resume=resume),
    Command("为什么", "为什么要开支委会", "看一项任务的依据", why, aliases=("依据",), intents=("rule_reason",)),
)  # fmt: skip
