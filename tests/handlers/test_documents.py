"""The institution's own text, quoted to the line; and a broken override that stops nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.catalogue import Requirement, load_catalogue
from handlers.answers import SCREEN, looked_up
from handlers.catalogue import Finder
from handlers.message import Reply
from handlers.render import Renderer
from tests.config.test_catalogue import ENTRY, HEAD, folder
from tests.config.test_documents import originals
from tests.fakes.house import House


def taught(house: House, own: Path) -> None:
    """The house with the institution's own folder."""
    catalogue = load_catalogue(own=own, strict=False)
    know = replace(house.app.know, catalogue=catalogue, finder=Finder(catalogue))
    house.app.know = house.app.dispatcher._know = know


async def test_an_answer_quotes_the_line(house: House, tmp_path: Path) -> None:
    taught(house, folder(originals(tmp_path), HEAD + ENTRY))
    said = await house.say("张敏", "主题党日有什么要求")
    assert "每月1次，最后一个星期三。" in said
    assert "原文：第三条 主题党日每月1次，安排在每月最后一个星期三。（细则.md 第7行）" in said
    assert "原文：第三条" in await house.say("张敏", "为什么要开主题党日")


async def test_the_original_is_shown_by_entry_or_by_words(house: House, tmp_path: Path) -> None:
    taught(house, folder(originals(tmp_path), HEAD + ENTRY + 'document_file = "细则.md"\nline = 7\n'))
    said = await house.say("张敏", "原文 主题党日")
    assert "- 细则.md 第7行：第三条" in said and "- 细则.md 第9行：第四条" in said
    assert "- 细则.md 第9行：第四条 遇节假日顺延。" in await house.say("张敏", "原文 节假日 顺延")
    assert "没有找到" in await house.say("张敏", "原文 天上的月亮")


async def test_without_originals_it_says_how_they_are_loaded(house: House) -> None:
    assert "documents 文件夹" in await house.say("张敏", "原文 支委会")
    assert "原文：" not in await house.say("张敏", "支委会多久开一次")


async def test_a_broken_override_leaves_the_shipped_rule_standing(house: House, tmp_path: Path) -> None:
    taught(house, folder(tmp_path, HEAD + ENTRY.replace('kind = "rule"', 'kind = "law"')))
    assert house.app.know.catalogue.problems
    assert "每月固定1天" in await house.say("张敏", "主题党日有什么要求")


def test_every_answer_fits_the_screen() -> None:
    """Whatever is found: the entry with what the other level says of the same matter, rendered."""
    catalogue, renderer = load_catalogue(), Renderer()
    matters: dict[str, list[Requirement]] = {}
    for one in catalogue.requirements:
        matters.setdefault(one.matter, []).append(one)
    for entries in matters.values():
        for one in entries:
            hits = [one, *(other for other in entries if other is not one)]
            said = renderer.words(Reply("requirement", looked_up(hits, None, catalogue.documents)))
            assert len(said) <= SCREEN, (len(said), one.id)
            assert one.answer[:10] in said and one.source.section in said


@pytest.mark.parametrize("question", ["预备期从哪天算", "党龄从哪天算"])
async def test_a_detail_that_answers_stands_first(house: House, question: str) -> None:
    said = await house.say("张敏", question)
    assert question[:2] in said.split("\n")[0] or "从" in said
