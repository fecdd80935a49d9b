"""The report of an import, for the terminal."""

from records.imports.report import FileReport, IdentityReport, ImportReport
from serving.commands.terminal import print_table

SHOWN = 10  # unmatched lines


def print_report(report: ImportReport) -> None:
    """File by file, then the sums and what to do about the rest."""
    rows = [
        (
            f.name,
            f.kind_zh or "",
            f.status,
            f"{f.read:,}",
            f"{f.accepted:,}",
            f"{f.rejected_rows:,}",
            f.titles + f.totals,
        )
        for f in report.files
    ]
    print_table(("file", "kind", "", "read", "accepted", "rejected", "titles, totals"), rows)
    for file in report.files:
        for line in _remarks(file):
            print(f"  {file.name}: {line}")
    _print_sums(report)


def _remarks(file: FileReport) -> list[str]:
    rejected = [f"{count.rows:,} × {count.zh} / {count.en}" for count in file.rejected]
    return [*rejected, *(f"replaces {name}" for name in file.replaces), *_notes(file)]


def _notes(file: FileReport) -> list[str]:
    said = zip(file.notes, file.notes_en or file.notes, strict=True)
    return [zh if zh == en else f"{zh} / {en}" for zh, en in said]


def _print_sums(report: ImportReport) -> None:
    print(
        f"{report.read:,} rows read, {report.accepted:,} accepted, {report.rejected_rows:,} rejected; "
        f"{report.people:,} people; {report.seconds:.1f} s."
    )
    found = report.matches
    if found.lines:
        print(
            f"{found.matched:,} of {found.lines:,} verification lines matched ({found.by_name:,} by name and village)."
        )
    for line in found.unmatched[:SHOWN]:
        print(f"  no award: {line.file} row {line.row}: {line.reason} / {line.reason_en}")
    if len(found.unmatched) > SHOWN:
        print(f"  … and {len(found.unmatched) - SHOWN:,} more; --json lists them all.")
    for correction in report.corrections:
        where = (
            "已改正 / put right"
            if correction.corrected
            else f"仍未改正 / still wrong: {correction.file} row {correction.row}"
        )
        print(f"  correction {correction.number} ({correction.registry}): {where}")
    if report.identities.kinds:
        print("\n".join(identity_lines(report.identities)))
    if report.undated:
        print(f"Without a date known, hence counted as always known: {', '.join(report.undated)}.")
    if report.rejects:
        print(f"Rejected rows, to send back to the bureaus: {report.rejects}")
    print(f"Snapshot {report.snapshot}{'' if report.changed else ' (nothing new)'}.")


KINDS = {
    "damaged": "eaten by a spreadsheet",
    "malformed": "of a wrong length",
    "bad_check": "with a wrong check character",
    "bad_birth": "with an impossible birth date",
    "upgraded": "of 15 digits that no register holds",
    "valid": "well-formed but in no register",
}


def identity_lines(found: IdentityReport) -> list[str]:
    """Ids that lead to no resident, by kind."""
    lines = [
        f"  {one.ids:,} ids {KINDS.get(one.kind, one.kind)} ({one.payouts:,} payouts): {one.clear:,} with one clear "
        f"candidate, {one.open:,} open, {one.none:,} without any"
        for one in found.kinds
    ]
    whole = sum(one.ids for one in found.kinds)
    return [f"{whole:,} ids lead to no resident; `mingcha identities list` shows whom they may mean:", *lines]
