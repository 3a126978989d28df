"""What the administration asks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.administration import Newcomer, Reach, Successor
from casework.administration.offices import CHANGEABLE
from casework.administration.reach import today
from casework.clock import format_local_date
from casework.forms import OfficerField
from casework.levels import Level
from casework.models import Organisation, Region, User
from casework.models.organisation import LEVELS_WITH_KINDS
from casework.roles import Role
from casework.screens.carried import Present
from casework.shown import Known, Shows


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def place(label: Any, *, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=Region.objects.filter(valid_to__isnull=True), required=required)


class OfficeForm(forms.ModelForm):
    """A new office."""

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "level",
            "kind",
            "region",
            "time_zone",
            "opened_on",
            "phone",
            "email",
            "address",
        ]
        widgets = {"opened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level, region = self.fields["level"], self.fields["region"]
        assert isinstance(level, forms.ChoiceField)
        assert isinstance(region, forms.ModelChoiceField)
        level.choices = [("", _("Pilih tingkat")), *[(one.value, one.label) for one in reach.creates]]
        region.queryset = Region.objects.filter(valid_to__isnull=True)
        self.fields["kind"].help_text = _("Hanya untuk instansi lain dan pengawas.")
        self.fields["short_name"].help_text = _("Yang ditampilkan dalam daftar kasus.")
        if not self.is_bound:
            self.initial.setdefault("opened_on", today())
        if not reach.everything and not {Level.OTHER, Level.OVERSIGHT} & set(reach.creates):
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "kind" not in self.fields:
            return cleaned
        wanted = cleaned.get("level") in LEVELS_WITH_KINDS
        if wanted and not cleaned.get("kind"):
            self.add_error("kind", _("Pilih jenis kantornya."))
        elif cleaned.get("level") and not wanted and cleaned.get("kind"):
            self.add_error("kind", _("Kosongkan: tingkat ini tidak mempunyai jenis."))
        return cleaned


class ChangeOfficeForm(forms.ModelForm):
    """What may change about an office."""

    class Meta:
        model = Organisation
        fields = CHANGEABLE


class DayForm(Shows):
    """From which day on something holds no more; `ends` is the day on which it was to end already, if any."""

    on = day(_("Mulai tanggal"), help_text=_("Hari pertama yang tidak lagi berlaku."))

    def __init__(self, *args: Any, ends: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends = ends

    def known(self) -> dict[str, Known]:
        return {"ends": Known(_("Tanggal berakhir"), self.ends, format_local_date(self.ends) if self.ends else "")}


class ConfirmForm(forms.Form):
    """Nothing is asked; the button is the answer."""


class SuccessorFields(forms.Form):
    """Who takes over the open work of somebody who leaves, in each office where he has some.

    Arguments: `work`, the offices with how many cases; `person`, who leaves. The page carries the numbers it showed
    and a request id.
    """

    def __init__(self, *args: Any, work: Sequence[tuple[Organisation, int]], person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for office, count in work:
            field = OfficerField(
                label=_("Siapa menerima %(count)d kasus terbuka di %(office)s") % {"count": count, "office": office},
                error_messages={"required": _("Pilih siapa yang menggantikannya.")},
            )
            field.of(office)
            field.keep_out([person.pk])
            self.fields[f"successor_{office.pk}"] = field
            self.fields[f"shown_{office.pk}"] = forms.IntegerField(widget=Present(count), required=False)
        self.fields["request_id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


def successors_in(cleaned: Mapping[str, Any], work: Sequence[tuple[Organisation, int]]) -> list[Successor]:
    """Who was chosen on a valid form with `SuccessorFields`, with what the page showed."""
    chosen = [(office, cleaned[f"successor_{office.pk}"], cleaned[f"shown_{office.pk}"]) for office, _count in work]
    return [Successor(office, person, shown or 0) for office, person, shown in chosen if person is not None]


class LeaveForm(SuccessorFields):
    """An account ends; who takes over its work."""


class EndRoleForm(SuccessorFields, DayForm):
    """A role ends on a day; who takes over the work, where it is the last role there. On a later day heads may."""

    def __init__(self, *args: Any, work: Sequence[tuple[Organisation, int]], **kwargs: Any) -> None:
        super().__init__(*args, work=work, **kwargs)
        self.successors = [f"successor_{office.pk}" for office, _count in work]
        for name in self.successors:
            self.fields[name].help_text = _(
                "Boleh dikosongkan bila tugas berakhir kemudian: kasusnya lalu berpindah kepada kepala kantor."
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("on") and cleaned["on"] > today():
            for name in self.successors:
                if self.has_error(name, "required"):
                    del self.errors[name]
                    cleaned[name] = None
        return cleaned


class ServeForm(forms.Form):
    region = place(_("Wilayah"))
    since = day(_("Sejak"))
    until = day(_("Sampai sebelum"), required=False, help_text=_("Kosongkan bila belum ada akhirnya."))


class OfficeChoice(forms.ModelChoiceField):
    """One of some offices, told apart by their level."""

    def label_from_instance(self, office: Organisation) -> str:
        return f"{office.name} · {office.get_level_display()}"


class OverseerForm(forms.Form):
    """One of the offices that were found, and its step of the ladder."""

    overseer = OfficeChoice(
        label=_("Kantor pengawas"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    step = forms.TypedChoiceField(
        label=_("Jenjang"),
        choices=[("1", _("Pertama")), ("2", _("Kedua")), ("3", _("Ketiga"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Jenjang pertama mendengar lebih dulu bila tenggat terlewat, dan menggantikan bila perlu."),
    )

    def __init__(self, *args: Any, found: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        overseer = self.fields["overseer"]
        assert isinstance(overseer, forms.ModelChoiceField)
        overseer.queryset = Organisation.objects.filter(pk__in=[office.pk for office in found])


class NewcomerFields(forms.Form):
    """Who gets an account."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    username = forms.CharField(
        label=_("Nama akun"),
        max_length=150,
        validators=[User.username_validator],
        help_text=_("Dipakai untuk masuk: huruf, angka dan tanda @ . + - _ saja."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label=_("Surel"), required=False)

    def clean_username(self) -> str:
        username: str = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Nama akun ini sudah dipakai."))
        return username

    def newcomer(self) -> Newcomer:
        return newcomer_of(self.cleaned_data)


