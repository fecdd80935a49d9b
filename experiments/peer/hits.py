"""Offending payouts -> one hit per award: band and strength of the leading row, each payout counted once."""

import pandas as pd

from experiments.peer.tables import Tables

OFFENDING = ["award_key", "payout_key", "strength", "band"]


def hits(offending: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """award_key, band, strength, payouts, months, amount_fen, first_date, last_date."""
    order = offending.sort_values(["band", "strength"], ascending=False, na_position="last", kind="stable")
    leading = order.drop_duplicates("award_key")[["award_key", "band", "strength"]]
    payouts = offending[["award_key", "payout_key"]].drop_duplicates()
    paid = tables["payout"][["payout_key", "period", "amount_fen", "pay_date"]]
    stake = payouts.merge(paid[paid["payout_key"].isin(payouts["payout_key"])], on="payout_key").groupby("award_key")
    staked = stake.agg(
        payouts=("payout_key", "size"),
        months=("period", "nunique"),
        amount_fen=("amount_fen", "sum"),
        first_date=("pay_date", "min"),
        last_date=("pay_date", "max"),
    )
    return leading.merge(staked, on="award_key")
