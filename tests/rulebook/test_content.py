"""The rulebook as it is delivered says what the specification's register says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from casework.rulebook import read_folder

FOLDER = Path(settings.BASE_DIR) / "workflows" / "rulebook"

REGISTER = {
    "D01": "1 WD",
    "D02": "3 WD",
    "D03": "30 CD",
    "D04": "15 WD",
    "D05": "60 CD",
    "D06": "6 MO",
    "D07": "7 WD",
    "D08": "7 WD",
    "D09": "7 WD",
    "D10": "30 WD",
    "D11": "14 WD",
    "D12": "60 WD",
    "D13": "5 WD",
    "D14": "2 H, 24 H until day 15, 7 CD repeat",
    "D15": "7 CD",
    "D16": "7 CD",
    "D17": "7 CD",
    "D18": "72 H",
    "D19": "3 CD",
    "D20": "14 CD repeat",
    "D21": "15 CD until day 60, 30 CD repeat",
    "D22": "14 CD",
    "D23": "7 CD",
    "D24": "1 WD",
    "D25": "3 WD",
    "D26": "14 CD",
    "D27": "7 WD",
    "D28": "30 CD repeat",
    "D29": "3 WD",
    "D30": "3 WD",
    "D31": "3 WD",
    "D32": "30 CD",
    "D33": "30 CD, 90 CD repeat",
    "D34": "anchor-90, anchor-30",
    "D35": "7 CD",
    "D36": "1 MO",
    "D37": "12 MO",
    "D38": "72 H",
    "D39": "72 H",
    "D40": "2 WD",
    "D41": "90 CD",
}

STAGES = {
    "journey.interest_registered": "30 CD",
    "journey.village_cleared": "5 CD",
    "journey.selection": "30 CD",
    "journey.competence_preparation": "180 CD",
    "journey.medical_check": "14 CD",
    "journey.placement_agreement": "7 WD",
    "journey.document_processing": "90 CD",
    "journey.pre_departure_orientation": "14 CD",
    "journey.ready_to_depart": "anchor+3 else 30 CD",
    "journey.contract_extension": "30 CD",
    "journey.home_leave": "anchor+7 else 60 CD",
    "journey.contact_lost": "14 CD, 90 CD repeat",
    "journey.in_distress": "14 CD repeat",
    "journey.return_in_progress": "30 CD, 14 CD repeat",
    "journey.arrived_home": "30 CD",
    "journey.rehabilitation": "14 CD, 30 CD repeat",
    "journey.reintegration": "90 CD repeat",
    "journey.deceased": "30 CD repeat",
    "journey.failed_departure": "7 WD, 30 CD",
    "journey.suspended": "anchor+0 else 90 CD",
    "journey.nonprocedural_suspected": "1 WD, 14 CD repeat",
    "journey.rejected": "14 WD",
    "journey.ended_abroad": "",
    "complaint.verification": "10 WD repeat",
    "complaint.second_clarification": "7 WD",
    "complaint.settlement_monitoring": "anchor+0 else 30 CD repeat",
    "complaint.sanction_recommended": "7 WD, 30 CD repeat",
    "complaint.referred": "30 CD repeat",
    "complaint.suspended": "anchor+0 else 60 CD",
    "complaint.resolved": "14 CD",
    "complaint.reopened": "2 WD",
    "complaint.victim_safeguarded": "3 CD, 7 CD repeat",
    "complaint.death_handling": "30 CD repeat",
    "complaint.rejected": "14 WD",
    "complaint.merged": "",
    "legal_aid.intake": "1 WD",
    "legal_aid.consultation": "5 WD",
    "legal_aid.emergency_accompaniment": "3 WD",
    "legal_aid.accepted": "7 CD",
    "legal_aid.hearing": "anchor+0",
    "legal_aid.appeal": "anchor+0 else 14 CD",
    "legal_aid.suspended": "anchor+0 else 60 CD",
    "legal_aid.mandate_ended": "7 WD",
    "legal_aid.outcome_recorded": "7 WD",
    "legal_aid.execution": "30 CD repeat",
    "legal_aid.reopened": "2 WD",
    "legal_aid.refused": "7 WD",
    "referral.working": "anchor+0 else 30 CD, 30 CD repeat",
    "referral.answered": "3 WD",
    "referral.poverty_letter": "1 WD",
    "proposal": "5 WD",
}

REASONS = {
    "HANDOVER": "wrong_region not_competent incomplete_file conflict_of_interest sent_in_error",
    "TRANSFER": "moved competence conflict_of_interest capacity clients_wish",
    "UNDO": "wrong_case wrong_move mistaken_identity wrong_information",
    "VOID": "duplicate_entry wrong_person test_entry entered_in_error",
    "EXTEND": "agreed_adjournment waiting_third_party force_majeure complexity health",
    "DOCUMENT": "unreadable expired mismatch not_authentic wrong_document",
    "SEAL": "victim_safety child health_data local_perpetrator danger_past final_judgment",
    "RETURN": "missing_document invalid_document unclear_facts identity_mismatch incomplete_answer",
    "WITHDRAW": "own_decision family health other_job settled_privately fear lapsed",
    "FAILED": "contract_cancelled visa_refused sick no_documents refused_at_border p3mi_fault",
    "CHANGE": "job_order_gone selection_failed p3mi_changed scheme_changed document_expired employer_changed",
    "SUSPEND": "unfit_temporary country_closed family_dispute legal pregnancy data_check court_or_police force_majeure "
    "complainant_asks court_stay client_unreachable illness",
    "REJECT": "underage unfit selection_failed not_competent no_family_permit forged_document country_closed "
    "p3mi_inactive out_of_scope abusive already_decided no_matter",
    "REFUSE": "not_poor not_legal_matter no_capacity conflict_of_interest no_merit",
    "SIGNAL": "no_p3mi tourist_visa sponsor_calo minor forged_data debt_bond",
    "EXTENSION": "employer_declined pmi_declined not_verified",
    "CANCEL": "pmi_stays employer_settled travel_blocked",
    "REFUSAL": "by_pmi by_family",
    "ENDABROAD": "settled_abroad untraced outside_law",
    "STANDDOWN": "no_danger_found danger_past raised_in_error",
    "SANCTION": "commitment_unmet no_show agreement_breached",
    "UNRESOLVED": "mediation_failed party_untraceable no_evidence foreign_law party_insolvent",
    "ADMIN": "incomplete unclear unreachable handed_over no_reply",
    "MANDATE": "revoked laid_down client_died ethics",
    "DECLINE": "not_competent no_capacity wrong_region no_legal_basis no_consent",
    "RECALL": "no_longer_needed consent_withdrawn no_answer sent_in_error",
    "REOPEN": "new_evidence breach wrong_closure objection cause_cured persons_wish late_result judicial_review",
    "UPHOLD": "nothing_new handled_elsewhere no_legal_ground",
    "OUTCOME": "goals_met nothing_needed stopped_by_pmi paid_full paid_part returned documents_returned sanctioned "
    "judgment_won judgment_lost settled restitution service_given case_opened stopped information_given no_result",
}


def in_words(period):
    """A period in the notation of the files."""
    parts = [f"anchor{period['offset']:+d}" if "offset" in period else ""]
    parts.append("else" if "offset" in period and "amount" in period else "")
    parts.append(f"{period['amount']} {period['unit']}" if "amount" in period else "")
    parts.append("repeat" if period.get("repeat") else "")
    parts.append(f"until day {period['until_day']}" if "until_day" in period else "")
    return " ".join(part for part in parts if part)


@pytest.fixture(scope="module")
def book():
    return read_folder(FOLDER)


def test_every_deadline_of_the_register_has_its_length(book):
    lengths = {row.code: ", ".join(map(in_words, row.periods)) for row in book.rules}
    assert lengths == REGISTER | STAGES


def test_severity_e_has_its_own_hours(book):
    emergency = {row.code: in_words(row.emergency_periods[0]) for row in book.rules if row.emergency_periods}
    assert emergency == {"D01": "1 H", "D02": "2 H", "D40": "2 H"}


def test_police_notices_follow_the_difficulty(book):
    variants = {row.code: row.variants for row in book.rules if row.variants}
    first = {name: in_words(periods[0]) for name, periods in variants["D21"].items()}
    assert first == {
        "light": "10 CD until day 30",
        "medium": "15 CD until day 60",
        "hard": "15 CD until day 90",
        "very_hard": "20 CD until day 120",
    }
    assert in_words(variants["D20"]["hard"][0]) == "30 CD repeat"


@pytest.mark.parametrize("name", REASONS)
def test_every_reason_of_the_specification_is_there_and_so_is_other(book, name):
    codes = [row.code for row in book.entries if row.list == f"reasons.{name}"]
    assert sorted(codes) == sorted([*REASONS[name].split(), "other"])


def test_there_is_no_reason_list_beyond_the_specification(book):
    lists = {row.list for row in book.entries if row.list.startswith("reasons.")}
    assert lists == {f"reasons.{name}" for name in REASONS}


def test_every_row_tells_how_sure_it_is_and_has_both_names(book):
    named = [*book.rules, *[row for row in book.entries if row.list != "requirements"]]
    assert [row for row in named if not (row.mark and row.label and row.label_en)] == []


def test_what_is_confirmed_names_its_source(book):
    confirmed = [row.code for row in book.rules if row.mark.startswith(("C", "c")) and not row.basis]
    assert confirmed == []


def test_no_mediation_in_the_four_forbidden_categories(book):
    forbidden = {row.code for row in book.entries if row.attributes.get("forbids_mediation")}
    assert forbidden == {"trafficking", "violence", "sexual_violence", "confinement"}


def test_the_severity_of_every_category_is_known(book):
    severities = [row.attributes["severity"] for row in book.entries if row.list == "complaint_categories"]
    assert len(severities) == 35
    assert [severities.count(grade) for grade in "EHN"] == [6, 13, 16]


def test_every_document_a_scheme_asks_for_is_in_the_list(book):
    documents = {row.code for row in book.entries if row.list == "documents" and not row.scope}
    asked = {row.code.partition(":")[2] for row in book.entries if row.list == "requirements"}
    assert asked == documents
