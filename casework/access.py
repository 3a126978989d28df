"""Who may see and do what: the only place where that is decided.

An office sees a case if and only if it takes part in it. A sealed case is opened by named persons
only; others who take part see number, stage, holder and dates. Deny by default.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission as PermissionRow
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext as _

from casework import roles
from casework.errors import NotAllowed
from casework.levels import LEVEL_ABOVE, Level
from casework.models import Membership, OrganisationUserObjectPermission, Oversight, Participation, Party
from casework.models.case import CaseUserObjectPermission
from casework.models.organisation import active
from casework.models.participation import Part
from casework.organisations import officers_of, organisations_where
from casework.prepared import CompiledCondition, CompiledQuery
from casework.stages import flow_of

if TYPE_CHECKING:
    from casework.models import Case, Organisation, Step, User
    from casework.moves import Actor, Move

ROLES = json.dumps({str(role): sorted(map(str, permissions)) for role, permissions in roles.ROLES.items()})
"""Which permissions each role gives, as `kawal_standing()` takes it."""

_PERMISSION_OF_ROLE = {
    "officer": {"work_cases", "supervise_cases", "sign"},
    "sup": {"supervise_cases", "sign"},
    "head": {"sign"},
}


FOR_RECEIVER = "receiver"
"""Who has no account and is asked all the same: whoever holds the referral in its place records its acts, no other."""


class Depth(IntEnum):
    """How much of a case is shown."""

    NONE = 0
    STATUS = 1
    MONITOR = 2
    FULL = 3


@dataclass
class OfficeStanding:
    """One office of the person: its level, his permissions in it, its part in the case."""

    office_id: int
    level: str
    part: str | None
    is_party: bool
    oversees: bool
    permissions: set[str] = field(default_factory=set)


@dataclass
class Standing:
    """Where one person stands towards one case."""

    offices: list[OfficeStanding]
    named: bool
    is_party: bool

    @property
    def works_in(self) -> list[OfficeStanding]:
        return [o for o in self.offices if o.permissions & {"work_cases", "supervise_cases", "sign"}]

    @property
    def serves_party(self) -> bool:
        """Whether the case is about an office he works in: then he handles it for no office (guard 6)."""
        return any(o.is_party for o in self.works_in)

    @property
    def _must_pass_it_on(self) -> bool:
        """Whether an office of his holds a case about itself: it reads nothing, but has to transfer it."""
        return any(o.part == Part.HOLDER and o.is_party for o in self.works_in)

    def depth(self, case: Case) -> Depth:
        """How much of the case this person sees."""
        if self.is_party:
            return Depth.NONE
        if self.serves_party:
            return Depth.STATUS if self._must_pass_it_on else Depth.NONE
        parts = {o.part for o in self.works_in if o.part}
        if not parts:
            overseen = any(o.oversees for o in self.offices if "supervise_cases" in o.permissions)
            return _depth_of_overseer(case) if overseen and not case.sealed else Depth.NONE
        if case.sealed and not self.named:
            return Depth.STATUS
        if "holder" in parts:
            return Depth.FULL
        return Depth.MONITOR if "monitor" in parts else Depth.STATUS


def _depth_of_overseer(case: Case) -> Depth:
    """By the kind, not the instance: a case may be at hand as a bare `Case`."""
    part = flow_of(case.kind).process_class.part_of_overseer
    return Depth.MONITOR if part == "monitor" else Depth.STATUS


@dataclass(frozen=True)
class Grant:
    """The office, role and relation by which a move is allowed."""

    office_id: int
    role: str
    relation: str


def standing(user: User, case: Case) -> Standing:
    """Where a person stands towards a case, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kawal_standing(%s, %s, %s::jsonb)::text", [case.pk, user.pk, ROLES])
        return standing_from(json.loads(cursor.fetchone()[0]))


def standing_from(found: Mapping[str, Any]) -> Standing:
    """The standing that `kawal_standing()` says."""
    offices: dict[int, OfficeStanding] = {}
    for office_id, level, permissions, part, is_party, oversees in found["offices"] or ():
        office = offices.setdefault(office_id, OfficeStanding(office_id, level, part, is_party, oversees))
        office.permissions.update(permissions)
    return Standing(list(offices.values()), found["named"], found["is_party"])


