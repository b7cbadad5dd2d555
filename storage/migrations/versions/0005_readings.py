"""A notice that is still to be read has its row, and so has the text until it is published."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table of its own: the release before does not look at it."""
    op.create_table(
        "readings",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("person_id", BIG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("channel", "chat", "address", "words", "text")),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_readings_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_readings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("file_id", name=op.f("uq_readings_file_id")),
    )
    op.create_index("ix_readings_state", "readings", ["state", "next_at"], unique=False)
