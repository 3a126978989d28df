"""What must hold for the moves and acts of a legal-aid case; each answers in words what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from casework import rulebook
from casework.levels import Level
from casework.models import Party
from workflows.legal_aid.papers import mandates, missing_papers

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Organisation

REOPENED_AT_ANY_TIME = ("judicial_review", "new_evidence")
DEATH_STATES = {"journey": ("deceased", "closed_deceased"), "complaint": ("death_handling",)}


def body_has_no_conflict(act: Act) -> Any:
    """Neither the body nor its officers are a party, and it does not help the other side."""
    body = _body(act)
    if body is None:
        return None
    if any(party.organisation_id == body.pk for party in act.parties()) or _helps_the_other_side(act, body):
        return _("Ada benturan kepentingan pada %(body)s. Pilih pemberi bantuan hukum lain.") % {"body": body}
    return None


def _body(act: Act) -> Organisation | None:
    chosen = act.data.get("receiving_office")
    if chosen is not None:
        return chosen
    holder = act.case.holder
    return holder if holder is not None and holder.level == Level.LEGAL_AID else None


def _helps_the_other_side(act: Act, body: Organisation) -> bool:
    opponents = [party.person_id for party in act.parties(Party.Role.RESPONDENT) if party.person_id]
    if not opponents:
        return False
    cases = apps.get_model("legal_aid", "LegalAidCase").objects
    return cases.filter(person__in=opponents, holder=body, finished__isnull=True).exists()


def is_no_emergency(act: Act) -> Any:
    """Severity E never waits."""
    if act.case.is_emergency:
        return _("Kasus darurat tidak boleh menunggu: gunakan Terima lebih dahulu atau lanjutkan layanan.")
    return None


def is_emergency(act: Act) -> Any:
    if not act.case.is_emergency:
        return _("Hanya kasus darurat yang dapat diterima sebelum berkas lengkap.")
    return None


def papers_are_complete(act: Act) -> Any:
    """All papers, or what the law lets stand for them (PP 42/2013)."""
    missing = missing_papers(act)
    if missing:
        return _("Berkas belum lengkap: %(papers)s.") % {"papers": ", ".join(missing)}
    return None


def completion_time_has_passed(act: Act) -> Any:
    """An application lapses only after the time to complete it (D26)."""
    running = [deadline for deadline in act.deadlines() if deadline.rule.code == "D26"]
    if any(deadline.due_at is None or deadline.due_at > act.now for deadline in running):
        return _("Tenggat melengkapi berkas (D26) belum lewat.")
    return None


def mandate_paper_is_there(act: Act) -> Any:
    if not mandates(act):
        return _("Surat kuasa khusus belum ada di berkas: tambahkan dokumennya lebih dahulu.")
    return None


def mandate_is_valid(act: Act) -> Any:
    """No service without a mandate that still holds."""
    if not act.case.has_mandate:
        return _("Surat kuasa belum ada atau sudah berakhir. Catat surat kuasa khusus yang baru lebih dahulu.")
    return None


def heirs_sign_for_the_dead(act: Act) -> Any:
    """After the client's death only the heirs can give a mandate."""
    if "signed_by" in act.data and act.data["signed_by"] != "heirs" and client_has_died(act):
        return _("Klien tercatat meninggal dunia: surat kuasa ditandatangani ahli waris.")
    return None


def client_lives_or_heirs_signed(act: Act) -> Any:
    """The client's death ends the mandate, wherever it was recorded; service goes on for the heirs only."""
    if act.case.mandate_by != "heirs" and client_has_died(act):
        return _("Klien tercatat meninggal dunia: akhiri kuasanya, lalu catat surat kuasa ahli waris.")
    return None


def client_has_died(act: Act) -> bool:
    """By this case, or by a linked journey or complaint of the same person."""
    return act.case.client_died or any(
        other.state in DEATH_STATES.get(other.kind, ()) for other in act.linked if other.person_id == act.case.person_id
    )


