"""What commands share: the home they work on, a progress bar, tables, JSON."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from records.errors import MingchaError
from records.progress import Progress, silent

if TYPE_CHECKING:
    from records.home import Home
    from serving.accounts.views import User
    from serving.database import Database


class Stopped(MingchaError):
    """Ctrl-C; the sentence says what holds now."""


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def example(*lines: str) -> str:
    """The examples at the end of a help text."""
    shown = "\n\n".join(f"  {line}" for line in lines)
    return f"Example:\n\n{shown}"


def home() -> "Home":
    """The home from MINGCHA_HOME."""
    from serving.settings import home_from_environment

    return home_from_environment()


def database_url() -> str | None:
    """The database's URL, or None for the SQLite file in the home."""
    from serving.settings import settings

    return settings().database_url


@contextmanager
def database() -> "Iterator[Database]":
    """The application database, brought up to date."""
    from serving.database import open_database

    opened = open_database(home(), database_url())
    try:
        yield opened
    finally:
        opened.close()


def actor() -> str:
    """Who runs the command, for the audit log."""
    import getpass

    from serving.accounts.views import COMMAND_LINE

    try:
        return f"{COMMAND_LINE}:{getpass.getuser()}"[:64]
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return COMMAND_LINE


def local_user() -> "User":
    """Who runs the command: he owns the home, sees all of the county, and may do what a supervisor may."""
    from serving.accounts.views import User

    return User(0, actor(), actor(), "supervisor")


def asked_id() -> str:
    """A resident id, typed unseen or piped in; never an argument, which shells remember."""
    if sys.stdin.isatty():
        return str(typer.prompt("Resident id", hide_input=True))
    return sys.stdin.readline().strip()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on the terminal, and nothing where the output is none."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<44.44}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of or None)


@contextmanager
def stoppable(in_use: Callable[[], str]) -> Iterator[None]:
    """Say after Ctrl-C what holds: what was in use before, or, where the work was just done, what is in use now.

    `in_use` names it. Libraries report the interruption in ways of their own, hence the look at the signal itself. What
    comes after the work, nothing but the end of the process, is not to be interrupted any more.
    """
    before, pressed = in_use(), list[int]()

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    earlier = signal.signal(signal.SIGINT, press)
    try:
        yield
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except BaseException as error:
        signal.signal(signal.SIGINT, earlier)
        if not pressed and not isinstance(error, KeyboardInterrupt):
            raise
        now = in_use()
        said = "what was there before is unchanged" if now == before else f"but it was done already: {now} is in use"
        raise Stopped(f"Stopped; {said}.") from error


def english(note: str) -> str:
    """The English half of a note that is written in Chinese and English: the command line speaks English."""
    return note.rpartition(" / ")[2]


def print_json(value: Any) -> None:
    """A report as JSON: dates as ISO text, null for what could not be measured (JSON has no NaN)."""
    from pydantic_core import to_json  # reads dataclasses and contracts alike

    print(to_json(value, indent=1, inf_nan_mode="null").decode())


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table; plain text where the output is no terminal."""
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            print("\t".join("" if cell is None else str(cell) for cell in row))
        return
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    console, table = Console(), Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    widths = [max(cell_len(text) for text in column) for column in zip(headings, *cells, strict=True)]
    # Only the widest column gives way where the terminal is narrow.
    longest = widths.index(max(widths))
    left = console.width - sum(widths) + widths[longest] - 2 * len(widths) - 1
    widths[longest] = max(min(widths[longest], left), 12)
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, overflow="ellipsis", no_wrap=True, min_width=width, max_width=width)
    for row in cells:
        table.add_row(*row)
    console.print(table)
