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


def test_the_day_before_is_the_one_before_the_day_that_the_sentence_told() -> None:
    found = tasks("4月24日14:00，各支部书记到307汇报，课件于前一天中午12:00前拷贝至会场电脑。")
    assert [(str(one.deadline), one.time) for one in found] == [("2026-04-24", "14:00"), ("2026-04-23", "12:00")]


def test_after_the_only_meeting_of_the_notice_is_after_its_day() -> None:
    text = "3.集中述职。学校党委于4月15日召开述职评议会，各党总支书记参加。\n4.制定整改清单，于会后一周内报送。"
    found = next(one for one in tasks(text) if one.relative)
    assert (found.deadline, found.needs_review) == (date(2026, 4, 22), True)


def test_parties_that_a_comma_parts_have_days_of_their_own() -> None:
    found = tasks("各科室党支部4月13日自查、各附属医院党委4月20日交叉检查、4月27日上报自查报告。")
    assert [(one.responsible_level, str(one.deadline)) for one in found] == [
        ("branch", "2026-04-13"),
        ("secondary", "2026-04-20"),
        ("secondary", "2026-04-27"),
    ]


def test_a_remark_tells_the_day_of_a_row_that_has_but_a_week() -> None:
    rows = ("第2周\t提交工作计划\t各支部书记\t3月13日前", "第9周\t收集材料\t组织员\t5月13日前收齐")
    table = "\n".join(("周次\t工作事项\t责任人\t备注", *rows))
    assert [str(one.deadline) for one in tasks(table)] == ["2026-03-13", "2026-05-13"]


def test_what_has_no_day_below_a_month_is_due_in_it_and_looked_at() -> None:
    found = tasks("4月份\n1.各支部组织一次参观活动。\n2.召开支部书记例会（4月8日）。\n5月份\n1.推荐先进支部。")
    assert [str(one.deadline) for one in found] == ["2026-04-30", "2026-04-08", "2026-05-31"]


def test_of_two_papers_of_one_name_a_person_looks_which_is_meant() -> None:
    text = (
        "1.各总支6月22日前将案例文本报组织部。\n2.样板支部的案例文本6月18日前交党总支。\n3.推荐表随案例文本一并报送。"
    )
    assert tasks(text)[-1].needs_review


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("述职评议会定于4月15日召开。述职课件请于会前1天拷贝至会议室电脑。", "2026-04-14"),
        ("各党总支两周后将摸排进展情况报组织部。", "2026-03-16"),
        ("各二级党总支自发文之日起一个月内建立后备人选库。", "2026-04-02"),
        ("全体支部书记自3月5日起至3月14日通过问卷星作答。", "2026-03-14"),
        ("党支部书记上半年、下半年各讲一次党课。", "2026-06-30"),
        ("下次例会4月14日（周二）同一时间同一地点。", "2026-04-14"),
        ("学生党支部书记要在4月下旬为本支部讲一次党课。", "2026-04-30"),
    ],
)
def test_the_day_is_told(text: str, due: str) -> None:
    assert due in [str(one.deadline) for one in tasks(text)]


def test_which_papers_are_announced_for_is_no_day() -> None:
    assert all(one.deadline != date(2026, 3, 13) for one in tasks("各支部每周一之前在群里发布下周学习篇目。"))


def test_the_day_on_which_a_notice_convenes_its_meeting_is_told_though_the_sender_holds_it() -> None:
    text = (
        "关于召开研讨会的通知\n各教工党支部：\n学院党委定于3月18日召开研讨会，有关事项通知如下：\n一、请推荐1人发言。"
    )
    assert date(2026, 3, 18) in [one.deadline for one in read_notice(text, DAY).tasks]


def test_a_day_that_was_written_wrongly_gives_way_to_the_right_one() -> None:
    found = tasks("第一，上次通知里支部自查的截止日写成了11月7日，实际应该是11月14日。")
    assert [str(one.deadline) for one in found] == ["2026-11-14"]


@pytest.mark.parametrize("words", ["后天下午2:30那场党务培训不办了，也不补办。", "3月12日的碰头会不开了。"])
def test_what_is_held_no_more_has_no_day(words: str) -> None:
    assert [one.deadline for one in tasks(words) if one.deadline] == []


