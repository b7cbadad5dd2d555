"""Long lists: short in the chat, whole as a table, to the asker alone."""

import re
from dataclasses import replace
from typing import Any

import pytest

from handlers.commands import organizer, statistics
from handlers.knowledge import Destination
from tests.fakes.house import House


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four lines are many, and two are said."""
    for module in (organizer, statistics):
        monkeypatch.setattr(module, "MANY", 3)
        monkeypatch.setattr(module, "SHORT", 2)


def tables(house: House) -> list[dict[str, Any]]:
    return [row["content"] for row in house.rows("enclosures", kind="table")]


def sent_to(house: House) -> list[str]:
    return [row["address"] for row in house.rows("outbox") if row["enclosure_id"]]


async def test_a_long_list_is_short_in_the_chat_and_whole_in_a_table(house: House, few: None) -> None:
    said = await house.say("王芳", "谁还没交 本月主题党日")
    assert said.count("\n- ") == 3 and "- 还有8个，全部在随后的表格里" in said
    (table,) = tables(house)
    assert table["heads"] == ["序号", "上级组织", "支部", "状态"] and len(table["rows"]) == 10
    assert [row[0] for row in table["rows"]] == list(range(1, 11))
    order = [unit.name for unit in house.do(lambda work: work.units.branches_within("/"))]
    names = [row[2] for row in table["rows"]]
    assert names == sorted(names, key=order.index)
    assert any("依据：" in note and "《" in note for note in table["notes"])
    assert any("2026年11月20日" in note and "不是排名" in note for note in table["notes"])
    assert sent_to(house) == ["user:王芳"]


async def test_a_list_that_fits_is_no_table(house: House) -> None:
    assert "表格" not in await house.say("王芳", "谁还没交 本月主题党日")
    assert not tables(house)


async def test_in_a_group_there_is_neither_list_nor_table(house: House, few: None) -> None:
    said = await house.say("王芳", "谁还没交 本月主题党日", "demo-school")
    assert "单独聊" in said and not tables(house)


async def test_statistics_of_many_branches(house: House, few: None) -> None:
    said = await house.say("王芳", "统计 本月")
    assert "- 还有13个支部，全部在随后的表格里" in said
    (table,) = tables(house)
    assert len(table["rows"]) == 15 and table["heads"][:3] == ["序号", "上级组织", "支部"]
    assert all(isinstance(value, int) for row in table["rows"] for value in row[3:])


@pytest.mark.parametrize(
    "words",
    [
        "发我表格",
        "表格发我",
        "导出",
        "把名单发给我",
        "发我表格吧",
        "请把这个导出来",
        "给我一份excel",
        "要表格",
        "发我一份名单",
    ],
)
async def test_after_a_list_it_is_asked_for_in_any_words(house: House, words: str) -> None:
    await house.say("王芳", "谁还没交 本月主题党日")
    said = await house.say("王芳", words)
    if words == "表格发我":  # said the other way round it is not an order that we know; nothing may break
        assert said
        return
    assert re.fullmatch(r"《11月主题党日未完成名单》表格马上发来，共10行。", said)
    assert len(tables(house)) == 1 and sent_to(house) == ["user:王芳"]


async def test_it_is_of_the_organisation_that_was_asked_after(house: House) -> None:
    for words in ("机械学院统计", "谁还没交 机械学院 主题党日", "机械学院上周小结"):
        await house.say("王芳", words)
        assert "表格马上发来" in await house.say("王芳", "发我表格")
    for table in tables(house):
        assert table["rows"] and {row[1] for row in table["rows"]} == {"机械学院党委"}


@pytest.mark.parametrize(
    ("words", "name", "rows"),
    [
        ("导出 谁还没交 本月主题党日", "11月主题党日未完成名单", 4),
        ("导出 本月主题党日", "11月主题党日未完成名单", 4),
        ("导出 统计 10月", "计算机党总支10月活动统计", 7),
        ("导出 上月小结", "计算机党总支上月小结未完成名单", 4),
        ("导出 典型案例", "报送主题党日典型案例未完成名单", 7),
    ],
)
async def test_a_list_by_its_name(house: House, words: str, name: str, rows: int) -> None:
    said = await house.say("李伟", words)
    assert said == f"《{name}》表格马上发来，共{rows}行。"
    (table,) = tables(house)
    assert table["title"] == name and len(table["rows"]) == rows


async def test_asked_for_in_a_group_it_comes_one_to_one(house: House) -> None:
    said = await house.say("李伟", "导出 统计 10月", "demo-jsj")
    assert "私下发给您" in said and sent_to(house) == ["user:liwei"]


async def test_nothing_owed_is_no_table(house: House) -> None:
    assert "一条也没有" in await house.say("李伟", "导出 谁还没交 本月支委会")
    assert not sent_to(house)


async def test_without_a_list_before_it_asks_which(house: House) -> None:
    assert "要哪个名单" in await house.say("李伟", "发我表格")


async def test_a_secretary_gets_none(house: House) -> None:
    assert "组织员" in await house.say("张敏", "导出 统计 10月")
    assert not tables(house)


async def test_where_no_file_can_be_sent_it_says_so(house: House, few: None) -> None:
    reach: Any = house.app.know.reach
    blind = lambda to: replace(to, takes=()) if to else None  # noqa: E731

    class Blind:
        def families(self) -> tuple[str, ...]:
            return tuple(reach.families())

        def person(self, family: str, external: str) -> Destination | None:
            return blind(reach.person(family, external))

        def known(self, channel: str, address: str) -> Destination:
            return replace(reach.known(channel, address), takes=())

    object.__setattr__(house.app.know, "reach", Blind())
    assert "发不了文件" in await house.say("王芳", "导出 统计 10月")
    said = await house.say("王芳", "谁还没交 本月主题党日")
    assert "表格" not in said and "- 还有8个" in said
    assert "统计" not in await house.say("王芳", "小结") and not house.rows("enclosures")


async def test_a_name_that_would_compute_stays_a_name(house: House) -> None:
    house.do(lambda work: work.units.change(work.units.named("计算机学院教工第一党支部")[0].id, name="=HYPERLINK(1)"))
    await house.say("李伟", "导出 统计 10月")
    assert "=HYPERLINK(1)" in str(tables(house)[0]["rows"])  # the workbook writes it as text: test_charts


async def test_chasing_still_means_what_was_asked_before_the_table(house: House) -> None:
    await house.say("李伟", "谁还没交 本月主题党日")
    await house.say("李伟", "发我表格")
    assert "主题党日" in await house.say("李伟", "催一下")
