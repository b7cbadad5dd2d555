"""What the clock may start. A tick asks what is due; it can be asked at any moment and any number of times."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from handlers.due import local_midnight
from handlers.jobs.absences import turn
from handlers.jobs.drafts import tell_expired
from handlers.jobs.handovers import take_effect
from handlers.jobs.housekeeping import tidy
from handlers.jobs.lost_files import tell_lost
from handlers.jobs.mutes import unmute, withhold
from handlers.jobs.own_words import tell_unusable
from handlers.jobs.reminders import ready_duties, remind
from handlers.jobs.summaries import summarize
from handlers.jobs.undelivered import tell_undelivered
from handlers.knowledge import Knowledge
from handlers.plans import hours
from handlers.render import Renderer
from storage.work import Work


def tick(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """Promise everything that is due at this moment; return how many messages were promised."""
    made, more = step(work, know, renderer, now)
    while more:
        also, more = step(work, know, renderer, now)
        made += also
    return made


def step(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> tuple[int, bool]:
    """The next part of a tick: how many messages it promised, and whether there is more to do.

    In a large institution a whole tick is seconds of work; each part is a unit of work of its own, and people are
    answered in between.
    """
    if not ready_duties(work, know, now):
        return 0, True
    changed = (
        take_effect(work, know, renderer, now) + turn(work, know, renderer, now) + unmute(work, know, renderer, now)
    )
    made, more = remind(work, know, renderer, now)
    made += changed
    if not more:
        also, more = summarize(work, know, renderer, now)
        made += also
    if not more:
        tidy(work, know, now)
        made += tell_lost(work, know, renderer, now)
        made += tell_undelivered(work, know, renderer, now)
        made += tell_expired(work, know, renderer, now)
        made += tell_unusable(work, know, renderer, now)
        work.marks.put("last_tick", now.isoformat())
    withhold(work, know, now)
    return made, more


def moments_between(know: Knowledge, first: datetime, last: datetime, work: Work | None = None) -> Iterator[datetime]:
    """The moments after ``first`` and up to ``last`` at which anything can fall due, in order; with ``work`` the hours
    that units set for themselves too."""
    settings = know.reminders
    times = sorted({settings.at, settings.summary_at, settings.quiet_until} | hours(know, work))
    day: date = know.today(first)
    while day <= know.today(last):
        for at in times:
            moment = local_midnight(day, know.zone) + timedelta(hours=at.hour, minutes=at.minute)
            if first < moment <= last:
                yield moment
        day += timedelta(days=1)
