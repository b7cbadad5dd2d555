"""WeCom's self-built app: what people say in it, and what it says back in the callback and by itself."""

import hashlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Channel, NotSent
from handlers.message import Attachment, Message, Push
from tests.bot.channels.house import AGENT, CORP, NOW, app_caller, channels
from tests.fakes.faults import errcode
from tests.fakes.platforms import WECOM_SEND, WECOM_TOKEN, FakeWecom

app = channels()["wecom.app.main"]


def heard(kind: str, inner: str) -> Message | None:
    return app.receive(app_caller.message(kind, inner, "zhangmin", NOW), NOW).message


def test_saving_the_address_is_answered_with_the_plain_words_alone() -> None:
    received = app.receive(app_caller.verification("1616140317555161061"), NOW)
    assert received.message is None
    assert received.silent.body == b"1616140317555161061" and received.silent.content_type == "text/plain"


def test_a_plus_sign_that_became_a_blank_on_the_way_is_put_back() -> None:
    for _ in range(40):
        callback = app_caller.verification("4096")
        spoilt = {**callback.query, "echostr": callback.query["echostr"].replace("+", " ")}
        assert app.receive(replace(callback, query=spoilt), NOW).silent.body == b"4096"


def test_a_text_is_read_whole() -> None:
    message = app.receive(
        app_caller.text("ZhangMin", "我们这个月还差什么]]", NOW, id="4561255354251345929"), NOW
    ).message
    assert message == Message(
        channel="wecom.app.main",
        id="4561255354251345929",
        sender="ZhangMin",
        text="我们这个月还差什么]]",
        at=NOW,
        address="user:ZhangMin",
    )


def test_a_wrapping_without_cdata_and_in_another_order_is_read_too() -> None:
    plain = (
        f"<?xml version='1.0'?><xml><MsgId>7</MsgId><Content>1 &lt; 2</Content><MsgType>text</MsgType>"
        f"<CreateTime>{int(NOW.timestamp())}</CreateTime><FromUserName>z</FromUserName></xml>"
    )
    message = app.receive(app_caller.sealed(plain), NOW).message
    assert message and (message.text, message.id) == ("1 < 2", "7")


@pytest.mark.parametrize(
    ("kind", "inner", "words", "attachments"),
    [
        pytest.param(
            "image",
            "<PicUrl>http://p</PicUrl><MediaId>m1</MediaId><MsgId>7</MsgId>",
            "",
            (Attachment("", "image/jpeg", 0, "m1"),),
            id="image",
        ),
        pytest.param(
            "voice",
            "<MediaId>m2</MediaId><Format>amr</Format><MsgId>7</MsgId>",
            "",
            (Attachment("", "audio/amr", 0, "m2"),),
            id="voice",
        ),
        pytest.param(
            "voice",
            "<MediaId>m2</MediaId><Format>amr</Format><Recognition>开会了</Recognition><MsgId>7</MsgId>",
            "开会了",
            (Attachment("", "audio/amr", 0, "m2"),),
            id="voice written down",
        ),
        pytest.param(
            "video",
            "<MediaId>m3</MediaId><ThumbMediaId>t</ThumbMediaId><MsgId>7</MsgId>",
            "",
            (Attachment("", "video/mp4", 0, "m3"),),
            id="video",
        ),
        pytest.param(
            "file",
            "<FileName>签到表.xlsx</FileName><MediaId>m4</MediaId><MsgId>7</MsgId>",
            "",
            (Attachment("签到表.xlsx", "application/octet-stream", 0, "m4"),),
            id="file",
        ),
        pytest.param(
            "location",
            "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale>"
            "<Label>三号楼201</Label><MsgId>7</MsgId>",
            "三号楼201",
            (),
            id="location",
        ),
        pytest.param(
            "link",
            "<Title>通知</Title><Description>d</Description><Url>https://x.edu.cn/1</Url><MsgId>7</MsgId>",
            "通知\nhttps://x.edu.cn/1",
            (),
            id="link",
        ),
    ],
)
def test_other_kinds_become_words_and_attachments(
    kind: str, inner: str, words: str, attachments: tuple[Attachment, ...]
) -> None:
    message = heard(kind, inner)
    assert message and (message.text, message.attachments, message.id, message.event) == (words, attachments, "7", "")


