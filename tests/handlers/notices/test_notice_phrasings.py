"""The 104 phrasings of the field reference, each with the meaning given there; and what a school's calendar adds."""

from datetime import date
from typing import Any

import pytest

from handlers.notices import Calendar, Notice, read_notice
from tests.handlers.notices.phrasings import ROWS

DAY = date(2026, 3, 10)


def read(text: str, **more: Any) -> Notice:
    return read_notice(f"各党支部：\n{text}", DAY, **more)


@pytest.mark.parametrize(("number", "text", "wanted"), ROWS, ids=[f"{row[0]} {row[1][:16]}" for row in ROWS])
def test_a_phrasing_means_what_the_reference_says(number: int, text: str, wanted: tuple[dict[str, Any], ...]) -> None:
    told = [task.to_json() | {"hard": task.hard} for task in read(text).tasks]
    assert len(told) == len(wanted), (told, read(text).ignored_dates)
    for has, want in zip(told, wanted, strict=True):
        assert {name: has[name] for name in want} == want


def test_every_phrasing_of_the_reference_is_here() -> None:
    assert {row[0] for row in ROWS} == set(range(1, 105))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("根据《实施办法》（〔2026〕5号）执行。", "文号"),
        ("学习《在会议上的讲话》（2024年9月）。", "文件的日期"),
        ("统计时点为12月31日。", "时点"),
        ("3月2日已召开动员会。", "过去"),
        ("考核期为2025年1月至12月。", "期间"),
        ("申报时间：    年  月  日", "空白表格"),
        ("5月7日零时起系统关闭填报。", "系统关闭"),
        ("2025年3月31日及以前确定的积极分子可以列入。", "资格"),
        ("介绍信有效期60天。", "时长"),
        ("上次通知的3月27日截止取消，不用交了。", "取消"),
    ],
)
def test_a_date_that_is_none_is_told_with_the_reason(text: str, why: str) -> None:
    notice = read(text)
    assert notice.tasks == ()
    assert any(why in one.why and one.line == 2 for one in notice.ignored_dates), notice.ignored_dates


def test_a_moved_and_a_cancelled_date_are_kept_as_changes() -> None:
    notice = read("案例征集截止时间由3月27日延期至4月20日。")
    assert [(task.deadline, task.title) for task in notice.tasks] == [(date(2026, 4, 20), "案例征集")]
    assert [change.old for change in notice.changes] == [date(2026, 3, 27)]


def test_the_schools_calendar_gives_the_days_that_hang_on_it() -> None:
    calendar = Calendar(
        closing="17:30", term_begins=date(2026, 3, 2), term_ends=date(2026, 7, 10), theme_day="last-wed"
    )
    text = "第7—8周开展比赛。放假前报送总结。5月6日下班前报送名单。主题党日之后3个工作日内上缴党费。"
    told = [(task.start, task.deadline, task.time) for task in read(text, calendar=calendar).tasks]
    assert told == [
        (date(2026, 4, 13), date(2026, 4, 24), None),
        (None, date(2026, 7, 10), None),
        (None, date(2026, 5, 6), "17:30"),
        (None, date(2026, 3, 30), None),
    ]


def test_the_days_own_notice_reckons_the_year_and_today_reckons_today() -> None:
    notice = read_notice("各党支部：\n名单1月10日前报送。\n明天前回复。\n党委组织部\n2025年12月28日", date(2026, 1, 4))
    assert [task.deadline for task in notice.tasks] == [date(2026, 1, 10), date(2026, 1, 5)]


def test_a_year_whose_holidays_nobody_knows_is_said() -> None:
    task = read_notice("收到通知后5个工作日内报送名单。", date(2030, 12, 30)).tasks[0]
    assert task.deadline is None and "2030年" in task.why
