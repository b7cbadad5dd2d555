"""One set of promises, asked of every channel."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Answer, Channel, NotSent, Received
from bot.channels.outbound import Outbound
from handlers.message import Message, Push
from tests.bot.channels.house import NOW, SECRETS, channels
from tests.fakes.faults import BROKEN, BUSY, CUT, GARBLED, HANGING, HUGE, LOST, MOVED, RESET, Fault, errcode
from tests.fakes.platforms import (
    DINGTALK_GROUP,
    DINGTALK_TOKEN,
    DINGTALK_WEBHOOK,
    WECOM_RESPONSE,
    WECOM_SEND,
    WECOM_TOKEN,
    WECOM_WEBHOOK,
    FakeDingtalk,
    FakePlatform,
    FakeWecom,
)

made = channels()
every = pytest.mark.parametrize("name", made)
UNTIL = int(NOW.timestamp()) + 3600
ADDRESSES = {
    "console": "user:u1",
    "wecom.app.main": "user:u1",
    "wecom.aibot.helper": f'{{"user":"u1","code":"c1","until":{UNTIL}}}',
    "wecom.webhook.org": "group",
    "dingtalk.robot.main": '{"chat":"cid1=="}',
    "dingtalk.webhook.org": "group",
}
PATHS = {
    "wecom.app.main": WECOM_SEND,
    "wecom.webhook.org": WECOM_WEBHOOK,
    "dingtalk.robot.main": DINGTALK_GROUP,
    "dingtalk.webhook.org": DINGTALK_WEBHOOK,
}
sending = pytest.mark.parametrize("name", PATHS)
FAILING = {**PATHS, "wecom.aibot.helper": WECOM_RESPONSE}
TOKENS = {"wecom.app.main": WECOM_TOKEN, "dingtalk.robot.main": DINGTALK_TOKEN}
long_texts = st.lists(st.text(st.sampled_from("党课a，。*-<@😀 "), max_size=300), min_size=1, max_size=200).map(
    "\n".join
)


@every
def test_it_has_a_name_a_family_limits_and_perhaps_a_path(name: str) -> None:
    channel = made[name]
    assert channel.name == name and channel.family in ("console", "wecom", "dingtalk")
    assert channel.path in ("", "/" + name.replace(".", "/"))
    assert name == "console" or channel.limits.per_minute <= 20


@every
@given(text=long_texts)
def test_parts_are_never_blank_and_lose_nothing(name: str, text: str) -> None:
    pieces = made[name].parts(text)
    assert pieces and (len(pieces) == 1 or all(piece.strip() for piece in pieces))

    def core(words: str) -> str:
        return words.replace("\n", "").replace("*", "").replace(" ", "")

    assert core("".join(pieces)) == core(text)


@every
def test_what_was_no_message_is_not_answered(name: str) -> None:
    if name != "console":
        assert made[name].answer(Received(Answer()), "好") is None


@every
def test_an_endless_answer_goes_another_way(name: str) -> None:
    message = Message(channel=name, id="1", sender="u1", text="x", at=NOW)
    received = Received(Answer(), message, {"now": NOW, "nonce": "n"})
    if name != "console":
        assert made[name].answer(received, "长" * 20_000) is None


@every
def test_an_address_made_without_a_message_is_the_destination_of_one_made_with(name: str) -> None:
    channel = made[name]
    for chat, user in (("cid1==", ""), ("", "u1"), ("cid1==", "u1")):
        address = channel.address_of(chat, user)
        if address:
            assert channel.destination(address)
            assert not any(secret in channel.destination(address) for secret in SECRETS)
    assert channel.destination(ADDRESSES[name])


@every
def test_nobody_has_no_address_that_reaches_a_person(name: str) -> None:
    for user in ("u1|u2", "@all"):
        if name == "wecom.app.main":
            assert made[name].address_of("", user) == ""


@pytest.mark.parametrize("name", ["console", "wecom.app.main", "wecom.aibot.helper", "dingtalk.robot.main"])
@pytest.mark.parametrize(
    "address", ["", "nobody", "user:", "user:a|b", "user:@all", "{}", "[]", '{"user":1', "party:1"]
)
async def test_a_strange_address_is_refused_for_good(name: str, address: str, joined: dict[str, Channel]) -> None:
    if name == "console" and address.startswith("user:"):
        return
    with pytest.raises(NotSent) as caught:
        await joined[name].send(address, Push("好"))
    assert caught.value.final


FAULTS: dict[str, tuple[Fault, Callable[[NotSent], bool]]] = {
    "lost answer": (LOST, lambda told: told.ambiguous and not told.final),
    "reset": (RESET, lambda told: told.ambiguous and not told.final),
    "502": (BROKEN, lambda told: told.ambiguous and not told.final),
    "html with 200": (GARBLED, lambda told: told.ambiguous and not told.final),
    "cut json": (CUT, lambda told: told.ambiguous and not told.final),
    "two megabytes": (HUGE, lambda told: told.ambiguous and not told.final),
    "no answer in time": (HANGING, lambda told: told.ambiguous and not told.final),
    "429": (BUSY, lambda told: told.after is not None and told.after.total_seconds() == 7 and not told.final),
    "redirect": (MOVED, lambda told: not told.final and not told.ambiguous),
    "404 page": (Fault(status=404, body=b"<html>"), lambda told: not told.final and not told.ambiguous),
}


def platform_of(name: str, wecom: FakeWecom, dingtalk: FakeDingtalk) -> FakePlatform:
    return wecom if name.startswith("wecom") else dingtalk


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("fault", FAULTS)
async def test_each_failure_is_told_for_what_it_is(
    name: str, fault: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    planned, holds = FAULTS[fault]
    platform.faults[FAILING[name]].append(planned)
    wecom.response_codes.add("c1")
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("请按时提交", key="k1"))
    told = caught.value
    assert holds(told), (told.reason, told.final, told.ambiguous, told.after)
    said = f"{told!r} {told.reason} {told.advice} {told.__cause__!r}"
    assert not any(secret in said for secret in (*SECRETS, platform.url, "127.0.0.1"))
    assert told.__cause__ is None and (told.__context__ is None or told.__suppress_context__)
    assert len([one for one in platform.heard if one.path == FAILING[name]]) == 1  # no retry of its own


@sending
async def test_it_works_again_after_a_failure(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    platform.faults[PATHS[name]].append(RESET)
    with pytest.raises(NotSent):
        await joined[name].send(ADDRESSES[name], Push("请按时提交", key="k1"))
    await joined[name].send(ADDRESSES[name], Push("请按时提交", key="k1"))
    assert platform.texts() == ["请按时提交"]


@sending
async def test_a_retry_sends_the_same_bytes_and_a_checked_copy_is_not_shown_twice(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    platform.faults[PATHS[name]].append(LOST)
    push = Push("**请**按时提交", key="remind:42", mentions=("u1",), title="提醒")
    with pytest.raises(NotSent):
        await joined[name].send(ADDRESSES[name], push)
    await joined[name].send(ADDRESSES[name], push)
    first, second = (one.raw for one in platform.heard if one.path == PATHS[name])
    assert first == second
    assert len(platform.shown) == (1 if joined[name].limits.checks_copies else 2)


@sending
async def test_busy_is_no_verdict(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    if name == "dingtalk.robot.main":  # its new API says it in other words
        platform.faults[PATHS[name]].append(Fault(status=400, body={"code": "send.too.fast", "message": "no"}))
    else:
        platform.faults[PATHS[name]].append(errcode(-1))
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert not caught.value.final and not caught.value.ambiguous


@sending
async def test_an_unheard_of_refusal_is_final_and_tells_its_number(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    body = {"code": "never.heard.of"} if name == "dingtalk.robot.main" else {"errcode": 99999, "errmsg": "canary"}
    platform.faults[PATHS[name]].append(Fault(status=400 if "code" in body else 200, body=body))
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert caught.value.final and not caught.value.ambiguous
    assert "99999" in caught.value.advice or "never.heard.of" in caught.value.advice
    assert "canary" not in caught.value.reason + caught.value.advice


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize("fault", ["lost answer", "502", "no answer in time", "429", "cut json"])
async def test_nothing_of_a_message_has_left_when_its_token_failed(
    name: str, fault: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    platform.faults[TOKENS[name]].extend([FAULTS[fault][0]] * 2)  # the client may ask a question twice by itself
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert not caught.value.ambiguous and not caught.value.final and not platform.shown
    assert not any(secret in f"{caught.value!r}" for secret in SECRETS)


@sending
async def test_an_object_without_a_verdict_is_ambiguous(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform_of(name, wecom, dingtalk).faults[PATHS[name]].append(Fault(shown=True, body={"errmsg": "?"}))
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert caught.value.ambiguous and not caught.value.final


@pytest.mark.parametrize("name", TOKENS)
async def test_an_answer_without_a_token_is_no_token(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    platform.faults[TOKENS[name]].append(Fault(body={"errcode": 0, "access_token": None, "accessToken": "a\r\nb"}))
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert not caught.value.final and not caught.value.ambiguous and not platform.bodies(PATHS[name])


@pytest.mark.parametrize("name", TOKENS)
async def test_an_expired_token_is_renewed_once_for_all_who_wait(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    await joined[name].send(ADDRESSES[name], Push("一"))
    platform.expire_token()
    await asyncio.gather(*(joined[name].send(ADDRESSES[name], Push(f"第{n}")) for n in range(8)))
    assert platform.tokens_given == 2 and len(platform.shown) == 9


@pytest.mark.parametrize("name", TOKENS)
async def test_a_token_that_is_refused_again_and_again_does_not_make_a_storm(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform = platform_of(name, wecom, dingtalk)
    no = errcode(42001) if name.startswith("wecom") else Fault(status=401, body={"code": "InvalidAuthentication"})
    platform.faults[PATHS[name]].extend([no] * 4)
    with pytest.raises(NotSent) as caught:
        await joined[name].send(ADDRESSES[name], Push("好"))
    assert not caught.value.final and not caught.value.ambiguous
    assert len(platform.bodies(PATHS[name])) == 2 and platform.tokens_given == 2


@sending
async def test_nobody_at_the_address_is_not_ambiguous(name: str) -> None:
    client = Outbound()
    alone = channels(client, wecom="http://127.0.0.1:9", dingtalk="http://127.0.0.1:9")
    with pytest.raises(NotSent) as caught:
        await alone[name].send(ADDRESSES[name], Push("好"))
    assert not caught.value.ambiguous and not caught.value.final and caught.value.advice
    await client.close()
