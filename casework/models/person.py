"""The people whom cases are about: one record per person across years.

Written by `casework.people`.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework.models.organisation import Organisation
from casework.models.region import Region

ADULT_AGE = 18
"""Years; who is younger is a child (UU 35/2014 Art 1), and does not depart (UU 18/2017 Art 5)."""


class Person(models.Model):  # type: ignore[django-manager-missing]
    """A worker or family member; whatever is not known stays empty.

    A row may stand for a person without being his record: `same_as` is set on what somebody typed
    about a person he may not see, `merged_into` on a double that was found out. The record itself
    has neither.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", _("Perempuan")
        MALE = "M", _("Laki-laki")

    class Education(models.TextChoices):
        NONE = "none", _("Tidak sekolah")
        PRIMARY = "primary", _("SD/sederajat")
        JUNIOR = "junior", _("SMP/sederajat")
        SENIOR = "senior", _("SMA/SMK/sederajat")
        DIPLOMA = "diploma", _("Diploma")
        DEGREE = "degree", _("Sarjana atau lebih")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("Nama lengkap"), max_length=150, blank=True)
    description = models.CharField(
        _("Keterangan bila nama belum diketahui"), max_length=150, blank=True, help_text="A woman in Johor."
    )
    nik = models.CharField(_("NIK"), max_length=16, blank=True)
    birth_date = models.DateField(_("Tanggal lahir"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("Tahun lahir"), null=True, blank=True, help_text="Where the day is not known."
    )
    sex = models.CharField(_("Jenis kelamin"), max_length=1, choices=Sex.choices, blank=True)
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Desa/kelurahan")
    )
    address = models.CharField(_("Alamat"), max_length=300, blank=True)
    education = models.CharField(_("Pendidikan terakhir"), max_length=10, choices=Education.choices, blank=True)
    language = models.CharField(_("Bahasa"), max_length=50, blank=True)
    is_invented = models.BooleanField(default=False, help_text="A person of the demo; nobody real.")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="hidden_doubles")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="doubles")
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="registered_people", verbose_name=_("Didaftarkan di")
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["nik"],
                condition=~Q(nik="") & Q(same_as__isnull=True, merged_into__isnull=True),
                name="one_record_per_nik",
            ),
            models.CheckConstraint(condition=Q(nik="") | Q(nik__regex=r"^[0-9]{16}$"), name="nik_is_16_digits"),
            models.CheckConstraint(
                condition=~Q(full_name="") | ~Q(description=""), name="person_is_named_or_described"
            ),
            models.CheckConstraint(
                condition=~Q(same_as=F("id")) & ~Q(merged_into=F("id")), name="person_is_not_own_double"
            ),
        ]
        indexes = [
            # register() and search(): every row that carries a number, hidden and merged ones too
            models.Index(fields=["nik"], condition=~Q(nik=""), name="person_nik"),
            # search() and possible_doubles(): names as they sound
            GinIndex(OpClass("full_name", name="gin_trgm_ops"), name="person_name_spelling"),
            # visible_people(): whom an office registered
            models.Index(fields=["created_office"], name="person_registered_at"),
            # whom each row of a list is about: in a hash index a look-up costs the same with however many people
            HashIndex(fields=["id"], name="person_by_id"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.full_name or self.description

    def adult_from(self) -> date | None:
        """The first day the person is no child, None while the birth is not known.

        Of a birth year its last day counts. For a merged double that does not say it the record does, at the cost
        of a query; a record out of sight (`same_as`) is not asked.
        """
        born = self.birth_date or (date(self.birth_year, 12, 31) if self.birth_year else None)
        if born is None:
            return self.merged_into.adult_from() if self.merged_into else None
        try:
            return born.replace(year=born.year + ADULT_AGE)
        except ValueError:  # born on 29 February
            return date(born.year + ADULT_AGE, 3, 1)

    def is_child_on(self, day: date) -> bool:
        """Whether the person is under 18 on a day by the birth on record; who has none is not."""
        adult_from = self.adult_from()
        return adult_from is not None and day < adult_from


class Alias(models.Model):
    """Another name the person goes by or was written with."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases")
    name = models.CharField(_("Nama lain"), max_length=150)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="alias_once")]
        indexes = [GinIndex(OpClass("name", name="gin_trgm_ops"), name="alias_spelling")]

    def __str__(self) -> str:
        return self.name


class Phone(models.Model):
    """A telephone number in E.164; an unsafe one is never called or written to without asking."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="phones")
    number = models.CharField(_("Nomor telepon"), max_length=16)
    label = models.CharField(_("Milik"), max_length=60, blank=True)
    unsafe = models.BooleanField(_("Tidak aman dihubungi"), default=False)
    is_whatsapp = models.BooleanField(_("WhatsApp"), default=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="phone_once"),
            models.CheckConstraint(condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="phone_is_e164"),
        ]
        # possible_doubles(): who else gave this number
        indexes = [models.Index(fields=["number"], name="phone_number")]

    def __str__(self) -> str:
        return self.number


class Passport(models.Model):
    """A passport or emergency travel document (SPLP)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="passports")
    country = CountryField(verbose_name=_("Negara penerbit"))
    number = models.CharField(_("Nomor paspor"), max_length=20)
    issued = models.DateField(_("Tanggal terbit"), null=True, blank=True)
    expires = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    is_copy = models.BooleanField(
        default=False, help_text="On a row that is not the person's record (hidden or merged)."
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["country", "number"], condition=Q(is_copy=False), name="one_record_per_passport"
            ),
            models.UniqueConstraint(fields=["person", "country", "number"], name="passport_once"),
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(issued__isnull=True) | Q(expires__gt=F("issued")),
                name="passport_expires_after_issue",
            ),
        ]
        # register() and search(): every row that carries a number, copies too
        indexes = [models.Index(fields=["number", "country"], name="passport_number")]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"


class NextOfKin(models.Model):
    """Whom to tell, and how he or she is related."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="next_of_kin")
    name = models.CharField(_("Nama"), max_length=150)
    relation = models.CharField(_("Hubungan keluarga"), max_length=60)
    phone = models.CharField(_("Nomor telepon"), max_length=16, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="kin_phone_is_e164"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"


class Merge(models.Model):
    """Two records were found to be one person; undone, the row stays and says by whom."""

    keep = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    other = models.ForeignKey(Person, models.PROTECT, related_name="merged_by")
    filled = ArrayField(
        models.CharField(max_length=30), default=list, help_text="Fields of `keep` that `other` filled in."
    )
    office = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(keep=F("other")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} → {self.keep_id}"
