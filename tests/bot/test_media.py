"""The fetching loop on a real bot: what arrives is kept, what does not is settled, told once, and asked for again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import bot.media
from bot.channels.channel import NotFetched
from bot.channels.outbound import FILE_TOTAL
from bot.files import Files
from bot.pictures import TURNING
from config.settings import FileRules
from handlers.message import Attachment
from storage.database import Database
from storage.wishes import LEASE
from tests.fakes.clock import FakeClock
from tests.fakes.house import House, demo_settings
from tests.fakes.pictures import MAKER, archive, picture, plain

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
PHOTO = picture()


class Store:
    """A platform that hands out what lies in it, as a channel that fetches; beside it the bot's own console."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | NotFetched] = {}
        self.asked: list[str] = []
        self.meanwhile: Callable[[], Any] = lambda: None

    async def fetch(self, reference: str, write: Callable[[bytes], object], limit: int) -> str:
        self.asked.append(reference)
        found = self.files.get(reference, NotFetched("no such file", gone=True))
        await asyncio.to_thread(self.meanwhile)
        if isinstance(found, NotFetched):
            raise found
        if len(found) > limit:
            raise NotFetched("too large", too_large=True)
        for at in range(0, len(found), 1000):
            write(found[at : at + 1000])
        return "从平台来的名字.jpg"


class Sending(House):
    store: Store
    sent = 0

    async def send(
        self, who: str = "张敏", text: str = "", kind: str = "image/jpeg", **files: bytes | NotFetched
    ) -> str:
        """A message with files that the platform holds, by their references."""
        self.store.files |= files
        attachments = tuple(Attachment("", kind, 0, reference) for reference in files)
        return await self.say(who, text, attachments=attachments)

    @property
    def states(self) -> list[str]:
        return [row["state"] for row in sorted(self.rows("attachments"), key=lambda row: row["at"])]

    def told(self) -> list[str]:
        return [one.text for one in self.tick() if one.key.startswith("file:")]


def joined(url: str, folder: Path, clock: FakeClock, **rules: Any) -> Sending:
    house = Sending(demo_settings(url, folder, files=FileRules(**rules)), Database(url), clock)
    house.store = Store()
    house.app.media._channels["console"] = house.store  # type: ignore[assignment]
    return house


@pytest_asyncio.fixture
async def house(new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock) -> AsyncIterator[Sending]:
    built = joined(new_url("demo"), tmp_path, clock)
    yield built
    await built.close()


one_engine = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def filed(house: Sending) -> int:
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    return house.newest_record().id


async def test_a_photo_is_of_its_record_at_once_and_its_bytes_follow(house: Sending, tmp_path: Path) -> None:
    number = await filed(house)
    said = await house.send(m1=PHOTO)
    assert f"已放到 **#{number}**" in said and "收到照片1，" in said
    assert "附件：照片1，正在接收" in await house.say("张敏", f"记录 {number}")
    assert await house.fetch() == 1
    (row,) = house.rows("attachments")
    assert (row["state"], row["record_id"], row["media_type"], row["address"]) == ("kept", number, "image/jpeg", "")
    assert row["name"] == "从平台来的名字.jpg", "a label, where there was none"
    kept = Files(tmp_path).path(row["sha256"]).read_bytes()
    assert len(kept) == row["size"] and MAKER.encode() not in kept
    assert house.rows("wishes") == [] and house.told() == []
    assert "附件：照片1.jpg（" in await house.say("张敏", f"记录 {number}")
    assert [one.name for one in (tmp_path / "incoming").iterdir()] == []
    assert [one["beside"] for one in house.rows("inbox") if one["beside"]] == [{"files": [row["id"]]}]


async def test_how_old_the_oldest_wish_is_can_be_asked(house: Sending) -> None:
    assert (await house.app.hearing.state())["file_age"] == 0
    await house.send(m1=PHOTO)
    house.clock.advance(minutes=5)
    assert (await house.app.hearing.state())["file_age"] == 300


async def test_a_repeated_message_makes_one_wish(house: Sending) -> None:
    await filed(house)
    house.store.files["m1"] = PHOTO
    message = house.message("张敏", "", attachments=(Attachment("", "image/jpeg", 0, "m1"),))
    first = (await house.hear(message)).text
    answers = await asyncio.gather(*(house.hear(message) for _ in range(5)))
    assert {one.text for one in answers} == {first}
    assert len(house.rows("wishes")) == len(house.rows("attachments")) == 1


