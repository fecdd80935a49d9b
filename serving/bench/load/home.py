"""The county that is measured: fictional, through bureau files, with a model trained on its own outcomes."""

import shutil
import sys
from pathlib import Path

from experiments import county
from records.home import Home
from records.imports.importing import import_folder
from serving.scan.service import scan
from training import run
from training.home import mlflow_home, registry

PEOPLE, SEED = 60_000, 7


def county_home(folder: Path) -> Home:
    """The home, made unless it is there already; it appears when it is whole."""
    whole = folder / f"served-{PEOPLE}"
    if not whole.exists():
        part = folder / f".served-{PEOPLE}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            made = Home(part / "home")
            _fill(made, part / "files")
            mlflow_home.move(made, Home(whole))  # MLflow keeps the places of its files whole
            made.path.rename(whole)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Home(whole)


def _fill(home: Home, files: Path) -> None:
    print(f"a county of {PEOPLE:,} people", file=sys.stderr, flush=True)
    county.write(files, PEOPLE, SEED)
    import_folder(home, files)
    print("training on it", file=sys.stderr, flush=True)
    # Whatever the gate says: it is measured how fast the model is, not how well it ranks.
    registry.promote(home, run.train(home, who="benchmark").version, "benchmark", override="measured, not served")
    scan(home)
