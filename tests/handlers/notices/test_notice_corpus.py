"""The reader on whole notices, field by field."""

import pytest

from tests.handlers.notices.notice_corpus import CASES, HELD_OUT, LATER, TUNED, Case
from tests.handlers.notices.notice_score import Score, score

FIELDS = {
    "recall": 0.95,
    "precision": 0.95,
    "deadline": 0.97,
    "level": 0.9,
    "time": 0.85,
    "kind": 0.9,
    "recipient": 0.9,
}
"""What the issue asks for at least, and what the rest must not fall below."""


@pytest.mark.parametrize("case", TUNED, ids=lambda case: case.name)
def test_every_notice_is_read_whole(case: Case) -> None:
    assert score((case,)).differences == []


@pytest.mark.parametrize("cases", [HELD_OUT, LATER], ids=["held out", "later"])
def test_notices_that_were_kept_apart_are_read_nearly_as_well(cases: tuple[Case, ...]) -> None:
    result = score(cases)
    for name, least in FIELDS.items():
        assert result.share(name) >= least, (name, result.differences)
    _holds_promises(result)


def test_no_date_that_is_none_is_taken_for_a_deadline_and_none_is_sure_and_wrong() -> None:
    _holds_promises(score(CASES))


def _holds_promises(result: Score) -> None:
    assert result.harmful == []
    assert result.share("ignored dates") == 1, result.differences
    assert result.share("needs_review") == 1, result.differences


def test_the_corpus_is_as_large_and_as_divided_as_it_says() -> None:
    assert len(CASES) >= 70
    assert len(TUNED) >= 22 and len(HELD_OUT) >= 22 and len(LATER) >= 28
    levels = {level for case in CASES for task in case.tasks for level in task.levels}
    assert levels == {"branch", "secondary", "organizer", "org_dept", "member"}
