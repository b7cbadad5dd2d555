"""Everything joined: the embedded file comes up to date by itself, PostgreSQL is refused in helpful words."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import build, ready_database, running
from config.settings import Settings
from storage.database import Closed
from storage.schema import SchemaOld, current, head
from tests.fakes.clock import FakeClock
from tests.fakes.house import NOW, House


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_new_file_is_made_and_brought_to_this_release(tmp_path: Path, engine: str) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path}/deep/down/zhibu.db", folder=tmp_path)
    database = ready_database(settings, NOW)
    database.close()
    assert current(settings.database) == head()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_postgresql_of_another_release_is_refused(new_url: Callable[[str], str], tmp_path: Path) -> None:
    with pytest.raises(SchemaOld, match="数据库结构不是当前版本，请先运行：zhibu migrate"):
        ready_database(Settings(database=new_url("empty"), folder=tmp_path), NOW)
    ready_database(Settings(database=new_url("migrated"), folder=tmp_path), NOW).close()


async def test_the_demo_is_loaded_into_what_is_empty_and_only_there(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    settings = Settings(database=new_url("migrated"), folder=tmp_path, demo=True)
    for _ in range(2):
        app = build(settings, FakeClock(NOW))
        assert len(app.database.do(lambda work: work.units.branches_within("/"))) == 15
        assert (
            app.database.do(lambda work: work._connection.execute(text("SELECT count(*) FROM records")).scalar()) == 180
        )
        await app.close()


async def test_without_the_demo_nothing_is_invented(new_url: Callable[[str], str], tmp_path: Path) -> None:
    app = build(Settings(database=new_url("migrated"), folder=tmp_path, demo=False), FakeClock(NOW))
    assert app.room is None
    assert app.database.do(lambda work: (work.units.everything(), work.people.everybody())) == ([], [])
    await app.close()


async def test_a_webhook_robot_of_the_settings_is_bound_to_its_unit(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    section = {"webhook": {"org": {"key": "k", "unit": "计算机学院党总支", "purposes": ["summary"]}}}
    settings = Settings(database=new_url("demo"), folder=tmp_path, demo=False, wecom=section)
    for _ in range(2):
        app = build(settings, FakeClock(NOW))
        chats = [
            chat
            for chat in app.database.do(lambda work: work.chats.everything())
            if chat.channel == "wecom.webhook.org"
        ]
        assert [(chat.purposes, chat.push_channel) for chat in chats] == [(("summary",), "wecom.webhook.org")]
        await app.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_running_ticks_at_once_delivers_and_ends_in_order(house: House) -> None:
    house.clock.set("2026-11-27 09:00")
    async with running(house.app):
        for _ in range(1000):
            if house.do(lambda work: work.pushes.newest_id() and not work.pushes.next_waiting(("console",))):
                break
            await asyncio.sleep(0.005)
        states = {row["state"] for row in house.rows("outbox")}
        assert states == {"sent"}
    with pytest.raises(Closed):
        house.do(lambda work: None)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_under_a_second_release_s_feet_is_copied_before(new_url: Callable[[str], str], tmp_path: Path) -> None:
    settings = Settings(database=new_url("demo"), folder=tmp_path)
    ready_database(settings, NOW).close()
    assert not (tmp_path / "backups").exists(), "what is current is not copied"
