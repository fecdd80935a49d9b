"""`mingcha`: the command line. Light to start: every command imports what it needs when it runs."""

import signal
import sys
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
    webhooks,
)
from serving.commands.terminal import Stopped

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
for room in (
    demo,
    county,
    queue,
    batches,
    corrections,
    identities,
    models,
    backtest,
    rules,
    server,
    accounts,
    webhooks,
    keeping,
):
    room.add_to(app)

STOPPED = "Stopped; what was there before is unchanged."
INTERRUPTED = 130  # as shells expect of what Ctrl-C ended; typer ends with it too, and says nothing


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 when done, 1 when data or state are at fault, 2 on wrong usage, 130 on Ctrl-C."""
    earlier = signal.getsignal(signal.SIGINT)
    try:
        return _run(arguments)
    finally:
        if signal.getsignal(signal.SIGINT) is not earlier:
            signal.signal(signal.SIGINT, earlier)


def main() -> None:
    """The entry point."""
    code = _run(None)
    # Python gives signals back to the system before it takes itself down, and that takes a second with all that was
    # loaded: Ctrl-C would then kill a command that has done its work and said so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(args=list(arguments) if arguments is not None else None)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            return _stopped(STOPPED)
        return end.code if isinstance(end.code, int) else 1
    except Stopped as stopped:
        return _stopped(str(stopped))
    except MingchaError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _stopped(STOPPED)
    except Exception as error:  # noqa: BLE001 - the last resort, which hides nothing: the details are kept
        from serving.faults import sentence
        from serving.settings import home_from_environment

        return _failed(sentence(error, home_from_environment(), "command"))
    return 0


def _stopped(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return INTERRUPTED


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
