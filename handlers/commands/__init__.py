"""The whole vocabulary: every family of commands, in the order in which help tells of them."""

from collections.abc import Sequence

from handlers.commands import (
    asking,
    away,
    binding,
    calendar,
    changing,
    chasing,
    deadlines,
    desk,
    dissolving,
    excusing,
    exporting,
    facts,
    fulfilling,
    group_reminding,
    help,
    muting,
    notices,
    offices,
    organizer,
    pushes,
    records,
    reminder_plans,
    requirements,
    review,
    statistics,
    submit,
    tasks,
    terms,
    theme_days,
)
from handlers.router import Command


def vocabulary() -> Sequence[Command]:
    """All commands."""
    commands = (
        *submit.COMMANDS,
        *deadlines.COMMANDS,
        *records.COMMANDS,
        *requirements.COMMANDS,
        *facts.COMMANDS,
        *theme_days.COMMANDS,
        *away.COMMANDS,
        *offices.COMMANDS,
        *muting.COMMANDS,
        *dissolving.COMMANDS,
        *terms.COMMANDS,
        *organizer.COMMANDS,
        *chasing.COMMANDS,
        *group_reminding.COMMANDS,
        *statistics.COMMANDS,
        *exporting.COMMANDS,
        *notices.COMMANDS,
        *tasks.COMMANDS,
        *asking.COMMANDS,
        *fulfilling.COMMANDS,
        *excusing.COMMANDS,
        *changing.COMMANDS,
        *reminder_plans.COMMANDS,
        *review.COMMANDS,
        *calendar.COMMANDS,
        *pushes.COMMANDS,
        *desk.COMMANDS,
        *binding.COMMANDS,
    )
    return (*commands, *help.commands(commands))
