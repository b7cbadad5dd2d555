"""A programme: a day on a line of its own, and below it what is on at which hour.

10月17日 / 07:50-08:20  学员报到 / 08:30-09:00  开班式
"""

from dataclasses import replace

from config.patterns import regex
from handlers.notices.clock import time_at
from handlers.notices.days import whens
from handlers.notices.drafts import Context, Draft, doubts_of
from handlers.notices.paragraphs import Paragraph
from handlers.notices.tables import cells_of
from handlers.notices.titles import short
from handlers.notices.when import When
from handlers.notices.words import kind_of_task


def day_alone(par: Paragraph, context: Context) -> When | None:
    """The day that has the line to itself, or all but a remark in brackets."""
    if len(par.folded) > 30 or not par.folded.strip()[:1].isdigit():
        return None
    found = whens(par.folded, context.frame)
    if len(found) != 1 or found[0].ignored or found[0].form != "point" or found[0].until or not found[0].deadline:
        return None
    rest = par.folded[: found[0].first] + par.folded[found[0].last :]
    return found[0] if _NOTHING.fullmatch(rest) else None


_NOTHING = regex(r"[\s:,。-]*(?:\([^()]{1,10}\))?(?:上午|下午|全天)?[\s:]*")


def programme_line(par: Paragraph, day: When, context: Context, title: str) -> Draft | None:
    """What is on at the hour that leads the line; None where none leads it."""
    begins = _HOUR.match(par.folded)
    if begins is None:
        return None
    time, _ = time_at(par.folded, begins.start("hour"), context.frame)
    cells = cells_of(par)
    words = cells[1].text if len(cells) > 1 else par.text[begins.end() :].strip()
    if time is None or not words or _PAUSE.search(words):
        return None
    when = replace(day, first=begins.start(), last=begins.end(), time=time)
    actor, first = context.attendees or context.party(), begins.start("hour")
    level = "member" if _PEOPLE.search(words + title) else actor.level
    return Draft(
        short(words), None, level, when, None, None, kind_of_task(words, par.folded, title),
        par, 0, len(par.text), first, doubts_of(par.folded, when),
    )  # fmt: skip


_HOUR = regex(
    r"\s*(?:上午|下午|晚上?)?\s*(?P<hour>\d{1,2} *[:点] *\d\d)(?:分)?"
    r"(?: *[-至到~] *\d{1,2} *[:点] *\d\d分?)?[\s,:|]*(?=[^\s前止])"
)
_PAUSE = regex(r"^(?:茶歇|午餐|午休|休息|晚餐|早餐|用餐|就餐|自由活动|返程|发车)")
_PEOPLE = regex(r"学员|选手|培训班|全体党员")
