"""Count failed sign-ins by the name typed, and keep which cases 下一件 has opened for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Step up; whoever waits after failed sign-ins need not wait any longer."""
    with op.batch_alter_table("user") as user:
        user.drop_column("failed_attempts")
        user.drop_column("blocked_until")
    op.create_table(
        "failed_sign_in",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("newest", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_failed_sign_in")),
    )
    op.create_table(
        "case_offered",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_offered_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("who", "case_id", name=op.f("pk_case_offered")),
    )


def downgrade() -> None:
    """Step down."""
    op.drop_table("case_offered")
    op.drop_table("failed_sign_in")
    with op.batch_alter_table("user") as user:
        user.add_column(sa.Column("failed_attempts", sa.Integer(), nullable=False, server_default="0"))
        user.add_column(sa.Column("blocked_until", sa.DateTime(), nullable=True))
