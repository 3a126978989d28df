"""The application for legal aid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework.forms import ActForm, Coded
from casework.late_choice import LateChoiceField
from casework.people import validate_nik, visible_people
from workflows.legal_aid.forms.fields import choices_of, day, not_ahead, text
from workflows.legal_aid.intake import person_of_origin

if TYPE_CHECKING:
    from casework.acting import Act

ATTESTED = [("signature", _("Tanda tangan")), ("thumb_print", _("Cap jempol"))]


class OpeningForm(ActForm):
    """Who asks for help, for whom, in which matter, in writing or by word of mouth (UU 16/2011 Art 14)."""

    about_new_person = ("full_name", "nik", "birth_date", "sex", "village", "phone")

    person = LateChoiceField(label=_("Klien yang sudah terdaftar"), required=False, to_field_name="uid")
    full_name = forms.CharField(label=_("Nama klien"), required=False, max_length=150)
    nik = forms.CharField(label=_("NIK"), required=False, max_length=20)
    birth_date = day(_("Tanggal lahir"), required=False)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), required=False)
    village: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Desa/kelurahan asal"), queryset=None, to_field_name="code", required=False, widget=forms.TextInput
    )
    phone = forms.CharField(label=_("Nomor telepon yang aman"), required=False, max_length=30)
    applicant = forms.ChoiceField(label=_("Siapa yang memohon"), widget=forms.RadioSelect)
    applicant_name = forms.CharField(label=_("Nama pemohon, bila bukan klien"), required=False, max_length=200)
    applicant_contact = forms.CharField(label=_("Kontak pemohon"), required=False, max_length=200)
    applied_as = forms.ChoiceField(
        label=_("Bentuk permohonan"),
        widget=forms.RadioSelect,
        help_text=_("Permohonan lisan ditulis oleh petugas, lalu dibubuhi tanda tangan atau cap jempol."),
    )
    attested = forms.ChoiceField(
        label=_("Disahkan pemohon dengan"), required=False, choices=[("", _("Belum")), *ATTESTED]
    )
    applied_on = day(_("Tanggal permohonan"))
    category = Coded("complaint_categories", label=_("Jenis masalah"))
    topic = forms.CharField(label=_("Pokok perkara"), max_length=200)
    account = text(_("Uraian singkat perkara"), rows=6)
    opponent = forms.CharField(
        label=_("Pihak lawan, bila ada"),
        required=False,
        max_length=200,
        help_text=_("Diperlukan untuk pemeriksaan benturan kepentingan."),
    )

    def prepare(self, act: Act) -> None:
        model = type(act.case)
        self.fields["person"].offer(lambda: visible_people(act.actor))
        region = apps.get_model("casework", "Region")
        villages = region.objects.valid_on(act.today).filter(level=region.Level.VILLAGE)
        self.fields["village"].queryset = villages
        self.fields["sex"].choices = [("", "—"), *apps.get_model("casework", "Person").Sex.choices]
        self.fields["applicant"].choices = model.Applicant.choices
        self.fields["applied_as"].choices = model.AppliedAs.choices
        self.fields["category"].choices = choices_of("complaint_categories", act)
        self.fields["applied_on"].initial = act.today

    def clean_applied_on(self) -> Any:
        return not_ahead(self, "applied_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        client = cleaned.get("person") or cleaned.get("full_name") or person_of_origin(self.act)
        if not client:
            self.add_error("full_name", ValidationError(_now("Pilih klien yang terdaftar, atau isi namanya.")))
        if cleaned.get("nik") and not cleaned.get("person"):
            checked = validate_nik(cleaned["nik"], cleaned.get("birth_date"), cleaned.get("sex") or "")
            for error in checked.errors:
                self.add_error("nik", ValidationError(error))
        if cleaned.get("applicant") == "family" and not cleaned.get("applicant_name"):
            self.add_error("applicant_name", ValidationError(_now("Isi nama anggota keluarga yang memohon.")))
        return cleaned
