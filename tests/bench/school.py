"""A school to bench with: the demo institution, and as many branches beside it as are wanted, each with a secretary.

Units and people go in through the storage layer; a million records are copies of one that the storage layer made, so
that a column added tomorrow is in them too.
"""

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, build
from config.settings import Settings, load
from handlers import duties
from handlers.jobs import tick
from storage.schema import upgrade
from storage.units import Unit
from storage.work import Work
from tests.bench.messages import MOMENT

PER_COLLEGE = 50
YEARS = 5


def furnish(config: Path, branches: int) -> list[str]:
    """Prepare the configured database; return the platform ids of the secretaries."""
    settings = load(config)
    if not settings.sqlite_file:
        upgrade(settings.database)
    app = opened(settings)
    try:
        senders = app.database.do(lambda work: _populate(work, app, branches))
        app.database.do(lambda work: tick(work, app.know, app.renderer, MOMENT))
    finally:
        app.database.close()
    return senders


def opened(settings: Settings) -> App:
    """The bot joined together in this process, without its server; close its database."""
    return build(settings, lambda: MOMENT)


def _populate(work: Work, app: App, branches: int) -> list[str]:
    root = next(unit for unit in work.units.everything() if unit.parent_id is None)
    senders: list[str] = []
    made: list[Unit] = []
    college = root
    for n in range(branches):
        if n % PER_COLLEGE == 0:
            number = n // PER_COLLEGE + 1
            college = work.units.add(
                root, kind="general_branch", name=f"第{number}学院党总支", short=f"第{number}学院总支"
            )
            _person(work, f"benchorg{number}", "沈安", college, "organizer")
        number = n // PER_COLLEGE + 1
        branch = work.units.add(
            college,
            kind="branch",
            name=f"第{number}学院教工第{n % PER_COLLEGE + 1}党支部",
            short=f"第{number}学院教工{n % PER_COLLEGE + 1}支部",
            branch_type="staff",
            full_members=17,
            probationary_members=1,
            has_committee=True,
            has_groups=False,
            theme_day="last-wed",
        )
        made.append(branch)
        senders.append(f"bench{n}")
        _person(work, senders[-1], "方远", branch, "secretary")
    duties.ensure(work, app.know, made, app.know.today(MOMENT), MOMENT)
    return senders


def _person(work: Work, key: str, name: str, unit: Unit, role: str) -> None:
    person = work.people.add(key, name)
    work.people.appoint(person, unit.id, role, MOMENT - timedelta(days=365))
    work.people.identify(person, "wecom", key)


# -- many records, SQLite only ----------------------------------------------------------------------------------------


def fill(file: Path, total: int) -> None:
    """Bring the database to this many records, spread over the bench's branches and the last years."""
    with sqlite3.connect(file) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA foreign_keys=OFF")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name='records' AND type='index' AND sql IS NOT NULL"
        ).fetchall()
        for index in indexes:
            connection.execute(f"DROP INDEX {index['name']}")
        _copy(connection, total)
        for index in indexes:
            connection.execute(index["sql"])
        connection.commit()
        broken = connection.execute("PRAGMA foreign_key_check(records)").fetchone()
        if broken is not None:
            raise RuntimeError("the bench's own records break a foreign key")
    connection.close()
    with sqlite3.connect(file) as again:
        again.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    again.close()


def _copy(connection: sqlite3.Connection, total: int) -> None:
    """Copies of one record and of its version, made by the database itself; oldest first, as they would have come."""
    model = dict(connection.execute("SELECT * FROM records WHERE state='accepted' ORDER BY id LIMIT 1").fetchone())
    version = dict(connection.execute("SELECT * FROM record_versions WHERE record_id=?", (model["id"],)).fetchone())
    there, top = connection.execute("SELECT count(*), max(id) FROM records").fetchone()
    connection.execute("CREATE TEMP TABLE places (n INTEGER PRIMARY KEY, unit_id INTEGER, person_id INTEGER)")
    connection.execute(
        "INSERT INTO places (n, unit_id, person_id) SELECT row_number() OVER () - 1, roles.unit_id, roles.person_id"
        " FROM roles JOIN people ON people.id = roles.person_id WHERE people.key LIKE 'bench%' AND role = 'secretary'"
    )
    oldest, span = MOMENT.date() - timedelta(days=30 + YEARS * 365), YEARS * 365
    known = {
        "count": total - there,
        "first": top + 1,
        "places": connection.execute("SELECT count(*) FROM places").fetchone()[0],
        "oldest": oldest.isoformat(),
        "begun": model["submitted_at"] + (oldest - date.fromisoformat(model["held_on"])).days * _DAY,
        "span": span,
        "pattern": json.dumps(
            json.loads(model["content"]) | {"date": "@day@", "text": "围绕主题开展学习和讨论。" * 17}
        ),
    }
    made = {
        "id": "turn + :first",
        "unit_id": "unit_id",
        "person_id": "person_id",
        "held_on": _HELD,
        "content": f"replace(:pattern, '@day@', {_HELD})",
        "created_at": _MOMENT,
        "submitted_at": _MOMENT,
    }
    _insert(connection, "records", model, made, f"{_NUMBERS} JOIN places USING (n)", known)
    of_record = {"record_id": "id", "person_id": "person_id", "at": "submitted_at", "content": "content"}
    _insert(connection, "record_versions", version, of_record, "FROM records WHERE id >= :first", known)


_DAY = 86_400_000_000
_HELD = "date(:oldest, (turn * :span / :count) || ' days')"
_MOMENT = f":begun + (turn * :span / :count) * {_DAY}"
_NUMBERS = (
    "FROM (WITH RECURSIVE up(turn) AS (SELECT 0 UNION ALL SELECT turn + 1 FROM up LIMIT :count)"
    " SELECT turn, turn % :places AS n FROM up)"
)


def _insert(
    connection: sqlite3.Connection,
    table: str,
    model: dict[str, Any],
    made: dict[str, str],
    source: str,
    known: dict[str, Any],
) -> None:
    """Rows of the table: what is ``made`` by its expression, every other column as the model has it."""
    kept = {f"model_{name}": value for name, value in model.items() if name not in made}
    values = [made.get(name, f":model_{name}") for name in model]
    connection.execute(f"INSERT INTO {table} ({','.join(model)}) SELECT {','.join(values)} {source}", {**known, **kept})
