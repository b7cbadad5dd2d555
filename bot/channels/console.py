"""The console: one person in a browser on this machine, no platform and no account. It keeps the seam honest.

What it hears does not come by callback but from its own page; what it is asked to say it hands to whoever listens.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.channels.channel import Answer, Callback, Limits, NotSent, Paper, Received, Refused
from handlers.message import PICTURE, TABLE, Push

Deliver = Callable[[str, Push], Awaitable[None]]


class ConsoleChannel:
    """``deliver`` gets each push with its address: ``chat:<chat>`` or ``user:<user>``."""

    name = "console"
    family = "console"
    path = ""
    limits = Limits(per_minute=1000)

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def receive(self, callback: Callback, now: datetime) -> Received:
        raise Refused("the console is not called by a platform")

    def answer(self, received: Received, text: str) -> Answer | None:
        return Answer(text.encode("utf-8", "replace"))

    def parts(self, text: str) -> Sequence[str]:
        return [text]

    def address_of(self, chat: str, user: str) -> str:
        if chat:
            return f"chat:{chat}"
        return f"user:{user}" if user else ""

    def destination(self, address: str) -> str:
        return address

    async def send(self, address: str, push: Push) -> None:
        if not address.startswith(("chat:", "user:")):
            raise NotSent("not an address of this channel", final=True)
        await self._deliver(address, push)

    # Pictures and tables lie on this machine: the page fetches them by themselves

    def takes(self, address: str) -> tuple[str, ...]:
        return (PICTURE, TABLE)

    async def lodge(self, paper: Paper) -> str:
        return ""

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        await self.send(address, push)

    async def close(self) -> None:
        """Nothing is held open."""


async def nobody(address: str, push: Push) -> None:
    """Listens where no page is open: the words stay readable in the outbox."""
