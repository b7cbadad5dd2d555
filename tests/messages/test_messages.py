"""The messages that were kept: how much of each field is right, and that nothing harmful is read."""

import shutil
from pathlib import Path

import pytest

from storage.database import Database
from storage.schema import upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.house import House, demo_settings, fill_demo
from tests.messages.score import FACTS, NOW, WORDS, Score, cases, judge

SETS = ("told", "said", "final_told", "final_said")


async def scored(name: str, folder: Path) -> Score:
    """Each case in a fresh demo school."""
    template, file = folder / "template.db", folder / "case.db"
    upgrade(f"sqlite:///{template}")
    fill_demo(f"sqlite:///{template}", NOW)
    score = Score()
    for case in cases(name):
        for old in folder.glob("case.db*"):
            old.unlink()
        shutil.copyfile(template, file)
        url = f"sqlite:///{file}"
        house = House(demo_settings(url, folder), Database(url, threads=1), FakeClock(NOW))
        try:
            await judge(house, case, score)
        finally:
            await house.close()
    return score


@pytest.mark.parametrize("name", SETS)
async def test_messages_are_understood(name: str, tmp_path: Path) -> None:
    score = await scored(name, tmp_path)
    assert score.harmful == []
    assert score.share(*FACTS) >= 0.97, score.wrong
    assert score.share(*WORDS) >= 0.94, score.wrong
    assert score.share("intent") >= 0.9, score.wrong
    assert score.asked_in_vain <= 0.1 * score.whole, score.wrong
