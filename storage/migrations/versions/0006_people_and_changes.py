"""A theme day moved for one month, who is away and who stands in, a muted group and what was withheld from it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Only new tables: the release before does not look at them."""
    op.create_table(
        "theme_days",
        _id(),
        _ref("unit_id"),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _ref("person_id"),
        sa.Column("at", MOMENT, nullable=False),
        *_references("theme_days", unit_id="units", person_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_days")),
        sa.UniqueConstraint("unit_id", "period", name=op.f("uq_theme_days_unit_id_period")),
    )
    op.create_index("ix_theme_days_period", "theme_days", ["period"], unique=False)
    op.create_table(
        "absences",
        _id(),
        *(_ref(name) for name in ("unit_id", "person_id", "stand_in_id")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("copied", sa.Boolean(), nullable=False),
        _ref("by_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_references("absences", unit_id="units", person_id="people", stand_in_id="people", by_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    for name in ("unit_id", "person_id", "stand_in_id"):
        op.create_index(f"ix_absences_{name}", "absences", [name], unique=False)
    op.create_table(
        "mutes",
        _id(),
        _ref("chat_id"),
        sa.Column("until", MOMENT, nullable=True),
        _ref("person_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_references("mutes", chat_id="chats", person_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutes")),
    )
    op.create_index("ix_mutes_chat_id", "mutes", ["chat_id"], unique=False)
    op.create_table(
        "withheld",
        _id(),
        _ref("mute_id"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("to_whom", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_references("withheld", mute_id="mutes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
        sa.UniqueConstraint("mute_id", "key", name=op.f("uq_withheld_mute_id_key")),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _ref(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=False)


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]
