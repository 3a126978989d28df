"""Addresses of what only legal-aid bodies use."""

from __future__ import annotations

from django.urls import path

from workflows.legal_aid import screens

urlpatterns = [
    path("sidang/", screens.hearings, name="hearings"),
    path("layanan/", screens.services, name="services"),
    path("kasus/<uuid:uid>/layanan/", screens.case_services, name="case_services"),
]
