"""The house markup on each platform: what is bold stays bold, and nothing that a text says becomes active."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import markup
from tests.runaway import RUNAWAY

SAMPLE = "**已记录 #12**\n主题党日，11月20日\n- 应到 20\n- 实到 18\n> 依据：条例第二章\n1. 一\n2. 二\n\n完"


def test_plain_text_keeps_everything_but_the_stars_and_the_quote_marks() -> None:
    assert markup.plain(SAMPLE) == SAMPLE.replace("**", "").replace("> ", "")


def test_wecoms_markdown_is_the_house_markup() -> None:
    assert markup.wecom(SAMPLE) == SAMPLE


def test_dingtalk_breaks_lines_as_it_wants_them() -> None:
    assert markup.dingtalk(SAMPLE) == (
        "**已记录 #12**  \n  主题党日，11月20日\n\n- 应到 20\n- 实到 18\n\n> 依据：条例第二章\n\n1. 一\n2. 二\n\n完"
    )
    assert markup.dingtalk("> 一\n> 二\n三") == "> 一  \n> 二\n\n三"


@pytest.mark.parametrize(
    ("text", "wecom"),
    [
        ("<@zhangmin> 来", "＜@zhangmin> 来"),
        ("<@all>", "＜@\u200ball>"),
        ("@所有人 快交", "@\u200b所有人 快交"),
        ("@ALL", "@\u200bALL"),
        ("[点我](http://evil.example)", "[点我]\u200b(http://evil.example)"),
        ("![x](http://evil.example/1.png)", "![x]\u200b(http://evil.example/1.png)"),
        ('<font color="warning">红</font>', '＜font color="warning">红＜/font>'),
        ("<http://evil.example>", "＜http://evil.example>"),
        ("<!-- x -->", "＜!-- x -->"),
        ("# 大标题", "\u200b# 大标题"),
        ("好\n## 标题", "好\n\u200b## 标题"),
        ("标题\n---", "标题\n\u200b---"),
        ("- - -", "\u200b- - -"),
        ("标题\n===", "标题\n\u200b==="),
        ("> # 引文里的标题", "> \u200b# 引文里的标题"),
        ("`code`", "｀code｀"),
        ("~~没了~~", "～～没了～～"),
        ("3*4*5", "3＊4＊5"),
        ("* 项", "＊ 项"),
        ("1 < 2", "1 < 2"),
        ("a@b.cn", "a@b.cn"),
        ("**粗**", "**粗**"),
    ],
)
def test_nothing_but_the_house_markup_stays_active(text: str, wecom: str) -> None:
    assert markup.wecom(text) == wecom
    assert markup.dingtalk(text).replace("\n\n", "\n").replace("  \n  ", "\n") == wecom


@given(st.text(st.sampled_from("<@all>[]()`*#-=~\n 所有人a"), max_size=60))
def test_no_text_can_mention_link_or_format(text: str) -> None:
    for out in (markup.wecom(text), markup.dingtalk(text)):
        assert not re.search(r"<[@a-z]|\]\(|`|~~|^\s*#|@all|@所有人", out, re.M | re.I)
    assert not re.search(r"<@|@all|@所有人", markup.plain(text), re.I)


@pytest.mark.parametrize(
    ("text", "given_title", "shown"),
    [
        ("**本周汇总**\n- 一", "", "本周汇总"),
        ("> 引文\n好", "", "引文"),
        ("正文", " 题 目 ", "题 目"),
        ("\n\n", "", "消息"),
        ("长" * 99, "", "长" * 39 + "…"),
    ],
)
def test_a_title_is_one_short_line_and_never_empty(text: str, given_title: str, shown: str) -> None:
    assert markup.title(text, given_title) == shown


lines = st.lists(st.text(st.sampled_from("党课ab，。 *-<@😀"), max_size=40), min_size=1, max_size=20).map("\n".join)


@given(lines, st.integers(16, 200), st.sampled_from([str, markup.wecom, markup.dingtalk]))
def test_pieces_fit_and_join_again(text: str, limit: int, render: object) -> None:
    pieces = markup.split(text, limit, render)  # type: ignore[arg-type]
    assert all(markup.size(render(piece)) <= limit for piece in pieces)  # type: ignore[operator]
    assert len(pieces) == 1 or all(piece.strip() for piece in pieces)

    def core(words: str) -> str:  # line breaks fall away at a cut, stars are added there
        return re.sub(r"[\n* ]", "", words)

    assert core("".join(pieces)) == core(text)


def test_a_text_that_fits_is_left_alone() -> None:
    assert markup.split(SAMPLE, 2048) == [SAMPLE]


def test_whole_lines_are_preferred_then_sentences() -> None:
    assert markup.split("一二三\n四五六\n七", 20) == ["一二三\n四五六", "七"]
    assert markup.split("一二三四五。六七八九十", 22) == ["一二三四五。", "六七八九十"]


def test_bold_that_is_cut_goes_on_in_the_next_piece() -> None:
    pieces = markup.split("**" + "粗" * 20 + "**", 34)
    assert all(piece.startswith("**") and piece.endswith("**") for piece in pieces)
    assert "".join(pieces).replace("*", "") == "粗" * 20


def test_no_cut_parts_the_two_stars_of_a_bold() -> None:
    assert markup.split("一二三四五六七八**粗粗**九", 27) == ["一二三四五六七八", "**粗粗**九"]


def test_a_long_text_is_split_in_a_moment() -> None:
    text = "一\n" * 20_000 + "长" * 20_000
    assert "".join(markup.split(text, 2048, markup.dingtalk)).replace("\n", "") == text.replace("\n", "")


HOSTILE = [
    "- ",
    "> ",
    "*",
    "**",
    "**a",
    "<",
    "<@",
    "](",
    "#",
    "-",
    "=",
    " ",
    "。",
    "`",
    "@",
    "@所有人",
    "\n",
    "- - x ",
    "* ",
    "1. ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_makes_a_pattern_run_wild(piece: str) -> None:
    text = piece * (60_000 // len(piece)) + "x"
    start = process_time()
    for render in (markup.plain, markup.wecom, markup.dingtalk):
        render(text)
    markup.title(text)
    markup.formatted(text)
    assert process_time() - start < RUNAWAY
    markup.split(text, 2048, markup.dingtalk)
    assert process_time() - start < RUNAWAY
