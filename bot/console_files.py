"""Files in and out of the console: streamed under a limit, typed by their bytes, served as what they are not run as.

Nothing that the visitor claims about a file is believed: its name is only ever a label (reliability I12). What may
come in is ``intake``'s to say, who may see it the room's.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot import intake
from bot.console_guard import NO_FILE, Problem
from bot.console_seam import FileLine, NoRoomLeft, Room
from bot.pictures import Unfit
from config.settings import FileRules
from handlers.files import label_of, refusal

UPLOAD_SECONDS = 120

Writer = Callable[[bytes], object]


async def take(request: web.Request, room: Room, person: int, rules: FileRules) -> FileLine:
    """Receive the one file of a multipart request and hand it to the room as this person's. Raises :class:`Problem`."""
    if request.content_type != "multipart/form-data":
        raise Problem(415, "请求的格式不对。")
    handle, path = tempfile.mkstemp(prefix="zhibu-")
    name = "文件"
    try:
        with os.fdopen(handle, "wb") as file:
            name = await _in_time(request, file.write, rules)
        taken = await asyncio.to_thread(intake.take, Path(path), rules)
        return await room.keep(person, name, taken.media_type, Path(path), taken.size)
    except Unfit as unfit:
        raise Problem(413 if unfit.why == "size" else 415, f"“{name}”{refusal(unfit.why, rules)}。") from None
    except NoRoomLeft as error:
        raise Problem(413, str(error)) from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)


async def give(room: Room, id: str, person: int) -> web.StreamResponse:
    """The file as a download under a name of ours; a picture may also be shown in the page, under the type that its
    bytes have."""
    try:
        line, path = await room.open_file(id, person)
    except KeyError:
        raise Problem(404, NO_FILE) from None
    shown = line.media_type if line.media_type.startswith("image/") else "application/octet-stream"
    name = quote(line.ours, safe="")
    headers = {
        "Content-Type": shown,
        "Content-Disposition": f"attachment; filename=\"file\"; filename*=UTF-8''{name}",
        "Cache-Control": "private, max-age=3600",
    }
    return web.FileResponse(path, headers=headers)


def safe_name(name: str) -> str:
    """A label for people."""
    return label_of(name) or "文件"


async def _in_time(request: web.Request, write: Writer, rules: FileRules) -> str:
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _receive(request, write, rules)
    except TimeoutError:
        raise Problem(408, "网络太慢，文件没有传完，请重试。") from None
    except (ValueError, AssertionError, HttpProcessingError):  # aiohttp's words for a damaged multipart body
        raise Problem(400, "文件没有传完整，请重试。") from None


async def _receive(request: web.Request, write: Writer, rules: FileRules) -> str:
    limit = rules.max_bytes
    if (request.content_length or 0) > limit + 4096:
        raise Problem(413, f"文件{refusal('size', rules)}。")
    part = await _file_part(await request.multipart())
    size = 0
    while chunk := await part.read_chunk(65536):
        size += len(chunk)
        if size > limit:
            raise Problem(413, f"文件{refusal('size', rules)}。")
        write(chunk)
    return safe_name(part.filename or "")


async def _file_part(parts: MultipartReader) -> BodyPartReader:
    part = await parts.next()
    if not isinstance(part, BodyPartReader) or part.name != "file" or part.filename is None:
        raise Problem(400, "请求里没有文件。")
    return part
