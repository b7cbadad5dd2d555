"""DingTalk's internal robot over HTTP: what it hears, the answer in the body, and the two ways of a push."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import Answer, Channel, NotSent
from handlers.message import Attachment, Message, Push
from tests.bot.channels.house import NOW, channels, ding_caller
from tests.fakes.faults import code, errcode
from tests.fakes.platforms import DINGTALK_GROUP, DINGTALK_PEOPLE, DINGTALK_SESSION, FakeDingtalk

NAME = "dingtalk.robot.main"
ding = channels()[NAME]
LATER = int((NOW + timedelta(minutes=90)).timestamp())
SESSION = "https://oapi.dingtalk.com/robot/sendBySession?session=s%2B1"


def heard(chat: str = "", **more: Any) -> Message | None:
    received = ding.receive(ding_caller.message(more, "staff1", NOW, chat, id="m7"), NOW)
    assert received.silent == Answer(b'{"msgtype":"empty"}', "application/json")
    return received.message


def text(words: str = " 帮助", **more: Any) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": words}, **more}


def test_a_group_message_is_read_whole_and_its_chat_byte_exact() -> None:
    message = heard(
        "cidAbC+/xY==",
        **text(" 本月还差什么"),
        conversationTitle="教工第一党支部",
        robotCode="ding-client",
        sessionWebhook=SESSION,
        sessionWebhookExpiredTime=LATER * 1000,
    )
    assert message == Message(
        channel=NAME,
        id="m7",
        sender="staff1",
        text="本月还差什么",
        at=NOW,
        address=f'{{"chat":"cidAbC+/xY==","session":"s+1","until":{LATER}}}',
        chat="cidAbC+/xY==",
        chat_title="教工第一党支部",
    )


def test_a_person_alone_has_an_address_of_their_own() -> None:
    message = heard(**text(), robotCode="another-robot")
    assert message and (message.chat, message.chat_title) == ("", "")
    assert message.address == '{"user":"staff1","robot":"another-robot"}'
    assert ding.destination(message.address) == "staff1"


def test_numbers_may_come_as_words() -> None:
    stamp = int(NOW.timestamp() * 1000)
    message = heard(**text(), createAt=str(stamp), sessionWebhook=SESSION, sessionWebhookExpiredTime=str(LATER * 1000))
    assert message and message.at == NOW and json.loads(message.address)["until"] == LATER


def test_without_its_own_time_a_message_is_of_now() -> None:
    message = heard(**text(), createAt=None)
    assert message and message.at == NOW


@pytest.mark.parametrize(
    ("more", "sender"),
    [
        ({"senderStaffId": ""}, "$:LWCP_v1:$staff1"),
        ({"senderStaffId": None, "senderId": "opaque"}, "$:opaque"),
        ({"senderStaffId": "manager4220"}, "manager4220"),
        ({"senderStaffId": 4220}, "4220"),
    ],
)
def test_the_account_is_the_staff_id_and_an_outsider_is_marked(more: dict[str, Any], sender: str) -> None:
    message = heard(**text(), **more)
    assert message and message.sender == sender


@pytest.mark.parametrize(
    ("more", "words", "attachments"),
    [
        pytest.param({"msgtype": "text", "content": " 帮助"}, "帮助", (), id="words on the top level"),
        pytest.param(text(" "), "", (), id="nothing but a mention"),
        pytest.param(
            {
                "msgtype": "richText",
                "content": {
                    "richText": [
                        {"text": "签到表 "},
                        {"type": "picture", "downloadCode": "d1"},
                        {"type": "at", "atName": "x"},
                        {"text": "第二张"},
                        {"type": "picture"},
                        "rubbish",
                    ]
                },
            },
            "签到表 第二张",
            (Attachment("", "image/jpeg", 0, "d1"),),
            id="rich text",
        ),
        pytest.param(
            {"msgtype": "picture", "content": {"downloadCode": "d1"}},
            "",
            (Attachment("", "image/jpeg", 0, "d1"),),
            id="picture",
        ),
        pytest.param(
            {"msgtype": "audio", "content": {"downloadCode": "d1", "recognition": "开会了", "duration": "5"}},
            "开会了",
            (Attachment("", "audio/amr", 0, "d1"),),
            id="voice",
        ),
        pytest.param(
            {"msgtype": "file", "content": {"downloadCode": "d1", "fileName": "名册.xlsx"}},
            "",
            (Attachment("名册.xlsx", "application/octet-stream", 0, "d1"),),
            id="file",
        ),
    ],
)
def test_each_kind_becomes_words_and_attachments(
    more: dict[str, Any], words: str, attachments: tuple[Attachment, ...]
) -> None:
    message = heard(**more)
    assert message and (message.text, message.attachments) == (words, attachments)


@pytest.mark.parametrize(
    "more",
    [
        {"msgtype": "unknownMsgType", "content": {"unknownMsgType": "x"}},
        {"msgtype": "tomorrows"},
        {"msgtype": "text"},
        {"msgtype": "picture", "content": {}},
        {"msgtype": "text", "errorCode": "20001", "errorMessage": "quota"},
        {"msgtype": "text", "errCode": 20001, "text": {"content": "x"}},
        {"errorCode": "20001", "senderId": None, "senderStaffId": None, "conversationType": None},
    ],
)
def test_what_is_not_for_us_is_taken_and_left(more: dict[str, Any]) -> None:
    assert heard(**more) is None


def test_a_group_message_that_names_somebody_else_is_not_addressed() -> None:
    message, other = heard("cid1", **text()), heard("cid1", **text(), isInAtList=False)
    assert message and message.addressed and other and not other.addressed


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": {"content": "撤回", "repliedMsg": {"content": {"text": "已记录 #12"}}}}, "已记录 #12"),
        ({"text": {"content": "撤回", "repliedMsg": {"content": {"richText": [{"text": "#12"}]}}}}, "#12"),
        ({"text": {"content": "撤回"}, "quoteMessage": {"text": {"content": "旧的"}}}, "旧的"),
        ({"text": {"content": "撤回", "repliedMsg": "rubbish"}}, ""),
    ],
)
def test_a_quotation_keeps_its_words(more: dict[str, Any], words: str) -> None:
    message = heard(msgtype="text", **more)
    assert message and (message.text, message.quote) == ("撤回", words)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/robot/sendBySession?session=s",
        "http://oapi.dingtalk.com/robot/sendBySession?session=s",
        "https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=s",
        "https://oapi.dingtalk.com@evil.example/robot/sendBySession?session=s",
        "https://oapi.dingtalk.com/robot/send?session=s",
        "https://oapi.dingtalk.com/robot/sendBySession",
        "http://[",
        7,
    ],
)
def test_a_session_address_elsewhere_is_forgotten(url: object) -> None:
    message = heard(**text(), sessionWebhook=url, sessionWebhookExpiredTime=LATER * 1000)
    assert message and message.address == '{"user":"staff1"}'


def test_the_header_is_good_for_an_hour_both_ways() -> None:
    for minutes in (-59, 59):
        at = NOW + timedelta(minutes=minutes)
        assert ding.receive(ding_caller.text("staff1", "好", at), NOW).message


def test_the_reply_is_the_body() -> None:
    received = ding.receive(ding_caller.text("staff1", "帮助", NOW), NOW)
    plain, formatted = ding.answer(received, "好的"), ding.answer(received, "**已记录 #12**\n- 应到 20")
    assert plain and formatted and plain.content_type == formatted.content_type == "application/json"
    assert json.loads(plain.body) == {"msgtype": "text", "text": {"content": "好的"}}
    assert json.loads(formatted.body) == {
        "msgtype": "markdown",
        "markdown": {"title": "已记录 #12", "text": "**已记录 #12**\n\n- 应到 20"},
    }


def session_address(dingtalk: FakeDingtalk, chat: str = "cid1==", until: int = LATER) -> str:
    dingtalk.session_url("s1", chat)
    return json.dumps({"chat": chat, "session": "s1", "until": until})


async def test_a_push_goes_by_session_while_that_is_good(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    await joined[NAME].send(session_address(dingtalk), Push("**提醒**\n周五前", mentions=("staff1",), title="提醒"))
    assert dingtalk.bodies(DINGTALK_SESSION) == [
        {
            "msgtype": "markdown",
            "markdown": {"title": "提醒", "text": "**提醒**  \n  周五前\n\n@staff1"},
            "at": {"atUserIds": ["staff1"], "isAtAll": False},
        }
    ]
    assert dingtalk.shown[0].mentions == ("staff1",) and dingtalk.tokens_given == 0


@pytest.mark.parametrize("minutes", [-1, 0, 4])
async def test_a_session_near_its_end_is_not_trusted(
    minutes: int, joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    address = session_address(dingtalk, until=int((NOW + timedelta(minutes=minutes)).timestamp()))
    await joined[NAME].send(address, Push("**提醒**\n周五前", title="提醒", mentions=("staff1",)))
    body = dingtalk.bodies(DINGTALK_GROUP)[0]
    assert body == {
        "robotCode": "ding-client",
        "msgKey": "sampleMarkdown",
        "msgParam": '{"title":"提醒","text":"**提醒**  \\n  周五前"}',
        "openConversationId": "cid1==",
    }
    assert not dingtalk.bodies(DINGTALK_SESSION)


async def test_a_session_that_the_platform_forgot_is_gone_round(
    joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    address = session_address(dingtalk)
    dingtalk.sessions.clear()
    await joined[NAME].send(address, Push("好"))
    assert dingtalk.texts("cid1==") == ["好"] and len(dingtalk.bodies(DINGTALK_GROUP)) == 1


async def test_another_refusal_of_a_session_is_not_gone_round(
    joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    address = session_address(dingtalk)
    dingtalk.faults[DINGTALK_SESSION].append(errcode(430102))
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send(address, Push("好"))
    assert caught.value.final and not dingtalk.bodies(DINGTALK_GROUP)


async def test_a_person_is_reached_by_api(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    await joined[NAME].send('{"user":"staff1","robot":"another"}', Push("好"))
    assert dingtalk.bodies(DINGTALK_PEOPLE) == [
        {"robotCode": "another", "msgKey": "sampleText", "msgParam": '{"content":"好"}', "userIds": ["staff1"]}
    ]


async def test_200_may_still_mean_nobody(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    dingtalk.unreachable.add("gone")
    dingtalk.throttled.add("flooded")
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"user":"gone"}', Push("好"))
    assert caught.value.final and "可使用范围" in caught.value.advice
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"user":"flooded"}', Push("好"))
    assert not caught.value.final and caught.value.after


async def test_an_outsider_is_reached_in_their_session_alone(
    joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    dingtalk.session_url("s1", "$:x")
    await joined[NAME].send(json.dumps({"user": "$:x", "session": "s1", "until": LATER}), Push("好"))
    assert dingtalk.texts() == ["好"]
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"user":"$:x"}', Push("好"))
    assert caught.value.final and caught.value.advice and not dingtalk.bodies(DINGTALK_PEOPLE)
    assert joined[NAME].address_of("", "$:x") == ""


@pytest.mark.parametrize(
    ("word", "status", "final", "pause", "advice"),
    [
        ("send.too.fast", 400, False, 60, ""),
        ("too.many.group", 400, False, 60, ""),
        ("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403, False, 1, ""),
        ("Forbidden.AccessDenied.ApiCountLimitForOrg", 403, True, None, "调用量"),
        ("Forbidden.AccessDenied.IpNotInWhiteList", 403, True, None, "IP"),
        ("contain.unsafe.url", 400, True, None, "审核"),
        ("contain.notAllowed.text", 400, True, None, "审核"),
        ("staffId.notExisted", 400, True, None, "成员"),
        ("invalid.openConversationId", 400, True, None, "群编号"),
        ("group.disbanded", 400, True, None, "解散"),
        ("bot.stopped", 400, True, None, "停用"),
        ("invalidParameter.robotCode.auth", 400, True, None, "robot_code"),
        ("invalidParameter.msgParam.tooLong", 400, True, None, "太长"),
    ],
)
async def test_each_code_word_is_read(
    word: str,
    status: int,
    final: bool,
    pause: int | None,
    advice: str,
    joined: dict[str, Channel],
    dingtalk: FakeDingtalk,
) -> None:
    dingtalk.faults[DINGTALK_GROUP].append(code(word, status))
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"chat":"cid1=="}', Push("好"))
    told = caught.value
    assert (told.final, told.ambiguous) == (final, False) and advice in told.advice
    assert (told.after.total_seconds() if told.after else None) == pause


async def test_a_missing_permission_is_named(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    dingtalk.faults[DINGTALK_GROUP].append(
        code(
            "Forbidden.AccessDenied.AccessTokenPermissionDenied",
            403,
            AccessDeniedDetail={"requiredScopes": ["qyapi_robot_sendmsg"]},
        )
    )
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"chat":"cid1=="}', Push("好"))
    assert caught.value.final and "qyapi_robot_sendmsg" in caught.value.advice


async def test_wrong_credentials_are_final(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    dingtalk.secret = "another"
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"chat":"cid1=="}', Push("好"))
    assert caught.value.final and "client_secret" in caught.value.advice


async def test_each_part_of_a_long_text_is_taken(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    text = "\n".join(f"第{n}项：主题党日，请于周五前提交" for n in range(300))
    parts = joined[NAME].parts("**汇总**\n" + text)
    assert all(len(part.encode()) <= 4000 for part in parts)
    for part in parts:
        await joined[NAME].send('{"chat":"cid1=="}', Push(part))
    assert len(dingtalk.shown) == len(parts) > 3


async def test_what_is_too_long_is_not_sent(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    with pytest.raises(NotSent) as caught:
        await joined[NAME].send('{"chat":"cid1=="}', Push("长" * 6000))
    assert caught.value.final and not dingtalk.heard


def test_groups_and_people_have_addresses() -> None:
    assert ding.address_of("cid1==", "") == ding.address_of("cid1==", "staff1") == '{"chat":"cid1=="}'
    assert ding.address_of("", "staff1") == '{"user":"staff1"}'
    assert ding.address_of("", "") == ""
