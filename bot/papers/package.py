"""The zip that docx and xlsx are: opened only after its parts were counted, and read no further than was promised."""

import io
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.papers.limits import (
    BROKEN,
    LOCKED,
    MACROS,
    MOST_DEPTH,
    MOST_NODES,
    MOST_PARTS,
    MOST_UNPACKED,
    TOO_MUCH,
    Refused,
)

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, RuntimeError, NotImplementedError, ValueError)
_BLOCK = 1 << 16


class Package:
    """Parts by name. Everything that goes wrong is ``Refused``."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {part.filename: part for part in self._zip.infolist()}
        except _DAMAGED:
            raise Refused(BROKEN) from None
        self._left = MOST_UNPACKED
        self._check()

    def _check(self) -> None:
        parts = self._parts.values()
        if len(parts) > MOST_PARTS:
            raise Refused(TOO_MUCH)
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(LOCKED)
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self._parts):
            raise Refused(MACROS)
        text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        if text > MOST_UNPACKED or any(part.file_size > 4 * MOST_UNPACKED for part in parts):
            raise Refused(TOO_MUCH)

    def names(self) -> list[str]:
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The part's bytes; what a zip says about its size is not believed."""
        if name not in self._parts:
            return b""
        blocks = []
        try:
            with self._zip.open(self._parts[name]) as opened:
                while block := opened.read(_BLOCK):
                    self._left -= len(block)
                    if self._left < 0:
                        raise Refused(TOO_MUCH)
                    blocks.append(block)
        except _DAMAGED:
            raise Refused(BROKEN) from None
        return b"".join(blocks)

    def tree(self, name: str) -> Element | None:
        """The part as a tree; None where there is no such part. No document type, no entities, no endless depth."""
        content = self.read(name)
        return parse(content) if content else None


def parse(content: bytes) -> Element:
    """XML from a stranger: no document type, no entities, and counted while it is built."""
    if content.count(b"<") > 2 * MOST_NODES:
        raise Refused(TOO_MUCH)
    parser = DefusedXMLParser(target=_Counted(), forbid_dtd=True)
    try:
        for at in range(0, len(content), _BLOCK):
            parser.feed(content[at : at + _BLOCK])
        root = parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError, AssertionError):
        raise Refused(BROKEN) from None
    if not isinstance(root, Element):
        raise Refused(BROKEN)
    return root


class _Counted(TreeBuilder):
    """Builds no more elements, and none deeper, than a document has."""

    def __init__(self) -> None:
        super().__init__()
        self._nodes = self._depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._nodes += 1
        self._depth += 1
        if self._nodes > MOST_NODES or self._depth > MOST_DEPTH:
            raise Refused(TOO_MUCH)
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)