def newcomer_of(cleaned: dict[str, Any]) -> Newcomer:
    """Who was described in a valid form."""
    return Newcomer(cleaned["username"], cleaned["full_name"], cleaned["email"])


class RoleFields(forms.Form):
    """Which role, from when to when."""

    role = forms.ChoiceField(label=_("Peran"), choices=Role.choices, widget=forms.RadioSelect)
    since = day(_("Sejak"))
    until = day(_("Sampai sebelum"), required=False, help_text=_("Kosongkan bila belum ada akhirnya."))


class InviteForm(RoleFields, NewcomerFields):
    field_order = ["full_name", "username", "email", "role", "since", "until"]


class AppointForm(RoleFields):
    """A role for somebody who has an account already."""

    username = forms.CharField(
        label=_("Nama akun"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ["username", "role", "since", "until"]

    def clean_username(self) -> User:
        person = User.objects.filter(username=self.cleaned_data["username"]).first()
        if person is None:
            raise ValidationError(_("Tidak ada akun dengan nama itu. Undang orang baru bila perlu."))
        return person


class ClosureForm(forms.Form):
    """A day off."""

    date = day(_("Tanggal"))
    name = forms.CharField(label=_("Libur atau kejadian"), max_length=120)
    decided_by = forms.CharField(
        label=_("Keputusan siapa"), max_length=200, help_text=_("Pejabat dan nomor keputusannya.")
    )


class RegionClosureForm(ClosureForm):
    """A day off of every office of a region."""

    region = place(_("Wilayah"))


class BeginForm(NewcomerFields):
    """The first administrator, his ministry, and the code from the console."""

    code = forms.CharField(
        label=_("Kode penyiapan"),
        help_text=_("Tertulis di layar tempat Kawal dijalankan."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    ministry = forms.CharField(
        label=_("Nama lembaga"), max_length=200, help_text=_("Kantor yang mengelola seluruh pemasangan ini.")
    )
    region = place(_("Tempat kedudukan"))
    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Sedikitnya 12 huruf, angka atau tanda; hanya Anda yang boleh mengetahuinya."),
    )
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["code", "ministry", "region", "full_name", "username", "email", "password", "again"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password and password != cleaned.get("again"):
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        elif password:
            person = User(username=cleaned.get("username", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
