"""Tie users to a person of the registers and to a home village, so that nobody works on his own kin's cases."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Step up; nobody is tied yet."""
    op.add_column("user", sa.Column("person_key", sa.BigInteger(), nullable=True))
    op.add_column("user", sa.Column("home_village", sa.Integer(), nullable=True))
    op.add_column("user", sa.Column("home_village_name", sa.String(length=128), nullable=False, server_default=""))


def downgrade() -> None:
    """Step down; nobody has to recuse himself any more."""
    with op.batch_alter_table("user") as user:
        for column in ("person_key", "home_village", "home_village_name"):
            user.drop_column(column)
