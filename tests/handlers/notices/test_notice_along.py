"""One date for two things, and days that hang on what was told before."""

from datetime import date

import pytest

from handlers.notices import read_notice

DAY = date(2026, 4, 20)


def told(text: str) -> list[tuple[str, str]]:
    return [(one.title, str(one.deadline)) for one in read_notice(f"各党支部：\n{text}", DAY).tasks]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("请于5月8日前将会议记录交党总支。评议汇总表发至党总支邮箱，时间同上。", "评议汇总表"),
        ("各支部5月13日前提交整改情况说明，并把佐证材料按一事一档整理好，同时移交党委办公室。", "佐证材料"),
        ("各支部5月8日前将推荐人选报党总支。申报先进党支部的，同时报800字事迹材料。", "事迹材料"),
        ("支部班子撰写检视剖析材料，党员列出问题清单，均于5月30日前送总支审阅。", "剖析材料"),
        ("各支部5月13日前改好委员分工；把还没上传的会议记录补齐，同一时限。", "会议记录"),
        ("各支部5月8日前将报表报党总支，数据分析说明（800字以内）随报表一并报送。", "分析说明"),
        ("各支部5月8日前将参会回执报党总支，有发言任务的3个支部（名单附后）同时附发言稿。", "发言稿"),
        ("各支部5月8日前报送年度总结，个人述职报告随总结报送。", "述职报告"),
        ("1、请各支部5月8日前上报推荐表\n2、先进事迹材料跟推荐表一起交", "事迹材料"),
    ],
)
def test_a_second_thing_has_the_day_of_the_first(text: str, second: str) -> None:
    found = told(text)
    assert len(found) == 2
    assert second in found[1][0]
    assert len({day for _, day in found}) == 1


def test_a_copy_of_the_same_paper_is_no_second_thing() -> None:
    assert len(told("各支部5月13日前提交整改情况说明，并将电子版发至党总支邮箱。")) == 1


def test_a_meeting_is_named_beside_what_is_to_be_brought_to_it() -> None:
    ((title, day),) = told("下次例会5月12日下午2:30，地点不变，请各支部书记提前准备学期小结。")
    assert "例会" in title
    assert "学期小结" in title
    assert day == "2026-05-12"


def test_that_day_is_the_day_that_the_notice_told_last_and_a_person_looks() -> None:
    text = "报告会定于5月22日9:30举行。\n收看结束后，请各支部于当日17:30前将现场照片发党总支邮箱。"
    *_, last = read_notice(f"各党支部：\n{text}", DAY).tasks
    assert (str(last.deadline), last.time, last.needs_review) == ("2026-05-22", "17:30", True)


def test_a_day_ahead_is_counted_from_the_day_told_before_it_and_a_person_looks() -> None:
    text = "支部书记述职定于5月22日8:30举行，全体支部书记参加。PPT提前一天报党总支办公室。"
    *_, last = read_notice(f"各党支部：\n{text}", DAY).tasks
    assert (str(last.deadline), last.needs_review) == ("2026-05-21", True)


def test_a_day_that_an_earlier_message_asked_for_is_old_where_the_day_was_put_off() -> None:
    text = "上周邮件里要求4月27日前交廉政风险排查表，因模板有调整，截止时间顺延到5月6日。"
    ((title, day),) = told(text)
    assert ("排查表" in title, day) == (True, "2026-05-06")


def test_what_was_put_off_keeps_its_name_whatever_the_notice_is_about() -> None:
    text = (
        "关于召开推进会暨做好年末有关工作的通知\n各党支部：\n一、会议时间\n2026年4月30日（星期四）下午14:30\n二、要求\n"
        "1.发言的支部请把发言材料于会议前一天中午前发组织员邮箱。\n"
        "2.原通知要求4月24日前交党员名册，因系统维护，截止时间顺延到5月8日。"
    )
    found = [(one.title, str(one.deadline), one.time) for one in read_notice(text, DAY).tasks]
    assert found == [
        ("召开推进会", "2026-04-30", "14:30"),
        ("发发言材料", "2026-04-29", "12:00"),
        ("上交党员名册", "2026-05-08", None),
    ]


def test_all_units_that_are_responsible_are_the_readers() -> None:
    assert [day for _, day in told("各责任单位自5月起每月28日向学院纪检委员报一次整改进度。")] == ["2026-05-28"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("定于5月8日下午在综合楼报告厅召开组织工作推进会。\n会后一周内，各支部向党员传达会议精神。", "2026-05-15"),
        ("活动时间：5月8日下午。\n活动结束后三天内，各支部将照片报党总支。", "2026-05-11"),
        ("5月8日14:00 党务知识考试，地点一教。\n各支部学习笔记考试当天交党总支。", "2026-05-08"),
        ("会议时间：5月8日上午9:00。\n请参会人员于8:45前到会议室签到。", "2026-05-08"),
    ],
)
def test_what_hangs_on_the_notice_s_own_meeting_has_its_day(text: str, day: str) -> None:
    tasks = read_notice(f"关于召开组织工作会的通知\n各党支部：\n{text}", DAY).tasks
    found = [str(one.deadline) for one in tasks if one.line > 3]
    assert day in found


def test_after_a_meeting_that_is_another_stays_open() -> None:
    text = "各党支部：\n一、5月8日下午召开支部书记述职会。\n二、各支部召开组织生活会。会后一周内报送整改清单。"
    ((due, relative),) = [(one.deadline, one.relative) for one in read_notice(text, DAY).tasks if "清单" in one.title]
    assert due is None
    assert relative


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发展对象政审材料由组织委员送审，截止4月30日。", "2026-04-30"),
        ("原文“党总支4月24日前报送复核结果”，现顺延至5月8日；", "2026-05-08"),
        ("学生一支部一周内就考勤问题提交整改说明。", "2026-04-27"),
        ("“案例文本4月24日前报送”应为“5月8日前报送”。", "2026-05-08"),
        ("填不了的（比如日期录错）填变更申请，下周一早上9点前交组织员。", "2026-04-27"),
        ("各支部每年12月中旬提交年度进展报告。", "2026-12-20"),
        ("省委教育工委要求5月20日前上报年度总结，各支部的总结因此要提前到5月8日交。", "2026-05-08"),
        ("原定4月27日举办的培训班，因授课专家行程变化，延期至5月11日举办。", "2026-05-11"),
    ],
)
def test_the_one_day_that_binds(text: str, day: str) -> None:
    assert [due for _, due in told(text)] == [day]


def test_the_eve_of_a_feast_whose_holiday_is_not_known_yet_is_for_people_to_look_at() -> None:
    (task,) = read_notice("各党支部：\n党员名册元旦前报党总支。", date(2026, 12, 7)).tasks
    assert (str(task.deadline), task.needs_review) == ("2026-12-31", True)


def test_what_was_called_off_takes_no_other_task_of_that_day_with_it() -> None:
    text = "原定24日晚上的主题党日取消。\n请假的同志4月24日中午前跟组织委员说明情况。"
    assert [day for _, day in told(text)] == ["2026-04-24"]
