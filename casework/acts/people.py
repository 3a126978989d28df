"""Parties, links and the officer: who and what belongs to a case."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework import access, numbers
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.forms import ActForm, OfficeField, OfficerField
from casework.handover import is_accepted, officer_is_no_party
from casework.levels import Level
from casework.locks import need_cases
from casework.models import Audience, Case, CaseLink, Party, User
from casework.organisations import workers_of
from casework.outbox import CASE_NEWS, to_office


class PartyForm(ActForm):
    role = forms.ChoiceField(label=_("Peran"), choices=Party.Role.choices)
    sort = forms.ChoiceField(label=_("Jenis"), choices=Party.Sort.choices, initial=Party.Sort.PERSON)
    name = forms.CharField(label=_("Nama"), max_length=200)
    contact = forms.CharField(label=_("Kontak"), max_length=200, required=False)
    contact_is_safe = forms.BooleanField(label=_("Aman dihubungi"), required=False, initial=True)
    is_child = forms.BooleanField(label=_("Berusia di bawah 18 tahun"), required=False)
    organisation = OfficeField(
        label=_("Kantor yang dimaksud, bila pihak ini sebuah kantor"),
        required=False,
        takes_part=False,
        staffed=False,
    )
    is_official = forms.CharField(label=_("Nama pengguna, bila pihak ini petugas"), required=False, max_length=150)
    paper = forms.CharField(label=_("Surat kuasa, bila kuasa"), required=False, max_length=200)

    def prepare(self, act: Act) -> None:
        self.fields["organisation"].of_levels([str(level) for level in Level])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Party.Role.REPRESENTATIVE and not cleaned.get("paper"):
            self.add_error("paper", ValidationError(_("Kuasa perlu surat kuasa: tulis nomornya.")))
        return cleaned

    def clean_is_official(self) -> Any:
        login = self.cleaned_data.get("is_official")
        if not login:
            return None
        user = User.objects.filter(username=login).first()
        if user is None:
            raise ValidationError(_("Tidak ada pengguna dengan nama itu."))
        return user


class EndPartyForm(ActForm):
    party: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Pihak"), queryset=None)
    why = forms.CharField(label=_("Mengapa"), max_length=300)

    def prepare(self, act: Act) -> None:
        named_here = Party.objects.filter(case_id=act.case.pk, until__isnull=True, repeats__isnull=True)
        self.fields["party"].queryset = named_here
        self.fields["party"].label_from_instance = lambda party: f"{party.get_role_display()}: {party.name}"


class LinkForm(ActForm):
    number = forms.CharField(label=_("Nomor kasus lain"), max_length=20)
    kind = forms.ChoiceField(
        label=_("Hubungan"),
        choices=[
            choice
            for choice in CaseLink.Kind.choices
            if choice[0] in ("journey", "duplicate", "same_employer", "same_perpetrator", "follow_up")
        ],
    )

    def clean_number(self) -> Any:
        number = numbers.normalised(self.cleaned_data["number"])
        found = Case.objects.visible_to(self.act.actor).filter(number=number).exclude(pk=self.act.case.pk).first()
        if found is None:
            raise ValidationError(_("Tidak ada kasus dengan nomor itu dalam wewenang Anda."))
        return found


class UnlinkForm(ActForm):
    link: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Tautan"), queryset=None)

    def prepare(self, act: Act) -> None:
        mine = Q(one_id=act.case.pk) | Q(other_id=act.case.pk)
        seen = Case.objects.visible_to(act.actor)
        links = CaseLink.objects.filter(mine, until__isnull=True, one__in=seen, other__in=seen)
        self.fields["link"].queryset = links.select_related("one", "other")
        self.fields["link"].label_from_instance = lambda link: f"{link.get_kind_display()}: {link.one} – {link.other}"


class AssignForm(ActForm):
    officer = OfficerField(label=_("Petugas"))
    why = forms.CharField(label=_("Mengapa"), max_length=500)

    def prepare(self, act: Act) -> None:
        self.fields["officer"].of(act.case.holder)


@act(label=_("Tambah pihak"), by="holder", form=PartyForm)
def add_party(amendment: Amendment) -> None:
    """Name somebody or some body the case is about; an office or officer named is kept out at once.

    An office that takes part does so no longer; one that holds the case, or has nobody else who could work on it,
    hands it over to the level above in the same act. The case's officer loses it, also where the office named is
    another one in which he works, which the head of his office is told. So it is in the open cases below it. Ending
    the party gives nothing back by itself.
    """
    act_, data = amendment.act, amendment.act.data
    party = Party(
        case_id=amendment.case.pk,
        role=data["role"],
        sort=data["sort"],
        name=data["name"],
        contact=data.get("contact") or "",
        contact_is_safe=data["contact_is_safe"],
        is_child=data["is_child"],
        organisation=data.get("organisation"),
        user=data.get("is_official"),
        since=act_.now,
        by=act_.actor,
    )
    amendment.records.append(party)
    if party.is_kept_out:
        _keep_out(amendment, party)
        amendment.below = partial(_keep_out_below, party=party)


def _keep_out(amendment: Amendment, party: Party) -> None:
    case = amendment.case
    kept_out = {party.user_id} if party.user_id is not None else set()
    if party.organisation_id is not None and party.organisation_id == case.holder_id:
        amendment.plain["about_holder"] = True
        amendment.passes_on = True
    elif party.organisation_id is not None:
        amendment.parts[party.organisation_id] = None
        kept_out |= set(workers_of([party.organisation_id]))
    if case.officer_id in kept_out:
        amendment.change("officer", None)
        amendment.plain["told"] = [str(case.holder.uid)]
        amendment.messages.append(to_office(CASE_NEWS, case.holder, Audience.HEADS))
    if not amendment.passes_on and access.of_office(kept_out, case.holder_id):
        impartial = access.impartial_people(case.holder, case, besides=kept_out)
        amendment.passes_on = not impartial
        if case.sealed:
            amendment.named.update(impartial)


def _keep_out_below(amendment: Amendment, party: Party) -> None:
    amendment.records.append(party.below(amendment.case))
    _keep_out(amendment, party)


@act(label=_("Akhiri pihak"), by="holder", form=EndPartyForm)
def end_party(amendment: Amendment) -> None:
    party = amendment.act.data["party"]
    party.until = amendment.act.now
    amendment.records.append(party)
    if party.is_kept_out:
        amendment.below = partial(_end_below, party=party)


def _end_below(amendment: Amendment, party: Party) -> None:
    for repeated in amendment.act.parties():
        if repeated.repeats_id == party.pk:
            repeated.until = amendment.setting.now
            amendment.records.append(repeated)


@act(label=_("Tautkan kasus"), by="holder", form=LinkForm)
def link_case(amendment: Amendment) -> None:
    """Link another case that the officer may see; neither waits for the other by this."""
    act_, other = amendment.act, amendment.act.data["number"]
    ends = Q(one=amendment.case, other=other) | Q(one=other, other=amendment.case)
    if CaseLink.objects.filter(ends, kind=act_.data["kind"], until__isnull=True).exists():
        return
    need_cases([other.pk])
    amendment.plain["linked"] = str(other.uid)
    amendment.records.append(
        CaseLink(one_id=amendment.case.pk, other=other, kind=act_.data["kind"], since=act_.now, by=act_.actor)
    )


@act(label=_("Lepas tautan kasus"), by="holder", form=UnlinkForm)
def unlink_case(amendment: Amendment) -> None:
    link = amendment.act.data["link"]
    link.until = amendment.act.now
    amendment.plain["unlinked"] = sorted([str(link.one.uid), str(link.other.uid)])
    amendment.records.append(link)


@act(label=_("Tugaskan petugas"), by="holder:sup", form=AssignForm, guards=[is_accepted, officer_is_no_party])
def assign_officer(amendment: Amendment) -> None:
    """Name or change the officer inside the office; every running deadline stays."""
    officer = amendment.act.data["officer"]
    amendment.change("officer", officer)
