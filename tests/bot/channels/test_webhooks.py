"""The two group robots that only speak: what they send, whom they name, what their errors mean."""

import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.channel import Channel, NotSent
from bot.channels.dingtalk_webhook import DingtalkWebhookChannel
from bot.channels.outbound import Outbound
from config.settings import DingtalkWebhook
from handlers.message import Push
from tests.bot.channels.house import ACCESS_TOKEN, NOW, WEBHOOK_KEY
from tests.fakes.faults import errcode
from tests.fakes.platforms import DINGTALK_WEBHOOK, WECOM_WEBHOOK, FakeDingtalk, FakeWecom

WECOM, DING = "wecom.webhook.org", "dingtalk.webhook.org"


async def test_wecom_a_plain_word_is_a_text_that_names_people(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    await joined[WECOM].send("group", Push("周五前交党课记录 <@all>", mentions=("zhangmin", "lisi", "zhangmin")))
    assert wecom.bodies(WECOM_WEBHOOK) == [
        {
            "msgtype": "text",
            "text": {"content": "周五前交党课记录 ＜@\u200ball>", "mentioned_list": ["zhangmin", "lisi"]},
        }
    ]
    assert wecom.heard[0].query == {"key": WEBHOOK_KEY}


async def test_wecom_formatted_words_are_markdown_and_name_people_in_it(
    joined: dict[str, Channel], wecom: FakeWecom
) -> None:
    await joined[WECOM].send("group", Push("**提醒**\n- 党课", mentions=("zhangmin", "lisi")))
    assert wecom.bodies(WECOM_WEBHOOK) == [
        {"msgtype": "markdown", "markdown": {"content": "**提醒**\n- 党课\n<@zhangmin><@lisi>"}}
    ]
    assert wecom.shown[0].mentions == ("zhangmin", "lisi")


@pytest.mark.parametrize("text", ["好", "**好**"])
async def test_nobody_is_named_who_was_not_asked_for_i11(
    text: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    push = Push(text + "<@zhangmin> @lisi @所有人", mentions=("@all", "all", "a|b", "ALL", "", "a b", "<@x>", "$:LWCP"))
    await joined[WECOM].send("group", push)
    await joined[DING].send("group", push)
    assert wecom.shown[0].mentions == dingtalk.shown[0].mentions == ()
    assert "at" not in dingtalk.bodies(DINGTALK_WEBHOOK)[0]


async def test_wecom_too_many_names_for_one_message_are_told(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    people = tuple(f"user-{n:050}" for n in range(80))
    with pytest.raises(NotSent) as caught:
        await joined[WECOM].send("group", Push("**提醒**", mentions=people))
    assert caught.value.final and not wecom.heard


async def test_wecom_every_part_fits_with_names(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    text = "\n".join(f"- **第{n}项** 主题党日，请于周五前提交" for n in range(300))
    parts = joined[WECOM].parts(text)
    for part in parts:
        await joined[WECOM].send("group", Push(part, mentions=("zhangmin", "lisi")))
    assert len(wecom.shown) == len(parts) > 3


@pytest.mark.parametrize(
    ("code", "final", "pause", "advice"),
    [(93000, True, None, "webhook"), (45009, False, 60, ""), (-1, False, None, ""), (44004, True, None, "空")],
)
async def test_wecom_each_number_is_read(
    code: int, final: bool, pause: int | None, advice: str, joined: dict[str, Channel], wecom: FakeWecom
) -> None:
    wecom.faults[WECOM_WEBHOOK].append(errcode(code))
    with pytest.raises(NotSent) as caught:
        await joined[WECOM].send("group", Push("好"))
    told = caught.value
    assert (told.final, told.ambiguous) == (final, False) and advice in told.advice
    assert (told.after.total_seconds() if told.after else None) == pause


async def test_dingtalk_plain_and_formatted_words(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    await joined[DING].send("group", Push("周五前交党课记录", key="k1"))
    await joined[DING].send("group", Push("**提醒**\n周五前", key="k2", mentions=("staff1", "staff2"), title="提醒"))
    assert dingtalk.bodies(DINGTALK_WEBHOOK) == [
        {
            "msgtype": "text",
            "text": {"content": "周五前交党课记录"},
            "msgUuid": hashlib.sha256(b"k1").hexdigest()[:32],
        },
        {
            "msgtype": "markdown",
            "markdown": {"title": "提醒", "text": "**提醒**  \n  周五前\n\n@staff1 @staff2"},
            "at": {"atUserIds": ["staff1", "staff2"], "isAtAll": False},
            "msgUuid": hashlib.sha256(b"k2").hexdigest()[:32],
        },
    ]
    assert dingtalk.shown[1].mentions == ("staff1", "staff2")


async def test_dingtalk_the_signature_is_quoted_once(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    await joined[DING].send("group", Push("好"))
    query = dingtalk.heard[0].query
    assert set(query) == {"access_token", "timestamp", "sign"}
    assert query["timestamp"] == str(int(NOW.timestamp() * 1000)) and query["access_token"] == ACCESS_TOKEN
    signed = joined[DING]._signed()  # type: ignore[attr-defined]
    assert "%25" not in signed and parse_qs(urlsplit(signed).query)["sign"] == [query["sign"]]
    assert len(dingtalk.shown) == 1  # the fake has checked it


async def test_dingtalk_without_a_secret_nothing_is_signed(dingtalk: FakeDingtalk, outbound: Outbound) -> None:
    dingtalk.webhook_secret = ""
    section = DingtalkWebhook(access_token=ACCESS_TOKEN, oapi_base=dingtalk.url)
    await DingtalkWebhookChannel("org", section, outbound, lambda: NOW).send("group", Push("好"))
    assert dingtalk.heard[0].query == {"access_token": ACCESS_TOKEN} and dingtalk.texts() == ["好"]


async def test_dingtalk_more_than_fifty_names_are_told(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    with pytest.raises(NotSent) as caught:
        await joined[DING].send("group", Push("好", mentions=tuple(f"s{n}" for n in range(51))))
    assert caught.value.final and not dingtalk.heard


@pytest.mark.parametrize(
    ("code", "final", "pause", "advice"),
    [
        (410100, False, 600, ""),
        (130101, False, 600, ""),
        (90018, False, 1, ""),
        (-1, False, None, ""),
        (310000, True, None, "关键词"),
        (400013, True, None, "解散"),
        (400101, True, None, "webhook"),
        (430102, True, None, "审核"),
        (460101, True, None, "太长"),
        (90020, True, None, "调用量"),
    ],
)
async def test_dingtalk_each_number_is_read(
    code: int, final: bool, pause: int | None, advice: str, joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    dingtalk.faults[DINGTALK_WEBHOOK].append(errcode(code))
    with pytest.raises(NotSent) as caught:
        await joined[DING].send("group", Push("好"))
    told = caught.value
    assert (told.final, told.ambiguous) == (final, False) and advice in told.advice
    assert (told.after.total_seconds() if told.after else None) == pause


async def test_a_zero_in_words_is_a_zero(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    dingtalk.faults[DINGTALK_WEBHOOK].append(errcode("0", "ok"))
    await joined[DING].send("group", Push("好"))


async def test_the_gate_in_front_of_the_platform_is_recognised(
    joined: dict[str, Channel], dingtalk: FakeDingtalk
) -> None:
    ban = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny"}
    dingtalk.faults[DINGTALK_WEBHOOK].append(type(errcode(0))(body=ban))
    with pytest.raises(NotSent) as caught:
        await joined[DING].send("group", Push("好"))
    assert caught.value.after is not None and caught.value.after.total_seconds() == 300


async def test_the_twenty_first_in_a_minute_is_told_to_wait(
    joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    for name, platform, pause in ((WECOM, wecom, 60), (DING, dingtalk, 600)):
        for n in range(20):
            await joined[name].send("group", Push(f"第{n}条"))
        with pytest.raises(NotSent) as caught:
            await joined[name].send("group", Push("多一条"))
        assert caught.value.after is not None and caught.value.after.total_seconds() == pause
        assert platform.most_in_a_minute() == 20


def test_they_know_their_one_group_and_no_person(joined: dict[str, Channel]) -> None:
    for name in (WECOM, DING):
        assert joined[name].address_of("any", "") == joined[name].address_of("", "") == "group"
        assert joined[name].address_of("", "zhangmin") == ""
        assert joined[name].path == ""
