"""What holds for any text at all: a result, quotations that stand in the text, and no endless reading."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.notices import KINDS, LEVELS, Notice, read_notice
from tests.handlers.notices.notice_corpus import CASES
from tests.runaway import RUNAWAY

DAY = date(2026, 3, 10)
PIECES = (
    *(
        "5月6日",
        "5月6日前",
        "3月25日—4月3日",
        "每月25日前",
        "每季度首月10日前",
        "会后5个工作日内",
        "收到通知后3个工作日内",
    ),
    *(
        "“七一”前",
        "6月上旬",
        "月底前",
        "本周五",
        "明天下午4点前",
        "2026年",
        "二〇二六年五月六日",
        "5.6前",
        "0506前",
        "第7—8周",
    ),
    *(
        "国庆节后一周内",
        "寒假前",
        "尽快",
        "立即",
        "另行通知",
        "暂定",
        "延期至",
        "由",
        "原定",
        "取消",
        "截至",
        "自",
        "起",
    ),
    *(
        "请各党支部",
        "各党总支",
        "组织员",
        "党员",
        "党委组织部",
        "由",
        "将",
        "《登记表》",
        "典型案例",
        "报送",
        "报组织部备案",
    ),
    *(
        "召开",
        "开展",
        "完成",
        "填写",
        "整改",
        "随报表一并报送",
        "逾期不予受理",
        "一、",
        "（一）",
        "1.",
        "①",
        "附件",
        "附件1",
    ),
    *(
        "关于做好工作的通知",
        "各党总支：",
        "党委组织部",
        "2026年3月10日",
        "序号\t时间\t内容",
        "\t",
        "|",
        "   ",
        "：",
        "，",
        "。",
        "；",
    ),
    *(
        "、",
        "（",
        "）",
        "“",
        "《",
        "\n",
        "\n\n",
        "\r\n",
        "4 月 1",
        "7 日",
        "〔2026〕5号",
        "年  月  日",
        "13月40日",
        "\ufffc",
    ),
)
notices = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)


def check(text: str, notice: Notice) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for task in notice.tasks:
        assert task.quote and task.quote in text
        assert 1 <= task.line <= lines
        assert task.responsible_level in LEVELS and task.kind in KINDS
        assert task.title.strip()
        assert bool(task.why) == task.needs_review
        assert task.deadline or task.needs_review
        assert not (task.start and task.deadline) or task.start <= task.deadline
        assert task.time is None or (len(task.time) == 5 and task.time < "24:00")
    for one in notice.ignored_dates:
        assert one.why and 1 <= one.line <= lines
    assert set(notice.to_json()) == {"tasks", "ignored_dates"}


@settings(max_examples=400, deadline=None)
@given(st.one_of(notices, st.text(max_size=300)), st.dates(date(2004, 1, 1), date(2031, 12, 31)))
def test_any_text_gives_a_result_whose_quotations_stand_in_it(text: str, day: date) -> None:
    check(text, read_notice(text, day))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_corpus_holds_it_too(case: object) -> None:
    check(case.text, read_notice(case.text, case.day))  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CASES[:8], ids=lambda case: case.name)
def test_line_ends_of_another_system_change_nothing(case: object) -> None:
    text = case.text  # type: ignore[attr-defined]
    told = [(task.title, task.deadline, task.line) for task in read_notice(text, DAY).tasks]
    other = read_notice(text.replace("\n", "\r\n"), DAY).tasks
    assert [(task.title, task.deadline, task.line) for task in other] == told


@given(
    st.dates(date(2026, 3, 10), date(2027, 3, 9)), st.sampled_from(["{m}月{d}日", "{m} 月 {d} 日", "{y}年{m}月{d}日"])
)
def test_a_day_written_in_a_notice_is_that_day(day: date, form: str) -> None:
    words = form.format(y=day.year, m=day.month, d=day.day)
    assert [task.deadline for task in read_notice(f"总结于{words}前报送组织部。", DAY).tasks] == [day]


SLOW = (
    *(
        "5月6日前",
        "5月",
        "每月",
        "（",
        "“",
        "《",
        "一、",
        "1.",
        "各党支部",
        "请",
        "报送",
        "，",
        "5月6日至",
        "后3个工作日内",
    ),
    *("\t", "|", "时间\n", "2026", "　　", "的", "附件", "由5月6日", "第7周", "、", "会后", "1 "),
)


@pytest.mark.parametrize("piece", SLOW)
def test_a_notice_made_to_be_slow_is_not(piece: str) -> None:
    began = time.process_time()
    read_notice("各党支部：\n" + piece * (20_000 // len(piece)), DAY)
    read_notice("\n".join([piece] * 4_000), DAY)
    assert time.process_time() - began < RUNAWAY


def test_what_is_too_long_is_read_to_its_limit_and_says_so() -> None:
    assert read_notice("各党支部：\n" + "空话。" * 70_000, DAY).cut
    assert not read_notice("各党支部：\n名单5月6日前报送。", DAY).cut
