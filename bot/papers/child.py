"""The child's side: limits on itself, the file from standard input, its lines as JSON to standard output."""

import json
import resource
import sys
from collections.abc import Iterator

from bot.papers.limits import (
    BROKEN,
    EMPTY,
    MOST_CHARS,
    MOST_MEMORY,
    OLD,
    SECONDS_OF_PROCESSOR,
    TOO_LONG,
    TOO_MUCH,
    UNKNOWN,
    Refused,
)  # fmt: skip

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def main() -> None:
    """Read, tell, end. Nothing that the file does gets beyond this process."""
    _bound()
    try:
        content = sys.stdin.buffer.read()
        _load(content)
        _tell({"lines": []})
        chars = 0
        for lines in parts_of(content):
            chars += sum(map(len, lines))
            if chars > MOST_CHARS:
                raise Refused(TOO_LONG)
            _tell({"lines": lines})
        _tell({"refused": EMPTY} if not chars else {"done": True})
    except Refused as refused:
        _tell({"refused": str(refused)})
    except (MemoryError, RecursionError):
        _tell({"refused": TOO_MUCH})
    except Exception:
        _tell({"refused": BROKEN})


def parts_of(content: bytes) -> Iterator[list[str]]:
    """The lines of the file, part by part, whatever it is. Its bytes decide, not its name."""
    if content.startswith(_OLE):
        raise Refused(OLD)
    if content.startswith(b"PK\x03\x04"):
        yield from _package(content)
    elif b"%PDF-" in content[:1024]:
        from bot.papers.pages import lines_of

        yield from lines_of(content)
    else:
        from bot.papers.plain import text_of

        yield text_of(content).split("\n")


def _load(content: bytes) -> None:
    """What takes long to load, before the time for the file itself begins."""
    if b"%PDF-" in content[:1024]:
        import pdfplumber  # noqa: F401
    elif b"xl/workbook.xml" in content:
        import openpyxl  # noqa: F401


def _package(content: bytes) -> Iterator[list[str]]:
    from bot.papers import sheets, word
    from bot.papers.package import Package

    package = Package(content)
    names = set(package.names())
    if "word/document.xml" in names:
        yield word.lines_of(package)
    elif "xl/workbook.xml" in names:
        yield from sheets.lines_of(content, package)
    else:
        raise Refused(UNKNOWN)


def _bound() -> None:
    """No more memory, processor or files than a notice needs; no file can be written at all."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, SECONDS_OF_PROCESSOR),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def _tell(said: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
