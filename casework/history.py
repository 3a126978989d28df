"""What happened to a case, in words: the labels of events, and who may read what of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from casework import clock, handover, rulebook
from casework.access import Depth
from casework.acts import act_kind
from casework.facts import declare_facts, facts_in_words, name_places, openings_of
from casework.forms import OUTSIDERS
from casework.models import Case, Event, Organisation, Step, User
from casework.stages import flow_of, flows

QUIET = timedelta(days=10)
"""A time without any act from which the timeline says so."""

EVENTS = {
    "open": _("Kasus dibuka"),
    "proposed": _("Langkah diusulkan, menunggu orang kedua"),
    "declined": _("Usulan dibatalkan"),
    "closing_proposed": _("Penutupan diusulkan kepada kepala kantor"),
    "closing_declined": _("Kepala kantor menolak usul penutupan"),
    "deadline_reminded": _("Tenggat mendekat: diingatkan"),
    "deadline_missed": _("Tenggat terlewat"),
    "deadline_escalated": _("Tenggat tetap terlewat: kantor di atasnya diminta menanggapi"),
    "nobody_above": _("Tenggat tetap terlewat: tidak ada kantor lain di atasnya yang dapat diminta menanggapi"),
    "escalation_repeated": _("Eskalasi belum ditanggapi: disampaikan lagi"),
    "escalation_answered": _("Eskalasi ditanggapi"),
    "sealed_with_parent": _("Disegel bersama kasus induknya"),
    "changed_with_parent": _("Mengikuti perubahan kasus induknya"),
    "follows_parent": _("Pengirim berganti: kasus induknya pindah ke kantor lain"),
    "parent_needs_nothing": _("Pengirim tidak lagi memerlukan jawaban"),
    "known_elsewhere": _("Orang ini juga dicatat di kantor lain"),
    "region_renamed": _("Kode wilayah kasus berubah"),
    **handover.TELLINGS,
    "deadlines_recomputed": _("Tenggat dihitung ulang: kalender hari libur berubah"),
    "definition_changed": _("Alur kerja jenis kasus ini berubah"),
    "work_moved": _("Pekerjaan dialihkan"),
    "succeeded": _("Kantor lain menggantikan kantor yang tutup"),
    "heads_named": _("Kepala kantor disebut namanya: tidak ada lagi yang dapat membuka kasus tersegel ini"),
}
"""Events that are neither a move nor a declared act; workflows add their own tellings."""

REASON_LISTS = {"work_moved": "work_reasons", "succeeded": "reasons.TRANSFER"}
"""The lists that reasons of such events are from."""


def act_label(code: str) -> Any:
    """The label of an event's act, such as `complaint.begin_triage`."""
    if code in EVENTS:
        return EVENTS[code]
    kind, _dot, name = code.partition(".")
    flow = flows().get(kind)
    if flow is not None and name in flow.process_class.all_moves():
        return flow.process_class.all_moves()[name].label
    if name in EVENTS:
        return EVENTS[name]
    try:
        return act_kind(name).label
    except LookupError:
        return code


def declare_event(name: str, label: Any, says: Mapping[str, Any] | None = None) -> None:
    """Give a telling of a workflow, or the whole code of an act outside cases (`office.opened`), its label.

    `says` are the labels of what is said in it, by name.
    """
    EVENTS[name] = label
    declare_facts(says or {})


@dataclass
class Entry:
    """One line of a timeline, as `timeline.html` takes it; `step` is the stay in a stage it began.

    `record` is where the hand-over's record is, filled in by the screen.
    """

    title: Any
    at: datetime | None = None
    who: str = ""
    office: str = ""
    details: str = ""
    kind: str = ""
    corrected: str = ""
    anchor: str = ""
    seq: int = 0
    step: int | None = None
    record: str = ""


@dataclass(frozen=True)
class Timeline:
    """Entries newest first; `older` is the place where it goes on, None at the beginning of the case."""

    entries: list[Entry]
    older: int | None


