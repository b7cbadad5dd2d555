"""Which organisations a task of a level asks something of, and what they are counted in."""

from storage.units import Unit
from storage.work import Work

SECOND_LEVEL = ("secondary", "organizer")
"""Levels of the notice reader that mean the second-level organisations themselves."""
NOBODY_BELOW = ("org_dept",)


def units_owing(work: Work, path: str, level: str) -> list[Unit]:
    """The units at or under the path that owe a task of this level. A branch right under the school counts as both a
    branch and a second-level organisation; what is the department's own nobody below it owes."""
    if level in NOBODY_BELOW:
        return []
    if level in SECOND_LEVEL:
        return [unit for unit in work.units.within(path) if unit.is_second_level]
    return work.units.branches_within(path)


def noun(level: str) -> str:
    """What those who owe a task of this level are counted in."""
    return "党总支（党委）" if level in SECOND_LEVEL else "支部"
