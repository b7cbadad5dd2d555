"""Callbacks that are not the platform's, or are damaged: each is refused at once, and nothing else ever comes of it."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Callback, Refused
from bot.channels.envelope import Envelope
from tests.bot.channels.house import (
    AES_KEY,
    CORP,
    LONG_AGO,
    NOW,
    SECRETS,
    TOKEN,
    app_caller,
    bot_caller,
    channels,
    ding_caller,
)
from tests.fakes.callers import DingtalkCaller, WecomAibotCaller, WecomAppCaller

APP, BOT, DING = "wecom.app.main", "wecom.aibot.helper", "dingtalk.robot.main"
made = channels()
good_app = app_caller.text("zhangmin", "我们这个月还差什么", NOW)
good_bot = bot_caller.text("zhangmin", "@支部助手 帮助", NOW, chat="wrChat")
good_ding = ding_caller.text("staff1", "帮助", NOW, chat="cidGroup==")
other_key = base64.b64encode(b"another-key-of-exactly-32-bytes!").decode()[:43]


def query(callback: Callback, **values: str | None) -> Callback:
    changed = {**callback.query, **values}
    return replace(callback, query={key: value for key, value in changed.items() if value is not None})


def headers(callback: Callback, **values: str | None) -> Callback:
    changed = {**callback.headers, **values}
    return replace(callback, headers={key: value for key, value in changed.items() if value is not None})


def body(callback: Callback, data: bytes | str) -> Callback:
    return replace(callback, body=data.encode() if isinstance(data, str) else data)


def app_plain(fields: str) -> Callback:
    return app_caller.sealed(f"<xml>{fields}</xml>", NOW.timestamp())


def app_bytes(plain: bytes) -> Callback:
    """Well sealed bytes that are no text."""
    envelope = Envelope(TOKEN, AES_KEY, CORP)
    sealed = envelope.seal(plain)
    return Callback(
        "POST",
        {"msg_signature": envelope.sign("1", "2", sealed), "timestamp": "1", "nonce": "2"},
        {},
        f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(),
    )


def bot_plain(**fields: Any) -> Callback:
    return bot_caller.message("text", {"text": {"content": "好"}, **fields}, "zhangmin", NOW)


def ding_plain(**fields: Any) -> Callback:
    return ding_caller.text("staff1", "好", NOW, **fields)


STAMP = int(NOW.timestamp())
WHO = f"<FromUserName>z</FromUserName><CreateTime>{STAMP}</CreateTime>"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)

BAD: dict[str, tuple[str, Callback]] = {
    # WeCom app: outside
    "app: empty body": (APP, body(good_app, b"")),
    "app: not xml": (APP, body(good_app, b"hello")),
    "app: json instead of xml": (APP, body(good_app, b'{"encrypt":"x"}')),
    "app: xml without Encrypt": (APP, body(good_app, b"<xml><A>1</A></xml>")),
    "app: empty Encrypt": (APP, body(good_app, b"<xml><Encrypt></Encrypt></xml>")),
    "app: Encrypt twice": (APP, body(good_app, b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>")),
    "app: cut body": (APP, body(good_app, good_app.body[:-20])),
    "app: trailing rubbish": (APP, body(good_app, good_app.body + b"<x/>")),
    "app: oversize body": (APP, body(good_app, b"<xml><Encrypt>" + b"A" * (2 << 20) + b"</Encrypt></xml>")),
    "app: document type": (APP, body(good_app, DOCTYPE + good_app.body.decode())),
    "app: external entity": (
        APP,
        body(good_app, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'),
    ),
    "app: billion laughs": (APP, body(good_app, LAUGHS + "]><xml><Encrypt>&j;</Encrypt></xml>")),
    "app: deep xml": (APP, body(good_app, b"<a>" * 9000)),
    "app: not utf-8": (APP, body(good_app, good_app.body.replace(b"<xml>", b"<xml>\xff"))),
    "app: utf-16": (APP, body(good_app, good_app.body.decode().encode("utf-16"))),
    "app: nul in xml": (APP, body(good_app, good_app.body.replace(b"<xml>", b"<xml>\0"))),
    "app: no signature": (APP, query(good_app, msg_signature=None)),
    "app: no timestamp": (APP, query(good_app, timestamp=None)),
    "app: no nonce": (APP, query(good_app, nonce=None)),
    "app: empty signature": (APP, query(good_app, msg_signature="")),
    "app: wrong signature": (APP, query(good_app, msg_signature="0" * 40)),
    "app: signature in capitals": (APP, query(good_app, msg_signature=good_app.query["msg_signature"].upper())),
    "app: signature not ascii": (APP, query(good_app, msg_signature="签" * 40)),
    "app: signature with half a character": (APP, query(good_app, msg_signature="\ud800")),
    "app: other nonce": (APP, query(good_app, nonce="1")),
    "app: other timestamp": (APP, query(good_app, timestamp="1")),
    "app: other token": (APP, WecomAppCaller("other", AES_KEY, CORP, 1).text("z", "x", NOW)),
    "app: other key": (APP, WecomAppCaller(TOKEN, other_key, CORP, 1).text("z", "x", NOW)),
    "app: other corp": (APP, WecomAppCaller(TOKEN, AES_KEY, "ww-other", 1).text("z", "x", NOW)),
    "app: smart bot's envelope": (APP, WecomAppCaller(TOKEN, AES_KEY, "", 1).text("z", "x", NOW)),
    "app: GET without echostr": (APP, Callback("GET", dict(good_app.query), {})),
    "app: GET with a bad echostr": (APP, query(app_caller.verification(), echostr="AAAA")),
    "app: GET with a decoded twice echostr": (APP, query(app_caller.verification(), echostr="%2B%2F")),
    "app: GET for another corp": (APP, WecomAppCaller(TOKEN, AES_KEY, "ww-other", 1).verification()),
    # WeCom app: inside, well sealed
    "app: inside empty": (APP, app_bytes(b"")),
    "app: inside not xml": (APP, app_caller.sealed("hello")),
    "app: inside not utf-8": (APP, app_bytes(b"<xml><MsgType>\xff</MsgType></xml>")),
    "app: inside a document type": (APP, app_caller.sealed(DOCTYPE + f"<xml>{WHO}<MsgType>text</MsgType></xml>")),
    "app: inside an entity": (APP, app_plain(f"{WHO}<MsgType>text</MsgType><Content>&x;</Content>")),
    "app: inside no type": (APP, app_plain(WHO)),
    "app: inside no sender": (APP, app_plain(f"<CreateTime>{STAMP}</CreateTime><MsgType>text</MsgType>")),
    "app: inside no time": (APP, app_plain("<FromUserName>z</FromUserName><MsgType>text</MsgType>")),
    "app: inside a time that is none": (
        APP,
        app_plain("<FromUserName>z</FromUserName><CreateTime>soon</CreateTime><MsgType>text</MsgType>"),
    ),
    "app: inside a time beyond all years": (
        APP,
        app_plain(f"<FromUserName>z</FromUserName><CreateTime>{'9' * 30}</CreateTime><MsgType>text</MsgType>"),
    ),
    "app: inside a sender doubled": (APP, app_plain(f"{WHO}<FromUserName>y</FromUserName><MsgType>text</MsgType>")),
    "app: inside a sender with a line break": (
        APP,
        app_plain(f"<FromUserName>z\nx</FromUserName><CreateTime>{STAMP}</CreateTime><MsgType>text</MsgType>"),
    ),
    "app: inside an endless sender": (
        APP,
        app_plain(f"<FromUserName>{'z' * 600}</FromUserName><CreateTime>{STAMP}</CreateTime><MsgType>text</MsgType>"),
    ),
    "app: event without its name": (APP, app_plain(f"{WHO}<MsgType>event</MsgType>")),
    "app: deep inside": (APP, app_plain(f"{WHO}<MsgType>text</MsgType>" + "<a>" * 50 + "</a>" * 50)),
    "app: eight days old": (APP, app_caller.text("zhangmin", "迟到", LONG_AGO)),
    "app: eight days ahead": (APP, app_caller.text("zhangmin", "早到", NOW + timedelta(days=8))),
    # smart bot
    "bot: empty body": (BOT, body(good_bot, b"")),
    "bot: xml instead of json": (BOT, body(good_bot, good_app.body)),
    "bot: a list": (BOT, body(good_bot, b"[]")),
    "bot: no encrypt": (BOT, body(good_bot, b"{}")),
    "bot: encrypt is a number": (BOT, body(good_bot, b'{"encrypt":1}')),
    "bot: encrypt is an object": (BOT, body(good_bot, b'{"encrypt":{"a":1}}')),
    "bot: deep json": (BOT, body(good_bot, b'{"a":' * 100_000)),
    "bot: deep list": (BOT, body(good_bot, b"[" * 100_000)),
    "bot: oversize": (BOT, body(good_bot, b'{"encrypt":"' + b"A" * (2 << 20) + b'"}')),
    "bot: no signature": (BOT, query(good_bot, msg_signature=None)),
    "bot: wrong signature": (BOT, query(good_bot, msg_signature="0" * 40)),
    "bot: other token": (BOT, WecomAibotCaller("other", AES_KEY).text("z", "x", NOW)),
    "bot: other key": (BOT, WecomAibotCaller(TOKEN, other_key).text("z", "x", NOW)),
    "bot: an app's envelope": (BOT, app_caller.verification()),
    "bot: another bot's message": (BOT, WecomAibotCaller(TOKEN, AES_KEY, "aib-other").text("z", "x", NOW)),
    "bot: inside not json": (BOT, bot_caller.sealed("hello", NOW.timestamp())),
    "bot: inside a list": (BOT, bot_caller.sealed("[1]", NOW.timestamp())),
    "bot: inside deep": (BOT, bot_caller.sealed('{"a":' * 50_000, NOW.timestamp())),
    "bot: inside a time that is none": (BOT, bot_plain(create_time={"a": 1})),
    "bot: inside an old time": (BOT, bot_plain(create_time=int(LONG_AGO.timestamp()))),
    "bot: signed long ago": (BOT, bot_caller.text("z", "x", LONG_AGO)),
    "bot: sender is a list": (BOT, bot_plain(**{"from": {"userid": ["z"]}})),
    "bot: sender with half a character": (BOT, bot_plain(**{"from": {"userid": "\ud800"}})),
    "bot: id is an object": (BOT, bot_plain(msgid={"a": 1})),
    # DingTalk
    "ding: no headers": (DING, replace(good_ding, headers={})),
    "ding: no sign": (DING, headers(good_ding, sign=None)),
    "ding: no timestamp": (DING, headers(good_ding, timestamp=None)),
    "ding: empty sign": (DING, headers(good_ding, sign=" ")),
    "ding: wrong sign": (DING, headers(good_ding, sign="AAAA")),
    "ding: sign not ascii": (DING, headers(good_ding, sign="签")),
    "ding: timestamp not a number": (DING, headers(good_ding, timestamp="now")),
    "ding: timestamp in full-width digits": (DING, headers(good_ding, timestamp="１７００００００００")),
    "ding: timestamp endless": (DING, headers(good_ding, timestamp="9" * 5000)),
    "ding: negative timestamp": (DING, headers(good_ding, timestamp="-1")),
    "ding: other timestamp": (DING, headers(good_ding, timestamp=str(STAMP * 1000 + 1))),
    "ding: other secret": (DING, DingtalkCaller("other").text("s", "x", NOW)),
    "ding: signed 61 minutes ago": (DING, ding_caller.text("s", "x", NOW - timedelta(minutes=61))),
    "ding: signed 61 minutes ahead": (DING, ding_caller.text("s", "x", NOW + timedelta(minutes=61))),
    "ding: empty body": (DING, body(good_ding, b"")),
    "ding: not json": (DING, body(good_ding, b"msgtype=text")),
    "ding: not utf-8": (DING, body(good_ding, b'{"msgtype":"\xff"}')),
    "ding: a list": (DING, body(good_ding, b"[]")),
    "ding: deep json": (DING, body(good_ding, b'{"a":' * 100_000)),
    "ding: oversize": (DING, body(good_ding, b'{"a":"' + b"x" * (2 << 20) + b'"}')),
    "ding: no message id": (DING, ding_plain(msgId=None)),
    "ding: no sender at all": (DING, ding_plain(senderStaffId="", senderId=None)),
    "ding: sender is an object": (DING, ding_plain(senderStaffId={"a": 1})),
    "ding: a staff id that plays an outsider": (DING, ding_plain(senderStaffId="$:LWCP")),
    "ding: no conversation type": (DING, ding_plain(conversationType=None)),
    "ding: unknown conversation type": (DING, ding_plain(conversationType="3")),
    "ding: group without its id": (DING, ding_plain(conversationType="2", conversationId="")),
    "ding: group without the field of its id": (DING, ding_plain(conversationType="2", conversationId=None)),
    "ding: session ends in infinity": (
        DING,
        ding_plain(
            sessionWebhook="https://oapi.dingtalk.com/robot/sendBySession?session=s",
            sessionWebhookExpiredTime=float("inf"),
        ),
    ),
    "ding: created long ago": (DING, ding_plain(createAt=int(LONG_AGO.timestamp() * 1000))),
    "ding: created in no time": (DING, ding_plain(createAt="soon")),
    "ding: session ends in no time": (
        DING,
        ding_plain(
            sessionWebhook="https://oapi.dingtalk.com/robot/sendBySession?session=s", sessionWebhookExpiredTime="soon"
        ),
    ),
    # channels that are never called
    "wecom webhook is not called": ("wecom.webhook.org", good_app),
    "dingtalk webhook is not called": ("dingtalk.webhook.org", good_ding),
    "console is not called": ("console", good_app),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_callback_is_refused_and_says_nothing(name: str) -> None:
    channel, callback = BAD[name]
    with pytest.raises(Refused) as caught:
        made[channel].receive(callback, NOW)
    told = str(caught.value)
    assert len(told) < 40 and told.isascii()
    assert not any(secret in told for secret in SECRETS)
    # The cause would be logged with it, and could quote the body.
    assert caught.value.__cause__ is None and (caught.value.__context__ is None or caught.value.__suppress_context__)


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(BAD) >= 60


@pytest.mark.parametrize(("channel", "callback"), [(APP, good_app), (BOT, good_bot), (DING, good_ding)])
def test_the_untouched_callbacks_are_taken(channel: str, callback: Callback) -> None:
    assert made[channel].receive(callback, NOW).message


@pytest.mark.parametrize(("channel", "good"), [(APP, good_app), (BOT, good_bot)])
def test_every_flipped_byte_of_an_encrypted_body_is_refused_or_changes_nothing(channel: str, good: Callback) -> None:
    said = made[channel].receive(good, NOW).message
    for at in range(len(good.body)):
        changed = bytearray(good.body)
        changed[at] ^= 0x04
        try:
            heard = made[channel].receive(replace(good, body=bytes(changed)), NOW).message
        except Refused:
            continue
        assert heard == said  # the byte stood in the unsigned wrapping


def test_every_flipped_byte_of_dingtalks_headers_is_refused() -> None:
    for name in ("timestamp", "sign"):
        value = good_ding.headers[name]
        for at in range(len(value)):
            changed = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
            with pytest.raises(Refused):
                made[DING].receive(headers(good_ding, **{name: changed}), NOW)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


def only_refused(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused:
        return


ROBOT_FIELDS = [
    "msgtype", "text", "content", "msgId", "createAt", "conversationType", "conversationId", "conversationTitle",
    "senderId", "senderStaffId", "isInAtList", "robotCode", "sessionWebhook", "sessionWebhookExpiredTime", "errorCode",
    "quoteMessage",
]  # fmt: skip
BOT_FIELDS = [
    "msgid", "aibotid", "chatid", "chattype", "from", "create_time", "response_url", "msgtype", "text", "mixed",
    "event", "quote", "stream",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(ROBOT_FIELDS), json_values, max_size=4), st.sets(st.sampled_from(ROBOT_FIELDS)))
def test_any_field_may_be_anything_or_missing_in_dingtalks_body(fields: dict[str, Any], missing: set[str]) -> None:
    data = {key: value for key, value in json.loads(good_ding.body).items() if key not in missing} | fields
    only_refused(lambda: made[DING].receive(replace(good_ding, body=json.dumps(data).encode()), NOW))


@given(st.dictionaries(st.sampled_from(BOT_FIELDS), json_values, max_size=4))
def test_any_field_may_be_anything_in_a_smart_bots_message(fields: dict[str, Any]) -> None:
    callback = bot_caller.message("text", {"text": {"content": "好"}, **fields}, "zhangmin", NOW)
    only_refused(lambda: made[BOT].receive(callback, NOW))


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
kinds = st.sampled_from(["text", "image", "voice", "video", "location", "link", "file", "event", "shortvideo", "x"])
tags = st.sampled_from(
    ["Content", "MediaId", "PicUrl", "Event", "EventKey", "Label", "Title", "Url", "MsgId", "Location_X", "Scale"]
)


@given(kinds, st.dictionaries(tags, words, max_size=5))
def test_any_field_may_be_anything_in_an_apps_message(kind: str, fields: dict[str, str]) -> None:
    inner = "".join(f"<{tag}>{value}</{tag}>" for tag, value in fields.items())
    callback = app_caller.message(kind, inner, "zhangmin", NOW)
    only_refused(lambda: made[APP].receive(callback, NOW))


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()))
def test_random_callbacks_are_refused(data: bytes, values: dict[str, str]) -> None:
    for channel in made.values():
        for method in ("GET", "POST"):
            with pytest.raises(Refused):
                channel.receive(Callback(method, values, {}, data), NOW)
