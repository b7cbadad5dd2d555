"""Every table, in one place. Never imported outside storage/.

Moments are kept as UTC; a naive one is refused. Days are plain dates. Ids are whole numbers; a unit's ``path``
(``/1/4/17/``) makes "everything below" one range of an index on both engines.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

BigId = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


class _Json(sa.types.TypeDecorator[Any]):
    """JSON as the engine keeps it best. PostgreSQL's half of SQLAlchemy is loaded where PostgreSQL is spoken."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))


Json = _Json(none_as_null=True)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment. SQLite keeps it as whole microseconds since 1970, PostgreSQL as timestamptz."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.BigInteger() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return micros(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return from_micros(value) if dialect.name == "sqlite" else value.astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(value: int) -> datetime:
    seconds, rest = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", BigId, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, BigId, sa.ForeignKey(f"{target}.id"), nullable=null, index=index)


settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", Json, nullable=False),
)

units = sa.Table(
    "units",
    metadata,
    _id(),
    _ref("parent_id", "units", null=True),
    sa.Column("path", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("short", sa.Text, nullable=False),
    sa.Column("aliases", Json, nullable=False),
    sa.Column("branch_type", sa.Text),
    sa.Column("full_members", sa.Integer),
    sa.Column("probationary_members", sa.Integer),
    sa.Column("has_committee", sa.Boolean),
    sa.Column("has_groups", sa.Boolean),
    sa.Column("graduates", sa.Boolean),
    sa.Column("theme_day", sa.Text),
    sa.Column("term_ends", sa.Date),
    sa.Column("closed_at", Moment),
)

people = sa.Table(
    "people",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False, index=True),
)

