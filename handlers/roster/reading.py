"""From the rows of a roster file to a Roster, or to every mistake in it, each with its sheet and row."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from config.roster import Problem, Roster, RosterChat, RosterPerson, RosterRole, RosterUnit, Sheet, check
from handlers.roster import columns
from handlers.roster.cells import Cells
from handlers.roster.workbook import RosterError, Row, open_workbook

Value = TypeVar("Value", RosterUnit, RosterPerson, RosterChat)
_LIKE_ENOUGH = 70


@dataclass(slots=True)
class _Entry(Generic[Value]):
    """What one row says, and the row's cells, where its problems gather."""

    number: int
    cells: Cells
    value: Value


def read_roster(file: Path) -> Roster:
    """The roster in an xlsx file made from the template. Raises RosterError with every mistake at once."""
    rows = {title: _filled(found) for title, found in open_workbook(file, columns.SHEETS).items()}
    units = [_unit(row) for row in rows[columns.UNITS.title]]
    if not units:
        raise RosterError([f"《{columns.UNITS.title}》还没有填写任何组织（标记为“{columns.EXAMPLE}”的行不导入）"])
    names = _Names([entry.value for entry in units])
    for entry in units:
        entry.value = replace(entry.value, parent=names.find(entry.cells, "上级组织"))
    person_rows = [_person(row, names) for row in rows[columns.PEOPLE.title]]
    chats = [_chat(row, names) for row in rows.get(columns.CHATS.title, [])]
    return _joined(units, person_rows, _merged(person_rows), chats)


def _joined(
    units: list[_Entry[RosterUnit]],
    person_rows: list[_Entry[RosterPerson]],
    people: list[_Entry[RosterPerson]],
    chats: list[_Entry[RosterChat]],
) -> Roster:
    """One roster, if no row has a problem and all fit together."""
    all_units, all_people, all_chats = (
        tuple(entry.value for entry in units),
        tuple(entry.value for entry in people),
        tuple(entry.value for entry in chats),
    )
    found = check(all_units, all_people, all_chats)
    problems = [
        *_told(columns.UNITS, units, _of(found, "units", units)),
        *_told(columns.PEOPLE, person_rows, _of(found, "people", people)),
        *_told(columns.CHATS, chats, _of(found, "chats", chats)),
    ]
    if problems:
        raise RosterError(problems)
    return Roster(_institution(all_units), all_units, all_people, all_chats)


def _of(found: Iterable[Problem], sheet: Sheet, entries: Sequence[_Entry[Value]]) -> list[tuple[int, str]]:
    """The contradictions of one sheet by row; where a row's own cells were wrong already, only clashes with others."""
    of_sheet = [(entries[problem.index], problem) for problem in found if problem.sheet == sheet]
    return [(entry.number, one.words) for entry, one in of_sheet if one.clash or not entry.cells.problems]


def _told(sheet: columns.Sheet, entries: Iterable[_Entry[Value]], found: list[tuple[int, str]]) -> list[str]:
    own: list[tuple[int, str]] = [(entry.number, words) for entry in entries for words in entry.cells.problems]
    lines = dict.fromkeys(sorted([*own, *found], key=lambda line: line[0]))
    return [f"《{sheet.title}》第{number}行：{words}" for number, words in lines]


def _filled(rows: list[Row]) -> list[Row]:
    """The rows to import: examples are not, nor rows with nothing under our headings."""
    said = (row for row in rows if row.cells or row.formulas)
    return [row for row in said if not str(row.cells.get(columns.MARK, "")).strip().startswith(columns.EXAMPLE)]


def _unit(row: Row) -> _Entry[RosterUnit]:
    cells = Cells(row)
    name = cells.short("名称", needed=True)
    unit = RosterUnit(
        key=cells.short("编号") or name,
        name=name,
        short=cells.short("简称") or name,
        kind=cells.choice("类别", columns.KIND_WORDS, needed=True) or "",
        branch_type=cells.choice("支部类型", columns.BRANCH_TYPE_WORDS),
        full_members=cells.count("正式党员数"),
        probationary_members=cells.count("预备党员数"),
        has_committee=cells.choice("有无支委会", columns.YES_NO_WORDS),
        has_groups=cells.choice("有无党小组", columns.YES_NO_WORDS),
        graduates=cells.choice("有毕业生党员", columns.YES_NO_WORDS),
        theme_day=cells.theme_day("主题党日"),
        term_ends=cells.day("任期届满日期"),
        aliases=cells.many("别名"),
    )
    return _Entry(row.number, cells, unit)


