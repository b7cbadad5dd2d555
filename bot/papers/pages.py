"""A pdf's text layer as lines: rows of ruled tables with their cells, all else line by line, page after page."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from bot.papers.limits import BROKEN, EMPTY, LOCKED, MOST_PAGES, SCANNED, TOO_LONG, Refused

_FEW = 16
"""Fewer characters than this on the whole, and it is a picture."""


def lines_of(content: bytes) -> Iterator[list[str]]:
    """The lines of one page after the other. Raises Refused."""
    # It takes a while to load, and only a pdf needs it.
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed

    logging.disable(logging.CRITICAL)
    if b"/Encrypt" in content and _locked(content):
        raise Refused(LOCKED)
    try:
        with pdfplumber.open(io.BytesIO(content)) as book:
            yield from _pages(book)
    except Refused:
        raise
    except (PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise Refused(LOCKED) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a broken pdf makes of its parser
        raise Refused(LOCKED if "assword" in repr(error) else BROKEN) from error


def _locked(content: bytes) -> bool:
    return b"/Standard" in content and b"/Filter" in content


def _pages(book: Any) -> Iterator[list[str]]:
    if len(book.pages) > MOST_PAGES:
        raise Refused(TOO_LONG)
    chars = pictures = 0
    for page in book.pages:
        yield _lines(page)
        chars += len(page.chars)
        pictures += len(page.images)
        page.close()
    if chars < _FEW * max(1, len(book.pages)):
        raise Refused(SCANNED if pictures or not chars else EMPTY)


def _lines(page: Any) -> list[str]:
    """Tables are read cell by cell where lines rule them; what lies outside goes line by line, in order of height."""
    tables = page.find_tables() if len(page.rects) + len(page.lines) + len(page.curves) < 4_000 else []
    tables = [table for table in tables if len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1]
    placed: list[tuple[float, list[str]]] = [(table.bbox[1], _rows(table)) for table in tables]
    outside = page
    for table in tables:
        outside = outside.filter(_outside(table.bbox))
    lines = outside.extract_text_lines(strip=True, return_chars=False, x_tolerance=3, y_tolerance=3)
    placed += [(line["top"], [line["text"]]) for line in lines]
    placed.sort(key=lambda one: one[0])
    return [line for _, rows in placed for line in rows]


def _outside(box: tuple[float, float, float, float]) -> Any:
    left, top, right, bottom = box

    def keep(thing: dict[str, Any]) -> bool:
        middle, height = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not (left <= middle <= right and top <= height <= bottom)

    return keep


def _rows(table: Any) -> list[str]:
    """A cell that a merge spans downwards is repeated: the ruled cell reaches over several rows."""
    lines = []
    above: dict[int, tuple[str, float]] = {}
    for row, cells in zip(table.rows, table.extract(), strict=True):
        words: list[str] = []
        for column, (box, text) in enumerate(zip(row.cells, cells, strict=True)):
            if box is not None:
                said = "".join((text or "").split("\n")) if text else ""
                above[column] = (said, box[3])
                words.append(said)
            else:
                held, bottom = above.get(column, ("", 0.0))
                words.append(held if bottom > row.bbox[1] + 2 else "")
        if any(words):
            lines.append("\t".join(words) if any(words[1:]) else words[0])
    return lines
