"""The roster file to fill in: three sheets with notes, drop-down lists and an example row each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.roster import BRANCH_TYPES, PURPOSES, ROLES, UNIT_KINDS, Roster, RosterUnit
from handlers.due import say_theme_day
from handlers.roster.columns import CHATS, EXAMPLE, MARK, PEOPLE, SHEETS, UNITS, Column, Sheet

_LISTED_ROWS = 2000
_LONGEST_LIST = 255


def write_template(file: Path, roster: Roster | None = None) -> None:
    """Write the xlsx to fill in; with a roster, filled with that."""
    # openpyxl takes a while to load, and only this needs it.
    from openpyxl import Workbook

    rows = _rows(roster) if roster else {}
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        _write(book.create_sheet(sheet.title), sheet, rows.get(sheet.title, []))
    book.save(file)


def _write(worksheet: Any, sheet: Sheet, rows: list[tuple[Any, ...]]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    note = f"带 * 的必填。“{MARK}”写着“{EXAMPLE}”的行不会导入。鼠标停在表头上有说明。"
    _put(worksheet, 1, 1, note).font = Font(italic=True, color="808080")
    for place, column in enumerate(sheet.columns, 1):
        heading = _put(worksheet, 2, place, column.title + "*" * column.needed)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="F3E3E0")
        heading.alignment = Alignment(horizontal="center", vertical="center")
        heading.comment = Comment(column.note, "支部助手", height=90, width=240)
        worksheet.column_dimensions[heading.column_letter].width = column.width
        if column.choices:
            _offer(worksheet, column, heading.column_letter)
    for number, values in enumerate([sheet.example, *rows], 3):
        for place, value in enumerate(values, 1):
            if value not in (None, ""):
                cell = _put(worksheet, number, place, value)
                if number == 3:
                    cell.font = Font(color="808080")
    worksheet.freeze_panes = "A3"


def _put(worksheet: Any, row: int, column: int, value: str | int) -> Any:
    """Strings stay strings: nothing that a roster says is ever a formula."""
    cell = worksheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _offer(worksheet: Any, column: Column, letter: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = f'"{",".join(column.choices)}"'
    assert len(listed) <= _LONGEST_LIST, "Excel repairs a file with a longer list by dropping it"
    offer = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=column.strict)
    offer.error = "请从下拉列表里选"
    offer.add(f"{letter}3:{letter}{_LISTED_ROWS}")
    worksheet.add_data_validation(offer)


def _rows(roster: Roster) -> dict[str, list[tuple[Any, ...]]]:
    return {
        UNITS.title: [_unit(unit) for unit in roster.units],
        PEOPLE.title: list(_people(roster)),
        CHATS.title: [
            ("", chat.title, chat.unit, "、".join(PURPOSES[one] for one in chat.purposes), chat.channel, chat.id)
            for chat in roster.chats
        ],
    }


def _unit(unit: RosterUnit) -> tuple[Any, ...]:
    return (
        "",
        unit.key,
        unit.name,
        unit.short,
        UNIT_KINDS[unit.kind],
        unit.parent,
        BRANCH_TYPES[unit.branch_type] if unit.branch_type else "",
        unit.full_members,
        unit.probationary_members,
        _yes_no(unit.has_committee),
        _yes_no(unit.has_groups),
        _yes_no(unit.graduates),
        say_theme_day(unit.theme_day) if unit.theme_day else "",
        unit.term_ends.isoformat() if unit.term_ends else "",
        "、".join(unit.aliases),
    )


def _yes_no(claim: bool | None) -> str:
    return "" if claim is None else "有" if claim else "无"


def _people(roster: Roster) -> Iterator[tuple[Any, ...]]:
    names = {unit.key: unit.name for unit in roster.units}
    for person in roster.people:
        for role in person.roles:
            yield "", person.name, names[role.unit], ROLES[role.role], person.wecom, person.dingtalk
