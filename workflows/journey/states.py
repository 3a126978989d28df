"""Groups of states that the moves name, and the states in which a journey may begin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

PRE = (
    "interest_registered",
    "village_verification",
    "village_cleared",
    "district_registration",
    "selection",
    "competence_preparation",
    "medical_check",
    "placement_agreement",
    "document_processing",
    "pre_departure_orientation",
    "departure_verification",
    "ready_to_depart",
)
"""Before the departure."""

HELD = ("returned_for_completion", "suspended", "failed_departure")
"""Before the departure, and not going on."""

ABROAD = ("departed", "in_placement", "contract_extension", "contact_lost", "nonprocedural_abroad")
"""Gone, with or without papers."""

HOME = ("arrived_home", "rehabilitation", "reintegration")
"""Back."""

CAN_DIE = ("ready_to_depart", *ABROAD, "home_leave", "in_distress", "return_in_progress", *HOME)
"""Where a death is handled by a death file; before that it only ends the journey."""

SCHEME_OPEN = ("interest_registered", "village_verification", "village_cleared", "district_registration")
"""Before the district has put the worker on the path of a scheme."""

UNDER_CONTRACT = ("departed", "in_placement", "contact_lost", "home_leave")
"""Where the end of the contract must be watched; in an extension it is being dealt with."""


class Entry(models.TextChoices):
    """In which state a journey begins."""

    INTEREST = "interest_registered", _("Baru berminat bekerja di luar negeri")
    PLACED = "in_placement", _("Sudah bekerja di luar negeri dengan dokumen resmi")
    NONPROCEDURAL = "nonprocedural_abroad", _("Sudah di luar negeri tanpa dokumen resmi atau belum diketahui")
    HOME = "arrived_home", _("Sudah pulang ke desa")


class EntryMode(models.TextChoices):
    """How the journey came into the records."""

    REGISTERED = "registered", _("Pendaftaran")
    CENSUS = "census", _("Pendataan warga di luar negeri")
    RETURNED = "returned", _("Pendataan warga yang sudah pulang")
    AGAIN = "again", _("Berangkat lagi setelah perjalanan sebelumnya")


ENTRY_MODES = {
    Entry.INTEREST: EntryMode.REGISTERED,
    Entry.PLACED: EntryMode.CENSUS,
    Entry.NONPROCEDURAL: EntryMode.CENSUS,
    Entry.HOME: EntryMode.RETURNED,
}

NONPROCEDURAL = "nonprocedural"
"""The code that stands for no scheme of the law."""
