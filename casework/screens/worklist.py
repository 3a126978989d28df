"""The cases of a work list, read with their offices in two statements and put in words for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as When_
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from casework import access, clock, rulebook
from casework.clock import Unit
from casework.deadlines import ACCEPTANCE_RULE
from casework.handover import DISPUTED, TELLINGS
from casework.models import Case, Deadline, Event, Organisation, Participation, Party, Proposal, User
from casework.models.case import CaseUserObjectPermission, Severity
from casework.models.participation import Part
from casework.roles import Permission
from casework.screens import inbox
from casework.screens.frame import MyOffice
from casework.screens.handovers import is_return
from casework.screens.inbox import Inbox
from casework.screens.usual import label_of, usual_next
from casework.stages import flow_of
from casework.stays import FOLLOWS

PAGE = 50
"""Rows of a page."""
WAITING_SHOWN = 10
"""Rows of the cases that others hold, below the own work."""
VERY_LATE = timedelta(days=7)
"""From when on a late case is shown as very late; one in severity E is so at once."""
_SAID_OF_A_DEADLINE = {name: name for name in ("kind", "rule_id", "amount", "unit", "due_at", "alert_level")}


@dataclass(frozen=True)
class Page:
    """A part of a list in order of due date, and where it goes on in both directions (empty: nowhere)."""

    cases: list[Case]
    after: str
    before: str


def held_by(user: User, offices: Sequence[MyOffice], *, mine_only: bool) -> Inbox:
    """The open cases these offices hold.

    `mine_only`: the person's own, those without an officer, those of colleagues who are away and for whom he stands in,
    and to a head those whose closing he decides on.
    """
    ids = [mine.office.pk for mine in offices]
    if not mine_only:
        return Inbox(user.pk, ids, inbox.of(ids, inbox.OFFICE))
    heads = [mine.office.pk for mine in offices if Permission.SIGN in mine.permissions]
    return Inbox(user.pk, ids, inbox.of(ids, inbox.MINE) + inbox.of(heads, inbox.TO_DECIDE))


def work_of(officer: User, user: User, offices: Sequence[MyOffice], limit: int) -> list[Case]:
    """The first open cases that one officer of these offices works on, as `user` sees them."""
    ids = [mine.office.pk for mine in offices]
    return _with_offices(_rows(user, ids).filter(holder__in=ids, officer=officer).order_by("due_at", "pk")[:limit])


def waited_for(user: User, offices: Sequence[MyOffice]) -> Inbox:
    """The open cases that others hold, and that these offices follow.

    Because they opened them, handed them over last, or were told that the hand-over is not answered.
    """
    ids = [mine.office.pk for mine in offices]
    return Inbox(user.pk, ids, inbox.of(ids, inbox.WAITING))


def page_of(user: User, cases: Inbox, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page by keyset; `after` and `before` are places as `Page` names them. Two statements, no count."""
    start, end = _place(after), _place(before)
    on_page = cases.holds(size + 1, after=None if end else start, before=end)
    found = _rows(user, cases.office_ids).filter(on_page)
    if end is not None:
        rows = _with_offices(found.order_by("-due_at", "-pk"))
        more, rows = len(rows) > size, list(reversed(rows[:size]))
        return Page(rows, _place_of(rows[-1]) if rows else "", _place_of(rows[0]) if rows and more else "")
    rows = _with_offices(found.order_by("due_at", "pk"))
    more, rows = len(rows) > size, rows[:size]
    return Page(rows, _place_of(rows[-1]) if more else "", _place_of(rows[0]) if rows and start else "")