def may(where: Standing, case: Case, step: Step | None, move: Move, *, office_id: int | None = None) -> Grant:
    """The grant by which a person may make a move on a case.

    Arguments: `where`, the person's standing; `step`, the open step or, of an ended case, the last
    one; `office_id`, the office he wants to act for (any that is allowed, if left out).
    Raises NotAllowed with what is missing.
    """
    if where.is_party:
        raise NotAllowed(_("Anda adalah pihak dalam kasus ini dan tidak boleh menanganinya."))
    offices = where.works_in
    if where.serves_party:
        offices = [office for office in offices if office.is_party and move.verb == "transfer"]
        if not offices:
            raise NotAllowed(_("Kantor tempat Anda bertugas adalah pihak dalam kasus ini; Anda tidak menanganinya."))
    if case.sealed and not where.named:
        offices = [office for office in offices if _acts_without_name(office, case, move)]
        if not offices:
            raise NotAllowed(_("Kasus ini disegel; hanya orang yang disebut namanya yang dapat bertindak."))
    for actor in move.by:
        for office in offices:
            if office_id is not None and office.office_id != office_id:
                continue
            if _has_role(office, actor, case, step) and _has_relation(office, actor, case, step):
                return Grant(office.office_id, _role_of(office), actor.relation)
    raise NotAllowed(_("Langkah ini bukan wewenang Anda: %(who)s.") % {"who": describe(move)})


def _acts_without_name(office: OfficeStanding, case: Case, move: Move) -> bool:
    """Whether a sealed case lets somebody of an office make a move although it does not name him.

    A head of the receiving office answers a hand-over: he may have come after it named its heads. What takes a case
    out of its ending is open to supervisors and heads of offices that take part: whom it names may have ended it,
    or left, and nothing names anybody in an ended case. They see no more of it by that.
    """
    if case.is_open:
        answers = move.verb in ("accept_handover", "return_handover") and office.office_id == case.holder_id
        return answers and has_rank(office.permissions, "head")
    return office.part is not None and has_rank(office.permissions, "sup")


def may_act(
    where: Standing, case: Case, step: Step | None, by: tuple[Actor, ...], *, is_note: bool = False
) -> Grant | None:
    """The grant for an act that changes no state, or None; of a sealed case who is not named may add notes."""
    if where.is_party or where.serves_party or (case.sealed and not where.named and not is_note):
        return None
    for actor in by:
        for office in where.works_in:
            if _has_role(office, actor, case, step) and _has_relation(office, actor, case, step):
                return Grant(office.office_id, _role_of(office), actor.relation)
    return None


def role_in(user: User, office: Organisation) -> str:
    """In which capacity a person works on cases in an office today: `head`, `sup`, `officer`, or not at all (empty)."""
    held = {row.codename for row in _HELD_IN.rows(user.pk, office.pk)}
    if not held:
        return ""
    return _role_of(OfficeStanding(office.pk, office.level, None, False, False, held))


def _held_in(user_id: int, office_id: int) -> Any:
    user = get_user_model()(pk=user_id, is_active=True)
    where_he_works = organisations_where(user, "work_cases").filter(pk=office_id)
    rows = OrganisationUserObjectPermission.objects.filter(user=user_id, content_object__in=where_he_works)
    return PermissionRow.objects.filter(pk__in=rows.values("permission")).order_by()


_HELD_IN = CompiledQuery(_held_in, 2**62 - 57, 2**62 - 87)


def answers_for(where: Standing, office_id: int) -> bool:
    """Whether a person answers for an office as its supervisor or head; not in a case about him or his office."""
    if where.is_party or where.serves_party:
        return False
    mine = (one for one in where.offices if one.office_id == office_id)
    return any(one.permissions & {"supervise_cases", "sign"} for one in mine)


def may_move_work(user: User, office: Organisation) -> str:
    """The role in which a person may give the work of an office's people to colleagues: `sup` or `head`.

    Raises NotAllowed for everybody else.
    """
    role = role_in(user, office)
    if role not in ("sup", "head"):
        raise NotAllowed(_("Pekerjaan dialihkan oleh penyelia atau kepala %s.") % office)
    return role


def may_empty(user: User, office: Organisation) -> tuple[Organisation, str]:
    """The office and role by which a person may transfer everything an office holds.

    A supervisor or head of that office, or of one that oversees it. Raises NotAllowed for everybody else.
    """
    role = role_in(user, office)
    if role in ("sup", "head"):
        return office, role
    above = organisations_where(user, "supervise_cases").filter(oversees__organisation=office).order_by("pk").first()
    if above is None:
        raise NotAllowed(_("Seluruh kasus dilimpahkan oleh penyelia %s atau penyelia kantor pengawasnya.") % office)
    return above, role_in(user, above)


def may_entrust_sealed(
    role: str, actor_id: int | None, to_id: int, named: Collection[int], heads: Collection[int]
) -> bool:
    """Whether a sealed case may be given to somebody of its office, who is named in it by that.

    Arguments: `role` of who gives it (`sup`, `head`, `administrator`, `system`); ids of persons, `named` in the case,
    `heads` of the office. A head decides. A supervisor who may not open it himself gives it to nobody new. An
    administrator, or `system`, widens the circle by nobody but a head, whom every sealed case of the office names
    anyway.
    """
    if to_id in named or role == "head":
        return True
    if role == "sup":
        return actor_id in named
    return to_id in heads


def describe(move: Move) -> str:
    """Who may make a move, in words."""
    return ", ".join(dict.fromkeys(_actor_in_words(actor) for actor in move.by if actor.relation != "system"))


def visible(cases: Any, user: User) -> Any:
    """The cases a person may find: those his offices take part in, and those of offices he oversees.

    A case about himself he does not find, nor one about an office he works in, unless that office holds it: neither
    by another office of his nor by overseeing others.
    One statement, whatever the number of offices; the joins are index scans on open participations.
    """
    return cases.filter(_VISIBLE.holds_for(user.pk)) if user.is_active else cases.none()


def _visible_to(user_id: int) -> Any:
    user = get_user_model()(pk=user_id, is_active=True)
    taking_part = Participation.objects.filter(case=OuterRef("pk"), until__isnull=True)
    # few: looked up once, not for every case
    about_himself = Party.objects.filter(user=user, until__isnull=True)
    about_office = about_offices_of(user)
    to_pass_on = about_office.filter(
        case__participations__organisation=F("organisation"),
        case__participations__part=Part.HOLDER,
        case__participations__until__isnull=True,
    )
    kept_from_office = about_office.exclude(case__in=to_pass_on.values("case"))
    of_his, held = Q(), Q()
    for permission in ("work_cases", "supervise_cases"):
        his = organisations_where(user, permission).values("pk")
        of_his |= Q(organisation__in=his)
        held |= Q(holder__in=his)
    supervised = organisations_where(user, "supervise_cases").values("pk")
    overseen = Oversight.objects.filter(overseer__in=supervised)
    of_overseen = Q(organisation__in=overseen.values("organisation"), sealed=False)
    sealed = ExpressionWrapper(OuterRef("sealed"), output_field=BooleanField())
    # who holds an open case takes part in it (check_case.sql); an ended one has no holder. The other reasons are in one
    # EXISTS: so the offices are not looked up for every case
    return (
        apps.get_model("casework", "Case")
        .objects.exclude(pk__in=about_himself.values("case").union(kept_from_office.values("case"), all=True))
        .filter(Q(holder__isnull=False) & held | Exists(taking_part.alias(sealed=sealed).filter(of_his | of_overseen)))
    )


def about_offices_of(user: User) -> Any:
    """The parties of today that are offices in which a person works."""
    his = organisations_where(user, "work_cases").values("pk")
    return Party.objects.filter(organisation__in=his, until__isnull=True)


_VISIBLE = CompiledCondition("visible", _visible_to, -1, "id", "sealed", "holder_id")


def has_rank(permissions: Collection[str], role: str) -> bool:
    """Whether permissions held in an office are enough for a role of the notation: `officer`, `sup`, `head`."""
    return not _PERMISSION_OF_ROLE[role].isdisjoint(permissions)


def view_of(user: User, case: Case) -> Depth:
    """How much of a case a person sees."""
    return standing(user, case).depth(case)


def _has_role(office: OfficeStanding, actor: Actor, case: Case, step: Step | None) -> bool:
    role = "sup" if actor.relation == "above" else actor.role
    if actor.relation == "above" and step is not None and step.holder.level == office.level == Level.BP3MI:
        role = "head"
    return has_rank(office.permissions, role)


