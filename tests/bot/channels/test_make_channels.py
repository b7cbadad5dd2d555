"""The one list of platforms: what is configured is made, and nothing else is even imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bot.channels
from bot.channels import NotBuilt, make_channels
from bot.channels.channel import Channel
from bot.channels.console import ConsoleChannel
from bot.channels.outbound import Outbound
from config.settings import Settings
from handlers.message import Message, Push
from tests.bot.channels.house import AES_KEY, NOW, TOKEN, channels


def test_every_section_becomes_a_channel() -> None:
    assert list(channels()) == [
        "console",
        "wecom.app.main",
        "wecom.aibot.helper",
        "wecom.webhook.org",
        "dingtalk.robot.main",
        "dingtalk.webhook.org",
    ]


def test_two_sections_of_one_kind_are_two_channels() -> None:
    section = {"token": TOKEN, "aes_key": AES_KEY}
    settings = Settings(wecom={"aibot": {"a": section, "b": section}})
    made = make_channels(settings, Outbound(), lambda: NOW)
    assert [(one.name, one.path) for one in made] == [
        ("wecom.aibot.a", "/wecom/aibot/a"),
        ("wecom.aibot.b", "/wecom/aibot/b"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"wecom": {"aibot": {"a": {"mode": "socket", "bot_id": "b", "secret": "s"}}}},
        {"dingtalk": {"robot": {"a": {"mode": "stream", "client_id": "c", "client_secret": "s"}}}},
    ],
)
def test_a_way_of_connecting_that_is_not_built_is_said_at_start(values: dict[str, object]) -> None:
    with pytest.raises(NotBuilt, match="mode"):
        make_channels(Settings(**values), Outbound(), lambda: NOW)  # type: ignore[arg-type]


def test_a_platform_that_is_not_configured_is_not_imported() -> None:
    code = (
        "import sys; from datetime import datetime\n"
        "from bot.channels import make_channels; from bot.channels.outbound import Outbound\n"
        "from config.settings import Settings\n"
        "made = make_channels(Settings(demo=True), Outbound(), datetime.now)\n"
        "assert [one.name for one in made] == ['console']\n"
        "found = [m for m in sys.modules if m.startswith(('wechatpy', 'requests', 'cryptography', 'bot.channels.'))]\n"
        "print(*sorted(found))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "bot.channels.channel",
        "bot.channels.console",
        "bot.channels.outbound",
        "bot.channels.wire",
    ]


SEALED = """
import sys
from datetime import UTC, datetime
from bot.channels import make_channels
from bot.channels.channel import Callback
from bot.channels.envelope import Envelope
from bot.channels.outbound import Outbound
from config.settings import Settings

now = datetime(2026, 11, 20, tzinfo=UTC)
key = "A" * 43
app = dict(corp_id="ww1", agent_id=1, secret="s", token="t", aes_key=key)
channel, = make_channels(Settings(wecom={"app": {"main": app}}), Outbound(), lambda: now)
envelope = Envelope("t", key, "ww1")

def say(kind, more):
    plain = f"<xml><FromUserName>z</FromUserName><CreateTime>{int(now.timestamp())}</CreateTime>"
    sealed = envelope.seal(f"{plain}<MsgType>{kind}</MsgType>{more}</xml>".encode())
    query = {"msg_signature": envelope.sign("1", "2", sealed), "timestamp": "1", "nonce": "2"}
    received = channel.receive(Callback("POST", query, {}, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()), now)
    assert channel.answer(received, "ok")
    return "wechatpy" in sys.modules

print(say("text", "<Content>x</Content>"), say("image", "<MediaId>m</MediaId><PicUrl>p</PicUrl>"))
"""


def test_wechatpy_is_imported_by_the_first_message_that_needs_it() -> None:
    done = subprocess.run([sys.executable, "-c", SEALED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


async def test_the_console_hands_its_words_to_who_listens() -> None:
    heard: list[tuple[str, Push]] = []

    async def deliver(address: str, push: Push) -> None:
        heard.append((address, push))

    settings = Settings(console={"enabled": True})
    console: Channel = make_channels(settings, Outbound(), lambda: NOW, deliver)[0]
    assert isinstance(console, ConsoleChannel)
    push = Push("**好**\n" * 5000, key="k")
    assert console.parts(push.text) == [push.text]
    await console.send(console.address_of("g1", "u1"), push)
    await console.send(console.address_of("", "u1"), push)
    assert heard == [("chat:g1", push), ("user:u1", push)]


async def test_a_console_without_a_listener_is_content() -> None:
    console = channels()["console"]
    await console.send("user:u1", Push("好"))
    await console.close()


def test_platforms_apart() -> None:
    """No channel's module knows another's."""
    kinds = {"console", *(module for _, module, _, _ in bot.channels.PLATFORMS)}
    folder = Path(bot.channels.__file__).parent
    for kind in kinds:
        tree = ast.parse((folder / f"{kind}.py").read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not (names | {module.rpartition(".")[2] for module in modules}) & (kinds - {kind})


def test_a_message_key_is_channel_sender_and_id() -> None:
    assert Message(channel="c", id="1", sender="s", text="", at=NOW).key == "c:s:1"
