"""Which lines are a table, a schedule, a stage or a mere heading, and what each of their cells is."""

from datetime import date

import pytest

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


def test_of_two_columns_of_times_the_one_that_binds_counts() -> None:
    head = "时间\t工作内容\t责任单位\t完成时限"
    assert days(f"{head}\n3月\t报送学习计划\t各党支部\t3月13日\n3月\t交齐党费\t各党支部\t3月20日") == [
        "2026-03-13",
        "2026-03-20",
    ]
    lines = ("材料名称", "学校时间", "学院时间", "形式", "流动党员名册", "3月31日", "3月24日", "电子版")
    more = ("党员教育学时统计表", "4月3日", "3月27日", "纸质版")
    assert days("各党支部：\n" + "\n".join((*lines, *more))) == ["2026-03-24", "2026-03-27"]


def test_what_is_held_after_its_closing_day_has_a_day_of_its_own() -> None:
    lines = ("班次名称", "培训对象", "时间", "报名截止", "支部书记班", "支部书记", "3月24日—26日", "3月13日")
    more = ("组织委员班", "组织委员", "4月8日", "3月27日")
    text = "各党总支：\n" + "\n".join((*lines, *more))
    assert sorted(days(text), key=str) == ["2026-03-13", "2026-03-26", "2026-03-27", "2026-04-08"]


def test_a_day_that_the_work_tells_is_nearer_than_its_month() -> None:
    text = "月份\t工作内容\t责任单位\n3月\t责任制自查报告（3月20日前报党办）\t各学院党委\n4月\t总结\t各学院党委"
    assert days(text) == ["2026-03-20", "2026-04-30"]


def test_cells_may_be_parted_by_strokes() -> None:
    text = "各宣传委员：\n稿件类别 / 由谁供稿 / 送达期限\n党史故事 / 各总支 / 3月19日"
    assert days(f"{text}\n支部动态 每条150字 / 各支部 / 3月25日") == ["2026-03-19", "2026-03-25"]


def test_records_have_the_same_labels_again() -> None:
    text = (
        "2026年重点工作时间表\n\n时间：3月20日前\n事项：签订责任书\n责任：各党支部\n\n"
        "时间：3月26日14:00\n事项：述职评议会\n责任：各党支部书记\n\n注：上月的事项不再列入。"
    )
    assert told(text) == [("签订责任书", "2026-03-20", None), ("述职评议会", "2026-03-26", "14:00")]


def test_labels_of_records_may_stand_above_what_they_tell() -> None:
    first = ("月份", "3月", "主题", "走进科技小院", "时间", "3月20日13:30", "地点", "学院会议室208", "负责人", "宋同志")
    later = ("月份", "4月", "主题", "老党员访谈", "时间", "4月下旬", "地点", "校史馆", "负责人", "宋同志")
    text = "\n".join(("主题党日活动安排表", "第一党支部", *first, *later))
    assert told(text) == [("走进科技小院", "2026-03-20", "13:30"), ("老党员访谈", "2026-04-30", None)]


def test_what_is_counted_through_is_a_record_each() -> None:
    text = (
        "各党支部：\n学院举办系列活动：\n活动一：花艺沙龙\n时间：3月6日15:00\n地点：一楼大厅\n活动二：座谈会\n"
        "时间：3月9日10:00\n地点：会议室\n活动三：照片征集\n每支部报送照片2张，3月20日前发至宣传委员。"
    )
    assert told(text)[:2] == [("花艺沙龙", "2026-03-06", "15:00"), ("座谈会", "2026-03-09", "10:00")]
    assert days(text)[2:] == ["2026-03-20"]


def test_the_day_of_the_month_counts_beside_the_day_of_the_week() -> None:
    text = "第一党支部3月第三周安排\n周四 12日 请各党小组报送名单\n周五 20日 请全体党员参加座谈会，15:00"
    assert days(text) == ["2026-03-12", "2026-03-20"]


