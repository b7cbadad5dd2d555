"""A copy of what a rehearsal needs, in a SQLite file of its own, from either engine: nobody waits for it, and nothing
in it is real.

Rows of years gone by are left behind, and so is what only tells what was: messages heard, audit, files.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.tables import duties, metadata, outbox, records, reminders, units
from storage.units import within

LEFT_OUT = frozenset(
    {"inbox", "audit", "record_versions", "attachments", "wishes", "sendings", "pauses", "feeds", "keys", "sessions"}
)
"""Tables without whose rows every job says what it would say with them."""
LONGEST = timedelta(days=400)
"""A yearly duty's records, with room; older ones settle nothing that can still be said."""
PROMISED = timedelta(days=60)
_AT_ONCE = 1000


def copy_for_rehearsal(source: sa.Connection, target: sa.Connection, now: datetime, paths: Sequence[str]) -> None:
    """Fill the empty target with the units at or under the paths and what concerns them, as of one moment."""
    metadata.create_all(target)
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        found = source.execute(_wanted(table, now, paths).execution_options(yield_per=_AT_ONCE))
        for some in found.mappings().partitions(_AT_ONCE):
            target.execute(table.insert(), [dict(row) for row in some])


def _wanted(table: sa.Table, now: datetime, paths: Sequence[str]) -> Any:
    rows = sa.select(table)
    since = (now - LONGEST).date()
    mine = sa.select(units.c.id).where(within(paths))
    if table is records:
        return rows.where(records.c.held_on >= since, records.c.unit_id.in_(mine))
    if table is duties:
        return rows.where(duties.c.due_on >= since, duties.c.unit_id.in_(mine))
    if table is reminders:
        told = sa.select(duties.c.id).where(duties.c.due_on >= since, duties.c.unit_id.in_(mine))
        return rows.where(reminders.c.duty_id.in_(told))
    if table is outbox:
        return rows.where(sa.or_(outbox.c.state == "waiting", outbox.c.next_at >= now - PROMISED))
    return rows
