"""How long work says how far it is."""

from collections.abc import Callable

# What is being done, steps done, of how many. It may raise, and nothing half done is left then; where all steps are
# done it must not, for what was done is in use.
Progress = Callable[[str, int, int], None]


class Step(str):
    """What is being done, as the command line says it, with the Chinese beside it for those who read pages."""

    zh: str

    def __new__(cls, en: str, zh: str) -> "Step":
        """English first: that is what it is as plain text."""
        step = super().__new__(cls, en)
        step.zh = zh
        return step


def silent(_what: str, _done: int, _of: int) -> None:
    """Say nothing."""
