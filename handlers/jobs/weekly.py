"""The moment of the weekly summary, which other messages wait for."""

from datetime import datetime, timedelta

from handlers.due import local_midnight, week_of
from handlers.knowledge import Knowledge


def moment_of_week(know: Knowledge, now: datetime, weeks: int = 0) -> datetime:
    """The summary's moment in the week that holds this one, or so many weeks later."""
    monday, _, _ = week_of(know.today(now))
    day = monday + timedelta(days=know.reminders.summary_weekday - 1 + 7 * weeks)
    at = know.reminders.summary_at
    return local_midnight(day, know.zone) + timedelta(hours=at.hour, minutes=at.minute)
