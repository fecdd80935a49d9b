"""Promotion and rollback: the pointer moves and the act is recorded at once; cases and MLflow follow.

From the first step on every scan and every program that loads the champion has the new model; the second, `follow`,
brings the open cases and MLflow's aliases in line, which takes seconds to minutes. A crash between the two is mended by
`mingcha models rescore`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy.orm import Session

from records.errors import MingchaError
from serving.audit import log
from serving.models import rescoring
from serving.models.reordering import Reordering
from serving.refusals import NoScan

if TYPE_CHECKING:
    from serving.database import Database

Act = Literal["promoted", "rolled back"]


@dataclass(frozen=True)
class Switch:
    """Which model serves now, and which did before."""

    act: Act
    version: str
    previous: str | None
    overridden: tuple[str, ...]  # what the gate held against it


@dataclass(frozen=True)
class Followed:
    """How the order of the open cases changed; `told` says why nothing was rescored, where nothing was."""

    reordering: Reordering | None
    told: str


def promote(database: "Database", version: str, who: str, why: str = "", override: str = "") -> Switch:
    """Put a model into use. Raises UnknownModel, DamagedBundle, GateClosed; nothing changes then."""
    from training.home import registry

    registry.promote(database.home, version, who, why, override)
    return recorded(database)


def rollback(database: "Database", who: str, why: str = "") -> Switch:
    """Put the model before this one back into use. Raises UnknownModel, DamagedBundle."""
    from training.home import registry

    registry.rollback(database.home, who, why)
    return recorded(database)


def recorded(database: "Database") -> Switch:
    """Write the newest act into the audit log too; a training that promoted its model ends with this."""
    with database.writing() as session:
        return record(session)


def record(session: Session) -> Switch:
    """As `recorded`, in the caller's transaction."""
    from training.home import history

    done = next(entry for entry in reversed(history.read(session.info["home"])) if entry.act != "trained")
    overridden = tuple(said.en for said in done.overridden)
    act: Act = "promoted" if done.act == "promoted" else "rolled back"
    told = {"previous": done.previous, "why": done.why, "overridden": "; ".join(overridden)}
    log.write(session, done.who, f"model.{act.replace(' ', '_')}", f"model:{done.version}", **told)
    return Switch(act, done.version, done.previous, overridden)


def follow(database: "Database") -> Followed:
    """Rescore the open cases and let MLflow's aliases follow; what stands in the way never undoes the switch."""
    from training.home import registry

    found, told = None, ""
    try:
        done = rescoring.rescore(database)
        found, told = (done.reordering, "") if done else (None, "The cases were scored by it already.")
    except NoScan as nothing_yet:
        told = str(nothing_yet)
    except MingchaError as error:
        told = f"The open cases still have the scores of the model before: {error}"
    registry.align(database.home)
    return Followed(found, told)
