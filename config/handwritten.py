"""TOML that people write by hand, read key by key: every mistake is noted with file and line, none stops the reading.

Knows nothing of what the keys mean.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

Number = int | float | str
DETAIL_LIMIT = 160
"""Characters of one line of text: it is read on a phone."""


class Where:
    """Says ``file:line`` of a key of one table."""

    def __init__(self, name: str, line: int) -> None:
        self._name, self._line = name, line
        self.keys: dict[str, int] = {}

    def __call__(self, key: str) -> str:
        return f"{self._name}:{self.keys.get(key, self._line)}"


class Lines:
    """Where the tables and their keys stand: the TOML reader does not tell."""

    def __init__(self, name: str, text: str) -> None:
        self.top = current = Where(name, 1)
        self.tables: dict[str, list[Where]] = {}
        """By the words between the brackets; several for ``[[…]]``."""
        for number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
                current = Where(name, number)
                self.tables.setdefault(head[1], []).append(current)
            elif key := re.match(r"\s*([A-Za-z_]\w*)\s*=", line):
                current.keys.setdefault(key[1], number)


class Table:
    """Reads one table key by key, and notes what is wrong instead of stopping."""

    def __init__(self, raw: Mapping[str, Any], where: Where, problems: list[str], inside: str = "") -> None:
        """``inside``: the key of the line on which the whole table stands."""
        self._raw, self._where, self._problems, self._inside = raw, where, problems, inside
        self._asked: set[str] = set()

    def wrong(self, key: str, why: str) -> None:
        name = f"{self._inside}.{key}" if self._inside else key
        self._problems.append(f"{self._where(self._inside or key)}: {name} {why}")

    def _get(self, key: str, kind: type, what: str) -> Any:
        self._asked.add(key)
        value = self._raw.get(key)
        # bool is an int to Python, never to a person who writes a number.
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            self.wrong(key, f"要是{what}")
            return None
        return value

    def text(self, key: str, limit: int = DETAIL_LIMIT, pattern: str = "") -> str:
        value = self.maybe_text(key, limit, pattern)
        if value is None and not isinstance(self._raw.get(key), int | float | list | dict):
            self.wrong(key, "不能少")
        return value or ""

    def maybe_text(self, key: str, limit: int = DETAIL_LIMIT, pattern: str = "") -> str | None:
        value = cast("str | None", self._get(key, str, "文字"))
        if value is None:
            return None
        if not value.strip():
            self.wrong(key, "不能为空")
        elif len(value) > limit:
            self.wrong(key, f"太长：{len(value)} 字，最多 {limit} 字")
        elif pattern and not re.fullmatch(pattern, value):
            self.wrong(key, f"写法不对：{value!r}")
        return value

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str | None:
        value = self.maybe_text(key)
        if value is None:
            if default is None:
                self.wrong(key, f"不能少，可用：{' '.join(known)}")
            return default
        return value if self._known(key, value, known) else default

    def _known(self, key: str, value: str, known: Sequence[str]) -> bool:
        if value not in known:
            self.wrong(key, f"不认识 {value!r}，可用：{' '.join(known)}")
        return value in known

    def words(self, key: str, known: Sequence[str] = (), limit: int = DETAIL_LIMIT) -> tuple[str, ...]:
        values = self._get(key, list, "列表") or []
        if not all(isinstance(each, str) and each.strip() and len(each) <= limit for each in values):
            self.wrong(key, f"里每一项要是 1 到 {limit} 字的文字")
            return ()
        if len(set(values)) != len(values):
            self.wrong(key, "里有重复的项")
        return tuple(each for each in values if not known or self._known(key, each, known))

    def whole(self, key: str, low: int = 0, high: int = 10_000) -> int | None:
        value = cast("int | None", self._get(key, int, "整数"))
        if value is not None and not low <= value <= high:
            self.wrong(key, f"要在 {low} 到 {high} 之间")
        return value

    def flag(self, key: str) -> bool | None:
        return cast("bool | None", self._get(key, bool, " true 或 false"))

    def months(self, key: str) -> tuple[int, ...]:
        values = self._get(key, list, "列表") or []
        good = all(isinstance(each, int) and not isinstance(each, bool) and 1 <= each <= 12 for each in values)
        if not good or values != sorted(set(values)):
            self.wrong(key, "要是 1 到 12 的月份，从小到大，不重复")
            return ()
        return tuple(values)

    def numbers(self, key: str) -> Mapping[str, Number]:
        values = self._get(key, dict, "表") or {}
        for name, value in values.items():
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or isinstance(value, bool | list | dict):
                self.wrong(key, f"里的 {name} 要是小写英文名 = 数字或文字")
        return MappingProxyType(dict(values))

    def table(self, key: str) -> "Table":
        return Table(self._get(key, dict, "表") or {}, self._where, self._problems, key)

    def tables(self, key: str, lines: Lines) -> dict[str, "Table"]:
        """The tables ``[key.name]`` by their names; what is no table is told and left out."""
        found: dict[str, Table] = {}
        for name, raw in (self._get(key, dict, "表") or {}).items():
            if isinstance(raw, dict):
                places = lines.tables.get(f"{key}.{name}", [self._where])
                found[name] = Table(raw, places[0], self._problems)
            else:
                self.wrong(f"{key}.{name}", "要是表")
        return found

    def nothing_else(self, *also: str) -> None:
        for key in self._raw.keys() - self._asked - set(also):
            self.wrong(key, "是不认识的项")
