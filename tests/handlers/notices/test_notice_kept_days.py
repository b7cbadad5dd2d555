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
