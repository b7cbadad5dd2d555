"""An institution's own words: templates of a folder, written by its administrator, rendered in a child process.

A template may be wrong in any way: it can neither stop a message (the shipped words are used, and the mistake is
told) nor reach anything but its own text.
"""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

from bot.logs import log
from handlers.message import Reply
from handlers.render import Renderer
from handlers.samples import SAMPLES

SECONDS, SECONDS_TO_START = 1.0, 10.0
MOST_BYTES = 20_000
"""Of one template."""
SLOW, DIED, TOO_BIG = "算得太久（超过1秒），请检查循环", "要的资源太多，请检查循环", "文件太大（上限20 KB）"
_ROOT = Path(__file__).resolve().parents[1]
_SUFFIX = ".md.j2"
_CHUNK = 1 << 16


class Wrong(Exception):
    """The template cannot be used; the text is for whoever wrote it. ``costly``: not to be tried again as it is."""

    def __init__(self, why: str, *, costly: bool = False) -> None:
        super().__init__(why)
        self.costly = costly


class Child:
    """A process that renders, one template at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-X", "utf8", "-m", "bot.own_words_child"]
        clean = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
        # Nothing of the template is in the command: it goes through standard input.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT, env=clean
        )
        self._heard = b""
        self._answer(SECONDS_TO_START)

    def render(self, source: str, values: Mapping[str, Any]) -> str:
        """The words. Raises Wrong; after a costly one the child is of no use any more."""
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it ended: the answer tells
            self._process.stdin.write(json.dumps({"source": source, "values": values}).encode() + b"\n")
            self._process.stdin.flush()
        said = self._answer(SECONDS)
        if "wrong" in said:
            raise Wrong(str(said["wrong"]))
        return str(said["text"])

    def _answer(self, patience: float) -> dict[str, Any]:
        assert self._process.stdout
        until = monotonic() + patience
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                if not selector.select(max(0.0, until - monotonic())):
                    raise Wrong(SLOW, costly=True)
                block = os.read(self._process.stdout.fileno(), _CHUNK)
                if not block:
                    raise Wrong(DIED, costly=True)
                self._heard += block
        line, _, self._heard = self._heard.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        with self._process:
            self._process.kill()


class Folder:
    """The own templates, as :class:`handlers.render.OwnWords`. May be asked from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()
        self._child: Child | None = None
        self._known: dict[tuple[str, float], bool] = {}
        self._complaints: list[str] = []

    def words(self, template: str, values: Mapping[str, Any]) -> str | None:
        """The own words; None where there are none or they cannot be used, which is logged once."""
        if template not in SAMPLES:
            return None
        file = self._folder / f"{template}{_SUFFIX}"
        try:
            found = (template, file.stat().st_mtime)
        except OSError:
            return None
        with self._lock:
            if not self._usable(*found):
                return None
            try:
                return self._rendered(source_of(file), values)
            except Wrong as wrong:
                self._complain(template, str(wrong))
                if wrong.costly:
                    self._known[found] = False
                return None

    def _usable(self, template: str, changed: float) -> bool:
        """Whether the file as it is now does well in every situation; tried once."""
        found = (template, changed)
        if found not in self._known:
            tried = [one for one in self.try_out(template) if one.wrong]
            self._known[found] = not tried
            for one in tried[:1]:
                self._complain(template, f"{one.sample}：{one.wrong}")
        return self._known[found]

    def _complain(self, template: str, why: str) -> None:
        line = f"{template}{_SUFFIX}：{why}"
        if line not in self._complaints:
            self._complaints.append(line)
            log().error("words.unusable", template=template, problem=why)

    def complaints(self) -> list[str]:
        return list(self._complaints)

    def try_out(self, template: str) -> list["Tried"]:
        """What the template makes of each sample. Raises nothing: a mistake stands in the result."""
        found = []
        for sample in SAMPLES[template]:
            text, wrong = "", ""
            try:
                with self._lock:
                    text = self._rendered(source_of(self._folder / f"{template}{_SUFFIX}"), sample.values).strip()
            except Wrong as problem:
                wrong = str(problem)
            lacking = [one for one in sample.must if one not in text] if not wrong else []
            if lacking:
                wrong = f"没有写出{'、'.join(lacking)}（期限、事项、依据不能省）"
            found.append(Tried(template, sample.title, text, wrong))
        return found

    def problems(self) -> list[str]:
        """What is wrong in the folder, a line each (Chinese)."""
        if not self._folder.is_dir():
            return [f"没有这个文件夹：{self._folder}"]
        found = []
        for file in sorted(self._folder.iterdir()):
            name = file.name.removesuffix(_SUFFIX)
            if name not in SAMPLES:
                found.append(f"{file.name}：没有这个模板，能改的有 {'、'.join(f'{one}{_SUFFIX}' for one in SAMPLES)}")
                continue
            wrong = {f"{one.sample}：{one.wrong}" for one in self.try_out(name) if one.wrong}
            found += [f"{file.name}（{one}）" for one in sorted(wrong)]
        return found

    def names(self) -> list[str]:
        """The templates that the folder has."""
        return [name for name in SAMPLES if (self._folder / f"{name}{_SUFFIX}").is_file()]

    def _rendered(self, source: str, values: Mapping[str, Any]) -> str:
        self._child = self._child or Child()
        try:
            return self._child.render(source, plain(values))
        except Wrong as wrong:
            if wrong.costly:
                self.close()
            raise

    def close(self) -> None:
        if self._child:
            self._child.close()
        self._child = None


@dataclass(frozen=True, slots=True)
class Tried:
    template: str
    sample: str
    text: str
    wrong: str


def source_of(file: Path) -> str:
    """The template's text. Raises Wrong."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Wrong(TOO_BIG)
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise Wrong("不是 UTF-8 编码，请另存为 UTF-8") from None
    except OSError:
        raise Wrong("读不到这个文件，请检查权限") from None


def plain(value: Any) -> Any:
    """The value as plain data: no object of ours comes near a template that people wrote."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def shipped_words(template: str) -> list[tuple[str, str]]:
    """Each sample's title with the words as they are shipped."""
    renderer = Renderer()
    return [(one.title, renderer.shipped(Reply(template, one.values))) for one in SAMPLES[template]]
