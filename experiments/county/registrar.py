"""Columns that registries have in common: who, where, codes in words, terms of a post."""

import pandas as pd

from experiments.county.cells import DAY, ID, NAME, PLAIN, Column
from experiments.county.chance import Texts, texts
from experiments.county.style import Style
from experiments.county.words import Words
from experiments.county.world import World


class Registrar:
    """Columns of one registry in its bureau's words."""

    def __init__(self, world: World, words: Words, style: Style):
        self.people, self.villages, self.words, self.style = world.people, world.places.villages, words, style
        self.world = world

    def who(self, person: pd.Series, name: str = "person_name", number: str = "id") -> list[Column]:
        """Name and id of each person."""
        rows = person.to_numpy()
        return [
            Column(name, NAME, self.people["name"].to_numpy()[rows]),
            Column(number, ID, self.people["resident_id"].to_numpy()[rows]),
        ]

    def code(self, header: str, numbers: pd.Series, codes: str | None = None, first: int = 0) -> Column:
        """Numbers as the bureau's words for them; the words' own list may have another name than the header."""
        words: Texts = texts(self.words.codes(codes or header))
        return Column(header, PLAIN, words[numbers.to_numpy() - first])

    def where(self, village: pd.Series) -> list[Column]:
        """Township and village by name."""
        rows = self.villages.iloc[village.to_numpy()]
        return [
            Column("township", PLAIN, rows["township_name"].to_numpy()),
            Column("village", PLAIN, rows["village_name"].to_numpy()),
        ]

    def terms(self, frame: pd.DataFrame) -> list[Column]:
        """Since when and until when, where the style has it."""
        if not self.style.terms:
            return []
        return [Column("since", DAY, frame["since"]), Column("until", DAY, frame["until"])]
