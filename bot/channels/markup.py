"""The house's small markup, and what each platform really renders.

House markup is **bold**, lines that start with ``- ``, ``1. `` or ``> ``, and line breaks; nothing else. Whatever else
a platform would take for a format, a link or a mention is defused here once more, so that no text can do more than
that (reliability I11). Knows no channel; pure.
"""

import re
from collections.abc import Callable
from itertools import pairwise

ZERO_WIDTH = "\u200b"
TITLE_CHARACTERS = 40

_BOLD = re.compile(r"\*\*([^*\n](?:[^\n]*?[^*\n])?)\*\*")
_QUOTE = re.compile(r"^> ", re.MULTILINE)
_BLOCK = re.compile(r"(- )|(\d{1,3}\. )|(> )")
_EVERYBODY = re.compile(r"@(?=all|everyone|所有人|全体成员)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[@a-z/!?])", re.IGNORECASE)
_LONE_STAR = re.compile(r"(?<!\*)\*(?!\*)")
_HEADING = re.compile(r"^((?:> |- ){0,4})(?=[ \t]*(?:#|(?:[-=_][ \t]*){3,}$))", re.MULTILINE)
_BORDER = re.compile(r"[。！？；，、,;.!? ](?=[^。！？；，、,;.!? ]*$)")


def plain(text: str) -> str:
    """For sinks that render nothing. Lists read well as they stand; a quote loses its mark."""
    text = _QUOTE.sub("", _BOLD.sub(r"\1", text))
    return _EVERYBODY.sub("@" + ZERO_WIDTH, _TAG.sub("＜", text))


def wecom(text: str) -> str:
    """WeCom's markdown: bold and quotes exist, lists read well raw, a line break is a line break."""
    text = _LONE_STAR.sub("＊", _TAG.sub("＜", text))
    text = text.replace("](", f"]{ZERO_WIDTH}(").replace("`", "｀").replace("~~", "～～")
    return _EVERYBODY.sub("@" + ZERO_WIDTH, _HEADING.sub(rf"\1{ZERO_WIDTH}", text))


def dingtalk(text: str) -> str:
    """DingTalk's markdown, where a lone line break is none: two spaces before and after it, or an empty line."""
    lines = wecom(text).split("\n")
    out = lines[:1]
    for before, line in pairwise(lines):
        out += (_break(before, line), line)
    return "".join(out)


def _break(before: str, line: str) -> str:
    if not before.strip() or not line.strip():
        return "\n"
    first, second = _BLOCK.match(before), _BLOCK.match(line)
    if not first and not second:
        return "  \n  "
    if first and second and first.lastindex == second.lastindex:
        return "  \n" if first[3] else "\n"
    return "\n\n"  # a list or a quote begins and ends with an empty line, else it swallows its neighbour


def formatted(text: str) -> bool:
    """Whether anything would be lost as plain text."""
    return bool(_BOLD.search(text) or _QUOTE.search(text))


def title(text: str, given: str = "") -> str:
    """What the chat list shows: one short line, never empty."""
    words = given.strip() or next((line for line in text.splitlines() if line.strip()), "")
    line = " ".join(plain(words).lstrip("> -#").split())
    return (line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1] + "…") or "消息"


def size(text: str) -> int:
    """How many bytes the platform counts."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def split(text: str, limit: int, render: Callable[[str], str] = str) -> list[str]:
    """The text in pieces of which each, rendered, has at most ``limit`` bytes; never a blank one.

    Cut at line breaks (which fall away there) where possible, else behind punctuation, else between characters;
    bold that is cut goes on in the next piece.
    """
    if size(render(text)) <= limit:
        return [text]
    pieces: list[str] = []
    lines: list[str] = []
    filled = 0
    gap = size(render("a\na")) - 2  # the widest line break, as it is rendered
    for line in _short_lines(text, limit, render):
        needed = size(render(line)) + gap
        if lines and filled + needed > limit + gap:
            pieces.append("\n".join(lines))
            lines, filled = [], 0
        lines.append(line)
        filled += needed
    pieces.append("\n".join(lines))
    return [kept for kept in (piece.strip("\n") for piece in pieces) if kept.strip()] or [text]


def _short_lines(text: str, limit: int, render: Callable[[str], str]) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        while len(line) > limit or size(render(line)) > limit:
            head, line = _cut(line, limit, render)
            lines.append(head)
        lines.append(line)
    return lines


def _cut(line: str, limit: int, render: Callable[[str], str]) -> tuple[str, str]:
    most = _fitting(line, limit - 2, render)  # 2: room for the stars that close a bold
    border = _BORDER.search(line, most * 2 // 3, most)
    at = border.end() if border else most
    if at > 1 and line[at - 1 : at + 1] == "**":
        at -= 1
    head, rest = line[:at], line[at:]
    # Bold is open only if the line closes it later: a lone pair of stars is just two stars.
    if at > 4 and head.count("**") % 2 and "**" in rest:
        head, rest = f"{head}**", f"**{rest}"
    return head, rest


def _fitting(line: str, limit: int, render: Callable[[str], str]) -> int:
    low, high = 1, max(1, min(len(line), limit))  # no character takes less than a byte
    while low < high:
        middle = (low + high + 1) // 2
        if size(render(line[:middle])) <= limit:
            low = middle
        else:
            high = middle - 1
    return low
