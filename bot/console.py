"""The console: a chat in the browser for whoever tries the bot, its API, and the events that keep it live.

Serves what a :class:`~bot.console_seam.Room` hands out and knows nothing of what stands behind it. No session: who
is speaking is said in every request, which is why only this machine may call (``console_guard``).
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.console_files import give, take
from bot.console_guard import HEADERS, NO_FILE, Problem, guarded, json_body
from bot.console_seam import ChatLine, ClockMoved, Event, FileLine, Line, NewLine, PersonLine, PushLine, Room
from bot.console_view import BOT, chat_view, event_view, greeting, line_view, person_view, push_view, suggestions
from config.settings import Settings

__all__ = [
    "ChatLine", "ClockMoved", "Console", "Event", "FileLine", "Line", "NewLine", "PersonLine", "PushLine", "Room",
    "console_routes", "mount",
]  # fmt: skip

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "console"
STATIC = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEARTBEAT = 15.0
TEXT_LENGTH = 20_000
QUOTE_LENGTH = 2_000
FILES = 9
RECENT = 99
AHEAD = timedelta(days=400)
SHOWN = 300
"""Pushes that one move of the clock tells word for word; the rest are in their chats."""
_SPAN = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")


def mount(app: web.Application, room: Room, settings: Settings) -> None:
    """Add the console to an application, and end its open event streams when that shuts down."""
    console = Console(room, settings)
    app.add_routes(console.routes())
    app.on_shutdown.append(console.close)


def console_routes(room: Room, settings: Settings) -> list[web.RouteDef]:
    """The console's routes alone; :func:`mount` also lets a shutdown end the event streams at once."""
    return Console(room, settings).routes()


