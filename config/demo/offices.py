"""The offices of the demonstration and the people who work there.

The offices have the names that such offices have; whoever works in them is invented, and the
legal-aid bodies and companies are too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from casework.levels import Level
from casework.models import Organisation, Region, User
from casework.models.organisation import Kind
from casework.organisations import appoint, oversee, serve
from casework.roles import Role
from config.demo.places import SINCE, code_of, load_places

PASSWORD = "peragaan-kawal"  # noqa: S105
"""The published password of every demonstration login."""


@dataclass(frozen=True)
class Office:
    """An office, where it sits and which places it serves (none: it is only asked, or only oversees)."""

    short_name: str
    level: Level
    seat: str
    serves: tuple[str, ...] = ()
    kind: str = ""


OFFICES = {
    "ulak_paceh": Office("Desa Ulak Paceh", Level.VILLAGE, "16.06.13.2001", ("16.06.13.2001",)),
    "tebing_bulang": Office("Desa Tebing Bulang", Level.VILLAGE, "16.06.03.2008", ("16.06.03.2008",)),
    "district": Office("Disnakertrans Musi Banyuasin", Level.DISTRICT, "16.06.01", ("16.06",)),
    "bp3mi": Office("BP3MI Sumatera Selatan", Level.BP3MI, "16.71", ("16",)),
    "police": Office("Polres Musi Banyuasin", Level.POLICE, "16.06.01", ("16.06",)),
    "legal_aid": Office("LBH Contoh Sekayu", Level.LEGAL_AID, "16.06.01", ("16.06",)),
    "other_legal_aid": Office("LBH Contoh Palembang", Level.LEGAL_AID, "16.71", ("16",)),
    "social": Office("Dinsos Musi Banyuasin", Level.OTHER, "16.06.01", ("16.06",), Kind.SOCIAL),
    "health": Office("Dinkes Musi Banyuasin", Level.OTHER, "16.06.01", ("16.06",), Kind.HEALTH),
    "uptd_ppa": Office("UPTD PPA Musi Banyuasin", Level.OTHER, "16.06.01", ("16.06",), Kind.UPTD_PPA),
    "mission": Office("KJRI Johor Bahru", Level.OTHER, "16.71", (), Kind.MISSION),
    "camat_lawan_wetan": Office("Camat Lawan Wetan", Level.OVERSIGHT, "16.06.13", ("16.06.13",), Kind.CAMAT),
    "camat_sungai_keruh": Office("Camat Sungai Keruh", Level.OVERSIGHT, "16.06.03", ("16.06.03",), Kind.CAMAT),
    "dpmd": Office("DPMD Musi Banyuasin", Level.OVERSIGHT, "16.06.01", ("16.06",), Kind.DPMD),
    "sekda": Office("Setda Musi Banyuasin", Level.OVERSIGHT, "16.06.01", ("16.06",), Kind.SEKDA),
    "ministry": Office("KP2MI", Level.OVERSIGHT, "16.71", ("16",), Kind.MINISTRY),
    "polda": Office("Polda Sumatera Selatan", Level.OVERSIGHT, "16.71", ("16",), Kind.POLDA),
    "director": Office("Direktur LBH Contoh Sekayu", Level.OVERSIGHT, "16.06.01", (), Kind.DIRECTOR),
    "kanwil": Office("Kanwil Kemenkum Sumatera Selatan", Level.OVERSIGHT, "16.71", ("16",), Kind.KANWIL),
}

LADDERS = {
    "ulak_paceh": (("camat_lawan_wetan", "dpmd"), ("district",), ("bp3mi",)),
    "tebing_bulang": (("camat_sungai_keruh", "dpmd"), ("district",), ("bp3mi",)),
    "district": (("sekda",), ("bp3mi",), ("ministry",)),
    "bp3mi": (("ministry",),),
    "police": (("polda",),),
    "legal_aid": (("director",), ("kanwil",)),
    "other_legal_aid": (("kanwil",),),
}
"""Who hears of an office's missed deadlines at the first, second and third step."""


@dataclass(frozen=True)
class Worker:
    """Somebody who works in an office."""

    full_name: str
    office: str
    role: Role = Role.OFFICER


