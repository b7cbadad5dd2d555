"""Pictures and tables: kept once, made once, lodged once with each platform; on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.outbox import FOLLOWS
from storage.work import Work

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=2)


def kept(work: Work, key: str = "a", **more: object) -> str:
    return work.enclosures.add(key, kind="picture", name="小结", content={"bars": [1], **more}, now=NOW)


def test_kept_once_per_key_under_an_id_that_nobody_guesses(database: Database) -> None:
    first, again, other = database.do(lambda work: (kept(work), kept(work, x=2), kept(work, "b")))
    assert first == again != other and len(first) >= 20
    found = database.do(lambda work: work.enclosures.get(first))
    assert found is not None and found.content == {"bars": [1]} and found.sha256 is None
    assert set(database.do(lambda work: work.enclosures.many([first, other, "nope"]))) == {first, other}


def test_who_made_the_bytes_first_has_made_them(database: Database) -> None:
    id = database.do(kept)

    def sha() -> str | None:
        found = database.do(lambda work: work.enclosures.get(id))
        assert found is not None
        return found.sha256

    database.do(lambda work: work.enclosures.made(id, "one", 1))
    database.do(lambda work: work.enclosures.made(id, "two", 2))
    assert sha() == "one" and database.do(lambda work: work.enclosures.in_use(["one", "two"])) == {"one"}
    database.do(lambda work: work.enclosures.unmade(id, "two"))
    assert sha() == "one"
    database.do(lambda work: work.enclosures.unmade(id, "one"))
    assert sha() is None


def test_lodged_once_with_each_platform_the_first_number_stands(database: Database) -> None:
    id = database.do(kept)
    lodge: Callable[[str, str], str] = lambda channel, number: database.do(  # noqa: E731
        lambda work: work.enclosures.lodge(id, channel, number, LONG_AGO, NOW)
    )
    assert [lodge("w", "n1"), lodge("w", "n2"), lodge("d", "n3")] == ["n1", "n1", "n3"]
    assert database.do(lambda work: work.enclosures.lodged_at(id, "w", LONG_AGO)) == "n1"
    assert database.do(lambda work: work.enclosures.lodged_at(id, "w", NOW + timedelta(seconds=1))) is None
    later = NOW + timedelta(days=3)
    assert database.do(lambda work: work.enclosures.lodge(id, "w", "n4", later, later)) == "n4"
    database.do(lambda work: work.enclosures.dislodge(id, "w", "n1"))
    assert database.do(lambda work: work.enclosures.lodged_at(id, "w", later)) == "n4"
    database.do(lambda work: work.enclosures.dislodge(id, "w", "n4"))
    assert database.do(lambda work: work.enclosures.lodged_at(id, "w", LONG_AGO)) is None


def test_what_is_old_is_forgotten_with_its_numbers(database: Database) -> None:
    id = database.do(kept)
    database.do(lambda work: work.enclosures.lodge(id, "w", "n", LONG_AGO, NOW))
    database.do(lambda work: work.enclosures.forget_before(NOW))
    assert database.do(lambda work: work.enclosures.get(id)) is not None
    database.do(lambda work: work.enclosures.forget_before(NOW + timedelta(seconds=1)))
    assert database.do(lambda work: work.enclosures.get(id)) is None


@pytest.mark.parametrize("sent", [True, False])
def test_it_follows_its_words_once_and_only_when_the_lease_is_ours(database: Database, sent: bool) -> None:
    def unit(work: Work) -> list[tuple[str, str | None]]:
        id = kept(work)
        work.outbox.add("k", channel="w", address="x", to_whom="", text="t", now=NOW, then_id=id,
                        expires_at=NOW + timedelta(hours=1))  # fmt: skip
        (parcel,) = work.outbox.claim(NOW, {"w": 20})
        assert parcel.then_id == id and parcel.enclosure_id is None
        if sent and work.outbox.sent(parcel, NOW):
            assert work.outbox.follow(parcel, "[图片]", NOW)
            assert not work.outbox.follow(parcel, "[图片]", NOW)
        return [(line.key, line.enclosure_id) for line in work.pushes.made_since(0)[1:]]

    found = database.do(unit)
    assert [key for key, _ in found] == ([f"k{FOLLOWS}"] if sent else [])


def test_who_was_handed_it(database: Database) -> None:
    def unit(work: Work) -> str:
        id = kept(work)
        for key, address in (("a", "x"), ("b", "y")):
            work.outbox.add(key, channel="w", address=address, to_whom="", text="t", now=NOW, enclosure_id=id,
                            expires_at=NOW + timedelta(hours=1))  # fmt: skip
        (parcel,) = work.outbox.claim(NOW, {"w": 20})
        work.outbox.sent(parcel, NOW)
        return id

    id = database.do(unit)
    handed = {one: database.do(lambda work, one=one: work.pushes.handed(id, "w", [one])) for one in "xyz"}  # type: ignore[misc]
    assert handed == {"x": True, "y": False, "z": False}
    assert not database.do(lambda work: work.pushes.handed(id, "other", ["x"]))
