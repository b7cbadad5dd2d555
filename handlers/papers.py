"""A file that was to be read as a notice has been read, or cannot be: what its sender is told, and the list that then
waits in their chat. Called by the edge, which has the text.
"""

from datetime import datetime, timedelta

from handlers.errors import UserError
from handlers.knowledge import Knowledge
from handlers.listing import begun
from handlers.message import Message, Reply
from handlers.notices import Notice
from handlers.render import Renderer
from handlers.router import Request
from handlers.scope import Speaker, organized
from storage.outbox import URGENT
from storage.readings import READ, UNREAD, Reading
from storage.work import Work

LIVES = timedelta(days=1)
_NAMED = (".docx", ".pdf", ".xlsx", ".txt")
"""A platform that knows no name makes one up; people's own have an ending of the kind."""


def noticed(work: Work, know: Knowledge, reading: Reading, text: str, notice: Notice, now: datetime) -> Reply | None:
    """The list, waiting; None where another reader was first."""
    if not work.readings.settled(reading, READ, text):
        return None
    request = _request(work, know, reading, now)
    try:
        path, file = organized(request.speaker), work.attachments.get(reading.file_id or "")
        name = file.name if file and file.name.lower().endswith(_NAMED) else ""
        return begun(request, work, path, notice, reading.id, name=name, late=True)
    except UserError as error:
        return Reply("said", {"words": error.words})


def unread(work: Work, reading: Reading, why: str) -> Reply | None:
    """It cannot be read, and what to do instead."""
    return Reply("said", {"words": why}) if work.readings.settled(reading, UNREAD) else None


def promise(work: Work, know: Knowledge, renderer: Renderer, reading: Reading, reply: Reply, now: datetime) -> bool:
    """The words go to the chat in which the file came."""
    to = know.reach.known(reading.channel, reading.address)
    return work.outbox.add(
        f"notice:{reading.id}",
        channel=to.channel,
        address=to.address,
        lane=to.lane,
        to_whom=work.people.get(reading.person_id).name,
        text=renderer.words(reply),
        now=now,
        expires_at=now + LIVES,
        urgency=URGENT,
    )


def _request(work: Work, know: Knowledge, reading: Reading, now: datetime) -> Request:
    message = Message(
        channel=reading.channel,
        id=f"reading-{reading.id}",
        sender="",
        text=reading.words,
        at=now,
        address=reading.address,
        chat=reading.chat,
    )
    return Request(message, reading.words, Speaker(work.people.get(reading.person_id)), now, know)
