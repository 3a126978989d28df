"""People: one record each, seen by whom it concerns."""
