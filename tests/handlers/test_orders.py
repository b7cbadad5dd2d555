"""What an organizer orders: shown with whom it reaches, done on a yes, told to those whom it concerns, once."""

import pytest

from handlers.plan_sentences import SAYS
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


@pytest.mark.parametrize(
    ("order", "remark"),
    [
        ("撤销 教工二支部", "等等，先问下王芳老师"),
        ("催一下 典型案例", "先不发本科一，他们明天才交"),
        ("在群里催一下 典型案例", "离退休的老同志怎么办呢"),
        ("任务 安全承诺书 12月1日前报给我", "这个给不给老同志发呢"),
        ("教工一支部书记换成王华", "让我再想想"),
    ],
)
async def test_after_a_remark_that_is_no_answer_it_is_shown_again(house: House, order: str, remark: str) -> None:
    shown = await house.say("李伟", order)
    assert "没问题回“好”" in shown
    before = len(house.rows("outbox")), len(house.rows("tasks")), len(house.rows("audit"))
    await house.say("李伟", remark)
    assert await house.say("李伟", "好") == shown
    assert (len(house.rows("outbox")), len(house.rows("tasks")), len(house.rows("audit"))) == before
    assert "没问题回“好”" not in await house.say("李伟", "好")
    assert (len(house.rows("outbox")), len(house.rows("tasks")), len(house.rows("audit"))) != before


async def test_what_is_not_understood_says_what_still_waits(house: House) -> None:
    await house.say("李伟", "催一下 典型案例")
    assert "还没有办" in await house.say("李伟", "唔唔嗯嗯呐")


async def test_an_order_of_this_morning_is_shown_again_in_the_evening(house: House) -> None:
    shown = await house.say("李伟", "撤销 教工二支部")
    house.clock.advance(hours=4)
    assert "要撤销" in shown and "要撤销" in await house.say("李伟", "好")
    assert "撤销" in await house.say("李伟", "好")


@pytest.mark.parametrize("words", ["算了不催了", "先不催了", "不发了", "取消", "算了"])
async def test_pressing_is_given_up_in_ones_own_words(house: House, words: str) -> None:
    await house.say("李伟", "催一下 典型案例")
    assert "没有发" in await house.say("李伟", words)
    assert "没有在等您确认" in await house.say("李伟", "算了")


async def test_a_task_takes_its_hour_and_whom_it_is_for(house: House) -> None:
    shown = await house.say("李伟", "任务 报送安全承诺书 12月1日下午5点前报给我，只给学生支部")
    assert "**报送安全承诺书**" in shown and "12月1日（周二） 17:00" in shown and "发给4个支部" in shown
    assert "12月3日（周四） 17:00" in await house.say("李伟", "不对，是12月3日")
    assert "12月3日（周四） 11:00" in await house.say("李伟", "12月3号上午11点前")
    await house.say("李伟", "12月5日支委会开了吗")
    assert "12月3日（周四） 11:00" in await house.say("李伟", "好"), "what is told of a day is no other day"
    assert "发给2个支部" in await house.say("李伟", "不发给研究生支部")
    assert "2个支部会按时收到" in await house.say("李伟", "好")
    row = house.rows("tasks")[-1]
    assert (row["due_on"].isoformat(), row["due_time"]) == ("2026-12-03", "11:00")
    assert len(house.rows("duties", requirement=f"task:{row['id']}")) == 2
    assert "**台账**" in (shown := await house.say("李伟", "任务 台账 学生支部12月11日前交")) and "4个支部" in shown
    assert "没有“火星支部”" in await house.say("李伟", "任务 谈话记录表，只给火星支部，12月11日前交")


@pytest.mark.parametrize("words", ["取消任务 1", "改截止 1 12月8日", "典型案例延到12月8号"])
async def test_another_house_s_task_is_theirs_to_change(house: House, words: str) -> None:
    await house.say("李伟", "任务 台账 12月11日前交")
    await house.say("李伟", "好")
    assert "任务1“报送主题党日典型案例”是校党委发布的" in await house.say("李伟", words)


async def test_the_day_that_was_just_shown_is_put_right(house: House) -> None:
    await house.say("王芳", "典型案例延到12月8号")
    assert "改到**12月18日（周五）**" in await house.say("王芳", "不对 是12月18号")
    assert "已改到12月18日" in await house.say("王芳", "好")


