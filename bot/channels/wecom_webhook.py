"""WeCom's group robot (群机器人): it only speaks, into the one group that it sits in, and can name people there.

Its key is the whole secret and stands in the address; hence no exception here quotes one.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.channels import markup, wecom_answers
from bot.channels.channel import Answer, Callback, Limits, NotSent, Paper, Received, Refused
from bot.channels.outbound import Outbound
from config.settings import WecomWebhook
from handlers.message import PICTURE, Push

LONGEST_TEXT = 2048  # bytes
LONGEST_MARKDOWN = 4096
ROOM_FOR_MENTIONS = 1000  # bytes of a part that are left free for ``<@userid>``
GROUP = "group"
LARGEST_PICTURE = 2 << 20

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


class WecomWebhookChannel:
    """``section`` is the name in the settings: ``[wecom.webhook.<section>]``."""

    family = "wecom"
    path = ""
    limits = Limits(per_minute=20)

    def __init__(self, section: str, settings: WecomWebhook, outbound: Outbound) -> None:
        self.name = f"wecom.webhook.{section}"
        key = quote(settings.key.get_secret_value(), safe="")
        self._url = f"{settings.api_base}/cgi-bin/webhook/send?key={key}"
        self._outbound = outbound
        outbound.allow(settings.api_base)

    def receive(self, callback: Callback, now: datetime) -> Received:
        raise Refused("this channel only speaks")

    def answer(self, received: Received, text: str) -> Answer | None:
        return None

    def parts(self, text: str) -> Sequence[str]:
        return markup.split(text, LONGEST_MARKDOWN - ROOM_FOR_MENTIONS, markup.wecom)

    def address_of(self, chat: str, user: str) -> str:
        """Its one group, whatever that is called; no person can be reached alone."""
        return GROUP if chat or not user else ""

    def destination(self, address: str) -> str:
        return GROUP

    async def send(self, address: str, push: Push) -> None:
        people = [one for one in dict.fromkeys(push.mentions) if _USER.fullmatch(one) and one.lower() != "all"]
        wecom_answers.check(await self._outbound.post(self._url, _body(push.text, people)))

    # Pictures: sent whole, in the message itself

    def takes(self, address: str) -> tuple[str, ...]:
        return (PICTURE,) if address == GROUP else ()

    async def lodge(self, paper: Paper) -> str:
        return ""

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        if paper.kind != PICTURE or len(paper.content) > LARGEST_PICTURE:
            raise NotSent("no picture that a group robot can show", final=True, advice="群机器人只能发 2 MB 以内的图片")
        checksum = hashlib.md5(paper.content, usedforsecurity=False).hexdigest()
        image = {"base64": base64.b64encode(paper.content).decode(), "md5": checksum}
        wecom_answers.check(await self._outbound.post(self._url, {"msgtype": "image", "image": image}))

    async def close(self) -> None:
        """Nothing is held open here; the client is shared."""


def _body(text: str, people: Sequence[str]) -> Mapping[str, Any]:
    words = markup.plain(text)
    if not markup.formatted(text) and markup.size(words) <= LONGEST_TEXT:
        # Shown by every client, also by WeChat's, and a mention needs no id among the words.
        named = {"mentioned_list": list(people)} if people else {}
        return {"msgtype": "text", "text": {"content": words, **named}}
    content = markup.wecom(text) + ("\n" + "".join(f"<@{one}>" for one in people) if people else "")
    if markup.size(content) > LONGEST_MARKDOWN:
        raise NotSent("too long", final=True, advice="消息太长，或一次@的人太多")
    return {"msgtype": "markdown", "markdown": {"content": content}}
