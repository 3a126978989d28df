"""Guards of clarification, mediation, sanction, referral."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework.levels import Level
from casework.models import Party
from workflows.complaint import categories
from workflows.complaint.guards.common import has_child_victim
from workflows.complaint.kinds import Promise

if TYPE_CHECKING:
    from casework.acting import Act

SANCTIONED_SORTS = (Party.Sort.P3MI, Party.Sort.UKPS)
ABSENCES_FOR_SANCTION = 2


def respondent_exists(act: Act) -> Any:
    if not act.parties("respondent"):
        return _("Belum ada pihak yang diadukan. Tambah pihak dulu.")
    return None


def no_second_clarification_yet(act: Act) -> Any:
    if act.case.second_clarification_on is not None:
        return _("Klarifikasi kedua atas hal ini sudah dilaksanakan; pilih mediasi atau rekomendasi sanksi.")
    return None


def absence_is_recorded(act: Act) -> Any:
    if act.data.get("cause") == "no_show" and not act.case.no_shows:
        return _("Ketidakhadiran belum dicatat. Gunakan Catat klarifikasi.")
    return None


def mediation_is_allowed(act: Act) -> Any:
    """Forbidden for trafficking, violence, sexual violence, confinement, severity E and child victims."""
    case = act.case
    if case.is_emergency:
        return _("Kasus darurat tidak dimediasi.")
    if categories.forbids_mediation(act, case.category):
        return _("Kategori ini tidak boleh dimediasi: %(category)s.") % {"category": case.headline()}
    if has_child_victim(act):
        return _("Kasus dengan korban anak tidak dimediasi.")
    return None


def village_never_mediates(act: Act) -> Any:
    if act.office is not None and act.office.level == Level.VILLAGE:
        return _("Desa tidak membuka mediasi.")
    return None


def party_can_be_sanctioned(act: Act) -> Any:
    if not any(party.sort in SANCTIONED_SORTS for party in act.parties("respondent")):
        return _("Sanksi hanya direkomendasikan terhadap P3MI atau UKPS. Periksa jenis pihak yang diadukan.")
    return None


def sanction_has_its_ground(act: Act) -> Any:
    """Admitted but unmet, twice not there, or a breach: what the record shows, not what is said."""
    case, code = act.case, act.data.get("reason")
    if code == "no_show" and case.no_shows < ABSENCES_FOR_SANCTION:
        return _("Ketidakhadiran baru tercatat %(count)s kali; sanksi memerlukan dua kali.") % {"count": case.no_shows}
    if code == "commitment_unmet" and case.promise not in (Promise.FIRST_COMMITMENT, Promise.SECOND_COMMITMENT):
        return _("Belum ada komitmen yang tercatat.")
    if code == "agreement_breached" and case.promise != Promise.AGREEMENT:
        return _("Belum ada perjanjian bersama yang tercatat.")
    return None


def referral_is_open(act: Act) -> Any:
    if not act.open_children:
        return _("Belum ada rujukan yang berjalan. Buka rujukan dulu.")
    return None


def victim_is_safe(act: Act) -> Any:
    if act.case.is_emergency and act.case.safe_since is None:
        return _("Korban belum tercatat aman; kasus darurat tidak dapat menunggu.")
    return None