def test_a_ring_marks_an_item_and_its_month_lends_itself_to_bare_days() -> None:
    text = "各党支部：\n任务：\n○ 三月，请各支部报送名册；\n○ 六月，请双方撰写小结，25日前报送组织员。"
    assert "2026-06-25" in days(text)
    assert "2026-03-25" not in days(text)


def test_a_line_of_a_schedule_is_named_by_what_stands_behind_its_day() -> None:
    lines = ("九日下午两点，支委会；", "十六日上午九点，全体党员学习会；", "三十日，小潘转正答辩。")
    text = "\n".join(("第一党支部2026年四月份工作安排", *lines))
    assert ("全体党员学习会", "2026-04-16", "09:00") in told(text, date(2026, 3, 30))
    assert "小潘转正答辩" in [title for title, _, _ in told(text, date(2026, 3, 30))]


def test_a_month_that_leads_a_line_is_no_deadline_beside_its_day() -> None:
    text = (
        "学期工作计划\n10月：推荐党校学习人选，10月16日前上报党校；\n11月：召开党员大会，讨论接收问题；\n"
        "12月：请各支部完成考察写实，12月11日前填入考察表并报送。"
    )
    due = days(text, date(2026, 9, 14))
    assert {"2026-10-16", "2026-12-11"} <= set(due)
    assert not {"2026-10-31", "2026-12-31"} & set(due)


def test_as_many_days_as_works_in_a_row_are_one_each() -> None:
    text = "月份｜必做事项｜完成时间\n三月｜制定年度计划｜13日前\n六月｜慰问困难党员；收齐二季度党费｜30日前；22日前"
    assert ("慰问困难党员", "2026-06-30", None) in told(text)
    assert ("收齐二季度党费", "2026-06-22", None) in told(text)


def test_a_line_that_leads_to_nothing_is_asked_for_itself() -> None:
    text = "各支部：\n本周要办的事：\n1.组织委员把会议记录补齐交给支部书记；\n2.请宣传委员把活动照片整理好发到群里；"
    titles = [title for title, _, _ in told(text)]
    assert any("记录" in one for one in titles)
    assert any("照片" in one for one in titles)


def test_a_schedule_s_line_is_none_that_goes_on() -> None:
    lines = ("3月9日（周一）14:00 支部书记例会，地点行政楼201", "3月10日 各支部登记党员去向", "3月11日 报送党课记录")
    assert days("三月第二周安排\n各党支部：\n" + "\n".join(lines)) == ["2026-03-09", "2026-03-10", "2026-03-11"]


def test_a_day_that_has_its_line_to_itself_below_the_time_of_a_meeting_is_the_meeting_s() -> None:
    text = "关于召开表彰大会的通知\n各党支部：\n一、会议时间\n2026年6月26日（星期五）上午9:00\n二、会议地点\n大礼堂"
    assert [(day, time) for _, day, time in told(text)] == [("2026-06-26", "09:00")]


def test_the_date_of_an_examination_is_the_day_of_it() -> None:
    assert days("积极分子培训班考试安排\n考试日期：5月23日（星期六）\n地点：机房") == ["2026-05-23"]


def test_a_month_beside_a_day_of_its_own_row_is_no_deadline() -> None:
    head = "月份\t主题\t学习形式\t承办\n"
    shown = told(head + "3月\t家风建设\t3月18日（周三）下午集体观看《老院子》\t各党支部")
    assert shown == [("家风建设：观看《老院子》", "2026-03-18", None)]
    heard = told(head + "4月\t粮食安全\t4月15日14:00报告会，三教一楼\t宣传部")
    assert heard == [("粮食安全：报告会", "2026-04-15", "14:00")]
    assert days(head + "5月\t国家安全\t自主安排，5月27日前完成\t各党支部") == ["2026-05-27"]
    paper = days(head + "6月\t合唱比赛\t6月10日前报曲目单\t各党支部")
    assert sorted(paper, key=str) == ["2026-06-10", "2026-06-30"]


