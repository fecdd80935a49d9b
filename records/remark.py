"""What an import has to say about a file besides its counts, for whoever handed it in and whoever runs it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One remark in Chinese and English; words of the file stay as they are in both."""

    zh: str
    en: str
