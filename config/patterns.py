"""Patterns that are compiled when they are first asked, and that look before they try.

The reader alone has some two hundred; compiling them took a quarter of a second of every start. And most are a choice
of many words, which Python's engine tries one by one at every character of a message. The characters with which a
match can begin are known from the pattern itself: looking at them first makes a search three to seven times quicker.
"""

import re
from collections.abc import Iterable
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any, cast

from config.charsets import Member, tables

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groups", "groupindex")
_NARROW = 256
"""A set that holds more of the alphabet than this holds nearly every character of a message."""
_CLASSES = (op.CATEGORY_DIGIT, op.CATEGORY_SPACE, op.CATEGORY_WORD)


class _Waiting:
    """Becomes the compiled pattern at the first question: its methods are then the instance's own, at no cost."""

    def __init__(self, words: str, flags: int) -> None:
        self.pattern = words
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = _compiled(self.pattern, self._flags)
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return self.__dict__[name]


def regex(words: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` promises, later. A pattern with a mistake in it is found by the first test that asks it."""
    return cast(re.Pattern[str], _Waiting(words, flags))


def _compiled(words: str, flags: int) -> re.Pattern[str]:
    """The pattern, led by a look at its first character wherever that helps; parsed once for both. It matches what it
    matched."""
    parsed = _parser.parse(words, flags)
    if first := _look(parsed, words):
        parsed.insert(0, (op.ASSERT, (1, _parser.SubPattern(parsed.state, [(op.IN, list(first))]))))
    tables(parsed)
    return cast(re.Pattern[str], _compiler.compile(parsed, flags))


def looks_ahead(words: str, flags: int = 0) -> bool:
    """Whether a look at the first character leads the pattern, for it helps."""
    return bool(_look(_parser.parse(words, flags), words))


def _look(parsed: Iterable[Any], words: str) -> set[Member]:
    items = list(parsed)
    first, needed = _of_sequence(items)
    if not first or not needed or _quick(items) or re.match(r"\(\?[a-zA-Z-]+\)", words):
        return set()
    return first


def _quick(items: list[Any]) -> bool:
    """Whether the engine finds a beginning of its own accord: one character, a set, or a choice of plain words."""
    code, value = items[0]
    if code is op.SUBPATTERN:
        return _quick(list(value[3]))
    if code is op.BRANCH:
        return all(branch and branch[0][0] is op.LITERAL for branch in value[1])
    return code in (op.LITERAL, op.IN)


def _of(code: Any, value: Any) -> tuple[set[Member] | None, bool]:
    """The beginnings of one part, and whether there is no match without it."""
    if code is op.LITERAL:
        return {(code, value)}, True
    if code is op.IN:
        return _of_set(value), True
    if code is op.SUBPATTERN and not (value[1] or value[2]):
        return _of_sequence(value[3])
    if code is op.BRANCH:
        ways = [_of_sequence(branch) for branch in value[1]]
        if any(beginning is None for beginning, _ in ways):
            return None, False
        return {one for beginning, _ in ways for one in beginning or ()}, all(needed for _, needed in ways)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        beginning, needed = _of_sequence(value[2])
        return beginning, needed and value[0] > 0
    return None, False


def _of_sequence(items: Iterable[Any]) -> tuple[set[Member] | None, bool]:
    """The same of parts one after the other. None where the beginnings are not certain."""
    found: set[Member] = set()
    for code, value in items:
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        beginning, needed = _of(code, value)
        if beginning is None:
            return None, False
        found |= beginning
        if needed:
            return found, True
    return found, False


def _of_set(members: Iterable[Member]) -> set[Member] | None:
    found: set[Member] = set()
    for code, value in members:
        narrow = code is op.RANGE and value[1] - value[0] < _NARROW
        if not (code is op.LITERAL or narrow or (code is op.CATEGORY and value in _CLASSES)):
            return None
        found.add((code, value))
    return found
