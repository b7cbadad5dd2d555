"""Who may file, see, order and hear what: asked of every command, from every side."""

import pytest

from handlers.errors import NotFound, Unclear
from handlers.scope import Speaker, unit_meant
from tests.fakes.house import House, dump

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
JSJ1, JSJ2, JX1 = "计算机学院教工第一党支部", "计算机学院教工第二党支部", "机械工程学院教工第一党支部"
REACH = {
    # who: (files for, sees)
    "张敏": ({JSJ1}, {JSJ1}),
    "周海涛": ({JSJ1}, {JSJ1}),
    "林晓燕": ({JSJ1}, {JSJ1}),
    "田甜": (set(), {JSJ1}),
    "李伟": ({JSJ1, JSJ2}, {JSJ1, JSJ2}),
    "赵静": ({JX1}, {JX1}),
    "王芳": ({JSJ1, JSJ2, JX1}, {JSJ1, JSJ2, JX1}),
    "陈国平": ({JSJ1, JSJ2}, {JSJ1, JSJ2}),
    "蒋文": (set(), set()),
}


@pytest.mark.parametrize("who", REACH)
def test_what_each_role_reaches(house: House, who: str) -> None:
    files, sees = REACH[who]
    speaker = Speaker(house.person(who))
    units = {name: house.unit(name) for name in (JSJ1, JSJ2, JX1)}
    assert {name for name, unit in units.items() if speaker.may_file_for(unit)} == files
    assert {name for name, unit in units.items() if speaker.may_see(unit)} == sees


@pytest.mark.parametrize("who", ["张敏", "田甜", "蒋文", "刘洋"])
@pytest.mark.parametrize(
    "words",
    [
        "还差什么 机械工程学院教工第一党支部", "截止 机械工程学院教工第一党支部", "谁还没交 本月主题党日", "小结",
        "绑定码 胡晓东", "任务 典型案例 12月10日前报送组织部", "取消任务 1", "我的记录 机械工程学院教工第一党支部",
    ],
)  # fmt: skip
async def test_who_has_no_reach_learns_nothing_and_changes_nothing(house: House, who: str, words: str) -> None:
    before = dump(house.database, "inbox", "dialogues", "duties")
    said = await house.say(who, words)
    assert "胡晓东" not in said and "501" not in said and "机械" not in said.replace("机械工程学院教工第一党支部", "")
    assert dump(house.database, "inbox", "dialogues", "duties") == before


async def test_the_number_of_another_branch_s_record_opens_nothing(house: House) -> None:
    others = [row["id"] for row in house.rows("records", unit_id=house.unit(JX1).id)][:3]
    before = dump(house.database, "inbox", "dialogues")
    for number in others:
        for words in ("记录 {}", "更正 {} 实到1", "撤回 {}", "恢复 {}", "补照片 {}", "{}号撤回", "把{}号的实到改成1"):
            said = await house.say("张敏", words.format(number))
            assert "胡晓东" not in said and "工科楼" not in said
    assert dump(house.database, "inbox", "dialogues") == before


async def test_a_secretary_cannot_bind_a_group_to_another_branch(house: House) -> None:
    said = await house.say("张敏", f"绑定 {JX1} 提醒", "new-group")
    assert "已绑定" not in said
    assert not house.rows("chats", external="new-group")
    assert "已绑定" in await house.say("张敏", f"绑定 {JSJ1} 提醒", "new-group")


async def test_a_member_binds_no_group(house: House) -> None:
    assert "已绑定" not in await house.say("田甜", f"绑定 {JSJ1} 提醒", "new-group")


async def test_an_organizer_cancels_only_the_own_tasks(house: House) -> None:
    await house.say("李伟", "任务 典型案例 12月10日前报送组织部")
    await house.say("李伟", "好")
    number = max(row["id"] for row in house.rows("tasks"))
    assert "已取消" not in await house.say("赵静", f"取消任务 {number}")
    assert house.rows("tasks", id=number)[0]["state"] == "published"
    assert "要取消任务" in await house.say("李伟", f"取消任务 {number}")
    assert "已取消" in await house.say("李伟", "好")


async def test_a_task_reaches_the_branches_of_its_organizer_only(house: House) -> None:
    await house.say("赵静", "任务 典型案例 12月10日前报送组织部")
    await house.say("赵静", "好")
    number = max(row["id"] for row in house.rows("tasks"))
    owed = {row["unit_id"] for row in house.rows("duties", requirement=f"task:{number}")}
    jx = house.unit("机械工程学院党委")
    assert owed == {unit.id for unit in house.do(lambda work: work.units.branches_within(jx.path))}


async def test_who_was_dismissed_can_do_nothing_more(house: House) -> None:
    await house.say("李伟", "任务 典型案例 12月10日前报送组织部")
    liwei = house.person("李伟").id
    house.do(lambda work: work.people.dismiss(liwei, house.clock()))
    said = await house.say("李伟", "好")
    assert "已发布" not in said
    assert len(house.rows("tasks")) == 2


async def test_a_secretary_who_changes_branches_files_for_the_new_one(house: House) -> None:
    person, unit = house.person("张敏"), house.unit(JSJ2)
    house.do(lambda work: work.people.dismiss(person.id, house.clock()))
    house.do(lambda work: work.people.appoint(person.id, unit.id, "secretary", house.clock()))
    said = await house.say("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到14实到14，主题学习党章")
    assert "计算机教工二支部" in said
    assert "没有找到" in await house.say("张敏", "记录 1") or house.record(1).unit_id == unit.id


def test_a_name_that_several_bear_is_asked_about_or_found_near_home(house: House) -> None:
    def meant(who: str, words: str) -> str:
        speaker = Speaker(house.person(who))
        return house.do(lambda work: unit_meant(work, speaker, words, work.units.names(house.clock()))).name

    assert meant("李伟", "教工一支部") == JSJ1
    assert meant("赵静", "教工一支部") == JX1
    assert meant("张敏", "教工第1党支部") == JSJ1
    assert meant("王芳", "图书馆党支部") == "图书馆直属党支部"
    with pytest.raises(Unclear) as several:
        meant("王芳", "教工一支部")
    assert JSJ1 in several.value.words and JX1 in several.value.words
    with pytest.raises(NotFound):
        meant("张敏", JX1)
    with pytest.raises(NotFound):
        meant("王芳", "火星支部")


ASKED_IN_GROUPS = (
    "谁还没交 本月主题党日", "谁还没交 党课", "谁没交主题党日", "哪些支部还没开主题党日", "未交", "小结",
    "上周小结", "本月小结", "谁还没交 典型案例",
)  # fmt: skip


async def test_what_is_private_stays_out_of_groups(house: House) -> None:
    """Nothing that names a late branch, in any group, whoever asks however."""
    branches = [unit.short for unit in house.do(lambda work: work.units.branches_within("/"))]
    for chat in ("demo-school", "demo-jsj", "demo-jsj-jg1"):
        for who in ("王芳", "李伟"):
            for words in ASKED_IN_GROUPS:
                said = await house.say(who, words, chat)
                assert not [short for short in branches if f"- {short}" in said or f"：{short}" in said], (
                    chat,
                    words,
                    said,
                )
