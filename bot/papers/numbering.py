"""Word's automatic numbers, written out: 一、（一）1. as the page shows them."""

from collections import defaultdict
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "零一二三四五六七八九"
_MOST = 9_999


class Numbering:
    """Counts the items of every list while the paragraphs go by."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 9)
        if numbering is not None:
            self._learn(numbering)
        if styles is not None:
            self._learn_styles(styles)

    def _learn(self, numbering: Element) -> None:
        for abstract in numbering.findall(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId", "")
            for level in abstract.findall(f"{_W}lvl"):
                index = _int(level.get(f"{_W}ilvl"), 0)
                form, text = _val(level, "numFmt") or "decimal", _val(level, "lvlText")
                self._levels[key, index] = (form, text or "", _int(_val(level, "start"), 1))
        for one in numbering.findall(f"{_W}num"):
            self._lists[one.get(f"{_W}numId", "")] = _val(one, "abstractNumId") or ""

    def _learn_styles(self, styles: Element) -> None:
        for style in styles.findall(f"{_W}style"):
            number = style.find(f"{_W}pPr/{_W}numPr")
            if number is not None and (name := style.get(f"{_W}styleId")):
                self._styles[name] = (_val(number, "numId") or "", _int(_val(number, "ilvl"), 0))

    def mark(self, paragraph: Element) -> str:
        """The number that stands before this paragraph; empty where it has none."""
        found = self._of(paragraph)
        if found is None:
            return ""
        name, level = found
        key = self._lists.get(name, "")
        if (key, level) not in self._levels or not 0 <= level < 9:
            return ""
        counts = self._counts[key]
        counts[level] = (counts[level] or self._levels[key, level][2] - 1) + 1
        for deeper in range(level + 1, 9):
            counts[deeper] = 0
        return self._written(key, level, counts)

    def _of(self, paragraph: Element) -> tuple[str, int] | None:
        number = paragraph.find(f"{_W}pPr/{_W}numPr")
        if number is not None:
            name = _val(number, "numId") or ""
            return (name, _int(_val(number, "ilvl"), 0)) if name not in ("", "0") else None
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val", "")) if style is not None else None

    def _written(self, key: str, level: int, counts: list[int]) -> str:
        form, text, _ = self._levels[key, level]
        if form in ("bullet", "none"):
            return ""
        for index in range(9):
            if f"%{index + 1}" in text:
                inner = self._levels.get((key, index), ("decimal", "", 1))[0]
                text = text.replace(f"%{index + 1}", _said(counts[index] or 1, inner))
        return text


def _said(count: int, form: str) -> str:
    count = min(count, _MOST)
    if "chinese" in form.lower() or "ideograph" in form.lower() or form == "japaneseCounting":
        return _chinese(count)
    if form == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x245F + count)
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((97 if form == "lowerLetter" else 65) + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if count > 99:
        return str(count)
    tens, ones = divmod(count, 10)
    return (("" if tens < 2 else _CHINESE[tens]) + "十" if tens else "") + (_CHINESE[ones] if ones or not tens else "")


def _val(node: Element, name: str) -> str | None:
    child = node.find(f"{_W}{name}")
    return child.get(f"{_W}val") if child is not None else None


def _int(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdigit() and len(words) < 5 else otherwise
