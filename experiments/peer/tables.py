"""A snapshot in pandas as known on a day, with the tables that several rules and families need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.county.chance import Flags, Floats
from experiments.peer import covered
from records.contracts import DATED
from records.warehouse import Snapshot
from rules import standards

PLACE = ("happened", "source_file", "source_row")
# What the covered rules and families read.
COLUMNS = {
    "payout": (
        *("payout_key", "award_key", "person_key", "programme", "account_key", "village_key", "period", "pay_date"),
        *("amount_fen", "area_mu", "back_pay", "name_key"),
    ),
    "resident": (
        "person_key",
        "name_key",
        "birth",
        "household_key",
        "relation",
        "village_key",
        "source_file",
        "source_row",
    ),
    "person": ("person_key", "birth", "id_status"),
    "division": ("village_key", "township_key"),
    "official": ("person_key", "kind", "since", "until"),
    "cadre": ("person_key", "village_key", "post", "since", "until"),
    "kin": ("relative_key",),
    "vehicle": ("person_key", "kind", "price_fen", "registered", "status"),
    "property": ("person_key", "kind", "floor_area_m2", "registered"),
    "enterprise": ("person_key", "kind", "capital_fen", "status", "founded", "role"),
    "land": ("person_key", "household_key", "contracted_mu", "leased_mu"),
}
WORDS = ("programme", "kind", "status", "post", "relation", "role", "id_status")


@dataclass(frozen=True)
class Tables:
    """Every table read, without rows known later than `day`."""

    day: pd.Timestamp
    frames: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table."""
        return self.frames[name]

    def paid(self, *programmes: str) -> pd.DataFrame:
        """The payouts of some programmes; of all where none is named."""
        payout = self["payout"]
        return payout[payout["programme"].isin(programmes)] if programmes else payout

    @cached_property
    def home(self) -> pd.DataFrame:
        """The register with one row per person, the one learned of last."""
        order = self["resident"].sort_values(["known", "source_file", "source_row"], na_position="first")
        return order.drop_duplicates("person_key", keep="last").drop(columns=["known", "source_file", "source_row"])

    @cached_property
    def award(self) -> pd.DataFrame:
        """One row per award: person, programme, village and township as listed last, first and last day, sum."""
        ordered = self["payout"].sort_values(["pay_date", "payout_key"])
        award = ordered.groupby("award_key", as_index=False).agg(
            person_key=("person_key", "first"),
            programme=("programme", "first"),
            village_key=("village_key", "last"),
            first_paid=("pay_date", "min"),
            last_paid=("pay_date", "max"),
            payouts=("payout_key", "size"),
            amount_fen=("amount_fen", "sum"),
        )
        return award.merge(self["division"], on="village_key", how="left")

    @cached_property
    def beneficiary(self) -> pd.DataFrame:
        """Awards with what the registers say of their person."""
        home = self.home.rename(columns={"village_key": "home_village_key", "birth": "registered_birth"})
        joined = self.award.merge(home.drop(columns="name_key"), on="person_key", how="left", indicator="found")
        joined = joined.merge(self["person"], on="person_key", how="left")
        registered = joined.pop("found") == "both"
        birth = joined.pop("registered_birth").fillna(joined["birth"])
        return joined.assign(birth=birth, registered=registered)

    @cached_property
    def _standards(self) -> pd.DataFrame:
        codes = self["payout"]["programme"].cat.categories
        found: pd.DataFrame = standards.table(covered.rules().standards, list(codes)).to_pandas(date_as_object=False)
        return found

    def standard(self, rows: pd.DataFrame, name: str) -> Floats:
        """The value of a standard for the programme and day of each row; NaN where there is none."""
        value = np.full(len(rows), np.nan)
        programme, day = rows["programme"], rows["pay_date"]
        for one in self._standards[self._standards["name"] == name].itertuples():
            holds = (programme == one.programme) & (day >= one.effective) & (day < one.until)
            value[holds.to_numpy()] = one.value
        return value

    def owners(self, name: str) -> pd.DataFrame:
        """Who benefits from what whom owns: oneself and everybody of the household; person_key, owner_key."""
        own = self[name][["person_key"]].drop_duplicates()
        house = self.home[["person_key", "household_key"]].dropna()
        owners = house.merge(own, on="person_key").rename(columns={"person_key": "owner_key"})
        near = owners.merge(house, on="household_key")[["person_key", "owner_key"]]
        return pd.concat([own.assign(owner_key=own["person_key"]), near], ignore_index=True).drop_duplicates()


def read(snapshot: Snapshot, day: date) -> Tables:
    """Read what is needed, as known on `day`."""
    snapshot.check()
    frames = {name: _frame(snapshot, name, columns, day) for name, columns in COLUMNS.items()}
    # Numbered: joins leave some unknown, and then a column of floats cannot hold a 63-bit key.
    both = pd.concat([frames["resident"]["household_key"], frames["land"]["household_key"]])
    number = pd.Series(pd.factorize(both)[0], both.index).where(both.notna().to_numpy())
    registered = len(frames["resident"])
    frames["resident"]["household_key"] = number.iloc[:registered]
    frames["land"]["household_key"] = number.iloc[registered:]
    return Tables(pd.Timestamp(day), frames)


def _frame(snapshot: Snapshot, name: str, columns: Iterable[str], day: date) -> pd.DataFrame:
    known = ["known"] if name in DATED else []
    table: pa.Table = pq.read_table(snapshot.parquet(name), columns=[*columns, *known])
    frame: pd.DataFrame = table.to_pandas(date_as_object=False, categories=[word for word in WORDS if word in columns])
    if known:
        frame = frame[frame["known"].isna() | (frame["known"] <= pd.Timestamp(day))]
    return frame if name == "resident" or not known else frame.drop(columns="known")


def months(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Whole months of the calendar between two days."""
    between: pd.Series = (later.dt.year - earlier.dt.year) * 12 + later.dt.month - earlier.dt.month
    return between


def during(rows: pd.DataFrame) -> pd.DataFrame:
    """Payouts beside a term of office that they fall into; an end nobody knows is none."""
    began = rows["since"].isna() | (rows["pay_date"] >= rows["since"])
    return rows[began & (rows["until"].isna() | (rows["pay_date"] <= rows["until"]))]


def bands(strong: pd.Series | Flags, medium: pd.Series | Flags) -> np.ndarray:
    """3 strong, 2 medium, 1 weak."""
    return np.select([np.asarray(strong, dtype=bool), np.asarray(medium, dtype=bool)], [3, 2], 1)