@pytest.mark.parametrize("event", ["subscribe", "enter_agent"])
def test_who_opens_the_chat_enters_it(event: str) -> None:
    message = app.receive(app_caller.event(event, "zhangmin", NOW), NOW).message
    assert message and (message.event, message.text, message.sender) == ("enter", "", "zhangmin")


def test_an_event_is_known_by_its_whole_text_i4() -> None:
    plain = (
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>z</FromUserName><CreateTime>{int(NOW.timestamp())}"
        f"</CreateTime><MsgType>event</MsgType><Event>enter_agent</Event><AgentID>{AGENT}</AgentID></xml>"
    )
    first, second = (app.receive(app_caller.sealed(plain), NOW).message for _ in range(2))
    assert first and second and first.key == second.key
    assert first.id == hashlib.sha256(plain.encode()).hexdigest()
    other = app.receive(app_caller.sealed(plain.replace("enter_agent", "subscribe")), NOW).message
    assert other and other.key != first.key


def test_two_people_in_the_same_second_are_two_i4() -> None:
    one, two = (app.receive(app_caller.text(who, "好", NOW, id="7"), NOW).message for who in ("a", "b"))
    assert one and two and one.key != two.key


@pytest.mark.parametrize(
    ("kind", "inner"),
    [
        ("event", "<Event>unsubscribe</Event>"),
        ("event", "<Event>view</Event><EventKey>https://x</EventKey>"),
        ("event", "<Event>template_card_event</Event><TaskId>t</TaskId><SelectedItems><A>1</A></SelectedItems>"),
        ("event", "<Event>LOCATION</Event><Latitude>1</Latitude>"),
        ("event", "<Event>batch_job_result</Event><BatchJob><JobId>1</JobId></BatchJob>"),
        ("event", "<Event>tomorrows_event</Event>"),
        ("image", "<PicUrl>p</PicUrl>"),
        ("tomorrows_type", "<Content>x</Content>"),
    ],
)
def test_what_is_not_for_us_is_taken_and_left(kind: str, inner: str) -> None:
    received = app.receive(app_caller.message(kind, inner, "zhangmin", NOW), NOW)
    assert received.message is None and received.silent.body == b""


def test_the_system_is_nobody() -> None:
    callback = app_caller.message("event", "<Event>change_contact</Event>", "sys", NOW)
    assert app.receive(callback, NOW).message is None


def test_the_reply_travels_in_the_answer() -> None:
    received = app.receive(app_caller.text("zhangmin", "帮助", NOW), NOW)
    answer = app.answer(received, "**已记录 #12**\n- 应到 20")
    assert answer and answer.content_type == "application/xml"
    assert app_caller.read(answer) == {
        "ToUserName": "zhangmin",
        "FromUserName": CORP,
        "CreateTime": str(int(NOW.timestamp())),
        "MsgType": "text",
        "Content": "已记录 #12\n- 应到 20",
    }


def test_a_repeat_gets_the_same_words_in_a_new_wrapping_i3() -> None:
    callback = app_caller.text("zhangmin", "帮助", NOW)
    first, second = (app.answer(app.receive(callback, NOW), "好") for _ in range(2))
    assert first and second and first.body != second.body
    assert app_caller.read(first) == app_caller.read(second)


def test_a_reply_of_2048_bytes_fits_and_one_more_does_not() -> None:
    received = app.receive(app_caller.text("zhangmin", "帮助", NOW), NOW)
    answer = app.answer(received, "长" * 682 + "ab")
    assert answer and len(app_caller.read(answer)["Content"].encode()) == 2048
    assert app.answer(received, "长" * 682 + "abc") is None


@given(st.text(st.one_of(st.sampled_from("]>[<&!\0\x01\ud800\ufffe"), st.characters()), max_size=60))
def test_no_text_breaks_out_of_the_reply(words: str) -> None:
    received = app.receive(app_caller.text("zhangmin", "帮助", NOW), NOW)
    answer = app.answer(received, words)
    assert answer
    fields = app_caller.read(answer)
    assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}
    ElementTree.fromstring(answer.body)


