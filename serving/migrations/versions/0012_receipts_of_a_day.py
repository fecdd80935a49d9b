"""Keep answers to requests with an Idempotency-Key for a day, sealed; keep webhooks and what waits for them.

The few receipts kept so far hold nothing that is needed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"


def upgrade() -> None:
    """Step up."""
    op.drop_table("receipt")
    op.create_table(
        "receipt",
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_created"), "receipt", ["created"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("done", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_message_webhook_id_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_message")),
        sa.UniqueConstraint("message", name=op.f("uq_webhook_message_message")),
        sa.UniqueConstraint("webhook_id", "about", name=op.f("uq_webhook_message_webhook_id_about")),
    )
    op.create_index("webhook_message_waiting", "webhook_message", ["state", "next_try"])


def downgrade() -> None:
    """Step down."""
    op.drop_index("webhook_message_waiting", table_name="webhook_message")
    op.drop_table("webhook_message")
    op.drop_table("webhook")
    op.drop_index(op.f("ix_receipt_created"), table_name="receipt")
    op.drop_table("receipt")
    op.create_table(
        "receipt",
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_receipt")),
    )
