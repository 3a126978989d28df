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


def build() -> World:
    """The offices of the world with an officer, a second officer, a supervisor and a head each."""
    places()
    village = an_office(Level.VILLAGE, ULAK_PACEH, name="Desa Ulak Paceh")
    other_village = an_office(Level.VILLAGE, TEBING_BULANG, name="Desa Tebing Bulang")
    district = an_office(Level.DISTRICT, MUSI_BANYUASIN, name="Disnakertrans Musi Banyuasin")
    bp3mi = an_office(Level.BP3MI, SOUTH_SUMATRA, name="BP3MI Sumatera Selatan")
    police = an_office(Level.POLICE, MUSI_BANYUASIN, name="Polres Musi Banyuasin")
    legal_aid = an_office(Level.LEGAL_AID, MUSI_BANYUASIN, name="LBH Sekayu")
    other_legal_aid = an_office(Level.LEGAL_AID, SOUTH_SUMATRA, name="LBH Palembang")
    mission = an_office(Level.OTHER, SOUTH_SUMATRA, kind="mission", name="KJRI Johor Bahru")
    ministry = an_office(Level.OVERSIGHT, SOUTH_SUMATRA, kind="ministry", name="KP2MI")
    faraway = an_office(Level.VILLAGE, "16.03.01", name="Desa lain")
    for office, overseer, step in [
        (village, district, 1),
        (other_village, district, 1),
        (district, bp3mi, 1),
        (bp3mi, ministry, 1),
        (police, ministry, 1),
        (legal_aid, ministry, 1),
    ]:
        oversee(overseer, office, step)
    world = World(
        village, other_village, district, bp3mi, police, legal_aid, other_legal_aid, mission, ministry, faraway
    )
    for name, office in [
        ("siti", village),
        ("tono", other_village),
        ("budi", district),
        ("rina", bp3mi),
        ("agus", police),
        ("maya", legal_aid),
        ("dewi", other_legal_aid),
        ("hadi", ministry),
        ("outsider", faraway),
    ]:
        world.people[name] = an_officer(office, f"{name.title()} Petugas")
        world.people[f"{name}2"] = an_officer(office, f"{name.title()} Kedua")
        world.people[f"{name}_sup"] = an_officer(office, f"{name.title()} Penyelia", Role.SUPERVISOR)
        world.people[f"{name}_head"] = an_officer(office, f"{name.title()} Kepala", Role.HEAD)
    return world


@pytest.fixture
def world(db: None) -> World:
    return build()


def request_id() -> uuid.UUID:
    return uuid.uuid4()


def fresh(case: Case) -> Case:
    """The case as it stands now, as an instance of its own kind."""
    return type(case).objects.get(pk=case.pk)
