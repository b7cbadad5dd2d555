"""Plain text in the encodings that Chinese offices use."""

from bot.papers.limits import UNKNOWN, Refused

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of(content: bytes) -> str:
    """The text. Raises Refused for what is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"))
    if content.count(0) > len(content) // 8:
        return _checked(_wide(content))
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused(UNKNOWN)


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: the half of the bytes that is mostly zero, or mostly high, tells the order."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    try:
        return content.decode("utf-16-be" if even > odd else "utf-16-le")
    except UnicodeDecodeError:
        raise Refused(UNKNOWN) from None


def _checked(text: str) -> str:
    odd = sum(1 for char in text[:20_000] if char < " " and char not in "\t\n\r\f\v")
    if odd > max(2, len(text[:20_000]) // 50):
        raise Refused(UNKNOWN)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").replace("\x00", "")
