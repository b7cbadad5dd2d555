"""Bytes from outside: two readers of XML that agree, JSON that cannot hurt, addresses of which one value is kept."""

import json
from contextlib import suppress
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import wire
from bot.channels.channel import Refused
from tests.bot.channels.house import NOW
from tests.runaway import RUNAWAY

words = st.text(st.one_of(st.sampled_from("]><&!['\"/ \n\t"), st.characters(exclude_categories=["Cs"])), max_size=30)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)


def element(name: str, text: str, cdata: bool) -> str:
    if cdata:
        return f"<{name}><![CDATA[{text}]]></{name}>"
    return f"<{name}>{text}</{name}>"


@given(st.lists(st.tuples(names, words, st.booleans(), st.sampled_from(["", " ", "\n", "\t\n"])), max_size=6))
def test_the_quick_reader_reads_as_expat_does_or_leaves_it_alone(parts: list[tuple[str, str, bool, str]]) -> None:
    data = ("<xml>" + "".join(element(n, t, c) + gap for n, t, c, gap in parts) + "</xml>").encode()

    def result(read: Any) -> Any:
        try:
            return read(data)
        except Refused as refused:
            return str(refused)

    quick = result(wire._plainest)
    assert quick is None or quick == result(wire._by_expat)


def test_the_platforms_own_shape_takes_the_quick_way() -> None:
    data = b"<xml><ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>1</CreateTime>\n<A><![CDATA[]]></A></xml>"
    assert wire._plainest(data) == {"ToUserName": "ww1", "CreateTime": "1", "A": ""} == wire._by_expat(data)


def test_nested_elements_and_entities_of_the_language_are_read_by_expat() -> None:
    assert wire.read_xml(b"<?xml version='1.0'?><xml><A>1 &lt; 2</A><B><C>in</C></B></xml>") == {"A": "1 < 2", "B": ""}


def test_text_with_brackets_and_split_cdata_survives() -> None:
    assert wire.read_xml(b"<xml><A><![CDATA[a]b]]]]><![CDATA[>c]]></A></xml>") == {"A": "a]b]]>c"}


BAD_XML = {
    "empty": b"",
    "not xml": b"hello",
    "cut": b"<xml><A>1</A>",
    "two roots": b"<xml></xml><xml></xml>",
    "doubled element": b"<xml><A>1</A><A>2</A></xml>",
    "doubled element, nested": b"<xml><A>1</A><A><B/></A></xml>",
    "internal entity": b'<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    "external dtd": b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml><A>1</A></xml>',
    "parameter entity": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]><xml/>',
    "billion laughs": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 500 + b'">]><xml><A>&b;</A></xml>',
    "undefined entity": b"<xml><A>&nope;</A></xml>",
    "not utf-8": b"<xml><A>\xff\xfe</A></xml>",
    "utf-16": "<xml><A>1</A></xml>".encode("utf-16"),
    "says gbk": '<?xml version="1.0" encoding="gbk"?><xml><A>中</A></xml>'.encode("gbk"),
    "nul": b"<xml><A>\0</A></xml>",
    "control character": b"<xml><A>\x01</A></xml>",
    "deep": b"<a>" * 5000 + b"</a>" * 5000,
    "too large": b"<xml><A>" + b"x" * (1 << 20) + b"</A></xml>",
}


@pytest.mark.parametrize("name", BAD_XML)
def test_bad_xml_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        wire.read_xml(BAD_XML[name])


@given(st.binary(max_size=300))
def test_any_bytes_give_fields_or_a_refusal(data: bytes) -> None:
    for read in (wire.read_xml, wire.read_json):
        try:
            assert isinstance(read(data), dict)
        except Refused:
            continue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b'"x"',
        b"{",
        b'{"a":' * 200_000,
        b"[" * 500_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b"\xff",
    ],
)
def test_bad_json_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        wire.read_json(data)


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text())), max_size=4))
def test_json_fields_are_storable_text_or_nothing(fields: dict[str, Any]) -> None:
    for name in fields:
        wire.text(fields, name).encode()
        wire.part(fields, name)
        try:
            wire.identifier(fields, name).encode()
        except Refused:
            continue


def test_half_a_character_is_dropped_from_text_and_refused_in_an_id() -> None:
    fields = json.loads('{"t": "好\\ud800的"}')
    assert wire.text(fields, "t") == "好的"
    with pytest.raises(Refused):
        wire.identifier(fields, "t")


@pytest.mark.parametrize("value", [None, "", "x", 1.5, True, [], 10**30, -(10**30), "9" * 5000, "２０x"])
def test_no_moment_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="time"):
        wire.moment(value, NOW)


def test_a_moment_is_refused_a_week_off_on_either_side() -> None:
    for days, good in ((-8, False), (-6, True), (0, True), (6, True), (8, False)):
        stamp = int((NOW + timedelta(days=days)).timestamp())
        if good:
            assert wire.moment(str(stamp), NOW) == NOW + timedelta(days=days)
        else:
            with pytest.raises(Refused):
                wire.moment(stamp, NOW)


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://a.com/p?code=x%2By", "x+y"),
        ("https://a.com/p?z=1&code=x", "x"),
        ("https://a.com/p?code=x&code=y", ""),
        ("https://a.com/p", ""),
        ("https://a.com.evil.org/p?code=x", ""),
        ("https://a.com@evil.org/p?code=x", ""),
        ("http://a.com/p?code=x", ""),
        ("https://a.com/p/../q?code=x", ""),
        ("https://a.com:444/p?code=x", ""),
        ("http://[", ""),
    ],
)
def test_only_the_value_at_our_own_address_is_taken(url: str, value: str) -> None:
    assert wire.query_value(url, "https://a.com/p", "code") == value


@pytest.mark.parametrize(
    "piece",
    [
        "<A>",
        "<A></A>",
        "<A><![CDATA[",
        "]",
        "]]",
        "]]>",
        "<A>]",
        "<",
        "&",
        " ",
        "\n",
        "<A>x</A> ",
        "<![CDATA[]]>",
        "\r",
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "<xml>{}", "<xml>{}</xml>", "<xml><A><![CDATA[{}", "<xml><A><![CDATA[{}]]></A></xml>"]
)
def test_no_xml_makes_a_pattern_run_wild(piece: str, frame: str) -> None:
    data = frame.format(piece * (200_000 // len(piece))).encode()
    start = process_time()
    with suppress(Refused):
        wire.read_xml(data)
    assert process_time() - start < RUNAWAY
