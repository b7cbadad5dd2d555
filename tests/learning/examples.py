"""Dates that the reader weighs, each with whether people took it for a task's: what the weights are learned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.notices.read import unnamed_in, weighed_in
from handlers.notices.weighing import UNSAID
from tests.handlers.notices.notice_corpus import CASES, Case, Wanted
from tests.handlers.notices.notice_score import paired
from tests.handlers.notices.phrasings import ROWS
from tests.handlers.notices.test_notice_phrasings import DAY
from tests.learning.marked import SETS


@dataclass(frozen=True)
class Example:
    set: str
    """Which set it is of; empty for one that rules were made for."""
    signs: frozenset[str]
    asked: bool
    counts: float = 1.0
    """How much it counts against others."""


@dataclass(frozen=True)
class Owned:
    """A task of which the text does not say whose it is, and whose it is."""

    set: str
    signs: frozenset[str]
    level: str
    counts: float = 1.0


SHOWN, REFERENCE = 0.5, 5.0
"""An example for which rules were made says less; the phrasings of the field's reference say what is right."""


def examples() -> list[Example]:
    """All of them. What may be read or not (``?``) teaches nothing."""
    found = [one for marked in SETS for one in _of("" if marked.shown else marked.name, marked.cases)]
    return found + list(_of("", CASES)) + list(_reference())


def _reference() -> Iterator[Example]:
    """The phrasings of domain.md section 5; where one asks for something, each of its dates does."""
    for _, text, wanted in ROWS:
        dues = {one["deadline"] or "-" for one in wanted}
        for date in weighed_in(f"各党支部：\n{text}", DAY):
            asked = (date.due.isoformat() if date.due else "-") in dues
            yield Example("", frozenset(_unsaid(date.signs)), asked, REFERENCE)


def _unsaid(signs: frozenset[str]) -> set[str]:
    """What the rules say of a notice that they were made for is right, and so would be believed too much."""
    return {one for one in signs if not one.startswith("said:")} | {UNSAID}


def _of(name: str, cases: Sequence[Case]) -> Iterator[Example]:
    for case in cases:
        lines = case.text.splitlines()
        for date in weighed_in(case.text, case.day):
            due = date.due.isoformat() if date.due else "-"
            same = [one for one in case.tasks if due in one.deadlines]
            near = [one for one in same if _near(one, date.line, lines)]
            unknown = same and not near and date.due and not any("line" in one.more for one in same)
            if unknown or (near and all(one.optional for one in near)):
                continue
            signs = date.signs if name else frozenset(_unsaid(date.signs))
            yield Example(name, signs, bool(near), 1.0 if name else SHOWN)


def _near(wanted: Wanted, line: int, lines: Sequence[str]) -> bool:
    """Whether the task stands in that line or beside it; in the corpus, whose tasks have no lines, in its words."""
    if "line" not in wanted.more:
        return any(word in lines[line - 1] for word in wanted.words)
    first, _, last = wanted.more["line"].partition("-")
    return int(first) - 1 <= line <= int(last or first) + 1


def owned() -> list[Owned]:
    found = [one for marked in SETS for one in _owned("" if marked.shown else marked.name, marked.cases)]
    return found + list(_owned("", CASES))


def _owned(name: str, cases: Sequence[Case]) -> Iterator[Owned]:
    for case in cases:
        unnamed = unnamed_in(case.text, case.day)
        pairs, _ = paired(case.tasks, [task for task, _ in unnamed])
        for wanted in case.tasks:
            signs = next((signs for task, signs in unnamed if task is pairs.get(id(wanted))), None)
            if signs is not None:
                said = frozenset(signs if name else {one for one in signs if not one.startswith("said:")})
                yield Owned(name, said, wanted.level, 1.0 if name else SHOWN)
