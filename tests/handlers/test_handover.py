"""Offices change hands, in chat or by the roster: nothing is orphaned, the old right goes, both hear a word."""

from dataclasses import replace

import pytest

from config.demo import demo_roster
from config.roster import Roster, RosterPerson, RosterRole
from handlers.institution import load_roster, remarks
from handlers.reading.offices import Office, read_office
from tests.fakes.house import House

REPORT = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章"
MINE = "计算机教工一支部"


def told(house: House, to: str) -> list[str]:
    return [row["text"] for row in house.rows("outbox", to_whom=to)]


def roles(house: House, name: str) -> set[tuple[str, str]]:
    return {(role.role, role.unit.short) for role in house.person(name).roles}


async def done(house: House, words: str, who: str = "李伟") -> str:
    assert "没问题回“好”" in await house.say(who, words)
    return await house.say(who, "好")


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("教工一支部书记换成王华", Office("replace", "secretary", "教工一支部", "王华")),
        ("教工一支部换书记，王华接任", Office("replace", "secretary", "教工一支部", "王华")),
        ("王华接替张敏任教工一支部书记", Office("replace", "secretary", "教工一支部", "王华", "张敏")),
        ("任命王华为教工一支部书记", Office("replace", "secretary", "教工一支部", "王华")),
        ("张敏不再担任教工一支部书记，由王华接任", Office("replace", "secretary", "教工一支部", "王华", "张敏")),
        ("教工一支部新书记是王华", Office("replace", "secretary", "教工一支部", "王华")),
        ("教工一支部副书记换成林晓燕", Office("replace", "deputy", "教工一支部", "林晓燕")),
        ("教工一支部增加支委田甜", Office("add", "committee_member", "教工一支部", "田甜")),
        ("本科生第二党支部增加党员王华", Office("add", "member", "本科生第二党支部", "王华")),
        ("林晓燕不当支委了", Office("remove", "committee_member", "", "", "林晓燕")),
    ],
)
def test_the_office_and_the_names_are_read(words: str, office: Office) -> None:
    assert read_office(words) == office


@pytest.mark.parametrize(
    "words",
    [
        "主持人换成王华",
        "书记讲的党课，王华记录",
        "刚才那条主持改成王华",
        "记录人改成支委王华",
        "增加正式党员2人",
        "教工一支部书记是谁",
        REPORT,
    ],
)
def test_what_a_record_says_of_people_is_no_office(words: str) -> None:
    assert read_office(words) is None


async def test_the_new_secretary_takes_up_what_was_open(house: House) -> None:
    draft = (await house.say("张敏", REPORT)).split("草稿#")[1].split("\n")[0]
    shown = await house.say("李伟", "教工一支部书记换成林晓燕")
    assert "从张敏换成**林晓燕**" in shown and "1条草稿" in shown and "还记在张敏名下" in shown
    assert roles(house, "林晓燕") == {("committee_member", MINE)}, "nothing before the yes"
    assert "改好了" in await house.say("李伟", "好")
    assert roles(house, "林晓燕") == {("secretary", MINE)} and roles(house, "张敏") == {("member", MINE)}
    (word,) = told(house, "林晓燕")
    assert f"恢复 {draft}" in word and "主题党日（11月30日（周一）截止）" in word and "还差什么" in word
    (thanks,) = told(house, "张敏")
    assert "谢谢" in thanks and f"#{draft}" in thanks
    assert "记好了" not in await house.say("张敏", "好"), "the draft waits for the old one no more"
    assert "没有为" in await house.say("张敏", REPORT)
    assert f"草稿#{draft}" in await house.say("林晓燕", f"恢复 {draft}")
    assert "11月主题党日已完成" in await house.say("林晓燕", "好")
    assert house.record(int(draft)).person_id == house.person("张敏").id


async def test_reminders_follow_and_the_group_stays(house: House) -> None:
    house.clock.set("2026-11-25 22:30")
    house.tick()
    await done(house, "教工二支部书记换成何静")
    assert any("典型案例，交" in text for text in told(house, "何静"))
    assert not any("典型案例，交" in text for text in told(house, "刘洋"))
    before = house.do(lambda work: work.chats.everything())
    await done(house, "教工一支部书记换成周海涛")
    assert house.do(lambda work: work.chats.everything()) == before


async def test_somebody_new_is_added_and_it_is_said_how_they_get_in(house: House) -> None:
    shown = await house.say("李伟", "教工一支部书记换成王华")
    assert "不在名册里，会加上" in shown and "绑定码 王华" in shown
    await house.say("李伟", "好")
    assert roles(house, "王华") == {("secretary", MINE)}
    assert "绑定码" in await house.say("李伟", "绑定码 王华")


async def test_one_of_the_committee_who_leads_no_more_may_still_file(house: House) -> None:
    await done(house, "教工一支部增加支委周海涛")
    await done(house, "教工一支部书记换成周海涛")
    await done(house, "教工一支部增加支委张敏")
    assert "草稿#" in await house.say("张敏", REPORT)


