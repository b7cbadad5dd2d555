"""What summaries say, word for word: week and month, for the organizer and for a group; and how they are asked for."""

import re
from collections import Counter
from typing import Any

import pytest

from handlers import duties
from storage.pushes import Line
from tests.fakes.clock import local
from tests.fakes.house import House

WEEK = """\
**计算机党总支上周小结**（11月16日—11月22日）
7个支部中有4个记了活动，共6次：党小组会4、主题党日2、集中学习2、党课1、支部党员大会1（一次可算几种）。

**两周内到期，还没有完成的**
- 11月30日（周一）集中学习：4个支部（计算机教工一支部、计算机本科二支部、计算机研究生一支部、计算机研究生二支部）
- 11月30日（周一）主题党日：4个支部（计算机教工一支部、计算机本科二支部、计算机研究生一支部、计算机研究生二支部）
- 12月2日（周三）报送主题党日典型案例：全部7个支部"""
WEEK_IN_A_GROUP = """\
**计算机党总支上周小结**（11月16日—11月22日）
7个支部中有4个记了活动，共6次：党小组会4、主题党日2、集中学习2、党课1、支部党员大会1（一次可算几种）。

**两周内到期，还没有完成的**
- 11月30日（周一）集中学习：4个支部
- 11月30日（周一）主题党日：4个支部
- 12月2日（周三）报送主题党日典型案例：全部7个支部"""
OCTOBER = """\
**计算机党总支上月小结**（10月1日—10月31日）
7个支部中有6个记了活动，共15次：支委会6、主题党日5、集中学习5、党小组会4、支部党员大会2、党课1（一次可算几种）。

**到期的**
- 支委会：6个支部，都完成了
- 党小组会：2个支部，都完成了
- 集中学习：7个支部，完成5个（其中补上的2个），没完成2个
- 主题党日：7个支部，完成5个（其中补上的2个），没完成2个

**还没有完成的**
- 计算机本科二支部：集中学习、主题党日
- 计算机研究生二支部：集中学习、主题党日"""


def of(lines: list[Line], kind: str) -> list[Line]:
    return [line for line in lines if line.key.startswith(f"{kind}:")]


def texts(lines: list[Line]) -> dict[str, str]:
    return {line.to_whom: line.text for line in lines}


def test_the_week_as_the_organizer_reads_it(house: House) -> None:
    told = texts(of(house.tick("2026-11-23 08:30"), "summary"))
    assert told["李伟"] == WEEK
    assert told["计算机学院党支部书记群"] == WEEK_IN_A_GROUP


def test_the_department_reads_how_many_below_each_organisation(house: House) -> None:
    told = texts(of(house.tick("2026-11-23 08:30"), "summary"))["王芳"]
    assert "主题党日：10个支部（直属支部1、计算机党总支4、机械学院党委5）" in told
    assert "支委会：1个支部（机械本科一支部）" in told


async def test_a_month_word_for_word(house: House) -> None:
    assert await house.say("李伟", "上月小结") == OCTOBER


async def test_in_a_group_a_month_names_nobody(house: House) -> None:
    said = await house.say("李伟", "上月小结", "demo-jsj")
    assert said == OCTOBER.split("\n\n**还没有完成的**")[0]


# -- the month's own summary


def test_the_month_is_summed_up_on_its_first_working_day(house: House) -> None:
    for at in ("2026-11-23 08:30", "2026-11-30 08:30", "2026-12-01 08:29"):
        assert of(house.tick(at), "monthly") == []
    made = of(house.tick("2026-12-01 08:30"), "monthly")
    assert {line.to_whom for line in made} >= {"李伟", "赵静", "王芳", "计算机学院党支部书记群", "基层党建工作群"}
    assert all("11月小结" in line.text and "11月1日—11月30日" in line.text for line in made)
    assert of(house.tick("2026-12-01 08:31"), "monthly") == of(house.tick("2026-12-02 08:30"), "monthly") == []


def test_after_new_year_s_day_comes_the_first_working_day(house: House) -> None:
    house.tick("2026-12-31 09:00")
    days = []
    for day in range(1, 8):
        days += [day for _ in of(house.tick(f"2027-01-{day:02} 08:30"), "monthly")[:1]]
    assert days == [4]


