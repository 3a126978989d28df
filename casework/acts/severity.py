"""How grave a case is, who may open it: severity and seal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import access
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.errors import GuardFailed, NotAllowed
from casework.forms import ActForm
from casework.levels import Level
from casework.models import Severity, User

_ORDER = [Severity.NORMAL, Severity.HIGH, Severity.EMERGENCY]


class SeverityForm(ActForm):
    severity = forms.ChoiceField(label=_("Tingkat"), choices=Severity.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Mengapa"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def prepare(self, act: Act) -> None:
        self.fields["severity"].initial = act.case.severity


class SealForm(ActForm):
    named: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Orang lain yang boleh membuka"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Anda, kepala dan petugas pemegang selalu termasuk."),
    )

    def prepare(self, act: Act) -> None:
        people = User.objects.filter(is_active=True, memberships__until__isnull=True)
        taking_part = people.filter(
            memberships__organisation__participations__case_id=act.case.pk,
            memberships__organisation__participations__until__isnull=True,
        )
        self.fields["named"].queryset = taking_part.exclude(pk=act.actor.pk).distinct()


def _lowers(act: Act) -> bool:
    return _ORDER.index(act.data.get("severity") or act.case.severity) < _ORDER.index(act.case.severity)


def _not_lowered_below_the_emergency(act: Act) -> Any:
    if _lowers(act) and act.case.is_emergency and act.case.in_emergency_stage():
        return _now("Pada tahap darurat tingkat hanya turun lewat Akhiri status darurat.")
    return None


def _not_lowered_by_a_village(act: Act) -> Any:
    """Guard 5: a village closes no emergency, so it does not make it an ordinary case first either."""
    village = act.office is not None and act.office.level == Level.VILLAGE
    if village and _lowers(act) and act.case.is_emergency and act.case.emergency_move() is not None:
        return _now("Kasus darurat tidak diturunkan oleh desa. Limpahkan atau nyatakan darurat ke BP3MI.")
    return None


def _lowered_by_whom(act: Act) -> Any:
    """Lowering is the supervisor's; from E the head's."""
    if not _lowers(act):
        return None
    least = ("head",) if act.case.is_emergency else ("sup", "head")
    if act.role not in least:
        return (
            _now("Menurunkan tingkat adalah wewenang kepala.")
            if "sup" not in least
            else _now("Menurunkan tingkat adalah wewenang penyelia.")
        )
    return None


@act(
    label=_("Ubah tingkat"),
    by="holder",
    form=SeverityForm,
    second_person=_lowers,
    guards=[_not_lowered_below_the_emergency, _not_lowered_by_a_village, _lowered_by_whom],
    looks_at=["linked", "children"],
)
def set_severity(amendment: Amendment) -> None:
    """Set the severity; rising to E starts the emergency track in the same act and seals the case."""
    case, wanted = amendment.case, amendment.act.data["severity"]
    rises_to_emergency = wanted == Severity.EMERGENCY and not case.is_emergency
    amendment.change("severity", wanted)
    if rises_to_emergency:
        amendment.change("sealed", True)
        verb = case.emergency_move()
        if verb is not None:
            amendment.then = (verb, {"danger": True})


@act(label=_("Segel"), by="anyone", form=SealForm, reasons="SEAL", looks_at=["children"])
def raise_seal(amendment: Amendment) -> None:
    """Seal the case, named persons only from now on; on a sealed one name more of them."""
    further = {user.pk for user in amendment.act.data.get("named") or []}
    if amendment.case.sealed and not further:
        raise GuardFailed(_now("Kasus ini sudah disegel. Pilih siapa lagi yang boleh membukanya."))
    amendment.change("sealed", True)
    amendment.named.update(further)
    amendment.named.update(access.people_who_sign(amendment.case.holder, amendment.act.people_kept_out()))


@act(label=_("Buka segel"), by="holder:head", reasons="SEAL", second_person=True, looks_at=["parent"])
def lower_seal(amendment: Amendment) -> None:
    """Open the seal; not while the severity is E or the case above is sealed, and never by a village."""
    if not amendment.case.sealed:
        raise GuardFailed(_now("Kasus ini tidak disegel."))
    if amendment.case.is_emergency:
        raise GuardFailed(_now("Kasus darurat tetap disegel; akhiri status daruratnya dulu."))
    if amendment.act.parent is not None and amendment.act.parent.sealed:
        raise GuardFailed(_now("Kasus induknya masih disegel; segel rujukan ini dibuka sesudahnya."))
    if amendment.act.office.level == Level.VILLAGE:
        raise NotAllowed(_now("Desa tidak membuka segel."))
    amendment.change("sealed", False)
