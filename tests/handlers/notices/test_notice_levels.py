"""Whose task it is: who leads the sentence by whatever name, and who is addressed in a letter or a chat."""

from datetime import date

import pytest

from handlers.notices import Task, read_notice

DAY = date(2026, 4, 20)


def first(text: str) -> Task:
    return read_notice(text, DAY).tasks[0]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("各党支部：\n各学院（中心）党委书记5月20日前讲授一次廉政党课。", "secondary"),
        ("各党支部：\n第2项：发展党员台账（原定4月10日）——机电工程学院党总支，请于4月28日前补交。", "secondary"),
        ("各党总支：\n请假的，学员持支部开的假条于5月8日前交党校办公室。", "member"),
        ("各党总支：\n作品以党支部为单位提交，每支部一件，5月18日前发到征集邮箱。", "branch"),
        ("收件人：各党总支书记；各分工会主席\n各位同事：\n领取单复印件4月28日前交组织部。", "secondary"),
        ("致：材料学院党委、外语学院党总支\n以下材料尚未收到：\n换届方案请于4月28日前补交。", "secondary"),
        ("机械学院研工党总支（7个支部）\n党总支副书记-余老师：\n各位支书，几件事\n4/28前把名单发我", "branch"),
        ("入党积极分子通知群\n4月28日前把思想汇报写好，交到学院办公室。", "member"),
        ("同学们党员们，节前最后一次提醒：\n运动服尺码4月28日18:00前填好。", "member"),
        ("蒋同学：\n你好。草稿我看过了，4月28日前改好再发我一遍。", "member"),
        (
            "党总支会议纪要\n主持：总支书记 蒋平　　记录：组织员 方圆\n方圆同志负责在4月28日前把分工表整理出来。",
            "organizer",
        ),
    ],
)
def test_the_level_is_of_who_is_asked(text: str, level: str) -> None:
    assert first(text).responsible_level == level


@pytest.mark.parametrize(
    ("sentence", "recipient"),
    [
        ("请各支部5月8日前把会议议程发组织员蔡老师。", "组织员蔡老师"),
        ("名单5月8日前报给处里小蒋，好安排车辆。", "处里小蒋"),
        ("签收单扫描件5月8日前传组织部林晓。", "组织部林晓"),
        ("困难党员名单5月8日前报林晓。", "林晓"),
        ("困难党员名单5月8日前报组织部备案。", "组织部"),
        ("统计表5月8日前发到组织部数据邮箱。", "组织部数据邮箱"),
        ("学习计划5月8日前交学院党务办。", "学院党务办"),
        ("申请书5月8日前交给毕业班支部书记。", "毕业班支部书记"),
        ("推文5月8日前写好，交辅导员审。", "辅导员"),
        ("回执联请在5月8日前拍照发回汪老师邮箱。", "汪老师邮箱"),
        ("故事一篇，5月8日前投稿至宣传部邮箱。", "宣传部邮箱"),
        ("心得体会5月8日前交本单位党委，不必交学校。", "本单位党委"),
        ("各支部5月8日前将分工表发支部书记群。", "支部书记群"),
        ("没交的三个支部，5月8日前把党费转到总支账户。", None),
    ],
)
def test_the_recipient_is_told_with_the_person_who_sits_there(sentence: str, recipient: str | None) -> None:
    found = first(f"各党支部：\n{sentence}").recipient
    assert found == recipient or (recipient is None and "支部" not in (found or ""))


def test_who_is_spoken_to_acts_and_not_who_asked_for_it_above() -> None:
    text = "各支部书记：\n学校组织部要求3月20日前报送总结，请大家3月13日前发我邮箱，我汇总后统一报。"
    (task,) = read_notice(text, date(2026, 3, 2)).tasks
    assert (task.responsible_level, str(task.deadline)) == ("branch", "2026-03-13")


def test_what_is_sent_to_a_chat_after_it_is_a_task() -> None:
    tasks = read_notice("各支部：主题党日定在3月25日，活动后3天内把照片和小结传群里", date(2026, 3, 2)).tasks
    assert [one.title for one in tasks] == ["主题党日", "传照片和小结"]
