"""`mingcha`: the command line. Light to start: every command imports what it needs when it runs."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from records.errors import MingchaError
from serving.commands import (
    accounts,
    backtest,
    batches,
    corrections,
    county,
    demo,
    identities,
    keeping,
    models,
    queue,
    rules,
    server,
)

app = typer.Typer(
    name="mingcha",
    help="明察: scores subsidy payouts so that inspectors see the highest-probability cases first.\n\n"
    "All state lives in MINGCHA_HOME (default ./.mingcha).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts twice as fast
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (demo, county, queue, batches, corrections, identities, models, backtest, rules, server, accounts, keeping):
    room.add_to(app)

STOPPED = "Stopped; what was there before is unchanged."
INTERRUPTED = 130  # typer ends with it on Ctrl-C, and says nothing


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 when done, 1 when the data or the state is at fault, 2 on wrong usage."""
    try:
        app(args=list(arguments) if arguments is not None else None)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            return _failed(STOPPED)
        return end.code if isinstance(end.code, int) else 1
    except MingchaError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _failed(STOPPED)
    except Exception as error:  # noqa: BLE001 - the last resort, which hides nothing: the details are kept
        return _failed(_of_the_machine(error) or _unexpected(error))
    return 0


def main() -> None:
    """The entry point."""
    sys.exit(run())


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _unexpected(error: Exception) -> str:
    """Keep the details where only the owner of the home reads them: they may hold personal data."""
    from serving.settings import home_from_environment

    file = home_from_environment().faults
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return (
        f"A fault in mingcha ended the command ({type(error).__name__}); the details are in {file}. Please report it."
    )


def _of_the_machine(error: Exception) -> str | None:
    """A plain sentence for what the machine refuses, whichever library ran into it."""
    said = str(error)
    full = ("No space left on device", "database or disk is full", "disk quota exceeded")
    if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or any(s in said for s in full):
        return "The disk is full; free some space and run the command again. What was there before is unchanged."
    if isinstance(error, PermissionError):
        return f"This user may not read or write {error.filename}; check who owns it."
    return None


if __name__ == "__main__":
    main()
