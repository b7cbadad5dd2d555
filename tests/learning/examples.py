"""Dates that the reader weighs, each with whether people took it for a task's: what the weights are learned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.notices.drafts import Weighed
from handlers.notices.read import owned_in, weighed_in
from handlers.notices.weighing import ASKING, UNDATED, UNSAID
from tests.handlers.notices.notice_corpus import CASES, Case, Wanted
from tests.handlers.notices.notice_score import paired
from tests.handlers.notices.phrasings import ROWS
from tests.handlers.notices.test_notice_phrasings import DAY
from tests.handlers.notices.test_notice_statements import ASKED, STATED
from tests.learning.marked import SETS


@dataclass(frozen=True)
class Example:
    set: str
    """Which set it is of; empty for one that rules were made for."""
    of: str
    """What it is an example of: a date, or a sentence without one."""
    signs: frozenset[str]
    asked: bool
    counts: float = 1.0
    """How much it counts against others."""


@dataclass(frozen=True)
class Owned:
    """A task that was read, and whose it is."""

    set: str
    signs: frozenset[str]
    level: str
    counts: float = 1.0


CORPUS, REFERENCE = 3.0, 30.0
"""How much the corpus' levels count, which tests want all right, and what is right for sure, where others count 1."""


def examples() -> list[Example]:
    """All of them. What may be read or not (``?``) teaches nothing."""
    found = [one for marked in SETS for one in _of("" if marked.shown else marked.name, marked.cases)]
    return found + list(_of("", CASES)) + list(_reference())


def _reference() -> Iterator[Example]:
    """The phrasings of domain.md section 5, and sentences of our own that ask or only state: what is right for sure."""
    rows = [(text, [one["deadline"] or "-" for one in wanted]) for _, text, wanted in ROWS]
    rows += [(text, [day]) for _, day, text in _ASKED] + [(text, []) for text in STATED]
    for text, dues in rows:
        for one in weighed_in(f"各党支部：\n{text}", DAY):
            due = one.due.isoformat() if one.due else "-"
            if one.words is not None and "-" not in dues and dues:
                continue  # its day stands in another sentence
            yield Example(
                "", UNDATED if one.words is not None else ASKING, frozenset(_unsaid(one.signs)), due in dues, REFERENCE
            )


_ASKED = [line.split("|") for line in ASKED]


def _unsaid(signs: frozenset[str]) -> set[str]:
    """What the rules say of a notice that they were made for is right, and so would be believed too much."""
    return {one for one in signs if "said:" not in one} | {UNSAID}


def _of(name: str, cases: Sequence[Case]) -> Iterator[Example]:
    for case in cases:
        lines = case.text.splitlines()
        for one in weighed_in(case.text, case.day):
            asked = _asked(one, case, lines) if one.words is None else _asked_undated(one, case, lines)
            if asked is None:
                continue
            signs = one.signs if name else frozenset(_unsaid(one.signs))
            yield Example(name, ASKING if one.words is None else UNDATED, signs, asked)


def _asked(one: Weighed, case: Case, lines: Sequence[str]) -> bool | None:
    """Whether the date is a task's; none where that may be read or not."""
    due = one.due.isoformat() if one.due else "-"
    same = [task for task in case.tasks if due in task.deadlines]
    near = [task for task in same if _near(task, one.line, lines)]
    unknown = same and not near and one.due and not any("line" in task.more for task in same)
    return None if unknown or (near and all(task.optional for task in near)) else bool(near)


def _asked_undated(one: Weighed, case: Case, lines: Sequence[str]) -> bool | None:
    """Whether the sentence without a date is a task; none where that may be read or not, or is said elsewhere too."""
    here = [task for task in case.tasks if _near(task, one.line, lines, 0)]
    named = [task for task in here if (any if task.any_word else all)(word in (one.words or "") for word in task.words)]
    undated = [task for task in named if "-" in task.deadlines]
    if undated:
        return None if all(task.optional for task in undated) else True
    return None if any("-" in task.deadlines for task in here) else False


def _near(wanted: Wanted, line: int, lines: Sequence[str], most: int = 1) -> bool:
    """Whether the task stands in that line or beside it; in the corpus, whose tasks have no lines, in its words."""
    if "line" not in wanted.more:
        return any(word in lines[line - 1] for word in wanted.words)
    first, _, last = wanted.more["line"].partition("-")
    return int(first) - most <= line <= int(last or first) + most


def owned() -> list[Owned]:
    found = [one for marked in SETS for one in _owned("" if marked.shown else marked.name, marked.cases)]
    told = (
        Owned("", signs, level, REFERENCE)
        for level, _, text in _ASKED
        for _, signs in owned_in(f"各党支部：\n{text}", DAY)
    )
    return [*found, *_owned("", CASES, CORPUS), *told]


def _owned(name: str, cases: Sequence[Case], counts: float = 1.0) -> Iterator[Owned]:
    for case in cases:
        read = owned_in(case.text, case.day)
        pairs, _ = paired(case.tasks, [task for task, _ in read])
        for wanted in case.tasks:
            signs = next((signs for task, signs in read if task is pairs.get(id(wanted))), None)
            if signs is not None:
                said = frozenset(signs if name else {one for one in signs if "said:" not in one})
                yield Owned(name, said, wanted.level, counts)
