"""What --explain says, for the terminal."""

from collections.abc import Iterator, Sequence

from records.imports.explaining import ExplainedFile, ExplainedSheet


def print_explained(files: Sequence[ExplainedFile]) -> None:
    """File by file, sheet by sheet: what it is taken for, and why."""
    for file in files:
        print(f"{file.name}: {file.problem or f'stored as {file.encoding}'}")
        for sheet in file.sheets:
            for line in _sheet(sheet):
                print(f"  {line}")


def _sheet(sheet: ExplainedSheet) -> Iterator[str]:
    yield f"sheet {sheet.name or '(the text)'}: {sheet.rows:,} rows, {sheet.kind or 'not recognised'}"
    if sheet.header_rows:
        yield f"  header in row {', '.join(map(str, sheet.header_rows))}; {sheet.above} rows above it taken as titles"
    for place, one in enumerate(sheet.candidates):
        missing = f", without {', '.join(one.missing)}" if one.missing else ""
        what = "chosen" if place == 0 and sheet.kind else "considered"
        yield f"  {what}: {one.kind} ({one.speaking} columns speak for it, {one.matched} known{missing})"
    for column in sheet.columns:
        unit = f", in {column.unit}" if column.unit else ""
        yield f"  {column.header} -> {column.column or 'not used'} ({column.how}{unit})"
    if sheet.programme:
        yield f"  programme from {sheet.programme}; period from {sheet.period}"
    if sheet.kind:
        yield f"  {sheet.accepted:,} rows accepted, {sheet.titles} titles, {sheet.totals} totals"
    for rejected in sheet.rejected:
        more = ", …" if rejected.rows > len(rejected.first) else ""
        rows = ", ".join(map(str, rejected.first))
        yield f"  {rejected.rows:,} rejected: {rejected.zh} / {rejected.en} (rows {rows}{more})"
    yield from (f"  {zh} / {en}" for zh, en in zip(sheet.notes, sheet.notes_en, strict=True))
    if sheet.problem:
        yield f"  {sheet.problem}"
    if sheet.skeleton:
        yield "  To describe it, complete this and put it into the bureaus folder of MINGCHA_HOME:"
        yield from (f"    {line}" for line in sheet.skeleton.splitlines())