roles = sa.Table(
    "roles",
    metadata,
    _id(),
    _ref("person_id", "people", index=True),
    _ref("unit_id", "units", index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
)

identities = sa.Table(
    "identities",
    metadata,
    _id(),
    _ref("person_id", "people", index=True),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("external", sa.Text, nullable=False),
    sa.UniqueConstraint("family", "external"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("code_hash", sa.Text, primary_key=True),
    _ref("person_id", "people"),
    sa.Column("expires_at", Moment, nullable=False),
)

chats = sa.Table(
    "chats",
    metadata,
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("external", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    _ref("unit_id", "units", null=True, index=True),
    sa.Column("purposes", Json, nullable=False),
    sa.Column("push_channel", sa.Text, nullable=False),
    sa.Column("push_address", sa.Text, nullable=False),
    sa.UniqueConstraint("channel", "external"),
)

records = sa.Table(
    "records",
    metadata,
    _id(),
    _ref("unit_id", "units"),
    _ref("person_id", "people"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("held_on", sa.Date),
    sa.Column("starts", sa.Text),
    sa.Column("kinds", sa.Text, nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("submitted_at", Moment),
    sa.Column("late", sa.Boolean, nullable=False),
)
sa.Index("ix_records_unit_day", records.c.unit_id, records.c.held_on, records.c.state, records.c.kinds)
sa.Index("ix_records_day", records.c.held_on, records.c.unit_id, records.c.state, records.c.kinds)

record_versions = sa.Table(
    "record_versions",
    metadata,
    _ref("record_id", "records"),
    sa.Column("version", sa.Integer, nullable=False),
    _ref("person_id", "people"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("record_id", "version"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    _ref("person_id", "people"),
    _ref("record_id", "records", null=True, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("told_at", Moment),
    sa.Column("let_go_at", Moment),
    _ref("duty_id", "duties", null=True, index=True),
)
sa.Index("ix_attachments_state", attachments.c.state, attachments.c.told_at)
sa.Index("ix_attachments_person", attachments.c.person_id, attachments.c.at)

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("file_id", sa.Text, sa.ForeignKey("attachments.id"), primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("lease_token", sa.Text),
    sa.Column("last_error", sa.Text),
    sa.Column("warned_at", Moment),
)
sa.Index("ix_wishes_next", wishes.c.next_at)

readings = sa.Table(
    "readings",
    metadata,
    _id(),
    sa.Column("file_id", sa.Text, sa.ForeignKey("attachments.id"), nullable=True, unique=True),
    _ref("person_id", "people"),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("channel", "chat", "address", "words", "text")),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("lease_token", sa.Text),
)
sa.Index("ix_readings_state", readings.c.state, readings.c.next_at)

notices = sa.Table(
    "notices",
    metadata,
    _id(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("dated", sa.Date),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("file_id", sa.Text, sa.ForeignKey("attachments.id"), nullable=True),
    _ref("unit_id", "units", index=True),
    _ref("person_id", "people"),
    sa.Column("at", Moment, nullable=False),
)

tasks = sa.Table(
    "tasks",
    metadata,
    _id(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("due_time", sa.Text),
    sa.Column("recipient", sa.Text),
    sa.Column("deliverable", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    _ref("unit_id", "units"),
    _ref("person_id", "people"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    _ref("notice_id", "notices", null=True),
    sa.Column("line", sa.Integer),
    sa.Column("level", sa.Text, nullable=False, default="branch"),
    sa.Column("kind", sa.Text, nullable=False, default="other"),
    sa.Column("opens_on", sa.Date),
)

duties = sa.Table(
    "duties",
    metadata,
    _id(),
    sa.Column("requirement", sa.Text, nullable=False),
    _ref("unit_id", "units", index=True),
    sa.Column("period", sa.Text, nullable=False),
    sa.Column("opens_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("due_time", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    _ref("record_id", "records", null=True),
    sa.Column("note", sa.Text),
    sa.Column("done_at", Moment),
    sa.Column("made_at", Moment, nullable=False),
    sa.UniqueConstraint("requirement", "unit_id", "period"),
)
# Summaries count by matter in the order of this index, without a look at the rows.
sa.Index(
    "ix_duties_matters",
    duties.c.due_on,
    duties.c.requirement,
    duties.c.period,
    duties.c.state,
    duties.c.unit_id,
    duties.c.opens_on,
)
sa.Index("ix_duties_unit_due", duties.c.unit_id, duties.c.due_on)

reminders = sa.Table(
    "reminders",
    metadata,
    _id(),
    _ref("duty_id", "duties"),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("duty_id", "step"),
)
sa.Index("ix_reminders_state", reminders.c.state, reminders.c.at)

reminder_plans = sa.Table(
    "reminder_plans",
    metadata,
    _id(),
    _ref("unit_id", "units"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("plan", Json, nullable=False),
    _ref("person_id", "people"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.UniqueConstraint("unit_id", "kind"),
)

term_reminders = sa.Table(
    "term_reminders",
    metadata,
    _id(),
    _ref("unit_id", "units"),
    sa.Column("ends_on", sa.Date, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("unit_id", "ends_on", "step"),
)

theme_days = sa.Table(
    "theme_days",
    metadata,
    _id(),
    _ref("unit_id", "units"),
    sa.Column("period", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    _ref("person_id", "people"),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("unit_id", "period"),
)
sa.Index("ix_theme_days_period", theme_days.c.period)

handovers = sa.Table(
    "handovers",
    metadata,
    _id(),
    _ref("unit_id", "units", index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("op", sa.Text, nullable=False),
    _ref("old_id", "people", null=True),
    _ref("new_id", "people", null=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    _ref("by_id", "people"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("ended_at", Moment),
)

absences = sa.Table(
    "absences",
    metadata,
    _id(),
    _ref("unit_id", "units", index=True),
    _ref("person_id", "people", index=True),
    _ref("stand_in_id", "people", index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("copied", sa.Boolean, nullable=False),
    _ref("by_id", "people"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("begun_at", Moment),
    sa.Column("ended_at", Moment),
)

mutes = sa.Table(
    "mutes",
    metadata,
    _id(),
    _ref("chat_id", "chats", index=True),
    sa.Column("until", Moment),
    _ref("person_id", "people"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
)

withheld = sa.Table(
    "withheld",
    metadata,
    _id(),
    _ref("mute_id", "mutes"),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("to_whom", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("mute_id", "key"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat", sa.Text, nullable=False),
    _ref("person_id", "people", null=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("beside", Json, nullable=True),
    sa.Column("at", Moment, nullable=False),
)
sa.Index("ix_inbox_chat", inbox.c.channel, inbox.c.chat, inbox.c.person_id, inbox.c.id)
sa.Index("ix_inbox_at", inbox.c.at)

dialogues = sa.Table(
    "dialogues",
    metadata,
    _ref("person_id", "people"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat", sa.Text, nullable=False),
    sa.Column("waiting", Json, nullable=False),
    sa.Column("record_id", BigId, nullable=True),
    sa.Column("expires_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("person_id", "channel", "chat"),
)

feeds = sa.Table(
    "feeds",
    metadata,
    _id(),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    _ref("person_id", "people", index=True),
    sa.Column("roles", Json, nullable=False),
    sa.Column("shown", Json, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key_hash", sa.Text, primary_key=True),
    _ref("person_id", "people", index=True),
    sa.Column("expires_at", Moment, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id_hash", sa.Text, primary_key=True),
    _ref("person_id", "people", index=True),
    sa.Column("roles", Json, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("to_whom", sa.Text, nullable=False),
    sa.Column("urgency", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("mentions", Json, nullable=False),
    sa.Column("about", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("lease_token", sa.Text),
    sa.Column("last_error", sa.Text),
    sa.Column("advice", sa.Text),
    sa.Column("sent_at", Moment),
    sa.Column("enclosure_id", sa.Text),
    sa.Column("then_id", sa.Text),
)
sa.Index("ix_outbox_made", outbox.c.made_at, outbox.c.state)
sa.Index("ix_outbox_waiting", outbox.c.state, outbox.c.next_at)
sa.Index("ix_outbox_destination", outbox.c.channel, outbox.c.address, outbox.c.id)

enclosures = sa.Table(
    "enclosures",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("sha256", sa.Text, index=True),
    sa.Column("size", sa.BigInteger),
    sa.Column("at", Moment, nullable=False),
)

lodged = sa.Table(
    "lodged",
    metadata,
    sa.Column("enclosure_id", sa.Text, sa.ForeignKey("enclosures.id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

sendings = sa.Table(
    "sendings",
    metadata,
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
sa.Index("ix_sendings_destination", sendings.c.channel, sendings.c.lane, sendings.c.at)

pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.PrimaryKeyConstraint("channel", "lane"),
)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    sa.Column("at", Moment, nullable=False),
    _ref("person_id", "people", null=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
)
sa.Index("ix_audit_subject", audit.c.subject, audit.c.id)
