"""Forms of the moves that end a case or reopen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import ActForm
from workflows.legal_aid.forms.fields import BodyForm, text, ticked

if TYPE_CHECKING:
    from casework.acting import Act

PRESSURE = [("no", _("Tidak ada tekanan")), ("yes", _("Ada tekanan atau rasa takut"))]


class WithdrawForm(ActForm):
    """The client takes the application back; asked without others in the room."""

    asked_in_private = ticked(_("Klien ditanya sendirian tentang adanya tekanan"))
    pressure = forms.ChoiceField(label=_("Jawabannya"), choices=PRESSURE, widget=forms.RadioSelect)
    documents_returned = ticked(_("Dokumen klien sudah dikembalikan, atau tidak ada yang dititipkan"))


class ReopenWithdrawnForm(BodyForm):
    """The body that goes on: the one that had the case, unless another is named."""

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        field = self.fields["receiving_office"]
        field.required = not act.case.was_at_a_body()
        if not field.required:
            field.help_text = _("Kosongkan bila kembali ke pemberi bantuan hukum semula.")


class CloseForm(ActForm):
    """Letter, file, report; and what the client knows by now."""

    letter = forms.CharField(label=_("Nomor dan tanggal surat penutupan"), max_length=120)
    file_returned = ticked(_("Berkas klien sudah dikembalikan dengan tanda terima"))
    report_item = forms.CharField(
        label=_("Butir laporan"), max_length=200, help_text=_("Periode dan nomor dalam laporan kepada BPHN/Sidbankum.")
    )
    survey_offered = forms.BooleanField(label=_("Survei kepuasan ditawarkan"), required=False)
    no_successor = ticked(_("Klien tidak menghendaki penasihat pengganti"))
    appeal_given_up = ticked(_("Klien tahu batas waktu upaya hukum dan melepaskannya"))

    def prepare(self, act: Act) -> None:
        if act.case.state != "mandate_ended":
            del self.fields["no_successor"]
        if not act.case.appeal_runs_on(act.today):
            del self.fields["appeal_given_up"]


class UpholdForm(ActForm):
    letter = forms.CharField(label=_("Nomor dan tanggal surat keputusan"), max_length=120)
    other_bodies = text(_("Pemberi bantuan hukum lain yang dapat dihubungi"), max_length=1000)


class VoidForm(ActForm):
    right_case = forms.CharField(
        label=_("Nomor kasus yang benar, bila ada"), required=False, max_length=16, help_text="KW-…"
    )
