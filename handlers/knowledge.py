"""What the bot knows besides what it remembers: requirements, the calendar, the house's settings, and who is within
reach. Made once by bot/app.py and handed down; commands and jobs only read it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from config.catalogue import Catalogue
from config.holidays import Workdays
from config.settings import FileRules, Reminders, Rules
from handlers.catalogue import Finder


@dataclass(frozen=True, slots=True)
class Destination:
    """Where words may be sent unprompted: a channel's name and an address that only the channel reads."""

    channel: str
    address: str
    lane: str = ""
    """What the platform counts by, where it is not the address."""
    takes: tuple[str, ...] = ()
    """Which kinds of :class:`~handlers.message.Enclosed` can be sent there."""


class Reach(Protocol):
    """Which platforms can speak to whom; answered by the channels, which handlers do not know."""

    def families(self) -> tuple[str, ...]:
        """Families of ids through which a person can be reached unprompted, the preferred first."""

    def person(self, family: str, external: str) -> Destination | None:
        """The way to a person's one-to-one chat."""

    def group(self, channel: str, external: str) -> Destination | None:
        """The way to a group by the channel that hears it; None where that channel cannot push."""

    def known(self, channel: str, address: str) -> Destination:
        """An address that the channel made before."""

    def robot(self, name: str) -> Destination | None:
        """The way to the group of a webhook robot, by its name in the settings."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    catalogue: Catalogue
    finder: Finder
    workdays: Workdays
    zone: ZoneInfo
    rules: Rules
    reminders: Reminders
    reach: Reach
    files: FileRules
    address: str = ""
    """Where people's browsers reach this server; empty where the settings do not say."""
    demo: bool = False
    """The institution is the invented one: people may be named where a platform would give an id."""

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()