def groups_of(
    cases: Iterable[Case], user: User, offices: Sequence[MyOffice], now: datetime, version: int
) -> list[dict[str, Any]]:
    """The rows by urgency, as `worklist_group.html` takes them; empty groups are left out.

    One query for each kind of case of which it looks at more (`Case.lists_look_at`), whatever their number.
    """
    groups: dict[str, dict[str, Any]] = {
        "emergency": {"title": _("Darurat"), "kind": "very-late", "rows": []},
        "unanswered": {"title": _("Serah terima menunggu jawaban Anda"), "kind": "soon", "rows": []},
        "very-late": {"title": _("Sangat terlambat"), "kind": "very-late", "rows": []},
        "late": {"title": _("Terlambat"), "kind": "late", "rows": []},
        "soon": {"title": _("Segera jatuh tempo"), "kind": "soon", "rows": []},
        "ok": {"title": _("Belum jatuh tempo"), "kind": "later", "rows": []},
    }
    permissions = {mine.office.pk: mine.permissions for mine in offices}
    cases = list(cases)
    full = _full(cases)
    for case in cases:
        row = _row(case, now, version)
        row["tags"] += _officer_tags(case, user)
        row["verb"] = _verb(case, permissions.get(case.holder_id or 0, set()), full.get(case.pk))
        groups[_group_of(case, row["due_class"])]["rows"].append(row)
    return [group for group in groups.values() if group["rows"]]


def _group_of(case: Any, due_class: str) -> str:
    """Emergencies come first, then what another office waits to have answered, then whatever is due when."""
    if case.is_emergency:
        return "emergency"
    return "unanswered" if case.accepted_at is None else due_class


def plain_rows(cases: Iterable[Case], now: datetime, version: int) -> list[dict[str, Any]]:
    """The rows in the order of the cases, not grouped; sealed ones without a name for who is not named in them."""
    return [_row(case, now, version) for case in cases]


def waiting_rows(cases: Iterable[Case], now: datetime, version: int) -> list[dict[str, Any]]:
    """The rows of cases that others hold."""
    rows = []
    for case in cases:
        row = _row(case, now, version)
        if case.is_read and (not case.sealed or case.is_named):
            row["nudge_url"] = reverse("act", args=[case.uid, "nudge_holder"])
        row["verb"] = _("Menunggu %(office)s") % {"office": case.holder}
        if case.accepted_at is None or _is_asked(case):
            row["verb"] = _("Menunggu diterima %(office)s") % {"office": case.holder}
            others = row["tags"][1:] if case.accepted_at is None else row["tags"]
            row["tags"] = [{"label": _("Belum diterima"), "kind": "calm"}, *others]
        rows.append(row)
    return rows


def _is_asked(case: Any) -> bool:
    """Whether another body has been asked and has not accepted by the move that its kind of case has for it.

    Not of one that follows its case, held by who asks in the place of who is asked, nor of one that was passed on with
    everything its office held: no row says in which of the two places that one had it.
    """
    asking = flow_of(case.kind).stage(case.state).asking
    return asking is not None and case.sender is not None and case.entered_by not in ("transfer", FOLLOWS)


def _rows(user: User, office_ids: Sequence[int]) -> QuerySet[Case]:
    """Open cases with all that a row says: person, office, open step, the deadlines that run."""
    running = Deadline.objects.filter(case=OuterRef("pk"), met_at__isnull=True, ended_at__isnull=True)
    reads = Participation.objects.filter(
        case=OuterRef("pk"), organisation__in=office_ids, until__isnull=True, part__in=(Part.HOLDER, Part.MONITOR)
    )
    about_holder = Party.objects.filter(case=OuterRef("pk"), organisation=OuterRef("holder"), until__isnull=True)
    entered_by = ExpressionWrapper(OuterRef("entered_by"), output_field=CharField())
    disputed = Event.objects.alias(entered_by=entered_by).filter(
        entered_by="return_handover",  # which says it; of other cases no event is looked at
        case_uid=OuterRef("uid"),
        at__gte=OuterRef("since"),
        act__endswith=f".{DISPUTED}",
    )
    named = CaseUserObjectPermission.objects.filter(content_object=OuterRef("pk"), user=user)
    closing = Proposal.objects.filter(case=OuterRef("pk"), proposed_by__isnull=True, settled_at__isnull=True)
    return (
        Case.objects.visible_to(user)
        .open()
        .select_related("person", "officer")
        # asked case by case: Exists may be answered by reading them all
        .alias(about_holder=Subquery(about_holder.values("pk")[:1]))
        .annotate(
            now_in=FilteredRelation("steps", condition=Q(steps__finished__isnull=True)),
            accepted_at=F("now_in__accepted_at"),
            entered_by=F("now_in__entered_by"),
            since=F("now_in__created"),
            sender_id=F("now_in__sent_by"),
            closing_waits=Exists(closing),
            is_disputed=Exists(disputed),
            is_named=Exists(named),
            is_read=When_(
                # two conditions, the cheaper one first: in one, Django would sort them by name
                When(Q(holder__in=office_ids) & Q(about_holder=None), then=Value(Part.HOLDER)),
                When(holder__in=office_ids, then=Value(None)),
                default=Subquery(reads.values("part")[:1]),
            ),
            running=ArraySubquery(running.order_by("pk").values(json=JSONObject(**_SAID_OF_A_DEADLINE))),
        )
    )


