"""Addresses of notices and of how they are sent, below `pemberitahuan/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from notifications import screens

urlpatterns: list[URLPattern] = [
    path("", screens.notices, name="notices"),
    path("<int:pk>/", screens.notice, name="notice"),
    path("dibaca/", screens.read_all, name="notices_read"),
    path("pengaturan/", screens.preferences, name="notice_preferences"),
    path("kesehatan/", screens.health, name="service_health"),
    path("gagal/", screens.dead_letters, name="dead_letters"),
]
