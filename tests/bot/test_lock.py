"""One server for each SQLite file."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.lock import InUse, hold
from tests.journeys.process import ROOT


def test_a_second_holder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with closing(hold(tmp_path / "zhibu.db")), pytest.raises(InUse, match=str(os.getpid())):
        hold(tmp_path / "zhibu.db")


def test_released_it_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(3):
        hold(tmp_path / "zhibu.db").close()


def test_other_files_are_other_locks(tmp_path: Path) -> None:
    with closing(hold(tmp_path / "a.db")), closing(hold(tmp_path / "b.db")):
        assert (tmp_path / "a.db.lock").exists()


_HOLDING = """
import pathlib, sys, bot.lock
kept = bot.lock.hold(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_who_is_killed_holds_it_no_longer(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLDING, str(tmp_path / "zhibu.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert other.stdin and other.stdout
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(InUse, match=str(other.pid)):
        hold(tmp_path / "zhibu.db")
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdin.close()
    other.stdout.close()
    hold(tmp_path / "zhibu.db").close()
