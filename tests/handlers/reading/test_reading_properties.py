"""What holds for any text at all."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading import INTENTS, NEEDED, Context, RecordReading, clean, find_days, find_period, fold, understand
from handlers.written.numbers import number
from tests.handlers.reading.corpus import CASES
from tests.handlers.reading.reading_score import NOW, context
from tests.runaway import RUNAWAY

PIECES = (
    *("4月22日", "昨天", "上周三", "周五", "25号", "2月30日", "前几天", "下午3点", "14:30-16:00", "三四点", "晚上12点"),
    *("开了", "召开", "准备", "没开", "支委会", "主题党日", "党课", "谈心谈话", "暨", "也算", "应到18", "实到16"),
    *("应到二十人", "缺2", "缺席", "列席2人", "全到", "除", "外", "张敏主持", "王芳记录", "我主持", "张××", "李伟"),
    *("请假", "出差", "病假", "在行政楼305", "地点：会议室", "主题“书香”", "研究了计划", "《党章》", "刚才那条"),
    *("改成15", "记录12", "撤回", "恢复", "取消", "好", "不对", "吗", "？", "谁还没交", "截止", "通知", "帮助"),
    *("编一个发言", "，", "。", "；", "、", "（", "）", ":", "\n", "-", "1.", "一、", "赞成14票", "教工二支部"),
    *(
        "应到会有表决权16人",
        "4月",
        "二季度",
        "上半年",
        "今年",
        "类型：",
        "时间：",
        "应到：18",
        "不是",
        "是",
        "加上",
        "去掉",
    ),
)
chat = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25).map("".join)
anything = st.one_of(st.text(max_size=300), chat)
contexts = st.builds(
    Context,
    now=st.just(NOW),
    sender=st.sampled_from(["", "张敏"]),
    branches=st.sampled_from([(), ("教工二支部",), ("",)]),
    in_group=st.booleans(),
    quote=st.sampled_from(["", "#12 支委会", "随便说说"]),
    draft_open=st.booleans(),
)
CLOCK = re.compile(r"[0-2]\d:[0-5]\d")


@settings(max_examples=400, deadline=None)
@given(anything, contexts)
def test_any_text_has_a_meaning_and_none_raises(text: str, where: Context) -> None:
    understood = understand(text, where)
    assert understood.intent in INTENTS
    assert not (understood.yes and understood.no)
    assert bool(understood.records) == (understood.intent == "submit_record")
    assert all(change.op in ("to", "set", "add", "remove") for change in understood.changes)
    for record in understood.records:
        _holds(record, clean(text))


def _holds(record: RecordReading, text: str) -> None:
    """Nothing is in a record that is not in the message, except sums, and those are shown."""
    said = fold(text)
    numbers = {int(digits) for digits in re.findall(r"\d+", said)}
    numbers |= {
        number(part[:length]) for at in range(len(said)) for length in range(1, 6) if (part := said[at : at + length])
    }
    shown = " ".join(record.sums)
    for count in (record.expected, record.present, record.observers):
        assert count is None or count in numbers or str(count) in shown
    for name in (record.place, record.branch, *(absentee.name for absentee in record.absentees)):
        assert name is None or fold(name) in said
    for person in (record.host, record.recorder):
        assert person is None or fold(person) in said or ("我" in said or "本人" in said)
    for part in (record.topic or "").split("；"):
        assert fold(part) in said
    for moment in (record.start, record.end):
        assert moment is None or CLOCK.fullmatch(moment)
    assert set(record.missing) <= set(NEEDED)
    assert (record.date is None) == ("date" in record.missing)


@given(st.text(max_size=200))
def test_cleaning_leaves_nothing_that_storage_or_paper_refuses(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", cleaned)
    assert len(fold(cleaned)) == len(cleaned)


@given(chat)
def test_days_stand_where_they_say_and_are_certain_or_flagged(text: str) -> None:
    for past in (True, False):
        last = 0
        for day in find_days(text, NOW, past=past):
            first, end = day.span
            assert last <= first < end
            last = end
            assert text[first:end] == day.words
            assert day.date is not None or day.flags


@given(chat)
def test_a_period_is_a_stretch_of_at_most_a_year(text: str) -> None:
    period = find_period(text, NOW)
    assert period is None or (period.first <= period.last and (period.last - period.first).days <= 366)
    assert period is None or period.words in text


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_day_written_in_full_is_that_day(day: date) -> None:
    for words in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day:%Y/%m/%d}"):
        assert [found.date for found in find_days(f"我们{words}开的会", NOW)] == [day]


@pytest.mark.parametrize(
    "piece",
    [
        "应到",
        "(",
        "，",
        "1",
        "一",
        "4月",
        "张三出差、",
        "主持",
        "记录",
        "“",
        "《",
        "3点",
        "在",
        " ",
        "王磊",
        "没开",
        "改成",
        "好的",
        "除王磊",
    ],
)
def test_a_message_made_to_be_slow_is_not(piece: str) -> None:
    text = "昨天开了支委会，应到5实到5，" + piece * (6000 // len(piece))
    began = time.process_time()
    understand(text, context())
    understand(text + "x", context(draft_open=True))
    assert time.process_time() - began < RUNAWAY


def test_cases_of_the_corpus_hold_it_too() -> None:
    for case in CASES:
        for record in understand(case.text, context(**case.context)).records:
            _holds(record, clean(case.text))
