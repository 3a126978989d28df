"""Whom a case is about takes no part in it: naming and ending its parties, on the case and on those below it."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from casework import access
from casework.acts.declaring import Amendment
from casework.holders import instead_of
from casework.models import Audience, Party
from casework.organisations import offices_headed_by, workers_of
from casework.outbox import CASE_NEWS, to_office


def name_parties(amendment: Amendment, parties: Collection[Party]) -> None:
    """Name whom a case is about; an office or officer among them is kept out at once.

    An office that takes part does so no longer; one that holds the case, or has nobody else who could work on it or no
    other head who could decide on it, hands it over to the level above in the same act. The case's officer loses it,
    also where the office named is another one in which he works, which the head of his office is told. So it is in the
    open cases below it. Ending the party gives nothing back by itself.
    """
    amendment.records.extend(parties)
    if kept_out := [party for party in parties if party.is_kept_out]:
        _keep_out(amendment, kept_out)
        amendment.below = partial(_name_below, parties=kept_out)


def end_parties(amendment: Amendment, parties: Collection[Party]) -> None:
    """End parties of a case, and what keeps them out of cases that are below it, or were when they were named."""
    for party in parties:
        party.until = amendment.act.now
        amendment.records.append(party)
    if ended := {party.pk for party in parties if party.is_kept_out}:
        _reach_what_went_elsewhere(amendment, ended)
        amendment.below = partial(_end_below, ended=ended)


def _keep_out(amendment: Amendment, parties: Collection[Party]) -> None:
    case = amendment.case
    offices = {party.organisation_id for party in parties if party.organisation_id is not None}
    people = {party.user_id for party in parties if party.user_id is not None}
    people |= set(workers_of(offices - {case.holder_id}))
    if case.holder_id in offices:
        amendment.plain["about_holder"] = True
        amendment.passes_on = True
    amendment.parts.update(dict.fromkeys(offices - {case.holder_id}))
    if case.officer_id in people:
        amendment.change("officer", None)
        amendment.plain["told"] = [str(case.holder.uid)]
        amendment.messages.append(to_office(CASE_NEWS, case.holder, Audience.HEADS))
    if not amendment.passes_on and access.of_office(people, case.holder_id):
        kept_out = people | amendment.act.people_kept_out()
        impartial = access.impartial_people(case.holder, kept_out)
        amendment.passes_on = not impartial or _has_no_head_left(amendment, kept_out)
        if case.sealed and not amendment.passes_on:
            amendment.named.update(impartial)


def _has_no_head_left(amendment: Amendment, kept_out: Collection[int]) -> bool:
    """Whether every head of the holder is kept out by now, and another office can have the case."""
    act, case = amendment.act, amendment.case
    headless = set(offices_headed_by(kept_out))
    return case.holder_id in headless and instead_of(case, act.today, act.offices_kept_out() | headless) is not None


def _name_below(amendment: Amendment, parties: Collection[Party]) -> None:
    amendment.records.extend(party.below(amendment.case) for party in parties)
    _keep_out(amendment, parties)


def _reach_what_went_elsewhere(amendment: Amendment, ended: Collection[int]) -> None:
    """Let an end reach the cases that have gone below another one since, and what has ended; one query."""
    act = amendment.act
    rows = Party.objects.filter(repeats__in=ended, until__isnull=True).select_related("case").order_by("case_id")
    there = {row.case_id: row.case for row in rows if row.case.is_open}
    went = [pk for pk, case in there.items() if case.parent_id not in (act.case.pk, *there)]
    act.below = tuple(sorted({*act.below, *went}))
    for row in rows:
        if row.case_id not in there:
            row.until = act.now
            amendment.records.append(row)


def _end_below(amendment: Amendment, ended: Collection[int]) -> None:
    for repeated in amendment.act.parties():
        if repeated.repeats_id in ended:
            repeated.until = amendment.setting.now
            amendment.records.append(repeated)
