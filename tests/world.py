"""The offices and people everybody knows: a small Musi Banyuasin, with an outsider.

Alice-and-Bob of this suite: `siti` works in the village Ulak Paceh, `budi` in the district, `rina` at
BP3MI, `agus` at the police, `maya` at the legal-aid body; `outsider` works in a village of another district.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from casework import clock
from casework.levels import Level
from casework.models import Case, Organisation, Person, Region, User
from casework.organisations import oversee
from casework.roles import Role
from tests.factories.places import (
    MUSI_BANYUASIN,
    SOUTH_SUMATRA,
    TEBING_BULANG,
    ULAK_PACEH,
    an_office,
    an_officer,
    places,
)


@dataclass
class World:
    """Offices by short name, people by name."""

    village: Organisation
    other_village: Organisation
    district: Organisation
    bp3mi: Organisation
    police: Organisation
    legal_aid: Organisation
    other_legal_aid: Organisation
    mission: Organisation
    ministry: Organisation
    faraway: Organisation
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(f"Nobody here is called {name}.") from None

    def worker(self, name: str = "Rudi Hartono", village: str = ULAK_PACEH, **fields: Any) -> Person:
        """A worker of Ulak Paceh, registered by its village office."""
        return Person.objects.create(
            full_name=name,
            village=Region.objects.get(code=village),
            created_at=clock.now(),
            created_by=self.siti,
            created_office=self.village,
            birth_date=fields.pop("birth_date", date(1995, 5, 17)),
            sex=fields.pop("sex", "M"),
            **fields,
        )

    def member(self, office: Organisation, role: Role = Role.OFFICER) -> User:
        """Somebody of an office in a role, whoever it is."""
        return User.objects.filter(memberships__organisation=office, memberships__role=role).order_by("pk")[0]


OFFICES: dict[str, tuple[Level, str, str, str]] = {
    "village": (Level.VILLAGE, ULAK_PACEH, "", "Desa Ulak Paceh"),
    "other_village": (Level.VILLAGE, TEBING_BULANG, "", "Desa Tebing Bulang"),
    "district": (Level.DISTRICT, MUSI_BANYUASIN, "", "Disnakertrans Musi Banyuasin"),
    "bp3mi": (Level.BP3MI, SOUTH_SUMATRA, "", "BP3MI Sumatera Selatan"),
    "police": (Level.POLICE, MUSI_BANYUASIN, "", "Polres Musi Banyuasin"),
    "legal_aid": (Level.LEGAL_AID, MUSI_BANYUASIN, "", "LBH Sekayu"),
    "other_legal_aid": (Level.LEGAL_AID, SOUTH_SUMATRA, "", "LBH Palembang"),
    "mission": (Level.OTHER, SOUTH_SUMATRA, "mission", "KJRI Johor Bahru"),
    "ministry": (Level.OVERSIGHT, SOUTH_SUMATRA, "ministry", "KP2MI"),
    "faraway": (Level.VILLAGE, "16.03.01", "", "Desa lain"),
}
OVERSEERS = {
    "village": "district",
    "other_village": "district",
    "district": "bp3mi",
    "bp3mi": "ministry",
    "police": "ministry",
    "legal_aid": "ministry",
}
OFFICERS = {
    "siti": "village",
    "tono": "other_village",
    "budi": "district",
    "rina": "bp3mi",
    "agus": "police",
    "maya": "legal_aid",
    "dewi": "other_legal_aid",
    "hadi": "ministry",
    "outsider": "faraway",
}
RANKS = {
    "": ("Petugas", Role.OFFICER),
    "2": ("Kedua", Role.OFFICER),
    "_sup": ("Penyelia", Role.SUPERVISOR),
    "_head": ("Kepala", Role.HEAD),
}


def build() -> None:
    """Store the offices of the world with an officer, a second officer, a supervisor and a head each."""
    places()
    offices = {key: an_office(level, code, kind=kind, name=name) for key, (level, code, kind, name) in OFFICES.items()}
    for key, overseer in OVERSEERS.items():
        oversee(offices[overseer], offices[key], 1)
    for name, office in OFFICERS.items():
        for title, role in RANKS.values():
            an_officer(offices[office], f"{name.title()} {title}", role)


def load() -> World:
    """The world as it is stored."""
    offices = {office.name: office for office in Organisation.objects.all()}
    users = {user.full_name: user for user in User.objects.all()}
    world = World(**{key: offices[name] for key, (_level, _code, _kind, name) in OFFICES.items()})
    for name in OFFICERS:
        for suffix, (title, _role) in RANKS.items():
            world.people[name + suffix] = users[f"{name.title()} {title}"]
    return world


@pytest.fixture
def world(_django_db_helper: None) -> World:
    """The world; tests that ask for it work in a database where it is already there."""
    return load()


def request_id() -> uuid.UUID:
    return uuid.uuid4()


def fresh(case: Case) -> Case:
    """The case as it stands now, as an instance of its own kind."""
    return type(case).objects.get(pk=case.pk)
