"""The one list of platforms. A platform's module is imported only where the settings name it: start time counts."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

from bot.channels.channel import Channel
from bot.channels.console import ConsoleChannel, nobody
from bot.channels.outbound import Outbound
from config.settings import Settings
from handlers.message import Push

# Section of the settings, module, class, and whether it needs the wall clock.
PLATFORMS = (
    ("wecom.app", "wecom_app", "WecomAppChannel", False),
    ("wecom.aibot", "wecom_aibot", "WecomAibotChannel", True),
    ("wecom.webhook", "wecom_webhook", "WecomWebhookChannel", False),
    ("dingtalk.robot", "dingtalk_robot", "DingtalkRobotChannel", True),
    ("dingtalk.webhook", "dingtalk_webhook", "DingtalkWebhookChannel", True),
)
BUILT_MODES = ("", "callback", "http")


class NotBuilt(Exception):
    """The settings ask for a way of connecting that this version does not have. The text is for the operator."""


def make_channels(
    settings: Settings,
    outbound: Outbound,
    now: Callable[[], datetime],
    deliver: Callable[[str, Push], Awaitable[None]] = nobody,
) -> list[Channel]:
    """Every channel that the settings name, in the order of :data:`PLATFORMS`; the console first.

    ``now`` is the wall clock; ``deliver`` hears what the console is asked to say. Raises :class:`NotBuilt`.
    """
    channels: list[Channel] = [ConsoleChannel(deliver)] if settings.console_on else []
    channels += _platforms(settings, outbound, now)
    return channels


def _platforms(settings: Settings, outbound: Outbound, now: Callable[[], datetime]) -> Iterator[Channel]:
    for kind, module, name, timed in PLATFORMS:
        for section, values in _sections(settings, kind).items():
            mode = getattr(values, "mode", "")
            if mode not in BUILT_MODES:
                raise NotBuilt(f'{kind}.{section}：这个版本还没有 mode = "{mode}"，请改用回调方式')
            build = getattr(import_module(f"bot.channels.{module}"), name)
            yield build(section, values, outbound, *((now,) if timed else ()))


def _sections(settings: Settings, kind: str) -> dict[str, Any]:
    platform, _, name = kind.partition(".")
    return dict(getattr(getattr(settings, platform), name))
