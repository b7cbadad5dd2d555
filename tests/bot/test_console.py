"""The console's routes over a small Room in memory: what they answer, whom they refuse, what no words can do."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.console import Console, mount
from bot.console_files import FILE_LIMIT, safe_name
from bot.console_guard import Problem, check
from bot.console_html import TAGS, markup_html, plain_html
from config.settings import Console as ConsoleSettings
from config.settings import Server, Settings
from tests.bot.console_room import MemoryRoom

Client = TestClient[web.Request, web.Application]
SETTINGS = Settings(demo=True)


@pytest.fixture
def room(tmp_path: Path) -> MemoryRoom:
    return MemoryRoom(tmp_path)


@pytest.fixture
async def client(room: MemoryRoom) -> AsyncIterator[Client]:
    app = web.Application()
    mount(app, room, SETTINGS)
    async with TestClient(TestServer(app)) as made:
        yield made


def ours(client: Client, **more: str) -> dict[str, str]:
    return {"Origin": f"http://{client.host}:{client.port}", **more}


async def post(client: Client, path: str, body: object, status: int = 200) -> Any:
    answer = await client.post(f"/console/api/{path}", json=body, headers=ours(client))
    assert answer.status == status, await answer.text()
    return await answer.json()


async def say(client: Client, text: str, status: int = 200, **more: Any) -> Any:
    return await post(client, "say", {"person": 1, "chat": "", "text": text, **more}, status)


async def state(client: Client, person: int = 1, chat: str = "") -> Any:
    answer = await client.get("/console/api/state", params={"person": person, "chat": chat})
    assert answer.status == 200
    return await answer.json()


# What a person sees


class Scan(HTMLParser):
    """Every tag with its attributes, and the text outside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", {}))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("declaration", {}))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("instruction", {}))


async def test_the_page_is_drawn_by_the_server_with_nothing_inline(client: Client) -> None:
    await say(client, "</script><script>alert(1)</script>党课")
    answer = await client.get("/console?person=1")
    page = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    for tag, attributes in Scan(page).tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/json"


async def test_the_page_opens_for_whoever_is_asked_for_and_else_for_the_first(client: Client) -> None:
    for query, name in (
        ("person=4&chat=g2", "李伟"),
        ("person=999", "张敏"),
        ("person=6&chat=g1", "王芳"),
        ("", "张敏"),
    ):
        page = await (await client.get(f"/console?{query}")).text()
        assert f"我是 {name}" in page