class Console:
    def __init__(self, room: Room, settings: Settings, heartbeat: float = HEARTBEAT) -> None:
        self._room = room
        self._settings = settings
        self._heartbeat = heartbeat
        self._started = room.now()
        self._seen: dict[tuple[int, str], str] = {}
        self._streams: set[asyncio.Task[Any]] = set()
        self._static = {file.name: _static(file) for file in FOLDER.iterdir() if file.suffix in STATIC}

    @cached_property
    def _page(self) -> Template:
        environment = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        return environment.get_template("page.html.j2")

    def routes(self) -> list[web.RouteDef]:
        table = (
            web.get("/console", self.page),
            web.get("/console/static/{name}", self.static),
            web.get("/console/files/{id}", self.file),
            web.get("/console/desk", self.desk),
            web.get("/console/api/state", self.state),
            web.get("/console/api/events", self.events),
            web.post("/console/api/say", self.say),
            web.post("/console/api/read", self.read),
            web.post("/console/api/files", self.upload),
            web.post("/console/api/clock", self.clock),
        )
        return [web.RouteDef(one.method, one.path, guarded(one.handler, self._settings), one.kwargs) for one in table]

    async def close(self, _: web.Application) -> None:
        for stream in self._streams:
            stream.cancel()

    # What a person sees

    async def page(self, request: web.Request) -> web.Response:
        people = await self._room.people()
        if not people:
            raise Problem(503, "系统里还没有人：请先导入花名册。")
        known = {str(person.id): person for person in people}
        person = known.get(request.query.get("person", ""), people[0])
        chats = await self._room.chats(person.id)
        asked = request.query.get("chat", "")
        chat = asked if any(one.id == asked for one in chats) else chats[0].id
        state = await self._state(people, person, chats, chat)
        return web.Response(text=self._page.render(state=state, bot=BOT), content_type="text/html")

    async def state(self, request: web.Request) -> web.Response:
        people, person, chats = await self._who(request.query.get("person"))
        chat = _known_chat(chats, request.query.get("chat", ""))
        return web.json_response(await self._state(people, person, chats, chat))

    async def _state(
        self, people: Sequence[PersonLine], person: PersonLine, chats: Sequence[ChatLine], chat: str
    ) -> dict[str, Any]:
        lines = await self._room.history(person.id, chat)
        self._mark(person.id, chat, lines[-1].id if lines else "")
        kind = next(one.kind for one in chats if one.id == chat)
        return {
            "person": person.id,
            "chat": chat,
            "clock": self._now().isoformat(),
            "movable": self._room.movable,
            "people": [person_view(one) for one in people],
            "chats": [chat_view(one, await self._unread(person.id, one.id)) for one in chats],
            "messages": self._lines(lines),
            "suggestions": suggestions(person.role, kind),
            "greeting": greeting(person.role, kind),
        }

    async def say(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        _, person, chats = await self._who(body.get("person"))
        chat = _known_chat(chats, body.get("chat"))
        text = _text(body, "text", TEXT_LENGTH)
        quote = _text(body, "quote", QUOTE_LENGTH)
        key = _text(body, "key", 64)
        files = _ids(body.get("files", []))
        if not text.strip() and not files:
            raise Problem(400, "请先写点什么，或者选一个文件。")
        try:
            lines = await self._room.say(person.id, chat, text, quote, files, key=key)
        except KeyError:
            raise Problem(404, "附件不在了，请重新选择。") from None
        return web.json_response({"messages": self._lines(lines)})

    async def read(self, request: web.Request) -> web.Response:
        """The visitor has seen a chat up to a line: nothing before it counts as unread."""
        body = await json_body(request)
        _, person, chats = await self._who(body.get("person"))
        self._mark(person.id, _known_chat(chats, body.get("chat")), _text(body, "id", 200))
        return web.json_response({})

    async def desk(self, request: web.Request) -> web.Response:
        """To the organizer's pages, as the person whom the visitor plays."""
        _, person, _ = await self._who(request.query.get("person"))
        key = await self._room.desk_key(person.id)
        if key is None:
            raise Problem(403, "后台给书记、组织员和组织部用，请换个身份看看。")
        return web.Response(status=303, headers={"Location": f"/desk/enter?key={key}"})

    # Files

    async def upload(self, request: web.Request) -> web.Response:
        _, person, _ = await self._who(request.query.get("person"))
        line = await take(request, self._room, person.id, self._settings.files)
        return web.json_response({"id": line.id, "name": line.name, "size": line.size})

    async def file(self, request: web.Request) -> web.StreamResponse:
        asked = request.query.get("person", "")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
            raise Problem(404, NO_FILE)
        return await give(self._room, request.match_info["id"], int(asked))

    async def static(self, request: web.Request) -> web.Response:
        if request.match_info["name"] not in self._static:
            raise Problem(404, "没有这个文件。")
        body, content_type, tag = self._static[request.match_info["name"]]
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)

    # The clock

    async def clock(self, request: web.Request) -> web.Response:
        if not self._room.movable:
            raise Problem(409, "现在用的是真实时间，不能拨动。")
        to = await self._target(await json_body(request))
        if to <= self._now():
            raise Problem(400, "时间只能往后拨。")
        if to > self._now() + AHEAD:
            raise Problem(400, "一次最多往后拨 400 天。")
        pushed = await self._room.move(to)
        views = [push_view(one, self._settings.zone) for one in pushed[-SHOWN:]]
        return web.json_response({"clock": self._now().isoformat(), "pushed": views, "count": len(pushed)})

    async def _target(self, body: dict[str, Any]) -> datetime:
        match body:
            case {"to": str(moment)}:
                return self._moment(moment)
            case {"by": str(span)}:
                return self._now() + _span(span)
            case {"next": True}:
                found = await self._room.next_moment()
                if found is None:
                    raise Problem(409, "近期没有要发的提醒。")
                return found
        raise Problem(400, "请求的格式不对。")

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=self._settings.zone)
        except ValueError:
            raise Problem(400, "请写出完整的日期和时间。") from None

    def _now(self) -> datetime:
        return self._room.now().astimezone(self._settings.zone)

    # Live

    async def events(self, request: web.Request) -> web.StreamResponse:
        _, person, _ = await self._who(request.query.get("person"))
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        heard = self._room.listen(person.id)
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            await self._tell(request, response, heard)
        except (ConnectionError, asyncio.CancelledError):
            # The visitor has left, or the server is going down: both end a stream in order.
            pass
        finally:
            self._streams.discard(task)
            if hasattr(heard, "aclose"):
                await heard.aclose()
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse, heard: AsyncIterator[Event]) -> None:
        # Listening begins before the headers are out, so that nothing falls between the page's state and its stream.
        coming = asyncio.ensure_future(anext(heard))
        try:
            await asyncio.sleep(0)
            await response.prepare(request)
            await response.write(b"retry: 2000\n\n")
            while True:
                done, _ = await asyncio.wait({coming}, timeout=self._heartbeat)
                if not done:
                    await response.write(b": still here\n\n")
                    continue
                name, value = event_view(coming.result(), self._settings.zone)
                await response.write(f"event: {name}\ndata: {json.dumps(value)}\n\n".encode())
                coming = asyncio.ensure_future(anext(heard))
        except StopAsyncIteration:
            return
        finally:
            coming.cancel()
            await asyncio.wait({coming})

    # Who and what

    async def _who(self, asked: object) -> tuple[Sequence[PersonLine], PersonLine, Sequence[ChatLine]]:
        people = await self._room.people()
        person = next((one for one in people if str(one.id) == str(asked)), None)
        if person is None:
            raise Problem(404, "没有这个人。")
        return people, person, await self._room.chats(person.id)

    def _lines(self, lines: Iterable[Line]) -> list[dict[str, Any]]:
        return [line_view(line, self._settings.zone) for line in lines]

    def _mark(self, person: int, chat: str, id: str) -> None:
        self._seen[person, chat] = id

    async def _unread(self, person: int, chat: str) -> int:
        """Lines of others after the last one seen; never looked at since the start: those that came since then."""
        lines = await self._room.history(person, chat, RECENT)
        ids = [line.id for line in lines]
        seen = self._seen.get((person, chat))
        if seen in ids:
            fresh = lines[ids.index(seen) + 1 :]
        elif seen is None:
            fresh = [line for line in lines if line.at > self._started]
        else:
            fresh = lines
        return sum(line.side != "me" for line in fresh)


def _static(file: Path) -> tuple[bytes, str, str]:
    body = file.read_bytes()
    return body, STATIC[file.suffix], f'"{sha256(body).hexdigest()[:16]}"'


def _known_chat(chats: Sequence[ChatLine], asked: object) -> str:
    if not any(one.id == asked for one in chats):
        raise Problem(404, "没有这个会话。")
    return str(asked)


def _text(body: dict[str, Any], name: str, limit: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Problem(400, "请求的格式不对。")
    if len(value) > limit:
        raise Problem(413, "内容太长了，请分几次发送。")
    return value


def _ids(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Problem(400, "请求的格式不对。")
    if len(value) > FILES:
        raise Problem(400, f"一条消息最多带 {FILES} 个文件。")
    return value


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if not found or not any(found.groups()):
        raise Problem(400, "请求的格式不对。")
    days, hours, minutes = (int(one or 0) for one in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
