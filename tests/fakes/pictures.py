"""Real pictures and papers, made by the libraries that others use, and hostile ones."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

MAKER, SERIAL, COMMENT = "Canary Phone", "SN-CANARY-1", "canary-comment"


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: device, place, and which way up it was held."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = MAKER
    found.get_ifd(0x8769)[0xA431] = SERIAL
    place = found.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(39), IFDRational(54), IFDRational(15))
    place[3], place[4] = "E", (IFDRational(116), IFDRational(24), IFDRational(26))
    return found


def scene(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red above, blue below: so that which way up it stands can be seen."""
    picture = Image.new(mode, (width, height), "red")
    picture.paste(Image.new(mode, (width, height - height // 2), "blue"), (0, height // 2))
    return picture


def picture(kind: str = "JPEG", orientation: int = 1, width: int = 60, height: int = 40, **more: object) -> bytes:
    """A photo with everything in it that a phone writes. Shown rightly, red is above and blue below."""
    upright = scene(width, height)
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    lying = upright.transpose(Image.Transpose(back)) if back is not None else upright
    file = io.BytesIO()
    comment = {"comment": COMMENT} if kind == "JPEG" else {}
    lying.save(file, kind, exif=exif(orientation), **comment, **more)  # type: ignore[arg-type]
    return file.getvalue()


def plain(kind: str = "PNG") -> bytes:
    """The smallest honest picture."""
    file = io.BytesIO()
    scene().save(file, kind)
    return file.getvalue()


def archive(name: str, content: bytes = b"<x/>", copies: int = 1) -> bytes:
    """A packed document with this entry; more copies under other names make it a bomb."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
        for copy in range(1, copies):
            packed.writestr(f"{name}{copy}", content)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be a picture of this size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A small picture whose head claims another size."""
    data = plain("JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def gif_of(width: int, height: int) -> bytes:
    data = plain("GIF")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def webp_of(width: int, height: int) -> bytes:
    """An extended one with a canvas of this size."""
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little") + plain("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
