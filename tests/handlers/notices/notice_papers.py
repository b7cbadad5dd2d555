"""A case's text as real files: docx by python-docx, xlsx by openpyxl, pdf by Chromium, with real tables."""

import html
import io
from collections.abc import Iterator, Sequence

from docx import Document
from openpyxl import Workbook


def parts(text: str) -> Iterator[list[list[str]] | str]:
    """Paragraphs, and runs of rows with tabs as tables."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        yield line
    if rows:
        yield rows


def as_docx(text: str, merged: bool = True) -> bytes:
    document = Document()
    for part in parts(text):
        if isinstance(part, str):
            if part.strip():
                document.add_paragraph(part.strip())
            continue
        width = max(map(len, part))
        table = document.add_table(rows=len(part), cols=width)
        for at, row in enumerate(part):
            for column, words in enumerate(row):
                if words or not merged or not _mergeable(part, at, column):
                    table.cell(at, column).text = words
                else:
                    table.cell(at, column).merge(table.cell(at - 1, column))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _mergeable(rows: Sequence[Sequence[str]], at: int, column: int) -> bool:
    return at > 1 and column == 2 and bool(rows[at - 1][column])


def as_xlsx(text: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.split("\n"):
        if line.strip():
            sheet.append(line.split("\t"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_html(text: str) -> str:
    """A page as an office prints it: A4, serif, tables with lines."""
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
