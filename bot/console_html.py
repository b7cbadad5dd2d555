"""House markup to HTML that cannot act: everything is escaped, and only tags written here come out.

Knows nothing but strings. ``**bold**``, ``- `` and ``1. `` lists, ``> `` quotes, line breaks; anything else is text.
"""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

TAGS = {
    "p": frozenset({"", "title"}),
    "strong": frozenset({""}),
    "br": frozenset({""}),
    "ul": frozenset({"", "fields"}),
    "ol": frozenset({""}),
    "li": frozenset({""}),
    "span": frozenset({"key", "value"}),
    "blockquote": frozenset({""}),
}
"""Every tag that can come out, with the classes that it can have. The page's script keeps to the same list."""

_BOLD = re.compile(r"\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*")
_FIELD = re.compile(r"(?P<key>[^\s：:*][^：:*]{0,9})：\s*(?P<value>\S.*)")
_ITEM = re.compile(r"(?P<mark>- |> |\d{1,3}\. )(?P<words>.*)")
_TITLE = re.compile(r"\*\*[^*]+\*\*\s*")


def markup_html(text: str) -> str:
    """The bot's words as safe HTML."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return "".join(_BLOCKS[kind](list(block)) for kind, block in groupby(lines, _kind))


def plain_html(text: str) -> str:
    """A person's words: nothing in them is markup; the page keeps their line breaks by style."""
    return escape(text)


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    found = _ITEM.match(line)
    if not found:
        return "words"
    return {"- ": "list", "> ": "quote"}.get(found["mark"], "numbers")


def _inline(line: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(line))


def _words(lines: Sequence[str]) -> str:
    if _TITLE.fullmatch(lines[0]):
        rest = f"<p>{_joined(lines[1:])}</p>" if lines[1:] else ""
        return f'<p class="title">{_inline(lines[0].strip())}</p>{rest}'
    return f"<p>{_joined(lines)}</p>"


def _joined(lines: Sequence[str]) -> str:
    return "<br>".join(_inline(line) for line in lines)


def _list(lines: Sequence[str]) -> str:
    items = [line[2:] for line in lines]
    fields = [_FIELD.fullmatch(item) for item in items]
    if sum(map(bool, fields)) * 2 > len(items):
        # A card: most items are 字段：值, so the page can set the names and the values in two columns.
        rows = (
            _pair(found["key"], found["value"]) if found else _whole(item)
            for found, item in zip(fields, items, strict=True)
        )
        return f'<ul class="fields">{"".join(rows)}</ul>'
    return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"


def _whole(words: str) -> str:
    return f'<li><span class="value">{_inline(words)}</span></li>'


def _pair(key: str, value: str) -> str:
    return f'<li><span class="key">{escape(key)}</span><span class="value">{_inline(value)}</span></li>'


def _numbers(lines: Sequence[str]) -> str:
    # The number stays text: a list that starts at 3, or counts 1, 1, 1, is shown as it was written.
    rows = [line.split(". ", 1) for line in lines]
    fields = [_FIELD.fullmatch(words) for _, words in rows]
    if all(fields):
        # A card whose lines have numbers, to be corrected by them.
        pairs = (
            _pair(f"{mark} {found['key']}", found["value"])
            for (mark, _), found in zip(rows, fields, strict=True)
            if found
        )
        return f'<ul class="fields">{"".join(pairs)}</ul>'
    items = "".join(_pair(f"{mark}.", words) for mark, words in rows)
    return f"<ol>{items}</ol>"


def _quote(lines: Sequence[str]) -> str:
    return f"<blockquote>{_joined([line[2:] for line in lines])}</blockquote>"


def _gap(_: Sequence[str]) -> str:
    return ""


_BLOCKS: dict[str, Callable[[Sequence[str]], str]] = {
    "words": _words,
    "list": _list,
    "numbers": _numbers,
    "quote": _quote,
    "gap": _gap,
}
