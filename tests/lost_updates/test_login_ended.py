"""What was typed is not lost when the login ended before it was sent."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework.models import Case, Note, User
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.lost_updates.pages import Page
from tests.screens.pages import carried, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World

pytestmark = pytest.mark.django_db
NOTE = "Ibunya menelepon dari Jeddah."


@pytest.fixture
def parcel(world: World) -> Case:
    return a_parcel(world)


def a_page(case: Case, user: User) -> tuple[Page, Client]:
    page = Page(case, "add_note", user)
    return page, page.browser


def walk_away(browser: Client) -> None:
    session = browser.session
    session["seen"] -= settings.KAWAL_IDLE_SECONDS + 5
    session.save()


def log_in_again(browser: Client, user: User, answer: Any) -> Any:
    """The page that somebody is led to after logging in where `answer` sent him."""
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    browser.force_login(user, backend="config.logins.Accounts")
    return browser.get(answer["Location"].partition("next=")[2], follow=True)


def shown_again(browser: Client, user: User, answer: Any) -> Any:
    """The form that he opens again from there."""
    page = log_in_again(browser, user, answer)
    address = re.search(r'<form method="post" action="(/(?:kasus|baru)[^"]+)"', page.content.decode())
    assert address is not None
    return browser.post(unescape(address[1]), {**carried(page), "cari_nama": ""})


def test_the_form_is_shown_as_it_was_and_sent_once(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    answer = page.send(text=NOTE)
    assert "belum terkirim" in text_of(browser.get(answer["Location"]))

    shown = shown_again(browser, world.siti, answer)

    assert NOTE in text_of(shown)
    assert not Note.objects.exists()
    assert browser.session["unsent"], "kept until it is sent"
    sent = browser.post(f"/kasus/{parcel.uid}/tindakan/add_note/", {**carried(shown), "text": NOTE})
    assert sent.status_code == 302
    assert [note.text for note in Note.objects.all()] == [NOTE]
    assert "unsent" not in browser.session


def test_what_happened_meanwhile_is_told_as_ever(world: World, parcel: Case) -> None:
    browser = signed_in(world.siti)
    address = f"/kasus/{parcel.uid}/langkah/send/"
    form = carried(browser.get(address))
    walk_away(browser)
    answer = browser.post(address, form)
    move(parcel, "send", world.siti_sup)

    shown = shown_again(browser, world.siti, answer)

    assert carried(shown).get("version", form["version"]) == form["version"]
    assert fresh(parcel).version == int(form["version"]) + 1


def test_also_where_another_page_was_opened_before(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    browser.get(reverse("work"))

    shown = shown_again(browser, world.siti, page.send(text=NOTE))

    assert NOTE in text_of(shown)


def test_every_page_leads_to_it(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    log_in_again(browser, world.siti, page.send(text=NOTE))

    assert reverse("unsent") in browser.get(reverse("work")).content.decode()
    browser.post(reverse("unsent"))
    assert reverse("unsent") not in browser.get(reverse("work")).content.decode()


def test_a_half_typed_opening_comes_back(world: World) -> None:
    browser = signed_in(world.siti)
    form = carried(browser.get("/baru/toy/"))
    walk_away(browser)

    shown = shown_again(browser, world.siti, browser.post("/baru/toy/", {**form, "content": "Beras dan sarung"}))

    assert "Beras dan sarung" in shown.content.decode()
    assert not Parcel.objects.exists()


def test_a_colleague_who_logs_in_there_does_not_read_it(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    answer = page.send(text=NOTE)

    shown = log_in_again(browser, world.siti2, answer)

    assert NOTE not in text_of(shown)
    assert reverse("unsent") not in browser.get(reverse("work")).content.decode()
    assert "unsent" not in browser.session


def test_whose_login_had_ended_is_forgotten_with_the_next_one(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    log_in_again(browser, world.siti2, page.send(text=NOTE))
    User.objects.filter(pk=world.siti2.pk).update(is_active=False)

    browser.post(f"/kasus/{parcel.uid}/tindakan/add_note/", {**page.carries, "text": "Yang ditulis orang lain."})

    assert "unsent" not in browser.session


def test_it_can_be_thrown_away(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)
    log_in_again(browser, world.siti, page.send(text=NOTE))

    browser.post(reverse("unsent"))

    assert "unsent" not in browser.session


def test_a_file_is_chosen_again(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    walk_away(browser)

    shown = log_in_again(browser, world.siti, page.send(text=NOTE, file=SimpleUploadedFile("a.txt", b"a")))

    assert "harus dipilih lagi" in text_of(shown)


def test_whose_session_is_gone_is_told_that_nothing_was_sent(world: World, parcel: Case) -> None:
    page, browser = a_page(parcel, world.siti)
    Session.objects.all().delete()

    answer = page.send(text=NOTE)

    assert "belum terkirim" in text_of(browser.get(answer["Location"]))


def test_what_is_filled_in_elsewhere_as_passwords_is_kept_nowhere(world: World) -> None:
    browser = signed_in(world.siti)
    browser.get(reverse("password_change"))
    walk_away(browser)

    browser.post(reverse("password_change"), {"old_password": "lama", "new_password1": "baru", "new_password2": "baru"})

    assert "unsent" not in browser.session


def test_choosing_a_language_before_logging_in_is_no_form_that_was_not_sent() -> None:
    login = f"{reverse('login')}?next=/kerja/"
    answer = Client().post(reverse("set_language"), {"language": "id", "next": login}, follow=True)
    assert "belum terkirim" not in text_of(answer)


def test_logging_out_is_no_form_that_was_not_sent(world: World) -> None:
    browser = signed_in(world.siti)
    for idle in (False, True):
        browser.force_login(world.siti, backend="config.logins.Accounts")
        browser.get(reverse("work"))
        if idle:
            walk_away(browser)
        assert "belum terkirim" not in text_of(browser.post(reverse("logout"), follow=True))
