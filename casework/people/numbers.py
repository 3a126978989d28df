"""Numbers by which people are known: NIK, passport, telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import phonenumbers
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.id import nik as stdnum_nik

from casework import clock
from casework.models.person import Person
from casework.models.region import Region

WOMEN_ADD = 40
"""What a woman's day of birth is raised by in her NIK."""

EARLIEST_BIRTH_YEAR = 1900

USUAL_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,7}")


@dataclass
class Checked:
    """What is wrong with a number: `errors` refuse it, `warnings` are shown and let it pass."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def clean_nik(typed: str) -> str:
    """The digits of a NIK as typed, with spaces, dots and hyphens taken out."""
    return stdnum_nik.compact(typed)


def validate_nik(nik: str, birth_date: date | None = None, sex: str = "") -> Checked:
    """Check a NIK (16 digits PPKKCC DDMMYY SSSS; policy, no law says which errors must refuse it).

    Errors: not 16 digits, day not 01-31 or 41-71, month not 01-12, serial 0000. Warnings: a
    sub-district nobody knows (closed ones are known: a NIK never changes), a day that does not exist,
    a birth date or sex other than the person's. The century is not in the number and is not compared.
    """
    nik = clean_nik(nik)
    if not re.fullmatch(r"[0-9]{16}", nik):
        return Checked(errors=[_("NIK terdiri dari 16 angka.")])
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    checked = Checked()
    if not (1 <= day <= 31 or 1 <= day - WOMEN_ADD <= 31):
        checked.errors.append(_("Angka ke-7 dan ke-8 NIK bukan tanggal (01–31, perempuan 41–71)."))
    if not 1 <= month <= 12:
        checked.errors.append(_("Angka ke-9 dan ke-10 NIK bukan bulan (01–12)."))
    if nik[12:] == "0000":
        checked.errors.append(_("Empat angka terakhir NIK tidak mungkin 0000."))
    if checked.errors:
        return checked
    if not Region.objects.filter(code=f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}").exists():
        checked.warnings.append(_("Kode wilayah pada NIK tidak dikenal. Periksa enam angka pertama."))
    try:
        stdnum_nik.get_birth_date(nik)
    except StdnumError:
        checked.warnings.append(_("Tanggal lahir pada NIK tidak ada di kalender."))
    sex_in_nik = Person.Sex.FEMALE if day > WOMEN_ADD else Person.Sex.MALE
    if birth_date and (birth_date.day, birth_date.month, birth_date.year % 100) != (day % WOMEN_ADD, month, year):
        checked.warnings.append(_("Tanggal lahir berbeda dari yang tertulis pada NIK."))
    if sex and sex != sex_in_nik:
        checked.warnings.append(_("Jenis kelamin berbeda dari yang tertulis pada NIK."))
    return checked


def check_birth_date(born: date) -> list[str]:
    """What is wrong with a birth date, in words; empty for one that somebody alive may have."""
    if born.year < EARLIEST_BIRTH_YEAR:
        return [_("Tahun lahir tidak mungkin.")]
    if born > clock.now().date() + timedelta(days=1):  # it may be tomorrow already where he is
        return [_("Tanggal itu belum terjadi.")]
    return []


def mask_nik(nik: str) -> str:
    """A NIK with the middle hidden, `1606••••••••0001`; nothing of one that is incomplete."""
    return f"{nik[:4]}{'•' * 8}{nik[12:]}" if len(nik) == 16 else "•" * len(nik)


def clean_passport_number(typed: str) -> str:
    return re.sub(r"[\s.\-]", "", typed).upper()


def check_passport(number: str) -> Checked:
    """Check a passport number: letters and digits; another shape than Indonesia's usual one is a warning."""
    number = clean_passport_number(number)
    if not re.fullmatch(r"[A-Z0-9]{4,20}", number):
        return Checked(errors=[_("Nomor paspor terdiri dari 4–20 huruf dan angka.")])
    if not USUAL_PASSPORT.fullmatch(number):
        return Checked(warnings=[_("Bentuk nomor paspor tidak lazim. Periksa sekali lagi.")])
    return Checked()


def clean_phone(typed: str) -> str:
    """A telephone number in E.164 (`+6281234567890`); without a country code it is Indonesian.

    Raises `ValueError`, in words, for what cannot be a telephone number anywhere.
    """
    try:
        number = phonenumbers.parse(typed, "ID")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError(_("Nomor telepon tidak lengkap. Tulis dengan kode negara, misalnya +60 12 345 6789."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