def test_a_cell_may_name_the_row_whose_time_it_has() -> None:
    lines = ("序号", "事项", "完成时限", "责任单位", "1", "核定党费基数", "3月20日", "各党支部", "2", "汇总核定表")
    more = (
        "3月25日",
        "党总支",
        "3",
        "核对离退休党员名册",
        "同第1项",
        "离退休党支部",
        "4",
        "催缴欠费",
        "4月中旬",
        "各党支部",
    )
    assert days("工作提示单\n\n" + "\n".join((*lines, *more, "备注：欠费情况另附说明。"))) == [
        "2026-03-20",
        "2026-03-25",
        "2026-03-20",
        "2026-04-20",
    ]


def test_a_move_takes_away_only_what_it_moves() -> None:
    text = "各党支部：\n1.3月16日前报送推优名单。\n2.错过3月16日推优的同学顺延至秋季学期。"
    assert "2026-03-16" in days(text)
    text = "实习队临时党支部通知\n1.3月8日中午开支部大会，全体党员参加。\n2.3月15日的学习遇停电，改在16日晚上。"
    assert "2026-03-08" in days(text)


def test_a_part_of_a_month_is_of_the_month_above_it() -> None:
    text = "党建工作安排\n五月\n1.教工支部开展一次结对活动，时间为当月下旬。\n六月\n各党支部中旬开展党费自查。"
    assert days(text) == ["2026-05-31", "2026-06-20"]


def test_the_exceptions_of_a_series_are_no_tasks() -> None:
    text = "各党支部：\n每月5日前填报台账；4月因清明放假改为7日，5月因劳动节放假改为8日，7月不填。"
    assert [due for _, due, _ in told(text, date(2026, 3, 24))] == ["2026-04-07"]
    assert [due for _, due, _ in told(text, date(2026, 4, 20))] == ["2026-05-08"]
    assert [due for _, due, _ in told(text, date(2026, 5, 20))] == ["2026-06-05"]


def test_who_filled_in_a_table_when_is_no_task() -> None:
    assert days("任务\t责任\t截止\n报送总结\t各党支部\t3月20日\n填表：党委办公室  更新时间：2026/3/2 09:20") == [
        "2026-03-20"
    ]
    assert days("任务\t责任\t截止\n报送总结\t各党支部\t3月20日\n注：申请人须于9月1日前年满18周岁。") == ["2026-03-20"]


def test_a_day_that_the_page_cut_from_its_before_is_one_with_it() -> None:
    text = "各党支部：\n各学院党委在 2026年 3 月 6 日\n前向组织部报送总结报告。"
    assert told(text) == [("报送总结报告", "2026-03-06", None)]


def test_a_problem_is_no_task_and_the_measure_below_it_is() -> None:
    text = (
        "各党支部：\n一、主题党日记录不够规范\n整改措施：各党支部3月27日前补齐主题党日记录并交总支。\n责任人：组织员方老师。\n"
        "二、谈心谈话流于形式\n整改措施：各党支部书记4月17日前与党员谈心一次。\n责任人：各党支部书记。"
    )
    found = told(text)
    assert [due for _, due, _ in found] == ["2026-03-27", "2026-04-17"]
    assert not any("措施" in title or "不够" in title or "流于" in title for title, _, _ in found)


def test_a_heading_that_a_gap_parts_from_its_text_is_no_row() -> None:
    text = (
        "关于举办读书班的通知\n各党支部：\n"
        "一、时间安排　　开班仪式：3月20日上午9:00，报告厅；分组交流：3月25日至27日，各党支部自行组织。"
    )
    assert days(text) == ["2026-03-20", "2026-03-27"]


