"""Study hours are a branch's total: what was stated, and lengths as lengths. Never a person's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hours import added_up, hours_in
from tests.fakes.house import House


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("集中学习2学时", 2.0),
        ("学习两个学时", 2.0),
        ("学习1.5学时", 1.5),
        ("学习2个半学时", 2.5),
        ("计2课时", 2.0),
        ("上午2学时，下午3学时", 5.0),
        ("上午2学时，下午3学时，共5学时", 5.0),
        ("学习2学时，今年累计12学时", 2.0),
        ("全年不少于32学时", None),
        ("要求32学时，今天2学时", 2.0),
        ("学习了两个小时", None),
        ("", None),
    ],
)
def test_only_what_this_activity_had_is_counted(text: str, hours: float | None) -> None:
    assert hours_in(text) == hours


def test_a_length_is_shown_as_length_and_never_beside_stated_hours() -> None:
    total = added_up(
        [
            {"topic": "学习2学时", "text": "学习2学时", "start": "14:00", "end": "16:00"},
            {"topic": "学习", "start": "14:00", "end": "15:30"},
            {"topic": "学习", "start": "14:00", "end": None},
            {"topic": "学习", "start": "14:00", "end": "13:00"},
        ]
    )
    assert (total.stated, total.stated_in, total.minutes, total.timed, total.unknown) == (2.0, 1, 90, 1, 2)


@given(st.text(alphabet="0123456789一二两三十百半个学时课共累计，。 .", max_size=40))
def test_any_words_are_read(text: str) -> None:
    hours = hours_in(text)
    assert hours is None or hours >= 0


async def say(house: House, who: str, words: str) -> tuple[str, dict[str, Any]]:
    spoken = await house.hear(house.message(who, words))
    return spoken.text, dict(spoken.understood)


async def test_the_branch_hears_its_total_beside_the_figure_and_its_source(house: House) -> None:
    for words in ("学时", "我们今年集中学习多少学时了", "我们支部今年学时够了吗"):
        said, tell = await say(house, "张敏", words)
        assert tell["intent"] == "my_status", words
        assert "没写学时，从开始到结束共" in said and "党员32学时、书记56学时、支委56学时、入党积极分子24学时" in said
        assert "依据：《" in said and "不代表哪一位的学时" in said
        assert len(said) <= 350


async def test_hours_that_a_record_states_are_added(house: House) -> None:
    words = "11月18日14:00到16:00在信息楼302开了集中学习，张敏主持，林晓燕记录，应到18实到18，主题是学习党章2学时"
    await house.say("张敏", words)
    await house.say("张敏", "好")
    said, _ = await say(house, "张敏", "学时 本月")
    assert "写明学时的1次，共**2学时**" in said


async def test_how_many_there_must_be_is_a_question_about_the_rule(house: House) -> None:
    for words in ("党员一年要多少学时", "学时 要求"):
        said, tell = await say(house, "张敏", words)
        assert tell["intent"] == "requirement" and "32学时" in said, words
    said, tell = await say(house, "李伟", "学时")
    assert tell["intent"] == "requirement" and "32学时" in said


async def test_a_year_without_records_says_so(house: House) -> None:
    said, _ = await say(house, "张敏", "学时 2024年")
    assert "还没有集中学习、党课、主题党日的记录" in said
