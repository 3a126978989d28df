"""Workers of Ulak Paceh on their way to a departure, each stopped at another point of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from casework.models import Case
from config.demo.playing import Play, day, on_behalf_of, why
from config.demo.walks import journey

OPERATOR, HEAD = "siti", "yusuf"


def prepared(play: Play, name: str, stop: Callable[[Play, Case], object]) -> None:
    """Register somebody's interest and let him get as far as his stop."""
    person = play.worker(OPERATOR, name, "ulak_paceh", birth_date=date(2003, 6, 15), sex="M", education="senior")
    stop(play, play.open("journey", OPERATOR, person=person, state="interest_registered", destination="MY"))


def _interested(play: Play, case: Case) -> None:
    """Nothing more yet."""


def _in_verification(play: Play, case: Case) -> Case:
    return play.move(case, "submit_for_verification", OPERATOR, consent_notice_shown=True, **on_behalf_of("cpmi"))


def _asked_for_more(play: Play, case: Case) -> None:
    asked: dict[str, Any] = {"documents": ["DOC_MARITAL", "DOC_FAMILY_PERMIT"], "items": "Alamat orang tua"}
    play.move(_in_verification(play, case), "return_for_completion", OPERATOR, **asked, **why("missing_document"))


def _at_the_district(play: Play, case: Case) -> Case:
    """Cleared and forwarded; the district has not accepted yet."""
    case = _in_verification(play, case)
    case = play.papers(case, OPERATOR, *journey.FIRST_PAPERS)
    heard = {"family_heard_on": day(), "family_heard": "Orang tua", "job_source": "Papan pengumuman Disnakertrans"}
    case = play.move(case, "clear_at_village", HEAD, identity_matched=True, **heard)
    return play.move(case, "forward_to_district", OPERATOR)


def _sent_back(play: Play, case: Case) -> None:
    case = _at_the_district(play, case)
    play.move(case, "return_handover", "budi", **why("incomplete_file", "Halaman kedua kartu keluarga tidak terbaca."))


def _in_selection(play: Play, case: Case) -> Case:
    case = play.move(_at_the_district(play, case), "accept_handover", "budi")
    return play.move(case, "begin_selection", "budi", **journey.REGISTERED)


def _suspended(play: Play, case: Case) -> None:
    play.move(_in_selection(play, case), "suspend", "dewi", review_date=day(45), **why("family_dispute"))


def _suspected(play: Play, case: Case) -> None:
    seen = "Sponsor menjanjikan berangkat minggu depan dengan visa turis."
    play.move(_in_verification(play, case), "flag_suspicion", OPERATOR, what_was_seen=seen, **why("tourist_visa"))


def _withdrawn(play: Play, case: Case) -> None:
    returned = {"documents_returned": "nihil", **on_behalf_of("cpmi")}
    play.move(case, "withdraw", OPERATOR, **returned, **why("own_decision", "Diterima bekerja di Sekayu."))


def _departed_unheard(play: Play, case: Case) -> None:
    """The whole way; the departure was reported late and nobody has heard of him since."""
    case = play.verify(_at_the_district(play, case), HEAD, *journey.FIRST_PAPERS)
    case = journey.through_district(play, case)
    case = journey.through_bp3mi(play, case)
    play.move(case, "record_departure", OPERATOR, departure_date=day(-38), port="Palembang", flight="Penerbangan pagi")


STOPS: dict[str, Callable[[Play, Case], object]] = {
    "Bayu Saputra": _interested,
    "Candra Wijaya": _in_verification,
    "Dimas Pratama": _asked_for_more,
    "Edi Gunawan": _at_the_district,
    "Fajar Nugroho": _sent_back,
    "Galih Permana": _in_selection,
    "Heru Susanto": _suspended,
    "Iwan Kusuma": _suspected,
    "Jaka Maulana": _withdrawn,
    "Krisna Aditya": _departed_unheard,
}
"""Where each of them stands."""
