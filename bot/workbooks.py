"""A table as an xlsx file: every text as text, never as a formula; the bytes are made in a thread of their own.

Knows the values of :mod:`handlers.sheets`; no database, no platform.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

LONGEST = 32_767
"""Characters that a cell holds."""
WIDEST, NARROWEST = 60, 6
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def write(content: Mapping[str, Any]) -> bytes:
    """The table with its title and notes above it, its headings kept in view."""
    from openpyxl import Workbook  # heavy, and needed by tables alone
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "名单"
    page.append([_text(content["title"])])
    page["A1"].font = Font(bold=True, size=14)
    for note in content["notes"]:
        page.append([_text(note)])
        page.cell(page.max_row, 1).font = Font(color="FF666666")
    page.append([])
    head = len(content["notes"]) + 3
    for row in (content["heads"], *content["rows"]):
        page.append([_value(one) for one in row])
    for cell in page[head]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFEAF1FB")
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=bool(cell.row and cell.row >= head))
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
                cell.quotePrefix = cell.value[:1] in "=+-@＝＋－＠"
    for letter, width in zip("ABCDEFGHIJKLMNOPQRST", _widths(content["heads"], content["rows"]), strict=False):
        page.column_dimensions[letter].width = width
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _value(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _text(value: Any) -> str:
    words = _ILLEGAL.sub("", str("" if value is None else value))
    return words if len(words) <= LONGEST else words[: LONGEST - 4] + "（截断）"


def _widths(heads: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[int]:
    """How wide each column is, a Chinese sign counting twice."""
    columns = zip(heads, *rows[:500], strict=False)
    return [min(WIDEST, max(NARROWEST, *(_wide(_text(one)) for one in column)) + 2) for column in columns]


def _wide(words: str) -> int:
    return sum(1 + (ord(sign) > 0x2E7F) for sign in words)
