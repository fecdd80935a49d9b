"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # what is being done, steps done, of how many


def silent(_what: str, _done: int, _of: int) -> None:
    """Say nothing."""
