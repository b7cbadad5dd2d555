"""Words to be said: promised once, claimed by one, marked only by who holds the lease, never too many a minute."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.outbox import DIGEST, LEASE, NORMAL, URGENT, WINDOW, Parcel
from storage.work import Work

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
LIMITS = {"w": 20, "d": 5}


def promise(key: str, **more: Any) -> Callable[[Work], bool]:
    values = {
        "channel": "w",
        "address": "group",
        "to_whom": "某群",
        "text": f"words of {key}",
        "now": NOW,
        "expires_at": NOW + timedelta(hours=6),
    }
    return lambda work: work.outbox.add(key, **{**values, **more})


def claim(database: Database, now: datetime = NOW, limits: dict[str, int] = LIMITS) -> Parcel | None:
    found = database.do(lambda work: work.outbox.claim(now, limits))
    return found[0] if found else None


def claimed(database: Database, now: datetime = NOW, limits: dict[str, int] = LIMITS) -> Parcel:
    found = claim(database, now, limits)
    assert found is not None
    return found


def states(database: Database) -> dict[str, str]:
    return {line.key: line.state for line in database.do(lambda work: work.pushes.made_since(0))}


@pytest.fixture
def two(new_url: Callable[[str], str]) -> Iterator[tuple[Database, Database]]:
    """Two processes' worth on one database."""
    url = new_url("migrated")
    both = Database(url), Database(url)
    yield both
    for one in both:
        one.close()


def test_promising_twice_is_promising_once(database: Database) -> None:
    assert database.do(promise("a")) is True
    assert database.do(promise("a", text="other words")) is False
    assert claimed(database).text == "words of a"
    assert claim(database) is None


def test_a_promise_is_what_was_promised(database: Database) -> None:
    database.do(promise("a", mentions=("u1", "u2"), about=((4, "-3d"), (5, "+0d")), title="标题", lane="lane"))
    parcel = claimed(database)
    assert (parcel.mentions, parcel.about, parcel.title, parcel.lane) == (
        ("u1", "u2"),
        ((4, "-3d"), (5, "+0d")),
        "标题",
        "lane",
    )
    assert (parcel.attempts, parcel.doubts, parcel.made_at) == (1, 0, NOW)
    assert parcel.expires_at == NOW + timedelta(hours=6)


def test_the_urgent_go_first_then_the_earlier(database: Database) -> None:
    database.do(promise("digest", urgency=DIGEST))
    database.do(promise("second", urgency=NORMAL, next_at=NOW - timedelta(minutes=1)))
    database.do(promise("first", urgency=NORMAL, next_at=NOW - timedelta(minutes=2)))
    database.do(promise("reply", urgency=URGENT))
    assert [claimed(database).key for _ in range(4)] == ["reply", "first", "second", "digest"]


def test_what_is_not_due_yet_waits(database: Database) -> None:
    database.do(promise("a", next_at=NOW + timedelta(minutes=1)))
    assert claim(database) is None
    assert claimed(database, NOW + timedelta(minutes=1)).key == "a"


def test_a_channel_that_nobody_serves_here_is_left_alone(database: Database) -> None:
    database.do(promise("a", channel="elsewhere"))
    assert claim(database) is None


def test_what_is_leased_is_nobody_else_s_until_the_lease_ends(database: Database) -> None:
    database.do(promise("a"))
    first = claimed(database)
    assert claim(database, NOW + LEASE - timedelta(seconds=1)) is None
    second = claimed(database, NOW + LEASE)
    assert second.key == "a" and second.token != first.token and second.attempts == 2


@pytest.mark.parametrize(
    "mark",
    [
        lambda work, parcel: work.outbox.sent(parcel, NOW),
        lambda work, parcel: work.outbox.again(parcel, NOW + timedelta(hours=1), "why"),
        lambda work, parcel: work.outbox.bury(parcel, "why", "advice"),
        lambda work, parcel: work.outbox.drop(parcel, "why"),
        lambda work, parcel: work.outbox.split(parcel, ["a", "b"]),
    ],
    ids=["sent", "again", "bury", "drop", "split"],
)
def test_only_who_holds_the_lease_may_mark(database: Database, mark: Callable[[Work, Parcel], bool]) -> None:
    database.do(promise("a"))
    late = claimed(database)
    current = claimed(database, NOW + LEASE)
    assert database.do(lambda work: mark(work, late)) is False
    assert states(database) == {"a": "waiting"}
    assert database.do(lambda work: mark(work, current)) is True
    assert database.do(lambda work: mark(work, current)) is False, "and only once"


def test_what_was_sent_is_not_claimed_again(database: Database) -> None:
    database.do(promise("a"))
    parcel = claimed(database)
    database.do(lambda work: work.outbox.sent(parcel, NOW + timedelta(seconds=2)))
    assert claim(database, NOW + timedelta(days=1)) is None
    (line,) = database.do(lambda work: work.pushes.made_since(0))
    assert (line.state, line.sent_at, line.last_error) == ("sent", NOW + timedelta(seconds=2), None)


