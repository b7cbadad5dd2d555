"""Backup and restore: whole while somebody writes, refused when damaged, nothing lost on the way."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import bot.backups
from bot.backups import BackupFailed, back_up, bring_back
from bot.lock import hold
from config.settings import Settings
from storage.database import Database
from tests.fakes.house import NOW
from tests.journeys.process import ROOT

LATER = NOW.replace(hour=5)


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> Settings:
    folder = tmp_path / "var"
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcdef").write_bytes(b"a photo")
    (folder / "zhibu.db").write_bytes(sqlite_template("demo").read_bytes())
    return Settings(database=f"sqlite:///{folder}/zhibu.db", folder=folder)


def count(file: Path, table: str = "people") -> int:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def add(settings: Settings, name: str) -> None:
    database = Database(settings.database)
    database.do(lambda work: work.people.add(name, name))
    database.close()


def test_a_backup_has_the_database_the_files_and_a_list_with_hashes(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    manifest = json.loads((made / "manifest.json").read_text())
    assert set(manifest["files"]) == {"zhibu.db", "files/ab/abcdef"}
    assert count(made / "zhibu.db", "records") > 100


def test_what_is_on_its_way_in_is_not_backed_up_and_what_goes_meanwhile_does_no_harm(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.folder / "incoming").mkdir()
    (settings.folder / "incoming" / "half").write_bytes(b"half a photo")
    (settings.folder / "files" / "cd").mkdir()
    (settings.folder / "files" / "cd" / "cdef").write_bytes(b"unwanted")
    copy = bot.backups.shutil.copyfile

    def late(source: Path, target: Path) -> None:
        if Path(source).name == "cdef":
            Path(source).unlink()
        copy(source, target)

    monkeypatch.setattr(bot.backups.shutil, "copyfile", late)
    made = back_up(settings, tmp_path / "safe", NOW)
    assert set(json.loads((made / "manifest.json").read_text())["files"]) == {"zhibu.db", "files/ab/abcdef"}


def test_it_brings_back_what_was_and_keeps_what_is(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    file = settings.sqlite_file
    assert file is not None
    before = count(file)
    add(settings, "later")
    (settings.folder / "files" / "ab" / "abcdef").unlink()
    kept = bring_back(settings, made, LATER)
    assert count(file) == before
    assert kept is not None and count(kept) == before + 1
    assert (settings.folder / "files" / "ab" / "abcdef").read_bytes() == b"a photo"


def test_one_backup_can_be_brought_back_twice(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    for hour in (6, 7):
        add(settings, f"later{hour}")
        bring_back(settings, made, NOW.replace(hour=hour))


def test_into_an_empty_place(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    fresh = Settings(database=f"sqlite:///{tmp_path}/new/zhibu.db", folder=tmp_path / "new")
    assert bring_back(fresh, made, LATER) is None
    assert count(tmp_path / "new" / "zhibu.db", "records") > 100
    assert (tmp_path / "new" / "files" / "ab" / "abcdef").exists()


def test_a_backup_under_load_is_whole_and_ends_at_a_commit(settings: Settings, tmp_path: Path) -> None:
    database = Database(settings.database)
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            database.do(lambda work, n=n: (work.people.add(f"a{n}", "x"), work.people.add(f"b{n}", "x")))

    writer = threading.Thread(target=write)
    writer.start()
    made = [back_up(settings, tmp_path / "safe", NOW.replace(minute=minute)) for minute in range(3)]
    stop.set()
    writer.join()
    database.close()
    for folder in made:
        with closing(sqlite3.connect(folder / "zhibu.db")) as connection:
            a, b = (
                connection.execute(f"SELECT count(*) FROM people WHERE key LIKE '{x}%' AND name = 'x'").fetchone()[0]
                for x in "ab"
            )
        assert a == b, "both of a unit of work, or none"


@pytest.mark.parametrize("damage", ["flipped", "cut", "missing file", "no list", "changed photo"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(settings: Settings, tmp_path: Path, damage: str) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    data = (made / "zhibu.db").read_bytes()
    if damage == "flipped":
        (made / "zhibu.db").write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    elif damage == "cut":
        (made / "zhibu.db").write_bytes(data[: len(data) // 2])
    elif damage == "missing file":
        (made / "files" / "ab" / "abcdef").unlink()
    elif damage == "no list":
        (made / "manifest.json").unlink()
    else:
        (made / "files" / "ab" / "abcdef").write_bytes(b"another")
    file = settings.sqlite_file
    assert file is not None
    add(settings, "later")
    before = count(file)
    with pytest.raises(BackupFailed):
        bring_back(settings, made, LATER)
    assert count(file) == before


def test_nothing_is_brought_back_under_a_running_server(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings, tmp_path / "safe", NOW)
    assert settings.sqlite_file
    with closing(hold(settings.sqlite_file)), pytest.raises(BackupFailed, match="正被另一个支部助手使用"):
        bring_back(settings, made, LATER)


def test_on_postgresql_it_names_the_right_tool(tmp_path: Path) -> None:
    settings = Settings(database="postgresql+psycopg://x/y", folder=tmp_path)
    with pytest.raises(BackupFailed, match="pg_dump"):
        back_up(settings, None, NOW)
    with pytest.raises(BackupFailed, match="pg_restore"):
        bring_back(settings, tmp_path, NOW)


@pytest.mark.parametrize("place", ["backup.mid", "restore.mid"])
def test_killed_in_the_middle_it_can_be_done_again(settings: Settings, tmp_path: Path, place: str) -> None:
    file = settings.sqlite_file
    assert file is not None
    made = back_up(settings, tmp_path / "safe", NOW)
    before = count(file)
    words = ["backup", str(tmp_path / "other")] if place == "backup.mid" else ["restore", str(made)]
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "ZHIBU_DATABASE": settings.database,
        "ZHIBU_FOLDER": str(settings.folder),
    }
    killed = subprocess.run(
        [sys.executable, "-m", "bot", *words], env={**env, "FAULT": f"{place}:kill"}, cwd=tmp_path, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert count(file) == before
    if place == "backup.mid":
        assert not [one for one in (tmp_path / "other").iterdir() if not one.name.endswith(".partial")]
    words = [*words[:-1], str(tmp_path / "again")] if place == "backup.mid" else words  # within the same second
    again = subprocess.run(
        [sys.executable, "-m", "bot", *words], env=env, cwd=tmp_path, check=False, capture_output=True
    )
    assert again.returncode == 0, again.stderr.decode()
    assert count(file) == before
