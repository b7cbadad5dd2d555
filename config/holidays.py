"""The State Council's working days: holidays and make-up days, as every deadline "within N working days" needs them.

What chinesecalendar does not know yet, the institution's own file may add as soon as the yearly notice is out;
a year that neither knows is refused, never guessed.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_DAY = timedelta(1)
_FIRST_KNOWN = 2004


class YearUnknown(Exception):
    """The State Council's arrangement of that year is not known here yet."""

    def __init__(self, year: int) -> None:
        super().__init__(f"working days of {year} are not known: upgrade chinesecalendar or add an own holidays file")
        self.year = year


class HolidaysError(Exception):
    """The own file cannot be used. ``problems`` has one line each, for the person who wrote it (Chinese)."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Workdays:
    """Working days by chinesecalendar, with an institution's own file over it.

    The file is TOML: ``[2027]`` with ``holidays`` (working weekdays that are off, weekends may be listed too) and
    ``workdays`` (weekends that are worked). Its days also override a year that chinesecalendar knows.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._own, self._years = _read(own) if own else ({}, frozenset[int]())

    def is_workday(self, day: date) -> bool:
        """Raises YearUnknown rather than guess."""
        if day in self._own:
            return self._own[day]
        if day.year in self._years and not _shipped_knows(day.year):
            return day.weekday() < 5
        return _shipped(day)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after (before, if negative) a day that itself is not counted; n = 0 is the day."""
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative where ``b`` comes first."""
        if b < a:
            return -self.between(b, a)
        return sum(self.is_workday(a + timedelta(n)) for n in range(1, (b - a).days + 1))

    def next(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.add(day, 1)

    def knows(self, year: int) -> bool:
        return year in self._years or _shipped_knows(year)


@cache
def _calendar() -> Callable[[date], bool]:
    # Loading its tables takes time that a start without working days need not spend.
    from chinese_calendar import is_workday

    return is_workday  # type: ignore[no-any-return]


@cache
def _shipped_knows(year: int) -> bool:
    try:
        _calendar()(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@lru_cache(4096)
def _shipped(day: date) -> bool:
    try:
        return bool(_calendar()(day))
    except NotImplementedError:
        raise YearUnknown(day.year) from None


def _read(file: Path) -> tuple[Mapping[date, bool], frozenset[int]]:
    """Each listed day with "is it worked", and the years that the file speaks for."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise HolidaysError([f"读不到节假日文件 {file}：请检查路径、权限和编码（UTF-8）"]) from error
    except tomllib.TOMLDecodeError as error:
        raise HolidaysError([f"节假日文件 {file} 写法有误：{error}"]) from error
    days: dict[date, bool] = {}
    problems: list[str] = []
    for year, table in tables.items():
        if not (year.isascii() and year.isdigit() and int(year) >= _FIRST_KNOWN and isinstance(table, dict)):
            problems.append(f"节假日文件：[{year}] 应为四位年份，例如 [2027]")
            continue
        problems += _misspelt(year, table)
        for day, worked, problem in _days(int(year), table):
            if problem or day is None:
                problems.append(f"节假日文件 [{year}]：{problem}")
            elif days.setdefault(day, worked) != worked:
                problems.append(f"节假日文件 [{year}]：{day} 既是放假又是上班，请留一个")
    if problems:
        raise HolidaysError(problems)
    return days, frozenset(int(year) for year in tables)


def _misspelt(year: str, table: Mapping[str, Any]) -> Iterator[str]:
    for key in table.keys() - {"holidays", "workdays"}:
        yield f"节假日文件 [{year}]：没有“{key}”这一项，只有 holidays 和 workdays"
    if not table.get("holidays") and not _shipped_knows(int(year)):
        # An empty year would call every weekday a working day, Spring Festival included.
        yield f"节假日文件 [{year}]：holidays 不能为空，请列出全年的放假日期"


def _days(year: int, table: Mapping[str, Any]) -> Iterator[tuple[date | None, bool, str]]:
    for key, worked in (("holidays", False), ("workdays", True)):
        values = table.get(key, [])
        if not isinstance(values, list):
            yield None, worked, f"{key} 应为日期的列表"
            continue
        for value in values:
            try:
                day = date.fromisoformat(str(value))
            except ValueError:
                yield None, worked, f"“{value}”不是日期，请写成 {year}-01-01"
                continue
            yield day, worked, "" if day.year == year else f"{day} 不在 {year} 年，请放到 [{day.year}] 下"
