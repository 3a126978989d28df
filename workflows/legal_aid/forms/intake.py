"""Forms of the moves from the application to the body's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import ActForm, Coded, OfficeField
from casework.levels import Level
from workflows.legal_aid.forms.fields import BodyForm, CounselForm, day, is_at_a_body, not_ahead, text, ticked
from workflows.legal_aid.forms.opening import ATTESTED

if TYPE_CHECKING:
    from casework.acting import Act


class ForwardForm(BodyForm):
    """To which body the application goes; it must carry a signature or a thumb-print by now."""

    attested = forms.ChoiceField(label=_("Permohonan disahkan dengan"), choices=ATTESTED, widget=forms.RadioSelect)
    no_conflict = ticked(_("Sudah ditanyakan: tidak ada benturan kepentingan pada pemberi bantuan hukum itu"))

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        if act.case.attested:
            del self.fields["attested"]


class ConsultationForm(ActForm):
    topic = forms.CharField(label=_("Pokok konsultasi"), max_length=200)

    def prepare(self, act: Act) -> None:
        self.fields["topic"].initial = act.case.topic


class CloseConsultationForm(ActForm):
    advice = text(_("Catatan nasihat yang diberikan"), rows=5)
    needs_no_more = ticked(_("Klien menyatakan tidak memerlukan bantuan lebih lanjut"))


class AccompanimentForm(BodyForm):
    """Why there is no time for papers, and who goes to the client."""

    ground = Coded(column="emergency_ground", label=_("Keadaan darurat"), widget=forms.RadioSelect)
    companion = forms.CharField(label=_("Nama pendamping yang berangkat"), max_length=150)
    whereabouts = forms.CharField(label=_("Keberadaan klien"), required=False, max_length=300)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.fields["ground"].choices = type(act.case).EmergencyGround.choices
        if is_at_a_body(act):
            del self.fields["receiving_office"]


class AcceptWithoutPapersForm(CounselForm):
    """Acceptance before the papers: what is to follow."""

    papers_to_follow = text(_("Berkas yang menyusul"), max_length=2000)


class AcceptForm(CounselForm):
    """Acceptance in writing (UU 16/2011 Art 15)."""

    merit_note = text(_("Catatan pertimbangan perkara"))
    no_conflict = ticked(_("Sudah diperiksa: tidak ada benturan kepentingan"))
    letter = forms.CharField(label=_("Nomor dan tanggal surat penerimaan"), max_length=120)


class RefuseForm(ActForm):
    """Refusal in writing with its reasons (UU 16/2011 Art 15(4)), and where else help is to be had."""

    letter = forms.CharField(label=_("Nomor dan tanggal surat penolakan"), max_length=120)
    other_bodies = text(_("Pemberi bantuan hukum lain yang dapat dihubungi"), max_length=1000)


class ReturnForm(ActForm):
    missing = text(_("Daftar yang harus dilengkapi"), max_length=2000)
    help_offered = text(_("Bantuan kantor untuk memperoleh berkas"), required=False, max_length=1000)


class LapseForm(ActForm):
    """What was done before the application lapses."""

    reminder_sent_on = day(_("Tanggal pengingat dikirim"))
    help_given = text(_("Bantuan yang sudah diberikan untuk memperoleh berkas"), max_length=2000)
    risk_reason = text(_("Alasan tertulis meskipun ada anak atau pengaduan berat"), max_length=2000)

    def prepare(self, act: Act) -> None:
        if not act.case.needs_care(act):
            del self.fields["risk_reason"]

    def clean_reminder_sent_on(self) -> Any:
        return not_ahead(self, "reminder_sent_on")


class PassOnForm(ActForm):
    """Another body takes the application over, with the client's consent to the file copy."""

    receiving_office = OfficeField(label=_("Pemberi bantuan hukum yang menerima"))
    client_consents = ticked(_("Klien setuju salinan berkasnya diberikan"))
    other_body_willing = forms.CharField(label=_("Siapa di kantor itu yang menyatakan bersedia"), max_length=200)

    def prepare(self, act: Act) -> None:
        self.fields["receiving_office"].of_level(Level.LEGAL_AID, besides=act.case.holder_id)