async def test_the_same_message_many_times_at_once_makes_one_wish(house: Sending) -> None:
    await filed(house)
    message = house.message("张敏", "", attachments=(Attachment("", "image/jpeg", 0, "m1"),))
    await asyncio.gather(*(house.hear(message) for _ in range(10)))
    assert len(house.rows("wishes")) == len(house.rows("attachments")) == 1


async def test_the_same_photo_twice_is_kept_once_and_listed_twice(house: Sending, tmp_path: Path) -> None:
    number = await filed(house)
    await house.send(m1=PHOTO)
    await house.send(m2=PHOTO)
    await house.fetch()
    assert len({row["sha256"] for row in house.rows("attachments", record_id=number)}) == 1
    assert len([one for one in (tmp_path / "files").rglob("*") if one.is_file()]) == 1


async def test_two_fetchers_never_fetch_one_photo_twice(house: Sending) -> None:
    await filed(house)
    for n in range(12):
        await house.send(**{f"m{n}": PHOTO})
    other = bot.media.Media(
        house.database, {"console": house.store}, house.app.know, house.app.files, house.clock  # type: ignore[dict-item]
    )  # fmt: skip
    while sum(await asyncio.gather(house.app.media.round(), other.round())):
        pass
    assert sorted(house.store.asked) == sorted({*house.store.asked}) and len(house.store.asked) == 12
    assert set(house.states) == {"kept"}


# -- what does not arrive


async def test_an_expired_photo_is_asked_for_again_once_and_goes_to_its_record(house: Sending) -> None:
    house.clock.set("2026-04-08 16:00")
    number = await filed(house)
    await house.send(m1=NotFetched("expired", gone=True))
    for _ in range(4):
        await house.fetch()
        house.clock.advance(minutes=1)
    assert house.states == ["expired"] and house.store.asked == ["m1"] * 3
    house.clock.set("2026-04-09 10:00")
    assert house.told() == [f"您4月8日发的照片平台已过期，麻烦再发一次，我会补到#{number}。"]
    assert house.told() == []
    assert "照片1，没收到，请再发一次" in await house.say("张敏", f"记录 {number}")
    house.clock.advance(hours=20)
    assert f"已放到 **#{number}**" in await house.send(m2=PHOTO)
    await house.fetch()
    listed = await house.say("张敏", f"记录 {number}")
    assert "没收到" not in listed and "照片2.jpg" in listed


async def test_several_photos_that_were_lost_are_told_in_one_line(house: Sending) -> None:
    number = await filed(house)
    for n in range(3):
        await house.send(**{f"m{n}": NotFetched("expired", gone=True)})
    for _ in range(4):
        await house.fetch()
        house.clock.advance(minutes=1)
    assert house.told() == [f"您刚才发的3张照片平台已过期，麻烦再发一次，我会补到#{number}。"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00\x03", "不是我能收的种类（只收图片（JPG、PNG、GIF、WebP）、PDF"),
        (b"\xff\xd8\xff\xe0broken", "打不开，请再发一次"),
        (b"", "是空的，请检查后再发一次"),
        (b"a" * ((1 << 20) + 1), "超过1 MB，请压缩后再发一次"),
        (picture(width=1100, height=1000), "的像素太大（超过1百万），请缩小后再发一次"),
        (archive("word/document.xml", bytes(60 << 20)), "解压出来太大，请另存一份再发一次"),
    ],
    ids=["type", "damaged", "empty", "size", "pixels", "packed"],
)
@one_engine
async def test_what_cannot_be_taken_is_told_with_what_to_do(
    new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock, content: bytes, words: str
) -> None:
    house = joined(new_url("demo"), tmp_path, clock, max_megabytes=1, max_megapixels=1)
    number = await filed(house)
    await house.send(m1=content)
    await house.fetch()
    assert house.states == ["refused"]
    (told,) = house.told()
    assert told.startswith(f"您刚才发的照片{words}") and told.endswith(f"，我会补到#{number}。")
    assert not list((tmp_path / "incoming").iterdir()) and not (tmp_path / "files").exists()
    await house.close()


async def test_where_no_record_is_known_the_words_ask_for_it(house: Sending) -> None:
    await house.send(m1=b"MZ\x90\x00\x03")
    await house.fetch()
    (told,) = house.told()
    assert told.endswith("请转成其中一种再发一次，并告诉我是哪次活动的。")


