"""The ticker: it only asks; a tick that fails is logged, and the next one does its work."""

import asyncio

import pytest

import bot.scheduler
from tests.fakes.house import House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_tick_promises_and_wakes_delivery(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.clock.set("2026-11-27 09:00")
    ticker = house.scheduler()
    woken: list[int] = []
    ticker._wake = lambda: woken.append(1)
    assert await ticker.tick() > 5 and woken == [1]
    assert await ticker.tick() == 0 and woken == [1]


async def test_a_tick_that_fails_harms_nothing_and_the_next_one_makes_it_good(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.clock.set("2026-11-27 09:00")
    ticker = house.scheduler()

    def broken(*_: object) -> int:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(bot.scheduler, "step", broken)
        assert await ticker.tick() == 0
    assert house.rows("outbox") == []
    assert await ticker.tick() > 5


async def test_a_tick_leaves_the_moment_of_its_run(house: House) -> None:
    await house.scheduler().tick()
    assert house.do(lambda work: work.marks.get("last_tick")) == house.clock().isoformat()


async def test_the_ticker_really_ticks_and_stops(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.scheduler, "EVERY", 0.02)
    ticks: list[int] = []
    ticker = house.scheduler()

    async def tick() -> int:
        ticks.append(1)
        return 0

    ticker.tick = tick  # type: ignore[method-assign]
    ticker.start()
    for _ in range(500):
        if len(ticks) >= 3:
            break
        await asyncio.sleep(0.01)
    ticker.stop()
    assert len(ticks) >= 3
    await asyncio.sleep(0)


def test_the_ticker_keeps_no_jobs_of_its_own(house: House) -> None:
    """What is due is asked of the database: APScheduler's memory holds one job, and is forgotten with it."""
    ticker = house.scheduler()
    job = ticker._ticker.add_job(ticker.tick, "interval", seconds=bot.scheduler.EVERY)
    assert len(ticker._ticker.get_jobs()) == 1
    job.remove()
