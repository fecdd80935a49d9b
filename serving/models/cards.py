"""The card of a model, its folder checked."""

from records.home import Home
from serving.accounts.views import Scope
from training.folder.card import Card


def read(home: Home, version: str) -> Card:
    """The card of a version. Raises UnknownModel, DamagedBundle."""
    from training.folder import card, manifest, model_folder

    folder = model_folder.of_version(home, version)
    manifest.check(folder)
    return card.read(folder)


def seen(found: Card, scope: Scope) -> Card:
    """The card without what it says of townships beside the one in sight: groups, and alarms that name them."""
    if scope.whole:
        return found
    own = scope.name if scope.level == "township" else ""
    hidden = [group for group in found.groups if group.attribute == "township" and group.name.zh != own]
    names = [name for group in hidden for name in (group.name.zh, group.name.en)]
    said = {field: getattr(found.verdict, field) for field in ("reasons", "remarks", "reasons_zh", "remarks_zh")}
    kept = {field: tuple(one for one in all_ if not any(name in one for name in names)) for field, all_ in said.items()}
    groups = tuple(group for group in found.groups if group not in hidden)
    return found.model_copy(update={"groups": groups, "verdict": found.verdict.model_copy(update=kept)})
