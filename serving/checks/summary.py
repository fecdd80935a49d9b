"""A checked list as a whole: how many rows, how much money, how many finds to expect; by level and by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from rules.catalogue import Catalogue
from serving.checks.schemas import Counted, RuleCounted, Summary
from serving.queue.views import Level
from serving.scores.schemas import ScoreAnswer

STRONG = 3  # the highest band


@dataclass(frozen=True)
class Row:
    """A checked row of the list."""

    number: int
    amount_fen: int
    answer: ScoreAnswer

    @property
    def bands(self) -> dict[str, int]:
        """The rules that hit this very row, each with its band."""
        return {hit.rule: hit.band for hit in self.answer.reasons if hit.concerns_payout}


def summary(rows: Sequence[Row], refused: int, rules: Catalogue) -> Summary:
    """The list as a whole."""
    levels: tuple[Level, ...] = get_args(Level)
    return Summary(
        sent=len(rows) + refused,
        refused=refused,
        checked=_counted(rows),
        flagged=_counted([row for row in rows if row.bands]),
        by_level={level: _counted([row for row in rows if row.answer.level == level]) for level in levels},
        by_rule=_by_rule(rows, rules),
    )


def _by_rule(rows: Sequence[Row], rules: Catalogue) -> list[RuleCounted]:
    hit: dict[str, list[Row]] = {}
    for row in rows:
        for rule in row.bands:
            hit.setdefault(rule, []).append(row)
    found = [
        RuleCounted(
            rule=rule,
            title=rules.rule(rule).title,
            strong=sum(row.bands[rule] == STRONG for row in own),
            **_counted(own).model_dump(),
        )
        for rule, own in hit.items()
    ]
    return sorted(found, key=lambda one: (-one.rows, one.rule))


def _counted(rows: Iterable[Row]) -> Counted:
    listed = list(rows)
    # An award is visited once; rows of several days are scored apart, and the highest of its scores counts.
    chances: dict[str, float] = {}
    for row in listed:
        award = row.answer.award
        chances[award] = max(chances.get(award, 0.0), row.answer.probability)
    return Counted(
        rows=len(listed),
        awards=len(chances),
        amount_fen=sum(row.amount_fen for row in listed),
        expected_finds=round(sum(chances.values()), 4),
    )