STAFF = {
    "siti": Worker("Siti Aminah", "ulak_paceh"),
    "yusuf": Worker("Yusuf Hamdani", "ulak_paceh", Role.HEAD),
    "tono": Worker("Tono Saputra", "tebing_bulang"),
    "kadir": Worker("Abdul Kadir", "tebing_bulang", Role.HEAD),
    "budi": Worker("Budi Santoso", "district"),
    "wulan": Worker("Wulan Sari", "district"),
    "dewi": Worker("Dewi Anggraini", "district", Role.SUPERVISOR),
    "rahman": Worker("Rahman Effendi", "district", Role.HEAD),
    "rina": Worker("Rina Marlina", "bp3mi"),
    "agung": Worker("Agung Prasetyo", "bp3mi"),
    "lestari": Worker("Lestari Handayani", "bp3mi", Role.SUPERVISOR),
    "hendra": Worker("Hendra Gunawan", "bp3mi", Role.HEAD),
    "agus": Worker("Agus Salim", "police"),
    "bambang": Worker("Bambang Sutrisno", "police", Role.HEAD),
    "maya": Worker("Maya Puspita", "legal_aid"),
    "fitri": Worker("Fitri Yani", "legal_aid", Role.SUPERVISOR),
    "irwan": Worker("Irwan Syah", "legal_aid", Role.HEAD),
    "novi": Worker("Novi Andriani", "other_legal_aid"),
    "faisal": Worker("Faisal Rahmat", "other_legal_aid", Role.HEAD),
    "yuni": Worker("Yuni Astuti", "social"),
    "ratna": Worker("Ratna Dewi", "uptd_ppa"),
    "rusdi": Worker("Rusdi Tamrin", "camat_lawan_wetan", Role.HEAD),
    "zainal": Worker("Zainal Abidin", "camat_sungai_keruh", Role.HEAD),
    "nurul": Worker("Nurul Hidayah", "dpmd", Role.SUPERVISOR),
    "anwar": Worker("Anwar Sadat", "sekda", Role.SUPERVISOR),
    "hadi": Worker("Hadi Wibowo", "ministry", Role.HEAD),
    "teguh": Worker("Teguh Raharjo", "polda", Role.SUPERVISOR),
    "sri": Worker("Sri Wahyuni", "director", Role.HEAD),
    "lukman": Worker("Lukman Hakim", "kanwil", Role.SUPERVISOR),
    "ida": Worker("Ida Farida", "ministry", Role.AUDITOR),
    "joko": Worker("Joko Susilo", "ministry", Role.ADMINISTRATOR),
}
"""Login -> who it is. Health office and mission have no account: whoever asks them acts for them."""


@dataclass(frozen=True)
class Cast:
    """The offices by key and the people by login."""

    offices: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    invented: bool = False

    def office_of(self, login: str) -> Organisation:
        return self.offices[STAFF[login].office]

    def village(self, key: str) -> Region:
        """The place a village office serves."""
        return self.offices[key].region


def find_cast() -> Cast | None:
    """The cast of the loaded demonstration; None where it is not loaded or was changed since."""
    users = {user.username: user for user in User.objects.filter(is_demo=True)}
    named = {office.short_name: office for office in Organisation.objects.filter(closed_on__isnull=True)}
    offices = {key: named.get(office.short_name) for key, office in OFFICES.items()}
    found = {key: office for key, office in offices.items() if office is not None}
    return Cast(found, users) if users.keys() >= STAFF.keys() and found.keys() == OFFICES.keys() else None


def build_cast(*, invented: bool = False) -> Cast:
    """Set up places, offices, ladders and people.

    With `invented` they stand beside what is there: other places, names that say so, and nobody can
    log in. Without it the people are demonstration logins with the published password.
    """
    load_places(invented=invented)
    offices = {key: _set_up(office, invented=invented) for key, office in OFFICES.items()}
    for key, ladder in LADDERS.items():
        for step, overseers in enumerate(ladder, start=1):
            for overseer in overseers:
                oversee(offices[overseer], offices[key], step)
    # One salt for all: the password is published. Hashing it once keeps the first start short.
    secret = make_password(None if invented else PASSWORD)
    users = {}
    for login, worker in STAFF.items():
        username = f"rekaan.{login}" if invented else login
        users[login] = User.objects.create(
            username=username,
            email=f"{username}@kawal.invalid",
            full_name=worker.full_name,
            password=secret,
            is_demo=not invented,
        )
        appoint(users[login], offices[worker.office], worker.role, SINCE, None, None)
    return Cast(offices, users, invented)


def _set_up(office: Office, *, invented: bool) -> Organisation:
    name = f"{office.short_name} (rekaan)" if invented else office.short_name
    regions = Region.objects.in_bulk([code_of(code, invented=invented) for code in (office.seat, *office.serves)])
    made = Organisation.objects.create(
        name=name,
        short_name=name,
        level=office.level,
        kind=office.kind,
        region=regions[code_of(office.seat, invented=invented)],
        opened_on=SINCE,
    )
    for code in office.serves:
        serve(made, regions[code_of(code, invented=invented)], SINCE)
    return made
