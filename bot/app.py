"""Makes and joins everything; nothing else constructs a collaborator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from bot.channels import make_channels
from bot.channels.channel import Channel, Connected
from bot.channels.outbound import Outbound
from bot.clock import Clock, MovableClock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.enclosures import Enclosures
from bot.feeds import Feeds
from bot.files import Files
from bot.hearing import Hearing
from bot.logs import log
from bot.media import Media
from bot.notice_reader import NoticeReader
from bot.own_words import Folder
from bot.reach import Reached
from bot.room import BotRoom
from config.catalogue import load_catalogue
from config.holidays import Workdays
from config.settings import DingtalkWebhook, Settings, WecomWebhook
from handlers.catalogue import Finder
from handlers.commands import vocabulary
from handlers.dispatch import Dispatcher
from handlers.institution import load_demo
from handlers.knowledge import Knowledge
from handlers.message import Message, Push
from handlers.render import Renderer
from handlers.router import Router
from storage.database import Database
from storage.schema import require_current, upgrade
from storage.work import Work


@dataclass(slots=True)
class App:
    """The bot with everything joined. ``wake`` calls delivery after something was promised."""

    settings: Settings
    clock: Clock
    database: Database
    know: Knowledge
    renderer: Renderer
    dispatcher: Dispatcher
    channels: list[Channel]
    delivery: Delivery
    media: Media
    reader: NoticeReader
    hearing: Hearing
    files: Files
    enclosures: Enclosures
    room: BotRoom | None
    outbound: Outbound
    feeds: Feeds
    desk: Desk
    own_words: Folder | None = None

    async def close(self) -> None:
        await self.desk.rehearsals.close()
        for channel in self.channels:
            await channel.close()
        await self.outbound.close()
        if self.own_words:
            self.own_words.close()
        await asyncio.to_thread(self.database.close)


def ready_database(settings: Settings, now: datetime) -> Database:
    """The database at this release's schema: the embedded file is upgraded, PostgreSQL must have been migrated.

    Raises :class:`~storage.schema.SchemaOld`.
    """
    if settings.sqlite_file:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        upgrade(settings.database, backups=settings.folder / "backups", now=now)
    else:
        require_current(settings.database)
    return Database(settings.database)


def build(settings: Settings, clock: Clock, *, database: Database | None = None) -> App:
    """Join everything; the demo institution is loaded where the settings ask for it and the database is empty."""
    database = database or ready_database(settings, clock())
    own_words = Folder(settings.words) if settings.words else None
    renderer = Renderer(own=own_words) if own_words else Renderer()
    outbound = Outbound()
    lines: asyncio.Queue[tuple[str, Push]] = asyncio.Queue()

    async def deliver(address: str, push: Push) -> None:
        await lines.put((address, push))

    console_settings = (
        settings
        if settings.console_on
        else settings.model_copy(update={"console": settings.console.model_copy(update={"enabled": True})})
    )
    channels = make_channels(console_settings, outbound, clock, deliver)
    if not settings.console_on:
        channels = [channel for channel in channels if channel.name != "console"]
    catalogue = load_catalogue(own=settings.requirements, strict=False)
    for problem in catalogue.problems:
        # One bad line of an institution's own folder must not silence the rest; `zhibu check` tells it in Chinese.
        log().error("requirement.unusable", problem=problem)
    know = Knowledge(
        catalogue=catalogue,
        finder=Finder(catalogue),
        workdays=Workdays(settings.holidays),
        zone=settings.zone,
        rules=settings.rules,
        reminders=settings.reminders,
        reach=Reached(channels),
        files=settings.files,
        address=settings.address,
        demo=bool(settings.demo),
    )
    if settings.demo:
        database.do(lambda work: load_demo(work, know, clock()))
    database.do(lambda work: _bind_robots(work, settings, know))
    dispatcher = Dispatcher(Router(vocabulary()), renderer, know)
    files = Files(settings.folder)
    enclosures = Enclosures(database, files, clock)
    delivery = Delivery(database, {channel.name: channel for channel in channels}, know, renderer, clock, enclosures)
    reader = NoticeReader(database, know, renderer, files, clock, delivery.wake)
    media = Media(database, {channel.name: channel for channel in channels}, know, files, clock, reader.wake)

    def wake() -> None:
        delivery.wake()
        media.wake()
        reader.wake()

    hearing = Hearing(database, dispatcher, clock, wake, tuple(channel.name for channel in channels))
    room = None
    if settings.console_on:
        movable = clock if isinstance(clock, MovableClock) and not settings.real_channels else None
        room = BotRoom(database, hearing, delivery, know, renderer, files, enclosures, clock, movable, lines)
    feeds = Feeds(database, know, clock)
    desk = Desk(database, know, renderer, settings, clock)
    return App(
        settings,
        clock,
        database,
        know,
        renderer,
        dispatcher,
        channels,
        delivery,
        media,
        reader,
        hearing,
        files,
        enclosures,
        room,
        outbound,
        feeds,
        desk,
        own_words,
    )


def _bind_robots(work: Work, settings: Settings, know: Knowledge) -> None:
    """Groups of webhook robots that the settings bind to a unit: such a robot hears nothing, so nobody can say it."""
    robots: list[tuple[str, WecomWebhook | DingtalkWebhook]] = [
        *((f"wecom.webhook.{name}", one) for name, one in settings.wecom.webhook.items()),
        *((f"dingtalk.webhook.{name}", one) for name, one in settings.dingtalk.webhook.items()),
    ]
    for channel, robot in robots:
        units = work.units.named(robot.unit) if robot.unit else []
        to = know.reach.robot(channel.rsplit(".", 1)[-1])
        if not units or to is None:
            continue
        work.chats.bind(
            channel,
            "",
            title=f"{units[0].short}群",
            unit_id=units[0].id,
            purposes=tuple(robot.purposes) or ("reminders", "summary"),
            push_channel=to.channel,
            push_address=to.address,
        )


@asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """The loops beside the server: ticking, delivering, and connections held open. Ended in reverse order."""
    from bot.scheduler import Scheduler

    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.close)
        _task(stack, app.delivery.run())
        _task(stack, app.media.run())
        _task(stack, app.reader.run())
        if app.room:
            _task(stack, app.room.relay())
        for channel in app.channels:
            if isinstance(channel, Connected):
                _task(stack, channel.run(lambda message: _heard(app, message)))
        scheduler = Scheduler(app.database, app.know, app.renderer, app.clock, app.delivery.wake)
        scheduler.start()
        stack.callback(scheduler.stop)
        # The first tick need not keep the port closed.
        _task(stack, scheduler.tick())
        yield app


def _task(stack: AsyncExitStack, loop: object) -> None:
    task = asyncio.ensure_future(loop)  # type: ignore[call-overload]

    async def end() -> None:
        while not task.done():  # asked again: a library's loop may have swallowed the first request
            task.cancel()
            await asyncio.wait([task], timeout=1)
        with suppress(asyncio.CancelledError):
            task.result()

    stack.push_async_callback(end)


async def _heard(app: App, message: Message) -> str:
    return (await app.hearing.hear(message)).text
