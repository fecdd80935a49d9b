"""How a county's bureaus write, and how honest the county is: drawn from the seed unless given."""

from dataclasses import dataclass, replace

from experiments.county.chance import pick, stream

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
DATE_FORMS = ("iso", "chinese", "slash", "compact", "serial", "cell")
PERIOD_FORMS = ("202405", "2024-05", "2024年5月")


@dataclass(frozen=True)
class IdMess:
    """Shares of ids that are written wrongly; `lower_x` is a share of those that end in X."""

    fifteen_digits: float
    lower_x: float
    blanks: float
    full_width: float
    eaten: float  # by a spreadsheet: 9.91737E+17
    wrong_check: float
    digit: float = 0.0  # one digit mistyped
    swapped: float = 0.0  # two neighbours in each other's place
    cut: float = 0.0  # the last one to four characters missing


@dataclass(frozen=True)
class Style:
    """Shares are of files, rows or awards, as the name says; 0 is never, 1 always."""

    years: tuple[int, ...] = (2023, 2024, 2025)
    excel: float = 0.6  # files of up to `excel_rows` rows
    excel_rows: int = 15_000
    encodings: tuple[str, ...] = ENCODINGS
    date_forms: tuple[str, ...] = DATE_FORMS
    mixed_dates: float = 0.05  # files in which some rows write dates in another form
    period_forms: tuple[str, ...] = PERIOD_FORMS
    titles: float = 0.6
    totals: float = 0.6
    township_sheets: float = 0.15
    notes_sheet: float = 0.15
    hidden_column: float = 0.15
    shuffled_columns: float = 0.4
    serial_column: float = 0.4
    ten_thousand: float = 0.2  # bureaus that write 万元
    ids: IdMess = IdMess(0.001, 0.1, 0.001, 0.001, 0.0004, 0.0003)
    blank_names: float = 0.005
    dot_variants: float = 0.6  # of the names with a middle dot
    minority: float = 0.01  # households whose names have one
    duplicate_files: int = 1
    corrected_files: int = 1
    terms: bool = False  # registers of posts say since when and until when
    certificates_dated: bool = False
    role_column: bool = True
    posts_per_village: int = 5
    base_rate: float = 0.2
    reachable: float = 0.65  # the average precision of the best possible ranking
    village_spread: float = 0.5
    batches: int = 8
    batch_share: float = 0.007  # cases in a batch, of the county's people
    inconclusive: float = 0.04
    unmatched: float = 0.006  # lines about somebody who has no such award
    without: tuple[str, ...] = ()  # registries that are not handed over

    def __post_init__(self) -> None:
        """Refuse what could not be written.

        Raises:
            ValueError: an unknown encoding or date form, or no years.
        """
        unknown = (set(self.encodings) - set(ENCODINGS)) | (set(self.date_forms) - set(DATE_FORMS))
        if unknown or not self.years:
            raise ValueError(f"Style cannot be written: {sorted(unknown) or 'no years'}")


TIDY = Style(
    excel=0,
    encodings=("utf-8",),
    date_forms=("iso",),
    mixed_dates=0,
    period_forms=("202405",),
    titles=0,
    totals=0,
    township_sheets=0,
    notes_sheet=0,
    hidden_column=0,
    shuffled_columns=0,
    serial_column=0,
    ten_thousand=0,
    ids=IdMess(0, 0, 0, 0, 0, 0),
    blank_names=0,
    dot_variants=0,
    minority=0,
    duplicate_files=0,
    corrected_files=0,
    unmatched=0,
)


def draw(seed: int) -> Style:
    """A style for this seed."""
    rng = stream(seed, "style")
    share = rng.uniform
    encodings = tuple(one for one in ENCODINGS if rng.random() < 0.7) or (pick(rng, ENCODINGS),)
    forms = tuple(one for one in DATE_FORMS if rng.random() < 0.6) or (pick(rng, DATE_FORMS),)
    ids = IdMess(share(0, 0.003), share(0, 0.4), share(0, 0.003), share(0, 0.003), share(0, 0.001), share(0, 0.0006))
    return replace(
        Style(),
        excel=share(0.2, 1),
        encodings=encodings,
        date_forms=forms,
        mixed_dates=share(0, 0.3),
        titles=share(0, 1),
        totals=share(0, 1),
        township_sheets=share(0, 0.3),
        notes_sheet=share(0, 0.4),
        hidden_column=share(0, 0.4),
        shuffled_columns=share(0, 0.9),
        serial_column=share(0, 1),
        ten_thousand=share(0, 0.5),
        ids=ids,
        blank_names=share(0, 0.02),
        minority=share(0, 0.04),
        duplicate_files=int(rng.integers(0, 3)),
        corrected_files=int(rng.integers(0, 3)),
        terms=bool(rng.random() < 0.4),
        certificates_dated=bool(rng.random() < 0.5),
        role_column=bool(rng.random() < 0.5),
        posts_per_village=int(rng.integers(4, 8)),
        base_rate=share(0.18, 0.22),
        reachable=share(0.62, 0.69),
        village_spread=share(0.3, 0.6),
        inconclusive=share(0.01, 0.07),
    )
