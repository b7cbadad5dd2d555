"""How a person is reached one to one, whatever the chat they spoke in."""

from handlers.knowledge import Destination, Knowledge
from storage.work import Work


def private_way(work: Work, know: Knowledge, person_id: int) -> Destination | None:
    """The way to the person's own chat; None where no platform can speak to them unprompted."""
    for family in know.reach.families():
        external = work.people.identity(person_id, family)
        to = know.reach.person(family, external) if external else None
        if to:
            return to
    return None
