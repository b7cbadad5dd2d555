"""A case's text as files: docx by hand, xlsx by openpyxl, html for Chromium to print."""

import html
import io
import zipfile
from collections.abc import Iterator

from openpyxl import Workbook

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parts(text: str) -> Iterator[list[list[str]] | str]:
    """Paragraphs, and runs of rows with tabs as tables."""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        yield line


def as_docx(text: str) -> bytes:
    """Word's XML by hand, since a library for it would bring a parser that openpyxl then takes for its own.

    An empty cell below a filled one in the column of the responsible is merged into it.
    """
    body = []
    for part in parts(text):
        if isinstance(part, str):
            body.append(paragraph(html.escape(part.strip())) if part.strip() else "")
        else:
            body.append(_table(part))
    return word("".join(body))


def _table(rows: list[list[str]]) -> str:
    width, made = max(map(len, rows)), []
    for at, row in enumerate(rows):
        cells = [*row, *[""] * (width - len(row))]
        made.append("".join(_cell(words, _merge(rows, at, column)) for column, words in enumerate(cells)))
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in made) + "</w:tbl>"


def _merge(rows: list[list[str]], at: int, column: int) -> str:
    if column != 2 or at == 0 or len(rows[at]) <= column:
        return ""
    if not rows[at][column] and at > 1:
        return "<w:vMerge/>"
    return '<w:vMerge w:val="restart"/>'


def _cell(words: str, merge: str) -> str:
    return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(html.escape(words))}</w:tc>"


def as_xlsx(text: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.split("\n"):
        if line.strip():
            sheet.append(line.split("\t"))
    return _saved(book)


def as_html(text: str) -> str:
    """A page as an office prints it: A4, large letters, tables with lines."""
    body = []
    for part in parts(text):
        if isinstance(part, str):
            body.append(f"<p>{html.escape(part.strip())}</p>" if part.strip() else "")
            continue
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in part)
        body.append(f"<table>{rows}</table>")
    style = (
        "@page{size:A4;margin:25mm} body{font:16pt/1.8 serif} p{margin:0;text-indent:2em} "
        "table{border-collapse:collapse;width:100%} td{border:1px solid #000;padding:4px;font-size:12pt}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(body)}"


def word(body: str, **more: str) -> bytes:
    """A docx of hand-written XML; ``more`` are further parts by name (numbering, header1 …)."""
    document = f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    return zipped(
        {"word/document.xml": f"{document}<w:body>{body}</w:body></w:document>"}
        | {f"word/{name}.xml": content for name, content in more.items()}
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()
