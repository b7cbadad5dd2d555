"""A group's mute ends by itself; while it lasts, what would be said there is said to somebody one to one."""

from datetime import datetime

from handlers.knowledge import Knowledge
from handlers.muting import end, hold_back
from handlers.render import Renderer
from handlers.telling import tell
from storage.work import Work


def unmute(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """End what is over; how many words were promised."""
    told = [one for mute in work.mutes.over(now) for one in end(work, mute, now)]
    return sum(tell(work, know, renderer, one, now) for one in told)


def withhold(work: Work, know: Knowledge, now: datetime) -> None:
    """After something was promised: nothing of it goes into a muted group."""
    hold_back(work, know, now)
