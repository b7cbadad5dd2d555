"""Backup and restore: the database first, online, then the immutable files, then a manifest with every hash."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.lock import InUse, hold
from config.failpoints import failpoint
from config.settings import Settings
from storage.database import copy_sqlite
from storage.schema import current, head

MANIFEST = "manifest.json"
DATABASE = "zhibu.db"


class BackupFailed(Exception):
    """Nothing was switched. The text says why and what to do (Chinese)."""


def back_up(settings: Settings, to: Path | None, now: datetime) -> Path:
    """Copy database and files into a new folder; return it. Works while the server runs."""
    source = settings.sqlite_file
    if source is None:
        raise BackupFailed(
            "数据库在 PostgreSQL 上，请用 pg_dump 备份数据库，并另存附件文件夹 " + str(settings.folder / "files")
        )
    if not source.exists():
        raise BackupFailed(f"没有数据库文件 {source}，没有可备份的内容。")
    target = (to or settings.folder / "backups") / f"zhibu-{now:%Y%m%d-%H%M%S}"
    partial = target.with_name(target.name + ".partial")
    if target.exists() or partial.exists():
        raise BackupFailed(f"{target} 已经存在。")
    partial.mkdir(parents=True)
    copy_sqlite(source, partial / DATABASE)
    failpoint("backup.mid")
    # After the database: bytes come before their row and go a day after it, so every file that it lists is still here.
    _copy_files(settings.folder / "files", partial / "files")
    (partial / MANIFEST).write_text(json.dumps({"made": now.isoformat(), "files": _hashes(partial)}, indent=1), "utf-8")
    partial.rename(target)
    return target


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): _hash(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def bring_back(settings: Settings, folder: Path, now: datetime) -> Path | None:
    """Verify the backup, put it beside the data, then switch by rename; where the data of before is kept."""
    target = settings.sqlite_file
    if target is None:
        raise BackupFailed("数据库在 PostgreSQL 上，请用 pg_restore 恢复。")
    _verify(folder)
    try:
        lock = hold(target)
    except InUse as error:
        raise BackupFailed(str(error)) from None
    with closing(lock):
        fresh = target.with_name(target.name + ".restoring")
        shutil.copyfile(folder / DATABASE, fresh)
        failpoint("restore.mid")
        _copy_files(folder / "files", settings.folder / "files")
        kept = None
        if target.exists():
            kept = target.with_name(f"{target.name}.before-{now:%Y%m%d-%H%M%S}")
            copy_sqlite(target, kept)
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        fresh.replace(target)
        return kept


def _verify(folder: Path) -> None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BackupFailed(f"{folder} 不是完整的备份：缺少 {MANIFEST}。") from None
    wrong = [name for name, known in manifest["files"].items() if not _same(folder / name, known)]
    if wrong:
        raise BackupFailed("备份里的文件和清单不一致，没有恢复：" + "、".join(wrong[:5]))
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupFailed("备份的数据库已损坏，没有恢复。")
    version = current(f"sqlite:///{folder / DATABASE}")
    if version is None or version > head():
        raise BackupFailed("备份来自更新的版本，请先升级支部助手。")


def _same(file: Path, known: str) -> bool:
    return file.is_file() and _hash(file) == known


def _copy_files(source: Path, target: Path) -> None:
    """Add the files that are missing; they never change, so none is overwritten. One that goes meanwhile is not
    needed."""
    for file in source.rglob("*") if source.exists() else ():
        beside = target / file.relative_to(source)
        if beside.exists() or not file.is_file():
            continue
        beside.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(file, beside)
