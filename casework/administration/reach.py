"""What one administrator may manage: the only place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casework import clock
from casework.errors import NotAllowed
from casework.levels import Level
from casework.models import Membership, Organisation, Region, ServedRegion, User
from casework.models.organisation import Kind, OrganisationQuerySet, TimeZone
from casework.models.region import chain_of
from casework.organisations import organisations_where
from casework.organisations.memberships import active
from casework.roles import Permission

MAY_CREATE: dict[str, tuple[Level, ...]] = {
    Level.BP3MI: (Level.DISTRICT, Level.VILLAGE),
    Level.DISTRICT: (Level.VILLAGE,),
}
"""Levels of offices that an administrator of a level may add; the ministry's may add every sort."""


def today() -> date:
    """Today in Jakarta, for what concerns the whole installation."""
    return clock.today(TimeZone.WIB)


@dataclass(frozen=True)
class Reach:
    """One administrator with the offices he administers.

    An administrator of the ministry manages the whole installation; any other his own offices and
    those they oversee directly, in the regions his offices serve.
    """

    user: User
    own: tuple[Organisation, ...]

    @property
    def everything(self) -> bool:
        return any((office.level, office.kind) == (Level.OVERSIGHT, Kind.MINISTRY) for office in self.own)

    @property
    def office(self) -> Organisation:
        """The office he acts for in events: the ministry if it is his, else his first."""
        return next((office for office in self.own if office.kind == Kind.MINISTRY), self.own[0])

    def offices(self) -> OrganisationQuerySet:
        """Every office he manages, closed ones too."""
        if self.everything:
            return Organisation.objects.all()
        own = [office.pk for office in self.own]
        return Organisation.objects.filter(Q(pk__in=own) | Q(ladder__overseer__in=own)).distinct()

    def manages(self, office: Organisation) -> bool:
        return self.everything or self.offices().filter(pk=office.pk).exists()

    @property
    def creates(self) -> list[Level]:
        """The levels of offices he may add."""
        if self.everything:
            return list(Level)
        found = [level for office in self.own for level in MAY_CREATE.get(office.level, ())]
        return [level for level in Level if level in found]

    @cached_property
    def served(self) -> set[str]:
        """The regions his offices serve today, by code."""
        rows = ServedRegion.objects.filter(organisation__in=self.own, period__contains=today())
        return set(rows.values_list("region_id", flat=True))

    def covers(self, region: Region) -> bool:
        """Whether a region lies in what his offices serve."""
        return self.everything or not self.served.isdisjoint(chain_of(region.code))

    def people(self) -> QuerySet[User]:
        """The people who work, or last worked, in an office he manages."""
        if self.everything:
            return User.objects.all()
        return User.objects.filter(memberships__organisation__in=self.offices().values("pk")).distinct()

    def manages_account(self, person: User) -> bool:
        """Whether he may touch the account itself: all offices where the person works are his to manage."""
        if self.everything:
            return True
        memberships = Membership.objects.filter(user=person)
        running = memberships.filter(active(None))
        offices = set((running if running.exists() else memberships).values_list("organisation_id", flat=True))
        return bool(offices) and self.offices().filter(pk__in=offices).count() == len(offices)

    def check_office(self, office: Organisation) -> None:
        """Raise NotAllowed unless he manages an office."""
        if not self.manages(office):
            raise NotAllowed(_("%s bukan kantor yang Anda kelola.") % office)

    def check_region(self, region: Region) -> None:
        """Raise NotAllowed unless a region lies in what his offices serve."""
        if not self.covers(region):
            raise NotAllowed(_("%s di luar wilayah kantor Anda.") % region)

    def check_account(self, person: User) -> None:
        """Raise NotAllowed unless he may touch an account, which is never his own."""
        if person.pk == self.user.pk:
            raise NotAllowed(_("Akun Anda sendiri diurus pengelola lain."))
        if not self.manages_account(person):
            raise NotAllowed(_("%s juga bekerja di kantor yang tidak Anda kelola.") % person)


def reach_of(user: User) -> Reach | None:
    """What a person manages today; None for everybody who administers no office."""
    own = tuple(organisations_where(user, Permission.ADMINISTER).order_by("pk"))
    return Reach(user, own) if own else None
