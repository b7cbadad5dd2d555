"""A forwarded notice becomes tasks: shown, mended by number, published on a yes and never before."""

import pytest

from handlers.phrases import cut
from tests.fakes.house import House, dump

NOTICE = """关于做好年终有关工作的通知
江岚组〔2026〕31号
各党总支、各党支部：
一、请各党支部于12月5日前将工作亮点报送组织部。
二、各学生党支部12月10日前上报毕业生党员去向表。
三、各党总支汇总后于12月15日前报组织部。
四、各党支部将优秀党员推荐表报组织部，时间另行通知。
特此通知
党委组织部
2026年11月18日"""


async def test_a_notice_is_read_mended_and_published(house: House) -> None:
    before = len(house.rows("tasks"))
    shown = await house.say("李伟", f"帮忙建任务\n{NOTICE}")
    assert "工作亮点" in shown and "12月5日" in shown and "第4行" in shown and "党总支" in shown and "没有日期" in shown
    assert len(house.rows("tasks")) == before
    shown = await house.say("李伟", "1 改到12月8日，2 只给学生支部")
    assert "12月8日" in shown and "只给学生支部" in shown
    said = await house.say("李伟", "发布")
    assert "已发布3项" in said and "7个支部" in said and "计算机党总支" in said
    tasks = {row["title"]: row for row in house.rows("tasks")}
    case = next(row for title, row in tasks.items() if title == "报送工作亮点")
    assert case["due_on"].isoformat() == "2026-12-08" and "〔2026〕31号" in case["source"] and "第4行" in case["source"]
    students = next(row for title, row in tasks.items() if "毕业生" in title)
    units = [row["unit_id"] for row in house.rows("duties", requirement=f"task:{students['id']}")]
    types = {house.do(lambda work, one=unit: work.units.get(one).branch_type) for unit in units}
    assert types == {"undergraduate", "graduate"}
    second = next(row for row in tasks.values() if row["level"] == "secondary" and row["notice_id"])
    assert [row["unit_id"] for row in house.rows("duties", requirement=f"task:{second['id']}")] == [
        house.unit("计算机学院党总支").id
    ]
    (notice,) = house.rows("notices")
    assert (notice["title"], notice["number"], notice["issuer"]) == (
        "关于做好年终有关工作的通知", "江岚组〔2026〕31号", "党委组织部",
    )  # fmt: skip
    assert notice["text"] == NOTICE and {one["notice_id"] for one in (case, students, second)} == {notice["id"]}
    assert (case["line"], case["kind"], case["level"]) == (4, "report", "branch")
    assert "工作亮点" in await house.say("张敏", "还差什么")


@pytest.mark.parametrize("ahead", ["", "帮忙建任务\n", "帮忙建任务："])
async def test_a_pasted_notice_is_known_by_its_head_whatever_it_asks_for(house: House, ahead: str) -> None:
    """It says 还没交, which is a question of its own, and nowhere 报送 behind a day."""
    shown = await house.say("李伟", f"{ahead}{WINDING_UP}")
    assert "读完了《关于做好年度收尾工作的通知》，有2项" in shown
    assert "1. 报送支部工作手册，12月4日（周五）前，交学院党办（各党支部，第5行）" in shown
    assert "2. 召开组织生活会，12月18日（周五）前" in shown


WINDING_UP = """关于做好年度收尾工作的通知
各党支部：
现就年底前几项工作通知如下。
一、支部工作手册
请各支部逐页自查，缺签字的补签，12月4日（周五）下班前送学院党办（行政楼306）。组织部将于12月中旬抽查。
二、组织生活会
各支部12月18日前召开组织生活会。截至11月15日还没交党费的同志，支部已逐一提醒。
计算机学院党总支
2026年11月20日"""


