"""Lists on paper: what is only for the screen stays away, and tables stay tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.driving import Desk, Office, day
from tests.legal_aid.cases import under_mandate
from tests.world import World

pytestmark = pytest.mark.browser

PAPER: ViewportSize = {"width": 672, "height": 950}
"""The text of an A4 sheet, in CSS pixels."""


def printed(desk: Desk, address: str) -> tuple[str, bool]:
    """What a page says on paper, and whether it is wider than the sheet."""
    desk.page.emulate_media(media="print")
    desk.page.set_viewport_size(PAPER)
    desk.go(address)
    return desk.page.inner_text("body"), desk.page.evaluate("document.documentElement.scrollWidth") > PAPER["width"]


def test_lists_of_services_are_fit_for_paper(office: Office, world: World) -> None:
    case = f"/kasus/{under_mandate(world, 'non_litigation').uid}/"
    maya = office.desk(world.maya)
    maya.act(
        case, "record_service", kind="negotiation", performed_on=day(), provider="Adv. Dewi", minutes=90, result="Ya."
    )
    for address in ("/layanan/", f"{case}layanan/"):
        words, is_too_wide = printed(maya, address)
        assert not is_too_wide
        assert "Negosiasi\t1\t90" in words
        for only_on_screen in ("Terapkan", "Keluar", "Cetak halaman ini", "Butuh bantuan?"):
            assert only_on_screen not in words
