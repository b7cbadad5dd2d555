"""The roster: an institution's units, people and groups as one checked value, whether from the demo or from an xlsx.

It knows nothing of files or of the database. A roster that exists can be loaded: its parents exist, its tree has no
cycle, its keys are unique, and its units stand in an order in which every parent comes first.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from config.themeday import is_rule

UNIT_KINDS: Mapping[str, str] = {
    "committee": "党委",
    "department": "职能部门",
    "college_committee": "学院党委",
    "general_branch": "党总支",
    "direct_branch": "直属党支部",
    "branch": "党支部",
    "group": "党小组",
}
BRANCH_TYPES: Mapping[str, str] = {
    "staff": "教工",
    "student": "学生",
    "undergraduate": "本科生",
    "graduate": "研究生",
    "admin": "机关",
    "retired": "离退休",
    "joint": "联合",
}
ROLES: Mapping[str, str] = {
    "secretary": "书记",
    "deputy": "副书记",
    "committee_member": "支委",
    "organizer": "组织员",
    "department": "组织部门",
    "member": "党员",
}
PURPOSES: Mapping[str, str] = {"reminders": "提醒", "summary": "汇总", "work": "工作"}

MOST_MEMBERS = 9999
THEME_DAY_HINT = "请写成：每月最后一个星期三、每月第二个星期五、每月25日、每月最后一个工作日"
_CHANNEL = re.compile(r"console|(?:wecom|dingtalk)\.(?:app|aibot|webhook|robot)\.[\w-]{1,64}")

Sheet = Literal["units", "people", "chats"]


@dataclass(frozen=True, slots=True)
class RosterUnit:
    key: str
    name: str
    short: str
    kind: str
    parent: str | None = None
    """The parent's key."""
    branch_type: str | None = None
    full_members: int | None = None
    probationary_members: int | None = None
    has_committee: bool | None = None
    has_groups: bool | None = None
    graduates: bool | None = None
    """Whether members graduate from it this year."""
    theme_day: str | None = None
    """A rule of ``config.themeday``."""
    term_ends: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterRole:
    role: str
    unit: str
    """The unit's key."""


@dataclass(frozen=True, slots=True)
class RosterPerson:
    key: str
    name: str
    roles: tuple[RosterRole, ...]
    wecom: str = ""
    dingtalk: str = ""


@dataclass(frozen=True, slots=True)
class RosterChat:
    title: str
    unit: str
    purposes: tuple[str, ...]
    channel: str = "console"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one entry, in Chinese for the person who wrote it."""

    sheet: Sheet
    index: int
    """The entry's place in its tuple."""
    words: str
    clash: bool = False
    """It is about this entry beside others, not about the entry alone."""


