"""Patterns that are compiled when they are first asked, not when their module is imported.

The reader alone has some two hundred; compiling them took a quarter of a second of every start.
"""

import re
from typing import Any, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groups", "groupindex")


class _Waiting:
    """Becomes the compiled pattern at the first question: its methods are then the instance's own, at no cost."""

    def __init__(self, words: str, flags: int) -> None:
        self.pattern = words
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return self.__dict__[name]


def regex(words: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` promises, later. A pattern with a mistake in it is found by the first test that asks it."""
    return cast(re.Pattern[str], _Waiting(words, flags))
