"""Whom the console refuses: other machines, other pages, other names of this one, bodies that are not its page's."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.app import build
from bot.console import console_routes
from bot.console_guard import Problem, check
from config.settings import Console as ConsoleSettings
from config.settings import Server, Settings
from storage.database import Database
from tests.bot.console_page import Desk, still
from tests.fakes.house import demo_settings, dump

SETTINGS = Settings(demo=True)
ROUTES = [
    ("GET", "/console"),
    ("GET", "/console/static/{name}"),
    ("GET", "/console/files/{id}"),
    ("GET", "/console/desk"),
    ("GET", "/console/api/state"),
    ("GET", "/console/api/events"),
    ("POST", "/console/api/say"),
    ("POST", "/console/api/read"),
    ("POST", "/console/api/files"),
    ("POST", "/console/api/clock"),
]
FOREIGN_HOSTS = ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[", ""]


async def test_these_are_all_the_routes(desk: Desk) -> None:
    assert [(one.method, one.path) for one in console_routes(desk.room, SETTINGS)] == ROUTES


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
async def test_every_route_refuses_a_foreign_host(desk: Desk, host: str) -> None:
    before = dump(desk.app.database)
    for method, path in ROUTES:
        address = path.replace("{", "").replace("}", "")
        answer = await desk.client.request(method, address, headers=desk.ours(Host=host))
        assert answer.status in (400, 403), path
        assert answer.headers.get("X-Content-Type-Options", "nosniff") == "nosniff"
    assert dump(desk.app.database) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_every_unsafe_route_refuses_another_page(desk: Desk, headers: dict[str, str]) -> None:
    before = dump(desk.app.database)
    body = {"person": desk.ids["张敏"], "chat": "", "text": "党课有什么要求", "by": "PT1H"}
    for path in [path for method, path in ROUTES if method == "POST"]:
        answer = await desk.client.post(path, json=body, headers=headers)
        assert answer.status == 403, path
    assert dump(desk.app.database) == before


async def test_only_json_is_read(desk: Desk) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = desk.ours(**{"Content-Type": content_type})
        assert (await desk.client.post("/console/api/say", data=b"{}", headers=headers)).status == 415


async def test_a_body_that_is_no_json_object_or_too_long_is_refused(desk: Desk) -> None:
    headers = desk.ours(**{"Content-Type": "application/json"})
    for body in (b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 200_000, b" " * 300_000):
        answer = await desk.client.post("/console/api/say", data=body, headers=headers)
        assert answer.status in (400, 413), body[:20]
        assert "error" in await answer.json()


def asks(settings: Settings, remote: str, **headers: str) -> None:
    check(make_mocked_request("GET", "/console", headers=headers).clone(remote=remote), settings)


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_this_machine_is_answered(remote: str, host: str) -> None:
    asks(SETTINGS, remote, Host=host)


@pytest.mark.parametrize("remote", ["10.0.0.5", "203.0.113.9", "::ffff:10.0.0.5", "2001:db8::1", ""])
def test_other_machines_are_refused(remote: str) -> None:
    with pytest.raises(Problem):
        asks(SETTINGS, remote, Host="localhost")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_a_proxy_brings_is_not_from_this_machine(header: str) -> None:
    with pytest.raises(Problem):
        asks(SETTINGS, "127.0.0.1", **{"Host": "localhost", header: "203.0.113.9"})


def test_anywhere_lets_others_in_by_address_or_the_public_name_only() -> None:
    public = Server(public_url="https://bot.example.edu")
    open_to_all = Settings(demo=True, console=ConsoleSettings(anywhere=True), server=public)
    for host in ("192.168.1.4:8080", "[2001:db8::1]", "bot.example.edu", "localhost:8080"):
        asks(open_to_all, "10.0.0.5", Host=host)
    with pytest.raises(Problem):
        asks(open_to_all, "10.0.0.5", Host="evil.example")
    with pytest.raises(Problem):
        asks(Settings(demo=True, server=public), "127.0.0.1", Host="bot.example.edu")


async def test_without_the_demo_there_is_no_console(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> None:
    url = f"sqlite:///{shutil.copyfile(sqlite_template('migrated'), tmp_path / 'plain.db')}"
    app = build(demo_settings(url, tmp_path, demo=False), still(), database=Database(url))
    assert app.room is None
    await app.close()
