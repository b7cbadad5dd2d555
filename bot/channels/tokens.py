"""An access token that is fetched once for everybody who waits for it. Knows no platform: how to fetch is handed in.

The classic bugs of bots are the stampede (everybody refreshes at once) and the endless retry; hence one fetch at a
time, compare-and-set instead of "throw it away", and a pause after a failure in which nobody asks again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.channels.channel import NotSent

EARLY = 300.0  # seconds before its end at which a token is renewed
REST = 30.0  # seconds without a new attempt after a failed one


class Token:
    """``fetch`` returns a token and its life in seconds, or raises :class:`NotSent`."""

    def __init__(
        self, fetch: Callable[[], Awaitable[tuple[str, float]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._turn = asyncio.Lock()
        self._value = ""
        self._until = 0.0
        self._failure: NotSent | None = None
        self._rest_until = 0.0

    async def get(self, refused: str = "") -> str:
        """A token that is not ``refused``, the one that the platform has just turned down."""
        if self._good(refused):
            return self._value
        async with self._turn:
            if not self._good(refused):
                await self._renew()
            return self._value

    def _good(self, refused: str) -> bool:
        return bool(self._value) and self._value != refused and self._clock() < self._until

    async def _renew(self) -> None:
        if self._failure and self._clock() < self._rest_until:
            raise _again(self._failure)
        try:
            self._value, life = await self._fetch()
        except NotSent as failure:
            # Whatever befell the token: of the message itself nothing has left this house.
            self._failure = _again(failure)
            self._rest_until = self._clock() + REST
            raise self._failure from None
        self._failure = None
        self._until = self._clock() + max(life - EARLY, life / 2)


def _again(failure: NotSent) -> NotSent:
    return NotSent(failure.reason, final=failure.final, after=failure.after, advice=failure.advice)
