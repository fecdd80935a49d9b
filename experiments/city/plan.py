"""Which counties a city has: their people, payouts, seeds, names, and the numbers of their villages and files."""

from dataclasses import dataclass, replace

from experiments.county import places, style, words
from experiments.county.batches import dispatch_days
from experiments.county.calendar import Calendar
from experiments.county.chance import stream
from experiments.county.ids import PROVINCE
from experiments.county.registry_files import COLUMNS
from experiments.county.style import Style

COUNTY_PEOPLE = 60_000
YEARS = (2023, 2024, 2025)
BATCHES = 6
BATCH_SHARE = 0.0012  # cases in a batch, of the people: a city of three million verifies some 22,000
COUNTIES_OF_PREFECTURE = 70  # county codes 20 to 89


@dataclass(frozen=True)
class Part:
    """One county of the city. `townships`, `villages`, `files`: how many the counties before it have."""

    number: int
    name: str
    code: str
    people: int
    payouts: int
    seed: int
    style: Style
    sent: tuple[int, ...]  # the days batches go out, the same in the whole city
    townships: int
    villages: int
    files: int


@dataclass(frozen=True)
class Plan:
    """A city; the same plan gives the same rows."""

    seed: int
    parts: tuple[Part, ...]

    @property
    def people(self) -> int:
        """How many residents it has."""
        return sum(part.people for part in self.parts)

    @property
    def payouts(self) -> int:
        """How many payouts they receive."""
        return sum(part.payouts for part in self.parts)


def file_count(chosen: Style) -> int:
    """How many files a county's bureaus hand in: payouts by programme and year, registers, one sheet per batch."""
    return len(words.programmes()) * len(chosen.years) + len(COLUMNS) + chosen.batches


def draw(people: int, payouts: int, seed: int) -> Plan:
    """Divide the people into counties of about 60,000, and the payouts among them.

    Raises:
        ValueError: fewer than 100 people or no payout, or a seed below 0.
    """
    if people < 100 or payouts < 1 or seed < 0:
        raise ValueError("A city needs 100 people, a payout and a seed of 0 or more.")
    count = max(1, round(people / COUNTY_PEOPLE))
    names = places.names_of(count, stream(seed, "counties"))
    sent = tuple(int(day) for day in dispatch_days(Calendar(YEARS), BATCHES, stream(seed, "city batches")))
    parts: list[Part] = []
    townships = villages = files = 0
    for number in range(count):
        size = _share(people, number, count)
        own = seed * 10_000 + number
        chosen = replace(style.draw(own), years=YEARS, batches=BATCHES, batch_share=BATCH_SHARE)
        prefecture, county = divmod(seed * 7 + number, COUNTIES_OF_PREFECTURE)
        code = f"{PROVINCE}{prefecture % 99 + 1:02d}{county + 20:02d}"
        paid = _share(payouts, number, count)
        parts.append(
            Part(number, names[number] + "县", code, size, paid, own, chosen, sent, townships, villages, files)
        )
        more = places.counts(size)
        townships, villages, files = townships + more[0], villages + more[1], files + file_count(chosen)
    return Plan(seed, tuple(parts))


def _share(whole: int, number: int, count: int) -> int:
    return whole * (number + 1) // count - whole * number // count
