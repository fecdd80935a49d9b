"""Keep with each decision what it rested on, so that new evidence can open a case again."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
STRONGEST = 3


def upgrade() -> None:
    """Step up. The day of imported results, the next scan fills in."""
    with op.batch_alter_table("case") as case:
        case.add_column(sa.Column("decision", sa.String(length=16), nullable=True))
        case.add_column(sa.Column("decided", sa.Date(), nullable=True))
        case.add_column(sa.Column("decided_bands", sa.Text(), nullable=True))
    # Bands were not kept before. As the strongest, no hit of then can look stronger now; a scan writes the rows anew.
    with op.batch_alter_table("case_rule") as case_rule:
        case_rule.add_column(sa.Column("band", sa.Integer(), nullable=False, server_default=str(STRONGEST)))
    with op.batch_alter_table("case_rule") as case_rule:
        case_rule.alter_column("band", server_default=None)
    op.execute(
        'UPDATE "case" SET decision = status, decided = '
        'coalesce((SELECT max(o.verified) FROM outcome o WHERE o.case_id = "case".id), opened) '
        "WHERE status IN ('confirmed', 'cleared', 'inconclusive')"
    )
    connection = op.get_bind()
    decided = connection.execute(sa.text('SELECT id, rules FROM "case" WHERE decision IS NOT NULL')).all()
    for case_id, rules in decided:
        bands = json.dumps({rule: STRONGEST for rule in rules.split(",") if rule})
        fill = sa.text('UPDATE "case" SET decided_bands = :bands WHERE id = :id')
        connection.execute(fill, {"bands": bands, "id": case_id})


def downgrade() -> None:
    """Step down; what decisions rested on is lost."""
    with op.batch_alter_table("case_rule") as case_rule:
        case_rule.drop_column("band")
    with op.batch_alter_table("case") as case:
        for name in ("decided_bands", "decided", "decision"):
            case.drop_column(name)
