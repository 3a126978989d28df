"""Two people open the form of the same act; one sends it, then the other: what he did not see he does not overwrite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from casework.models import Case, Consent, Event, Extension, Party, User
from tests.complaint.given import TODAY, WIB, at_bp3mi, at_district, emergency, referral
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.journey.cases import a_journey, at, days
from tests.legal_aid.cases import under_mandate
from tests.lost_updates.pages import Page, correction, pages
from tests.screens.pages import text_of
from tests.world import World
from workflows.legal_aid.models import Hearing
from workflows.referral.models import ProgressNotice


def notice() -> dict[str, Any]:
    """A report at the police, and the letter that came about it today."""
    filed = {"status": "report_filed", "number": "LP/B/7", "reported_on": days(0)}
    return {**filed, "sp2hp_code": "A1", "sp2hp_on": days(0)}


@pytest.fixture(autouse=True)
def _monday_morning(clock: Clock) -> None:
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))


@dataclass(frozen=True)
class Shape:
    """An act that overwrites something: on which case, by whom, what the first and the second fill in.

    `says` is what the second one reads, `value` how the case stands after the first.
    """

    name: str
    case: Callable[[World], Case]
    by: Callable[[World], tuple[User, User]]
    first: Callable[[Case], dict[str, Any]]
    second: Callable[[Case], dict[str, Any]]
    says: tuple[str, ...]
    value: Callable[[Case], Any]


def of_district(world: World) -> tuple[User, User]:
    return world.budi, world.budi2


def of_supervisors(world: World) -> tuple[User, User]:
    return world.budi_sup, world.budi_head


def of_village(world: World) -> tuple[User, User]:
    return world.siti, world.siti2


def of_bp3mi(world: World) -> tuple[User, User]:
    return world.rina, world.rina_head


def of_body(world: World) -> tuple[User, User]:
    return world.maya, world.maya_head


def of_police_and_sender(world: World) -> tuple[User, User]:
    return world.agus, world.rina


def at_police(world: World) -> Case:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    return move(referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)


def received_by_village(world: World) -> Case:
    return teleport(
        a_journey(world), "in_placement", holder=world.village, destination="MY", contract_end=date(2028, 1, 1)
    )


def stage_deadline(case: Case) -> Any:
    return case.deadlines.get(kind="stage", met_at=None, ended_at=None)


def extension(case: Case, amount: int) -> dict[str, Any]:
    why = {"reason": "complexity", "reason_text": "Menunggu berkas pihak lain."}
    return {"deadline": stage_deadline(case).pk, "amount": amount, **why}


SHAPES = {
    "a category": Shape(
        "set_category",
        lambda world: at_district(world, "triage", severity="N", category="overstay"),
        of_district,
        lambda case: {"category": "unpaid_wages", "because": "Slip gaji."},
        lambda case: {"category": "document_retention", "because": "Paspor ditahan."},
        ("Kategori: sekarang ", "Ubah kategori · Budi Petugas"),
        lambda case: case.category,
    ),
    "a severity": Shape(
        "set_severity",
        lambda world: at_district(world, "triage", severity="N"),
        of_district,
        lambda case: {"severity": "H", "why": "Gajinya ditahan."},
        lambda case: {"severity": "N", "why": "Sudah dibicarakan."},
        ("Tingkat: sekarang Tinggi.", "Ubah tingkat · Budi Petugas"),
        lambda case: case.severity,
    ),
    "a placement": Shape(
        "update_placement",
        received_by_village,
        of_village,
        lambda case: {"employer": "Sime Darby", "destination": "MY", "contract_end": "2028-01-01"},
        lambda case: {"employer": "Felda", "destination": "MY", "contract_end": "2028-01-01"},
        ("Pemberi kerja: sekarang Sime Darby.", "Perbarui data penempatan · Siti Petugas"),
        lambda case: case.employer,
    ),
    "a field of the placement that the second did not touch": Shape(
        "update_placement",
        received_by_village,
        of_village,
        lambda case: {"employer": "Sime Darby", "destination": "MY", "contract_end": "2028-01-01"},
        lambda case: {"employer": "", "destination": "MY", "contract_end": "2028-06-01"},
        ("Pemberi kerja: sekarang Sime Darby.",),
        lambda case: (case.employer, case.contract_end),
    ),
    "more time": Shape(
        "extend_deadline",
        lambda world: at_district(world, "triage"),
        of_supervisors,
        lambda case: extension(case, 5),
        lambda case: extension(case, 10),
        ("sekarang ", "Perpanjang tenggat · Budi Penyelia"),
        lambda case: (stage_deadline(case).extra, Extension.objects.filter(deadline__case=case).count()),
    ),
    "a clarification to which nobody came": Shape(
        "record_clarification",
        lambda world: at_district(world, "first_clarification"),
        of_district,
        lambda case: {"held_on": days(0), "respondent_came": "no", "minutes": "BA 1"},
        lambda case: {"held_on": days(0), "respondent_came": "no", "minutes": "BA 1"},
        ("Ketidakhadiran: sekarang 1.", "Catat klarifikasi · Budi Petugas"),
        lambda case: case.no_shows,
    ),
    "a clarification that was held": Shape(
        "record_clarification",
        lambda world: at_district(world, "first_clarification"),
        of_district,
        lambda case: {"held_on": days(0), "respondent_came": "yes", "minutes": "BA 1"},
        lambda case: {"held_on": days(-1), "respondent_came": "yes", "minutes": "BA 1"},
        ("Klarifikasi kesatu: sekarang ", "Tenggat tahap ini: sekarang ", "Catat klarifikasi · Budi Petugas"),
        lambda case: (case.first_clarification_on, stage_deadline(case).rule.code),
    ),
    "what was fulfilled, without a next date": Shape(
        "record_fulfilment",
        lambda world: at_district(world, "settlement_monitoring"),
        of_district,
        lambda case: {"fulfilled": "Cicilan kesatu", "proof": "Kuitansi"},
        lambda case: {"fulfilled": "Cicilan kesatu", "proof": "Kuitansi"},
        ("Tenggat tahap ini: sekarang ", "Catat pemenuhan · Budi Petugas"),
        lambda case: stage_deadline(case).pk,
    ),
    "help for a victim": Shape(
        "record_victim_help",
        emergency,
        of_bp3mi,
        lambda case: {"help": "first_aid", "given_on": days(-1), "by_whom": "RSUD"},
        lambda case: {"help": "first_aid", "given_on": days(0), "by_whom": "RSUD"},
        ("Pertolongan pertama: sekarang ", "Catat bantuan korban · Rina Petugas"),
        lambda case: case.first_aid_on,
    ),
    "what a failed departure cost": Shape(
        "record_cost_statement",
        lambda world: at(world, "failed_departure"),
        of_district,
        lambda case: {"stated_on": days(-1), "costs": "Tiket 1", "total": "1", "borne_by": "P3MI"},
        lambda case: {"stated_on": days(0), "costs": "Tiket 2", "total": "2", "borne_by": "P3MI"},
        ("Rincian biaya dicatat: sekarang ", "Catat rincian biaya · Budi Petugas"),
        lambda case: case.cost_statement_on,
    ),
    "a family that was told": Shape(
        "record_kin_told",
        lambda world: at(world, "deceased"),
        of_bp3mi,
        lambda case: {"told_on": days(-1), "how": "told", "whom": "Istri", "text": "Lewat telepon"},
        lambda case: {"told_on": days(0), "how": "told", "whom": "Ibu", "text": "Lewat desa"},
        ("Keluarga diberi tahu: sekarang ", "Catat pemberitahuan kepada keluarga · Rina Petugas"),
        lambda case: case.family_told_on,
    ),
    "help for a victim of trafficking": Shape(
        "record_trafficking_help",
        lambda world: at(world, "in_distress"),
        of_bp3mi,
        lambda case: {"help": "recovery_on", "given_on": days(-1), "text": "Rumah aman"},
        lambda case: {"help": "recovery_on", "given_on": days(0), "text": "Rumah aman"},
        ("Pemulihan dimulai: sekarang ", "Catat bantuan bagi korban TPPO · Rina Petugas"),
        lambda case: case.recovery_on,
    ),
    "a letter of the police": Shape(
        "record_police_progress",
        at_police,
        of_police_and_sender,
        lambda case: notice(),
        lambda case: notice(),
        ("SP2HP terakhir: sekarang ", "Catat perkembangan polisi · Agus Petugas"),
        lambda case: ProgressNotice.objects.filter(report__referral=case.pk).count(),
    ),
    "a hearing": Shape(
        "set_hearing",
        lambda world: under_mandate(world, "litigation"),
        of_body,
        lambda case: {"held_on": days(7), "court": "PN Sekayu"},
        lambda case: {"held_on": days(7), "court": "PN Sekayu"},
        ("Sidang yang dijadwalkan: sekarang ", "Catat jadwal sidang · Maya Petugas"),
        lambda case: Hearing.objects.filter(case_id=case.pk).count(),
    ),
    "the time to appeal": Shape(
        "record_service",
        lambda world: under_mandate(world, "litigation"),
        of_body,
        lambda case: service(judgment="on", appeal_until=days(14)),
        lambda case: service(judgment="on", appeal_until=days(7)),
        ("Batas waktu upaya hukum: sekarang ", "Catat layanan · Maya Petugas"),
        lambda case: case.appeal_date,
    ),
    "an execution that is asked for no more": Shape(
        "record_service",
        lambda world: under_mandate(world, "outcome_recorded", execution="open"),
        of_body,
        lambda case: service(execution="done"),
        lambda case: service(execution="given_up"),
        ("Pelaksanaan: ", "Catat layanan · Maya Petugas"),
        lambda case: case.execution,
    ),
}


def service(**more: Any) -> dict[str, Any]:
    return {
        "kind": "consultation",
        "performed_on": days(0),
        "provider": "Adv. Dewi",
        "minutes": "30",
        "result": "Klien diberi penjelasan.",
        **more,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_the_second_is_told_what_the_first_did_and_nothing_is_overwritten(world: World, shape: str) -> None:
    act = SHAPES[shape]
    case = act.case(world)
    first, second = pages(case, act.name, *act.by(world))
    typed = act.second(case)
    assert first.send(**act.first(case)).status_code == 302
    left, events = act.value(fresh(case)), Event.objects.filter(case_uid=case.uid).count()

    answer = second.send(**typed)

    shown = text_of(answer)
    assert "Kasus sudah berubah" in shown
    assert [words for words in act.says if words not in shown] == []
    assert act.value(fresh(case)) == left
    assert Event.objects.filter(case_uid=case.uid).count() == events


def test_changing_the_officer_raises_the_version_so_the_second_is_stale(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "assign_officer", world.budi_sup, world.budi_head)
    first.send(officer=str(world.budi2.uid), why="Beban kerja")

    shown = text_of(second.send(officer=str(world.budi.uid), why="Berpengalaman"))

    assert "Kasus sudah berubah" in shown
    assert "petugas Budi Kedua." in shown
    assert fresh(case).officer == world.budi2


def test_a_party_that_was_ended_meanwhile_is_not_ended_again(world: World) -> None:
    case = at_district(world, "triage")
    party = Party.objects.filter(case_id=case.pk).first()
    first, second = pages(case, "end_party", world.budi, world.budi2)
    first.send(party=party.pk, why="Mengundurkan diri")
    ended = Party.objects.get(pk=party.pk).until

    answer = second.send(party=party.pk, why="Salah catat")

    assert "Salah catat" in answer.content.decode()
    assert Party.objects.get(pk=party.pk).until == ended


def test_consents_given_and_withdrawn_are_rows_of_their_own(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "record_consent", world.budi, world.budi2)
    said = {"purpose": "Berbagi data", "form_of": "written", "given_by": "Rudi"}
    assert first.send(**said, given="yes").status_code == 302
    assert second.send(**said, given="no").status_code == 302
    kept = Consent.objects.filter(case_id=case.pk, purpose="Berbagi data").order_by("pk")
    assert [(one.given, one.by, one.withdrawn_at is not None) for one in kept] == [
        (True, world.budi, True),
        (False, world.budi2, False),
    ]


def test_help_of_another_sort_recorded_meanwhile_is_no_conflict(world: World) -> None:
    case = emergency(world)
    first, second = pages(case, "record_victim_help", world.rina, world.rina_head)
    first.send(help="first_aid", given_on=days(0), by_whom="RSUD")
    assert second.send(help="rehabilitation", given_on=days(0), by_whom="Dinsos").status_code == 302


def test_more_time_for_another_deadline_is_no_conflict(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "extend_deadline", *of_supervisors(world))
    overall = case.deadlines.get(kind="overall", rule__code="D11", met_at=None, ended_at=None)
    typed = {**extension(case, 5), "deadline": overall.pk}
    first.send(**extension(case, 5))
    assert second.send(**typed).status_code == 302


def test_a_note_that_somebody_added_meanwhile_hinders_nobody(world: World) -> None:
    case = at_district(world, "triage")
    page = Page(case, "correct_data", world.budi)
    do(case, "add_note", world.budi2, text="Pengadu menelepon.")
    assert page.send(**correction("address", "Jalan Merdeka 5")).status_code == 302
