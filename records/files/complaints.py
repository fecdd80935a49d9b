"""Why a file is refused as a whole, in one sentence that says what to do."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from records.files.kinds import Kind, plain

NEAREST = 3  # known names shown for a missing column
SIMILAR = 40.0  # of 100; below this two headers have nothing in common


def no_kind(file: str, sheet: str, headers: Sequence[str]) -> str:
    """The header is that of no known kind of file, or there is none."""
    present = "、".join(filter(None, headers))
    if not present:
        return f"{_where(file, sheet)} has no header row with known column names; add one and hand it in again."
    return (
        f"{_where(file, sheet)} has the columns {present}, which no known kind of bureau file has; "
        "name them in a YAML (`kind: KIND`, `columns: {COLUMN: {headers: [...]}}`) in the bureaus folder of "
        "MINGCHA_HOME or with --map FILE."
    )


def no_required_column(
    file: str, sheet: str, headers: Sequence[str], kind: Kind, missing: Sequence[str], unknown: Sequence[str]
) -> str:
    """A kind is recognised but a required column is not there under any known name."""
    present = "、".join(filter(None, headers))
    wanted = "; ".join(f"{column} (known as {'、'.join(_nearest(kind, column, unknown))})" for column in missing)
    example = unknown[0] if unknown else "NAME"
    return (
        f"{_where(file, sheet)} looks like {kind.name['zh']} but has no column for {wanted}; it has {present}. "
        f"If one of them is meant, write `kind: {kind.kind}` and `columns: {{{missing[0]}: {{headers: [{example}]}}}}` "
        "into a YAML in the bureaus folder of MINGCHA_HOME, or give that file with --map."
    )


def no_programme(file: str, sheet: str, written: Sequence[str]) -> str:
    """A list of payouts that does not say for which programme, or names one that is not known."""
    unknown = "、".join(written[:NEAREST])
    named = f"names the programme {unknown}, which is not known" if unknown else "names no programme"
    return (
        f"{_where(file, sheet)} {named}; add it as `programmes: {{CODE: [NAME]}}` to a YAML in the bureaus folder of "
        "MINGCHA_HOME or with --map FILE, or ask the bureau for a list with the column 补贴项目."
    )


def _nearest(kind: Kind, column: str, unknown: Sequence[str]) -> list[str]:
    """The known names most like one of the headers nobody knows, else the usual ones."""
    known = kind.columns[column].headers
    scored = {
        name: score
        for header in unknown
        for name, score, _ in process.extract(plain(header), known, scorer=fuzz.ratio, limit=NEAREST)
        if score >= SIMILAR
    }
    return sorted(scored, key=lambda name: -scored[name])[:NEAREST] or list(known[:NEAREST])


def _where(file: str, sheet: str) -> str:
    return f"{file} (sheet {sheet})" if sheet else file
