"""Absences begin and end on their days; both persons hear of the end, once."""

from datetime import datetime

from handlers.absences import end
from handlers.knowledge import Knowledge
from handlers.offices import redirect
from handlers.render import Renderer
from handlers.telling import tell
from storage.work import Work


def turn(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """Begin what begins today, end what is over; how many words were promised."""
    today = know.today(now)
    told = [one for absence in work.absences.over(today) for one in end(work, know, absence, now)]
    for absence in work.absences.beginning(today):
        work.absences.begin(absence.id, now)
        if not absence.copied:
            redirect(work, know, work.units.get(absence.unit_id), absence.person_id, now)
    return sum(tell(work, know, renderer, one, now) for one in told)
