"""Whose task it is where the text names nobody: learned, as the signs of :mod:`handlers.notices.weighing` are.

A notice to the second level asks members to a lecture, branches for their meetings and its addressees for a report,
and often names none of them. What is done and to whom the notice goes tells it mostly; the rules' answer is one sign.
"""

from collections.abc import Iterator, Sequence

from config.patterns import regex
from handlers.notices import weighing
from handlers.notices.actors import Actor, actor_named, level_of
from handlers.notices.drafts import Draft
from handlers.notices.paragraphs import Paragraph
from handlers.notices.structure import SIGNED, Outline, depth_of
from handlers.notices.weighing import BIAS, grams, shape
from handlers.notices.words import ACTION

LEVELS = ("branch", "secondary", "organizer", "org_dept", "member")
CLOSE = 0.5
"""Of two levels that are nearly as likely the one that the rules say."""
_QUOTE, _HEAD = 100, 30


def level_of_task(draft: Draft, addressed: Actor, told: Outline) -> str:
    """One of ``LEVELS``: as the text names it, else the likeliest."""
    if draft.actor or draft.named:
        return draft.level
    signs, known = level_signs(draft, addressed, told), weighing.weights()
    odds = {level: sum(known[level].get(sign, 0.0) for sign in signs) for level in LEVELS}
    likeliest = max(LEVELS, key=lambda level: odds[level])
    return likeliest if odds[likeliest] - odds[draft.level] > CLOSE else draft.level


def level_signs(draft: Draft, addressed: Actor, told: Outline) -> frozenset[str]:
    return frozenset((BIAS, *_signs(draft, addressed, told)))


def _signs(draft: Draft, addressed: Actor, told: Outline) -> Iterator[str]:
    yield f"said:{draft.level}"
    yield f"to:{addressed.level}{' by name' if addressed.words else ''}"
    yield f"said:{draft.level} to:{addressed.level}"
    yield f"kind:{draft.kind}"
    when = draft.when
    if when:
        yield f"form:{when.form}{' until' if when.until else ''}{' hour' if when.time else ''}"
    yield from grams("t", f"^{shape(draft.title)}$", 2, 3)
    yield from grams("q", shape(draft.par.folded[draft.first : draft.last][:_QUOTE]), 2, 3)
    yield from grams("n", shape((told.title or "")[:_HEAD]), 2, 3)
    yield from grams("a", (told.addressees or "")[:_HEAD], 2, 2)
    if draft.recipient:
        yield from grams("r", draft.recipient[:12], 2, 2)


_UNITS = regex(r"党组织|单位|部门|党委|总支|学院|院系")
_GREETS = regex(r" *(?:@|各位?|全体|致|亲爱的|尊敬的|所有)")


_CALLED = regex(r"^\s*@所有人\s*|[,，:：。！!].*$")
"""@所有人 各位支书，几件事：are 各位支书."""


def addressee(told: Outline, found: Sequence[Paragraph]) -> Actor:
    """Whose tasks they are where a sentence names nobody."""
    if told.addressees:
        level = level_of(told.addressees)
        return Actor(told.addressees, level or ("secondary" if _UNITS.search(told.addressees) else "branch"))
    for par, zone in list(zip(found, told.zones, strict=True))[:4]:
        if (
            zone != SIGNED
            and len(par.text) <= 40
            and (level := level_of(par.folded))
            and not par.folded.strip().endswith(("通知", "文件"))
            and (actor_named(par.folded, 6) or _GREETS.match(par.folded))
            and depth_of(par)[0] == 0
        ):
            # A line that is nothing but the name of who is addressed.
            named = actor_named(par.folded, 6)
            return Actor(_CALLED.sub("", par.text).strip() if named and not ACTION.search(par.folded) else "", level)
    return Actor("", "branch")