async def test_without_people_the_page_says_what_to_do(room: MemoryRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody() -> list[Any]:
        return []

    monkeypatch.setattr(room, "people", nobody)
    app = web.Application()
    mount(app, room, SETTINGS)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/console")
        assert (answer.status, "花名册" in await answer.text()) == (503, True)


async def test_the_state_has_all_that_the_page_shows(client: Client) -> None:
    await say(client, "党课有什么要求", quote="上面那句")
    seen = await state(client)
    assert seen["clock"] == "2026-11-20T14:06:00+08:00"
    assert seen["movable"] is True
    assert seen["people"][0] | {"face": 0} == {
        "id": 1, "name": "张敏", "role": "党支部书记", "unit": "计算机学院教工第一党支部", "face": 0,
    }  # fmt: skip
    assert [one["kind"] for one in seen["chats"]] == ["single", "group", "group"]
    mine, reply = seen["messages"]
    assert (mine["side"], mine["kind"], mine["text"], mine["quote"]) == ("me", "said", "党课有什么要求", "上面那句")
    assert (reply["side"], reply["kind"], reply["who"]) == ("bot", "reply", "支部助手")
    assert reply["html"].startswith("<p><strong>党课</strong>")
    assert mine["stamp"] == "11月20日 周五 14:06"


async def test_suggestions_fit_the_role_and_address_the_bot_in_a_group(client: Client) -> None:
    assert "我们这个月还差什么" in (await state(client, 1))["suggestions"]
    assert "谁还没交主题党日" in (await state(client, 4))["suggestions"]
    assert all(one.startswith("@支部助手 ") for one in (await state(client, 1, "g1"))["suggestions"])


async def test_unread_counts_what_came_after_the_last_look(client: Client) -> None:
    await post(client, "say", {"person": 2, "chat": "g1", "text": "下午见"})
    await post(client, "say", {"person": 2, "chat": "g1", "text": "@支部助手 党课"})

    async def unread() -> list[int]:
        return [one["unread"] for one in (await state(client))["chats"]]

    await post(client, "clock", {"next": True})
    assert await unread() == [0, 1, 0]  # what was there before the start was read; the push was not
    lines = (await state(client, 1, "g1"))["messages"]
    assert await unread() == [0, 0, 0]
    await post(client, "say", {"person": 2, "chat": "g1", "text": "又一句"})
    assert await unread() == [0, 1, 0]
    last = (await state(client, 2, "g1"))["messages"][-1]["id"]
    await post(client, "read", {"person": 1, "chat": "g1", "id": last})
    assert await unread() == [0, 0, 0]
    assert len(lines) == 4


@pytest.mark.parametrize("query", ["person=99", "person=", "person=x", "person=1&chat=nope", "person=6&chat=g1"])
async def test_a_person_or_chat_that_is_not_there_or_not_ones_own_is_not_found(client: Client, query: str) -> None:
    answer = await client.get(f"/console/api/state?{query}")
    assert answer.status == 404
    assert "error" in await answer.json()


# Saying


async def test_what_is_said_comes_back_with_its_reply(client: Client) -> None:
    lines = (await say(client, "我们这个月还差什么"))["messages"]
    assert [line["side"] for line in lines] == ["me", "bot"]
    assert "<ol>" in lines[1]["html"]


async def test_the_same_key_again_counts_once_and_is_answered_the_same(client: Client, room: MemoryRoom) -> None:
    first = await say(client, "党课", key="k1")
    assert await say(client, "党课", key="k1") == first
    assert room.times_said == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 400),
        ({"text": " \n"}, 400),
        ({"text": "长" * 20_001}, 413),
        ({"text": 5}, 400),
        ({"text": "x", "quote": []}, 400),
        ({"text": "x", "files": "f1"}, 400),
        ({"text": "x", "files": [1]}, 400),
        ({"text": "x", "files": ["f"] * 10}, 400),
        ({"text": "x", "files": ["f-unknown"]}, 404),
        ({"text": "x", "person": 77}, 404),
        ({"text": "x", "person": None}, 404),
        ({"text": "x", "chat": ["g1"]}, 404),
    ],
)
async def test_a_bad_message_is_refused_with_a_line_for_the_person(
    client: Client, room: MemoryRoom, body: dict[str, Any], status: int
) -> None:
    told = await post(client, "say", {"person": 1, "chat": ""} | body, status)
    assert told["error"]
    assert room.times_said == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 200_000, b" " * 300_000])
async def test_a_body_that_is_no_json_object_or_too_long_is_refused(client: Client, body: bytes) -> None:
    headers = ours(client, **{"Content-Type": "application/json"})
    answer = await client.post("/console/api/say", data=body, headers=headers)
    assert answer.status in (400, 413)
    assert "error" in await answer.json()


# Whom it refuses