async def test_at_night_the_words_wait_for_the_morning_unless_they_are_an_answer(house: Sending) -> None:
    house.clock.set("2026-11-20 22:00")
    await house.send(m1=b"MZ\x90\x00\x03")
    await house.fetch()
    house.tick()
    await house.send(m2=NotFetched("expired", gone=True))
    for _ in range(4):
        await house.fetch()
        house.clock.advance(hours=1)
    house.tick()
    first, second = (row for row in house.rows("outbox") if row["key"].startswith("file:"))
    assert first["next_at"] == first["made_at"]
    assert second["next_at"].astimezone(house.app.know.zone).strftime("%d %H:%M") == "21 08:00"


@one_engine
async def test_a_platform_that_fails_is_asked_less_and_less_then_given_up(
    house: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    told = bot.media.log()
    monkeypatch.setattr(told, "warning", lambda event, **_: warnings.append(event), raising=False)
    await house.send(m1=NotFetched("HTTP 502"))
    for hour in range(80):
        for _ in range(12):
            await house.fetch()
            house.clock.advance(minutes=5)
        if hour == 22:
            assert warnings == []
    assert house.states == ["expired"] and 70 < len(house.store.asked) < 300
    assert warnings == ["file.failed"], "after 24 hours, once"
    assert "平台已过期" in house.told()[0]


async def test_a_pause_that_the_platform_asks_for_is_kept(house: Sending) -> None:
    await house.send(m1=NotFetched("HTTP 429", after=timedelta(minutes=10)))
    await house.fetch()
    house.clock.advance(minutes=9)
    assert await house.fetch() == 0
    house.clock.advance(minutes=2)
    assert await house.fetch() == 1


@one_engine
async def test_a_failure_of_our_own_steps_back_and_lets_the_others_pass(
    house: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.send(m1=PHOTO)
    await house.send(m2=PHOTO)
    taken, calls = bot.media.take, []

    def once(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise OSError(28, "no space left on device")
        return taken(*given)

    monkeypatch.setattr(bot.media, "take", once)
    await house.fetch()
    assert sorted(house.states) == ["kept", "wanted"]
    house.clock.advance(minutes=1)
    await house.fetch()
    assert house.states == ["kept", "kept"]


async def test_a_wish_whose_channel_is_gone_ends_after_three_days(house: Sending) -> None:
    await house.send(m1=PHOTO)
    house.app.media._channels.clear()
    for day in range(3):
        house.clock.advance(days=1)
        assert house.told() == [], day
    house.clock.advance(hours=2)
    assert "平台已过期" in house.told()[0]
    assert house.rows("wishes") == []


async def test_a_fetcher_that_hangs_loses_its_lease_and_what_it_brings_late_counts_no_more(house: Sending) -> None:
    await house.send(m1=PHOTO)
    late: list[Any] = []

    def hang() -> None:
        late.append(house.clock.advance(minutes=6))
        house.store.meanwhile = lambda: None
        late.extend(house.do(lambda work: [work.wishes.claim(house.clock(), ["console"])]))

    house.store.meanwhile = hang
    assert await house.app.media.round() == 1
    assert house.states == ["wanted"], "the lease is another's now"
    house.clock.advance(minutes=6)
    await house.fetch()
    assert house.states == ["kept"]


# -- what is let go


async def test_a_photo_that_was_taken_back_is_not_fetched(house: Sending) -> None:
    number = await filed(house)
    await house.send(m1=PHOTO)
    assert f"已从 **#{number}** 去掉照片1。" in await house.say("张敏", "照片发错了，撤掉")
    assert await house.fetch() == 0 and house.store.asked == []
    assert house.rows("wishes") == [] and house.told() == []


async def test_a_photo_that_is_taken_back_while_it_comes_is_not_kept(house: Sending) -> None:
    await filed(house)
    await house.send(m1=PHOTO)
    (id,) = (row["id"] for row in house.rows("attachments"))
    house.store.meanwhile = lambda: house.do(lambda work: work.attachments.let_go([id], house.clock()))
    await house.fetch()
    assert house.states == ["dropped"]


def lying(folder: Path) -> int:
    return len([one for one in (folder / "files").rglob("*") if one.is_file()])


async def test_what_no_record_wants_goes_after_thirty_days_rows_first(house: Sending, tmp_path: Path) -> None:
    house.clock.set("2026-09-01 10:00")
    number = await filed(house)
    await house.send(m1=PHOTO)
    await house.send("李伟", m2=picture("PNG"))
    await house.fetch()
    assert house.states == ["kept", "kept"] and lying(tmp_path) == 2
    house.clock.advance(days=29)
    house.tick()
    assert await house.app.media.sweep() == 0 and house.states == ["kept", "kept"]
    house.clock.advance(days=2)
    house.tick()
    assert await house.app.media.sweep() == 0 and sorted(house.states) == ["gone", "kept"]
    assert lying(tmp_path) == 2, "a backup that has begun may still list it"
    house.clock.advance(days=1, hours=2)
    assert await house.app.media.sweep() == 1
    assert lying(tmp_path) == 1
    house.clock.advance(days=1)
    house.tick()
    assert [row["record_id"] for row in house.rows("attachments")] == [number]


async def test_bytes_that_another_record_wants_stay(house: Sending, tmp_path: Path) -> None:
    number = await filed(house)
    await house.send(m1=PHOTO)
    await house.send(m2=PHOTO)
    await house.fetch()
    assert "现有照片1.jpg" in await house.say("张敏", "删掉照片2")
    for _ in range(40):
        house.clock.advance(days=1)
        house.tick()
        await house.app.media.sweep()
    assert lying(tmp_path) == 1
    assert [row["record_id"] for row in house.rows("attachments")] == [number]


@one_engine
async def test_bytes_without_a_row_go_after_a_day_and_what_comes_again_stays(house: Sending, tmp_path: Path) -> None:
    files, source = house.app.files, tmp_path / "a.txt"
    source.write_bytes(b"killed between the bytes and the row")
    sha256, _ = files.keep(source, house.clock())
    house.clock.advance(hours=23)
    assert await house.app.media.sweep() == 0
    house.clock.advance(hours=2)
    files.keep(source, house.clock())
    house.clock.advance(hours=22)
    assert await house.app.media.sweep() == 0 and files.path(sha256).exists()
    assert not files.delete(sha256, house.clock()), "somebody has just brought it again"
    assert files.path(sha256).exists()
    house.clock.advance(days=2)
    assert await house.app.media.sweep() == 1 and not files.path(sha256).exists()
    files.keep(source, house.clock())
    assert files.path(sha256).exists()


# -- how much


async def test_more_than_so_many_files_a_day_are_refused_and_tomorrow_is_another_day(
    new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock
) -> None:
    house = joined(new_url("demo"), tmp_path, clock, per_day=3)
    for n in range(3):
        assert "收到" in await house.send(**{f"m{n}": PHOTO})
    said = await house.send(m3=PHOTO)
    assert said == "这1个文件没有收下：每人每天最多3个、500 MB，请明天再发一次。"
    assert len(house.rows("attachments")) == 3
    assert "收到" in await house.send("周海涛", m4=PHOTO)
    house.clock.advance(days=1)
    assert "收到" in await house.send(m5=PHOTO)
    await house.close()


@one_engine
async def test_more_than_so_many_megabytes_a_day_are_refused(
    new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock
) -> None:
    house = joined(new_url("demo"), tmp_path, clock, megabytes_per_day=1)
    big = b"a" * 600_000
    await house.send(kind="text/plain", m1=big)
    await house.send(kind="text/plain", m2=big + b"b")
    await house.fetch()
    assert sorted(house.states) == ["kept", "refused"]
    (told,) = house.told()
    assert "您刚才发的文件没有收下：每人每天最多200个、1 MB，请明天再发一次" in told
    await house.close()


# -- what is not a file


async def test_a_voice_message_is_its_words_and_no_file(house: Sending) -> None:
    assert "草稿#" in await house.send(text=WHOLE, kind="audio/amr", m1=b"#!AMR")
    assert house.rows("attachments") == []


@pytest.mark.parametrize(("kind", "words"), [("audio/amr", "打字"), ("video/mp4", "照片")])
async def test_what_nobody_can_read_is_told_at_once(house: Sending, kind: str, words: str) -> None:
    assert words in await house.send(kind=kind, m1=b"x")
    assert house.rows("attachments") == []


async def test_a_stranger_sends_no_files(house: Sending) -> None:
    assert "绑定码" in await house.send("stranger", m1=plain())
    assert house.rows("attachments") == []
    assert [row["beside"] for row in house.rows("inbox")] == [None]


def test_a_lease_is_longer_than_a_fetch_and_a_look_may_take() -> None:
    assert LEASE.total_seconds() > FILE_TOTAL + TURNING + 60
