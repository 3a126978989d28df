"""Groups of states, as the specification names them."""

BEFORE_DECISION = ("intake", "consultation", "completeness_check", "awaiting_completion", "decision_pending")
"""`BEFORE` in the specification: until the body has decided."""

SERVICE = ("mandated", "non_litigation", "litigation")
EMERGENCY_CAN_BEGIN = (*BEFORE_DECISION, "accepted")
