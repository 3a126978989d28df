"""Whose histories an auditor reviews: those of cases his offices, or offices they oversee, took part in."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.models import Case, Event, Organisation, Oversight, Participation, User
from casework.organisations import organisations_where
from casework.roles import Permission


def audited_offices(user: User) -> QuerySet[Organisation]:
    """The offices in an auditor's remit today: his own and those they oversee; none for others."""
    own = organisations_where(user, Permission.AUDIT_CASES).values("pk")
    overseen = Oversight.objects.filter(overseer__in=own).values("organisation")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=overseen))


def audited_cases(user: User) -> QuerySet[Case]:
    """The cases whose histories an auditor reviews, sealed ones too: histories hold no personal field.

    An office that took part once stays answerable for what it did then.
    """
    took_part = Participation.objects.filter(case=OuterRef("pk"), organisation__in=audited_offices(user).values("pk"))
    return Case.objects.filter(Exists(took_part))


def audited_events(user: User) -> QuerySet[Event]:
    """What happened to those cases, the newest first."""
    events = Event.objects.filter(case_uid__in=audited_cases(user).values("uid"))
    return events.order_by("-at", "-case_uid", "-seq")