def test_trying_again_comes_at_its_moment_with_the_same_words(database: Database) -> None:
    database.do(promise("a"))
    first = claimed(database)
    database.do(lambda work: work.outbox.again(first, NOW + timedelta(minutes=3), "no route", doubt=True))
    assert claim(database, NOW + timedelta(minutes=2)) is None
    second = claimed(database, NOW + timedelta(minutes=3))
    assert (second.text, second.attempts, second.doubts) == (first.text, 2, 1)


def test_a_refunded_attempt_does_not_count(database: Database) -> None:
    database.do(promise("a"))
    first = claimed(database)
    database.do(lambda work: work.outbox.again(first, NOW, "limit", refund=True))
    assert claimed(database).attempts == 1


def test_a_row_laid_to_rest_keeps_its_reason_and_what_to_do(database: Database) -> None:
    database.do(promise("a"))
    parcel = claimed(database)
    database.do(lambda work: work.outbox.bury(parcel, "bad robot", "请重新添加机器人"))
    (line,) = database.do(lambda work: work.pushes.made_since(0))
    assert (line.state, line.last_error, line.advice) == ("dead", "bad robot", "请重新添加机器人")
    assert database.do(lambda work: work.pushes.counts()) == {"dead": 1}


def test_pieces_take_the_row_s_place_in_order_under_keys_of_their_own(database: Database) -> None:
    database.do(promise("long", mentions=("u",), lane="l"))
    parcel = claimed(database)
    database.do(lambda work: work.outbox.split(parcel, ["one", "two", "three"]))
    assert states(database) == {"long": "split", "long/1": "waiting", "long/2": "waiting", "long/3": "waiting"}
    pieces = [claimed(database) for _ in range(3)]
    assert [one.text for one in pieces] == ["one", "two", "three"]
    assert {(one.address, one.lane, one.to_whom, one.expires_at) for one in pieces} == {
        (parcel.address, "l", parcel.to_whom, parcel.expires_at)
    }
    assert claim(database) is None


def test_a_full_minute_stops_its_lane_and_no_other(database: Database) -> None:
    for n in range(30):
        database.do(promise(f"a{n}", address=f"user{n}", lane="one robot"))
    database.do(promise("b", address="other", lane="other"))
    got = [parcel.key for _ in range(40) if (parcel := claim(database))]
    assert len([key for key in got if key.startswith("a")]) == 20
    assert "b" in got


def test_each_channel_has_its_own_limit(database: Database) -> None:
    for n in range(10):
        database.do(promise(f"d{n}", channel="d"))
    assert len([1 for _ in range(10) if claim(database)]) == 5


def test_in_any_sliding_minute_a_lane_takes_at_most_twenty(database: Database) -> None:
    for n in range(90):
        database.do(promise(f"a{n}"))
    at: list[datetime] = []
    for second in range(0, 400, 3):
        now = NOW + timedelta(seconds=second)
        while parcel := claim(database, now):
            database.do(lambda work, parcel=parcel, now=now: work.outbox.sent(parcel, now))
            at.append(now)
    assert len(at) == 90
    for first in at:
        assert sum(first <= one < first + timedelta(seconds=60) for one in at) <= 20


def test_many_at_once_keep_their_order_and_each_lane_its_twenty(database: Database) -> None:
    for n in range(30):
        database.do(promise(f"a{n}"))
        database.do(promise(f"b{n}", address="other", lane="other"))
    database.do(promise("soon", address="third", lane="third", urgency=URGENT))
    got = database.do(lambda work: work.outbox.claim(NOW, LIMITS, 50))
    lanes = Counter(parcel.lane for parcel in got)
    assert got[0].key == "soon" and lanes == {"group": 20, "other": 20, "third": 1}
    assert [parcel.key for parcel in got[1:5]] == ["a0", "b0", "a1", "b1"]
    assert database.do(lambda work: work.outbox.claim(NOW, LIMITS, 50)) == []


def test_threads_that_claim_many_at_once_take_each_row_once(two: tuple[Database, Database]) -> None:
    for n in range(200):
        two[0].do(promise(f"a{n}", address=f"g{n % 40}", lane=f"g{n % 40}"))
    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(lambda n: two[n % 2].do(lambda work: work.outbox.claim(NOW, LIMITS, 16)), range(30)))
    assert Counter(parcel.key for parcels in got for parcel in parcels) == Counter(f"a{n}" for n in range(200))


