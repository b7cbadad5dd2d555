"""A notice is kept with its tasks, a task knows whose it is and where it stands in its notice, a file may be what a
duty asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The defaults stay: the release before adds rows without these columns."""
    op.create_table(
        "notices",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_notices_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_unit_id", "notices", ["unit_id"], unique=False)
    _refer("tasks", "notice_id", "notices")
    for column in (
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False, server_default="branch"),
        sa.Column("kind", sa.Text(), nullable=False, server_default="other"),
        sa.Column("opens_on", sa.Date(), nullable=True),
    ):
        op.add_column("tasks", column)
    _refer("attachments", "duty_id", "duties")
    op.create_index("ix_attachments_duty_id", "attachments", ["duty_id"], unique=False)


def _refer(table: str, column: str, target: str) -> None:
    """A new column that refers to another table. SQLite takes the reference with the column only, not after it."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)"
    )
