"""Keep who has a case, what was found under each rule, who approved it, and photos and documents."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0010"


def upgrade() -> None:
    """Step up."""
    op.add_column("case", sa.Column("assignee", sa.String(length=64), nullable=True))
    op.add_column("case", sa.Column("holder", sa.String(length=64), nullable=True))
    op.add_column("case", sa.Column("held_until", sa.DateTime(), nullable=True))
    # The queue is ordered in memory now; a scan need not keep an order per column.
    op.drop_index("case_by_amount", table_name="case")
    op.drop_index("case_by_expected", table_name="case")
    op.create_index("case_by_holder", "case", ["holder"])
    op.add_column("outcome", sa.Column("findings", sa.Text(), nullable=True))
    op.add_column("outcome", sa.Column("approval", sa.String(length=16), nullable=True))
    op.add_column("outcome", sa.Column("approver", sa.String(length=64), nullable=True))
    op.add_column("outcome", sa.Column("approved_at", sa.DateTime(), nullable=True))
    op.add_column("outcome", sa.Column("approval_note", sa.Text(), nullable=True))
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"])


def downgrade() -> None:
    """Step down; who had a case, findings apart, approvals and the list of attachments are lost."""
    op.drop_index(op.f("ix_attachment_case_id"), table_name="attachment")
    op.drop_table("attachment")
    for name in ("approval_note", "approved_at", "approver", "approval", "findings"):
        op.drop_column("outcome", name)
    op.drop_index("case_by_holder", table_name="case")
    op.create_index("case_by_expected", "case", ["status", "expected_fen", "id"])
    op.create_index("case_by_amount", "case", ["status", "amount_fen", "id"])
    for name in ("held_until", "holder", "assignee"):
        op.drop_column("case", name)
