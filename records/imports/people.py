"""Everyone seen in one import, numbered as they come; the number becomes a key once all files are read.

A 15-digit id does not say its century, and the register that settles it may be the last file of the folder: so rows
hold numbers, and keys are given at the end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from records.keys import Keyring, Keys
from records.values.ids import ResidentId

Numbers = npt.NDArray[np.int32]


@dataclass
class People:
    """The people of an import: resident ids, and the names each was listed under."""

    ids: list[ResidentId] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)  # what the key is made of
    names: list[dict[str, None]] = field(default_factory=list)
    registered: set[int] = field(default_factory=set)  # numbers of those whose name is the register's
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, resident_id: ResidentId, name: str, place: str) -> int:
        """The number of a person. A damaged id is told apart by name and place: it may belong to several people."""
        owner = resident_id.text if resident_id.certain else f"{resident_id.text}|{name}|{place}"
        found = self._numbers.get(owner)
        if found is None:
            found = self._numbers[owner] = len(self.ids)
            self.ids.append(resident_id)
            self.owners.append(owner)
            self.names.append({})
        elif resident_id.status == "valid":  # also listed with 15 digits: the whole id says more
            self.ids[found] = resident_id
        return found

    def named(self, pairs: Iterable[tuple[int, str]], registered: bool) -> None:
        """Remember names. The one that is shown comes first: the register's, else the first seen."""
        for number, name in pairs:
            if registered:
                self.registered.add(number)
            if name:
                self.names[number] = (
                    {name: None, **self.names[number]} if registered else {**self.names[number], name: None}
                )

    def settle(self, residents: Collection[int], registered: Collection[int], keyring: Keyring) -> Keys:
        """The key of every person; a 15-digit id is of 20xx only if the register holds that one and not the other.

        Args:
            residents: numbers of the people that a register of this import holds.
            registered: keys of those in registers imported before.
            keyring: makes the keys.
        """
        keys = keyring.persons(self.owners)
        known = {*registered, *keys[list(residents)].tolist()}
        for number, resident_id in enumerate(self.ids):
            if resident_id.later_century is None or int(keys[number]) in known:
                continue
            later = keyring.person(resident_id.later_century)
            if later in known:
                keys[number] = later
                self.ids[number] = replace(resident_id, text=resident_id.later_century, later_century=None)
        return keys
