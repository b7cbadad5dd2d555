"""Answers what a document asks: finds the requirements that a question is about, and does the small sums in it.

Pure: it knows the catalogue, never a unit or a record. It does not guess: what it is not sure of is offered as a choice
or as the nearest things, and the person decides.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from config.catalogue import Catalogue, Requirement
from config.patterns import regex
from handlers.search import WHOLE, Document, Index, plain
from handlers.sums import SUMS

SURE = 0.5
"""From this score on an entry is an answer."""
NEAR = 0.25
"""From this score on it is worth offering as the nearest."""
CLEAR, APART = 0.45, 0.65
"""An entry that scores at least CLEAR is an answer too where every other matter stays below APART of its score."""
SAME, EXACT = 0.93, 0.99
"""Two matters whose scores are closer than SAME cannot be told apart, unless one is asked for by its very name."""
CHOICE = 0.65
"""Below this several matters are only the nearest things, no choice between answers."""
HEARD = 0.7
"""What only sounds alike must be more alike."""

OTHER_LEVEL = 0.75
"""What remains of the score of a rule for another level of organisation."""
_LEVELS = (
    ("总支", {"general_branch"}),
    ("学院党委|分党委|校党委|基层党委", {"committee", "college_committee"}),
    ("支部|支委", {"branch", "direct_branch"}),
)

Scored = Sequence[tuple[Requirement, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """At most one of ``hits``, ``choices`` and ``nearest`` has something in it."""

    hits: tuple[Requirement, ...] = ()
    """The answer, best first; several where one matter is ruled in several places (local before central)."""
    choices: tuple[Requirement, ...] = ()
    """The question fits several matters: one entry of each, to be chosen from."""
    nearest: tuple[Requirement, ...] = ()
    """No answer; what comes nearest."""
    remark: str | None = None
    """What the rule means for the numbers in the question."""


REMEMBERED = 1024
"""Questions whose answers are kept in memory: everybody asks the same few."""


class Finder:
    """Finds in one catalogue. The index is built by the first question; then one takes a few milliseconds."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = catalogue.requirements
        self._words = catalogue.words
        self._by_matter: dict[str, list[Requirement]] = {}
        for each in self._entries:
            self._by_matter.setdefault(each.matter, []).append(each)
        self._remembered = lru_cache(REMEMBERED)(self._find)

    @cached_property
    def _index(self) -> Index:
        return Index([_document(each) for each in self._entries], self._words)

    def find(self, question: str, limit: int = 5) -> Found:
        """Sound-alike slips are looked up only when the words as typed find nothing. The same question is answered
        from memory."""
        return self._remembered(question, limit)

    def _find(self, question: str, limit: int) -> Found:
        if _ELSEWHERE.search(question):
            return Found()
        if found := self._reckoned(question, limit) or self._by_date(question, limit):
            return found
        scored = self._scored(self._index.search(question), question)
        found = self._judged(scored, question, limit)
        if found.hits or found.choices:
            return found
        heard = self._judged(self._scored(self._index.sounds_like(question), question), question, limit, HEARD)
        if heard.hits or heard.choices:
            return heard
        return found if found.nearest else heard

    def _scored(self, numbered: Iterable[tuple[int, float]], question: str) -> Scored:
        """What is asked of one level of organisation is not answered with another's rule."""
        scored = [
            (entry, score * _level(entry, question)) for number, score in numbered if (entry := self._entries[number])
        ]
        return sorted(scored, key=lambda pair: -pair[1])

    def _judged(self, scored: Scored, question: str, limit: int, sure: float = SURE) -> Found:
        if not scored or (scored[0][1] < sure and not _stands_alone(scored)):
            return Found(nearest=tuple(each for each, score in scored if score >= NEAR)[:limit])
        best = scored[0][1]
        least = max(min(sure, best), best * (EXACT if best >= EXACT else SAME))
        close = sorted((each for each, score in scored if score >= least), key=_local_first)
        matters = {each.matter: each for each in reversed(close)}
        if len(matters) > 1 and best < CHOICE:
            return Found(nearest=tuple(matters.values())[:limit])
        if len(matters) > 1:
            return Found(choices=tuple(sorted(matters.values(), key=_local_first)[:limit]))
        return Found(hits=self._of_matter(close, question)[:limit])

    def _of_matter(self, close: Sequence[Requirement], question: str) -> tuple[Requirement, ...]:
        """With what was found also what the other level says of the same matter."""
        levels = {each.source.level for each in close}
        others = [each for each in self._by_matter[close[0].matter] if each.source.level not in levels]
        if "总支" in question:
            return tuple(sorted([*close, *others], key=_local_first))
        others = [each for each in others if not _only_for_general_branches(each)]
        return tuple(sorted([*close, *others], key=lambda each: (_only_for_general_branches(each), _local_first(each))))

    def _by_date(self, question: str, limit: int) -> Found | None:
        """``5月6号要交什么``: a date and hardly anything else asks for what is due or done then."""
        asked = _DATE.fullmatch(plain(question).replace(" ", ""))
        if not asked:
            return None
        month, day = int(asked["month"]), asked["day"]
        if day:
            due = [each for each in self._entries if each.due and each.due.endswith(f"{month:02}-{int(day):02}")]
        else:
            due = [each for each in self._entries if month in each.months]
            due.sort(key=lambda each: each.kind == "project")
        return Found(hits=tuple(due[:limit])) if due else None

    def _reckoned(self, question: str, limit: int) -> Found | None:
        text = plain(question).replace(" ", "")
        for rule in SUMS:
            if (asked := rule.asks(text)) and (entries := self._by_matter.get(rule.matter)):
                return Found(hits=tuple(entries[:limit]), remark=rule.remark(asked, entries[0].numbers))
        return None


