"""The moves of a journey, by phase; `PmiJourney` inherits them all."""
