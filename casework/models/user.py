"""The people who log in. Workers and families have no account: officers act on their behalf."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An officer of one or more offices; never deleted (a trigger refuses it), only deactivated.

    What a user may do follows from dated memberships (`casework.models.organisation`), never from
    `is_staff` or `is_superuser`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("Nama lengkap"), max_length=150)
    language = models.CharField(
        _("Bahasa"), max_length=5, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id"
    )
    is_demo = models.BooleanField(
        default=False, help_text="A login with a published password; refused outside the demo."
    )

    REQUIRED_FIELDS = ["full_name", "email"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name
