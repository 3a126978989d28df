"""More time, corrected data, payments and consents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import clock, deadlines, outbox, people
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.errors import GuardFailed
from casework.forms import ActForm
from casework.handover import is_accepted
from casework.models import Audience, Case, Consent, Deadline, Extension, Payment, Person, Region, Window
from casework.outbox import to_office
from casework.shown import Known

NEVER_EXTENDED = ("D14", "D15", "D16", "D18", "D24", "D25", "D38", "D39")
IDENTITY = ("full_name", "nik", "birth_date", "sex")
CORRECTABLE = {
    "full_name": _("Nama lengkap"),
    "nik": _("NIK"),
    "birth_date": _("Tanggal lahir"),
    "sex": _("Jenis kelamin"),
    "address": _("Alamat"),
    "village": _("Desa/kelurahan"),
    "education": _("Pendidikan"),
}

Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ExtendForm(ActForm):
    deadline: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Tenggat"), queryset=None)
    amount = forms.IntegerField(
        label=_("Tambahan, dalam satuan tenggat itu"),
        min_value=1,
        max_value=180,
        help_text=_("Hari kerja, hari atau bulan."),
    )
    both_agree = forms.BooleanField(label=_("Kedua pihak menyetujui penundaan mediasi"), required=False)

    def prepare(self, act: Act) -> None:
        can_be_extended = [d.pk for d in act.deadlines() if _may_be_extended(act, d)]
        self.fields["deadline"].queryset = Deadline.objects.select_related("rule").filter(pk__in=can_be_extended)
        self.fields["deadline"].label_from_instance = self._label

    def _label(self, deadline: Deadline) -> str:
        return f"{deadline.rule.name} · {self._due(deadline)}"

    def _due(self, deadline: Deadline) -> str:
        return clock.format_local(deadline.due_at, self.act.office.time_zone) if deadline.due_at else ""

    def known(self) -> Mapping[str, Known]:
        """When each is due: more time is given on top of what the form said."""
        may = [one for one in self.act.deadlines() if _may_be_extended(self.act, one)]
        return {one.rule.code: Known(one.rule.name, one.due_at, self._due(one)) for one in may}

    def overwrites(self) -> Iterable[str]:
        chosen = str(self.data.get("deadline"))
        return [one.rule.code for one in self.act.deadlines() if str(one.pk) == chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        deadline = cleaned.get("deadline")
        if deadline is not None and deadline.rule.code == "D10" and not cleaned.get("both_agree"):
            self.add_error("both_agree", ValidationError(_("Penundaan mediasi perlu persetujuan kedua pihak.")))
        return cleaned


class PaymentForm(ActForm):
    amount = forms.DecimalField(label=_("Jumlah"), min_value=1, max_digits=14, decimal_places=2)
    currency = forms.CharField(label=_("Mata uang"), initial="IDR", max_length=3, min_length=3)
    paid_on = forms.DateField(label=_("Tanggal"), widget=Day)
    proof = forms.CharField(label=_("Bukti"), max_length=200)

    def clean_paid_on(self) -> Any:
        if self.cleaned_data["paid_on"] > self.act.today:
            raise ValidationError(_("Tanggal pembayaran tidak boleh di masa depan."))
        return self.cleaned_data["paid_on"]


class ConsentForm(ActForm):
    purpose = forms.CharField(label=_("Untuk apa"), max_length=60)
    form_of = forms.ChoiceField(
        label=_("Bentuk"),
        choices=[("written", _("Tertulis")), ("spoken", _("Lisan, dicatat petugas")), ("thumbprint", _("Cap jempol"))],
    )
    given_by = forms.CharField(label=_("Oleh siapa"), max_length=150)
    given = forms.TypedChoiceField(
        label=_("Diberikan atau ditarik"),
        choices=[("yes", _("Diberikan")), ("no", _("Ditarik"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class CorrectForm(ActForm):
    """One field of the person's data: old and new value are in the event, as commitments.

    What each says now is shown with its name, the NIK masked.
    """

    field = forms.ChoiceField(label=_("Data yang diperbaiki"), choices=list(CORRECTABLE.items()))
    value = forms.CharField(
        label=_("Isi yang benar"), max_length=300,
        help_text=_("Tanggal sebagai tahun-bulan-hari; jenis kelamin L atau P; desa dengan kode wilayahnya."),
    )  # fmt: skip
    why = forms.CharField(label=_("Mengapa"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)

    def prepare(self, act: Act) -> None:
        told = {name: one.said() for name, one in self.known().items()}
        self.fields["field"].choices = [
            (name, _("%(field)s (sekarang %(value)s)") % {"field": label, "value": told[name]} if told else label)
            for name, label in CORRECTABLE.items()
        ]

    def known(self) -> Mapping[str, Known]:
        person = self.act.case.person
        if person is None:
            return {}
        words = {
            "nik": people.mask_nik(person.nik),
            "birth_date": clock.format_local_date(person.birth_date) if person.birth_date else "",
            "sex": person.get_sex_display(),
            "village": person.village,
            "education": person.get_education_display(),
        }
        return {
            name: Known(label, _as_text(getattr(person, name)), words.get(name, ""))
            for name, label in CORRECTABLE.items()
        }

    def overwrites(self) -> Iterable[str]:
        name, value = self.data.get("field", ""), str(self.data.get("value", ""))
        known = self.known().get(name)
        return [name] if known is not None and known.value != value.strip() else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.act.case.person is None:
            raise ValidationError(_("Kasus ini belum dikaitkan dengan seorang pekerja."))
        if cleaned.get("field") and cleaned.get("value"):
            try:
                cleaned["new"] = _parsed(cleaned["field"], cleaned["value"], self.act.case.person)
            except ValidationError as wrong:
                self.add_error("value", wrong)
        return cleaned


def _parsed(name: str, value: str, person: Person) -> Any:
    if name == "birth_date":
        born = forms.DateField().clean(value)
        wrong = people.check_birth_date(born)
        if wrong:
            raise ValidationError(wrong)
        return born
    if name == "nik":
        checked = people.validate_nik(value)
        if checked.errors:
            raise ValidationError(checked.errors)
        return "".join(char for char in value if char.isdigit())
    if name == "sex":
        chosen = {"L": "M", "P": "F", "M": "M", "F": "F"}.get(value.strip().upper())
        if chosen is None:
            raise ValidationError(_("Tulis L untuk laki-laki atau P untuk perempuan."))
        return chosen
    if name == "village":
        region = Region.objects.filter(code=value.strip(), level=4, valid_to__isnull=True).first()
        if region is None:
            raise ValidationError(_("Kode desa itu tidak ada."))
        return region
    if name == "education" and value not in Person.Education.values:
        raise ValidationError(_("Pilihan pendidikan: %s.") % ", ".join(Person.Education.values))
    longest = getattr(Person._meta.get_field(name), "max_length", None)
    return forms.CharField(max_length=longest).clean(value)


def _may_be_extended(act: Act, deadline: Deadline) -> bool:
    return (
        not act.case.is_emergency
        and deadline.rule.code not in NEVER_EXTENDED
        and deadline.kind in (Deadline.Kind.STAGE, Deadline.Kind.OVERALL, Deadline.Kind.EXTRA)
        and deadline.due_at is not None
        and deadline.unit != "DATE"
    )


@act(label=_("Perpanjang tenggat"), by="holder:sup", form=ExtendForm, reasons="EXTEND", guards=[is_accepted])
def extend_deadline(amendment: Amendment) -> None:
    """Give one deadline more time, in its own unit; visible to all who take part."""
    act_, data = amendment.act, amendment.act.data
    deadline = next((one for one in amendment.deadlines.running if one.pk == data["deadline"].pk), None)
    if deadline is None:
        raise GuardFailed(_now("Tenggat itu tidak lagi berjalan."))
    before = deadline.due_at
    case = amendment.case
    deadlines.extend(deadline, data["amount"], amendment.setting, paused=case.stage.pauses and not case.is_emergency)
    amendment.deadlines.change(deadline)
    amendment.plain["extended"] = {"rule": deadline.rule.code, "from": before, "to": deadline.due_at}
    amendment.records.append(
        Extension(
            deadline=deadline,
            amount=data["amount"],
            reason=data["reason"],
            text=data["reason_text"],
            by=act_.actor,
            at=act_.now,
        )
    )
    following = amendment.case.participations.filter(until__isnull=True).exclude(organisation=act_.office)
    for part in following.select_related("organisation").order_by("pk"):
        amendment.messages.append(to_office(outbox.EXTENDED, part.organisation, Audience.OFFICERS))


@act(label=_("Catat pembayaran"), by="holder", form=PaymentForm)
def record_payment(amendment: Amendment) -> None:
    act_, data = amendment.act, amendment.act.data
    amendment.records.append(
        Payment(
            case_id=amendment.case.pk,
            by=act_.actor,
            office=act_.office,
            at=act_.now,
            amount=data["amount"],
            currency=data["currency"].upper(),
            paid_on=data["paid_on"],
            proof=data["proof"],
        )
    )


@act(label=_("Catat persetujuan"), by="holder", form=ConsentForm)
def record_consent(amendment: Amendment) -> None:
    """Keep a consent given, or that an earlier one for the purpose was withdrawn."""
    act_, data = amendment.act, amendment.act.data
    if not data["given"]:
        earlier = Consent.objects.filter(case_id=amendment.case.pk, purpose=data["purpose"], given=True)
        for consent in earlier.filter(withdrawn_at__isnull=True):
            consent.withdrawn_at = act_.now
            amendment.records.append(consent)
    amendment.records.append(
        Consent(
            case_id=amendment.case.pk,
            by=act_.actor,
            office=act_.office,
            at=act_.now,
            purpose=data["purpose"],
            form=data["form_of"],
            given=data["given"],
            given_by=data["given_by"],
        )
    )


@act(
    label=_("Perbaiki data"),
    by="holder",
    form=CorrectForm,
    second_person=lambda act_: act_.data.get("field") in IDENTITY,
    looks_at=["person"],
)
def correct_data(amendment: Amendment) -> None:
    """Correct one field of the person's record; who somebody is needs a second person.

    Where the home is corrected, every case of the person that is open or can be reopened is under that region from
    now on: whom it is handed to next follows from it, and who is above its holder. None moves by that alone.
    """
    name, new = amendment.act.data["field"], amendment.act.data["new"]
    person = amendment.case.person
    old = getattr(person, name)
    if name == "nik":
        people.set_nik(person, new, amendment.act.actor)
        amendment.fields["person.nik"] = (old, new)
        return
    setattr(person, name, new)
    amendment.fields[f"person.{name}"] = (_as_text(old), _as_text(new))
    amendment.records.append(person)
    if name == "village":
        _put_under(amendment, region=new)
        amendment.below = partial(_put_under, region=new)
        amendment.reaches = partial(_cases_of, person, besides=amendment.case, region=new, now=amendment.act.now)


def _cases_of(person: Person, *, besides: Case, region: Region, now: datetime) -> Iterable[int]:
    """The other cases of a person, and what was asked of others for them, that are not under a region yet."""
    his = Q(person=person) | Q(parent=besides) | Q(parent__person=person)
    windows = Window.objects.running(now).filter(case=OuterRef("pk"))
    others = Case.objects.filter(Q(finished__isnull=True) | Exists(windows), his)
    return others.exclude(pk=besides.pk).exclude(region=region).values_list("pk", flat=True)


def _put_under(amendment: Amendment, region: Region) -> None:
    """Put a case under another region; whoever holds it elsewhere is told."""
    act_, holder = amendment.act, amendment.case.holder
    amendment.change("region", region)
    amendment.plain["step"] = act_.step.seq if act_.step else 1
    if act_.by_system and holder is not None:
        amendment.messages.append(to_office(outbox.CASE_NEWS, holder, Audience.OFFICER))


def _as_text(value: Any) -> str:
    return value.code if isinstance(value, Region) else str(value or "")
