"""``zhibu check``: what is wrong is said in one line, with how to mend it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import checkup
from bot.checkup import Result, examine
from config.settings import Settings
from tests.bot.channels.house import settings as full_settings


def found(settings: Settings) -> dict[str, Result]:
    return {one.what: one for one in examine(settings)}


def test_a_good_house_is_told_so(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> None:
    results = found(Settings(database=f"sqlite:///{sqlite_template('demo')}", folder=tmp_path))
    assert results["数据库"].ok and results["要求目录"].ok and results["配置"].ok
    assert all("\n" not in one.words and one.words for one in results.values())


def test_no_database_yet(tmp_path: Path) -> None:
    assert found(Settings(database=f"sqlite:///{tmp_path}/none.db"))["数据库"].ok
    assert not (tmp_path / "none.db").exists() or (tmp_path / "none.db").stat().st_size == 0


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_postgresql_that_was_not_migrated(new_url: Callable[[str], str]) -> None:
    result = found(Settings(database=new_url("empty")))["数据库"]
    assert not result.ok and "zhibu migrate" in result.words
    assert found(Settings(database=new_url("migrated")))["数据库"].ok


def test_a_postgresql_that_is_not_there() -> None:
    result = found(Settings(database="postgresql+psycopg://nobody@127.0.0.1:1/x"))["数据库"]
    assert not result.ok and "连不上" in result.words


def test_a_requirement_file_of_ones_own_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("this is = not [ toml")
    assert not found(Settings(database=f"sqlite:///{tmp_path}/x.db", requirements=tmp_path))["要求目录"].ok


def test_holidays_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "h.toml").write_text("[2027\n")
    assert not found(Settings(database=f"sqlite:///{tmp_path}/x.db", holidays=tmp_path / "h.toml"))["节假日"].ok


def test_a_year_without_known_holidays_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "wall", lambda: datetime(2035, 6, 1, tzinfo=UTC))
    result = found(Settings(database=f"sqlite:///{tmp_path}/x.db"))["节假日"]
    assert not result.ok and "2035" in result.words


def test_each_platform_with_the_address_to_enter_there(tmp_path: Path) -> None:
    base = full_settings(database=f"sqlite:///{tmp_path}/x.db")
    results = found(base)
    assert not results["wecom.app.main"].ok and "public_url" in results["wecom.app.main"].words
    public = base.model_copy(
        update={"server": base.server.model_copy(update={"public_url": "https://bot.example.edu.cn"})}
    )
    results = found(public)
    assert "https://bot.example.edu.cn/wecom/app/main" in results["wecom.app.main"].words
    assert results["wecom.webhook.org"].ok
    assert not any("canary" in one.words for one in results.values())


def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "_filesystem", lambda folder: "nfs")
    assert not found(Settings(database=f"sqlite:///{tmp_path}/x.db"))["磁盘"].ok
