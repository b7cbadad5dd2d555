"""The bot in a process of its own whose clock and steps somebody else orders, a line at a time: what a year of serving
does, without the year. All of it is the real thing, but nothing runs unless it was ordered."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.logs import set_up
from bot.scheduler import Scheduler
from config.settings import load
from handlers.message import Message


class Held:
    """A clock that shows what it was told."""

    now = datetime.min

    def __call__(self) -> datetime:
        return self.now


async def obey(config: Path, socket: str) -> None:
    """Join the bot together, then do each order and say so, until the other side hangs up."""
    clock = Held()
    reader, writer = await asyncio.open_unix_connection(socket)
    clock.now = datetime.fromisoformat((await reader.readline()).decode().strip())
    settings = load(config)
    set_up(settings)
    app = build(settings, clock)
    scheduler = Scheduler(app.database, app.know, app.renderer, clock, app.delivery.wake)
    writer.write(b"ready\n")
    while line := await reader.readline():
        order = json.loads(line)
        clock.now = datetime.fromisoformat(order["at"])
        done = await _say(app, order) if "say" in order else await _step(app, scheduler)
        writer.write(json.dumps(done, ensure_ascii=False).encode() + b"\n")
        await writer.drain()
    await app.close()


async def _step(app: App, scheduler: Scheduler) -> dict[str, Any]:
    """A tick, and everything delivered that may go out now."""
    made, sent = await scheduler.tick(), 0
    while taken := await app.delivery.round():
        sent += taken
    return {"made": made, "sent": sent}


async def _say(app: App, order: dict[str, Any]) -> dict[str, Any]:
    """What people say one after the other, and what each is answered."""
    said = []
    for person, words, number in order["say"]:
        message = Message("wecom.app.main", number, person, words, app.clock(), address=f"user:{person}")
        said.append((await app.hearing.hear(message)).text)
    return {"said": said}


def main() -> None:
    asyncio.run(obey(Path(sys.argv[1]), sys.argv[2]))
