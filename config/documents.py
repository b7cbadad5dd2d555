"""An institution's own originals: the texts of its documents, loaded so that an answer can quote the very line.

They stay where they are, in the ``documents`` folder beside the institution's own requirements, and are only read.
Nothing is known here of requirements, units or chats.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = "documents"
KINDS = (".txt", ".md")
LARGEST = 2_000_000
"""Bytes of one original; a whole year's documents stay far below."""
LONGEST_QUOTE = 120
_HEAD = 12
"""Lines at a document's top in which its title and number stand."""
_SIGNS = re.compile(r"[\s《》〈〉“”\"'()（）［\]\[【】〔〕,，.。:：;；、·…#*_—-]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of an original. ``line`` counts from 1, as an editor shows it."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Original:
    file: str
    lines: tuple[str, ...]

    def at(self, line: int) -> Quote | None:
        """The line, if the document has it and anything stands on it."""
        text = self.lines[line - 1].strip() if 1 <= line <= len(self.lines) else ""
        return Quote(self.file, line, _short(text)) if text else None

    def around(self, line: int, before: int = 0, after: int = 3) -> list[Quote]:
        """The lines about this one, without empty ones."""
        near = range(max(1, line - before), min(len(self.lines), line + after) + 1)
        return [quote for number in near if (quote := self.at(number))]


class Documents:
    """All originals of one institution."""

    def __init__(self, originals: Iterable[Original] = ()) -> None:
        self.originals = tuple(originals)
        self._by_file = {one.file: one for one in self.originals}

    def file(self, name: str) -> Original | None:
        return self._by_file.get(name)

    def under(self, title: str, number: str, section: str) -> Quote | None:
        """The line that the section of this document begins with; None rather than a guess."""
        found = [
            line
            for original in self.originals
            if _is(original, title, number)
            for heading in _headings(section)
            if (line := _begins(original, heading))
        ]
        return found[0] if found else None

    def containing(self, words: str, limit: int = 5) -> list[Quote]:
        """Lines in which all these words stand, in the order of the documents."""
        wanted = [plain for word in words.split() if (plain := _plain(word))]
        if not wanted:
            return []
        found: list[Quote] = []
        for original in self.originals:
            for number, line in enumerate(original.lines, 1):
                if all(word in _plain(line) for word in wanted) and (quote := original.at(number)):
                    found.append(quote)
                    if len(found) == limit:
                        return found
        return found


def load_documents(folder: Path, problems: list[str]) -> Documents:
    """The originals of the folder; none where it is not there. What cannot be read is told and left out."""
    if not folder.is_dir():
        return Documents()
    return Documents(_originals(folder, problems))


def _originals(folder: Path, problems: list[str]) -> Iterator[Original]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in KINDS or not path.is_file():
            continue
        try:
            raw = path.read_bytes()
            if len(raw) > LARGEST:
                problems.append(f"{FOLDER}/{path.name}:1: 文件太大（超过 {LARGEST // 1_000_000} MB），请分成几个")
                continue
            yield Original(path.name, tuple(raw.decode("utf-8-sig").splitlines()))
        except (OSError, UnicodeDecodeError) as wrong:
            problems.append(f"{FOLDER}/{path.name}:1: 读不了，要是 UTF-8 的文本：{wrong}")


def _is(original: Original, title: str, number: str) -> bool:
    """Whether this is that document: its number or its title stands at the top, or the file is called so."""
    head = _plain(" ".join((original.file.rsplit(".", 1)[0], *original.lines[:_HEAD])))
    wanted = [plain for each in (number, re.sub(r"[（(].*[)）]$", "", title)) if (plain := _plain(each))]
    return any(each in head for each in wanted)


def _headings(section: str) -> Sequence[str]:
    """The section's own words, the narrowest part first: ``附件2（二）党支部登记表·班子任期`` → 班子任期."""
    return [plain for part in reversed(section.split("·")) if (plain := _plain(part))]


def _begins(original: Original, heading: str) -> Quote | None:
    for number, line in enumerate(original.lines, 1):
        if _plain(line[: len(heading) + 20]).startswith(heading):
            return original.at(number)
    return None


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).lower()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
