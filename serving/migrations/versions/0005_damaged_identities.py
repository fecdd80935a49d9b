"""Keep what people decide about damaged identities, and which cases moved because of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "identity_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("damaged_key", sa.BigInteger(), nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_judgement")),
    )
    op.create_index(op.f("ix_identity_judgement_damaged_key"), "identity_judgement", ["damaged_key"])
    op.create_table(
        "identity_moved_case",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("old_award_key", sa.BigInteger(), nullable=False),
        sa.Column("award_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_moved_case_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_identity_moved_case")),
    )


def downgrade() -> None:
    """Step down."""
    op.drop_table("identity_moved_case")
    op.drop_index(op.f("ix_identity_judgement_damaged_key"), table_name="identity_judgement")
    op.drop_table("identity_judgement")
