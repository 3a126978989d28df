"""The rulebook: dated rules and lists, written in TOML files, kept as rows, read through a cache."""

from .files import Broken, RulebookError, read_folder
from .folders import folders
from .loading import Report, load
from .reading import (
    Requirement,
    RuleMissing,
    entries,
    entry,
    label,
    name_of,
    periods,
    required_documents,
    rule,
    rule_by_id,
)

__all__ = [
    "Broken",
    "Report",
    "Requirement",
    "RuleMissing",
    "RulebookError",
    "entries",
    "entry",
    "folders",
    "label",
    "load",
    "name_of",
    "periods",
    "read_folder",
    "required_documents",
    "rule",
    "rule_by_id",
]
