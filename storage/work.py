"""Work: one unit of work, and the repositories that hang from it.

It lives as long as its connection; a repository holds nothing but the connection (and caches that say so).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from storage.absences import Absences
from storage.attachments import Attachments
from storage.audit import Audit
from storage.chats import Chats
from storage.dialogues import Dialogues
from storage.duties import Duties
from storage.enclosures import Enclosures
from storage.feeds import Feeds
from storage.handovers import Handovers
from storage.inbox import Inbox
from storage.marks import Marks
from storage.mutes import Mutes
from storage.notices import Notices
from storage.outbox import Outbox
from storage.people import People
from storage.plans import Plans
from storage.pushes import Pushes
from storage.readings import Readings
from storage.records import Records
from storage.sessions import Sessions
from storage.tallies import Tallies
from storage.tasks import Tasks
from storage.theme_days import ThemeDays
from storage.units import Units
from storage.wishes import Wishes


class Instead(Exception):
    """Raised by a unit: take back everything I did, and run this unit in my place, in the same transaction."""

    def __init__(self, unit: Callable[["Work"], Any]) -> None:
        super().__init__()
        self.unit = unit


class Work:
    """What a unit of work is given: all that the bot remembers, in one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.units = Units(connection)
        self.people = People(connection)
        self.chats = Chats(connection)
        self.records = Records(connection)
        self.attachments = Attachments(connection)
        self.wishes = Wishes(connection)
        self.readings = Readings(connection)
        self.duties = Duties(connection)
        self.tasks = Tasks(connection)
        self.plans = Plans(connection)
        self.notices = Notices(connection)
        self.theme_days = ThemeDays(connection)
        self.absences = Absences(connection)
        self.handovers = Handovers(connection)
        self.mutes = Mutes(connection)
        self.dialogues = Dialogues(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.pushes = Pushes(connection)
        self.enclosures = Enclosures(connection)
        self.tallies = Tallies(connection)
        self.audit = Audit(connection)
        self.marks = Marks(connection)
        self.feeds = Feeds(connection)
        self.sessions = Sessions(connection)

    @contextmanager
    def supposed(self) -> Iterator[None]:
        """What is done inside is taken back at its end: to look at what would follow from it."""
        point = self._connection.begin_nested()
        try:
            yield
        finally:
            point.rollback()
            self.forget()

    def forget(self) -> None:
        """Something was taken back: what is kept in memory may be of it."""
        self.units.forget()
