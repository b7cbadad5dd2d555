"""The duty calculus: what is stored is what the records say, whatever was done in whatever order."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import duties, filing
from handlers.message import Message
from handlers.router import Request
from handlers.scope import Speaker
from storage.database import Database
from storage.records import Conflict, Record
from storage.units import Unit
from storage.work import Work
from tests.fakes.clock import FakeClock
from tests.fakes.house import NOW, House, demo_settings

KINDS = ("主题党日", "党课", "支部党员大会", "支委会", "集中学习", "党小组会", "组织生活会", "民主评议党员", "谈心谈话")
_DAYS = st.integers(-330, 0).map(lambda back: (NOW.date() + timedelta(days=back)).isoformat())
_KINDS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("record"), _DAYS, _KINDS),
        st.tuples(st.just("move"), st.integers(0, 9), _DAYS),
        st.tuples(st.just("rename"), st.integers(0, 9), _KINDS),
        st.tuples(st.just("withdraw"), st.integers(0, 9)),
        st.tuples(st.just("restore"), st.integers(0, 9)),
        st.tuples(st.just("later"), st.integers(1, 40)),
    ),
    max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[House]:
    """One house for all examples; each example's work is taken back."""
    folder: Path = tmp_path_factory.mktemp("duties")
    shutil.copyfile(sqlite_template("demo"), folder / "zhibu.db")
    url = f"sqlite:///{folder}/zhibu.db"
    house = House(demo_settings(url, folder), Database(url), FakeClock(NOW))
    yield house
    house.database.close()


def request(house: House, who: str, now: Any) -> Request:
    person = house.person(who)
    message = Message("console", "x", person.key, "", now)
    return Request(message, "", Speaker(person), now, house.app.know)


def content(unit: Unit, day: str, kinds: list[str]) -> dict[str, Any]:
    return {"kinds": kinds, "branch": unit.name, "date": day, "start": "15:00", "place": "301", "topic": "x"}


def check(work: Work, house: House, unit: Unit) -> None:
    """What is stored is what comes out when everything is computed again from the records and facts."""
    for duty in work.duties.of_unit(unit.id, date(2020, 1, 1), date(2030, 1, 1)):
        again = duties.recomputed(work, house.app.know, unit, duty)
        assert (duty.state, duty.record_id) == (again["state"], again["record_id"]), (duty.requirement, duty.period)


def done(work: Work, house: House, unit: Unit) -> dict[tuple[str, str], str]:
    found = work.duties.of_unit(unit.id, date(2020, 1, 1), date(2030, 1, 1))
    return {(duty.requirement, duty.period): duty.state for duty in found if duty.state in ("done", "late")}


def take(step: tuple[Any, ...], work: Work, asked: Request, unit: Unit, made: list[Record]) -> None:
    what, *values = step
    if what == "record":
        draft = work.records.add(unit.id, asked.speaker.person.id, content(unit, *values), asked.now)
        made.append(filing.file(asked, work, draft, "x")[0])
        return
    if not made:
        return
    at = values[0] % len(made)
    record = made[at]
    if what in ("move", "rename") and record.state != "withdrawn":
        name = {"move": "date", "rename": "kinds"}[what]
        made[at] = filing.change(asked, work, record, {**record.content, name: values[1]}, "x")[0]
    elif what == "withdraw" and record.state != "withdrawn":
        made[at] = filing.change(asked, work, record, record.content, "x", state="withdrawn")[0]
    elif what == "restore" and record.state == "withdrawn":
        made[at] = filing.change(asked, work, record, record.content, "x", state="submitted")[0]


