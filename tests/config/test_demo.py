"""The demo institution holds together on whatever day it is loaded."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo import MONTHS_BACK, DemoRecord, demo_history, demo_roster, demo_tasks
from config.holidays import Workdays
from config.roster import Roster, RosterChat, RosterInvalid, RosterPerson, RosterRole, RosterUnit
from config.themeday import theme_day

TODAY = date(2026, 11, 21)
ROSTER = demo_roster()
BRANCHES = [unit for unit in ROSTER.units if unit.kind in ("branch", "direct_branch")]
todays = st.dates(date(2024, 1, 1), date(2030, 12, 31))


# ── the roster ───────────────────────────────────────────


def test_the_three_people_of_the_guide_are_there() -> None:
    for name, role, unit in (
        ("张敏", "secretary", "计算机学院教工第一党支部"),
        ("李伟", "organizer", "计算机学院党总支"),
        ("王芳", "department", "江岚理工学院党委组织部"),
    ):
        (key,) = [one.key for one in ROSTER.units if one.name == unit]
        assert [person.name for person in ROSTER.holders(key, role)][:1] == [name]


def test_there_are_three_forms_of_second_level_and_fourteen_branches_of_all_kinds() -> None:
    kinds = Counter(unit.kind for unit in ROSTER.units)
    assert [kinds[kind] for kind in ("general_branch", "college_committee", "direct_branch", "branch")] == [1, 1, 1, 14]
    assert {unit.branch_type for unit in BRANCHES} == {
        *("staff", "student", "undergraduate", "graduate", "admin", "retired", "joint")
    }
    assert any(unit.has_groups for unit in BRANCHES)


def test_small_branches_have_no_committee_and_each_branch_has_a_theme_day_of_its_own() -> None:
    assert any((unit.full_members or 0) < 7 for unit in BRANCHES)
    assert all(unit.has_committee == ((unit.full_members or 0) >= 7) for unit in BRANCHES)
    assert len({unit.theme_day for unit in BRANCHES}) == len(BRANCHES)


def test_branches_with_groups_have_them_in_the_tree() -> None:
    parents = {unit.parent for unit in ROSTER.units if unit.kind == "group"}
    assert parents == {unit.key for unit in BRANCHES if unit.has_groups}


def test_every_branch_has_a_secretary_and_every_second_level_an_organizer() -> None:
    assert all(ROSTER.holders(unit.key, "secretary") for unit in BRANCHES)
    assert all(ROSTER.holders(unit, "organizer") for unit in ("jsj", "jx", "tsg"))


def test_every_second_level_has_a_group_for_reminders_and_the_summary() -> None:
    for unit in ("jsj", "jx", "tsg"):
        assert any(chat.unit == unit and {"reminders", "summary"} <= {*chat.purposes} for chat in ROSTER.chats)


def test_names_in_the_demo_are_told_apart() -> None:
    for names in ([unit.short for unit in ROSTER.units], [person.name for person in ROSTER.people]):
        assert len(names) == len(set(names))


def test_a_term_of_office_ends_soon_whenever_the_demo_is_loaded() -> None:
    for today in (TODAY, date(2028, 2, 29)):
        ends = [unit.term_ends - today for unit in demo_roster(today).units if unit.term_ends]
        assert timedelta() < min(ends) < timedelta(62)


# ── what a roster may be ─────────────────────────────────

SCHOOL = RosterUnit("a", "某校党委", "校党委", "committee")
BRANCH = RosterUnit("b", "某支部", "某支部", "branch", parent="a")
GROUP = RosterUnit("c", "某小组", "某小组", "group", parent="b")
PERSON = RosterPerson("p", "某人", (RosterRole("secretary", "b"),), wecom="p")
CHAT = RosterChat("某群", "b", ("reminders",), id="x")


def test_parents_come_first_whatever_the_order() -> None:
    assert [unit.key for unit in Roster("某校", (GROUP, BRANCH, SCHOOL)).units] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("units", "people", "chats", "words"),
    [
        ([SCHOOL, SCHOOL], [], [], "编号“a”"),
        ([BRANCH], [], [], "找不到上级组织“a”"),
        ([RosterUnit("b", "某支部", "某支部", "branch")], [], [], "要写上级组织"),
        ([SCHOOL, RosterUnit("c", "某小组", "某小组", "group", parent="a")], [], [], "党小组不能放在党委"),
        ([SCHOOL, BRANCH, RosterUnit("d", "另一支部", "支部", "branch", parent="b")], [], [], "党支部不能放在党支部"),
        (
            [
                RosterUnit("a", "甲总支", "甲", "general_branch", parent="b"),
                RosterUnit("b", "乙总支", "乙", "general_branch", parent="a"),
            ],
            [],
            [],
            "绕了一圈",
        ),
        ([RosterUnit("a", "甲", "甲", "club")], [], [], "没有“club”这种类别"),
        ([RosterUnit("a", "甲", "甲", "committee", full_members=-1)], [], [], "不合理"),
        ([RosterUnit("a", "甲", "甲", "committee", theme_day="someday")], [], [], "看不懂主题党日"),
        ([RosterUnit("a", "甲", "甲", "committee", branch_type="odd")], [], [], "支部类型"),
        ([SCHOOL, BRANCH], [PERSON, PERSON], [], "“p”"),
        ([SCHOOL], [PERSON], [], "找不到组织“b”"),
        ([SCHOOL], [RosterPerson("p", "某人", ())], [], "没有写角色"),
        ([SCHOOL], [RosterPerson("p", "某人", (RosterRole("king", "a"),))], [], "没有“king”这种角色"),
        ([SCHOOL, BRANCH], [RosterPerson("p", "某人", (RosterRole("organizer", "b"),))], [], "组织员要放在"),
        ([SCHOOL, BRANCH], [RosterPerson("p", "某人", (RosterRole("department", "b"),))], [], "组织部门这个角色"),
        ([SCHOOL, BRANCH], [], [CHAT, CHAT], "群标识“x”"),
        ([SCHOOL], [], [CHAT], "找不到组织“b”"),
        ([SCHOOL], [], [RosterChat("某群", "a", ("fun",))], "没有“fun”这种用途"),
        ([SCHOOL], [], [RosterChat("某群", "a", ("work",), channel="wechat")], "没有“wechat”这种渠道"),
    ],
)
def test_what_does_not_fit_together_is_no_roster(
    units: list[RosterUnit], people: list[RosterPerson], chats: list[RosterChat], words: str
) -> None:
    with pytest.raises(RosterInvalid) as refused:
        Roster("某校", tuple(units), tuple(people), tuple(chats))
    assert words in str(refused.value)


# ── the history ──────────────────────────────────────────


@settings(max_examples=25, deadline=None)
@given(todays)
def test_a_history_is_true_to_the_roster_and_to_the_calendar(today: date) -> None:
    units = {unit.key: unit for unit in ROSTER.units}
    people = {person.key: person for person in ROSTER.people}
    for record in demo_history(today):
        unit, filer = units[record.unit], people[record.person]
        assert record.held_on < today and record.held_on <= record.filed_on <= today
        assert record.start < (record.end or "24:00")
        assert RosterRole("secretary", unit.key) in filer.roles
        assert record.host != record.recorder
        assert record.expected - record.present == len(record.absentees)
        assert len({name for name, _ in record.absentees}) == len(record.absentees)
        assert all(name and reason for name, reason in record.absentees)
        assert not {record.host, record.recorder} & {name for name, _ in record.absentees}
        assert record.expected <= (unit.full_members or 0) + (unit.probationary_members or 0)
        assert "支委会" not in record.kinds or unit.has_committee
        assert "党小组会" not in record.kinds or unit.has_groups
        assert record.topic and record.place


@settings(max_examples=25, deadline=None)
@given(todays)
def test_theme_days_are_held_on_the_branchs_day_or_the_working_day_next_to_it(today: date) -> None:
    workdays = Workdays()
    rules = {unit.key: unit.theme_day or "" for unit in BRANCHES}
    for record in demo_history(today):
        if "主题党日" in record.kinds and workdays.knows(record.held_on.year):
            day = theme_day(rules[record.unit], record.held_on.year, record.held_on.month)
            assert workdays.is_workday(record.held_on)
            assert record.held_on == day or not workdays.is_workday(day)


@settings(max_examples=25, deadline=None)
@given(todays)
def test_no_branch_meets_twice_at_once(today: date) -> None:
    met: dict[tuple[str, date], list[DemoRecord]] = {}
    for record in demo_history(today):
        met.setdefault((record.unit, record.held_on), []).append(record)
    for records in met.values():
        for one, other in combinations(records, 2):
            assert (one.end or "") <= other.start or (other.end or "") <= one.start


@settings(max_examples=25, deadline=None)
@given(todays)
def test_every_query_has_something_to_say(today: date) -> None:
    records = demo_history(today)
    assert Counter(record.state for record in records)["returned"] == 1
    assert {record.unit for record in records} == {unit.key for unit in BRANCHES}
    assert {kind for record in records for kind in record.kinds} == {
        *("主题党日", "集中学习", "支部党员大会", "党课", "支委会", "党小组会", "组织生活会", "民主评议党员")
    }
    assert [record.filed_on for record in records] == sorted(record.filed_on for record in records)
    first = min(record.held_on for record in records if "主题党日" in record.kinds)
    assert timedelta(120) < today - first < timedelta(31 * (MONTHS_BACK + 1))


@settings(max_examples=25, deadline=None)
@given(todays)
def test_zhang_min_has_this_months_theme_day_still_before_her(today: date) -> None:
    mine = [record.held_on for record in demo_history(today) if record.unit == "jsj-jg1" and "主题党日" in record.kinds]
    assert mine
    assert all((day.year, day.month) != (today.year, today.month) for day in mine)


@settings(max_examples=25, deadline=None)
@given(todays)
def test_some_branches_were_late_and_some_missed_a_month(today: date) -> None:
    records = demo_history(today)
    assert any((record.filed_on - record.held_on).days > 5 for record in records)
    held = {(record.unit, record.held_on.month) for record in records if "主题党日" in record.kinds}
    assert ("jsj-yj2", (today.replace(day=1) - timedelta(1)).month) not in held


def test_the_same_day_gives_the_same_history() -> None:
    assert demo_history(TODAY) == demo_history(TODAY)


# ── the tasks ────────────────────────────────────────────


@settings(max_examples=25, deadline=None)
@given(todays)
def test_tasks_are_due_in_the_next_weeks_and_their_sentence_says_so(today: date) -> None:
    keys = {unit.key for unit in ROSTER.units}
    for task in demo_tasks(today):
        assert timedelta(5) < task.due - today < timedelta(40)
        assert task.due.weekday() < 5 or Workdays().is_workday(task.due)
        assert f"于{task.due.month}月{task.due.day}日前" in task.quote
        assert set(task.units) <= keys
        assert "jsj-jg1" in task.units or set(task.units) == {"jsj", "jx", "tsg"}
