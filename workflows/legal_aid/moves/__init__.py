"""The moves of a legal-aid case, by phase; the case class inherits them."""
