"""What the police did, as the history of the referral says it: in words, and each thing once."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access import Depth
from casework.history import timeline
from casework.models import Case, User
from tests.complaint.given import at_district, referral
from tests.factories.cases import do, move
from tests.world import World

FILED = {"number": "LP/B/7/2026", "unit": "Subdit IV", "investigator": "Ipda Yusuf", "investigator_phone": "0711 1"}


@pytest.fixture
def at_police(world: World) -> Case:
    case = referral(world, at_district(world, "triage"), world.budi, world.police, "police_report")
    return move(case, "accept_referral", world.agus)


def told(case: Case, by: User, **data: Any) -> list[str]:
    """The lines of the newest entry, after the police's progress was recorded."""
    do(case, "record_police_progress", by, **data)
    return timeline(case, Depth.FULL).entries[0].details.splitlines()


def test_status_and_dates_are_said_in_words(world: World, at_police: Case) -> None:
    filed = {**FILED, "reported_on": "2026-11-02"}
    lines = told(at_police, world.agus, status="investigation", investigation_ordered_on="2026-11-03", **filed)
    assert sorted(lines) == [
        "Nomor laporan polisi: LP/B/7/2026",
        "Penyelidik/penyidik: Ipda Yusuf",
        "Satuan: Subdit IV",
        "Status: Konsultasi SPKT → Penyidikan",
        "Tanggal laporan: 2 November 2026",
        "Tanggal surat perintah penyidikan: 3 November 2026",
        "Telepon penyidik: 0711 1",
    ]


def test_what_stays_as_it_was_is_said_once_as_well(world: World, at_police: Case) -> None:
    told(at_police, world.agus, status="inquiry", reported_on="2026-11-02", **FILED)
    lines = told(at_police, world.agus, status="inquiry", number=FILED["number"], sp2hp_code="A1", difficulty="hard",
                 sp2hp_on="2026-11-04")  # fmt: skip
    assert [line for line in lines if line.startswith("Status")] == ["Status: Penyelidikan"]
    assert "Tanggal SP2HP: 4 November 2026" in lines
    assert "Kesulitan: Sulit" in lines
    assert len(lines) == len({line.partition(":")[0] for line in lines})
