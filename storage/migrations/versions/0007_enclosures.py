"""Pictures and tables that go out with words; what was said and missed in a span is counted without reading it all."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """The new columns are empty where nothing goes along: the release before knows none of it."""
    op.create_table(
        "enclosures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosures")),
        sa.UniqueConstraint("key", name=op.f("uq_enclosures_key")),
    )
    op.create_index("ix_enclosures_sha256", "enclosures", ["sha256"], unique=False)
    op.create_table(
        "lodged",
        sa.Column("enclosure_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["enclosure_id"], ["enclosures.id"], name=op.f("fk_lodged_enclosure_id")),
        sa.PrimaryKeyConstraint("enclosure_id", "channel", name=op.f("pk_lodged")),
    )
    op.add_column("outbox", sa.Column("enclosure_id", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("then_id", sa.Text(), nullable=True))
    op.create_index(
        "ix_duties_matters", "duties", ["due_on", "requirement", "period", "state", "unit_id", "opens_on"], unique=False
    )
    op.drop_index("ix_duties_waiting", table_name="duties")
    op.create_index("ix_outbox_made", "outbox", ["made_at", "state"], unique=False)
