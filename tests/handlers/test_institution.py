"""Bringing an institution in: the same roster twice changes nothing, another one changes what changed."""

from dataclasses import replace

import pytest

import handlers.institution
from config.demo import demo_roster
from config.roster import Roster
from handlers.institution import load_demo, load_roster
from tests.fakes.house import House, dump


def load(house: House, roster: Roster) -> dict[str, int]:
    return house.do(lambda work: load_roster(work, house.app.know, roster, house.clock()))


@pytest.fixture
def roster(house: House) -> Roster:
    return demo_roster(house.app.know.today(house.clock()))


def test_the_same_roster_twice_changes_nothing_that_people_see(house: House, roster: Roster) -> None:
    quiet = ("audit", "settings", "roles", "identities")
    before = dump(house.database, *quiet)
    load(house, roster)
    assert dump(house.database, *quiet) == before
    assert [role.role for role in house.person("张敏").roles] == ["secretary"]


def test_who_is_no_longer_in_it_loses_the_roles_and_keeps_the_records(house: House, roster: Roster) -> None:
    records = len(house.rows("records"))
    load(house, replace(roster, people=tuple(one for one in roster.people if one.name != "张敏")))
    assert house.person("张敏").roles == ()
    assert len(house.rows("records")) == records


def test_a_branch_that_moved_takes_its_history_along(house: House, roster: Roster) -> None:
    moved = tuple(replace(one, parent="jx") if one.key == "jsj-jg1" else one for one in roster.units)
    before = {row["id"] for row in house.rows("records", unit_id=house.unit("计算机学院教工第一党支部").id)}
    load(house, replace(roster, units=moved))
    unit, jx = house.unit("计算机学院教工第一党支部"), house.unit("机械工程学院党委")
    assert unit.below(jx) and unit.parent_id == jx.id
    assert {row["id"] for row in house.rows("records", unit_id=unit.id)} == before


def test_facts_that_changed_are_changed(house: House, roster: Roster) -> None:
    grown = tuple(
        replace(one, full_members=3, theme_day="day-10") if one.key == "jsj-jg2" else one for one in roster.units
    )
    load(house, replace(roster, units=grown))
    unit = house.unit("计算机学院教工第二党支部")
    assert (unit.full_members, unit.theme_day) == (3, "day-10")


def test_nothing_is_half_imported(house: House, roster: Roster, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(house.database)

    def broken(*_: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr(handlers.institution, "_load_chat", broken)
    grown = tuple(replace(one, full_members=3) if one.key == "jsj-jg2" else one for one in roster.units)
    with pytest.raises(RuntimeError):
        load(house, replace(roster, units=grown, people=roster.people[:5]))
    assert dump(house.database) == before


def test_the_demo_is_loaded_once_and_never_into_what_is_not_empty(house: House) -> None:
    before = dump(house.database)
    house.do(lambda work: load_demo(work, house.app.know, house.clock()))
    assert dump(house.database) == before


async def test_after_the_import_everybody_speaks_with_the_new_rights(house: House, roster: Roster) -> None:
    people = {one.name: one for one in roster.people}
    swapped = {"张敏": people["刘洋"].roles, "刘洋": people["张敏"].roles}
    load(
        house,
        replace(roster, people=tuple(replace(one, roles=swapped.get(one.name, one.roles)) for one in roster.people)),
    )
    assert "计算机教工二支部" in await house.say("张敏", "还差什么")
    assert "计算机教工一支部" in await house.say("刘洋", "还差什么")
