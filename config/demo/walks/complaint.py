"""A complaint: village, district, BP3MI, with two clarifications, a recommended sanction and a referral."""

from __future__ import annotations

from datetime import date

from casework.models import Case
from config.demo.playing import Play, day, why


def walk(play: Play) -> Case:
    """Overcharging, until the money is paid back."""
    person = play.worker("siti", "Sumiati", "ulak_paceh", birth_date=date(1996, 8, 9), sex="F")
    case = play.open(
        "complaint",
        "siti",
        person=person,
        danger="no",
        matter="complaint",
        complainant_kind="family",
        complainant_name="Suami Sumiati",
        channel="in_person",
        summary="P3MI memungut Rp9 juta di luar ketentuan dan tidak mengembalikannya.",
        respondent_name="PT Contoh Bahari",
        respondent_sort="p3mi",
        home_consent="yes",
    )
    case = play.move(case, "begin_triage", "siti", number_given=True, danger="no")
    case = play.move(case, "accept_handover", "budi")
    case = play.do(case, "set_category", "budi", category="overcharging", because="Kuitansi dan keterangan suami.")
    case = play.move(case, "begin_verification", "budi", plan="Periksa kuitansi dan biaya resmi.")
    case = play.move(case, "assign", "dewi", officer=str(play.cast.users["budi"].uid))
    session = {"session_on": day(1), "place": "Kantor Disnakertrans", "letter": "005/1/PERAGAAN"}
    case = play.move(case, "invite_to_clarification", "budi", **session)
    case = play.move(
        case,
        "record_commitment",
        "budi",
        statement="SP-1/PERAGAAN",
        held_on=day(),
        promised="Mengembalikan Rp9 juta dalam tujuh hari kerja.",
        next_due_date=day(9),
    )
    case = play.move(case, "begin_second_clarification", "budi", cause="breach", session_on=day(2))
    case = play.move(case, "accept_handover", "rina")
    clarified = {"held_on": day(), "minutes": "BA-2/PERAGAAN"}
    case = play.do(case, "record_clarification", "rina", respondent_came="no", **clarified)
    case = play.do(case, "record_clarification", "rina", respondent_came="no", **clarified)
    case = play.move(
        case,
        "recommend_sanction",
        "rina",
        findings="Komitmen tidak dipenuhi, dua kali tidak hadir.",
        deposit_proposed="yes",
        letter="700/2/PERAGAAN",
        **why("no_show", "Dua panggilan klarifikasi tidak dihadiri."),
    )
    case = _refund_by_referral(play, case)
    case = play.move(
        case,
        "resolve",
        "rina",
        amount_recovered="9000000",
        evidence="Bukti transfer",
        **why("paid_full", "Rp9 juta diterima suami Sumiati."),
    )
    return play.move(case, "close", "lestari", second="rina", basis="agreed", letter="005/3/PERAGAAN")


def _refund_by_referral(play: Play, case: Case) -> Case:
    referral = play.refer(case, "rina", "legal_aid", "legal_aid", "Somasi kepada PT Contoh Bahari.")
    referral = play.move(referral, "accept_referral", "maya", agreed_date=day(14))
    referral = play.move(
        referral,
        "answer_referral",
        "maya",
        result_text="Somasi dikirim; perusahaan sanggup membayar.",
        **why("settled", "Perusahaan membalas somasi secara tertulis."),
    )
    play.move(referral, "take_over_result", "rina", outcome="Perusahaan sanggup membayar penuh.")
    case = play.move(case, "resume_monitoring", "rina", because="Kesanggupan atas somasi", next_due_date=day(7))
    case = play.do(
        case, "record_payment", "rina", amount="9000000", currency="IDR", paid_on=day(), proof="Bukti transfer bank"
    )
    return play.do(case, "record_fulfilment", "rina", fulfilled="Rp9 juta dikembalikan.", proof="Bukti transfer bank")
