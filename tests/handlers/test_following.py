"""A task is followed to its end: handed in by file, record or word, late or in time, excused, moved, asked after."""

from datetime import date
from typing import Any

import pytest

from handlers.files import may_open
from handlers.levels import units_owing
from handlers.scope import Speaker
from storage.tasks import Task
from storage.work import Work
from tests.fakes.house import House
from tests.handlers.test_files import WHOLE, kept

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
CASE = "报送主题党日典型案例"
"""The demo's own task of the branches, due on Wednesday, 2 December."""
JSJ1, JSJ2 = "计算机学院教工第一党支部", "计算机学院教工第二党支部"
GROUP = "计算机学院教工第一党支部群"


async def publish(house: House, words: str, who: str = "李伟") -> int:
    await house.say(who, f"任务 {words}")
    said = await house.say(who, "好")
    assert "已发布" in said
    return int(max(row["id"] for row in house.rows("tasks")))


def duty(house: House, number: int, unit: str = JSJ1) -> dict[str, Any]:
    (row,) = house.rows("duties", requirement=f"task:{number}", unit_id=house.unit(unit).id)
    return row


def case(house: House) -> int:
    (row,) = house.rows("tasks", title=CASE)
    return int(row["id"])


def audit(house: House, what: str) -> list[dict[str, Any]]:
    return house.rows("audit", what=what)


def told(house: House, to: str) -> list[str]:
    return [row["text"] for row in house.rows("outbox") if row["to_whom"] == to]


async def send(house: House, text: str = "", who: str = "张敏", **more: str) -> str:
    return await house.say(who, text, attachments=(kept(house, who, **more),))


def paper(name: str = "") -> dict[str, str]:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": name, "media_type": kind}


# -- by a word


@pytest.mark.parametrize(
    "words",
    [
        "已完成 典型案例",
        "典型案例交了",
        "案例报上去了",
        "典型案例我们已经交给总支了",
        "典型案例写好了，已经报给党总支",
        "已完成",
        "报上去了",
    ],
)
async def test_a_word_is_enough_and_its_receipt_says_what_when_and_what_is_left(house: House, words: str) -> None:
    number = await publish(house, "党员信息核对表 12月20日前交党总支")
    await house.say("张敏", "已完成 核对表") if words in ("已完成", "报上去了") else None
    said = await house.say("张敏", words)
    assert f"**{CASE}**记为已交，按时" in said and "撤回" in said
    assert ("党员信息核对表" in said) is (words not in ("已完成", "报上去了"))
    row = duty(house, case(house))
    assert row["state"] == "done" and "张敏" in row["note"] and words in row["note"]
    assert audit(house, "task.done") and duty(house, number)


async def test_a_day_that_is_said_counts_and_late_is_no_refusal(house: House) -> None:
    house.clock.set("2026-12-04 10:00")
    assert "12月2日（周三）交的），按时" in await house.say("张敏", "典型案例前天交了")
    assert duty(house, case(house))["state"] == "done"
    assert "晚了2天，已记为补交" in await house.say("刘洋", "典型案例交了")
    assert duty(house, case(house), JSJ2)["state"] == "late"
    assert "已经有了：12月4日（周五）补交，晚了2天" in await house.say("刘洋", "已完成 典型案例")


async def test_a_mistake_is_taken_back_and_reminded_of_again(house: House) -> None:
    for words in ("撤回 典型案例", "还没交，刚才弄错了", "刚才说错了，典型案例还没交"):
        await house.say("张敏", "典型案例交了")
        assert "改回还没交" in await house.say("张敏", words), words
        assert duty(house, case(house))["state"] == "open"
    assert len(audit(house, "task.undone")) == 3
    assert "还没交，不用撤回" in await house.say("张敏", "撤回 典型案例")
    house.tick("2026-12-01 09:30")
    assert any("典型案例" in text for text in told(house, GROUP))


async def test_taking_back_a_record_is_still_taking_back_a_record(house: House) -> None:
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    number = house.newest_record().id
    await house.say("张敏", "典型案例交了")
    assert "已撤回" in await house.say("张敏", f"撤回 {number}")
    assert duty(house, case(house))["state"] == "done"


# -- by a file


