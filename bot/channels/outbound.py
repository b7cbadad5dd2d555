"""The one way out: an HTTP client that goes only where the settings point, and says precisely what became of a request.

Knows no platform. No redirects, no proxies from the environment, short timeouts, small answers; nothing that it
raises quotes an address, because addresses hold secrets (reliability I13).
"""

import json
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.channel import NotFetched, NotSent
from bot.channels.wire import multipart, write_json

CONNECT = 3.0
TOTAL = 10.0
LARGEST = 1 << 20
FILE_TOTAL, FILE_STILL = 120.0, 20.0
"""Seconds in which a file must have come, and in which its next piece must."""
SPOKEN = 4096
"""Bytes of an answer that may be words of the platform's instead of the file."""
PUBLIC_HOSTS = ("qyapi.weixin.qq.com", "api.dingtalk.com", "oapi.dingtalk.com")
"""Hosts that everybody knows to be in the public net. A host that the operator chose may be anywhere."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The platform's answer below 500: an object in JSON, or None where it was something else."""

    status: int
    fields: Mapping[str, Any]

    def number(self, name: str = "errcode") -> int | None:
        """A number, which platforms also write as a string; None where there is none."""
        try:
            return int(self.fields[name])
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that came whole. ``head`` is its beginning: an error may come in its place, with HTTP 200."""

    size: int
    head: bytes
    content_type: str
    disposition: str

    def error(self) -> Mapping[str, Any] | None:
        """The JSON object that came instead of the file, if one did."""
        if self.size > SPOKEN or self.head[:1] != b"{":
            return None
        try:
            fields = json.loads(self.head)
        except (ValueError, RecursionError):
            return None
        return fields if isinstance(fields, dict) and "errcode" in fields else None


class Outbound:
    """Shared by all channels. The connection pool is opened by the first request, in its event loop."""

    def __init__(self, *, connect: float = CONNECT, total: float = TOTAL) -> None:
        self._timeout = aiohttp.ClientTimeout(total=total, sock_connect=connect)
        self._session: aiohttp.ClientSession | None = None
        self._origins: set[URL] = set()

    def allow(self, base: str) -> None:
        """An address from the settings: requests may go to its host and port, and nowhere else."""
        self._origins.add(URL(base).origin())

    async def get(self, url: str) -> Answered:
        return await self._ask("GET", url, None, {})

    async def post(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answered:
        """Raises :class:`NotSent` for whatever is not an answer; ``ambiguous`` if the platform may have acted."""
        data = write_json(body).encode("utf-8", "replace")
        return await self._ask("POST", url, data, {"Content-Type": "application/json", **(headers or {})})

    async def upload(self, url: str, name: str, media_type: str, content: bytes) -> Answered:
        """Post one file as the form field ``media``. Raises :class:`NotSent` as :meth:`post` does."""
        data, kind = multipart("media", name, media_type, content)
        return await self._ask("POST", url, data, {"Content-Type": kind})

    async def download(
        self, url: str, write: Callable[[bytes], object], limit: int, hosts: Collection[str] = ()
    ) -> Downloaded:
        """Fetch a file from an address of the settings, or from one of the ``hosts`` (``*`` for a part of a name).

        Raises :class:`NotFetched`. What was handed to ``write`` before that is no file.
        """
        try:
            address = URL(url, encoded=True)
        except ValueError:
            raise NotFetched("not an address", gone=True) from None
        if not self._may_fetch(address, hosts):
            raise NotFetched(f"the host {str(address.host)[:100]!r} is not one of media_hosts")
        timeout = aiohttp.ClientTimeout(total=FILE_TOTAL, sock_connect=CONNECT, sock_read=FILE_STILL)
        try:
            async with self._opened().get(
                address, allow_redirects=False, timeout=timeout, trace_request_ctx=SimpleNamespace(sent=True)
            ) as response:
                return await _file(response, write, limit)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotFetched(f"no file ({type(error).__name__})") from None

    def _may_fetch(self, address: URL, hosts: Collection[str]) -> bool:
        if not address.absolute or address.scheme not in ("http", "https"):
            return False
        if address.origin() in self._origins:
            return True
        name = (address.host or "").lower()
        return address.is_default_port() and any(fnmatchcase(name, host) for host in hosts)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _ask(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answered:
        address = URL(url, encoded=True)
        if not address.absolute or address.origin() not in self._origins:
            raise NotSent("the address is not one of the settings'", final=True)
        progress = SimpleNamespace(sent=data is None)
        try:
            async with self._opened().request(
                method, address, data=data, headers=headers, allow_redirects=False, trace_request_ctx=progress
            ) as response:
                body = await _body(response)
                return _answered(response, body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _lost(error, progress.sent and method == "POST") from None

    def _anywhere(self, host: str) -> bool:
        """Whether this host may be in a private net: the operator chose it."""
        return _chosen(host) and any(origin.host == host for origin in self._origins)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_chunk_sent.append(_sent)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_Resolver(self._anywhere), limit=64),
                timeout=self._timeout,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "zhibu"},
                trace_configs=[trace],
            )
        return self._session


async def _file(response: aiohttp.ClientResponse, write: Callable[[bytes], object], limit: int) -> Downloaded:
    status, headers = response.status, response.headers
    if status in (400, 403, 404, 410):
        raise NotFetched(f"HTTP {status}", gone=True)
    if status != 200:
        after = _wait(headers.get("Retry-After", "")) if status == 429 else None
        raise NotFetched(f"HTTP {status}", after=after)
    if headers.get(hdrs.CONTENT_ENCODING, "identity") != "identity":
        raise NotFetched("a packed answer to a request for a plain one")  # unpacked it may be of any size
    if (response.content_length or 0) > limit:
        raise NotFetched("too large", too_large=True)
    size, head = 0, b""
    async for piece in response.content.iter_chunked(1 << 16):
        size += len(piece)
        if size > limit:
            raise NotFetched("too large", too_large=True)
        head += piece[: SPOKEN - len(head)]
        write(piece)
    return Downloaded(size, head, response.content_type, headers.get(hdrs.CONTENT_DISPOSITION, ""))


async def _sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
    context.trace_request_ctx.sent = True


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > LARGEST:
            raise ValueError("the answer is too large")
    return bytes(body)


def _answered(response: aiohttp.ClientResponse, body: bytes) -> Answered:
    status = response.status
    if status >= 500:
        raise NotSent(f"HTTP {status}", ambiguous=response.method == "POST")
    if status == 429:
        raise NotSent("HTTP 429", after=_wait(response.headers.get("Retry-After", "")))
    if 300 <= status < 400:
        raise NotSent(f"HTTP {status}", advice="出口网络把请求转到了别处，请网管检查服务器的上网设置")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict):
        return Answered(status, fields)
    # With 2xx the platform may well have acted; with 4xx somebody on the way, or the platform, has said no.
    raise NotSent(f"HTTP {status} without a JSON object", ambiguous=status < 300 and response.method == "POST")


def _wait(value: str) -> timedelta:
    return timedelta(seconds=min(int(value), 3600) if value.isdecimal() and value.isascii() else 60)


def _lost(error: Exception, sent: bool) -> NotSent:
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(f"no connection ({name})", advice="连不上平台，请检查服务器能否上网、系统时间和证书是否正常")
    return NotSent(f"no answer ({name})" if sent else f"not sent ({name})", ambiguous=sent)


def _chosen(host: str) -> bool:
    return host not in PUBLIC_HOSTS


class _Resolver(AbstractResolver):
    """Names to addresses; a public platform's name that leads into a private net is a poisoned one."""

    def __init__(self, anywhere: Callable[[str], bool] = _chosen) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._anywhere = anywhere

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not self._anywhere(host):
            found = [one for one in found if is_public(one["host"])]
            if not found:
                raise OSError("a public name without a public address")
        return found

    async def close(self) -> None:
        await self._inner.close()


def is_public(address: str) -> bool:
    """Global, and not a private address in disguise (mapped, 6to4, NAT64)."""
    ip: IPv4Address | IPv6Address = ip_address(address.split("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and int(ip) >> 32 == int(ip_address("64:ff9b::")) >> 32:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast
