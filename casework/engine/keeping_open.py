"""A sealed case can always be opened by somebody of its office: when the last one named is gone, its heads are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework import access
from casework.models import Case, CaseUserObjectPermission, Membership, User
from casework.models.organisation import active
from casework.prepared import CompiledQuery

if TYPE_CHECKING:
    from casework.engine.writing import Plan


def name_who_heads(plan: Plan) -> None:
    """Name the heads of the holder in a sealed case that nobody there could open; its event says whom.

    Roles end by their date, without an act that could have asked for somebody else. One query, for sealed cases.
    """
    case = plan.case
    if not case.sealed or not case.is_open:
        return
    named = CaseUserObjectPermission.objects.filter(content_object=case.pk).exclude(user__in=plan.unnamed)
    who = Q(user__in=named.values("user")) | Q(user__in=plan.named)
    if Membership.objects.filter(active(None), who, organisation=case.holder_id).exists():
        return
    heads = access.people_who_sign(case.holder, plan.act.people_kept_out())
    plan.named.update(heads)
    uids = User.objects.filter(pk__in=heads).order_by("pk").values_list("uid", flat=True)
    plan.event.plain = {**plan.event.plain, "named": [str(uid) for uid in uids]}


def _nobody_opens() -> QuerySet[Case]:
    there = Membership.objects.filter(active(None), user=OuterRef("user"), organisation=OuterRef(OuterRef("holder")))
    named = CaseUserObjectPermission.objects.filter(Exists(there), content_object=OuterRef("pk"))
    return Case.objects.open().filter(~Exists(named), sealed=True).order_by("pk")


_NOBODY_OPENS = CompiledQuery(_nobody_opens)


def that_nobody_opens() -> list[int]:
    """Ids of the open sealed cases in which nobody is named who works in their office today; one query."""
    return [case.pk for case in _NOBODY_OPENS.rows()]
