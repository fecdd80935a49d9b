"""Which register facts the hits of an award rest on, and which hits of anybody rest on one fact."""

from collections.abc import Iterator

from records.decisions.facts import RegisterFact, date_columns
from rules.hits import Hit
from rules.rule import Rule
from serving.cases.papers import Papers
from serving.corrections.views import FactChoice
from serving.corrections.words import registry_word
from serving.scan.current import CurrentScan


def name_of(fact: RegisterFact) -> str:
    """What names a fact towards people and programs."""
    return f"{fact.registry}:{fact.digest}"


def facts_of(scan: CurrentScan, papers: Papers, award_key: int) -> dict[str, tuple[RegisterFact, tuple[Rule, ...]]]:
    """The facts behind an award's hits by name, each with the rules that rest on it, strongest hit first."""
    found: dict[str, tuple[RegisterFact, tuple[Rule, ...]]] = {}
    for hit in scan.hits(award_key):
        for fact, rule in _behind(scan, papers, hit):
            _, rules = found.get(name_of(fact), (fact, ()))
            found[name_of(fact)] = (fact, (*rules, rule))
    return found


def choices(scan: CurrentScan, papers: Papers, award_key: int) -> tuple[FactChoice, ...]:
    """The facts behind an award's hits, to choose the wrong one from."""
    found = []
    for name, (fact, rules) in facts_of(scan, papers, award_key).items():
        source = papers.source(fact.file, fact.row, None)
        titles = tuple(rule.title for rule in rules)
        where = (source.file, source.sheet, source.row)
        word, dates = registry_word(fact.registry), date_columns(fact.registry)
        found.append(FactChoice(name, fact.registry, word, *where, titles, dates))
    return tuple(found)


def siblings(scan: CurrentScan, papers: Papers, fact: RegisterFact) -> tuple[Hit, ...]:
    """All hits of the scan that rest on the fact, whosever award they are on."""
    return tuple(
        hit
        for hit in scan.resting_on(fact.file, fact.row)
        if any(name_of(other) == name_of(fact) for other, _ in _behind(scan, papers, hit))
    )


def _behind(scan: CurrentScan, papers: Papers, hit: Hit) -> Iterator[tuple[RegisterFact, Rule]]:
    """Every fact that a hit rests on, of the registers that its rule reads; that of its evidence first."""
    rule = scan.rule.get(hit.rule)  # None: dropped since the scan
    if rule is None:
        return
    read = {need.partition(".")[0] for need in rule.needs} | {field.source for field in rule.evidence}
    for file, row in scan.facts_of(hit):
        for fact in papers.facts(file, row):
            if fact.registry in read:
                yield fact, rule
