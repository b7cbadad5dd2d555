"""How Alembic reaches the database: the URL is handed over by storage.schema, each migration is one transaction."""

import sqlalchemy as sa
from alembic import context


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


url: str = context.config.attributes["url"]
engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
if engine.dialect.name == "sqlite":
    # The driver commits before DDL unless told otherwise: a kill would leave half a migration behind.
    sa.event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    sa.event.listen(engine, "begin", _begin)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
