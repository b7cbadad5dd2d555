"""The fake platforms, and the channels joined to them."""

from collections.abc import AsyncIterator

import hypothesis
import pytest_asyncio

from bot.channels.channel import Channel
from bot.channels.outbound import Outbound
from bot.channels.wecom_aibot import WecomAibotChannel
from tests.bot.channels.house import (
    ACCESS_TOKEN,
    APP_SECRET,
    CLIENT_SECRET,
    NOW,
    SIGN_SECRET,
    WEBHOOK_KEY,
    channels,
    settings,
)
from tests.fakes.platforms import FakeDingtalk, FakeWecom

# The machine is shared: how long an example took says more about the neighbours than about us.
hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")


@pytest_asyncio.fixture
async def wecom() -> AsyncIterator[FakeWecom]:
    async with FakeWecom(APP_SECRET, (WEBHOOK_KEY,), clock=NOW.timestamp) as platform:
        yield platform


@pytest_asyncio.fixture
async def dingtalk() -> AsyncIterator[FakeDingtalk]:
    async with FakeDingtalk(CLIENT_SECRET, ACCESS_TOKEN, SIGN_SECRET, clock=NOW.timestamp) as platform:
        yield platform


@pytest_asyncio.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound(total=1.0)
    yield client
    await client.close()


@pytest_asyncio.fixture
async def joined(wecom: FakeWecom, dingtalk: FakeDingtalk, outbound: Outbound) -> dict[str, Channel]:
    made = channels(outbound, wecom=wecom.url, dingtalk=dingtalk.url)
    bot = settings().wecom.aibot["helper"]
    made["wecom.aibot.helper"] = WecomAibotChannel(
        "helper", bot.model_copy(update={"api_base": wecom.url}), outbound, lambda: NOW
    )
    return made
