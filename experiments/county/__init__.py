"""Fictional counties: the bureau files of places that do not exist, with guilt drawn from a known probability.

`write(folder, people, seed)` is all that others need. How it goes, in reading order: world (people and registers),
awards (by need, by right), endings, listings, payouts; view and suspicions (what a comparison sees on a day), guilt,
batches; then style, words, mess, cells, sheets (how bureaus write) and the files.
"""

from experiments.county.style import TIDY, IdMess, Style, draw
from experiments.county.write import County, write

__all__ = ["TIDY", "County", "IdMess", "Style", "draw", "write"]