async def test_a_file_with_its_word(house: House) -> None:
    said = await send(house, "这是典型案例材料", **paper("案例.docx"))
    assert "收到文件1.docx（案例.docx）" in said and "记为已交，按时" in said
    row = duty(house, case(house))
    (file,) = house.rows("attachments")
    assert row["state"] == "done" and file["duty_id"] == row["id"] and file["record_id"] is None


async def test_a_file_before_its_word_and_a_word_before_its_file(house: House) -> None:
    said = await send(house, **paper("定稿.docx"))
    assert f"是交“{CASE}”的吗" in said and duty(house, case(house))["state"] == "open"
    assert "记为已交" in await house.say("张敏", "这是典型案例材料")
    assert "也撤下了" in await house.say("张敏", "撤回 典型案例")
    assert "文件发给我就行" in await house.say("张敏", "这是典型案例")
    assert "记为已交" in await send(house, **paper("定稿.docx"))
    assert "现有文件2个" in await send(house, "这是典型案例的补充材料", **paper("附.docx"))


async def test_a_bare_file_is_asked_about_and_goes_nowhere_on_a_no(house: House) -> None:
    await send(house, **paper("定稿.docx"))
    assert "记为已交" in await house.say("张敏", "是")
    await house.say("张敏", "撤回 典型案例")
    await send(house, **paper("定稿.docx"))
    assert "是哪次活动的" in await house.say("张敏", "不是")
    assert duty(house, case(house))["state"] == "open"
    await house.say("张敏", WHOLE)
    assert house.rows("attachments", record_id=house.newest_record().id)


async def test_a_photo_is_an_activity_s_first_and_mere_thanks_hand_in_nothing(house: House) -> None:
    said = await send(house)
    assert "是哪次活动的" in said and f"要是交“{CASE}”的，回“是”" in said
    await house.say("张敏", "好的")
    assert duty(house, case(house))["state"] == "open"
    assert "记为已交" in await house.say("张敏", "是")


async def test_a_file_while_an_activity_is_under_way_is_that_activity_s(house: House) -> None:
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    assert "已放到" in await send(house, **paper("签到表.docx"))
    assert "已放到" in await send(house, "签到表")
    assert f"是交“{CASE}”的吗" in await send(house, **paper("典型案例.docx"))


async def test_of_several_tasks_the_number_says_which(house: House) -> None:
    number = await publish(house, "党员信息核对表 12月20日前交党总支")
    said = await send(house, **paper("新建文档.docx"))
    assert "是交哪一项的" in said and f"- {number} 党员信息核对表" in said
    assert "**党员信息核对表**记为已交" in await house.say("张敏", str(number))
    assert duty(house, case(house))["state"] == "open"


async def test_the_organizer_gets_at_the_file_and_the_neighbour_does_not(house: House) -> None:
    await send(house, "这是典型案例", **paper("案例.docx"))
    (row,) = house.rows("attachments")
    file = house.do(lambda work: work.attachments.get(row["id"]))
    assert file is not None
    people = {who: Speaker(house.person(who)) for who in ("张敏", "李伟", "王芳", "刘洋")}
    may = {who: house.do(lambda work, one=one: may_open(work, one, file)) for who, one in people.items()}
    assert may == {"张敏": True, "李伟": True, "王芳": True, "刘洋": False}
    said = await house.say("李伟", f"任务 {case(house)}")
    assert "收到文件：计算机教工一支部：文件1.docx（案例.docx）" in said and "没交6" in said


async def test_a_handed_in_file_is_kept(house: House) -> None:
    await send(house, "这是典型案例", **paper("案例.docx"))
    house.clock.advance(days=60)
    house.tick()
    assert house.rows("attachments")[0]["state"] == "kept"


# -- by a record


async def test_an_activity_that_plainly_answers_a_task_is_offered_and_never_assumed(house: House) -> None:
    number = await publish(house, "11月专题党课 11月28日前")
    lecture = "昨天下午3点在302上了党课，我主持，王华记录，应到18实到18，主题学习党章"
    await house.say("张敏", lecture)
    said = await house.say("张敏", "好")
    assert "是不是也完成了任务“11月专题党课”" in said and duty(house, number)["state"] == "open"
    await house.say("张敏", "好的谢谢")
    assert duty(house, number)["state"] == "open"
    assert "记为已交" in await house.say("张敏", "是")
    record = house.newest_record().id
    assert (duty(house, number)["state"], duty(house, number)["record_id"]) == ("done", record)
    assert "11月专题党课又变为未完成" in await house.say("张敏", f"撤回 {record}")
    assert duty(house, number)["state"] == "open"
    assert "11月专题党课已完成" in await house.say("张敏", f"恢复 {record}")


