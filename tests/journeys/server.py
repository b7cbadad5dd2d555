"""The bot behind a real HTTP server on loopback, with every platform played: what the journeys over HTTP share."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.channel import Answer, Callback
from bot.serve import application
from config.settings import Settings
from storage.database import Database
from tests.bot.channels.house import ACCESS_TOKEN, APP_SECRET, CLIENT_SECRET, SIGN_SECRET, WEBHOOK_KEY
from tests.bot.channels.house import settings as channel_settings
from tests.fakes.clock import FakeClock
from tests.fakes.house import House
from tests.fakes.platforms import FakeDingtalk, FakeWecom


class Served(House):
    """A house with its door open: ``call`` is what a platform does."""

    wecom: FakeWecom
    dingtalk: FakeDingtalk
    url: str
    client: aiohttp.ClientSession

    async def call(self, path: str, callback: Callback) -> tuple[int, Answer]:
        async with self.client.request(
            callback.method,
            self.url + path,
            params=dict(callback.query),
            headers=dict(callback.headers),
            data=callback.body or None,
        ) as response:
            return response.status, Answer(await response.read(), response.content_type)

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(self.url + path) as response:
            return response.status, await response.text()

    @property
    def at(self) -> datetime:
        return self.clock()


@asynccontextmanager
async def serving(url: str, folder: Path, clock: FakeClock, **more: Any) -> AsyncIterator[Served]:
    """The whole bot, its routes open on a free port; loops are moved by the test (``tick``, ``deliver``)."""
    async with AsyncExitStack() as stack:
        wecom = await stack.enter_async_context(
            FakeWecom(APP_SECRET, (WEBHOOK_KEY,), clock=lambda: clock().timestamp())
        )
        dingtalk = await stack.enter_async_context(
            FakeDingtalk(CLIENT_SECRET, ACCESS_TOKEN, SIGN_SECRET, clock=lambda: clock().timestamp())
        )
        settings: Settings = channel_settings(wecom.url, dingtalk.url, database=url, folder=folder, demo=False)
        settings = settings.model_copy(update=more)
        house = Served(settings, Database(url), clock)
        stack.push_async_callback(house.close)
        runner = web.AppRunner(application(house.app), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        house.wecom, house.dingtalk = wecom, dingtalk
        house.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        house.client = await stack.enter_async_context(aiohttp.ClientSession())
        yield house
