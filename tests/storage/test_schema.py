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
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
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
    if statement.lstrip().upper().startswith(("CREATE", "INSERT", "UPDATE", "ALTER")):
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
    steps = [set(), {"alembic_version"}, *(_tables_at(new_url("empty"), revision) for revision in _revisions())]
    for die_after in (1, 2, statements // 2, statements - 1, statements):
        url = new_url("empty")
        killed = _migrate(url, die_after)
        assert killed.returncode == -signal.SIGKILL
        assert tables(url) in steps, f"half a migration was left behind after statement {die_after}"
        upgrade(url)
        assert current(url) == head()
        assert tables(url) == {*metadata.tables, "alembic_version"}


def _revisions() -> list[str]:
    return sorted(one.stem[:4] for one in (ROOT / "storage" / "migrations" / "versions").glob("[0-9]*.py"))


def _tables_at(url: str, revision: str) -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, revision)
    return tables(url)


def test_files_from_before_get_their_numbers_and_the_release_before_can_add_more(
    new_url: Callable[[str], str],
) -> None:
    url = new_url("empty")
    _tables_at(url, "0001")
    engine = make_engine(url)
    names = "id, name, media_type, size, sha256, person_id, record_id, at"
    moment = "0" if url.startswith("sqlite") else "now()"
    content = "'{}'" if url.startswith("sqlite") else "'{}'::jsonb"

    def put(connection: sa.Connection, id: str, record: str) -> None:
        values = f"'{id}', 'n', 'image/png', 1, 'h', 1, {record}, {moment}"
        connection.exec_driver_sql(f"INSERT INTO attachments ({names}) VALUES ({values})")

    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO people (id, key, name) VALUES (1, 'k', 'n')")
        connection.exec_driver_sql(
            "INSERT INTO units (id, path, kind, name, short, aliases) VALUES (1, '/1/', 'branch', 'n', 'n', '[]')"
        )
        connection.exec_driver_sql(
            "INSERT INTO records (id, unit_id, person_id, state, version, kinds, content, created_at, late)"
            f" VALUES (1, 1, 1, 'submitted', 1, '', {content}, {moment}, false)"
        )
        for id, record in (("b", "1"), ("a", "1"), ("c", "NULL")):
            put(connection, id, record)
    upgrade(url)
    with engine.begin() as connection:
        put(connection, "d", "NULL")
        found = connection.exec_driver_sql("SELECT id, number, state FROM attachments ORDER BY id").all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("a", 1, "kept"), ("b", 2, "kept"), ("c", 0, "kept"), ("d", 0, "kept")]


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
