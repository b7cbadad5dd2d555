"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    """An aware moment from what a wall in Shanghai shows: ``2026-11-20 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


class FakeClock:
    """Called like every clock of the bot; moved only by hand, in either direction."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def set(self, text: str) -> datetime:
        """To a local wall time."""
        self.now = local(text)
        return self.now

    def advance(self, **span: float) -> datetime:
        """By so much: ``advance(minutes=5)``, ``advance(days=-1)``."""
        self.now += timedelta(**span)
        return self.now
