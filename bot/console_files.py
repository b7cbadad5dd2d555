"""Files in and out of the console: streamed under a limit, typed by their bytes, served as what they are not run as.

Nothing that the visitor claims about a file is believed: its name is only ever a label (reliability I12).
"""

import asyncio
import os
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.console_guard import Problem
from bot.console_seam import FileLine, NoRoomLeft, Room

FILE_LIMIT = 20 * 1024 * 1024
UPLOAD_SECONDS = 120
NAME_LENGTH = 80
ENTRIES = 10_000
KINDS = "图片、PDF、Word（docx）、Excel（xlsx）和文本（txt）"

Writer = Callable[[bytes], object]

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
)


async def take(request: web.Request, room: Room, person: int) -> FileLine:
    """Receive the one file of a multipart request and hand it to the room as this person's. Raises :class:`Problem`."""
    if request.content_type != "multipart/form-data":
        raise Problem(415, "请求的格式不对。")
    handle, path = tempfile.mkstemp(prefix="zhibu-")
    try:
        with os.fdopen(handle, "wb") as file:
            name, size = await _in_time(request, file.write)
        media_type = await asyncio.to_thread(media_type_of, Path(path))
        if not size or not media_type:
            raise Problem(415, f"“{name}”不能作为附件：只收{KINDS}。" if size else f"“{name}”是空文件。")
        return await room.keep(person, name, media_type, Path(path), size)
    except NoRoomLeft as error:
        raise Problem(413, str(error)) from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)


async def give(room: Room, id: str) -> web.StreamResponse:
    """The file as a download; a picture may also be shown in the page, under the type that its bytes have."""
    try:
        line, path = await room.open_file(id)
    except KeyError:
        raise Problem(404, "这个文件不在了。") from None
    shown = line.media_type if line.media_type.startswith("image/") else "application/octet-stream"
    name = quote(safe_name(line.name), safe="")
    headers = {
        "Content-Type": shown,
        "Content-Disposition": f"attachment; filename=\"file\"; filename*=UTF-8''{name}",
        "Cache-Control": "private, max-age=3600",
    }
    return web.FileResponse(path, headers=headers)


def safe_name(name: str) -> str:
    """A label for people: no folders, no control, format or direction characters, short, its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 8:
        clean = stem[: NAME_LENGTH - len(ending) - 1] + dot + ending
    return clean[:NAME_LENGTH] or "文件"


def media_type_of(path: Path) -> str:
    """What the bytes are, of the few kinds that are taken; empty for anything else."""
    with path.open("rb") as file:
        head = file.read(512)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _document(path)
    return "text/plain" if _is_text(path) else ""


async def _in_time(request: web.Request, write: Writer) -> tuple[str, int]:
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _receive(request, write)
    except TimeoutError:
        raise Problem(408, "网络太慢，文件没有传完，请重试。") from None
    except (ValueError, AssertionError, HttpProcessingError):  # aiohttp's words for a damaged multipart body
        raise Problem(400, "文件没有传完整，请重试。") from None


async def _receive(request: web.Request, write: Writer) -> tuple[str, int]:
    if (request.content_length or 0) > FILE_LIMIT + 4096:
        raise Problem(413, "文件超过 20 MB，请压缩后再传。")
    part = await _file_part(await request.multipart())
    size = 0
    while chunk := await part.read_chunk(65536):
        size += len(chunk)
        if size > FILE_LIMIT:
            raise Problem(413, "文件超过 20 MB，请压缩后再传。")
        write(chunk)
    return safe_name(part.filename or ""), size


async def _file_part(parts: MultipartReader) -> BodyPartReader:
    part = await parts.next()
    if not isinstance(part, BodyPartReader) or part.name != "file" or part.filename is None:
        raise Problem(400, "请求里没有文件。")
    return part


def _document(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:ENTRIES])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    return next((media_type for name, media_type in _DOCUMENTS if name in names), "")


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
    return not any(sign < " " and sign not in "\t\n\r\f" for sign in text)