async def test_lines_are_dropped_dated_and_nothing_goes_out_on_a_no(house: House) -> None:
    before = len(house.rows("tasks"))
    await house.say("李伟", NOTICE)
    assert "第2项去掉了" in await house.say("李伟", "2 不要")
    assert "12月20日" in await house.say("李伟", "第四项改到12月20日")
    assert "一项也没有发布" in await house.say("李伟", "取消")
    assert len(house.rows("tasks")) == before


async def test_a_notice_that_was_put_aside_is_shown_again_before_the_yes_counts(house: House) -> None:
    before = len(house.rows("tasks"))
    await house.say("李伟", NOTICE)
    await house.say("李伟", "六有")
    assert "工作亮点" in await house.say("李伟", "好") and len(house.rows("tasks")) == before
    assert "已发布" in await house.say("李伟", "好")


async def test_who_is_no_organizer_publishes_nothing(house: House) -> None:
    before = len(house.rows("tasks"))
    said = await house.say("张敏", NOTICE)
    assert "已发布" not in said and len(house.rows("tasks")) == before and not house.rows("records", state="draft")
    assert "没有找到要交的事项" in await house.say(
        "李伟", "通知 各位书记：最近的工作大家都辛苦了，谢谢各位，祝大家身体健康、周末愉快。"
    )


SCHOOL = """关于做好年终有关工作的通知
各党支部：
请各党支部于12月3日前将工作亮点报学院办公室。
计算机学院党总支
2026年11月20日"""
LATER = """关于延期报送工作亮点的通知
各党支部：
原定12月5日前报送的工作亮点，延期至12月9日前报送组织部。
党委组织部
2026年11月25日"""
GONE = """关于取消报送工作亮点的通知
各党支部：
原定12月5日前报送的工作亮点取消，不再报送。
党委组织部
2026年11月25日"""


TOGETHER = """关于做好年底党建总结工作的通知
各党支部：
一、请各党支部于12月5日前将工作情况汇总表报组织部。
二、支部工作小结随汇总表一并报送。
三、请于12月5日前完成党费核对。
党委组织部
2026年11月20日"""
TOGETHER_LATER = LATER.replace("工作亮点", "工作情况汇总表")


async def numbers(house: House, title: str) -> list[int]:
    return [row["id"] for row in house.rows("tasks") if title in row["title"] and row["state"] == "published"]


async def test_whole_lists_are_mended_in_a_breath(house: House) -> None:
    await house.say("李伟", NOTICE)
    shown = await house.say("李伟", "1、3不要，2改到12月11日下午3点，2标题改成毕业生去向，2交给党委办公室")
    assert (
        "第1、3项去掉了" in shown
        and "工作亮点" not in shown
        and "毕业生去向，12月11日（周五） 15:00前，交党委办公室" in shown
    )
    shown = await house.say("李伟", "1恢复，都改到12月12日")
    assert shown.count("12月12日") == 3 and "毕业生去向，12月12日" in shown and "没有日期" not in shown
    shown = await house.say("李伟", "只要1，1 给教工一支部和学生支部")
    assert "只给教工一支部和学生支部" in shown and "第2、3、4项去掉了" in shown
    assert "没有“火星支部”" in await house.say("李伟", "1 只给火星支部")
    assert "已经过去了" in await house.say("李伟", "1 改到11月2日")
    assert "5个支部" in await house.say("李伟", "发布")


async def test_some_are_added_to_those_addressed_and_some_taken_out(house: House) -> None:
    await house.say("李伟", NOTICE)
    assert "第1项本来就给各党支部的，已经包括离退休支部" in await house.say("李伟", "1 也给离退休支部")
    assert "只给学生支部、离退休支部" in await house.say("李伟", "2 加上离退休支部")
    assert "只给学生支部，第" in await house.say("李伟", "2 不给离退休")
    shown = await house.say("李伟", "1 除了教工二支部")
    assert "各党支部，不给教工二支部" in shown
    assert "第2项本来就不给离退休支部" in await house.say("李伟", "2 离退休支部不用交")
    assert "就没有人要交了" in await house.say("李伟", "2 不给学生支部")
    assert "6个支部" in await house.say("李伟", "只要1") and "6个支部" in await house.say("李伟", "发布")


