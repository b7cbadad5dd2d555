# ruff: noqa: E501 (what people say is not broken into lines)
"""kill -9 at the worst moments: what was acknowledged is there, once; what was promised goes out.

The client keeps its own ledger. It repeats a callback, byte for byte, until it is acknowledged, as the platforms do.
"""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.channels.channel import Answer, Callback
from storage.database import Database
from storage.work import Work
from tests.bot.channels.house import AES_KEY, AGENT, APP_SECRET, CORP, TOKEN, WEBHOOK_KEY, app_caller
from tests.fakes.clock import local
from tests.fakes.platforms import FakeWecom
from tests.journeys.process import ROOT, Servers, answers, free_port

pytestmark = pytest.mark.xdist_group("kill")
START = local("2026-11-20 10:00")
PATH = "/wecom/app/main"
PLACES = (
    "inbox.before_commit", "inbox.after_commit", "handler.after_commit", "outbox.after_lease", "outbox.after_send",
    "outbox.after_mark", "tick.after_commit",
)  # fmt: skip
PEOPLE = ("zhangmin", "liuyang", "wuqian", "zhaolei", "huangyifan", "sunhaoran", "gaojianguo", "huxiaodong")
CONFIG = """
database = "sqlite:///{folder}/zhibu.db"
folder = "{folder}"
demo = false
[server]
port = {port}
[console]
enabled = false
[wecom.app.main]
corp_id = "{corp}"
agent_id = {agent}
secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{base}"
[wecom.webhook.org]
key = "{key}"
api_base = "{base}"
"""


@dataclass
class Ledger:
    """What the client knows for itself."""

    sent: int = 0
    filed: dict[str, int] = field(default_factory=dict)
    """Topic to the number that was acknowledged."""
    promised: list[str] = field(default_factory=list)
    ambiguous: int = 0
    kills: Counter[str] = field(default_factory=Counter)