async def test_two_days_at_once_are_not_mixed_up(house: House) -> None:
    said = await house.say("李伟", "教工一支部12月主题党日改到16号，本科一支部改到18号")
    assert "一次改一个日子" in said


async def test_what_the_second_level_owes_is_counted_in_its_own_kind(house: House) -> None:
    assert "3个党总支（党委）" in await house.say("王芳", "谁没交述职评议安排")


async def test_what_fell_due_since_last_week_is_in_its_summary(house: House) -> None:
    house.clock.set("2026-12-04 10:00")
    said = await house.say("李伟", "上周小结")
    assert "**已经过期，还没有完成的**" in said and "报送主题党日典型案例（12月2日）：全部7个支部" in said


@pytest.mark.parametrize("words", ["周一好，小结", "早上好 小结", "大家好，发个小结", "您好，上周小结"])
async def test_a_greeting_before_it_is_no_hindrance(house: House, words: str) -> None:
    said = await house.say("李伟", words)
    assert ("上周小结" if "上周" in words else "本周小结") in said


@pytest.mark.parametrize(
    "words", ["下个月到期换届的", "下个月要换届的有哪些", "今年到期的", "半年内谁要换届", "最近要换届的"]
)
async def test_whose_term_ends_in_few_words(house: House, words: str) -> None:
    said = await house.say("李伟", words)
    assert "没听懂" not in said and ("届" in said or "到期" in said)


@pytest.mark.parametrize("words", ["预演", "下个月会发什么", "接下来会推送什么", "怎么看预演"])
async def test_where_one_sees_what_will_go_out(house: House, words: str) -> None:
    said = await house.say("李伟", words)
    assert "网页" in said and "没发布之前回“预演”就能看" in said


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("提醒太早了，改成10点发", "- 任务：提前7天、1天、当天 10:00，"),
        ("提醒时间改到早上8点半", "当天 8:30，"),
        ("截止前3天再提醒一次", "- 任务：提前7天、3天、1天、当天 9:00，"),
        ("任务只提前一天提醒就行", "- 任务：提前1天 9:00，"),
        ("主题党日提前两天提醒", "- 主题党日：提前2天 9:00，"),
        ("晚上8点以后不要发", "20:00—8:00不打扰"),
        ("早上9点以前别打扰大家", "21:30—9:00不打扰"),
        ("提醒设置 静默 20点到8点", "20:00—8:00不打扰"),
        ("晚上8点到早上7点别发提醒", "20:00—7:00不打扰"),
    ],
)
async def test_reminders_are_set_in_a_sentence(house: House, words: str, after: str) -> None:
    said = await house.say("李伟", words)
    assert after in said.replace("（原来", "\n（原来").split("\n（原来")[0] and "没问题回“好”" in said
    assert "设好了" in await house.say("李伟", "好")
    assert "没问题回“好”" in await house.say("李伟", "提醒恢复默认")
    assert "设好了" in await house.say("李伟", "好") and "本来就是这样" in await house.say("李伟", "恢复默认提醒")


async def test_which_reminder_is_asked_with_lines_to_send_and_the_ways_are_shown(house: House) -> None:
    said = await house.say("李伟", "只提前一天提醒就行")
    assert "提醒设置 任务 提前一天" in said.split("\n")
    assert "提前1天 9:00" in await house.say("李伟", "提醒设置 任务 提前一天")
    said = await house.say("李伟", "提醒设置")
    assert "提醒设置 免打扰 20:00-8:00" in said and "提醒设置 恢复默认" in said
    assert "由它的组织员来设" in await house.say("张敏", "提醒太早了，改成10点发")


@pytest.mark.parametrize("words", ["每周小结几点发", "小结 改到周二9点发", "提醒设置 小结 周二9点", "小结什么时候发"])
async def test_when_summaries_come_and_who_changes_it(house: House, words: str) -> None:
    said = await house.say("李伟", words)
    assert "每周一08:30发" in said and "管理员" in said


@pytest.mark.parametrize(
    "words", ["提前3天提醒学生支部交典型案例", "明天提醒我交总结", "9点以后再说", "提醒一下没交的书记"]
)
def test_other_sentences_with_reminding_set_nothing(words: str) -> None:
    assert not SAYS.fullmatch(words)
