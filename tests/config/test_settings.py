"""Settings: typed, frozen, checked at start; every mistake at once, each with a hint."""

import os
import re
from datetime import time
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load

AES = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WHOLE = f"""
timezone = "Asia/Shanghai"
database = "sqlite:///var/zhibu.db"
[server]
port = 9000
public_url = "https://bot.example.edu.cn"
[wecom.app.main]
corp_id = "ww1"
agent_id = 1000002
secret = "${{WECOM_SECRET}}"
token = "t"
aes_key = "{AES}"
[wecom.aibot.helper]
token = "t"
aes_key = "{AES}"
names = ["支部助手"]
[wecom.webhook.org]
key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=the-key"
unit = "计算机学院党总支"
purposes = ["summary"]
[dingtalk.robot.main]
client_id = "c"
client_secret = "s"
[dingtalk.webhook.org]
access_token = "https://oapi.dingtalk.com/robot/send?access_token=tok"
secret = "SEC1"
[reminders]
at = "08:45"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "zhibu.toml"
    file.write_text(text, "utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as told:
        load(write(folder, text))
    return told.value.problems


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("ZHIBU_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_a_file_it_is_the_demo_on_this_machine_only() -> None:
    settings = load()
    assert settings.demo and settings.console_on and settings.server.host == "127.0.0.1"
    assert str(settings.sqlite_file) == "var/zhibu.db" and settings.real_channels == []


def test_a_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECOM_SECRET", "very secret")
    settings = load(write(tmp_path, WHOLE))
    assert settings.wecom.app["main"].secret.get_secret_value() == "very secret"
    assert settings.wecom.webhook["org"].key.get_secret_value() == "the-key"
    assert settings.dingtalk.webhook["org"].access_token.get_secret_value() == "tok"
    assert (settings.reminders.at, settings.server.port) == (time(8, 45), 9000)
    assert settings.demo is False and not settings.console_on
    # A smart bot that is called back calls nobody: it is no reason to keep the clock.
    assert len(settings.real_channels) == 4


def test_the_file_in_this_folder_is_found_by_itself(tmp_path: Path) -> None:
    write(tmp_path, "[server]\nport = 9123\n")
    assert load().server.port == 9123


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBU_SERVER__PORT", "9999")
    monkeypatch.setenv("ZHIBU_DATABASE", "sqlite:///other.db")
    monkeypatch.setenv("ZHIBU_LOG_LEVEL", "")
    settings = load(write(tmp_path, "[server]\nport = 9000\nhost = '0.0.0.0'\n"))
    assert (settings.server.port, settings.server.host, settings.database) == (9999, "0.0.0.0", "sqlite:///other.db")


def test_secrets_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECOM_SECRET", "very secret")
    shown = repr(load(write(tmp_path, WHOLE))) + str(load(write(tmp_path, WHOLE)))
    for secret in ("very secret", "the-key", "SEC1", AES):
        assert secret not in shown


def test_nothing_can_be_changed_afterwards() -> None:
    settings = load()
    with pytest.raises(Exception, match="frozen"):
        settings.database = "x"  # type: ignore[misc]
    with pytest.raises(Exception, match="frozen"):
        settings.server.port = 1


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ('database = "mysql://x"', ["database", "sqlite:///"]),
        ('timezone = "Asia/Pekin"', ["timezone", "Asia/Shanghai"]),
        ("nonsense = 1", ["nonsense", "没有这个设置"]),
        ("[server]\nport = 99999", ["server.port", "太大"]),
        ('[server]\nport = "abc"', ["server.port", "整数"]),
        ("[wecom.app.main]\ncorp_id = 'x'", ["wecom.app.main.secret", "缺少"]),
        (f"[wecom.aibot.a]\ntoken = 't'\naes_key = '{AES[:-1]}'", ["wecom.aibot.a", "43"]),
        ("[wecom.aibot.a]\nmode = 'socket'", ["wecom.aibot.a", "bot_id"]),
        ("[wecom.aibot.a]\nmode = 'other'", ["wecom.aibot.a.mode", "callback"]),
        ("[wecom.webhook.a]\nkey = ' '", ["wecom.webhook.a.key", "不能为空"]),
        ("[wecom.webhook.a]\nkey = 'x'\napi_base = 'qyapi'", ["wecom.webhook.a.api_base", "网址"]),
        ("[wecom.webhook.a]\nkey = 'x'\npurposes = ['other']", ["purposes", "可选"]),
        ("[reminders]\nat = 'nine'", ["reminders.at", "09:00"]),
        ("[reminders]\nsummary_weekday = 8", ["reminders.summary_weekday"]),
        ("[wecom.webhook.a]\nkey = '${NOT_THERE}'", ["NOT_THERE", "没有设置"]),
        ("this is not toml", ["写法有误"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_hint(tmp_path: Path, text: str, hints: list[str]) -> None:
    told = "\n".join(problems(tmp_path, text))
    for hint in hints:
        assert hint in told, told
    assert "pydantic" not in told and "Input" not in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = problems(tmp_path, 'timezone = "x"\nnonsense = 1\n[server]\nport = -1\n[reminders]\nat = "x"\n')
    assert len(told) == 4


def test_a_file_that_cannot_be_read_as_text(tmp_path: Path) -> None:
    file = tmp_path / "zhibu.toml"
    file.write_bytes('timezone = "上海"'.encode("gbk"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(file)
    with pytest.raises(SettingsError, match="读不到"):
        load(tmp_path)


def test_only_addresses_outside_this_machine_are_real(tmp_path: Path) -> None:
    local = Settings(wecom={"webhook": {"a": {"key": "k", "api_base": "http://127.0.0.1:1"}}})
    assert local.real_channels == []
    outside = Settings(wecom={"webhook": {"a": {"key": "k", "api_base": "http://127.0.0.1.evil.example"}}})
    assert outside.real_channels == ["wecom.webhook.a"]


def test_the_example_file_is_a_valid_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path(__file__).parent.parent.parent / "config" / "example.toml"
    text = file.read_text("utf-8")
    for name in set(re.findall(r"\$\{(\w+)\}", text)):
        monkeypatch.setenv(name, AES if "AES" in name else "x")
    assert isinstance(load(file), Settings)
