"""Is the schema current, and bringing it there.

The embedded file is backed up and upgraded at start; on PostgreSQL, where other processes may be running, the start
is refused and ``zhibu migrate`` is named. One migration per transaction, with its version bump (P7).
"""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from storage.database import copy_sqlite, make_engine

_SCRIPTS = Path(__file__).parent / "migrations"


class SchemaOld(Exception):
    """The database is not at this release's schema. The text says which command mends it (Chinese)."""


def head() -> str:
    """The newest revision: migrations are numbered, the last file names it."""
    return max(file.stem.split("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """The database's revision; None where it is empty."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return None  # looking must not make it
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()


def upgrade(url: str, *, backups: Path | None = None, now: datetime | None = None) -> str | None:
    """Bring the database to head; return the revision it had. A SQLite file with something in it is copied first."""
    before = current(url)
    if before == head():
        return before
    from alembic import command  # heavy, and seldom needed
    from alembic.config import Config

    if before is not None and backups is not None and now is not None and url.startswith("sqlite"):
        copy_sqlite(Path(url.removeprefix("sqlite:///")), backups / f"before-{head()}-{now:%Y%m%d-%H%M%S}.db")
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")
    return before


def require_current(url: str) -> None:
    """Raises :class:`SchemaOld` unless the database is at head."""
    if current(url) != head():
        raise SchemaOld("数据库结构不是当前版本，请先运行：zhibu migrate（会先确认，再逐步升级）")
