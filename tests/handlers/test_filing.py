# ruff: noqa: E501 (what people say is not broken into lines)
"""Weighing what was said: what is missing, what is found, what holds, and how corrections go in."""

from datetime import date
from typing import Any

import pytest

from handlers.filing import applied, difference_lines, differences, single_answer
from handlers.findings import findings, missing
from handlers.reading import Change
from handlers.reading.values import Absentee
from storage.records import Record
from tests.fakes.clock import local
from tests.fakes.house import NOW, House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
WHOLE: dict[str, Any] = {
    "kinds": ["主题党日"], "date": "2026-11-19", "start": "15:00", "end": None, "place": "301", "host": "张敏", "recorder": "王华",
    "expected": 18, "present": 16, "absentees": [{"name": "张三", "reason": "出差"}, {"name": "李四", "reason": "病假"}],
    "topic": "学习党章", "text": "", "votes": None, "observers": None, "absent_none": False,
}  # fmt: skip
JSJ1 = "计算机学院教工第一党支部"


def found(house: House, changes: dict[str, Any], unit: str = JSJ1, **more: Any) -> dict[str, str]:
    """Codes with their severity."""
    content = {**WHOLE, **changes}
    return {one.code: one.severity for one in findings(content, house.unit(unit), house.app.know, NOW, **more)}


def record(content: dict[str, Any], number: int = 1) -> Record:
    return Record(number, 1, 1, "submitted", 1, date.fromisoformat(content["date"]), content, NOW, NOW, False)


def test_a_whole_record_has_nothing_missing_and_nothing_found(house: House) -> None:
    assert missing(WHOLE) == [] and found(house, {}) == {}


@pytest.mark.parametrize("field", ["date", "start", "place", "host", "recorder", "expected", "present", "topic"])
def test_each_needed_field_is_missed(house: House, field: str) -> None:
    assert missing({**WHOLE, field: None}) == [field]


def test_missing_comes_in_the_agreed_order(house: House) -> None:
    assert missing({}) == ["kind", "date", "start", "place", "host", "recorder", "expected", "present", "topic"]


def test_absent_people_are_missed_only_where_somebody_was_absent(house: House) -> None:
    nobody = {**WHOLE, "absentees": []}
    assert missing(nobody) == ["absentees"]
    assert missing({**nobody, "present": 18}) == []
    assert missing({**nobody, "absent_none": True, "present": 18}) == []


def test_a_talk_needs_neither_recorder_nor_counts(house: House) -> None:
    assert missing({"kinds": ["谈心谈话"]}) == ["date", "start", "place", "host", "topic"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"place": None}, {"R01": "block"}),
        ({"present": 19, "absentees": []}, {"R02": "block"}),
        ({"present": 15}, {"R02": "block"}),
        ({"absentees": []}, {"R07": "warn"}),
        ({"absentees": [{"name": "张三", "reason": None}, {"name": "李四", "reason": "病假"}]}, {"R07": "warn"}),
        ({"present": 18, "absentees": []}, {}),
        ({"date": "2026-11-21"}, {"R04": "block"}),
        ({"date": "2026-11-20", "start": "10:01"}, {"R04": "block"}),
        ({"date": "2026-11-20", "start": "09:59"}, {}),
        ({"date": "2026-11-17"}, {}),
        ({"date": "2026-11-16"}, {"R09": "warn"}),
        ({"kinds": ["党小组会"]}, {"R05": "warn"}),
        ({"votes": {"eligible": 18, "eligible_present": 16, "favour": 16, "against": 0, "abstain": 0}}, {"R03": "block"}),
        ({"votes": {"eligible": 17, "eligible_present": 8, "favour": 8, "against": 0, "abstain": 0}}, {"R03": "block"}),
        ({"votes": {"eligible": 17, "eligible_present": 15, "favour": 15, "against": 1, "abstain": 0}}, {"R03": "block"}),
        ({"votes": {"eligible": 17, "eligible_present": 15, "favour": 14, "against": 0, "abstain": 1}}, {}),
    ],
)  # fmt: skip
def test_findings(house: House, changes: dict[str, Any], codes: dict[str, str]) -> None:
    assert found(house, changes) == codes


