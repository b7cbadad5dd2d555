"""Serving: the application, its loops, and an orderly end."""

import asyncio
import gc
import signal
import sys

from aiohttp import web

from bot.app import App, build, running
from bot.channels import NotBuilt
from bot.clock import Clock
from bot.console import mount
from bot.lock import InUse, hold
from bot.logs import log, set_up
from bot.server import routes
from config.catalogue import CatalogueError
from config.holidays import HolidaysError
from config.settings import Settings
from storage.schema import SchemaOld

SWITCH = 0.05
"""Seconds for which one thread may keep the interpreter while others wait. The loop and the writer hand it over at
every system call and every statement anyway; taking it away more often only costs (``make bench``)."""


class Refusal(Exception):
    """The server will not start like this. The text says what to do (Chinese)."""


def serve_until_stopped(settings: Settings, clock: Clock) -> None:
    """Run until SIGINT or SIGTERM. Raises :class:`Refusal`."""
    set_up(settings)
    lock = None
    try:
        lock = hold(settings.sqlite_file) if settings.sqlite_file else None
        asyncio.run(_serve(build(settings, clock)))
    except (InUse, SchemaOld, NotBuilt, CatalogueError, HolidaysError) as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(
            f"端口 {settings.server.port} 打不开（{error.strerror}）。请换一个端口，例如 ZHIBU_SERVER__PORT=8081"
        ) from None
    finally:
        if lock:
            lock.close()


async def _serve(app: App) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(app):
        runner = web.AppRunner(application(app), access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            site = web.TCPSite(runner, app.settings.server.host, app.settings.server.port, backlog=1024)
            await site.start()
            _greet(app, runner)
            sys.setswitchinterval(SWITCH)
            await asyncio.to_thread(_settle, app)
            await stop.wait()
        finally:
            await runner.cleanup()


def _settle(app: App) -> None:
    """What need not keep the port closed. What is loaded by now stays, so the collector need not look at it again."""
    app.dispatcher.warm_up(app.clock())
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def application(app: App) -> web.Application:
    """Every route of the bot."""
    served = web.Application(client_max_size=app.settings.server.body_limit)
    served.add_routes(routes(app.channels, app.hearing, app.settings.server.body_limit))
    served.add_routes([*app.feeds.routes(), *app.desk.routes()])
    if app.room:
        mount(served, app.room, app.settings)
    return served


def _greet(app: App, runner: web.AppRunner) -> None:
    host, port = runner.addresses[0][:2]
    address = app.settings.server.public_url or f"http://{host}:{port}"
    lines = ["支部助手已启动。"]
    if app.room:
        lines.append(f"在浏览器打开：{address}/console")
    lines += [f"回调地址：{address}{channel.path}" for channel in app.channels if channel.path]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    log().info("started", address=address, channels=[channel.name for channel in app.channels])
