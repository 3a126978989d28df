"""One whole case of each kind, from its opening to its end, through every level it crosses.

Each walk is a script: who does what, one line an act. Where a move could also wait for time to pass
(the complainant's silence, a reminder), the walk takes the way that needs none: a written agreement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.levels import Level
from casework.models import Case
from config.demo.playing import Play
from config.demo.walks import complaint, journey, legal_aid, trafficking

HOME_TO_BP3MI = (Level.VILLAGE, Level.DISTRICT, Level.BP3MI)


@dataclass(frozen=True)
class Walk:
    """A walk: its title, the levels that hold a case on its way, the state its case ends in, its script."""

    title: Any
    levels: tuple[Level, ...]
    ends_in: str
    script: Callable[[Play], Case]


WALKS = {
    "journey": Walk(
        _("Perjalanan: desa, Disnaker, BP3MI, luar negeri, kembali ke desa"), HOME_TO_BP3MI, "completed", journey.walk
    ),
    "complaint": Walk(
        _("Pengaduan: desa, Disnaker, BP3MI, rujukan, uang kembali"),
        (*HOME_TO_BP3MI, Level.LEGAL_AID),
        "closed",
        complaint.walk,
    ),
    "legal_aid": Walk(
        _("Bantuan hukum: Posbankum desa, pemberi bantuan hukum, pengadilan"),
        (Level.VILLAGE, Level.LEGAL_AID),
        "closed",
        legal_aid.walk,
    ),
    "trafficking": Walk(
        _("Perdagangan orang: desa, BP3MI darurat, polisi, bantuan hukum, pemulihan"),
        (Level.VILLAGE, Level.BP3MI, Level.POLICE, Level.LEGAL_AID, Level.OTHER),
        "closed",
        trafficking.walk,
    ),
}
