"""Addresses of supervisors' screens about the people of their offices, below `petugas/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from casework.screens import duty, emptying, staff

urlpatterns: list[URLPattern] = [
    path("", staff.staff, name="staff"),
    path("limpahkan/", emptying.which_office, name="staff_which_office"),
    path("<uuid:uid>/piket/", duty.roster, name="staff_duty"),
    path("<uuid:uid>/piket/<int:pk>/batal/", duty.withdraw, name="staff_duty_withdraw"),
    path("<uuid:uid>/limpahkan/", emptying.empty, name="staff_empty"),
    path("<uuid:uid>/<uuid:person>/alihkan/", staff.hand_over, name="staff_hand_over"),
    path("<uuid:uid>/<uuid:person>/tidak-hadir/", staff.absence, name="staff_absence"),
    path("<uuid:uid>/hadir/<int:pk>/", staff.absence_end, name="staff_absence_end"),
]
