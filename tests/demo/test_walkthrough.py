"""The walks go from opening to end, through every level they name."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casework.models import Case, Deadline, Event, Organisation, Step, User
from config.demo.offices import build_cast
from config.demo.playing import Play, Scene
from config.demo.walks import WALKS

pytestmark = pytest.mark.django_db

HASH = re.compile(r"#\d+ [0-9a-f]{64}$", re.MULTILINE)


def told(*arguments: str, **options: object) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("walkthrough", *arguments, stdout=out, no_color=True, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_runs_to_its_end_through_every_level_it_names(name: str) -> None:
    scenes: list[Scene] = []
    case = WALKS[name].script(Play(build_cast(invented=True), scenes.append))
    assert (case.state, case.is_open, case.holder) == (WALKS[name].ends_in, False, None)
    assert set(Step.objects.values_list("holder__level", flat=True)) == set(WALKS[name].levels)
    assert not Case.objects.filter(finished__isnull=True).exists()
    assert not Deadline.objects.filter(met_at=None, ended_at=None).exclude(kind="expected").exists()


def test_every_scene_names_the_event_that_the_chain_holds() -> None:
    scenes: list[Scene] = []
    WALKS["complaint"].script(Play(build_cast(invented=True), scenes.append))
    chained = {(event.case_uid, event.seq): bytes(event.hash).hex() for event in Event.objects.all()}
    assert [chained[scene.case.uid, scene.seq] for scene in scenes] == [scene.hash for scene in scenes]


def test_it_tells_who_where_until_when_and_the_hash() -> None:
    text = told("complaint")
    assert "Siti Aminah, Desa Ulak Paceh" in text
    assert "Ditugaskan → Klarifikasi kesatu" in text
    assert re.search(r"Tenggat \d+ \w+ \d{4}: 3 hari kerja dari", text)
    assert "Dasar: D02" in text
    assert len(HASH.findall(text)) > 20
    assert "berakhir: Ditutup" in text


def test_without_a_name_it_plays_all_four() -> None:
    text = told()
    assert all(str(walk.title) in text for walk in WALKS.values())


def test_nothing_of_it_is_kept() -> None:
    assert "ditarik kembali" in told("legal_aid")
    assert not Case.objects.exists()
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_in_a_demonstration_it_can_be_kept(settings) -> None:
    settings.KAWAL_DEMO = True
    told("legal_aid", keep=True)
    assert Case.objects.filter(kind="legal_aid", state="closed").exists()


def test_elsewhere_it_is_never_kept() -> None:
    with pytest.raises(CommandError, match="KAWAL_DEMO=1"):
        told("legal_aid", keep=True)


def test_its_own_offices_and_people_say_that_they_are_invented() -> None:
    cast = build_cast(invented=True)
    assert all("(rekaan)" in office.name for office in cast.offices.values())
    assert not any(user.has_usable_password() or user.is_demo for user in cast.users.values())


def test_it_plays_beside_offices_that_serve_the_same_places() -> None:
    build_cast()
    User.objects.filter(username="siti").update(is_demo=False)
    assert "(rekaan)" in told("legal_aid")


def test_it_uses_the_offices_of_the_demonstration_where_they_are() -> None:
    build_cast()
    assert "(rekaan)" not in told("legal_aid")


def test_an_unknown_walk_is_refused_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="journey, complaint, legal_aid, trafficking"):
        told("moon")


def test_without_tables_it_says_what_to_do_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["django_migrations"])
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        told("complaint")
