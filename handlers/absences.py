"""Somebody stands in: it begins, it ends by itself or early, and both are told in one word."""

from datetime import date, datetime
from typing import Any

from handlers import duties
from handlers.due import say_day
from handlers.knowledge import Knowledge
from handlers.message import Told
from storage.absences import Absence
from storage.people import STAND_IN
from storage.work import Work

_OPEN = 6
"""Lines of what is open that a handing-over word has."""


def begin(work: Work, absence: Absence, now: datetime, today: date) -> None:
    """The stand-in may act on the days of the absence; from its first day they hear, too."""
    work.people.appoint(absence.stand_in_id, absence.unit_id, STAND_IN, now)
    if absence.since <= today:
        work.absences.begin(absence.id, now)


def end(
    work: Work, know: Knowledge, absence: Absence, now: datetime, *, but: tuple[int, ...] = (), by: int | None = None
) -> list[Told]:
    """It is over: the right goes, and a word to both (not to ``but``: who said so, or hears of it otherwise)."""
    if not work.absences.end(absence.id, now):
        return []
    again = [one for one in work.absences.of_person(absence.stand_in_id) if one.stand_in_id == absence.stand_in_id]
    if not any(one.unit_id == absence.unit_id for one in again):
        work.people.relieve(absence.stand_in_id, absence.unit_id, STAND_IN, now)
    work.audit.note(now, by, "absence.ended", f"unit:{absence.unit_id}", absence=absence.id)
    values: dict[str, Any] = {
        "unit": work.units.get(absence.unit_id).short,
        "who": work.people.get(absence.person_id).name,
        "stand_in": work.people.get(absence.stand_in_id).name,
        "begun": absence.begun_at is not None,
        "open": open_lines(work, know, absence.unit_id, know.today(now)) if absence.begun_at else [],
    }
    told = (("back", absence.person_id), ("thanks", absence.stand_in_id))
    return [
        Told(f"absence:{absence.id}:ended:{person}", person, f"absence_ended_{which}", values)
        for which, person in told
        if person not in but
    ]


def end_where_nothing_is_left(work: Work, know: Knowledge, unit_id: int, now: datetime) -> list[Told]:
    """The offices changed: an absence of somebody who is not the secretary any more, or whose stand-in left the
    branch, is over."""
    told = []
    for absence in work.absences.of_unit(unit_id):
        secretaries = {one.id for one in work.people.holding(unit_id, "secretary")}
        here = {role.role for role in work.people.get(absence.stand_in_id).roles if role.unit.id == unit_id} - {
            STAND_IN
        }
        if absence.person_id not in secretaries or absence.stand_in_id in secretaries or not here:
            # Who is the secretary no more, or is it now, hears of that.
            told += end(work, know, absence, now, but=(absence.person_id, *secretaries))
    return told


def open_lines(work: Work, know: Knowledge, unit_id: int, today: date) -> list[str]:
    """What the branch owes now, a short line each, the nearest first."""
    found = [one for one in work.duties.of_unit(unit_id, today, today) if one.state == "open"]
    over = {one.id: "，已过期" if one.due_on < today else "" for one in found}
    lines = [f"{duties.title_of(work, know, one)}（{say_day(one.due_on, today)}截止{over[one.id]}）" for one in found]
    more = [f"还有{len(lines) - _OPEN}项，发“还差什么”看"] if len(lines) > _OPEN else []
    return lines[:_OPEN] + more