def _stands_alone(scored: Scored) -> bool:
    """Not quite sure of it, but nothing else comes near."""
    best, score = scored[0]
    others = (other for entry, other in scored if entry.matter != best.matter)
    return score >= CLEAR and max(others, default=0.0) <= score * APART


def _local_first(entry: Requirement) -> tuple[bool, int]:
    return entry.source.level == "central", entry.order


def _only_for_general_branches(entry: Requirement) -> bool:
    return entry.applies.unit_kinds == ("general_branch",)


def _level(entry: Requirement, question: str) -> float:
    """Less for an entry of another kind of organisation than the question names."""
    kinds = entry.applies.unit_kinds
    for words, wanted in _LEVELS:
        if re.search(words, question):
            return 1.0 if not kinds or wanted & set(kinds) else OTHER_LEVEL
    return 1.0


def _document(entry: Requirement) -> Document:
    """Names weigh whole; what an entry merely mentions, less."""
    names = [(name, WHOLE) for name in (entry.title, *entry.synonyms)]
    marks = " ".join([entry.answer, *(words for words, given in _marks(entry) if given)])
    rest = [entry.subject, *entry.details, entry.deliverable, entry.recipient, *entry.evidence, entry.window]
    return [*names, (marks, 0.6), (" ".join(filter(None, rest)), 0.45)]


def _marks(entry: Requirement) -> list[tuple[str, object]]:
    """Words of asking that an entry answers by its fields."""
    return [
        ("多久一次", entry.cadence and entry.cadence != "once"),
        ("什么时候", entry.months or entry.due or entry.window),
        ("交给谁", entry.recipient),
        ("字数", any("words" in name for name in entry.numbers)),
        ("多少钱", "yuan" in entry.numbers),
        ("几年", "years" in entry.numbers),
        ("格式", entry.kind == "form"),
    ]


_DATE = regex(
    r"(?P<month>1[0-2]|[1-9])(?:月份?|\.)(?:(?P<day>3[01]|[12]\d|[1-9])[日号]?)?(?:之?前|以前|底)?"
    r"(?:我们|支部|我们支部)?(?:有|要|该|需要|得|应该)?(?:交|报|做|办|完成|截止|到期)?(?:的|是)?(?:什么|哪些|啥)?"
    r"(?:材料|东西|任务|工作|事|事情|截止|到期)?(?:要?(?:交|做|报))?"
)
_ELSEWHERE = regex("团支部|团费|团员|入团|共青团|工会|学生会|教代会|班会|工资|津贴")
"""What other organisations and offices rule: a Party rule that looks alike is no answer."""
