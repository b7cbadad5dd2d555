"""The bare limit: what aiohttp, the envelope and one durable row cost, with no bot in between.

Run as a program: ``python -m tests.bench.limit PORT DATABASE``. It verifies, decrypts, inserts one row of the inbox
under group commit (``synchronous=FULL``), and answers with a sealed word. It also plays the platform's own API, so
that what the bot promised to send goes somewhere.
"""

import sys
from datetime import UTC, datetime
from secrets import token_hex

from aiohttp import web

from bot.channels.envelope import Envelope
from storage.database import Database
from storage.work import Work
from tests.bench.messages import AES_KEY, CORP, PATH, TOKEN


def _between(data: bytes, before: bytes, after: bytes) -> str:
    start = data.index(before) + len(before)
    return data[start : data.index(after, start)].decode()


class Limit:
    """One handler, one envelope, one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._envelope = Envelope(TOKEN, AES_KEY, CORP)

    async def handle(self, request: web.Request) -> web.Response:
        query = request.query
        body = await request.read()
        sealed = _between(body, b"<Encrypt><![CDATA[", b"]]>")
        plain = self._envelope.open(query["msg_signature"], query["timestamp"], query["nonce"], sealed)
        key, text = _between(plain, b"<MsgId>", b"</MsgId>"), _between(plain, b"<Content><![CDATA[", b"]]>")
        now = datetime.now(UTC)

        def unit(work: Work) -> None:
            work.inbox.keep(
                key, channel="limit", chat="", person_id=None, text=text, reply="收到", outcome="answered", at=now
            )

        await self._database.run(unit)
        return web.Response(body=self._answer(now), content_type="application/xml")

    def _answer(self, now: datetime) -> bytes:
        stamp, nonce = str(int(now.timestamp())), token_hex(8)
        sealed = self._envelope.seal("<xml><Content><![CDATA[收到]]></Content></xml>".encode())
        signature = self._envelope.sign(stamp, nonce, sealed)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce>{nonce}</Nonce></xml>"
        ).encode()


async def _platform(_: web.Request) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200, "msgid": "m"})


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def main() -> None:
    port, url = int(sys.argv[1]), sys.argv[2]
    app = web.Application()
    app.add_routes([web.get("/healthz", _healthz), web.post(PATH, Limit(Database(url)).handle)])
    app.router.add_route("*", "/cgi-bin/{path:.*}", _platform)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