def test_a_branch_without_committee_is_asked_about_its_committee_meeting(house: House) -> None:
    assert found(house, {"kinds": ["支委会"]}, "机械工程学院教工第二党支部") == {"R05": "warn"}
    assert found(house, {"kinds": ["支委会"]}) == {}


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        ("15:00", None, True),
        ("14:00", "15:30", True),
        ("14:00", "15:00", False),
        ("16:00", None, False),
        ("15:30", None, True),
        (None, None, False),
    ],
)
def test_two_activities_at_one_time_are_pointed_out(
    house: House, start: str | None, end: str | None, overlaps: bool
) -> None:
    first = record({**WHOLE, "start": "15:00", "end": "16:00"})
    assert ("R06" in found(house, {"start": start, "end": end}, same_day=[first])) is overlaps


def test_a_text_copied_from_last_month_is_pointed_out(house: House) -> None:
    text = (
        "全体党员认真学习了党章第三章，大家结合实际谈了体会，并就下一步工作提出了许多很好的意见和建议，会议由书记总结。"
    )
    earlier = [record({**WHOLE, "date": "2026-10-20", "text": text})]
    assert "R08" in found(house, {"text": text.replace("三", "3")}, earlier=earlier)
    assert "R08" not in found(
        house,
        {"text": "这次我们去了敬老院，陪老人们聊天，帮他们打扫卫生，同志们都觉得收获很大很有意义。"},
        earlier=earlier,
    )


def test_every_finding_is_one_friendly_sentence(house: House) -> None:
    every = [
        {"place": None},
        {"present": 19, "absentees": []},
        {"present": 15},
        {"absentees": []},
        {"date": "2026-11-21"},
        {"date": "2026-11-02"},
    ]
    for changes in every:
        for one in findings({**WHOLE, **changes}, house.unit(JSJ1), house.app.know, NOW):
            assert 4 < len(one.words) < 60 and not any(
                word in one.words for word in ("错误", "非法", "不合格", "违规", "None")
            )


def test_late_is_counted_in_state_council_working_days(house: House) -> None:
    """National Day: eight days lie between, one of them a working day."""
    content = {**WHOLE, "date": "2026-09-30"}
    assert [one.code for one in findings(content, house.unit(JSJ1), house.app.know, local("2026-10-08 12:00"))] == []
    assert [one.code for one in findings(content, house.unit(JSJ1), house.app.know, local("2026-10-13 12:00"))] == [
        "R09"
    ]


def test_changes_go_in_and_are_told_before_and_after(house: House) -> None:
    changes = [
        Change("present", "to", 15),
        Change("absentees", "add", Absentee("王五", "事假")),
        Change("date", "to", date(2026, 11, 18)),
        Change("kinds", "add", "党课"),
    ]
    after = applied(WHOLE, changes)
    assert differences(WHOLE, after) == {
        "kinds": {"from": ["主题党日"], "to": ["主题党日", "党课"]},
        "date": {"from": "2026-11-19", "to": "2026-11-18"},
        "present": {"from": 16, "to": 15},
        "absentees": {"add": [{"name": "王五", "reason": "事假"}]},
    }
    assert difference_lines(differences(WHOLE, after), date(2026, 11, 20))
    assert applied(WHOLE, []) == WHOLE


def test_an_absentee_named_again_is_corrected_and_not_doubled(house: House) -> None:
    after = applied(WHOLE, [Change("absentees", "add", Absentee("张三", "病假"))])
    assert sorted((one["name"], one["reason"]) for one in after["absentees"]) == [("张三", "病假"), ("李四", "病假")]
    gone = applied(WHOLE, [Change("absentees", "remove", "张三")])
    assert [one["name"] for one in gone["absentees"]] == ["李四"]


@pytest.mark.parametrize(
    ("asked", "text", "answer"),
    [
        (["place"], "301", {"place": "301"}),
        (["expected"], "18人", {"expected": 18}),
        (["present"], "16", {"present": 16}),
        (["host"], "王华。", {"host": "王华"}),
        (["host"], "我们还没有定下来呢", None),
        (["expected"], "十几个吧", None),
        (["place", "host"], "301", None),
        (["place", "absentees"], "301", {"place": "301"}),
        (["topic"], "a\nb", None),
        ([], "301", None),
    ],
)
def test_a_bare_answer_fits_only_the_one_thing_asked(house: House, asked: list[str], text: str, answer: Any) -> None:
    assert single_answer(asked, text, "张敏") == answer
