"""Pages are Indonesian unless somebody chose otherwise."""

from __future__ import annotations

from django.test import Client
from django.utils import translation
from django_countries import countries

from tests.world import World


def test_an_english_browser_gets_indonesian_first(world: World, client: Client) -> None:
    assert "Masuk" in client.get("/masuk/", headers={"accept-language": "en"}).text


def test_the_switch_wins(world: World, client: Client) -> None:
    client.force_login(world.siti)
    client.post("/bahasa/setlang/", {"language": "en", "next": "/kerja/"})
    assert 'lang="en"' in client.get("/kerja/").text


def test_an_account_may_prefer_english(world: World, client: Client) -> None:
    world.siti.language = "en"
    world.siti.save()
    client.force_login(world.siti)
    assert 'lang="en"' in client.get("/kerja/").text


def test_countries_are_called_as_the_page_is_written() -> None:
    names = {}
    for language in ("id", "en"):
        with translation.override(language):
            names[language] = [countries.name(code) for code in ("SA", "KR", "HK")]
    assert names["id"] == ["Arab Saudi", "Korea Selatan", "Hong Kong"]
    assert names["en"] == ["Saudi Arabia", "South Korea", "Hong Kong"]