async def test_what_begins_with_a_line_is_about_the_list(house: House) -> None:
    await house.say("李伟", NOTICE)
    for words in ("第2条弄一下", "2 什么时候截止", "2", "2和3合并"):
        said = await house.say("李伟", words)
        assert (
            "第2项现在是：上报毕业生党员去向表，12月10日（周四）前，只给学生支部" in said and "没看懂要怎么改" in said
        )
    assert "清单只有4项，没有第9项" in await house.say("李伟", "9 不要")
    await house.say("李伟", "2不要")
    assert "毕业生党员去向表，12月10日" in await house.say("李伟", "恢复2")
    await house.say("李伟", "2、3不要")
    assert "去掉了" not in await house.say("李伟", "恢复全部")
    assert "12月10日（周四） 12:00前" in await house.say("李伟", "第2条17点改成中午12点")
    assert "请写序号" in await house.say("李伟", "党员那个晚一天")
    shown = await house.say("李伟", "亮点那个就叫 报送《亮点清单》，1 交到我这儿就行")
    assert "报送《亮点清单》，12月5日（周六）前，交李伟" in shown
    shown = await house.say("李伟", "3不要，其他发布")
    assert "第3项去掉了" in shown and "回“发布”" in shown and "已发布" not in shown
    assert "已发布2项" in await house.say("李伟", "发布")


async def test_all_not_wanted_is_a_no(house: House) -> None:
    await house.say("李伟", NOTICE)
    assert "一项也没有发布" in await house.say("李伟", "全部不要")
    assert house.rows("notices") == []


async def test_a_rehearsal_shows_days_people_and_words_and_changes_nothing(house: House) -> None:
    await house.say("李伟", NOTICE)
    before = dump(house.database, "inbox", "dialogues")
    said = await house.say("李伟", "预演")
    assert dump(house.database, "inbox", "dialogues") == before
    assert "现在什么也没有发" in said and "个群" in said and "12月4日（周五）09:00" in said
    assert "第一条这样说" in said and "报送工作亮点" in said and "依据：《关于做好年终有关工作的通知》" in said
    assert "现在什么也没有发" in await house.say("李伟", "会发给谁")
    assert "已发布3项" in await house.say("李伟", "发布")
    promised = house.tick("2026-12-04 09:00")
    assert any("报送工作亮点" in one.text for one in promised)


MANY = """关于年底几项工作的通知
各党支部：
1. 请各党支部12月3日17:00前报送工作亮点。
2. 请各党支部12月10日前报送《支部委员会工作手册》和《党小组活动登记簿》填写情况的自查报告。
3. 请各党支部12月17日前报送困难党员名单。
4. 请各党支部12月24日前报送党员教育培训学时统计。"""


async def test_a_rehearsal_is_shown_whole_on_asking_and_cuts_no_word(house: House) -> None:
    await house.say("李伟", f"{MANY}\n帮忙建任务")
    said = await house.say("李伟", "预演")
    assert "看全部发“预演 全部”" in said and "报送工作亮点" in said
    whole = await house.say("李伟", "预演 全部")
    assert "后面还有" not in whole and whole.count("09:00") > said.count("09:00") and "12月24日（周四）09:00" in whole
    assert "没有发" in await house.say("李伟", "全部预演")
    said = await house.say("李伟", "发布")
    assert "**报送工作亮点**，12月3日（周四） 17:00前" in said


def test_a_long_title_is_cut_where_its_words_part() -> None:
    assert cut("报送工作亮点", 24) == "报送工作亮点"
    assert cut("报送《支部委员会工作手册》和《党小组活动登记簿》填写情况", 24) == "报送《支部委员会工作手册》…"
    assert cut("上交第四季度党费收缴明细表", 10) == "上交第四季度党费收缴明细表"


