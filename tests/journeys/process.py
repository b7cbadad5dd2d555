"""A real server process that can be killed: started as ``python -m bot serve`` is, only without importing anew each
time. A small parent has everything imported and forks a child for each start."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parent.parent.parent
_PARENT = """
import importlib, json, os, sys
import config.failpoints as failpoints
import bot.cli, bot.serve, bot.app, bot.scheduler, bot.console, alembic.command, alembic.config
import bot.channels.wecom_app, bot.channels.wecom_webhook, bot.channels.wecom_aibot

def child(order):
    out = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1), os.dup2(out, 2)
    os.chdir(order["folder"])
    failpoints._FAULTS = failpoints._read(order["fault"])
    sys.argv = ["zhibu", *order["words"]]
    module, name = order["main"].split(":")
    getattr(importlib.import_module(module), name)()

print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if "wait" in order:
        _, status = os.waitpid(order["wait"], 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
        continue
    pid = os.fork()
    if not pid:
        sys.stdin.close()
        code = 0
        try:
            child(order)
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 70
        sys.stdout.flush()
        os._exit(code)
    print(pid, flush=True)
"""


class Servers:
    """Starts servers in one folder, one after the other (or two at once)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._living: set[int] = set()

    async def open(self) -> None:
        env = {key: value for key, value in os.environ.items() if not key.startswith("ZHIBU_") and key != "FAULT"}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _PARENT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**env, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}, cwd=self.folder,
        )  # fmt: skip
        assert await self._read() == "ready"

    async def _read(self) -> str:
        assert self._process and self._process.stdout
        return (await self._process.stdout.readline()).decode().strip()

    async def _order(self, **order: Any) -> int:
        assert self._process and self._process.stdin
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        return int(await self._read())

    async def start(self, *words: str, fault: str = "", main: str = "bot.cli:main") -> int:
        """A process with these words on its command line; its number. ``main`` is what it runs."""
        log = str(self.folder / "server.log")
        pid = await self._order(words=list(words), fault=fault, folder=str(self.folder), log=log, main=main)
        self._living.add(pid)
        return pid

    async def wait(self, pid: int) -> int:
        """How it ended: negative is the signal that killed it."""
        code = await self._order(wait=pid)
        self._living.discard(pid)
        return code

    async def end(self, pid: int, how: signal.Signals = signal.SIGTERM) -> int:
        os.kill(pid, how)
        return await self.wait(pid)

    async def close(self) -> None:
        for pid in list(self._living):
            await self.end(pid, signal.SIGKILL)
        if self._process and self._process.stdin:
            self._process.stdin.close()
            await self._process.wait()

    def log(self) -> str:
        file = self.folder / "server.log"
        return file.read_text(errors="replace")[-4000:] if file.exists() else ""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def answers(client: aiohttp.ClientSession, url: str) -> bool:
    """Whether a server is there."""
    try:
        async with client.get(f"{url}/healthz") as response:
            return response.status == 200
    except (aiohttp.ClientError, OSError):
        return False
