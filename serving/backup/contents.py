"""What of a home a backup holds: everything but what can be computed again, belongs to one process, or is half written.

Named is what stays out, so that a folder the home gains later is never forgotten.
"""

from pathlib import Path

from records.home import Home

FOLDERS_LEFT_OUT = frozenset({"cache", "spill"})
FILES_LEFT_OUT = (
    "*.lock",
    "*.part",
    "*.sqlite-*",  # SQLite's side files: what stands in them is in the copy that SQLite makes
    "*.db-*",
    "mingcha.before-*.sqlite",  # the database before a migration
    "faults.log",
)
DATABASES = (".sqlite", ".db")


def files(home: Home) -> list[Path]:
    """Every file to keep, by its path below the home, databases first.

    The order matters: a file is there before the row that names it, so whatever a database's copy names comes after it.
    """
    found = sorted(path.relative_to(home.path) for path in home.path.rglob("*") if path.is_file())
    return sorted((path for path in found if not _left_out(path)), key=lambda path: not is_database(path))


def is_database(file: Path) -> bool:
    """Whether SQLite writes the file, and has to be asked for a whole copy."""
    return file.suffix in DATABASES


def _left_out(path: Path) -> bool:
    return path.parts[0] in FOLDERS_LEFT_OUT or any(path.match(pattern) for pattern in FILES_LEFT_OUT)
