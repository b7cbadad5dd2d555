"""What others are told because of something: promised in the same unit of work, to a person or a group."""

from datetime import datetime, timedelta

from handlers.knowledge import Destination, Knowledge
from handlers.message import Reply, Told
from handlers.render import Renderer
from handlers.ways import may_go, private_way
from storage.work import Work

LIVES = timedelta(days=3)
"""How long what another person is to be told stays worth saying."""


def tell(work: Work, know: Knowledge, renderer: Renderer, told: Told, now: datetime) -> bool:
    """Promise it; False where nobody can be reached, or it was promised before."""
    chat = work.chats.get(told.chat_id) if told.chat_id else None
    if chat:
        way: Destination | None = know.reach.known(chat.push_channel, chat.push_address)
    else:
        way = private_way(work, know, told.person_id)
    if way is None:
        return False
    return work.outbox.add(
        told.key,
        channel=way.channel,
        address=way.address,
        lane=way.lane,
        to_whom=chat.title if chat else work.people.get(told.person_id).name,
        text=renderer.words(Reply(told.template, told.values)),
        about=told.about,
        now=now,
        next_at=may_go(know, now),
        expires_at=now + LIVES,
    )
