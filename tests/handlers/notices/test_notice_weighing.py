"""What the learned weights may do, and what they may not: put aside, let people look, take up for people to look at."""

import math
from datetime import date

import pytest

from handlers.notices import Task, read_notice, weighing
from handlers.notices.read import weighed_in
from handlers.notices.whose import LEVELS
from tests.handlers.notices.notice_score import score
from tests.learning.marked import SETS

DAY = date(2026, 3, 10)
INVOICES = "发票最后一天3月20日，过了清零。"


def tasks(text: str) -> tuple[Task, ...]:
    return read_notice(f"各党支部：\n{text}", DAY).tasks


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Every date is as likely to ask for something as the test says under ``is``, a sentence without under ``not``."""
    told = {"is": 0.5, "not": 0.0}
    monkeypatch.setattr(
        weighing, "chance", lambda signs, of=weighing.ASKING: told["is" if of == weighing.ASKING else "not"]
    )
    return told


def test_what_the_rules_take_for_a_task_and_is_unlikely_is_told_as_none(chance: dict[str, float]) -> None:
    chance["is"] = weighing.NOT_LIKELY - 0.01
    notice = read_notice("各党支部：\n案例于5月6日前报送组织人事处。", DAY)
    assert notice.tasks == ()
    assert [(one.text, one.why) for one in notice.ignored_dates] == [("5月6日前", weighing.UNLIKELY)]


def test_what_is_not_quite_likely_is_for_people_to_look_at(chance: dict[str, float]) -> None:
    chance["is"] = weighing.SURE - 0.01
    (task,) = tasks("案例于5月6日前报送组织人事处。")
    assert task.deadline == date(2026, 5, 6) and task.needs_review and task.why == weighing.DOUBT
    chance["is"] = weighing.SURE
    (task,) = tasks("案例于5月6日前报送组织人事处。")
    assert not task.needs_review


def test_what_people_look_at_anyway_is_put_aside_only_where_it_is_hardly_likely(chance: dict[str, float]) -> None:
    chance["is"] = weighing.HARDLY
    assert [task.why for task in tasks("名单暂定于5月6日前报送组织部。")] == ["时间是暂定的，请核对"]
    chance["is"] = weighing.HARDLY - 0.01
    assert tasks("名单暂定于5月6日前报送组织部。") == ()


def test_a_sentence_without_a_date_is_a_task_where_it_is_likely_to_ask(chance: dict[str, float]) -> None:
    said = "请各支部及时报送名单。窗帘坏了，小贝跟物业再说说。"
    chance["not"] = weighing.HARDLY - 0.01
    assert tasks(said) == ()
    chance["not"] = weighing.HARDLY
    assert [task.why for task in tasks(said)] == ["没有写截止时间"]  # the rules saw it, and nobody knows when
    chance["not"] = weighing.ASKED_UNDATED
    listed, curtain = tasks(said)
    assert listed.title == "报送名单"
    assert curtain.deadline is None and weighing.DOUBT in curtain.why


def test_a_date_that_no_rule_takes_is_taken_up_for_people_to_look_at(chance: dict[str, float]) -> None:
    chance["is"] = weighing.LIKELY - 0.01
    assert tasks(INVOICES) == ()
    chance["is"] = 1.0
    (task,) = tasks(INVOICES)
    assert task.deadline == date(2026, 3, 20) and weighing.DOUBT in task.why
    assert read_notice(f"各党支部：\n{INVOICES}", DAY).ignored_dates == ()


def test_nothing_is_weighed_behind_more_dates_than_any_notice_has(chance: dict[str, float]) -> None:
    chance["is"] = 0.0
    many = "\n".join(f"{n % 28 + 1}号楼的名单5月{n % 28 + 1}日前报送。" for n in range(weighing.MOST + 20))
    found = tasks(many)
    # Every line there is, each once: a sentence whose date is put aside is weighed twice, so half as many are weighed.
    assert len(found) == 28 and all(task.needs_review for task in found)


def test_the_weights_are_numbers_for_signs_that_the_reader_sees() -> None:
    weights = weighing.weights()
    assert set(weights) == {weighing.ASKING, weighing.UNDATED, *LEVELS}
    assert all(math.isfinite(weight) for known in weights.values() for weight in known.values())
    seen = {sign for case in SETS[0].cases for one in weighed_in(case.text, case.day) for sign in one.signs}
    assert len(seen & weights[weighing.ASKING].keys()) > 1000
    assert weighing.chance(frozenset()) == weighing.chance(frozenset(), weighing.UNDATED) == 0.5


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("请各党支部于3月20日前报送名单。", "branch"),
        ("3月20日下午2:30在报告厅参加结业考试，请带好学生证。", "member"),
        ("3月20日前把各支部的名单汇总后报组织部。", "secondary"),
    ],
)
def test_whose_task_it_is_where_nobody_is_named_is_the_likeliest(text: str, level: str) -> None:
    (task,) = read_notice(f"关于做好培训工作的通知\n各学院党委：\n{text}", DAY).tasks
    assert task.responsible_level == level


def test_weighing_says_nothing_while_it_is_recorded(chance: dict[str, float]) -> None:
    chance["is"] = 0.0
    dated, without = weighed_in("各党支部：\n案例于5月6日前报送组织人事处。会场有茶水。", DAY)
    assert (dated.line, dated.due, dated.said) == (2, date(2026, 5, 6), "task")
    assert (without.line, without.due, without.said) == (2, None, weighing.NOTHING)
    assert without.words == "会场有茶水"


def test_marked_notices_are_read_as_people_marked_them() -> None:
    """They were learned from: this only says that the weights are in use; ``make learn`` says how right they are."""
    result = score([case for marked in SETS for case in marked.cases])
    least = {"recall": 0.89, "precision": 0.93, "deadline": 0.98, "level": 0.96}
    assert {name: result.share(name) for name, share in least.items() if result.share(name) < share} == {}
    assert len(result.harmful) <= 40, result.harmful