def _with_offices(rows: QuerySet[Case]) -> list[Any]:
    """The cases with holder and sender; offices are few and many cases', so they are read once for all rows."""
    cases: list[Any] = list(rows)
    offices = Organisation.objects.in_bulk({pk for case in cases for pk in (case.holder_id, case.sender_id) if pk})
    for case in cases:
        case.holder, case.sender = offices[case.holder_id], offices.get(case.sender_id)
    return cases


def _row(case: Any, now: datetime, version: int) -> dict[str, Any]:
    """One case as `worklist_row.html` takes it."""
    deadline = _first_due(case)
    calendar = clock.calendar_for(case.holder, version)
    words = clock.in_words(case.due_at, now, Unit(deadline.get("unit", Unit.CALENDAR_DAYS)), calendar)
    due_class = words.css_class
    if due_class == "late" and (case.is_emergency or now - case.due_at > VERY_LATE):
        due_class = "very-late"
    return {
        "url": reverse("case", args=[case.uid]),
        "number": case.number,
        "kind": f"{flow_of(case.kind).label} · {flow_of(case.kind).stage(case.state).label}",
        "who": _who(case),
        "why": _why(case),
        "notice": " ".join(part for part in (_answer_limit(case), _told(case)) if part),
        "due_words": words.text,
        "due_class": due_class,
        "rule_words": _rule_in_words(deadline, version),
        "tags": _tags(case, now, version),
    }


def _first_due(case: Any) -> dict[str, Any]:
    """The running deadline that the case's due date is of; those of others do not count."""
    ours = (one for one in case.running if one["kind"] != Deadline.Kind.EXPECTED)
    return next((one for one in ours if _moment(one["due_at"]) == case.due_at), {})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _verb(case: Any, permissions: set[str], full: Case | None) -> Any:
    """What the person does next in an office of his, or why it is not for him to do; told without a query.

    Argument: `full`, the case with the columns of its kind, where these are looked at.
    """
    moves = flow_of(case.kind).process_class.all_moves()
    if not case.is_read:  # the case is about the holding office
        return moves["transfer"].label if access.has_rank(permissions, "sup") else _("Buka kasus")
    if case.sealed and not case.is_named:
        return _verb_of_sealed(case, moves, permissions)
    if case.accepted_at is None:
        return moves["accept_handover"].label
    if case.closing_waits and Permission.SIGN in permissions:
        return _("Putuskan usul penutupan")
    usual = usual_next(case.kind, case.state, case.holder.level, permissions, full)
    return label_of(usual) if usual else _("Buka kasus")


def _full(cases: Iterable[Case]) -> dict[int, Case]:
    """The cases whose next step hangs on columns of their kind, with these; at most one query per kind."""
    wanted: dict[type[Case], list[int]] = {}
    for case in cases:
        model = flow_of(case.kind).process_class
        if case.state in model.lists_look_at:
            wanted.setdefault(model, []).append(case.pk)
    return {pk: full for model, pks in wanted.items() for pk, full in model.objects.in_bulk(pks).items()}


def _verb_of_sealed(case: Any, moves: Any, permissions: set[str]) -> Any:
    """Of a sealed case that does not name the person: a head answers its hand-over, others hear who does (`access`)."""
    if case.accepted_at is not None:
        return _("Disegel: dikerjakan orang yang disebut namanya")
    if Permission.SIGN in permissions:
        return moves["accept_handover"].label
    return _("Disegel: hanya kepala kantor yang dapat menerima")


def _who(case: Any) -> str:
    if case.sealed and not case.is_named:
        return _("Identitas disegel")
    if not case.is_read:
        return _("Identitas tidak dibagikan")
    return case.person.shown_name if case.person else _("Belum ada nama")


