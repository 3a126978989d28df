"""The file of a document: always as an attachment, never shown in the browser."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from casework import documents
from casework.access import Depth
from casework.screens.seeing import see


@login_required
@never_cache
def document(request: HttpRequest, uid: uuid.UUID, document: uuid.UUID) -> FileResponse:
    """Send a file to whoever reads the case: of a sealed one to the persons named only.

    Its name says the case's number and the kind of paper, nobody's name.
    """
    seen = see(request, uid, least=Depth.MONITOR)
    found = get_object_or_404(seen.case.documents.exclude(file_name=""), uid=document)
    path = documents.path_of(found.file_name)
    if not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{seen.case.number}-{found.kind.lower()}{path.suffix}",
        content_type=found.content_type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
