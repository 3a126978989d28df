"""Accounts and roles on the administrators' screens."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from casework import clock
from casework.administration import (
    Reach,
    activate,
    appoint_person,
    deactivate,
    end_appointment,
    invitation_link,
    invite,
    is_last,
    last_changed,
    renew_invitation,
    work_left,
)
from casework.administration.reach import today
from casework.models import Membership, User
from casework.roles import Permission, roles_with
from casework.screens.administration import office_or_404
from casework.screens.administration_asking import ask, for_administrators, page_of
from casework.screens.administration_forms import (
    AppointForm,
    ConfirmForm,
    EndRoleForm,
    InviteForm,
    LeaveForm,
    newcomer_of,
    successors_in,
)

INVITED = "invited"
"""In the session: for whom the next page shows a link, once."""


class FindPersonForm(forms.Form):
    cari = forms.CharField(label=gettext_lazy("Nama atau nama akun"), required=False)
    mati = forms.BooleanField(label=gettext_lazy("Juga akun yang tidak aktif"), required=False)


@for_administrators
def accounts(request: HttpRequest, reach: Reach) -> HttpResponse:
    """The people who work in the offices this administrator manages."""
    form = FindPersonForm(request.GET)
    people = reach.people().order_by("full_name", "pk")
    asked = form.cleaned_data if form.is_valid() else {}
    for word in asked.get("cari", "").split():
        people = people.filter(Q(full_name__icontains=word) | Q(username__icontains=word))
    if not asked.get("mati"):
        people = people.filter(is_active=True)
    shown = {"form": form, "clear_url": reverse("accounts")}
    return render(request, "screens/administration/accounts.html", shown | page_of(request, people))


@never_cache
@for_administrators
def account(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """One account with its roles; right after an invitation, once, the link to choose the password."""
    person = get_object_or_404(reach.people(), uid=uid)
    link = ""
    if request.session.get(INVITED) == str(uid):
        del request.session[INVITED]
        link = request.build_absolute_uri(invitation_link(person))
    memberships = Membership.objects.filter(user=person, organisation__in=reach.offices().values("pk"))
    memberships = memberships.select_related("organisation").order_by("-since", "pk")
    shown = {
        "person": person,
        "link": link,
        "may_touch": person != reach.user and reach.manages_account(person),
        "members": memberships.exclude(until__lte=today()),
        "former": memberships.filter(until__lte=today()),
    }
    return render(request, "screens/administration/account.html", shown)


@for_administrators
def office_invite(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Give a new person an account and a role in an office."""
    found = office_or_404(reach, uid)

    def make(data: Any = None, initial: Any = None) -> InviteForm:
        return InviteForm(data, initial=initial or {"since": max(today(), found.opened_on)})

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        person = invite(reach, newcomer_of(cleaned), found, cleaned["role"], cleaned["since"], cleaned["until"])
        return _show_link(request, person)

    return ask(
        request,
        make,
        act,
        title=_("Undang orang baru ke %s") % found,
        lead=_("Orang itu memilih sendiri kata sandinya melalui tautan yang Anda terima sesudah ini."),
        submit_label=_("Undang"),
        cancel_url=reverse("office", args=[uid]),
    )


