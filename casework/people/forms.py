"""What is asked about a person: at registration, and piece by piece afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from casework import clock, rulebook
from casework.errors import Invalid, Stale
from casework.models.person import Person, Phone
from casework.models.region import Region
from casework.people.numbers import clean_phone
from casework.people.registering import KinData, PassportData, PersonData, PhoneData
from casework.shown import Known, Shows, changed_beside

PHONE_FIELDS = ("phone", "phone_owner", "phone_is_whatsapp", "phone_is_unsafe")
PASSPORT_FIELDS = ("passport_country", "passport_number", "passport_issued", "passport_expires")
KIN_FIELDS = ("kin_name", "kin_relation", "kin_phone")

_SHOWN_AT = {"phones": "phone", "passports": "passport_number", "next_of_kin": "kin_phone"}
"""The field at which what is wrong with a list of the person's data is shown."""


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class PersonFields(Shows):
    """Base of the forms about a person; `refuse()` shows what registering found wrong.

    `about` is the person that something is added to.
    """

    about: Person | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def refuse(self, invalid: Invalid) -> None:
        """Show each message at its field; where the form has no such field, above the form."""
        for name, messages in invalid.errors.items():
            field = _SHOWN_AT.get(name, name)
            for message in messages:
                self.add_error(field if field in self.fields else None, message)


