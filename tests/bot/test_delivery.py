"""Delivery: the same bytes again after a failure, only that destination paused, nothing vanishes without a word."""

import asyncio
import itertools
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import Answer, Callback, Limits, NotSent, Received, Refused
from bot.delivery import Delivery
from handlers.message import Push
from storage.work import Work
from tests.fakes.house import House


class Played:
    """A channel that keeps a transcript and fails as it is told."""

    family = "played"
    path = ""

    def __init__(self, name: str = "played", per_minute: int = 20, longest: int = 10_000) -> None:
        self.name = name
        self.limits = Limits(per_minute=per_minute)
        self.sent: list[tuple[str, Push]] = []
        self.troubles: dict[str, list[Exception]] = defaultdict(list)
        self.longest = longest

    def receive(self, callback: Callback, now: Any) -> Received:
        raise Refused("never called")

    def answer(self, received: Received, text: str) -> Answer | None:
        return None

    def parts(self, text: str) -> Sequence[str]:
        return [text[at : at + self.longest] for at in range(0, len(text), self.longest)]

    def address_of(self, chat: str, user: str) -> str:
        return chat or user

    def destination(self, address: str) -> str:
        return address

    async def send(self, address: str, push: Push) -> None:
        if self.troubles[address]:
            raise self.troubles[address].pop(0)
        self.sent.append((address, push))

    async def close(self) -> None:
        return


@pytest.fixture
def channel() -> Played:
    return Played()


@pytest.fixture
def delivery(house: House, channel: Played) -> Delivery:
    app = house.app
    channels = {one.name: one for one in app.channels} | {channel.name: channel}
    return Delivery(house.database, channels, app.know, app.renderer, house.clock, app.enclosures)


def promise(house: House, key: str = "a", text: str = "words", **more: Any) -> None:
    now = house.clock()
    values = {
        "channel": "played",
        "address": "x",
        "to_whom": "某群",
        "now": now,
        "expires_at": now + timedelta(hours=12),
    }
    assert house.do(lambda work: work.outbox.add(key, text=text, **{**values, **more}))


def row(house: House, key: str = "a") -> dict[str, Any]:
    return house.rows("outbox", key=key)[0]


async def drain(house: House, delivery: Delivery, **step: float) -> None:
    """Rounds, with the clock moved on in between, until nothing waits."""
    for _ in range(400):
        while await delivery.round():
            continue
        if not house.do(lambda work: work.pushes.next_waiting(("played", "console"))):
            return
        house.clock.advance(**(step or {"seconds": 20}))
    raise AssertionError("something still waits")


async def test_what_was_promised_is_sent_as_it_was_promised(house: House, delivery: Delivery, channel: Played) -> None:
    promise(house, "k", "**粗体**\n- 一", mentions=("u1",), title="标题")
    assert await delivery.round() == 1
    assert channel.sent == [("x", Push("**粗体**\n- 一", "k", ("u1",), "标题"))]
    assert row(house, "k")["state"] == "sent"
    assert await delivery.round() == 0


async def test_a_retry_sends_the_same_and_marks_it_once(house: House, delivery: Delivery, channel: Played) -> None:
    channel.troubles["x"] = [NotSent("no route"), NotSent("no route")]
    promise(house)
    await drain(house, delivery)
    assert [push.text for _, push in channel.sent] == ["words"]
    assert row(house)["attempts"] == 3 and row(house)["last_error"] is None