ROUTES = [(one.method, one.path) for one in Console(MemoryRoom(Path()), SETTINGS).routes()]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[", ""])
async def test_every_route_refuses_a_foreign_host(client: Client, method: str, path: str, host: str) -> None:
    answer = await client.request(method, path.replace("{", "").replace("}", ""), headers=ours(client, Host=host))
    assert answer.status in (400, 403)
    assert answer.headers.get("X-Content-Type-Options", "nosniff") == "nosniff"


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
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
async def test_every_unsafe_route_refuses_another_page(client: Client, path: str, headers: dict[str, str]) -> None:
    answer = await client.post(path, json={"person": 1, "chat": "", "text": "x"}, headers=headers)
    assert answer.status == 403


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_only_json_is_read(client: Client, content_type: str) -> None:
    headers = ours(client, **{"Content-Type": content_type})
    assert (await client.post("/console/api/say", data=b"{}", headers=headers)).status == 415


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
    open_to_all = Settings(
        demo=True, console=ConsoleSettings(anywhere=True), server=Server(public_url="https://bot.example.edu")
    )
    for host in ("192.168.1.4:8080", "[2001:db8::1]", "bot.example.edu", "localhost:8080"):
        asks(open_to_all, "10.0.0.5", Host=host)
    with pytest.raises(Problem):
        asks(open_to_all, "10.0.0.5", Host="evil.example")
    with pytest.raises(Problem):
        asks(
            Settings(demo=True, server=Server(public_url="https://bot.example.edu")),
            "127.0.0.1",
            Host="bot.example.edu",
        )


# Files


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


async def upload(client: Client, name: str, content: bytes, field: str = "file") -> tuple[int, Any]:
    form = FormData(quote_fields=False)  # as browsers do
    form.add_field(field, io.BytesIO(content), filename=name, content_type="text/html")
    answer = await client.post("/console/api/files", data=form, headers=ours(client))
    return answer.status, await answer.json()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("签到.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("a.gif", b"GIF89a" + bytes(9), "image/gif"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("通知.pdf", b"%PDF-1.7\n", "application/octet-stream"),
        ("表.docx", zipped("word/document.xml"), "application/octet-stream"),
        ("表.xlsx", zipped("xl/workbook.xml"), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode(), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode("gb18030"), "application/octet-stream"),
        ("名单.txt", "张敏，赵强".encode("utf-16"), "application/octet-stream"),
        ("page.html", b"<script>alert(1)</script>", "application/octet-stream"),
    ],
)
async def test_i12_a_file_is_taken_by_its_bytes_and_served_as_a_download(
    client: Client, name: str, content: bytes, served: str
) -> None:
    status, line = await upload(client, name, content)
    assert (status, line["name"], line["size"]) == (200, name, len(content))
    answer = await client.get(f"/console/files/{line['id']}")
    assert (answer.status, await answer.read()) == (200, content)
    assert answer.headers["Content-Type"] == served
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    sent = (await say(client, "", files=[line["id"]]))["messages"][0]["files"]
    assert sent == [{"id": line["id"], "name": name, "size": len(content), "image": served.startswith("image/")}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04broken",
        zipped("evil.sh"),
        b"\x7fELF\x01",
        b"text\x00with nul",
        b"\x1b[31mred",
    ],
)
async def test_other_kinds_of_file_are_refused(client: Client, content: bytes) -> None:
    status, told = await upload(client, "表.docx", content)
    assert status == 415
    assert "表.docx" in told["error"]


async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()

    async def pieces() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(FILE_LIMIT // 65536 + 2):
            yield b"a" * 65536
        yield b"\r\n--b--\r\n"

    headers = ours(client, **{"Content-Type": "multipart/form-data; boundary=b"})
    answer = await client.post("/console/api/files", data=pieces(), headers=headers)
    assert answer.status == 413
    assert list((tmp_path / "temp").iterdir()) == []


async def test_a_file_of_exactly_the_limit_is_taken(client: Client) -> None:
    status, line = await upload(client, "a.txt", b"a" * FILE_LIMIT)
    assert (status, line["size"]) == (200, FILE_LIMIT)


@pytest.mark.parametrize("body", [b"", b"--b--\r\n", b"nonsense", b"--b\r\n\r\nx\r\n--b--\r\n", b"--b\r\nContent-Disp"])
async def test_a_damaged_upload_is_refused(client: Client, body: bytes) -> None:
    headers = ours(client, **{"Content-Type": "multipart/form-data; boundary=b"})
    answer = await client.post("/console/api/files", data=body, headers=headers)
    assert answer.status == 400
    assert (await answer.json())["error"]


async def test_a_file_of_another_field_or_id_is_not_found(client: Client) -> None:
    assert (await upload(client, "a.txt", b"x", field="other"))[0] == 400
    assert (await client.get("/console/files/nope")).status == 404


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\表.docx", "表.docx"),
        ("fdp\u202etxt.exe", "fdptxt.exe"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("", "文件"),
        ("...", "文件"),
        ("长" * 200 + ".docx", "长" * 75 + ".docx"),
    ],
)
def test_a_name_is_only_a_label(name: str, label: str) -> None:
    assert safe_name(name) == label


