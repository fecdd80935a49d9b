"""基础数据: every registry as one table."""

from collections.abc import Callable, Iterator

import pandas as pd

from experiments.county.cells import DAY, MU, PLAIN, SQUARE_METRES, YUAN, Column
from experiments.county.registrar import Registrar
from experiments.county.style import Style
from experiments.county.tables import Table
from experiments.county.words import Words
from experiments.county.world import World

FOLDER = "基础数据"
OWNERS = {
    "resident": "公安局",
    "official": "财政局",
    "cadre": "组织部",
    "kin": "纪委监委",
    "party_member": "组织部",
    "death": "公安局",
    "moved_away": "公安局",
    "disability": "残联",
    "vehicle": "公安局交警大队",
    "property": "自然资源局",
    "enterprise": "市场监管局",
    "land": "农业农村局",
}


def _resident(w: Registrar) -> list[Column]:
    people = w.people
    person = pd.Series(people.index)
    code = Column("code", PLAIN, w.villages["code"].to_numpy()[people["village"]])
    return [
        *w.who(person),
        w.code("sex", people["male"]),
        Column("birth", DAY, people["registered_birth"]),
        Column("household", PLAIN, people["household_code"].to_numpy()),
        w.code("relation", people["relation"]),
        *w.where(people["village"]),
        code,
    ]


def _official(w: Registrar) -> list[Column]:
    frame = w.world.official
    return [
        *w.who(frame["person"]),
        w.code("unit", frame["unit"]),
        w.code("official_kind", frame["kind"]),
        *w.terms(frame),
    ]


def _cadre(w: Registrar) -> list[Column]:
    frame = w.world.cadre
    return [*w.who(frame["person"]), *w.where(frame["village"]), w.code("post", frame["post"]), *w.terms(frame)]


def _kin(w: Registrar) -> list[Column]:
    frame = w.world.kin
    holder = w.who(frame["person"], "holder_name", "holder_id")
    return [*holder, *w.who(frame["relative"], "relative_name", "relative_id"), w.code("kin", frame["kin"])]


def _party_member(w: Registrar) -> list[Column]:
    return w.who(w.world.party_member["person"])


def _death(w: Registrar) -> list[Column]:
    frame = w.world.death[w.world.death["registered"] <= w.world.calendar.last]
    return [
        *w.who(frame["person"]),
        Column("died", DAY, frame["died"]),
        Column("registered_death", DAY, frame["registered"]),
    ]


def _moved_away(w: Registrar) -> list[Column]:
    frame = w.world.moved_away
    return [*w.who(frame["person"]), Column("moved", DAY, frame["moved"]), w.code("reason", frame["reason"])]


def _disability(w: Registrar) -> list[Column]:
    dated = w.style.certificates_dated
    frame = w.world.disability if dated else w.world.disability.drop_duplicates("person", keep="last")
    issued = [Column("issued", DAY, frame["issued"])] if dated else []
    until = Column("valid_until", DAY, frame["valid_until"])
    return [*w.who(frame["person"]), w.code("level", frame["level"], first=1), *issued, until]


def _vehicle(w: Registrar) -> list[Column]:
    frame = w.world.vehicle
    return [
        *w.who(frame["person"]),
        w.code("vehicle_kind", frame["kind"]),
        Column("price", YUAN, frame["price"]),
        Column("registered", DAY, frame["registered"]),
        w.code("vehicle_status", frame["status"]),
    ]


def _property(w: Registrar) -> list[Column]:
    frame = w.world.property
    return [
        *w.who(frame["person"]),
        Column("floor_area", SQUARE_METRES, frame["floor_area"]),
        w.code("property_kind", frame["kind"]),
        Column("registered_property", DAY, frame["registered"]),
    ]


def _enterprise(w: Registrar) -> list[Column]:
    frame = w.world.enterprise
    role = [w.code("role", frame["role"])] if w.style.role_column else []
    return [
        *w.who(frame["person"]),
        w.code("enterprise_kind", frame["kind"]),
        Column("capital", YUAN, frame["capital"]),
        w.code("enterprise_status", frame["status"]),
        Column("founded", DAY, frame["founded"]),
        *role,
    ]


def _land(w: Registrar) -> list[Column]:
    frame = w.world.land
    household = Column("household", PLAIN, w.people["household_code"].to_numpy()[frame["person"]])
    return [
        *w.who(frame["person"]),
        household,
        Column("contracted", MU, frame["contracted"]),
        Column("leased", MU, frame["leased"]),
    ]


COLUMNS: dict[str, Callable[[Registrar], list[Column]]] = {
    "resident": _resident,
    "official": _official,
    "cadre": _cadre,
    "kin": _kin,
    "party_member": _party_member,
    "death": _death,
    "moved_away": _moved_away,
    "disability": _disability,
    "vehicle": _vehicle,
    "property": _property,
    "enterprise": _enterprise,
    "land": _land,
}


def tables(world: World, style: Style, seed: int) -> Iterator[Table]:
    """The registries that the county hands over."""
    for registry, columns in COLUMNS.items():
        if registry in style.without:
            continue
        words = Words(seed, OWNERS[registry])
        name = words.one("registries", registry)
        listed = tuple(columns(Registrar(world, words, style)))
        # Whom a row of the population register is about: the ids in it are mistyped too.
        people = world.people["resident_id"].to_numpy() if registry == "resident" else None
        yield Table(FOLDER, name, OWNERS[registry], name, listed, owners=people)
