"""Which lines are a table, a schedule, a stage or a mere heading, and what each of their cells is."""

from datetime import date

from handlers.notices import read_notice

DAY = date(2026, 3, 2)
Told = tuple[str, str | None, str | None]


def told(text: str, day: date = DAY) -> list[Told]:
    """Title, day and hour of every task, in order."""
    tasks = read_notice(text, day).tasks
    return [(one.title, one.deadline.isoformat() if one.deadline else None, one.time) for one in tasks]


def days(text: str, day: date = DAY) -> list[str | None]:
    return [due for _, due, _ in told(text, day)]


def test_a_month_column_is_no_deadline_and_lends_its_month_to_bare_days() -> None:
    lines = ("月份", "重点工作", "责任主体", "时间要求", "3月", "报送支部工作计划", "各党支部", "13日前")
    more = ("召开支部党员大会", "各党支部", "3月20日", "4月", "报送活动小结", "各党支部", "10日前")
    assert days("党建工作月历\n" + "\n".join((*lines, *more))) == ["2026-03-13", "2026-03-20", "2026-04-10"]


def test_a_day_and_an_hour_column_are_one_time() -> None:
    lines = ("日期", "时间", "内容", "参加人员", "3月4日", "14:00", "主题党日", "各党支部", "3月5日", "19:00", "党课")
    assert told("一周日程\n" + "\n".join((*lines, "各党支部"))) == [
        ("主题党日", "2026-03-04", "14:00"),
        ("党课", "2026-03-05", "19:00"),
    ]


def test_a_remark_that_asks_for_something_on_a_day_of_its_own_is_read() -> None:
    text = "各党支部：\n活动\t时间\t地点\t要求\n合唱展演\t3月24日18:30\t体育馆\t请各党支部3月17日前将节目单报宣传部"
    assert sorted(days(text), key=str) == ["2026-03-17", "2026-03-24"]


def test_two_columns_of_parties_are_still_a_table() -> None:
    head = "| 季度 | 任务 | 牵头单位 | 配合单位 | 完成标志 | 时限 |"
    text = f"{head}\n| 一季度 | 签订责任书 | 各党支部 | 纪委 | 存档 | 3月25日前 |"
    assert told(text) == [("签订责任书", "2026-03-25", None)]


def test_a_row_only_to_know_of_or_done_already_asks_nothing() -> None:
    assert days("日期\t内容\t类别\n3月9日\t新生报到\t了解\n3月10日\t报送工作计划\t支部办理") == ["2026-03-10"]
    text = "问题\t整改措施\t责任单位\t时限\t进展\n记录不全\t补齐记录\t各党支部\t3月20日前\t"
    assert days(text + "已完成") == []
    assert told(text + "进行中") == [("补齐记录", "2026-03-20", None)]


def test_the_lectures_of_a_training_that_has_its_own_time_are_no_tasks_each() -> None:
    text = (
        "关于举办党务培训班的通知\n各党支部：\n一、培训时间：3月9日至10日。\n二、课程安排\n日期\t时间\t内容\t主讲\n"
        "3月9日\t9:00\t党章解读\t郑教授\n3月10日\t14:30\t结业考试\t党校\n三、请各党支部于3月6日前将名单报党校。"
    )
    titles = [title for title, _, _ in told(text)]
    assert "党章解读" not in titles
    assert "结业考试" in titles


def test_the_days_of_a_week_are_of_the_week_in_the_title() -> None:
    head = "本周工作安排（3.9—3.15）\n|日期|事项|责任人|\n|---|---|---|"
    text = f"{head}\n|周二|交学习计划，最晚17:00|各党支部|\n|周六、周日|志愿服务|各党支部|"
    assert told(text, date(2026, 3, 6)) == [
        ("交学习计划，最晚17:00", "2026-03-10", "17:00"),
        ("志愿服务", "2026-03-15", None),
    ]


def test_measures_with_numbers_have_the_days_of_the_same_numbers() -> None:
    text = (
        "整改任务清单\n问题一：记录补记。\n整改措施：（1）各党支部开展自查；（2）组织一次培训。\n责任单位：各党支部\n"
        "完成时限：（1）2026年3月31日；（2）2026年4月30日"
    )
    assert told(text) == [("各党支部开展自查", "2026-03-31", None), ("组织一次培训", "2026-04-30", None)]


def test_a_day_in_a_cell_is_no_signature() -> None:
    lines = ("序号", "工作内容", "责任主体", "完成时间", "1", "报送名单", "各党支部", "10月20日")
    text = "\n".join(
        ("时间安排表", *lines, "2", "材料归档", "各党支部", "2026年1月9日", "注：", "1.请各支部倒排工期。")
    )
    assert days(text, date(2025, 10, 13))[:2] == ["2025-10-20", "2026-01-09"]


def test_what_a_review_of_last_year_tells_is_asked_of_nobody() -> None:
    text = "2025年度主题党日工作回顾\n1月8日  参观校史馆\n5月28日  观看警示教育片\n11月26日  专题研讨"
    assert days(text, date(2026, 1, 6)) == []


def test_a_timeline_gives_its_stretch_to_what_its_line_asks() -> None:
    first, second = (
        "3.9—3.20 ── 报名阶段。请各党支部填写报名表报学院党委",
        "3.23—4.10 ── 实施阶段。各党支部组织一次志愿服务",
    )
    assert days(f"实践活动时间轴\n各党支部：\n{first}\n{second}") == ["2026-03-20", "2026-04-10"]


def test_meanwhile_is_the_stretch_of_the_heading() -> None:
    text = "各党支部：\n一、召开会议（2026年3月9日至20日）\n各党支部在此期间择日召开组织生活会。"
    found = read_notice(text, DAY).tasks
    assert [(one.start, one.deadline) for one in found] == [(date(2026, 3, 9), date(2026, 3, 20))]
