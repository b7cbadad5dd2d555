"""WeCom's smart bot (智能机器人) with a callback address: it hears groups when mentioned, and people one to one.

It answers in the callback, always finished at once, so a later stream poll finds nothing to add. What comes too late
for that goes to the message's response address: a secret, good for one hour and one use; without one it cannot speak.

The long connection (``mode = "socket"``) is another class over the same :func:`read`: it will satisfy ``Connected``:
``run`` subscribes, turns each ``aibot_msg_callback`` body into a Message, awaits ``heard`` and answers with the same
``req_id``; its ``send`` is ``aibot_send_msg`` on that connection, its ``path`` is empty and ``receive`` refuses.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.channels import markup, wecom_answers, wire
from bot.channels.channel import Answer, Callback, Limits, NotFetched, NotSent, Received, Refused
from bot.channels.envelope import BLOCK, Envelope, Unsealing
from bot.channels.outbound import Outbound
from config.settings import WecomAibot
from handlers.message import Attachment, Message, Push

LONGEST = 20480  # bytes, of a stream's and of a markdown message's content
RESPONSE_PATH = "/cgi-bin/aibot/response"
RESPONSE_LIFE = timedelta(minutes=55)  # the platform says an hour; ours ends before it does
SILENT = Answer()
MUTE_ADVICE = "智能机器人在回调方式下只能在对方发言后一小时内答复一次；要主动推送请改用长连接，或另配群机器人"

_SEPARATORS = " \u2005\u00a0\u3000\n"
_MEDIA = {"image": "image/jpeg", "file": "application/octet-stream", "video": "video/mp4"}


class WecomAibotChannel:
    """``section`` is the name in the settings: ``[wecom.aibot.<section>]``; ``now`` the wall clock."""

    family = "wecom"
    limits = Limits(per_minute=20)

    def __init__(
        self,
        section: str,
        settings: WecomAibot,
        outbound: Outbound,
        now: Callable[[], datetime],
    ) -> None:
        self.name = f"wecom.aibot.{section}"
        self.path = f"/wecom/aibot/{section}"
        self._bot_id = settings.bot_id
        # The longest first: one name may begin another.
        self._names = tuple(sorted(filter(None, settings.names), key=len, reverse=True))
        self._outbound = outbound
        self._now = now
        self._api_base = settings.api_base
        # A bot of one's own organisation has no receiver: the corp id here is the classic mistake.
        self._envelope = Envelope(settings.token.get_secret_value(), settings.aes_key.get_secret_value(), "")
        self._aes_key = settings.aes_key.get_secret_value()
        self._media_hosts = settings.media_hosts
        outbound.allow(settings.api_base)
        for host in settings.media_hosts:
            if "://" in host:
                outbound.allow(host)

    # What comes in

    def receive(self, callback: Callback, now: datetime) -> Received:
        query = callback.query
        try:
            signature = query.get("msg_signature") or query.get("msgsignature") or query["signature"]
            timestamp, nonce = query["timestamp"], query["nonce"]
            if callback.method == "GET":
                # Base64 knows no blank: one here is a plus sign that was decoded once too often.
                echo = query["echostr"].replace(" ", "+")
                return Received(Answer(self._envelope.open(signature, timestamp, nonce, echo)))
        except KeyError:
            raise Refused("missing field") from None
        outer = wire.read_json(callback.body)
        sealed = outer.get("encrypt") or outer.get("Encrypt")
        if not isinstance(sealed, str):
            raise Refused("missing field")
        plain = self._envelope.open(signature, timestamp, nonce, sealed)
        return self._received(wire.read_json(plain), plain, {"nonce": nonce, "now": now, "signed": timestamp})

    def _received(self, fields: Mapping[str, Any], plain: bytes, token: dict[str, Any]) -> Received:
        if self._bot_id and wire.identifier(fields, "aibotid") not in ("", self._bot_id):
            raise Refused("receiver")
        # A message may come without its own time; the signed one still tells an old recording from a new message.
        at = wire.moment(fields.get("create_time") or token["signed"], token["now"])
        if wire.text(fields, "msgtype") == "stream":
            over = {"id": wire.text(wire.part(fields, "stream"), "id"), "finish": True, "content": ""}
            return Received(self._sealed({"msgtype": "stream", "stream": over}, token))
        message = self._message(fields, plain, at if fields.get("create_time") else token["now"])
        return Received(SILENT, message, token)

    def _message(self, fields: Mapping[str, Any], plain: bytes, at: datetime) -> Message | None:
        sender = wire.identifier(wire.part(fields, "from"), "userid")
        group = wire.text(fields, "chattype") == "group"
        chat = wire.identifier(fields, "chatid") if group else ""
        if sender in ("", "sys") or (group and not chat):
            return None
        words, attachments, event = read(fields)
        if not (words or attachments or event):
            return None
        return Message(
            channel=self.name,
            id=wire.identifier(fields, "msgid") or hashlib.sha256(plain).hexdigest(),
            sender=sender,
            text=self._unaddressed(words) if group else words,
            at=at,
            address=self._address(chat, sender, wire.text(fields, "response_url"), at),
            chat=chat,
            quote=read(wire.part(fields, "quote"))[0],
            attachments=attachments,
            event=event,
        )

    def _unaddressed(self, words: str) -> str:
        """Without the ``@name`` in front. Only a configured name is cut: names hold blanks, so none can be guessed."""
        bare = words.lstrip()
        if bare[:1] in ("@", "＠"):
            for name in self._names:
                if bare.startswith(name, 1):
                    return bare[1 + len(name) :].lstrip(_SEPARATORS)
        return words

    # What goes out in the answer

    def answer(self, received: Received, text: str) -> Answer | None:
        message = received.message
        if message is None:
            return None
        if message.event:  # a welcome is the one place where this bot speaks plain text
            return self._fitting("text", {"content": markup.plain(text)}, received.token)
        stream = {
            "id": hashlib.sha256(message.key.encode()).hexdigest()[:32],
            "finish": True,
            "content": markup.wecom(text),
        }
        return self._fitting("stream", stream, received.token)

    def _fitting(self, kind: str, content: Mapping[str, Any], token: Mapping[str, Any]) -> Answer | None:
        if markup.size(content["content"]) > LONGEST:
            return None
        return self._sealed({"msgtype": kind, kind: content}, token)

    def _sealed(self, reply: Mapping[str, Any], token: Mapping[str, Any]) -> Answer:
        sealed = self._envelope.seal(_json(reply))
        stamp = int(token["now"].timestamp())
        signature = self._envelope.sign(str(stamp), token["nonce"], sealed)
        return Answer(
            _json({"encrypt": sealed, "msgsignature": signature, "timestamp": stamp, "nonce": token["nonce"]})
        )

    # What goes out by itself

    def parts(self, text: str) -> Sequence[str]:
        return markup.split(text, LONGEST, markup.wecom)

    def address_of(self, chat: str, user: str) -> str:
        """Never: it speaks only where it was spoken to."""
        return ""

    def destination(self, address: str) -> str:
        fields = _fields(address)
        return str(fields.get("chat") or fields.get("user") or "")

    async def send(self, address: str, push: Push) -> None:
        fields = _fields(address)
        code, until = fields.get("code"), fields.get("until")
        if not isinstance(code, str) or not isinstance(until, int) or self._now().timestamp() >= until:
            raise NotSent("no response address that is still good", final=True, advice=MUTE_ADVICE)
        words = markup.wecom(push.text)
        if markup.size(words) > LONGEST:
            raise NotSent("too long", final=True, advice="消息太长")
        url = f"{self._api_base}{RESPONSE_PATH}?response_code={quote(code, safe='')}"
        answered = await self._outbound.post(url, {"msgtype": "markdown", "markdown": {"content": words}})
        wecom_answers.check(answered)

    # Files

    async def fetch(self, reference: str, write: Callable[[bytes], object], limit: int) -> str:
        """Their address is good for five minutes; what lies there is sealed with the callback's own key."""
        unsealing = Unsealing(self._aes_key, write)
        file = await self._outbound.download(reference, unsealing.feed, limit + BLOCK, self._media_hosts)
        try:
            unsealing.finish()
        except Refused as refused:
            raise NotFetched(str(refused), gone=True) from None
        return wire.file_name(file.disposition)

    async def close(self) -> None:
        """Nothing is held open here; the client is shared."""

    def _address(self, chat: str, sender: str, url: str, at: datetime) -> str:
        """Only the code of the response address is kept: a message can then never tell us where to connect."""
        fields: dict[str, Any] = {"chat": chat} if chat else {"user": sender}
        code = wire.query_value(url, self._api_base + RESPONSE_PATH, "response_code")
        if code:
            fields |= {"code": code, "until": int((at + RESPONSE_LIFE).timestamp())}
        return wire.write_json(fields)


def read(fields: Mapping[str, Any]) -> tuple[str, tuple[Attachment, ...], str]:
    """Words, attachments and event of a message or of a quotation: the same shape on both ways in."""
    kind = wire.text(fields, "msgtype")
    content = wire.part(fields, kind)
    if kind in ("text", "voice"):  # a voice message comes written down
        return wire.text(content, "content"), (), ""
    if kind == "mixed":
        return _mixed(content.get("msg_item"))
    if kind == "event":
        return "", (), "enter" if wire.text(content, "eventtype") == "enter_chat" else ""
    reference = wire.text(content, "url") if kind in _MEDIA else ""
    return "", (Attachment("", _MEDIA[kind], 0, reference),) if reference else (), ""


def _mixed(items: Any) -> tuple[str, tuple[Attachment, ...], str]:
    parts = [
        read(item)
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and item.get("msgtype") in ("text", "image")
    ]
    return "\n".join(words for words, _, _ in parts if words), tuple(one for _, files, _ in parts for one in files), ""


def _json(fields: Mapping[str, Any]) -> bytes:
    return wire.write_json(fields).encode("utf-8", "replace")


def _fields(address: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(address)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
