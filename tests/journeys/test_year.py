"""A simulated year: kills, days without service, clocks set back, one process or two; each reminder once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.bot.channels.house import APP_SECRET
from tests.fakes.platforms import FakeWecom
from tests.journeys.year import Year

pytestmark = pytest.mark.xdist_group("year")
FIRST, LAST = date(2025, 3, 1), date(2026, 2, 28)


@asynccontextmanager
async def founded(folder: Path, url: str, branches: int, seed: int) -> AsyncIterator[Year]:
    """A school, served by one process on SQLite and by two on PostgreSQL."""
    async with FakeWecom(APP_SECRET) as wecom:
        year = Year(folder, url, wecom, branches, 1 if url.startswith("sqlite") else 2, seed)
        try:
            await year.open(FIRST)
            yield year
        finally:
            await year.close()


async def a_year(folder: Path, url: str, branches: int, kills: int, seed: int) -> dict[str, int]:
    async with founded(folder, url, branches, seed) as year:
        await year.live(FIRST, LAST, kills)
        assert year.kept.refused == []
    found = year.judge()
    assert found["promised"] > 40 * branches and found["promised"] > 0.6 * found["expected"], found
    return found


async def test_a_year_of_eight_branches_with_ten_kills(new_url: Callable[[str], str], tmp_path: Path) -> None:
    await a_year(tmp_path, new_url("migrated"), branches=8, kills=10, seed=1)


@pytest.mark.nightly
async def test_a_year_of_300_branches_with_a_hundred_kills(new_url: Callable[[str], str], tmp_path: Path) -> None:
    print(await a_year(tmp_path, new_url("migrated"), branches=300, kills=100, seed=2))


async def flood(folder: Path, url: str, rows: int, kills: int) -> float:
    async with founded(folder, url, 1, 1) as year:
        year.promise(rows)
        seconds = await year.drain(kills)
    year.judge_flood(rows)
    return seconds


async def test_six_hundred_reminders_of_one_minute_with_six_kills(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    await flood(tmp_path, new_url("migrated"), rows=600, kills=6)


@pytest.mark.nightly
async def test_ten_thousand_reminders_of_one_minute_with_twenty_kills(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    print(await flood(tmp_path, new_url("migrated"), rows=10_000, kills=20))
