"""Sets of Chinese characters as the tables that Python's engine searches, made without its detour.

The engine's own compiler lays every set out over all 65536 characters first: two fifths of what compiling the notice
reader's patterns took. The table is the same; where another Python's is not, the compiler is left to make its own.
"""

import re
from collections.abc import Iterable
from functools import cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

Member = tuple[Any, Any]
"""Of a set of characters, as the parser tells it: a character, a range, a class."""
_WORD = (1 << 32) - 1
_SAMPLE: tuple[Member, ...] = (
    (op.NEGATE, None),
    (op.LITERAL, 0x3002),
    (op.LITERAL, 0x4E0A),
    (op.RANGE, (0x5200, 0x60FF)),
)


def tables(parsed: Any) -> None:
    """Puts the tables into a parsed pattern, in place. Letters of either case are the compiler's own business."""
    if _as_known() and not parsed.state.flags & re.IGNORECASE:
        _put_into(parsed)


def _put_into(items: Iterable[Member]) -> None:
    for code, value in items:
        if code is op.IN:
            value[:] = _table(tuple(value))
        elif code is op.BRANCH:
            for branch in value[1]:
                _put_into(branch)
        elif code is op.SUBPATTERN:
            if not value[1]:
                _put_into(value[3])
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, _parser.SubPattern):
                    _put_into(part)


@cache
def _table(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """The set with one table for its characters, or as it is where the compiler is as quick."""
    blocks: dict[int, int] = {}
    for code, value in members:
        if code in (op.LITERAL, op.RANGE):
            low, high = value if code is op.RANGE else (value, value)
            if high > 0xFFFF:
                return members
            _mark(blocks, low, high)
    if not any(blocks) or (len(members) < 3 and not any(code is op.RANGE for code, _ in members)):
        return members
    negated = tuple(one for one in members if one[0] is op.NEGATE)
    classes = tuple(one for one in members if one[0] not in (op.NEGATE, op.LITERAL, op.RANGE))
    return (*negated, (op.BIGCHARSET, _words(blocks)), *classes)


def _mark(blocks: dict[int, int], low: int, high: int) -> None:
    """Sets the bits of these characters, block by block of 256."""
    for block in range(low >> 8, (high >> 8) + 1):
        first, last = max(low - (block << 8), 0), min(high - (block << 8), 255)
        blocks[block] = blocks.get(block, 0) | ((1 << (last - first + 1)) - 1) << first


def _words(blocks: dict[int, int]) -> list[int]:
    """How many different blocks there are, which one each 256 characters have, and the blocks."""
    numbers, of_block = {0: 0}, bytearray(256)
    for block, bits in blocks.items():
        of_block[block] = numbers.setdefault(bits, len(numbers))
    bitmaps = [bits >> shift & _WORD for bits in numbers for shift in range(0, 256, 32)]
    return [len(numbers), *memoryview(of_block).cast("I").tolist(), *bitmaps]


@cache
def _as_known() -> bool:
    """Whether this Python's compiler makes the same table."""
    try:
        made, _ = _compiler._optimize_charset(list(_SAMPLE))
    except (AttributeError, TypeError, ValueError):
        return False
    return tuple(made) == _table(_SAMPLE)
