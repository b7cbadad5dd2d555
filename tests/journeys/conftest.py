"""The served bot with the demo institution in it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio

from tests.fakes.clock import FakeClock
from tests.journeys.server import Served, serving


@pytest_asyncio.fixture
async def served(new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock) -> AsyncIterator[Served]:
    async with serving(new_url("demo"), tmp_path, clock) as house:
        yield house