class RosterInvalid(ValueError):
    """The entries contradict each other. ``problems`` has all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.words for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Roster:
    """Raises RosterInvalid where the entries do not fit together."""

    name: str
    units: tuple[RosterUnit, ...]
    people: tuple[RosterPerson, ...] = ()
    chats: tuple[RosterChat, ...] = ()

    def __post_init__(self) -> None:
        if problems := check(self.units, self.people, self.chats):
            raise RosterInvalid(problems)
        object.__setattr__(self, "units", tuple(_parents_first(self.units)))

    def unit(self, key: str) -> RosterUnit:
        return next(unit for unit in self.units if unit.key == key)

    def holders(self, unit: str, role: str) -> list[RosterPerson]:
        return [person for person in self.people if RosterRole(role, unit) in person.roles]


def check(units: Sequence[RosterUnit], people: Sequence[RosterPerson], chats: Sequence[RosterChat]) -> list[Problem]:
    """Everything that keeps these entries from being one roster."""
    known = {unit.key: unit for unit in units}
    return [
        *(one for one in _repeated("units", units, lambda unit: unit.key, _SAME_KEY) if _numbered(units[one.index])),
        *_repeated("units", units, lambda unit: unit.name, "名称“{}”出现了不止一次，请写全称加以区分"),
        *_unit_problems(units, known),
        *_cycles(units, known),
        *_repeated("people", people, lambda person: person.key, "“{}”代表了不止一个人，请填写各自的账号加以区分"),
        *_repeated("people", people, lambda person: person.wecom, "企业微信账号“{}”有好几个人在用"),
        *_repeated("people", people, lambda person: person.dingtalk, "钉钉账号“{}”有好几个人在用"),
        *_person_problems(people, known),
        *_repeated("chats", chats, lambda chat: chat.id and f"{chat.channel}\n{chat.id}", "群标识“{}”出现了不止一次"),
        *_chat_problems(chats, known),
    ]


Entry = TypeVar("Entry")
_SAME_KEY = "编号“{}”有好几个组织在用，请改成各不相同"


def _numbered(unit: RosterUnit) -> bool:
    """Whether its key is a number of its own: where the name serves as key, a repeated name says enough."""
    return unit.key != unit.name


def _repeated(sheet: Sheet, entries: Sequence[Entry], of: Callable[[Entry], str], words: str) -> Iterator[Problem]:
    counted = Counter(map(of, entries))
    for index, entry in enumerate(entries):
        if (value := of(entry)) and counted[value] > 1:
            yield Problem(sheet, index, words.format(value.split("\n")[-1]), clash=True)


def _unit_problems(units: Sequence[RosterUnit], known: Mapping[str, RosterUnit]) -> Iterator[Problem]:
    for index, unit in enumerate(units):
        words = [*_place(unit, known), *_particulars(unit)]
        if not unit.key or not unit.name or not unit.short:
            words.append("没有写名称")
        if unit.kind not in UNIT_KINDS:
            words.append(f"没有“{unit.kind}”这种类别，可选：{'、'.join(UNIT_KINDS.values())}")
        yield from (Problem("units", index, one) for one in words)


def _place(unit: RosterUnit, known: Mapping[str, RosterUnit]) -> Iterator[str]:
    """Where a unit may hang in the tree."""
    parent = known.get(unit.parent) if unit.parent else None
    if unit.parent and not parent:
        yield f"找不到上级组织“{unit.parent}”"
    elif not unit.parent and unit.kind in ("department", "direct_branch", "branch", "group"):
        yield f"{UNIT_KINDS[unit.kind]}要写上级组织"
    if not parent or parent.kind not in UNIT_KINDS:
        return
    if (unit.kind == "group") != (parent.kind in ("direct_branch", "branch")):
        yield f"{UNIT_KINDS.get(unit.kind, unit.kind)}不能放在{UNIT_KINDS[parent.kind]}“{parent.name}”下面"
    elif parent.kind in ("department", "group"):
        yield f"“{parent.name}”是{UNIT_KINDS[parent.kind]}，下面不能再设组织"


def _particulars(unit: RosterUnit) -> Iterator[str]:
    if unit.branch_type is not None and unit.branch_type not in BRANCH_TYPES:
        yield f"没有“{unit.branch_type}”这种支部类型，可选：{'、'.join(BRANCH_TYPES.values())}"
    for count, word in ((unit.full_members, "正式党员"), (unit.probationary_members, "预备党员")):
        if count is not None and not 0 <= count <= MOST_MEMBERS:
            yield f"{word}人数“{count}”不合理"
    if unit.theme_day is not None and not is_rule(unit.theme_day):
        yield f"看不懂主题党日“{unit.theme_day}”，{THEME_DAY_HINT}"


def _cycles(units: Sequence[RosterUnit], known: Mapping[str, RosterUnit]) -> Iterator[Problem]:
    for index, unit in enumerate(units):
        seen: set[str] = set()
        above = unit.parent
        while above and above in known and above not in seen and above != unit.key:
            seen.add(above)
            above = known[above].parent
        if above == unit.key:
            yield Problem("units", index, f"“{unit.name}”的上级绕了一圈又回到自己", clash=True)


def _person_problems(people: Sequence[RosterPerson], known: Mapping[str, RosterUnit]) -> Iterator[Problem]:
    for index, person in enumerate(people):
        words = [word for role in person.roles for word in _role_problems(role, known)]
        if not person.key or not person.name:
            words.append("没有写姓名")
        if not person.roles:
            words.append(f"“{person.name}”没有写角色")
        if len(set(person.roles)) < len(person.roles):
            words.append(f"“{person.name}”的同一个角色写了两遍")
        yield from (Problem("people", index, one) for one in words)


def _role_problems(role: RosterRole, known: Mapping[str, RosterUnit]) -> Iterator[str]:
    unit = known.get(role.unit)
    if role.role not in ROLES:
        yield f"没有“{role.role}”这种角色，可选：{'、'.join(ROLES.values())}"
    if not unit:
        yield f"找不到组织“{role.unit}”"
    elif role.role == "organizer" and unit.kind in ("branch", "group"):
        # An organizer sees the branches below; at a branch the role would be empty, and most likely meant higher up.
        yield f"组织员要放在二级党组织或学校党委，不能放在{UNIT_KINDS[unit.kind]}“{unit.name}”"
    elif role.role == "department" and unit.kind not in ("department", "committee"):
        yield f"组织部门这个角色要放在职能部门或学校党委，不能放在“{unit.name}”"


def _chat_problems(chats: Sequence[RosterChat], known: Mapping[str, RosterUnit]) -> Iterator[Problem]:
    for index, chat in enumerate(chats):
        words = [
            f"没有“{one}”这种用途，可选：{'、'.join(PURPOSES.values())}" for one in chat.purposes if one not in PURPOSES
        ]
        if not chat.title:
            words.append("没有写群名称")
        if not chat.purposes:
            words.append(f"没有写用途，可选：{'、'.join(PURPOSES.values())}")
        if chat.unit not in known:
            words.append(f"找不到组织“{chat.unit}”")
        if not _CHANNEL.fullmatch(chat.channel):
            words.append(f"没有“{chat.channel}”这种渠道，例如 console、wecom.aibot.helper、dingtalk.robot.main")
        yield from (Problem("chats", index, one) for one in words)


def _parents_first(units: Iterable[RosterUnit]) -> Iterator[RosterUnit]:
    """The units in the order given, each parent moved before its children. The tree is known to be sound."""
    known = {unit.key: unit for unit in units}
    done: set[str] = set()
    for unit in known.values():
        line = [unit]
        while line[-1].parent and line[-1].parent not in done:
            line.append(known[line[-1].parent])
        for one in reversed(line):
            if one.key not in done:
                done.add(one.key)
                yield one
