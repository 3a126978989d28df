"""Addresses of the whole site."""

from __future__ import annotations

from django.urls import path

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
]
