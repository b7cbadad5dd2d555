"""Who may call the console: it asks for no password, so it answers only this machine, this page and small bodies.

Knows requests and the settings; nothing of what the console shows.
"""

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from config.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_LIMIT = 256 * 1024
BODY_SECONDS = 10
NO_FILE = "这个文件不在了。"
"""Also for a file that is not for this visitor: that it is there is nobody else's business."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Problem(Exception):
    """The request cannot be served: an HTTP status, and one Chinese line that the page shows."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def guarded(handler: Handler, settings: Settings) -> Handler:
    """The handler, behind every check, its problems told in the caller's form, its answers with the safe headers."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            check(request, settings)
            response = await handler(request)
        except Problem as problem:
            response = _told(request, problem)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return answer


def check(request: web.Request, settings: Settings) -> None:
    """Raises :class:`Problem` for a caller from elsewhere, a foreign Host (DNS rebinding) or a foreign page (CSRF)."""
    if not settings.console.anywhere and not _from_here(request):
        raise Problem(403, "演示控制台只在本机开放。")
    if not _host_known(request, settings):
        raise Problem(403, "请用 localhost 或 127.0.0.1 打开演示控制台。")
    if request.method not in ("GET", "HEAD") and not _same_origin(request):
        raise Problem(403, "这个请求不是从控制台页面发出的。")


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object. Read here, so that the console's limit holds whatever the application's is."""
    if request.content_type != "application/json":
        raise Problem(415, "请求的格式不对。")
    if (request.content_length or 0) > BODY_LIMIT:
        raise Problem(413, "内容太长了，请分几次发送。")
    try:
        value = json.loads(await _read(request))
    except (ValueError, RecursionError):
        raise Problem(400, "请求的格式不对。") from None
    if not isinstance(value, dict):
        raise Problem(400, "请求的格式不对。")
    return value


async def _read(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(16384):
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise Problem(413, "内容太长了，请分几次发送。")
    except TimeoutError:
        raise Problem(408, "网络太慢，没有收完整，请重试。") from None
    return bytes(body)


def _from_here(request: web.Request) -> bool:
    # A proxy on this machine calls from loopback for the whole world, and says so in its headers.
    return _loopback(request.remote or "") and not any(name in request.headers for name in PROXIED)


def _loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def _host_known(request: web.Request, settings: Settings) -> bool:
    name = _name(request.headers.get("Host", ""))
    if name in LOOPBACK_NAMES:
        return True
    if not settings.console.anywhere:
        return False
    # An address in figures cannot be rebound; a name can, so only the configured one is taken.
    return _is_address(name) or (bool(name) and name == urlsplit(settings.server.public_url).hostname)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same_origin(request: web.Request) -> bool:
    # Browsers send at least one of the two with every unsafe request; a caller that sends neither shows nothing.
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site is not None
    scheme, _, host = origin.lower().partition("://")
    return scheme in ("http", "https") and host == request.headers.get("Host", "").lower()


def _told(request: web.Request, problem: Problem) -> web.Response:
    if "/api/" in request.path:
        return web.json_response({"error": problem.words}, status=problem.status)
    return web.Response(text=problem.words + "\n", status=problem.status)
