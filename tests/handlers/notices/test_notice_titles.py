"""What a task is called and which day it has, where the sentence's verb, its hour or its day hang on something else."""

from datetime import date

import pytest

from handlers.notices import Task, read_notice

DAY = date(2026, 4, 20)


def tasks(sentence: str) -> list[Task]:
    return list(read_notice(f"各党支部：\n{sentence}", DAY).tasks)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("函调的名单5月11日前呈总支。", "函调的名单呈总支"),
        ("答：5月8日前，交给各小组长。", "交给各小组长"),
        ("表二于5月20日前报送，过时不候。", "报送表二"),
        ("落实情况于5月20日前向党委办公室书面反馈。", "反馈落实情况"),
        ("一支部、二支部分别于6月1日、6月5日前交心得体会。", "上交心得体会"),
        ("主题党日固定在5月13日下午召开。", "主题党日固定召开"),
        ("请先进集体于5月20日前报事迹材料。", "报送事迹材料"),
        ("不能到会的，请各支部组织委员填写请假单并报组织部。", "填写请假单并报组织部"),
        ("支委会每月召开一次。", "支委会召开一次"),
        ("变更项目的，请各支部向组织部提交书面申请。", "提交书面申请"),
        ("即日起至5月14日，各支部对照《党员活动室自查清单》逐项自查。", "自查"),
    ],
)
def test_a_title_is_the_deed_and_its_object(sentence: str, title: str) -> None:
    assert tasks(sentence)[0].title == title


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("评议会定于6月3日下午召开，次日将测评结果报组织部。", ["2026-06-03", "2026-06-04"]),
        ("6月上旬开展自查，下旬报送整改报告。", ["2026-06-10", "2026-06-30"]),
        ("推荐表于6月10日前报组织部，事迹材料跟推荐表一起交。", ["2026-06-10", "2026-06-10"]),
        ("报名截止由4月22日延至4月29日，各党支部将报名表发党群工作部。", ["2026-04-29"]),
        ("各党支部登录系统填写去向登记，填报时间从6月9日上午9点开始，到6月15日下午5点结束。", ["2026-06-15"]),
        ("请各支部6月20日前转出介绍信，例如6月24日开出的，9月22日前有效。", ["2026-06-20"]),
    ],
)
def test_a_day_is_the_one_that_is_meant(sentence: str, days: list[str]) -> None:
    assert [str(one.deadline) for one in tasks(sentence)] == days


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("各支部5月30日组织党员参观新校区，上午8点20分在东门集合乘车。", "08:20"),
        ("请各支部6月8日上午下班前报送推荐名单。", "12:00"),
        ("请各支部6月24日中午报送参会回执。", "12:00"),
    ],
)
def test_an_hour_is_that_of_its_day(sentence: str, time: str) -> None:
    assert tasks(sentence)[0].time == time


def test_who_speaks_is_no_title() -> None:
    found = tasks("答：请年轻党员上门帮忙，顺带问问有什么难处。\n老周：请小陈去把签收单找到，放在台账后面。")
    assert not {"答", "老周"} & {one.title for one in found}
