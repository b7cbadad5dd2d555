"""Days that a page cut, days by their place in the month, and what stands below or behind a rhythm."""

from datetime import date

import pytest

from handlers.notices import Task, read_notice

DAY = date(2026, 3, 2)
HEAD = "关于有关工作的通知\n各党支部：\n"


def tasks(text: str, day: date = DAY) -> list[Task]:
    return list(read_notice(HEAD + text, day).tasks)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("（一）召开会议。各党总支于12月\n8日前召开评议会并测评。", "2026-12-08"),
        ("三、 各学院党委于11 月\n30日前完成审核并反馈意见；", "2026-11-30"),
        ("二是各党支部9月\n15日18:00前补录上半年的组织生活记录。", "2026-09-15"),
        ("请各党支部于2026年\n5月6日前报送登记表。", "2026-05-06"),
    ],
)
def test_a_day_that_the_page_cut_behind_its_month_is_one(text: str, due: str) -> None:
    (task,) = tasks(text)
    assert str(task.deadline) == due


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("4月最后一个星期三，各支部组织主题党日。", "2026-04-29"),
        ("请各支部于本月第三个周五前上报活动方案。", "2026-03-20"),
        ("请于下月最后一个工作日前上交党费。", "2026-04-30"),
        ("请各支部委员最晚周五转交名册。", "2026-03-06"),
        ("党员名册的核定请在自发文之日起10个工作日内完成。", "2026-03-16"),
        ("季度末月20日前把考察情况写进系统。", "2026-03-20"),
    ],
)
def test_a_day_by_its_place(words: str, due: str) -> None:
    assert [str(one.deadline) for one in tasks(words)] == [due]


def test_a_day_reckoned_from_a_meeting_of_the_notice() -> None:
    text = "换届请示应在召开选举大会5个工作日前报学院党总支；本次各支部选举大会统一为5月29日。"
    found = next(one for one in tasks(text) if "请示" in one.title)
    assert (found.deadline, found.needs_review) == (date(2026, 5, 22), True)


def test_days_after_an_event_that_nobody_dates_are_not_reckoned_from_the_notice() -> None:
    found = tasks("新一届支委会产生后，应于当日召开第一次会议选举书记，选举结果在2个工作日内书面报告机关党总支。")
    assert [one.deadline for one in found] == [None, None]


def test_until_which_month_dues_are_paid_is_no_deadline() -> None:
    assert [one.deadline for one in tasks("离校前，各党支部要收齐党费至6月。")] == [None]


def test_what_is_on_may_stand_behind_the_time_of_an_item() -> None:
    found = tasks("★ 每月第二个星期三下午：主题党日（3月主题为“学雷锋”）。\n★ 每月25日：支委会（议党费）。")
    assert [(one.title, str(one.deadline)) for one in found] == [("主题党日", "2026-03-11"), ("支委会", "2026-03-25")]


def test_a_rhythm_above_a_list_is_of_what_stands_in_it() -> None:
    found = tasks("每季度：\n1. 召开党员大会；\n每年：\n1. 12月10日前上交述职稿。")
    assert [(one.title, str(one.deadline)) for one in found] == [
        ("召开党员大会", "2026-03-31"),
        ("上交述职稿", "2026-12-10"),
    ]
    assert found[0].recurrence and found[0].needs_review
