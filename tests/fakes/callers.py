"""The platforms as callers: they sign and encrypt callbacks as WeCom and DingTalk do, and read our answers.

The encryption is wechatpy's and not ours: a second opinion on every message of the suite.
"""

import base64
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from wechatpy.enterprise.crypto import WeChatCrypto

from bot.channels.channel import Answer, Callback

_numbers = itertools.count(7_000_000_000_000_000)


def _cdata(value: object) -> str:
    return f"<![CDATA[{value}]]>"


class WecomAppCaller:
    """WeCom calling a self-built app's address."""

    def __init__(self, token: str, aes_key: str, corp_id: str, agent_id: int) -> None:
        self.crypto = WeChatCrypto(token, aes_key, corp_id)
        self.corp_id = corp_id
        self.agent_id = agent_id

    def verification(self, echo: str = "4096", now: float = 0) -> Callback:
        sealed, query = self._sealed(echo, now)
        return Callback("GET", {**query, "echostr": sealed}, {})

    def text(self, sender: str, words: str, at: datetime, id: str | None = None) -> Callback:
        body = f"<Content>{_cdata(words)}</Content><MsgId>{id or next(_numbers)}</MsgId>"
        return self.message("text", body, sender, at)

    def event(self, name: str, sender: str, at: datetime, more: str = "<EventKey></EventKey>") -> Callback:
        return self.message("event", f"<Event>{_cdata(name)}</Event>{more}", sender, at)

    def message(self, kind: str, body: str, sender: str, at: datetime) -> Callback:
        return self.sealed(
            f"<xml><ToUserName>{_cdata(self.corp_id)}</ToUserName><FromUserName>{_cdata(sender)}</FromUserName>"
            f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType>{_cdata(kind)}</MsgType>{body}"
            f"<AgentID>{self.agent_id}</AgentID></xml>",
            at.timestamp(),
        )

    def sealed(self, plain: str, now: float = 0) -> Callback:
        sealed, query = self._sealed(plain, now)
        body = (
            f"<xml><ToUserName>{_cdata(self.corp_id)}</ToUserName><Encrypt>{_cdata(sealed)}</Encrypt>"
            f"<AgentID>{_cdata(self.agent_id)}</AgentID></xml>"
        )
        return Callback("POST", query, {"content-type": "text/xml"}, body.encode())

    def read(self, answer: Answer) -> dict[str, str]:
        """The fields of our passive reply, once its signature and its encryption hold."""
        outer = _xml(answer.body.decode())
        plain = self.crypto.decrypt_message(
            answer.body.decode(), outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        return _xml(plain)

    def _sealed(self, plain: str, now: float) -> tuple[str, dict[str, str]]:
        return _sealed(self.crypto, plain, now)


class WecomAibotCaller:
    """WeCom calling a smart bot's address."""

    def __init__(
        self, token: str, aes_key: str, bot_id: str = "", api_base: str = "https://qyapi.weixin.qq.com"
    ) -> None:
        self.crypto = WeChatCrypto(token, aes_key, "")
        self.bot_id = bot_id
        self.api_base = api_base

    def verification(self, echo: str = "4096", now: float = 0) -> Callback:
        sealed, query = _sealed(self.crypto, echo, now)
        return Callback("GET", {**query, "echostr": sealed}, {})

    def text(
        self, sender: str, words: str, at: datetime, chat: str = "", id: str | None = None, **more: Any
    ) -> Callback:
        return self.message("text", {"text": {"content": words}, **more}, sender, at, chat, id)

    def message(
        self, kind: str, more: Mapping[str, Any], sender: str, at: datetime, chat: str = "", id: str | None = None
    ) -> Callback:
        number = id or str(next(_numbers))
        fields: dict[str, Any] = {
            "msgid": number,
            "aibotid": self.bot_id,
            "chattype": "group" if chat else "single",
            "from": {"userid": sender},
            "response_url": f"{self.api_base}/cgi-bin/aibot/response?response_code=code-{number}",
            "msgtype": kind,
            **more,
        }
        if chat:
            fields["chatid"] = chat
        return self.sealed(json.dumps(fields), at.timestamp())

    def sealed(self, plain: str, now: float = 0) -> Callback:
        sealed, query = _sealed(self.crypto, plain, now)
        return Callback("POST", query, {"content-type": "application/json"}, json.dumps({"encrypt": sealed}).encode())

    def read(self, answer: Answer) -> dict[str, Any]:
        """Our reply, once its signature and its encryption hold."""
        outer = json.loads(answer.body)
        assert isinstance(outer["timestamp"], int)
        plain = self.crypto.decrypt_message(
            {"Encrypt": outer["encrypt"]}, outer["msgsignature"], str(outer["timestamp"]), outer["nonce"]
        )
        fields: dict[str, Any] = json.loads(plain)
        return fields


class DingtalkCaller:
    """DingTalk calling an internal robot's address."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def text(
        self, sender: str, words: str, at: datetime, chat: str = "", id: str | None = None, **more: Any
    ) -> Callback:
        return self.message({"msgtype": "text", "text": {"content": f" {words}"}, **more}, sender, at, chat, id)

    def message(
        self, more: Mapping[str, Any], sender: str, at: datetime, chat: str = "", id: str | None = None
    ) -> Callback:
        stamp = int(at.timestamp() * 1000)
        fields = {
            "msgId": id or f"msg{next(_numbers)}==",
            "createAt": stamp,
            "conversationType": "2" if chat else "1",
            "conversationId": chat or f"cid-{sender}",
            "senderId": f"$:LWCP_v1:${sender}",
            "senderStaffId": sender,
            "senderNick": "somebody",
            **more,
        }
        if chat:
            fields.setdefault("conversationTitle", "a group")
            fields.setdefault("isInAtList", True)
        return self.signed(json.dumps(fields).encode(), stamp)

    def signed(self, body: bytes, stamp: int) -> Callback:
        digest = hmac.digest(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), "sha256")
        headers = {
            "timestamp": str(stamp),
            "sign": base64.b64encode(digest).decode(),
            "content-type": "application/json",
        }
        return Callback("POST", {}, headers, body)


def _sealed(crypto: WeChatCrypto, plain: str, now: float) -> tuple[str, dict[str, str]]:
    stamp, nonce = str(int(now) or 1_700_000_000), str(next(_numbers))
    outer = _xml(crypto.encrypt_message(plain, nonce, stamp))
    return outer["Encrypt"], {"msg_signature": outer["MsgSignature"], "timestamp": stamp, "nonce": nonce}


def _xml(text: str) -> dict[str, str]:
    return {child.tag: child.text or "" for child in ElementTree.fromstring(text)}
