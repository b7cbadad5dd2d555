"""A line of the card named by its number: 3 改成15 is read as the words of that line, 主持改成15 or 实到改成15."""

from collections.abc import Sequence

from config.patterns import regex
from handlers.written.text import fold

_BY_NUMBER = regex(
    r"(?P<lead>^|[,;。\n])(?P<gap>[ ]*(?:(?:把|将|那个?)[ ]*)?)"
    r"(?:第[ ]*(?P<word>[一二三四五六七八九十])|第?[ ]*(?P<n>[1-9]|1[0-2]))"
    r"(?![\d号日点人个名月年:])[ ]*(?:项|条|行|那项|那条|个|[.、])?[ ]*(?:的)?"
    r"(?=(?:应该|应当|要|给我)?(?:改|换|调整|更正|写错|错了|不对|应是|应为|应该?是|"
    r"是(?!的|$)|去掉|删掉|加上?|再加|补上?))"
)
_FIELD = regex(r"实到|应到|地点|主持|记录|时间|日期|缺席|请假|主题|议题|类型|列席|#|号")
_CIRCLED = {0x2460 + at: str(at + 1) for at in range(9)}
_WORDS = "一二三四五六七八九十"


def names_a_line(text: str) -> bool:
    """Whether a clause of the text begins with the number of a line."""
    return len(text) < 200 and bool(_BY_NUMBER.search(_numbered(text)))


def in_words(text: str, card: Sequence[str]) -> str:
    """The text with the lines' labels in place of their numbers; as it was where no line has the number."""
    folded = _numbered(text)
    parts, end = [], 0
    for found in _BY_NUMBER.finditer(folded):
        number = int(found["n"]) if found["n"] else _WORDS.index(found["word"]) + 1
        rest = folded[found.end() :]
        clause = rest[: min((at for at in (rest.find(sign) for sign in ",;。\n") if at >= 0), default=len(rest))]
        if number > len(card) or _FIELD.search(clause[:8]):
            continue
        parts += [text[end : found.end("gap")], card[number - 1]]
        end = found.end()
    return "".join([*parts, text[end:]])


def _numbered(text: str) -> str:
    """Folded, with ② as the number of a line (elsewhere it is a mark, and no number)."""
    return fold(text).translate(_CIRCLED)