@for_administrators
def office_appoint(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Give somebody who has an account a role in an office."""
    found = office_or_404(reach, uid)

    def make(data: Any = None, initial: Any = None) -> AppointForm:
        return AppointForm(data, initial=initial or {"since": max(today(), found.opened_on)})

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        person = cleaned["username"]
        appoint_person(reach, person, found, cleaned["role"], cleaned["since"], cleaned["until"])
        messages.success(request, _("%(person)s mendapat tugas di %(office)s.") % {"person": person, "office": found})
        return redirect("office", uid=uid)

    title = _("Beri tugas di %s") % found
    back = reverse("office", args=[uid])
    return ask(request, make, act, title=title, submit_label=_("Beri tugas"), cancel_url=back)


@for_administrators
def membership_end(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """End a role of a person in an office."""
    rows = Membership.objects.select_related("user", "organisation")
    membership = get_object_or_404(rows, pk=pk, organisation__in=reach.offices().values("pk"))

    work = work_left(membership.user, membership.organisation) if is_last(membership) else []

    def make(data: Any = None, initial: Any = None) -> EndRoleForm:
        initial = initial or {"on": today()}
        return EndRoleForm(data, initial=initial, ends=membership.until, work=work, person=membership.user)

    def changed_by() -> list[str]:
        said = {"user": str(membership.user.uid), "role": membership.role}
        return last_changed(membership.organisation, "office.membership_ended", **said)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        successors = successors_in(cleaned, work)
        end_appointment(reach, membership, cleaned["on"], successors, cleaned["request_id"])
        messages.success(request, _("Penugasan diakhiri."))
        works = membership.role in roles_with(Permission.WORK_CASES)
        if cleaned["on"] > today() and works and is_last(membership, cleaned["on"]):
            who = successors[0].person if successors else _("kepala kantor")
            said = {"user": membership.user, "day": clock.format_local_date(cleaned["on"]), "who": who}
            messages.warning(
                request,
                _("Kasus terbuka yang masih dipegang %(user)s pada %(day)s berpindah hari itu kepada %(who)s.") % said,
            )
        return redirect("office", uid=membership.organisation.uid)

    words = {"user": membership.user, "role": membership.get_role_display(), "office": membership.organisation}
    return ask(
        request,
        make,
        act,
        changed_by,
        title=_("Akhiri tugas %(user)s sebagai %(role)s di %(office)s?") % words,
        submit_label=_("Akhiri"),
        danger=True,
        cancel_url=reverse("office", args=[membership.organisation.uid]),
    )


@for_administrators
def account_link(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Make a new link for choosing the password."""
    person = get_object_or_404(reach.people(), uid=uid)

    def act(_cleaned: dict[str, Any]) -> HttpResponse:
        renew_invitation(reach, person)
        return _show_link(request, person)

    return ask(
        request,
        ConfirmForm,
        act,
        title=_("Buat tautan kata sandi baru untuk %s?") % person,
        consequences=[
            _("Serahkan tautan itu hanya kepada orangnya sendiri."),
            _("Kata sandi lama tetap berlaku sampai yang baru dipilih."),
            _("Pembuatan tautan dicatat atas nama Anda."),
        ],
        submit_label=_("Buat tautan"),
        cancel_url=reverse("account", args=[uid]),
    )


@for_administrators
def account_deactivate(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Let an account log in no more."""
    person = get_object_or_404(reach.people(), uid=uid)

    work = work_left(person)

    def make(data: Any = None, initial: Any = None) -> LeaveForm:
        return LeaveForm(data, initial=initial, work=work, person=person)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        deactivate(reach, person, successors_in(cleaned, work), cleaned["request_id"])
        messages.success(request, _("Akun %s tidak dapat masuk lagi.") % person)
        return redirect("account", uid=uid)

    moved = [_("Pekerjaannya berpindah kepada pengganti yang Anda pilih; isi kasus tidak ditampilkan.")]
    return ask(
        request,
        make,
        act,
        title=_("Nonaktifkan akun %s?") % person,
        consequences=[
            _("Orang ini langsung tidak dapat masuk lagi, di kantor mana pun."),
            _("Namanya tetap ada dalam riwayat kasus."),
            *(moved if work else []),
        ],
        submit_label=_("Nonaktifkan"),
        danger=True,
        cancel_url=reverse("account", args=[uid]),
    )


@for_administrators
def account_activate(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Let a deactivated account log in again."""
    person = get_object_or_404(reach.people(), uid=uid)

    def act(_cleaned: dict[str, Any]) -> HttpResponse:
        activate(reach, person)
        messages.success(request, _("Akun %s dapat masuk lagi.") % person)
        return redirect("account", uid=uid)

    title = _("Aktifkan kembali akun %s?") % person
    back = reverse("account", args=[uid])
    return ask(request, ConfirmForm, act, title=title, submit_label=_("Aktifkan"), cancel_url=back)


def _show_link(request: HttpRequest, person: User) -> HttpResponse:
    request.session[INVITED] = str(person.uid)
    return redirect("account", uid=person.uid)
