"""Which day the words of a sentence mean, whatever is made of it: the grammar of days alone."""

from datetime import date

import pytest

from config.holidays import Workdays
from handlers.notices import Calendar
from handlers.notices.days import whens
from handlers.notices.when import Frame, When

DAY = date(2026, 3, 10)


def told(words: str, day: date = DAY) -> list[When]:
    return whens(words, Frame(day, day, Calendar(), Workdays()))


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("没交的本周三22:00前补交到班长处", "2026-03-11", "22:00"),
        ("下周二17号晚7点上党课", "2026-03-17", "19:00"),
        ("下周二3月17号晚上六点半看片", "2026-03-17", "18:30"),
        ("请今晚回我", "2026-03-10", None),
        ("今晚12点前发群里", "2026-03-10", "23:59"),
        ("新的地点明晚前报给我", "2026-03-11", None),
        ("周三(18号)晚7点开会", "2026-03-18", "19:00"),
        ("最晚6月26填完", "2026-06-26", None),
        ("最晚不超过4月20日开完", "2026-04-20", None),
        ("国庆节后的第三个工作日送达", "2026-10-10", None),
        ("节后三个工作日内报送", "2026-04-09", None),
        ("五四当天同上一堂团课", "2026-05-04", None),
        ("4月8日、15日、22日三个下午集中培训", "2026-04-22", None),
        ("10月1日6:10举行升国旗仪式", "2026-10-01", "06:10"),
    ],
)
def test_the_words_mean_one_day(words: str, day: str, time: str | None) -> None:
    assert [(str(one.deadline), one.time, one.doubts) for one in told(words)] == [(day, time, ())]


@pytest.mark.parametrize("words", ["下周三16号开会", "周五(18号)晚7点开会"])
def test_a_weekday_and_a_number_that_differ_are_for_a_person_to_look_at(words: str) -> None:
    assert [bool(one.doubts) for one in told(words)] == [True]


def test_the_length_of_something_is_no_day() -> None:
    assert [one.deadline for one in told("公示不少于5个工作日,连续3个月")] == [None, None]


def test_what_is_moved_from_tomorrow_is_due_on_the_new_day() -> None:
    old, new = told("原定明天的主题党日改到下周二(17号)下午3:30,地点不变")
    assert old.ignored == "原来的时间，已改"
    assert (new.ignored, str(new.deadline), new.time) == ("", "2026-03-17", "15:30")


@pytest.mark.parametrize(
    ("words", "looked_at"),
    [("每季度报送一次台账", True), ("每月报送台账", True), ("每季度末报送台账", False), ("每月25日前报送台账", False)],
)
def test_a_rhythm_without_a_day_is_for_a_person_to_look_at(words: str, looked_at: bool) -> None:
    assert [(one.deadline is not None, bool(one.doubts)) for one in told(words)] == [(True, looked_at)]


def test_a_rhythm_begins_on_the_day_that_is_told() -> None:
    assert [str(one.deadline) for one in told("从4月2日起,党员每周二19:00值班") if one.recurrence] == ["2026-04-07"]


@pytest.mark.parametrize("words", ["选完3天内报结果", "到新单位报到后,请在一个月内寄回执"])
def test_a_day_that_hangs_on_what_nobody_knows_stays_open(words: str) -> None:
    assert {(one.deadline, bool(one.relative)) for one in told(words)} == {(None, True)}


def test_month_by_month_is_how_it_is_compared_and_no_rhythm() -> None:
    assert not [one for one in told("各支部逐月比对交纳记录") if one.recurrence]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("文稿提交期限是4月8日", "2026-04-08"),
        ("登记的最后期限是4月8日", "2026-04-08"),
        ("由原填报单位于4月8日前补来", "2026-04-08"),
        ("原通知里考试的时间(4月8日)不作改动", "2026-04-08"),
        ("选一个半天进行,日期请于4月8日前告知", "2026-04-08"),
        ("决赛日期为4月8日", "2026-04-08"),
        ("本月内不少于2次", "2026-03-31"),
    ],
)
def test_a_day_that_is_asked_for_is_not_put_aside(words: str, day: str) -> None:
    assert [(str(one.deadline), one.ignored) for one in told(words)] == [(day, "")]


def test_how_long_a_project_runs_is_no_deadline() -> None:
    assert [bool(one.ignored) for one in told("项目建设期限4月1日至9月30日")] == [True]
