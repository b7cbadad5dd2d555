"""What can be seen of a date, and of a sentence without one: the signs that :mod:`handlers.notices.weighing` weighs.

Characters by ones, twos and threes around it, what the reader knows of the deed and of who is asked, what stands
above, before and behind, where in the notice it is, and what the rules made of it. A sign is a short text; the same
one always means the same.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from config.patterns import regex
from handlers.notices.actors import actor_at
from handlers.notices.clauses import Span
from handlers.notices.drafts import Context
from handlers.notices.paragraphs import Paragraph
from handlers.notices.tellings import ASKED
from handlers.notices.undated import ATTITUDE, NOT_ASKED, STRONG
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD, deliverable_in, recipient_in

BIAS = "bias"
"""The sign of everything."""
_CLAUSE, _NEAR, _SENTENCE, _HEAD = 80, 25, 60, 25
_PREVIOUS, _NEXT, _TITLE, _LONGEST = 40, 30, 24, 200
_DIGITS = regex(r"\d+")


def shape(words: str) -> str:
    """Numbers are all alike."""
    return _DIGITS.sub("0", words)


def grams(place: str, words: str, least: int, most: int) -> Iterator[str]:
    for size in range(least, most + 1):
        for at in range(len(words) - size + 1):
            yield f"{place}:{words[at : at + size]}"


# -- of a date


def signs_of(sentence: str, when: When, said: str, line: int, context: Context) -> frozenset[str]:
    """Of the date that stands in that line. ``said`` is what the rules made of it."""
    known = {f"said:{said}", *_forms(when), *_edges(sentence, when), *_scene(sentence, when, context)}
    both = {f"said:{said}&{one}" for one in known if not one.startswith("said:")}
    formed = {f"{form}&{one}" for form in _forms(when) for one in _edges(sentence, when)}
    return frozenset(
        (
            BIAS,
            *known,
            *both,
            *formed,
            *_words(sentence, when),
            *_ahead(when, context.frame.base),
            *_place(line, context),
        )
    )


def _forms(when: When) -> Iterator[str]:
    yield f"form:{when.form}{' until' if when.until else ''}{' from' if when.start else ''}"
    yield f"form:{when.form}"
    if when.time:
        yield "time"
    if when.relative:
        yield "relative"


def _edges(sentence: str, when: When) -> Iterator[str]:
    """What touches the date on either side."""
    first, last = _clause(sentence, when)
    before, after = shape(sentence[first : when.first]), shape(sentence[when.last : last])
    for size in (1, 2, 3):
        yield f"b|{before[-size:]}"
        yield f"a|{after[:size]}"


def _words(sentence: str, when: When) -> Iterator[str]:
    """The date's own clause before it and behind it, and what is around."""
    first, last = _clause(sentence, when)
    yield from grams("b", f"^{shape(sentence[first : when.first])}", 1, 3)
    yield from grams("a", f"{shape(sentence[when.last : last])}$", 1, 3)
    yield from grams("bb", shape(sentence[max(0, first - _NEAR) : first]), 2, 3)
    yield from grams("aa", shape(sentence[last : last + _NEAR]), 2, 3)
    yield from grams("S", shape(sentence[max(0, when.first - _SENTENCE) : when.first]), 2, 2)
    yield from grams("T", shape(sentence[when.last : when.last + _SENTENCE]), 2, 2)
    yield f"date:{shape(sentence[when.first : when.last])}"


def _clause(sentence: str, when: When) -> Span:
    """The date's own stretch between two commas, if they are near."""
    begin, end = max(0, when.first - _CLAUSE), min(len(sentence), when.last + _CLAUSE)
    first = max(begin, *(sentence.rfind(mark, begin, when.first) + 1 for mark in ",;:"))
    return first, min((at for mark in ",;" if (at := sentence.find(mark, when.last, end)) >= 0), default=end)


