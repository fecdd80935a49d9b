"""Which cases a filter of the queue chooses, in which order, and how many each other filter would."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from serving.queue.columns import NOWHERE, Columns, Mask
from serving.queue.views import AGES, NOBODY, Age, QueueFilter

FACETS = ("level", "township", "village", "programme", "rule", "assignee", "age", "status")
_LABELS = {"township": "township", "village": "village"}
_SINCE: dict[Age, tuple[int, int | None]] = {"week": (0, 7), "month": (8, 30), "quarter": (31, 90), "older": (91, None)}


@dataclass(frozen=True)
class Choice:
    """The cases as columns, and what is chosen of them.

    `persons` are those a search text names, `seen` the rows that whoever asks may look at.
    """

    columns: Columns
    chosen: QueueFilter
    today: date
    persons: Collection[int] | None
    seen: Mask

    def rows(self, without: str | None = None) -> Mask:
        """What every filter but one leaves."""
        mask = self.seen.copy()
        for name, one in self._masks().items():
            if name != without:
                mask &= one
        return mask

    def _masks(self) -> dict[str, Mask]:
        chosen, columns = self.chosen, self.columns
        found: dict[str, Mask] = {}
        for name in ("status", "level", "programme"):
            value = getattr(chosen, name)
            if value is not None:
                found[name] = columns.words[name].equal(value)
        if chosen.assignee is not None:
            found["assignee"] = columns.words["assignee"].equal("" if chosen.assignee == NOBODY else chosen.assignee)
        for name, key in (("township", chosen.township_key), ("village", chosen.village_key)):
            if key is not None:
                found[name] = np.equal(columns.numbers[f"{name}_key"], key)
        if chosen.rule is not None:
            found["rule"] = columns.with_rule(chosen.rule)
        if chosen.age is not None:
            found["age"] = self._aged(chosen.age)
        if chosen.text:
            found["text"] = self._named(chosen.text)
        return found

    def _aged(self, age: Age) -> Mask:
        least, most = _SINCE[age]
        days = np.maximum(self.today.toordinal() - self.columns.opened, 0)
        young = np.ones(len(days), dtype=np.bool_) if most is None else np.less_equal(days, most)
        aged: Mask = np.logical_and(np.greater_equal(days, least), young)
        return aged

    def _named(self, text: str) -> Mask:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        people = np.isin(self.columns.numbers["person_key"], list(self.persons or ()))
        named: Mask = np.logical_or(people, self.columns.numbers["id"] == number)
        return named

    def ordered(self, rows: Mask) -> npt.NDArray[np.int64]:
        """Numbers of these cases, best first."""
        order = self.columns.order(self.chosen.sort)
        numbers: npt.NDArray[np.int64] = self.columns.numbers["id"][order[rows[order]]]
        return numbers

    def after(self, rows: Mask, value: float, case_id: int) -> Mask:
        """Of these rows those behind a case in the order."""
        values = self.columns.values(self.chosen.sort)
        behind: Mask = (values < value) | ((values == value) & (self.columns.numbers["id"] > case_id))
        return rows & behind

    def counts(self, name: str) -> list[tuple[str, str, int]]:
        """Values of a property with their label and how many cases have them, the most frequent first."""
        rows = self.rows(without=name)
        if name in _LABELS:
            return self._places(name, rows)
        if name == "age":
            counted: dict[str, int] = {age: int((rows & self._aged(age)).sum()) for age in AGES}
        else:
            counted = self.columns.rule_counts(rows) if name == "rule" else self.columns.words[name].counts(rows)
        if name == "assignee":
            counted = {value or NOBODY: count for value, count in counted.items()}
        labels = self._programmes() if name == "programme" else {}
        found = [(value, labels.get(value, value), count) for value, count in counted.items() if count]
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def _places(self, name: str, rows: Mask) -> list[tuple[str, str, int]]:
        keys, labels = self.columns.numbers[f"{name}_key"][rows], self.columns.words[name]
        values, first, counts = np.unique(keys, return_index=True, return_counts=True)
        said = labels.codes[rows][first]
        found = [
            (str(key), labels.values[code], int(count))
            for key, code, count in zip(values, said, counts, strict=True)
            if key != NOWHERE
        ]
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def _programmes(self) -> dict[str, str]:
        codes, names = self.columns.words["programme"], self.columns.words["programme_name"]
        _, first = np.unique(codes.codes, return_index=True)
        return {codes.values[codes.codes[place]]: names.values[names.codes[place]] for place in first}
