"""The registers of a county as tables of the warehouse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.city.columns import as_table, words
from experiments.city.files import Files
from experiments.city.plan import Part
from experiments.county.chance import Ints
from experiments.county.registry_files import COLUMNS, OWNERS
from experiments.county.words import Words
from experiments.county.world import World

RELATION = ("head", "spouse", "son", "daughter", "father", "mother")
OFFICIAL = ("regular", "temporary", "welfare_post", "retired")
POST = ("party_secretary", "director", "clerk", "supervisor", "women", "other")
KIN = ("spouse", "son", "daughter", "father", "mother", "brother", "sister", "family")
REASON = ("work", "study", "marriage", "bought_home")
VEHICLE = ("car", "truck", "tricycle", "motorcycle", "wheelchair")
VEHICLE_STATUS = ("normal", "scrapped", "transferred")
PROPERTY = ("commercial_flat", "resettlement", "self_built", "shop")
ENTERPRISE = ("sole_trader", "cooperative", "company")
ENTERPRISE_STATUS = ("active", "deregistered", "revoked")
ROLE = ("legal_person", "shareholder")
Columns = dict[str, Any]


class Registers:
    """Turns the registers of one world into tables; `person`, `name`, `household`: the keys of its residents."""

    def __init__(self, world: World, part: Part, person: Ints, name: Ints, household: Ints) -> None:
        self.world, self.part = world, part
        self.person, self.name, self.household = person, name, household

    def tables(self, files: Files) -> dict[str, pa.Table]:
        """Every register, in the order in which its file is numbered."""
        found = {}
        for name in COLUMNS:
            made: Callable[[], Columns] = getattr(self, f"_{name}")
            columns = made()
            count = len(columns["person_key" if name != "kin" else "cadre_key"])
            found[name] = as_table(name, count, columns | files.register(name, count))
        return found

    def _words(self, registry: str, codes: str) -> list[str]:
        return Words(self.part.seed, OWNERS[registry]).codes(codes)

    def _village(self, number: pd.Series) -> Ints:
        village: Ints = number.to_numpy() + self.part.villages + 1
        return village

    def _terms(self, frame: pd.DataFrame) -> Columns:
        if not self.part.style.terms:
            return {}
        since = frame["since"]
        return {"since": since, "until": frame["until"], "happened": since, "known": since}

    def _resident(self) -> Columns:
        people = self.world.people
        return {
            "person_key": self.person,
            "name_key": self.name,
            "sex": words(people["male"], ["female", "male"]),
            "birth": people["registered_birth"],
            "household_key": self.household[people["household"]],
            "relation": words(people["relation"], RELATION),
            "village_key": self._village(people["village"]),
        }

    def _official(self) -> Columns:
        frame = self.world.official
        return {
            "person_key": self.person[frame["person"]],
            "unit": words(frame["unit"], self._words("official", "unit")),
            "kind": words(frame["kind"], OFFICIAL),
            **self._terms(frame),
        }

    def _cadre(self) -> Columns:
        frame = self.world.cadre
        return {
            "person_key": self.person[frame["person"]],
            "village_key": self._village(frame["village"]),
            "post": words(frame["post"], POST),
            "post_name": words(frame["post"], self._words("cadre", "post")),
            **self._terms(frame),
        }

    def _kin(self) -> Columns:
        frame = self.world.kin
        return {
            "cadre_key": self.person[frame["person"]],
            "relative_key": self.person[frame["relative"]],
            "relation": words(frame["kin"], KIN),
            "relation_name": words(frame["kin"], self._words("kin", "kin")),
        }

    def _party_member(self) -> Columns:
        return {"person_key": self.person[self.world.party_member["person"]]}

    def _death(self) -> Columns:
        frame = self.world.death[self.world.death["registered"] <= self.world.calendar.last]
        return {
            "person_key": self.person[frame["person"]],
            "death_date": frame["died"],
            "registered": frame["registered"],
            "happened": frame["died"],
            "known": frame["registered"],
        }

    def _moved_away(self) -> Columns:
        frame = self.world.moved_away
        return {
            "person_key": self.person[frame["person"]],
            "moved": frame["moved"],
            "reason": words(frame["reason"], REASON),
            "reason_name": words(frame["reason"], self._words("moved_away", "reason")),
            "happened": frame["moved"],
            "known": frame["moved"],
        }

    def _disability(self) -> Columns:
        dated = self.part.style.certificates_dated
        every = self.world.disability
        frame = (
            every[every["issued"] <= self.world.calendar.last]
            if dated
            else every.drop_duplicates("person", keep="last")
        )
        issued = dict.fromkeys(("issued", "happened", "known"), frame["issued"]) if dated else {}
        held = self.person[frame["person"]]
        return {"person_key": held, "level": frame["level"], "valid_until": frame["valid_until"], **issued}

    def _vehicle(self) -> Columns:
        frame = self.world.vehicle
        return {
            "person_key": self.person[frame["person"]],
            "kind": words(frame["kind"], VEHICLE),
            "kind_name": words(frame["kind"], self._words("vehicle", "vehicle_kind")),
            "price_fen": np.round(frame["price"] * 100),
            "status": words(frame["status"], VEHICLE_STATUS),
            **dict.fromkeys(("registered", "happened", "known"), frame["registered"]),
        }

    def _property(self) -> Columns:
        frame = self.world.property
        return {
            "person_key": self.person[frame["person"]],
            "kind": words(frame["kind"], PROPERTY),
            "kind_name": words(frame["kind"], self._words("property", "property_kind")),
            "floor_area_m2": frame["floor_area"],
            **dict.fromkeys(("registered", "happened", "known"), frame["registered"]),
        }

    def _enterprise(self) -> Columns:
        frame = self.world.enterprise
        return {
            "person_key": self.person[frame["person"]],
            "kind": words(frame["kind"], ENTERPRISE),
            "kind_name": words(frame["kind"], self._words("enterprise", "enterprise_kind")),
            "capital_fen": np.round(frame["capital"] * 100),
            "status": words(frame["status"], ENTERPRISE_STATUS),
            **({"role": words(frame["role"], ROLE)} if self.part.style.role_column else {}),
            **dict.fromkeys(("founded", "happened", "known"), frame["founded"]),
        }

    def _land(self) -> Columns:
        frame = self.world.land
        return {
            "person_key": self.person[frame["person"]],
            "household_key": self.household[self.world.people["household"].to_numpy()[frame["person"]]],
            "contracted_mu": frame["contracted"],
            "leased_mu": frame["leased"],
        }