def _has_relation(office: OfficeStanding, actor: Actor, case: Case, step: Step | None) -> bool:
    relation = actor.relation
    if relation == "system":
        return False
    if relation == "anyone":
        return office.part is not None
    if relation == "following":
        return office.part is not None and office.office_id != case.holder_id
    if relation == "overseeing":
        return office.office_id != case.holder_id and (office.part is not None or office.oversees)
    if relation in ("holder", "receiving"):
        return office.office_id == case.holder_id
    if relation == "sending":
        return step is not None and step.sent_by_id == office.office_id != case.holder_id
    if relation == "closer":
        return not case.is_open and office.part == Part.HOLDER  # who ended it, or took that office's place since
    if relation == "above":
        return _is_above(office, case, step)
    if relation in Level.values:
        if office.level != relation or not _takes_part(office, case):
            return False
        holds_here = case.holder is not None and case.holder.level == relation
        return not holds_here or office.office_id == case.holder_id or office.part == "holder"
    if FOR_RECEIVER in actor.on_behalf_of and office.office_id != case.holder_id:
        return False
    return office.office_id == case.relation_office_id(relation)


def _takes_part(office: OfficeStanding, case: Case) -> bool:
    """Whether the office takes part; of an ended case also one that oversees those who did, so that it can reopen."""
    return office.part is not None or (office.oversees and not case.is_open)


def _is_above(office: OfficeStanding, case: Case, step: Step | None) -> bool:
    """The level above the office that ended the case; above BP3MI the ministry, or BP3MI's own head."""
    if step is None:
        return False
    ended_at = Level(step.holder.level)
    if ended_at == Level.BP3MI and office.office_id == step.holder_id:
        return True
    return office.level == LEVEL_ABOVE.get(ended_at, Level.OVERSIGHT) and (office.part is not None or office.oversees)


def _role_of(office: OfficeStanding) -> str:
    if "sign" in office.permissions:
        return "head"
    return "sup" if "supervise_cases" in office.permissions else "officer"


def _actor_in_words(actor: Actor) -> str:
    if FOR_RECEIVER in actor.on_behalf_of:
        return str(_("kantor yang memegangnya untuk instansi tujuan tanpa akun"))
    who = {
        "holder": _("kantor pemegang"),
        "receiving": _("kantor penerima"),
        "sending": _("kantor pengirim"),
        "closer": _("kantor yang menutup kasus"),
        "above": _("penyelia tingkat di atasnya"),
        "sender": _("kantor pengirim rujukan"),
        "receiver": _("instansi tujuan rujukan"),
        "anyone": _("siapa pun yang terlibat"),
        "following": _("kantor lain yang terlibat"),
        "overseeing": _("kantor lain yang terlibat atau mengawasi"),
    }.get(actor.relation) or str(dict(Level.choices).get(actor.relation, actor.relation))
    rank = {"sup": _("penyelia"), "head": _("kepala")}.get(actor.role)
    return f"{rank} {who}" if rank else str(who)


def people_who_sign(office: Organisation, kept_out: Collection[int]) -> list[int]:
    """User ids named when a sealed case comes to an office: its heads, else all who work there.

    Not who is kept out of the case, by id; where nobody else works there they are after all, since a sealed case names
    somebody of its office. As parties they are kept out of it all the same.
    """
    return impartial_people(office, kept_out) or list(officers_of(office, "work_cases").values_list("pk", flat=True))


def impartial_people(office: Organisation, kept_out: Collection[int]) -> list[int]:
    """Ids of the heads of an office, else of all who work there, without who is kept out of the case."""
    for permission in ("sign", "work_cases"):
        people = officers_of(office, permission).exclude(pk__in=list(kept_out))
        if found := list(people.values_list("pk", flat=True)):
            return found
    return []


def people_who_open(case: Case) -> set[int]:
    """User ids of whom a sealed case names; one query."""
    named = CaseUserObjectPermission.objects.filter(content_object=case.pk)
    return set(named.values_list("user_id", flat=True))


def of_office(people: Collection[int], office_id: int | None) -> set[int]:
    """Those of some users who work in an office today; one query."""
    works = Membership.objects.filter(active(None), user__in=people, organisation=office_id)
    return set(works.values_list("user_id", flat=True))
