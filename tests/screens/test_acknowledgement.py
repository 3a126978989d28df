"""The paper the complainant takes home."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories.cases import move, put
from tests.factories.parcels import a_parcel
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World


def address(parcel: Parcel) -> str:
    return f"/kasus/{parcel.uid}/tanda-terima/"


def test_it_says_number_day_office_and_what_happens_by_when(world: World, clock: Any) -> None:
    clock.set(datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta")))
    parcel = a_parcel(world)
    shown = text_of(signed_in(world.siti).get(address(parcel)))
    for said in (
        parcel.number,
        "Desa Ulak Paceh",
        "Diterima: 23 November 2026, 09.00 WIB.",
        "Tahap sekarang: Dilaporkan, di Desa Ulak Paceh.",
        "26 November 2026",
    ):
        assert said in shown


def test_it_names_nobody(world: World, parcel: Parcel) -> None:
    put(parcel, person=world.worker("Rudi Hartono"))
    assert "Rudi Hartono" not in text_of(signed_in(world.siti).get(address(parcel)))


def test_who_sees_the_status_only_prints_nothing(world: World, parcel: Parcel) -> None:
    move(parcel, "alarm", world.siti)
    assert signed_in(world.siti2).get(address(parcel)).status_code == 404
    assert signed_in(world.outsider).get(address(parcel)).status_code == 404
