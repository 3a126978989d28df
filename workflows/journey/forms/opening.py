"""Recording somebody's journey: short for the village, and nothing required that may not be known."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.errors import Invalid
from casework.forms import Coded
from casework.late_choice import LateChoiceField
from casework.levels import Level
from casework.people import KinData, PassportData, PersonData, PhoneData, visible_people
from casework.people.registering import cleaned as cleaned_person
from workflows.journey import schemes
from workflows.journey.forms.fields import CountryField, DayField, RulebookChoice, WorkplaceFields
from workflows.journey.states import NONPROCEDURAL, Entry

_FIELD_OF = {"phones": "phone", "next_of_kin": "kin_phone", "passports": "passport_number"}
"""Where what is wrong with a person's data is shown."""


class OpeningForm(WorkplaceFields):
    """Who, how it begins, whereto; of people already abroad employer and contract as far as known."""

    about_new_person = (
        "full_name", "nik", "birth_date", "birth_year", "sex", "village", "address", "phone", "passport_number",
        "kin_name", "kin_relation", "kin_phone",
    )  # fmt: skip

    person = LateChoiceField(label=_("Orang yang sudah tercatat"), to_field_name="uid", required=False)
    full_name = forms.CharField(label=_("Nama lengkap"), required=False, max_length=150)
    nik = forms.CharField(label=_("NIK"), required=False, max_length=25, help_text=_("16 angka, bila ada."))
    birth_date = DayField(label=_("Tanggal lahir"), required=False, when="past")
    birth_year = forms.IntegerField(label=_("Tahun lahir, bila tanggalnya belum diketahui"), required=False)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), required=False)
    village: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Desa/kelurahan asal"),
        queryset=None,
        to_field_name="code",
        required=False,
        help_text=_("Kosongkan bila sama dengan wilayah kantor Anda."),
        widget=forms.TextInput,
    )
    address = forms.CharField(label=_("Alamat"), required=False, max_length=300)
    phone = forms.CharField(label=_("Nomor telepon"), required=False, max_length=40)
    passport_number = forms.CharField(label=_("Nomor paspor"), required=False, max_length=20)
    kin_name = forms.CharField(label=_("Nama keluarga terdekat"), required=False, max_length=150)
    kin_relation = RulebookChoice("relations", label=_("Hubungan keluarga"), required=False, empty=_("Pilih hubungan"))
    kin_phone = forms.CharField(label=_("Nomor telepon keluarga"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("Keadaan sekarang"), choices=Entry.choices, initial=Entry.INTEREST, widget=forms.RadioSelect
    )
    scheme = Coded("schemes", label=_("Skema penempatan"), required=False)
    destination = CountryField(label=_("Negara tujuan"), required=False)
    departure_date = DayField(label=_("Tanggal berangkat"), required=False)
    returned_on = DayField(label=_("Tanggal pulang"), required=False, when="past")
    return_reason = RulebookChoice(
        "return_reasons",
        without=("leave", "deceased"),
        label=_("Alasan pulang"),
        required=False,
        empty=_("Belum diketahui"),
    )

    field_order = (
        "state", "person", "full_name", "nik", "birth_date", "birth_year", "sex", "village", "address", "phone",
        "passport_number", "kin_name", "kin_relation", "kin_phone", "destination", "scheme",
    )  # fmt: skip

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        person = apps.get_model("casework", "Person")
        region = apps.get_model("casework", "Region")
        self.fields["person"].offer(lambda: visible_people(act.actor) if act.actor else person.objects.none())
        self.fields["village"].queryset = region.objects.filter(level=region.Level.VILLAGE)
        self.fields["sex"].choices = [("", _("Belum diketahui")), *person.Sex.choices]
        self.fields["scheme"].choices = [("", _("Belum diketahui")), *schemes.choices(act)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.both_or_wrong(cleaned, "departure_date", "returned_on", _("Pulang sesudah berangkat."))
        if cleaned.get("state") == Entry.NONPROCEDURAL:
            cleaned["scheme"] = NONPROCEDURAL
        if not cleaned.get("person"):
            self._check_new_person(cleaned)
        return cleaned

    def _check_new_person(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("full_name"):
            self.add_error("full_name", ValidationError(_("Pilih orang yang sudah tercatat, atau isi namanya.")))
            return
        if bool(cleaned.get("kin_name")) != bool(cleaned.get("kin_relation")):
            self.add_error("kin_relation", ValidationError(_("Isi nama dan hubungan keluarga bersama-sama.")))
        try:
            cleaned_person(person_data(cleaned, self.act))
        except Invalid as invalid:
            for name, messages in invalid.errors.items():
                self.add_error(_FIELD_OF.get(name, name), [ValidationError(message) for message in messages])


def person_data(data: dict[str, Any], act: Act) -> PersonData:
    """What was typed about a new person; the village of the recording office where none was named."""
    village = data.get("village")
    if village is None and act.office is not None and act.office.level == Level.VILLAGE:
        village = act.office.region
    kin = (data.get("kin_name"), data.get("kin_relation"), data.get("kin_phone") or "")
    return PersonData(
        full_name=data.get("full_name") or "",
        nik=data.get("nik") or "",
        birth_date=data.get("birth_date"),
        birth_year=data.get("birth_year"),
        sex=data.get("sex") or "",
        village=village,
        address=data.get("address") or "",
        phones=[PhoneData(data["phone"])] if data.get("phone") else [],
        passports=[PassportData("ID", data["passport_number"])] if data.get("passport_number") else [],
        next_of_kin=[KinData(*map(str, kin))] if kin[0] and kin[1] else [],
    )
