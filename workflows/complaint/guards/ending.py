"""Guards of closing, administrative closing and reopening."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework import access
from casework.levels import Level
from casework.models import Window

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Contact

TRIES_NEEDED = 2
SILENCE = timedelta(days=14)


def silence_has_lasted(act: Act) -> Any:
    """Silence counts from `resolved` only, after 14 days; of an unresolved matter D06 decides."""
    if act.data.get("basis") != "silent":
        return None
    if act.case.state != "resolved":
        return _("Diamnya pengadu tidak cukup di sini; perlu persetujuan tertulis.")
    if act.now < act.step.created + SILENCE:
        return _("Belum 14 hari sejak hasil disampaikan.")
    return None


def administrative_ground_holds(act: Act) -> Any:
    """The period behind the reason has passed, or another body has the matter."""
    reason = act.data.get("reason")
    if not reason:
        return None
    if reason == "handed_over":
        if any(child.state not in ("declined", "recalled") for child in act.children):
            return None
        return _("Belum ada rujukan ke instansi lain. Buka rujukan dulu.")
    closings = [one for one in act.case.workflow().closings if one.move == act.verb]
    rules = [one.rule for one in closings if one.reason == reason] or [one.rule for one in closings]
    if not any(d.rule.code in rules and d.due_at and d.due_at < act.now for d in act.deadlines()):
        return _("Jangka waktu %(rule)s belum lewat.") % {"rule": ", ".join(rules)}
    return None


def tries_are_recorded(act: Act) -> Any:
    """The last two tries to reach the complainant are on record, unless another body has the matter.

    Of somebody who cannot be reached only tries in vain since the last contact tell; whoever did not complete or
    reply may have been reached.
    """
    reason = act.data.get("reason")
    if reason in (None, "", "handed_over"):
        return None
    if reason == "unreachable":
        if len(_tried_in_vain(act)) < TRIES_NEEDED:
            return _("Catat dulu dua upaya menghubungi pengadu yang gagal sejak kontak terakhir.")
        return None
    if act.case.contacts.count() < TRIES_NEEDED:
        return _("Catat dulu dua upaya terakhir menghubungi pengadu (Catat kontak pemantauan).")
    return None


def _tried_in_vain(act: Act) -> list[Contact]:
    """The tries that reached nobody, of the days after the last contact and of its own day after its hour."""
    last = act.case.in_contact_since()
    day = act.day_of(last)
    vain = act.case.contacts.filter(reached=False, on__gte=day)
    return [one for one in vain if one.on > day or one.at >= last]


def grave_is_not_closed_as_unreachable(act: Act) -> Any:
    if act.data.get("reason") == "unreachable" and act.is_grave:
        return _("Kasus tingkat darurat, tinggi atau dengan anak tidak ditutup hanya karena tidak dapat dihubungi.")
    return None


def needs_bp3mi_head(act: Act) -> bool:
    """Whether the head of BP3MI must agree: severity E or H, or a child, and he is not the one who closes."""
    closes_himself = act.office is not None and act.office.level == Level.BP3MI and act.role == "head"
    return act.is_grave and not closes_himself


def bp3mi_head_agreed(act: Act) -> Any:
    """The second person is a head of BP3MI."""
    if act.confirmed_by is None or not needs_bp3mi_head(act):
        return None
    for office in access.standing(act.confirmed_by, act.case).offices:
        if office.level == Level.BP3MI and "sign" in office.permissions and (office.part or office.oversees):
            return None
    return _("Penutupan ini harus dikonfirmasi kepala BP3MI.")


def within_reopening_window(act: Act) -> Any:
    """Within D41; trafficking has no limit."""
    if act.case.is_trafficking or _window_is_open(act, "D41"):
        return None
    return _("Jangka waktu buka kembali (90 hari) sudah lewat. Kepala BP3MI dapat membukanya karena bukti baru.")


def after_reopening_window(act: Act) -> Any:
    """After the window only for new evidence; trafficking and a referral's late result at any time.

    A rejected complaint has the window of its objection: within it `file_objection` is the way.
    """
    code = act.data.get("reason")
    if act.case.is_trafficking or code == "late_result":
        return None
    if _window_is_open(act, "complaint.rejected" if act.case.state == "rejected" else "D41"):
        return _("Jangka waktu biasa masih berjalan; gunakan Buka kembali atau Catat keberatan.")
    if code and code != "new_evidence":
        return _("Setelah jangka waktu lewat kasus hanya dibuka karena bukti baru atau hasil rujukan yang terlambat.")
    return None


def within_objection_window(act: Act) -> Any:
    if _window_is_open(act, "complaint.rejected"):
        return None
    return _("Jangka waktu keberatan (14 hari kerja) sudah lewat. Kepala BP3MI dapat membukanya karena bukti baru.")


def _window_is_open(act: Act, code: str) -> bool:
    """Whether the newest window by that rule still runs; one without end always does."""
    windows = Window.objects.filter(case_id=act.case.pk, rule__code=code).order_by("-started_at", "-pk")
    latest = windows.first()
    return latest is not None and (latest.ends_at is None or act.now <= latest.ends_at)
