"""The supervisor's board on screen: the list with its questions and numbers, and the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casework import board as figures_of
from casework import clock
from casework.audit import record
from casework.board import BANDS, Filters, Item, ItemKind, When
from casework.board.items import PAGE
from casework.board.narrowing import officers_among, regions_among
from casework.board.sheet import ROWS
from casework.board.time_used import Share, time_used
from casework.clock import Unit
from casework.history import declare_event
from casework.models import Organisation, User
from casework.models.case import Severity
from casework.organisations import organisations_where
from casework.roles import Permission
from casework.screens.frame import user_of, zone_of
from casework.stages import flow_of, flows

BAND_LABELS = {
    "0-3": gettext_lazy("sampai 3 hari"),
    "4-7": gettext_lazy("4–7 hari"),
    "8-30": gettext_lazy("8–30 hari"),
    "31": gettext_lazy("lebih dari 30 hari"),
}
declare_event("office.board_exported", gettext_lazy("Daftar keterlambatan diunduh"))

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FilterForm(forms.Form):
    """The questions put to the board; whatever is no answer is left out."""

    when = forms.ChoiceField(label=gettext_lazy("Yang ditampilkan"), choices=When.choices, required=False)
    office = forms.ChoiceField(label=gettext_lazy("Kantor"), required=False)
    item = forms.ChoiceField(label=gettext_lazy("Yang terlambat"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis kasus"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Tahap"), required=False)
    band = forms.ChoiceField(label=gettext_lazy("Lama terlambat"), required=False)
    severity = forms.ChoiceField(label=gettext_lazy("Keparahan"), required=False)
    officer = forms.ChoiceField(label=gettext_lazy("Petugas"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Wilayah"), required=False)

    def __init__(self, data: Any, *, offices: Sequence[Organisation]) -> None:
        super().__init__(data, label_suffix="")
        every = ("", _("Semua"))
        kind = str(data.get("kind") or "")
        stages = flows()[kind].stages().items() if kind in flows() else ()
        offered: dict[str, list[Any]] = {
            "office": [(str(one.uid), one.name) for one in offices],
            "item": list(ItemKind.choices),
            "kind": [(code, flow.label) for code, flow in flows().items()],
            "stage": [(code, stage.label) for code, stage in stages if stage.is_open],
            "band": list(BAND_LABELS.items()),
            "severity": list(Severity.choices),
            "officer": [(str(user.uid), user.full_name) for user in officers_among(offices, str(data.get("office")))],
            "region": regions_among(offices),
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = [every, *choices]

    def wanted(self) -> Filters:
        """The questions that were understood."""
        self.is_valid()
        return Filters(**{**self.cleaned_data, "when": self.cleaned_data.get("when") or When.LATE})


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what is late in the offices the person answers for; its address holds everything that was asked."""
    user, offices, wanted, form = _asked(request)
    ids = [office.pk for office in offices]
    now, version = clock.now(), clock.reference_version()
    counted = figures_of.figures(user, ids, wanted, now)
    page = figures_of.page_of(user, ids, wanted, now, after=request.GET.get("sesudah", ""))
    names = {office.pk: office for office in offices}
    used = time_used([item.case.pk for item in page[:PAGE] if item.is_read], now)
    is_more = wanted.when in counted.more
    own = set(organisations_where(user, Permission.SUPERVISE_CASES).values_list("pk", flat=True))
    context = {
        "form": form,
        "rows": [_row(item, now, version, used.get(item.case.pk, []), own) for item in page[:PAGE]],
        "together": [("assign_officer", _("Tugaskan petugas")), ("ask_report", _("Minta laporan"))],
        "next": _address(wanted, sesudah=page[PAGE - 1].place) if len(page) > PAGE else "",
        "tiles": [
            {
                "value": _number(counted.parts[part], is_more=part in counted.more),
                "label": part.label,
                "url": _address(wanted if part == wanted.when else wanted.with_(when=part, band="")),
                "kind": {When.LATE: "late", When.SOON: "soon"}.get(part, "") if counted.parts[part] else "",
            }
            for part in When
        ],
        "by_kind": [
            (ItemKind(kind).label, _number(count, is_more=is_more), _address(wanted.with_(item=kind)))
            for kind, count in counted.kinds.most_common()
        ],
        "by_band": [
            (BAND_LABELS[band], _number(counted.bands[band], is_more=is_more), _address(wanted.with_(band=band)))
            for band in BANDS
            if counted.bands[band]
        ],
        "by_office": [
            (
                names[office].name,
                _number(count, is_more=office in counted.more_in),
                _address(wanted.with_(office=str(names[office].uid))),
            )
            for office, count in counted.offices.most_common(20)
        ],
        "cap": counted.cap if counted.more_in else 0,
        "is_late": wanted.when == When.LATE,
        "is_paused": wanted.when == When.PAUSED,
        "asked": urlencode(wanted.query()),
        "clear_url": reverse("board") if wanted.query() else "",
        "export_url": f"{reverse('board_export')}?{urlencode(wanted.query())}",
        "state_of": clock.format_local(now, zone_of(request)),
    }
    return render(request, "screens/board/board.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a spreadsheet; that it was taken out is an event of the person's office."""
    user, offices, wanted, _form = _asked(request)
    now = clock.now()
    found = list(islice(figures_of.every_item(user, [office.pk for office in offices], wanted, now), ROWS))
    office = offices[0]
    said = {"rows": len(found), **wanted.query()}
    record(office.uid, "office.board_exported", at=now, actor=user, office=office, extra=said)
    response = HttpResponse(figures_of.workbook(found, now, zone_of(request)), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="keterlambatan-{now:%Y-%m-%d}.xlsx"'
    return response


def _asked(request: HttpRequest) -> tuple[User, list[Organisation], Filters, FilterForm]:
    user = user_of(request)
    offices = list(figures_of.offices_answered_for(user).order_by("name", "pk"))
    if not offices:
        raise PermissionDenied
    form = FilterForm(request.GET, offices=offices)
    return user, offices, form.wanted(), form


def _row(item: Item, now: datetime, version: int, used: Sequence[Share], own: Collection[int]) -> dict[str, Any]:
    case, deadline = item.case, item.deadline
    flow = flow_of(case.kind)
    unit = Unit.CALENDAR_DAYS if item.asked else Unit(deadline.unit)
    paused = item.asked is None and deadline.due_at is None
    words = clock.in_words(None if paused else item.moment, now, unit, clock.calendar_for(item.office, version))
    return {
        "case": case,
        "kind": f"{flow.label} · {flow.stage(case.state).label}",
        "what": ItemKind(item.kind).label,
        "rule": deadline.rule.name if item.is_read else _("Identitas disegel"),
        "due_words": words.text,
        "due_class": words.css_class,
        "office": item.office,
        "officer": case.officer if item.is_read else None,
        "severity": case.get_severity_display() if item.is_read and case.severity != Severity.NORMAL else "",
        "shares": _shares(used),
        "acts": list(_acts(item, own)),
    }


def _shares(used: Sequence[Share]) -> list[dict[str, Any]]:
    """The parts of a bar, one after the other, with what each office has used in words."""
    parts, start = [], 0
    for number, share in enumerate(used):
        words = clock.amount_in_words(share.days, Unit.DATE) if share.days else _("kurang dari 1 hari")
        part = {"office": share.office, "words": words, "percent": share.percent, "start": start}
        parts.append({**part, "kind": min(number, 3) + 1})
        start += share.percent
    return parts


def _acts(item: Item, own: Collection[int]) -> Iterator[tuple[str, str]]:
    """What the person can do about an item at once: in his own office give it on or more time, elsewhere ask."""
    uid = item.case.uid
    if item.case.holder_id not in own:
        yield _("Minta laporan"), reverse("act", args=[uid, "ask_report"])
    elif item.is_read and item.asked is None:
        yield _("Alihkan"), reverse("act", args=[uid, "assign_officer"])
        yield _("Perpanjang"), f"{reverse('act', args=[uid, 'extend_deadline'])}?deadline={item.pk}"


def _address(wanted: Filters, **more: str) -> str:
    query = urlencode({**wanted.query(), **more})
    return f"{reverse('board')}?{query}" if query else reverse("board")


def _number(count: int, *, is_more: bool) -> str:
    return f"{count}+" if is_more else str(count)
