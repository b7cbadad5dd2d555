"""A forwarded notice becomes tasks: shown, mended by number, published on a yes and never before."""

from tests.fakes.house import House

NOTICE = """关于做好年终有关工作的通知
江岚组〔2026〕31号
各党总支、各党支部：
一、请各党支部于12月5日前将典型案例报送组织部。
二、各学生党支部12月10日前上报毕业生党员去向表。
三、各党总支汇总后于12月15日前报组织部。
四、各党支部及时更新支部手册。
特此通知
党委组织部
2026年11月18日"""


async def test_a_notice_is_read_mended_and_published(house: House) -> None:
    before = len(house.rows("tasks"))
    shown = await house.say("李伟", f"帮忙建任务\n{NOTICE}")
    assert "典型案例" in shown and "12月5日" in shown and "第4行" in shown and "党总支" in shown and "没有日期" in shown
    assert len(house.rows("tasks")) == before
    shown = await house.say("李伟", "1 改到12月8日，2 只给学生支部")
    assert "12月8日" in shown and "只给学生支部" in shown
    said = await house.say("李伟", "发布")
    assert "已发布2项" in said
    tasks = {row["title"]: row for row in house.rows("tasks")}
    case = next(row for title, row in tasks.items() if title == "报送典型案例")
    assert case["due_on"].isoformat() == "2026-12-08" and "〔2026〕31号" in case["source"] and "第4行" in case["source"]
    students = next(row for title, row in tasks.items() if "毕业生" in title)
    units = [row["unit_id"] for row in house.rows("duties", requirement=f"task:{students['id']}")]
    types = {house.do(lambda work, one=unit: work.units.get(one).branch_type) for unit in units}
    assert types == {"undergraduate", "graduate"}
    assert "典型案例" in await house.say("张敏", "还差什么")


async def test_lines_are_dropped_dated_and_nothing_goes_out_on_a_no(house: House) -> None:
    before = len(house.rows("tasks"))
    await house.say("李伟", NOTICE)
    assert "不发" in await house.say("李伟", "2 不要")
    assert "12月20日" in await house.say("李伟", "第四项改到12月20日")
    assert "一项也没有发布" in await house.say("李伟", "取消")
    assert len(house.rows("tasks")) == before


async def test_a_notice_that_was_put_aside_is_shown_again_before_the_yes_counts(house: House) -> None:
    before = len(house.rows("tasks"))
    await house.say("李伟", NOTICE)
    await house.say("李伟", "六有")
    assert "典型案例" in await house.say("李伟", "好") and len(house.rows("tasks")) == before
    assert "已发布" in await house.say("李伟", "好")


async def test_who_is_no_organizer_publishes_nothing(house: House) -> None:
    before = len(house.rows("tasks"))
    said = await house.say("张敏", NOTICE)
    assert "已发布" not in said and len(house.rows("tasks")) == before and not house.rows("records", state="draft")
    assert "没有找到要交的事项" in await house.say(
        "李伟", "通知 各位书记：最近的工作大家都辛苦了，谢谢各位，祝大家身体健康、周末愉快。"
    )
