"""Own words that could not be used are told of: the message went out in the shipped ones, and nobody would know."""

from datetime import datetime, timedelta

from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.ways import may_go, private_way
from storage.outbox import NORMAL
from storage.work import Work

_MARK = "words_told"


def tell_unusable(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """Once for each mistake: a private line to the Organization Department, which knows who runs the bot."""
    told: list[str] = work.marks.get(_MARK) or []
    new = [one for one in renderer.complaints() if one not in told]
    if not new:
        return 0
    work.marks.put(_MARK, [*told, *new][-20:])
    made = 0
    for person in work.people.everybody():
        way = private_way(work, know, person.id) if any(role.role == "department" for role in person.roles) else None
        if way is None:
            continue
        made += work.outbox.add(
            f"words:{person.id}:{now.isoformat()}",
            channel=way.channel,
            address=way.address,
            lane=way.lane,
            to_whom=person.name,
            title="提醒措辞",
            text=renderer.shipped(Reply("words_unusable", {"problems": new[:3]})),
            urgency=NORMAL,
            now=now,
            next_at=may_go(know, now),
            expires_at=now + timedelta(days=3),
        )
    return made
