import asyncio

import pytest

from bot.bell import Bell


async def resting(bell: Bell, rests: list[int]) -> None:
    while True:
        await bell.rest(60)
        rests.append(1)


async def test_a_ring_ends_the_rest_and_one_before_it_too() -> None:
    bell, rests = Bell(), list[int]()
    bell.ring()
    loop = asyncio.ensure_future(resting(bell, rests))
    for expected in (1, 2):
        while len(rests) < expected:
            await asyncio.sleep(0)
        bell.ring()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


@pytest.mark.parametrize("breaths", range(4))
async def test_a_cancellation_in_the_same_breath_as_the_ring_ends_the_loop(breaths: int) -> None:
    bell = Bell()
    loop = asyncio.ensure_future(resting(bell, []))
    await asyncio.sleep(0.01)
    bell.ring()
    for _ in range(breaths):
        await asyncio.sleep(0)
    loop.cancel()
    done, _ = await asyncio.wait([loop], timeout=5)
    assert done, "the loop goes on after it was cancelled"
    assert loop.cancelled()


async def test_a_cancellation_as_the_time_runs_out_ends_the_loop() -> None:
    bell = Bell()

    async def short() -> None:
        while True:
            await bell.rest(0)

    loop = asyncio.ensure_future(short())
    await asyncio.sleep(0.01)
    loop.cancel()
    done, _ = await asyncio.wait([loop], timeout=5)
    assert done
