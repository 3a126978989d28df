"""The first administrator of an empty installation; a code from the console shows that the machine is his."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework import clock
from casework.administration.people import Newcomer
from casework.administration.reach import today
from casework.audit import record
from casework.errors import NotAllowed, Refused
from casework.levels import Level
from casework.models import Organisation, Region, User
from casework.models.organisation import Kind
from casework.organisations import appoint
from casework.roles import Role

ONE_BEGINNING = "SELECT pg_advisory_xact_lock(hashtext('casework.administration.beginning'))"


def is_empty() -> bool:
    """Whether nobody has an account yet; one query."""
    return not User.objects.exists()


def make_code() -> str:
    """The set-up code of this installation, drawn once and kept readable for its owner only."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("-".join(secrets.token_hex(2) for _part in range(5)))
    return path.read_text()


def kept_code() -> str | None:
    """The set-up code, if one was made."""
    try:
        return _path().read_text()
    except FileNotFoundError:
        return None


@transaction.atomic
def begin(code: str, ministry: str, seat: Region, newcomer: Newcomer, password: str) -> User:
    """Make the ministry's office and its first administrator; the code ends with it.

    Raises NotAllowed for a wrong code and Refused where somebody was faster.
    """
    kept = kept_code()
    if kept is None or not hmac.compare_digest(kept.encode(), code.strip().lower().encode()):
        raise NotAllowed(_("Kode penyiapan salah. Kode itu tertulis di layar tempat Kawal dijalankan."))
    with connection.cursor() as cursor:
        cursor.execute(ONE_BEGINNING)
    if not is_empty():
        raise Refused(_("Kawal sudah disiapkan. Silakan masuk."))
    person = User.objects.create_user(
        username=newcomer.username, email=newcomer.email, password=password, full_name=newcomer.full_name
    )
    office = Organisation.objects.create(
        name=ministry,
        short_name=ministry[:60],
        level=Level.OVERSIGHT,
        kind=Kind.MINISTRY,
        region=seat,
        opened_on=today(),
    )
    fields = {"name": (None, ministry), "username": (None, newcomer.username), "full_name": (None, newcomer.full_name)}
    extra = {"level": office.level, "kind": office.kind, "region": seat.code, "user": str(person.uid)}
    record(office.uid, "office.opened", at=clock.now(), actor=person, office=office, fields=fields, extra=extra)
    appoint(person, office, Role.ADMINISTRATOR, office.opened_on, None, person)
    transaction.on_commit(lambda: _path().unlink(missing_ok=True))
    return person


def _path() -> Path:
    return Path(settings.KAWAL_DATA) / "setup_code"