@pytest.mark.parametrize(("mark", "ends"), [("——", "。"), ("", "\n")])
def test_a_stage_gives_its_days_to_what_stands_in_it(mark: str, ends: str) -> None:
    text = (
        "关于开展档案核查的通知\n各党总支：\n核查分两步走：\n"
        f"{mark}自行核对（即日起至4月3日）{ends}各党支部逐月核对党费交纳记录，缺的补齐。\n"
        f"{mark}集中汇总（4月7日至4月10日）{ends}各党总支撰写核查报告，报送组织部。"
    )
    assert days(text) == ["2026-04-03", "2026-04-10"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("津贴有变动的同志，请登录党费系统核一遍基数，3月20日系统锁定，当天还能改。", "2026-03-20"),
        ("请各支部把学时补录进去，3月20日系统就关了", "2026-03-19"),
        ("大家按支部填报，表在群公告里，明天17:30关表", "2026-03-03"),
    ],
)
def test_what_closes_is_the_day_where_the_sentence_tells_no_other(text: str, due: str) -> None:
    assert days(f"各位党员：\n{text}") == [due]


def test_when_it_is_held_says_nothing_of_who_may_come() -> None:
    assert days("各党支部：\n发展对象本人3月20日、21日8:30到礼堂参加集中授课，满16学时方可结业。") == ["2026-03-21"]
    text = "变更通知\n各位选手：\n决赛由3月20日改到3月27日，仍在图书馆报告厅，选手下午1:30前签到。"
    assert days(text) == ["2026-03-27"]


@pytest.mark.parametrize("words", ["线上课程学习截至", "投稿由总支统一报送，收稿截至"])
def test_until_when_it_is_open_is_the_day(words: str) -> None:
    assert days(f"关于有关工作的通知\n各党支部：\n{words}3月20日24:00。") == ["2026-03-20"]


def test_lines_of_cells_that_strokes_part_are_rows_each() -> None:
    head = "先锋岗任务\n序号 / 事项 / 由谁负责 / 什么时候交 / 给谁"
    rows = (
        "R1 / 先锋岗名册（含照片） / 各教工党支部 / 3月20日 / 党委办",
        "R2 / 挂牌，牌子自取 / 各党支部 / 3月27日前 / ——",
    )
    text = "\n".join((head, *rows))
    assert told(text) == [("先锋岗名册（含照片）", "2026-03-20", None), ("挂牌，牌子自取", "2026-03-27", None)]


def test_a_row_whose_work_is_not_settled_is_no_task() -> None:
    text = "时间\t内容\t范围\n3月11日\t参观校史馆\t全体党员\n3月25日\t待定\t待定\n4月1日\t另行通知\t全体党员"
    assert days(text) == ["2026-03-11"]


def test_a_part_of_the_row_s_month_is_nearer_than_the_month() -> None:
    text = "时间\t工作内容\t责任主体\n5月\t选派书记参加示范班，5月中旬\t各党支部\n每月\t20日前登记学时\t各党支部"
    assert days(text) == ["2026-05-20", "2026-03-20"]


def test_a_remark_on_something_else_of_a_row_leaves_its_day() -> None:
    text = "序号 | 事项 | 时限 | 责任\n1 | 党课测试 | 3月18日 | 各党支部\n2 | 报学习计划 | 3月20日 | 各党支部\n"
    assert days(f"{text}备注：第1项缓考名单另行通知。") == ["2026-03-18", "2026-03-20"]
    assert days(f"{text}备注：第1项时间另行通知。") == [None, "2026-03-20"]


def test_how_a_course_goes_that_was_told_above_is_no_task() -> None:
    text = (
        "党务干部轮训安排\n报到：3月9日14:00，学员到党校报到。\n面授：3月10日至12日，学员全程参加。\n"
        "10日上午 | 组织制度 | 党校 孙教授\n10日下午 | 档案实务 | 组织部\n11日全天 | 参观纪念馆 | 集体乘车\n"
        "12日上午 | 提交学习小结 | 党校"
    )
    assert days(text) == ["2026-03-09", "2026-03-12", "2026-03-12"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("各教研室支部本学期专题研讨不少于3次，人人发言。", "专题研讨"),
        ("栏目有改动，麻烦美术系支部按新版重新做一份给我。", "重新做"),
        ("纸质回执退回来的，由组织委员当面收取并登记页数。", "当面收取"),
        ("处级干部参评的，由所在党委另向纪检部门征求意见。", "征求意见"),
        ("改选日期排好后，请提前告知组织科，以便派人列席。", "告知组织科"),
        ("其余单位参照本方案开展自查，结果留存备查。", "自查"),
    ],
)
def test_what_its_build_alone_shows_to_be_asked_is_a_task(sentence: str, words: str) -> None:
    text = f"关于近期工作的通知\n各党总支、各党支部：\n一、有关事项\n请各党支部3月20日前报送计划。\n{sentence}"
    assert any(words in title and due is None for title, due, _ in told(text))


