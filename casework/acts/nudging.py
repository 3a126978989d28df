"""Reminding the office that holds a case: an event of the case, and a notice to who handles it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import clock, outbox
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.models import Audience, Event
from casework.outbox import to_office


def _not_reminded_today(act: Act) -> Any:
    """Once a day and office: who is reminded by the hour stops reading."""
    zone = act.case.holder.time_zone
    nudged = Event.objects.filter(
        case_uid=act.case.uid, act=f"{act.case.kind}.nudge_holder", office=act.office.uid if act.office else None
    )
    latest = nudged.order_by("-seq").first()
    if latest is not None and clock.local(latest.at, zone).date() == clock.local(act.now, zone).date():
        return _now("Kantor Anda sudah mengingatkan hari ini. Ingatkan lagi besok, atau hubungi kantor itu langsung.")
    return None


@act(label=_("Ingatkan pemegang"), by="following", guards=[_not_reminded_today], says_why_not=True)
def nudge_holder(amendment: Amendment) -> None:
    """Say to the holder that an office waits for it; nothing moves."""
    amendment.messages.append(to_office(outbox.NUDGE, amendment.case.holder, Audience.OFFICER))