class PhoneForm(PersonFields):
    phone = forms.CharField(
        label=_("Nomor telepon"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Nomor luar negeri dengan kode negara, misalnya +60 12 345 6789."),
    )
    phone_owner = forms.CharField(label=_("Milik siapa"), max_length=60, required=False)
    phone_is_whatsapp = forms.BooleanField(label=_("Ada WhatsApp di nomor ini"), required=False)
    phone_is_unsafe = forms.BooleanField(
        label=_("Tidak aman dihubungi di nomor ini"),
        required=False,
        help_text=_("Misalnya telepon dipegang majikan, atau orang lain dapat mendengar."),
    )

    def known(self) -> Mapping[str, Known]:
        """The numbers on record: one that is entered again is said anew, safe or not."""
        phones = list(self.about.phones.order_by("pk")) if self.about is not None else []
        told = ", ".join(_told(one) for one in phones)
        value = [(one.number, one.label, one.unsafe, one.is_whatsapp) for one in phones]
        return {"phones": Known(_("Nomor yang tercatat"), value, told)}

    def overwrites(self) -> Iterable[str]:
        try:
            number = clean_phone(self.data.get("phone", ""))
        except ValueError:
            return []
        return ["phones"] if self.about is not None and self.about.phones.filter(number=number).exists() else []

    def check_shown(self) -> None:
        """Raise `Stale` where the numbers on record are others than the page showed, and one is to be overwritten."""
        if changed := changed_beside(self):
            raise Stale(list(changed.values()), _now("Data ini sudah diubah sejak halaman Anda dibuka."))

    def phone_data(self) -> PhoneData:
        data = self.cleaned_data
        return PhoneData(data["phone"], data["phone_owner"], data["phone_is_unsafe"], data["phone_is_whatsapp"])


class PassportForm(PersonFields):
    passport_country = forms.ChoiceField(label=_("Negara penerbit"), initial="ID", choices=lambda: [*countries])
    passport_number = forms.CharField(
        label=_("Nomor paspor atau SPLP"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    passport_issued = day(_("Tanggal terbit paspor"))
    passport_expires = day(_("Paspor berlaku sampai"))

    def passport_data(self) -> PassportData:
        data = self.cleaned_data
        return PassportData(
            data["passport_country"], data["passport_number"], data["passport_issued"], data["passport_expires"]
        )


class KinForm(PersonFields):
    kin_name = forms.CharField(label=_("Nama keluarga terdekat"), max_length=150)
    kin_relation = forms.ChoiceField(
        label=_("Hubungan keluarga"), choices=lambda: [("", _("Pilih hubungan")), *relations()]
    )
    kin_phone = forms.CharField(label=_("Nomor telepon keluarga"), max_length=30, required=False)

    def kin_data(self) -> KinData:
        data = self.cleaned_data
        return KinData(data["kin_name"], data["kin_relation"], data["kin_phone"])


class AliasForm(PersonFields):
    alias = forms.CharField(
        label=_("Nama lain"), max_length=150, help_text=_("Nama panggilan, atau ejaan lain pada dokumen.")
    )


class NikForm(PersonFields):
    nik = forms.CharField(
        label=_("NIK"),
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("16 angka."),
    )


class PersonForm(PhoneForm, PassportForm, KinForm, NikForm):
    """Everything that may be known of a person; a name or a description is all that must be there."""

    full_name = forms.CharField(
        label=_("Nama lengkap"), max_length=150, required=False, help_text=_("Seperti pada KTP; boleh satu kata.")
    )
    description = forms.CharField(
        label=_("Keterangan bila nama belum diketahui"),
        max_length=150,
        required=False,
        help_text=_("Misalnya: perempuan asal Sekayu yang bekerja di Johor."),
    )
    birth_date = day(_("Tanggal lahir"))
    birth_year = forms.IntegerField(label=_("Tahun lahir, bila tanggalnya belum diketahui"), required=False)
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"), required=False, choices=[("", _("Belum diketahui")), *Person.Sex.choices]
    )
    village = forms.ModelChoiceField(
        label=_("Desa/kelurahan asal"),
        queryset=Region.objects.filter(level=Region.Level.VILLAGE),
        to_field_name="code",
        required=False,
    )
    address = forms.CharField(label=_("Alamat"), max_length=300, required=False)
    education = forms.ChoiceField(
        label=_("Pendidikan terakhir"),
        required=False,
        choices=[("", _("Belum diketahui")), *Person.Education.choices],
    )
    language = forms.CharField(
        label=_("Bahasa sehari-hari"), max_length=50, required=False, help_text=_("Bila bukan bahasa Indonesia.")
    )

    sections = (
        (_("Siapa"), ("full_name", "description", "nik", "birth_date", "birth_year", "sex")),
        (_("Asal"), ("village", "address", "education", "language")),
        (_("Telepon"), PHONE_FIELDS),
        (_("Keluarga terdekat"), KIN_FIELDS),
        (_("Paspor"), PASSPORT_FIELDS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.order_fields([name for _title, names in self.sections for name in names])

    def by_section(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """The fields under their headings; what another screen added comes first, without one."""
        placed = {name for _title, names in self.sections for name in names}
        others = [field for field in self.visible_fields() if field.name not in placed]
        if others:
            yield "", others
        for title, names in self.sections:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("kin_name")) != bool(cleaned.get("kin_relation")):
            self.add_error("kin_relation", _("Isi nama dan hubungan keluarga bersama-sama."))
        return cleaned

    def person_data(self) -> PersonData:
        """What was typed, for `register()`."""
        data = self.cleaned_data
        return PersonData(
            full_name=data["full_name"],
            description=data["description"],
            nik=data["nik"],
            birth_date=data["birth_date"],
            birth_year=data["birth_year"],
            sex=data["sex"],
            village=data["village"],
            address=data["address"],
            education=data["education"],
            language=data["language"],
            phones=[self.phone_data()] if data["phone"] else [],
            passports=[self.passport_data()] if data["passport_number"] else [],
            next_of_kin=[self.kin_data()] if data["kin_name"] else [],
        )


def _told(phone: Phone) -> str:
    return _now("%s (tidak aman dihubungi)") % phone.number if phone.unsafe else phone.number


def relations() -> list[tuple[str, str]]:
    """How people may be related, by the rulebook as it holds today."""
    return [(row.code, row.name) for row in rulebook.entries("relations", "", clock.now().date())]
