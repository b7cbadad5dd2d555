"""The door of the organizer's pages: sessions, forms that are ours, and headers that let nothing else in.

Every route says who may have it; what says nothing is refused to everybody.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.clock import Clock
from config.settings import Settings
from handlers.admission import LONGEST, admitted, hashed
from handlers.scope import Speaker
from storage.database import Database

Access = Literal["anybody", "visitor"]
BODY_LIMIT = 4096
BODY_SECONDS = 10
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers hide the origin of our own forms from us.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}


class Problem(Exception):
    """The request cannot be served: an HTTP status, and one Chinese line that the page shows."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that was let in: who it is, and the form's fields."""

    speaker: Speaker
    csrf: str
    fields: Mapping[str, str]


Handler = Callable[[web.Request, Visit], Awaitable[web.Response]]
Opened = Callable[[web.Request], Awaitable[web.StreamResponse]]
Told = Callable[[Problem], web.Response]


class Guard:
    def __init__(self, database: Database, settings: Settings, clock: Clock, told: Told) -> None:
        self._database = database
        self._clock = clock
        self._told = told
        self._origin = urlsplit(settings.server.public_url).netloc.lower()
        self.secure = settings.server.public_url.lower().startswith("https:")
        prefix = "__Host-" if self.secure else ""
        self._session, self._door = f"{prefix}desk", f"{prefix}desk-door"

    def visitors(self, handler: Handler) -> Opened:
        """For who has a session; a form of theirs must be our own page's."""

        async def answer(request: web.Request) -> web.StreamResponse:
            session = request.cookies.get(self._session, "")
            now = self._clock()
            speaker = await self._database.run(lambda work: admitted(work, session, now)) if session else None
            if speaker is None:
                raise Problem(401, "请先登录：在聊天里一对一对我说“网页”，点新的链接进来。")
            csrf = _derived("csrf", session)
            fields = await self._form(request, csrf) if request.method in UNSAFE else {}
            return await handler(request, Visit(speaker, csrf, fields))

        return self._guarded(answer)

    def anybody(self, handler: Opened) -> Opened:
        return self._guarded(handler)

    def _guarded(self, handler: Opened) -> Opened:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except Problem as problem:
                response = self._told(problem)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return answer

    # The door: nobody has a session yet, so the form is bound to a cookie of its own

    def show_door(self, response: web.Response, door: str) -> None:
        self._put(response, self._door, door, 600)

    @staticmethod
    def door_token(door: str) -> str:
        return _derived("door", door)

    async def at_door(self, request: web.Request) -> Mapping[str, str]:
        """The fields of the entry form. Raises :class:`Problem` where it was not our page that sent it."""
        door = request.cookies.get(self._door, "")
        return await self._form(request, self.door_token(door) if door else "")

    def let_in(self, response: web.Response, session: str) -> None:
        self._put(response, self._session, session, int(LONGEST.total_seconds()))
        response.del_cookie(self._door, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def let_out(self, response: web.Response) -> None:
        response.del_cookie(self._session, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def session_of(self, request: web.Request) -> str:
        return request.cookies.get(self._session, "")

    def _put(self, response: web.Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="Lax")

    # Forms

    async def _form(self, request: web.Request, csrf: str) -> Mapping[str, str]:
        if self._foreign(request):
            raise Problem(403, "这个请求不是从本页面发出的。")
        if request.content_type != "application/x-www-form-urlencoded":
            raise Problem(415, "请求的格式不对。")
        fields = dict(parse_qsl((await _body(request)).decode("utf-8", "replace"), max_num_fields=20))
        if not csrf or not hmac.compare_digest(fields.get("csrf", ""), csrf):
            raise Problem(403, "页面放得太久了，请返回刷新后再试。")
        return fields

    def _foreign(self, request: web.Request) -> bool:
        """Whether a browser says that another site's page sent this; the token decides where it says nothing."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site is not None and site != "same-origin":
            return True
        if origin is None:
            return False
        host = origin.lower().partition("://")[2]
        return host not in {request.headers.get("Host", "").lower(), self._origin} - {""}


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY_LIMIT:
        raise Problem(413, "内容太长了。")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(BODY_LIMIT):
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise Problem(413, "内容太长了。")
    except TimeoutError:
        raise Problem(408, "网络太慢，没有收完整，请重试。") from None
    return bytes(body)


def _derived(purpose: str, secret: str) -> str:
    """A token that only who holds the secret's cookie is shown."""
    return hashed(f"{purpose}:{secret}")
