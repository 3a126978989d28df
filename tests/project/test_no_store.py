"""Pages of people who are logged in stay in no cache."""

from __future__ import annotations

from django.test import Client

from tests.world import World


def test_a_page_of_somebody_logged_in_is_not_stored(world: World, client: Client) -> None:
    client.force_login(world.siti)
    assert client.get("/kerja/")["Cache-Control"] == "no-store"
