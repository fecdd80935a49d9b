"""How long-running work reports its progress."""

from collections.abc import Callable

# What is being done, steps done, of how many. It may raise to stop the work, which then leaves nothing half done; once
# all steps are done it must not raise, for the result is already in use.
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
    """Report nothing."""
