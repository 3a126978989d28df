"""Addresses of the screens that every kind of case shares."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("casework.screens.case_urls")),
    path("", include("casework.screens.people_urls")),
    path("petugas/", include("casework.screens.staff_urls")),
    path("pengaturan/", include("casework.screens.administration_urls")),
]
