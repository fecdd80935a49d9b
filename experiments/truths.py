"""The truth of a fictional county, by the keys its home gives to awards."""

import pandas as pd

from records.home import Home
from records.keys import Keyring


def by_award(home: Home, truth: pd.DataFrame) -> "pd.Series[float]":
    """Probability that a visit confirms, by award key; of an award written under two ids, the higher."""
    ring = Keyring(home.secret())
    keys = [
        ring.award(ring.person(written), programme)
        for written, programme in zip(truth["resident_id"], truth["programme"], strict=True)
    ]
    return pd.Series(truth["probability"].to_numpy(float), index=keys, name="probability").groupby(level=0).max()
