"""Migrations: from nothing to the tables of this release, whole or not at all, and refusing what is not current."""

import os
import signal
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.database import Database, make_engine
from storage.schema import SchemaOld, copy_sqlite, current, head, require_current, upgrade
from storage.tables import metadata

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent


def differences(url: str) -> list[object]:
    engine = make_engine(url)
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLite cannot tell of every index
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    return list(found)


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_from_nothing_to_exactly_the_tables_of_this_release(new_url: Callable[[str], str]) -> None:
    url = new_url("empty")
    assert current(url) is None
    assert upgrade(url) is None
    assert current(url) == head()
    real = [one for one in differences(url) if "alembic_version" not in str(one)]
    assert real == []
    assert tables(url) == {*metadata.tables, "alembic_version"}


def test_upgrading_what_is_current_does_nothing(new_url: Callable[[str], str], tmp_path: Path) -> None:
    url = new_url("migrated")
    assert upgrade(url, backups=tmp_path / "backups", now=NOW) == head()
    assert not (tmp_path / "backups").exists()


def test_a_current_schema_is_accepted_and_any_other_refused_with_the_command_that_mends_it(
    new_url: Callable[[str], str],
) -> None:
    require_current(new_url("migrated"))
    with pytest.raises(SchemaOld, match="zhibu migrate"):
        require_current(new_url("empty"))
    old = new_url("migrated")
    engine = make_engine(old)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()
    with pytest.raises(SchemaOld, match="数据库结构不是当前版本"):
        require_current(old)


def test_rows_survive_being_current(new_url: Callable[[str], str]) -> None:
    url = new_url("demo")
    database = Database(url)
    before = database.do(lambda work: work.units.everything())
    database.close()
    upgrade(url)
    again = Database(url)
    assert again.do(lambda work: work.units.everything()) == before
    again.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_with_something_in_it_is_copied_before_it_is_changed(
    new_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_url("demo")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    with pytest.raises(Exception, match="0000"):  # there is no way up from a revision that nobody knows
        upgrade(url, backups=tmp_path / "backups", now=NOW)
    (copy,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM records").fetchone()[0] > 100


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_copy_is_whole_while_somebody_writes(new_url: Callable[[str], str], tmp_path: Path) -> None:
    url = new_url("migrated")
    database = Database(url)
    for n in range(50):
        database.do(lambda work, n=n: work.people.add(f"p{n}", f"人{n}"))
        if n == 25:
            copy_sqlite(Path(url.removeprefix("sqlite:///")), tmp_path / "copy.db")
    database.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (26,)


_KILLED = """
import os, signal, sys
import sqlalchemy as sa
seen = 0
def count(connection, cursor, statement, *rest):
    global seen
    if statement.lstrip().upper().startswith(("CREATE", "INSERT", "UPDATE")):
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(sa.Engine, "after_cursor_execute", count)
from storage.schema import upgrade
upgrade(sys.argv[1])
print(seen)
"""


def _migrate(url: str, die_after: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _KILLED, url, str(die_after)],
        capture_output=True, text=True, check=False, cwd="/", env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_killed_in_the_middle_of_a_migration_it_starts_over_and_arrives(new_url: Callable[[str], str]) -> None:
    whole = _migrate(new_url("empty"), 0)
    statements = int(whole.stdout)
    assert statements > 20
    for die_after in (1, 2, statements // 2, statements - 1, statements):
        url = new_url("empty")
        killed = _migrate(url, die_after)
        assert killed.returncode == -signal.SIGKILL
        assert tables(url) <= {"alembic_version"}, f"half a migration was left behind after statement {die_after}"
        upgrade(url)
        assert current(url) == head()
        assert tables(url) == {*metadata.tables, "alembic_version"}


@pytest.mark.nightly
def test_killed_after_each_statement_of_a_migration_it_starts_over_and_arrives(new_url: Callable[[str], str]) -> None:
    statements = int(_migrate(new_url("empty"), 0).stdout)
    for die_after in range(1, statements + 1):
        url = new_url("empty")
        assert _migrate(url, die_after).returncode == -signal.SIGKILL
        upgrade(url)
        assert [one for one in differences(url) if "alembic_version" not in str(one)] == []


def test_no_migration_imports_anything_of_ours() -> None:
    for file in (ROOT / "storage" / "migrations" / "versions").glob("*.py"):
        text = file.read_text()
        assert not any(
            f"{word} {layer}" in text
            for word in ("import", "from")
            for layer in ("bot", "handlers", "storage", "config")
        )
