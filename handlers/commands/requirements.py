"""Looking up what documents ask, always with the source; why a duty is a branch's own; and the originals themselves."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue import Requirement
from config.patterns import regex
from handlers import filing
from handlers.answers import entry, hours, looked_up, quoted, source_of
from handlers.duties import binding, matter_name
from handlers.errors import NotFound
from handlers.message import Reply
from handlers.reading import find_period, kind_of
from handlers.router import Command, Request
from handlers.scope import own_branch
from handlers.understood import understood
from storage.units import Unit
from storage.work import Work

_NAME = "要求"
_ORIGINAL = "原文"
_CADENCES = {
    "monthly": "每月",
    "quarterly": "每季度",
    "half_yearly": "每半年",
    "yearly": "每年",
    "termly": "每学期",
}
_OUR_OWN = regex(
    r"(?:我们|咱们?|本支部|我支部|我们支部|支部)[^,。?？]{0,8}?(?:要|该|得|需要|必须|应该?)[^,。?？]{0,6}?"
    r"(?:哪些|哪几个|哪几种|什么|几个|几种|多少种?)(?:会议?|活动|组织生活|固定任务|规定动作)"
    r"|(?:固定|必开|必做)的?(?:任务|会议?|活动)(?:有|是)?(?:哪些|什么)|(?:我们|本支部)[^,。]{0,4}固定任务"
)
_SO_FAR = regex(
    r"(?:我们|咱|本支部|我支部)[^,。]{0,16}学时(?:了|够|$)"
    r"|学时[^,。]{0,4}(?:了|够不够|够吗|完成)|(?:还差|已经|目前)[^,。]{0,8}学时"
)
_BY_RULE = regex(r"书记|委员|支委|党员|每年|一年|要求|规定|应该|必须|不少于")
"""The rule is asked for, whoever asks."""
_THIS = regex(r"这个|这些|这项|这样|它|这$")
_FILLER = regex(r"^(请问|问一下|想问问?|查一?下|我想知道)+|(呢|吗|啊|呀)?[?？。!！~]*$")


def look_up(request: Request, work: Work) -> Reply:
    """The number first, then who, when, evidence, recipient; then the source."""
    question = (request.rest or str(request.meaning.slots.get("question") or "") or request.text).strip()
    if not _FILLER.sub("", question) or question in ("要求", "依据", "规定"):
        return Reply("requirement_how", {})
    if (unit := _own(request)) and _OUR_OWN.search(question):
        return _of_own(request, unit)
    if (unit := request.speaker.home()) and _SO_FAR.search(question) and not _BY_RULE.search(question):
        return so_far(request, work)
    found = request.know.finder.find(question)
    meaning = understood(request.meaning, intent="requirement", slots={"question": question})
    if found.choices:
        _offer(request, work, found.choices)
        return Reply("requirement_choose", {"choices": [_choice(one) for one in found.choices]}, meaning)
    if not found.hits:
        nearest = _each_once(found.nearest)
        _offer(request, work, nearest)
        return Reply("requirement_none", {"question": question, "nearest": [one.title for one in nearest]}, meaning)
    return Reply(
        "requirement", looked_up(found.hits, found.remark, request.know.catalogue.documents, question), meaning
    )


def _each_once(nearest: Sequence[Requirement]) -> list[Requirement]:
    """One of each title: local and central of one matter are shown together anyway."""
    return list({one.title: one for one in reversed(nearest)}.values())[::-1][:4]


def _own(request: Request) -> Unit | None:
    """The branch that is meant by "our branch": the speaker's, or the one whose group this is."""
    return request.speaker.home()


def _of_own(request: Request, unit: Unit, intent: str = "requirement") -> Reply:
    """All that the branch has to do again and again, and what it need not, with the fact that decides."""
    bound, free = [], []
    for rule in request.know.catalogue.duties():
        found = binding(rule, unit)
        if found.binds:
            bound.append({"name": matter_name(rule), "often": _often(rule), "why": _particular(found.why)})
        else:
            free.append({"name": matter_name(rule), "why": found.why})
    sources = dict.fromkeys(f"《{rule.source.document}》" for rule in request.know.catalogue.duties())
    values = {"unit": unit.short, "bound": bound, "free": free, "sources": list(sources)[:3]}
    return Reply("own_duties", values, understood(request.meaning, intent=intent))


def _often(rule: Requirement) -> str:
    return f"{_CADENCES.get(rule.cadence or '', '')}{max(1, rule.times)}次"


def _particular(why: str) -> str:
    return "" if why.startswith("对每个") else why


