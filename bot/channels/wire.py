"""What every channel asks of bytes from outside before it believes a word: size, depth, encoding, no document type.

It knows JSON and flat XML, no platform. Everything that is wrong ends in :class:`Refused`, whose text names the
step and quotes nothing.
"""

import email.message
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus
from xml.parsers import expat

from bot.channels.channel import Refused

LARGEST = 1 << 20  # the server's own limit is lower; this one holds wherever a channel is used without it
DEEPEST = 16
LONGEST_ID = 512
MEMORY = timedelta(days=7)  # how long the inbox remembers: what is older could not be told from a repeat

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# <Name>text</Name> or CDATA, no attribute, no entity, nothing nested, no control character. Possessive throughout:
# no input makes it try twice.
_ONE = (
    r"<([A-Za-z][A-Za-z0-9_]*+)>(?:<!\[CDATA\[((?:[^\]\x00-\x08\x0b-\x1f\ufffe\uffff]++|\](?!\]>))*+)\]\]>"
    r"|([^<&\]\x00-\x08\x0b-\x1f\ufffe\uffff]*+))</\%d>[ \t\n]*+"
)
_ELEMENT = re.compile(_ONE % 1)
_PLAINEST = re.compile(rf"<xml>[ \t\n]*+(?:{_ONE % 1})*+</xml>[ \t\n]*+")


def read_json(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise Refused("size")
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("json") from None
    if not isinstance(fields, dict):
        raise Refused("json")
    return fields


def write_json(fields: Mapping[str, Any]) -> str:
    """The same bytes for the same values, so that a retry is a true repeat."""
    return _encode(fields)


def multipart(field: str, name: str, media_type: str, content: bytes) -> tuple[bytes, str]:
    """A form with one file, and its content type; the same bytes for the same file. The name is in plain UTF-8, which
    is what the platforms read there; nothing in it can end the line."""
    name = re.sub(r'[\x00-\x1f\x7f"\\/]', "_", name)
    mark = f"zhibu-{hashlib.sha256(content).hexdigest()[:32]}"
    head = (
        f"--{mark}\r\n"
        f'Content-Disposition: form-data; name="{field}"; filename="{name}"; filelength={len(content)}\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def read_xml(data: bytes) -> dict[str, str]:
    """The root's children by name, each with its own text. A document type, and with it any entity, is refused."""
    if len(data) > LARGEST:
        raise Refused("size")
    found = _plainest(data)
    return _by_expat(data) if found is None else found


def _plainest(data: bytes) -> dict[str, str] | None:
    """The shape that the platforms really send, read in a third of the time; None: let expat say what it is."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    if not _PLAINEST.fullmatch(text):
        return None
    elements = _ELEMENT.findall(text, 5)
    fields = {name: cdata or words for name, cdata, words in elements}
    if len(fields) != len(elements):
        raise Refused("double element")
    return fields


def _by_expat(data: bytes) -> dict[str, str]:
    reader = _FlatXml()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError):  # ValueError: an encoding that expat does not know
        raise Refused("xml") from None
    return reader.fields


class _FlatXml:
    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        # The encoding is ours and not the document's: both platforms speak UTF-8.
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append

    def _doctype(self, *_: object) -> None:
        raise Refused("doctype")

    def _start(self, name: str, _: object) -> None:
        if len(self._path) >= DEEPEST:
            raise Refused("depth")
        self._path.append(name)
        self._text.clear()

    def _end(self, name: str) -> None:
        self._path.pop()
        if len(self._path) == 1:
            if name in self.fields:
                raise Refused("double element")
            self.fields[name] = "".join(self._text)
        self._text.clear()


def part(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A nested object; empty where there is none."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def text(fields: Mapping[str, Any], name: str) -> str:
    """A string that can be stored; empty where there is none. JSON may smuggle half a character in: it is dropped."""
    value = fields.get(name)
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode("utf-8", "ignore").decode()


def identifier(fields: Mapping[str, Any], name: str) -> str:
    """An id byte-exact, or empty. One that could not be stored or compared as it stands is refused."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > LONGEST_ID or not (value.isprintable() or not value):
        raise Refused("identifier")
    return value


def moment(value: Any, now: datetime, unit: float = 1.0) -> datetime:
    """The moment of a platform's number (``unit`` .001 for milliseconds). Refuses what is none, or is a week off."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refused("time")
    try:
        at = datetime.fromtimestamp(int(value) * unit, UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("time") from None
    if now - at > MEMORY:
        raise Refused("too old")
    if at - now > MEMORY:
        raise Refused("time")
    return at


def query_value(url: str, address: str, name: str) -> str:
    """The one value of that name in the query of exactly this address; empty where it is another, or has several."""
    start, _, query = url.partition("?")
    if start != address:
        return ""
    values = [value for key, _, value in (pair.partition("=") for pair in query.split("&")) if key == name]
    return unquote_plus(values[0]) if len(values) == 1 else ""


def file_name(disposition: str) -> str:
    """The name in a ``Content-Disposition``; empty where there is none that can be read."""
    header = email.message.Message()
    header["Content-Disposition"] = disposition
    return (header.get_filename() or "").encode("utf-8", "ignore").decode()
