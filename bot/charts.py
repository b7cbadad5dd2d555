"""The picture of a summary: one bar for each matter, drawn for a phone, in a fraction of a second.

It is given plain values and returns a PNG; it knows no database and must not run in the event loop. Nothing is ranked,
nothing is red: a bar says how many have done it, of how many. What people named is cut to its place.
"""

import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

WIDTH = 360
"""A phone's width, in the units that everything here is measured in."""
SCALE = 3
"""Pixels of one unit: sharp on a good screen."""
EDGE = 18
_BAR, _ROW = 10, 46
_INK, _SOFT, _TRACK, _DONE, _LATE, _PAPER = "#1b2430", "#66707d", "#e8edf4", "#3273dc", "#9ec0f5", "#ffffff"
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp"))
"""Characters that show nothing by themselves, or heap up on others."""


def draw(content: Mapping[str, Any], font: Path) -> bytes:
    """The picture of :func:`handlers.standing.picture`; the same values make the same bytes."""
    from PIL import Image  # heavy, and needed by pictures alone

    bars, notes = list(content["bars"]), str(content["note"]).split("\n")
    late = any(bar["late"] for bar in bars)
    height = 66 + 19 * len(notes) + _ROW * len(bars) + (24 if late else 0) + (24 if content["more"] else 0)
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), _PAPER)
    pen = _Pen(image, font)
    pen.write(EDGE, 20, str(content["title"]), 20, _INK, WIDTH - 2 * EDGE, bold=True)
    y = 50
    for note in notes:
        pen.write(EDGE, y, note, 13, _SOFT, WIDTH - 2 * EDGE)
        y += 19
    y += 9
    for bar in bars:
        _bar(pen, y, bar)
        y += _ROW
    if late:
        _legend(pen, y)
        y += 24
    if content["more"]:
        pen.write(EDGE, y, str(content["more"]), 13, _SOFT, WIDTH - 2 * EDGE)
    return _png(image)


def _bar(pen: "_Pen", y: float, bar: Mapping[str, Any]) -> None:
    done, late, all_ = int(bar["done"]), int(bar["late"]), max(1, int(bar["all"]))
    count = f"{done + late}/{bar['all']}"
    room = WIDTH - 2 * EDGE - pen.width(count, 15) - 12
    due = f"{bar['due']}截止" if bar["due"] else ""
    name = pen.cut(str(bar["name"]), 15, room - pen.width(due, 12) - 8)
    pen.write(EDGE, y, name, 15, _INK, room)
    pen.write(EDGE + pen.width(name, 15) + 8, y + 2.5, due, 12, _SOFT, room)
    pen.write(WIDTH - EDGE - pen.width(count, 15), y, count, 15, _INK, room)
    length = WIDTH - 2 * EDGE
    pen.bar(EDGE, y + 22, length, _TRACK)
    if done + late:
        pen.bar(EDGE, y + 22, max(_BAR, length * min(1.0, (done + late) / all_)), _LATE if late else _DONE)
    if late and done:
        pen.bar(EDGE, y + 22, max(_BAR, length * min(1.0, done / all_)), _DONE)


def _legend(pen: "_Pen", y: float) -> None:
    x: float = EDGE
    for colour, words in ((_DONE, "按时"), (_LATE, "补上的")):
        pen.bar(x, y + 3, 18, colour)
        pen.write(x + 24, y, words, 13, _SOFT, 80)
        x += 24 + pen.width(words, 13) + 16


class _Pen:
    """Writes and draws in units of the phone's width."""

    def __init__(self, image: Any, font: Path) -> None:
        from PIL import ImageDraw

        self._draw = ImageDraw.Draw(image)
        self._file = str(font)
        self._fonts: dict[int, Any] = {}

    def _font(self, size: int) -> Any:
        from PIL import ImageFont

        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(self._file, size * SCALE, layout_engine=ImageFont.Layout.BASIC)
        return self._fonts[size]

    def width(self, words: str, size: int) -> float:
        return float(self._font(size).getlength(shown(words))) / SCALE

    def cut(self, words: str, size: int, room: float) -> str:
        """As much of it as there is room for, ended by … where something is left out."""
        words = shown(words)
        if self.width(words, size) <= room:
            return words
        while words and self.width(f"{words}…", size) > room:
            words = words[:-1]
        return f"{words}…"

    def write(self, x: float, y: float, words: str, size: int, colour: str, room: float, *, bold: bool = False) -> None:
        where, said = (x * SCALE, y * SCALE), self.cut(words, size, room)
        # The lightest fonts have no bold face: a thin line around each stroke makes one.
        self._draw.text(where, said, colour, self._font(size), anchor="la", stroke_width=1 if bold else 0)

    def bar(self, x: float, y: float, length: float, colour: str) -> None:
        box = [round(n * SCALE) for n in (x, y, x + length, y + _BAR)]
        self._draw.rounded_rectangle(box, radius=_BAR * SCALE // 2, fill=colour)


def shown(words: str) -> str:
    """One line of what can be drawn: no control, no direction mark, no sign beyond the fonts' plane."""
    kept = (sign for sign in words[:200] if sign.isspace() or _visible(sign))
    return " ".join("".join(kept).split())


def _visible(sign: str) -> bool:
    return ord(sign) <= 0xFFFF and unicodedata.category(sign) not in _HIDDEN


def _png(image: Any) -> bytes:
    file = BytesIO()
    # Few colours and their blends: a palette keeps the file small enough for every platform.
    image.quantize(64).save(file, "PNG", optimize=False)
    return file.getvalue()
