"""How likely it is that the readers are asked for something by a day, or in a sentence without one: learned, where
rules can only guess.

The rules know families of wording, and take what nobody had thought of the one way or the other with the same
confidence. So every sign (:mod:`handlers.notices.signs`) carries a weight; the weights of one date are added up, and no
more than that happens here. They were learned from notices in which people had marked the tasks: ``make learn`` writes
``config/weights.json`` and says how right it is on notices that it was not shown.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from handlers.notices.clauses import Span
from handlers.notices.drafts import BY_HEADING, BY_SENTENCE, NOWHERE, Context, Draft, Weighed, put_aside
from handlers.notices.paragraphs import Paragraph
from handlers.notices.signs import signs_of, signs_without_date
from handlers.notices.when import When

ASKING, UNDATED, UNSAID = "asking", "undated", "unsaid"
"""What is weighed here: a date, and a sentence that has none; and the sign of one of which it is not known what the
rules would make of it, had they not been made for it."""
SCARCELY, HARDLY, NOT_LIKELY, LIKELY, SURE = 0.1, 0.25, 0.45, 0.7, 0.95
"""Below the first a day that took another's place is put aside, below the second a task that people look at anyway,
below the third any; from the fourth on a date is taken up again, below the last people look."""
ASKED_UNDATED = 0.3
"""From here on a sentence without a date is a task that no rule took for one."""
NEITHER, MOST = 0.5, 1000
"""While weights are learned nothing is put aside or taken up; nor behind so much, which no notice has."""
ROW = "row"
"""Work and its day in the columns made for them ask for something whatever the words; unlikely ones people look at."""
NOTHING = "nothing"
"""What the rules made of a sentence that they pass over."""
FIRM = ("提倡", "是提问", "不用做", "发文单位接下来", "以后另行通知")
"""Reasons that a date's words give outright: however it looks, it is not taken up again."""
UNLIKELY = "只说明情况，没有要求"
DOUBT = "不能确定是不是要做的事，请核对"
_WORDS = 160


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """What was learned, of asking and of each level: every sign and its weight in log odds."""
    told: dict[str, dict[str, float]] = json.loads(files("config").joinpath("weights.json").read_text("utf-8"))
    return told


def chance(signs: frozenset[str], of: str = ASKING) -> float:
    """The probability, 0 to 1, that the readers are asked for something there."""
    known = weights()[of]
    return 1 / (1 + math.exp(-math.fsum(known.get(sign, 0.0) for sign in signs)))


def weigh(
    par: Paragraph, first: int, sentence: str, drafts: Sequence[Draft], context: Context
) -> tuple[list[Draft], list[When]]:
    """The sentence's tasks that stay, and the dates that were put aside and are likely to ask for something."""
    told = {one.mark: one for one in drafts if one.when}
    days = {one.when.deadline for one in told.values() if one.when}
    used = {one.when.first for one in told.values() if one.when and one.when.form == "point"}
    likely: dict[int, float] = {}
    taken: list[When] = []
    for when in context.seen:
        at = first + when.first
        draft, why = told.get(at), context.aside.get(at, "")
        if when.deadline is None or not (draft or (why and when.deadline not in days and when.first not in used)):
            continue
        found = _likely(par.lines[at], when, why or _rules_said(draft), sentence, context)
        if draft:
            likely[at] = found
            if found < _least(draft):
                put_aside(par, first, replace(when, ignored=UNLIKELY), context)
        elif not why.startswith(FIRM) and found >= (
            LIKELY if f"said:{why}" in weights()[ASKING] and not why.startswith("原来") else SURE
        ):
            taken.append(when)
    kept = [one for one in drafts if likely.get(one.mark, 1.0) >= _least(one)]
    return [as_likely(one, likely[one.mark], context) if one.mark in likely else one for one in kept], taken


def weigh_alone(draft: Draft, said: str, context: Context) -> Draft | None:
    """The task as it is kept that has no date of its own sentence: a table's row, a stage's, or none at all."""
    if draft.when is None:
        likely = likely_without_date(draft.par, (draft.first, draft.last), said, context)
        return as_likely(draft, likely, context) if likely >= HARDLY or said == ROW else None
    words = draft.par.folded[draft.first : draft.last][:_WORDS]
    line = draft.par.lines[min(draft.mark, len(draft.par.lines) - 1)]
    likely = _likely(line, replace(draft.when, first=0, last=0), said, words, context)
    if said == ROW:
        return as_likely(draft, likely, context, LIKELY)  # what stands in a table of tasks is one
    return as_likely(draft, likely, context) if likely >= _least(draft) else None


def likely_without_date(par: Paragraph, span: Span, said: str, context: Context) -> float:
    """The probability that this part of the paragraph, which has no date, asks its readers for a deed."""
    context.asked += 1
    if context.asked > MOST:
        return NEITHER
    signs = signs_without_date(par, span, said, context)
    if context.weighed is None:
        return chance(signs, UNDATED)
    line = par.lines[min(span[0], len(par.lines) - 1)]
    context.weighed.append(Weighed(line, None, said, signs, par.text[slice(*span)]))
    return NEITHER


def _least(draft: Draft) -> float:
    if draft.moves:
        return SCARCELY
    return HARDLY if draft.doubts or draft.vague else NOT_LIKELY


def _likely(line: int, when: When, said: str, words: str, context: Context) -> float:
    context.asked += 1
    if context.asked > MOST:
        return NEITHER
    signs = signs_of(words, when, said, line, context)
    if context.weighed is None:
        return chance(signs)
    context.weighed.append(Weighed(line, when.deadline, said, signs))
    return NEITHER


def _rules_said(draft: Draft | None) -> str:
    return "unsure" if draft and draft.doubts else "task"


def as_likely(draft: Draft, likely: float, context: Context, sure: float = SURE) -> Draft:
    """The task, for people to look at where it is not sure."""
    doubts = draft.doubts if likely >= sure or draft.doubts else (DOUBT,)
    named = BY_SENTENCE if context.last_actor else BY_HEADING if context.parties else NOWHERE
    return replace(draft, doubts=doubts, weighed=True, likely=likely, named=named)