def test_who_does_a_stage_may_stand_in_its_name() -> None:
    text = (
        "各学院党委：\n1.支部初查（3月9日至3月13日）。各党支部逐个核对流动党员去向，形成台账。\n"
        "2.总支复查（3月16日至3月20日）。各党总支逐条复核台账，不符的当场更正。"
    )
    assert days(text) == ["2026-03-13", "2026-03-20"]


@pytest.mark.parametrize(
    ("text", "title", "due"),
    [
        ("报告会后，各党支部开展一次座谈，时间自定，但不得迟于3月20日。", "开展一次座谈", "2026-03-20"),
        ("上半年各支部书记讲一次廉政党课，5月20日前讲完。", "讲一次廉政党课", "2026-05-20"),
        ("每位同志离校前报备去向，3月20日中午止。", "报备去向", "2026-03-20"),
        ("期满后十日内提交小结，最晚为3月20日。", "提交小结", "2026-03-20"),
        ("清明假期前把带队人名单报我，4月2日为限。", None, "2026-04-02"),
        ("会后，各支部将汇总表连同照片，3月20日前交到办公室。", "上交汇总表", "2026-03-20"),
    ],
)
def test_until_when_it_is_done_is_told_behind_the_deed(text: str, title: str | None, due: str) -> None:
    found = told(f"各党支部：\n{text}")
    assert [day for _, day, _ in found] == [due]
    assert title is None or [name for name, _, _ in found] == [title]


@pytest.mark.parametrize(
    "text",
    [
        "问：总结还是3月16日交吗？",
        "李明\n我们支部13号满课，能不能晚点交",
        "取消3月20日的书记沙龙，清明后再安排。",
        "校党委3月下旬审定，清明前夕召开表彰会，具体事宜另发通知。",
        "3月20日前后省里可能抽查。",
        "本周无须报送纸质材料。",
        "评审安排：初评3月下旬，复评4月8日，均由组委会进行。",
        "数据截止点是3月20日，这不是交表时间。",
        "清明前各支部去扫墓的，路上注意安全。",
    ],
)
def test_what_asks_nothing_by_a_day(text: str) -> None:
    found = read_notice(f"关于有关工作的通知\n各党支部：\n{text}", DAY).tasks
    assert [one.deadline for one in found if one.deadline] == []


def test_what_a_changed_notice_had_asked_is_told_before() -> None:
    text = (
        "关于调整推荐材料报送时间的更正通知\n各党支部：\n2月24日印发的《关于推荐工作的通知》中写明，推荐材料须于3月16日前交党委。"
        "现更正如下：\n推荐材料报送截止日改为3月23日。"
    )
    assert days(text) == ["2026-03-23"]


def test_a_row_that_is_ticked_as_done_is_no_task() -> None:
    text = "活动排期\n注：已办完的以“√”标记\n日期 | 活动 | 牵头\n2月25日 | 初赛 √ | 一支部\n3月16日 | 决赛 | 一支部"
    assert days(text) == ["2026-03-16"]


def test_the_mail_that_a_reply_quotes_asks_nothing_again() -> None:
    text = (
        "主题：回复：结项材料\n各位书记：\n还有三家没有交。\n这三家请3月4日前补传材料。\n祝好\n"
        "-----原始邮件-----\n> 发送时间：2026年2月20日\n> 各支部请于2月27日前提交结项材料"
    )
    assert days(text) == ["2026-03-04"]


