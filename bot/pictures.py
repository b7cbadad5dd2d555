"""Pictures that come in: not too large, standing upright, without what the camera wrote into them.

A picture is copied part by part and only what is needed to show it is kept; so nothing is packed anew and nothing is
unpacked here, except that a picture on its side is turned by a program of its own (``upright``). What follows the
picture's end (a film, an archive, a page) stays behind with the rest.
"""

import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.settings import FileRules

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
TURNING = 45
"""Seconds that turning a picture may take."""
_ORIENTATION = 0x0112
_UPRIGHT = Path(__file__).with_name("upright.py")
_PARTS = 20_000
"""Parts of one picture: a few dozen are usual; who sends millions wants somebody to count them."""
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs cICP acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_PRIVATE = 0x08 | 0x04
"""Flags of the extended header that announce EXIF and XMP."""


class Unfit(Exception):
    """The file cannot be taken. ``why`` is a word of :data:`handlers.files.WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def clean(path: Path, media_type: str, rules: FileRules) -> None:
    """Look at the picture, and put it in place without what is nobody's business. Raises :class:`Unfit`."""
    if media_type == "image/gif":
        _require_pixels(*_gif_size(path), rules)
        return
    stripped, exif = _stripped(path, media_type)
    _require_pixels(*_size(path, media_type, rules), rules)
    if rules.keep_exif:
        return
    if _lies(exif):
        _stand_up(path)
        stripped, _ = _stripped(path, media_type)
    path.write_bytes(stripped)


def _stripped(path: Path, media_type: str) -> tuple[bytes, bytes]:
    """The picture without what is not needed to show it; and what it held of EXIF."""
    walk = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[media_type]
    try:
        return walk(path.read_bytes())
    except (IndexError, struct.error):
        raise Unfit("damaged") from None


def _size(path: Path, media_type: str, rules: FileRules) -> tuple[int, int]:
    """Width and height, as those who show it will read them. Nothing but its head is read."""
    from PIL.JpegImagePlugin import JpegImageFile  # heavy, and needed by pictures alone
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    if media_type == "image/webp":
        _require_pixels(*_webp_size(path), rules)  # its reader asks for the memory of all of them at once
    reader: Any = {"image/jpeg": JpegImageFile, "image/png": PngImageFile, "image/webp": WebPImageFile}[media_type]
    try:
        with reader(path) as picture:
            width, height = picture.size
    except Exception:  # whatever a reader of pictures trips over: it is no picture that anybody could open
        raise Unfit("damaged") from None
    return width, height


def _require_pixels(width: int, height: int, rules: FileRules) -> None:
    if not width * height:
        raise Unfit("damaged")
    if width * height > rules.max_megapixels * 1_000_000:
        raise Unfit("pixels")


def _lies(exif: bytes) -> bool:
    """Whether the camera was not held upright."""
    from PIL import Image

    found = Image.Exif()
    try:
        found.load(exif)
        return found.get(_ORIENTATION, 1) in range(2, 9)
    except Exception:  # a stranger's bytes again: what says nothing clear says nothing
        return False


def _stand_up(path: Path) -> None:
    upright = path.with_name(path.name + ".upright")
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the names are ours)
            [sys.executable, "-I", str(_UPRIGHT), str(path), str(upright)],
            capture_output=True, check=False, timeout=TURNING,
        )  # fmt: skip
        if done.returncode == 0:
            upright.replace(path)
        elif done.returncode != 3:  # 3: one that is left as it lies
            raise Unfit("damaged")
    except subprocess.TimeoutExpired:
        raise Unfit("damaged") from None
    finally:
        upright.unlink(missing_ok=True)


# -- JPEG: segments, each with its length; after a scan's head come its data, up to the next marker ------------------


def _jpeg(data: bytes) -> tuple[bytes, bytes]:
    kept, at, exif = [data[:2]], 2, b""
    for _ in range(_PARTS):
        if at >= len(data) or data[at : at + 2] == b"\xff\xd9":
            break
        if data[at] != 0xFF:
            raise Unfit("damaged")
        marker, end = data[at + 1], at + 2
        if marker == 0xFF:  # filling
            at += 1
            continue
        if not (marker == 0x01 or 0xD0 <= marker <= 0xD7):
            end += struct.unpack_from(">H", data, end)[0]
        if marker == 0xDA:
            end = _scan_end(data, end)
        if data[at + 1 : at + 2] == b"\xe1" and data[at + 4 : at + 10] == b"Exif\0\0":
            exif = exif or data[at + 4 : end]
        elif _shows(marker, data[at + 4 : at + 18]):
            kept.append(data[at:end])
        at = end
    else:
        raise Unfit("damaged")
    if len(kept) < 3:
        raise Unfit("damaged")
    return b"".join([*kept, b"\xff\xd9"]), exif


def _shows(marker: int, head: bytes) -> bool:
    """Whether the picture needs this segment: tables and scans, and of what programs add only colours and units."""
    if marker == 0xE0:
        return head.startswith(b"JFIF\0")
    if marker == 0xE2:
        return head.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return head.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _scan_end(data: bytes, at: int) -> int:
    found = _MARKER.search(data, at)
    return found.start() if found else len(data)


# -- PNG and WebP: chunks with name and length; GIF: its head says it all --------------------------------------------


def _png(data: bytes) -> tuple[bytes, bytes]:
    kept, at, exif = [_PNG], len(_PNG), b""
    for _ in range(_PARTS):
        size, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + size
        if end > len(data):
            raise Unfit("damaged")
        if name == b"eXIf":
            exif = exif or data[at + 8 : end - 4]
        elif name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept), exif
        at = end
    raise Unfit("damaged")


def _webp(data: bytes) -> tuple[bytes, bytes]:
    whole = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    kept, at, exif = [], 12, b""
    for _ in range(_PARTS):
        if at + 8 > whole:
            break
        name, size = struct.unpack_from("<4sI", data, at)
        end = at + 8 + size + size % 2
        if end > whole + 1:
            raise Unfit("damaged")
        chunk = data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_PRIVATE & 0xFF]) + chunk[9:]
        if name == b"EXIF":
            exif = exif or chunk[8 : 8 + size]
        elif name in _WEBP_KEPT:
            kept.append(chunk)
        at = end
    else:
        raise Unfit("damaged")
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body, exif


def _webp_size(path: Path) -> tuple[int, int]:
    head = _head(path, 30)
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def _gif_size(path: Path) -> tuple[int, int]:
    head = _head(path, 10)
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