class Round:
    """The world of one test: a folder, a fake platform, servers that come and go, and the ledger."""

    def __init__(self, folder: Path, port: int, wecom: FakeWecom, client: aiohttp.ClientSession, seed: int) -> None:
        self.folder, self.url, self.wecom, self.client = folder, f"http://127.0.0.1:{port}", wecom, client
        self.dice = random.Random(seed)
        self.ledger = Ledger()
        self.servers = Servers(folder)
        self.number = 0
        self.unanswered: dict[str, Callback] = {}
        """Each person's callback that nobody has acknowledged."""
        self.topics: dict[str, str] = {}

    @property
    def now(self) -> str:
        return (START + timedelta(minutes=2 * self.number)).astimezone().isoformat()

    async def start(self, fault: str) -> int:
        self.number += 1
        return await self.servers.start(
            "serve", "--at", self.now, "--config", str(self.folder / "zhibu.toml"), fault=fault
        )

    def promise(self) -> None:
        """Rows that want to go out, made while nobody serves: by robot and by app."""
        database = Database(f"sqlite:///{self.folder}/zhibu.db", threads=1)
        now = START + timedelta(minutes=2 * self.number)

        def unit(work: Work) -> None:
            for channel, address, lane in (
                ("wecom.webhook.org", "", "org"), ("wecom.webhook.org", "", "org"), ("wecom.app.main", "user:x", "user:x"),
            ):  # fmt: skip
                text = f"第{len(self.ledger.promised)}条承诺"
                self.ledger.promised.append(text)
                work.outbox.add(
                    f"k{len(self.ledger.promised)}", channel=channel, address=address, lane=lane, to_whom="x", text=text,
                    now=now, expires_at=now + timedelta(days=2),
                )  # fmt: skip

        database.do(unit)
        database.close()

    async def talk(self, person: str, stop: asyncio.Event) -> None:
        """One person files activities until the server is gone."""
        while not stop.is_set():
            callback = self.unanswered.get(person) or self._next(person)
            self.unanswered[person] = callback
            words = await self._say(callback)
            if words is None:
                return
            del self.unanswered[person]
            if "记好了" in words:
                number = int(words.split("#")[1].split()[0].strip("*"))
                topic = self.topics.pop(person)
                self.ledger.filed[topic] = number

    def _next(self, person: str) -> Callback:
        at = START + timedelta(minutes=2 * self.number)
        self.ledger.sent += 1
        if person in self.topics:
            return app_caller.text(person, "好", at)
        n = self.ledger.sent
        self.topics[person] = f"第{n}号议题"
        return app_caller.text(
            person,
            f"11月{1 + n % 19}日下午{1 + n % 5}点在{100 + n}开了支委会，我主持，王华记录，应到5实到5，主题第{n}号议题",
            at,
        )

    async def _say(self, callback: Callback) -> str | None:
        """The words of the answer; None where it was not acknowledged."""
        try:
            async with self.client.post(self.url + PATH, params=dict(callback.query), data=callback.body) as response:
                body = await response.read()
                if response.status != 200:
                    return None
                return app_caller.read(Answer(body))["Content"] if body else ""
        except (aiohttp.ClientError, OSError):
            return None

    async def live(self, fault: str, most: float) -> int:
        """One life of a server: started, talked to, dead. How it ended."""
        pid = await self.start(fault)
        ended = asyncio.ensure_future(self.servers.wait(pid))
        stop = asyncio.Event()
        while not ended.done() and not await answers(self.client, self.url):
            await asyncio.sleep(0.01)
        talking = [asyncio.ensure_future(self.talk(person, stop)) for person in PEOPLE]
        try:
            await asyncio.wait_for(asyncio.shield(ended), most)
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
        stop.set()
        await asyncio.gather(*talking)
        code = await ended
        self.ledger.ambiguous += self._in_flight()
        return code

    async def until_it_answers(self) -> None:
        for _ in range(1000):
            if await answers(self.client, self.url):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.servers.log())

    def _in_flight(self) -> int:
        with closing(sqlite3.connect(self.folder / "zhibu.db")) as connection:
            found = connection.execute(
                "SELECT count(*) FROM outbox WHERE state = 'waiting' AND lease_token IS NOT NULL"
            )
            return int(found.fetchone()[0])

    async def finish(self) -> None:
        """A last life without faults: everything unanswered is repeated, everything promised goes out."""
        pid = await self.start("")
        await self.until_it_answers()
        for person in PEOPLE:
            while person in self.unanswered or person in self.topics:
                callback = self.unanswered.pop(person, None) or self._next(person)
                words = await self._say(callback)
                assert words is not None, self.servers.log()
                if "记好了" in words:
                    self.ledger.filed[self.topics.pop(person)] = int(words.split("#")[1].split()[0].strip("*"))
        for _ in range(300):
            if not self._waiting():
                break
            await asyncio.sleep(0.05)
        assert await self.servers.end(pid) == 0, self.servers.log()

    def _waiting(self) -> int:
        with closing(sqlite3.connect(self.folder / "zhibu.db")) as connection:
            words = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND channel LIKE 'wecom%' AND attempts < 4"
            return int(connection.execute(words).fetchone()[0])

    def judge(self) -> None:
        with closing(sqlite3.connect(self.folder / "zhibu.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            rows = connection.execute(
                "SELECT json_extract(content, '$.topic') AS topic, id, state FROM records WHERE topic LIKE '%号议题'"
            ).fetchall()
            doubled = connection.execute("SELECT key FROM outbox GROUP BY key HAVING count(*) > 1").fetchall()
            states = dict(connection.execute("SELECT text, state FROM outbox WHERE text LIKE '%条承诺'").fetchall())
        stored = {(topic, number): state for topic, number, state in rows}
        lost = [
            (topic, number) for topic, number in self.ledger.filed.items() if stored.get((topic, number)) != "submitted"
        ]
        assert lost == [], "acknowledged and not there"
        assert [topic for topic, n in Counter(topic for topic, _, _ in rows).items() if n > 1] == [], "twice there"
        assert doubled == []
        assert {states[text] for text in self.ledger.promised} <= {"sent"}, Counter(states.values())
        shown = Counter(one.text for one in self.wecom.shown if one.text.endswith("条承诺"))
        assert set(self.ledger.promised) == set(shown), "a promise vanished"
        assert sum(shown.values()) - len(shown) <= self.ledger.ambiguous


async def world(folder: Path, template: Path, rounds: int, seed: int) -> Ledger:
    """Live and die so many times; judge in the end."""
    shutil.copyfile(template, folder / "zhibu.db")
    port = free_port()
    async with FakeWecom(APP_SECRET, (WEBHOOK_KEY,)) as wecom, aiohttp.ClientSession() as client:
        wecom.too_fast = lambda *_: False  # type: ignore[method-assign]  # a life lasts seconds, its clock minutes
        values = {"folder": folder, "port": port, "corp": CORP, "agent": AGENT, "secret": APP_SECRET, "token": TOKEN}
        config = CONFIG.format(**values, aes_key=AES_KEY, key=WEBHOOK_KEY, base=wecom.url)
        (folder / "zhibu.toml").write_text(config, "utf-8")
        one = Round(folder, port, wecom, client, seed)
        await one.servers.open()
        try:
            for number in range(rounds):
                one.promise()
                place = PLACES[number % (len(PLACES) + 1)] if number % (len(PLACES) + 1) < len(PLACES) else "random"
                passages = {"inbox": 40, "handler": 30, "outbox": 2, "tick": 1}.get(place.split(".")[0], 1)
                fault = "" if place == "random" else f"{place}:kill@{one.dice.randint(1, passages)}"
                code = await one.live(fault, 0.4 * one.dice.random() if place == "random" else 4.0)
                assert code == -signal.SIGKILL, (place, code, one.servers.log())
                one.ledger.kills[place] += 1
            await one.finish()
            one.judge()
        finally:
            await one.servers.close()
        return one.ledger


async def test_forty_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, sqlite_template: Callable[[str], Path]
) -> None:
    ledger = await world(tmp_path, sqlite_template("demo"), 40, seed=1)
    assert set(ledger.kills) == {*PLACES, "random"}
    assert len(ledger.filed) > 100 and len(ledger.promised) == 120


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(5))
async def test_five_hundred_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, sqlite_template: Callable[[str], Path], seed: int
) -> None:
    ledger = await world(tmp_path, sqlite_template("demo"), 100, seed=100 + seed)
    assert sum(ledger.kills.values()) == 100