@pytest.mark.parametrize(
    "task",
    [
        "10月专题党课 11月28日前",
        "学习廉洁自律准则专题党课 11月28日前",
        "报送党课讲稿 11月28日前",
        "集中学习一次 11月28日前",
    ],
)
async def test_what_does_not_plainly_answer_is_not_offered(house: House, task: str) -> None:
    await publish(house, task)
    await house.say("张敏", "昨天下午3点在302上了党课，我主持，王华记录，应到18实到18，主题学习党章")
    assert "是不是也完成" not in await house.say("张敏", "好")


# -- excused


async def test_a_branch_is_excused_on_a_yes_told_once_and_owes_nothing_until_it_is_taken_back(house: House) -> None:
    shown = await house.say("李伟", "免报 教工一支部 典型案例 都在外地实习")
    assert "计算机教工一支部" in shown and "原因：都在外地实习" in shown and "张敏" in shown
    assert duty(house, case(house))["state"] == "open"
    assert "已免去" in await house.say("李伟", "好")
    row = duty(house, case(house))
    assert row["state"] == "excused" and row["note"] == "都在外地实习；李伟同意"
    assert [text for text in told(house, "张敏") if "不用交了" in text and "都在外地实习" in text]
    house.tick("2026-12-01 09:30")
    assert not any("典型案例" in text for text in told(house, GROUP))
    said = await house.say("李伟", "谁还没交 典型案例")
    assert "免报1个" in said and "计算机教工一支部" not in said
    assert "恢复" in await house.say("李伟", "恢复 教工一支部 典型案例")
    assert "恢复了" in await house.say("李伟", "好")
    assert duty(house, case(house))["state"] == "open"
    assert [text for text in told(house, "张敏") if "还是要交" in text]
    assert audit(house, "duty.excused") and audit(house, "duty.owed_again")


async def test_a_month_s_activity_is_excused_in_one_sentence(house: House) -> None:
    shown = await house.say("李伟", "教工一支部这个月主题党日免了，都在外地实习")
    assert "11月主题党日" in shown and "都在外地实习" in shown
    await house.say("李伟", "好")
    assert "免的：主题党日" in await house.say("张敏", "还差什么")
    house.tick("2026-11-24 09:30")
    assert not any("主题党日" in text for text in told(house, GROUP))


async def test_a_reason_is_asked_for_and_may_be_the_next_words(house: House) -> None:
    assert "原因：还没有写" in await house.say("李伟", "免报 教工一支部 典型案例")
    assert "请写一句原因" in await house.say("李伟", "好")
    assert "原因：支部党员都在外地" in await house.say("李伟", "支部党员都在外地")
    await house.say("李伟", "好")
    assert duty(house, case(house))["state"] == "excused"


async def test_what_was_promised_before_is_not_said_to_who_was_excused_meanwhile(house: House) -> None:
    house.clock.set("2026-12-01 06:00")
    house.tick()
    house.clock.set("2026-12-01 09:00")
    house.tick()
    await house.say("李伟", "免报 教工一支部 典型案例 都在外地")
    await house.say("李伟", "好")
    await house.deliver()
    sent = [row["text"] for row in house.rows("outbox", state="sent") if row["to_whom"] == GROUP]
    assert not any("典型案例" in text for text in sent)


async def test_nobody_excuses_the_own_branch_or_another_house_s(house: House) -> None:
    before = duty(house, case(house))
    for who, words in (("张敏", "免报 教工一支部 典型案例 太忙"), ("张敏", "教工一支部典型案例免了，太忙")):
        await house.say(who, words)
        await house.say(who, "好")
    await house.say("李伟", "免报 机械学院教工第一党支部 典型案例 在外地")
    await house.say("李伟", "好")
    assert duty(house, case(house)) == before
    assert not house.rows("duties", state="excused")


# -- second level


