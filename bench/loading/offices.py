"""An invented province full of offices, set up by the product's own functions."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password

from casework.levels import Level
from casework.models import Organisation, Region, User
from casework.models.organisation import Kind
from casework.organisations import appoint, oversee, serve
from casework.roles import Role

SINCE = date(2024, 1, 1)
PROVINCE = "98"
PASSWORD = "measured-by-kawal"  # noqa: S105
"""The password of everybody here; the database holds nobody real."""
OFFICERS = 4
"""Officers of a district besides its head and its supervisor."""
BP3MIS = 5


def build(districts: int) -> None:
    """Store so many districts with a village each, five BP3MI above them and the ministry above all.

    Logins: `d7_head`, `d7_sup`, `d7_0` to `d7_3`, `v7_0`, `b1_sup`, `ministry_head`; `everywhere` works in
    all districts.
    """
    password = make_password(PASSWORD)
    _places(districts)
    ministry = _office(Level.OVERSIGHT, PROVINCE, "Kementerian", kind=Kind.MINISTRY)
    _staff(ministry, password, {"ministry_head": Role.HEAD})
    everywhere = _user("everywhere", password)
    above = [_office(Level.BP3MI, PROVINCE, f"BP3MI {n}", serves=n == 0) for n in range(min(BP3MIS, districts))]
    for n, bp3mi in enumerate(above):
        oversee(ministry, bp3mi, 1)
        _staff(bp3mi, password, {f"b{n}_sup": Role.SUPERVISOR, f"b{n}_head": Role.HEAD})
    for n in range(districts):
        district = _office(Level.DISTRICT, code_of(n), f"Kabupaten {n}")
        village = _office(Level.VILLAGE, village_of(n), f"Desa {n}")
        oversee(above[n % len(above)], district, 1)
        oversee(ministry, district, 2)
        oversee(district, village, 1)
        ranks = {f"d{n}_head": Role.HEAD, f"d{n}_sup": Role.SUPERVISOR}
        _staff(district, password, ranks | {f"d{n}_{each}": Role.OFFICER for each in range(OFFICERS)})
        _staff(village, password, {f"v{n}_0": Role.OFFICER})
        appoint(everywhere, district, Role.OFFICER, SINCE, None, None)


def code_of(district: int) -> str:
    """The code of a district by its number."""
    return f"{PROVINCE}.{district + 1:02}"


def village_of(district: int) -> str:
    """The code of the one village of a district."""
    return f"{code_of(district)}.01.2001"


def _places(districts: int) -> None:
    rows = [(PROVINCE, 1)]
    for n in range(districts):
        rows += [(code_of(n), 2), (f"{code_of(n)}.01", 3), (village_of(n), 4)]
    Region.objects.bulk_create(
        Region(
            code=code,
            name=f"Tempat {code}",
            path=f"Tempat {code}",
            level=level,
            parent_id=code.rpartition(".")[0] or None,
            valid_from=SINCE,
        )
        for code, level in rows
    )


def _office(level: Level, code: str, name: str, *, kind: str = "", serves: bool = True) -> Organisation:
    region = Region.objects.get(code=code)
    office = Organisation.objects.create(
        name=name, short_name=name, level=level, kind=kind, region=region, opened_on=SINCE
    )
    if serves:
        serve(office, region, SINCE)
    return office


def _user(login: str, password: str) -> User:
    return User.objects.create(username=login, email=f"{login}@example.org", full_name=login, password=password)


def _staff(office: Organisation, password: str, ranks: dict[str, Role]) -> None:
    for login, role in ranks.items():
        appoint(_user(login, password), office, role, SINCE, None, None)
