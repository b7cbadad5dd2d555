"""Days that are asked for, beside words that elsewhere tell of something else: none of them may be put aside."""

from datetime import date

import pytest

from handlers.notices import read_notice

DAY = date(2026, 3, 2)
HEAD = "关于有关工作的通知\n各党支部：\n"


@pytest.mark.parametrize(
    "text",
    [
        "关于推荐的通知\n请各支部3月20日前报送推荐人选（3人）",
        "各位支书：\n3月20日前报推优人选（2人）",
        "各位支书：\n请3月20日前把名单交给我-张老师",
        "征文启事\n主题：我的入党故事\n收件人：宣传部王老师，3月20日前发邮箱\n欢迎投稿。",
        f"{HEAD}会议安排等通知另附，名单3月20日前报组织部。",
        f"{HEAD}先不用管格式，3月20日前把稿子交上来。",
        f"{HEAD}我院预备党员能否按期转正，由各支部3月20日前开会讨论决定。",
        f"{HEAD}我们支部党员能否按期转正，请支委会3月20日前讨论。",
        f"{HEAD}取消3月18日的党课，3月20日前各支部另行组织补课。",
        f"{HEAD}专家组3月10日评审，3月20日前按评审意见修改完善并上传系统。",
        f"{HEAD}组织部将于3月10日反馈审核意见，3月20日前完成修改并发送至邮箱。",
        "关于做好党费标准调整工作的通知\n各党支部：\n按照《党费收缴规定》要求，3月20日前完成核定。",
        "自查完成后在回执上打√。\n序号 | 事项 | 时限 | 需交纸质\n1 | 报名册 | 3月20日 | √",
        f"{HEAD}选票3月20日封存，送组织部。",
        f"{HEAD}有条件的支部可以3月20日前完成，其他支部4月10日前完成。",
        f"{HEAD}公示时间：3月16日至3月20日，请各支部组织公示。",
        f"{HEAD}值班电话必须保持畅通，值班表3月20日前发给组织部。",
        f"{HEAD}支部工作写成案例3月20日前报学院。",
        f"{HEAD}联系人填写为支部书记于3月20日前提交系统。",
        f"{HEAD}3月20日前报送因故不去了的党员名单。",
        f"{HEAD}3月20日前确认去不去了，统一报送名单。",
        f"{HEAD}时间 | 工作内容 | 备注\n待定 | 党员培训 | 3月20日前报送",
        f"{HEAD}3月10日召开大会。当天请带好记录本，3月20日前连同小结报送组织部。",
        f"{HEAD}我明天去交材料，3月20日支部书记给大家上党课。",
        f"{HEAD}经研究，学院党委定于3月20日召开研讨会，有关事项通知如下。",
        "附件2\n党费管理规定摘录\n各党支部于3月20日前公布上月党费收缴明细。",
    ],
)
def test_the_day_is_told(text: str) -> None:
    assert date(2026, 3, 20) in [one.deadline for one in read_notice(text, DAY).tasks]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (f"{HEAD}原定各支部3月20日前报送的总结，改为3月25日前报送。", ["2026-03-25"]),
        ("近期工作\n党费收缴（3月20日前）\n请各支部尽快更新党员名册。", ["2026-03-20", "None"]),
        (f"{HEAD}3月9日至3月31日开展学习，3月20日前，报送学习计划。", ["2026-03-31", "2026-03-20"]),
        (f"{HEAD}上半年各支部开展一次调研，5月20日前，报调研报告。", ["2026-06-30", "2026-05-20"]),
    ],
)
def test_every_deed_has_its_own_day(text: str, days: list[str]) -> None:
    assert [str(one.deadline) for one in read_notice(text, DAY).tasks] == days


