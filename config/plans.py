"""Reminder plans as data: what is told of when, to whom. A value leaves open what the one above it decides.

An institution sets them in ``[reminders.plan.KIND]``, a unit by a row that its organizer wrote in chat; what nobody
says is as shipped here.
"""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Hearer = Literal["group", "secretary", "organizer"]
DayOff = Literal["earlier", "later", "same"]
FollowUp = Literal["morning", "evening", "off"]
Vacation = Literal["continue", "pause"]
Days = Annotated[int, Field(ge=0, le=180)]
Months = Annotated[int, Field(ge=1, le=24)]

TASK, THEME_DAY, DUTY, TERM = "task", "theme_day", "duty", "term"
KINDS = (TASK, THEME_DAY, DUTY, TERM)
"""One-off tasks; the eve of the theme day and the question after it; what recurs; the end of a term of office."""
HEARERS = ("group", "secretary", "organizer")


class Plan(BaseModel):
    """What one level says of one kind; None is left open. Days and months are told before the day they lead to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[Days, ...] | None = None
    months: tuple[Months, ...] | None = None
    """Of terms of office only."""
    at: time | None = None
    to: tuple[Hearer, ...] | None = Field(None, min_length=1)
    day_off: DayOff | None = None
    """What becomes of a reminder that falls on a day off: earlier, later (never past the last day), the same day."""
    follow_up: FollowUp | None = None
    """Of theme days only: when the secretary is asked whether it was held, where nothing is on record."""
    vacation: Vacation | None = None
    """Whether what recurs is told of in the vacations too."""
    quiet_from: time | None = None
    quiet_until: time | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("免打扰的开始和结束要一起写")
        return self

    def said(self) -> dict[str, object]:
        """What is not left open, as JSON keeps it."""
        return self.model_dump(mode="json", exclude_none=True)


LONGEST_RECURRING = 28
"""Days ahead of what comes every month."""
SHIPPED = {
    TASK: Plan(days=(7, 1, 0), to=("group",)),
    THEME_DAY: Plan(days=(1,), to=("group",), follow_up="morning"),
    DUTY: Plan(days=(3, 0), to=("group",)),
    TERM: Plan(months=(6, 3, 1), to=("organizer", "secretary")),
}
"""As shipped. A last day that is a day off is told of on the working day before: people act on working days."""


def misfit(kind: str, plan: Plan) -> str:
    """What cannot be meant in this kind's plan (Chinese); empty where all fits."""
    if kind == TERM and "group" in (plan.to or ()):
        return "换届提醒只私信，不发群"
    if kind == TERM and plan.days is not None:
        return "换届提醒按月写，例如 months = [6, 3, 1]"
    if kind != TERM and plan.months is not None:
        return "只有换届提醒按月写，其他按天写，例如 days = [7, 1, 0]"
    if kind in (DUTY, THEME_DAY) and max(plan.days or (0,)) > LONGEST_RECURRING:
        return f"每月的活动最多提前{LONGEST_RECURRING}天提醒"
    if kind != THEME_DAY and plan.follow_up is not None:
        return "follow_up 只用于 theme_day"
    return ""
