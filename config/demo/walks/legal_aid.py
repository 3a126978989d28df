"""A legal-aid case: the village's post, then the body, out of court and in court."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.models import Case
from config.demo.playing import Play, day, on_behalf_of, why


def walk(play: Play) -> Case:
    """Unpaid wages, until the judgment is paid."""
    person = play.worker("siti", "Herman Yusuf", "ulak_paceh", birth_date=date(1990, 2, 11), sex="M")
    case = play.open(
        "legal_aid",
        "siti",
        person=person,
        applicant="person",
        applied_as="oral",
        applied_on=day(),
        category="unpaid_wages",
        topic="Upah enam bulan tidak dibayar",
        account="Majikan di Johor menahan upah; perusahaan penempat di Palembang menolak bertanggung jawab.",
        opponent="PT Contoh Bahari",
    )
    case = play.move(case, "give_consultation", "siti", topic="Upah yang tidak dibayar")
    case = play.move(
        case,
        "forward_to_body",
        "siti",
        receiving_office=str(play.cast.offices["legal_aid"].uid),
        attested="thumb_print",
        no_conflict=True,
        **on_behalf_of("client"),
    )
    case = play.move(case, "accept_handover", "maya")
    case = play.papers(case, "maya", "DOC_ID", "DOC_CASE_PAPER")
    _poverty_letter(play, case)
    case = play.papers(case, "maya", "DOC_POVERTY_LETTER", number="470/1/PERAGAAN")
    case = play.move(case, "confirm_complete", "maya")
    case = play.move(
        case,
        "accept_application",
        "fitri",
        counsel="Adv. Contoh Pratama",
        counsel_kind="advocate",
        officer=str(play.cast.users["maya"].uid),
        merit_note="Ada kontrak dan slip upah.",
        no_conflict=True,
        letter="1/PERAGAAN",
    )
    case = play.papers(case, "maya", "DOC_MANDATE")
    case = play.move(case, "sign_mandate", "maya", signed_on=day(), signed_by="client", **on_behalf_of("client"))
    case = play.move(
        case, "begin_non_litigation", "maya", service_plan="Negosiasi, lalu gugatan.", services=["negotiation"]
    )
    case = _service(play, case, "negotiation", 90, "Perusahaan menolak membayar.")
    case = _in_court(play, case)
    return play.move(
        case,
        "close",
        "fitri",
        letter="9/PERAGAAN",
        file_returned=True,
        report_item="Triwulan ini, butir 1",
        survey_offered=True,
        **why("judgment_won", "Putusan dikabulkan dan dibayar."),
    )


def _poverty_letter(play: Play, case: Case) -> None:
    referral = play.refer(case, "maya", "ulak_paceh", "poverty_letter", "Surat keterangan miskin untuk klien.")
    referral = play.move(referral, "accept_referral", "siti")
    given = why("service_given", "Surat keterangan diterbitkan.")
    referral = play.move(referral, "answer_referral", "siti", result_text="Surat 470/1/PERAGAAN terbit.", **given)
    play.move(referral, "take_over_result", "maya", outcome="Surat keterangan ada di berkas.")


def _service(play: Play, case: Case, kind: str, minutes: int, result: str, **more: Any) -> Case:
    given: dict[str, Any] = {"kind": kind, "performed_on": day(), "provider": "Adv. Contoh Pratama"}
    return play.do(case, "record_service", "maya", **given, minutes=minutes, result=result, **more)


def _in_court(play: Play, case: Case) -> Case:
    court = {"court_stage": "first_instance", "court": "PN Sekayu", "docket": "1/Pdt.G/PERAGAAN"}
    case = play.move(case, "begin_litigation", "maya", advocate="Adv. Contoh Pratama", **court)
    case = play.do(case, "set_hearing", "maya", held_on=day(), agenda="Putusan", court="PN Sekayu")
    hearing = case.hearings.get(status="planned")
    case = _service(play, case, "litigation", 120, "Gugatan dikabulkan.", hearing=str(hearing.pk), judgment=True)
    case = play.move(
        case,
        "record_outcome",
        "maya",
        outcome="final_judgment",
        result="Perusahaan dihukum membayar upah enam bulan.",
        amount="30000000",
        execution="open",
        no_appeal=True,
        **why("judgment_won", "Kedua pihak menerima putusan."),
    )
    return _service(play, case, "litigation", 60, "Upah dibayar melalui pengadilan.", execution="done")
