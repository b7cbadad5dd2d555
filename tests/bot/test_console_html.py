"""The bot's words made HTML: what the house markup becomes, and that nothing in any words can act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console_html import TAGS, markup_html, plain_html
from tests.bot.console_page import Scan


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行", "<p>一行</p>"),
        ("一行\n二行\n\n三行", "<p>一行<br>二行</p><p>三行</p>"),
        ("**标题**\n话", '<p class="title"><strong>标题</strong></p><p>话</p>'),
        ("这**很**重", "<p>这<strong>很</strong>重</p>"),
        ("2**3 和 ** x ** 与 ****", "<p>2**3 和 ** x ** 与 ****</p>"),
        ("- 甲\n- **乙**", "<ul><li>甲</li><li><strong>乙</strong></li></ul>"),
        (
            "- 时间：15:00\n- 地点：305",
            '<ul class="fields"><li><span class="key">时间</span><span class="value">15:00</span></li>'
            '<li><span class="key">地点</span><span class="value">305</span></li></ul>',
        ),
        (
            "- 时间：15:00\n- 地点：305\n- 应到18",
            '<ul class="fields"><li><span class="key">时间</span><span class="value">15:00</span></li>'
            '<li><span class="key">地点</span><span class="value">305</span></li>'
            '<li><span class="value">应到18</span></li></ul>',
        ),
        (
            "- 时间：15:00",
            '<ul class="fields"><li><span class="key">时间</span><span class="value">15:00</span></li></ul>',
        ),
        ("- 时间：15:00\n- 甲", "<ul><li>时间：15:00</li><li>甲</li></ul>"),
        ("3. 甲", '<ol><li><span class="key">3.</span><span class="value">甲</span></li></ol>'),
        ("> 甲\n> 乙", "<blockquote>甲<br>乙</blockquote>"),
        ("[x](http://a) # y `z` <b>", "<p>[x](http://a) # y `z` &lt;b&gt;</p>"),
        ("", ""),
    ],
)
def test_the_house_markup(text: str, html: str) -> None:
    assert markup_html(text) == html


PIECES = st.sampled_from(
    ["**", "- ", "> ", "1. ", "：", "\n", "<script>", "</p>", "<img src=x onerror=alert(1)>", "javascript:", '"', "'",
     "&lt;", "&#60;", "<!--", "-->", "<![CDATA[", "<svg/onload=x>", "\r", "\u2028", "\0", "字段", "a", " "]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)


@given(HOSTILE)
def test_i11_no_active_construct_ever_survives(text: str) -> None:
    scan = Scan(markup_html(text))
    for tag, attributes in scan.tags:
        assert tag in TAGS
        assert set(attributes) <= {"class"}
        assert (attributes.get("class") or "") in TAGS[tag]


@given(HOSTILE)
def test_no_word_is_lost_or_added(text: str) -> None:
    def words(value: str) -> str:
        return "".join(
            sign
            for sign in value
            if sign not in "*->：. \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\0\ufffd" and not sign.isspace()
        )

    assert words(Scan(markup_html(text)).text) == words(text)
    assert Scan(plain_html(text)).tags == []
