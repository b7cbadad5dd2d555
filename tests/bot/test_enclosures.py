"""A picture follows its words, once to each chat; lodged with a platform once; left out where it cannot be shown."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

import bot.enclosures
from bot.channels.channel import Answer, Callback, Limits, NotLodged, NotSent, Paper, Received, Refused
from bot.delivery import IN_DOUBT, Delivery
from handlers.message import PICTURE, TABLE, Push
from tests.fakes.house import House

BARS = {
    "title": "某总支上周小结", "note": "8个支部", "more": "",
    "bars": [{"name": "主题党日", "due": "11月30日", "done": 5, "late": 1, "all": 8}],
}  # fmt: skip
ROWS = {"title": "名单", "notes": ["依据：某文件"], "heads": ["序号", "支部"], "rows": [[1, "=1+1"]]}


class Wall:
    """A channel that shows pictures, keeps a transcript, and fails as it is told."""

    family, path, name = "wall", "", "wall"
    limits = Limits(per_minute=1000)

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        """Address, and the words or the name of what was shown, in order."""
        self.lodged: list[Paper] = []
        self.known: set[str] = set()
        self.numbers: list[str] = []
        self.troubles: list[Exception] = []
        self.lodging: list[Exception] = []

    def receive(self, callback: Callback, now: Any) -> Received:
        raise Refused("never called")

    def answer(self, received: Received, text: str) -> Answer | None:
        return None

    def parts(self, text: str) -> Sequence[str]:
        return text.split("¶")

    def address_of(self, chat: str, user: str) -> str:
        return chat or user

    def destination(self, address: str) -> str:
        return address

    async def send(self, address: str, push: Push) -> None:
        self.said.append((address, push.text))

    def takes(self, address: str) -> tuple[str, ...]:
        return () if address == "blind" else (PICTURE, TABLE)

    async def lodge(self, paper: Paper) -> str:
        if self.lodging:
            raise self.lodging.pop(0)
        self.lodged.append(paper)
        self.known.add(f"n{len(self.lodged)}")
        return f"n{len(self.lodged)}"

    async def show(self, address: str, paper: Paper, reference: str, push: Push) -> None:
        if reference not in self.known:
            raise NotLodged("unknown")
        self.numbers.append(reference)
        if self.troubles:
            raise self.troubles.pop(0)
        self.said.append((address, paper.name))

    async def close(self) -> None:
        return


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def delivery(house: House, wall: Wall) -> Delivery:
    app = house.app
    return Delivery(house.database, {"wall": wall}, app.know, app.renderer, house.clock, app.enclosures)


def promise(house: House, key: str, address: str = "x", text: str = "words", kind: str = PICTURE) -> str:
    now = house.clock()
    content = BARS if kind == PICTURE else ROWS

    def unit(work: Any) -> str:
        id: str = work.enclosures.add("one", kind=kind, name="某总支上周小结", content=content, now=now)
        work.outbox.add(
            key, channel="wall", address=address, to_whom="某群", text=text, now=now,
            expires_at=now + timedelta(hours=12), then_id=id,
        )  # fmt: skip
        return id

    return house.do(unit)


async def out(delivery: Delivery) -> None:
    while await delivery.round():
        pass


PICTURED = "某总支上周小结.png"
sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
pytestmark = sqlite


async def test_after_the_words_the_picture_once(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    await out(delivery)
    await out(delivery)
    assert wall.said == [("x", "words"), ("x", PICTURED)]
    assert {row["key"]: row["state"] for row in house.rows("outbox", channel="wall")} == {"a": "sent", "a/file": "sent"}
    assert house.rows("outbox", key="a/file")[0]["text"] == "[图片 某总支上周小结]"


async def test_words_in_pieces_are_followed_by_one_picture(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a", text="one¶two¶three")
    await out(delivery)
    assert sorted(said for _, said in wall.said[:3]) == ["one", "three", "two"]
    assert wall.said[3:] == [("x", PICTURED)]


async def test_one_picture_for_many_chats_is_drawn_and_lodged_once(
    house: House, wall: Wall, delivery: Delivery
) -> None:
    for number in range(5):
        promise(house, f"a{number}", f"chat{number}")
        await out(delivery)
    assert len(wall.lodged) == 1 and set(wall.numbers) == {"n1"}
    assert sorted(address for address, said in wall.said if said == PICTURED) == [f"chat{n}" for n in range(5)]
    (kept,) = house.rows("enclosures")
    assert house.app.files.path(kept["sha256"]).read_bytes() == wall.lodged[0].content


async def test_words_that_die_take_the_picture_with_them(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    house.clock.advance(hours=13)
    await out(delivery)
    assert wall.said == [] and len(house.rows("outbox", channel="wall")) == 1


async def test_where_no_picture_can_be_shown_the_words_suffice(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a", "blind")
    await out(delivery)
    assert wall.said == [("blind", "words")]
    (row,) = house.rows("outbox", key="a/file")
    assert row["state"] == "dropped" and row["last_error"]


async def test_without_a_font_the_words_suffice(
    house: House, wall: Wall, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.enclosures, "chinese_font", lambda: None)
    promise(house, "a")
    await out(delivery)
    assert wall.said == [("x", "words")] and house.rows("outbox", key="a/file")[0]["state"] == "dropped"


async def test_an_answer_never_seen_is_tried_again_with_the_same_number(
    house: House, wall: Wall, delivery: Delivery
) -> None:
    wall.troubles = [NotSent("lost", ambiguous=True)]
    promise(house, "a")
    await out(delivery)
    assert wall.said == [("x", "words")] and house.rows("outbox", key="a/file")[0]["doubts"] == 1
    house.clock.advance(seconds=IN_DOUBT[0].total_seconds())
    await out(delivery)
    assert wall.said == [("x", "words"), ("x", PICTURED)] and wall.numbers == ["n1", "n1"] and len(wall.lodged) == 1


async def test_an_upload_that_fails_is_tried_again_and_the_words_are_not(
    house: House, wall: Wall, delivery: Delivery
) -> None:
    wall.lodging = [NotSent("no connection"), NotSent("busy", after=timedelta(seconds=7))]
    promise(house, "a")
    for _ in range(3):
        await out(delivery)
        house.clock.advance(minutes=2)
    await out(delivery)
    assert wall.said == [("x", "words"), ("x", PICTURED)]


async def test_what_the_platform_forgot_is_lodged_anew(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    await out(delivery)
    wall.known.clear()
    promise(house, "b", "y")
    await out(delivery)
    assert wall.said[2:] == [("y", "words"), ("y", PICTURED)] and len(wall.lodged) == 2


async def test_a_number_of_three_days_ago_is_not_trusted(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    await out(delivery)
    house.clock.advance(days=2, hours=1)
    promise(house, "b", "y")
    await out(delivery)
    assert wall.numbers == ["n1", "n2"]


async def test_bytes_that_are_gone_are_made_anew(house: House, wall: Wall, delivery: Delivery) -> None:
    """As after a restored backup: pictures are not in it."""
    promise(house, "a")
    await out(delivery)
    house.app.files.path(house.rows("enclosures")[0]["sha256"]).unlink()
    house.clock.advance(days=3)
    promise(house, "b", "y")
    await out(delivery)
    assert wall.lodged[1].content == wall.lodged[0].content


async def test_a_table_goes_out_as_a_workbook(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a", kind=TABLE)
    await out(delivery)
    assert wall.said[-1] == ("x", "某总支上周小结.xlsx") and wall.lodged[0].content.startswith(b"PK")


async def test_the_sweep_leaves_what_may_still_be_shown(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    await out(delivery)
    path = house.app.files.path(house.rows("enclosures")[0]["sha256"])
    house.clock.advance(days=3)
    await house.app.media.sweep()
    assert path.exists()
    house.clock.advance(days=60)
    house.tick()
    assert not house.rows("enclosures")
    house.clock.advance(days=1)
    await house.app.media.sweep()
    assert not path.exists()


async def test_a_row_whose_picture_is_kept_no_more_is_let_be(house: House, wall: Wall, delivery: Delivery) -> None:
    promise(house, "a")
    await delivery.round()
    house.do(lambda work: work.enclosures.forget_before(house.clock() + timedelta(days=1)))
    await out(delivery)
    assert house.rows("outbox", key="a/file")[0]["state"] == "dropped"
