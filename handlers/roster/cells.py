"""One cell at a time: from whatever Excel gives to a plain value, or a line about what is wrong with it."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from config.patterns import regex
from config.roster import MOST_MEMBERS, THEME_DAY_HINT
from handlers.due import read_theme_day
from handlers.roster.workbook import Row

MOST_LETTERS = 100
_ID_NUMBER = regex(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_DATE = regex(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_BETWEEN = regex(r"[、,，;；/|\n]+")

Value = TypeVar("Value")


class Cells:
    """One row's cells, read by heading. What is wrong gathers in ``problems``; the value is then None."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.problems = [f"“{heading}”是公式或错误值，请改成直接填写的值" for heading in row.formulas]
        self.problems += [f"“{one}”一格像是身份证号，请删除" for one in row.cells if _ID_NUMBER.search(self.text(one))]

    def text(self, heading: str) -> str:
        return _clean(self._row.cells.get(heading))

    def short(self, heading: str, needed: bool = False) -> str:
        """Text of a reasonable length, in one line."""
        words = " ".join(self.text(heading).split())
        if len(words) > MOST_LETTERS:
            self.problems.append(f"“{heading}”太长（上限{MOST_LETTERS}字）")
        elif needed and not words and heading not in self._row.formulas:
            self.problems.append(f"没有填“{heading}”")
        return words[:MOST_LETTERS]

    def many(self, heading: str) -> tuple[str, ...]:
        words = (" ".join(one.split()) for one in _BETWEEN.split(self.text(heading)[: MOST_LETTERS * 5]))
        return tuple(dict.fromkeys(one for one in words if one))

    def choice(self, heading: str, words: Mapping[str, Value], needed: bool = False) -> Value | None:
        said = self.short(heading, needed)
        return self._read(heading, said, partial(words.__getitem__, said), f"可选：{_offered(words)}")

    def choices(self, heading: str, words: Mapping[str, str]) -> tuple[str, ...]:
        self.short(heading, needed=True)
        hint = f"可选：{_offered(words)}"
        found = (self._read(heading, one, partial(words.__getitem__, one), hint) for one in self.many(heading))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def count(self, heading: str) -> int | None:
        said = self.short(heading)
        return self._read(heading, said, partial(_count, said), "请填整数，例如 18")

    def day(self, heading: str) -> date | None:
        said = self.short(heading)
        return self._read(heading, said, partial(_day, said), "请写成 2027-05-20")

    def theme_day(self, heading: str) -> str | None:
        said = self.short(heading)
        return self._read(heading, said, partial(_theme_day, said), THEME_DAY_HINT)

    def _read(self, heading: str, said: str, read: Callable[[], Value], hint: str) -> Value | None:
        if not said:
            return None
        try:
            return read()
        except (KeyError, ValueError):
            self.problems.append(f"“{heading}”里的“{said}”看不懂，{hint}")
            return None


def _offered(words: Mapping[str, object]) -> str:
    """The first word for each meaning: the others are only understood."""
    offered: dict[object, str] = {}
    for word, meaning in words.items():
        offered.setdefault(meaning, word)
    return "、".join(offered.values())


def _clean(value: Any) -> str:
    """The text of a cell without what cannot be seen: control and direction marks, lone surrogates."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = unicodedata.normalize("NFC", "" if value is None else str(value)[: MOST_LETTERS * 10])
    return "".join(one for one in words if one == "\n" or unicodedata.category(one)[0] != "C").strip()


def _count(said: str) -> int:
    number = int(unicodedata.normalize("NFKC", said).removesuffix("人").removesuffix("名"))
    if not 0 <= number <= MOST_MEMBERS:
        raise ValueError(said)
    return number


def _day(said: str) -> date:
    found = _DATE.fullmatch("".join(unicodedata.normalize("NFKC", said).split()))
    if not found:
        raise ValueError(said)
    return date(*(int(part) for part in found.groups()))


def _theme_day(said: str) -> str:
    rule = read_theme_day(said)
    if rule is None:
        raise ValueError(said)
    return rule
