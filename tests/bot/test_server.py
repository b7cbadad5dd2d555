"""The HTTP edge by itself: sizes, slow senders, answers that come too late, and what it tells of itself."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

import bot.server
from bot.channels.channel import Answer, Callback, Limits, Received, Refused
from bot.server import routes
from handlers.message import Message
from tests.fakes.house import House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Plain:
    """A channel whose callbacks are ``sender|id|words`` in the open."""

    name, path, family, limits = "plain", "/plain", "console", Limits()

    def __init__(self) -> None:
        self.carries = True

    def receive(self, callback: Callback, now: object) -> Received:
        if callback.body == b"silent":
            return Received(Answer(b"ok"))
        if callback.body.count(b"|") != 2:
            raise Refused("content")
        sender, number, words = callback.body.decode().split("|")
        message = Message("plain", number, sender, words, now, f"user:{sender}")  # type: ignore[arg-type]
        return Received(Answer(b"later"), message)

    def answer(self, received: Received, text: str) -> Answer | None:
        return Answer(text.encode()) if self.carries else None


@pytest.fixture
def channel() -> Plain:
    return Plain()


@pytest_asyncio.fixture
async def url(house: House, channel: Plain) -> AsyncIterator[str]:
    served = web.Application()
    served.add_routes(routes([channel], house.app.hearing, 65536))  # type: ignore[list-item]
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def post(client: aiohttp.ClientSession, url: str, body: bytes) -> tuple[int, str]:
    async with client.post(f"{url}/plain", data=body) as response:
        return response.status, await response.text()


async def test_words_in_the_answer(url: str, client: aiohttp.ClientSession) -> None:
    status, words = await post(client, url, "张敏|1|还差什么".encode())
    assert status == 200 and "计算机教工一支部" in words


async def test_what_needs_no_answer_gets_the_silent_one(url: str, client: aiohttp.ClientSession) -> None:
    assert await post(client, url, b"silent") == (200, "ok")


async def test_a_refusal_is_403_and_empty(url: str, client: aiohttp.ClientSession, house: House) -> None:
    assert await post(client, url, b"forged") == (403, "")
    assert house.rows("inbox") == []


@pytest.mark.parametrize("size", [65537, 10_000_000])
async def test_too_large_is_413(url: str, client: aiohttp.ClientSession, house: House, size: int) -> None:
    async with client.post(f"{url}/plain", data=io.BytesIO(b"x" * size)) as response:
        assert response.status == 413
    assert house.rows("inbox") == []


async def test_a_body_that_never_ends_is_cut_off(
    url: str, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.server, "BODY_SECONDS", 0.05)
    hold = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        await hold.wait()

    sending = asyncio.ensure_future(client.post(f"{url}/plain", data=slow()))
    response = await asyncio.wait_for(sending, 5)
    assert response.status == 408
    hold.set()
    response.close()


async def test_not_in_time_is_503_and_the_repeat_gets_the_words(
    url: str, client: aiohttp.ClientSession, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear, go = house.app.hearing.hear, asyncio.Event()

    async def slow(*words: object) -> object:
        await go.wait()
        return await hear(*words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(house.app.hearing, "hear", slow)
        patch.setattr(bot.server, "ANSWER_SECONDS", 0.05)
        assert (await post(client, url, "张敏|1|还差什么".encode()))[0] == 503
        go.set()
        await asyncio.sleep(0.05)
    status, words = await post(client, url, "张敏|1|还差什么".encode())
    assert status == 200 and "计算机教工一支部" in words
    assert len(house.rows("inbox")) == 1


async def test_words_that_the_answer_cannot_carry_go_out_by_themselves(
    url: str, client: aiohttp.ClientSession, channel: Plain, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.carries = False
    monkeypatch.setattr(bot.server, "SHORT", 10)
    assert await post(client, url, "张敏|1|还差什么".encode()) == (200, "later")
    (row,) = house.rows("outbox")
    assert row["key"] == "reply:plain:张敏:1" and "计算机教工一支部" in row["text"]
    assert await post(client, url, "张敏|1|还差什么".encode()) == (200, "later")
    assert len(house.rows("outbox")) == 1


async def test_silence_is_the_silent_answer(url: str, client: aiohttp.ClientSession, house: House) -> None:
    assert await post(client, url, b"stranger|1|") != (500, "")
    assert (await post(client, url, "张敏|2|好".encode()))[0] == 200


async def test_a_hundred_at_once_are_all_answered(url: str, client: aiohttp.ClientSession, house: House) -> None:
    said = await asyncio.gather(*(post(client, url, f"张敏|{n}|还差什么".encode()) for n in range(100)))
    assert {status for status, _ in said} == {200}
    assert len(house.rows("inbox")) == 100


async def test_it_is_not_ready_without_its_database(url: str, client: aiohttp.ClientSession, house: House) -> None:
    house.tick()
    async with client.get(f"{url}/readyz") as response:
        assert response.status == 200
    house.database.close()
    async with client.get(f"{url}/readyz") as response:
        assert response.status == 503 and (await response.json())["ready"] is False
    async with client.get(f"{url}/healthz") as response:
        assert response.status == 200