def test_a_bracket_may_part_a_day_from_its_before() -> None:
    assert days("各党支部：\n推荐表3月14日（调休上班）前传至邮箱。") == ["2026-03-14"]


def test_what_goes_along_is_due_with_it_below_a_heading_of_papers_too() -> None:
    head = "关于后续工作的通知\n各党总支：\n一、报送材料\n"
    text = f"{head}1.各党总支3月20日前报送汇总表。\n2.年度小结（1000字以内）随汇总表一并报送。"
    assert days(text) == ["2026-03-20", "2026-03-20"]


def test_a_day_of_the_month_behind_an_event_is_no_length() -> None:
    assert days("各党总支：\n逐户走访后，26日前将名单报组织部。") == ["2026-03-26"]


def test_a_bar_marks_a_heading_above_dotted_items() -> None:
    text = "组工提示\n▍各党支部\n· 3月9日前报送台账。\n▍各党总支\n· 名册18日报送。"
    tasks = read_notice(text, DAY).tasks
    assert [(str(one.deadline), one.responsible_level) for one in tasks] == [
        ("2026-03-09", "branch"),
        ("2026-03-18", "secondary"),
    ]


@pytest.mark.parametrize("text", ["3月底民主评议要启动，具体等文件，先不用动。", "党课上讲清按月交纳党费的要求。"])
def test_what_is_only_announced_or_taught_has_no_day(text: str) -> None:
    tasks = read_notice(f"提醒\n各位支书：\n{text}", DAY).tasks
    assert [one.deadline for one in tasks if one.deadline] == []


def test_what_was_found_in_a_check_is_no_deed() -> None:
    head = "关于检查情况的通报\n各党支部：\n一、主要问题\n1.个别支部事后集中补写记录。\n"
    text = f"{head}二、要求\n请各党支部3月20日前报送整改情况。"
    assert days(text) == ["2026-03-20"]


def test_a_row_may_stand_in_one_line_with_its_labels() -> None:
    text = (
        "任务分解表\n任务号：1\n内容：修订议事规则并报备；责任：各学院党委；时限：3月20日\n"
        "任务号：2\n内容：列出换届清单；责任：组织员；时限：3月27日"
    )
    tasks = read_notice(text, DAY).tasks
    assert [(str(one.deadline), one.responsible_level) for one in tasks] == [
        ("2026-03-20", "secondary"),
        ("2026-03-27", "organizer"),
    ]


def test_a_week_s_plan_tells_the_hours_below_each_day() -> None:
    text = (
        "一周党务日程（3月9日—3月15日）\n▲周一\n09:00　明德楼201　党务例会，各党支部书记参加\n▲周三\n"
        "14:00　校领导接待日（内部安排，不涉及基层）\n16:00前　各支部报学习名单到组织部邮箱"
    )
    found = told(text)
    assert [(day, time) for _, day, time in found] == [("2026-03-09", "09:00"), ("2026-03-11", "16:00")]
    assert found[0][0].startswith("党务例会")


def test_the_subject_of_a_mail_is_its_title_and_no_task() -> None:
    text = "发件人：党办\n收件人：各支部书记\n主题：回复：要办的几样手续（请逐条看）\n各位书记：\n请3月20日前交花名册。"
    notice = read_notice(text, DAY)
    assert notice.title == "要办的几样手续（请逐条看）"
    assert [str(one.deadline) for one in notice.tasks] == ["2026-03-20"]


def test_a_paper_stays_due_on_the_day_from_which_a_meeting_was_moved() -> None:
    text = (
        "会议通知\n兹定于2026年3月16日在报告厅召开工作推进会。\n各支部的发言稿3月11日送组织部审稿。\n"
        "会议原定3月11日举行，以本通知为准。"
    )
    assert days(text) == ["2026-03-16", "2026-03-11"]
