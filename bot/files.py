"""Attachments on disk: named by their hash, never by the user; the row comes after the bytes (reliability.md)."""

import hashlib
import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path

from storage.attachments import StoredFile
from storage.work import Work


class Files:
    """A folder of immutable files under ``folder/files/ab/abcdef…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def keep(self, source: Path) -> tuple[str, int]:
        """Copy the file in, flushed to disk; its hash and size. The same content is kept once."""
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = self.path(sha256)
        size = source.stat().st_size
        if target.exists():
            return sha256, size
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{sha256}.{secrets.token_hex(4)}")
        with source.open("rb") as from_, partial.open("wb") as to:
            shutil.copyfileobj(from_, to)
            to.flush()
            os.fsync(to.fileno())
        partial.rename(target)
        return sha256, size

    @staticmethod
    def note(
        work: Work, *, name: str, media_type: str, size: int, sha256: str, person_id: int, now: datetime
    ) -> StoredFile:
        """The row of a kept file, under a random id."""
        file = StoredFile(secrets.token_urlsafe(16), name, media_type, size, sha256, person_id, None, now)
        work.attachments.add(file)
        return file
