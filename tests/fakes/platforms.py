"""WeCom's and DingTalk's API servers, played on loopback: they judge what we send, fail on command, keep a log.

Use as ``async with FakeWecom(...) as wecom``; ``wecom.url`` is the ``api_base``. A fault is scripted per path and used
up in order: ``wecom.faults["/cgi-bin/message/send"].append(LOST)``.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import socket
import struct
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.fakes.faults import Fault

WECOM_SEND = "/cgi-bin/message/send"
WECOM_TOKEN = "/cgi-bin/gettoken"
WECOM_WEBHOOK = "/cgi-bin/webhook/send"
WECOM_RESPONSE = "/cgi-bin/aibot/response"
DINGTALK_TOKEN = "/v1.0/oauth2/accessToken"
DINGTALK_GROUP = "/v1.0/robot/groupMessages/send"
DINGTALK_PEOPLE = "/v1.0/robot/oToMessages/batchSend"
DINGTALK_WEBHOOK = "/robot/send"
DINGTALK_SESSION = "/robot/sendBySession"
DINGTALK_FILES = "/v1.0/robot/messageFiles/download"
WECOM_MEDIA = "/cgi-bin/media/get"
WECOM_UPLOAD = "/cgi-bin/media/upload"
DINGTALK_UPLOAD = "/media/upload"
STORE = "/store/"
"""Where both keep what lies elsewhere than at the API: sealed for smart bots, plain for DingTalk."""


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    raw: bytes
    at: float


@dataclass(frozen=True)
class Uploaded:
    """A file that was left with the platform."""

    kind: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Shown:
    """One message that people got to see; ``file`` is the picture or file where it was one."""

    destination: str
    text: str
    mentions: tuple[str, ...]
    body: Any
    at: float
    file: Uploaded | None = None


class FakePlatform:
    """What both have in common: a server, scripted faults, the log, and who saw what when."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.heard: list[Heard] = []
        self.shown: list[Shown] = []
        self.tokens_given = 0
        self.token_life = 7200
        self.url = ""
        self.media: dict[str, bytes | int] = {}
        """What people have sent, by the platform's number for it; a whole number is a file of so many bytes."""
        self.uploads: dict[str, Uploaded] = {}
        """What we have left with it, by its number for it."""
        self._valid_token = ""
        self._muted_until: dict[str, float] = {}
        self._attempts: dict[str, deque[float]] = defaultdict(deque)
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 << 20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    # What tests ask

    def texts(self, destination: str | None = None) -> list[str]:
        return [one.text for one in self.shown if destination in (None, one.destination)]

    def bodies(self, path: str) -> list[Any]:
        return [one.body for one in self.heard if one.path == path]

    def most_in_a_minute(self, destination: str | None = None) -> int:
        """The fullest sliding 60 seconds of what was shown."""
        times = sorted(one.at for one in self.shown if destination in (None, one.destination))
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] >= 60:
                first += 1
            most = max(most, last - first + 1)
        return most

    def expire_token(self) -> None:
        """The token that was given out is good no more."""
        self._valid_token = ""

    def new_token(self) -> str:
        self.tokens_given += 1
        self._valid_token = f"token-{self.tokens_given}"
        return self._valid_token

    # The server

    def routes(self) -> dict[str, Callable[[Heard], Awaitable[web.Response]]]:
        raise NotImplementedError

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        heard = await self._listen(request)
        route = self._stored if request.path.startswith(STORE) else self.routes().get(request.path)
        fault = self.faults[request.path].popleft() if self.faults[request.path] else None
        if fault is None:
            return await route(heard) if route else web.json_response({"errcode": 404, "errmsg": "no such path"})
        if fault.half and route:
            return await self._half(request, await route(heard))
        if fault.shown and route:
            await route(heard)
        if fault.hang:
            await self._closing.wait()
        if fault.drop or fault.hang:
            return self._reset(request)
        body = json.dumps(fault.body).encode() if isinstance(fault.body, dict) else fault.body or b""
        return web.Response(status=fault.status, body=body, headers=fault.headers)

    async def _stored(self, heard: Heard) -> web.Response:
        content = self.media.get(heard.path.removeprefix(STORE))
        return web.Response(status=404) if content is None else handed_out(content)

    async def _half(self, request: web.Request, whole: web.Response) -> web.StreamResponse:
        body = whole.body
        assert isinstance(body, bytes)
        response = web.StreamResponse(headers={"Content-Type": whole.content_type})
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        return self._reset(request)

    async def _listen(self, request: web.Request) -> Heard:
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        headers = {name.lower(): value for name, value in request.headers.items()}
        heard = Heard(request.path, dict(request.query), headers, body, raw, self.clock())
        self.heard.append(heard)
        return heard

    def _reset(self, request: web.Request) -> web.Response:
        # An abortive close: the caller sees a reset and no answer at all.
        if request.transport:
            sock = request.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.transport.abort()
        return web.Response()

    def show(
        self,
        heard: Heard,
        destination: str,
        text: str,
        mentions: tuple[str, ...] = (),
        file: Uploaded | None = None,
    ) -> None:
        self.shown.append(Shown(destination, text, mentions, heard.body, heard.at, file))

    def pictures(self, destination: str | None = None) -> list[Uploaded]:
        """The pictures and files that people got to see."""
        return [one.file for one in self.shown if one.file and destination in (None, one.destination)]

    def keep(self, heard: Heard, kind: str) -> str | None:
        """Keep an uploaded file; its number, or None where the form is not as the platform wants it."""
        file = _form_file(heard, kind)
        if file is None or len(file.content) <= 5:
            return None
        number = f"@media{len(self.uploads) + 1}"
        self.uploads[number] = file
        return number

    def too_fast(self, destination: str, most: int, penalty: float) -> bool:
        """Counts one more attempt; True beyond ``most`` in sliding 60 seconds, and while the penalty lasts."""
        now = self.clock()
        times = self._attempts[destination]
        while times and now - times[0] >= 60:
            times.popleft()
        times.append(now)
        if now < self._muted_until.get(destination, 0):
            return True
        if len(times) > most:
            self._muted_until[destination] = now + penalty
            return True
        return False


