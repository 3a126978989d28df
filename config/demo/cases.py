"""The situations of the demonstration, made by the engine like any other case.

Cases are overdue without any way around the clock: offices enter late what happened earlier (a return
three weeks ago, a contract that has ended, a mediation that began two months ago), and the periods that
run from such a day have passed by the time they are entered. The chain shows when it was entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from casework.models import Case
from config.demo.people import TEBING_BULANG, ULAK_PACEH, WorkerAbroad
from config.demo.playing import Play, day, on_behalf_of, why
from config.demo.preparation import STOPS, prepared
from config.demo.services import complaints, legal_aid_cases, referrals

Journeys = dict[str, Case]
"""Open journeys by the worker's name."""


def load_cases(play: Play) -> None:
    """The census of both villages, journeys before departure, then complaints, legal aid and referrals."""
    journeys = _census(play, "siti", "ulak_paceh", ULAK_PACEH) | _census(play, "tono", "tebing_bulang", TEBING_BULANG)
    for name, happens in ABROAD.items():
        happens(play, journeys[name])
    for name, stop in STOPS.items():
        prepared(play, name, stop)
    complaints(play, journeys)
    legal_aid_cases(play, journeys)
    referrals(play, journeys)


def _census(play: Play, by: str, village: str, workers: Iterable[WorkerAbroad]) -> Journeys:
    """Everybody abroad, handed over to BP3MI; who is in `UNACCEPTED` still waits there."""
    journeys = {}
    for worker in workers:
        person = play.worker(
            by, worker.name, village, birth_date=worker.born, sex=worker.sex, education=worker.education
        )
        case = play.open(
            "journey",
            by,
            person=person,
            state="in_placement",
            scheme="p3mi",
            destination=worker.country,
            employer=worker.employer,
            departure_date=day(worker.contract_ends - 730),
            contract_start=day(worker.contract_ends - 730),
            contract_end=day(worker.contract_ends),
        )
        journeys[worker.name] = case if worker.name in UNACCEPTED else play.move(case, "accept_handover", "rina")
    return journeys


UNACCEPTED = ("Sulastri", "Heni Marlina")


def _lost(play: Play, case: Case) -> None:
    tries = "Telepon lima kali, pesan tidak dibaca; majikan lama tidak tahu."
    play.move(case, "report_contact_lost", "siti", last_contact_on=day(-75), tries=tries)


def _unpaid(play: Play, case: Case) -> None:
    play.move(
        case, "report_distress", "siti", what_happened="Gaji ditahan tiga bulan.", category="unpaid_wages", severity="H"
    )


def _on_leave_too_long(play: Play, case: Case) -> None:
    case = play.papers(case, "tono", "DOC_LEAVE")
    play.move(case, "start_leave", "tono", leave_start=day(-60), leave_end=day(-20))


def _home_unvisited(play: Play, case: Case) -> None:
    _found_home(play, case, -21)


def _rebuilding_too_long(play: Play, case: Case) -> None:
    case = _found_home(play, case, -70)
    _reintegrated(play, case, -50)


def _completed(play: Play, case: Case) -> None:
    case = _reintegrated(play, _found_home(play, case, -40), -20)
    summary = {"closing_summary": "Warung berjalan, semua hak diterima.", "signed_on": day()}
    play.move(case, "complete", "kadir", **summary, **why("goals_met"))


def _extending(play: Play, case: Case) -> None:
    play.move(case, "begin_extension", "rina", proposed_end=day(800), terms="Dua tahun lagi", **on_behalf_of("pmi"))


def _coming_home(play: Play, case: Case) -> None:
    play.move(case, "start_return", "rina", return_reason="contract_ended")


def _deceased(play: Play, case: Case) -> None:
    facts = {"place": "Penang", "cause": "Sakit", "source": "Surat KJRI Penang"}
    case = play.move(case, "record_death", "rina", died_on=day(-1), **facts)
    told = {"told_on": day(), "how": "told", "whom": "Orang tua", "text": "Didampingi kepala desa."}
    play.do(case, "record_kin_told", "rina", **told)


def _found_home(play: Play, case: Case, returned: int) -> Case:
    """Seen at home by the village, which then holds the case."""
    by = _operator_of(play, case)
    seen: dict[str, Any] = {"seen_in_person": True, "returned_on": day(returned), "return_reason": "contract_ended"}
    return play.move(case, "record_found_home", by, **seen)


def _reintegrated(play: Play, case: Case, started: int) -> Case:
    plan: dict[str, Any] = {"plan": "Usaha warung", "services": ["business_mentoring"], "starts_on": day(started)}
    return play.move(case, "begin_reintegration", _operator_of(play, case), **plan)


def _operator_of(play: Play, case: Case) -> str:
    return "siti" if case.region == play.cast.village("ulak_paceh") else "tono"


ABROAD: dict[str, Callable[[Play, Case], None]] = {
    "Hasan Basri": _lost,
    "Junaidi": _unpaid,
    "Umi Kalsum": _on_leave_too_long,
    "Kartika Sari": _home_unvisited,
    "Wahyu Hidayat": _rebuilding_too_long,
    "Yeni Safitri": _completed,
    "Erna Wati": _extending,
    "Nopriansyah": _coming_home,
    "Mulyadi": _deceased,
}
"""What became of some of the workers since they were recorded."""