def timeline(case: Case, depth: Depth, *, before: int | None = None, limit: int = 40) -> Timeline:
    """What happened to a case, newest first, as much of it as a person of this depth may read.

    Arguments: `before`, a place in the chain to go on from; `limit`, how many events.
    Who sees the status only gets nothing; who follows a sealed case gets no free text.
    At most six queries.
    """
    if depth < Depth.MONITOR:
        return Timeline([], None)
    events = Event.objects.filter(case_uid=case.uid)
    if before is not None:
        events = events.filter(seq__lt=before)
    found = list(events.order_by("-seq")[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    contents = [event.content for event in shown]
    reads_all = depth == Depth.FULL or not case.sealed
    opened = openings_of(content["id"] for content in contents if content["f"]) if reads_all else {}
    name_places(opened)
    names = _names(contents)
    undone = set(Step.objects.filter(process_id=case.pk, undone=True).values_list("seq", flat=True))
    entries = [
        _entry(case, event, content, names, opened.get(content["id"], {}), undone, reads_all=reads_all)
        for event, content in zip(shown, contents, strict=True)
    ]
    return Timeline(list(_with_quiet_times(entries)), shown[-1].seq if more else None)


def event_in_words(event: Event, case: Case) -> str:
    """One event in one line: what, who of which office, when on that office's clock. Two queries."""
    content = event.content
    names = _names([content])
    office = case.holder or case.opener
    who = " · ".join(
        names[uid] for uid in (content["actor"]["user"], content["actor"]["office"]) if uid and uid in names
    )
    when = clock.format_local(event.at, office.time_zone)
    return " · ".join(part for part in (str(act_label(event.act)), who, when) if part)


def _entry(
    case: Case,
    event: Event,
    content: dict[str, Any],
    names: dict[str, str],
    opened: dict[str, Any],
    undone: set[int],
    *,
    reads_all: bool,
) -> Entry:
    actor = content["actor"]
    verb = event.act.partition(".")[2]
    moved = content["from"] != content["to"]
    details = []
    if content["reason"]:
        reason = reason_label(case.kind, verb, content["reason"])
        details.append(gettext("Alasan: %(reason)s.") % {"reason": reason})
    if moved and content["to"]:
        details.append(str(flow_of(case.kind).stage(content["to"]).label))
    if content["x"].get("sent_to"):
        details.append(gettext("Diserahkan ke %(office)s.") % {"office": names.get(content["x"]["sent_to"], "")})
    if content["x"].get("asked_by"):
        details.append(
            gettext("Sekarang diminta oleh %(office)s.") % {"office": names.get(content["x"]["asked_by"], "")}
        )
    if content["x"].get("passed"):
        rules = [rulebook.rule(code, event.at.date()).name for code in content["x"]["passed"]]
        details.append(f"{', '.join(rules)}.")
    if content["x"].get("told"):
        heads = [names.get(uid, "") for uid in content["x"]["told"]]
        details.append(gettext("Diberi tahu: kepala %(offices)s.") % {"offices": ", ".join(heads)})
    if content["x"].get("proposal"):
        details.append(str(act_label(f"{case.kind}.{content['x']['proposal']}")))
    if actor["for"]:
        details.append(gettext("Atas nama %(whom)s.") % {"whom": OUTSIDERS.get(actor["for"], actor["for"])})
    if actor["second"]:
        details.append(gettext("Dikonfirmasi %(who)s.") % {"who": names.get(actor["second"], "")})
    if reads_all:
        details += facts_in_words(case.kind, content["x"].get("proposal") or verb, content, opened)
    begins = content["x"].get("step") if moved or content["x"].get("sent_to") or verb == "open" else None
    return Entry(
        title=act_label(event.act),
        at=event.at,
        who=names.get(actor["user"] or "", ""),
        office=names.get(actor["office"] or "", ""),
        details="\n".join(detail for detail in details if detail),
        kind=_kind_of(verb, content),
        corrected=gettext("Langkah ini dibatalkan.") if moved and begins in undone and verb != "undo" else "",
        anchor=f"riwayat-{event.seq}",
        seq=event.seq,
        step=begins,
    )


def _kind_of(verb: str, content: dict[str, Any]) -> str:
    if content["from"] != content["to"]:
        return "move"
    if content["actor"]["user"] is None:
        return "system"
    try:
        return "note" if act_kind(verb).is_note else ""
    except LookupError:
        return ""


def reason_label(kind: str, verb: str, code: str) -> str:
    """The label of a reason in the list of the move, act or event that gave it; the code where it has none."""
    if verb in REASON_LISTS:
        return rulebook.label(REASON_LISTS[verb], code)
    declared = flow_of(kind).process_class.all_moves().get(verb)
    try:
        reasons = declared.reasons if declared is not None else act_kind(verb).reasons
    except LookupError:
        reasons = ""
    return rulebook.label(f"reasons.{reasons}", code) if reasons else code


def _names(contents: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Names of the people and offices that events name, by opaque id; two queries."""
    people: set[str] = set()
    offices: set[str] = set()
    for content in contents:
        people.update(uid for uid in (content["actor"]["user"], content["actor"]["second"]) if uid)
        named = (content["actor"]["office"], content["x"].get("sent_to"), content["x"].get("asked_by"))
        offices.update(uid for uid in named if uid)
        offices.update(content["x"].get("told", ()))
    users = User.objects.filter(uid__in=people).values_list("uid", "full_name")
    organisations = Organisation.objects.filter(uid__in=offices).values_list("uid", "short_name")
    return {str(uid): name for uid, name in [*users, *organisations]}


def _with_quiet_times(entries: list[Entry]) -> Iterable[Entry]:
    """The entries, and between two that lie far apart a line that says how long nothing happened."""
    later: Entry | None = None
    for entry in entries:
        if later is not None and later.at and entry.at and later.at - entry.at >= QUIET:
            days = (later.at - entry.at).days
            yield Entry(
                ngettext("%(n)d hari tanpa kegiatan", "%(n)d hari tanpa kegiatan", days) % {"n": days}, kind="gap"
            )
        yield entry
        later = entry