def test_a_closing_bracket_in_the_text_stays_text() -> None:
    received = app.receive(app_caller.text("zhangmin", "帮助", NOW), NOW)
    evil = "a]]></Content><MsgType>news</MsgType><Content><![CDATA[b"
    answer = app.answer(received, evil)
    assert answer and app_caller.read(answer)["Content"] == evil.replace("</", "＜/").replace("<M", "＜M").replace(
        "<C", "＜C"
    ).replace("<!", "＜!")


async def test_a_plain_push_is_a_text(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    await joined["wecom.app.main"].send("user:zhangmin", Push("请在周五前提交党课记录", key="k1"))
    assert wecom.bodies(WECOM_SEND) == [
        {
            "touser": "zhangmin",
            "msgtype": "text",
            "agentid": AGENT,
            "text": {"content": "请在周五前提交党课记录"},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
    ]
    asked = wecom.heard[0]
    assert asked.path == WECOM_TOKEN and set(asked.query) == {"corpid", "corpsecret"}


async def test_a_formatted_push_is_markdown(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    await joined["wecom.app.main"].send("user:zhangmin", Push("**本周汇总**\n- 一\n> <@lisi>", mentions=("lisi",)))
    body = wecom.bodies(WECOM_SEND)[0]
    assert (body["msgtype"], body["markdown"]) == ("markdown", {"content": "**本周汇总**\n- 一\n> ＜@lisi>"})


@pytest.mark.parametrize(
    ("code", "final", "pause", "advice"),
    [
        (-1, False, None, ""),
        (45033, False, None, ""),
        (45009, False, 60, ""),
        (40003, True, None, "成员账号"),
        (40056, True, None, "agent_id"),
        (45002, True, None, "太长"),
        (48002, True, None, "权限"),
        (48009, True, None, "权限"),
        (81013, True, None, "可见范围"),
        (301002, True, None, "agent_id"),
        ("81013", True, None, "可见范围"),
    ],
)
async def test_each_number_is_read(
    code: int | str, final: bool, pause: int | None, advice: str, joined: dict[str, Channel], wecom: FakeWecom
) -> None:
    wecom.faults[WECOM_SEND].append(errcode(code))
    with pytest.raises(NotSent) as caught:
        await joined["wecom.app.main"].send("user:zhangmin", Push("好"))
    told = caught.value
    assert (told.final, told.ambiguous) == (final, False) and advice in told.advice
    assert (told.after.total_seconds() if told.after else None) == pause


async def test_an_untrusted_address_is_told_with_the_address(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    wecom.faults[WECOM_TOKEN].append(
        errcode(60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.9, x")
    )
    with pytest.raises(NotSent) as caught:
        await joined["wecom.app.main"].send("user:zhangmin", Push("好"))
    assert caught.value.final and caught.value.advice.endswith("203.0.113.9")


async def test_a_wrong_secret_is_final_and_asked_once(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    wecom.secret = "another"
    for _ in range(3):
        with pytest.raises(NotSent) as caught:
            await joined["wecom.app.main"].send("user:zhangmin", Push("好"))
        assert caught.value.final and "secret" in caught.value.advice
    assert len(wecom.heard) == 1


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
async def test_success_for_nobody_is_no_success(field: str, joined: dict[str, Channel], wecom: FakeWecom) -> None:
    wecom.faults[WECOM_SEND].append(replace(errcode(0), body={"errcode": 0, "errmsg": "ok", field: "zhangmin"}))
    with pytest.raises(NotSent) as caught:
        await joined["wecom.app.main"].send("user:zhangmin", Push("好"))
    assert caught.value.final and caught.value.advice


async def test_what_is_too_long_is_not_sent_to_be_cut(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    with pytest.raises(NotSent) as caught:
        await joined["wecom.app.main"].send("user:zhangmin", Push("长" * 683))
    assert caught.value.final and not wecom.bodies(WECOM_SEND)


async def test_each_part_of_a_long_text_is_taken(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    channel = joined["wecom.app.main"]
    text = "\n".join(f"- **第{n}项** 主题党日<@all>，请于周五前提交" for n in range(200))
    for part in channel.parts(text):
        await channel.send("user:zhangmin", Push(part))
    assert len(wecom.shown) == len(channel.parts(text)) > 3


def test_a_person_has_an_address_and_a_group_none() -> None:
    assert app.address_of("", "zhangmin") == "user:zhangmin"
    assert app.address_of("wr1", "") == app.address_of("wr1", "zhangmin") == app.address_of("", "") == ""