async def test_it_backs_off_longer_and_longer_and_never_beyond_half_an_hour(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [NotSent("no route")] * 60
    promise(house, expires_at=house.clock() + timedelta(hours=11))
    waits = []
    while row(house)["state"] == "waiting":
        await delivery.round()
        waits.append(row(house)["next_at"] - house.clock())
        house.clock.now = max(row(house)["next_at"], house.clock())
        house.clock.advance(seconds=66)  # the minute's window is another test's matter
    assert all(timedelta(seconds=5) <= wait <= timedelta(minutes=30) for wait in waits[:-1])
    assert len(waits) < 120 and row(house)["state"] == "dead"


async def test_what_could_not_be_sent_in_its_time_is_laid_to_rest_and_told(
    house: House, delivery: Delivery, channel: Played
) -> None:
    promise(house, expires_at=house.clock() + timedelta(minutes=1))
    house.clock.advance(minutes=2)
    await delivery.round()
    assert channel.sent == [] and row(house)["state"] == "dead"
    assert {one["to_whom"] for one in house.rows("outbox", channel="console")} == {"王芳", "韩冰"}


async def test_a_platform_s_limit_pauses_that_destination_only_and_costs_no_attempt(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [NotSent("too fast", after=timedelta(minutes=10))]
    promise(house, "first")
    promise(house, "second")
    promise(house, "other", address="y")
    await delivery.round()
    while await delivery.round():
        continue
    assert [address for address, _ in channel.sent if address == "y"] == ["y"]
    assert row(house, "first")["attempts"] == 0
    sent_now = len(channel.sent)
    house.clock.advance(minutes=9)
    assert await delivery.round() == 0
    house.clock.advance(minutes=2)
    await drain(house, delivery)
    assert {push.key for _, push in channel.sent} == {"first", "second", "other"} and len(channel.sent) == 3 >= sent_now


async def test_an_answer_never_seen_is_tried_three_times_more_then_laid_to_rest(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [NotSent("timeout", ambiguous=True)] * 9
    promise(house)
    tries = [house.clock()]
    while row(house)["state"] == "waiting":
        if await delivery.round():
            tries.append(house.clock())
        house.clock.advance(seconds=30)
    apart = [round((after - before).total_seconds() / 60) for before, after in itertools.pairwise(tries[1:])]
    assert apart == [1, 5, 15]
    assert row(house)["state"] == "dead" and row(house)["doubts"] == 3


async def test_a_refusal_that_is_final_is_not_tried_again(house: House, delivery: Delivery, channel: Played) -> None:
    channel.troubles["x"] = [NotSent("bad robot", final=True, advice="请重新添加群机器人")]
    promise(house)
    await drain(house, delivery)
    assert channel.sent == []
    assert (row(house)["state"], row(house)["last_error"], row(house)["advice"]) == (
        "dead",
        "bad robot",
        "请重新添加群机器人",
    )


async def test_a_failed_push_is_told_to_the_organizer_with_what_to_do(
    house: House, delivery: Delivery, channel: Played
) -> None:
    duty = next(
        one for one in house.rows("duties", state="open") if one["unit_id"] == house.unit("计算机学院教工第一党支部").id
    )
    channel.troubles["x"] = [NotSent("bad robot", final=True, advice="请重新添加群机器人")]
    promise(house, text="**11月30日**截止", about=((duty["id"], "+0d"),))
    await delivery.round()
    notices = house.rows("outbox", channel="console")
    assert "李伟" in {one["to_whom"] for one in notices}
    assert not {"赵静", "张敏"} & {one["to_whom"] for one in notices}
    for piece in ("某群", "11月30日截止", "请重新添加群机器人"):
        assert all(piece in one["text"] for one in notices)


async def test_a_second_failure_within_the_hour_makes_no_second_notice_but_is_told_in_the_end(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [NotSent("bad robot", final=True)] * 5
    for n in range(5):
        promise(house, f"k{n}", text=f"第{n}条")
    await delivery.round()
    house.clock.advance(minutes=10)
    await delivery.round()
    notices = [one for one in house.rows("outbox", channel="console") if one["to_whom"] == "王芳"]
    assert len(notices) == 1, "at most one an hour"
    for _ in range(3):
        house.clock.advance(minutes=61)
        house.tick()
        await delivery.round()
    told = "\n".join(one["text"] for one in house.rows("outbox", channel="console") if one["to_whom"] == "王芳")
    assert all(f"第{n}条" in told for n in range(5)) or "5条" in told, "no push disappears (P4)"


async def test_an_older_push_that_dies_after_a_newer_one_is_told_too(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [NotSent("no route")] * 2 + [NotSent("bad robot", final=True)]
    channel.troubles["y"] = [NotSent("bad robot", final=True)]
    promise(house, "older", text="早先的一条")
    promise(house, "newer", text="后来的一条", address="y")
    await delivery.round()
    assert (row(house, "older")["state"], row(house, "newer")["state"]) == ("waiting", "dead")
    for _ in range(130):
        house.clock.advance(minutes=2)
        await delivery.round()
    assert row(house, "older")["state"] == "dead"
    house.tick()
    told = "\n".join(one["text"] for one in house.rows("outbox", channel="console") if one["to_whom"] == "王芳")
    assert "后来的一条" in told and "早先的一条" in told


async def test_a_failed_notice_causes_no_notice(house: House, delivery: Delivery, channel: Played) -> None:
    channel.troubles["x"] = [NotSent("gone", final=True)]
    promise(house, "undelivered:1:2026-11-20T02")
    await delivery.round()
    assert house.rows("outbox", channel="console") == []


async def test_a_failed_reply_disturbs_no_organizer(house: House, delivery: Delivery, channel: Played) -> None:
    channel.troubles["x"] = [NotSent("gone", final=True)]
    promise(house, "reply:c:u:1")
    await delivery.round()
    assert house.rows("outbox", channel="console") == []


async def test_a_long_text_goes_out_in_pieces_in_order(house: House, delivery: Delivery, channel: Played) -> None:
    channel.longest = 4
    promise(house, text="一二三四五六七八九十")
    await drain(house, delivery)
    assert [push.text for _, push in channel.sent] == ["一二三四", "五六七八", "九十"]
    assert [push.key for _, push in channel.sent] == ["a/1", "a/2", "a/3"]


async def test_of_pieces_only_the_missing_ones_are_tried_again(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.longest = 4
    promise(house, text="一二三四五六七八九十")
    await delivery.round()
    channel.troubles["x"] = [NotSent("no route")]
    await drain(house, delivery)
    assert sorted(push.text for _, push in channel.sent) == sorted(["一二三四", "五六七八", "九十"])


async def test_a_bug_in_one_channel_stops_neither_the_loop_nor_the_others(
    house: House, delivery: Delivery, channel: Played
) -> None:
    channel.troubles["x"] = [RuntimeError("a bug")]
    promise(house, "poisoned")
    promise(house, "other", address="y")
    loop = asyncio.ensure_future(delivery.run())
    while not channel.sent:
        await asyncio.sleep(0)
    assert [address for address, _ in channel.sent] == ["y"]
    house.clock.advance(minutes=2)
    delivery.wake()
    while row(house, "poisoned")["state"] != "sent":
        await asyncio.sleep(0.01)
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def test_a_promise_for_a_platform_that_is_gone_is_told_in_the_end(house: House, delivery: Delivery) -> None:
    """Its section was taken out of the settings: nobody may wait for ever without knowing."""
    promise(house, channel="wecom.webhook.gone", expires_at=house.clock() + timedelta(hours=1))
    for _ in range(3):
        house.clock.advance(hours=1)
        house.tick()
        await delivery.round()
    assert row(house)["state"] == "dead"
    assert [one for one in house.rows("outbox", channel="console") if one["to_whom"] == "王芳"]


async def test_a_burst_keeps_to_twenty_in_any_sliding_minute(house: House, delivery: Delivery, channel: Played) -> None:
    for n in range(70):
        promise(house, f"k{n}")
    at = []
    for _ in range(200):
        before = len(channel.sent)
        while await delivery.round():
            continue
        at += [house.clock()] * (len(channel.sent) - before)
        house.clock.advance(seconds=2)
    assert len(at) == 70
    assert max(sum(first <= one < first + timedelta(seconds=60) for one in at) for first in at) <= 20


async def test_three_hundred_pushes_under_faults_none_vanishes_and_copies_stay_below_the_doubts(
    house: House, delivery: Delivery, channel: Played
) -> None:
    """28 of 100 attempts go wrong; half of the doubtful ones were in truth shown."""
    dice = random.Random(4)
    doubts = 0
    shown: list[str] = []

    async def send(address: str, push: Push) -> None:
        nonlocal doubts
        fate = dice.random()
        if fate < 0.10:
            raise NotSent("5xx")
        if fate < 0.20:
            doubts += 1
            if dice.random() < 0.5:
                shown.append(push.key)
            raise NotSent("timeout", ambiguous=True)
        if fate < 0.24:
            raise NotSent("too fast", after=timedelta(minutes=1))
        if fate < 0.28:
            raise NotSent("bad robot", final=True)
        shown.append(push.key)

    channel.send = send  # type: ignore[method-assign]
    for n in range(300):
        promise(house, f"k{n}", address=f"g{n % 30}", expires_at=house.clock() + timedelta(days=1))
    for _ in range(2000):
        while await delivery.round():
            continue
        house.clock.advance(seconds=15)
        if not house.do(lambda work: work.pushes.next_waiting(("played",))):
            break
    states = {one["key"]: one["state"] for one in house.rows("outbox", channel="played")}
    assert set(states.values()) <= {"sent", "dead"}
    assert all(key in shown for key, state in states.items() if state == "sent")
    assert len(shown) - len(set(shown)) <= doubts


async def test_two_deliveries_at_once_send_each_once(house: House, channel: Played) -> None:
    app = house.app
    more = (app.know, app.renderer, house.clock, app.enclosures)
    both = [Delivery(house.database, {"played": channel}, *more) for _ in range(2)]
    for n in range(40):
        promise(house, f"k{n}", address=f"g{n}")
    for _ in range(6):
        await asyncio.gather(*(one.round() for one in both))
    assert sorted(push.key for _, push in channel.sent) == sorted(f"k{n}" for n in range(40))


async def test_a_lease_that_ran_out_during_the_send_marks_nothing(
    house: House, delivery: Delivery, channel: Played
) -> None:
    async def slow(address: str, push: Push) -> None:
        house.clock.advance(seconds=61)
        house.do(lambda work: work.outbox.claim(house.clock(), {"played": 1000}))

    channel.send = slow  # type: ignore[method-assign]
    promise(house)
    await delivery.round()
    assert row(house)["state"] == "waiting" and row(house)["lease_token"]


async def test_nothing_is_ever_sent_without_a_row(house: House, delivery: Delivery, channel: Played) -> None:
    def taken_back(work: Work) -> None:
        now = house.clock()
        work.outbox.add("a", channel="played", address="x", to_whom="", text="t", now=now, expires_at=now)
        raise ValueError

    with pytest.raises(ValueError):
        house.do(taken_back)
    assert await delivery.round() == 0 and channel.sent == []
