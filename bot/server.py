"""The HTTP edge: bytes in, ``channel.receive``, the dispatcher, the platform's answer out; and how the bot is.

It turns ``web.Request`` into Callback and Answer into ``web.Response``, and that is all it does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from prometheus_client import generate_latest

from bot.channels.channel import Answer, Callback, Channel, Received, Refused
from bot.hearing import Hearing
from bot.logs import log
from bot.metrics import OUTBOX, REFUSED, REGISTRY, TICK_AGE

BODY_SECONDS = 5.0
ANSWER_SECONDS = 4.0
"""Platforms hang up after five; a message that takes longer is answered when they ask again."""
SHORT = 400
"""Characters that fit the answer of every platform that carries any."""
TICK_STALE = 180.0


def routes(channels: list[Channel], hearing: Hearing, body_limit: int) -> list[web.RouteDef]:
    """A route for each channel that is called, and the three that tell how the bot is."""
    found = [
        web.get("/healthz", _healthz),
        web.get("/readyz", _readyz(hearing)),
        web.get("/metrics", _metrics(hearing)),
    ]
    for channel in channels:
        if channel.path:
            handler = _callback(channel, hearing, body_limit)
            found += [web.get(channel.path, handler), web.post(channel.path, handler)]
    return found


def _callback(channel: Channel, hearing: Hearing, body_limit: int) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request, body_limit)
        except TimeoutError:
            return web.Response(status=408)
        if body is None:
            return web.Response(status=413)
        callback = Callback(
            request.method, dict(request.query), {name.lower(): value for name, value in request.headers.items()}, body
        )
        try:
            received = channel.receive(callback, hearing.clock())
        except Refused as refused:
            REFUSED.labels(channel.name, str(refused)[:40]).inc()
            log().warning("callback.refused", channel=channel.name, why=str(refused))
            return web.Response(status=403)
        if received.message is None:
            return _response(received.silent)
        return await _answered(channel, hearing, received)

    return handle


async def _body(request: web.Request, limit: int) -> bytes | None:
    """The body, or None where it is longer than the limit: never more than that is held."""
    if request.content_length is not None and request.content_length > limit:
        return None
    pieces, size = [], 0
    async for piece in request.content.iter_any():
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


async def _answered(channel: Channel, hearing: Hearing, received: Received) -> web.Response:
    message = received.message
    assert message is not None

    def carries(text: str) -> bool:
        return len(text) <= SHORT or channel.answer(received, text) is not None

    try:
        # What is in the writer's hands is finished there even if nobody waits any more.
        async with asyncio.timeout(ANSWER_SECONDS):
            spoken = await hearing.hear(message, carries)
    except Exception:
        # Not stored, or not in time: anything but 200 makes the platform ask again, and I1 holds.
        log().exception("callback.failed", channel=channel.name, key=message.key)
        return web.Response(status=503)
    answer = channel.answer(received, spoken.text) if spoken.text and not spoken.queued else None
    return _response(answer or received.silent)


def _response(answer: Answer) -> web.Response:
    return web.Response(body=answer.body, content_type=answer.content_type, charset="utf-8")


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def _readyz(hearing: Hearing) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(_: web.Request) -> web.Response:
        try:
            state = await asyncio.wait_for(hearing.state(), 3.0)
        except Exception as error:
            return web.json_response({"ready": False, "why": [type(error).__name__]}, status=503)
        why = []
        if state["tick_age"] is None or state["tick_age"] > TICK_STALE:
            why.append("scheduler")
        if state["oldest_age"] > TICK_STALE:
            why.append("outbox")
        return web.json_response({"ready": not why, "why": why, **state}, status=503 if why else 200)

    return handle


def _metrics(hearing: Hearing) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(_: web.Request) -> web.Response:
        state: dict[str, Any] = await hearing.state()
        for name in ("waiting", "dead"):
            OUTBOX.labels(name).set(state[name])
        TICK_AGE.set(state["tick_age"] if state["tick_age"] is not None else -1)
        return web.Response(body=generate_latest(REGISTRY), content_type="text/plain", charset="utf-8")

    return handle
