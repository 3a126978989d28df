"""Guards about scheme, destination, age, cost and return: what the journey itself must show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.acting import Act
from casework.models import Person
from casework.moves import Guard
from workflows.journey import schemes


def scheme_takes(stage: str) -> Guard:
    """The scheme, once recorded, leads through a stage."""

    def guard(act: Act) -> Any:
        scheme = act.case.scheme
        if scheme and not schemes.takes(act, scheme, stage):
            return _("Skema %(scheme)s tidak melalui tahap ini.") % {"scheme": schemes.label(scheme)}
        return None

    return guard


def scheme_skips(stage: str) -> Guard:
    """The scheme is recorded and does not lead through a stage."""

    def guard(act: Act) -> Any:
        scheme = act.case.scheme
        if not scheme:
            return scheme_is_known(act)
        if schemes.takes(act, scheme, stage):
            return _("Skema %(scheme)s melalui tahap %(stage)s lebih dulu.") % {
                "scheme": schemes.label(scheme),
                "stage": act.case.workflow().stage(stage).label,
            }
        return None

    return guard


def scheme_is_or_open(code: str) -> Guard:
    """The scheme is this one, or none has been recorded yet: the move records it."""

    def guard(act: Act) -> Any:
        scheme = act.case.scheme
        if scheme and scheme != code:
            return _("Skema tercatat %(scheme)s, bukan %(wanted)s. Perbarui data penempatan lebih dulu.") % {
                "scheme": schemes.label(scheme),
                "wanted": schemes.label(code),
            }
        return None

    return guard


def scheme_is_known(act: Act) -> Any:
    if not act.case.scheme:
        return _("Skema penempatan belum tercatat. Perbarui data penempatan lebih dulu.")
    return None


def scheme_has_orientation(act: Act) -> Any:
    scheme = act.case.scheme
    if scheme and not schemes.allows_orientation(act, scheme):
        return _("Skema %(scheme)s tidak melalui OPP.") % {"scheme": schemes.label(scheme)}
    return scheme_is_known(act)


def scheme_needs_no_orientation(act: Act) -> Any:
    scheme = act.case.scheme
    if scheme and schemes.needs_orientation(act, scheme):
        return _("Skema %(scheme)s wajib melalui OPP.") % {"scheme": schemes.label(scheme)}
    return scheme_is_known(act)


def country_is_open(act: Act) -> Any:
    """The destination is known and open for placement."""
    code = str(act.data.get("destination") or act.case.destination or "")
    if not code:
        return None if "destination" not in act.data else _("Negara tujuan belum tercatat.")
    closed = schemes.closed_countries(act)
    if code in closed:
        return _("Negara tujuan %(country)s sedang ditutup untuk penempatan.") % {"country": closed[code]}
    return None


def is_adult_on_departure(act: Act) -> Any:
    """At least 18 on the day of departure (UU 18/2017 Art 5); without a planned day, today."""
    leaving = act.data.get("departure_date") or act.case.departure_date
    if leaving is None and "departure_date" not in act.data:
        return None
    return _adult(act.case.person, max(leaving or act.today, act.today))


def is_adult(act: Act) -> Any:
    return _adult(act.case.person, act.today)


def costs_are_stated(act: Act) -> Any:
    if act.case.cost_statement_on is None:
        return _("Rincian biaya belum ada. Catat rincian biaya yang sudah dibayar lebih dulu.")
    return None


def works_with_papers(act: Act) -> Any:
    if act.case.works_without_papers:
        return _("Pekerja ini tercatat bekerja tanpa dokumen resmi. Gunakan pilihan nonprosedural.")
    return None


def not_an_emergency(act: Act) -> Any:
    """Severity E never waits: it enters no stage that pauses."""
    if act.case.is_emergency:
        return _("Tidak untuk kasus darurat. Turunkan tingkatnya dulu bila bahaya sudah lewat.")
    return None


def family_was_told(act: Act) -> Any:
    if act.case.family_told_on is None:
        return _("Pemberitahuan kepada keluarga, atau pencariannya, belum dicatat.")
    return None


def _adult(person: Person | None, on: date) -> Any:
    adult_from = person.adult_from() if person else None
    if adult_from is None:
        return _("Tanggal lahir belum tercatat. Perbaiki data orang ini lebih dulu.")
    if adult_from > on:
        return _("Belum berusia 18 tahun pada tanggal keberangkatan; baru pada %(day)s.") % {
            "day": adult_from.isoformat()
        }
    return None
