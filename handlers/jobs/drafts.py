"""Drafts that nobody answered: their sender is told once that nothing was filed, and how to go on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from handlers.due import say_day
from handlers.filing import SUBMIT
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.router import below
from handlers.ways import may_go, private_way
from storage.outbox import NORMAL
from storage.work import Work

_LOOK_BACK = timedelta(days=7)
"""A draft that expired while nothing ran for longer is old news."""
_MOST = 200


def tell_expired(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """Once an hour: a private line for each draft whose time is over; how many were promised."""
    hour = f"{now:%Y-%m-%dT%H}"
    if work.marks.get("drafts_looked") == hour:
        return 0
    work.marks.put("drafts_looked", hour)
    made = 0
    for person_id, channel, chat, dialogue in work.dialogues.expired(now - _LOOK_BACK, now, _MOST):
        work.dialogues.put(
            person_id, channel, chat, waiting={}, record_id=dialogue.record_id, expires_at=dialogue.expires_at
        )
        made += _tell(work, know, renderer, now, person_id, dialogue.waiting)
    return made


def _tell(
    work: Work, know: Knowledge, renderer: Renderer, now: datetime, person_id: int, waiting: Mapping[str, Any]
) -> bool:
    numbers = [n for one in below(waiting) if one.get("command") == SUBMIT for n in one.get("records", ())]
    drafts = [record for n in numbers if (record := work.records.get(n)) and record.state == "draft"]
    way = private_way(work, know, person_id)
    if not drafts or way is None:
        return False
    today = know.today(now)
    lines = [
        {
            "number": record.id,
            "day": say_day(date.fromisoformat(record.content["date"]), today) if record.content.get("date") else "",
            "kinds": "、".join(record.content.get("kinds") or ()) or "活动",
        }
        for record in drafts
    ]
    return work.outbox.add(
        f"expired:{person_id}:{drafts[-1].id}",
        channel=way.channel,
        address=way.address,
        lane=way.lane,
        to_whom=work.people.get(person_id).name,
        text=renderer.words(Reply("drafts_expired", {"drafts": lines})),
        now=now,
        next_at=may_go(know, now),
        expires_at=now + timedelta(days=2),
        urgency=NORMAL,
    )
