"""Guards of triage, verification, merging and voiding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflows.complaint import categories
from workflows.complaint.kinds import Matter

if TYPE_CHECKING:
    from casework.acting import Act


def nobody_is_in_danger(act: Act) -> Any:
    if act.data.get("danger") == "yes" or act.case.is_emergency:
        return _("Ada bahaya: gunakan Nyatakan darurat, bukan telaah awal.")
    return None


def category_is_set(act: Act) -> Any:
    if not act.case.category:
        return _("Kategori belum ditetapkan. Gunakan Ubah kategori; tingkatnya ikut ditetapkan.")
    return None


def is_information_request(act: Act) -> Any:
    if act.case.matter != Matter.INFORMATION:
        return _("Ini pengaduan, bukan permintaan informasi; lanjutkan ke verifikasi.")
    return None


def leading_complaint_is_linked(act: Act) -> Any:
    if not act.linked_open("complaint"):
        return _("Tautkan dulu pengaduan utama yang masih berjalan (Tautkan kasus, ganda).")
    return None


def leading_complaint_is_as_grave(act: Act) -> Any:
    """The leading complaint is handled at least as seriously, and hides at least as much."""
    leading = act.data.get("leading")
    if leading is None:
        return None
    if leading.matter != act.case.matter:
        return _("Pengaduan dan permintaan informasi tidak digabungkan.")
    if categories.is_less_grave(leading.severity, than=act.case.severity):
        return _("Tingkat pengaduan utama lebih rendah. Naikkan dulu tingkatnya.")
    if act.case.sealed and not leading.sealed:
        return _("Kasus ini disegel, pengaduan utama tidak. Segel dulu pengaduan utama.")
    return None


def leading_complaint_is_open(act: Act) -> Any:
    leading = act.related.get(act.case.leading_id)
    if leading is None or not leading.is_open:
        return _("Pengaduan utama sudah berakhir; buka kembali pengaduan utama itu.")
    return None


def no_open_referral(act: Act) -> Any:
    if act.open_children:
        return _("Masih ada rujukan yang berjalan. Tarik atau selesaikan dulu rujukannya.")
    return None


def case_is_another(act: Act) -> Any:
    right = act.data.get("right_case")
    if right is not None and right.pk == act.case.pk:
        return _("Sebutkan kasus lain sebagai kasus yang benar.")
    return None