async def test_the_same_notice_again_is_not_published_twice(house: House) -> None:
    await house.say("李伟", NOTICE)
    assert "刚才读过" in await house.say("李伟", NOTICE)
    await house.say("李伟", "4 不要")
    await house.say("李伟", "发布")
    before = len(house.rows("tasks"))
    said = await house.say("李伟", NOTICE.replace("四、各党支部将优秀党员推荐表报组织部，时间另行通知。\n", ""))
    (number,) = await numbers(house, "工作亮点")
    assert "已经发布过了" in said and str(number) in said
    assert len(house.rows("tasks")) == before and len(house.rows("notices")) == 1


async def test_of_two_houses_the_earlier_day_binds_before_publishing(house: House) -> None:
    await house.say("李伟", NOTICE)
    shown = await house.say("李伟", SCHOOL)
    assert "党委组织部要12月5日（周六），计算机学院党总支要12月3日（周四），按早的12月3日" in shown
    await house.say("李伟", "发布")
    (number,) = await numbers(house, "工作亮点")
    (task,) = house.rows("tasks", id=number)
    assert task["due_on"].isoformat() == "2026-12-03"
    assert house.rows("notices", id=task["notice_id"])[0]["issuer"] == "计算机学院党总支"


async def test_what_goes_along_with_a_task_moves_with_it(house: House) -> None:
    await house.say("李伟", TOGETHER)
    await house.say("李伟", "发布")
    (table,), (along,) = await numbers(house, "汇总表"), await numbers(house, "小结")
    by_hand = await house.say("李伟", f"改截止 {table} 12月8日")
    assert f"任务{along}**报送支部工作小结**随它一并报送，仍是12月5日" in by_hand and "党费" not in by_hand
    await house.say("李伟", "取消")
    shown = await house.say("李伟", TOGETHER_LATER)
    assert f"改期（任务{along}）" in shown and "随“报送工作情况汇总表”一并报送，一起改" in shown and "党费" not in shown
    await house.say("李伟", "发布")
    due = {row["title"]: row["due_on"].isoformat() for row in house.rows("tasks")}
    assert due["报送支部工作小结"] == due["报送工作情况汇总表"] == "2026-12-09" and due["完成党费核对"] == "2026-12-05"


async def test_of_two_houses_the_earlier_day_binds_after_publishing(house: House) -> None:
    await house.say("李伟", NOTICE)
    await house.say("李伟", "发布")
    (number,) = await numbers(house, "工作亮点")
    house.tick("2026-11-27 09:00")
    await house.deliver()
    shown = await house.say("李伟", SCHOOL)
    assert f"和任务{number}是同一件事" in shown and "按早的12月3日" in shown and "会告诉提醒过的7个支部" in shown
    assert "改到12月3日" in await house.say("李伟", "好") and await numbers(house, "工作亮点") == [number]
    told = [row["text"] for row in house.rows("outbox") if row["key"].startswith("moved:")]
    assert len(told) == 7 and all("12月5日（周六） → **12月3日（周四）**" in words for words in told)
    shown = await house.say("李伟", NOTICE)
    assert f"（不再发）报送工作亮点：和任务{number}是同一件事，计算机学院党总支要12月3日" in shown
    assert "照发" in shown
    await house.say("李伟", "1 照发，其他不要")
    await house.say("李伟", "发布")
    assert len(await numbers(house, "工作亮点")) == 2, "a person has said that it is another matter"


async def test_a_later_notice_moves_the_day_and_tells_those_who_were_told_once(house: House) -> None:
    await house.say("李伟", NOTICE)
    await house.say("李伟", "发布")
    (number,) = await numbers(house, "工作亮点")
    house.tick("2026-11-27 09:00")
    await house.deliver()
    shown = await house.say("李伟", LATER)
    assert f"改期（任务{number}）报送工作亮点：12月5日（周六） → 12月9日（周三），会告诉提醒过的7个支部" in shown
    assert [row["due_on"].isoformat() for row in house.rows("tasks", id=number)] == ["2026-12-05"]
    await house.say("李伟", "发布")
    assert [row["due_on"].isoformat() for row in house.rows("tasks", id=number)] == ["2026-12-09"]
    assert len([row for row in house.rows("outbox") if row["key"].startswith("moved:")]) == 7
    await house.say("李伟", f"改截止 {number} 12月10日")
    assert "7处" in await house.say("李伟", "好"), "they believe 9 December by now, reminded or not"


