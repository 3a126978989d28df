"""Setting offices up and closing them."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.clock import format_local_date, local
from casework.errors import Refused
from casework.models.case import Case
from casework.models.organisation import Membership, Organisation, Oversight, ServedRegion
from casework.models.region import Region
from casework.models.step import Step
from casework.models.user import User
from casework.organisations.memberships import end_membership


def serve(organisation: Organisation, region: Region, since: date, until: date | None = None) -> ServedRegion:
    """Let an office serve a region, and all that lies inside it, until the day before `until`.

    Raises `Refused` where another office of the level and kind serves that very region meanwhile.
    """
    try:
        with transaction.atomic():
            return ServedRegion.objects.create(
                organisation=organisation,
                level=organisation.level,
                kind=organisation.kind,
                region=region,
                period=DateRange(since, until),
            )
    except IntegrityError:
        raise Refused(
            _("%(region)s pada masa itu sudah dilayani kantor lain setingkat. Akhiri dulu layanan kantor itu.")
            % {"region": region}
        ) from None


def stop_serving(served: ServedRegion, on: date) -> None:
    """Let an office no longer serve a region from a day on; what never began is taken back."""
    since = served.period.lower
    if on <= since:
        served.delete()
        return
    served.period = DateRange(since, on)
    served.save(update_fields=["period"])


def oversee(overseer: Organisation, organisation: Organisation, ladder_step: int) -> Oversight:
    """Let an office hear of another's missed deadlines at a step of the ladder (1 to 3)."""
    return Oversight.objects.get_or_create(organisation=organisation, overseer=overseer, ladder_step=ladder_step)[0]


def refuse_holding(organisation: Organisation) -> None:
    """Raise Refused with how many open cases and referrals an office holds or has yet to accept, and what to do."""
    held = Case.objects.filter(holder=organisation, finished__isnull=True)
    unaccepted = Step.objects.filter(process=OuterRef("pk"), finished__isnull=True, accepted_at__isnull=True)
    said = held.aggregate(
        count=Count("pk"),
        waiting=Count("pk", filter=Exists(unaccepted)),
        asked=Count("pk", filter=Q(parent__isnull=False)),
    )
    if said["count"]:
        said |= {"office": organisation, "among": _among(said)}
        raise Refused(
            _(
                "%(office)s masih memegang %(count)d kasus terbuka%(among)s. Penyelia kantor itu atau penyelia kantor "
                "pengawasnya melimpahkan semuanya lewat menu Petugas, Limpahkan seluruh kasus."
            )
            % said
        )


def _among(said: dict[str, int]) -> str:
    """What is among the open cases of an office, as far as it is: hand-overs that wait, referrals."""
    waiting = ngettext(
        "%(n)d serah terima yang belum diterima", "%(n)d serah terima yang belum diterima", said["waiting"]
    )
    asked = ngettext("%(n)d rujukan", "%(n)d rujukan", said["asked"])
    parts = [text % {"n": number} for text, number in ((waiting, said["waiting"]), (asked, said["asked"])) if number]
    return f" ({', '.join(parts)})" if parts else ""


@transaction.atomic
def close_organisation(organisation: Organisation, on: date, by: User) -> None:
    """Close an office: `on` is the first day it no longer works. Ends its memberships and service.

    Raises `Refused` while it holds open cases, which are handed over first, and for a day on which it was not open
    yet or still held one. The lock on its row waits for hand-overs to it that are under way.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    refuse_holding(organisation)
    _refuse_closed_before(organisation, on)
    organisation.closed_on = on
    organisation.save(update_fields=["closed_on"])
    for membership in Membership.objects.filter(organisation=organisation).exclude(until__lte=on):
        end_membership(membership, on, by)
    running = Q(period__endswith__isnull=True) | Q(period__endswith__gt=on)
    for served in organisation.served_regions.filter(running):
        stop_serving(served, on)


def _refuse_closed_before(organisation: Organisation, on: date) -> None:
    """Raise Refused for a first day of closing before the office was opened, or before the last day it held a case."""
    if on < organisation.opened_on:
        said = {"office": organisation, "day": format_local_date(organisation.opened_on)}
        raise Refused(_("%(office)s baru dibuka pada %(day)s; tanggal penutupannya tidak boleh lebih dulu.") % said)
    held = Step.objects.filter(holder=organisation, finished__isnull=False)
    left = held.aggregate(last=Max("finished"))["last"]
    last = local(left, organisation.time_zone).date() if left else None
    if last is not None and on < last:
        said = {"office": organisation, "day": format_local_date(last)}
        raise Refused(
            _("%(office)s masih memegang kasus pada %(day)s; tanggal penutupannya tidak boleh sebelum itu.") % said
        )
