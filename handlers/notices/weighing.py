"""How likely a day is one by which the readers are asked for something: learned, where rules can only guess.

The rules know families of wording, and take what nobody had thought of the one way or the other with the same
confidence. So every few characters around a date, and what the rules made of it, carry a weight; the weights of one
date are added up, and no more than that happens here. They were learned from notices in which people had marked the
tasks: ``make learn`` writes ``config/weights.json`` and says how right it is on notices that it was not shown.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from config.patterns import regex
from handlers.notices.actors import actor_at
from handlers.notices.drafts import Context, Draft, Weighed, put_aside
from handlers.notices.paragraphs import Paragraph
from handlers.notices.tellings import ASKED
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD

ASKING, BIAS, UNSAID = "asking", "bias", "unsaid"
"""What is weighed here; the sign of every date; and that of one of which it is not known what the rules would make of
it, had they not been made for it."""
NOT_LIKELY, HARDLY, LIKELY, SURE = 0.4, 0.2, 0.7, 0.9
"""Below the first a task is put aside, below the second also one that people look at anyway; from the third on a date
is taken up again, below the last people look."""
NEITHER, MOST = 0.5, 400
"""While weights are learned nothing is put aside or taken up; nor behind so many dates, which no notice has."""
ROW = "row"
"""Work and its day in the columns made for them ask for something whatever the words; unlikely ones people look at."""
UNLIKELY = "只说明情况，没有要求"
DOUBT = "不能确定是不是要做的事，请核对"


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """What was learned, of asking and of each level: every sign and its weight in log odds."""
    told: dict[str, dict[str, float]] = json.loads(files("config").joinpath("weights.json").read_text("utf-8"))
    return told


def chance(signs: frozenset[str]) -> float:
    """The probability, 0 to 1, that the readers are asked for something by this day."""
    known = weights()[ASKING]
    return 1 / (1 + math.exp(-sum(known.get(sign, 0.0) for sign in signs)))


def weigh(
    par: Paragraph, first: int, sentence: str, drafts: Sequence[Draft], context: Context
) -> tuple[list[Draft], list[When]]:
    """The sentence's tasks that stay, and the dates that were put aside and are likely to ask for something."""
    told = {one.mark: one for one in drafts if one.when}
    days = {one.when.deadline for one in told.values() if one.when}
    likely: dict[int, float] = {}
    taken: list[When] = []
    for when in context.seen:
        at = first + when.first
        draft, why = told.get(at), context.aside.get(at, "")
        if when.deadline is None or not (draft or (why and when.deadline not in days)):
            continue
        found = _likely(par.lines[at], when, why or _rules_said(draft), sentence, context)
        if draft:
            likely[at] = found
            if found < _least(draft):
                put_aside(par, first, replace(when, ignored=UNLIKELY), context)
        elif found >= (LIKELY if f"said:{why}" in weights()[ASKING] else SURE):
            taken.append(when)
    kept = [one for one in drafts if likely.get(one.mark, 1.0) >= _least(one)]
    return [_as_likely(one, likely[one.mark], context) if one.mark in likely else one for one in kept], taken


def weigh_alone(draft: Draft, said: str, context: Context) -> Draft | None:
    """The task as it is kept that has no date of its own sentence: a table's row, a stage's, or none at all."""
    words = draft.par.folded[draft.first : draft.last][: 2 * _FAR]
    when = replace(draft.when, first=0, last=0) if draft.when else None
    line = draft.par.lines[min(draft.mark, len(draft.par.lines) - 1)]
    likely = _likely(line, when, said if when else f"{said} undated", words, context)
    if said == ROW and when:
        return _as_likely(draft, likely, context, LIKELY)  # what stands in a table of tasks is one
    return _as_likely(draft, likely, context) if likely >= _least(draft) else None


def _least(draft: Draft) -> float:
    return HARDLY if draft.doubts else NOT_LIKELY


def _likely(line: int, when: When | None, said: str, words: str, context: Context) -> float:
    context.asked += 1
    if context.asked > MOST:
        return NEITHER
    signs = signs_of(words, when or When(0, 0, form="none"), said, context)
    if context.weighed is None:
        return chance(signs)
    context.weighed.append(Weighed(line, when.deadline if when else None, said, signs))
    return NEITHER


def _rules_said(draft: Draft | None) -> str:
    return "unsure" if draft and draft.doubts else "task"


def _as_likely(draft: Draft, likely: float, context: Context, sure: float = SURE) -> Draft:
    doubts = draft.doubts if likely >= sure or draft.doubts else (DOUBT,)
    return replace(draft, doubts=doubts, weighed=True, named=bool(context.parties or context.last_actor))


def signs_of(sentence: str, when: When, said: str, context: Context) -> frozenset[str]:
    """What can be seen of a date: its form, the words around it, the heading above it, and what the rules said."""
    return frozenset((BIAS, f"said:{said}", *_forms(when), *_words(sentence, when), *_scene(sentence, when, context)))


def _forms(when: When) -> Iterator[str]:
    yield f"form:{when.form}{' until' if when.until else ''}{' from' if when.start else ''}"
    yield f"form:{when.form}"
    if when.time:
        yield "time"
    if when.relative:
        yield "relative"


def _words(sentence: str, when: When) -> Iterator[str]:
    """Characters by ones, twos and threes: of the date's own clause before it and behind it, and of what is around."""
    first, last = _clause(sentence, when)
    before, after = shape(sentence[first : when.first]), shape(sentence[when.last : last])
    yield from grams("b", "^" + before, 1, 3)
    yield from grams("a", after + "$", 1, 3)
    for size in (1, 2, 3):
        yield f"b|{before[-size:]}"
        yield f"a|{after[:size]}"
    yield from grams("bb", shape(sentence[max(0, first - _NEAR) : first]), 2, 3)
    yield from grams("aa", shape(sentence[last : last + _NEAR]), 2, 3)
    yield f"date:{shape(sentence[when.first : when.last])}"


def _clause(sentence: str, when: When) -> tuple[int, int]:
    """The date's own stretch between two commas, if they are near."""
    begin, end = max(0, when.first - _FAR), min(len(sentence), when.last + _FAR)
    first = max(begin, *(sentence.rfind(mark, begin, when.first) + 1 for mark in ",;:"))
    return first, min((at for mark in ",;" if (at := sentence.find(mark, when.last, end)) >= 0), default=end)


_NEAR, _FAR = 25, 80
_DIGITS = regex(r"\d+")


def shape(words: str) -> str:
    """Numbers are all alike."""
    return _DIGITS.sub("0", words)


def grams(place: str, words: str, least: int, most: int) -> Iterator[str]:
    for size in range(least, most + 1):
        for at in range(len(words) - size + 1):
            yield f"{place}:{words[at : at + size]}"


def _scene(sentence: str, when: When, context: Context) -> Iterator[str]:
    """Who is asked and what is done, as far as the reader knows the words for it; and the heading above."""
    first, last = _clause(sentence, when)
    clause, rest = sentence[first:last], sentence[when.last : when.last + _FAR]
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
    heading = context.heading()
    yield from grams("h", shape(heading.words[:_NEAR]) if heading else "", 2, 3)
