# ruff: noqa: E501 (what people say is not broken into lines)
"""What is found in a record as it is told in a message: each code where it belongs, and not where it does not.

Friday 2026-11-20, 10:00; 张敏's branch has 17 full members and one on probation, a committee, and no groups."""

import pytest

from tests.fakes.house import House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
MEETING = "昨天下午3点在301召开支部党员大会，张敏主持，林晓燕记录，"
COMMITTEE = "昨天下午3点在301开支委会，张敏主持，林晓燕记录，"
DAY = "昨天下午3点在301开了主题党日，张敏主持，林晓燕记录，应到18实到18，"

FOUND = {
    # R02, beside the sums that tests/handlers/test_filing.py holds
    MEETING + "应到18实到17，张敏出差，主题学习党章": "R02",
    # R03: quorum and majority, each on its own base
    MEETING + "应到18实到18，应到会有表决权17人，实到会有表决权8人，表决通过接收方案，赞成8票": "R03",
    MEETING + "应到18实到18，应到会有表决权18人，实到会有表决权17人，赞成17票，审议通过工作计划": "R03",
    MEETING
    + "应到18实到18，应到会有表决权17人，实到会有表决权17人，赞成15票，反对1票，弃权0票，一致通过年度计划": "R03",
    MEETING + "应到18实到18，应到会有表决权17人，实到会有表决权10人，赞成8票，反对2票，通过了王磊转正的决议": "R03",
    MEETING
    + "应到18实到14，张三、李四、王五、赵六出差，应到会有表决权17人，实到会有表决权13人，选举产生新一届支委会，赞成13票": "R03",
    MEETING + "应到18实到8，其余10人出差，投票通过了张雪为预备党员": "R03 R07",
    MEETING + "应到18实到18，应到会有表决权19人，实到会有表决权17人，赞成17票，通过决议": "R03",
    COMMITTEE + "应到5实到2，张三、李四、王五出差，议题研究发展对象名单": "R03",
    # R04: the period that it is said to count for
    "补9月份主题党日，11月19日下午3点在301，张敏主持，林晓燕记录，应到18实到18，主题学习党章": "R04",
    "三季度党员大会，昨天下午3点在301开的，张敏主持，林晓燕记录，应到18实到18，主题学习党章": "R04",
    # R05
    "昨天下午3点在301开了党小组会，张敏主持，林晓燕记录，应到18实到18，主题学习党章": "R05",
    # R10 to R13
    DAY + "主题学习党章，大家一致认为受益匪浅，取得了良好效果": "R10",
    DAY + "主题秋游，大家一起去爬山烧烤": "R11",
    DAY + "主题党性教育，会后组织羽毛球比赛": "R11",
    DAY + "主题学习党章，收缴10月份党费": "R12",
    DAY + "主题学习党章，收党费18人每人50元，合计850元": "R12",
    "昨天下午3点在301召开支部党员大会，预备党员王小明主持，林晓燕记录，应到18实到18，主题学习党章": "R13",
    "昨天下午3点在301召开支部党员大会，入党积极分子王小明主持，林晓燕记录，应到18实到18，主题学习党章": "R13",
}
NOTHING = [
    MEETING + "应到18实到18，应到会有表决权17人，实到会有表决权17人，赞成16票，反对0票，弃权1票，表决通过王磊转正",
    MEETING + "应到18实到17，张三出差，应到会有表决权17人，实到会有表决权16人，选举产生新一届支委会",
    MEETING + "应到18实到18，应到会有表决权17人，实到会有表决权17人，赞成7票，反对10票，未通过王磊转正的决议",
    MEETING + "应到18实到18，审议通过了年度工作计划",
    COMMITTEE + "应到5实到3，张三、李四出差，议题研究发展对象名单",
    COMMITTEE + "应到5实到5，研究转正，议题讨论王磊转正事宜",
    DAY + "主题学习党章，王华发言谈了体会，大家一致认为收获很大，会议决定下周去走访",
    DAY + "主题参观革命纪念馆",
    DAY + "主题学习党章，收缴11月份党费",
    DAY + "主题学习党章，收党费18人每人50元，合计900元",
    DAY + "主题学习党章，补缴9月、10月党费",
    "11月主题党日，昨天下午3点在301，张敏主持，林晓燕记录，应到18实到18，主题学习党章",
    "四季度党员大会，昨天下午3点在301开的，张敏主持，林晓燕记录，应到18实到18，主题学习党章",
    "昨天下午3点在301开了主题党日，张敏主持，林晓燕记录，应到18实到18，主题学习9月重要讲话",
    "昨天下午3点在301召开支部党员大会，林晓燕主持，王华记录，应到18实到18，主题学习党章，预备党员王小明发言",
]


async def codes(house: House, text: str) -> str:
    told = (await house.hear(house.message("张敏", text))).understood
    assert len(told["records"]) == 1, told
    return " ".join(told["records"][0]["findings"])


@pytest.mark.parametrize("text", FOUND, ids=lambda text: f"{FOUND[text]} {text[-24:]}")
async def test_what_is_found(house: House, text: str) -> None:
    assert await codes(house, text) == FOUND[text]


@pytest.mark.parametrize("text", NOTHING, ids=lambda text: text[-24:])
async def test_what_is_none(house: House, text: str) -> None:
    assert await codes(house, text) == ""


async def test_what_a_vote_lacks_holds_the_record(house: House) -> None:
    said = await house.say("张敏", next(text for text in FOUND if FOUND[text] == "R03"))
    assert "不到半数" in said and "有表决权" in said
    assert "还不能提交" in await house.say("张敏", "好")


async def test_the_same_words_on_another_day_are_a_copy(house: House) -> None:
    told = "{}下午3点在信息楼301会议室开了主题党日，张敏主持，林晓燕记录，应到18实到18，主题{}"
    await house.say("张敏", told.format("10月28日", "学习宣传党的二十届四中全会精神"))
    await house.say("张敏", "好")
    assert await codes(house, told.format("昨天", "学习宣传党的二十届四中全会精神")) == "R08"
    await house.say("张敏", "取消")
    assert await codes(house, told.format("昨天", "重温入党誓词，过政治生日")) == ""


async def test_photos_that_a_notice_asks_for_are_missed_until_they_are_there(house: House) -> None:
    await house.say("李伟", "任务 11月主题党日照片和签到表 11月30日前报送党总支")
    await house.say("李伟", "好")
    said = await house.say("张敏", DAY + "主题学习党章")
    assert "照片、签到表" in said
    assert "记好了" in await house.say("张敏", "好")