def _why(case: Any) -> str:
    """Since when the case is where it is, by which move and which office."""
    day = clock.format_local_date(clock.local(case.since, case.holder.time_zone).date())
    moves = flow_of(case.kind).process_class.all_moves()
    if not case.entered_by or case.entered_by not in moves:
        return _("Sejak %(day)s: kasus dibuka.") % {"day": day}
    said = {"day": day, "move": moves[case.entered_by].label, "office": case.sender}
    if case.sender:
        return _("Sejak %(day)s, dari %(office)s: %(move)s.") % said
    return _("Sejak %(day)s: %(move)s.") % said


def _answer_limit(case: Any) -> str:
    """Until when a hand-over that waits has to be answered, for both offices."""
    limits = (_moment(one["due_at"]) for one in case.running if one["kind"] == Deadline.Kind.ACCEPTANCE)
    limit = next(limits, None)
    if case.accepted_at is not None or limit is None:
        return ""
    return _("Batas menjawab: %(until)s.") % {"until": clock.format_local(limit, case.holder.time_zone)}


def _told(case: Any) -> str:
    """Whether the case came back so often that both heads were told."""
    return f"{TELLINGS[DISPUTED]}." if case.is_disputed else ""


def _rule_in_words(deadline: dict[str, Any], version: int) -> str:
    if not deadline:
        return ""
    rule = rulebook.rule_by_id(deadline["rule_id"], version)
    number = "" if "." in rule.code else f" ({rule.code})"
    if deadline["unit"] == Unit.DATE:
        return f"{rule.name}{number}"
    return f"{rule.name}: {clock.amount_in_words(deadline['amount'], Unit(deadline['unit']))}{number}"


def _is_unanswered(case: Any, version: int) -> bool:
    """Whether a hand-over was not answered in time, and its heads were told."""
    told = [one["rule_id"] for one in case.running if one["alert_level"] > 0]
    return any(rulebook.rule_by_id(rule_id, version).code == ACCEPTANCE_RULE for rule_id in told)


def _awaits_late_letter(case: Any, now: datetime) -> bool:
    """Whether a letter of others (the police) that is waited for did not come in time."""
    letters = (_moment(one["due_at"]) for one in case.running if one["kind"] == Deadline.Kind.EXPECTED)
    return any(due is not None and due < now for due in letters)


def _tags(case: Any, now: datetime, version: int) -> list[dict[str, Any]]:
    tags = []
    if case.accepted_at is None:
        tags.append({"label": _("Baru"), "kind": "soon"})
    if _is_unanswered(case, version):
        tags.append({"label": _("Serah terima tidak dijawab"), "kind": "late"})
    if _awaits_late_letter(case, now):
        tags.append({"label": _("Surat terlambat"), "kind": "late"})
    if case.closing_waits:
        tags.append({"label": _("Usul penutupan"), "kind": "soon"})
    if is_return(case.kind, case.entered_by):
        tags.append({"label": _("Dikembalikan"), "kind": "soon"})
    if case.severity != Severity.NORMAL:
        tags.append({"label": case.get_severity_display(), "kind": "late"})
    if case.sealed:
        tags.append({"label": _("Disegel"), "kind": "seal"})
    return tags


def _officer_tags(case: Any, user: User) -> list[dict[str, Any]]:
    """Which colleague has it, or that nobody does yet."""
    if case.officer is not None and case.officer != user:
        return [{"label": str(case.officer), "kind": ""}]
    if case.officer is None and case.accepted_at is not None:
        return [{"label": _("Tanpa petugas"), "kind": "calm"}]
    return []


def _place_of(case: Case) -> str:
    return f"{case.due_at:%Y-%m-%dT%H:%M:%S.%fZ}~{case.pk}" if case.due_at else ""


def _place(text: str) -> tuple[datetime, int] | None:
    """A place in the list as an address carries it; nonsense is the beginning."""
    moment, _tilde, pk = text.partition("~")
    try:
        due = parse_datetime(moment)
    except ValueError:
        return None
    return (due, int(pk)) if due is not None and due.tzinfo and pk.isdecimal() else None