@given(
    steps=_STEPS, who=st.sampled_from([("张敏", "计算机学院教工第一党支部"), ("吴倩", "计算机学院本科生第一党支部")])
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stored_states_are_what_the_records_say_after_anything(
    branch: House, steps: list[Any], who: tuple[str, str]
) -> None:
    unit = branch.unit(who[1])
    asked = request(branch, who[0], NOW)

    def example(work: Work) -> None:
        made: list[Record] = []
        for step in steps:
            if step[0] == "later":
                asked.now = asked.now + timedelta(days=step[1])
                duties.ensure(work, branch.app.know, [unit], branch.app.know.today(asked.now), asked.now)
            else:
                take(step, work, asked, unit, made)
            check(work, branch, unit)

    branch.database.look(example, writes=True)


@given(steps=st.lists(st.tuples(st.just("record"), _DAYS, _KINDS), min_size=2, max_size=5), data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_reports_does_not_matter_for_what_is_done(branch: House, steps: list[Any], data: Any) -> None:
    """I5: the same reports in another order leave the same duties done."""
    unit = branch.unit("计算机学院教工第一党支部")
    asked = request(branch, "张敏", NOW)

    def run(order: list[Any]) -> dict[Any, str]:
        def example(work: Work) -> dict[Any, str]:
            for step in order:
                take(step, work, asked, unit, [])
            return done(work, branch, unit)

        return branch.database.look(example, writes=True)

    assert run(steps) == run(data.draw(st.permutations(steps)))


async def test_done_in_time_late_and_open_again(house: House) -> None:
    unit = house.unit("计算机学院教工第一党支部")

    def state(period: str) -> str:
        found = house.do(lambda work: work.duties.within(unit.path))
        return next(one.state for one in found if "theme" in one.requirement and one.period == period)

    whole = "下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章"
    await house.say("张敏", "11月18日" + whole)
    assert state("2026-11") == "open"
    await house.say("张敏", "好")
    assert state("2026-11") == "done"
    await house.say("张敏", f"撤回 {house.newest_record().id}")
    assert state("2026-11") == "open"
    house.clock.set("2026-12-02 10:00")
    await house.say("张敏", f"恢复 {house.newest_record().id}")
    assert state("2026-11") in ("late", "done")
    await house.say("张敏", "12月1日" + whole)
    await house.say("张敏", "好")
    assert state("2026-12") == "done"


async def test_moving_a_record_to_another_month_moves_what_is_done(house: House) -> None:
    await house.say("张敏", "11月18日下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    await house.say("张敏", "好")
    number = house.newest_record().id
    said = await house.say("张敏", f"更正 {number} 日期改成10月20日")
    assert "11月主题党日又变为未完成" in said
    said = await house.say("张敏", f"更正 {number} 日期改成11月18日")
    assert "11月主题党日已完成" in said


def test_what_does_not_apply_makes_no_duty(house: House) -> None:
    """A branch of five full members has no committee: no duty of committee meetings."""
    small, large = house.unit("机械工程学院教工第二党支部"), house.unit("计算机学院教工第一党支部")
    duties_of = {
        unit.id: {
            duties.matter_name(found)
            for duty in house.do(lambda work, unit=unit: work.duties.within(unit.path))
            if (found := house.app.know.catalogue.by_id(duty.requirement))
        }
        for unit in (small, large)
    }
    assert "支委会" in duties_of[large.id] and "支委会" not in duties_of[small.id]


def test_every_binding_says_why(house: House) -> None:
    for unit in house.do(lambda work: work.units.branches_within("/")):
        for requirement in house.app.know.catalogue.duties():
            assert duties.binding(requirement, unit).why


def test_a_duty_that_people_settled_is_left_alone(house: House) -> None:
    unit = house.unit("计算机学院教工第一党支部")
    found = house.do(lambda work: work.duties.within(unit.path))
    theme = next(one for one in found if "theme" in one.requirement and one.period == "2026-11")
    house.do(lambda work: work.duties.settle(theme, "excused", record_id=None, done_at=None, note="放假"))

    def file(work: Work) -> None:
        asked = request_in(work, house)
        draft = work.records.add(unit.id, asked.speaker.person.id, content(unit, "2026-11-18", ["主题党日"]), asked.now)
        filing.file(asked, work, draft, "x")

    house.do(file)
    after = house.do(lambda work: work.duties.one(theme.requirement, unit.id, "2026-11"))
    assert after is not None and (after.state, after.note) == ("excused", "放假")


def request_in(work: Work, house: House) -> Request:
    person = work.people.named("张敏")[0]
    return Request(Message("console", "x", person.key, "", NOW), "", Speaker(person), NOW, house.app.know)


async def test_two_who_correct_the_same_record_do_not_overwrite_each_other(house: House) -> None:
    await house.say("张敏", "11月18日下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章")
    await house.say("张敏", "好")
    seen = house.newest_record()
    await house.say("周海涛", f"更正 {seen.id} 地点改成302")

    def stale(work: Work) -> None:
        filing.change(request_in(work, house), work, seen, {**seen.content, "place": "303"}, "x")

    with pytest.raises(Conflict):
        house.do(stale)
    assert house.record(seen.id).content["place"] == "302"
