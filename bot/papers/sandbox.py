"""The parent's side: starts the child, hands it the bytes, and does not wait longer than a sign of life."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.papers.limits import (
    BROKEN,
    MOST_BYTES,
    OLD,
    SECONDS_IN_ALL,
    SECONDS_SILENT,
    SECONDS_TO_START,
    SLOW,
    TOO_BIG,
    TOO_MUCH,
    Refused,
)

PaperRefused = Refused
_ROOT = Path(__file__).resolve().parents[2]
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Paper:
    """A file's text. Lines are counted from 1, as tasks and ignored dates count them."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_paper(file: Path) -> Paper:
    """The file's text. Raises PaperRefused with a short sentence for the person who sent it."""
    return Child().read(file)


def read_bytes(content: bytes) -> Paper:
    """The same for bytes that are already here."""
    return Child().take(content)


class Child:
    """A process that waits for one file: whoever has something else to load makes it first and gives the file later."""

    def __init__(self) -> None:
        # -S -E would lose the packages; nothing else of the parent's surroundings reaches the child.
        command = [sys.executable, "-X", "utf8", "-m", "bot.papers.child"]
        clean = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
        quiet = subprocess.DEVNULL
        # Nothing of the file is in the command: it goes through standard input.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet, cwd=_ROOT, env=clean
        )

    def read(self, file: Path) -> Paper:
        """The file's text. Raises PaperRefused."""
        with self._process:
            try:
                if file.stat().st_size > MOST_BYTES:
                    raise Refused(TOO_BIG)
                return self._taken(file.read_bytes())
            finally:
                self._process.kill()

    def take(self, content: bytes) -> Paper:
        with self._process:
            try:
                return self._taken(content)
            finally:
                self._process.kill()

    def _taken(self, content: bytes) -> Paper:
        if len(content) > MOST_BYTES:
            raise Refused(TOO_BIG)
        if content.startswith(_OLE):
            raise Refused(OLD)
        return Paper(tuple(_heard(self._process, content)))


def _heard(child: subprocess.Popen[bytes], content: bytes) -> list[str]:
    lines: list[str] = []
    for said in _messages(child, content):
        if "refused" in said:
            raise Refused(str(said["refused"]))
        if said.get("done"):
            return [str(line).replace("\n", " ") for line in lines]
        lines += said.get("lines", [])  # type: ignore[arg-type]
    # It ended without a word: the system ended it, for its memory or its processor.
    raise Refused(TOO_MUCH if child.wait() < 0 else BROKEN)


def _messages(child: subprocess.Popen[bytes], content: bytes) -> Iterator[dict[str, object]]:
    """What the child says, one object a line, while it is fed; Refused when it stays silent too long."""
    assert child.stdin and child.stdout
    waiting, heard = memoryview(content), b""
    began = monotonic()
    last = began + SECONDS_TO_START - SECONDS_SILENT
    with selectors.DefaultSelector() as selector:
        os.set_blocking(child.stdin.fileno(), False)
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            patience = min(last + SECONDS_SILENT, began + SECONDS_IN_ALL) - monotonic()
            ready = selector.select(patience) if patience > 0 else []
            if not ready:
                raise Refused(SLOW)
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    waiting = _fed(child, waiting)
                    if not waiting:
                        selector.unregister(child.stdin)
                        child.stdin.close()
                    continue
                block = os.read(child.stdout.fileno(), _CHUNK)
                if not block:
                    return
                last = monotonic()
                *whole, heard = (heard + block).split(b"\n")
                for line in whole:
                    yield json.loads(line)


def _fed(child: subprocess.Popen[bytes], waiting: memoryview) -> memoryview:
    assert child.stdin
    try:
        return waiting[os.write(child.stdin.fileno(), waiting[:_CHUNK]) :]
    except BlockingIOError:
        return waiting
    except BrokenPipeError:
        return waiting[:0]
