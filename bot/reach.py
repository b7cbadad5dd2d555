"""Who can be reached how: the channels' answers to handlers.knowledge.Reach."""

from collections.abc import Iterable

from bot.channels.channel import Channel, Showing
from handlers.knowledge import Destination

PUSHING = ("console", "wecom.app.", "dingtalk.robot.")
"""Channels that reach a person unprompted, the preferred first."""


class Reached:
    def __init__(self, channels: Iterable[Channel]) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._pushing = [
            channel for kind in PUSHING for name, channel in self._channels.items() if name.startswith(kind)
        ]
        # A real platform comes before the console: the console is a window for whoever tries the bot.
        self._pushing.sort(key=lambda channel: channel.name == "console")

    def families(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(channel.family for channel in self._pushing))

    def person(self, family: str, external: str) -> Destination | None:
        for channel in self._pushing:
            if channel.family == family and (address := channel.address_of("", external)):
                return self._to(channel, address)
        return None

    def group(self, channel: str, external: str) -> Destination | None:
        found = self._channels.get(channel)
        address = found.address_of(external, "") if found else ""
        return self._to(found, address) if found and address else None

    def known(self, channel: str, address: str) -> Destination:
        found = self._channels.get(channel)
        return self._to(found, address) if found else Destination(channel, address, address)

    def robot(self, name: str) -> Destination | None:
        for channel in self._channels.values():
            if channel.name in (f"wecom.webhook.{name}", f"dingtalk.webhook.{name}"):
                return self._to(channel, channel.address_of("", ""))
        return None

    @staticmethod
    def _to(channel: Channel, address: str) -> Destination:
        takes = channel.takes(address) if isinstance(channel, Showing) else ()
        return Destination(channel.name, address, channel.destination(address), takes)