@pytest.mark.parametrize(
    "text",
    [
        "会议通知\n定于近日召开组织员例会，安排如下：\n时    间：3月20日（周五）15:00\n要求：\n（一）提前入场。",
        "征稿启事\n现向党务干部约稿。\n截稿：3月20日。邮箱见群公告。",
        f"{HEAD}至3月20日，完成逐人联系。",
    ],
)
def test_a_label_tells_the_day(text: str) -> None:
    assert date(2026, 3, 20) in [one.deadline for one in read_notice(text, DAY).tasks]


@pytest.mark.parametrize(
    "text", ["年末将至，为掌握情况，请配合。", "上次要求13日报送的统计表，截至目前仍有7家没有反馈。"]
)
def test_what_has_gone_by_or_only_draws_near_is_no_day(text: str) -> None:
    tasks = read_notice(f"{HEAD}{text}", date(2026, 11, 18)).tasks
    assert [one.deadline for one in tasks if one.deadline] == []


def test_the_day_above_a_list_of_work_is_of_each_item_that_tells_none() -> None:
    text = (
        "各党支部：\n请于3月20日前完成以下工作：\n1.更新党员名册；\n2.收齐一季度党费，3月13日前转给小王；\n3.报送照片。"
    )
    found = [str(one.deadline) for one in read_notice(text, DAY).tasks]
    assert found == ["2026-03-20", "2026-03-13", "2026-03-20"]


def test_a_list_of_papers_is_one_task() -> None:
    text = "各党支部：\n请于3月20日前报送以下材料：\n1.年度总结；\n2.党员名册。"
    assert [str(one.deadline) for one in read_notice(text, DAY).tasks] == ["2026-03-20"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("请各党支部于2027年3月第二个星期三前报送总结。", "2027-03-10"),
        ("二季度末月20日前报送台账。", None),
        ("简报须印发后3个工作日内报送组织部。", None),
        ("请各党支部于3月最后一个工作日的前一天报送材料。", None),
        ("请各党支部于3月第五个星期三前报送总结。", None),
    ],
)
def test_a_day_that_is_told_otherwise_is_not_reckoned_from_half_of_its_words(text: str, due: str | None) -> None:
    found = read_notice(f"{HEAD}{text}", DAY).tasks
    assert [str(one.deadline) if one.deadline else None for one in found] in ([due], [] if due is None else [due])


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}请各党支部于2月最后一个星期五前报送总结。",
        f"{HEAD}请各支部4月24日前报送名单，培训学员于前一天18:00前报到。",
        f"{HEAD}月份 | 工作内容\n2月 | 25日前报送总结",
        f"{HEAD}月份 | 工作内容\n3月 | 4月2日前报送总结",
    ],
)
def test_a_day_in_doubt_says_so(text: str) -> None:
    assert read_notice(text, DAY).tasks[-1].needs_review


@pytest.mark.parametrize(
    ("title", "text", "day", "due"),
    [
        ("关于开展教师节慰问工作的通知", "请于节前完成慰问。", date(2026, 9, 1), "2026-09-09"),
        ("关于做好2027年党报党刊征订工作的通知", "请各党支部12月8日前报送征订单。", date(2026, 12, 10), None),
    ],
)
def test_what_the_title_names_tells_which_day_is_meant(title: str, text: str, day: date, due: str | None) -> None:
    (task,) = read_notice(f"{title}\n各党支部：\n{text}", day).tasks
    assert task.needs_review if due is None else str(task.deadline) == due


def test_the_second_week_of_a_term_is_no_tuesday() -> None:
    plan = "本学期工作安排\n周次 | 工作内容 | 责任人\n一 | 制定计划 | 各支部\n二 | 召开支委会 | 各支部"
    assert [one.deadline for one in read_notice(plan, DAY).tasks if not one.needs_review] == []


def test_a_feast_that_is_over_is_looked_at() -> None:
    text = "关于国庆节后有关工作的通知\n各党支部：\n请各党支部于节后第一个工作日报送值班情况。"
    (task,) = read_notice(text, date(2025, 10, 9)).tasks
    assert task.needs_review
