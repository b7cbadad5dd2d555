"""No push disappears: one that could not be sent is told to an organizer by another route, at most one an hour (P4)."""

from datetime import datetime, timedelta

from handlers.jobs.reminders import private_way
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.scope import Speaker
from storage.outbox import NORMAL, Parcel
from storage.people import Person
from storage.work import Work

NOTICE = "undelivered:"
SHOWN = 60
_DEFAULT = "请管理员查看日志和该机器人的设置"


def tell(work: Work, know: Knowledge, renderer: Renderer, parcel: Parcel, why: str, advice: str, now: datetime) -> int:
    """Promise a notice to each organizer who can be reached some other way; a notice never causes a notice."""
    if parcel.key.startswith((NOTICE, "reply:")):
        return 0
    values = {
        "to": parcel.to_whom,
        "text": parcel.text.replace("**", "")[:SHOWN],
        "why": why,
        "advice": advice or _DEFAULT,
    }
    text = renderer.words(Reply("undelivered", values))
    made = 0
    for person in _responsible(work, parcel):
        to = private_way(work, know, person.id)
        if to is None or (to.channel, to.address) == (parcel.channel, parcel.address):
            continue
        made += work.outbox.add(
            f"{NOTICE}{person.id}:{now:%Y-%m-%dT%H}",
            channel=to.channel,
            address=to.address,
            lane=to.lane,
            to_whom=person.name,
            title="推送没有发出",
            text=text,
            urgency=NORMAL,
            now=now,
            expires_at=now + timedelta(days=1),
        )
    return made


def _responsible(work: Work, parcel: Parcel) -> list[Person]:
    """The organizers over the units that it was about; the Organization Department where it was about none."""
    paths = [work.units.get(duty.unit_id).path for duty in work.duties.many(parcel.about)]
    found = []
    for person in work.people.everybody():
        reach = Speaker(person).reach()
        wide = any(role.role == "department" for role in person.roles)
        if reach is not None and (wide if not paths else not wide and any(path.startswith(reach) for path in paths)):
            found.append(person)
    return found
