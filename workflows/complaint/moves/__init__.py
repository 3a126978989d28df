"""The moves of a complaint by phase; `ComplaintCase` inherits them."""
