"""Names that were written without anything between them: 秦川江雨史嘉请假. Cut only where the branch's roll or the words
leave one way to do it; else it is said that nobody can tell. Knows words, and the names that may be meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.patterns import regex
from handlers.reading.names import HAN, ends_of_name, is_double_surname, is_one_foreign
from handlers.reading.reasons import STRONG, WEAK, opens
from handlers.reading.values import Absentee

_SAID = rf"{STRONG}|{WEAK}|没来|没到|未到|未能|没能|没参加|未参加"
_RUN = regex(rf"(?<![{HAN}])(?P<run>[{HAN}]{{4,18}}?)(?P<many>[等共]?[两二三四五六七八]人|均|都|分别)?(?={_SAID})")
_WHY = regex(_SAID)
_LEAD = regex(
    r"(?:另外|还有|以及|其中|缺席的?(?:人员|同志)?|没来的|未到的?|请假的|分别|党员|支委|同志们?|老师|有|是|为|和|与|缺|除)+"
)
_ODD = regex(r"[今早昨午的了在去因天日月来都均请]|会议|活动")
"""Signs that no name has, though a surname may stand before them: 于今早. 小明 in 李强王小明 is no name of its own."""
_MOST = 8


@dataclass(frozen=True, slots=True)
class Run:
    """Where the names stand, and where each but the first begins; no ``cuts`` where nobody can tell."""

    first: int
    last: int
    cuts: tuple[int, ...]


def looks_run_together(folded: str) -> bool:
    """Whether it is worth asking who belongs to the branch."""
    return _RUN.search(folded) is not None


def runs(folded: str, roll: Sequence[str], away: int | None) -> list[Run]:
    """The runs of names before the word that they were absent."""
    found = []
    for match in _RUN.finditer(folded):
        first, last = match.span("run")
        lead = _LEAD.match(folded, first, last)
        first = lead.end() if lead else first
        words = folded[first:last]
        if len(words) < 4 or words in roll or is_one_foreign(words) or _WHY.search(folded, first + 2, last + 1):
            continue
        ways = list(_ways(words, frozenset(roll)))
        if ways:
            cuts = _surest(words, ways, frozenset(roll), away)
            found.append(Run(first, last, tuple(first + at for at in cuts)))
    return found


def _ways(words: str, roll: frozenset[str]) -> Iterator[tuple[int, ...]]:
    """Each way to cut the words into two names or more: where those after the first begin."""

    def rest(at: int, cuts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        for end in sorted({*_ends(words, at), *(at + len(name) for name in roll if words.startswith(name, at))}):
            if end == len(words) and cuts:
                yield cuts
            elif end < len(words) and len(cuts) < _MOST and (not opens(words, end) or _of(roll, words, end)):
                yield from rest(end, (*cuts, end))

    return rest(0, ())


def _of(roll: frozenset[str], words: str, at: int) -> bool:
    return any(words.startswith(name, at) for name in roll)


def _ends(words: str, at: int) -> Iterator[int]:
    for end in ends_of_name(words, at):
        name = words[at:end]
        if name[0] not in "小老" and not _ODD.search(name) and not is_double_surname(name):
            yield end


def _surest(words: str, ways: list[tuple[int, ...]], roll: frozenset[str], away: int | None) -> tuple[int, ...]:
    """The one way that is left: the roll knows the most of its names, or as many were away; none where several are."""
    known = {way: sum(name in roll for name in _names(words, way)) for way in ways}
    best = [way for way in ways if known[way] == max(known.values())]
    if len(best) > 1 and away is not None:
        best = [way for way in best if len(way) + 1 == away] or best
    return best[0] if len(best) == 1 else ()


def _names(words: str, cuts: Sequence[int]) -> list[str]:
    bounds = [0, *cuts, len(words)]
    return [words[first:last] for first, last in pairwise(bounds)]


def parted(text: str, found: Sequence[Run]) -> str:
    """The text with a mark between the names."""
    for at in sorted((at for run in found for at in run.cuts), reverse=True):
        text = f"{text[:at]}、{text[at:]}"
    return text


def put_back(spans: Sequence[tuple[int, int]], found: Sequence[Run]) -> list[tuple[int, int]]:
    """Where spans of the parted text stand in the text itself."""
    marks = sorted(at + nth for nth, at in enumerate(sorted(at for run in found for at in run.cuts)))
    return [(first - sum(at < first for at in marks), last - sum(at < last for at in marks)) for first, last in spans]


def untold(text: str, absentees: Sequence[Absentee], found: Sequence[Run]) -> tuple[tuple[Absentee, ...], bool]:
    """The absent, with what nobody can tell apart left as it was written and nothing made of a part of it; whether
    there is such a thing."""
    unclear = [text[run.first : run.last] for run in found if not run.cuts]
    kept = [one for one in absentees if not any(one.name in words for words in unclear)]
    return (*kept, *(Absentee(words, None) for words in unclear)), bool(unclear)
