"""Which office holds a stage: total, so that no case is ever without one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.errors import Refused
from casework.levels import Level
from casework.models.organisation import Kind, Organisation, Oversight, ServedRegion
from casework.models.region import Region
from casework.organisations.memberships import has_active
from casework.prepared import CompiledQuery
from casework.regions import lineage
from casework.roles import Permission

Sort = tuple[str, str]
"""A level and, where the level has several, the kind of office."""

MINISTRY: Sort = (Level.OVERSIGHT, Kind.MINISTRY)

ABOVE: dict[Sort, Sort] = {
    (Level.VILLAGE, ""): (Level.DISTRICT, ""),
    (Level.DISTRICT, ""): (Level.BP3MI, ""),
    (Level.BP3MI, ""): MINISTRY,
    (Level.POLICE, ""): (Level.OVERSIGHT, Kind.POLDA),
    (Level.LEGAL_AID, ""): (Level.OVERSIGHT, Kind.KANWIL),
    (Level.OVERSIGHT, Kind.CAMAT): (Level.DISTRICT, ""),
    (Level.OVERSIGHT, Kind.DPMD): (Level.DISTRICT, ""),
    (Level.OVERSIGHT, Kind.DIRECTOR): (Level.OVERSIGHT, Kind.KANWIL),
}
"""The level above each; all sorts not named here have BP3MI above them, the ministry none."""

GRAIN = {
    Level.VILLAGE: Region.Level.VILLAGE,
    Level.DISTRICT: Region.Level.DISTRICT,
    Level.BP3MI: Region.Level.PROVINCE,
    Level.POLICE: Region.Level.DISTRICT,
    Level.LEGAL_AID: Region.Level.DISTRICT,
}
"""How fine an office of a level is looked for when gaps are listed."""

CODE_LENGTHS = (2, 5, 8, 13)
"""Characters in the codes of a province, district, sub-district and village."""


class Reason(models.TextChoices):
    """Why this office holds the stage."""

    SERVES = "serves", gettext_lazy("Melayani wilayah ini")
    NO_OFFICER = "no_officer", gettext_lazy("Kantor setempat tidak mempunyai petugas aktif")
    NO_OFFICE = "no_office", gettext_lazy("Tidak ada kantor tingkat ini yang melayani wilayah ini")
    BARRED = "barred", gettext_lazy("Kantor setempat tidak boleh memegang kasus ini")
    OPENER = "opener", gettext_lazy("Tidak ada kantor yang dapat menerima; tetap di kantor pembuka")


@dataclass(frozen=True)
class Found:
    """The office that holds a stage; `missing_level` is the level it stands in for, if it does."""

    organisation: Organisation
    missing_level: Level | None
    reason: Reason


@dataclass(frozen=True)
class _Serving:
    """An open office that serves a region, and whether somebody there works cases."""

    office: Organisation
    has_officer: bool


class NoOffice(Refused):
    """Nobody can receive the case."""

    code = "no_office"


def find_holder(
    level: str,
    region: Region | None,
    on: date,
    *,
    kind: str = "",
    opener: Organisation | None = None,
    exclude: Collection[int] = (),
) -> Found:
    """The office that holds a stage of a level for a region on a day.

    1. The nearest open office of the level that serves the region or a place around it.
    2. Has it no active officer, its overseer by step of the ladder holds in its place.
    3. Serves no such office, the next level above holds on its behalf, up to the ministry.
    4. At last the opener, whoever that is.

    Arguments: `region` of the person (None, unknown: the opener's); `kind` for the levels that have
    several; `exclude`, ids of offices that may not hold it (the case is about them). One statement where the
    office is there and staffed, one more for each overseer or ministry looked for, and for the
    successors of a closed region. Raises `NoOffice` only without an opener.
    """
    wanted: Sort = (level, kind)
    place = region or (opener.region if opener else None)
    barred = set(exclude)
    serving = _serving(_chain(wanted), place, on) if place else []
    reason = Reason.NO_OFFICE
    for sort in _chain(wanted):
        candidates = [each for each in serving if (each.office.level, each.office.kind) == sort]
        if sort == MINISTRY and not candidates:
            candidates = [_Serving(office, True) for office in _receiving(on).filter(level=sort[0], kind=sort[1])]
        for candidate in candidates:
            office = candidate.office
            if office.pk in barred:
                reason = Reason.BARRED if sort == wanted else reason
                continue
            if candidate.has_officer and sort == wanted:
                return Found(office, None, Reason.SERVES)
            if candidate.has_officer:
                return Found(office, Level(level), reason)
            reason = Reason.NO_OFFICER if sort == wanted else reason
            stand_in = _stand_in(office, on, barred)
            if stand_in:
                return Found(stand_in, Level(level), reason)
    if opener is None:
        raise NoOffice(
            _("Tidak ada kantor tingkat %(level)s, juga tidak di atasnya, yang dapat menerima kasus dari %(region)s.")
            % {"level": Level(level).label, "region": region or _("wilayah yang belum diketahui")}
        )
    return Found(opener, None if (opener.level, opener.kind) == wanted else Level(level), Reason.OPENER)


def level_above(
    organisation: Organisation, on: date, *, region: Region | None = None, exclude: Collection[int] = ()
) -> Found:
    """The office of the level above one, for a region (default: its seat); `NoOffice` for the ministry.

    `exclude`: ids of further offices that are not meant.
    """
    sort = _above((organisation.level, organisation.kind))
    if sort is None:
        raise NoOffice(_("Tidak ada kantor di atas %s.") % organisation)
    return find_holder(sort[0], region or organisation.region, on, kind=sort[1], exclude={organisation.pk, *exclude})


def offices_serving(level: str, region: Region, on: date, *, kind: str = "") -> list[Organisation]:
    """The offices of a level that serve a region or a place around it and can receive, the nearest first.

    For choosing where several fit; one query. For the levels `other` and `oversight` without a kind,
    offices of every kind.
    """
    sorts = [(level, kind)] if kind or level not in (Level.OTHER, Level.OVERSIGHT) else [(level, each) for each in Kind]
    return [each.office for each in _serving(sorts, region, on) if each.has_officer]


def can_receive(organisation: Organisation, on: date) -> bool:
    """Whether an office is open on a day and has somebody who works cases; one query."""
    return bool(_RECEIVES.rows(organisation.pk, on))


def overseers(organisation: Organisation, on: date) -> dict[int, list[Organisation]]:
    """The open offices that oversee one, by step of the ladder; one query."""
    ladder: dict[int, list[Organisation]] = {}
    for rung in Oversight.objects.filter(organisation=organisation).select_related("overseer"):
        if rung.overseer.is_open_on(on):
            ladder.setdefault(rung.ladder_step, []).append(rung.overseer)
    return ladder


def gaps(level: str, on: date) -> QuerySet[Region]:
    """The places of a level's own size that no open and staffed office of the level serves on a day.

    Villages for `village`, provinces for `bp3mi`, districts for the others.
    """
    here_or_around = Q()
    for length in CODE_LENGTHS:
        here_or_around |= Q(region_id=Left(OuterRef("code"), length))
    served = _serving_rows([(level, "")], on).filter(here_or_around, has_officer=True)
    return Region.objects.valid_on(on).filter(~Exists(served), level=GRAIN[Level(level)])


def _above(sort: Sort) -> Sort | None:
    return None if sort == MINISTRY else ABOVE.get(sort, (Level.BP3MI, ""))


def _chain(sort: Sort) -> list[Sort]:
    """A sort of office and those that stand in for it, the nearest first."""

    def upwards() -> Iterator[Sort]:
        here: Sort | None = sort
        while here:
            yield here
            here = _above(here)

    return list(upwards())


def _receiving(on: date) -> QuerySet[Organisation]:
    """The offices that are open on a day and have somebody who works cases."""
    return Organisation.objects.open_on(on).staffed_on(on)


_RECEIVES = CompiledQuery(lambda office_id, on: _receiving(on).filter(pk=office_id), -1, date(1, 1, 1))


def _serving_rows(sorts: Sequence[Sort], on: date) -> QuerySet[Any]:
    fitting = Q()
    for level, kind in sorts:
        fitting |= Q(level=level, kind=kind)
    opened = Q(organisation__opened_on__lte=on) & (
        Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=on)
    )
    return ServedRegion.objects.filter(fitting, opened, period__contains=on).annotate(
        has_officer=has_active(Permission.WORK_CASES, on, organisation="organisation")
    )


def _serving(sorts: Sequence[Sort], region: Region, on: date) -> list[_Serving]:
    """Offices of these sorts that serve a region or a place around it, the nearest first; one query."""
    codes = lineage(region)
    rows = _serving_rows(sorts, on).filter(region_id__in=codes).select_related("organisation")
    found: dict[int, _Serving] = {}
    for row in sorted(rows, key=lambda row: (codes.index(row.region_id), row.organisation_id)):
        found.setdefault(row.organisation_id, _Serving(row.organisation, row.has_officer))
    return list(found.values())


def _stand_in(office: Organisation, on: date, barred: Collection[int]) -> Organisation | None:
    """The first overseer, by step of the ladder, that is open and staffed."""
    offices = _receiving(on).filter(oversees__organisation=office).exclude(pk__in=barred)
    return offices.order_by("oversees__ladder_step", "pk").first()
