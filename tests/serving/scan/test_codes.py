"""A scan compares codes where everybody else compares texts: what is found must be the same."""

from typing import Any

from features import table
from records import asof, warehouse
from rules import catalogue, engine
from tests.serving.conftest import Scanned

FOUND = ("award", "hit", "hit_payout", "hit_fact", "silenced_hit", "omission")


def _found(template: Scanned, coded: bool) -> tuple[dict[str, list[tuple[Any, ...]]], bytes]:
    rules, snapshot = catalogue.in_force(template.home), warehouse.current(template.home)
    with asof.connect(snapshot, template.report.as_of, coded=coded) as connection:
        ran = frozenset(engine.compare(connection, rules).ran)
        rows = {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in FOUND}
        columns = {name: kind for name, kind, *_ in connection.execute("DESCRIBE payout").fetchall()}
        assert columns["programme"].startswith("ENUM") == coded
        return rows, table.build(connection, rules, ran).to_numpy().tobytes()


def test_codes_and_texts_find_the_same_hits_omissions_and_features(template: Scanned) -> None:
    coded, texts = _found(template, coded=True), _found(template, coded=False)
    assert texts[0]["hit"]
    assert coded == texts
