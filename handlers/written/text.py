"""The text boundary, and the folded form that everything else matches on.

``fold`` never changes the length of a text, so that a span found in the folded text names the sender's own words
in the original. Knows nothing of dates, people or records.
"""

import unicodedata
from functools import lru_cache

from config.patterns import regex
from handlers.written.typos import TRADITIONAL, mend

_DROPPED = regex(
    "[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u00ad\u061c\u180e\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# The joiner belongs to emoji and stays there; between other characters it only hides words from a reader.
_STRAY_JOINER = regex(
    "(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)


def clean(text: str) -> str:
    """What may enter the house: no control characters, no invisible ones, NFC, ``\\n`` for every line end, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DROPPED.sub("", text)
    if "\u200d" in text:
        text = _STRAY_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text).strip()


@lru_cache(maxsize=64)  # every part of the reader folds the same message
def fold(text: str) -> str:
    """The same text for matching only: half-width, one kind of punctuation, usual slips mended, same length.

    Of a long run of blanks only three stay blanks: no pattern needs more, and none is to wander through thousands.
    """
    folded = mend(text.translate(_FOLDED))
    if "    " not in folded:
        return folded
    return _LONG_GAP.sub(lambda gap: "   " + BLANK * (len(gap[0]) - 3), folded)


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x24B6, 0x2500), *range(0x3000, 0x3001), *range(0xFF00, 0xFFF0)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1:
            table[code] = folded
    for wanted, others in {
        "-": "—–―‐‑‒−─~～〜﹣－",
        "“": "「『‘〝",
        "”": "」』’〞",
        "(": "（[［【〔｛{",
        ")": "）]］】〕｝}",
        ":": "：∶︰﹕",
        ",": "，﹐",
        ";": "；﹔",
        "。": "．｡",
        "、": "､",
        "×": "✕✖╳＊*",
        "月": "⽉",
        "日": "⽇曰",
        "〇": "○◯",
        " ": "\t\u00a0\u3000\u2002\u2003\u2009",
    }.items():
        table.update({ord(other): wanted for other in others})
    table |= TRADITIONAL
    table[ord("．")] = "."
    return table


_FOLDED = _table()
_LONG_GAP = regex(" {4,}")
_QUOTED = regex(r"《[^《》\n]{1,80}》|“[^“”\n]{1,80}”|\"[^\"\n]{1,80}\"")
BLANK = "\ufffc"
"""Stands where something was read already: no pattern matches it, and words do not join across it."""


@lru_cache(maxsize=64)
def hide_quoted(folded: str) -> str:
    """Titles and quotations blanked: the dates and numbers in them are not the record's."""
    return _QUOTED.sub(lambda found: BLANK * len(found[0]), folded)


def hide(folded: str, *spans: tuple[int, int]) -> str:
    """The text with the spans blanked, of the same length."""
    chars = list(folded)
    for first, last in spans:
        chars[first:last] = BLANK * (last - first)
    return "".join(chars)
