"""WeCom's smart bot by callback: groups and people heard, answers finished at once, one late word."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import Answer, Channel, NotSent
from bot.channels.wecom_aibot import WecomAibotChannel
from handlers.message import Attachment, Message, Push
from tests.bot.channels.house import NOW, bot_caller, channels, settings
from tests.fakes.callers import WecomAibotCaller
from tests.fakes.platforms import WECOM_RESPONSE, FakeWecom

bot = channels()["wecom.aibot.helper"]
UNTIL = int((NOW + timedelta(minutes=55)).timestamp())


def said(words: str, chat: str = "wrGroup") -> str:
    message = bot.receive(bot_caller.text("zhangmin", words, NOW, chat), NOW).message
    assert message
    return message.text


def heard(kind: str, **more: Any) -> Message | None:
    return bot.receive(bot_caller.message(kind, more, "zhangmin", NOW, id="m7"), NOW).message


def test_saving_the_address_is_answered_with_the_plain_words_alone() -> None:
    received = bot.receive(bot_caller.verification("1616140317555161061"), NOW)
    assert received.message is None and received.silent == Answer(b"1616140317555161061")


def test_a_group_message_is_read_whole_and_its_chat_byte_exact() -> None:
    message = bot.receive(
        bot_caller.text("ZhangMin", "@支部助手 本月还差什么", NOW, "wrAbC_xYz-1", id="m7"), NOW
    ).message
    assert message == Message(
        channel="wecom.aibot.helper",
        id="m7",
        sender="ZhangMin",
        text="本月还差什么",
        at=NOW,
        address=f'{{"chat":"wrAbC_xYz-1","code":"code-m7","until":{UNTIL}}}',
        chat="wrAbC_xYz-1",
    )


def test_a_person_alone_keeps_their_words() -> None:
    message = bot.receive(bot_caller.text("zhangmin", "@支部助手 帮助", NOW, id="m7"), NOW).message
    assert message and (message.text, message.chat) == ("@支部助手 帮助", "")
    assert message.address == f'{{"user":"zhangmin","code":"code-m7","until":{UNTIL}}}'


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("@支部助手 帮助", "帮助"),
        ("@支部助手\u2005帮助", "帮助"),
        ("@支部助手\u00a0帮助", "帮助"),
        ("@支部助手帮助", "帮助"),
        ("＠支部助手 帮助", "帮助"),
        (" @支部助手  帮助", "帮助"),
        ("@支部助手 二号 帮助", "帮助"),
        ("@支部助手", ""),
        ("@支部助手 @支部助手 帮助", "@支部助手 帮助"),
        ("@张三 帮助", "@张三 帮助"),
        ("请@支部助手 帮助", "请@支部助手 帮助"),
        ("@支部", "@支部"),
        ("@支部助手\n第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_only_a_configured_name_in_front_is_cut(words: str, left: str) -> None:
    assert said(words) == left


def test_both_ways_of_naming_the_fields_are_read() -> None:
    callback = bot_caller.text("zhangmin", "好", NOW)
    for name in ("msgsignature", "signature"):
        query = {**callback.query, name: callback.query["msg_signature"]}
        del query["msg_signature"]
        body = json.dumps({"Encrypt": json.loads(callback.body)["encrypt"]}).encode()
        changed = type(callback)("POST", query, {}, body)
        assert bot.receive(changed, NOW).message


def test_a_mixed_message_gives_its_words_and_its_pictures() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@支部助手 签到表"}},
        {"msgtype": "image", "image": {"url": "https://cos/1"}},
        {"msgtype": "text", "text": {"content": "第二张"}},
        {"msgtype": "image", "image": {"url": "https://cos/2"}},
        {"msgtype": "mixed", "mixed": {}},
        "rubbish",
    ]
    message = bot.receive(bot_caller.message("mixed", {"mixed": {"msg_item": items}}, "z", NOW, "wr1"), NOW).message
    assert message and message.text == "签到表\n第二张"
    assert [one.reference for one in message.attachments] == ["https://cos/1", "https://cos/2"]


def test_a_voice_message_comes_written_down() -> None:
    message = heard("voice", voice={"content": "这个月还差什么"})
    assert message and message.text == "这个月还差什么" and not message.attachments


@pytest.mark.parametrize(
    ("kind", "media_type"), [("image", "image/jpeg"), ("file", "application/octet-stream"), ("video", "video/mp4")]
)
def test_a_file_is_an_attachment(kind: str, media_type: str) -> None:
    message = heard(kind, **{kind: {"url": "https://cos/1", "aeskey": "k"}})
    assert message and message.attachments == (Attachment("", media_type, 0, "https://cos/1"),)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ({"msgtype": "text", "text": {"content": "已记录 #12"}}, "已记录 #12"),
        ({"msgtype": "voice", "voice": {"content": "念出来的"}}, "念出来的"),
        ({"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "甲"}}]}}, "甲"),
        ({"msgtype": "image", "image": {"url": "u"}}, ""),
        ("rubbish", ""),
        (None, ""),
    ],
)
def test_a_quotation_keeps_its_words(quote: object, words: str) -> None:
    message = heard("text", text={"content": "撤回"}, quote=quote)
    assert message and (message.text, message.quote) == ("撤回", words)


def test_its_own_time_counts_if_it_has_one() -> None:
    earlier = NOW - timedelta(hours=2)
    message = heard("text", text={"content": "好"}, create_time=int(earlier.timestamp()))
    assert message and message.at == earlier


def test_who_opens_the_chat_enters_it_and_gets_a_plain_welcome() -> None:
    callback = bot_caller.message("event", {"event": {"eventtype": "enter_chat"}}, "zhangmin", NOW, id="e1")
    received = bot.receive(callback, NOW)
    assert received.message and (received.message.event, received.message.id) == ("enter", "e1")
    answer = bot.answer(received, "**你好**，我是支部助手")
    assert answer and bot_caller.read(answer) == {"msgtype": "text", "text": {"content": "你好，我是支部助手"}}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("event", {"event": {"eventtype": "feedback_event", "feedback_event": {"id": "f"}}}),
        ("event", {"event": {"eventtype": "template_card_event", "template_card_event": {"task_id": "t"}}}),
        ("event", {}),
        ("tomorrows_type", {}),
        ("text", {}),
        ("image", {"image": {}}),
        ("text", {"text": {"content": "x"}, "from": {"userid": "sys"}}),
        ("text", {"text": {"content": "x"}, "from": {}}),
        ("text", {"text": {"content": "x"}, "chattype": "group"}),
    ],
)
def test_what_is_not_for_us_is_taken_and_left(kind: str, more: dict[str, Any]) -> None:
    received = bot.receive(bot_caller.message(kind, more, "zhangmin", NOW), NOW)
    assert received.message is None and received.silent == Answer()


def test_the_reply_is_a_stream_that_is_finished_at_once() -> None:
    callback = bot_caller.text("zhangmin", "帮助", NOW, id="m7")
    received = bot.receive(callback, NOW)
    answer = bot.answer(received, "**已记录 #12**\n- 应到 20")
    assert answer
    reply = bot_caller.read(answer)
    assert reply == {
        "msgtype": "stream",
        "stream": {"id": reply["stream"]["id"], "finish": True, "content": "**已记录 #12**\n- 应到 20"},
    }
    assert json.loads(answer.body)["nonce"] == callback.query["nonce"]
    again = bot.answer(bot.receive(callback, NOW), "**已记录 #12**\n- 应到 20")
    assert again and bot_caller.read(again) == reply


def test_a_poll_for_more_is_told_that_all_is_said() -> None:
    received = bot.receive(bot_caller.message("stream", {"stream": {"id": "s1"}}, "zhangmin", NOW), NOW)
    assert received.message is None
    assert bot_caller.read(received.silent) == {
        "msgtype": "stream",
        "stream": {"id": "s1", "finish": True, "content": ""},
    }


def test_20480_bytes_fit_and_one_more_does_not() -> None:
    received = bot.receive(bot_caller.text("zhangmin", "帮助", NOW), NOW)
    assert bot.answer(received, "x" * 20480) and bot.answer(received, "x" * 20481) is None


async def test_a_late_word_goes_to_the_response_address_once(wecom: FakeWecom, joined: dict[str, Channel]) -> None:
    caller = WecomAibotCaller("canaryCallbackToken", settings().wecom.aibot["helper"].aes_key.get_secret_value())
    caller.api_base = wecom.url
    channel = joined["wecom.aibot.helper"]
    message = channel.receive(caller.text("zhangmin", "汇总", NOW, "wr1", id="m7"), NOW).message
    assert message and channel.destination(message.address) == "wr1"
    wecom.response_codes.add("code-m7")
    await channel.send(message.address, Push("**本周汇总**", mentions=("zhangmin",)))
    assert wecom.bodies(WECOM_RESPONSE) == [{"msgtype": "markdown", "markdown": {"content": "**本周汇总**"}}]
    with pytest.raises(NotSent) as caught:
        await channel.send(message.address, Push("又一句"))
    assert caught.value.final


async def test_an_hour_later_it_cannot_speak_and_says_how_it_could(
    joined: dict[str, Channel], wecom: FakeWecom
) -> None:
    channel = joined["wecom.aibot.helper"]
    for address in (json.dumps({"user": "u", "code": "c", "until": int(NOW.timestamp())}), '{"user":"u"}', ""):
        with pytest.raises(NotSent) as caught:
            await channel.send(address, Push("好"))
        assert caught.value.final and "长连接" in caught.value.advice
    assert not wecom.heard


async def test_what_is_too_long_does_not_use_the_one_chance_up(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    address = json.dumps({"user": "u", "code": "c", "until": UNTIL})
    with pytest.raises(NotSent) as caught:
        await joined["wecom.aibot.helper"].send(address, Push("x" * 20481))
    assert caught.value.final and not wecom.heard


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cgi-bin/aibot/response?response_code=c",
        "http://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=c",
        "https://qyapi.weixin.qq.com@evil.example/cgi-bin/aibot/response?response_code=c",
        "https://qyapi.weixin.qq.com/cgi-bin/other?response_code=c",
        "https://qyapi.weixin.qq.com/cgi-bin/aibot/response",
        "http://[",
        "",
    ],
)
def test_a_response_address_elsewhere_is_forgotten(url: str) -> None:
    message = heard("text", text={"content": "好"}, response_url=url)
    assert message and message.address == '{"user":"zhangmin"}'


def test_it_can_push_to_nobody() -> None:
    assert bot.address_of("wr1", "") == bot.address_of("", "zhangmin") == ""


def test_without_a_bot_id_every_bot_is_ours() -> None:
    section = settings().wecom.aibot["helper"].model_copy(update={"bot_id": ""})
    channel = WecomAibotChannel("helper", section, _Nothing(), lambda: NOW)  # type: ignore[arg-type]
    assert channel.receive(bot_caller.text("zhangmin", "好", NOW), NOW).message


class _Nothing:
    def allow(self, base: str) -> None:
        """Nothing is sent in that test."""
