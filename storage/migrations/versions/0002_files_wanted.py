"""Files that a platform still holds: the row first, the bytes when they have been fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """The defaults stay: the release before adds rows without these columns."""
    for column in (
        sa.Column("state", sa.Text(), nullable=False, server_default="kept"),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default="")
            for name in ("channel", "chat", "address", "why")
        ),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("ended_at", "told_at", "let_go_at")),
    ):
        op.add_column("attachments", column)
    op.execute(
        "UPDATE attachments SET number = (SELECT count(*) FROM attachments b WHERE b.record_id = attachments.record_id"
        " AND (b.at < attachments.at OR (b.at = attachments.at AND b.id <= attachments.id)))"
        " WHERE record_id IS NOT NULL"
    )
    op.create_index("ix_attachments_state", "attachments", ["state", "told_at"], unique=False)
    op.create_index("ix_attachments_person", "attachments", ["person_id", "at"], unique=False)
    op.create_table(
        "wishes",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_wishes_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_wishes")),
    )
    op.create_index("ix_wishes_next", "wishes", ["next_at"], unique=False)
