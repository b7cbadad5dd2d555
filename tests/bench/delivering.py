"""What a morning's flood costs: reminders to so many people at once, sent to a platform that answers from loopback.

Beside it the same requests without the outbox: no lease, no minute to keep, no mark.
"""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.app import App, build
from config.settings import load
from storage.schema import upgrade
from storage.work import Work
from tests.bench.messages import AES_KEY, AGENT, CORP, MOMENT, TOKEN
from tests.bench.report import Report
from tests.fakes.platforms import WECOM_SEND, FakeWecom

SECTION = "Delivery"
AT_ONCE = 16
LEAST = 10_000 / 60
"""Messages a second: ten thousand of one minute are out within the next."""
CONFIG = """
database = "{url}"
folder = "{folder}"
log_level = "error"
[console]
enabled = false
[wecom.app.main]
corp_id = "{corp}"
agent_id = {agent}
secret = "benchsecret"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{base}"
"""


def measure(folder: Path, report: Report, rows: int) -> None:
    """Messages a second through the outbox, and without it, in turn."""
    rates, bare = asyncio.run(_contest(folder, rows))
    report.add(SECTION, f"{rows:,} reminders to as many people", rates, "/s", at_least=LEAST)
    report.add(SECTION, "  the same requests without an outbox", bare, "/s")


async def _contest(folder: Path, rows: int) -> tuple[list[float], list[float]]:
    rates, bare = [], []
    async with FakeWecom("benchsecret") as platform:
        for n in range(3):
            app = _built(folder / f"delivery{n}", platform.url, rows)
            begun = time.perf_counter()
            sent = 0
            while taken := await app.delivery.round():
                sent += taken
            rates.append(sent / (time.perf_counter() - begun))
            await app.close()
            bare.append(await _bare(platform, rows))
    return rates, bare


def _built(folder: Path, base: str, rows: int) -> App:
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder}/zhibu.db"
    upgrade(url)
    values = {
        "url": url,
        "folder": folder,
        "corp": CORP,
        "agent": AGENT,
        "token": TOKEN,
        "aes_key": AES_KEY,
        "base": base,
    }
    (folder / "zhibu.toml").write_text(CONFIG.format(**values), "utf-8")
    app = build(load(folder / "zhibu.toml"), lambda: MOMENT)

    def unit(work: Work) -> None:
        for n in range(rows):
            work.outbox.add(
                f"flood:{n}", channel="wecom.app.main", address=f"user:p{n}", to_whom=f"p{n}", text=f"第{n}条提醒",
                now=MOMENT, expires_at=MOMENT + timedelta(hours=12),
            )  # fmt: skip

    app.database.do(unit)
    return app


async def _bare(platform: FakeWecom, rows: int) -> float:
    async with aiohttp.ClientSession() as client:
        begun = time.perf_counter()
        for first in range(0, rows, AT_ONCE):
            await asyncio.gather(*(_post(client, platform, n) for n in range(first, first + AT_ONCE)))
        return rows / (time.perf_counter() - begun)


async def _post(client: aiohttp.ClientSession, platform: FakeWecom, n: int) -> None:
    body = {"touser": f"p{n}", "msgtype": "text", "agentid": AGENT, "text": {"content": f"第{n}条提醒"}}
    token = f"token-{platform.tokens_given}"
    async with client.post(platform.url + WECOM_SEND, params={"access_token": token}, json=body) as response:
        await response.read()
