"""What happens to people: deaths (registered late), moves away, disability certificates (which run out)."""

import numpy as np
import pandas as pd

from experiments.county.calendar import Calendar

WORK, STUDY, MARRIAGE, BOUGHT_HOME = range(4)
VALID_DAYS = 3652  # a certificate is valid for ten years


def deaths(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, died, registered (days): the register learns of a death weeks or months later."""
    yearly = np.clip(0.0012 * np.exp(0.085 * (people["age"].to_numpy() - 42)), 0, 0.2)
    span = calendar.last - calendar.first + 365
    person = people.index.to_numpy()[rng.random(len(people)) < 1 - (1 - yearly) ** (span / 365)]
    died = calendar.last - rng.integers(0, span, len(person))
    lag = np.clip(rng.lognormal(3.3, 1.0, len(person)), 2, 420).astype(np.int64)
    alive_then = died > people.loc[person, "birth"].to_numpy()
    dead = pd.DataFrame({"person": person, "died": died, "registered": died + lag})
    return dead.iloc[np.flatnonzero(alive_then)].reset_index(drop=True)


def moves(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, moved (day), reason."""
    weight = np.where(people["age"] < 40, 2.0, 1.0)
    person = np.sort(rng.choice(len(people), round(len(people) * 0.028), replace=False, p=weight / weight.sum()))
    reason = rng.choice(4, len(person), p=[0.3, 0.15, 0.25, 0.3])
    reason[(people.loc[person, "age"].to_numpy() < 24) & (rng.random(len(person)) < 0.6)] = STUDY
    moved = calendar.first - 200 + rng.integers(0, calendar.last - calendar.first + 200, len(person))
    return pd.DataFrame({"person": person, "moved": moved, "reason": reason})


def disabilities(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, level (1 worst - 4), issued, valid_until (days); a renewed certificate has a second row."""
    chance = np.clip(0.02 + 0.0011 * people["age"].to_numpy(), 0, 0.12)
    person = people.index.to_numpy()[rng.random(len(people)) < chance]
    issued = np.maximum(
        calendar.first - rng.integers(-900, VALID_DAYS, len(person)), people.loc[person, "birth"].to_numpy() + 400
    )
    first = pd.DataFrame(
        {
            "person": person,
            "level": rng.choice([1, 2, 3, 4], len(person), p=[0.26, 0.28, 0.24, 0.22]),
            "issued": issued,
            "valid_until": issued + VALID_DAYS,
        }
    )
    ended = first[(first["valid_until"] < calendar.last) & (rng.random(len(first)) < 0.72)]
    # Most renew in time or within months; the gap is the innocent side of "certificate run out".
    gap = np.where(rng.random(len(ended)) < 0.5, -20, rng.integers(5, 240, len(ended)))
    again = ended.assign(issued=ended["valid_until"] + gap, valid_until=ended["valid_until"] + gap + VALID_DAYS)
    both = pd.concat([first, again[again["issued"] < calendar.last]])
    return both.sort_values(["person", "issued"], ignore_index=True)
