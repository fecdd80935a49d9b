import os
import subprocess
import sys
from collections.abc import Callable

import pandas as pd
import pytest

from records.home import Home
from rules import catalogue
from training.bundle import Bundle
from training.errors import DamagedBundle, GateClosed, UnknownModel
from training.folder import manifest
from training.folder.card import Verdict
from training.home import champion, history, pointers, registry

MakeBundle = Callable[..., Bundle]


def test_without_a_champion_the_prior_serves_and_says_so(home: Home) -> None:
    served = champion.load(home)
    assert served.is_prior
    assert served.note


def test_the_prior_knows_the_countys_own_rules(home: Home) -> None:
    built_in = (catalogue.FOLDER / "01-paid-after-death.yaml").read_text(encoding="utf-8")
    own = built_in.replace("id: paid-after-death", "id: own-rule")
    (home.rules / "own-rule.yaml").write_text(own, encoding="utf-8")
    assert "band_own_rule" in champion.load(home).explain(pd.DataFrame({"band_own_rule": [3.0]}))


def test_what_is_promoted_serves_and_is_listed_as_champion(home: Home, make_bundle: MakeBundle) -> None:
    model = make_bundle(home)
    registry.promote(home, model.version, who="analyst", why="better")
    assert champion.load(home).version == model.version
    assert [(entry.version, entry.champion) for entry in registry.list_models(home)] == [(model.version, True)]
    assert history.read(home)[-1].who == "analyst"


def test_rollback_brings_back_the_champion_before_and_twice_the_one_before_that(
    home: Home, make_bundle: MakeBundle
) -> None:
    versions = [make_bundle(home, seed=seed).version for seed in (1, 2, 3)]
    for version in versions:
        registry.promote(home, version, override="a test")
    assert registry.rollback(home).version == versions[1]
    assert registry.rollback(home, why="worse in the field").version == versions[0]
    with pytest.raises(UnknownModel, match="no earlier champion"):
        registry.rollback(home)
    assert champion.load(home).version == versions[0]


def test_against_the_gate_a_model_serves_only_with_a_written_reason_and_both_are_kept(
    home: Home, make_bundle: MakeBundle
) -> None:
    failed = Verdict(passed=False, reasons=("average precision is low",), reasons_zh=("平均精度低",))
    version = make_bundle(home, verdict=failed).version
    for empty in ("", "  "):
        with pytest.raises(GateClosed, match=r"average precision is low.*--override"):
            registry.promote(home, version, "analyst", override=empty)
    assert pointers.read(home, "CHAMPION") is None
    registry.promote(home, version, "analyst", override="the old one cannot read the new rules")
    kept = history.read(home)[-1]
    assert (kept.who, kept.why) == ("analyst", "the old one cannot read the new rules")
    assert [(said.zh, said.en) for said in kept.overridden] == [("平均精度低", "average precision is low")]


def test_a_model_never_compared_with_the_one_that_serves_now_needs_a_reason(
    home: Home, make_bundle: MakeBundle
) -> None:
    serving, other = make_bundle(home, seed=1).version, make_bundle(home, seed=2).version
    registry.promote(home, serving)
    with pytest.raises(GateClosed, match=f"never compared with {serving}"):
        registry.promote(home, other)
    assert champion.load(home).version == serving


def test_going_back_loads_neither_mlflow_nor_the_model(home: Home, make_bundle: MakeBundle) -> None:
    first, second = (make_bundle(home, seed=seed).version for seed in (1, 2))
    for version in (first, second):
        registry.promote(home, version, override="a test")
    heavy = "mlflow", "lightgbm", "sklearn", "scipy", "duckdb"
    code = (
        "import sys; from pathlib import Path; from records.home import Home; from training.home import registry; "
        f"registry.rollback(Home(Path({str(home.path)!r}))); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert pointers.read(home, "CHAMPION") == first


def test_a_damaged_model_is_neither_promoted_nor_served(home: Home, make_bundle: MakeBundle) -> None:
    good, bad = make_bundle(home, seed=1).version, make_bundle(home, seed=2).version
    registry.promote(home, good)
    card = home.models / bad / "card.json"
    card.write_text(card.read_text().replace("sigmoid", "beta"))
    with pytest.raises(DamagedBundle):
        registry.promote(home, bad)
    assert champion.load(home).version == good
    assert next(entry for entry in registry.list_models(home) if entry.version == bad).damaged


def test_a_model_that_another_version_wrote_is_listed_as_such_and_the_others_still_are(
    home: Home, make_bundle: MakeBundle
) -> None:
    good, other = make_bundle(home, seed=1).version, make_bundle(home, seed=2).version
    card = home.models / other / "card.json"
    card.write_text(card.read_text().replace('"labels_digest"', '"digest_of_labels"'))
    manifest.write(home.models / other)
    said = {entry.version: entry.damaged for entry in registry.list_models(home)}
    assert said[good] == ""
    assert "another version of mingcha" in said[other]


def test_training_the_serving_model_again_never_touches_its_folder(home: Home, make_bundle: MakeBundle) -> None:
    version = make_bundle(home).version
    registry.promote(home, version)
    before = {file: file.stat().st_ino for file in (home.models / version).iterdir()}
    assert make_bundle(home).version == version
    assert {file: file.stat().st_ino for file in (home.models / version).iterdir()} == before
    assert not list(home.models.glob(".*"))


def test_training_a_damaged_model_again_mends_it(home: Home, make_bundle: MakeBundle) -> None:
    version = make_bundle(home).version
    (home.models / version / "trees-00.txt").write_text("")
    assert make_bundle(home).version == version
    assert champion.of_version(home, version).version == version
    assert not list(home.models.glob(".*"))


def test_a_model_is_on_disk_before_anything_points_at_it(
    home: Home, make_bundle: MakeBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    really = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), really(handle)))
    folder = home.models / make_bundle(home).version
    assert {file.stat().st_ino for file in (*folder.iterdir(), folder, home.models)} <= set(synced)
    synced.clear()
    registry.promote(home, folder.name)
    assert synced.index((home.models / "CHAMPION").stat().st_ino) < synced.index(home.models.stat().st_ino)


def test_an_unknown_version_is_a_plain_error_and_changes_nothing(home: Home, make_bundle: MakeBundle) -> None:
    registry.promote(home, make_bundle(home).version)
    for version in ("20200101-00000000", "../outside", ""):
        with pytest.raises(UnknownModel):
            registry.promote(home, version)
    assert len(history.read(home)) == 1


def test_a_challenger_that_is_promoted_is_challenger_no_longer(home: Home, make_bundle: MakeBundle) -> None:
    version = make_bundle(home).version
    registry.challenge(home, version)
    assert pointers.read(home, "CHALLENGER") == version
    registry.promote(home, version)
    assert pointers.read(home, "CHALLENGER") is None