async def test_the_fault_of_the_environment_really_kills_the_command(
    tmp_path: Path, sqlite_template: Callable[[str], Path]
) -> None:
    """Once without the shortcut: ``FAULT=… python -m bot serve``."""
    shutil.copyfile(sqlite_template("demo"), tmp_path / "zhibu.db")
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FAULT": "tick.after_commit:kill@1",
        "ZHIBU_DATABASE": f"sqlite:///{tmp_path}/zhibu.db", "ZHIBU_SERVER__PORT": "0", "ZHIBU_CLOCK": "2026-11-27T09:00",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "serve",
        cwd=tmp_path,
        env=env,
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    await process.communicate()
    assert process.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(tmp_path / "zhibu.db")) as connection:
        assert connection.execute("SELECT count(*) FROM outbox WHERE key LIKE 'remind:%'").fetchone()[0] > 5


async def test_a_server_that_is_asked_to_stop_finishes_what_it_has_in_hand(
    tmp_path: Path, sqlite_template: Callable[[str], Path]
) -> None:
    """SIGTERM under load: exit 0, everything acknowledged is there."""
    shutil.copyfile(sqlite_template("demo"), tmp_path / "zhibu.db")
    port = free_port()
    async with FakeWecom(APP_SECRET, (WEBHOOK_KEY,)) as wecom, aiohttp.ClientSession() as client:
        values = {"folder": tmp_path, "port": port, "corp": CORP, "agent": AGENT, "secret": APP_SECRET, "token": TOKEN}
        (tmp_path / "zhibu.toml").write_text(
            CONFIG.format(**values, aes_key=AES_KEY, key=WEBHOOK_KEY, base=wecom.url), "utf-8"
        )
        one = Round(tmp_path, port, wecom, client, 7)
        await one.servers.open()
        try:
            pid = await one.start("")
            await one.until_it_answers()
            stop = asyncio.Event()
            talking = [asyncio.ensure_future(one.talk(person, stop)) for person in PEOPLE]
            while len(one.ledger.filed) < 20:
                assert not all(task.done() for task in talking), one.servers.log()
                await asyncio.sleep(0.01)
            assert await one.servers.end(pid) == 0, one.servers.log()
            stop.set()
            await asyncio.gather(*talking)
            await one.finish()
            one.judge()
        finally:
            await one.servers.close()