@pytest.mark.parametrize("wanted", [5, 28])
def test_or_on_the_day_that_is_set(house: House, wanted: int) -> None:
    settings = house.app.know.reminders.model_copy(update={"monthly": wanted})
    object.__setattr__(house.app.know, "reminders", settings)
    at = [f"2026-12-{day:02} 08:30" for day in range(1, 32)]
    days = [moment for moment in at if of(house.tick(moment), "monthly")]
    assert days == [f"2026-12-{wanted:02} 08:30"]


def test_or_never(house: House) -> None:
    settings = house.app.know.reminders.model_copy(update={"monthly": "off"})
    object.__setattr__(house.app.know, "reminders", settings)
    assert not [day for day in range(1, 29) if of(house.tick(f"2026-12-{day:02} 08:30"), "monthly")]


def test_a_week_and_a_month_on_one_morning_are_both_told(house: House) -> None:
    """The first of February 2027 is a Monday."""
    house.tick("2027-01-29 09:00")
    made = house.tick("2027-02-01 08:30")
    for to in ("李伟", "计算机学院党支部书记群"):
        assert Counter(line.key.split(":")[0] for line in made if line.to_whom == to)["summary"] == 1
        assert Counter(line.key.split(":")[0] for line in made if line.to_whom == to)["monthly"] == 1


def test_the_month_before_the_installation_is_not_summed_up(house: House) -> None:
    assert of(house.tick("2026-11-02 08:30"), "monthly") == []


async def test_of_a_time_before_records_were_kept_nothing_is_said(house: House) -> None:
    house.do(lambda work: work.marks.put("begins_on", "2026-11-01"))
    for words in ("上月小结", "10月小结", "导出 上月小结"):
        said = await house.say("李伟", words)
        assert "11月1日" in said and "不知道" in said and "没有记活动" not in said


# -- whom it counts


def test_pushes_are_counted_in_the_own_scope(house: House) -> None:
    house.clock.set("2026-11-18 09:00")

    def promise(work: Any) -> None:
        now = house.clock()
        for key, address in (
            ("a", "chat:demo-jsj"),
            ("b", "chat:demo-jx"),
            ("c", "chat:demo-jx"),
            ("reply:d", "chat:demo-jsj"),
        ):
            work.outbox.add(key, channel="console", address=address, to_whom="", text="t", now=now, expires_at=now)
        work.outbox.suppose_sent(now)

    house.do(promise)
    told = texts(of(house.tick("2026-11-23 08:30"), "summary"))
    assert "推送：发出1条。" in told["李伟"]
    assert "推送：发出2条。" in told["赵静"]
    assert "推送：发出3条。" in told["王芳"]
    assert "推送" not in told["基层党建工作群"]


def test_what_dingtalk_carried_this_month_is_told_to_the_department(house: House) -> None:
    def promise(work: Any) -> None:
        now = local("2026-11-10 09:00")
        for n in range(3):
            work.outbox.add(
                f"d{n}", channel="dingtalk.robot.main", address="x", to_whom="", text="t", now=now, expires_at=now
            )
        work.outbox.suppose_sent(now)

    house.do(promise)
    told = texts(of(house.tick("2026-11-23 08:30"), "summary"))
    assert "本月经钉钉推送了3条" in told["王芳"] and "钉钉" not in told["李伟"]


def test_what_is_excused_is_not_asked_of_anybody(house: House) -> None:
    def excuse(work: Any) -> None:
        unit = work.units.named("计算机学院教工第一党支部")[0]
        for duty in work.duties.of_unit(unit.id, local("2026-11-01 12:00").date(), local("2026-11-30 12:00").date()):
            duties.excuse(work, duty, "外出")

    house.tick("2026-11-20 10:05")
    house.do(excuse)
    told = texts(of(house.tick("2026-11-23 08:30"), "summary"))["李伟"]
    assert "计算机教工一支部" not in told.replace("全部", "")
    made = of(house.tick("2026-12-01 08:30"), "monthly")
    assert "免报1个" in texts(made)["李伟"]


# -- the picture


def test_a_picture_goes_with_the_words_one_for_all_readers(house: House) -> None:
    made = of(house.tick("2026-11-23 08:30"), "summary")
    by_unit: dict[str, set[str | None]] = {}
    for line in made:
        by_unit.setdefault(line.key.split(":")[2], set()).add(line.then_id)
    assert all(len(found) == 1 for found in by_unit.values())
    assert sum(None not in found for found in by_unit.values()) == 3  # the direct branch has nothing to compare
    assert len(house.rows("enclosures")) == 3


