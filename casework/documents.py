"""Where files of documents lie: outside every static folder, under random names, checked by content.

Until the file pipeline comes: at most 10 MB, PDF, JPEG and PNG, served as attachments only.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024
"""Bytes."""
ALLOWED = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_HEAD = 8192


@dataclass(frozen=True)
class Stored:
    """A file that was kept: its random name, content type, size in bytes and SHA-256 in hex."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload: Any) -> str:
    """The content type of an uploaded file, judged by its content.

    Raises ValidationError, in words, for what is too large, empty or of another type.
    """
    if upload.size > LARGEST:
        raise ValidationError(_("Berkas lebih dari 10 MB. Perkecil foto atau pindai dengan resolusi lebih rendah."))
    if upload.size == 0:
        raise ValidationError(_("Berkas ini kosong."))
    upload.seek(0)
    kind = filetype.guess_mime(upload.read(_HEAD))
    upload.seek(0)
    if kind not in ALLOWED:
        raise ValidationError(_("Hanya berkas PDF, JPEG dan PNG yang dapat disimpan."))
    return str(kind)


def store(upload: Any) -> Stored:
    """Keep an uploaded file under a random name. Raises ValidationError as `check()`.

    The file is on disk before the act commits; one whose act is rolled back is never referred to.
    """
    kind = check(upload)
    name = f"{secrets.token_hex(16)}.{ALLOWED[kind]}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for chunk in upload.chunks():
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Stored(name, kind, upload.size, digest.hexdigest())


def path_of(name: str) -> Path:
    """Where a stored file lies: two letters of its name spread the folder."""
    return Path(settings.KAWAL_MEDIA) / name[:2] / name