def test_who_owes_a_task_of_which_level(house: House) -> None:
    def unit(work: Work) -> dict[str, set[str]]:
        root = work.units.named("江岚理工学院党委")[0].path
        return {
            level: {one.kind for one in units_owing(work, root, level)} for level in ("branch", "secondary", "org_dept")
        }

    found = house.do(unit)
    assert found["branch"] == {"branch", "direct_branch"} and "direct_branch" in found["secondary"]
    assert "branch" not in found["secondary"] and not found["org_dept"]


async def test_a_second_level_task_is_the_organizer_s_own(house: House) -> None:
    (row,) = house.rows("tasks", title="报送党支部书记述职评议安排")
    house.tick("2026-12-01 09:30")
    assert any("述职评议安排" in text for text in told(house, "李伟"))
    assert not any("述职评议安排" in text for text in told(house, "张敏"))
    assert "本级要交的" in await house.say("李伟", "截止")
    assert "计算机党总支" in await house.say("王芳", "谁还没交 述职评议安排")
    assert "记为已交" in await house.say("李伟", "述职评议安排交了")
    assert "计算机党总支" not in await house.say("王芳", "谁还没交 述职评议安排")
    assert "要私信提醒" in await house.say("王芳", "催一下 述职评议安排")
    assert duty(house, row["id"], "计算机学院党总支")["state"] == "done"


async def test_an_organizer_may_say_it_for_a_branch(house: House) -> None:
    assert "计算机教工一支部**报送主题党日典型案例**记为已交" in await house.say("李伟", "教工一支部典型案例交了")
    assert duty(house, case(house))["state"] == "done"


# -- the day moves


async def move(house: House, to: str) -> str:
    await house.say("王芳", f"改截止 {case(house)} {to}")
    return await house.say("王芳", "好")


async def sent_to(house: House, to: str = GROUP) -> list[str]:
    await house.deliver()
    return [
        row["text"] for row in house.rows("outbox", state="sent") if row["to_whom"] == to and "典型案例" in row["text"]
    ]


async def test_who_was_told_the_old_day_is_told_the_new_one_once_and_no_more(house: House) -> None:
    house.tick("2026-11-25 09:30")
    assert len(await sent_to(house)) == 1
    house.clock.set("2026-11-26 10:00")
    await move(house, "12月3日")
    house.tick("2026-11-26 10:01")
    said = await sent_to(house)
    assert len(said) == 2 and "12月2日" in said[1] and "12月3日" in said[1], "no reminder of its own besides"
    house.tick("2026-12-02 09:30")
    assert "还有1天" in (await sent_to(house))[-1]


async def test_who_was_not_told_is_not_told_that_it_moved(house: House) -> None:
    said = await move(house, "12月9日")
    assert "已告诉" not in said and await sent_to(house) == []
    house.tick("2026-12-02 09:30")
    (text,) = await sent_to(house)
    assert "12月9日" in text


async def test_a_reminder_that_waits_for_the_morning_is_worded_anew(house: House) -> None:
    """The bot was off at nine and comes back in the quiet hours; the group has other things due too."""
    house.tick("2026-11-29 23:30")
    waiting = [row for row in house.rows("outbox", state="waiting") if row["to_whom"] == GROUP]
    assert any("典型案例" in row["text"] for row in waiting)
    assert await sent_to(house) == []
    said = await move(house, "12月9日")
    assert "已告诉" not in said, "nobody has heard of a day yet"
    house.clock.set("2026-11-30 08:30")
    assert not any("12月2日" in text for text in await sent_to(house))
    others = [row["text"] for row in house.rows("outbox", state="sent") if row["to_whom"] == GROUP]
    assert any("主题党日" in text for text in others), "what else was due is said"


async def test_moved_twice_in_a_day_and_back(house: House) -> None:
    house.tick("2026-11-25 09:30")
    await sent_to(house)
    house.clock.set("2026-11-25 22:30")
    await move(house, "12月9日")
    house.clock.advance(minutes=5)
    await move(house, "12月16日")
    house.clock.set("2026-11-26 08:30")
    said = (await sent_to(house))[1:]
    assert len(said) == 1 and "12月2日" in said[0] and "12月16日" in said[0], "one line from the day that was told"
    house.clock.set("2026-11-26 22:30")
    await move(house, "12月9日")
    house.clock.advance(minutes=5)
    await move(house, "12月16日")
    house.clock.set("2026-11-27 08:30")
    assert len(await sent_to(house)) == 2, "back before anybody heard: nothing to tell"
    await move(house, "12月2日")
    said = await sent_to(house)
    assert len(said) == 3 and "12月16日" in said[2] and "12月2日" in said[2], "back to the first day is told too"


