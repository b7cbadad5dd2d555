"""The one reading of the wall clock. Everybody else is handed a clock, or a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def wall() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """Starts at a moment and runs on; can be set forward. For the demo, rehearsals and tests."""

    def __init__(self, start: datetime | None = None, base: Clock = wall) -> None:
        self._base = base
        self._offset = (start - base()) if start else timedelta(0)

    def __call__(self) -> datetime:
        return self._base() + self._offset

    def move(self, to: datetime) -> None:
        self._offset = to - self._base()


def read_moment(text: str, clock_zone: object) -> datetime:
    """An aware moment from ISO text; without a zone it is local. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock_zone)  # type: ignore[arg-type]
