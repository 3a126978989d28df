"""The weekly report: on Monday morning everybody who answers for offices is told how many items are late there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from casework import clock, outbox
from casework.board import Filters, When, figures, offices_answered_for
from casework.models import Membership, User
from casework.models.organisation import active
from casework.roles import Permission, roles_with
from notifications.models import Notice
from notifications.relaying import seal, zones_of

WEEKDAY, BEGINS = 0, time(6, 30)
"""Mondays, from this time on where the person's office is: it is there when the week's first meeting is."""
_NAMESPACE = uuid.UUID("a2f5d1de-0f0c-4c63-8a0d-4f7a3f1c5b7e")


def report() -> int:
    """Tell everybody whose Monday has come and who was not told yet; how many people. In any number of workers."""
    now = clock.now()
    supervising = Membership.objects.filter(active(None), role__in=roles_with(Permission.SUPERVISE_CASES))
    people = list(User.objects.filter(pk__in=supervising.values("user")).order_by("pk"))
    zones = zones_of({user.pk for user in people})
    due = [user for user in people if _is_monday(now, zones[user.pk])]
    told = set(Notice.objects.filter(outbox_key__in=[_key(now, user) for user in due]).values_list("user", flat=True))
    return sum(_tell(user, now) for user in due if user.pk not in told)


def counts_for(user: User, now: datetime) -> dict[str, str]:
    """How many items each part of the person's board holds, `100+` where not all are counted; no part that has none."""
    offices = list(offices_answered_for(user).values_list("pk", flat=True))
    counted = figures(user, offices, Filters(), now)
    return {part: f"{number}{'+' * (part in counted.more)}" for part, number in counted.parts.items() if number}


def in_words(counts: Iterable[tuple[str, str]]) -> str:
    """`Terlambat 14, Jatuh tempo dalam 3 hari 5`."""
    return ", ".join(f"{When(part).label} {number}" for part, number in counts)


@transaction.atomic
def _tell(user: User, now: datetime) -> bool:
    if not counts_for(user, now):
        return False
    notice, is_new = Notice.objects.get_or_create(
        outbox_key=_key(now, user), user=user, defaults={"kind": outbox.BOARD_REPORT, "at": now}
    )
    if is_new:
        seal([notice], now)
    return is_new


def _is_monday(now: datetime, zone: ZoneInfo) -> bool:
    here = now.astimezone(zone)
    return here.weekday() == WEEKDAY and here.time() >= BEGINS


def _key(now: datetime, user: User) -> uuid.UUID:
    """One for each person and week: the same in every worker and after every crash."""
    year, week, _day = now.astimezone(ZoneInfo(settings.TIME_ZONE)).isocalendar()
    return uuid.uuid5(_NAMESPACE, f"{year}-{week}:{user.uid}")