def _scene(sentence: str, when: When, context: Context) -> Iterator[str]:
    """Who is asked and what is done, as far as the reader knows the words for it."""
    first, last = _clause(sentence, when)
    clause, rest = sentence[first:last], sentence[when.last : when.last + _CLAUSE]
    for name, found in (
        ("asked", ASKED.search(clause)),
        ("asked later", ASKED.search(rest)),
        ("deed", ACTION.search(clause)),
        ("held", HELD.search(clause)),
    ):
        if found:
            yield name
    deed = ACTION.search(rest)
    if deed:
        yield "hands in later" if deed["hand"] else "does later"
    actor = actor_at(clause)
    yield f"actor:{actor.level if actor else ''}"
    if context.parties:
        yield "party above"
    if context.stages:
        yield "stage above"
    yield f"about:{context.about()}"


_SPANS = ((0, "past"), (1, "today"), (4, "days"), (15, "weeks"), (46, "month"), (121, "term"))


def _ahead(when: When, base: date) -> Iterator[str]:
    """How far ahead of the notice it is."""
    if when.deadline:
        days = (when.deadline - base).days
        span = next((name for most, name in _SPANS if days < most), "years")
        yield f"in:{span}"
        yield f"in:{span} form:{when.form}"


# -- of a sentence without a date


def signs_without_date(par: Paragraph, span: Span, said: str, context: Context) -> frozenset[str]:
    """Of that part of the paragraph. ``said`` is what the rules made of it."""
    words = par.folded[slice(*span)].strip()[:_LONGEST]
    facts = sorted({f"said:{said}", *_facts(words, par, span, context)})
    line = par.lines[min(span[0], len(par.lines) - 1)]
    return frozenset(
        (
            BIAS,
            *facts,
            *(f"{one}&{other}" for one, other in combinations(facts, 2)),
            *grams("s", f"^{shape(words[:_CLAUSE])}$", 1, 3),
            *grams("^", shape(words[:6]), 2, 3),
            *grams("bb", shape(par.folded[max(0, span[0] - _NEAR) : span[0]]), 2, 2),
            *grams("aa", shape(par.folded[span[1] : span[1] + _NEAR]), 2, 2),
            f"long:{min(len(words) // 10, 8)}",
            *_place(line, context),
        )
    )


def _facts(words: str, par: Paragraph, span: Span, context: Context) -> Iterator[str]:
    for name, found in (
        ("asked", ASKED.search(words)),
        ("deed", ACTION.search(words)),
        ("strong", STRONG.search(words)),
        ("attitude", ATTITUDE.search(words)),
        ("not asked", NOT_ASKED.search(words)),
        ("to whom", recipient_in(words)),
        ("thing", deliverable_in(words)),
        ("dates", context.seen),
        ("party above", context.parties),
        ("stage above", context.stages),
    ):
        if found:
            yield name
    actor = actor_at(words)
    yield f"actor:{actor.level if actor else ''}"
    yield f"about:{context.about()}"
    yield f"begins:{span[0] == 0} ends:{span[1] >= len(par.folded.rstrip())}"


# -- of both


def _place(line: int, context: Context) -> Iterator[str]:
    """The heading above, the lines around, and where in the notice that is."""
    heading = context.heading()
    yield from grams("h", shape(heading.words[:_HEAD]) if heading else "", 2, 3)
    yield f"depth:{len(context.headings)}"
    at, found = context.place(line), context.found
    yield from grams("prev", shape(found[at - 1].folded[:_PREVIOUS]) if at else "", 2, 2)
    yield from grams("next", shape(found[at + 1].folded[:_NEXT]) if at + 1 < len(found) else "", 2, 2)
    yield from grams("title", shape(context.title[-_TITLE:]), 2, 2)
    yield f"part:{at * 5 // max(1, len(found))}"
    yield f"from the top:{min(at, 4)}"
    yield f"from the end:{min(len(found) - at, 4)}"
    yield f"lines:{min(len(found) // 5, 6)}"
