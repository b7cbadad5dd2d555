"""Orders about tasks, and signatures under a pasted text: words alone."""

import pytest

from handlers.reading.signature import unsigned
from handlers.reading.task_orders import TaskOrder, read_task_order


@pytest.mark.parametrize(
    "words", ["大家早", "今天晚两点开会", "谁不用交了", "典型案例不用交吗", "记录不要了吗", "缓两天"]
)
def test_other_words_are_no_order(words: str) -> None:
    assert read_task_order(words) is None


def test_an_order_calls_its_task_as_it_was_called() -> None:
    assert read_task_order("把述职报告的截止往后推两周") == TaskOrder("shift", "述职报告", 14)
    assert read_task_order("恢复 12") is None


@pytest.mark.parametrize(
    "text", ["12月6日", "改到\n12月6日", "12月6日交典型案例", "典型案例\n李伟", "推迟到：\n12月6日"]
)
def test_a_day_that_is_no_signature_stays(text: str) -> None:
    assert unsigned(text) == text
