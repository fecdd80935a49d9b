"""The payouts of a county, with what bureaus' lists make of ids."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pyarrow as pa

from experiments.city import keys
from experiments.city.columns import as_table, words
from experiments.city.files import Files
from experiments.city.plan import Part
from experiments.county.accounts import PREFIX, numbers
from experiments.county.chance import Flags, Ints, Texts, stream, texts
from experiments.county.payouts import BACK_PAY
from experiments.county.story import Story
from records.keys import Keyring
from records.values.ids import KEPT_DIGITS, IdStatus, ResidentId, normalised

STATUS: tuple[IdStatus, ...] = get_args(IdStatus)
VALID, UPGRADED, DAMAGED = (STATUS.index(status) for status in ("valid", "upgraded", "damaged"))


@dataclass(frozen=True)
class Lists:
    """By award: its person's key, award key, name key, state of the id. `strangers`: ids that are no resident's own.

    `row_*` are by payout: some rows have an id that a spreadsheet ate, which makes them somebody else's award.
    `number` and `account`: of every resident, the account number and its key (0: nothing is paid to it).
    """

    person: Ints
    award: Ints
    name: Ints
    strangers: dict[int, ResidentId]
    names: dict[int, str]  # of strangers
    row_person: Ints
    row_award: Ints
    row_status: Ints
    number: Texts
    account: Ints


def listed(told: Story, part: Part, ring: Keyring, person: Ints) -> Lists:
    """Give every award and payout its keys."""
    awards, people = told.listed, told.world.people
    holder = awards["person"].to_numpy()
    own: Flags = people["resident_id"].to_numpy()[holder] == awards["resident_id"].to_numpy()
    whose, status = person[holder].copy(), np.zeros(len(awards), np.int64)
    strangers: dict[int, ResidentId] = {}
    names: dict[int, str] = {}
    ids, called = awards["resident_id"].tolist(), awards["name"].tolist()
    for place in np.flatnonzero(~own).tolist():
        one, key = _read(ids[place]), ring.person(ids[place])
        strangers[key], names[key] = one, called[place]
        whose[place], status[place] = key, STATUS.index(one.status)
    award = keys.awards(ring, whose, awards["programme"])
    entry = told.paid["award"].to_numpy()
    rows = _Rows(whose[entry], award[entry], status[entry])
    _miswritten(rows, strangers, names, told, part, ring)
    number = texts(
        [f"{PREFIX}{part.number:03d}{one[9:]}" for one in numbers(told.world, stream(part.seed, "accounts"))]
    )
    account = np.zeros(len(people), np.int64)
    used = np.unique(told.paid["holder"].to_numpy())
    account[used] = keys.each(ring.account, number[used])
    name = keys.each(ring.name, awards["name"])
    return Lists(whose, award, name, strangers, names, rows.person, rows.award, rows.status, number, account)


def table(lists: Lists, told: Story, part: Part, city: int, files: Files) -> pa.Table:
    """The payouts ordered by person and day."""
    paid, awards = told.paid, told.listed
    entry, day = paid["award"].to_numpy(), paid["day"].to_numpy()
    programme = awards["programme"].to_numpy()[entry]
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    key = keys.rows(city, keys.PAYOUT, part.number, len(paid))
    columns = {
        "payout_key": key,
        "award_key": lists.row_award,
        "person_key": lists.row_person,
        "programme": programme,
        "account_key": lists.account[paid["holder"]],
        "village_key": awards["village"].to_numpy()[entry] + part.villages + 1,
        "period": told.world.calendar.period_of(paid["month"].to_numpy()),
        "pay_date": day,
        "amount_fen": np.round(paid["amount"].to_numpy() * 100).astype(np.int64),
        "area_mu": paid["area"],
        "back_pay": (paid["remark"] == BACK_PAY).to_numpy(),
        "id_status": words(lists.row_status, STATUS),
        "name_key": lists.name[entry],
        "happened": day,
        "known": day,
        **files.payouts(programme, year),
    }
    order = np.lexsort((key, day, lists.row_person))
    return as_table("payout", len(paid), columns).take(pa.array(order))


@dataclass
class _Rows:
    person: Ints
    award: Ints
    status: Ints


def _miswritten(
    rows: _Rows, strangers: dict[int, ResidentId], names: dict[int, str], told: Story, part: Part, ring: Keyring
) -> None:
    """15-digit ids are settled by the register; what a spreadsheet ate is nobody's for sure."""
    rng, mess, awards = stream(part.seed, "miswritten"), part.style.ids, told.listed
    dice, valid = rng.random(len(rows.person)), rows.status == VALID
    entry = told.paid["award"].to_numpy()
    born = told.world.people["birth"].to_numpy()[awards["person"].to_numpy()[entry]]
    rows.status[valid & (dice < mess.fifteen_digits) & (born < _DAY_2000)] = UPGRADED
    for place in np.flatnonzero(valid & (dice > 1 - mess.eaten)).tolist():
        award = awards.iloc[entry[place]]
        left = _read(float(str(award["resident_id"])[:KEPT_DIGITS] + "000"))
        key = ring.person(f"{left.text}|{award['name']}|{award['village']}")
        strangers[key], names[key] = left, str(award["name"])
        rows.person[place], rows.status[place] = key, DAMAGED
        rows.award[place] = ring.award(key, str(award["programme"]))


_DAY_2000 = 10_957  # 2000-01-01: a 15-digit id holds no century, and was given until then


def _read(cell: str | float) -> ResidentId:
    one = normalised(cell)
    if one is None:
        raise ValueError(f"{cell} is no resident id.")
    return one
