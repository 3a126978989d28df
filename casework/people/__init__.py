"""The people whom cases are about: their numbers, one record each, who may find them, doubles."""

from .finding import Double, possible_doubles, readable_cases, search, visible_people
from .merging import merge, unmerge
from .numbers import Checked, check_birth_date, check_passport, clean_phone, mask_nik, validate_nik
from .records import open_cases_of, record_of, rows_of
from .registering import (
    KinData,
    PassportData,
    PersonData,
    PhoneData,
    Registered,
    add_passport,
    register,
    register_in,
    set_nik,
)

__all__ = [
    "Checked",
    "Double",
    "KinData",
    "PassportData",
    "PersonData",
    "PhoneData",
    "Registered",
    "add_passport",
    "check_birth_date",
    "check_passport",
    "clean_phone",
    "mask_nik",
    "merge",
    "open_cases_of",
    "possible_doubles",
    "readable_cases",
    "record_of",
    "register",
    "register_in",
    "rows_of",
    "search",
    "set_nik",
    "unmerge",
    "validate_nik",
    "visible_people",
]
