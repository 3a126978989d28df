"""Addresses of the administrators' screens, below `pengaturan/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from casework.screens import administration as offices
from casework.screens import administration_begin as beginning
from casework.screens import administration_calendar as calendar
from casework.screens import administration_people as people
from casework.screens import administration_service as service

urlpatterns: list[URLPattern] = [
    path("", offices.index, name="administration"),
    path("mulai/", beginning.begin, name="begin"),
    path("celah/", offices.service_gaps, name="service_gaps"),
    path("kantor/baru/", offices.office_new, name="office_new"),
    path("kantor/<uuid:uid>/", offices.office, name="office"),
    path("kantor/<uuid:uid>/ubah/", offices.office_change, name="office_change"),
    path("kantor/<uuid:uid>/tutup/", offices.office_close, name="office_close"),
    path("kantor/<uuid:uid>/wilayah/", service.office_serve, name="office_serve"),
    path("kantor/<uuid:uid>/wilayah/<int:pk>/akhiri/", service.office_stop_serving, name="office_stop_serving"),
    path("kantor/<uuid:uid>/pengawas/", service.office_oversee, name="office_oversee"),
    path("kantor/<uuid:uid>/pengawas/<int:pk>/hapus/", service.office_drop_overseer, name="office_drop_overseer"),
    path("kantor/<uuid:uid>/libur/", calendar.office_closure, name="office_closure"),
    path("kantor/<uuid:uid>/undang/", people.office_invite, name="office_invite"),
    path("kantor/<uuid:uid>/tugas/", people.office_appoint, name="office_appoint"),
    path("tugas/<int:pk>/akhiri/", people.membership_end, name="membership_end"),
    path("libur/", calendar.closures, name="closures"),
    path("libur/wilayah/", calendar.region_closure, name="region_closure"),
    path("libur/<int:pk>/tenggat/", calendar.closure_deadlines, name="closure_deadlines"),
    path("akun/", people.accounts, name="accounts"),
    path("akun/<uuid:uid>/", people.account, name="account"),
    path("akun/<uuid:uid>/tautan/", people.account_link, name="account_link"),
    path("akun/<uuid:uid>/nonaktif/", people.account_deactivate, name="account_deactivate"),
    path("akun/<uuid:uid>/aktif/", people.account_activate, name="account_activate"),
]
