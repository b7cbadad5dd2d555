"""An xlsx as lines: each sheet's rows, cells parted by tabs, merged cells carried down, dates as they are said."""

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from bot.papers.limits import BROKEN, MOST_COLUMNS, MOST_ROWS, TOO_LONG, Refused
from bot.papers.package import Package, parse

_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError),
    *(zipfile.BadZipFile, EOFError, OSError, RuntimeError, ParseError),
)
_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def lines_of(content: bytes, package: Package) -> Iterator[list[str]]:
    """The lines of one sheet after the other. Raises Refused."""
    # It takes a while to load, and only an xlsx needs it.
    from openpyxl import load_workbook

    for name in package.names():
        if name.startswith("xl/") and name.endswith(".xml"):
            parse(package.read(name))  # counted and free of entities, before openpyxl builds anything
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield _lines(sheet, _merged(package, sheet))
        except _BROKEN:
            raise Refused(BROKEN) from None


def _merged(package: Package, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell below the first of a merged column of cells, where the value stands."""
    from openpyxl.utils import range_boundaries

    tree = package.tree(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for one in tree.iter(f"{_M}mergeCell") if tree is not None else ():
        left, top, _, bottom = range_boundaries(one.get("ref", "A1"))
        if left is None or top is None or bottom is None or bottom - top > MOST_ROWS:
            continue
        for row in range(top + 1, bottom + 1):
            found[row, left] = (top, left)
    return found


def _lines(sheet: Any, merged: dict[tuple[int, int], tuple[int, int]]) -> list[str]:
    sheet.reset_dimensions()
    lines: list[str] = []
    values: dict[tuple[int, int], str] = {}
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1), 1):
        if number > MOST_ROWS:
            raise Refused(TOO_LONG)
        cells = [_said(cell.value) for cell in row]
        for column, text in enumerate(cells, 1):
            source = merged.get((number, column))
            if source and not text:
                cells[column - 1] = values.get(source, "")
            elif text:
                values[number, column] = text
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append("\t".join(cells))
    return lines


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        hour = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
        return f"{value.year}年{value.month}月{value.day}日{hour}"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