def _form_file(heard: Heard, kind: str) -> Uploaded | None:
    """The one file of a form, read as plainly as the platforms read it: its name in UTF-8 between quotes."""
    found = re.fullmatch(r"multipart/form-data; boundary=([\w-]+)", heard.headers.get("content-type", ""))
    if not found:
        return None
    mark = found[1].encode()
    head, _, rest = heard.raw.removeprefix(b"--" + mark + b"\r\n").partition(b"\r\n\r\n")
    content, end, _ = rest.rpartition(b"\r\n--" + mark + b"--")
    said = re.search(rb'name="media"; filename="([^"\r\n]+)"', head)
    media_type = re.search(rb"\r\nContent-Type: ([^\r\n]+)", head)
    if not (end and said and media_type):
        return None
    return Uploaded(kind, said[1].decode(), media_type[1].decode(), content)


def handed_out(content: bytes | int, name: str = "") -> web.Response:
    """A file, as a store hands it out."""
    headers = {"Content-Disposition": f'attachment; filename="{name or "0123.file"}"'}
    if isinstance(content, bytes):
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(content // 65536):
            yield b"a" * 65536

    return web.Response(body=pieces(), content_type="application/octet-stream", headers=headers)


def sealed(plain: bytes, aes_key: str) -> bytes:
    """As a smart bot's photos lie in the store."""
    key = base64.b64decode(aes_key + "=")
    pad = 32 - len(plain) % 32
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return encryptor.update(plain + bytes([pad]) * pad)


def _no(code: int, errmsg: str = "no") -> web.Response:
    return web.json_response({"errcode": code, "errmsg": errmsg})


def _ok(**more: Any) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok", **more})


def _size(text: str) -> int:
    return len(text.encode())


class FakeWecom(FakePlatform):
    """``qyapi.weixin.qq.com``: tokens, app messages, group robots, smart-bot response addresses."""

    def __init__(self, secret: str = "", keys: tuple[str, ...] = (), clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.secret = secret
        self.keys = keys
        self.unreachable: set[str] = set()
        """Members outside the app's visible scope."""
        self.response_codes: set[str] = set()
        """Good for one use each."""
        self._seen: dict[bytes, float] = {}

    def routes(self) -> dict[str, Callable[[Heard], Awaitable[web.Response]]]:
        return {
            WECOM_TOKEN: self._token,
            WECOM_SEND: self._send,
            WECOM_WEBHOOK: self._webhook,
            WECOM_RESPONSE: self._response,
            WECOM_MEDIA: self._media,
            WECOM_UPLOAD: self._upload,
        }

    async def _upload(self, heard: Heard) -> web.Response:
        if heard.query.get("access_token") != self._valid_token or not self._valid_token:
            return _no(42001, "access_token expired")
        kind = heard.query.get("type", "")
        if kind not in ("image", "file"):
            return _no(40004)
        number = self.keep(heard, kind)
        return _ok(type=kind, media_id=number, created_at="1") if number else _no(41005)

    async def _media(self, heard: Heard) -> web.Response:
        if heard.query.get("access_token") != self._valid_token or not self._valid_token:
            return _no(42001, "access_token expired")
        content = self.media.get(heard.query.get("media_id", ""))
        return _no(40007, "invalid media_id") if content is None else handed_out(content, "MEDIA-ID.jpg")

    async def _token(self, heard: Heard) -> web.Response:
        if self.secret and heard.query.get("corpsecret") != self.secret:
            return _no(40001, "invalid credential")
        return _ok(access_token=self.new_token(), expires_in=self.token_life)

    async def _send(self, heard: Heard) -> web.Response:
        body = heard.body
        if heard.query.get("access_token") != self._valid_token or not self._valid_token:
            return _no(42001, "access_token expired")
        kind = body.get("msgtype")
        text = body.get(kind, {}).get("content", "")
        file = self.uploads.get(body.get(kind, {}).get("media_id", ""))
        if kind not in ("text", "markdown", "image", "file"):
            return _no(40008)
        if kind in ("image", "file"):
            if file is None or file.kind != kind:
                return _no(40007, "invalid media_id")
        elif not text.strip():
            return _no(44004)
        if _size(text) > 2048:
            return _no(45002)
        reached = [one for one in body["touser"].split("|") if one not in self.unreachable]
        if not reached:
            return _no(81013)
        repeat = heard.at - self._seen.get(heard.raw, float("-inf")) < body.get("duplicate_check_interval", 1800)
        if body.get("enable_duplicate_check") and repeat:
            return _ok(msgid="again", invaliduser="")
        self._seen[heard.raw] = heard.at
        for user in reached:
            if not self.too_fast(user, 30, 0):  # the excess is dropped without a word
                self.show(heard, user, text, (), file)
        return _ok(msgid="m", invaliduser="")

    async def _webhook(self, heard: Heard) -> web.Response:
        key = heard.query.get("key", "")
        if self.keys and key not in self.keys:
            return _no(93000, "invalid webhook url")
        if self.too_fast(key, 20, 60):
            return _no(45009, "api freq out of limit")
        body = heard.body
        kind = body.get("msgtype")
        if kind == "image":
            return self._picture(heard, key)
        text = body.get(kind, {}).get("content", "")
        if kind not in ("text", "markdown"):
            return _no(40008)
        if not text.strip():
            return _no(44004)
        if _size(text) > {"text": 2048, "markdown": 4096}[kind]:
            return _no(45002)
        inside = [part.split(">")[0] for part in text.split("<@")[1:] if ">" in part]
        self.show(heard, key, text, (*body[kind].get("mentioned_list", ()), *inside))
        return _ok()

    def _picture(self, heard: Heard, key: str) -> web.Response:
        """A picture comes whole, with the sum of its bytes."""
        content = base64.b64decode(heard.body["image"]["base64"])
        if len(content) > 2 << 20:
            return _no(45001)
        if heard.body["image"]["md5"] != hashlib.md5(content, usedforsecurity=False).hexdigest():
            return _no(301019)
        self.show(heard, key, "", (), Uploaded("image", "", "", content))
        return _ok()

    async def _response(self, heard: Heard) -> web.Response:
        body = heard.body
        if heard.query.get("response_code") not in self.response_codes:
            return _no(846605, "invalid code")
        if body.get("msgtype") != "markdown":
            return _no(40008)
        if _size(body["markdown"]["content"]) > 20480:
            return _no(45002)
        self.response_codes.discard(heard.query["response_code"])
        self.show(heard, heard.query["response_code"], body["markdown"]["content"])
        return _ok()


class FakeDingtalk(FakePlatform):
    """``api.dingtalk.com`` and ``oapi.dingtalk.com`` on one address: robots by API, by session, by webhook."""

    def __init__(
        self,
        secret: str = "",
        webhook_token: str = "",
        webhook_secret: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(clock)
        self.secret = secret
        self.webhook_token = webhook_token
        self.webhook_secret = webhook_secret
        self.sessions: dict[str, str] = {}
        """Session id to the conversation (group, or person) that it speaks to."""
        self.groups: set[str] = set()
        self.robots = {"ding-client"}
        """Robot codes of our own."""
        self.unreachable: set[str] = set()
        self.throttled: set[str] = set()
        self._uuids: set[str] = set()

    def routes(self) -> dict[str, Callable[[Heard], Awaitable[web.Response]]]:
        return {
            DINGTALK_TOKEN: self._token,
            DINGTALK_GROUP: self._group,
            DINGTALK_PEOPLE: self._people,
            DINGTALK_SESSION: self._session,
            DINGTALK_WEBHOOK: self._webhook,
            DINGTALK_FILES: self._download,
            DINGTALK_UPLOAD: self._upload,
        }

    async def _download(self, heard: Heard) -> web.Response:
        if not self._valid_token or heard.headers.get("x-acs-dingtalk-access-token") != self._valid_token:
            return _word("InvalidAuthentication")
        if heard.body.get("robotCode") not in self.robots:
            return _word("invalidParameter.robotCode.auth")
        code = heard.body.get("downloadCode")
        if code not in self.media:
            return _word("invalidParameter.robotCode.downloadCode")
        return web.json_response({"downloadUrl": f"{self.url}{STORE}{code}?Expires=1&Signature=canary"})

    async def _upload(self, heard: Heard) -> web.Response:
        if heard.query.get("access_token") != self._valid_token or not self._valid_token:
            return _no(40014, "access_token expired")
        kind = heard.query.get("type", "")
        if kind not in ("image", "file"):
            return _no(40004)
        number = self.keep(heard, kind)
        return _ok(type=kind, media_id=number, created_at=1) if number else _no(40035)

    def session_url(self, session: str, conversation: str) -> str:
        """The ``sessionWebhook`` for a message from that conversation."""
        self.sessions[session] = conversation
        return f"{self.url}{DINGTALK_SESSION}?session={session}"

    async def _token(self, heard: Heard) -> web.Response:
        if self.secret and heard.body.get("appSecret") != self.secret:
            return _word("invalidClientIdOrSecret")
        return web.json_response({"accessToken": self.new_token(), "expireIn": self.token_life})

    def _refused(self, heard: Heard) -> web.Response | None:
        if not self._valid_token or heard.headers.get("x-acs-dingtalk-access-token") != self._valid_token:
            return _word("InvalidAuthentication")
        key = heard.body.get("msgKey")
        if key not in ("sampleText", "sampleMarkdown", "sampleImageMsg", "sampleFile"):
            return _word("invalidParameter.msgKey.invalid")
        if key in ("sampleImageMsg", "sampleFile") and self._lodged(heard) is None:
            return _word("invalidParameter.msgParam.invalid")
        if _size(heard.body["msgParam"]) > 15000:
            return _word("invalidParameter.msgParam.tooLong")
        return None

    def _lodged(self, heard: Heard) -> Uploaded | None:
        """The picture or file that a message shows."""
        param = json.loads(heard.body["msgParam"])
        file = self.uploads.get(param.get("photoURL") or param.get("mediaId") or "")
        if file and heard.body["msgKey"] == "sampleFile":
            named = param.get("fileName") and param.get("fileType") in ("xlsx", "pdf", "zip", "rar", "doc", "docx")
            return file if named and file.kind == "file" else None
        return file if file and file.kind == "image" else None

    async def _group(self, heard: Heard) -> web.Response:
        if refused := self._refused(heard):
            return refused
        group = heard.body.get("openConversationId")
        if self.groups and group not in self.groups:
            return _word("invalid.openConversationId")
        self.show(heard, group, _param(heard.body), (), self._lodged(heard))
        return web.json_response({"processQueryKey": "q"})

    async def _people(self, heard: Heard) -> web.Response:
        if refused := self._refused(heard):
            return refused
        people = heard.body["userIds"]
        if len(people) > 20:
            return _word("invalidParameter.userIds")
        for user in people:
            if user not in self.unreachable | self.throttled:
                self.show(heard, user, _param(heard.body), (), self._lodged(heard))
        return web.json_response(
            {
                "processQueryKey": "q",
                "invalidStaffIdList": [one for one in people if one in self.unreachable],
                "flowControlledStaffIdList": [one for one in people if one in self.throttled],
            }
        )

    async def _session(self, heard: Heard) -> web.Response:
        conversation = self.sessions.get(heard.query.get("session", ""))
        if conversation is None:
            return _no(300001, "session 不存在")
        return self._robot(heard, conversation)

    async def _webhook(self, heard: Heard) -> web.Response:
        if self.webhook_token and heard.query.get("access_token") != self.webhook_token:
            return _no(400101)
        if self.webhook_secret and not self._signed(heard):
            return _no(310000, "sign not match")
        return self._robot(heard, heard.query.get("access_token", ""))

    def _signed(self, heard: Heard) -> bool:
        stamp = heard.query.get("timestamp", "0")
        key = self.webhook_secret.encode()
        digest = base64.b64encode(hmac.digest(key, f"{stamp}\n{self.webhook_secret}".encode(), "sha256")).decode()
        return heard.query.get("sign") == digest and abs(self.clock() - int(stamp) / 1000) <= 3600

    def _robot(self, heard: Heard, conversation: str) -> web.Response:
        if self.too_fast(conversation, 20, 600):
            return _no(410100, "send too fast")
        body = heard.body
        kind = body.get("msgtype")
        if kind not in ("text", "markdown"):
            return _no(400105)
        if kind == "markdown" and not body["markdown"].get("title"):
            return _no(40035)
        if len(heard.raw) > 20000:
            return _no(460101)
        uuid = body.get("msgUuid")
        if uuid in self._uuids:
            return _ok()
        if uuid:
            self._uuids.add(uuid)
        text = body[kind]["text" if kind == "markdown" else "content"]
        named = body.get("at", {}).get("atUserIds", ())
        self.show(heard, conversation, text, tuple(one for one in named if f"@{one}" in text))
        return _ok()


def _word(word: str) -> web.Response:
    return web.json_response({"code": word, "message": "no", "requestid": "r"}, status=400)


def _param(body: dict[str, Any]) -> str:
    param = json.loads(body["msgParam"])
    return str(param.get("text") or param.get("content") or "")
