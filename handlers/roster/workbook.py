"""A stranger's xlsx, opened so that it can do no harm, as rows of plain values under their headings.

What costs memory is counted before openpyxl builds anything: a small zip can unpack to gigabytes, and a small XML can
become a hundred times its size in objects. Formulas are told apart from what they last showed, and never computed.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from xml.parsers.expat import ExpatError, ParserCreate

from handlers.roster.columns import Sheet

MOST_BYTES = 5 << 20
MOST_UNPACKED = 24 << 20
MOST_PARTS = 300
MOST_CELL_MARKS = 600_000
"""Elements and attributes that cells are made of: some 20 000 full rows."""
MOST_OTHER_MARKS = 60_000
"""All others, of which openpyxl makes an object each: styles, names, validations."""
MOST_MARKS_TOGETHER = 60_000
"""Those of one row, which is in memory as a whole."""
FURTHEST_ROW = 21_000
_DEPTH = 48
_HEADINGS_WITHIN = 10
_MOST_COLUMNS = 60
_CELL_MARKS = frozenset(("row", "c", "v", "f", "is", "t", "si", "sheetData"))
_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError),
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, SyntaxError, ExpatError),
)
"""What openpyxl and zipfile raise on files that are not what they say."""


class RosterError(Exception):
    """The file is no roster. ``problems`` has one line each, with sheet and row, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """As Excel counts, from 1."""
    cells: Mapping[str, Any]
    """Values by heading; empty cells are left out."""
    formulas: tuple[str, ...] = ()
    """Headings of the cells that hold a formula or an error instead of a value."""


def open_workbook(file: Path, sheets: tuple[Sheet, ...]) -> dict[str, list[Row]]:
    """The rows below the headings of each sheet that is there. Raises RosterError."""
    try:
        _guard(file)
        return _load(file, sheets)
    except _BROKEN as error:
        raise RosterError(["这个文件打不开或已经损坏：请用 Excel 或 WPS 打开后另存为 .xlsx 再试"]) from error


def _guard(file: Path) -> None:
    """Refuse what is no plain xlsx of a reasonable size."""
    if not file.is_file():
        raise RosterError([f"找不到文件 {file.name}"])
    if file.stat().st_size > MOST_BYTES:
        raise RosterError([f"文件太大（上限 {MOST_BYTES >> 20} MB）：请只保留模板里的工作表，删除图片"])
    with file.open("rb") as opened:
        if opened.read(8) == bytes.fromhex("d0cf11e0a1b11ae1"):
            raise RosterError(["这是旧版 .xls 或加了密码的文件：请去掉密码，另存为 .xlsx 再导入"])
    if not zipfile.is_zipfile(file):
        raise RosterError(["这不是 Excel 文件：请用模板填写，保存为 .xlsx"])
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise RosterError(["文件展开后太大：请把内容复制到新的模板里再导入"])
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise RosterError(["文件里有宏：请另存为不带宏的 .xlsx 再导入"])
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise RosterError(["文件的压缩方式不常见：请用 Excel 或 WPS 另存为 .xlsx 再导入"])
        marks = _Marks()
        for part in parts:
            marks.count(archive, part)


