"""Models in the home: which there are, which serves, and how to change that.

The pointer file in the home's folder of models is authoritative; MLflow's aliases follow it.
"""

from dataclasses import dataclass
from datetime import date

from records.home import Home
from training.errors import DamagedBundle, GateClosed, UnknownModel
from training.folder import card, manifest, model_folder
from training.folder.card import Card
from training.home import history, mlflow_home, pointers
from training.kept_values import Said


@dataclass(frozen=True)
class ModelEntry:
    """One line of `mingcha models list`."""

    version: str
    as_of: date | None  # null: the folder is damaged and says nothing
    labels: int
    catalogue_version: str
    average_precision: float
    calibration_error: float
    gate: str
    champion: bool
    challenger: bool
    damaged: str = ""
    snapshot: str = ""  # digest of the records it was trained on


def list_models(home: Home) -> tuple[ModelEntry, ...]:
    """All models, the newest data first; a damaged folder is listed as such by its error's sentence."""
    serving, waiting = pointers.read(home, "CHAMPION"), pointers.read(home, "CHALLENGER")
    folders = [folder for folder in home.models.iterdir() if (folder / card.FILE).exists()]
    found = [_entry(home, folder.name, serving, waiting) for folder in folders if not folder.name.startswith(".")]
    return tuple(sorted(found, key=lambda entry: (entry.as_of or date.min, entry.version), reverse=True))


def promote(home: Home, version: str, who: str = "", why: str = "", override: str = "") -> ModelEntry:
    """Make a model champion; `align` then lets MLflow follow.

    `override` is the written reason to promote it against the gate. Raises UnknownModel, DamagedBundle, or GateClosed
    when something is held against it and no reason is given; nothing changes then.
    """
    with home.lock("models"):
        found = _sound(home, version)
        against = objections(home, version, found)
        if against and not override.strip():
            raise GateClosed(
                f"Model {version} may not serve: {'; '.join(text.en for text in against)}. To put it into use all the "
                f'same, say why: `mingcha models promote {version} --override "…"`.'
            )
        return _serve(home, version, "promoted", who, override.strip() if against else why, against)


def rollback(home: Home, who: str = "", why: str = "") -> ModelEntry:
    """Make the champion before this one serve again; `align` then lets MLflow follow.

    Raises UnknownModel where there was none. Needs neither MLflow nor the model itself, so it takes no time.
    """
    with home.lock("models"):
        serving = pointers.read(home, "CHAMPION")
        before = _before(home, serving)
        if before is None:
            raise UnknownModel("There is no earlier champion to go back to; `mingcha models list` shows all models.")
        _sound(home, before)
        return _serve(home, before, "rolled back", who, why, ())


def objections(home: Home, version: str, found: Card) -> tuple[Said, ...]:
    """What stands against a model now: what the gate said, and that it was never compared with today's champion."""
    zh = found.verdict.reasons_zh or found.verdict.reasons
    said = [Said(zh=mine, en=english) for mine, english in zip(zh, found.verdict.reasons, strict=True)]
    serving = pointers.read(home, "CHAMPION")
    compared = found.comparison.champion if found.comparison else None
    if serving not in (None, version, compared):
        said.append(
            Said(
                zh=f"没有与在用模型 {serving} 比较过；重新训练即可比较",
                en=f"it was never compared with {serving}, which serves now; train again to compare them",
            )
        )
    return tuple(said)


def serving_and_before(home: Home) -> tuple[str | None, str | None]:
    """The champion, and the one that `rollback` would put in its place; None where there is none."""
    serving = pointers.read(home, "CHAMPION")
    return serving, _before(home, serving)


def challenge(home: Home, version: str) -> None:
    """Note a newly trained model that does not serve (yet)."""
    pointers.write(home, "CHALLENGER", version if version != pointers.read(home, "CHAMPION") else None)


def align(home: Home) -> None:
    """Let MLflow's aliases say what the pointers say; without an MLflow store there is nothing to do."""
    if not mlflow_home.exists(home):
        return
    client = mlflow_home.client(home)
    versions = client.search_model_versions(f"name='{mlflow_home.MODEL}'")
    for pointer, alias in (("CHAMPION", "champion"), ("CHALLENGER", "challenger")):
        wanted = pointers.read(home, pointer)  # type: ignore[arg-type]
        numbers = [int(v.version) for v in versions if wanted and v.tags.get("bundle") == wanted]
        if numbers:
            client.set_registered_model_alias(mlflow_home.MODEL, alias, str(max(numbers)))
        elif any(alias in v.aliases for v in versions):
            client.delete_registered_model_alias(mlflow_home.MODEL, alias)


def _sound(home: Home, version: str) -> Card:
    """The card of a model whose folder is what its manifest says, byte for byte; nothing of it is loaded."""
    folder = model_folder.of_version(home, version)
    manifest.check(folder)
    return card.read(folder)


def _serve(home: Home, version: str, act: history.Act, who: str, why: str, overridden: tuple[Said, ...]) -> ModelEntry:
    previous = pointers.read(home, "CHAMPION")
    pointers.write(home, "CHAMPION", version)
    if pointers.read(home, "CHALLENGER") == version:
        pointers.write(home, "CHALLENGER", None)
    history.record(home, act, version, previous, who, why, overridden)
    return _entry(home, version, version, pointers.read(home, "CHALLENGER"))


def _before(home: Home, serving: str | None) -> str | None:
    """The champion before the present one came to serve by promotion; going back twice goes back two steps."""
    stack: list[str] = []
    for entry in history.read(home):
        if entry.act == "promoted" and (not stack or stack[-1] != entry.version):
            stack.append(entry.version)
        elif entry.act == "rolled back":
            stack.pop()
    return stack[-2] if len(stack) > 1 and stack[-1] == serving else None


def _entry(home: Home, version: str, serving: str | None, waiting: str | None) -> ModelEntry:
    folder, nan = home.models / version, float("nan")
    try:
        manifest.check(folder)
        found = card.read(folder)
    except DamagedBundle as error:
        return ModelEntry(version, None, 0, "", nan, nan, "", version == serving, version == waiting, str(error))
    model = found.of(card.MODEL)
    gate = "passed" if found.verdict.passed else "; ".join(found.verdict.reasons)
    return ModelEntry(
        version, found.as_of, found.labels, found.catalogue_version, model.average_precision,
        model.calibration_error, gate, version == serving, version == waiting, snapshot=found.snapshot,
    )  # fmt: skip
