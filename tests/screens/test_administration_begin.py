"""An empty installation asks for its first administrator, once, and only from whoever has the code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from casework.administration import is_empty, kept_code, make_code
from casework.models import Event, Organisation, User
from config.management.commands import serve
from tests.factories.places import SOUTH_SUMATRA, a_user, places

PASSWORD = "lima ekor kerbau berenang"


@pytest.fixture(autouse=True)
def data(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.KAWAL_DATA = tmp_path / "data"
    return settings.KAWAL_DATA


def answers(code: str, **more: str) -> dict[str, str]:
    return {
        "code": code,
        "ministry": "Kementerian P2MI",
        "region": SOUTH_SUMATRA,
        "region_query": "",
        "region_searched": "",
        "full_name": "Ani Pengelola",
        "username": "ani",
        "email": "",
        "password": PASSWORD,
        "again": PASSWORD,
        **more,
    }


@pytest.mark.parametrize("address", ["/", "/masuk/", "/kerja/", "/pengaturan/", "/pengaturan/akun/", "/cari/"])
def test_every_page_leads_to_the_first_one(client, address):
    assert client.get(address).url == reverse("begin")


def test_monitoring_is_answered_all_the_same(client):
    assert client.get("/healthz").status_code == 503


def test_without_places_the_page_says_how_to_load_them(client):
    said = client.get(reverse("begin")).content.decode()

    assert "manage.py import_regions" in said
    assert 'name="code"' not in said


def test_the_first_administrator_begins_and_logs_in(client):
    places()

    response = client.post(reverse("begin"), answers(make_code()))

    ani, office = User.objects.get(), Organisation.objects.get()
    assert response.url.startswith(reverse("login"))
    assert ani.check_password(PASSWORD)
    assert (office.level, office.kind, office.name) == ("oversight", "ministry", "Kementerian P2MI")
    assert ani.has_perm("administer", office)
    acts = list(Event.objects.filter(case_uid=office.uid).order_by("seq").values_list("act", flat=True))
    assert acts == ["office.opened", "office.membership_begun"]
    client.force_login(ani)
    assert client.get(reverse("administration")).status_code == 200


def test_afterwards_the_page_does_not_exist_and_the_code_is_gone(client, django_capture_on_commit_callbacks):
    places()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("begin"), answers(make_code()))

    assert client.get(reverse("begin")).status_code == 404
    assert client.post(reverse("begin"), answers("x")).status_code == 404
    assert kept_code() is None
    assert client.get("/masuk/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("code", "0000-0000-0000-0000-0000", "Kode penyiapan salah"),
        ("again", "something else entirely", "Kedua kata sandi tidak sama"),
        ("password", "short", "Kedua kata sandi tidak sama"),
        ("username", "a b", "Masukkan nama pengguna"),
        ("region", "", "Bidang ini tidak boleh kosong"),
    ],
)
def test_a_wrong_answer_makes_nobody(client, field, value, complaint):
    places()
    right = answers(make_code())

    response = client.post(reverse("begin"), {**right, field: value})

    assert complaint in response.content.decode()
    assert is_empty()
    assert not Organisation.objects.exists()


def test_a_weak_password_is_refused(client):
    places()

    response = client.post(reverse("begin"), answers(make_code(), password="password1234", again="password1234"))

    assert "terlalu umum" in response.content.decode()
    assert is_empty()


def test_without_a_code_on_the_console_nobody_begins(client):
    places()

    assert "Kode penyiapan salah" in client.post(reverse("begin"), answers("x")).content.decode()
    assert is_empty()


def test_the_code_stays_the_same_and_is_for_its_owner_only(data):
    code = make_code()

    assert make_code() == code
    assert (data / "setup_code").stat().st_mode & 0o777 == 0o600
    assert len(code) >= 20


def test_the_start_prints_the_code_while_nobody_has_an_account():
    said = StringIO()
    command = serve.Command(stdout=said)
    command.port = 8000

    command.announce()
    assert f"set-up code: {kept_code()}" in said.getvalue()
    a_user("Ani")
    said.truncate(0)
    command.announce()

    assert "set-up code" not in said.getvalue()


def test_the_command_prints_the_code_until_somebody_has_an_account(capsys):
    call_command("setup_code")
    assert capsys.readouterr().out.strip() == kept_code()
    a_user("Ani")

    with pytest.raises(CommandError, match="somebody has an account already"):
        call_command("setup_code")


def test_an_anonymous_visitor_costs_one_query_until_somebody_is_seen(client, django_assert_num_queries):
    a_user("Ani")
    with django_assert_num_queries(1):
        client.get("/masuk/")

    with django_assert_num_queries(0):
        client.get("/masuk/")