async def test_a_press_that_waits_names_the_new_day(house: House) -> None:
    house.clock.set("2026-11-24 22:30")
    await house.say("李伟", "催一下 典型案例")
    await house.say("李伟", "好")
    await move(house, "12月9日")
    house.clock.set("2026-11-25 08:30")
    texts = [text for text in await sent_to(house, "张敏") if "提醒：" in text]
    assert len(texts) == 1 and "12月9日" in texts[0] and "12月2日（周三）" not in texts[0]


async def test_a_day_so_near_that_no_reminder_comes_is_told_to_all(house: House) -> None:
    await move(house, "11月21日")
    house.tick("2026-11-20 10:02")
    (text,) = await sent_to(house)
    assert "11月21日" in text


@pytest.mark.parametrize(
    "words",
    ["典型案例延到12月9日", "把典型案例的截止时间推迟到12月9日", "案例统一放宽到12月9日交", "改截止 典型案例 12月9日"],
)
async def test_a_task_is_moved_in_ones_own_words_and_stays_what_is_spoken_of(house: House, words: str) -> None:
    shown = await house.say("王芳", words)
    assert "12月2日（周三）改到**12月9日（周三）" in shown and "没问题回“好”" in shown
    assert "已改到12月9日" in await house.say("王芳", "好")
    assert "典型案例" in await house.say("王芳", "催一下")


@pytest.mark.parametrize("words", ["年终总结延到12月30日", "活动改到下周三", "教工一支部主题党日改到12月15日"])
async def test_what_is_no_task_is_not_moved_as_one(house: House, words: str) -> None:
    assert f"**{CASE}**" not in await house.say("李伟", words)


async def test_of_two_tasks_with_a_word_in_common_the_one_that_was_said_is_meant(house: House) -> None:
    await publish(house, "述职报告 12月8日前交党总支", who="李伟")
    await publish(house, "支部书记述职评议安排表 12月9日前交党总支", who="李伟")
    assert "述职报告”**：7个支部" in await house.say("李伟", "述职报告谁还没交")
    asked = await house.say("李伟", "谁还没交述职评议安排")
    assert "是哪一项" in asked and asked.count("述职评议安排") == 2
    assert "7个支部" in await house.say("李伟", f"谁还没交 {asked.split('- ')[-1].split(' ')[0]}")


async def test_after_letting_one_off_the_others_are_pressed(house: House) -> None:
    await house.say("李伟", "免报 教工二支部 典型案例 书记出国访学")
    await house.say("李伟", "好")
    pressed = await house.say("李伟", "催一下")
    assert "要私信提醒6个支部的书记" in pressed and "典型案例" in pressed and "教工二支部" not in pressed


async def test_late_before_the_day_moved_is_in_time_after(house: House) -> None:
    house.clock.set("2026-12-04 10:00")
    await house.say("张敏", "典型案例交了")
    assert duty(house, case(house))["state"] == "late"
    await move(house, "12月9日")
    assert duty(house, case(house))["state"] == "done"


async def test_a_cancelled_task_is_told_to_who_had_heard_and_leaves_nothing_waiting(house: House) -> None:
    house.tick("2026-11-25 23:30")
    await house.say("王芳", f"取消任务 {case(house)}")
    await house.say("王芳", "好")
    house.clock.set("2026-11-26 08:30")
    assert await sent_to(house) == []


# -- asking


NOTICE = """关于报送基层党建材料的通知
江岚组〔2026〕33号
各党支部：
一、请各党支部于12月18日前将登记表（附件1）报送组织人事处。
二、登记表用A4纸打印，一式两份，书记签字后盖章。
三、典型案例12月18日前报组织人事处邮箱，每篇1500字以内。
附件：1.登记表 2.案例提纲"""