async def test_deputies_and_committee_likewise(house: House) -> None:
    await done(house, "教工一支部副书记换成林晓燕")
    assert roles(house, "林晓燕") == {("deputy", MINE), ("committee_member", MINE)}
    assert roles(house, "周海涛") == {("member", MINE)}
    assert "您不再担任" in told(house, "周海涛")[-1] and "您现在是" in told(house, "林晓燕")[-1]
    await done(house, "免去林晓燕教工一支部支委")
    assert roles(house, "林晓燕") == {("deputy", MINE)}
    await done(house, "教工一支部增加支委田甜")
    assert roles(house, "田甜") == {("committee_member", MINE)}
    assert "换下哪一位" in await house.say("李伟", "教工一支部支委换成周海涛")
    assert "不用改" in await house.say("李伟", "教工一支部增加支委田甜")


async def test_whose_right_it_is_not(house: House) -> None:
    assert "由组织员或组织部来改" in await house.say("张敏", "教工一支部书记换成王华")
    assert "没有找到" in await house.say("李伟", "机械教工一支部书记换成朱琳")
    assert "登记在别的组织" in await house.say("李伟", "教工一支部书记换成朱琳")
    assert "是哪个支部的" in await house.say("李伟", "书记换成王华")
    await house.say("李伟", "教工一支部书记换成王华")
    assert "没有改" in await house.say("李伟", "算了")
    assert not house.do(lambda work: work.people.named("王华"))


async def test_who_stood_in_and_becomes_the_secretary_is_not_thanked_for_it(house: House) -> None:
    await house.say("张敏", "周海涛代办到月底")
    await house.say("张敏", "好")
    await done(house, "教工一支部书记换成周海涛")
    assert roles(house, "周海涛") == {("secretary", MINE)}
    assert [row["ended_at"] for row in house.rows("absences")] != [None]
    assert not any("代办结束" in text for name in ("张敏", "周海涛") for text in told(house, name))


# -- by the roster


def swapped(roster: Roster, *changes: tuple[str, tuple[RosterRole, ...]]) -> Roster:
    wanted = dict(changes)
    return replace(roster, people=tuple(replace(one, roles=wanted.get(one.key, one.roles)) for one in roster.people))


async def test_a_roster_hands_over_as_the_organizer_does(house: House) -> None:
    draft = (await house.say("张敏", REPORT)).split("草稿#")[1].split("\n")[0]
    roster = swapped(
        demo_roster(house.app.know.today(house.clock())),
        ("zhangmin", (RosterRole("member", "jsj-jg1"),)),
        ("linxiaoyan", (RosterRole("secretary", "jsj-jg1"),)),
    )
    house.do(lambda work: load_roster(work, house.app.know, roster, house.clock(), house.app.renderer))
    assert f"恢复 {draft}" in told(house, "林晓燕")[0] and "谢谢" in told(house, "张敏")[0]
    assert len(house.rows("outbox")) == 2
    house.do(lambda work: load_roster(work, house.app.know, roster, house.clock(), house.app.renderer))
    assert len(house.rows("outbox")) == 2, "the same roster again tells nobody anything"


async def test_a_roster_keeps_who_stands_in(house: House) -> None:
    await house.say("张敏", "我下周请假，周海涛代办")
    await house.say("张敏", "好")
    roster = demo_roster(house.app.know.today(house.clock()))
    house.do(lambda work: load_roster(work, house.app.know, roster, house.clock(), house.app.renderer))
    assert roles(house, "周海涛") == {("deputy", MINE), ("stand_in", MINE)}
    without = replace(roster, people=tuple(one for one in roster.people if one.key != "zhouhaitao"))
    house.do(lambda work: load_roster(work, house.app.know, without, house.clock(), house.app.renderer))
    assert roles(house, "周海涛") == set() and house.rows("absences")[0]["ended_at"] is not None


async def test_who_was_added_in_chat_is_the_same_person_in_the_roster(house: House) -> None:
    await done(house, "教工一支部书记换成王华")
    number = house.person("王华").id
    roster = swapped(demo_roster(house.app.know.today(house.clock())), ("zhangmin", (RosterRole("member", "jsj-jg1"),)))
    newcomer = RosterPerson("wanghua", "王华", (RosterRole("secretary", "jsj-jg1"),), wecom="wanghua")
    roster = replace(roster, people=(*roster.people, newcomer))
    house.do(lambda work: load_roster(work, house.app.know, roster, house.clock()))
    assert [one.id for one in house.do(lambda work: work.people.named("王华"))] == [number]
    assert house.person("wanghua").id == number


async def test_a_roster_without_a_branch_closes_nothing_and_says_so(house: House) -> None:
    roster = demo_roster(house.app.know.today(house.clock()))
    fewer = replace(
        roster,
        units=tuple(one for one in roster.units if one.key != "tsg"),
        people=tuple(one for one in roster.people if all(role.unit != "tsg" for role in one.roles)),
        chats=tuple(one for one in roster.chats if one.unit != "tsg"),
    )
    (line,) = house.do(lambda work: remarks(work, fewer))
    assert "图书馆支部" in line and "不会撤销" in line
    assert house.do(lambda work: remarks(work, roster)) == []
