"""Reply to words. The one file that knows Jinja2.

What people typed is only ever text: every value that a template prints is defused, so that it can neither mention,
link nor format on any platform (reliability I11). Words that the bot itself made are marked with :class:`Words`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from config.patterns import regex
from handlers.message import Reply

TEMPLATES = Path(__file__).parent.parent / "templates"
_ACTIVE = str.maketrans(
    {
        "<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "`": "｀", "@": "＠", "\\": "＼", "~": "～",
        "\n": " ",
    }
)  # fmt: skip
_MARKS = frozenset(" \u3000#>-+0123456789\t\n")
_MAIL = regex(r"[A-Za-z0-9][\w.%+-]*＠[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,10}(?![A-Za-z0-9])", re.ASCII)
_LEADING = regex(r"^\s*([#>\-+]|\d+\.)(?=\s)")


class Words(str):
    """Words of the bot's own, in house markup: printed as they are."""

    __slots__ = ()


def defused(text: str) -> str:
    """The text with everything taken out of it that could mention, link, format or break a line."""
    if text[:1] not in _MARKS:
        return text.translate(_ACTIVE)
    return _LEADING.sub(
        lambda found: found.group(0).translate(str.maketrans("#>-+.", "＃＞－＋．")), text.translate(_ACTIVE)
    )


def original(text: str) -> Words:
    """A document's own line, defused; its mail addresses stay as they are, to be copied. No platform takes what has
    letters on both sides of the sign and a domain behind it for a mention."""
    return Words(_MAIL.sub(lambda found: found[0].replace("＠", "@"), defused(text)))


def lines(text: str) -> Words:
    """Words of several lines that may quote people: every line defused, a leading ``- `` kept."""
    return Words(
        "\n".join(f"- {defused(one[2:])}" if one.startswith("- ") else defused(one) for one in text.split("\n"))
    )


def _printed(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Words):
        return defused(value)
    return "" if value is None else value


class OwnWords(Protocol):
    """An institution's own templates for some messages."""

    def words(self, template: str, values: Mapping[str, Any]) -> str | None:
        """The own words; None where it has none for this message, or they cannot be used: then the shipped ones are."""

    def complaints(self) -> list[str]:
        """Why own words were not used, a line each (Chinese)."""


def _options() -> dict[str, Any]:
    return {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "autoescape": False,  # not HTML: `finalize` defuses for the chat's own markup
        "finalize": _printed,
    }


def sandbox() -> jinja2.Environment:
    """For templates that people of the institution wrote: plain values, no other files, everything printed defused."""
    return ImmutableSandboxedEnvironment(**_options())


def _tidied(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class Renderer:
    """Templates read once, from ``templates/``; an institution's own words go before them."""

    def __init__(self, folder: Path = TEMPLATES, own: OwnWords | None = None) -> None:
        self._own = own
        self._environment = jinja2.Environment(  # noqa: S701 (see _options)
            loader=jinja2.FileSystemLoader(folder), auto_reload=False, **_options()
        )
        self._environment.filters["own"] = Words
        self._environment.globals["show"] = self._environment.get_template("_card.md.j2").module
        self._environment.filters["lines"] = lines
        self._environment.filters["original"] = original

    def words(self, reply: Reply) -> str:
        """The reply's words in house markup; empty for silence."""
        if not reply.template:
            return ""
        own = self._own.words(reply.template, reply.values) if self._own else None
        return _tidied(own) if own else self.shipped(reply)

    def complaints(self) -> list[str]:
        """Why own words could not be used, a line each."""
        return self._own.complaints() if self._own else []

    def shipped(self, reply: Reply) -> str:
        """The words as they are shipped, whatever the institution wrote."""
        return _tidied(self._environment.get_template(f"{reply.template}.md.j2").render(reply.values))
