"""A branch is dissolved or merged: shown, done on a yes, its past kept, and brought back as it was."""

import pytest

from config.demo import demo_roster
from handlers.institution import load_roster, remarks
from handlers.reading.dissolving import Dissolving, read_dissolving
from tests.fakes.house import House

SECOND, FIRST = "计算机教工二支部", "计算机教工一支部"


def told(house: House, to: str) -> list[str]:
    return [row["text"] for row in house.rows("outbox", to_whom=to)]


def roles(house: House, name: str) -> set[tuple[str, str]]:
    return {(role.role, role.unit.short) for role in house.person(name).roles}


async def done(house: House, words: str, who: str = "李伟") -> str:
    assert "没问题回“好”" in await house.say(who, words)
    return await house.say(who, "好")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("撤销 教工二支部", Dissolving("close", "教工二支部")),
        ("教工二支部撤销了", Dissolving("close", "教工二支部")),
        ("教工二支部并入教工一支部", Dissolving("merge", "教工二支部", "教工一支部")),
        ("撤销教工二支部，并入教工一支部", Dissolving("merge", "教工二支部", "教工一支部")),
        ("把本科生第二党支部并到本科生第一党支部", Dissolving("merge", "本科生第二党支部", "本科生第一党支部")),
        ("教工二支部和教工一支部合并", Dissolving("which", "教工二支部", "教工一支部")),
        ("恢复 教工二支部", Dissolving("restore", "教工二支部")),
    ],
)
def test_the_order_is_read(words: str, read: Dissolving) -> None:
    assert read_dissolving(words) == read


@pytest.mark.parametrize(
    "words", ["撤销教工二支部昨天的记录", "撤回 12", "恢复 12", "撤销我们支部昨天那条", "支部撤销要什么手续"]
)
def test_records_are_another_matter(words: str) -> None:
    assert read_dissolving(words) is None


async def test_a_dissolved_branch_is_asked_for_nothing_and_its_past_stays(house: House) -> None:
    shown = await house.say("李伟", "撤销 教工二支部")
    assert "报送主题党日典型案例" in shown and "刘洋、何静" in shown and "记录都保留" in shown
    assert len(house.do(lambda work: work.units.named(SECOND))) == 1, "nothing before the yes"
    assert "2项没完成的不再要求" in await house.say("李伟", "好")
    assert "辛苦您" in told(house, "刘洋")[0] and roles(house, "刘洋") == set()
    notes = {row["note"] for row in house.rows("duties") if row["state"] == "not_applicable"}
    assert "支部已撤销" in notes
    house.tick("2026-11-25 09:00")
    assert len(told(house, "刘洋")) == 1
    assert SECOND not in await house.say("李伟", "谁还没交 典型案例")
    listed = await house.say("李伟", "我的记录 教工二支部")
    assert SECOND in listed and "看一条发" in listed
    number = listed.split("#")[1].split(" ")[0]
    assert SECOND in await house.say("李伟", f"记录 {number}")
    assert "没有找到" in await house.say("刘洋", f"记录 {number}")
    assert "已经撤销了" in await house.say("李伟", "撤销 教工二支部")


async def test_brought_back_it_is_as_before(house: House) -> None:
    def state() -> list[tuple[object, ...]]:
        rows = house.rows("duties", unit_id=unit)
        return sorted((row["requirement"], row["period"], row["state"], row["record_id"], row["note"]) for row in rows)

    unit = house.unit(SECOND).id
    before = state()
    await done(house, "撤销 教工二支部")
    assert state() != before
    assert "2项重新算" in await done(house, "恢复 教工二支部")
    assert state() == before and roles(house, "刘洋") == {("secretary", SECOND)}
    assert "已恢复" in told(house, "刘洋")[-1]
    assert "没有撤销过" in await house.say("李伟", "恢复 教工二支部")


async def test_merged_its_people_go_along_and_come_back(house: House) -> None:
    said = await done(house, "教工二支部并入教工一支部")
    assert "2位同志已转到" in said and roles(house, "刘洋") == {("member", FIRST)} == roles(house, "何静")
    assert "2位同志转为您支部的党员" in told(house, "张敏")[0] and "您现在是" in told(house, "刘洋")[0]
    records = {row["unit_id"] for row in house.rows("records")}
    assert house.do(lambda work: work.units.closed())[0].id in records, "records stay where they were made"
    await done(house, "恢复 教工二支部")
    assert roles(house, "刘洋") == {("secretary", SECOND)} and roles(house, "何静") == {("committee_member", SECOND)}


async def test_a_draft_of_it_waits_for_nobody(house: House) -> None:
    await house.say("刘洋", "昨天下午3点在301开了支委会，我主持，王华记录，应到3实到3，主题学习党章")
    assert "1条没提交的草稿" in await house.say("李伟", "撤销 教工二支部")
    await house.say("李伟", "好")
    assert "权限" not in await house.say("刘洋", "好")
    house.tick("2026-11-24 11:00")
    assert not any("三天没有确认" in text for text in told(house, "刘洋"))


async def test_whose_right_it_is_not_and_what_is_unclear(house: House) -> None:
    assert "组织员或组织部" in await house.say("张敏", "撤销教工一支部")
    assert "没有找到" in await house.say("李伟", "撤销 机械教工一支部")
    assert "哪个支部保留" in await house.say("李伟", "教工二支部和教工一支部合并")
    assert "同一个支部" in await house.say("李伟", "教工一支部并入计算机教工一支部")
    assert "不是党支部" in await house.say("王芳", "撤销 计算机党总支")
    assert "没有撤销过您能管的" in await house.say("李伟", "恢复 张三支部")
    assert not house.do(lambda work: work.units.closed())


async def test_what_lies_between_is_shown_once_more(house: House) -> None:
    await house.say("李伟", "撤销 教工二支部")
    await house.say("李伟", "谁还没交")
    assert "要撤销" in await house.say("李伟", "好")
    assert "已撤销" in await house.say("李伟", "好")


async def test_a_roster_does_not_bring_back_what_was_dissolved(house: House) -> None:
    await done(house, "撤销 教工二支部")
    roster = demo_roster(house.app.know.today(house.clock()))
    (line,) = house.do(lambda work: remarks(work, roster))
    assert SECOND in line and "没有恢复" in line
    house.do(lambda work: load_roster(work, house.app.know, roster, house.clock()))
    assert [unit.short for unit in house.do(lambda work: work.units.closed())] == [SECOND]
    assert roles(house, "刘洋") == set()


async def test_a_dissolved_branch_is_counted_nowhere(house: House) -> None:
    assert "7个支部" in await house.say("李伟", "小结")
    await done(house, "撤销 教工二支部")
    assert "6个支部" in await house.say("李伟", "小结")
