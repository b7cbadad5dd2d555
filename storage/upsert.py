"""Insert unless it is there: the one statement that both engines spell in their own dialect."""

from typing import Any

import sqlalchemy as sa


def insert_as(name: str, table: sa.Table) -> Any:
    """An INSERT in the words of the dialect of this name."""
    if name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(table)


def insert_new(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT into the table that does nothing where a unique key is taken."""
    return insert_as(connection.dialect.name, table).on_conflict_do_nothing()


def put(connection: sa.Connection, table: sa.Table, keys: dict[str, Any], values: dict[str, Any]) -> None:
    """Set the values of the row with these keys, whether it is there or not; two who do so at once both succeed."""
    row = insert_as(connection.dialect.name, table).values({**keys, **values})
    connection.execute(row.on_conflict_do_update(index_elements=list(keys), set_=values))


def inserted(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> bool:
    """Insert the row unless a unique key is taken; whether it was inserted.

    Asked of what comes back: on PostgreSQL the row count of such an INSERT is not told.
    """
    return connection.execute(insert_new(connection, table).returning(table.c.id), row).first() is not None


def new_id(made: sa.CursorResult[Any]) -> int:
    """The id that the database gave to the row just inserted."""
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])