async def test_a_later_notice_takes_back(house: House) -> None:
    await house.say("李伟", NOTICE)
    await house.say("李伟", "发布")
    (number,) = await numbers(house, "工作亮点")
    shown = await house.say("李伟", GONE)
    assert f"取消（任务{number}）报送工作亮点，原定12月5日" in shown
    assert "已取消" in await house.say("李伟", "好")
    assert await numbers(house, "工作亮点") == []


async def test_a_change_of_what_only_waits_changes_the_line(house: House) -> None:
    await house.say("李伟", NOTICE)
    shown = await house.say("李伟", LATER)
    assert "报送工作亮点，12月9日（周三）前" in shown and shown.count("工作亮点") == 1 + shown.count(
        "《关于延期报送工作亮点"
    )


async def test_another_houses_task_is_brought_forward_for_ones_own_branches_only(house: House) -> None:
    await house.say("王芳", NOTICE)
    await house.say("王芳", "发布")
    (number,) = await numbers(house, "工作亮点")
    await house.say("李伟", SCHOOL)
    await house.say("李伟", "发布")
    assert await numbers(house, "工作亮点") == [number]
    assert [row["due_on"].isoformat() for row in house.rows("tasks", id=number)] == ["2026-12-05"]
    path = house.unit("计算机学院党总支").path
    own = {unit.id for unit in house.do(lambda work: work.units.branches_within(path))}
    days = {
        (row["unit_id"] in own, row["due_on"].isoformat()) for row in house.rows("duties", requirement=f"task:{number}")
    }
    assert days == {(True, "2026-12-03"), (False, "2026-12-05")}
    assert "（不再发）" in await house.say("李伟", LATER), "the house that published it moves it"


async def test_two_organizers_with_one_notice_publish_it_once(house: House) -> None:
    await house.say("李伟", NOTICE)
    await house.say("王芳", NOTICE)
    await house.say("王芳", "发布")
    said = await house.say("李伟", "发布")
    assert "刚刚有人发布了其中的一些" in said and "（不再发）" in said


async def test_what_recurs_is_published_once_and_on_as_far_as_a_person_says(house: House) -> None:
    notice = "关于报送党费的通知\n各党支部：\n请各党支部每月25日前报送党费收缴明细。\n党委组织部\n2026年11月18日"
    shown = await house.say("李伟", notice)
    assert "每月25日前，先发11月25日" in shown and "只发这一次" in shown
    assert "发到2027年2月28日" in await house.say("李伟", "1 发到明年2月")
    assert "已发布4项" in await house.say("李伟", "发布")
    days = sorted(row["due_on"].isoformat() for row in house.rows("tasks") if "月）" in row["title"])
    assert days == ["2026-11-25", "2026-12-25", "2027-01-25", "2027-02-25"]


@pytest.mark.parametrize(
    "words",
    [
        "你好",
        "大家辛苦了，周末愉快",
        "好的收到",
        "今天开了支委会",
        "帮我看看今天有什么事",
        "谢谢，材料都收齐了，大家周五聚一下",
    ],
)
async def test_chat_gives_no_list(house: House, words: str) -> None:
    assert "发布" not in await house.say("李伟", words)
    assert not house.rows("readings")
    await house.say("李伟", "帮忙建任务")
    assert "回“发布”" not in await house.say("李伟", words)


async def test_it_may_be_announced_first(house: House) -> None:
    assert "把通知发给我" in await house.say("李伟", "帮忙建任务")
    assert "有4项" in await house.say("李伟", NOTICE)
