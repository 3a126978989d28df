"""Notices in Kawal: the list, what is unread, how one wants to be told, and what could not be sent."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import ChannelError, OperationalError

from casework import clock, outbox
from casework.administration.reach import Reach
from casework.models import Membership, Outbox, User
from casework.roles import Permission
from casework.screens.frame import my_offices, user_of, zone_of
from casework.screens.seeing import Seen
from casework.shown import changed_since_shown, shown_values
from notifications.delivering import send_again
from notifications.forms import PreferenceForm
from notifications.models import Envelope, Heartbeat, Notice, Preference

PAGE = 50
MOST_COUNTED = 99
"""Unread notices are counted up to here: nobody needs to know how many hundreds."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many notices are unread; one query, only on pages that show it."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"unread_notices": SimpleLazyObject(lambda: _unread(user_of(request)))}


def _unread(user: User) -> int:
    return len(Notice.objects.filter(user=user, read_at__isnull=True).values_list("pk")[: MOST_COUNTED + 1])


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first, a page at a time."""
    mine = Notice.objects.filter(user=user_of(request)).select_related("case").order_by("-pk")
    before = request.GET.get("sebelum", "")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before))
    found = list(mine[: PAGE + 1])
    zone = zone_of(request)
    rows = [{"notice": one, "when": clock.format_local(one.at, zone)} for one in found[:PAGE]]
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "notices/list.html", {"rows": rows, "older": older})


@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a notice is about, and note that it was read."""
    found = get_object_or_404(Notice.objects.select_related("case"), pk=pk, user=user_of(request))
    Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=clock.now())
    if found.kind == outbox.BOARD_REPORT:
        return redirect("board")
    return redirect(reverse("case", args=[found.case.uid]) if found.case else "notices")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything was read."""
    Notice.objects.filter(user=user_of(request), read_at__isnull=True).update(read_at=clock.now())
    return redirect("notices")


@login_required
@transaction.atomic
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep how the person wants to be told."""
    user = user_of(request)
    kept = Preference.objects.select_for_update().filter(user=user).first() or Preference(user=user)
    form = PreferenceForm(request.POST or None, instance=kept)
    carried = shown_values(form)
    if request.method == "POST" and form.is_valid():
        changed = changed_since_shown(form, clock.now().date())
        if not changed:
            form.save()
            messages.success(request, _("Pengaturan pemberitahuan disimpan."))
            return redirect("notices")
        for said in (_("Data ini sudah diubah sejak halaman Anda dibuka."), *changed.values()):
            form.add_error(None, said)
    return render(request, "notices/preferences.html", {"form": form, "carried": carried, "email": user.email})


@login_required
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Show administrators what could not be sent to people of their offices; on POST try one again."""
    failed = _failed_of(request)
    if request.method == "POST":
        send_again(get_object_or_404(failed, pk=request.POST.get("message") or 0))
        messages.success(request, _("Pesan dikirim lagi."))
        return redirect("dead_letters")
    rows = failed.select_related("user").annotate(count=Count("notices")).order_by("pk")[:PAGE]
    return render(request, "notices/dead_letters.html", {"rows": rows})


@login_required
def health(request: HttpRequest) -> HttpResponse:
    """Show administrators how the background work does: queue, outbox, messages, last sweep and sign of life."""
    failed = _failed_of(request)
    zone = zone_of(request)
    signs = {sign.name: clock.format_local(sign.at, zone) for sign in Heartbeat.objects.all()}
    oldest = Outbox.objects.filter(relayed_at__isnull=True).order_by("pk").first()
    late = Envelope.objects.filter(state=Envelope.State.WAITING).order_by("next_try_at").first()
    facts = [
        (_("Pekerjaan yang mengantre"), _queue_length()),
        (_("Kotak keluar: yang tertua menunggu sejak"), clock.format_local(oldest.at, zone) if oldest else _("kosong")),
        (_("Pesan berikutnya dikirim"), clock.format_local(late.next_try_at, zone) if late else _("tidak ada")),
        (_("Penyisiran tenggat terakhir"), signs.get("sweep", _("belum pernah"))),
        (_("Pengiriman terakhir"), signs.get("notify", _("belum pernah"))),
        (_("Tanda hidup pekerja dan penjadwal"), signs.get("worker", _("belum pernah"))),
    ]
    return render(
        request, "notices/health.html", {"facts": facts, "failed": len(failed.values_list("pk")[:MOST_COUNTED])}
    )


def _queue_length() -> str:
    """How many tasks wait, as the broker says; it may be away while everything else is well."""
    try:
        with current_app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            queue = current_app.conf.task_default_queue
            if hasattr(channel, "_size"):  # a transport that kombu itself plays the broker for
                return str(channel._size(queue))
            return str(channel.queue_declare(queue=queue, passive=True).message_count)
    except (OSError, OperationalError, ChannelError, DatabaseError):
        return _("perantara pesan tidak menjawab")


def _failed_of(request: HttpRequest) -> QuerySet[Envelope]:
    own = tuple(mine.office for mine in my_offices(request) if Permission.ADMINISTER in mine.permissions)
    if not own:
        raise PermissionDenied
    people = Membership.objects.filter(organisation__in=Reach(user_of(request), own).offices()).values("user")
    return Envelope.objects.filter(state=Envelope.State.FAILED, user__in=people)


def sent_for(seen: Seen, _user: User) -> dict[str, Any] | None:
    """What became of the messages about a case, in numbers, for whoever sees it in full; None when there are none."""
    rows = (
        Envelope.objects.filter(notices__case=seen.case).values_list("state").annotate(count=Count("pk", distinct=True))
    )
    counts = dict(rows.order_by("state"))
    if not counts:
        return None
    return {"states": [(Envelope.State(state).label, count) for state, count in counts.items()]}
