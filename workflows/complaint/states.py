"""Groups of states that the specification names."""

EARLY = ("received", "triage", "verification")
WORK = (
    "assigned",
    "first_clarification",
    "second_clarification",
    "mediation",
    "settlement_monitoring",
    "sanction_recommended",
    "referred",
    "unresolved_informed",
)
HELD = ("awaiting_completion", "suspended")
EMERGENCY = ("emergency_response", "victim_safeguarded")

WORK_IN_HAND = tuple(state for state in WORK if state != "unresolved_informed")
"""WORK before the complainant is told that it cannot be solved."""

WITH_HANDLER = ("triage", "verification", *WORK_IN_HAND, *HELD)
"""Where a complainant who cannot be reached counts (D05): D06 runs once he was told that it cannot be solved."""
