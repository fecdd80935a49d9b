"""What a scan says while rules and features run, as parts of the whole."""

from records.progress import Progress, Step
from rules.catalogue import Catalogue

_STEPS = 100
_RULES, _FEATURES, _SCORES = 5, 30, 75  # where each part begins, of 100


def rules(catalogue: Catalogue, progress: Progress) -> Progress:
    """While the rules are compared."""
    titles = {rule.id: rule.title for rule in catalogue.rules}

    def tell(rule: str, done: int, of: int) -> None:
        title, part = titles.get(rule), f"{min(done + 1, of)}/{of}"
        said = Step(f"rule {part}: {rule}", f"比对规则 {part}：{title.zh if title else rule}")
        progress(said if rule else Step("rules compared", "规则比对完毕"), _within(_RULES, _FEATURES, done, of), _STEPS)

    return tell


def features(progress: Progress) -> Progress:
    """While the features are built."""

    def tell(family: str, done: int, of: int) -> None:
        zh = family.zh if isinstance(family, Step) else family
        part = f"{min(done + 1, of)}/{of}"
        said = Step(f"features {part}: {family}", f"计算特征 {part}：{zh}")
        progress(said, _within(_FEATURES, _SCORES, done, of), _STEPS)

    return tell


def _within(first: int, last: int, done: int, of: int) -> int:
    return first + (last - first) * done // max(of, 1)
