"""Good callbacks, damaged by chance: bytes changed, lost, doubled, hostile bits put in, outside and inside the seal.

The seed is fixed in every run, so that a failure can be had again; the nightly run goes on much longer.
"""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest

from bot.channels.channel import Callback, Refused
from bot.channels.envelope import Envelope
from tests.bot.channels.house import AES_KEY, CORP, NOW, TOKEN, app_caller, bot_caller, channels, ding_caller
from tests.runaway import RUNAWAY

STAMP = str(int(NOW.timestamp()))
HOSTILE = [
    b"<", b"&", b"]]>", b"{", b"[", b'"', b"\\ud800", b"null", b"<a>", b"\0", b"1e999", b"<!DOCTYPE x>", b"\xff",
    b"Infinity", b"-1", b"9" * 400, b"$:", b"\\u0000", b"\xe2\x80\xae", b"://[",
]  # fmt: skip
IMAGE = (
    f"<xml><ToUserName>{CORP}</ToUserName><FromUserName><![CDATA[z]]></FromUserName><CreateTime>{STAMP}</CreateTime>"
    "<MsgType><![CDATA[image]]></MsgType><MediaId>m</MediaId><PicUrl>p</PicUrl><MsgId>7</MsgId></xml>"
).encode()
MIXED = json.dumps(
    {
        "msgid": "1",
        "chattype": "group",
        "chatid": "w",
        "from": {"userid": "z"},
        "msgtype": "mixed",
        "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "x"}}]},
        "quote": {"msgtype": "text", "text": {"content": "q"}},
        "create_time": int(STAMP),
        "response_url": "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=1",
    }
).encode()

made = channels()
chance = random.Random(20261120)
app_envelope, bot_envelope = Envelope(TOKEN, AES_KEY, CORP), Envelope(TOKEN, AES_KEY, "")
good_app = app_caller.text("zhangmin", "我们这个月还差什么", NOW)
good_bot = bot_caller.text("zhangmin", "@支部助手 帮助", NOW, chat="wrChat")
good_ding = ding_caller.text(
    "staff1",
    "帮助",
    NOW,
    chat="cidGroup==",
    sessionWebhook="https://oapi.dingtalk.com/robot/sendBySession?session=s",
    sessionWebhookExpiredTime=int(STAMP) * 1000,
)


def damaged(data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(changed) + 1), chance.randrange(len(changed) + 1)
        match chance.randint(0, 3):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[at:at] = chance.choice(HOSTILE)
            case 2:
                del changed[at : at + chance.randint(1, 9)]
            case _:
                changed[at:at] = changed[other : other + chance.randint(1, 30)]
    return bytes(changed)


def sealed(envelope: Envelope, plain: bytes, wrapped: Callable[[str], str]) -> Callback:
    body = envelope.seal(plain)
    query = {"msg_signature": envelope.sign(STAMP, "2", body), "timestamp": STAMP, "nonce": "2"}
    return Callback("POST", query, {}, wrapped(body).encode())


WAYS: dict[str, Callable[[], Callback]] = {
    "app, outside": lambda: replace(good_app, body=damaged(good_app.body)),
    "app, inside": lambda: sealed(app_envelope, damaged(IMAGE), lambda body: f"<xml><Encrypt>{body}</Encrypt></xml>"),
    "bot, outside": lambda: replace(good_bot, body=damaged(good_bot.body)),
    "bot, inside": lambda: sealed(bot_envelope, damaged(MIXED), lambda body: json.dumps({"encrypt": body})),
    "dingtalk": lambda: replace(good_ding, body=damaged(good_ding.body)),
}
CHANNELS = {"app": "wecom.app.main", "bot": "wecom.aibot.helper", "din": "dingtalk.robot.main"}


def survives(way: str, times: int) -> None:
    channel = made[CHANNELS[way[:3]]]
    for _ in range(times):
        callback = WAYS[way]()
        start = process_time()
        try:
            received = channel.receive(callback, NOW)
        except Refused:
            continue
        finally:
            assert process_time() - start < RUNAWAY, callback
        if received.message:
            repr(received.message).encode()  # all of it can be stored
            assert received.message.sender and received.message.id
            channel.answer(received, "好")


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_callback_is_a_message_or_a_refusal(way: str) -> None:
    survives(way, 2000)


@pytest.mark.nightly
@pytest.mark.parametrize("way", WAYS)
def test_a_million_damaged_callbacks_are_messages_or_refusals(way: str) -> None:
    survives(way, 200_000)
