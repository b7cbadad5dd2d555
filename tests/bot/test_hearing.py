"""One message through the spine: answered once it is on disk, and never before (I1)."""

import asyncio
import sqlite3

import pytest

import storage.database
from config.failpoints import FaultInjected
from storage.database import NotStored
from tests.fakes.house import House, dump

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"


@pytest.mark.parametrize(
    "failure", [sqlite3.OperationalError("disk I/O error"), OSError("no space"), FaultInjected("x")], ids=repr
)
async def test_a_commit_that_fails_is_no_answer_and_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fault(name: str) -> None:
        if name == "inbox.before_commit":
            raise failure

    message = house.message("张敏", WHOLE)
    before = dump(house.database)
    with monkeypatch.context() as patch:
        patch.setattr(storage.database, "failpoint", fault)
        with pytest.raises(NotStored):
            await house.hear(message)
    assert dump(house.database) == before
    said = await house.hear(message)
    assert "草稿#" in said.text and not said.repeat


async def test_when_the_answer_comes_another_process_can_read_the_effect(house: House) -> None:
    said = await house.hear(house.message("张敏", WHOLE))
    assert said.record is not None
    number = said.record[0]
    assert house.database.look(lambda work: work.records.get(number)) is not None


async def test_who_hangs_up_early_is_answered_when_asking_again(house: House) -> None:
    message = house.message("张敏", WHOLE)
    hearing = asyncio.ensure_future(house.hear(message))
    await asyncio.sleep(0)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    again = await house.hear(message)
    assert "草稿#" in again.text
    assert len(house.rows("records", state="draft")) == 1


async def test_it_tells_how_it_is(house: House) -> None:
    state = await house.app.hearing.state()
    assert (state["tick_age"], state["waiting"], state["dead"]) == (None, 0, 0)
    house.tick("2026-11-27 09:00")
    house.clock.advance(seconds=90)
    state = await house.app.hearing.state()
    assert state["tick_age"] == 90 and state["waiting"] > 5 and state["oldest_age"] == 90


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_lock_held_by_another_program_is_waited_for_and_then_told_and_heals(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody opened the file with another tool and keeps it locked."""
    house.do(lambda work: work._connection.exec_driver_sql("PRAGMA busy_timeout=50"))
    file = house.database.url.removeprefix("sqlite:///")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    message = house.message("张敏", WHOLE)
    with pytest.raises(NotStored):
        await house.hear(message)
    other.execute("ROLLBACK")
    other.close()
    assert "草稿#" in (await house.hear(message)).text
