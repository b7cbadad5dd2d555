"""Numbers as people write them: digits and Chinese numerals up to a few thousand. Nothing else."""

from config.patterns import regex

NUMBER = r"(?:(?<!\d)\d{1,4}(?!\d)|[零〇一二两俩三四五六七八九十百廿卅]{1,5})"
"""A pattern for one number, never for a part of a longer one; ``number`` gives its value or None where it is none
(一二, 十百)."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_WRITTEN = regex(
    r"(?:([一二两三四五六七八九])百(零|〇)?)?(?:([一二三四五六七八九])?(十|廿|卅))?([一二两俩三四五六七八九])?"
)


def number(words: str) -> int | None:
    """The value of a number, None where the words are not one."""
    words = words.strip()
    if words.isascii() and words.isdigit():
        return int(words) if len(words) <= 4 else None
    if words in ("零", "〇"):
        return 0
    found = _WRITTEN.fullmatch(words)
    if not words or found is None:
        return None
    hundreds, _, tens, ten, ones = found.groups()
    value = 100 * _DIGITS.get(hundreds or "零", 0)
    if ten:
        value += {"廿": 20, "卅": 30}.get(ten) or 10 * (_DIGITS[tens] if tens else 1)
    return value + _DIGITS.get(ones or "零", 0)


def year(words: str) -> int | None:
    """2026, 26, 二〇二六 as a year of this century."""
    digits = "".join(str(_DIGITS[char]) if char in _DIGITS else char for char in words)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4):
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)
