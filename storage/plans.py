"""Reminder plans that organizers wrote for units, and the moments of terms of office that were told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.tables import reminder_plans, term_reminders
from storage.upsert import inserted, put


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one unit says of one kind, and of those under it that say nothing themselves. An empty plan says nothing
    any more; its row stays, because moments before ``changed_at`` are not made up for."""

    unit_id: int
    kind: str
    plan: Mapping[str, Any]
    person_id: int
    changed_at: datetime


class Plans:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def everything(self) -> list[PlanRow]:
        wanted = sa.select(
            reminder_plans.c.unit_id,
            reminder_plans.c.kind,
            reminder_plans.c.plan,
            reminder_plans.c.person_id,
            reminder_plans.c.changed_at,
        )
        return [PlanRow(*row) for row in self._connection.execute(wanted)]

    def put(self, row: PlanRow) -> None:
        """What the unit says of this kind from now on."""
        values = {"plan": dict(row.plan), "person_id": row.person_id, "changed_at": row.changed_at}
        put(self._connection, reminder_plans, {"unit_id": row.unit_id, "kind": row.kind}, values)

    # -- terms of office: one row for each moment of each term (I6) ------------------------------------------------

    def term_reminded(self) -> set[tuple[int, date, str]]:
        """(unit, end of term, step) of the moments that have their row."""
        found = sa.select(term_reminders.c.unit_id, term_reminders.c.ends_on, term_reminders.c.step)
        return {(row[0], row[1], row[2]) for row in self._connection.execute(found)}

    def terms_promised(self, at: datetime) -> list[tuple[int, str]]:
        """(unit, step) of the moments that were promised just then."""
        found = sa.select(term_reminders.c.unit_id, term_reminders.c.step).where(
            term_reminders.c.at == at, term_reminders.c.state == "promised"
        )
        return [(row[0], row[1]) for row in self._connection.execute(found)]

    def remind_term(self, unit_id: int, ends_on: date, step: str, due_at: datetime, state: str, now: datetime) -> bool:
        """Take this moment of this term; False where it was taken before."""
        row = {"unit_id": unit_id, "ends_on": ends_on, "step": step, "due_at": due_at, "state": state, "at": now}
        return inserted(self._connection, term_reminders, row)