# The clock


async def test_the_clock_goes_to_the_next_reminder_and_tells_what_was_sent(client: Client) -> None:
    told = await post(client, "clock", {"next": True})
    assert told["clock"] == "2026-11-23T09:00:00+08:00"
    group, single = told["pushed"]
    assert (group["to"], group["chat"], group["person"]) == ("计算机学院教工第一党支部群", "g1", 1)
    assert group["html"].startswith('<p class="title"><strong>主题党日提醒</strong></p>')
    assert (single["to"], single["chat"], single["stamp"]) == ("张敏", "", "11月23日 周一 09:00")


@pytest.mark.parametrize(
    ("body", "clock"),
    [
        ({"by": "PT1H"}, "2026-11-20T15:06:00+08:00"),
        ({"by": "P1DT30M"}, "2026-11-21T14:36:00+08:00"),
        ({"to": "2026-11-21T09:00"}, "2026-11-21T09:00:00+08:00"),
        ({"to": "2026-11-21T01:00:00Z"}, "2026-11-21T09:00:00+08:00"),
    ],
)
async def test_the_clock_moves_by_a_span_or_to_a_moment(client: Client, body: Any, clock: str) -> None:
    assert (await post(client, "clock", body))["clock"] == clock


@pytest.mark.parametrize(
    "body",
    [{}, {"by": ""}, {"by": "P"}, {"by": "PT"}, {"by": "PT0H"}, {"by": "-PT1H"}, {"by": "1 hour"}, {"by": 5},
     {"to": "yesterday"}, {"to": "2026-11-20T14:06"}, {"to": "2020-01-01T00:00"}, {"to": "2036-01-01T00:00"},
     {"to": 5}, {"next": False}],
)  # fmt: skip
async def test_the_clock_goes_only_forward_and_only_by_what_it_understands(client: Client, body: Any) -> None:
    assert (await post(client, "clock", body, 400))["error"]
    assert (await state(client))["clock"] == "2026-11-20T14:06:00+08:00"


async def test_nothing_in_sight_is_said(client: Client) -> None:
    await post(client, "clock", {"to": "2026-12-01T09:00"})
    assert "没有" in (await post(client, "clock", {"next": True}, 409))["error"]


async def test_a_real_clock_is_not_moved(tmp_path: Path) -> None:
    app = web.Application()
    mount(app, MemoryRoom(tmp_path, movable=False), SETTINGS)
    async with TestClient(TestServer(app)) as client:
        assert "真实时间" in (await post(client, "clock", {"by": "PT1H"}, 409))["error"]
        assert "不能拨动" in await (await client.get("/console")).text()


# Live


async def event(stream: Any) -> tuple[str, Any]:
    name = ""
    while line := (await asyncio.wait_for(stream.readline(), 5)).decode().rstrip("\n"):
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))
    return await event(stream)


async def test_messages_and_the_clock_arrive_live_for_who_may_see_them(client: Client, room: MemoryRoom) -> None:
    async with client.get("/console/api/events?person=1") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        await post(client, "say", {"person": 4, "chat": "", "text": "只有我和机器人"})
        await post(client, "say", {"person": 2, "chat": "g1", "text": "大家好"})
        name, value = await event(answer.content)
        assert (name, value["chat"], value["message"]["text"]) == ("message", "g1", "大家好")
        assert value["message"]["side"] == "other"
        await post(client, "clock", {"by": "PT1H"})
        assert await event(answer.content) == ("clock", {"clock": "2026-11-20T15:06:00+08:00"})


