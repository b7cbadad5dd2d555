"""What an organizer orders: shown with whom it reaches, done on a yes, told to those whom it concerns, once."""

import pytest

from tests.fakes.house import House


def told(house: House, piece: str) -> list[tuple[str, str]]:
    return [(row["to_whom"], row["text"]) for row in house.rows("outbox") if piece in row["text"]]


async def task(house: House, words: str = "任务 典型案例 12月5日前报送组织部") -> int:
    await house.say("李伟", words)
    assert "已发布" in await house.say("李伟", "好")
    return max(int(row["id"]) for row in house.rows("tasks"))


@pytest.mark.parametrize("order", ["催一下没交的，私信", "催一下", "提醒一下没交的书记"])
async def test_who_owes_is_asked_and_then_chased_one_to_one(house: House, order: str) -> None:
    assert "没交" in await house.say("李伟", "谁还没交本月主题党日")
    shown = await house.say("李伟", order)
    assert "要私信提醒" in shown and "主题党日" in shown and "回“好”" in shown
    assert told(house, "李伟提醒") == []
    assert "已私信" in await house.say("李伟", "好")
    lines = told(house, "李伟提醒")
    assert lines and all("主题党日" in text and "依据：" in text for _, text in lines)
    assert ("张敏" in [name for name, _ in lines]) and len({name for name, _ in lines}) == len(lines)


async def test_nobody_is_chased_twice_a_day_nor_after_filing(house: House) -> None:
    await house.say("李伟", "催一下 本月主题党日")
    await house.say("李伟", "好")
    count = len(told(house, "李伟提醒"))
    await house.say("李伟", "催一下 本月主题党日")
    said = await house.say("李伟", "好")
    assert "今天已经催过" in said and len(told(house, "李伟提醒")) == count
    await house.say("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    await house.say("张敏", "好")
    await house.deliver()
    report = await house.say("李伟", "催办情况")
    assert "已送达" in report and "发之前已经交了" in report


async def test_chasing_can_be_dropped_and_needs_a_matter(house: House) -> None:
    assert "是哪一项" in await house.say("李伟", "催一下")
    await house.say("李伟", "催一下 本月主题党日")
    assert "没有发" in await house.say("李伟", "算了")
    assert told(house, "李伟提醒") == []
    assert "没有叫“保密台账”的任务" in await house.say("李伟", "催一下 保密台账")
    assert "只有组织员" in await house.say("张敏", "催一下 本月主题党日")


async def test_a_task_is_chased_with_its_source(house: House) -> None:
    await task(house)
    await house.say("李伟", "催一下典型案例")
    await house.say("李伟", "好")
    assert all("已完成 典型案例" in text and "12月5日" in text for _, text in told(house, "李伟提醒"))


async def test_a_deadline_is_moved_and_those_told_the_old_one_are_told_the_new_one_once(house: House) -> None:
    number = await task(house, "任务 典型案例 11月27日前报送组织部")
    house.tick("2026-11-26 09:30")
    reminded = {name for name, text in told(house, "典型案例")}
    assert reminded
    shown = await house.say("李伟", "把11月27号的截止改到30号，通知一下")
    assert "11月27日" in shown and "11月30日" in shown and "回“好”" in shown
    assert house.rows("tasks", id=number)[0]["due_on"].isoformat() == "2026-11-27"
    said = await house.say("李伟", "好")
    assert "已改到11月30日" in said
    moved = told(house, "截止日期改了")
    assert moved and len(set(moved)) == len(moved) and all("依据" in text for _, text in moved)
    assert {row["due_on"].isoformat() for row in house.rows("duties", requirement=f"task:{number}")} == {"2026-11-30"}
    assert "本来就是" in await house.say("李伟", "改截止 典型案例 11月30日")
    assert len(told(house, "截止日期改了")) == len(moved)


async def test_a_task_is_cancelled_on_a_yes(house: House) -> None:
    number = await task(house)
    assert "要取消任务" in await house.say("李伟", "这条任务取消")
    assert house.rows("tasks", id=number)[0]["state"] == "published"
    assert "已取消" in await house.say("李伟", "好")
    assert house.rows("tasks", id=number)[0]["state"] == "cancelled"
    assert {row["state"] for row in house.rows("duties", requirement=f"task:{number}")} == {"not_applicable"}
    assert "没有发布中的任务" in await house.say("李伟", "取消任务 3")


async def test_counts_come_from_the_records_and_rank_nobody(house: House) -> None:
    said = await house.say("李伟", "计算机学院三季度三会一课统计")
    assert "计算机党总支" in said and "支部党员大会：" in said and "党课：" in said and "主题党日" not in said
    names = [line.split("：")[0] for line in said.splitlines() if line.startswith("- ") and "支部：" in line]
    path = house.unit("计算机学院党总支").path
    assert names == [f"- {unit.short}" for unit in house.do(lambda work: work.units.branches_within(path))]
    assert "没有找到您能查看的" in await house.say("李伟", "机械学院一季度三会一课统计")
    assert "机械" in await house.say("王芳", "机械学院三季度三会一课统计")
    assert "支部党员大会" in await house.say("李伟", "统计 三季度")


async def test_who_does_not_want_the_change_any_more_says_so(house: House) -> None:
    number = await task(house)
    for words in ("不改了", "先不改", "别改了"):
        assert "回“好”" in await house.say("李伟", "改截止 典型案例 12月8日")
        assert "没有改" in await house.say("李伟", words)
    assert house.rows("tasks", id=number)[0]["due_on"].isoformat() == "2026-12-05"
    await house.say("李伟", "教工一支部主题党日改到每月25号")
    assert "没有改动" in await house.say("李伟", "不改了") and house.unit("计算机教工一支部").theme_day == "last-wed"


async def test_a_command_s_own_word_is_that_command_whatever_waits(house: House) -> None:
    await house.say("李伟", "谁还没交 主题党日")
    assert "没问题回“好”" in await house.say("李伟", "催一下")
    assert "的提醒：" in await house.say("李伟", "提醒设置")


async def test_what_comes_has_the_theme_days_and_what_recurs_in_it(house: House) -> None:
    assert "主题党日：11月25日（周三）1个支部、11月27日（周五）1个支部。" in await house.say("李伟", "下周有什么")
    of_month = await house.say("李伟", "下个月要交的")
    assert "12月31日（周四）集中学习：还有7个支部" in of_month and "从12月10日（周四）到12月30日（周三）" in of_month
    assert "12月31日（周四）前：支委会" in await house.say("张敏", "下个月要交的")
    assert "每月固定的活动到时候再算进来" in await house.say("张敏", "3月要交的")
