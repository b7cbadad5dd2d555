"""DingTalk's robot of an internal app (企业内部机器人), HTTP mode: groups when mentioned, and people one to one.

It answers in the callback's body. Pushes go to the message's session address while that is good (no token, no paid
call, can mention), else by OpenAPI.

Stream mode is another class over the same :func:`dingtalk_message.read`: it will satisfy ``Connected``: ``run`` opens a
connection, acknowledges each frame at once, hands the message to ``heard`` and sends the words as this class's
``send`` does; its ``path`` is empty and ``receive`` refuses.
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.channels import dingtalk_answers, dingtalk_message, markup, wire
from bot.channels.channel import Answer, Callback, Limits, NotFetched, NotSent, Paper, Received, Refused, unseen
from bot.channels.dingtalk_words import LONGEST, READABLE, body_of, fitting, mention
from bot.channels.outbound import Answered, Outbound
from bot.channels.tokens import Token
from config.settings import DingtalkRobot
from handlers.message import PICTURE, TABLE, Message, Push

WINDOW = timedelta(hours=1)  # the signature covers the time alone, so the time is all that it proves
SESSION_PATH = "/robot/sendBySession"
SESSION_MARGIN = 300  # seconds before its end at which a session address is no longer trusted
SILENT = Answer(b'{"msgtype":"empty"}', "application/json")
OUTSIDER_ADVICE = "对方不是本组织成员，只能在对方发言后的一个多小时内答复"


class DingtalkRobotChannel:
    """``section`` is the name in the settings: ``[dingtalk.robot.<section>]``; ``now`` the wall clock."""

    family = "dingtalk"
    limits = Limits(per_minute=20)

    def __init__(self, section: str, settings: DingtalkRobot, outbound: Outbound, now: Callable[[], datetime]) -> None:
        self.name = f"dingtalk.robot.{section}"
        self.path = f"/dingtalk/robot/{section}"
        self._settings = settings
        self._secret = settings.client_secret.get_secret_value().encode()
        self._robot = settings.robot_code or settings.client_id
        self._outbound = outbound
        self._now = now
        self._token = Token(self._fetch_token)
        outbound.allow(settings.api_base)
        outbound.allow(settings.oapi_base)
        for host in settings.media_hosts:
            if "://" in host:
                outbound.allow(host)

    # What comes in

    def receive(self, callback: Callback, now: datetime) -> Received:
        self._verify(callback.headers, now)
        fields = wire.read_json(callback.body)
        return Received(
            SILENT, self._with_its_robot(fields, dingtalk_message.read(fields, self.name, self._address, now))
        )

    def _with_its_robot(self, fields: Mapping[str, Any], message: Message | None) -> Message | None:
        """A file is handed out only to the robot that it was sent to, so another one's code goes along."""
        robot = wire.identifier(fields, "robotCode")
        if message is None or not message.attachments or robot in ("", self._robot):
            return message
        files = (
            replace(one, reference=wire.write_json({"code": one.reference, "robot": robot}))
            for one in message.attachments
        )
        return replace(message, attachments=tuple(files))

    def _verify(self, headers: Mapping[str, str], now: datetime) -> None:
        stamp, sign = headers.get("timestamp", "").strip(), headers.get("sign", "").strip()
        if not stamp or not sign:
            raise Refused("missing header")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 16):
            raise Refused("time")
        digest = hmac.digest(self._secret, stamp.encode() + b"\n" + self._secret, "sha256")
        if not hmac.compare_digest(base64.b64encode(digest), sign.encode("utf-8", "replace")):
            raise Refused("signature")
        if abs(now.timestamp() - int(stamp) / 1000) > WINDOW.total_seconds():
            raise Refused("too old")

    def _address(self, fields: Mapping[str, Any]) -> str:
        group = dingtalk_message.is_group(fields)
        address: dict[str, Any] = (
            {"chat": dingtalk_message.needed(fields, "conversationId")}
            if group
            else {"user": dingtalk_message.sender_of(fields)}
        )
        robot = wire.identifier(fields, "robotCode")
        if robot and robot != self._robot:
            address["robot"] = robot
        url, until = wire.text(fields, "sessionWebhook"), fields.get("sessionWebhookExpiredTime")
        # Only the session's id is kept: a message can then never tell us where to connect.
        session = wire.query_value(url, self._settings.oapi_base + SESSION_PATH, "session")
        if session:
            try:
                address |= {"session": session, "until": int(until or 0) // 1000}
            except (OverflowError, TypeError, ValueError):
                raise Refused("time") from None
        return wire.write_json(address)

    # What goes out in the answer

    def answer(self, received: Received, text: str) -> Answer | None:
        body = wire.write_json(body_of(text))
        if received.message is None or markup.size(body) > LONGEST:
            return None
        return Answer(body.encode("utf-8", "replace"), "application/json")

    # What goes out by itself

    def parts(self, text: str) -> Sequence[str]:
        return markup.split(text, READABLE, markup.dingtalk)

    def address_of(self, chat: str, user: str) -> str:
        if chat:
            return wire.write_json({"chat": chat})
        # An outsider's opaque id opens no door of the API.
        return wire.write_json({"user": user}) if user and not user.startswith(dingtalk_message.OUTSIDER) else ""

    def destination(self, address: str) -> str:
        fields = _fields(address)
        return str(fields.get("chat") or fields.get("user") or "")

    async def send(self, address: str, push: Push) -> None:
        target = _fields(address)
        if not target.get("chat") and not target.get("user"):
            raise NotSent("not an address of this channel", final=True)
        body = fitting(body_of(push.text, push.title))
        good = target.get("until", 0) - SESSION_MARGIN > self._now().timestamp()
        if not (good and await self._by_session(target, mention(body, push.mentions))):
            kind = body["msgtype"]
            await self._by_api(target, "sampleMarkdown" if kind == "markdown" else "sampleText", body[kind])

    # Pictures and tables that go out: always by OpenAPI, a session address takes neither

    def takes(self, address: str) -> tuple[str, ...]:
        target = _fields(address)
        user = str(target.get("user") or "")
        known = target.get("chat") or (user and not user.startswith(dingtalk_message.OUTSIDER))
        return (PICTURE, TABLE) if known else ()

    async def lodge(self, paper: Paper) -> str:
        try:
            token = await self._token.get()
            answered = await self._upload(token, paper)
            if answered.number() in dingtalk_answers.STALE_TOKEN:
                answered = await self._upload(await self._token.get(refused=token), paper)
            dingtalk_answers.check(answered)
        except NotSent as error:
            raise unseen(error) from None
        return dingtalk_answers.media_id(answered)

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        if paper.kind == PICTURE:
            key, param = "sampleImageMsg", {"photoURL": reference}
        else:
            kind = paper.name.rpartition(".")[2]
            key, param = "sampleFile", {"mediaId": reference, "fileName": paper.name, "fileType": kind}
        await self._by_api(_fields(address), key, param)

    async def _upload(self, token: str, paper: Paper) -> Answered:
        kind = "image" if paper.kind == PICTURE else "file"
        url = f"{self._settings.oapi_base}/media/upload?access_token={quote(token, safe='')}&type={kind}"
        return await self._outbound.upload(url, paper.name, paper.media_type, paper.content)

    # Files

    async def fetch(self, reference: str, write: Callable[[bytes], object], limit: int) -> str:
        """In two steps: the code for an address, the address for the file."""
        fields = _fields(reference)
        body = {
            "downloadCode": fields.get("code") or reference,
            "robotCode": fields.get("robot") or self._robot,
        }
        try:
            answered = await self._asked("messageFiles/download", body)
            if dingtalk_answers.code_word(answered).lower() in dingtalk_answers.NO_MEDIA:
                raise NotFetched("the platform knows no such file", gone=True)
            dingtalk_answers.check_new(answered)
        except NotSent as failed:
            raise NotFetched(failed.reason, after=failed.after) from None
        url = wire.text(answered.fields, "downloadUrl")
        if (await self._outbound.download(url, write, limit, self._settings.media_hosts)).error():
            raise NotFetched("an error in the file's place", gone=True)
        return ""

    async def close(self) -> None:
        """Nothing is held open here; the client is shared."""

    async def _by_session(self, target: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """False if the platform no longer knows the session: nothing was shown, the other way is free."""
        url = f"{self._settings.oapi_base}{SESSION_PATH}?session={quote(str(target['session']), safe='')}"
        answered = await self._outbound.post(url, body)
        if answered.number() == dingtalk_answers.SESSION_GONE:
            return False
        dingtalk_answers.check(answered)
        return True

    async def _by_api(self, target: Mapping[str, Any], key: str, param: Mapping[str, Any]) -> None:
        path, body = self._call(target, key, param)
        answered = await self._asked(path, body)
        dingtalk_answers.check_new(answered)
        if "processQueryKey" not in answered.fields:
            raise NotSent("an answer without a processQueryKey", ambiguous=True)
        if answered.fields.get("invalidStaffIdList"):
            raise NotSent("the member is not reachable", final=True, advice="成员不在应用的可使用范围里，请管理员调整")
        if answered.fields.get("flowControlledStaffIdList"):
            raise NotSent("the member gets too much", after=dingtalk_answers.MINUTE)

    def _call(self, target: Mapping[str, Any], key: str, param: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        robot = target.get("robot") or self._robot
        body = {"robotCode": robot, "msgKey": key, "msgParam": wire.write_json(param)}
        if target.get("chat"):
            return "groupMessages/send", {**body, "openConversationId": target["chat"]}
        if str(target["user"]).startswith(dingtalk_message.OUTSIDER):
            raise NotSent("an outsider without a session", final=True, advice=OUTSIDER_ADVICE)
        return "oToMessages/batchSend", {**body, "userIds": [target["user"]]}

    async def _asked(self, path: str, body: Mapping[str, Any]) -> Answered:
        """The API's answer, with a fresh token where the first was refused."""
        token = await self._token.get()
        answered = await self._post(path, body, token)
        if dingtalk_answers.stale(answered):
            answered = await self._post(path, body, await self._token.get(refused=token))
        return answered

    async def _post(self, path: str, body: Mapping[str, Any], token: str) -> Answered:
        headers = {"x-acs-dingtalk-access-token": token}
        return await self._outbound.post(f"{self._settings.api_base}/v1.0/robot/{path}", body, headers)

    async def _fetch_token(self) -> tuple[str, float]:
        answered = await self._outbound.post(
            f"{self._settings.api_base}/v1.0/oauth2/accessToken",
            {"appKey": self._settings.client_id, "appSecret": self._settings.client_secret.get_secret_value()},
        )
        dingtalk_answers.check_new(answered)
        token = answered.fields.get("accessToken")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise NotSent("an answer without a token")
        return token, float(answered.number("expireIn") or 7200)


def _fields(address: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(address)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
