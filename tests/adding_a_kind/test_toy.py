"""A kind of case is one folder: the toy is driven through checks and screens, and nothing else knows it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from casework import rulebook
from casework.checks import problems_of
from casework.models import DeadlineRule, Proposal
from casework.roles import Role
from tests.factories.cases import fresh
from tests.factories.places import an_officer
from tests.screens.pages import carried, rows_of, signed_in, text_of
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel
from tests.world import World

PRODUCT = ("casework", "workflows", "notifications", "config", "templates", "bench")


def test_nothing_in_the_product_names_it() -> None:
    files = [path for folder in PRODUCT for path in (settings.BASE_DIR / folder).rglob("*.*")]
    texts = {path: path.read_text() for path in files if path.suffix in (".py", ".html", ".toml", ".sql")}
    known = [str(path) for path, text in texts.items() if re.search(r"\btoy\b|\bparcel\b|tests\.", text, re.I)]
    assert known == []


def test_its_workflow_is_sound() -> None:
    assert list(problems_of(ToyFlow)) == []


def test_its_own_rule_stands_in_its_own_folder(world: World) -> None:
    assert (settings.BASE_DIR / "tests" / "toy" / "rulebook") in rulebook.folders()
    assert "toy.waiting" not in {row.code for row in rulebook.read_folder(settings.KAWAL_RULEBOOK).rules}
    assert DeadlineRule.objects.get(code="toy.waiting").label_en == "Parcel waiting"


def send(browser: Client, address: str, **data: str) -> str:
    """Open a form, fill it in, send it; returns where it led."""
    response = browser.post(address, {**carried(browser.get(address)), **data})
    assert response.status_code == 302, text_of(response)
    return response.headers["Location"]


@pytest.fixture
def sent(world: World) -> Parcel:
    """Opened in the village by its screens and handed to the district."""
    siti = signed_in(world.siti)
    assert "Paket" in text_of(siti.get("/baru/"))
    where = send(siti, "/baru/toy/", content="Beras")
    assert "Dilaporkan" in text_of(siti.get(where))
    send(siti, f"{where}langkah/send/")
    return Parcel.objects.get()


def test_it_goes_from_opening_to_its_end_on_the_screens(world: World, sent: Parcel) -> None:
    budi, here = signed_in(world.budi), f"/kasus/{sent.uid}/"
    assert sent.number in rows_of(budi.get("/kerja/"))

    send(budi, f"{here}langkah/accept_handover/")
    send(budi, f"{here}langkah/weigh/", grams="900")
    send(signed_in(world.budi_sup), f"{here}langkah/put_off/", reason="other", reason_text="Menunggu timbangan baru.")
    assert "Paket menunggu" in text_of(budi.get(here))
    send(budi, f"{here}langkah/carry_on/")
    send(budi, f"{here}langkah/finish/")
    proposal = Proposal.objects.get(case_id=sent.pk)
    send(signed_in(world.budi2), f"{here}usulan/{proposal.pk}/", decision="confirm")

    assert (fresh(sent).state, fresh(sent).is_open) == ("done", False)
    told = text_of(budi.get(here))
    for words in ("Kirim", "Terima serah terima", "Timbang", "Tunda", "Lanjut", "Selesai"):
        assert words in told


def test_it_is_found_by_its_number_and_its_history_is_audited(world: World, sent: Parcel) -> None:
    budi = signed_in(world.budi)
    found = budi.post("/cari/", {"query": sent.number}, follow=True)
    assert sent.number in found.content.decode()
    auditor = signed_in(an_officer(world.district, "Tari Pemeriksa", Role.AUDITOR))
    assert "Kirim" in text_of(auditor.get(f"/riwayat/{sent.uid}/"))


def test_its_chart_and_its_bpmn_show_every_state(world: World, sent: Parcel) -> None:
    budi = signed_in(world.budi)
    drawing = ET.fromstring(budi.get(f"/kasus/{sent.uid}/bagan.svg").content)  # noqa: S314 (our own drawing)
    words = " ".join(drawing.itertext())
    assert all(str(node.label) in words for node in ToyFlow.stages().values() if node.is_open)
    bpmn = budi.get(f"/kasus/{sent.uid}/bagan.bpmn").content.decode()
    assert all(state in bpmn for state in ToyFlow.stages())
