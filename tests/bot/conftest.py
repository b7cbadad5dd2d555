"""The console's desk: a real bot on a copy of a prepared database file, and its console on loopback."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build
from bot.clock import Clock
from bot.console import mount
from storage.database import Database
from tests.bot.console_page import Desk, Open, still
from tests.fakes.house import demo_settings


@pytest.fixture
async def open_desk(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> AsyncIterator[Open]:
    """Build a bot on a copy of a prepared file (``demo``, ``migrated``) and open its console."""
    async with AsyncExitStack() as stack:

        async def opened(template: str = "demo", clock: Clock | None = None, **settings: Any) -> Desk:
            file = tmp_path / f"{template}.db"
            shutil.copyfile(sqlite_template(template), file)
            url = f"sqlite:///{file}"
            app = build(demo_settings(url, tmp_path, **settings), clock or still(), database=Database(url))
            stack.push_async_callback(app.close)
            assert app.room is not None
            served = web.Application()
            mount(served, app.room, app.settings)
            client = TestClient(TestServer(served))
            stack.push_async_callback(client.close)
            await client.start_server()
            return Desk(app, client)

        yield opened


@pytest.fixture
async def desk(open_desk: Open) -> Desk:
    return await open_desk()
