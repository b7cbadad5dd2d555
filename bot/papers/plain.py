"""Plain text in the encodings that Chinese offices use."""

from bot.papers.limits import UNKNOWN, Refused

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of(content: bytes) -> str:
    """The text. Raises Refused for what is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"))
    for encoding in ("utf-8", *_wide(content), "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return _checked(text)
    raise Refused(UNKNOWN)


def _wide(content: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark: every second byte is of the few that Chinese and plain characters begin with."""
    for encoding, highs in (("utf-16-le", content[1:4_000:2]), ("utf-16-be", content[0:4_000:2])):
        if sum(byte in _HIGHS for byte in highs) > 0.9 * len(highs):
            return (encoding,)
    return ()


_HIGHS = frozenset((0x00, 0x20, 0x30, 0xFF, *range(0x4E, 0xA0)))


def _checked(text: str) -> str:
    odd = sum(1 for char in text[:20_000] if char < " " and char not in "\t\n\r\f\v")
    if odd > max(2, len(text[:20_000]) // 50):
        raise Refused(UNKNOWN)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").replace("\x00", "")
