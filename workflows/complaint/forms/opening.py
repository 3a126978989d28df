"""The opening form: who, what, where, how to reach the complainant, and whether anybody is in danger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from casework.forms import ActForm, Coded
from casework.late_choice import LateChoiceField
from casework.models import Party, Region
from casework.people import validate_nik, visible_people
from workflows.complaint import categories
from workflows.complaint.forms.fields import YES_NO, text, yes_no
from workflows.complaint.kinds import Channel, ComplainantKind, HomeConsent, Matter

if TYPE_CHECKING:
    from casework.acting import Act

HOME_COUNTRY = "ID"
RESPONDENT_SORTS = [(sort.value, sort.label) for sort in Party.Sort if sort != Party.Sort.OFFICE]


class OpeningForm(ActForm):
    """Nothing is asked that a frightened caller may not know: E-PMI, P3MI and contract never."""

    about_new_person = ("person_name", "person_description", "person_nik", "home")

    danger = forms.ChoiceField(
        label=gettext_lazy("Apakah ada yang sedang dalam bahaya?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Bahaya bagi nyawa atau tubuh, perdagangan orang, kekerasan seksual, penyekapan, anak, ancaman bunuh."
            " Bila ya, penanganan darurat langsung dimulai dan kasus disegel."
        ),
    )
    matter = forms.ChoiceField(label=gettext_lazy("Yang disampaikan"), choices=Matter.choices, widget=forms.RadioSelect)
    complainant_kind = forms.ChoiceField(
        label=gettext_lazy("Siapa yang menyampaikan"), choices=ComplainantKind.choices, widget=forms.RadioSelect
    )
    representative_letter = forms.CharField(
        label=gettext_lazy("Nomor dan tanggal surat kuasa"), required=False, max_length=200
    )
    is_anonymous = forms.BooleanField(label=gettext_lazy("Pengadu tidak mau disebut namanya"), required=False)
    complainant_name = forms.CharField(label=gettext_lazy("Nama pengadu"), required=False, max_length=200)
    channel = forms.ChoiceField(label=gettext_lazy("Disampaikan melalui"), choices=Channel.choices)
    complainant_contact = forms.CharField(
        label=gettext_lazy("Nomor atau alamat untuk dihubungi"), required=False, max_length=200
    )
    contact_is_safe = yes_no(
        gettext_lazy("Amankah menghubungi ke situ?"),
        required=False,
        help_text=gettext_lazy("Tidak aman bila orang lain dapat membaca atau mendengar."),
    )
    person = LateChoiceField(label=gettext_lazy("Pekerja yang sudah tercatat"), to_field_name="uid", required=False)
    person_name = forms.CharField(label=gettext_lazy("Nama pekerja"), required=False, max_length=150)
    person_description = forms.CharField(
        label=gettext_lazy("Keterangan bila namanya belum diketahui"), required=False, max_length=150
    )
    person_nik = forms.CharField(label=gettext_lazy("NIK pekerja, bila ada"), required=False, max_length=30)
    person_is_child = forms.BooleanField(label=gettext_lazy("Korban di bawah 18 tahun"), required=False)
    home: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Desa atau kabupaten asal pekerja"),
        queryset=None,
        to_field_name="code",
        required=False,
        widget=forms.TextInput,
    )
    victim_is_abroad = forms.BooleanField(label=gettext_lazy("Korban sedang di luar negeri"), required=False)
    country = Coded(column="country", label=gettext_lazy("Negara"), required=False)
    place = forms.CharField(label=gettext_lazy("Tempat kejadian"), required=False, max_length=200)
    respondent_name = forms.CharField(label=gettext_lazy("Pihak yang diadukan"), required=False, max_length=200)
    respondent_sort = forms.ChoiceField(
        label=gettext_lazy("Jenis pihak yang diadukan"), choices=[("", "—"), *RESPONDENT_SORTS], required=False
    )
    party_is_elsewhere = forms.BooleanField(
        label=gettext_lazy("Pihak itu berada di luar kabupaten/kota ini"), required=False
    )
    summary = text(gettext_lazy("Apa yang terjadi"), rows=5)
    category = Coded("complaint_categories", label=gettext_lazy("Kategori, bila sudah jelas"), required=False)
    home_consent = forms.ChoiceField(
        label=gettext_lazy("Bolehkah desa dan kabupaten asal ikut mengetahui?"),
        choices=HomeConsent.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Perekrut sering tetangga sendiri: tanyakan dulu kepada pengadu."),
    )

    def prepare(self, act: Act) -> None:
        self.fields["person"].offer(lambda: visible_people(act.actor))
        self.fields["home"].queryset = Region.objects.all()
        self.fields["country"].choices = [("", "—"), *countries]
        self.fields["category"].choices = [("", _("Belum jelas")), *categories.choices(act)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("complainant_kind") == ComplainantKind.REPRESENTATIVE and not cleaned.get(
            "representative_letter"
        ):
            self.add_error("representative_letter", ValidationError(_("Tulis nomor dan tanggal surat kuasanya.")))
        if cleaned.get("is_anonymous") and cleaned.get("complainant_name"):
            self.add_error("complainant_name", ValidationError(_("Kosongkan nama: pengadu tidak mau disebut namanya.")))
        if cleaned.get("victim_is_abroad") and cleaned.get("country") == HOME_COUNTRY:
            self.add_error("country", ValidationError(_("Korban di luar negeri: pilih negara tempatnya berada.")))
        if cleaned.get("complainant_contact") and not cleaned.get("contact_is_safe"):
            self.add_error("contact_is_safe", ValidationError(_("Jawab apakah aman menghubungi ke situ.")))
        if cleaned.get("respondent_name") and not cleaned.get("respondent_sort"):
            self.add_error("respondent_sort", ValidationError(_("Pilih jenis pihak yang diadukan.")))
        if cleaned.get("person_nik"):
            for message in validate_nik(cleaned["person_nik"]).errors:
                self.add_error("person_nik", message)
            if not (cleaned.get("person") or cleaned.get("person_name") or cleaned.get("person_description")):
                self.add_error("person_name", ValidationError(_("Isi nama pemilik NIK ini.")))
        return cleaned
