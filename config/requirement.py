"""One requirement of the catalogue as a value, the words that its fields may have, what contradicts itself in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from config.handwritten import Number, Table

Level = Literal["central", "local"]
Kind = Literal["rule", "project", "form", "definition"]
LEVELS = ("central", "local")
KINDS = ("rule", "project", "form", "definition")
RECURRING = ("monthly", "quarterly", "half_yearly", "yearly", "termly")
CADENCES = (*RECURRING, "once", "none")
DAYS = {"monthly": 28, "quarterly": 90, "half_yearly": 181, "yearly": 365, "termly": 181}
"""The shortest that a period can be: nothing is held twice a day."""
UNIT_KINDS = ("committee", "department", "college_committee", "general_branch", "direct_branch", "branch", "group")
BRANCH_TYPES = ("staff", "student", "undergraduate", "graduate", "admin", "retired", "joint")
EVIDENCE = (
    *("支部党员大会", "支委会", "党小组会", "党课", "主题党日"),
    *("组织生活会", "民主评议党员", "谈心谈话", "集中学习"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement stands. ``section`` is as the document numbers it; number and date may be empty."""

    document: str
    number: str
    issuer: str
    date: str
    section: str
    level: Level


@dataclass(frozen=True, slots=True)
class Applies:
    """Whom it binds. An empty tuple or None sets no condition."""

    unit_kinds: tuple[str, ...] = ()
    committee: bool | None = None
    groups: bool | None = None
    branch_types: tuple[str, ...] = ()
    min_full_members: int | None = None
    max_full_members: int | None = None
    graduates: bool | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one place of one document asks, in our own words."""

    id: str
    title: str
    matter: str
    """What it rules; the same word in central and local entries, so that both are shown."""
    kind: Kind
    subject: str
    answer: str
    details: tuple[str, ...]
    cadence: str | None
    """``none``: the document says that it is done again and again, and gives no number. None: not a recurring thing."""
    times: int
    months: tuple[int, ...]
    window: str | None
    due: str | None
    evidence: tuple[str, ...]
    numbers: Mapping[str, Number] = field(hash=False)
    applies: Applies
    recipient: str | None
    deliverable: str | None
    synonyms: tuple[str, ...]
    source: Source
    duty: bool
    """It becomes a recurring duty of each unit to which it applies."""
    order: int
    replaces: tuple[str, ...] = ()
    """Ids whose place it takes."""
    document_file: str | None = None
    line: int | None = None
    """The line of the institution's own original (in its ``documents`` folder) that this entry tells of."""


def contradictions(made: Requirement, entry: Table) -> None:
    """Note what no unit and no period can ever meet."""
    rule = made.applies
    most_members = rule.max_full_members if rule.max_full_members is not None else 10_000
    if (rule.min_full_members or 0) > most_members:
        entry.wrong("applies", "自相矛盾：min_full_members 大于 max_full_members，没有支部能符合")
    of_branches = rule.branch_types or rule.committee is not None or rule.groups is not None
    if of_branches and rule.unit_kinds and not set(rule.unit_kinds) & {"branch", "direct_branch"}:
        entry.wrong("applies", "自相矛盾：只有党支部才有支部类型、支委会和党小组，unit_kinds 里却没有党支部")
    for name, most in made.numbers.items():
        least = made.numbers.get(f"{name[:-4]}_min") if name.endswith("_max") else None
        if isinstance(most, int | float) and isinstance(least, int | float) and least > most:
            entry.wrong("numbers", f"自相矛盾：{name[:-4]}_min 大于 {name}")
    days = DAYS.get(made.cadence or "")
    if days and made.times > days:
        entry.wrong("times", f"做不到：{days}天里不能有{made.times}次")
    if made.duty and made.times == 0:
        entry.wrong("times", "做不到：经常性任务至少要有1次")
    if made.duty and made.due and len(made.due) > 5:
        entry.wrong("due", "经常性任务的期限不能写年份，只写 月-日")
    if made.line is not None and made.document_file is None:
        entry.wrong("line", "要同 document_file 一起写")
    if made.id in made.replaces:
        entry.wrong("replaces", "绕成了一圈：不能替换自己")
