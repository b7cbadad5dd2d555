"""kill -9 while a notice comes in as a file, and while it is read: after the next start its list is there, once."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.channels.channel import Callback
from tests.bot.channels.house import AES_KEY, AGENT, APP_SECRET, CORP, TOKEN, WEBHOOK_KEY, app_caller
from tests.bot.papers.made import as_docx
from tests.fakes.platforms import FakeWecom
from tests.journeys.process import free_port
from tests.journeys.test_kill import CONFIG
from tests.journeys.test_kill_photos import Life

pytestmark = pytest.mark.xdist_group("kill")
NOTICE = """关于做好年终有关工作的通知
各党支部：
请各党支部于12月5日前将工作亮点报送组织部。
党委组织部
2026年11月18日"""


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


def file(media_id: str, life: Life) -> Callback:
    body = f"<MediaId>{media_id}</MediaId><FileName>通知.docx</FileName><MsgId>88{media_id[1:]}</MsgId>"
    return app_caller.message("file", body, "liwei", life.now)


@pytest.mark.parametrize(
    "place", ["media.mid", "media.before_row", "notice.before_list", "notice.after_list", "outbox.after_lease"]
)
async def test_killed_anywhere_between_the_file_and_its_list_the_list_comes_once(life: Life, place: str) -> None:
    life.wecom.media["m1"] = as_docx(NOTICE)
    pid = await life.start(f"{place}:kill@1")
    ended = asyncio.ensure_future(life.servers.wait(pid))
    said = await life.call(file("m1", life))
    assert said and "正在读" in said
    assert await ended == -signal.SIGKILL

    pid = await life.start()
    await life.until(lambda: life.rows("SELECT state FROM readings") == [("read",)])
    sent = "SELECT count(*) FROM outbox WHERE key LIKE 'notice:%' AND state = 'sent'"
    await life.until(lambda: life.rows(sent) == [(1,)])
    words = await life.call(app_caller.text("liwei", "发布", life.now))
    assert words and "已发布1项" in words
    assert await life.servers.end(pid) == 0, life.servers.log()
    shown = [one for one in life.wecom.shown if "工作亮点" in one.text]
    assert len(shown) == 1
    assert life.rows("SELECT count(*) FROM notices JOIN attachments a ON a.id = file_id WHERE a.state = 'kept'") == [
        (1,)
    ]
    assert life.rows("PRAGMA integrity_check") == [("ok",)]
