"""A long title on a short line: shortened where its words part, never within one."""

from config.patterns import regex

_PARTS = regex(r"(?<=[》）)”，、；：,;: ])|(?=[《（(“])|(?<=的)|(?=[和与及并或])")
_LEAST = 6


def cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits, with … behind it; where it does not part, the whole."""
    if len(text) <= most:
        return text
    places = [found.start() for found in _PARTS.finditer(text) if _LEAST <= found.start() < most]
    return text[: places[-1]].rstrip("，、；：,;: 和与及并或的") + "…" if places else text