def mediation_is_allowed(act: Act) -> Any:
    """No mediation in trafficking, violence, sexual violence, confinement, severity E, or with a child."""
    planned = [*(act.data.get("services") or []), act.data.get("kind")]
    if "mediation" not in planned:
        return None
    if act.case.is_emergency or act.is_about_child or any(_forbids_mediation(act, code) for code in _categories(act)):
        return _("Mediasi dilarang untuk kasus darurat, kekerasan, perdagangan orang, penyekapan atau korban anak.")
    return None


def _categories(act: Act) -> set[str]:
    linked = [getattr(other, "category", "") for other in act.linked if other.kind == "complaint"]
    return {code for code in [act.case.category, *linked] if code}


def _forbids_mediation(act: Act, code: str) -> bool:
    row = rulebook.entry("complaint_categories", code, act.today, act.reference_version)
    return bool(row.attributes.get("forbids_mediation"))


def no_hearing_is_waiting(act: Act) -> Any:
    if act.case.state == "litigation" and act.case.next_hearing is not None:
        return _("Sidang %(date)s belum dicatat hasilnya. Catat hasilnya atau batalkan jadwalnya lebih dahulu.") % {
            "date": act.case.next_hearing.strftime("%d-%m-%Y")
        }
    return None


def no_appeal_runs(act: Act) -> Any:
    if act.case.appeal_runs_on(act.today):
        return _("Batas waktu upaya hukum sedang berjalan; kasus tidak dapat ditangguhkan.")
    return None


def execution_is_settled(act: Act) -> Any:
    case = act.case
    if case.state == "outcome_recorded" and case.execution == case.Execution.OPEN:
        return _("Pelaksanaan hasil masih terbuka. Catat lewat layanan bahwa sudah selesai atau dilepaskan.")
    return None


def refusal_may_be_reviewed(act: Act) -> Any:
    """An objection within its time, decided by another person; any other wish within the reopening time."""
    reason = act.data.get("reason")
    if not reason:
        return None
    if reason != "objection":
        return None if window_is_open(act, "D41") else _("Jangka waktu pembukaan kembali (D41) sudah lewat.")
    if not window_is_open(act, "legal_aid.refused"):
        return _("Jangka waktu keberatan 7 hari kerja sudah lewat.")
    return None


def reopened_in_time(act: Act) -> Any:
    """Within D41."""
    return None if window_is_open(act, "D41") else _("Jangka waktu pembukaan kembali (D41) sudah lewat.")


def reopened_in_time_or_for_review(act: Act) -> Any:
    """Within D41; for judicial review or new evidence at any time."""
    reason = act.data.get("reason")
    if not reason or reason in REOPENED_AT_ANY_TIME:
        return None
    return reopened_in_time(act)


def window_is_open(act: Act, code: str) -> bool:
    """Whether the time that began when the case ended last still runs; a window without end always does."""
    window = act.case.windows.filter(rule__code=code).order_by("-started_at").first()
    return window is not None and (window.ends_at is None or act.now <= window.ends_at)


def decided_by_another(act: Act) -> Any:
    """Who ended the case does not decide on its reopening; a withdrawal was the client's own."""
    ended = act.case.steps.exclude(outcome__in=("", "withdraw")).filter(ended_by__isnull=False)
    last = ended.filter(seq__lte=act.step.seq, outcome__in=ENDING_VERBS).order_by("-seq").first()
    if last is not None and act.actor is not None and last.ended_by_id == act.actor.pk:
        return _("Yang mengakhiri kasus ini tidak memutuskan pembukaannya kembali: minta orang lain.")
    return None


ENDING_VERBS = ("close_consultation", "lapse", "refuse_application", "close", "uphold_closing")


def is_in_litigation(act: Act) -> Any:
    if act.case.state != "litigation":
        return _("Jadwal sidang dicatat pada layanan litigasi.")
    return None