def test_the_picture_shows_counts_alone(house: House) -> None:
    house.tick("2026-11-23 08:30")
    branches = [unit.short for unit in house.do(lambda work: work.units.branches_within("/"))]
    for row in house.rows("enclosures"):
        assert row["kind"] == "picture" and 1 <= len(row["content"]["bars"]) <= 8
        assert not [short for short in branches if short in str(row["content"])]
        for bar in row["content"]["bars"]:
            assert 0 <= bar["done"] + bar["late"] <= bar["all"]


async def test_on_demand_the_picture_follows_in_the_same_chat(house: House) -> None:
    await house.say("李伟", "上周小结")
    await house.say("李伟", "上周小结", "demo-jsj")
    rows = house.rows("outbox")
    assert [row["address"] for row in rows if row["enclosure_id"]] == ["user:李伟", "chat:demo-jsj"]
    assert all(row["text"] == "[图片 计算机党总支上周小结]" for row in rows)


# -- how it is asked for


@pytest.mark.parametrize(
    ("words", "first", "span"),
    [
        ("小结", "校党委本周小结", "11月16日—11月22日"),
        ("上周小结 机械学院", "机械学院党委上周小结", "11月9日—11月15日"),
        ("机械学院上周小结", "机械学院党委上周小结", "11月9日—11月15日"),
        ("上月小结 计算机学院", "计算机党总支上月小结", "10月1日—10月31日"),
        ("本月小结", "校党委本月小结", "11月1日—11月30日"),
        ("10月小结", "校党委10月小结", "10月1日—10月31日"),
        ("三季度小结", "校党委三季度小结", "7月1日—9月30日"),
        ("这周大家情况怎么样", "校党委本周小结", "11月16日—11月22日"),
    ],
)
async def test_any_span_and_any_organisation(house: House, words: str, first: str, span: str) -> None:
    said = (await house.say("王芳", words)).splitlines()[0]
    assert said == f"**{first}**（{span}）"


async def test_another_s_organisation_is_not_shown(house: House) -> None:
    said = await house.say("李伟", "上周小结 机械学院")
    assert "没有找到" in said and "机械学院党委" not in said


async def test_a_month_that_nobody_knows_of_is_not_told(house: House) -> None:
    assert "我不知道" in await house.say("李伟", "12月小结")  # the last one; this year's is to come
    assert "还没有到" in await house.say("李伟", "2026年12月小结")


@pytest.mark.parametrize(
    "words", ["这周有什么", "下周有什么要交的", "接下来两周有什么", "下个月有什么任务", "本周要交什么"]
)
async def test_what_comes_is_told_to_organizers_and_secretaries(house: House, words: str) -> None:
    of_all, own = await house.say("李伟", words), await house.say("张敏", words)
    assert "没听懂" not in of_all + own
    assert "要交" in of_all and "计算机教工一支部" in own and not re.search("教工一支部", of_all)


# -- what is long overdue


def test_what_is_overdue_is_the_organizer_s_to_read_and_nobody_else_s(house: House) -> None:
    house.tick("2026-11-23 08:30")
    week = texts(of(house.tick("2026-12-07 08:30"), "summary"))["李伟"]
    assert "\n- 集中学习（11月30日）：7个支部，完成3个，没完成4个（计算机教工一支部、" in week
    assert "已经过期" not in week  # it is told as the week's own
    made = texts(of(house.tick("2026-12-14 08:30"), "summary"))
    assert "**已经过期，还没有完成的**\n- 集中学习（11月30日）：4个支部（计算机教工一支部、" in made["李伟"]
    assert "计算机党总支4、机械学院党委" in made["王芳"]
    assert "已经过期" not in made["计算机学院党支部书记群"] + made["基层党建工作群"]


def test_what_is_overdue_is_told_as_long_as_the_house_wants(house: House) -> None:
    settings = house.app.know.reminders.model_copy(update={"escalate_after": 0})
    object.__setattr__(house.app.know, "reminders", settings)
    house.tick("2026-11-23 08:30")
    assert "已经过期" not in texts(of(house.tick("2026-12-14 08:30"), "summary"))["李伟"]
