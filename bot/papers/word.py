"""A docx as lines: paragraphs with their automatic numbers, tables with merged cells, text boxes, headers, footers.

Read straight from the XML: what a tracked change took out is gone, what it put in is there.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bot.papers.limits import BROKEN, MOST_COLUMNS, Refused
from bot.papers.numbering import Numbering
from bot.papers.package import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_GONE = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback"}
_MOST_NESTED = 6


def lines_of(package: Package) -> list[str]:
    """The document's lines. Raises Refused."""
    body = package.tree("word/document.xml")
    if body is None or _STRICT in body.tag:
        raise Refused(BROKEN)
    numbering = Numbering(package.tree("word/numbering.xml"), package.tree("word/styles.xml"))
    reader = _Reader(numbering)
    names = sorted(package.names())
    heads = [name for name in names if name.startswith("word/header") and name.endswith(".xml")]
    feet = [name for name in names if name.startswith("word/footer") and name.endswith(".xml")]
    lines = _once(line for name in heads for line in reader.part(package.tree(name)))
    lines += reader.part(body.find(f"{_W}body"))
    lines += _once(line for name in feet for line in reader.part(package.tree(name)))
    return lines


def _once(lines: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(line for line in lines if line.strip() and not line.strip().isdigit()))


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def part(self, node: Element | None, nested: int = 0) -> list[str]:
        lines: list[str] = []
        for child in node if node is not None else ():
            lines += self._block(child, nested)
        return lines

    def _block(self, node: Element, nested: int) -> list[str]:
        if node.tag == f"{_W}p":
            return self._paragraph(node, nested)
        if node.tag == f"{_W}tbl":
            return self._table(node, nested)
        if node.tag in _GONE or nested > _MOST_NESTED:
            return []
        if node.tag == f"{_W}sdt":
            return self.part(node.find(f"{_W}sdtContent"), nested)
        return self.part(node, nested) if node.tag in (f"{_W}ins", f"{_W}customXml", f"{_W}smartTag") else []

    def _paragraph(self, node: Element, nested: int) -> list[str]:
        """The paragraph's lines, then those of the text boxes anchored in it."""
        words: list[str] = []
        boxes: list[Element] = []
        self._words(node, words, boxes)
        text = self._numbering.mark(node) + "".join(words)
        lines = text.split("\n")
        for box in boxes if nested < _MOST_NESTED else ():
            lines += [line for line in self.part(box, nested + 1) if line.strip()]
        return lines

    def _words(self, node: Element, words: list[str], boxes: list[Element]) -> None:
        for child in node:
            tag = child.tag
            if tag in _GONE:
                continue
            if tag == f"{_W}t":
                words.append(child.text or "")
            elif tag == f"{_W}tab":
                words.append(" ")
            elif tag in (f"{_W}br", f"{_W}cr"):
                words.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                words.append("-")
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            else:
                self._words(child, words, boxes)

    # -- tables

    def _table(self, node: Element, nested: int) -> list[str]:
        if nested >= _MOST_NESTED:
            return []
        lines: list[str] = []
        above: dict[int, str] = {}
        for row in _rows(node):
            cells = self._row(row, above, nested)
            if any(cells):
                # One cell over the whole width is a line of text.
                alone = sum(1 for _ in _cells(row)) == 1
                lines.append("".join(cells) if alone else "\t".join(cells))
        return lines

    def _row(self, row: Element, above: dict[int, str], nested: int) -> list[str]:
        cells: list[str] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _cells(row):
            column = len(cells)
            if column >= MOST_COLUMNS:
                break
            properties = cell.find(f"{_W}tcPr")
            merged = properties.find(f"{_W}vMerge") if properties is not None else None
            span = _number(properties.find(f"{_W}gridSpan") if properties is not None else None, 1)
            if merged is not None and merged.get(f"{_W}val") != "restart":
                text = above.get(column, "")
            else:
                text = " ".join(" ".join(self.part(cell, nested + 1)).split())
            above[column] = text
            cells += [text, *[""] * (min(span, MOST_COLUMNS) - 1)]
        return cells


def _rows(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _cells(child)


def _number(node: Element | None, otherwise: int) -> int:
    words = node.get(f"{_W}val", "") if node is not None else ""
    return min(int(words), MOST_COLUMNS) if words.isdigit() and len(words) < 5 else otherwise
