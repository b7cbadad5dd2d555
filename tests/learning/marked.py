"""Notices in which people marked the tasks, with each task's line: what the weights are learned from.

One file holds a set: ``=== name``, then a notice as in the corpus (:mod:`tests.handlers.notices.notice_corpus`), whose
tasks say besides in which ``line=`` they stand. The sets were written one after the other by somebody who had not seen
the reader, each measured at first sight before it was learned from.

``shown-…`` were used while rules about asking were made: what the rules make of those says nothing about notices that
they were not made for. The others were learned from first; later, rules about tables, days and titles were made while
looking at most of them too (not at ``vocational-…``), though none about asking. So what ``make learn`` says of them
flatters the reader somewhat; :mod:`tests.learning.kept` does not.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.handlers.notices.notice_corpus import Case, parsed

MARKED = Path(__file__).parent / "marked"
_NAME = re.compile(r"^=== (\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class MarkedSet:
    name: str
    cases: tuple[Case, ...]

    @property
    def shown(self) -> bool:
        """Whether rules were made while looking at it."""
        return self.name.startswith("shown")


def read_set(file: Path) -> MarkedSet:
    _, *parts = _NAME.split(file.read_text("utf-8"))
    names, texts = parts[::2], parts[1::2]
    return MarkedSet(file.stem, tuple(parsed(name, text) for name, text in zip(names, texts, strict=True)))


SETS = tuple(read_set(file) for file in sorted(MARKED.glob("*.txt")))
