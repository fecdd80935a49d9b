"""The tables of a snapshot: the one place that says which columns exist, in which unit.

Keys are those of `records.keys`. Money is integer fen. A registry fact has two dates: `happened`, and `known`, the day
from which a score may use it (null: always). `source_file` is the number of a file in the snapshot's ledger,
`source_row` the 1-based row in its sheet, so that every fact leads back to the paper it came from.
"""

import pyarrow as pa

KEY = pa.int64()
PROVENANCE = (
    ("source_file", pa.int32()),
    ("source_row", pa.int32()),
    ("happened", pa.date32()),
    ("known", pa.date32()),
)


def _table(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([*columns, *PROVENANCE])


PAYOUT = _table(
    ("payout_key", KEY),
    ("award_key", KEY),
    ("person_key", KEY),
    ("programme", pa.string()),  # code, see records/programmes.yaml
    ("account_key", KEY),  # null: the list has no account
    ("village_key", pa.int32()),  # as listed by the bureau, see `division`
    ("period", pa.int32()),  # yyyymm the money is for; null: what the list says cannot be read
    ("pay_date", pa.date32()),
    ("amount_fen", pa.int64()),
    ("area_mu", pa.float64()),  # land programmes only
    ("back_pay", pa.bool_()),  # 补发
    ("id_status", pa.string()),  # valid, upgraded (15 digits), bad_check, bad_birth, malformed, damaged
    ("name_key", KEY),
)

PERSON = pa.schema(
    [
        ("person_key", KEY),
        ("birth", pa.date32()),  # from the resident id; null where it holds no date
        ("sex", pa.string()),  # male, female, from the resident id
        ("id_status", pa.string()),
    ]
)

DIVISION = pa.schema(
    [
        ("village_key", pa.int32()),
        ("township_key", pa.int32()),
        ("code", pa.string()),  # 12 digits where a register gives it
        ("township", pa.string()),
        ("village", pa.string()),
    ]
)

PROGRAMME = pa.schema(
    [("programme", pa.string()), ("name", pa.string()), ("rhythm", pa.string()), ("paid_to", pa.string())]
)

RESIDENT = _table(  # happened: the day of moving in 迁入, where the register gives it
    ("person_key", KEY),
    ("name_key", KEY),
    ("sex", pa.string()),
    ("birth", pa.date32()),  # as registered; may differ from the id
    ("household_key", KEY),
    ("relation", pa.string()),  # head, spouse, son, daughter, father, mother, …: see records/bureaus
    ("village_key", pa.int32()),
)
OFFICIAL = _table(
    ("person_key", KEY),
    ("unit", pa.string()),
    ("kind", pa.string()),  # regular, temporary, welfare_post, retired
    ("since", pa.date32()),
    ("until", pa.date32()),
)
CADRE = _table(
    ("person_key", KEY),
    ("village_key", pa.int32()),
    ("post", pa.string()),  # party_secretary, director, clerk, supervisor, women, other
    ("post_name", pa.string()),
    ("since", pa.date32()),
    ("until", pa.date32()),
)
KIN = _table(
    ("cadre_key", KEY),  # the official or cadre
    ("relative_key", KEY),
    ("relation", pa.string()),  # spouse, son, daughter, father, mother, brother, sister, family, other
    ("relation_name", pa.string()),
)
PARTY_MEMBER = _table(("person_key", KEY))
DEATH = _table(("person_key", KEY), ("death_date", pa.date32()), ("registered", pa.date32()))
MOVED_AWAY = _table(
    ("person_key", KEY),
    ("moved", pa.date32()),
    ("reason", pa.string()),  # work, study, marriage, bought_home, other
    ("reason_name", pa.string()),
)
DISABILITY = _table(("person_key", KEY), ("level", pa.int32()), ("issued", pa.date32()), ("valid_until", pa.date32()))
VEHICLE = _table(
    ("person_key", KEY),
    ("kind", pa.string()),  # car, truck, tricycle, motorcycle, wheelchair, tractor, other
    ("kind_name", pa.string()),
    ("price_fen", pa.int64()),
    ("registered", pa.date32()),
    ("status", pa.string()),  # normal, scrapped, transferred, other
)
PROPERTY = _table(
    ("person_key", KEY),
    ("kind", pa.string()),  # commercial_flat, resettlement, self_built, shop, other
    ("kind_name", pa.string()),
    ("floor_area_m2", pa.float64()),
    ("registered", pa.date32()),
)
ENTERPRISE = _table(
    ("person_key", KEY),
    ("kind", pa.string()),  # sole_trader, cooperative, company, other
    ("kind_name", pa.string()),
    ("capital_fen", pa.int64()),
    ("status", pa.string()),  # active, deregistered, revoked, other
    ("founded", pa.date32()),
    ("role", pa.string()),  # legal_person, shareholder; null where the file does not say
)
LAND = _table(
    ("person_key", KEY),
    ("household_key", KEY),
    ("contracted_mu", pa.float64()),
    ("leased_mu", pa.float64()),
)
FINDING = _table(
    ("finding_key", KEY),
    ("award_key", KEY),  # null: matches no award
    ("person_key", KEY),
    ("programme", pa.string()),
    ("kind", pa.string()),  # kind of suspicion as the sheet words it
    ("batch", pa.string()),
    ("dispatched", pa.date32()),
    ("result", pa.string()),  # confirmed, cleared, inconclusive; null while it is out
    ("recovered_fen", pa.int64()),
    ("disposal", pa.string()),
    ("verified", pa.date32()),  # the day of import where a sheet gives a result without a day
)
# What a verification said of an award, wherever it was recorded; features and labels read this.
OUTCOME = pa.schema(
    [
        ("award_key", KEY),
        ("kind", pa.string()),
        ("batch", pa.string()),
        ("dispatched", pa.date32()),
        ("verified", pa.date32()),
        ("result", pa.string()),
        ("recovered_fen", pa.int64()),
        ("known", pa.date32()),  # imported: the verified day; recorded in the application: the day it was entered
        ("judged", pa.string()),  # JSON, rule -> band: the hits it judged; null: imported, only `kind` says it
        ("findings", pa.string()),  # JSON, rule -> result, of those judged; null: the result holds for all of them
        ("judged_day", pa.date32()),  # up to which day payouts and facts were judged; null: the verified day
    ]
)
# A fact of a register that a visit found to be wrong; recorded in the application.
CORRECTION = pa.schema(
    [
        ("id", pa.int32()),
        ("registry", pa.string()),
        ("person_key", KEY),
        ("fact", pa.string()),  # digest of what the row says, see records/decisions/facts.py
        ("wrong", pa.string()),  # absent, other_person, other_date
        ("date_column", pa.string()),  # only with other_date
        ("should_be", pa.date32()),  # only with other_date
        ("known", pa.date32()),  # the day it was recorded
        ("withdrawn", pa.date32()),  # null: it stands
    ]
)
# A damaged identity that somebody confirmed to be a resident, in one programme. Payouts listed under it are that
# resident's from `known` on; `until` is the day on which the confirmation was taken back, null while it stands.
IDENTITY = pa.schema(
    [
        ("damaged_key", KEY),
        ("person_key", KEY),
        ("programme", pa.string()),
        ("old_award_key", KEY),
        ("award_key", KEY),
        ("known", pa.date32()),
        ("until", pa.date32()),
    ]
)

REGISTRIES: dict[str, pa.Schema] = {
    "resident": RESIDENT,
    "official": OFFICIAL,
    "cadre": CADRE,
    "kin": KIN,
    "party_member": PARTY_MEMBER,
    "death": DEATH,
    "moved_away": MOVED_AWAY,
    "disability": DISABILITY,
    "vehicle": VEHICLE,
    "property": PROPERTY,
    "enterprise": ENTERPRISE,
    "land": LAND,
}
# Columns that say how things stood on the day a register was handed in, in rows dated by an older event: seen from
# earlier days they tell what nobody knew yet. A car since scrapped looks scrapped in every backtest.
CURRENT_STATE: dict[str, tuple[str, ...]] = {
    "official": ("kind",),
    "vehicle": ("status",),
    "enterprise": ("status", "capital_fen"),
}
DATED: dict[str, pa.Schema] = {"payout": PAYOUT, **REGISTRIES, "finding": FINDING}
TABLES: dict[str, pa.Schema] = {**DATED, "person": PERSON, "division": DIVISION, "programme": PROGRAMME}
