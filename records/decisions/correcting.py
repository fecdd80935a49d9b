"""Applies corrections to an as-of connection: the wrong fact is gone, or its date is right; all other rows stay."""

from collections import defaultdict
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from records.decisions.facts import RegisterFact, of_persons
from records.imports.report import CorrectionReport
from records.warehouse import Snapshot


def apply(connection: duckdb.DuckDBPyConnection, corrections: pa.Table, as_of: date) -> None:
    """Correct the registers as known on `as_of`. A correction whose fact a register holds no longer does nothing."""
    for fact, correction in standing(connection, in_force(corrections, as_of)):
        _correct(connection, fact, correction)


def standing(
    source: duckdb.DuckDBPyConnection, corrections: list[dict[str, Any]]
) -> list[tuple[RegisterFact, dict[str, Any]]]:
    """Corrections (rows of CORRECTION) beside the rows in which their facts still stand."""
    by_registry: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for correction in corrections:
        by_registry[correction["registry"]].append(correction)
    found = []
    for registry, own in sorted(by_registry.items()):
        by_fact = {(correction["person_key"], correction["fact"]): correction for correction in own}
        facts = of_persons(source, registry, {correction["person_key"] for correction in own})
        found += [(fact, by_fact[key]) for fact in facts if (key := (fact.person_key, fact.digest)) in by_fact]
    return found


def after_import(snapshot: Snapshot, corrections: pa.Table, registries: set[str]) -> tuple[CorrectionReport, ...]:
    """For each correction of these registers that was not withdrawn: does the snapshot still hold the wrong fact?"""
    asked = [row for row in corrections.to_pylist() if row["withdrawn"] is None and row["registry"] in registries]
    with duckdb.connect() as connection:
        for registry in {row["registry"] for row in asked}:
            connection.register(registry, snapshot.read(registry))
        left = {correction["id"]: fact for fact, correction in standing(connection, asked)}
    names = {int(entry["number"]): str(entry["name"]) for entry in snapshot.ledger}
    return tuple(
        CorrectionReport(
            number=row["id"],
            registry=row["registry"],
            corrected=row["id"] not in left,
            file=names.get(left[row["id"]].file) if row["id"] in left else None,
            row=left[row["id"]].row if row["id"] in left else None,
        )
        for row in asked
    )


def in_force(corrections: pa.Table, as_of: date) -> list[dict[str, Any]]:
    """The corrections (rows of CORRECTION) that stood on a day."""
    return [
        row
        for row in corrections.to_pylist()
        if row["known"] <= as_of and (row["withdrawn"] is None or row["withdrawn"] > as_of)
    ]


def _correct(connection: duckdb.DuckDBPyConnection, fact: RegisterFact, correction: dict[str, Any]) -> None:
    place = "source_file = $file AND source_row = $row"
    values: dict[str, Any] = {"file": fact.file, "row": fact.row}
    if correction["wrong"] != "other_date":
        connection.execute(f"DELETE FROM {fact.registry} WHERE {place}", values)
        return
    column = correction["date_column"]
    # `happened` repeats one of the dates; `known` stays: the row was there to be read from that day.
    connection.execute(
        f"UPDATE {fact.registry} SET happened = CASE WHEN happened = {column} THEN $day ELSE happened END, "
        f"{column} = $day WHERE {place}",
        {**values, "day": correction["should_be"]},
    )
