"""WeCom's self-built app (自建应用): people talk to it one to one; it answers in the callback and pushes by API.

It hears no groups. Callbacks are read by our own envelope and a flat XML reader; what is not plain text is given to
wechatpy's message and event types, imported only then because they bring ``requests`` along.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any
from urllib.parse import quote
from xml.parsers.expat import ExpatError

from bot.channels import markup, wecom_answers, wire
from bot.channels.channel import Answer, Callback, Limits, NotFetched, NotSent, Paper, Received, Refused, unseen
from bot.channels.envelope import Envelope
from bot.channels.outbound import Answered, Outbound
from bot.channels.tokens import Token
from config.settings import WecomApp
from handlers.message import PICTURE, TABLE, Attachment, Message, Push

LONGEST = 2048  # bytes, of a text and of a markdown message alike
ENTERING = ("subscribe", "enter_agent")
SILENT = Answer()

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KINDS = {PICTURE: "image", TABLE: "file"}
_MEDIA = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4"}


class WecomAppChannel:
    """``section`` is the name in the settings: ``[wecom.app.<section>]``."""

    family = "wecom"
    # The platform drops the 31st message of a minute without a word; hence well below.
    limits = Limits(per_minute=20, checks_copies=True)

    def __init__(self, section: str, settings: WecomApp, outbound: Outbound) -> None:
        self.name = f"wecom.app.{section}"
        self.path = f"/wecom/app/{section}"
        self._settings = settings
        self._outbound = outbound
        self._envelope = Envelope(
            settings.token.get_secret_value(), settings.aes_key.get_secret_value(), settings.corp_id
        )
        self._token = Token(self._fetch_token)
        outbound.allow(settings.api_base)

    # What comes in

    def receive(self, callback: Callback, now: datetime) -> Received:
        query = callback.query
        try:
            signed = query["msg_signature"], query["timestamp"], query["nonce"]
            if callback.method == "GET":
                # Base64 knows no blank: one here is a plus sign that was decoded once too often.
                return Received(Answer(self._envelope.open(*signed, query["echostr"].replace(" ", "+"))))
            plain = self._envelope.open(*signed, wire.read_xml(callback.body)["Encrypt"])
        except KeyError:
            raise Refused("missing field") from None
        fields = wire.read_xml(plain)
        return Received(SILENT, self._message(fields, plain, now), {"now": now})

    def _message(self, fields: Mapping[str, str], plain: bytes, now: datetime) -> Message | None:
        kind = fields.get("MsgType", "").lower()
        sender = wire.identifier(fields, "FromUserName")
        at = wire.moment(fields.get("CreateTime"), now)
        if not kind or not sender:
            raise Refused("content")
        if sender == "sys":
            return None
        words, attachments, event = (fields.get("Content", ""), (), "") if kind == "text" else _typed(plain, fields)
        if not (kind == "text" or words or attachments or event):
            return None
        return Message(
            channel=self.name,
            id=wire.identifier(fields, "MsgId") or hashlib.sha256(plain).hexdigest(),
            sender=sender,
            text=words,
            at=at,
            address=self.address_of("", sender),
            attachments=attachments,
            event=event,
        )

    # What goes out in the answer

    def answer(self, received: Received, text: str) -> Answer | None:
        words = _ILLEGAL.sub("", markup.plain(text))
        if received.message is None or markup.size(words) > LONGEST:
            return None
        stamp, nonce = str(int(received.token["now"].timestamp())), token_hex(8)
        plain = (
            f"<xml><ToUserName>{_cdata(received.message.sender)}</ToUserName>"
            f"<FromUserName>{_cdata(self._settings.corp_id)}</FromUserName><CreateTime>{stamp}</CreateTime>"
            f"<MsgType>{_cdata('text')}</MsgType><Content>{_cdata(words)}</Content></xml>"
        )
        sealed = self._envelope.seal(plain.encode())
        return Answer(
            (
                f"<xml><Encrypt>{_cdata(sealed)}</Encrypt>"
                f"<MsgSignature>{_cdata(self._envelope.sign(stamp, nonce, sealed))}</MsgSignature>"
                f"<TimeStamp>{stamp}</TimeStamp><Nonce>{nonce}</Nonce></xml>"
            ).encode(),
            "application/xml",
        )

    # What goes out by itself

    def parts(self, text: str) -> Sequence[str]:
        return markup.split(text, LONGEST, markup.wecom)

    def address_of(self, chat: str, user: str) -> str:
        # "a|b" would be two people and "@all" everybody: a typed address with one plain id, or none.
        return f"user:{user}" if not chat and _USER.fullmatch(user) else ""

    def destination(self, address: str) -> str:
        return address

    async def send(self, address: str, push: Push) -> None:
        await self._send(address, _said(push))

    async def _send(self, address: str, content: Mapping[str, Any]) -> None:
        kind, _, user = address.partition(":")
        if kind != "user" or not self.address_of("", user):
            raise NotSent("not an address of this channel", final=True)
        body = {
            "touser": user,
            "agentid": self._settings.agent_id,
            **content,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
        token = await self._token.get()
        answered = await self._post(token, body)
        if answered.number() in wecom_answers.STALE_TOKEN:
            answered = await self._post(await self._token.get(refused=token), body)
        wecom_answers.check_lodged(answered)
        wecom_answers.check(answered)
        if answered.fields.get("invaliduser") or answered.fields.get("unlicenseduser"):
            raise wecom_answers.refusal(81013, answered)

    # Pictures and tables that go out

    def takes(self, address: str) -> tuple[str, ...]:
        return (PICTURE, TABLE) if address.startswith("user:") else ()

    async def lodge(self, paper: Paper) -> str:
        try:
            token = await self._token.get()
            answered = await self._upload(token, paper)
            if answered.number() in wecom_answers.STALE_TOKEN:
                answered = await self._upload(await self._token.get(refused=token), paper)
            wecom_answers.check(answered)
        except NotSent as error:
            raise unseen(error) from None
        return wecom_answers.media_id(answered)

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        kind = _KINDS[paper.kind]
        await self._send(address, {"msgtype": kind, kind: {"media_id": reference}})

    async def _upload(self, token: str, paper: Paper) -> Answered:
        query = f"access_token={quote(token, safe='')}&type={_KINDS[paper.kind]}"
        url = f"{self._settings.api_base}/cgi-bin/media/upload?{query}"
        return await self._outbound.upload(url, paper.name, paper.media_type, paper.content)

    # Files

    async def fetch(self, reference: str, write: Callable[[bytes], object], limit: int) -> str:
        try:
            token = await self._token.get()
            query = f"access_token={quote(token, safe='')}&media_id={quote(reference, safe='')}"
            url = f"{self._settings.api_base}/cgi-bin/media/get?{query}"
            error = (await self._outbound.download(url, write, limit)).error()
            if error is None:
                return ""  # what the platform calls it is its own number, no name that anybody gave
            answered = Answered(200, error)
            if answered.number() in wecom_answers.STALE_TOKEN:
                await self._token.get(refused=token)
            raise wecom_answers.no_media(answered)
        except NotSent as failed:
            raise NotFetched(failed.reason, after=failed.after) from None

    async def close(self) -> None:
        """Nothing is held open here; the client is shared."""

    async def _post(self, token: str, body: Mapping[str, Any]) -> Answered:
        base = self._settings.api_base
        return await self._outbound.post(f"{base}/cgi-bin/message/send?access_token={quote(token, safe='')}", body)

    async def _fetch_token(self) -> tuple[str, float]:
        corp, secret = quote(self._settings.corp_id, safe=""), quote(self._settings.secret.get_secret_value(), safe="")
        answered = await self._outbound.get(
            f"{self._settings.api_base}/cgi-bin/gettoken?corpid={corp}&corpsecret={secret}"
        )
        return wecom_answers.token(answered)


def _said(push: Push) -> Mapping[str, Any]:
    # Text is shown everywhere, markdown only in WeCom's own client: text wherever nothing is lost by it.
    kind, words = "text", markup.plain(push.text)
    if markup.formatted(push.text):
        kind, words = "markdown", markup.wecom(push.text)
    if markup.size(words) > LONGEST:
        raise NotSent("too long", final=True, advice="消息太长")
    return {"msgtype": kind, kind: {"content": words}}


def _cdata(value: str) -> str:
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _typed(plain: bytes, fields: Mapping[str, str]) -> tuple[str, tuple[Attachment, ...], str]:
    """Words, attachments and event of whatever is not plain text; all empty: nothing for us."""
    from wechatpy.enterprise import parse_message

    try:
        said = parse_message(plain.decode())
        return _words(said), _attachments(said, fields), _event(said)
    except (AttributeError, ExpatError, KeyError, TypeError, ValueError):
        raise Refused("content") from None


def _words(said: Any) -> str:
    if said.type == "location":
        return str(said.label or "")
    if said.type == "link":
        return "\n".join(filter(None, (said.title, said.url)))
    return str(said.recognition or "") if said.type == "voice" else ""


def _attachments(said: Any, fields: Mapping[str, str]) -> tuple[Attachment, ...]:
    if said.type in _MEDIA and said.media_id:
        return (Attachment("", _MEDIA[said.type], 0, said.media_id),)
    # wechatpy 1.8 has no class for files, which the platform sends to some apps and not to others.
    if fields["MsgType"].lower() == "file" and fields.get("MediaId"):
        return (Attachment(fields.get("FileName", ""), "application/octet-stream", 0, fields["MediaId"]),)
    return ()


def _event(said: Any) -> str:
    return "enter" if said.type == "event" and said.event in ENTERING else ""
