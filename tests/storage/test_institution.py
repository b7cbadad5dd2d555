"""Units, people, chats, duties, dialogues, tasks: what is unique stays unique, what moves takes its own along."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.units import Unit
from storage.work import Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def tree(work: Work) -> dict[str, Unit]:
    school = work.units.add(None, kind="committee", name="校党委", short="校")
    made = {"school": school}
    for college in ("a", "b"):
        made[college] = work.units.add(school, kind="general_branch", name=f"{college}总支", short=college)
        for n in (1, 2):
            name = f"{college}{n}"
            made[name] = work.units.add(made[college], kind="branch", name=f"{name}支部", short=name)
            made[f"{name}g"] = work.units.add(made[name], kind="group", name=f"{name}小组", short=f"{name}g")
    return made


@pytest.fixture
def units(database: Database) -> dict[str, Unit]:
    return database.do(tree)


@pytest.fixture
def two(database: Database) -> Iterator[tuple[Database, Database]]:
    other = Database(database.url)
    yield database, other
    other.close()


# -- the tree


def test_everything_below_is_found_and_nothing_beside(database: Database, units: dict[str, Unit]) -> None:
    found = database.do(lambda work: work.units.within(units["a"].path))
    assert {one.short for one in found} == {"a", "a1", "a1g", "a2", "a2g"}
    assert {one.short for one in database.do(lambda work: work.units.branches_within(units["a"].path))} == {"a1", "a2"}


def test_a_path_of_many_siblings_never_swallows_one_with_a_longer_number(database: Database) -> None:
    def unit(work: Work) -> list[Unit]:
        school = work.units.add(None, kind="committee", name="校", short="校")
        return [work.units.add(school, kind="branch", name=f"{n}支部", short=str(n)) for n in range(130)]

    branches = database.do(unit)
    for one in branches:
        assert database.do(lambda work, one=one: work.units.within(one.path)) == [one]


def test_moving_a_unit_takes_everything_below_along(database: Database, units: dict[str, Unit]) -> None:
    database.do(lambda work: work.units.move(units["a1"], units["b"]))
    below = database.do(lambda work: work.units.within(units["b"].path))
    assert {one.short for one in below} == {"b", "b1", "b1g", "b2", "b2g", "a1", "a1g"}
    assert {one.short for one in database.do(lambda work: work.units.within(units["a"].path))} == {"a", "a2", "a2g"}
    moved = database.do(lambda work: work.units.get(units["a1g"].id))
    assert moved.path == f"{units['b'].path}{units['a1'].id}/{units['a1g'].id}/"
    assert database.do(lambda work: work.units.get(units["a1"].id)).parent_id == units["b"].id


def test_moving_a_college_and_back_is_as_if_nothing_had_been(database: Database, units: dict[str, Unit]) -> None:
    before = database.do(lambda work: work.units.everything())
    database.do(lambda work: work.units.move(units["b"], units["a"]))
    database.do(lambda work: work.units.move(work.units.get(units["b"].id), units["school"]))
    assert database.do(lambda work: work.units.everything()) == before


def test_two_units_cannot_have_one_name(database: Database, units: dict[str, Unit]) -> None:
    with pytest.raises(IntegrityError):
        database.do(lambda work: work.units.add(units["a"], kind="branch", name="b1支部", short="x"))


def test_names_that_were_taken_back_are_not_remembered(database: Database, units: dict[str, Unit]) -> None:
    def unit(work: Work) -> None:
        work.units.add(units["a"], kind="branch", name="新支部", short="新")
        work.units.names(NOW)
        raise ValueError

    with pytest.raises(ValueError):
        database.do(unit)
    for _ in range(4):  # whichever thread takes it
        assert "新支部" not in database.do(lambda work: work.units.names(NOW))


# -- people


def test_an_identity_speaks_for_one_person_and_can_be_taken_over(database: Database) -> None:
    def unit(work: Work) -> tuple[int, int]:
        a, b = work.people.add("a", "甲"), work.people.add("b", "乙")
        work.people.identify(a, "wecom", "id-1")
        work.people.identify(b, "wecom", "id-1")
        return a, b

    a, b = database.do(unit)
    known = database.do(lambda work: work.people.known_as("wecom", "id-1"))
    assert known is not None and known.id == b
    assert database.do(lambda work: work.people.identity(a, "wecom")) is None


def test_a_person_has_one_identity_on_each_platform(database: Database) -> None:
    def unit(work: Work) -> int:
        a = work.people.add("a", "甲")
        for family, external in (("wecom", "old"), ("dingtalk", "d"), ("wecom", "new")):
            work.people.identify(a, family, external)
        return a

    a = database.do(unit)
    assert database.do(lambda work: work.people.known_as("wecom", "old")) is None
    assert database.do(lambda work: (work.people.identity(a, "wecom"), work.people.identity(a, "dingtalk"))) == (
        "new",
        "d",
    )


@pytest.mark.parametrize("other", ["ID-1", "id-1 ", "ｉd-1", "id_1", "%"])
def test_identities_are_compared_byte_by_byte(database: Database, other: str) -> None:
    def unit(work: Work) -> None:
        work.people.identify(work.people.add("a", "甲"), "wecom", "id-1")

    database.do(unit)
    assert database.do(lambda work: work.people.known_as("wecom", other)) is None


def test_a_code_is_good_once_and_only_in_its_time(database: Database) -> None:
    person = database.do(lambda work: work.people.add("a", "甲"))
    database.do(lambda work: work.people.invite(person, "hash", NOW + timedelta(hours=1)))
    assert database.do(lambda work: work.people.redeem("wrong", NOW)) is None
    assert database.do(lambda work: work.people.redeem("hash", NOW)) == person
    assert database.do(lambda work: work.people.redeem("hash", NOW)) is None
    database.do(lambda work: work.people.invite(person, "hash", NOW + timedelta(hours=1)))
    assert database.do(lambda work: work.people.redeem("hash", NOW + timedelta(hours=1))) is None


def test_a_newer_code_makes_the_older_one_void(database: Database) -> None:
    person = database.do(lambda work: work.people.add("a", "甲"))
    for code in ("old", "new"):
        database.do(lambda work, code=code: work.people.invite(person, code, NOW + timedelta(hours=1)))
    assert database.do(lambda work: work.people.redeem("old", NOW)) is None
    assert database.do(lambda work: work.people.redeem("new", NOW)) == person


def test_who_is_dismissed_keeps_name_and_records_and_loses_the_roles(
    database: Database, units: dict[str, Unit]
) -> None:
    def unit(work: Work) -> int:
        a = work.people.add("a", "甲")
        work.people.appoint(a, units["a1"].id, "secretary", NOW)
        return a

    a = database.do(unit)
    assert [one.id for one in database.do(lambda work: work.people.holding(units["a1"].id, "secretary"))] == [a]
    database.do(lambda work: work.people.dismiss(a, NOW))
    assert database.do(lambda work: work.people.get(a)).roles == ()
    assert database.do(lambda work: work.people.holding(units["a1"].id, "secretary")) == []


# -- chats, dialogues


def test_binding_a_chat_again_changes_it_and_makes_no_second(database: Database, units: dict[str, Unit]) -> None:
    def bind(work: Work, unit: Unit, purposes: tuple[str, ...], push: str) -> None:
        work.chats.bind("c", "g", title="群", unit_id=unit.id, purposes=purposes, push_channel=push, push_address="x")

    database.do(lambda work: bind(work, units["a1"], ("reminders",), "c"))
    database.do(lambda work: bind(work, units["a2"], ("reminders", "summary"), "c"))
    (chat,) = database.do(lambda work: work.chats.everything())
    assert (chat.unit_id, chat.purposes) == (units["a2"].id, ("reminders", "summary"))
    assert database.do(lambda work: work.chats.meant_for("summary")) == [chat]
    assert database.do(lambda work: work.chats.meant_for("work")) == []
    database.do(lambda work: bind(work, units["a2"], ("reminders",), ""))
    assert database.do(lambda work: work.chats.meant_for("reminders")) == [], "it cannot be reached"


def test_a_question_waits_for_one_person_in_one_chat(database: Database) -> None:
    people = [database.do(lambda work, n=n: work.people.add(f"p{n}", f"人{n}")) for n in range(2)]

    def wait(work: Work, person: int, chat: str, words: str) -> None:
        work.dialogues.put(person, "c", chat, waiting={"w": words}, record_id=None, expires_at=NOW)

    for person in people:
        for chat in ("", "g"):
            database.do(lambda work, p=person, c=chat: wait(work, p, c, f"{p}{c}"))
    database.do(lambda work: wait(work, people[0], "g", "again"))
    found = {
        (person, chat): database.do(lambda work, p=person, c=chat: work.dialogues.get(p, "c", c))
        for person in people
        for chat in ("", "g", "elsewhere")
    }
    said = {where: one.waiting["w"] for where, one in found.items() if one}
    assert said == {
        (people[0], ""): f"{people[0]}", (people[0], "g"): "again",
        (people[1], ""): f"{people[1]}", (people[1], "g"): f"{people[1]}g",
    }  # fmt: skip


# -- duties and reminders


def duty(unit: Unit, **more: Any) -> dict[str, Any]:
    return {
        "requirement": "r", "unit_id": unit.id, "period": "2026-11", "opens_on": date(2026, 11, 1),
        "due_on": date(2026, 11, 30), "state": "open", "made_at": NOW, **more,
    }  # fmt: skip


def test_a_duty_is_made_once_and_a_second_making_leaves_it_alone(database: Database, units: dict[str, Unit]) -> None:
    database.do(lambda work: work.duties.add_new([duty(units["a1"])]))
    one = database.do(lambda work: work.duties.one("r", units["a1"].id, "2026-11"))
    assert one is not None
    database.do(lambda work: work.duties.settle(one, "done", record_id=None, done_at=NOW))
    database.do(lambda work: work.duties.add_new([duty(units["a1"]), duty(units["a2"])]))
    after = database.do(lambda work: work.duties.within("/"))
    assert [(each.unit_id, each.state) for each in sorted(after, key=lambda each: each.unit_id)] == [
        (units["a1"].id, "done"),
        (units["a2"].id, "open"),
    ]


def test_two_processes_making_the_same_duties_make_each_once(
    two: tuple[Database, Database], units: dict[str, Unit]
) -> None:
    rows = [duty(units[name], period=f"2026-{month:02}") for name in ("a1", "a2", "b1") for month in range(1, 13)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: two[n % 2].do(lambda work: work.duties.add_new(rows)), range(12)))
    assert len(two[0].do(lambda work: work.duties.within("/"))) == 36


def test_a_moment_of_a_duty_is_taken_once(database: Database, units: dict[str, Unit]) -> None:
    database.do(lambda work: work.duties.add_new([duty(units["a1"])]))
    one = database.do(lambda work: work.duties.one("r", units["a1"].id, "2026-11"))
    assert one is not None
    take = [
        database.do(lambda work, s=s: work.duties.remind(one.id, s, NOW, "promised", NOW))
        for s in ("-3d", "-3d", "+0d")
    ]
    assert take == [True, False, True]
    assert database.do(lambda work: work.duties.reminded([one.id])) == {(one.id, "-3d"), (one.id, "+0d")}


def test_two_processes_taking_the_same_moment_take_it_once(
    two: tuple[Database, Database], units: dict[str, Unit]
) -> None:
    two[0].do(lambda work: work.duties.add_new([duty(units["a1"])]))
    one = two[0].do(lambda work: work.duties.one("r", units["a1"].id, "2026-11"))
    assert one is not None

    def take(n: int) -> bool:
        return two[n % 2].do(lambda work: work.duties.remind(one.id, "-3d", NOW, "promised", NOW))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(take, range(16))).count(True) == 1


def test_what_falls_due_is_found_by_its_day_and_state(database: Database, units: dict[str, Unit]) -> None:
    rows = [duty(units["a1"], period=f"p{day}", due_on=date(2026, 11, day)) for day in (10, 20, 30)]
    database.do(lambda work: work.duties.add_new([*rows, duty(units["a2"], state="done", due_on=date(2026, 11, 20))]))
    found = database.do(lambda work: work.duties.due_between(date(2026, 11, 11), date(2026, 11, 30)))
    assert [one.period for one in found] == ["p20", "p30"]


def test_a_moved_task_moves_every_branch_s_duty_and_its_moments_come_again(
    database: Database, units: dict[str, Unit]
) -> None:
    rows = [duty(units[name], requirement="task:1", period="once") for name in ("a1", "a2")]
    database.do(lambda work: work.duties.add_new(rows))
    made = database.do(lambda work: work.duties.within("/", requirement="task:1"))
    database.do(lambda work: work.duties.remind(made[0].id, "-1d", NOW, "promised", NOW))
    database.do(lambda work: work.duties.note_told(made[0].id, NOW, NOW))
    database.do(lambda work: work.duties.move("task:1", date(2026, 12, 9), "17:00", NOW + timedelta(hours=1)))
    after = database.do(lambda work: work.duties.within("/", requirement="task:1"))
    assert {(one.due_on, one.due_time) for one in after} == {(date(2026, 12, 9), "17:00")}
    assert {one.made_at for one in after} == {NOW + timedelta(hours=1)}, "open ones begin anew"
    assert database.do(lambda work: work.duties.told([one.id for one in made])) == {made[0].id: NOW}
    assert database.do(lambda work: work.duties.remind(made[0].id, "-1d", NOW, "promised", NOW)) is True


def test_a_cancelled_task_lets_only_the_open_duties_go(database: Database, units: dict[str, Unit]) -> None:
    rows = [duty(units["a1"], requirement="task:1"), duty(units["a2"], requirement="task:1", state="done")]
    database.do(lambda work: work.duties.add_new(rows))
    database.do(lambda work: work.duties.drop_open("task:1", "取消"))
    after = {one.unit_id: one.state for one in database.do(lambda work: work.duties.within("/"))}
    assert after == {units["a1"].id: "not_applicable", units["a2"].id: "done"}


def test_small_facts_can_be_set_again_and_again(database: Database) -> None:
    for value in ("2026-11-20", "", {"a": [1]}, True):
        database.do(lambda work, v=value: work.marks.put("k", v))
        assert database.do(lambda work: work.marks.get("k")) == value


def test_two_processes_setting_a_fact_for_the_first_time_both_succeed(two: tuple[Database, Database]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: two[n % 2].do(lambda work: work.marks.put("k", "same")), range(16)))
    assert two[0].do(lambda work: work.marks.get("k")) == "same"


def test_the_audit_only_grows(database: Database) -> None:
    for n in range(3):
        database.do(lambda work, n=n: work.audit.note(NOW, None, f"verb{n}", "record:1", n=n))
    assert [line.what for line in database.do(lambda work: work.audit.about("record:1"))] == ["verb0", "verb1", "verb2"]
    assert {name for name in dir(database.do(lambda work: work.audit)) if not name.startswith("_")} == {
        "note",
        "about",
        "last_of",
    }


def test_what_one_person_did_last_is_found(database: Database) -> None:
    def unit(work: Work) -> None:
        one, other = work.people.add("jia", "甲"), work.people.add("yi", "乙")
        for minutes, person, what in ((0, one, "a"), (1, one, "b"), (2, one, "c"), (3, other, "a")):
            work.audit.note(NOW + timedelta(minutes=minutes), person, what, f"record:{minutes}", n=minutes)
        last = work.audit.last_of(one, ("a", "b"), NOW)
        assert last is not None and (last.subject, last.detail) == ("record:1", {"n": 1})
        assert work.audit.last_of(one, ("a",), NOW + timedelta(minutes=1)) is None

    database.do(unit)