def test_failed_attempts_count_for_the_minute_as_well(database: Database) -> None:
    database.do(promise("a"))
    for _ in range(20):
        parcel = claimed(database)
        database.do(lambda work, parcel=parcel: work.outbox.again(parcel, NOW, "5xx"))
    assert claim(database) is None
    assert claimed(database, NOW + WINDOW + timedelta(seconds=1)).attempts == 21


def test_a_paused_lane_waits_and_the_others_go_on(database: Database) -> None:
    database.do(promise("a", lane="paused"))
    database.do(promise("b", lane="free"))
    database.do(lambda work: work.outbox.pause("w", "paused", NOW + timedelta(minutes=1)))
    assert [parcel.key for _ in range(3) if (parcel := claim(database))] == ["b"]
    assert claimed(database, NOW + timedelta(minutes=1)).key == "a"


def test_a_pause_can_be_prolonged(database: Database) -> None:
    database.do(promise("a"))
    for minutes in (1, 10):
        database.do(lambda work, m=minutes: work.outbox.pause("w", "group", NOW + timedelta(minutes=m)))
    assert claim(database, NOW + timedelta(minutes=5)) is None
    assert claim(database, NOW + timedelta(minutes=10)) is not None


def test_a_pause_holds_on_the_same_lane_of_its_own_channel_only(database: Database) -> None:
    database.do(promise("a", channel="d"))
    database.do(lambda work: work.outbox.pause("w", "group", NOW + timedelta(minutes=1)))
    assert claim(database) is not None


def test_sixteen_threads_of_two_processes_claim_each_row_once(two: tuple[Database, Database]) -> None:
    for n in range(120):
        two[0].do(promise(f"a{n}", address=f"g{n % 40}", lane=f"g{n % 40}"))

    def take(which: int) -> list[str]:
        keys = []
        while parcel := claim(two[which % 2]):
            two[which % 2].do(lambda work, parcel=parcel: work.outbox.sent(parcel, NOW))
            keys.append(parcel.key)
        return keys

    with ThreadPoolExecutor(16) as pool:
        taken = Counter(key for keys in pool.map(take, range(16)) for key in keys)
    assert taken == Counter(f"a{n}" for n in range(120))
    assert set(states(two[0]).values()) == {"sent"}


def test_two_processes_together_keep_one_lane_to_twenty_a_minute(two: tuple[Database, Database]) -> None:
    for n in range(60):
        two[0].do(promise(f"a{n}"))
    with ThreadPoolExecutor(12) as pool:
        got = [parcel for parcel in pool.map(lambda n: claim(two[n % 2]), range(60)) if parcel]
    assert len(got) == 20


def test_two_processes_promising_the_same_make_one_row(two: tuple[Database, Database]) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: two[n % 2].do(promise("same")), range(24)))
    assert made.count(True) == 1
    assert states(two[0]) == {"same": "waiting"}


def test_expired_leases_of_a_dead_sender_are_taken_by_the_other(two: tuple[Database, Database]) -> None:
    for n in range(10):
        two[0].do(promise(f"a{n}"))
    for _ in range(10):
        claimed(two[0])
    assert claim(two[1]) is None
    again = {claimed(two[1], NOW + WINDOW + timedelta(seconds=1)).key for _ in range(10)}
    assert again == {f"a{n}" for n in range(10)}


def test_how_long_the_next_has_waited_and_what_was_said_can_be_asked(database: Database) -> None:
    assert database.do(lambda work: work.pushes.next_waiting(("w",))) is None
    database.do(promise("a"))
    database.do(promise("b", channel="x", next_at=NOW - timedelta(hours=1)))
    assert database.do(lambda work: work.pushes.next_waiting(("w",))) == NOW
    parcel = claimed(database)
    database.do(lambda work: work.outbox.sent(parcel, NOW))
    assert [line.key for line in database.do(lambda work: work.pushes.said("w", "group", 5))] == ["a"]
    assert database.do(lambda work: work.pushes.next_waiting(("w",))) is None
    assert database.do(lambda work: work.pushes.between(NOW, NOW + timedelta(1), "sent"))[0].key == "a"


def test_the_log_of_sendings_is_let_go_after_its_use(database: Database) -> None:
    database.do(promise("a"))
    claimed(database)
    database.do(lambda work: work.outbox.forget_sendings_before(NOW - timedelta(minutes=10)))
    assert database.do(lambda work: list(work.outbox._connection.exec_driver_sql("SELECT 1 FROM sendings")))
    database.do(lambda work: work.outbox.forget_sendings_before(NOW + timedelta(minutes=1)))
    assert not database.do(lambda work: list(work.outbox._connection.exec_driver_sql("SELECT 1 FROM sendings")))


def test_rolled_back_promises_leave_no_trace(database: Database) -> None:
    def unit(work: Work) -> None:
        promise("a")(work)
        raise ValueError

    with pytest.raises(ValueError):
        database.do(unit)
    assert states(database) == {}
    assert database.do(promise("a")) is True
