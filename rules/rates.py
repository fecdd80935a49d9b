"""Confirmation rates from few cases: a rate is drawn towards the whole it is part of, and carries its interval.

A belief about a rate is a Beta distribution, given by its mean and by the cases it weighs. A whole counts in what is
expected of its part only with the cases of its other parts, so that no case speaks twice.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Belief:
    """What is believed of several rates: their means, and how many cases each belief weighs."""

    mean: Vector
    weight: Vector

    def after(self, cases: Vector, confirmed: Vector) -> "Belief":
        """The belief once so many cases more are known, so many of them confirmed."""
        weight = self.weight + cases
        return Belief((self.weight * self.mean + confirmed) / weight, weight)

    def of_a_part(self, pull: float) -> "Belief":
        """What the rate of a whole lets one expect of a part whose rate is spread around it as if by `pull` cases.

        The spread and what is not known of the whole add up (the law of total variance, for Beta distributions).
        """
        return Belief(self.mean, self.weight * pull / (self.weight + pull + 1))

    def interval(self, level: float) -> tuple[Vector, Vector]:
        """From and to: the rate lies below or above with the same probability."""
        from scipy.special import betaincinv  # the quantiles of scipy.stats.beta, without its second of import

        tail = (1 - level) / 2
        a, b = self.weight * self.mean, self.weight * (1 - self.mean)
        return np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))

    def chosen(self, places: npt.NDArray[np.intp]) -> "Belief":
        """The beliefs at these places."""
        return Belief(self.mean[places], self.weight[places])


def beside_others(cases: Vector, confirmed: Vector, pull: float) -> Belief:
    """What is expected of each before its own cases: the rate of all others (one in two where there are none)."""
    others, theirs = cases.sum() - cases, confirmed.sum() - confirmed
    return Belief((theirs + 1) / (others + 2), others + 2).of_a_part(pull)
