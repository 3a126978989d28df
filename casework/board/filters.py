"""What can be asked of the board: which part, and what it is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """What is late: the kinds of deadline, and an escalation that waits for an answer."""

    STAGE = "stage", _("Tahap")
    ACCEPTANCE = "acceptance", _("Serah terima dan rujukan belum dijawab")
    EXPECTED = "expected", _("Surat dari pihak lain")
    PROPOSAL = "proposal", _("Keputusan kepala")
    OVERALL = "overall", _("Seluruh kasus")
    EXTRA = "extra", _("Kewajiban samping")
    ESCALATION = "escalation", _("Eskalasi belum ditanggapi")


class When(models.TextChoices):
    """Which part of the board is shown."""

    LATE = "late", _("Terlambat")
    SOON = "soon", _("Jatuh tempo dalam 3 hari")
    PAUSED = "paused", _("Dijeda")


BANDS = {"0-3": (0, 3), "4-7": (3, 7), "8-30": (7, 30), "31": (30, None)}
"""Bands of age by code: more than so many days late, at most so many."""


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; each empty value means all. `office`, `officer` are opaque ids."""

    when: str = When.LATE
    office: str = ""
    officer: str = ""
    item: str = ""
    kind: str = ""
    stage: str = ""
    band: str = ""
    severity: str = ""
    region: str = ""

    def with_(self, **changed: str) -> Filters:
        """The same with some of them changed."""
        return replace(self, **changed)

    def query(self) -> dict[str, str]:
        """What stands in an address for them."""
        stated = {name: str(value) for name, value in self.__dict__.items() if value}
        return {name: value for name, value in stated.items() if (name, value) != ("when", When.LATE)}