class _Marks:
    """Counts the XML marks of all parts, whatever a part calls itself: its name decides nothing in a workbook."""

    def __init__(self) -> None:
        self._cells = self._others = self._together = self._depth = self._row = 0

    def count(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        self._together = self._depth = self._row = 0
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        with archive.open(part) as opened:
            try:
                while block := opened.read(1 << 16):
                    parser.Parse(block)
            except ExpatError:
                return  # A picture, or broken: openpyxl's own parser stops at the same place.

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        marks = 1 + len(attributes)
        name = name.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
        elif name in ("v", "is", "f") and self._row > FURTHEST_ROW:
            # Reading stops there, and nothing may be passed over in silence.
            raise RosterError([f"第{self._row}行还有内容，离表太远：请删掉不用的行再导入"])
        self._together = marks if name in ("row", "si") else self._together + marks
        if name in _CELL_MARKS:
            self._cells += marks
        else:
            self._others += marks
        too_many = self._cells > MOST_CELL_MARKS or self._others > MOST_OTHER_MARKS
        if too_many or self._together > MOST_MARKS_TOGETHER or self._depth > _DEPTH:
            raise RosterError(["文件内容太多或格式太复杂：请把内容按“值”粘贴到新的模板里再导入"])

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        raise RosterError(["文件里有不允许的内容（文档类型声明）：请用 Excel 或 WPS 另存为 .xlsx 再导入"])


def _load(file: Path, sheets: tuple[Sheet, ...]) -> dict[str, list[Row]]:
    # openpyxl takes a while to load, and only this import needs it.
    from openpyxl import load_workbook

    # Opened here, because openpyxl leaves open what it fails to read.
    with file.open("rb") as opened, warnings.catch_warnings():
        # It warns of every extension and odd date that it passes over; odd dates show up as wrong values anyway.
        warnings.simplefilter("ignore")
        book = load_workbook(opened, read_only=True, data_only=False, keep_links=False)
        try:
            found = {title.strip(): title for title in book.sheetnames}
            if missing := [sheet.title for sheet in sheets if sheet.needed and sheet.title not in found]:
                raise RosterError([f"缺少工作表《{title}》：请用模板填写" for title in missing])
            return {
                sheet.title: list(_rows(book[found[sheet.title]], sheet)) for sheet in sheets if sheet.title in found
            }
        finally:
            book.close()


def _rows(worksheet: Any, sheet: Sheet) -> Iterator[Row]:
    if not hasattr(worksheet, "iter_rows"):
        raise RosterError([f"《{sheet.title}》不是普通工作表：请用模板填写"])
    headings: dict[int, str] = {}
    # The stated size of a sheet may be a lie or left from deleted rows: only the rows themselves count.
    worksheet.reset_dimensions()
    last = sheet.most_rows + _HEADINGS_WITHIN
    for number, cells in enumerate(worksheet.iter_rows(max_row=FURTHEST_ROW, max_col=_MOST_COLUMNS), 1):
        filled = {index: cell for index, cell in enumerate(cells) if str(cell.value or "").strip() or cell.value == 0}
        if not headings:
            if number > _HEADINGS_WITHIN:
                break
            headings = _headings(filled, sheet)
        elif number > last and filled:
            raise RosterError([f"《{sheet.title}》超过了 {sheet.most_rows} 行：请分几次导入或删去不用的行"])
        elif filled:
            yield _row(number, {headings[index]: cell for index, cell in filled.items() if index in headings})
    if not headings:
        raise RosterError([f"《{sheet.title}》找不到表头“{sheet.anchor}”：请不要改动模板的表头"])


def _headings(filled: Mapping[int, Any], sheet: Sheet) -> dict[int, str]:
    """Column by place, if this is the row of headings; with it what is wrong about them."""
    names = {other: column.title for column in sheet.columns for other in (column.title, *column.also)}
    said = {index: _heading(cell.value) for index, cell in filled.items()}
    found = {index: names[words] for index, words in said.items() if words in names}
    if sheet.anchor not in found.values() or len(found) < 2:
        return {}
    problems = [
        f"《{sheet.title}》有“{words}”一列：用不到，请删掉这一列" for words in said.values() if "身份证" in words
    ]
    problems += [
        f"《{sheet.title}》缺少“{column.title}”一列：请不要改动模板的表头"
        for column in sheet.columns
        if column.needed and column.title not in found.values()
    ]
    titles = list(found.values())
    problems += [f"《{sheet.title}》有两列“{title}”" for title in sorted(set(titles)) if titles.count(title) > 1]
    if problems:
        raise RosterError(problems)
    return found


def _heading(value: object) -> str:
    words = "".join(str(value).split())
    return words.replace("*", "").replace("＊", "").split("（")[0].split("(")[0]


def _row(number: int, cells: Mapping[str, Any]) -> Row:
    computed = tuple(heading for heading, cell in cells.items() if cell.data_type in ("f", "e"))
    plain = {heading: cast(Any, cell.value) for heading, cell in cells.items() if heading not in computed}
    return Row(number, plain, computed)
