"""Keep with each outcome the hits it judged, which a clearance silences; keep corrections of registers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Step up. What earlier outcomes judged is what their case keeps; older versions of an outcome count no more."""
    with op.batch_alter_table("outcome") as outcome:
        outcome.add_column(sa.Column("judged", sa.Text(), nullable=True))
        outcome.add_column(sa.Column("judged_day", sa.Date(), nullable=True))
    for column, kept in (("judged", "decided_bands"), ("judged_day", "decided")):
        op.execute(
            f'UPDATE outcome SET {column} = (SELECT c.{kept} FROM "case" c WHERE c.id = outcome.case_id '
            "AND c.decision = outcome.result)"
        )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registry", sa.String(length=32), nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=True),
        sa.Column("fact", sa.String(length=32), nullable=False),
        sa.Column("wrong", sa.String(length=16), nullable=False),
        sa.Column("date_column", sa.String(length=32), nullable=True),
        sa.Column("should_be", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_person_key"), "correction", ["person_key"])
    op.create_index(op.f("ix_correction_fact"), "correction", ["fact"])
    op.create_table(
        "correction_withdrawal",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_correction_withdrawal_correction_id")
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction_withdrawal")),
    )
    op.create_table(
        "corrected_hit",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("award_key", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("headline_zh", sa.Text(), nullable=False),
        sa.Column("headline_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["correction_id"], ["correction.id"], name=op.f("fk_corrected_hit_correction_id")),
        sa.PrimaryKeyConstraint("correction_id", "award_key", "rule", name=op.f("pk_corrected_hit")),
    )
    op.create_index(op.f("ix_corrected_hit_award_key"), "corrected_hit", ["award_key"])


def downgrade() -> None:
    """Step down; corrections, and what outcomes judged, are lost."""
    for table in ("corrected_hit", "correction_withdrawal", "correction"):
        op.drop_table(table)
    with op.batch_alter_table("outcome") as outcome:
        outcome.drop_column("judged_day")
        outcome.drop_column("judged")
