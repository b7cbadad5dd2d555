"""The values of the date grammar: what was found in a sentence, and what the reckoning may know."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from config.holidays import Workdays, YearUnknown
from handlers.notices.values import Calendar


@dataclass(frozen=True, slots=True)
class Frame:
    """The days that a notice is reckoned from."""

    base: date
    """The notice's own day: a month and day without a year is the first on or after it."""
    received: date
    """The day on which it is read: 今天, 收到通知后."""
    calendar: Calendar
    workdays: Workdays
    theme_day: str | None = None
    month: date | None = None
    """The month that a line of its own names: 12月, and below it 5日, 15日."""
    feast: str = ""
    """The one feast that the notice speaks of; 节前 is before that."""
    coming: int = 0
    """Up to which month its months are the coming year's: 10 in 2027年工作要点, which is made in December."""
    events: tuple[tuple[str, date], ...] = ()
    """Days that the notice itself sets for a meeting: 选举大会 → 4月20日."""


@dataclass(frozen=True, slots=True)
class When:
    """One stretch of a sentence that tells a time. ``ignored`` says why it is no deadline; then nothing else counts."""

    first: int
    last: int
    deadline: date | None = None
    start: date | None = None
    time: str | None = None
    recurrence: str | None = None
    relative: str | None = None
    doubts: tuple[str, ...] = ()
    ignored: str = ""
    form: str = "point"
    """point, window, start, repeat, event, term, vague, open."""
    until: bool = False
    """前, 截止, 内 stands with it: it can only be a deadline."""

    suffixed: bool = False
    """前, 止 stands behind it."""

    @property
    def open(self) -> bool:
        """No day could be told."""
        return self.deadline is None and self.start is None


@dataclass(slots=True)
class Claims:
    """Which stretches of a sentence were read already."""

    taken: set[int] = field(default_factory=set)
    """The places of every character that was."""

    def free(self, first: int, last: int) -> bool:
        return self.taken.isdisjoint(range(first, last))

    def take(self, first: int, last: int) -> None:
        self.taken.update(range(first, last))


def workday(frame: Frame, day: date, n: int) -> tuple[date | None, str]:
    """The n-th working day after (before) a day, or why it cannot be told."""
    try:
        return frame.workdays.add(day, n), ""
    except YearUnknown as unknown:
        return None, f"{unknown.year}年的节假日安排还不知道，算不出工作日"
    except OverflowError:
        return None, "日期超出范围"


def rest_day(frame: Frame, day: date) -> bool:
    """Whether nobody works on that day, as far as it is known."""
    try:
        return not frame.workdays.is_workday(day)
    except YearUnknown:
        return day.weekday() >= 5


def next_workday(frame: Frame, day: date, step: int = 1) -> date:
    while rest_day(frame, day):
        day += timedelta(step)
    return day


def last_workday(frame: Frame, day: date) -> date:
    return next_workday(frame, day, -1)
