"""What a loop rests on: a while without work, or somebody ringing."""

import asyncio


class Bell:
    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Whoever rests here goes on at once; rung while nobody rests, the next rest is none."""
        self._rung.set()

    async def rest(self, seconds: float) -> None:
        """Until the bell rings, ``seconds`` at most. A cancellation always comes through: ``asyncio.wait_for``
        swallows one that arrives in the same breath as the ring, and the loop would then never end."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()