def so_far(request: Request, work: Work) -> Reply:
    """The branch's study hours so far, beside the figures that documents ask for."""
    unit = own_branch(request.speaker)
    words = request.rest or request.text
    period = request.past_period(words) if find_period(words, request.local) else None
    today = request.know.today(request.now)
    values = hours(work, request.know.catalogue, unit, period, today)
    return Reply("hours", values, understood(request.meaning, intent="my_status"))


def _choice(one: Requirement) -> dict[str, str]:
    return {"title": one.title, "source": source_of(one)}


def _offer(request: Request, work: Work, entries: Sequence[Requirement]) -> None:
    if entries:
        dialogue = request.look(work)
        touched = dialogue.record_id if dialogue else None
        offered = {"command": _NAME, "entries": [one.id for one in entries], "passing": True}
        filing.wait(request, work, offered, touched)


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
    values = looked_up((picked_entry,), None, request.know.catalogue.documents)
    return Reply("requirement", values, understood(request.meaning, intent="requirement"))


def why(request: Request, work: Work) -> Reply:
    """Which rule makes this a duty of the branch, where it stands, and the fact that makes it apply."""
    words = request.rest or request.text
    kind = kind_of(str(request.meaning.slots.get("activity_type") or "")) or kind_of(words)
    kind = kind or kind_of(request.message.quote)
    unit = request.speaker.home()
    rule = _rule_of(request, kind, words)
    if rule is None:
        return _of_own(request, unit, "rule_reason") if unit and _THIS.search(words) else look_up(request, work)
    bound = binding(rule, unit) if unit else None
    values = entry(rule, request.know.catalogue.documents) | {
        "name": matter_name(rule) if rule.duty else rule.title,
        "unit": unit.short if unit else "",
        "binds": bound.binds if bound else None,
        "why": bound.why if bound else "",
    }
    return Reply("why", values, understood(request.meaning, intent="rule_reason"))


def _rule_of(request: Request, kind: str | None, words: str) -> Requirement | None:
    """The duty of this kind; else a rule for units that the words name for certain."""
    if kind:
        found = next((one for one in request.know.catalogue.duties() if kind in one.evidence), None)
        if found:
            return found
    hits = request.know.finder.find(_ASKING.sub("", words)).hits
    return hits[0] if hits and hits[0].kind == "rule" and hits[0].applies.unit_kinds else None


_ASKING = regex(r"为什么|为啥|凭什么|为何|依据(?:是什么)?|要?我们(?:支部)?|根据(?:什么|哪个文件)?|出处")


def original(request: Request, work: Work) -> Reply:
    """The institution's own text to the line: by the entry that is asked for, or by words that stand in it."""
    documents = request.know.catalogue.documents
    if not documents.originals:
        raise NotFound(
            "还没有载入文件原文。管理员把原文（txt 或 md）放进 requirements 目录下的 documents 文件夹，重启后就能查。"
        )
    if not request.rest:
        raise NotFound("想看哪一条的原文？例如：原文 支委会")
    hits = request.know.finder.find(request.rest).hits
    quotes, source = [], ""
    for one in hits[:2]:
        if line := quoted(one, documents):
            file = documents.file(line.file)
            quotes, source = (file.around(line.line) if file else [line]), source_of(one)
            break
    quotes = quotes or documents.containing(request.rest)
    if not quotes:
        raise NotFound(f"载入的原文里没有找到“{request.rest[:30]}”。")
    values = {"quotes": [{"file": one.file, "line": one.line, "text": one.text} for one in quotes], "source": source}
    return Reply("original", values, understood(request.meaning, intent="requirement"))


def study_hours(request: Request, work: Work) -> Reply:
    """学时 alone tells of the branch's own so far; with a question behind it, or without a branch, of the rule."""
    asks = re.search(r"要求|多少|规定|标准|几", request.rest)
    if request.speaker.home() and not asks:
        return so_far(request, work)
    request.rest = f"学时 {request.rest}".strip()
    return look_up(request, work)


COMMANDS = (
    Command(_NAME, "要求 党课　或直接问：党课有什么要求、支委会多久开一次", "查要求和出处", look_up,
            aliases=("查要求", "规定", "查询要求"), intents=("requirement",), resume=resume),
    Command("为什么", "为什么要开支委会", "看一项任务的依据", why, aliases=("依据",), intents=("rule_reason",)),
    Command(_ORIGINAL, "原文 支委会", "看本校载入的文件原文", original, aliases=("查原文",)),
    Command("学时", "学时　学时 上半年", "看本支部今年学习学时的合计", study_hours,
            aliases=("学习学时", "本支部学时")),
)  # fmt: skip