def _person(row: Row, names: "_Names") -> _Entry[RosterPerson]:
    """One row's part of a person: who, in which roles at one unit. The key is decided when rows are merged."""
    cells = Cells(row)
    unit = names.find(cells, "组织", needed=True) or ""
    roles = tuple(RosterRole(role, unit) for role in cells.choices("角色", columns.ROLE_WORDS) if unit)
    wecom, dingtalk = cells.short("企业微信账号"), cells.short("钉钉账号")
    name = cells.short("姓名", needed=True)
    return _Entry(row.number, cells, RosterPerson(wecom or dingtalk, name, roles, wecom, dingtalk))


def _chat(row: Row, names: "_Names") -> _Entry[RosterChat]:
    cells = Cells(row)
    title = cells.short("群名称", needed=True)
    channel = cells.short("渠道") or "console"
    chat = RosterChat(
        title=title,
        unit=names.find(cells, "组织", needed=True) or "",
        purposes=cells.choices("用途", columns.PURPOSE_WORDS),
        channel="console" if channel == "控制台" else channel,
        id=cells.short("群标识") or (title if channel in ("console", "控制台") else ""),
    )
    if not chat.id and channel.startswith(("wecom.", "dingtalk.")) and ".webhook." not in channel:
        cells.problems.append("没有填“群标识”：只有群机器人（webhook）可以不填")
    return _Entry(row.number, cells, chat)


def _merged(rows: Sequence[_Entry[RosterPerson]]) -> list[_Entry[RosterPerson]]:
    """One entry a person: rows of one account are one person, and so is a row without one whose name only one has."""
    accounts: dict[str, set[str]] = {}
    for row in rows:
        if row.value.key:
            accounts.setdefault(row.value.name, set()).add(row.value.key)
    people: dict[str, _Entry[RosterPerson]] = {}
    for row in rows:
        same_name = accounts.get(row.value.name, set())
        if not row.value.key and len(same_name) > 1:
            row.cells.problems.append(f"有好几位“{row.value.name}”，请填写账号加以区分")
        key = row.value.key or next(iter(same_name), row.value.name)
        known = people.setdefault(key, _Entry(row.number, row.cells, replace(row.value, key=key, roles=())))
        row.cells.problems += _strange(known, row.value)
        known.value = replace(
            known.value,
            roles=known.value.roles + row.value.roles,
            wecom=known.value.wecom or row.value.wecom,
            dingtalk=known.value.dingtalk or row.value.dingtalk,
        )
    return list(people.values())


def _strange(known: _Entry[RosterPerson], row: RosterPerson) -> Iterator[str]:
    """Why a row may not be the person that it seems to be."""
    person = known.value
    if person.name != row.name:
        yield f"账号“{row.key}”在第{known.number}行是“{person.name}”，这里是“{row.name}”"
    for word, one, other in (("企业微信", person.wecom, row.wecom), ("钉钉", person.dingtalk, row.dingtalk)):
        if one and other and one != other:
            yield f"“{row.name}”的{word}账号与第{known.number}行不一致"
    unaccounted = not (person.wecom or person.dingtalk or row.key)
    if unaccounted and {role.unit for role in person.roles} - {role.unit for role in row.roles}:
        yield f"“{row.name}”在第{known.number}行也有：同一个人请填相同的账号，不是同一个人请填各自的账号"


class _Names:
    """What units may be called in the file: number, full name, short name, nickname."""

    def __init__(self, units: Sequence[RosterUnit]) -> None:
        self._full = _index((unit, (unit.key, unit.name)) for unit in units)
        self._nick = _index((unit, (unit.short, *unit.aliases)) for unit in units)

    def find(self, cells: Cells, heading: str, needed: bool = False) -> str | None:
        """The key of the unit named in that cell; what is wrong with the name goes to the row's problems."""
        said = cells.short(heading, needed)
        found = self._full.get(said) or self._nick.get(said, set())
        if said and not found:
            like = process.extractOne(said, self._full.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
            hint = f"，是不是“{like[0]}”？" if like else "：请与《组织》里的名称一致"
            cells.problems.append(f"找不到{heading}“{said}”{hint}")
        elif len(found) > 1:
            cells.problems.append(f"有好几个组织叫“{said}”，请写全称或编号")
        return min(found, default=None)


def _index(names: Iterable[tuple[RosterUnit, Iterable[str]]]) -> Mapping[str, set[str]]:
    index: dict[str, set[str]] = {}
    for unit, called in names:
        for name in called:
            if name:
                index.setdefault(name, set()).add(unit.key)
    return index


def _institution(units: Sequence[RosterUnit]) -> str:
    """The institution's name, as its topmost organisation bears it."""
    top = next(unit.name for unit in units if not unit.parent)
    return re.sub(r"^(?:中国共产党|中共)|(?:党委|委员会|党总支)$", "", top) or top
