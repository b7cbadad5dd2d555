"""One deed that is told twice or has several days is one task, and two deeds stay two."""

from datetime import date

from handlers.notices import read_notice

DAY = date(2026, 3, 2)
HEAD = "关于做好支部工作的通知\n各党支部：\n"


def days(text: str) -> list[str | None]:
    return [one.deadline.isoformat() if one.deadline else None for one in read_notice(HEAD + text, DAY).tasks]


def test_the_day_of_one_of_a_series_is_no_second_task() -> None:
    assert days("党支部书记每季度讲一次党课，一季度的请在3月27日前讲完。") == ["2026-03-27"]
    assert days("各党支部每半年听取一次群团工作汇报，上半年不得晚于6月12日。") == ["2026-06-12"]
    assert days("每月最后一个周五召开书记例会，各支部书记参加。本学期首次例会为3月20日下午2:30。") == ["2026-03-20"]


def test_a_paper_that_is_due_beside_a_series_is_a_task_of_its_own() -> None:
    assert days("各党支部每季度讲一次党课，讲课安排请于3月6日前报党总支。") == ["2026-03-31", "2026-03-06"]


def test_a_list_of_days_is_one_task_and_people_look_at_it() -> None:
    tasks = read_notice(HEAD + "请各党支部于3月16日、18日、23日到组织部开具介绍信。", DAY).tasks
    assert [(str(one.start), str(one.deadline), one.needs_review) for one in tasks] == [
        ("2026-03-16", "2026-03-23", True)
    ]
    assert days("各党支部分别于6月15日、12月15日前上缴党费。") == ["2026-06-15", "2026-12-15"]
    assert days("请各党支部在3月12日、26日各召开一次党员大会。") == ["2026-03-12", "2026-03-26"]


def test_the_time_line_is_of_the_meeting_that_is_told_above() -> None:
    text = "定于3月12日（星期四）召开全校党建工作推进会，有关事项通知如下：\n时　间：3月12日下午2:30，会期半天"
    assert days(text) == ["2026-03-12"]


def test_the_same_paper_without_a_day_is_the_one_that_has_it() -> None:
    assert days("各支部书记准备书面材料，3月12日前提交书面材料。") == ["2026-03-12"]


def test_which_dues_they_are_is_no_day_beside_the_one_that_is() -> None:
    assert days("上半年党费收缴结算，6月12日前各支部完成。") == ["2026-06-12"]
    text = "各党总支分别于6月15日、12月15日前将上半年、下半年党费足额上缴学校。"
    assert days(text) == ["2026-06-15", "2026-12-15"]


def test_a_beginning_and_an_end_of_one_deed_are_one_task() -> None:
    told = read_notice(HEAD + "各党支部3月18日起在全国党员管理信息系统中发起转接，至3月26日全部完成。", DAY).tasks
    assert [(str(one.start), str(one.deadline)) for one in told] == [("2026-03-18", "2026-03-26")]


def test_two_days_of_which_one_is_open_are_one_task_and_people_look_at_it() -> None:
    (task,) = read_notice(HEAD + "各党支部3月12日下午或3月13日下午召开党员大会。", DAY).tasks
    assert task.needs_review
    (task,) = read_notice(HEAD + "各党支部于3月20日收看专题片，也可在3月21日至31日点播。", DAY).tasks
    assert task.needs_review


def test_how_the_day_goes_is_no_task_beside_what_is_held_on_it() -> None:
    text = "定于3月12日下午召开党建工作推进会，请各支部书记参加。\n用车：南校区的同志可于当日13:40在正门乘坐通勤车。"
    assert days(text) == ["2026-03-12"]
    assert days("请各支部书记参加3月12日的推进会。请各支部书记于会议当天上交学习笔记。")[-1] == "2026-03-12"


def test_a_bare_day_is_of_the_month_of_the_stage_it_stands_in() -> None:
    text = "二、集中会审（4月16日—18日）\n请各党支部分批参加会审：16日上午理工学院，17日上午文法学院。"
    assert days(text)[0] == "2026-04-16"


def test_a_day_that_a_line_tells_twice_is_looked_at_where_nothing_else_is_handed_in() -> None:
    text = "3月16日至20日各支部书记逐条核实异议，20日前将《党费核定表》交党总支。"
    tasks = read_notice(HEAD + text, DAY).tasks
    assert {(one.deliverable, one.needs_review) for one in tasks} == {(None, True), ("《党费核定表》", False)}


def test_how_late_others_may_be_is_no_second_task() -> None:
    text = "各党支部组织生活会于3月20日前完成。党员较多的支部，可适当延后，但最迟不得超过4月10日。"
    assert days(text) == ["2026-03-20"]


def test_a_day_behind_an_event_s_deed_is_of_that_deed() -> None:
    assert days("毕业生党员到新单位报到后将登记卡拍照传回，4月30日前务必完成。") == ["2026-04-30"]


def test_the_theme_day_of_every_month_is_one_time() -> None:
    assert len(days("离退休党支部的党费由支部指定专人在每月主题党日当天代收。")) == 1


def test_the_last_day_is_the_stage_s() -> None:
    assert days("一、自评（即日起至3月20日）\n各党支部写成自评报告，于最后一天前传至组织科。") == ["2026-03-20"]


def test_month_by_month_is_how_it_is_compared_and_no_series() -> None:
    text = "一、自查（即日起至3月20日）\n各党支部逐月比对党员交纳党费的记录。"
    assert "2026-03-31" not in days(text)


def test_the_meeting_whose_result_is_handed_in_is_held_by_then() -> None:
    assert days("首先由各支部召开支部大会投票推荐，推荐人选3月20日前报所在党总支。") == ["2026-03-20", "2026-03-20"]
    assert days("各支部召开支部大会后，推荐人选3月20日前报所在党总支。") == ["2026-03-20"]
