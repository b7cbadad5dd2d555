"""Files on disk: named by their hash, never by the user; the row comes after the bytes (reliability.md)."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from storage.attachments import StoredFile
from storage.work import Work

YOUNG = 86_400.0
"""Seconds for which bytes are left alone whoever refers to them: their row may be on its way, a backup may list it."""


class Files:
    """A folder of immutable files under ``folder/files/ab/abcdef…``; what is on its way in lies in
    ``folder/incoming``, where no backup looks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"
        self._incoming = folder / "incoming"
        self._coming: set[Path] = set()
        """What is being written here: however far ahead a demo's clock is, that is no left-over."""

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A place for a file that is coming in; whatever is left there afterwards is deleted."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        path = self._incoming / secrets.token_hex(8)
        self._coming.add(path)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
            self._coming.discard(path)

    def keep(self, source: Path, now: datetime) -> tuple[str, int]:
        """Copy the file in, flushed to disk; its hash and size. The same content is kept once."""
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target, size = self.path(sha256), source.stat().st_size
        if not _touched(target, now):
            with self.incoming() as partial:
                with source.open("rb") as from_, partial.open("wb") as to:
                    shutil.copyfileobj(from_, to)
                    to.flush()
                    os.fsync(to.fileno())
                _touched(partial, now)
                target.parent.mkdir(parents=True, exist_ok=True)
                partial.rename(target)
            _flush_names(target.parent)
        return sha256, size

    @staticmethod
    def note(
        work: Work, *, name: str, media_type: str, size: int, sha256: str, person_id: int, now: datetime
    ) -> StoredFile:
        """The row of a kept file, under a random id."""
        file = StoredFile(secrets.token_urlsafe(16), name, media_type, size, sha256, person_id, None, now)
        work.attachments.add(file)
        return file

    # -- letting go -----------------------------------------------------------------------------------------------

    def old(self, now: datetime) -> Iterator[list[str]]:
        """The hashes of what has lain here for a day, a folder at a time. Left-overs on their way in are deleted."""
        before = now.timestamp() - YOUNG
        for file in set(self._incoming.glob("*")) - self._coming:
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < before:
                    file.unlink()
        for folder in sorted(self._folder.glob("??")):
            found = [file.name for file in folder.iterdir() if file.stat().st_mtime < before]
            if found:
                yield found

    def delete(self, sha256: str, now: datetime) -> bool:
        """Delete the bytes, unless somebody has just brought the same again."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        path, aside = self.path(sha256), self._incoming / secrets.token_hex(8)
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime >= now.timestamp() - YOUNG:
            aside.rename(path)
            return False
        aside.unlink(missing_ok=True)
        return True


def _touched(path: Path, now: datetime) -> bool:
    """Whether it is there; if so, it counts as new."""
    with suppress(FileNotFoundError):
        os.utime(path, (now.timestamp(), now.timestamp()))
        return True
    return False


def _flush_names(folder: Path) -> None:
    """After a power cut a renamed file is there only if its folder was on disk, and that folder's own name."""
    for one in (folder, folder.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
