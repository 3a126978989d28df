"""The legal-aid case, by act."""
