"""The reading loop on a real bot: one reader for one file, and the console's page, where the file is there at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.notice_reader import NoticeReader
from storage.database import Database
from tests.bot.console_page import Open
from tests.bot.papers.made import as_docx
from tests.fakes.clock import FakeClock
from tests.fakes.house import House, demo_settings

NOTICE = """关于做好年终有关工作的通知
各党支部：
请各党支部于12月5日前将工作亮点报送组织部。
党委组织部
2026年11月18日"""


async def test_on_the_console_the_file_is_there_and_its_list_follows(open_desk: Open) -> None:
    desk = await open_desk()
    status, line = await desk.upload("关于做好年终有关工作的通知.docx", as_docx(NOTICE), who="李伟")
    assert status == 200
    said = await desk.say("", who="李伟", files=[line["id"]])
    assert "正在读" in said["messages"][-1]["text"]
    assert await desk.app.reader.round() == 1 and await desk.app.reader.round() == 0
    assert await desk.app.delivery.round() == 1
    state = await desk.state("李伟")
    assert "有1项" in state["messages"][-1]["text"] and "工作亮点" in state["messages"][-1]["text"]
    assert "已发布1项" in (await desk.say("发布", who="李伟"))["messages"][-1]["text"]
    assert await desk.opens("李伟", line["id"]) and not await desk.opens("刘洋", line["id"])


async def stored(house: House) -> str:
    """A kept file of 李伟's that is to be read; its id."""
    person, now = house.person("李伟").id, house.clock()
    with house.app.files.incoming() as path:
        path.write_bytes(as_docx(NOTICE))
        sha256, size = house.app.files.keep(path, now)

    def unit(work: object) -> str:
        file = house.app.files.note(
            work, name="通知.docx", media_type="text/plain", size=size, sha256=sha256, person_id=person, now=now
        )  # type: ignore[arg-type]
        work.readings.want(  # type: ignore[attr-defined]
            file.id, person_id=person, channel="console", chat="", address="user:李伟", words="", now=now
        )
        return file.id

    return house.do(unit)  # type: ignore[arg-type]


async def test_two_readers_make_one_list(house: House) -> None:
    await stored(house)
    app = house.app
    other = NoticeReader(house.database, app.know, app.renderer, app.files, house.clock, lambda: None)
    assert sum(await asyncio.gather(app.reader.round(), other.round())) == 1
    assert len([row for row in house.rows("outbox") if row["key"].startswith("notice:")]) == 1


async def test_a_reader_that_hangs_loses_its_lease_and_what_it_brings_late_counts_no_more(house: House) -> None:
    file_id = await stored(house)
    late = house.do(lambda work: work.readings.claim(house.clock()))
    assert late is not None and await house.read() == 0
    house.clock.advance(minutes=3)
    assert await house.read() == 1
    assert not house.do(lambda work: work.readings.settled(late, "unread"))
    assert house.do(lambda work: work.readings.of_file(file_id)).state == "read"  # type: ignore[union-attr]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_loop_outlives_what_goes_wrong(
    new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_url("demo")
    house = House(demo_settings(url, tmp_path), Database(url), clock)
    await stored(house)
    reader, calls = house.app.reader, []
    real = reader.round

    async def once_bad() -> int:
        calls.append(1)
        if len(calls) == 1:
            reader.wake()
            raise RuntimeError("away")
        return await real()

    monkeypatch.setattr(reader, "round", once_bad)
    task = asyncio.ensure_future(reader.run())
    while not [row for row in house.rows("outbox") if row["key"].startswith("notice:")]:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await house.close()
