"""The lines of a notice's list as plain values, as they lie in a dialogue: what each asks, and of whom.

Knows the organisation, no dialogue and no reply.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.patterns import regex
from handlers.notices import Notice, Task
from handlers.versions import Head, Thing
from storage.units import Unit
from storage.work import Work

FOR_SECOND = ("secondary", "organizer")
_FOR_BRANCHES = ("branch", "member")
_AUDIENCES = {
    "学生": ("student", "undergraduate", "graduate"),
    "本科生": ("undergraduate", "student"),
    "本科": ("undergraduate", "student"),
    "研究生": ("graduate",),
    "教工": ("staff",),
    "教职工": ("staff",),
    "教师": ("staff",),
    "机关": ("admin",),
    "离退休": ("retired",),
}


def head_of(notice: Notice, reading: int, today: date, name: str = "") -> dict[str, Any]:
    """What the list keeps of a notice. ``reading`` is the row that holds its text; ``name`` the file's, for a notice
    without a title."""
    called = notice.title or name.rpartition(".")[0]
    title = f"《{called}》" if called else "通知"
    return {
        "reading": reading,
        "source": "，".join(filter(None, (title, notice.number or ""))),
        "title": called,
        "number": notice.number or "",
        "issuer": notice.issuer or "",
        "dated": (notice.date or today).isoformat(),
    }


def known_by(head: Mapping[str, Any]) -> Head:
    return Head(head["title"], head["number"], date.fromisoformat(head["dated"]))


def name_of(head: Mapping[str, Any]) -> str:
    """Who says it, in a few signs."""
    return str(head["issuer"] or (f"《{head['title'][:14]}》" if head["title"] else "这份"))


_SORT = regex(r"(学生|本科生?|研究生|教职工|教工|教师|机关|离退休)(?:党员)?(?:党)?支部")


def item_of(task: Task, today: date, of: int) -> dict[str, Any]:
    """``of``: which of the list's notices. ``act`` says what 发布 does where it is not a new task: move or cancel one,
    bring one forward (earlier), or nothing, since it is out already (known)."""
    past = task.deadline is not None and task.deadline < today
    sort = _SORT.search(task.responsible or "") if task.responsible_level == "branch" else None
    return {
        "title": task.title[:40],
        "due": task.deadline.isoformat() if task.deadline else "",
        "time": task.time,
        "recipient": task.recipient,
        "deliverable": task.deliverable,
        "level": task.responsible_level,
        "kind": task.kind,
        "opens": task.start.isoformat() if task.start else "",
        "line": task.line,
        "quote": task.quote[:120],
        "why": task.why if task.needs_review else "",
        "recurs": task.recurrence or "",
        "until": "",
        "only": f"{sort[1]}支部" if sort else "",
        "but": "",
        "dropped": past,
        "past": past,
        "of": of,
        **NEW,
    }


NEW: Mapping[str, Any] = {"act": "", "task": 0, "was": "", "says": (), "own": False}
"""Of a line that is nothing but a task to be published. ``own``: a person has said that it is."""


def addressed(item: Mapping[str, Any]) -> bool:
    """Whether anybody below is asked for it."""
    return item["level"] != "org_dept" and not item["dropped"]


def goes_out(item: Mapping[str, Any]) -> bool:
    """Whether 发布 does anything with the line."""
    if item["dropped"] or item["act"] == "known":
        return False
    return bool(item["act"]) or (addressed(item) and bool(item["due"]))


def thing_of(item: Mapping[str, Any]) -> Thing:
    due = date.fromisoformat(item["due"]) if item["due"] else None
    return Thing(item["title"], item["deliverable"] or "", due, party(item["level"]))


def party(level: str) -> str:
    """Levels that owe the same thing as one."""
    return "second" if level in FOR_SECOND else "branch" if level in _FOR_BRANCHES else level


# -- who owes it ------------------------------------------------------------------------------------------------------


def units_of(work: Work, path: str, item: Mapping[str, Any]) -> Sequence[Unit]:
    """Who would owe it."""
    without = {unit.id for unit in units_named(work, path, item["but"])} if item.get("but") else set()
    return [unit for unit in _asked(work, path, item) if unit.id not in without]


def _asked(work: Work, path: str, item: Mapping[str, Any]) -> Sequence[Unit]:
    if item["only"]:
        return units_named(work, path, item["only"])
    if item["level"] in FOR_SECOND:
        second = [unit for unit in work.units.within(path) if unit.is_second_level]
        return second or [work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1]))]
    return work.units.branches_within(path)


def units_named(work: Work, path: str, who: str) -> Sequence[Unit]:
    """The branches of a sort (学生), those of these names, or both: 教工一支部和学生支部. Nobody where a name is not
    known."""
    branches = work.units.branches_within(path)
    found: dict[int, Unit] = {}
    for part in who.replace("和", "、").replace("与", "、").replace(",", "、").split("、"):
        word = _bare(part.strip())
        types = _AUDIENCES.get(word, ())
        own = [unit for unit in branches if word and _called(unit, word)]
        here = own or [unit for unit in branches if unit.branch_type in types]
        if not here:
            return ()
        found |= {unit.id: unit for unit in here}
    return list(found.values())


def _called(unit: Unit, word: str) -> bool:
    return any(_bare(name) == word for name in (unit.name, unit.short, *unit.aliases))


def _bare(name: str) -> str:
    return name.removesuffix("支部").removesuffix("党")
