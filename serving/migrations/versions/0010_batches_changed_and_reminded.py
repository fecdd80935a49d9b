"""Keep which batches were cancelled, which cases were taken out of one, and who was reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"


def upgrade() -> None:
    """Step up."""
    op.add_column("batch", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("batch", sa.Column("cancelled", sa.DateTime(), nullable=True))
    op.add_column("batch", sa.Column("cancelled_by", sa.String(length=64), nullable=True))
    op.add_column("batch", sa.Column("cancelled_why", sa.Text(), nullable=True))
    op.add_column("batch_case", sa.Column("taken_out", sa.DateTime(), nullable=True))
    op.add_column("batch_case", sa.Column("taken_out_by", sa.String(length=64), nullable=True))
    op.add_column("batch_case", sa.Column("taken_out_why", sa.Text(), nullable=True))
    op.create_table(
        "batch_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("township_key", sa.Integer(), nullable=True),
        sa.Column("township", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_reminder_batch_id_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_reminder")),
    )
    op.create_index("ix_batch_reminder_batch_id", "batch_reminder", ["batch_id"])


def downgrade() -> None:
    """Step down; reminders and why batches were changed are lost, and cancelled ones count again."""
    op.drop_index("ix_batch_reminder_batch_id", table_name="batch_reminder")
    op.drop_table("batch_reminder")
    for name in ("taken_out_why", "taken_out_by", "taken_out"):
        op.drop_column("batch_case", name)
    for name in ("cancelled_why", "cancelled_by", "cancelled", "version"):
        op.drop_column("batch", name)
