"""The office above finds what it was asked, and answers once; nobody else finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import engine
from casework.clock import now
from casework.models import Escalation, Party
from casework.organisations import appoint, oversee
from casework.roles import Role
from tests.conftest import Clock
from tests.factories.cases import put
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY
from tests.screens.pages import signed_in, text_of
from tests.sweep.given import acts_of
from tests.world import World


@pytest.fixture
def asked(world: World, clock: Clock) -> Escalation:
    """The district is asked about a deadline that the village missed."""
    clock.set(MONDAY)
    oversee(world.district, world.village, 1)
    parcel = a_parcel(world)
    due_at = parcel.deadlines.get(kind="stage").due_at
    assert due_at is not None
    clock.set(due_at + timedelta(minutes=1))
    engine.sweep()
    return Escalation.objects.get(organisation=world.district)


def test_the_head_above_finds_it_in_the_menu_and_in_the_list(world: World, asked: Escalation) -> None:
    said = text_of(signed_in(world.budi_head).get(reverse("escalations")))
    assert asked.case.number in said
    assert world.village.name in said
    assert reverse("escalations") in signed_in(world.budi_head).get("/kerja/").content.decode()


def test_the_answer_is_kept_once_and_stops_the_climbing(world: World, asked: Escalation) -> None:
    client, address = signed_in(world.budi_head), reverse("escalation", args=[asked.pk])
    request_id = client.get(address).context["form"].initial["request_id"]
    sent = {"answer": "Kami datangi desa besok pagi.", "request_id": str(request_id)}
    for _click in range(2):
        assert client.post(address, sent).headers["Location"] == reverse("escalations")
    asked.refresh_from_db()
    assert (asked.answer, asked.acknowledged_by) == (sent["answer"], world.budi_head)
    assert acts_of(asked.case).count("escalation_answered") == 1
    holder = text_of(signed_in(world.siti_head).get(reverse("case", args=[asked.case.uid])))
    assert f"Tanggapan: {sent['answer']}" in holder
    assert asked.case.number not in text_of(client.get(reverse("escalations")))


def test_without_words_nothing_is_answered(world: World, asked: Escalation) -> None:
    client, address = signed_in(world.budi_head), reverse("escalation", args=[asked.pk])
    request_id = client.get(address).context["form"].initial["request_id"]
    response = client.post(address, {"answer": " ", "request_id": str(request_id)})
    assert response.status_code == 200
    asked.refresh_from_db()
    assert asked.is_open


@pytest.mark.parametrize("who", ["siti_head", "outsider_head", "budi", "rina_head"])
def test_nobody_of_another_office_and_no_mere_officer_finds_it(world: World, asked: Escalation, who: str) -> None:
    client = signed_in(getattr(world, who))
    assert client.get(reverse("escalation", args=[asked.pk])).status_code == 404
    assert asked.case.number not in text_of(client.get(reverse("escalations")))


def test_the_list_costs_the_same_however_long_it_is(world: World, asked: Escalation) -> None:
    client = signed_in(world.budi_head)
    client.get(reverse("escalations"))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("escalations"))
    assert len(captured) <= 8


def test_of_a_sealed_case_the_office_above_sees_stage_and_dates_only(world: World, asked: Escalation) -> None:
    put(asked.case, sealed=True, severity="E")
    client = signed_in(world.budi_head)
    for address in (reverse("escalations"), reverse("escalation", args=[asked.pk])):
        said = text_of(client.get(address))
        assert asked.case.number in said
        assert asked.deadline.rule.name not in said
        assert "Identitas disegel" in said


def test_whom_the_case_is_about_does_not_find_it_nor_who_works_for_its_party(world: World, asked: Escalation) -> None:
    page = reverse("escalations")
    Party.objects.create(case=asked.case, role="respondent", sort="person", name="B", user=world.budi_head, since=now())
    Party.objects.create(case=asked.case, role="respondent", sort="office", organisation=world.police, since=now())
    assert asked.case.number not in text_of(signed_in(world.budi_head).get(page))
    appoint(world.budi_sup, world.police, Role.OFFICER, MONDAY.date(), None, None)
    assert asked.case.number not in text_of(signed_in(world.budi_sup).get(page))
