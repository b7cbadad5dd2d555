"""Duties follow from rules, facts and records: whatever happens, what is stored is what can be computed again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Applies, Catalogue, Requirement, load_catalogue
from handlers import duties
from handlers.applies import applies, binding, state_of, window
from handlers.due import following, period_from, period_of, previous, say_period
from handlers.knowledge import Knowledge
from storage.records import Evidence
from storage.units import Unit
from storage.work import Work
from tests.fakes.house import House

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, tzinfo=ZONE)
BRANCH = Unit(
    id=1,
    parent_id=None,
    path="/1/",
    kind="branch",
    name="某支部",
    short="某支部",
    aliases=(),
    branch_type="undergraduate",
    full_members=12,
    probationary_members=2,
    has_committee=True,
    has_groups=True,
    graduates=True,
    theme_day=None,
    term_ends=None,
)
RULE = load_catalogue().by_id("jm22-branch-theme-day")
assert RULE is not None


def rule(cadence: str = "monthly", **applies: Any) -> Requirement:
    assert RULE is not None
    return replace(RULE, cadence=cadence, applies=Applies(unit_kinds=("branch",), **applies))


@pytest.mark.parametrize(
    ("conditions", "facts", "binds", "why"),
    [
        ({}, {}, True, "对每个党支部的要求"),
        ({"committee": True}, {}, True, "本支部设支委会（正式党员12人）"),
        ({"committee": True}, {"has_committee": False}, False, "本支部不设支委会"),
        ({"committee": True}, {"has_committee": None}, True, "本支部设支委会（正式党员12人）"),
        ({"committee": True}, {"has_committee": None, "full_members": 6}, False, "本支部不设支委会"),
        ({"committee": True}, {"has_committee": None, "full_members": None}, False, "还没有登记是否设支委会"),
        ({"committee": False}, {"has_committee": None, "full_members": None}, False, "还没有登记是否设支委会"),
        ({"committee": False}, {}, False, "本支部设有支委会"),
        ({"groups": True}, {}, True, "本支部设有党小组"),
        ({"groups": True}, {"has_groups": False}, False, "本支部没有划分党小组"),
        ({"groups": True}, {"has_groups": None}, False, "还没有登记有没有党小组"),
        ({"groups": False}, {"has_groups": None}, False, "还没有登记有没有党小组"),
        ({"graduates": True}, {}, True, "本支部今年有毕业生党员"),
        ({"graduates": True}, {"graduates": False}, False, "本支部今年没有毕业生党员"),
        ({"graduates": True}, {"graduates": None}, False, "还没有登记有没有毕业生党员"),
        ({"branch_types": ("student",)}, {}, True, "本支部是本科生支部"),
        ({"branch_types": ("staff",)}, {}, False, "不是对这类支部的要求"),
        ({"branch_types": ("staff",)}, {"branch_type": None}, False, "还没有登记支部类型"),
        ({"min_full_members": 7}, {}, True, "正式党员12人"),
        ({"min_full_members": 13}, {}, False, "正式党员12人，不足13人"),
        ({"max_full_members": 6}, {}, False, "正式党员12人，超过6人"),
        ({"max_full_members": 6}, {"full_members": None}, False, "还没有登记正式党员数"),
        ({"min_full_members": 0}, {"full_members": None}, False, "还没有登记正式党员数"),
        ({}, {"kind": "general_branch"}, False, "不是对这一级组织的要求"),
    ],
)
def test_each_condition_is_honoured_and_the_reason_names_the_fact(
    conditions: dict[str, Any], facts: dict[str, Any], binds: bool, why: str
) -> None:
    found = binding(rule(**conditions), replace(BRANCH, **facts))
    assert (found.binds, found.why) == (binds, why)


def test_all_facts_that_make_it_apply_are_named() -> None:
    assert binding(rule(groups=True, graduates=True), BRANCH).why == "本支部设有党小组，本支部今年有毕业生党员"


@pytest.mark.parametrize(
    ("day", "code", "first", "last", "said"),
    [
        (date(2026, 11, 20), "2026-T2", date(2026, 8, 1), date(2027, 1, 31), "秋季学期"),
        (date(2027, 1, 31), "2026-T2", date(2026, 8, 1), date(2027, 1, 31), "秋季学期"),
        (date(2026, 2, 1), "2026-T1", date(2026, 2, 1), date(2026, 7, 31), "春季学期"),
        (date(2026, 1, 5), "2025-T2", date(2025, 8, 1), date(2026, 1, 31), "2025年秋季学期"),
    ],
)
def test_a_school_term_is_a_period_over_the_turn_of_the_year(
    day: date, code: str, first: date, last: date, said: str
) -> None:
    term = period_of("termly", day)
    assert (term.code, term.first, term.last, term.cadence) == (code, first, last, "termly")
    assert period_from(code) == term and following(previous(term)) == term
    assert say_period(term, date(2026, 11, 20)) == said


def test_a_rule_of_the_term_is_a_duty_with_its_own_months_and_day() -> None:
    term = period_of("termly", date(2026, 11, 20))
    assert binding(rule("termly"), BRANCH).binds
    assert window(replace(rule("termly"), months=(1, 12)), term) == (date(2026, 12, 1), date(2027, 1, 31))
    assert window(replace(rule("termly"), due="01-10"), term) == (date(2026, 8, 1), date(2027, 1, 10))
    at = datetime(2027, 1, 5, tzinfo=ZONE)
    made = state_of(rule("termly"), term, [Evidence(7, date(2027, 1, 5), ("主题党日",), at)], ZONE)
    assert made["state"] == "done"


def test_a_half_year_is_a_period() -> None:
    half = period_of("half_yearly", date(2026, 11, 20))
    at = datetime(2026, 8, 1, tzinfo=ZONE)
    made = state_of(rule("half_yearly"), half, [Evidence(7, date(2026, 8, 1), ("主题党日",), at)], ZONE)
    assert (half.code, made["state"], made["record_id"]) == ("2026-H2", "done", 7)
    none = state_of(rule("half_yearly"), half, [Evidence(7, date(2026, 6, 30), ("主题党日",), at)], ZONE)
    assert none["state"] == "open"


@pytest.mark.parametrize(
    ("months", "due", "cadence", "days"),
    [
        ((), None, "yearly", (date(2026, 1, 1), date(2026, 12, 31))),
        ((6,), None, "yearly", (date(2026, 6, 1), date(2026, 6, 30))),
        ((1, 2, 3), None, "yearly", (date(2026, 1, 1), date(2026, 3, 31))),
        ((6, 12), None, "half_yearly", (date(2026, 12, 1), date(2026, 12, 31))),
        ((), "12-10", "half_yearly", (date(2026, 7, 1), date(2026, 12, 10))),
        ((), "02-29", "yearly", (date(2026, 1, 1), date(2026, 2, 28))),
    ],
)
def test_months_and_days_that_a_rule_names_are_its_window(
    months: tuple[int, ...], due: str | None, cadence: str, days: tuple[date, date]
) -> None:
    made = replace(rule(cadence), months=months, due=due)
    assert window(made, period_of(cadence, date(2026, 11, 20))) == days


def test_a_period_without_one_of_the_named_months_asks_nothing(house: House) -> None:
    made = replace(rule("quarterly"), months=(3,))
    know = house.app.know
    assert applies(made, BRANCH, period_of("quarterly", date(2026, 2, 1)), know, None).binds
    assert not applies(made, BRANCH, period_of("quarterly", date(2026, 5, 1)), know, None).binds


# -- on a real database ------------------------------------------------------------------------------------------------


class Undo(Exception):
    """Ends an example: nothing of it stays."""


def tried(house: House, unit: Callable[[Work], None]) -> None:
    def whole(work: Work) -> None:
        unit(work)
        raise Undo

    with pytest.raises(Undo):
        house.do(whole)


def a_branch(work: Work, **facts: Any) -> Unit:
    return work.units.add(work.units.get(1), kind="branch", name="新支部", short="新支部", **facts)


def everything(work: Work, unit: Unit) -> list[duties.Duty]:
    return work.duties.of_unit(unit.id, date.min, date.max)


def agree(work: Work, know: Knowledge, unit: Unit) -> None:
    """What is stored is what can be computed from the rules, the facts and the records."""
    for duty in everything(work, unit):
        stored = {"state": duty.state, "record_id": duty.record_id, "done_at": duty.done_at, "note": duty.note}
        assert duties.recomputed(work, know, unit, duty) == stored, duty


def kinds_owed(work: Work, know: Knowledge, unit: Unit) -> set[str]:
    rules = {one.id: one.evidence[0] for one in know.catalogue.duties()}
    return {rules[duty.requirement] for duty in everything(work, unit) if duty.state == "open"}


@pytest.mark.parametrize(
    "facts",
    [
        {"full_members": 6, "has_committee": False, "has_groups": False},
        {"full_members": 6, "has_committee": None, "has_groups": None},
        {"full_members": 6},
    ],
)
def test_six_members_without_committee_or_groups_owe_nothing_false(house: House, facts: dict[str, Any]) -> None:
    know = house.app.know

    def unit(work: Work) -> None:
        branch = a_branch(work, **facts)
        for month in range(1, 13):
            duties.ensure(work, know, [branch], date(2027, month, 15), NOW)
        assert kinds_owed(work, know, branch) == {
            *("主题党日", "支部党员大会", "党课", "集中学习", "组织生活会", "民主评议党员")
        }
        assert len(everything(work, branch)) == 12 + 4 + 4 + 12 + 1 + 1
        agree(work, know, branch)

    tried(house, unit)


def test_a_fact_takes_duties_away_and_brings_them_back(house: House) -> None:
    know = house.app.know

    def unit(work: Work) -> None:
        before = a_branch(work, full_members=9, has_committee=True, has_groups=False)
        duties.ensure(work, know, [before], date(2026, 11, 20), NOW)
        assert "支委会" in kinds_owed(work, know, before)
        without = work.units.change(before.id, has_committee=False)
        gone = duties.refit(work, know, before, without, NOW)
        assert {(one.state, one.note) for one in gone} == {("not_applicable", "本支部不设支委会")}
        assert "支委会" not in kinds_owed(work, know, without)
        again = work.units.change(before.id, has_committee=True)
        assert [one.id for one in duties.refit(work, know, without, again, NOW)] == [one.id for one in gone]
        assert "支委会" in kinds_owed(work, know, again)
        agree(work, know, again)

    tried(house, unit)


def test_what_comes_to_apply_is_not_asked_of_the_months_before(house: House) -> None:
    know = house.app.know

    def unit(work: Work) -> None:
        before = a_branch(work, full_members=6)
        after = work.units.change(before.id, has_committee=True)
        duties.refit(work, know, before, after, NOW)
        for day in (date(2026, 9, 15), date(2026, 10, 15), date(2026, 11, 15)):
            duties.ensure(work, know, [after], day, NOW)
        owed = [
            duty.period
            for duty in everything(work, after)
            if duty.state == "open" and duty.requirement == "jm22-branch-committee-meeting"
        ]
        assert owed == ["2026-11"]
        agree(work, know, after)

    tried(house, unit)


def test_a_rule_that_is_gone_leaves_no_open_duty(house: House) -> None:
    know = house.app.know
    fewer = Catalogue([one for one in know.catalogue.requirements if one.matter != "study"])

    def unit(work: Work) -> None:
        branch = a_branch(work, full_members=6)
        duties.ensure(work, know, [branch], date(2026, 10, 20), NOW)
        duties.ensure(work, know, [branch], date(2026, 11, 20), NOW)
        less = replace(know, catalogue=fewer)
        duties.ensure(work, less, [branch], date(2026, 11, 20), NOW)
        study = [duty for duty in everything(work, branch) if duty.requirement == "jm22-branch-study"]
        assert [(duty.state, duty.note) for duty in study] == [("not_applicable", duties.GONE)] * 2
        agree(work, less, branch)
        duties.ensure(work, know, [branch], date(2026, 11, 20), NOW)
        assert "集中学习" in kinds_owed(work, know, branch), "the rule is back"
        agree(work, know, branch)

    tried(house, unit)


def test_a_record_withdrawn_in_the_vacation_leaves_no_gap(house: House) -> None:
    know = replace(house.app.know, rules=house.app.know.rules.model_copy(update={"vacation": "pause"}))

    def unit(work: Work) -> None:
        branch = a_branch(work, full_members=6)
        held = date(2027, 7, 20)
        record = work.records.add(
            branch.id, 1, {"kinds": ["主题党日"], "date": held.isoformat()}, NOW, state="submitted"
        )
        done = duties.refresh(work, know, branch, [("主题党日", held)], NOW)
        assert [duty.state for duty in done] == ["done"]
        work.records.change(record, 1, NOW, state="withdrawn")
        gap = duties.refresh(work, know, branch, [("主题党日", held)], NOW)
        assert [duty.state for duty in gap] == ["not_applicable"]
        agree(work, know, branch)

    tried(house, unit)


def test_many_branches_are_made_as_one_would_be(house: House) -> None:
    """Set by set or one by one: the same duties in the same states."""
    know = house.app.know
    columns = ("requirement", "unit_id", "period", "opens_on", "due_on", "state", "record_id")

    def rows(one_by_one: bool) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []

        def unit(work: Work) -> None:
            work._connection.exec_driver_sql("DELETE FROM reminders")
            work._connection.exec_driver_sql("DELETE FROM duties")
            branches = [one for one in work.units.everything() if one.is_branch]
            for day in (date(2026, 10, 5), date(2026, 11, 20)):
                for some in [[one] for one in branches] if one_by_one else [branches]:
                    duties.ensure(work, know, some, day, NOW)
            for branch in branches:
                found.extend(tuple(getattr(duty, name) for name in columns) for duty in everything(work, branch))
                agree(work, know, branch)

        tried(house, unit)
        return sorted(found)

    assert rows(True) == rows(False)


KINDS = ("主题党日", "支委会", "党小组会", "支部党员大会", "党课", "集中学习", "组织生活会")
DAYS = st.dates(date(2026, 8, 1), date(2027, 3, 31))
WHICH = st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(st.just("record"), st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True), DAYS, WHICH),
    st.tuples(st.just("correct"), WHICH, st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True), DAYS),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("restore"), WHICH),
    st.tuples(st.just("excuse"), WHICH),
    st.tuples(st.just("unexcuse"), WHICH),
    st.tuples(st.just("ensure"), DAYS),
    st.tuples(
        st.just("facts"),
        st.fixed_dictionaries(
            {},
            optional={
                "full_members": st.sampled_from([None, 2, 6, 7, 20]),
                "has_committee": st.sampled_from([None, True, False]),
                "has_groups": st.sampled_from([None, True, False]),
                "graduates": st.sampled_from([None, True, False]),
            },
        ),
    ),
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(STEPS, max_size=14),
    vacation=st.sampled_from(["continue", "pause"]),
    facts=st.sampled_from([{}, {"full_members": 6}, {"full_members": 9, "has_groups": True}]),
)
def test_stored_and_recomputed_states_agree_whatever_happens(
    house: House, steps: list[Any], vacation: str, facts: dict[str, Any]
) -> None:
    know = replace(house.app.know, rules=house.app.know.rules.model_copy(update={"vacation": vacation}))

    def unit(work: Work) -> None:
        branch = a_branch(work, **facts)
        ids: list[int] = []
        for number, step in enumerate(steps):
            branch = _step(work, know, branch, ids, step, NOW + timedelta(hours=number))
            agree(work, know, branch)
            _nothing_false(work, know, branch)

    tried(house, unit)


def _nothing_false(work: Work, know: Knowledge, branch: Unit) -> None:
    """An open duty applies, and the records of its period do not fulfil it."""
    rules = {one.id: one for one in know.catalogue.duties()}
    for duty in everything(work, branch):
        if duty.state == "open":
            period = period_from(duty.period)
            assert applies(rules[duty.requirement], branch, period, know, None).binds
            evidence = work.records.evidence(branch.id, period.first, period.last)
            assert not any(set(one.kinds) & set(rules[duty.requirement].evidence) for one in evidence)


def _step(work: Work, know: Knowledge, branch: Unit, ids: list[int], step: Any, now: datetime) -> Unit:
    what, *rest = step
    if what == "facts":
        after = work.units.change(branch.id, **rest[0]) if rest[0] else branch
        duties.refit(work, know, branch, after, now)
        return after
    if what == "ensure":
        duties.ensure(work, know, [branch], rest[0], now)
    elif what == "record":
        kinds, day, wait = rest
        at = datetime(day.year, day.month, day.day, 18, tzinfo=ZONE) + timedelta(days=wait * 5)
        made = work.records.add(branch.id, 1, {"kinds": kinds, "date": day.isoformat()}, at, state="submitted")
        ids.append(made.id)
        duties.refresh(work, know, branch, [(kind, day) for kind in kinds], now)
    elif what in ("excuse", "unexcuse"):
        found = everything(work, branch)
        if found:
            duty = found[rest[0] % len(found)]
            if what == "excuse" and duty.state != "excused":
                duties.excuse(work, duty, "组织部同意")
            elif what == "unexcuse" and duty.state == "excused":
                duties.settle_again(work, know, branch, duty)
    elif ids:
        _changed(work, know, branch, ids[rest[0] % len(ids)], step, now)
    return branch


def _changed(work: Work, know: Knowledge, branch: Unit, number: int, step: Any, now: datetime) -> None:
    record = work.records.get(number)
    assert record is not None
    content = dict(record.content)
    if step[0] == "correct":
        content |= {"kinds": step[2], "date": step[3].isoformat()}
    state = {"withdraw": "withdrawn", "restore": "submitted"}.get(step[0], record.state)
    work.records.change(record, 1, now, content=content, state=state)
    touched = [(kind, date.fromisoformat(one["date"])) for one in (record.content, content) for kind in one["kinds"]]
    duties.refresh(work, know, branch, touched, now)
