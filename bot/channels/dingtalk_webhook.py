"""DingTalk's custom group robot (自定义机器人): it only speaks, into the one group that it sits in.

Its token is the secret and stands in the address; hence no exception here quotes one.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from bot.channels import dingtalk_answers, markup
from bot.channels.channel import Answer, Callback, Limits, Received, Refused
from bot.channels.dingtalk_words import READABLE, body_of, fitting, mention
from bot.channels.outbound import Outbound
from config.settings import DingtalkWebhook
from handlers.message import Push

GROUP = "group"


class DingtalkWebhookChannel:
    """``section`` is the name in the settings: ``[dingtalk.webhook.<section>]``; ``now`` the wall clock."""

    family = "dingtalk"
    path = ""
    # The 21st message of a minute costs ten minutes of silence.
    limits = Limits(per_minute=20, checks_copies=True)

    def __init__(
        self, section: str, settings: DingtalkWebhook, outbound: Outbound, now: Callable[[], datetime]
    ) -> None:
        self.name = f"dingtalk.webhook.{section}"
        token = quote(settings.access_token.get_secret_value(), safe="")
        self._url = f"{settings.oapi_base}/robot/send?access_token={token}"
        self._secret = settings.secret.get_secret_value().encode()
        self._outbound = outbound
        self._now = now
        outbound.allow(settings.oapi_base)

    def receive(self, callback: Callback, now: datetime) -> Received:
        raise Refused("this channel only speaks")

    def answer(self, received: Received, text: str) -> Answer | None:
        return None

    def parts(self, text: str) -> Sequence[str]:
        return markup.split(text, READABLE, markup.dingtalk)

    def address_of(self, chat: str, user: str) -> str:
        """Its one group, whatever that is called; no person can be reached alone."""
        return GROUP if chat or not user else ""

    def destination(self, address: str) -> str:
        return GROUP

    async def send(self, address: str, push: Push) -> None:
        body = mention(body_of(push.text, push.title), push.mentions)
        if push.key:  # the platform shows one key once: a repeat after a lost answer is no copy
            body["msgUuid"] = hashlib.sha256(push.key.encode("utf-8", "replace")).hexdigest()[:32]
        dingtalk_answers.check(await self._outbound.post(self._signed(), fitting(body)))

    async def close(self) -> None:
        """Nothing is held open here; the client is shared."""

    def _signed(self) -> str:
        if not self._secret:
            return self._url
        stamp = str(int(self._now().timestamp() * 1000))
        digest = hmac.digest(self._secret, stamp.encode() + b"\n" + self._secret, "sha256")
        # Quoted here, once: the client is told that the address is finished.
        return f"{self._url}&timestamp={stamp}&sign={quote(base64.b64encode(digest), safe='')}"
