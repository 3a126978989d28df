"""How each move of the journey is made once: from where, by whom, with what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.journey.cases import FOR_CPMI, SAID, days, why


@dataclass(frozen=True)
class Day:
    """So many days from the day the move is made."""

    ahead: int


def as_sent(data: dict[str, Any]) -> dict[str, Any]:
    """What is filled in, with real days."""
    return {name: days(value.ahead) if isinstance(value, Day) else value for name, value in data.items()}


@dataclass(frozen=True)
class Scenario:
    """`actor` and `second` are people of the world; `via` a stage before; `besides` a document that is missing."""

    source: str
    actor: str
    data: dict[str, Any] = field(default_factory=dict)
    via: str = ""
    second: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


FIT = {"is_fit": True, "examined_on": Day(-2), "facility": "RSUD Sekayu"}
REGISTERED = {"siapkerja_account": "SK-1606-77", "destination": "MY"}
REACHED = {"last_contact_on": Day(0), "channel": "phone", "reached": "Rudi", "said": "Bekerja di pabrik, sehat."}
HEARD = {"heard_on": Day(-1), "heard_in_private": True, "own_wish": "Saya mau tetap bekerja di sini."}
CLOSED = {"closing_summary": "Pulang dengan selamat, semua hak diterima.", "signed_on": Day(0)}
PLAN = {"plan": "Usaha warung", "services": ["business_mentoring"], "starts_on": Day(0)}
DEATH = {"died_on": Day(-1), "place": "Johor Bahru", "cause": "Kecelakaan kerja", "source": "KJRI Johor Bahru"}
FOR_MISSION = {"behalf": "mission", **SAID}

SCENARIOS = {
    "submit_for_verification": Scenario(
        "interest_registered", "siti", {"consent_notice_shown": True, **FOR_CPMI}
    ),
    "clear_at_village": Scenario(
        "village_verification",
        "siti_head",
        {
            "identity_matched": True,
            "family_heard_on": Day(-1),
            "family_heard": "Istri",
            "job_source": "Papan pengumuman Disnaker",
        },
    ),
    "return_for_completion": Scenario(
        "district_registration", "budi", {"documents": ["DOC_MARITAL"], "items": "Alamat", **why("missing_document")}
    ),
    "resubmit": Scenario("returned_for_completion", "siti", FOR_CPMI, via="village_verification"),
    "lapse": Scenario(
        "returned_for_completion",
        "siti_head",
        {"first_reminder_on": Day(-21), "second_reminder_on": Day(-11), **why("lapsed")},
        via="village_verification",
    ),
    "forward_to_district": Scenario("village_cleared", "siti"),
    "begin_selection": Scenario(
        "district_registration",
        "budi",
        {**REGISTERED, "scheme": "p3mi", "job_order": "SIP2MI-9", "p3mi": "PT Bahari", "p3mi_is_active": True},
    ),
    "begin_training": Scenario(
        "district_registration", "budi", {**REGISTERED, "employer": "Sime Sdn Bhd"}, columns={"scheme": "individual"}
    ),
    "begin_medical_re_entry": Scenario("district_registration", "budi", REGISTERED, columns={"scheme": "re_entry"}),
    "pass_selection": Scenario("selection", "budi", {"selected_on": Day(-1), "result": "Lulus wawancara"}),
    "pass_training": Scenario("competence_preparation", "budi", {"certified_by": "LSP Migas"}),
    "pass_medical": Scenario("medical_check", "budi", FIT),
    "pass_medical_without_agreement": Scenario("medical_check", "budi", FIT, columns={"scheme": "individual"}),
    "endorse_agreement": Scenario(
        "placement_agreement",
        "budi",
        {"endorsed_on": Day(0), "endorsement_number": "560/12", "signed_by_both": True, "copy_given": True},
    ),
    "complete_documents": Scenario("document_processing", "rina", FOR_CPMI),
    "complete_documents_without_orientation": Scenario(
        "document_processing", "rina", FOR_CPMI, columns={"scheme": "individual"}
    ),
    "complete_orientation": Scenario("pre_departure_orientation", "rina", {"attended_on": Day(-1)}),
    "approve_departure": Scenario(
        "departure_verification", "rina", {"epmi_number": "EP-16-0001", "departure_date": Day(12), "ticket": "GA1"}
    ),
    "change_placement": Scenario("selection", "budi", {"job_order": "SIP2MI-12", **why("job_order_gone")}),
    "repeat_medical": Scenario("document_processing", "rina", {"why": "doubtful", **why("document_expired")}),
    "reverify": Scenario("ready_to_depart", "rina", {"what_changed": "Visa", **why("document_expired")}),
    "record_departure": Scenario(
        "ready_to_depart", "siti", {"departure_date": Day(0), "port": "Palembang", "flight": "AK458"}
    ),
    "record_failed_departure": Scenario(
        "departed", "rina", {"costs_paid": "7500000", "responsible_party": "PT Bahari", **why("refused_at_border")}
    ),
    "retry_documents": Scenario("failed_departure", "budi", columns={"cost_statement_on": Day(0)}),
    "retry_registration": Scenario("failed_departure", "budi", columns={"cost_statement_on": Day(0)}),
    "suspend": Scenario("selection", "budi_sup", {"review_date": Day(60), **why("pregnancy")}),
    "resume": Scenario("suspended", "budi", {"what_changed": "Sudah pulih"}, via="selection"),
    "reject": Scenario(
        "selection",
        "budi_head",
        {"legal_ground": "Pasal 5", "how_to_object": "Ke BP3MI", "letter_number": "560/9", **why("unfit")},
    ),
    "uphold_objection": Scenario(
        "rejected", "rina_sup", {"decision": "Sudah laik", **why("objection")}, via="selection"
    ),
    "withdraw": Scenario(
        "document_processing", "siti", {"documents_returned": "Paspor", **FOR_CPMI, **why("own_decision")}
    ),
    "reopen_withdrawn": Scenario("withdrawn", "siti", {**FOR_CPMI, **why("persons_wish")}, via="village_cleared"),
    "flag_suspicion": Scenario("selection", "siti", {"what_was_seen": "Visa turis", **why("tourist_visa")}),
    "clear_suspicion": Scenario(
        "nonprocedural_suspected",
        "budi_sup",
        {"village_heard_on": Day(0), "finding": "Lowongan benar ada"},
        via="selection",
        second="siti",
    ),
    "confirm_left_unprocedurally": Scenario(
        "nonprocedural_suspected", "budi", {"what_shows_it": "Foto di bandara", "destination": "MY"}
    ),
    "confirm_arrival": Scenario(
        "departed",
        "siti",
        {"arrived_on": Day(0), "contact": "Istri, telepon", "employer": "Sime", "work_address": "Johor",
         "behalf": "family", **SAID},
    ),
    "report_contact_lost": Scenario(
        "in_placement", "siti", {"last_contact_on": Day(-40), "tries": "Telepon lima kali, tidak diangkat."}
    ),
    "restore_contact": Scenario("contact_lost", "siti", REACHED),
    "restore_contact_nonprocedural": Scenario("contact_lost", "rina", REACHED),
    "begin_extension": Scenario(
        "in_placement", "rina", {"proposed_end": Day(800), "terms": "Gaji naik", "behalf": "pmi", **SAID}
    ),
    "confirm_extension": Scenario(
        "contract_extension",
        "rina",
        {"verified_on": Day(0), "contract_start": Day(1), "contract_end": Day(730), "bpjs_extended": True,
         **FOR_MISSION},
    ),
    "decline_extension": Scenario("contract_extension", "rina", why("employer_declined")),
    "start_leave": Scenario("in_placement", "siti", {"leave_start": Day(0), "leave_end": Day(30)}),
    "return_from_leave": Scenario("home_leave", "siti", {"departure_date": Day(0), "papers_seen": True}),
    "prepare_re_entry": Scenario("home_leave", "rina"),
    "regularise": Scenario(
        "nonprocedural_abroad",
        "rina",
        {"papers_seen_on": Day(0), "papers": "Permit kerja", "scheme": "individual", **FOR_MISSION},
    ),
    "report_distress": Scenario(
        "in_placement", "siti", {"what_happened": "Gaji ditahan tiga bulan", "category": "unpaid_wages"}
    ),
    "stay_on": Scenario("in_distress", "rina", HEARD),
    "stay_on_nonprocedural": Scenario("in_distress", "rina", HEARD),
    "start_return": Scenario(
        "in_distress", "rina", {"return_reason": "terminated_early", "is_ill": True, "fit_to_travel": "SK-1"}
    ),
    "cancel_return": Scenario(
        "return_in_progress", "rina", {"own_wish": "Saya bertahan dulu", **why("pmi_stays")}, via="in_distress"
    ),
    "receive_home": Scenario(
        "return_in_progress",
        "siti",
        {"returned_on": Day(0), "handed_to": "family", "receiver_name": "Ibu Aminah", "report_number": "BA-1",
         "witness": "Kades"},
    ),
    "record_found_home": Scenario(
        "contact_lost",
        "siti",
        {"seen_in_person": True, "returned_on": Day(-3), "return_reason": "contract_ended"},
    ),
    "begin_rehabilitation": Scenario(
        "arrived_home", "siti", {"need": "Konseling", "consent_given": True, "consent_by": "Rudi"}
    ),
    "refuse_rehabilitation": Scenario(
        "rehabilitation", "rina", {"refusal_letter": "SP-2", "refused_on": Day(0), **why("by_pmi")}
    ),
    "begin_reintegration": Scenario("arrived_home", "siti", PLAN),
    "complete": Scenario("reintegration", "siti_sup", {**CLOSED, **why("goals_met")}),
    "migrate_again": Scenario(
        "arrived_home", "siti_head", {**CLOSED, **why("goals_met"), "behalf": "pmi", **SAID, "destination": "TW"}
    ),
    "reopen_completed": Scenario(
        "completed",
        "budi",
        {"problem": "Usaha gagal", "services": ["reintegration"], "starts_on": Day(0), **why("persons_wish")},
        via="reintegration",
        columns={"returned_on": Day(-100)},
    ),
    "record_death": Scenario("in_placement", "siti", DEATH),
    "record_death_before_departure": Scenario(
        "selection", "siti", {"died_on": Day(-1), "certificate_number": "474.3/5"}, second="budi"
    ),
    "annul_death": Scenario(
        "deceased",
        "rina_head",
        {"how_known": "Ia menelepon", "family_told_on": Day(0), **why("mistaken_identity")},
        via="in_placement",
        second="rina",
    ),
    "close_deceased": Scenario(
        "deceased",
        "rina",
        {"remains": "handed_over", "property_returned": "Dompet dan paspor", "claims": "paid",
         "claims_text": "BPJS dibayar"},
        second="rina2",
        columns={"family_told_on": Day(-1)},
    ),
    "end_abroad": Scenario("in_placement", "rina_head", {"last_known": "Menikah di sana", **why("settled_abroad")}),
    "trace_again": Scenario(
        "ended_abroad", "rina", {"sign": "Surat dari Johor", **why("late_result")}, via="in_placement"
    ),
    "void": Scenario("interest_registered", "siti_sup", why("duplicate_entry"), second="siti"),
}  # fmt: skip
"""One way to make every move; what is not said here is as in `tests.journey.cases.at`."""
