"""The sentences of a whole queue: of each award, what its strongest hit says."""

import json
from collections.abc import Iterator

import numpy as np

from rules.catalogue import Catalogue
from rules.wording import Sentence
from serving.cases.found_hits import Hits


def of(hits: Hits, catalogue: Catalogue) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each place of the queue that a rule hit, with its sentence in Chinese and English."""
    places, strongest = hits.strongest()
    named, evidence = strongest["rule"].to_numpy(zero_copy_only=False), strongest["evidence"].to_pylist()
    for rule in catalogue.rules:
        chosen = np.flatnonzero(named == rule.id).tolist()
        facts = json.loads(f"[{','.join(evidence[row] for row in chosen)}]")
        zh, en = (Sentence(rule, lang).of_all(facts) for lang in ("zh", "en"))
        yield from zip(places[chosen].tolist(), zip(zh, en, strict=True), strict=True)
