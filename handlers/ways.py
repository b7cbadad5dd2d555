"""How a person is reached one to one, whatever the chat they spoke in, and when."""

from datetime import datetime

from handlers.due import out_of_quiet
from handlers.knowledge import Destination, Knowledge
from handlers.message import PICTURE, TABLE, Message
from storage.work import Work


def private_way(work: Work, know: Knowledge, person_id: int) -> Destination | None:
    """The way to the person's own chat; None where no platform can speak to them unprompted."""
    for family in know.reach.families():
        external = work.people.identity(person_id, family)
        to = know.reach.person(family, external) if external else None
        if to:
            return to
    return None


def way_for(work: Work, know: Knowledge, message: Message, person_id: int, kind: str) -> Destination | None:
    """Where a picture or table that is asked for here goes: into this chat, but a table always to the person alone.
    None where no platform can show it there."""
    here = know.reach.known(message.channel, message.address)
    if kind in here.takes and (kind == PICTURE or not message.in_group):
        return here
    alone = private_way(work, know, person_id)
    return alone if alone and kind in alone.takes and (kind == TABLE or not message.in_group) else None


def may_go(know: Knowledge, now: datetime) -> datetime:
    """When unprompted words of this moment may go out: now, or at the end of the quiet hours."""
    settings = know.reminders
    return out_of_quiet(now, settings.quiet_from, settings.quiet_until, know.zone)
