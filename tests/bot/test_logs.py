"""Log lines: one JSON object each, with the message's key, and never a secret, a text or a name."""

import json
from collections.abc import Iterator

import pytest
import structlog

import bot.logs
from bot.logs import log, set_up
from config.settings import Settings
from tests.bot.channels.house import SECRETS
from tests.bot.channels.house import settings as full_settings
from tests.fakes.house import House


@pytest.fixture(autouse=True)
def _reset(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A logger of the test's own: the process's is bound at its first line and for good."""
    before = structlog.get_config()
    monkeypatch.setattr(bot.logs, "_LOG", structlog.get_logger())
    yield
    structlog.configure(**before)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings())
    log().info("started", address="http://127.0.0.1:1", channels=["a"])
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["channels"]) == ("started", "info", ["a"])
    assert str(line["timestamp"]).endswith("Z")


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_level="warning"))
    log().info("quiet")
    log().warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_no_secret_gets_in_by_any_way(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(full_settings())
    secrets = [one for one in SECRETS if one not in ("canary", "token-")]
    for secret in secrets:
        log().warning("push.failed", reason=f"https://x/?key={secret}&y=1")
        try:
            raise ValueError(f"could not reach https://x/{secret}")
        except ValueError:
            log().exception("failed", key=secret)
        log().error("listed", parts=[secret, {"deep": secret}])
        log().error(f"in the event {secret}")
    written = capsys.readouterr().err
    assert "***" in written
    for secret in secrets:
        assert secret not in written


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_conversation_leaves_no_text_and_no_name_in_the_log(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(Settings(log_level="debug"))
    for words in (
        "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章",
        "好",
        "昨天和林晓燕谈心谈话",
        "呃呃呃",
    ):
        await house.say("zhangmin", words)
    written = capsys.readouterr().err
    for word in ("主题党日", "王华", "301", "学习党章", "林晓燕", "呃呃呃", "张敏"):
        assert word not in written


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_failure_is_logged_once_with_its_stack_and_the_message_s_key(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(Settings())

    def broken(*_: object) -> str:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.app.renderer), "words", broken)
        await house.say("zhangmin", "还差什么", id="the-key")
    failures = [line for line in lines(capsys) if line["level"] == "error"]
    assert len(failures) == 1
    assert "the-key" in str(failures[0]["key"]) and "boom" in str(failures[0]["exception"])
