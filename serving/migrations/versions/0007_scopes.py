"""Say for every account and every key which part of the county it works on; those there are have all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
_OF = ("user", "api_key")


def upgrade() -> None:
    """Step up."""
    for table in _OF:
        op.add_column(table, sa.Column("scope_level", sa.String(length=16), nullable=False, server_default="county"))
        op.add_column(table, sa.Column("scope_key", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("scope_name", sa.String(length=128), nullable=False, server_default=""))


def downgrade() -> None:
    """Step down; everybody sees the whole county again."""
    for table in _OF:
        with op.batch_alter_table(table) as changed:
            for column in ("scope_level", "scope_key", "scope_name"):
                changed.drop_column(column)
