"""Every deadline on a case's page says why it is what it is."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from django.urls import reverse

from casework.models import Case, User
from tests.complaint.given import FILLED, WIB, at_district, emergency, running
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.screens.pages import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def reasons(user: User, case: Case) -> list[str]:
    """Why each running deadline of a case is due when it is, as the page says it, in its order."""
    page = signed_in(user).get(reverse("case", args=[case.uid])).content.decode()
    said = [unescape(text).strip() for text in re.findall(r'<dd class="kw-soft">(.*?)</dd>', page, flags=re.S)]
    return [text for text in said if text.startswith("Tenggat")]


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[arg-type,misc]


def test_working_days_over_eid_name_the_days_off(world: World, clock: Clock) -> None:
    clock.set(wib(2026, 3, 13, 9))
    case = at_district(world, "triage")
    assert reasons(world.budi, case)[:2] == [
        (
            "Tenggat 25 Maret 2026: 3 hari kerja dari 13 Maret 2026, 5 hari libur (Cuti Bersama Hari Suci Nyepi, "
            "Hari Suci Nyepi, Cuti Bersama Hari Raya Idul Fitri)."
        ),
        (
            "Tenggat 10 April 2026: 14 hari kerja dari 13 Maret 2026, 6 hari libur (Cuti Bersama Hari Suci Nyepi, "
            "Hari Suci Nyepi, Cuti Bersama Hari Raya Idul Fitri…)."
        ),
    ]


def test_a_pause_is_named_while_it_lasts_and_afterwards(world: World, clock: Clock) -> None:
    clock.set(wib(2026, 11, 23, 9))
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    assert reasons(world.budi, case)[1:] == [
        "Tenggat belum dapat ditentukan: 14 hari kerja dari 23 November 2026, dijeda sejak 23 November 2026.",
        "Tenggat belum dapat ditentukan: 60 hari kalender dari 23 November 2026, dijeda sejak 23 November 2026.",
    ]
    clock.set(wib(2026, 11, 26, 9))
    assert reasons(world.budi, teleport(case, "triage"))[1:] == [
        "Tenggat 16 Desember 2026: 14 hari kerja dari 23 November 2026, jeda 3 hari kerja.",
        "Tenggat 25 Januari 2027: 60 hari kalender dari 23 November 2026, jeda 3 hari.",
    ]


def test_an_extension_is_named(world: World, clock: Clock) -> None:
    clock.set(wib(2026, 11, 23, 9))
    case = at_district(world, "triage")
    more = {"deadline": running(case)["D02"].pk, "amount": 5, "reason": "complexity", "reason_text": "Banyak berkas."}
    do(case, "extend_deadline", world.budi_sup, **more)
    assert reasons(world.budi, case)[0] == (
        "Tenggat 3 Desember 2026: 3 hari kerja dari 23 November 2026, diperpanjang 5 hari kerja."
    )


def test_an_emergency_is_counted_in_hours(world: World, clock: Clock) -> None:
    clock.set(wib(2026, 11, 21, 22, 15))
    assert reasons(world.rina, emergency(world)) == [
        "Tenggat 22 November 2026, 00.15 WIB: 2 jam dari 21 November 2026, 22.15 WIB.",
        (
            "Tenggat 11 Desember 2026: 14 hari kerja dari 21 November 2026, masuk pada hari libur, "
            "dihitung dari 23 November 2026."
        ),
    ]


def test_months_end_on_the_last_day_of_a_short_month(world: World, clock: Clock) -> None:
    clock.set(wib(2026, 8, 31, 9))
    case = at_district(world, "unresolved_informed")
    assert reasons(world.budi, case)[1] == "Tenggat 28 Februari 2027: 6 bulan dari 31 Agustus 2026."
