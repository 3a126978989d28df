"""From the outbox to people: notices in Kawal, and envelopes for the channels each person chose."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from casework import clock, outbox
from casework.models import Membership, Outbox, User
from notifications.addressees import addressees
from notifications.channels import address_of, is_there
from notifications.models import GROUP_OF, Channel, Envelope, Group, Notice, Preference

BATCH = 200
"""Rows of the outbox passed on in one transaction."""
DIGEST_AT = time(7, 0)
"""When digests leave, where the person's office is."""
BREAKS_THROUGH = {outbox.EMERGENCY, outbox.DUTY_GAP}
"""Kinds that neither quiet hours nor a digest hold back."""
_NAMESPACE = uuid.UUID("0a3f6f53-7f3e-4a53-8f7e-6a0b7a4c9d02")


def relay() -> int:
    """Pass on what the outbox holds, until nothing is left; how many rows. In any number of workers, killed anywhere.

    A row, its notices and its envelopes are one transaction: none is lost, and none is there twice.
    """
    done = 0
    while passed := _relay_batch():
        done += passed
    return done


@transaction.atomic
def _relay_batch() -> int:
    waiting = Outbox.objects.select_for_update(skip_locked=True, of=("self",)).filter(relayed_at__isnull=True)
    rows = list(waiting.select_related("user", "organisation", "case__officer").order_by("pk")[:BATCH])
    if not rows:
        return 0
    now = clock.now()
    meant = [(row, user) for row in rows for user in addressees(row)]
    Notice.objects.bulk_create(
        [Notice(outbox_key=row.key, user=user, kind=row.kind, case_id=row.case_id, at=row.at) for row, user in meant],
        ignore_conflicts=True,
    )
    notices = Notice.objects.filter(outbox_key__in=[row.key for row in rows]).select_related("user")
    seal(notices, now)
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(relayed_at=now)
    return len(rows)


def seal(notices: Iterable[Notice], now: datetime) -> None:
    """Put notices into envelopes, one per channel each person chose for that kind."""
    notices = list(notices)
    chosen = {one.user_id: one for one in Preference.objects.filter(user__in={notice.user_id for notice in notices})}
    zones = zones_of({notice.user_id for notice in notices})
    for notice in notices:
        preference = chosen.get(notice.user_id) or Preference(user=notice.user)
        zone = zones.get(notice.user_id, ZoneInfo(settings.TIME_ZONE))
        for channel in channels_for(notice, preference):
            put_into(notice, preference, channel, now, zone)


def put_into(notice: Notice, preference: Preference, channel: str, now: datetime, zone: ZoneInfo) -> Envelope:
    """Put a notice into the envelope it leaves in: its own, or the next digest that nobody is sending yet."""
    rhythm = Preference.Rhythm.AT_ONCE if notice.kind in BREAKS_THROUGH else preference.rhythm
    when = now
    while True:
        named = str(notice.outbox_key)
        if rhythm != Preference.Rhythm.AT_ONCE:
            when = next_digest(when, zone, rhythm)
            named = when.isoformat()
        leaves = when if notice.kind in BREAKS_THROUGH else after_quiet(when, preference, zone)
        envelope = _envelope(f"{named}:{notice.user.uid}:{channel}", notice.user, channel, rhythm, leaves)
        is_open = envelope.state == Envelope.State.WAITING and envelope.lease_until is None
        if rhythm == Preference.Rhythm.AT_ONCE or is_open:
            envelope.notices.add(notice)
            return envelope


def _envelope(named: str, user: User, channel: str, rhythm: str, leaves: datetime) -> Envelope:
    """The envelope of that name, locked: nobody begins to send it while something is put in."""
    key = uuid.uuid5(_NAMESPACE, named)
    is_digest = rhythm != Preference.Rhythm.AT_ONCE
    Envelope.objects.get_or_create(
        key=key, defaults={"user": user, "channel": channel, "is_digest": is_digest, "next_try_at": leaves}
    )
    return Envelope.objects.select_for_update().get(key=key)


def channels_for(notice: Notice, preference: Preference) -> list[str]:
    """The channels a person wants for a kind of notice, as far as they are there and have a safe address."""
    group = GROUP_OF.get(notice.kind, Group.WORK)
    wanted = preference.channels.get(group, [Channel.EMAIL])
    return [
        one for one in Channel.values if one in wanted and is_there(one) and address_of(notice.user, preference, one)
    ]


def zones_of(users: Iterable[int]) -> dict[int, ZoneInfo]:
    """The time zone of each person's first office."""
    rows = Membership.objects.filter(user__in=list(users)).order_by("-pk")
    return {user: ZoneInfo(zone) for user, zone in rows.values_list("user_id", "organisation__time_zone")}


def next_digest(now: datetime, zone: ZoneInfo, rhythm: str) -> datetime:
    """The next moment at which a digest of this rhythm leaves."""
    here = now.astimezone(zone)
    moment = datetime.combine(here.date(), DIGEST_AT, zone)
    while moment <= here or (rhythm == Preference.Rhythm.WEEKLY and moment.weekday() != 0):
        moment = datetime.combine(moment.date() + timedelta(days=1), DIGEST_AT, zone)
    return moment


def after_quiet(moment: datetime, preference: Preference, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the person's quiet hours if it lies in them; they may span midnight."""
    begin, end = preference.quiet_from, preference.quiet_until
    if begin is None or end is None or begin == end:
        return moment
    here = moment.astimezone(zone)
    now = here.time()
    quiet = begin <= now < end if begin < end else now >= begin or now < end
    if not quiet:
        return moment
    day = here.date() + timedelta(days=1) if begin > end and now >= begin else here.date()
    return datetime.combine(day, end, zone)