def test_an_item_s_number_is_no_part_of_its_day() -> None:
    found = tasks("1.二季度学习记录拍照发群\n2.5.20前各支部把纪念章人选报上来\n3.6.12前上传大会记录")
    assert [str(one.deadline) for one in found if one.deadline] == ["2026-05-20", "2026-06-12"]


def test_what_is_brought_along_on_the_day_is_no_second_task() -> None:
    assert len(tasks("组织员会审定在4月15日。当天请带齐介绍信存根。")) == 1


def test_what_goes_along_with_a_paper_that_has_no_day_has_none() -> None:
    text = "1.请各支部4月8日前报送名单。\n2.请各支部在上级批复后3天内报送走访情况。\n3.请将台账随走访情况一并报送。"
    assert tasks(text)[-1].deadline is None


def test_the_days_of_a_month_s_row_are_that_month_s_and_two_are_looked_at() -> None:
    rows = ("4月\t完成半年考察写实，20日前录入系统\t各党支部", "5月\t5月8日排练，5月20日展演\t各党支部")
    found = tasks("\n".join(("月份\t重点工作\t责任单位", *rows)))
    assert [(str(one.deadline), one.needs_review) for one in found][:1] == [("2026-04-20", False)]
    assert all(one.needs_review for one in found if str(one.deadline) == "2026-05-31")


def test_within_the_month_is_until_its_end() -> None:
    assert [str(one.deadline) for one in tasks("本月内把花名册和系统核对一遍，差异写个说明给我。")] == ["2026-03-31"]


def test_of_stages_and_their_works_one_below_the_other_the_work_counts() -> None:
    first = ("第一阶段", "逐人核查党员信息", "各党支部", "3月20日")
    second = ("第二阶段", "形成线索清单", "各党总支", "4月10日")
    lines = ("排查任务分解表", "阶段", "任务", "责任主体", "完成时限", *first, *second)
    found = read_notice("\n".join(lines), DAY).tasks
    assert [(one.title, one.responsible_level) for one in found] == [
        ("逐人核查党员信息", "branch"),
        ("形成线索清单", "secondary"),
    ]


def test_the_days_of_a_plan_for_the_coming_year_are_none_of_the_past() -> None:
    plan = "2027年党建工作要点\n各党支部：\n1.任期届满的党支部，上半年完成换届。\n2.9月—11月，各党支部开展画廊创建。"
    found = read_notice(plan, date(2026, 12, 28)).tasks
    assert [str(one.deadline) for one in found] == ["2027-06-30", "2027-11-30"]


def test_a_room_behind_the_hour_does_not_hide_it() -> None:
    (task,) = tasks("周四（5日）上午9:00后勤楼三楼会议室开支部书记碰头会。")
    assert (str(task.deadline), task.time) == ("2026-03-05", "09:00")


@pytest.mark.parametrize(
    ("head", "level"),
    [
        ("【组织部 陈静】各校组织员，几件事集中说一下", "organizer"),
        ("学院组织员例会纪要（2026年第5期）\n时间：2026年3月1日上午", "organizer"),
    ],
)
def test_who_is_spoken_to_is_asked(head: str, level: str) -> None:
    found = read_notice(f"{head}\n1.党费核定表复核签字，3月20日前送财务处。", DAY).tasks
    assert [one.responsible_level for one in found] == [level]


def test_below_a_party_s_name_in_brackets_its_own_tasks_stand() -> None:
    text = "【组织员】\n● 3月20日前逐支部查阅工作手册，形成问题清单报学院党委。\n【党支部】\n● 3月25日前交清党费。"
    assert [one.responsible_level for one in tasks(text)] == ["organizer", "branch"]


def test_what_the_writer_brings_along_is_no_task() -> None:
    assert tasks("另外我明天去校里领学习笔记本，26号开会时给大家带过去。") == []


def test_a_meeting_of_the_readers_is_none_of_the_sender_s() -> None:
    found = tasks("5月下旬召开巡察整改专题民主生活会，会前一周把班子对照检查材料报组织部审核。")
    assert str(found[0].deadline) == "2026-05-31"


