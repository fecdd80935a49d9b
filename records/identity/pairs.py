"""Which residents a damaged id may mean: found village by village, by account, and by the ids one slip away.

Only those blocks are compared, and one village is in memory at a time, so that a city costs little more than a county.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist

from records.identity.id_traces import BIRTH_YEAR, FAR, Trace, fifteen, likely
from records.identity.identities import Identities
from records.keys import Keyring

Pair = tuple[int, int]  # damaged key, resident's key
SHORT_NAME = 2
TOGETHER = 20_000  # residents whose names and ids are in memory at once
NEAR = 2  # edits of an id that make a pair whatever the name


@dataclass(frozen=True)
class Listed:
    """A damaged id as a list has it."""

    damaged_key: int
    trace: Trace
    name: str
    village_key: int | None


@dataclass(frozen=True)
class Residents:
    """Residents with names and ids, sorted by id."""

    keys: Sequence[int]
    names: Sequence[str]
    ids: Sequence[str]

    @classmethod
    def of(cls, identities: Identities, keys: Sequence[int]) -> "Residents":
        """Look them up in the identity store."""
        names, ids = identities.names(keys), identities.resident_ids(keys)
        whole = sorted((ids[key], key) for key in keys if key in ids)
        return cls([key for _, key in whole], [names.get(key, "") for _, key in whole], [one for one, _ in whole])

    def only(self, rows: Sequence[int]) -> "Residents":
        """Those in the rows given, in their order."""
        keys, names, ids = self.keys, self.names, self.ids
        return Residents([keys[row] for row in rows], [names[row] for row in rows], [ids[row] for row in rows])


def in_villages(
    listed: Sequence[Listed], homes: Mapping[int, npt.NDArray[np.int64]], identities: Identities
) -> Iterator[Pair]:
    """Pairs within a village: the name equal, or the id near, or both nearly so."""
    by_village: dict[int, list[Listed]] = {}
    for one in listed:
        if one.village_key is not None and one.village_key in homes:
            by_village.setdefault(one.village_key, []).append(one)
    for villages in _portions(sorted(by_village), homes):
        everybody = np.concatenate([homes[village] for village in villages]).tolist()
        all_of = Residents.of(identities, everybody)
        place = {key: n for n, key in enumerate(all_of.keys)}
        for village in villages:
            rows = sorted(place[key] for key in homes[village].tolist() if key in place)
            yield from _near(by_village[village], all_of.only(rows))


def one_slip_away(listed: Iterable[Listed], registered: npt.NDArray[np.int64], keyring: Keyring) -> Iterator[Pair]:
    """Residents anywhere whose id leads to the written one by a single slip; found by key, without any name."""
    for one in listed:
        keys = np.fromiter((keyring.person(whole) for whole in likely(one.trace)), np.int64)
        if len(keys):
            place = np.minimum(np.searchsorted(registered, keys), len(registered) - 1)
            yield from ((one.damaged_key, key) for key in keys[registered[place] == keys].tolist())


def name_sign(listed: str, registered: str) -> str:
    """How two names agree, as a level of the aspect `name`."""
    if not listed or not registered:
        return "unknown"
    if listed == registered:
        return "same"
    if Levenshtein.distance(listed, registered, score_cutoff=1) > 1:
        return "other"
    return "one_of_two" if max(len(listed), len(registered)) <= SHORT_NAME else "one_character"


def _near(listed: Sequence[Listed], block: Residents) -> Iterator[Pair]:
    if not block.keys:
        return
    names = cdist(
        [one.name for one in listed], block.names, scorer=Levenshtein.distance, score_cutoff=1, dtype=np.uint8
    )
    old = [fifteen(whole) for whole in block.ids]
    for row, one in enumerate(listed):
        near_name = names[row] <= 1
        if one.trace.beginning is not None:
            near_id = fair_id = _beginning(one.trace, block.ids, old)
        else:
            edits = cdist([one.trace.written], old if one.trace.old else block.ids, scorer=OSA.distance,
                          score_cutoff=FAR, dtype=np.uint8)[0]  # fmt: skip
            near_id, fair_id = edits <= NEAR, edits <= FAR
        same_name = (names[row] == 0) & bool(one.name)
        for found in np.flatnonzero(same_name | near_id | (near_name & fair_id)).tolist():
            yield one.damaged_key, block.keys[found]


def _beginning(trace: Trace, ids: Sequence[str], old: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Who has the characters left; nobody where those are too few to mean anything."""
    found = np.zeros(len(ids), dtype=bool)
    start = trace.beginning or ""
    if len(start) < BIRTH_YEAR:
        return found
    if trace.old:
        return np.array([one.startswith(start) for one in old], dtype=bool)
    first = bisect_left(ids, start)
    found[first : bisect_left(ids, start + "~")] = True
    return found


def _portions(villages: Sequence[int], homes: Mapping[int, npt.NDArray[np.int64]]) -> Iterator[list[int]]:
    portion: list[int] = []
    people = 0
    for village in villages:
        portion.append(village)
        people += len(homes[village])
        if people >= TOGETHER:
            yield portion
            portion, people = [], 0
    if portion:
        yield portion
