"""One group of beneficiaries in the comparison of groups, as kept in a model's card."""

import math

from records.frozen import Frozen
from training.kept_values import Measured, Said

ATTRIBUTES = {
    "township": Said(zh="乡镇", en="township"),
    "programme": Said(zh="项目", en="programme"),
    "sex": Said(zh="性别", en="sex"),
    "age": Said(zh="年龄", en="age"),
    "disability": Said(zh="残疾证", en="disability certificate"),
}


class Group(Frozen):
    """One group. Shares are 0-1; the burden is false alarms per 1,000 beneficiaries; intervals are 90 %."""

    attribute: str
    name: Said
    beneficiaries: int
    cases: int  # tested forward
    put: Measured  # share of its tested cases put before inspectors
    put_low: Measured
    put_high: Measured
    false_alarms: int
    burden: Measured
    burden_low: Measured
    burden_high: Measured
    times: Measured  # the burden of all together
    predicted: Measured  # mean probability of its tested cases
    found: Measured  # share confirmed
    gap_low: Measured  # found - predicted
    gap_high: Measured
    next_put: Measured  # of 1,000 beneficiaries, how many stand among the next visits
    limit: float  # times, beyond which (and beyond chance) an alarm rings
    alarm: bool
    plain: Measured = math.nan  # the burden if visits went by the rules' rates; NaN in cards of earlier releases
    more_than_plain: bool = True  # the model burdens it more than that, beyond chance
