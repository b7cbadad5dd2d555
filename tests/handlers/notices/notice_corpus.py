"""The corpus: own notices modelled on real ones, each file a text and what a person reads in it.

``t…`` files were used while the reader was made. ``h…`` were held out: written before the reader, measured when it
was done, and only then used. ``n…``, ``z…`` (made to be hard) and ``y…`` were written one after the other against the
reader as it then was, measured at first sight, and then used as well. ``v…`` were written by somebody who had not seen
the reader, and so were ``a…`` (formal notices) and ``b…`` (chats, tables in lines, pages of a pdf, minutes). Those
figures stand in ``FIRST_SIGHT``. ``w…`` were written on the way, to try what had just been made.

What the sender itself will do at no deadline of its own (组织部将于11月中旬抽查) may be read as a task or not:
nobody who is addressed has to do it, and the reader tells it as a date put aside.

A task's line: ``level | deadline | words | name=value …``. ``words`` name the task (with ``any=1`` one of them is
enough); a line that begins with ``?`` may be read or not. ``level=``, ``kind=`` and ``deadline=`` list what is right
as well.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Wanted:
    levels: tuple[str, ...]
    deadlines: tuple[str, ...]
    words: tuple[str, ...]
    optional: bool = False
    more: dict[str, str] = field(default_factory=dict)
    level: str = ""
    """The one of its levels that is named first."""

    @property
    def any_word(self) -> bool:
        return "any" in self.more


@dataclass(frozen=True)
class Case:
    name: str
    day: date
    text: str
    tasks: tuple[Wanted, ...]
    ignored: tuple[str, ...]
    head: dict[str, str]


def read_case(file: Path) -> Case:
    return parsed(file.stem, file.read_text("utf-8"))


def parsed(name: str, words: str) -> Case:
    first, _, rest = words.partition("\n")
    text, _, rest = rest.partition("\n== tasks\n")
    tasks, _, rest = rest.partition("== ignored\n")
    ignored, _, head = rest.partition("== head")
    return Case(
        name,
        date.fromisoformat(first.removeprefix("== ").strip()),
        text,
        tuple(_wanted(line) for line in tasks.splitlines() if line.strip()),
        tuple(line for line in ignored.splitlines() if line.strip()),
        dict(line.split("=", 1) for line in head.splitlines() if "=" in line),
    )


def _wanted(line: str) -> Wanted:
    level, deadline, words, *more = (part.strip() for part in line.split("|"))
    options = dict(pair.split("=", 1) for pair in " ".join(more).split())
    levels = {level.removeprefix("? "), *options.get("level", "").split(",")} - {""}
    deadlines = tuple(options.get("deadline", deadline).split(","))
    first = level.removeprefix("? ")
    return Wanted(tuple(sorted(levels)), deadlines, tuple(words.split(",")), line.startswith("?"), options, first)


CASES = tuple(read_case(file) for file in sorted(CORPUS.glob("*.txt")))
TUNED = tuple(case for case in CASES if case.name.startswith("t"))
HELD_OUT = tuple(case for case in CASES if case.name.startswith("h"))
LATER = tuple(case for case in CASES if case.name[0] in "nzyvwba")

FIRST_SIGHT = {
    "h": {"recall": 0.981, "precision": 0.881, "deadline": 0.971, "level": 0.981, "harmful": 8},
    "n": {"recall": 0.971, "precision": 0.895, "deadline": 0.985, "level": 0.941, "harmful": 4},
    "z": {"recall": 0.818, "precision": 0.931, "deadline": 0.926, "level": 0.889, "harmful": 2},
    "y": {"recall": 0.933, "precision": 0.875, "deadline": 1.000, "level": 0.893, "harmful": 3},
    "v": {"recall": 0.921, "precision": 0.704, "deadline": 0.943, "level": 0.871, "harmful": 43},
    "a": {"recall": 0.890, "precision": 0.813, "deadline": 0.950, "level": 0.901, "harmful": 25},
    "b": {"recall": 0.735, "precision": 0.809, "deadline": 0.903, "level": 0.847, "harmful": 18},
}
"""What the reader made of notices that nobody had shown it; kept as a record, and never to be brought up to date."""
