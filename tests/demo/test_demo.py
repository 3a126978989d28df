"""The demonstration: what is in it, that it is sound, and where it never goes."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory, override_settings
from django.urls import reverse

from casework import clock
from casework.levels import Level
from casework.models import Case, Deadline, Organisation, Person, Region, Step, User
from casework.organisations import overseers
from config.demo.logins import logins
from config.demo.offices import LADDERS, OFFICES, find_cast
from workflows.legal_aid.models import Hearing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """An installation with the demonstration, loaded once; every test takes back what it changed itself."""
    with django_db_blocker.unblock(), override_settings(KAWAL_DEMO=True), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def open_cases() -> Any:
    return Case.objects.filter(finished__isnull=True)


def test_it_has_the_two_villages_with_their_workers_abroad(demo: None) -> None:
    abroad = Person.objects.filter(cases__kind="journey", cases__entry_mode="census").distinct()
    assert abroad.filter(village="16.06.13.2001").count() == 17
    assert abroad.filter(village="16.06.03.2008").count() == 13
    ulak_paceh = Case.objects.filter(kind="journey", entry_mode="census", region="16.06.13.2001")
    assert {str(case.pmijourney.destination) for case in ulak_paceh} == {"MY"}
    tebing_bulang = Case.objects.filter(kind="journey", entry_mode="census", region="16.06.03.2008")
    assert {str(case.pmijourney.destination) for case in tebing_bulang} == {"TR", "BG", "AE", "HK"}


def test_everybody_in_it_is_marked_as_invented(demo: None) -> None:
    assert not Person.objects.filter(is_invented=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not Person.objects.exclude(nik="").exists()


def test_it_needs_no_file_of_places(demo: None) -> None:
    assert (
        Region.objects.get(code="16.06.03.2008").path == "Tebing Bulang, Sungai Keruh, Musi Banyuasin, Sumatera Selatan"
    )


def test_all_kinds_are_there_in_many_states(demo: None) -> None:
    counts = {
        kind: Case.objects.filter(kind=kind).count() for kind in ("journey", "complaint", "legal_aid", "referral")
    }
    assert sum(counts.values()) >= 20
    assert all(count >= 3 for count in counts.values()), counts
    assert Case.objects.values("kind", "state").distinct().count() >= 25


def test_every_office_of_the_lower_levels_has_work(demo: None) -> None:
    held = set(open_cases().values_list("holder__level", flat=True))
    assert held >= {Level.VILLAGE, Level.DISTRICT, Level.BP3MI, Level.POLICE, Level.LEGAL_AID}


def test_some_are_overdue_at_village_bp3mi_and_legal_aid(demo: None) -> None:
    late = open_cases().filter(due_at__lt=clock.now())
    assert set(late.values_list("holder__level", flat=True)) == {Level.VILLAGE, Level.BP3MI, Level.LEGAL_AID}
    waiting = Deadline.objects.filter(kind="expected", met_at=None, ended_at=None, due_at__lt=clock.now())
    assert {"D19", "D22"} <= set(waiting.values_list("rule__code", flat=True))


def test_some_handovers_wait_and_one_was_sent_back(demo: None) -> None:
    waiting = Step.objects.filter(finished=None, accepted_at=None).exclude(process__kind="referral")
    assert {step.holder.level for step in waiting} == {Level.DISTRICT, Level.BP3MI, Level.LEGAL_AID}
    assert Step.objects.filter(outcome="return_handover").count() == 1


def test_one_is_sealed_for_trafficking_some_paused_some_ended(demo: None) -> None:
    victim = Case.objects.get(kind="complaint", complaintcase__is_trafficking=True)
    assert victim.sealed
    assert victim.holder.level == Level.BP3MI
    states = set(Case.objects.values_list("state", flat=True))
    assert {"awaiting_completion", "returned_for_completion", "suspended"} <= states
    assert {"closed", "completed", "withdrawn"} <= states


def test_the_legal_aid_body_has_a_hearing_ahead(demo: None) -> None:
    assert Hearing.objects.filter(status=Hearing.Status.PLANNED, held_on__gt=clock.now().date()).exists()


def test_the_database_finds_every_case_sound(demo: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(kawal_check_case(id)) FROM casework_case")
        assert cursor.fetchone() == (Case.objects.count(),)


def test_overseers_stand_on_every_step_of_the_ladder(demo: None) -> None:
    cast = find_cast()
    today = clock.now().date()
    for key, ladder in LADDERS.items():
        found = overseers(cast.offices[key], today)
        assert [len(found[step]) for step in sorted(found)] == [len(step) for step in ladder]


def test_loading_it_again_changes_nothing(demo: None) -> None:
    before = (Case.objects.count(), User.objects.count(), Organisation.objects.count())
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "already" in out.getvalue()
    assert (Case.objects.count(), User.objects.count(), Organisation.objects.count()) == before
    assert before[2] == len(OFFICES)


def test_every_published_login_works(demo: None) -> None:
    for _label, login, password in logins():
        user = authenticate(RequestFactory().get("/"), username=login, password=password)
        assert user is not None, login
        assert user.is_demo


def test_the_operator_sees_her_work_after_logging_in(demo: None, client: Any) -> None:
    assert client.login(request=RequestFactory().get("/"), username="siti", password=dict(_passwords())["siti"])
    assert client.get(reverse("home"), follow=True).status_code == 200


def _passwords() -> Iterator[tuple[str, str]]:
    for _label, login, password in logins():
        yield login, password
