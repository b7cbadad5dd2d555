"""Places and topics in many wordings: read in the sender's own words, and never made of words that are neither."""

import time

import pytest

from handlers.reading import understand
from tests.handlers.reading.reading_score import context, read, the_record
from tests.handlers.reading.words_variants import NEITHER, WORDED
from tests.runaway import RUNAWAY


@pytest.mark.parametrize(("text", "place", "topic"), WORDED, ids=[text[:24] for text, _, _ in WORDED])
def test_the_place_and_the_topic_are_the_senders_own_words(text: str, place: str | None, topic: str | None) -> None:
    record = the_record(text)
    assert (record.place, record.topic) == (place, topic)


@pytest.mark.parametrize("words", NEITHER)
def test_words_that_are_neither_are_not_taken_for_one(words: str) -> None:
    record = the_record(f"昨天下午3点开了主题党日，我主持，王华记录，应到18实到16，{words}")
    assert (record.place, record.topic) == (None, None)


@pytest.mark.parametrize(
    "noun",
    ["学习室", "研究室", "讨论室", "研讨间", "会议室", "党员学习角", "研究生院楼", "议事厅", "讲堂", "听雨轩会议室"],
)
def test_a_room_that_is_called_like_a_verb_is_no_topic(noun: str) -> None:
    record = the_record(f"昨天下午3点在{noun}搞集中学习，我主持，王华记录，应到18实到18")
    assert (record.place, record.topic) == (noun, None)


@pytest.mark.parametrize(
    "where", ["渔阳里", "梧桐院子", "三零一", "三〇六室", "一教102", "B210", "5楼露台", "南湖红船"]
)
@pytest.mark.parametrize("held", ["开了{}", "搞了{}", "召开{}", "举行{}", "开的{}", "弄了个{}"])
def test_any_words_are_a_place_in_which_something_was_held(where: str, held: str) -> None:
    assert the_record(f"昨天下午3点在{where}{held.format('支委会')}，应到5实到5").place == where


@pytest.mark.parametrize(
    ("talk", "subject"),
    [
        ("主要聊了科研项目申报", "科研项目申报"),
        ("谈的是新学期教学安排", "新学期教学安排"),
        ("聊的主要是她入党动机", "入党动机"),
        ("围绕岗位适应进行", "岗位适应"),
        ("主要谈的是他和妻子分居的事", None),
        ("主要聊他母亲的病情", None),
        ("谈了谈近期思想情况", None),
        ("主要聊了他想换工作不想干了", None),
        ("她说压力很大睡不着", None),
    ],
)
def test_of_a_talk_the_subject_may_be_kept_and_never_what_was_said(talk: str, subject: str | None) -> None:
    record = the_record(f"昨天下午2点在301和冯雪谈心谈话，{talk}")
    assert (record.kinds, record.place, record.topic) == (("谈心谈话",), "301", subject)


@pytest.mark.parametrize(
    "text",
    [
        "食堂几点开门",
        "这次我们去了敬老院，陪老人们聊天，同志们都觉得很有意义",
        "企业微信账号",
        "一二三四五",
        "大家一起去爬山烧烤",
    ],
)
def test_chatter_beside_an_open_draft_fills_nothing(text: str) -> None:
    assert read(text, draft_open=True).changes == ()


@pytest.mark.parametrize(
    "piece", ["在", "去", "到", "把", "围绕", "内容", "讲的是", "学习“", "线上(", "行政楼 ", "会 议 "]
)
def test_words_repeated_without_end_are_read_in_time(piece: str) -> None:
    began = time.process_time()
    understand("昨天开了支委会，应到5实到5，" + piece * (6000 // len(piece)), context())
    assert time.process_time() - began < RUNAWAY