async def test_a_quiet_stream_beats_and_a_stream_left_is_let_go(room: MemoryRoom) -> None:
    console = Console(room, SETTINGS, heartbeat=0.01)
    app = web.Application()
    app.add_routes(console.routes())
    app.on_shutdown.append(console.close)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/console/api/events?person=1")
        assert await answer.content.readline() == b"retry: 2000\n"
        assert [await answer.content.readline() for _ in range(3)][1] == b": still here\n"
        assert room.listeners == 1
        answer.close()
        async with asyncio.timeout(5):
            while room.listeners:
                await asyncio.sleep(0)


async def test_a_shutdown_ends_open_streams_at_once(room: MemoryRoom) -> None:
    app = web.Application()
    mount(app, room, SETTINGS)
    client = TestClient(TestServer(app))
    await client.start_server()
    answer = await client.get("/console/api/events?person=1")
    await answer.content.readline()
    async with asyncio.timeout(5):
        await client.server.close()
    assert room.listeners == 0
    await client.close()


# Static files


async def test_static_files_are_served_once_and_nothing_else_is(client: Client) -> None:
    first = await client.get("/console/static/console.css")
    assert (first.status, first.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    again = await client.get("/console/static/console.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    for name in ("page.html.j2", "..%2fconsole.py", "nope.js", "%2e%2e"):
        assert (await client.get(f"/console/static/{name}")).status == 404


# Words made HTML


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行", "<p>一行</p>"),
        ("一行\n二行\n\n三行", "<p>一行<br>二行</p><p>三行</p>"),
        ("**标题**\n话", '<p class="title"><strong>标题</strong></p><p>话</p>'),
        ("这**很**重", "<p>这<strong>很</strong>重</p>"),
        ("2**3 和 ** x ** 与 ****", "<p>2**3 和 ** x ** 与 ****</p>"),
        ("- 甲\n- **乙**", "<ul><li>甲</li><li><strong>乙</strong></li></ul>"),
        (
            "- 时间：15:00\n- 地点：305",
            '<ul class="fields"><li><span class="key">时间</span><span class="value">15:00</span></li>'
            '<li><span class="key">地点</span><span class="value">305</span></li></ul>',
        ),
        (
            "- 时间：15:00\n- 地点：305\n- 应到18",
            '<ul class="fields"><li><span class="key">时间</span><span class="value">15:00</span></li>'
            '<li><span class="key">地点</span><span class="value">305</span></li>'
            '<li><span class="value">应到18</span></li></ul>',
        ),
        ("- 时间：15:00\n- 甲", "<ul><li>时间：15:00</li><li>甲</li></ul>"),
        ("3. 甲", '<ol><li><span class="key">3.</span><span class="value">甲</span></li></ol>'),
        ("> 甲\n> 乙", "<blockquote>甲<br>乙</blockquote>"),
        ("[x](http://a) # y `z` <b>", "<p>[x](http://a) # y `z` &lt;b&gt;</p>"),
        ("", ""),
    ],
)
def test_the_house_markup(text: str, html: str) -> None:
    assert markup_html(text) == html


PIECES = st.sampled_from(
    ["**", "- ", "> ", "1. ", "：", "\n", "<script>", "</p>", "<img src=x onerror=alert(1)>", "javascript:", '"', "'",
     "&lt;", "&#60;", "<!--", "-->", "<![CDATA[", "<svg/onload=x>", "\r", "\u2028", "\0", "字段", "a", " "]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)


@given(HOSTILE)
def test_i11_no_active_construct_ever_survives(text: str) -> None:
    scan = Scan(markup_html(text))
    for tag, attributes in scan.tags:
        assert tag in TAGS
        assert set(attributes) <= {"class"}
        assert (attributes.get("class") or "") in TAGS[tag]


@given(HOSTILE)
def test_no_word_is_lost_or_added(text: str) -> None:
    def words(value: str) -> str:
        return "".join(
            sign
            for sign in value
            if sign not in "*->：. \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\0\ufffd" and not sign.isspace()
        )

    assert words(Scan(markup_html(text)).text) == words(text)
    assert Scan(plain_html(text)).tags == []
