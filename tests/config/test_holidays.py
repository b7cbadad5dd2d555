"""State Council working days: the facts of domain.md 5 by their numbers, the arithmetic, and own files."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.holidays import HolidaysError, Workdays, YearUnknown
from config.themeday import theme_day

NOTICE = date(2026, 3, 10)
"""The notice's day in domain.md 5."""


def test_49_within_ten_working_days_of_receipt() -> None:
    assert Workdays().add(NOTICE, 10) == date(2026, 3, 24)


def test_50_within_three_working_days_of_receipt() -> None:
    assert Workdays().add(NOTICE, 3) == date(2026, 3, 13)


def test_35_before_the_may_holiday_is_its_last_working_day() -> None:
    assert Workdays().add(date(2026, 5, 1), -1) == date(2026, 4, 30)


def test_36_a_week_after_national_day_starts_on_the_first_working_day() -> None:
    first = Workdays().next(date(2026, 10, 1))
    assert (first, first + timedelta(6)) == (date(2026, 10, 8), date(2026, 10, 14))


def test_37_the_first_working_day_after_qingming() -> None:
    assert Workdays().next(date(2026, 4, 5)) == date(2026, 4, 7)


def test_62_fifteen_working_days_before_the_election() -> None:
    assert Workdays().add(date(2026, 4, 20), -15) == date(2026, 3, 27)


def test_76_three_working_days_after_the_theme_day() -> None:
    assert Workdays().add(theme_day("last-wed", 2026, 3), 3) == date(2026, 3, 30)


def test_make_up_days_are_worked() -> None:
    workdays = Workdays()
    assert workdays.is_workday(date(2026, 9, 20))
    assert not workdays.is_workday(date(2026, 9, 25))


@settings(deadline=None)
@given(st.dates(date(2006, 1, 1), date(2024, 12, 31)), st.integers(0, 120))
def test_adding_working_days_and_counting_them_are_inverse(day: date, n: int) -> None:
    workdays = Workdays()
    later = workdays.add(day, n)
    assert workdays.between(day, later) == n
    assert workdays.between(later, day) == -n
    assert n == 0 or workdays.is_workday(later)
    start = workdays.next(day)
    assert workdays.add(workdays.add(start, n), -n) == start


@settings(deadline=None)
@given(st.dates(date(2006, 1, 1), date(2024, 12, 31)))
def test_the_next_working_day_is_the_nearest(day: date) -> None:
    workdays = Workdays()
    found = workdays.next(day)
    assert workdays.is_workday(found)
    assert workdays.between(day, found) == (found != day)


def test_a_year_that_nobody_knows_is_not_guessed() -> None:
    workdays = Workdays()
    assert workdays.knows(2026)
    assert not workdays.knows(2035)
    with pytest.raises(YearUnknown, match="2035"):
        workdays.is_workday(date(2035, 5, 8))
    with pytest.raises(YearUnknown):
        workdays.add(date(2034, 12, 29), 30)
    with pytest.raises(YearUnknown):
        theme_day("workday-last", 2035, 3)


def test_an_own_file_adds_a_year(tmp_path: Path) -> None:
    file = tmp_path / "holidays.toml"
    file.write_text('[2035]\nholidays = ["2035-01-01", 2035-05-01]\nworkdays = ["2035-05-05"]\n', "utf-8")
    workdays = Workdays(file)
    assert workdays.knows(2035)
    assert not workdays.is_workday(date(2035, 1, 1))
    assert workdays.is_workday(date(2035, 5, 5))
    assert workdays.add(date(2035, 4, 30), 1) == date(2035, 5, 2)
    assert theme_day("workday-1", 2035, 5, workdays) == date(2035, 5, 2)
    with pytest.raises(YearUnknown):
        workdays.is_workday(date(2036, 1, 4))


def test_an_own_file_may_correct_a_known_year(tmp_path: Path) -> None:
    file = tmp_path / "holidays.toml"
    file.write_text('[2026]\nholidays = ["2026-03-11"]\n', "utf-8")
    assert Workdays(file).add(NOTICE, 10) == date(2026, 3, 25)
    assert not Workdays(file).is_workday(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[2035", "写法有误"),
        ("[next]\nholidays = []", "四位年份"),
        ("[2035]\nholidays = []", "不能为空"),
        ("[2035]\nworkdays = ['2035-05-05']", "不能为空"),
        ("[2035]\nholidays = ['5月1日']", "不是日期"),
        ("[2035]\nholidays = ['2036-01-01']", "不在 2035 年"),
        ("[2035]\nholidays = ['2035-01-01']\nworkdays = ['2035-01-01']", "既是放假又是上班"),
        ("[2035]\nholiday = ['2035-01-01']", "没有“holiday”"),
        ("[2035]\nholidays = '2035-01-01'", "列表"),
    ],
)
def test_an_own_file_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "holidays.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(HolidaysError, match=problem):
        Workdays(file)


def test_an_own_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HolidaysError, match="读不到"):
        Workdays(tmp_path / "none.toml")
