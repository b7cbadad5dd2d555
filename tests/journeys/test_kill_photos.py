"""kill -9 while a photo comes in: after the next start it is there, once, of its record, and nothing lies about."""

import asyncio
import hashlib
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.channels.channel import Answer, Callback
from tests.bot.channels.house import AES_KEY, AGENT, APP_SECRET, CORP, TOKEN, WEBHOOK_KEY, app_caller
from tests.fakes.clock import local
from tests.fakes.pictures import picture
from tests.fakes.platforms import WECOM_MEDIA, FakeWecom
from tests.journeys.process import Servers, answers, free_port
from tests.journeys.test_kill import CONFIG, PATH

pytestmark = pytest.mark.xdist_group("kill")
START = local("2026-11-20 10:00")
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
PHOTOS = 3


class Life:
    """A server that dies and comes back, and a platform that holds the photos."""

    def __init__(self, folder: Path, wecom: FakeWecom, client: aiohttp.ClientSession, port: int) -> None:
        self.folder, self.wecom, self.client = folder, wecom, client
        self.url = f"http://127.0.0.1:{port}"
        self.servers = Servers(folder)
        self.now = START

    async def start(self, fault: str = "") -> int:
        """Each life begins a while after the last: leases of the dead are over by then."""
        self.now += timedelta(minutes=10)
        words = ("serve", "--at", self.now.isoformat(), "--config", str(self.folder / "zhibu.toml"))
        pid = await self.servers.start(*words, fault=fault)
        for _ in range(1000):
            if await answers(self.client, self.url):
                return pid
            await asyncio.sleep(0.02)
        raise AssertionError(self.servers.log())

    async def call(self, callback: Callback) -> str | None:
        """The words of the answer; None where nobody acknowledged."""
        try:
            async with self.client.post(self.url + PATH, params=dict(callback.query), data=callback.body) as response:
                body = await response.read()
                return app_caller.read(Answer(body))["Content"] if response.status == 200 and body else None
        except (aiohttp.ClientError, OSError):
            return None

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(500):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.servers.log())

    def rows(self, words: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "zhibu.db")) as connection:
            return connection.execute(words).fetchall()

    def files(self) -> list[Path]:
        return [one for one in (self.folder / "files").rglob("*") if one.is_file()]


@pytest_asyncio.fixture
async def life(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> AsyncIterator[Life]:
    shutil.copyfile(sqlite_template("demo"), tmp_path / "zhibu.db")
    port = free_port()
    async with FakeWecom(APP_SECRET, (WEBHOOK_KEY,)) as wecom, aiohttp.ClientSession() as client:
        values = {"folder": tmp_path, "port": port, "corp": CORP, "agent": AGENT, "secret": APP_SECRET, "token": TOKEN}
        config = CONFIG.format(**values, aes_key=AES_KEY, key=WEBHOOK_KEY, base=wecom.url)
        (tmp_path / "zhibu.toml").write_text(config, "utf-8")
        one = Life(tmp_path, wecom, client, port)
        await one.servers.open()
        yield one
        await one.servers.close()


def image(media_id: str, life: Life) -> Callback:
    body = f"<PicUrl>u</PicUrl><MediaId>{media_id}</MediaId><MsgId>99{media_id[1:]}</MsgId>"
    return app_caller.message("image", body, "zhangmin", life.now)


@pytest.mark.parametrize("place", ["media.mid", "media.before_row"])
@pytest.mark.parametrize("nth", [1, 3])
async def test_killed_while_a_photo_comes_in_it_is_kept_once_after_the_next_start(
    life: Life, place: str, nth: int
) -> None:
    # In pieces, so that the middle is one.
    for n in range(PHOTOS):
        life.wecom.media[f"m{n}"] = picture(width=700 + n, height=500, quality=95)
    pid = await life.start(f"{place}:kill@{nth}")
    ended = asyncio.ensure_future(life.servers.wait(pid))
    filed = await life.call(app_caller.text("zhangmin", WHOLE, life.now))
    said = [await life.call(image(f"m{n}", life)) for n in range(PHOTOS)]
    assert await ended == -signal.SIGKILL
    assert filed and "草稿#" in filed
    promised = [n for n, words in enumerate(said) if words and "已放到" in words]
    assert promised, "the first one was acknowledged"

    pid = await life.start()
    for n in range(PHOTOS):
        if n not in promised:
            words = await life.call(image(f"m{n}", life))
            assert words and "已放到" in words
    await life.until(lambda: life.rows("SELECT count(*) FROM wishes") == [(0,)])
    assert await life.servers.end(pid) == 0, life.servers.log()

    rows = life.rows("SELECT sha256, size, state, record_id FROM attachments")
    assert len(rows) == PHOTOS and {row[2] for row in rows} == {"kept"} and len({row[3] for row in rows}) == 1
    assert {file.name for file in life.files()} == {row[0] for row in rows}
    for file in life.files():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name
    assert life.rows("PRAGMA integrity_check") == [("ok",)]
    fetched = [heard.query["media_id"] for heard in life.wecom.heard if heard.path == WECOM_MEDIA]
    assert len(fetched) <= PHOTOS + 3, "what was on disk with its row was not fetched again"


@pytest.mark.parametrize("place", ["inbox.before_commit", "inbox.after_commit", "handler.after_commit"])
async def test_killed_around_the_commit_there_is_one_wish_for_what_was_acknowledged(life: Life, place: str) -> None:
    life.wecom.media["m1"] = picture()
    pid = await life.start()
    await life.call(app_caller.text("zhangmin", WHOLE, life.now))
    await life.servers.end(pid)
    pid = await life.start(f"{place}:kill@{3 if place.startswith('inbox') else 1}")
    ended = asyncio.ensure_future(life.servers.wait(pid))
    callback = image("m1", life)
    while not ended.done():
        await life.call(callback)  # as the platform does: again, byte for byte
        await asyncio.sleep(0.02)
    assert await ended == -signal.SIGKILL
    pid = await life.start()
    words = await life.call(callback)
    assert words and "收到照片" in words
    await life.until(lambda: life.rows("SELECT count(*) FROM wishes") == [(0,)])
    await life.servers.end(pid)
    assert [row[0] for row in life.rows("SELECT state FROM attachments")] == ["kept"]