@pytest.fixture
def noticed(house: House) -> Task:
    """A task that was published from a notice."""

    def unit(work: Work) -> Task:
        li, root = work.people.named("李伟")[0].id, work.units.named("计算机学院党总支")[0]
        notice = work.notices.add(
            title="关于报送基层党建材料的通知", number="江岚组〔2026〕33号", issuer="组织人事处",
            dated=date(2026, 11, 19), text=NOTICE, file_id=None, unit_id=root.id, person_id=li, at=house.clock(),
        )  # fmt: skip
        task = work.tasks.add(
            title="报送登记表", due_on=date(2026, 12, 18), due_time="17:00", recipient="组织人事处",
            deliverable="登记表", source="《关于报送基层党建材料的通知》，江岚组〔2026〕33号，第4行", unit_id=root.id,
            person_id=li, at=house.clock(), notice_id=notice.id, line=4, level="branch", kind="report", opens_on=None,
        )  # fmt: skip
        row = {"requirement": task.requirement, "period": "once", "state": "open", "due_time": "17:00"}
        days = {"opens_on": date(2026, 11, 20), "due_on": task.due_on, "made_at": house.clock()}
        work.duties.add_new({**row, **days, "unit_id": one.id} for one in work.units.branches_within(root.path))
        return task

    return house.do(unit)


async def test_a_task_by_its_number(house: House, noticed: Task) -> None:
    for words in (f"任务 {noticed.id}", f"任务{noticed.id}是什么"):
        said = await house.say("张敏", words)
        assert "报送登记表" in said and "12月18日" in said and "17:00" in said and "组织人事处" in said
        assert "一、请各党支部于12月18日前将登记表（附件1）报送组织人事处" in said and "还没交" in said
    assert "没交7" in await house.say("李伟", f"任务 {noticed.id}")
    assert "没有找到" in await house.say("赵磊", "任务 9999")
    mechanic = next(
        one.name for one in house.do(lambda work: work.people.holding(work.units.named("机械工程学院党委")[0].id))
    )
    assert "没有找到" in await house.say(mechanic, f"任务 {noticed.id}"), "another house's"


async def test_a_format_is_the_notice_s_own_lines(house: House, noticed: Task) -> None:
    said = await house.say("张敏", "登记表什么格式")
    assert "第5行：二、登记表用A4纸打印，一式两份，书记签字后盖章。" in said and "33号" in said
    said = await house.say("张敏", "附件1什么格式")
    assert "第4行" in said and "没有写格式" in said and "通知原文" in said
    said = await house.say("张敏", "附件2格式是什么")
    assert "附件7" not in said and "没有" in said
    assert "没有提到" in await house.say("张敏", "附件7什么格式")


async def test_the_notice_in_its_own_words(house: House, noticed: Task) -> None:
    said = await house.say("张敏", "那个通知原文")
    assert "江岚组〔2026〕33号" in said and "每篇1500字以内" in said
    assert "第6行起" in await house.say("张敏", "通知原文 6")


async def test_what_is_to_be_handed_in_on_a_day_or_in_a_month(house: House, noticed: Task) -> None:
    said = await house.say("张敏", "上次通知里12月18号要交的是什么")
    assert "报送登记表" in said and "第4行" in said
    assert "报送登记表" in await house.say("李伟", "上次通知里12月18号要交的是什么")
    said = await house.say("张敏", "下个月有哪些要交的")
    assert "报送登记表" in said and CASE in said
    await house.say("张敏", "典型案例交了")
    assert f"已经交了：{CASE}" in await house.say("张敏", "12月有哪些要交的")
    house.clock.set("2026-12-19 10:00")
    assert "报送登记表" in await house.say("张敏", "上次通知里12月18号要交的是什么"), "the day that is just over"


# -- counted honestly


async def test_late_and_excused_are_counted(house: House) -> None:
    await house.say("李伟", "免报 教工二支部 典型案例 都在外地")
    await house.say("李伟", "好")
    house.clock.set("2026-12-04 10:00")
    await house.say("张敏", "典型案例交了")
    said = await house.say("李伟", "谁还没交 典型案例")
    assert "7个支部" in said and "还有5个没交" in said and "补上的1个" in said and "免报1个" in said
    said = await house.say("李伟", f"任务 {case(house)}")
    assert "按时0，补交1，免报1，没交5" in said and "晚了2天" in said and "都在外地" in said
    assert "教工" not in await house.say("李伟", f"任务 {case(house)}", "jsj-group")
