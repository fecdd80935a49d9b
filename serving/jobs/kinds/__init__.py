"""The kinds of job. Each module here declares one as KIND, and nothing else needs to know of it."""

import pkgutil
from functools import cache
from importlib import import_module

from serving.jobs.kind import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    found: list[Kind] = [import_module(f"{__name__}.{name}").KIND for name in names]
    return {kind.name: kind for kind in found}
