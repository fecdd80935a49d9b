"""Keep batches, the cases in them, and with which probability each was picked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("dispatched", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("name", name=op.f("uq_batch_name")),
    )
    op.create_table(
        "batch_case",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("inclusion", sa.Double(), nullable=False),
        sa.Column("stratum", sa.String(length=8), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("township_key", sa.Integer(), nullable=True),
        sa.Column("township", sa.String(length=64), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("checked_key", sa.Integer(), nullable=True),
        sa.Column("checked_township", sa.String(length=64), nullable=True),
        sa.Column("checked_batch", sa.String(length=64), nullable=True),
        sa.Column("checked_dispatched", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_case_batch_id_batch")),
        sa.PrimaryKeyConstraint("batch_id", "case_id", name=op.f("pk_batch_case")),
    )
    op.create_index("batch_case_by_case", "batch_case", ["case_id"])


def downgrade() -> None:
    """Step down; what was handed out, and by which dice, is lost."""
    op.drop_index("batch_case_by_case", table_name="batch_case")
    op.drop_table("batch_case")
    op.drop_table("batch")
