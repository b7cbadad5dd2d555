"""Questions as people put them, and that the answer is to this question and to no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.commands import submit
from handlers.jobs import reminders, summaries
from handlers.message import Attachment
from storage.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.house import House, demo_settings


@pytest.mark.parametrize(
    "words",
    ["主题党日哪天", "我们主题党日是哪天", "这个月主题党日什么时候", "支部主题党日周几", "教工一支部主题党日几号"],
)
async def test_the_day_of_the_theme_day_is_the_branch_s_own(house: House, words: str) -> None:
    said = await house.say("张敏", words)
    assert "计算机教工一支部" in said and "11月25日（周三）" in said and "最后一个星期三" in said


async def test_without_a_branch_of_ones_own_the_rule_is_told(house: House) -> None:
    said = await house.say("李伟", "主题党日哪天")
    assert "每月固定1天" in said and "依据" in said


async def test_without_a_fixed_day_it_is_said_how_to_set_one(house: House) -> None:
    unit = house.unit("计算机教工一支部")
    house.do(lambda work: work.units.change(unit.id, theme_day=None))
    said = await house.say("张敏", "主题党日哪天")
    assert "还没有登记" in said and "设置 主题党日" in said and "每月固定1天" in said


async def test_what_was_left_behind_is_not_forgotten_on_the_first(house: House) -> None:
    house.clock.set("2026-12-01 09:00")
    said = await house.say("张敏", "还差什么")
    assert "以前没补上的：" in said and "11月主题党日" in said
    assert "以前没补上的" not in await house.say("张敏", "12月还差什么")
    house.clock.set("2026-12-03 09:00")
    asked = await house.say("李伟", "谁还没交")
    assert "12月主题党日" in asked and "11月主题党日还有4个没交" in asked
    house.clock.set("2026-12-20 09:00")
    assert "11月主题党日" not in await house.say("李伟", "谁还没交")


@pytest.mark.parametrize(("words", "matter"), [("谁还没交年终总结", "年终总结"), ("谁还没交工作计划了", "工作计划")])
async def test_a_task_that_nobody_knows_is_not_answered_with_another(house: House, words: str, matter: str) -> None:
    said = await house.say("李伟", words)
    assert f"没有叫“{matter}”的任务" in said and "典型案例" in said and "主题党日**：" not in said


@pytest.mark.parametrize("words", ["谁还没交", "谁还没交本月的", "目前哪些支部还没报", "看看谁还没有交啊"])
async def test_without_a_matter_the_theme_day_is_meant(house: House, words: str) -> None:
    assert "11月主题党日" in await house.say("李伟", words)


async def test_how_often_is_answered_with_a_number(house: House) -> None:
    assert "上个月记了2次" in await house.say("张敏", "上个月开了几次会")
    assert "党课记了1次" in await house.say("张敏", "党课今年讲了几次")


async def test_somebody_who_wants_a_person_is_told_whom_to_ask(house: House) -> None:
    assert "组织员" in await house.say("张敏", "人工")
    assert "组织员" not in await house.say("李伟", "人工")


async def test_how_to_report_is_answered_with_the_sentence_to_write(house: House) -> None:
    assert (await house.say("张敏", "咋报活动")).startswith("**提交**")
    assert "类型：党课" in await house.say("张敏", "要个党课的模板")


async def test_an_organizer_sees_what_is_due_in_all_branches(house: House) -> None:
    said = await house.say("李伟", "这个月有哪些要交的")
    assert "主题党日：还有4个支部没完成" in said and "计算机教工一支部" not in said


@pytest.mark.parametrize("words", ["还缺哪些没弄", "党课这个季度上了没有"])
async def test_ones_own_state_is_not_taken_for_the_organizer_s_list(house: House, words: str) -> None:
    assert (await house.say("张敏", words)).startswith("**计算机教工一支部**这个")


# -- a tick in parts


MOMENTS = ("2026-11-23 08:30", "2026-11-25 09:00", "2026-11-27 09:00", "2026-12-01 09:00", "2026-12-29 09:00")


async def test_in_parts_or_at_once_the_same_is_promised(
    new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told() -> list[tuple[str, str, str]]:
        url = new_url("demo")
        clock.set("2026-11-20 10:00")
        house = House(demo_settings(url, tmp_path), Database(url), clock)
        # In parts the duties are made in another order, so their numbers differ.
        found = [line for at in MOMENTS for line in house.tick(at)]
        lines = sorted((line.key.split(":")[0], line.to_whom, line.text) for line in found)
        await house.close()
        return lines

    at_once = await told()
    assert len(at_once) > 20
    monkeypatch.setattr(reminders, "MOST", 3)
    monkeypatch.setattr(reminders, "ENSURED", 4)
    monkeypatch.setattr(summaries, "AT_ONCE", 1)
    assert await told() == at_once


async def test_drafts_do_not_pile_up_without_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "MOST_WAITING", 4)
    for day in range(1, 5):
        said = await house.say(
            "张敏", f"11月{day}日下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题第{day}号"
        )
        assert "草稿#" in said
    more = "11月13日下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题第13号"
    assert "4条草稿还在等您答复" in await house.say("张敏", more)
    assert "记好了" in await house.say("张敏", "好")
    assert "草稿#" in await house.say("张敏", more)


async def test_a_draft_that_waits_is_not_lost_to_two_told_at_once(house: House) -> None:
    one = await house.say("张敏", "11月3日下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    two = (
        "11月5日下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题党费；"
        "11月6日下午2点在302上了党课，我主持，王华记录，应到18实到18，主题党章"
    )
    said = await house.say("张敏", two)
    number = one.split("草稿#")[1].split("\n")[0]
    assert "2次活动" in said and f"还有草稿#{number}等您确认" in said
    filed = await house.say("张敏", "好")
    assert filed.count("记好了") == 3


async def test_a_draft_dropped_by_mistake_comes_back(house: House) -> None:
    told = "昨晚七点半在二教305上了党课,书记讲的,小王记录,应到十八来了十六个,老李出差 小赵病了,讲党史"
    shown = await house.say("张敏", told)
    assert "主题：党史" in shown and "还差：主持人" in shown
    assert "不要了" in await house.say("张敏", "算了")
    assert (await house.say("张敏", "刚才撤错了")).split("还差")[0] == shown.split("还差")[0]


async def test_a_member_is_told_of_what_a_member_can_ask(house: House) -> None:
    said = await house.say("田甜", "帮助")
    assert "还差什么" in said and "模板" not in said and "更正" not in said


# -- what waits for an answer

DRAFT = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"


async def test_a_draft_waits_on_while_something_else_is_asked(house: House) -> None:
    await house.say("张敏", DRAFT)
    assert "1. " in await house.say("张敏", "六有")
    assert "活动场地" in await house.say("张敏", "1")
    await house.say("张敏", "六有")
    assert "记好了" in await house.say("张敏", "好")
    assert "记好了" not in await house.say("张敏", "好")


async def test_of_two_questions_the_newer_is_answered_first(house: House) -> None:
    first = (await house.say("张敏", DRAFT)).split("草稿#")[1].split("\n")[0]
    await house.say("张敏", "好")
    await house.say("张敏", "前天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    assert "请核对人数" in await house.say("张敏", f"更正 {first} 实到99")
    assert "保持原样" in await house.say("张敏", "算了")
    assert house.record(int(first)).content["present"] == 16
    assert "记好了" in await house.say("张敏", "好")


async def test_a_correction_beside_a_draft_leaves_the_draft_waiting(house: House) -> None:
    first = (await house.say("张敏", DRAFT)).split("草稿#")[1].split("\n")[0]
    await house.say("张敏", "好")
    await house.say("张敏", "前天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    assert "→ 15" in await house.say("张敏", f"更正 {first} 实到15，缺席再加上王五病假")
    assert "记好了" in await house.say("张敏", "好")


async def test_files_that_waited_go_to_one_activity_and_not_to_the_next(house: House) -> None:
    mine = house.person("张敏").id
    stored = house.do(
        lambda work: house.app.files.note(
            work, name="a.jpg", media_type="image/jpeg", size=3, sha256="0" * 64, person_id=mine, now=house.clock()
        )
    )
    await house.say("张敏", "", attachments=(Attachment("a.jpg", "image/jpeg", 3, stored.id, stored=True),))
    first = (await house.say("张敏", DRAFT)).split("草稿#")[1].split("\n")[0]
    await house.say("张敏", "前天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    assert (await house.say("张敏", "好")).count("记好了") == 2
    assert [row["record_id"] for row in house.rows("attachments")] == [int(first)]


async def test_a_restored_draft_joins_the_one_that_waits(house: House) -> None:
    await house.say("张敏", DRAFT)
    await house.say("张敏", "算了")
    await house.say("张敏", "前天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题学习")
    await house.say("张敏", "恢复 181")
    assert (await house.say("张敏", "好")).count("记好了") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("党课一年至少几次", "每季度1次"),
        ("小组会每月都得开吗", "每月1次"),
        ("支部书记一年培训多少学时", "56学时"),
        ("党员大会谁来召集开", "召集"),
        ("党支部要有哪些台账", "台账"),
        ("咱支部6个正式党员2个预备，要设支委会不", "不足7名"),
        ("我们总支到底三年换还是五年换", "每届5年"),
        ("书记56学时怎么算，要参加几次集中培训", "至少1次集中培训"),
        ("党总支的任期", "每届5年"),
    ],
)
async def test_a_rule_asked_in_any_words_is_told_with_its_source(house: House, words: str, told: str) -> None:
    said = await house.say("张敏", words)
    assert told in said and "依据" in said


@pytest.mark.parametrize("words", ["支委会由几个人组成", "组织生活会是年底开还是年初开", "支委会到几个人才能开"])
async def test_a_question_about_a_rule_is_not_put_into_the_draft_that_waits(house: House, words: str) -> None:
    await house.say("张敏", DRAFT)
    assert "依据" in await house.say("张敏", words)
    assert "主题党日" in await house.say("张敏", "好")


async def test_what_fills_the_draft_still_does(house: House) -> None:
    await house.say("张敏", "昨天下午3点在301开会了，我主持，王华记录，应到5实到5")
    assert "支委会" in await house.say("张敏", "支委会")
    assert "研究支委会有哪些职责" in await house.say("张敏", "主题是研究支委会有哪些职责")
    assert "记好了" in await house.say("张敏", "好")


LACKING = "昨晚七点半在二教305上了党课,小王记录,应到十八来了十六个,老李出差 小赵病了,主题党史"


@pytest.mark.parametrize("words", ["我主持的", "我", "是我", "我主持", "主持人是我"])
async def test_i_is_the_one_who_writes_and_no_name(house: House, words: str) -> None:
    assert "还差：主持人" in await house.say("张敏", LACKING)
    said = await house.say("张敏", words)
    assert "主持：张敏" in said and "主持：我" not in said


@pytest.mark.parametrize("words", ["不知道", "还没定", "等会儿告诉你", "忘了", "回头说", "谁来着"])
async def test_who_does_not_say_it_has_nothing_put_down(house: House, words: str) -> None:
    await house.say("张敏", LACKING)
    await house.say("张敏", words)
    assert "差主持人" in await house.say("张敏", "好")
    assert house.newest_record().content["host"] is None


@pytest.mark.parametrize("words", ["王芳", "阿依古丽·买买提", "李××"])
async def test_a_bare_name_is_the_answer(house: House, words: str) -> None:
    await house.say("张敏", LACKING)
    assert f"主持：{words}" in await house.say("张敏", words)


@pytest.mark.parametrize("words", ["🙏🏻好滴", "好👍", "好的[抱拳]"])
async def test_a_face_beside_the_yes_does_not_hide_it(house: House, words: str) -> None:
    await house.say("张敏", DRAFT)
    assert "记好了" in await house.say("张敏", words)


async def test_of_a_number_too_long_no_part_is_taken(house: House) -> None:
    said = await house.say(
        "张敏", "昨天3点在301开了支委会，应到9999999999999人，实到123456人，我主持，王华记录，主题学习"
    )
    assert "9999" not in said and "1234" not in said and "应到人数" in said


async def test_what_goes_out_to_others_is_shown_again_before_the_yes_counts(house: House) -> None:
    shown = await house.say("李伟", "任务 年终总结 12月5日前报送党总支")
    assert "要发布的任务" in shown
    await house.say("李伟", "六有")
    assert await house.say("李伟", "好") == shown
    assert not [row for row in house.rows("tasks") if row["title"] == "年终总结"]
    assert "已发布" in await house.say("李伟", "好")


async def test_tasks_of_another_house_are_not_told(house: House) -> None:
    elsewhere = next(
        unit
        for unit in house.do(lambda work: work.units.everything())
        if unit.is_second_level and not unit.is_branch and unit.short != "计算机党总支"
    )
    person = house.person("王芳").id
    house.do(
        lambda work: work.tasks.add(
            title="保密台账自查", due_on=None, due_time=None, recipient=None, deliverable=None,
            source="通知", unit_id=elsewhere.id, person_id=person, at=house.clock(),
        )
    )  # fmt: skip
    assert "保密台账" not in await house.say("李伟", "谁还没交年终总结")
    assert "没有叫“保密台账自查”的任务" in await house.say("李伟", "谁还没交保密台账自查")
    assert "保密台账" in await house.say("王芳", "谁还没交年终总结")
