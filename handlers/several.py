"""Several drafts that wait together: which of them the next message is about, and what it puts into each."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.patterns import regex
from handlers import filing
from handlers.findings import missing
from handlers.reading import Understanding, fold
from handlers.reading.kinds import mentions
from storage.records import Record

_ORDINAL = regex(
    r"第[ ]*(?P<n>[一二三四五六七八九1-9])[ ]*(?:个|条|次|场|项)|(?P<first>前(?:一个|面那?[个次场条]|者))|"
    r"(?P<last>后(?:一个|面那?[个次场条]|者))"
)
_SHARED = {"date", "place", "host", "recorder"}
"""What is said once for all of them: 都是我主持，王华记录."""


def meant(text: str, drafts: Sequence[Record]) -> Record | None:
    """The draft that the message names, by its place in the row or by its kind; None for none or several."""
    folded = fold(text)
    ordinal = _ORDINAL.search(folded)
    if ordinal:
        place = 0 if ordinal["first"] else len(drafts) - 1 if ordinal["last"] else _place(ordinal["n"])
        return drafts[place] if place < len(drafts) else None
    kinds = {kind for kind, *_ in mentions(folded)}
    fitting = [draft for draft in drafts if kinds & set(draft.content.get("kinds") or ())]
    return fitting[0] if len(fitting) == 1 else None


def without_name(text: str) -> str:
    """The message without the words that only say which draft is meant."""
    folded = fold(text)
    ordinal = _ORDINAL.search(folded)
    if ordinal:
        return (text[: ordinal.start()] + text[ordinal.end() :]).strip(" 　，,：:的")
    return text


def _place(word: str) -> int:
    return int(word) - 1 if word.isdigit() else "一二三四五六七八九".index(word)


def contents(drafts: Sequence[Record], meaning: Understanding, fragment: Mapping[str, Any] | None) -> dict[int, Any]:
    """The new content of each draft that the words fit, by its number: a field that is said goes where it is missing;
    a place or a person goes to all who lack it, a number only where one alone does."""
    said = {name: value for name, value in filing.merged({}, meaning, fragment).items() if _worth(value)}
    found: dict[int, Any] = {}
    for name, value in said.items():
        lacking = [draft for draft in drafts if _lacks(draft, name)]
        if len(lacking) > 1 and name not in _SHARED:
            continue
        for draft in lacking:
            found.setdefault(draft.id, dict(draft.content))[name] = value
    return found


def _worth(value: Any) -> bool:
    return value not in (None, [], False, "")


def _lacks(draft: Record, name: str) -> bool:
    if name == "absentees":
        return "absentees" in missing(draft.content)
    return not _worth(draft.content.get("kinds" if name == "kind" else name))