def test_the_day_of_one_s_own_house_counts_beside_the_one_from_above() -> None:
    found = tasks("上级文件要求11月20日前上报典型案例，我社提前到11月12日，各支部报我处即可。")
    assert [str(one.deadline) for one in found] == ["2026-11-12"]


def test_what_goes_as_it_was_planned_is_no_old_day() -> None:
    found = tasks("新党员宣誓仍按原计划于6月30日下午3点进行，预备党员须全部到场。")
    assert [(str(one.deadline), one.time) for one in found] == [("2026-06-30", "15:00")]


def test_a_heading_that_is_a_time_gives_it_to_what_stands_below() -> None:
    text = (
        "一、3月下旬\n1.各党支部完成新党员启蒙教育第一课。\n二、五一节前\n2.请组织员核对党费账单，4月15日前送财务处。"
    )
    assert [str(one.deadline) for one in tasks(text)] == ["2026-03-31", "2026-04-15"]


def test_as_of_behind_what_is_handed_in_is_until_then() -> None:
    assert [str(one.deadline) for one in tasks("各支部将确定人选报系党总支备案，截至四月二日。")] == ["2026-04-02"]


def test_after_the_days_of_a_publicity_is_after_its_last() -> None:
    found = tasks("公示期为3月16日至3月20日，公示期满后3个工作日内，各支部须提交个人照片。")
    assert "2026-03-25" in [str(one.deadline) for one in found if "照片" in one.title]


def test_a_table_ends_where_the_notice_is_signed_and_begins_below_its_title() -> None:
    rows = ("3月20日", "提交自查表", "各党支部", "待定", "观看教育片", "全体党员")
    lines = (
        "3月重点工作一览",
        "时间",
        "事项",
        "责任人",
        *rows,
        "护理系党总支  2026年3月2日",
        "（附：工作已总结完毕。）",
    )
    found = read_notice("\n".join(lines), DAY).tasks
    assert [one.title for one in found] == ["提交自查表", "观看教育片"]


@pytest.mark.parametrize(
    "text",
    [
        "根据上级“五一”前摸底要求，现在全校范围内开展流动党员排查，名单3月20日前报送。",
        "▲ 2月25日前，22个党组织全部报送了统计表，比去年同期早。名单请于3月20日前报送。",
    ],
)
def test_what_was_done_or_is_the_ground_of_it_has_no_day(text: str) -> None:
    assert [str(one.deadline) for one in tasks(text) if one.deadline] == ["2026-03-20"]


def test_the_new_day_of_what_was_put_off_is_no_condition() -> None:
    text = "参观时间原定为3月13日上午，因展馆检修，现顺延至3月21日（周六）上午9点，集合地点不变，仍为南门广场。"
    assert [(str(one.deadline), one.time) for one in tasks(text)] == [("2026-03-21", "09:00")]


def test_until_when_a_term_runs_is_no_deadline() -> None:
    assert [one.deadline for one in tasks("增补委员的任期与本届支委会一致，即至2027年11月止。") if one.deadline] == []


def test_a_day_that_a_letter_from_above_sets_is_looked_at() -> None:
    found = tasks(
        "下面是省直机关工委昨天发来的邮件，里面要求各单位3月31日前上报。我们3月27日中午12点前把报告回复本邮箱。"
    )
    assert all(one.needs_review for one in found if one.deadline == date(2026, 3, 31))


def test_a_week_s_rows_are_on_the_days_of_the_week_that_their_column_tells() -> None:
    rows = ("一 | 15:00 | 中心组学习 | 班子成员", "二 | 10:00 | 材料审核会 | 组织员", "四 | 全天 | 无 |")
    plan = "\n".join(("党委一周工作安排（第2周，3月9日—15日）", "星期 | 时间 | 事项 | 参加人员", *rows))
    found = read_notice(plan, date(2026, 3, 6)).tasks
    assert [(str(one.deadline), one.time) for one in found] == [("2026-03-09", "15:00"), ("2026-03-10", "10:00")]
