"""The access token: fetched once for everybody, renewed early, and not asked for again right after a failure."""

import asyncio

import pytest

from bot.channels.channel import NotSent
from bot.channels.tokens import Token


class Source:
    def __init__(self, life: float = 7200) -> None:
        self.calls = 0
        self.life = life
        self.failure: NotSent | None = None
        self.now = 1000.0
        self.token = Token(self.fetch, lambda: self.now)

    async def fetch(self) -> tuple[str, float]:
        self.calls += 1
        await asyncio.sleep(0)
        if self.failure:
            raise self.failure
        return f"t{self.calls}", self.life


async def test_many_who_wait_share_one_fetch() -> None:
    source = Source()
    assert set(await asyncio.gather(*(source.token.get() for _ in range(50)))) == {"t1"}
    assert source.calls == 1


async def test_it_is_renewed_five_minutes_early_and_not_before() -> None:
    source = Source()
    assert await source.token.get() == "t1"
    source.now += 7200 - 301
    assert await source.token.get() == "t1"
    source.now += 2
    assert await source.token.get() == "t2"


async def test_a_short_life_is_used_for_half_of_it() -> None:
    source = Source(life=60)
    await source.token.get()
    source.now += 29
    assert await source.token.get() == "t1"


async def test_only_the_token_that_failed_is_thrown_away() -> None:
    source = Source()
    old = await source.token.get()
    assert await asyncio.gather(*(source.token.get(refused=old) for _ in range(20))) == ["t2"] * 20
    assert await source.token.get(refused=old) == "t2" and source.calls == 2


async def test_after_a_failure_nobody_asks_for_half_a_minute() -> None:
    source = Source()
    source.failure = NotSent("down", ambiguous=True, advice="x")
    for _ in range(5):
        with pytest.raises(NotSent) as caught:
            await source.token.get()
        assert not caught.value.ambiguous and caught.value.reason == "down" and caught.value.advice == "x"
    assert source.calls == 1
    source.now += 31
    source.failure = None
    assert await source.token.get() == "t2"


async def test_one_who_gives_up_does_not_take_the_others_along() -> None:
    source = Source()
    first, second = asyncio.create_task(source.token.get()), asyncio.create_task(source.token.get())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "t2"
