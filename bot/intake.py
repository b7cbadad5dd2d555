"""What may come in as a file, whoever brings it: a platform, the console, the command line.

Nothing that is claimed about a file is believed, neither its name nor its type (reliability I12): the bytes say what
it is. No request, no database.
"""

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bot.pictures import PICTURES, Unfit, clean
from config.settings import FileRules

ENTRIES = 10_000
LISTING = 2 << 20
"""Bytes of an archive's list of contents: what holds more was made to be unpacked by somebody careless."""
UNPACKED = 300 << 20
RATIO, FROM = 100, 50 << 20
"""Nobody's papers shrink to a hundredth; below the second figure it does no harm if they do."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCUMENTS = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Word's and Excel's format of before 2007, and what a password makes of the newer ones."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Taken:
    media_type: str
    size: int


def take(path: Path, rules: FileRules) -> Taken:
    """Look at a file that has come, and clean it where it lies. Raises :class:`Unfit`. Slow: not for the loop."""
    size = path.stat().st_size
    if not size:
        raise Unfit("empty")
    if size > rules.max_bytes:
        raise Unfit("size")
    media_type = media_type_of(path)
    if not media_type:
        raise Unfit("type")
    if media_type in PICTURES:
        clean(path, media_type, rules)
    return Taken(media_type, path.stat().st_size)


def media_type_of(path: Path) -> str:
    """What the bytes are, of the few kinds that are taken; empty for anything else. Raises :class:`Unfit` for an
    archive that is a trap."""
    with path.open("rb") as file:
        head = file.read(512)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(_OLD):
        raise Unfit("old")
    if head.startswith(b"PK\x03\x04"):
        return _document(path)
    return "text/plain" if _is_text(path) else ""


def _document(path: Path) -> str:
    if not _listing_is_short(path):
        raise Unfit("packed")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return ""
    unpacked = sum(entry.file_size for entry in entries)
    tight = unpacked > FROM and unpacked > RATIO * path.stat().st_size
    if len(entries) > ENTRIES or unpacked > UNPACKED or tight:
        raise Unfit("packed")
    names = {entry.filename for entry in entries}
    return next((media_type for name, media_type in _DOCUMENTS if name in names), "")


def _listing_is_short(path: Path) -> bool:
    """Whether the archive's own list may be read at all; it is as long as its end says."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557 - 20))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return True  # no archive at all: zipfile will say so
    if len(tail) - at < 22 or tail[max(0, at - 20) : at][:4] == b"PK\x06\x07":
        return False
    return int(struct.unpack_from("<I", tail, at + 12)[0]) <= LISTING


def _is_text(path: Path) -> bool:
    # Chinese text files come in UTF-8, GB18030 and UTF-16 (Notepad's "Unicode").
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decodes(content, "utf-16")
    return b"\0" not in content and (_decodes(content, "utf-8") or _decodes(content, "gb18030"))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text)
