"""Rules in pandas: each gives its offending payouts, as the rule's SQL does."""

from collections.abc import Callable

import pandas as pd

from experiments.peer.rules import accounts, ages, money, posts, wealth
from experiments.peer.tables import Tables

RULES: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "official-receives-aid": posts.official,
    "cadre-receives-aid": posts.cadre,
    "enterprise-owner-aid": wealth.enterprise,
    "sole-trader-aid": wealth.trader,
    "property-in-household": wealth.real_estate,
    "vehicle-in-household": wealth.vehicle,
    "below-old-age": ages.below_old_age,
    "paid-twice-same-period": money.twice,
    "excluding-programmes": money.excluding,
    "housing-twice": money.housing,
    "shared-account": accounts.shared,
    "post-held-wrongly": posts.held_wrongly,
    "student-age": ages.student,
    "working-age": ages.working,
    "december-burst": money.december,
}
